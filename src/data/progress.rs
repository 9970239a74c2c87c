//! How far a run has come.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many rows have been read so far, over all tables and every time that one is read. Nothing depends on it.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<AtomicU64>);

impl Progress {
    /// The rows so far.
    pub fn rows(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Counts rows that have been read.
    pub(super) fn count(&self, rows: usize) {
        self.0.fetch_add(rows as u64, Ordering::Relaxed);
    }
}

/// What is bound to a table is the same whoever watches it.
impl PartialEq for Progress {
    fn eq(&self, _: &Progress) -> bool {
        true
    }
}

impl Eq for Progress {}
