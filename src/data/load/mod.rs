//! Reads whole tables into memory.

use super::batch::Batch;
use super::file::BoundFile;
use super::open::{Binding, Bindings, Open, Reading, report};
use super::report::DataReport;
use super::sift::sift;
use crate::diagnostic::Diagnostic;
use crate::ids::IdVec;
use crate::profile;
use crate::schema::{TableId, TableSchema, Tables};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many rows are read at a time.
const ROWS: usize = 8192;

/// A table in memory.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// All rows, in the order of the files.
    pub batch: Batch,
    /// Notes about the files.
    pub notes: Vec<Diagnostic>,
}

/// The rows of each table; `None` if a table has no files.
pub type Batches = IdVec<TableId, Option<Batch>>;

/// Reads all files of a table and checks them and the keys, or returns the findings. References to other tables are not
/// followed.
pub fn load(table: &TableSchema, files: &[BoundFile]) -> Result<Loaded, Vec<Diagnostic>> {
    let alone = TableSchema { references: Vec::new(), ..table.clone() };
    let binding = Binding { files: files.to_vec(), ..Binding::default() };
    let (tables, told) = load_all(&vec![alone].into(), &vec![Some(binding)].into()).map_err(|told| told.findings)?;
    let batch = tables.into_iter().flatten().next().unwrap_or_default();
    Ok(Loaded { batch, notes: told.findings })
}

/// Does the same for several tables, which may refer to each other. The result includes rows outside the days that
/// count.
pub fn load_all(tables: &Tables, bindings: &Bindings) -> Result<(Batches, DataReport), DataReport> {
    let (mut unbound, mut opened, memory) = (Vec::new(), BTreeMap::new(), Arc::default());
    for ((id, table), binding) in tables.entries().zip(bindings) {
        let open = |binding| Open::new(table, binding, Reading::of(tables, id, bindings, 1, 1), &memory);
        match binding.as_ref().map(open) {
            None => {}
            Some(Ok(open)) => drop(opened.insert(id, open)),
            Some(Err(wrong)) => unbound.extend(wrong),
        }
    }
    let open: BTreeMap<TableId, &Open> = opened.iter().map(|(id, open)| (*id, open)).collect();
    sift(tables, &open);
    let batches = tables.map(|(id, table)| open.get(&id).map(|bound| read(table, bound)));
    report(tables, &open, unbound).map(|told| (batches, told))
}

/// Reads all rows of a table, without those that are left out.
fn read(table: &TableSchema, bound: &Open) -> Batch {
    let stage = profile::stage("load", &table.name);
    let defects = bound.defects_of_the_first_time();
    let mut batch = Batch::empty(table);
    for piece in &bound.pieces {
        let Some(mut reader) = piece.open(table, &defects) else {
            continue;
        };
        while let Some(mut rows) = reader.next(ROWS) {
            bound.sift(&mut rows);
            bound.check(table, &rows);
            batch.append(rows);
        }
    }
    profile::rows(&stage, batch.rows);
    batch
}

#[cfg(test)]
mod tests;
