//! Results on their way from an evaluator to a file: in parts, so that nobody holds all of them.

use super::ResultTable;
#[cfg(feature = "engine")]
use super::write::ArrayRef;
use crate::diagnostic::Diagnostic;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

/// Consecutive rows of the results of one kind of subject, with all columns that were evaluated: the parts of the key,
/// then each output in the order of the policy, whether it is hidden or not.
pub(crate) trait Part {
    /// The rows as tables, in order: a few thousand at a time.
    fn tables(&self, take: &mut dyn FnMut(ResultTable) -> Result<(), Diagnostic>) -> Result<(), Diagnostic>;

    /// The columns as arrays. Numbers are in units of the last decimal: of 64 bits, or decimals of 128 bits with any
    /// scale.
    #[cfg(feature = "engine")]
    fn arrays(&self) -> Result<Vec<ArrayRef>, Diagnostic>;
}

/// Some rows of results that were evaluated as a whole.
struct Slice<'t> {
    table: &'t ResultTable,
    rows: Range<usize>,
}

/// Hands over results that were evaluated as a whole.
pub(crate) fn deliver(table: &ResultTable, subject: usize, receiver: &dyn Receiver) -> Result<(), Diagnostic> {
    table.parts().try_for_each(|rows| (receiver.make(subject, &Slice { table, rows })?.put)())
}

impl Part for Slice<'_> {
    fn tables(&self, take: &mut dyn FnMut(ResultTable) -> Result<(), Diagnostic>) -> Result<(), Diagnostic> {
        take(self.table.slice(self.rows.clone()))
    }

    #[cfg(feature = "engine")]
    fn arrays(&self) -> Result<Vec<ArrayRef>, Diagnostic> {
        Ok(super::write::arrays(&self.table.slice(self.rows.clone())))
    }
}

/// What remains to be done with a part, in the order of the rows.
pub(crate) struct Made<'r> {
    /// The approximate number of bytes that it holds.
    pub bytes: usize,
    /// Hands it over.
    pub put: Box<dyn FnOnce() -> Result<(), Diagnostic> + Send + 'r>,
}

/// Receives results.
pub(crate) trait Receiver: Sync {
    /// Does all work on a part that needs no other part: on any thread, in any order. `subject` is the position of the
    /// kind of subject among those that are evaluated.
    fn make<'r>(&'r self, subject: usize, part: &dyn Part) -> Result<Made<'r>, Diagnostic>;
}

/// Holds all results as tables.
#[derive(Debug)]
pub(crate) struct Collected(Vec<Mutex<ResultTable>>);

impl Collected {
    /// No rows yet of these tables.
    pub(crate) fn new(headers: impl Iterator<Item = ResultTable>) -> Collected {
        Collected(headers.map(Mutex::new).collect())
    }

    /// The tables.
    pub(crate) fn into_tables(self) -> Vec<ResultTable> {
        self.0.into_iter().map(|table| table.into_inner().unwrap_or_else(PoisonError::into_inner)).collect()
    }
}

impl Receiver for Collected {
    fn make<'r>(&'r self, subject: usize, part: &dyn Part) -> Result<Made<'r>, Diagnostic> {
        let mut parts = Vec::new();
        part.tables(&mut |table| {
            parts.push(table);
            Ok(())
        })?;
        let bytes = parts.iter().map(ResultTable::bytes).sum();
        let put = move || {
            if let Some(table) = self.0.get(subject) {
                let mut table = table.lock().unwrap_or_else(PoisonError::into_inner);
                parts.into_iter().for_each(|part| table.append(part));
            }
            Ok(())
        };
        Ok(Made { bytes, put: Box::new(put) })
    }
}
