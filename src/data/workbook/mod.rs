//! Workbooks (`.xlsx`): the cells of one sheet, read according to the types of their columns.

mod sheet;
#[cfg(test)]
mod tests;
mod value;

use super::build::Builder;
use super::defects::Defects;
use super::file::{BoundFile, FileName};
use super::reader::{FilePart, Opening, ReadStep, Rows, whole};
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::data as say;
use crate::schema::Damage;
use sheet::{Sheet, SheetRow};
use std::borrow::Cow;
use std::sync::Arc;
use value::Value;

/// Returns a workbook as one part.
pub(super) fn parts(_: &BoundFile, _: &FileName, _: &Defects) -> Vec<Arc<dyn FilePart>> {
    whole(open)
}

/// The rows of one sheet of a workbook.
#[derive(Debug)]
struct SheetRows {
    sheet: Sheet,
    /// How many columns have a name, including columns without a name between them.
    width: usize,
    /// The positions of the declared columns; `None` if a column is taken as missing.
    positions: Vec<Option<usize>>,
    /// The number of the row after the last row with a value.
    next: u64,
}

/// Opens a workbook and checks the header of its sheet. Returns `None` if it cannot be read; the defects then have the
/// reason.
fn open(opening: &Opening<'_>) -> Option<Box<dyn Rows>> {
    let mut sheet = match Sheet::open(opening.file, opening.name, &opening.table.name) {
        Ok(sheet) => sheet,
        Err(defect) => return opening.refuse(0, *defect),
    };
    let headers = match sheet.next() {
        Some(Ok(row)) if row.number == 1 => headers(&row),
        Some(Err(cause)) => return opening.refuse(0, broken(&cause)),
        _ => Vec::new(),
    };
    if headers.is_empty() {
        let message = say::first_row_empty(&opening.name.shown);
        let defect = Diagnostic::input(Code::NoHeader, None, message).help(say::first_row_names_columns());
        return opening.refuse(0, defect);
    }
    let positions = opening.locate(&headers, 1)?;
    Some(Box::new(SheetRows { sheet, width: headers.len(), positions, next: 2 }))
}

impl Rows for SheetRows {
    fn read(&mut self, builder: &mut Builder, _: usize) -> ReadStep {
        match self.sheet.next() {
            None => ReadStep::End,
            Some(Ok(row)) => {
                self.row(builder, &row);
                ReadStep::Row
            }
            Some(Err(cause)) => {
                builder.broken(self.next, broken(&cause));
                ReadStep::End
            }
        }
    }
}

impl SheetRows {
    /// Adds a row. Rows without values are the end of the table, unless a row with a value follows.
    fn row(&mut self, builder: &mut Builder, row: &SheetRow) {
        let Some((last, _)) = row.cells.iter().rfind(|(_, value)| *value != Value::Nothing) else { return };
        // A sheet has an unlimited number of rows without cells, so a gap between rows is one defect.
        if self.next < row.number {
            let (first, last) = (self.next, row.number - 1);
            builder.bad_row(first, Damage::RaggedRow, || blank_rows(first, last));
        }
        self.next = row.number + 1;
        if *last >= self.width {
            builder.bad_row(row.number, Damage::RaggedRow, beside);
            return;
        }
        let cell = |column: usize| {
            let position = (*self.positions.get(column)?)?;
            let at = row.cells.binary_search_by_key(&position, |(at, _)| *at).ok()?;
            let text = row.cells.get(at)?.1.text();
            Some(Cow::Owned(text.into_owned().into_bytes()))
        };
        if builder.names_again(row.number, cell) {
            return;
        }
        builder.row(row.number);
        let first = row.cells.iter().find(|(_, value)| *value != Value::Nothing);
        builder.begins_with(first.map_or("".into(), |(_, value)| value.text()).as_bytes());
        let readers = builder.readers();
        let columns = readers.iter().zip(&self.positions).enumerate();
        for (column, (reader, position)) in columns {
            let Some(position) = position else {
                builder.no_cell(column);
                continue;
            };
            let cell = row.cells.binary_search_by_key(position, |(at, _)| *at).ok();
            let value = cell.and_then(|at| row.cells.get(at)).map_or(&Value::Nothing, |(_, value)| value);
            value.read(builder, column, reader);
        }
    }
}

/// Returns the column names from the first row.
fn headers(row: &SheetRow) -> Vec<String> {
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
        told(say::blank_row().into(), say::delete_row())
    } else {
        told(say::blank_rows(first, last), say::delete_rows())
    }
}

fn beside() -> Diagnostic {
    Diagnostic::input(Code::RaggedRow, None, say::cell_right_of_columns()).help(say::name_column_or_empty_cell())
}

fn broken(cause: &str) -> Diagnostic {
    Diagnostic::input(Code::FileUnreadable, None, say::unreadable_workbook(cause)).help(say::save_workbook_again())
}
