//! Where a run spends its time: its stages, and the operators of its plans.
//!
//! Rooms open a [`stage`] for what they do; an operator [`operator`] reports once what it did. Both are spans and events of
//! `tracing`, which cost a comparison each while nobody records. [`record`] begins to, for the whole process.

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

/// One stage or operator, in the order in which they began.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stage {
    /// What it is called: `types`, `job`, `ScanExec`.
    pub name: String,
    /// What it is about: the name of a table, of a kind of subject; may be empty.
    pub subject: String,
    /// In how many other stages it lies.
    pub depth: usize,
    /// How long it took. Of an operator the sum over all threads.
    pub took: Duration,
    /// How many rows it gave.
    pub rows: Option<u64>,
    /// How many bytes these hold in memory.
    pub bytes: Option<u64>,
}

/// Begins a stage, which ends when the guard is dropped.
#[must_use = "a stage ends when it is dropped"]
pub(crate) fn stage(name: &'static str, subject: impl Display) -> EnteredSpan {
    span!(target: TARGET, Level::INFO, "stage", name, subject = %subject, rows = tracing::field::Empty).entered()
}

/// Says how many rows a stage gave.
pub(crate) fn rows(stage: &EnteredSpan, rows: usize) {
    stage.record("rows", rows as u64);
}

/// Whether anybody records, for what costs something to find out.
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
