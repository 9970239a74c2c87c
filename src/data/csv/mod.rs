//! CSV files: separated cells with a line of column names, perhaps packed, in any encoding.

mod input;
mod quotes;
mod records;
#[cfg(test)]
mod tests;
mod text;

use super::batch::Batch;
use super::build::Builder;
use super::defects::{At, Defects, FileName};
use super::header;
use super::piece::BoundFile;
use super::words::{count, written_for};
use crate::diagnostic::{Code, Diagnostic};
use crate::schema::{Damage, TableSchema};
use encoding_rs::UTF_8;
use input::Input;
use records::{MOST_BYTES, Records, Row};
use std::borrow::Cow;
use std::ops::Range;
use std::{io, mem};
use text::NoText;

/// Reads one CSV file of a table, some rows at a time.
#[derive(Debug)]
pub struct CsvReader {
    records: Records<Input>,
    /// What messages say of the table.
    about: About,
    /// How many cells every row has.
    width: usize,
    /// Where the declared columns are; nowhere where they are taken as missing.
    positions: Vec<Option<usize>>,
    builder: Builder,
    /// Blank lines that are the end of the file, unless a row follows: there may be as many as a file has bytes.
    blanks: Range<u64>,
    ended: bool,
}

impl CsvReader {
    /// Opens a file and checks its header. `None` when it cannot be read; why is among the defects.
    pub fn open(table: &TableSchema, bound: &BoundFile, file_index: u32, defects: &Defects) -> Option<CsvReader> {
        let file = FileName { index: file_index, shown: bound.shown.as_str().into() };
        let form = &bound.form;
        let about = About { table: table.name.clone(), separator: form.separator };
        let input = match Input::open(bound, form) {
            Ok(input) => input,
            Err(error) => {
                defects.add(&file, At::default(), None, unreadable(&file, &error));
                return None;
            }
        };
        let mut records = Records::new(input, form.separator);
        let headers = match headers(&mut records, &file, &about) {
            Ok(headers) => headers,
            Err(defect) => {
                defects.add(&file, At { line: 1, column: 0 }, None, *defect);
                return None;
            }
        };
        let positions = header::locate(table, &headers, &file, 1, form, defects)?;
        let builder = Builder::new(table, &form.damaged, &file, 0, defects);
        let width = headers.len();
        Some(CsvReader { records, about, width, positions, builder, blanks: 0..0, ended: false })
    }

    /// What was handed out so far.
    pub(super) fn digest(&self) -> Option<u64> {
        self.builder.digest()
    }

    /// The next rows, `max_rows` at most; `None` at the end. Rows with a defect are left out.
    pub fn next(&mut self, max_rows: usize) -> Option<Batch> {
        loop {
            while !self.ended && self.builder.has_room(max_rows) {
                self.step();
            }
            let batch = self.builder.finish();
            if !batch.is_void() {
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
            Row::Blank(line) if self.width == 1 => self.empty_row(line),
            Row::Blank(line) if self.blanks.is_empty() => self.blanks = line..line + 1,
            // Nothing but blank lines stands between them.
            Row::Blank(line) => self.blanks.end = line + 1,
            Row::OpenQuote(line) => {
                self.blanks_are_rows();
                self.builder.broken(line, open_quote());
            }
            Row::StrayQuote(line) => {
                self.blanks_are_rows();
                self.builder.bad_row(line, Damage::StrayQuote, stray_quote);
            }
            Row::TooLong(line) => {
                self.builder.broken(line, too_long());
                self.ended = true;
            }
            Row::Failed(line, error) => {
                let no_text = NoText::of(&error);
                let defect = no_text.map_or_else(|| broken(&error), |no_text| self.about.no_text(no_text));
                self.builder.broken(no_text.map_or(line, |no_text| no_text.line), defect);
                self.ended = true;
            }
            Row::End => self.ended = true,
        }
    }

    /// A row whose only cell is empty.
    fn empty_row(&mut self, line: u64) {
        self.builder.row(line);
        for (column, position) in self.positions.iter().enumerate() {
            match position {
                Some(_) => self.builder.written(column, b""),
                None => self.builder.no_cell(column),
            }
        }
    }

    /// Blank lines before a row are rows without cells.
    fn blanks_are_rows(&mut self) {
        for line in mem::replace(&mut self.blanks, 0..0) {
            self.builder.bad_row(line, Damage::RaggedRow, blank_line);
        }
    }

    fn row(&mut self, line: u64) {
        if self.records.len() != self.width {
            let (found, expected) = (self.records.len(), self.width);
            self.builder.bad_row(line, Damage::RaggedRow, || ragged(found, expected, self.about.separator));
            return;
        }
        let cell = |column: usize| self.records.cell((*self.positions.get(column)?)?).map(Cow::Borrowed);
        let is_header = self.builder.is_header(cell);
        if is_header || self.builder.names_columns(cell) {
            self.builder.further_names(line, is_header);
            return;
        }
        self.builder.row(line);
        let mut cells = (0..self.width).filter_map(|at| self.records.cell(at));
        self.builder.begins_with(cells.find(|cell| !cell.is_empty()).unwrap_or_default());
        for (column, position) in self.positions.iter().enumerate() {
            match position {
                Some(position) => {
                    self.builder.written_by_people(column, self.records.cell(*position).unwrap_or_default())
                }
                None => self.builder.no_cell(column),
            }
        }
    }
}

/// What messages about a file say of its table.
#[derive(Debug)]
struct About {
    table: String,
    separator: u8,
}

impl About {
    /// Bytes that are no text.
    fn no_text(&self, no_text: &NoText) -> Diagnostic {
        let told = |code, message| Diagnostic::input(code, None, message);
        if let Some(mark) = no_text.mark {
            let name = mark.name();
            let code = if no_text.encoding == UTF_8 { Code::NotUtf8 } else { Code::WrongEncoding };
            let line = if mark == UTF_8 {
                format!("take `encoding` of `{}` away in the manifest", self.table)
            } else {
                written_for(&self.table, &format!("encoding = \"{}\"", name.to_lowercase()))
            };
            return told(code, format!("the file begins with the mark of {name}")).help(line);
        }
        let (encoding, offset) = (no_text.encoding.name(), no_text.offset);
        if no_text.encoding == UTF_8 {
            told(Code::NotUtf8, format!("byte {offset} of the file is not UTF-8 text")).help(format!(
                "save the file as UTF-8, or say how it is encoded, which is likely GB 18030 where its text is Chinese: {}",
                written_for(&self.table, "encoding = \"gb18030\"")
            ))
        } else {
            told(Code::WrongEncoding, format!("byte {offset} of the file is no text in {encoding}")).help(format!(
                "correct `encoding` of `{}` in the manifest, or take it away where the file is UTF-8",
                self.table
            ))
        }
    }
}

/// The column names, from the first line.
fn headers(records: &mut Records<Input>, file: &FileName, about: &About) -> Result<Vec<String>, Box<Diagnostic>> {
    let none = |what| {
        Diagnostic::input(Code::NoHeader, None, format!("`{}` {what}", file.shown))
            .help("the first line names the columns")
    };
    match records.advance() {
        Row::Cells(_) => {
            let cells = (0..records.len()).map(|at| records.cell(at).unwrap_or_default());
            Ok(cells.map(|cell| String::from_utf8_lossy(cell).into_owned()).collect())
        }
        Row::Blank(_) => Err(none("begins with a blank line").into()),
        Row::OpenQuote(_) => Err(open_quote().into()),
        Row::StrayQuote(_) => Err(stray_quote().into()),
        Row::TooLong(_) => Err(too_long().into()),
        Row::Failed(_, error) => match NoText::of(&error) {
            Some(no_text) => Err(about.no_text(no_text).into()),
            None => Err(unreadable(file, &error).into()),
        },
        Row::End => Err(none("is empty").into()),
    }
}

/// A file that breaks off.
fn broken(error: &io::Error) -> Diagnostic {
    let message = format!("the file cannot be read on: {}", cause(error));
    Diagnostic::input(Code::FileUnreadable, None, message).help("it may be cut off: copy or export it again")
}

fn too_long() -> Diagnostic {
    let message = format!("a row has more than {} MiB", MOST_BYTES >> 20);
    Diagnostic::input(Code::FileUnreadable, None, message)
        .help("a double quote may never be closed, or the file is no CSV file")
}

/// A file that cannot be opened or read.
pub(super) fn unreadable(file: &FileName, error: &io::Error) -> Diagnostic {
    Diagnostic::input(Code::FileUnreadable, None, format!("`{}` cannot be read: {}", file.shown, cause(error))).help(
        match error.kind() {
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::Other => {
                "it is not what its ending says, or is cut off: give it the ending of what it is, or copy it again"
            }
            _ => "check the path and the rights of the file",
        },
    )
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

fn ragged(found: usize, expected: usize, separator: u8) -> Diagnostic {
    let cells = count(found as u64, "cell");
    let help = match separator {
        _ if found < expected => "write every cell of the row, the empty ones too".to_owned(),
        b',' => "put a cell that holds a comma between double quotes".to_owned(),
        b'\t' => "put a cell that holds a tab between double quotes".to_owned(),
        sign => format!("put a cell that holds a `{}` between double quotes", char::from(sign)),
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
