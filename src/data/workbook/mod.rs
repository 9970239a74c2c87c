//! Workbooks (`.xlsx`): the cells of one sheet, read as what their columns declare.

mod sheet;
#[cfg(test)]
mod tests;
mod value;

use super::batch::Batch;
use super::build::Builder;
use super::cell::CellReader;
use super::defects::{At, Defects, FileName};
use super::header;
use super::piece::BoundFile;
use crate::diagnostic::{Code, Diagnostic};
use crate::schema::{Damage, TableSchema};
use sheet::{Row, Sheet};
use std::borrow::Cow;
use std::sync::Arc;
use value::Value;

/// Reads one sheet of a workbook, some rows at a time.
#[derive(Debug)]
pub struct WorkbookReader {
    sheet: Sheet,
    /// How many columns have a name, those without a name between them included.
    width: usize,
    /// Where the declared columns are; nowhere where they are taken as missing.
    positions: Vec<Option<usize>>,
    readers: Arc<[CellReader]>,
    builder: Builder,
    /// The number of the row that comes after the last one with a value.
    next: u64,
    ended: bool,
}

impl WorkbookReader {
    /// Opens a workbook and checks the header of its sheet. `None` when it cannot be read; why is among the defects.
    pub fn open(table: &TableSchema, bound: &BoundFile, file_index: u32, defects: &Defects) -> Option<WorkbookReader> {
        let file = FileName { index: file_index, shown: bound.shown.as_str().into() };
        let form = &bound.form;
        let refuse = |defect| {
            defects.add(&file, At::default(), None, defect);
            None
        };
        let opened = Sheet::open(bound, &table.name);
        let mut sheet = match opened {
            Ok(sheet) => sheet,
            Err(defect) => return refuse(*defect),
        };
        let headers = match sheet.next() {
            Some(Ok(row)) if row.number == 1 => headers(&row),
            Some(Err(cause)) => return refuse(broken(&cause)),
            _ => Vec::new(),
        };
        if headers.is_empty() {
            let message = format!("the first row of the sheet in `{}` is empty", file.shown);
            let defect = Diagnostic::input(Code::NoHeader, None, message).help("the first row names the columns");
            return refuse(defect);
        }
        let positions = header::locate(table, &headers, &file, 1, form, defects)?;
        let builder = Builder::new(table, &form.damaged, &file, 0, defects);
        let (width, readers) = (headers.len(), builder.readers());
        Some(WorkbookReader { sheet, width, positions, readers, builder, next: 2, ended: false })
    }

    /// What was handed out so far.
    pub(super) fn digest(&self) -> Option<u64> {
        self.builder.digest()
    }

    /// The next rows, `max_rows` at most; `None` at the end. Rows with a defect are left out.
    pub fn next(&mut self, max_rows: usize) -> Option<Batch> {
        loop {
            while !self.ended && self.builder.has_room(max_rows) {
                match self.sheet.next() {
                    None => self.ended = true,
                    Some(Ok(row)) => self.row(&row),
                    Some(Err(cause)) => {
                        self.builder.broken(self.next, broken(&cause));
                        self.ended = true;
                    }
                }
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

    /// A row. Rows without any value are the end of the table, unless a row with one follows.
    fn row(&mut self, row: &Row) {
        let Some((last, _)) = row.cells.iter().rfind(|(_, value)| *value != Value::Nothing) else { return };
        // A sheet has rows without cells as far as one looks: a gap between rows is one defect.
        if self.next < row.number {
            let (first, last) = (self.next, row.number - 1);
            self.builder.bad_row(first, Damage::RaggedRow, || blank_rows(first, last));
        }
        self.next = row.number + 1;
        if *last >= self.width {
            self.builder.bad_row(row.number, Damage::RaggedRow, beside);
            return;
        }
        let cell = |column: usize| {
            let position = (*self.positions.get(column)?)?;
            let at = row.cells.binary_search_by_key(&position, |(at, _)| *at).ok()?;
            let text = row.cells.get(at)?.1.text();
            Some(Cow::Owned(text.into_owned().into_bytes()))
        };
        let is_header = self.builder.is_header(cell);
        if is_header || self.builder.names_columns(cell) {
            self.builder.further_names(row.number, is_header);
            return;
        }
        self.builder.row(row.number);
        let first = row.cells.iter().find(|(_, value)| *value != Value::Nothing);
        self.builder.begins_with(first.map_or("".into(), |(_, value)| value.text()).as_bytes());
        let columns = self.readers.iter().zip(&self.positions).enumerate();
        for (column, (reader, position)) in columns {
            let Some(position) = position else {
                self.builder.no_cell(column);
                continue;
            };
            let cell = row.cells.binary_search_by_key(position, |(at, _)| *at).ok();
            let value = cell.and_then(|at| row.cells.get(at)).map_or(&Value::Nothing, |(_, value)| value);
            value.read(&mut self.builder, column, reader);
        }
    }
}

/// The column names, from the first row.
fn headers(row: &Row) -> Vec<String> {
    let mut headers = Vec::new();
    for (at, value) in row.cells.iter().filter(|(_, value)| *value != Value::Nothing) {
        headers.resize(at + 1, String::new());
        if let Some(header) = headers.get_mut(*at) {
            *header = value.text().into_owned();
        }
    }
    headers
}

fn blank_rows(first: u64, last: u64) -> Diagnostic {
    let told = |message: String, help| Diagnostic::input(Code::RaggedRow, None, message).help(help);
    if first == last {
        told("the row is blank, and rows follow it".into(), "delete the row")
    } else {
        told(format!("the rows {first} to {last} are blank, and rows follow them"), "delete the rows")
    }
}

fn beside() -> Diagnostic {
    Diagnostic::input(Code::RaggedRow, None, "a cell stands beside the last column that has a name")
        .help("name the column in the first row, or empty the cell")
}

fn broken(cause: &str) -> Diagnostic {
    Diagnostic::input(Code::FileUnreadable, None, format!("the workbook cannot be read: {cause}"))
        .help("open it and save it again, or export the sheet as CSV")
}
