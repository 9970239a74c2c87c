//! CSV files: separated cells with a line of column names, in any encoding. They may be compressed.

mod input;
mod quotes;
mod records;
mod split;
#[cfg(test)]
mod tests;
mod text;

use super::build::Builder;
use super::defects::Defects;
use super::file::{BoundFile, FileName, Packed, breaks_off, cause, unreadable};
use super::reader::{FilePart, Opening, ReadStep, Rows};
use super::words::written_for;
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::data as say;
use crate::schema::Damage;
use crate::source::disk;
use encoding_rs::UTF_8;
use input::Input;
use records::{MOST_BYTES, NextRow, Records};
use split::Stretch;
use std::borrow::Cow;
use std::io;
use std::mem;
use std::ops::Range;
use std::sync::Arc;
use text::NoText;

/// About how many bytes of a file are one part.
const PART: u64 = 16 << 20;

/// Splits a large uncompressed UTF-8 file between records; other files are one part.
pub(super) fn parts(file: &BoundFile, _: &FileName, _: &Defects) -> Vec<Arc<dyn FilePart>> {
    // Defects of the file are reported when it is opened.
    stretches(file, PART).ok().flatten().map_or_else(
        || vec![Arc::new(CsvPart(None)) as Arc<dyn FilePart>],
        |parts| parts.into_iter().map(|part| Arc::new(CsvPart(Some(part))) as Arc<dyn FilePart>).collect(),
    )
}

/// Returns the stretches of a file that are read on their own; `None` if the file is not split.
fn stretches(file: &BoundFile, size: u64) -> io::Result<Option<Vec<Stretch>>> {
    let opened = disk::open(&file.path)?;
    if file.packed() != Packed::Not || file.form.encoding != UTF_8 || opened.metadata()?.len() < 2 * size {
        return Ok(None);
    }
    Ok(Some(split::stretches(opened, file.form.separator, size)?).filter(|found| found.len() > 1))
}

/// A CSV file, or a stretch of one.
#[derive(Debug)]
struct CsvPart(Option<Stretch>);

impl FilePart for CsvPart {
    fn first_row(&self) -> u64 {
        // This is an upper bound: if rows of several lines precede the stretch, fewer rows do.
        self.0.as_ref().map_or(0, |stretch| stretch.line.saturating_sub(1 + u64::from(stretch.line > 1)))
    }

    fn first_line(&self) -> u64 {
        self.0.as_ref().map_or(1, |stretch| stretch.line)
    }

    fn open(&self, opening: &Opening<'_>) -> Option<Box<dyn Rows>> {
        open(opening, self.0.as_ref())
    }
}

/// The rows of a CSV file.
#[derive(Debug)]
struct CsvRows {
    records: Records<Input>,
    /// What messages say about the table.
    about: FileWords,
    /// How many cells every row has.
    width: usize,
    /// The positions of the declared columns; `None` if a column is taken as missing.
    positions: Vec<Option<usize>>,
    /// Blank lines that are the end of the file, unless a row follows. They are kept as a range, because there can be
    /// as many as a file has bytes.
    blanks: Range<u64>,
}

/// Opens a file and checks its header. Returns `None` if it cannot be read; the defects then have the reason.
fn open(opening: &Opening<'_>, stretch: Option<&Stretch>) -> Option<Box<dyn Rows>> {
    let Opening { table, file, name, .. } = *opening;
    let about = FileWords { table: table.name.clone(), separator: file.form.separator };
    let input = match Input::open(file) {
        Ok(input) => input,
        Err(error) => return opening.refuse(0, unreadable(name, &error)),
    };
    let mut records = Records::new(input, file.form.separator);
    let headers = match headers(&mut records, name, &about) {
        Ok(headers) => headers,
        Err(defect) => return opening.refuse(1, *defect),
    };
    let positions = opening.locate(&headers, 1)?;
    if let Some(stretch) = stretch {
        let input = match Input::of_stretch(file, stretch) {
            Ok(input) => input,
            Err(error) => return opening.refuse(0, unreadable(name, &error)),
        };
        records = Records::new(input, file.form.separator).starting_at(stretch.line);
        if stretch.bytes.start == 0 {
            records.advance();
        }
    }
    Some(Box::new(CsvRows { records, about, width: headers.len(), positions, blanks: 0..0 }))
}

impl Rows for CsvRows {
    fn read(&mut self, builder: &mut Builder, _: usize) -> ReadStep {
        match self.records.advance() {
            NextRow::Cells(line) => {
                self.blanks_are_rows(builder);
                self.row(builder, line);
            }
            // In a file with one column, a blank line is a row whose cell is empty.
            NextRow::Blank(line) if self.width == 1 => self.empty_row(builder, line),
            NextRow::Blank(line) if self.blanks.is_empty() => self.blanks = line..line + 1,
            // There are only blank lines between them.
            NextRow::Blank(line) => self.blanks.end = line + 1,
            NextRow::OpenQuote(line) => {
                self.blanks_are_rows(builder);
                builder.broken(line, open_quote());
            }
            NextRow::StrayQuote(line) => {
                self.blanks_are_rows(builder);
                builder.bad_row(line, Damage::StrayQuote, stray_quote);
            }
            NextRow::TooLong(line) => {
                builder.broken(line, too_long());
                return ReadStep::End;
            }
            NextRow::Failed(line, error) => {
                let no_text = NoText::of(&error);
                let defect = no_text.map_or_else(|| breaks_off(&cause(&error)), |no_text| self.about.no_text(no_text));
                builder.broken(no_text.map_or(line, |no_text| no_text.line), defect);
                return ReadStep::End;
            }
            NextRow::End => return ReadStep::End,
        }
        ReadStep::Row
    }
}

impl CsvRows {
    /// Adds a row whose only cell is empty.
    fn empty_row(&self, builder: &mut Builder, line: u64) {
        builder.row(line);
        for (column, position) in self.positions.iter().enumerate() {
            match position {
                Some(_) => builder.written(column, b""),
                None => builder.no_cell(column),
            }
        }
    }

    /// Reports blank lines before a row: they are rows without cells.
    fn blanks_are_rows(&mut self, builder: &mut Builder) {
        for line in mem::replace(&mut self.blanks, 0..0) {
            builder.bad_row(line, Damage::RaggedRow, blank_line);
        }
    }

    fn row(&self, builder: &mut Builder, line: u64) {
        if self.records.len() != self.width {
            let (found, expected) = (self.records.len(), self.width);
            builder.bad_row(line, Damage::RaggedRow, || ragged(found, expected, self.about.separator));
            return;
        }
        let cell = |column: usize| self.records.cell((*self.positions.get(column)?)?).map(Cow::Borrowed);
        if builder.names_again(line, cell) {
            return;
        }
        builder.row(line);
        let mut cells = (0..self.width).filter_map(|at| self.records.cell(at));
        builder.begins_with(cells.find(|cell| !cell.is_empty()).unwrap_or_default());
        let readers = builder.readers();
        for ((column, position), reader) in self.positions.iter().enumerate().zip(readers.iter()) {
            let Some(position) = position else {
                builder.no_cell(column);
                continue;
            };
            let cell = self.records.cell(*position).unwrap_or_default();
            match reader.read_plain(cell) {
                Some(value) => builder.cell(column, Some(value), b""),
                None => builder.written_by_people(column, cell),
            }
        }
    }
}

/// What messages about a file say about its table.
#[derive(Debug)]
struct FileWords {
    table: String,
    separator: u8,
}

impl FileWords {
    /// Returns the finding for bytes that are not text.
    fn no_text(&self, no_text: &NoText) -> Diagnostic {
        let told = |code, message| Diagnostic::input(code, None, message);
        if let Some(mark) = no_text.mark {
            let name = mark.name();
            let code = if no_text.encoding == UTF_8 { Code::NotUtf8 } else { Code::WrongEncoding };
            let line = if mark == UTF_8 {
                say::remove_encoding(&self.table)
            } else {
                written_for(&self.table, &format!("encoding = \"{}\"", name.to_lowercase()))
            };
            return told(code, say::mark_of_encoding(name)).help(line);
        }
        let (encoding, offset) = (no_text.encoding.name(), no_text.offset);
        if no_text.encoding == UTF_8 {
            told(Code::NotUtf8, say::not_utf8(offset))
                .help(say::save_as_utf8(written_for(&self.table, "encoding = \"gb18030\"")))
        } else {
            told(Code::WrongEncoding, say::not_in_encoding(offset, encoding)).help(say::correct_encoding(&self.table))
        }
    }
}

/// Reads the column names from the first line.
fn headers(records: &mut Records<Input>, file: &FileName, about: &FileWords) -> Result<Vec<String>, Box<Diagnostic>> {
    let none = |message| Diagnostic::input(Code::NoHeader, None, message).help(say::first_line_names_columns());
    match records.advance() {
        NextRow::Cells(_) => {
            let cells = (0..records.len()).map(|at| records.cell(at).unwrap_or_default());
            Ok(cells.map(|cell| String::from_utf8_lossy(cell).into_owned()).collect())
        }
        NextRow::Blank(_) => Err(none(say::begins_with_blank_line(&file.shown)).into()),
        NextRow::OpenQuote(_) => Err(open_quote().into()),
        NextRow::StrayQuote(_) => Err(stray_quote().into()),
        NextRow::TooLong(_) => Err(too_long().into()),
        NextRow::Failed(_, error) => match NoText::of(&error) {
            Some(no_text) => Err(about.no_text(no_text).into()),
            None => Err(unreadable(file, &error).into()),
        },
        NextRow::End => Err(none(say::empty_file(&file.shown)).into()),
    }
}

fn too_long() -> Diagnostic {
    let message = say::row_too_long(MOST_BYTES >> 20);
    Diagnostic::input(Code::FileUnreadable, None, message).help(say::open_quote_or_no_csv())
}

fn ragged(found: usize, expected: usize, separator: u8) -> Diagnostic {
    let help = match separator {
        _ if found < expected => say::write_every_cell().to_owned(),
        b',' => say::quote_comma().to_owned(),
        b'\t' => say::quote_tab().to_owned(),
        sign => say::quote_sign(char::from(sign)),
    };
    Diagnostic::input(Code::RaggedRow, None, say::ragged_row(say::cells(found), expected)).help(help)
}

fn blank_line() -> Diagnostic {
    Diagnostic::input(Code::RaggedRow, None, say::blank_line()).help(say::delete_line())
}

fn stray_quote() -> Diagnostic {
    Diagnostic::input(Code::StrayQuote, None, say::stray_quote()).help(say::quote_whole_cell())
}

fn open_quote() -> Diagnostic {
    Diagnostic::input(Code::OpenQuote, None, say::open_quote()).help(say::close_quote())
}
