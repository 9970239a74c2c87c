//! The records of a CSV file with the lines on which they begin, and the blank lines between them.
//!
//! The parser of the library skips blank lines and does not report a quote that is never closed. Both would drop text
//! silently, so they are found here. Blank lines are found by a count of lines. An open quote is found with a line end
//! that is added after the last byte: a closed record ends there, so only an open quote reads to the very end.

use super::quotes::Quotes;
use ::csv::{ByteRecord, ErrorKind, Reader, ReaderBuilder, Terminator};
use std::io::{self, Read};
use std::ops::Range;

/// About the most bytes of a record, so that a quote that is never closed does not bring a whole file into memory.
pub(super) const MOST_BYTES: u64 = 16 << 20;

/// What comes next in a file.
#[derive(Debug)]
pub(super) enum NextRow {
    /// A record that begins on this line. [`Records::cell`] has its cells.
    Cells(u64),
    /// An empty line.
    Blank(u64),
    /// A record that begins on this line and has a quote that is never closed.
    OpenQuote(u64),
    /// A record that begins on this line and has text after the closing quote of a cell.
    StrayQuote(u64),
    /// A record that begins on this line or after it, and has more than [`MOST_BYTES`].
    TooLong(u64),
    /// The rest of the file cannot be read.
    Failed(u64, io::Error),
    /// The end of the file.
    End,
}

/// Reads records.
#[derive(Debug)]
pub(super) struct Records<R> {
    reader: Reader<Closed<R>>,
    record: ByteRecord,
    blanks: Range<u64>,
    next: Option<NextRow>,
    /// The lines of the file before the first record.
    before: u64,
}

impl<R: Read> Records<R> {
    /// Reads the records of a file. Its header is the first record.
    pub(super) fn new(input: R, separator: u8) -> Records<R> {
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .terminator(Terminator::Any(b'\n'))
            .buffer_capacity(1 << 16)
            .from_reader(Closed { input, state: Tail::Reading, quotes: Quotes::new(separator), most: MOST_BYTES });
        Records { reader, record: ByteRecord::new(), blanks: 0..0, next: None, before: 0 }
    }

    /// Sets the line of the first record in the file, from 1.
    pub(super) fn starting_at(self, line: u64) -> Records<R> {
        Records { before: line.saturating_sub(1), ..self }
    }

    /// Reads what comes next.
    pub(super) fn advance(&mut self) -> NextRow {
        if let Some(line) = self.blanks.next() {
            return NextRow::Blank(line);
        }
        if let Some(row) = self.next.take() {
            return row;
        }
        let row = self.read();
        match self.blanks.next() {
            Some(line) => {
                self.next = Some(row);
                NextRow::Blank(line)
            }
            None => row,
        }
    }

    /// Reads one record and notes the blank lines before it.
    fn read(&mut self) -> NextRow {
        let before = self.before + self.reader.position().line();
        let most = self.reader.position().byte() + MOST_BYTES;
        self.reader.get_mut().most = most;
        let outcome = self.reader.read_byte_record(&mut self.record);
        let lines = self.before + self.reader.position().line() - before;
        match outcome {
            Err(error) => match error.into_kind() {
                ErrorKind::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => NextRow::TooLong(before),
                ErrorKind::Io(error) => NextRow::Failed(before + lines, error),
                other => NextRow::Failed(before + lines, io::Error::other(format!("{other:?}"))),
            },
            // The added line end is not a blank line of the file. The last record may have used it already.
            Ok(false) => {
                self.blanks = before..before + lines.saturating_sub(1);
                NextRow::End
            }
            Ok(true) => {
                let open = self.reader.get_ref().state == Tail::Ended;
                // Most records have one line, and need no search.
                let own = match (open, lines) {
                    (true, _) => self.lines_inside(),
                    (false, 1) => 1,
                    (false, _) => self.lines_inside() + 1,
                };
                let start = before + lines.saturating_sub(own);
                self.blanks = before..start;
                let end = self.reader.position().byte();
                let stray = self.reader.get_mut().quotes.stray_before(end);
                match (open, stray) {
                    (true, _) => NextRow::OpenQuote(start),
                    (false, true) => NextRow::StrayQuote(start),
                    (false, false) => self.cells_or_blank(start),
                }
            }
        }
    }

    /// A lone carriage return, a lone pair of quotes and a row with only separators are blank lines too: spreadsheets
    /// leave such rows below a sheet, and a row without a key is not a row.
    fn cells_or_blank(&self, line: u64) -> NextRow {
        let blank = match self.record.as_slice() {
            b"" => true,
            b"\r" => self.record.iter().next_back() == Some(b"\r"),
            _ => false,
        };
        if blank { NextRow::Blank(line) } else { NextRow::Cells(line) }
    }

    fn lines_inside(&self) -> u64 {
        self.record.as_slice().iter().filter(|&&b| b == b'\n').count() as u64
    }

    /// How many cells the record has.
    pub(super) fn len(&self) -> usize {
        self.record.len()
    }

    /// A cell of the record. The carriage return of a line end `\r\n` is not part of the last cell.
    pub(super) fn cell(&self, at: usize) -> Option<&[u8]> {
        let cell = self.record.get(at)?;
        let last = at + 1 == self.record.len();
        Some(if last { cell.strip_suffix(b"\r").unwrap_or(cell) } else { cell })
    }
}

/// A file with one more line end after its last byte.
#[derive(Debug)]
struct Closed<R> {
    input: R,
    state: Tail,
    quotes: Quotes,
    /// The current record must have ended before the library has read this many bytes of the file.
    most: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tail {
    Reading,
    Added,
    Ended,
}

impl<R: Read> Read for Closed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.quotes.seen() > self.most {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let read = match self.state {
            Tail::Reading => self.input.read(buffer)?,
            Tail::Added | Tail::Ended => 0,
        };
        if read > 0 || buffer.is_empty() {
            self.quotes.watch(buffer.get(..read).unwrap_or_default());
            return Ok(read);
        }
        self.state = match (self.state, buffer.first_mut()) {
            (Tail::Reading, Some(first)) => {
                *first = b'\n';
                Tail::Added
            }
            _ => Tail::Ended,
        };
        Ok(usize::from(self.state == Tail::Added))
    }
}

#[cfg(test)]
mod tests;
