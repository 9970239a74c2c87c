//! Cells that exist only if another cell of the row says so.

use super::batch::{Batch, Values};
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::data as say;
use crate::schema::{AbsentWhen, TableSchema};
use std::sync::Arc;

/// A column that is absent if and only if a condition on another column is true.
#[derive(Clone, Debug)]
pub(super) struct Guard {
    column: usize,
    name: String,
    /// For each marker of the column, whether it means absent.
    absent: Vec<bool>,
    when: AbsentWhen,
}

/// Returns the guards of a table.
pub(super) fn guards(table: &TableSchema) -> Arc<[Guard]> {
    let columns = table.columns.iter().enumerate();
    let guard = |(column, schema): (usize, &crate::schema::ColumnSchema)| {
        let when = schema.absent_when.clone()?;
        let absent = schema.missing.iter().map(|m| m.absent).collect();
        Some(Guard { column, name: schema.name.clone(), absent, when })
    };
    columns.filter_map(guard).collect()
}

impl Guard {
    /// Returns the position of the column.
    pub(super) fn column(&self) -> usize {
        self.column
    }

    /// Returns the finding for a row, if any. If the other cell is missing, the condition is not known and there is no
    /// finding.
    pub(super) fn defect(&self, batch: &Batch, row: usize) -> Option<Diagnostic> {
        let other = batch.column(self.when.column);
        if other.marker(row).is_some() {
            return None;
        }
        let value = match &other.values {
            Values::YesNo(flags) => u32::from(*flags.get(row)?),
            Values::Choice(values) => *values.get(row)?,
            _ => return None,
        };
        let own = batch.columns.get(self.column)?;
        if own.is_damaged(row) {
            return None;
        }
        let must = self.when.values.contains(&value);
        let marker = own.marker(row);
        let is = marker.and_then(|m| self.absent.get(m)).copied().unwrap_or(false);
        if must == is {
            return None;
        }
        let (name, words) = (&self.name, &self.when.words);
        let (message, help) = if is {
            (say::absent_against_condition(name, words), say::give_value())
        } else {
            (say::present_against_condition(name, words), say::empty_cell_or_correct_other())
        };
        Some(Diagnostic::input(Code::AbsentCell, None, message).help(help))
    }
}

#[cfg(test)]
mod tests;
