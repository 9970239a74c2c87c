//! Splits a CSV file between records into stretches that can be read at the same time.
//!
//! Only the quotes show which line ends are the ends of records, so the whole file is searched once, from quote to
//! quote. A stretch begins and ends with a record that has cells, because the text after blank lines decides whether
//! they are rows.

use crate::faults::fault;
use memchr::{memchr, memchr_iter};
use std::io::{self, Read};
use std::ops::Range;

/// How many bytes are searched at a time.
const BYTES: usize = 1 << 20;

/// Some records of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    /// Its bytes.
    pub bytes: Range<u64>,
    /// The line of its first record, from 1.
    pub line: u64,
}

/// Returns the stretches of a file, of about `size` bytes each.
pub(super) fn stretches(input: impl Read, separator: u8, size: u64) -> io::Result<Vec<Stretch>> {
    split(input, separator, size, BYTES)
}

fn split(mut input: impl Read, separator: u8, size: u64, at_a_time: usize) -> io::Result<Vec<Stretch>> {
    let mut splitter = Splitter { separator, size, ..Splitter::default() };
    let mut buffer = vec![0; at_a_time];
    loop {
        let read = match input.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        splitter.look(buffer.get(..read).unwrap_or_default());
    }
    splitter.found.push(Stretch { bytes: splitter.start..splitter.seen, line: splitter.line });
    Ok(splitter.found)
}

/// The state after the bytes that were searched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum QuoteState {
    #[default]
    Plain,
    Quoted,
    /// After a quote inside a quoted cell: the end of it, or half of a quote that is part of the cell.
    Closing,
}

#[derive(Debug, Default)]
struct Splitter {
    separator: u8,
    size: u64,
    state: QuoteState,
    /// The last byte; `None` at the start of a file.
    last: Option<u8>,
    seen: u64,
    lines: u64,
    /// The offset at which the open stretch begins, and its line, from 1.
    start: u64,
    line: u64,
    found: Vec<Stretch>,
}

impl Splitter {
    fn look(&mut self, bytes: &[u8]) {
        if self.seen == 0 {
            self.line = 1;
        }
        let mut at = 0;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            at += match self.state {
                QuoteState::Closing => {
                    let doubled = rest.first() == Some(&b'"');
                    self.state = if doubled { QuoteState::Quoted } else { QuoteState::Plain };
                    usize::from(doubled)
                }
                QuoteState::Quoted => {
                    let end = memchr(b'"', rest);
                    self.state = if end.is_some() { QuoteState::Closing } else { QuoteState::Quoted };
                    let inside = end.map_or(rest.len(), |end| end + 1);
                    self.lines += count(b'\n', rest.get(..inside));
                    inside
                }
                QuoteState::Plain => self.plain(bytes, at),
            };
        }
        self.last = bytes.last().copied().or(self.last);
        self.seen += bytes.len() as u64;
    }

    /// Searches from a byte outside of quoted cells to the byte after the next quote. Returns how many bytes this
    /// covers.
    fn plain(&mut self, bytes: &[u8], at: usize) -> usize {
        let rest = bytes.get(at..).unwrap_or_default();
        let quote = memchr(b'"', rest);
        let end = at + quote.unwrap_or(rest.len());
        let target = usize::try_from((self.start + self.size).saturating_sub(self.seen)).unwrap_or(usize::MAX);
        let mut counted = at;
        if target < end {
            let from = target.max(at);
            let ends = memchr_iter(b'\n', bytes.get(from..end).unwrap_or_default()).map(|found| from + found);
            if let Some(line_end) = ends.into_iter().find(|line_end| self.is_between_records(bytes, *line_end)) {
                self.lines += count(b'\n', bytes.get(counted..=line_end));
                counted = line_end + 1;
                let start = self.seen + counted as u64;
                self.found.push(Stretch { bytes: self.start..start, line: self.line });
                (self.start, self.line) = (start, self.lines + 1);
                return counted - at;
            }
        }
        self.lines += count(b'\n', bytes.get(counted..end));
        let Some(quote) = quote.map(|quote| at + quote) else { return end - at };
        let before = quote.checked_sub(1).map_or(self.last, |before| bytes.get(before).copied());
        if fault!(QuotesIgnored) {
            return quote + 1 - at;
        }
        if before.is_none_or(|before| before == self.separator || before == b'\n') || self.is_marked(bytes, quote) {
            self.state = QuoteState::Quoted;
        }
        quote + 1 - at
    }

    /// Whether only the mark of UTF-8 at the start of the file precedes a quote.
    fn is_marked(&self, bytes: &[u8], quote: usize) -> bool {
        self.seen == 0 && bytes.get(..quote) == Some(b"\xEF\xBB\xBF".as_slice())
    }

    /// Whether a line end has a record with cells on both sides, as far as these bytes show it.
    fn is_between_records(&self, bytes: &[u8], line_end: usize) -> bool {
        let (before, after) =
            (bytes.get(..line_end).unwrap_or_default(), bytes.get(line_end + 1..).unwrap_or_default());
        let start = before.iter().rposition(|byte| *byte == b'\n').or((self.seen == 0).then_some(0));
        let Some(start) = start else { return false };
        let before = before.get(start..).unwrap_or_default();
        let after = memchr(b'\n', after).and_then(|end| after.get(..end)).unwrap_or(after);
        let is_filled = |line: &[u8]| line.iter().any(|byte| ![self.separator, b'\r', b'\n', b'"'].contains(byte));
        // A mark within a file is part of a cell, but a mark at the start of a file is not.
        is_filled(before) && is_filled(after) && after.first() != Some(&0xEF)
    }
}

fn count(byte: u8, bytes: Option<&[u8]>) -> u64 {
    memchr_iter(byte, bytes.unwrap_or_default()).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str, size: u64, at_a_time: usize) -> Vec<(&str, u64)> {
        let found = split(text.as_bytes(), b',', size, at_a_time).unwrap();
        let bytes = |stretch: &Stretch| stretch.bytes.start as usize..stretch.bytes.end as usize;
        found.iter().map(|stretch| (&text[bytes(stretch)], stretch.line)).collect()
    }

    #[test]
    fn files_are_split_between_records() {
        assert_eq!(parts("a,b\n1,2\n3,4\n5,6\n", 6, 99), [("a,b\n1,2\n", 1), ("3,4\n5,6\n", 3)]);
        assert_eq!(parts("a,b\n1,2\n", 100, 99), [("a,b\n1,2\n", 1)]);
        assert_eq!(parts("", 1, 99), [("", 0)]);
    }

    #[cfg(feature = "engine")]
    #[test]
    fn a_split_inside_quotes_is_seen() {
        let text = "a,b\n1,\"x\n2,y\"\n3,z\n";
        let in_quotes = || parts(text, 6, 99).iter().any(|(part, _)| part.starts_with("2,y"));
        assert!(!in_quotes());
        assert!(crate::faults::with(crate::faults::Fault::QuotesIgnored, in_quotes));
    }

    #[test]
    fn line_ends_inside_quotes_end_no_record() {
        let text = "a,b\n1,\"x\n2,y\n3,z\"\n4,\"\"\"\n\"\"\"\n5,6\" high\n7,8\n9,\"\"\n10,11\n";
        for at_a_time in [16, 20, 99] {
            for size in 1..text.len() as u64 {
                let parts = parts(text, size, at_a_time);
                assert_eq!(parts.iter().map(|(part, _)| *part).collect::<String>(), text);
                let mut line = 1;
                for (part, first) in &parts {
                    assert_eq!(*first, line, "{parts:?}");
                    line += part.matches('\n').count() as u64;
                    assert!(
                        ["a,b", "1,\"x", "4,", "5,6", "7,8", "9,", "10,"].iter().any(|s| part.starts_with(s)),
                        "{parts:?}"
                    );
                }
            }
        }
        assert_eq!(parts(text, 1, 99).len(), 6);
    }

    #[test]
    fn blank_lines_stay_with_the_records_around_them() {
        for text in ["a,b\n1,2\n\n3,4\n", "a,b\n1,2\n,\n3,4\n", "a,b\n1,2\n\"\",\r\n3,4\n"] {
            assert_eq!(parts(text, 1, 99).len(), 2, "{text:?}: only behind the header");
        }
        assert_eq!(parts("\u{FEFF}\"a\nb\",c\n1,2\n3,4\n", 1, 99).len(), 3);
    }
}
