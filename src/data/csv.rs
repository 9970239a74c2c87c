//! CSV files: cells separated by commas, in UTF-8, with a line of column names.

mod quotes;
mod records;
#[cfg(test)]
mod tests;

use super::batch::Batch;
use super::build::Builder;
use super::cell::{self, CellReader};
use super::defects::{At, Defects, FileName};
use super::header;
use super::words::count;
use crate::diagnostic::{Code, Diagnostic};
use crate::schema::TableSchema;
use records::{Records, Row};
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

/// Reads one CSV file of a table, some rows at a time.
#[derive(Debug)]
pub struct CsvReader {
    records: Records<File>,
    /// How many cells every row has.
    width: usize,
    /// Where the declared columns are.
    positions: Vec<usize>,
    readers: Arc<[CellReader]>,
    builder: Builder,
    /// Blank lines that are the end of the file, unless a row follows.
    blanks: Vec<u64>,
    ended: bool,
}

impl CsvReader {
    /// Opens a file and checks its header. `None` when it cannot be read; why is among the defects.
    pub fn open(
        table: &TableSchema,
        path: &Path,
        shown_as: &str,
        file_index: u32,
        defects: &Defects,
    ) -> Option<CsvReader> {
        let file = FileName { index: file_index, shown: shown_as.into() };
        let input = match File::open(path) {
            Ok(input) => input,
            Err(error) => {
                defects.add(&file, At::default(), None, unreadable(&file, &error));
                return None;
            }
        };
        let mut records = Records::new(input);
        let headers = match headers(&mut records, &file) {
            Ok(headers) => headers,
            Err(defect) => {
                defects.add(&file, At { line: 1, column: 0 }, None, *defect);
                return None;
            }
        };
        let positions = header::locate(table, &headers, &file, 1, defects)?;
        let builder = Builder::new(table, &file, 0, defects);
        let (width, readers) = (headers.len(), builder.readers());
        Some(CsvReader { records, width, positions, readers, builder, blanks: Vec::new(), ended: false })
    }

    /// The next rows, `max_rows` at most; `None` at the end. Rows with a defect are left out.
    pub fn next(&mut self, max_rows: usize) -> Option<Batch> {
        loop {
            while !self.ended && self.builder.waiting() < max_rows.max(1) {
                self.step();
            }
            let batch = self.builder.finish();
            if batch.rows > 0 {
                return Some(batch);
            }
            if self.ended {
                return None;
            }
        }
    }

    fn step(&mut self) {
        match self.records.advance() {
            Row::Cells(line) => {
                self.blanks_are_rows();
                self.row(line);
            }
            // With one column a blank line is a row whose cell is empty.
            Row::Blank(line) if self.width == 1 => {
                self.builder.row(line);
                for (column, reader) in self.readers.iter().enumerate() {
                    self.builder.cell(column, reader.read(b""), || reader.explain(b""));
                }
            }
            Row::Blank(line) => self.blanks.push(line),
            Row::OpenQuote(line) => {
                self.blanks_are_rows();
                self.builder.bad_row(line, open_quote);
            }
            Row::StrayQuote(line) => {
                self.blanks_are_rows();
                self.builder.bad_row(line, stray_quote);
            }
            Row::Failed(line, error) => {
                let message = format!("the file cannot be read on: {}", cause(&error));
                self.builder.bad_row(line, || Diagnostic::input(Code::FileUnreadable, None, message));
                self.ended = true;
            }
            Row::End => self.ended = true,
        }
    }

    /// Blank lines before a row are rows without cells.
    fn blanks_are_rows(&mut self) {
        for line in self.blanks.drain(..) {
            self.builder.bad_row(line, blank_line);
        }
    }

    fn row(&mut self, line: u64) {
        if self.records.len() != self.width {
            let (found, expected) = (self.records.len(), self.width);
            self.builder.bad_row(line, || ragged(found, expected));
            return;
        }
        self.builder.row(line);
        for (column, (reader, &position)) in self.readers.iter().zip(&self.positions).enumerate() {
            let cell = self.records.cell(position).unwrap_or_default();
            self.builder.cell(column, reader.read(cell), || reader.explain(cell));
        }
    }
}

/// The column names, from the first line.
fn headers(records: &mut Records<File>, file: &FileName) -> Result<Vec<String>, Box<Diagnostic>> {
    let none = |what| {
        Diagnostic::input(Code::NoHeader, None, format!("`{}` {what}", file.shown))
            .help("the first line names the columns")
    };
    match records.advance() {
        Row::Cells(_) => {
            let cells = (0..records.len()).map(|at| records.cell(at).unwrap_or_default());
            cells.map(|cell| str::from_utf8(cell).map(str::to_owned).map_err(|_| cell::not_utf8(cell).into())).collect()
        }
        Row::Blank(_) => Err(none("begins with a blank line").into()),
        Row::OpenQuote(_) => Err(open_quote().into()),
        Row::StrayQuote(_) => Err(stray_quote().into()),
        Row::Failed(_, error) => Err(unreadable(file, &error).into()),
        Row::End => Err(none("is empty").into()),
    }
}

/// A file that cannot be opened or read.
pub(super) fn unreadable(file: &FileName, error: &io::Error) -> Diagnostic {
    Diagnostic::input(Code::FileUnreadable, None, format!("`{}` cannot be read: {}", file.shown, cause(error)))
}

/// The cause of a failure in plain words, where it is a common one.
fn cause(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "you may not read it".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => error.to_string(),
    }
}

fn ragged(found: usize, expected: usize) -> Diagnostic {
    let cells = count(found as u64, "cell");
    let help = if found > expected {
        "put a cell that holds a comma between double quotes"
    } else {
        "write every cell of the row, the empty ones too"
    };
    Diagnostic::input(Code::RaggedRow, None, format!("the row has {cells}, the header has {expected}")).help(help)
}

fn blank_line() -> Diagnostic {
    Diagnostic::input(Code::RaggedRow, None, "the line is blank, and rows follow it").help("delete the line")
}

fn stray_quote() -> Diagnostic {
    Diagnostic::input(Code::StrayQuote, None, "a cell of the row goes on behind its closing quote")
        .help("put the whole cell into quotes, and write a double quote inside it twice: `\"\"`")
}

fn open_quote() -> Diagnostic {
    Diagnostic::input(Code::OpenQuote, None, "the row holds a double quote that is never closed")
        .help("close it, and write a double quote inside a quoted cell twice: `\"\"`")
}
