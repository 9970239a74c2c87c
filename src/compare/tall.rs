//! Turns a tall file into columns: its rows contain the names of columns of the results.

use super::sheet::{Sheet, SheetLine};
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::compare as say;
use std::collections::HashMap;

/// How a tall file is read: each pattern, in which `{column}` is replaced by a cell of the row, with the column of the
/// value.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tall {
    /// Patterns with the columns of their cells.
    pub patterns: Vec<(String, String)>,
}

/// A row under construction: its key, the first line of the file for this key, and its cells by column.
struct Made<'s> {
    key: Vec<&'s str>,
    line: u64,
    cells: Vec<Option<&'s str>>,
}

/// The rows under construction.
#[derive(Default)]
struct Rows<'s> {
    rows: Vec<Made<'s>>,
    /// Only looked up, like `by_name`, so the order does not matter.
    by_key: HashMap<Vec<&'s str>, usize>,
    by_name: HashMap<String, usize>,
    names: Vec<String>,
}

impl Tall {
    /// Returns one row for each key, in the order of the first rows, and one column for each name that a pattern makes.
    /// If a key has no row for a name, the file does not have that cell.
    pub(super) fn columns(&self, sheet: &Sheet, key: &[String]) -> Result<Sheet, Diagnostic> {
        let column = |name: &str| {
            sheet.column(name).ok_or_else(|| {
                let message = say::unknown_column(&sheet.shown, name);
                let help = sheet.another_separator().unwrap_or_else(|| say::correct_rows().into());
                Diagnostic::input(Code::CompareColumns, sheet.at(Some(1)), message).help(help)
            })
        };
        let keys = key.iter().map(|name| column(name)).collect::<Result<Vec<_>, _>>()?;
        let mut patterns = Vec::new();
        for (pattern, value) in &self.patterns {
            patterns.push((pieces(pattern, column)?, column(value)?));
        }
        let mut rows = Rows::default();
        for row in &sheet.rows {
            for (pattern, value) in &patterns {
                let name: String = pattern.iter().map(|piece| piece.text(row)).collect();
                if !rows.put(row.cells(&keys), row.line, &name, row.cell(*value)) {
                    let message = say::two_rows(&sheet.shown, &name);
                    let help = say::name_every_column();
                    return Err(Diagnostic::input(Code::CompareKey, sheet.at(Some(row.line)), message).help(help));
                }
            }
        }
        Ok(rows.finish(sheet, key))
    }
}

impl<'s> Rows<'s> {
    /// Stores a cell. Returns whether its place was free.
    fn put(&mut self, key: Vec<&'s str>, line: u64, name: &str, text: &'s str) -> bool {
        let at = *self.by_key.entry(key.clone()).or_insert_with(|| {
            self.rows.push(Made { key, line, cells: Vec::new() });
            self.rows.len() - 1
        });
        let place = self.by_name.get(name).copied().unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.by_name.insert(name.to_owned(), self.names.len() - 1);
            self.names.len() - 1
        });
        let Some(Made { cells, .. }) = self.rows.get_mut(at) else { return true };
        if cells.len() <= place {
            cells.resize(place + 1, None);
        }
        cells.get_mut(place).is_none_or(|cell| cell.replace(text).is_none())
    }

    fn finish(self, sheet: &Sheet, key: &[String]) -> Sheet {
        let width = self.names.len();
        let rows = self.rows.into_iter().map(|mut made| {
            made.cells.resize(width, None);
            SheetLine::new(made.line, made.key.into_iter().map(Some).chain(made.cells))
        });
        let rows = rows.collect();
        sheet.with(key.iter().cloned().chain(self.names).collect(), rows)
    }
}

/// A piece of a pattern.
enum Piece<'p> {
    Text(&'p str),
    Cell(usize),
}

impl<'r> Piece<'r> {
    fn text<'s>(&'s self, row: &'s SheetLine) -> &'s str {
        match self {
            Piece::Text(text) => text,
            Piece::Cell(at) => row.cell(*at),
        }
    }
}

fn pieces(pattern: &str, column: impl Fn(&str) -> Result<usize, Diagnostic>) -> Result<Vec<Piece<'_>>, Diagnostic> {
    let mut found = Vec::new();
    let mut rest = pattern;
    while let Some((before, behind)) = rest.split_once('{') {
        found.push(Piece::Text(before));
        let (name, behind) = behind.split_once('}').unwrap_or((behind, ""));
        found.push(Piece::Cell(column(name)?));
        rest = behind;
    }
    found.push(Piece::Text(rest));
    Ok(found)
}
