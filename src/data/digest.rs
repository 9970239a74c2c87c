//! The rows of a part of a file as one number, which shows whether the part gives the same rows again.

use super::batch::Batch;
use std::hash::{DefaultHasher, Hash, Hasher};

/// A digest of the rows that a part of a file has given so far. It is the same however the rows are cut into batches.
#[derive(Debug)]
pub(super) struct Digest {
    /// The hash of the lines of the rows.
    lines: DefaultHasher,
    /// The hash of the cells of each column.
    columns: Vec<DefaultHasher>,
}

impl Digest {
    /// Creates a digest without rows, for so many columns.
    pub(super) fn new(columns: usize) -> Digest {
        Digest { lines: DefaultHasher::new(), columns: vec![DefaultHasher::new(); columns] }
    }

    /// Adds the next rows.
    pub(super) fn add(&mut self, batch: &Batch) {
        batch.lines.iter().for_each(|line| line.hash(&mut self.lines));
        for (column, digest) in batch.columns.iter().zip(&mut self.columns) {
            column.hash_cells(digest);
        }
    }

    /// Returns the digest of all rows so far, of which `rows` were read.
    pub(super) fn value(&self, rows: u64) -> u64 {
        let mut all = self.lines.clone();
        rows.hash(&mut all);
        self.columns.iter().for_each(|column| column.finish().hash(&mut all));
        all.finish()
    }
}
