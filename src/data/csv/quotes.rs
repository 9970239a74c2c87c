//! Misplaced quotes: the end of a cell must follow its closing quote.
//!
//! The parser of the library reads `"5"0` as `50`, a value that nobody wrote. So the bytes are checked on their way to
//! the parser.

use memchr::memchr;
use std::collections::VecDeque;

/// The most bytes of a mark at the start of a file.
const MARK: u64 = 3;

/// The position within a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CellPosition {
    Start,
    Plain,
    Quoted,
    /// After a quote inside a quoted cell: the end of the cell, or the first half of a quote that belongs to its text.
    Closing,
    /// After a closing quote and a carriage return, before the line end.
    Return,
}

/// Watches bytes, and keeps the offsets of misplaced text after closing quotes.
#[derive(Debug)]
pub(super) struct Quotes {
    separator: u8,
    place: CellPosition,
    seen: u64,
    strays: VecDeque<u64>,
}

impl Quotes {
    /// Creates a watch for a file with this separator, before its first byte.
    pub(super) fn new(separator: u8) -> Quotes {
        Quotes { separator, place: CellPosition::Start, seen: 0, strays: VecDeque::new() }
    }

    /// Returns how many bytes were checked.
    pub(super) fn seen(&self) -> u64 {
        self.seen
    }

    /// Checks the next bytes of the file.
    pub(super) fn watch(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let (passed, rest) = bytes.split_at(self.to_quote(bytes));
            if let (CellPosition::Start | CellPosition::Plain, Some(last)) = (self.place, passed.last()) {
                // Only the byte before a quote decides whether a cell begins with the quote.
                self.place = if self.ends(*last) { CellPosition::Start } else { CellPosition::Plain };
            }
            self.seen += passed.len() as u64;
            bytes = rest;
            if let Some((byte, rest)) = rest.split_first() {
                self.step(*byte);
                self.seen += 1;
                bytes = rest;
            }
        }
    }

    /// Returns how many bytes precede the next quote, if no other byte matters.
    fn to_quote(&self, bytes: &[u8]) -> usize {
        match self.place {
            CellPosition::Start | CellPosition::Plain if self.seen >= MARK => {
                memchr(b'"', bytes).unwrap_or(bytes.len())
            }
            CellPosition::Quoted => memchr(b'"', bytes).unwrap_or(bytes.len()),
            _ => 0,
        }
    }

    /// Whether a cell ends before this byte.
    fn ends(&self, byte: u8) -> bool {
        byte == self.separator || byte == b'\n'
    }

    fn step(&mut self, byte: u8) {
        let start = self.ends(byte);
        self.place = match (self.place, byte) {
            (CellPosition::Start, b'"') => CellPosition::Quoted,
            // The mark at the start of a file is not part of its first cell.
            (CellPosition::Start, 0xEF | 0xBB | 0xBF) if self.seen < MARK => CellPosition::Start,
            (CellPosition::Start | CellPosition::Plain, _) if start => CellPosition::Start,
            (CellPosition::Start | CellPosition::Plain, _) => CellPosition::Plain,
            (CellPosition::Quoted, b'"') => CellPosition::Closing,
            (CellPosition::Quoted, _) => CellPosition::Quoted,
            (CellPosition::Closing, b'"') => CellPosition::Quoted,
            (CellPosition::Closing | CellPosition::Return, _) if start => CellPosition::Start,
            (CellPosition::Closing, b'\r') => CellPosition::Return,
            (CellPosition::Closing | CellPosition::Return, _) => {
                self.strays.push_back(self.seen);
                CellPosition::Plain
            }
        };
    }

    /// Whether a quote is misplaced before this offset of the file. The quotes before the offset are removed.
    pub(super) fn stray_before(&mut self, end: u64) -> bool {
        let mut found = false;
        while self.strays.front().is_some_and(|at| *at < end) {
            self.strays.pop_front();
            found = true;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strays(text: &str, step: usize) -> Vec<u64> {
        let mut quotes = Quotes::new(b',');
        text.as_bytes().chunks(step).for_each(|bytes| quotes.watch(bytes));
        quotes.strays.into_iter().collect()
    }

    #[test]
    fn what_stands_behind_a_closing_quote_is_found_however_the_bytes_come() {
        for (text, expected) in [
            ("id,x\n1,\"5\"0\n", vec![10]),
            ("\"Nor\"th,7\n\"a\" ,b\n", vec![5, 13]),
            ("a,\"b\"\"c\",d\r\n\"e\"\r\n\"f\ng\"\n", vec![]),
            ("\u{FEFF}\"id\",x\n1,a\"b\n", vec![]),
            ("1,\"a\"\rb\n", vec![6]),
        ] {
            for step in 1..9 {
                assert_eq!(strays(text, step), expected, "{text:?} by {step}");
            }
        }
    }
}
