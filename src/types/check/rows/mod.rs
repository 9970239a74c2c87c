//! Rows: those that are brought together to one value, those of the page and of tests, and how they were drawn.

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
