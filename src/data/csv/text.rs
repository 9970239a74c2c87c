//! Converts the bytes of a file from any encoding to UTF-8. Bytes that are not text end the reading: they are never
//! replaced and never skipped.

use crate::messages::data as say;
use encoding_rs::{DecoderResult, Encoding};
use std::error::Error;
use std::fmt;
use std::io::{self, Read};

/// How many bytes are read at a time.
const BYTES: usize = 1 << 16;

/// The reason why a file is not text in its encoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::data) struct NoText {
    /// The declared encoding.
    pub encoding: &'static Encoding,
    /// The offset of the first bytes that do not belong to a character. In a compressed file, this is the offset after
    /// decompression.
    pub offset: u64,
    /// The line of these bytes, from 1.
    pub line: u64,
    /// The encoding whose mark is at the start of the file, if it is not the declared encoding.
    pub mark: Option<&'static Encoding>,
}

impl fmt::Display for NoText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&say::no_text(self.offset, self.encoding.name()))
    }
}

impl Error for NoText {}

impl NoText {
    /// Returns the reason, if reading failed because the file is not text.
    pub(in crate::data) fn of(error: &io::Error) -> Option<&NoText> {
        error.get_ref()?.downcast_ref()
    }
}

/// Reads bytes as text.
pub(super) struct Text<R> {
    input: R,
    encoding: &'static Encoding,
    decoder: encoding_rs::Decoder,
    raw: Box<[u8]>,
    /// The bytes that were read and not decoded so far.
    waiting: std::ops::Range<usize>,
    /// How many bytes were decoded.
    decoded: u64,
    lines: u64,
    state: TextState,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum TextState {
    /// Before the first byte.
    Fresh,
    Reading,
    /// All bytes were read.
    Ended,
    /// All text was given out.
    Done,
    Failed(NoText),
}

impl<R: Read> Text<R> {
    /// Creates a reader of the text of some bytes.
    pub(super) fn new(input: R, encoding: &'static Encoding) -> Text<R> {
        Text {
            input,
            encoding,
            decoder: encoding.new_decoder_without_bom_handling(),
            raw: vec![0; BYTES].into(),
            waiting: 0..0,
            decoded: 0,
            lines: 0,
            state: TextState::Fresh,
        }
    }

    /// Continues with bytes that are the rest of a file, from this byte and this line on. Lines count from 1.
    pub(super) fn from(self, byte: u64, line: u64) -> Text<R> {
        let state = if byte == 0 { TextState::Fresh } else { TextState::Reading };
        Text { decoded: byte, lines: line.saturating_sub(1), state, ..self }
    }

    /// Reads more bytes. At the start, it reads enough bytes to detect a mark.
    fn fill(&mut self) -> io::Result<()> {
        let least = if self.state == TextState::Fresh { 3 } else { 1 };
        self.waiting = 0..0;
        while self.waiting.end < least {
            let read = self.input.read(self.raw.get_mut(self.waiting.end..).unwrap_or_default())?;
            self.waiting.end += read;
            if read == 0 {
                self.state = TextState::Ended;
                break;
            }
        }
        if self.decoded == 0
            && let Some(mark) = other_mark(self.raw.get(self.waiting.clone()).unwrap_or_default(), self.encoding)
        {
            self.state = TextState::Failed(self.no_text(0, Some(mark)));
        } else if self.state == TextState::Fresh {
            self.state = TextState::Reading;
        }
        Ok(())
    }

    /// Decodes the waiting bytes. Returns how many bytes of text this gives.
    fn decode(&mut self, buffer: &mut [u8]) -> usize {
        let raw = self.raw.get(self.waiting.clone()).unwrap_or_default();
        let last = self.state == TextState::Ended;
        let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(raw, buffer, last);
        self.decoded += read as u64;
        self.waiting.start += read;
        let text = buffer.get(..written).unwrap_or_default();
        self.lines += text.iter().filter(|byte| **byte == b'\n').count() as u64;
        match result {
            DecoderResult::Malformed(bad, behind) => {
                let offset = self.decoded - u64::from(bad) - u64::from(behind);
                self.state = TextState::Failed(self.no_text(offset, None));
            }
            DecoderResult::InputEmpty if last => self.state = TextState::Done,
            DecoderResult::InputEmpty | DecoderResult::OutputFull => {}
        }
        written
    }

    fn no_text(&self, offset: u64, mark: Option<&'static Encoding>) -> NoText {
        NoText { encoding: self.encoding, offset, line: self.lines + 1, mark }
    }
}

/// Returns the encoding of the mark at the start of a file, if it is another encoding.
fn other_mark(bytes: &[u8], encoding: &'static Encoding) -> Option<&'static Encoding> {
    let (marked, _) = Encoding::for_bom(bytes)?;
    (marked != encoding).then_some(marked)
}

impl<R: Read> Read for Text<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match &self.state {
                TextState::Done => return Ok(0),
                TextState::Failed(no_text) => {
                    return Err(io::Error::new(io::ErrorKind::InvalidData, no_text.clone()));
                }
                TextState::Fresh => self.fill()?,
                TextState::Reading if self.waiting.is_empty() => self.fill()?,
                TextState::Reading | TextState::Ended => {
                    let written = self.decode(buffer);
                    if written > 0 {
                        return Ok(written);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{GB18030, UTF_8, UTF_16LE};

    /// A reader that gives a fixed number of bytes at a time.
    struct Slow<'b>(&'b [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let now = self.1.min(self.0.len()).min(buffer.len());
            buffer[..now].copy_from_slice(&self.0[..now]);
            self.0 = &self.0[now..];
            Ok(now)
        }
    }

    fn read(bytes: &[u8], encoding: &'static Encoding, step: usize) -> (String, Option<NoText>) {
        let mut text = Text::new(Slow(bytes, step), encoding);
        let (mut all, mut buffer) = (Vec::new(), [0; 16]);
        let failed = loop {
            match text.read(&mut buffer) {
                Ok(0) => break None,
                Ok(read) => all.extend(&buffer[..read]),
                Err(error) => break Some(NoText::of(&error).unwrap().clone()),
            }
        };
        (String::from_utf8(all).unwrap(), failed)
    }

    #[test]
    fn text_is_the_same_however_the_bytes_come() {
        let (text, gb) = ("编号,名称\n1,客户\n", GB18030.encode("编号,名称\n1,客户\n").0);
        let wide: Vec<u8> = "\u{FEFF}编号\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for step in 1..7 {
            assert_eq!(read(text.as_bytes(), UTF_8, step), (text.to_owned(), None));
            assert_eq!(read(&gb, GB18030, step), (text.to_owned(), None));
            assert_eq!(read(&wide, UTF_16LE, step), ("\u{FEFF}编号\n".to_owned(), None));
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_found_where_they_stand() {
        let gb = GB18030.encode("编号\n1,客户\n").0;
        for step in 1..7 {
            let (before, failed) = read(b"a\ncaf\xE9,\n", UTF_8, step);
            let failed = failed.unwrap();
            assert_eq!((before.as_str(), failed.offset, failed.line), ("a\ncaf", 5, 2));
            // A character that the end of the file cuts.
            assert_eq!(read("ab\né".as_bytes().split_last().unwrap().1, UTF_8, step).1.unwrap().offset, 3);
            assert_eq!(read(gb.split_last().unwrap().1.split_last().unwrap().1, GB18030, step).1.unwrap().offset, 9);
            let failed = read(b"\xEF\xBB\xBFa\n", GB18030, step).1.unwrap();
            assert_eq!((failed.offset, failed.mark), (0, Some(UTF_8)));
            assert_eq!(read(b"\xFF\xFEa\0", UTF_8, step).1.unwrap().mark, Some(UTF_16LE));
        }
    }
}
