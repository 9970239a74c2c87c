//! Cells to batches: readers push cells, rows with a defect are left out.

use super::batch::{Batch, Column, Values};
use super::cell::{Cell, CellReader};
use super::defects::{At, Defects, FileName};
use super::guard::Guard;
use crate::diagnostic::Diagnostic;
use crate::schema::TableSchema;
use std::collections::BTreeSet;
use std::mem;
use std::sync::Arc;

/// Collects the rows of one file into batches.
#[derive(Debug)]
pub(super) struct Builder {
    readers: Arc<[CellReader]>,
    guards: Arc<[Guard]>,
    file: FileName,
    defects: Defects,
    empty: Batch,
    batch: Batch,
    /// Rows that are left out.
    bad_rows: BTreeSet<usize>,
    /// How many defects were told of lines, then of the cells of each column, and then by each guard.
    told: Vec<usize>,
    rows_seen: u64,
}

impl Builder {
    /// No rows yet; the first that comes is the row `first_row` of the file.
    pub(super) fn new(table: &TableSchema, file: &FileName, first_row: u64, defects: &Defects) -> Builder {
        let empty = Batch { file: file.index, ..Batch::empty(&table.columns) };
        let guards = super::guard::guards(table);
        Builder {
            readers: table.columns.iter().map(CellReader::new).collect(),
            file: file.clone(),
            defects: defects.clone(),
            batch: Batch { first_row, ..empty.clone() },
            empty,
            bad_rows: BTreeSet::new(),
            told: vec![0; 1 + table.columns.len() + guards.len()],
            guards,
            rows_seen: first_row,
        }
    }

    /// How many rows wait in the batch, those to be left out among them.
    pub(super) fn waiting(&self) -> usize {
        self.batch.lines.len()
    }

    /// How the cells of each declared column are read.
    pub(super) fn readers(&self) -> Arc<[CellReader]> {
        self.readers.clone()
    }

    /// Begins a row, which stands at this line.
    pub(super) fn row(&mut self, line: u64) {
        self.batch.lines.push(line);
        self.rows_seen += 1;
    }

    /// The next cell of a declared column; `explain` says what is wrong where there is no value.
    pub(super) fn cell(&mut self, column: usize, cell: Option<Cell<'_>>, explain: impl FnOnce() -> Diagnostic) {
        let Some(target) = self.batch.columns.get_mut(column) else {
            return;
        };
        let Some(value) = cell else {
            // A zero in its place keeps the columns level until the row is left out.
            let row = target.len();
            push_zero(target);
            self.bad_rows.insert(row);
            let line = self.batch.lines.get(row).copied().unwrap_or(0);
            self.tell(line, column + 1, column + 1, explain);
            return;
        };
        push(target, value);
    }

    /// Tells a defect of a whole row, which gives no cells.
    pub(super) fn bad_row(&mut self, line: u64, explain: impl FnOnce() -> Diagnostic) {
        self.rows_seen += 1;
        self.tell(line, 0, 0, explain);
    }

    /// Tells a defect, of a column from 1 or of a line (0). Those that have one counter come in the order of the lines:
    /// once as many are told as are ever shown, the others are only counted. What guards tell of a column has a counter
    /// of its own, since it comes after what is wrong with the cells of the batch.
    fn tell(&mut self, line: u64, column: usize, counter: usize, explain: impl FnOnce() -> Diagnostic) {
        let Some(told) = self.told.get_mut(counter) else {
            return;
        };
        if *told >= Defects::SHOWN {
            self.defects.count(&self.file);
            return;
        }
        *told += 1;
        let header = column.checked_sub(1).and_then(|at| self.readers.get(at)).map(CellReader::header);
        let at = At { line, column: u32::try_from(column).unwrap_or(u32::MAX) };
        self.defects.add(&self.file, at, header, explain());
    }

    /// Hands out the rows so far, without those that have a defect.
    pub(super) fn finish(&mut self) -> Batch {
        self.absent_where_it_must();
        let next = Batch { first_row: self.rows_seen, ..self.empty.clone() };
        let mut batch = mem::replace(&mut self.batch, next);
        batch.rows = batch.lines.len();
        let bad_rows: Vec<usize> = mem::take(&mut self.bad_rows).into_iter().collect();
        batch.remove(&bad_rows);
        batch
    }
}

impl Builder {
    /// Tells of each cell that is absent where there must be a value, or the other way round.
    fn absent_where_it_must(&mut self) {
        let counters = self.readers.len() + 1..;
        for (guard, counter) in self.guards.clone().iter().zip(counters) {
            for row in 0..self.waiting() {
                if self.bad_rows.contains(&row) {
                    continue;
                }
                if let Some(defect) = guard.defect(&self.batch, row) {
                    let line = self.batch.lines.get(row).copied().unwrap_or(0);
                    self.bad_rows.insert(row);
                    self.tell(line, guard.column() + 1, counter, || defect);
                }
            }
        }
    }
}

fn push(column: &mut Column, cell: Cell<'_>) {
    let before = column.len();
    let code = match cell {
        Cell::Missing(marker) => marker.saturating_add(1),
        _ => 0,
    };
    if code > 0 || column.missing.is_some() {
        column.missing.get_or_insert_with(|| vec![0; before]).push(code);
    }
    match (&mut column.values, cell) {
        (Values::Narrow(list), Cell::Narrow(value)) => list.push(value),
        (Values::Wide(list), Cell::Wide(value)) => list.push(value),
        (Values::Choice(list), Cell::Choice(value)) => list.push(value),
        (Values::Text(list), Cell::Text(value)) => list.push(value.to_owned()),
        (Values::Date(list), Cell::Date(value)) => list.push(value),
        (Values::YesNo(list), Cell::YesNo(value)) => list.push(value),
        (Values::Set(list), Cell::Set(value)) => list.push(value),
        (values, cell) => {
            debug_assert!(matches!(cell, Cell::Missing(_)), "a cell is read as what its column holds");
            push_zero_value(values);
        }
    }
}

fn push_zero(column: &mut Column) {
    if let Some(missing) = &mut column.missing {
        missing.push(0);
    }
    push_zero_value(&mut column.values);
}

fn push_zero_value(values: &mut Values) {
    match values {
        Values::Narrow(list) => list.push(0),
        Values::Wide(list) => list.push(0),
        Values::Choice(list) => list.push(0),
        Values::Text(list) => list.push(String::new()),
        Values::Date(list) => list.push(0),
        Values::YesNo(list) => list.push(false),
        Values::Set(list) => list.push(0),
    }
}
