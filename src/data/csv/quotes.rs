//! Quotes out of place: what follows the closing quote of a cell must be the end of the cell.
//!
//! The parser beneath reads `"5"0` as `50`: a value that nobody wrote. So the bytes are watched on their way to it.

use memchr::memchr;
use std::collections::VecDeque;

/// How many bytes a mark at the start of a file may have.
const MARK: u64 = 3;

/// Where in a cell the bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CellPosition {
    Start,
    Plain,
    Quoted,
    /// Behind a quote inside a quoted cell: its end, or the first half of a quote that is meant.
    Closing,
    /// Behind a closing quote and a carriage return, before the line end.
    Return,
}

/// Watches bytes, and keeps the places of the quotes that are out of place.
#[derive(Debug)]
pub(super) struct Quotes {
    separator: u8,
    place: CellPosition,
    seen: u64,
    strays: VecDeque<u64>,
}

impl Quotes {
    /// Before the first byte of a file with this separator.
    pub(super) fn new(separator: u8) -> Quotes {
        Quotes { separator, place: CellPosition::Start, seen: 0, strays: VecDeque::new() }
    }

    /// How many bytes were looked at.
    pub(super) fn seen(&self) -> u64 {
        self.seen
    }

    /// Looks at the next bytes of the file.
    pub(super) fn watch(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let (passed, rest) = bytes.split_at(self.to_quote(bytes));
            if let (CellPosition::Start | CellPosition::Plain, Some(last)) = (self.place, passed.last()) {
                // Before a quote only the last byte tells whether a cell begins with it.
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

    /// How many bytes come before the next quote, where nothing else matters.
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
            // The mark at the start of a file is no part of its first cell.
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

    /// Whether a quote is out of place before a byte of the file; those before it are forgotten.
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
