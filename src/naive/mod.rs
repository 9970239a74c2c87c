//! A third evaluation of a policy, over the syntax tree and the cells of the files.
//!
//! The two evaluators share the names, the checker and the graph, so their agreement proves nothing about the rooms
//! before the graph. This room shares only the syntax tree. It is written only from docs/language.md and
//! docs/numbers.md, resolves every name when it uses it, and computes one value of one subject at a time. It is slow,
//! expects a policy without mistakes, gives no reasons, and exists in test builds only.
//!
//! - [`value`]: what a value is, and operations on values;
//! - [`cells`]: CSV and cells;
//! - [`kinds`]: kinds of subjects, which subjects exist, and how one leads to another;
//! - [`lookup`]: what a name means;
//! - [`expressions`], [`functions`], [`together`], [`compositions`], [`decisions`]: values.
//!
//! No intermediate value is stored: if the manual says that a value is stored, a case for this room uses only values
//! that storing does not change. Not supported: samples, frozen statistics, logarithms.

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
