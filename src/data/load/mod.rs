//! Whole tables into memory.

use super::batch::Batch;
use super::file::BoundFile;
use super::open::{Binding, Open, report};
use super::report::Told;
use super::sift::sift;
use crate::diagnostic::Diagnostic;
use crate::profile;
use crate::schema::{TableId, TableSchema};
use std::collections::BTreeMap;
use std::sync::Arc;

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
    let alone = TableSchema { references: Vec::new(), ..table.clone() };
    let binding = Binding { files: files.to_vec(), ..Binding::default() };
    let (tables, told) = load_all(&[alone], &[Some(binding)]).map_err(|told| told.findings)?;
    let batch = tables.into_iter().flatten().next().unwrap_or_default();
    Ok(Loaded { batch, notes: told.findings })
}

/// The same for several tables that may refer to each other, by their ids; `None` for one without files. Rows outside
/// the days that count are among them.
pub fn load_all(tables: &[TableSchema], bindings: &[Option<Binding>]) -> Result<(Vec<Option<Batch>>, Told), Told> {
    let (mut unbound, mut opened, memory) = (Vec::new(), BTreeMap::new(), Arc::default());
    for (at, (table, binding)) in tables.iter().zip(bindings).enumerate() {
        match binding.as_ref().map(|binding| Open::new(table, binding, &memory)) {
            None => {}
            Some(Ok(open)) => drop(opened.insert(TableId(at), open)),
            Some(Err(wrong)) => unbound.extend(wrong),
        }
    }
    let open: BTreeMap<TableId, &Open> = opened.iter().map(|(id, open)| (*id, open)).collect();
    sift(tables, &open, 1);
    let batch = |(at, table): (usize, &TableSchema)| open.get(&TableId(at)).map(|bound| read(table, bound));
    let batches = tables.iter().enumerate().map(batch).collect();
    report(tables, &open, unbound).map(|told| (batches, told))
}

/// All rows of a table that play a part.
fn read(table: &TableSchema, bound: &Open) -> Batch {
    let stage = profile::stage("load", &table.name);
    let defects = bound.defects_of_the_first_time();
    let mut batch = Batch::empty(&table.columns);
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
