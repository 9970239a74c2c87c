//! Rows: aggregates of rows, the rows of policies and tests, and how rows were drawn.

pub(super) mod aggregates;
pub(super) mod design;
mod given;
pub(super) mod links;
mod missing;
pub(super) mod own_values;
pub(super) mod page;
mod repeated;
mod statistics;

use super::{CheckScope, Checker, Maybe, all, if_written};
