//! Where a run spends its time: its stages, and the operators of its plans.
//!
//! Rooms open a [`stage`] for their work, and report each [`operator`] once when it has run. Both are spans and events
//! of `tracing`, which cost one comparison each if nothing records. [`record`] starts to record, for the whole process.

mod recorder;
mod render;

pub(crate) use recorder::{Profile, record};
pub(crate) use render::{json, table};

use std::fmt::Display;
use std::time::Duration;
use tracing::span::EnteredSpan;
use tracing::{Level, enabled, event, span};

/// The target of all spans and events that are recorded.
const TARGET: &str = "gradus::profile";

/// One stage or operator. They are in the order in which they began.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stage {
    /// The name: `types`, `job`, `ScanExec`.
    pub name: String,
    /// The name of a table or of a kind of subject; can be empty.
    pub subject: String,
    /// The number of other stages that contain it.
    pub depth: usize,
    /// The time that it took; for an operator the sum over all threads.
    pub took: Duration,
    /// The number of rows of the output.
    pub rows: Option<u64>,
    /// The number of bytes of these rows in memory.
    pub bytes: Option<u64>,
}

/// Begins a stage, which ends when the guard is dropped.
#[must_use = "a stage ends when it is dropped"]
pub(crate) fn stage(name: &'static str, subject: impl Display) -> EnteredSpan {
    span!(target: TARGET, Level::INFO, "stage", name, subject = %subject, rows = tracing::field::Empty).entered()
}

/// Records the number of rows of a stage's output.
pub(crate) fn rows(stage: &EnteredSpan, rows: usize) {
    stage.record("rows", rows as u64);
}

/// Whether a profile is recorded, for values that are expensive to compute.
pub(crate) fn is_recorded() -> bool {
    enabled!(target: TARGET, Level::INFO)
}

/// Reports an operator of the plan of the current stage.
pub(crate) fn operator(name: &str, depth: usize, took: Duration, rows: usize, bytes: usize) {
    let nanoseconds = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
    let (depth, rows, bytes) = (depth as u64, rows as u64, bytes as u64);
    event!(target: TARGET, Level::INFO, name, depth, nanoseconds, rows, bytes);
}

#[cfg(test)]
mod tests;
