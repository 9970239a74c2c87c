//! What a job keeps of its output.

use super::input::row_numbers;
use super::pool::exhausted;
use crate::data::Memory;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::common::Result;
use std::sync::Arc;

/// What a job keeps of its output. The memory counts it for as long as it is held.
pub(crate) struct JobOutput {
    /// The number of rows of the output, whether they are kept or not.
    pub rows: usize,
    /// The batches that are kept.
    pub batches: Vec<RecordBatch>,
    bytes: u64,
    memory: Arc<Memory>,
}

impl JobOutput {
    /// No output; batches that are added count for a memory.
    pub(crate) fn nothing(memory: &Arc<Memory>) -> JobOutput {
        JobOutput { rows: 0, batches: Vec::new(), bytes: 0, memory: memory.clone() }
    }

    /// Adds a batch.
    pub(crate) fn take(&mut self, batch: RecordBatch) -> Result<()> {
        let bytes = batch.get_array_memory_size() as u64;
        if !self.memory.try_hold(bytes) {
            return Err(exhausted());
        }
        self.bytes += bytes;
        self.batches.push(batch);
        Ok(())
    }

    /// The output of all partitions. The batches are in the order of their rows: no batch has rows between those of
    /// another, since a piece of a table is read by one partition.
    pub(crate) fn joined(memory: &Arc<Memory>, partitions: Vec<JobOutput>) -> JobOutput {
        let mut all = JobOutput::nothing(memory);
        for mut partition in partitions {
            all.rows += partition.rows;
            all.bytes += std::mem::take(&mut partition.bytes);
            all.batches.append(&mut partition.batches);
        }
        all.batches.sort_by_key(|batch| row_numbers(batch).ok().and_then(|rows| rows.first().copied()));
        all
    }
}

impl Drop for JobOutput {
    fn drop(&mut self) {
        self.memory.let_go(self.bytes);
    }
}
