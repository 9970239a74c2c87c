//! The memory of a run as DataFusion sees it: what DataFusion sorts and merges counts for the same limit as our own
//! data, and is spilled if the limit does not suffice.

use crate::data::Memory;
use datafusion::common::{DataFusionError, Result};
use datafusion::execution::memory_pool::{MemoryLimit, MemoryPool, MemoryReservation};
use std::sync::Arc;

/// A memory for DataFusion.
#[derive(Debug)]
pub(crate) struct Pool(pub Arc<Memory>);

impl std::fmt::Display for Pool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} of {} bytes", self.0.held(), self.0.most())
    }
}

impl MemoryPool for Pool {
    fn name(&self) -> &str {
        "run"
    }

    fn grow(&self, _: &MemoryReservation, additional: usize) {
        self.0.hold(additional as u64);
    }

    fn shrink(&self, _: &MemoryReservation, shrink: usize) {
        self.0.let_go(shrink as u64);
    }

    fn try_grow(&self, _: &MemoryReservation, additional: usize) -> Result<()> {
        if self.0.try_hold(additional as u64) { Ok(()) } else { Err(exhausted()) }
    }

    fn reserved(&self) -> usize {
        usize::try_from(self.0.held()).unwrap_or(usize::MAX)
    }

    fn memory_limit(&self) -> MemoryLimit {
        match usize::try_from(self.0.most()) {
            Ok(most) if most < usize::MAX => MemoryLimit::Finite(most),
            _ => MemoryLimit::Infinite,
        }
    }
}

/// The error of a plan whose memory does not suffice.
pub(crate) fn exhausted() -> DataFusionError {
    DataFusionError::ResourcesExhausted("the memory of the run".into())
}

/// Whether an error reports that the memory does not suffice.
pub(crate) fn is_exhausted(error: &DataFusionError) -> bool {
    matches!(error.find_root(), DataFusionError::ResourcesExhausted(_))
}

/// Returns an error if more memory is in use than the limit allows.
pub(crate) fn suffices(memory: &Memory) -> Result<()> {
    if memory.is_exceeded() { Err(exhausted()) } else { Ok(()) }
}
