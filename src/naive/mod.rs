//! A third evaluation of a policy, over the syntax tree and the cells as they stand in the files.
//!
//! The two evaluators share the names, the checker and the graph, so that their agreement proves nothing of what lies
//! before it. This room shares the syntax tree and nothing else: it is written from docs/language.md and docs/numbers.md
//! alone, looks every name up when it meets it, and computes one value of one subject at a time. It is slow, expects a
//! policy without mistakes, gives no reasons, and exists in test builds only.
//!
//! - [`value`]: what a value is, and what can be done with one;
//! - [`cells`]: CSV and cells;
//! - [`kinds`]: kinds of subjects, which there are, and how one leads to another;
//! - [`lookup`]: what a name means;
//! - [`expressions`], [`functions`], [`together`], [`compositions`], [`decisions`]: values.
//!
//! Nothing is stored on the way: where the manual says that a value is stored, a case for this room keeps to values that
//! storing does not change. Not here: samples, frozen statistics, logarithms.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::manual_try_fold,
    reason = "a policy of a test has no mistakes, and what is unexpected fails the test"
)]

mod cells;
mod compositions;
mod decisions;
mod expressions;
mod functions;
mod kinds;
mod lookup;
mod published;
mod tests;
mod together;
mod value;

pub(crate) use cells::{Data, Setting};
pub(crate) use kinds::World;
pub(crate) use value::{V, days_of, to_decimals};
