//! The output of a job.

use super::pool::exhausted;
use crate::data::Memory;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::common::Result;
use std::sync::Arc;

/// The output of a job. The memory counts it for as long as it is held.
pub(crate) struct JobOutput {
    /// The batches.
    pub batches: Vec<RecordBatch>,
    bytes: u64,
    memory: Arc<Memory>,
}

impl JobOutput {
    /// An output without batches; batches that are added count for a memory.
    pub(crate) fn nothing(memory: &Arc<Memory>) -> JobOutput {
        JobOutput { batches: Vec::new(), bytes: 0, memory: memory.clone() }
    }

    /// The number of rows.
    pub(crate) fn rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// Processes the batches and frees each before the next, so that their results are not in memory together with all
    /// batches.
    pub(crate) fn each(mut self, mut done: impl FnMut(&RecordBatch) -> Result<()>) -> Result<()> {
        for batch in std::mem::take(&mut self.batches) {
            done(&batch)?;
            let bytes = batch.get_array_memory_size() as u64;
            drop(batch);
            self.memory.let_go(bytes);
            self.bytes = self.bytes.saturating_sub(bytes);
        }
        Ok(())
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
}

impl Drop for JobOutput {
    fn drop(&mut self) {
        self.memory.let_go(self.bytes);
    }
}
