//! A whole table into memory.

use super::batch::Batch;
use super::defects::Defects;
use super::keys::{KeyCheck, ReferenceCheck};
use super::piece::{BoundFile, expand, pieces};
use crate::diagnostic::{Diagnostic, has_errors};
use crate::schema::TableSchema;

/// How many rows are read at a time.
const ROWS: usize = 8192;

/// A table in memory.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// All rows, in the order of the files.
    pub batch: Batch,
    /// What is worth knowing about the files.
    pub notes: Vec<Diagnostic>,
}

/// Reads all files of a table and checks them, the keys too; or tells what is wrong with them. References to other
/// tables are not followed.
pub fn load(table: &TableSchema, files: &[BoundFile]) -> Result<Loaded, Vec<Diagnostic>> {
    let open = Open::read(table, files)?;
    let (batch, report) = (open.batch, open.defects.into_report());
    if has_errors(&report) { Err(report) } else { Ok(Loaded { batch, notes: report }) }
}

/// The same for several tables that may refer to each other, by their ids; `None` for one without files.
pub fn load_all(
    tables: &[TableSchema],
    files: &[Option<Vec<BoundFile>>],
) -> Result<Vec<Option<Loaded>>, Vec<Diagnostic>> {
    let mut wrong = Vec::new();
    let mut opened: Vec<Option<Open>> = Vec::new();
    for (table, files) in tables.iter().zip(files) {
        let open = files.as_ref().map(|files| Open::read(table, files)).transpose();
        opened.push(open.unwrap_or_else(|found| {
            wrong.extend(found);
            None
        }));
    }
    for (table, open) in tables.iter().zip(&opened) {
        let Some(open) = open else { continue };
        for (reference, check) in table.references.iter().zip(&open.references) {
            let to = tables.get(reference.to.0).zip(opened.get(reference.to.0).and_then(Option::as_ref));
            // Where the other table could not be read, that has been told.
            if let Some((to, other)) = to {
                check.report(table, reference, (to, &other.keys), &open.files, &open.defects);
            }
        }
    }
    let mut loaded = Vec::new();
    for open in opened {
        loaded.push(match open {
            None => None,
            Some(open) => {
                let (batch, report) = (open.batch, open.defects.into_report());
                if has_errors(&report) {
                    wrong.extend(report);
                    None
                } else {
                    Some(Loaded { batch, notes: report })
                }
            }
        });
    }
    if wrong.is_empty() { Ok(loaded) } else { Err(wrong) }
}

/// A table that was read, with what is known of its keys and references.
struct Open {
    batch: Batch,
    files: Vec<BoundFile>,
    defects: Defects,
    keys: KeyCheck,
    references: Vec<ReferenceCheck>,
}

impl Open {
    fn read(table: &TableSchema, files: &[BoundFile]) -> Result<Open, Vec<Diagnostic>> {
        let files = expand(files)?;
        let defects = Defects::new(&table.name);
        let (keys, references) = (KeyCheck::new(), table.references.iter().map(|_| ReferenceCheck::default()));
        let references: Vec<ReferenceCheck> = references.collect();
        let mut batch = Batch::empty(&table.columns);
        for piece in pieces(&files, &defects) {
            let Some(mut reader) = piece.open(table, &defects) else {
                continue;
            };
            while let Some(rows) = reader.next(ROWS) {
                keys.add(table, &rows);
                table.references.iter().zip(&references).for_each(|(r, check)| check.add(table, r, &rows));
                batch.append(rows);
            }
        }
        keys.report(table, &files, &defects);
        Ok(Open { batch, files, defects, keys, references })
    }
}

#[cfg(test)]
mod tests;
