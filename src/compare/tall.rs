//! A tall file as columns: its rows name what stands in columns of the results.

use super::sheet::{Row, Sheet};
use crate::diagnostic::{Code, Diagnostic};

/// How a tall file is read: each pattern, in which `{column}` stands for a cell of the row, with the column of the value.
#[derive(Clone, Debug, Default)]
pub struct Tall {
    /// Patterns with the columns of their cells.
    pub patterns: Vec<(String, String)>,
}

impl Tall {
    /// One row for each key, in the order of the first rows; a column for each name that a pattern makes.
    pub(super) fn columns(&self, sheet: &Sheet, key: &[String]) -> Result<Sheet, Diagnostic> {
        let column = |name: &str| {
            sheet.column(name).ok_or_else(|| {
                let message = format!("`{}` has no column `{name}`", sheet.file);
                let help = "correct what stands under `rows`";
                Diagnostic::input(Code::CompareColumns, sheet.at(Some(1)), message).help(help)
            })
        };
        let keys = key.iter().map(|name| column(name)).collect::<Result<Vec<_>, _>>()?;
        let mut patterns = Vec::new();
        for (pattern, value) in &self.patterns {
            patterns.push((pieces(pattern, column)?, column(value)?));
        }
        let mut header: Vec<String> = key.to_vec();
        let mut rows: Vec<(Vec<String>, u64, Vec<String>)> = Vec::new();
        for row in &sheet.rows {
            let named: Vec<String> = keys.iter().map(|at| row.cell(*at).to_string()).collect();
            let at = rows.iter().position(|(known, ..)| *known == named).unwrap_or_else(|| {
                rows.push((named, row.line, Vec::new()));
                rows.len() - 1
            });
            for (pattern, value) in &patterns {
                let name: String = pattern.iter().map(|piece| piece.text(row)).collect();
                let place = header.iter().skip(key.len()).position(|known| *known == name).unwrap_or_else(|| {
                    header.push(name.clone());
                    header.len() - 1 - key.len()
                });
                let Some((_, _, cells)) = rows.get_mut(at) else { continue };
                if cells.len() <= place {
                    cells.resize(place + 1, String::new());
                }
                if let Some(cell) = cells.get_mut(place) {
                    if !cell.is_empty() {
                        let message = format!("`{}` has two rows for `{name}`", sheet.file);
                        let help = "let the pattern name every column that tells them apart";
                        return Err(Diagnostic::input(Code::CompareKey, sheet.at(Some(row.line)), message).help(help));
                    }
                    *cell = row.cell(*value).to_string();
                }
            }
        }
        let width = header.len() - key.len();
        let rows = rows.into_iter().map(|(named, line, mut cells)| {
            cells.resize(width, String::new());
            Row::new(line, named.iter().chain(&cells).map(String::as_str))
        });
        let rows = rows.collect();
        Ok(Sheet { file: sheet.file.clone(), header, rows })
    }
}

/// A piece of a pattern.
enum Piece<'p> {
    Text(&'p str),
    Cell(usize),
}

impl<'r> Piece<'r> {
    fn text<'s>(&'s self, row: &'s Row) -> &'s str {
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
