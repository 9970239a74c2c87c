//! Values of one subject: expressions, calls, lookups, scales, and the ways to other subjects.

mod absences;
pub(super) mod calls;
mod commas;
pub(super) mod expressions;
mod facts;
mod goalposts;
mod in_force;
mod lookups;
mod months;
pub(super) mod rounding;
mod scales;
mod sideways;
mod unit_words;
mod ways;

pub(super) use facts::Facts;

use super::{CheckScope, Checker, Maybe};
