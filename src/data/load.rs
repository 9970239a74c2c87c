//! A whole table into memory.

use super::batch::Batch;
use super::defects::Defects;
use super::keys::KeyCheck;
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

/// Reads all files of a table and checks them, the keys too; or tells what is wrong with them.
pub fn load(table: &TableSchema, files: &[BoundFile]) -> Result<Loaded, Vec<Diagnostic>> {
    let files = expand(files)?;
    let defects = Defects::new(&table.name);
    let keys = KeyCheck::new();
    let mut batch = Batch::empty(&table.columns);
    for piece in pieces(&files, &defects) {
        let Some(mut reader) = piece.open(table, &defects) else {
            continue;
        };
        while let Some(rows) = reader.next(ROWS) {
            keys.add(table, &rows);
            batch.append(rows);
        }
    }
    keys.report(table, &files, &defects);
    let report = defects.into_report();
    if has_errors(&report) { Err(report) } else { Ok(Loaded { batch, notes: report }) }
}

#[cfg(test)]
mod tests;
