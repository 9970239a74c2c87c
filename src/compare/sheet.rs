//! A CSV file as a header and rows of texts.

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::source::disk;
use csv::{Position, ReaderBuilder, StringRecord};
use std::io::{self, ErrorKind};
use std::path::Path;

/// A whole file.
#[derive(Debug)]
pub(super) struct Sheet {
    /// The file, as the user named it.
    pub(super) file: String,
    /// The column names.
    pub(super) header: Vec<String>,
    /// The rows, each with as many cells as the header.
    pub(super) rows: Vec<Row>,
}

/// A row and the line that it begins on.
#[derive(Debug)]
pub(super) struct Row {
    /// From 1; the header is line 1.
    pub(super) line: u64,
    cells: StringRecord,
}

impl Row {
    /// A row of these cells.
    pub(super) fn new<'c>(line: u64, cells: impl Iterator<Item = &'c str>) -> Row {
        Row { line, cells: cells.collect() }
    }

    /// The text of a cell; empty when the row has no such column.
    pub(super) fn cell(&self, column: usize) -> &str {
        self.cells.get(column).unwrap_or_default()
    }

    /// The texts of several cells.
    pub(super) fn cells(&self, columns: &[usize]) -> Vec<&str> {
        columns.iter().map(|&c| self.cell(c)).collect()
    }
}

impl Sheet {
    /// Reads a file.
    pub(super) fn read(path: &Path) -> Result<Sheet, Diagnostic> {
        let file = path.display().to_string();
        let at = |line| Some(Location { file: file.clone(), line, column: None });
        let bytes = disk::read(path).map_err(|error| {
            Diagnostic::input(Code::FileUnreadable, at(None), format!("cannot read `{file}`: {}", cause(&error)))
                .help("check the path and the rights of the file")
        })?;
        let text = std::str::from_utf8(&bytes).map_err(|error| {
            let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let line = 1 + before.iter().filter(|&&b| b == b'\n').count() as u64;
            Diagnostic::input(Code::NotUtf8, at(Some(line)), format!("`{file}` is not UTF-8 text"))
                .help("save the file as UTF-8")
        })?;
        Sheet::parse(&file, text)
    }

    fn parse(file: &str, text: &str) -> Result<Sheet, Diagnostic> {
        let at = |line| Some(Location { file: file.to_owned(), line, column: None });
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut records =
            ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes()).into_records();
        // The text is in memory and is UTF-8, and rows of any length are taken: reading cannot fail.
        let Some(Ok(header)) = records.next() else {
            return Err(Diagnostic::input(Code::NoHeader, at(None), format!("`{file}` has no line of column names")));
        };
        let mut rows = Vec::new();
        let mut lines = Lines { text, at: 0, line: 1 };
        for cells in records.map_while(Result::ok) {
            let line = lines.line_at(cells.position());
            if cells.len() != header.len() {
                let message = format!("a row of {} cells under a header of {}", cells.len(), header.len());
                return Err(Diagnostic::input(Code::RaggedRow, at(Some(line)), message));
            }
            rows.push(Row { line, cells });
        }
        Ok(Sheet { file: file.to_owned(), header: header.iter().map(str::to_owned).collect(), rows })
    }

    /// Where a column stands.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|c| c == name)
    }

    /// A line of this file as a location.
    pub(super) fn at(&self, line: Option<u64>) -> Option<Location> {
        Some(Location { file: self.file.clone(), line, column: None })
    }
}

/// The cause in plain words where there are some.
fn cause(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such file".into(),
        ErrorKind::IsADirectory => "it is a folder".into(),
        ErrorKind::PermissionDenied => "permission is denied".into(),
        _ => error.to_string(),
    }
}

/// Counts lines up to where a row begins.
///
/// The reader's own count is not used: it takes a row to begin before the `\n` of the `\r\n` that ends the row above.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u64,
}

impl Lines<'_> {
    fn line_at(&mut self, position: Option<&Position>) -> u64 {
        let start = position.and_then(|p| usize::try_from(p.byte()).ok()).unwrap_or(self.at);
        let rest = self.text.get(start..).unwrap_or_default();
        let start = start + rest.len() - rest.trim_start_matches(['\r', '\n']).len();
        let passed = self.text.get(self.at..start).unwrap_or_default();
        self.line += passed.matches('\n').count() as u64;
        self.at = start;
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_and_quotes_are_understood() {
        let sheet = Sheet::parse("a.csv", "\u{feff}k,v\r\n\"a\nb\",\"1,5\"\r\nc,\n").unwrap();
        assert_eq!(sheet.header, ["k", "v"]);
        assert_eq!(sheet.rows[0].cells(&[0, 1]), ["a\nb", "1,5"]);
        assert_eq!((sheet.rows[0].line, sheet.rows[1].line, sheet.rows[1].cell(1)), (2, 4, ""));
        let lines = |text| Sheet::parse("a.csv", text).unwrap().rows.iter().map(|r| r.line).collect::<Vec<_>>();
        assert_eq!(lines("k\r\na\r\n\r\nb\r\n"), [2, 4]);
        assert_eq!(lines("k\na\n\nb"), [2, 4]);
    }

    #[test]
    fn a_broken_file_says_where() {
        assert_eq!(Sheet::parse("a.csv", "").unwrap_err().code, Code::NoHeader);
        let ragged = Sheet::parse("a.csv", "k,v\n1,2\n3\n").unwrap_err();
        assert_eq!((ragged.code, ragged.location.unwrap().line), (Code::RaggedRow, Some(3)));
        let none = Sheet::read(Path::new("none.csv")).unwrap_err();
        assert_eq!(none.code, Code::FileUnreadable);
        assert_eq!(none.message, "cannot read `none.csv`: there is no such file");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bad.csv");
        std::fs::write(&path, b"k\na\n\xff\n").unwrap();
        let bad = Sheet::read(&path).unwrap_err();
        assert_eq!((bad.code, bad.location.unwrap().line), (Code::NotUtf8, Some(3)));
    }
}
