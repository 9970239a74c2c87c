//! A CSV file, or results in memory, as a header and rows of texts.

use super::judge::{ExpectedCell, Kind};
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::messages::compare as say;
use crate::results::ResultTable;
use crate::results::write::cell_text;
use crate::source::{disk, in_normal_form};
use csv::{Position, ReaderBuilder, StringRecord};
use std::io::{self, ErrorKind};
use std::path::Path;

/// A whole file.
#[derive(Debug)]
pub(crate) struct Sheet {
    /// The name in messages: the file, as the user named it, between backticks; or the results.
    pub(super) shown: String,
    /// The file, if the sheet comes from one.
    file: Option<String>,
    /// The column names.
    pub(super) header: Vec<String>,
    /// The rows, each with as many cells as the header.
    pub(super) rows: Vec<SheetLine>,
    /// What is known about the cells of each column; empty for a file.
    kinds: Vec<Kind>,
}

/// How an expected file is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SheetStyle {
    /// The separator of cells.
    pub separator: u8,
    /// Whether an empty cell means that nothing is expected; otherwise it means that there is no value.
    pub empty_is_anything: bool,
    /// Further texts that mean that there is no value.
    pub no_value: Vec<String>,
}

impl Default for SheetStyle {
    fn default() -> SheetStyle {
        SheetStyle { separator: b',', empty_is_anything: false, no_value: Vec::new() }
    }
}

impl SheetStyle {
    /// Returns the meaning of a cell of an expected file.
    pub(super) fn wanted<'c>(&self, row: &'c SheetLine, column: usize) -> ExpectedCell<'c> {
        match row.cell(column) {
            _ if row.lacks(column) => ExpectedCell::Anything,
            "" if self.empty_is_anything => ExpectedCell::Anything,
            "" => ExpectedCell::NoValue,
            text if self.no_value.iter().any(|none| none == text) => ExpectedCell::NoValue,
            text => ExpectedCell::Text(text),
        }
    }
}

/// A row and the line on which it begins.
#[derive(Debug)]
pub(super) struct SheetLine {
    /// From 1; the header is line 1.
    pub(super) line: u64,
    cells: StringRecord,
    /// The columns that the file does not have for this row, ascending.
    lacking: Vec<usize>,
}

impl SheetLine {
    /// Returns a row of these cells; `None` is a cell that the file does not have.
    pub(super) fn new<'c>(line: u64, cells: impl Iterator<Item = Option<&'c str>>) -> SheetLine {
        let mut row = SheetLine { line, cells: StringRecord::new(), lacking: Vec::new() };
        for (column, cell) in cells.enumerate() {
            row.cells.push_field(cell.unwrap_or_default());
            row.lacking.extend(cell.is_none().then_some(column));
        }
        row
    }

    /// Returns the text of a cell; empty if the row has no such column.
    pub(super) fn cell(&self, column: usize) -> &str {
        self.cells.get(column).unwrap_or_default()
    }

    /// Whether the file does not have this cell.
    fn lacks(&self, column: usize) -> bool {
        self.lacking.binary_search(&column).is_ok()
    }

    /// The texts of several cells.
    pub(super) fn cells(&self, columns: &[usize]) -> Vec<&str> {
        columns.iter().map(|&c| self.cell(c)).collect()
    }
}

impl Sheet {
    /// Returns a sheet of results in memory, with what is known about the cells of each column.
    pub(crate) fn of_results(table: &ResultTable, kinds: Vec<Kind>) -> Sheet {
        let row = |at: usize| {
            let cells = table.columns.iter().map(|c| cell_text(&c.cells, at).unwrap_or_default());
            SheetLine { line: at as u64 + 1, cells: cells.map(|c| c.into_owned()).collect(), lacking: Vec::new() }
        };
        Sheet {
            shown: say::results_shown(&table.subject),
            file: None,
            header: table.columns.iter().map(|c| c.name.clone()).collect(),
            rows: (0..table.rows()).map(row).collect(),
            kinds,
        }
    }

    /// Reads a file.
    pub(super) fn read(path: &Path, separator: u8) -> Result<Sheet, Diagnostic> {
        let file = path.display().to_string();
        let at = |line| Some(Location { file: file.clone(), line, column: None });
        let bytes = disk::read(path).map_err(|error| {
            Diagnostic::input(Code::FileUnreadable, at(None), say::unreadable_file(&file, cause(&error)))
                .help(say::check_path())
        })?;
        let text = std::str::from_utf8(&bytes).map_err(|error| {
            let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let line = 1 + before.iter().filter(|&&b| b == b'\n').count() as u64;
            let is_sheet = [".xlsx", ".xls", ".xlsm", ".ods"].iter().any(|end| file.to_lowercase().ends_with(end));
            let help = match is_sheet {
                true => say::save_as_csv(),
                false => say::save_as_utf8(),
            };
            Diagnostic::input(Code::NotUtf8, at(Some(line)), say::not_utf8(&file)).help(help)
        })?;
        Sheet::parse(&file, &in_normal_form(text), separator)
    }

    fn parse(file: &str, text: &str, separator: u8) -> Result<Sheet, Diagnostic> {
        let at = |line| Some(Location { file: file.to_owned(), line, column: None });
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = ReaderBuilder::new();
        let reader = reader.has_headers(false).flexible(true).delimiter(separator);
        let mut records = reader.from_reader(text.as_bytes()).into_records();
        // The text is in memory and is UTF-8, and rows of any length are accepted, so reading cannot fail.
        let Some(Ok(header)) = records.next() else {
            return Err(
                Diagnostic::input(Code::NoHeader, at(None), say::no_header(file)).help(say::begin_with_header())
            );
        };
        let mut rows = Vec::new();
        let mut lines = Lines { text, at: 0, line: 1 };
        for cells in records.map_while(Result::ok) {
            let line = lines.line_at(cells.position());
            if cells.len() != header.len() {
                let message = say::ragged_row(cells.len(), header.len());
                let help = another_separator(&header, separator).unwrap_or_else(|| say::as_many_cells().into());
                return Err(Diagnostic::input(Code::RaggedRow, at(Some(line)), message).help(help));
            }
            rows.push(SheetLine { line, cells, lacking: Vec::new() });
        }
        Ok(Sheet {
            shown: format!("`{file}`"),
            file: Some(file.to_owned()),
            header: header.iter().map(str::to_owned).collect(),
            rows,
            kinds: Vec::new(),
        })
    }

    /// Returns the same file with other columns and rows.
    pub(super) fn with(&self, header: Vec<String>, rows: Vec<SheetLine>) -> Sheet {
        Sheet { shown: self.shown.clone(), file: self.file.clone(), header, rows, kinds: Vec::new() }
    }

    /// Returns the position of a column.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|c| c == name)
    }

    /// Returns what is known about the cells of a column.
    pub(super) fn kind(&self, column: usize) -> Kind {
        self.kinds.get(column).copied().unwrap_or_default()
    }

    /// Returns a line of this file as a location.
    pub(super) fn at(&self, line: Option<u64>) -> Option<Location> {
        Some(Location { file: self.file.clone()?, line, column: None })
    }

    /// Suggests another separator if the whole header is one cell.
    pub(super) fn another_separator(&self) -> Option<String> {
        let header: StringRecord = self.header.iter().map(String::as_str).collect();
        another_separator(&header, 0)
    }
}

/// Suggests another separator if the only cell of a header contains one that other programs use.
fn another_separator(header: &StringRecord, separator: u8) -> Option<String> {
    let one = header.get(0).filter(|_| header.len() == 1)?;
    let signs = [(b';', ";"), (b'\t', "\\t"), (b'|', "|"), (b',', ",")];
    let (_, sign) = signs.into_iter().find(|(sign, _)| *sign != separator && one.as_bytes().contains(sign))?;
    Some(say::other_separator(sign))
}

/// Returns the cause in plain words if there are any for it.
fn cause(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => say::no_such_file().into(),
        ErrorKind::IsADirectory => say::is_a_folder().into(),
        ErrorKind::PermissionDenied => say::permission_denied().into(),
        _ => error.to_string(),
    }
}

/// Counts lines up to where a row begins.
///
/// The line count of the CSV reader is not used: it counts a row as beginning before the `\n` of the `\r\n` that ends
/// the row above.
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
        let sheet = Sheet::parse("a.csv", "\u{feff}k,v\r\n\"a\nb\",\"1,5\"\r\nc,\n", b',').unwrap();
        assert_eq!(sheet.header, ["k", "v"]);
        assert_eq!(sheet.rows[0].cells(&[0, 1]), ["a\nb", "1,5"]);
        assert_eq!((sheet.rows[0].line, sheet.rows[1].line, sheet.rows[1].cell(1)), (2, 4, ""));
        let lines = |text| Sheet::parse("a.csv", text, b',').unwrap().rows.iter().map(|r| r.line).collect::<Vec<_>>();
        assert_eq!(lines("k\r\na\r\n\r\nb\r\n"), [2, 4]);
        assert_eq!(lines("k\na\n\nb"), [2, 4]);
    }

    #[test]
    fn a_broken_file_says_where() {
        assert_eq!(Sheet::parse("a.csv", "", b',').unwrap_err().code, Code::NoHeader);
        let ragged = Sheet::parse("a.csv", "k,v\n1,2\n3\n", b',').unwrap_err();
        assert_eq!((ragged.code, ragged.location.unwrap().line), (Code::RaggedRow, Some(3)));
        let none = Sheet::read(Path::new("none.csv"), b',').unwrap_err();
        assert_eq!(none.code, Code::FileUnreadable);
        assert_eq!(none.message, "cannot read `none.csv`: no such file");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bad.csv");
        std::fs::write(&path, b"k\na\n\xff\n").unwrap();
        let bad = Sheet::read(&path, b',').unwrap_err();
        assert_eq!((bad.code, bad.location.unwrap().line), (Code::NotUtf8, Some(3)));
    }
}
