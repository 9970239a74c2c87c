//! Types, units, grain, missing-ness and ranges: which values are possible, and which mistakes are found before any
//! data is read.
//!
//! [`check()`] reads the syntax tree with its bindings and returns a [`Model`]: the schema of the tables and one typed
//! expression for each named value. References between values stay references here; the graph joins them.

mod check;
pub(crate) mod check_context;
mod error;
pub(crate) mod model;
pub(crate) mod op;
pub(crate) mod period;
pub(crate) mod print;
mod step;
pub(crate) mod tests;
pub(crate) mod typed;
pub(crate) mod units;
mod written;

pub(crate) use crate::syntax::on_one_line;
pub use check::check;
pub(crate) use check::param_constant;
pub use check_context::{Context, ParamValues};
pub(crate) use check_context::{ParamSetting, ParamSource};
pub(crate) use error::ErrorBound;
pub(crate) use model::*;
pub use op::*;
pub(crate) use typed::Expr;

/// Decimals that a value is stored with when it enters an aggregate or a file and its digits do not end by themselves.
pub(crate) const STORED_DECIMALS: u32 = 12;

/// Decimals of a root or logarithm for which the policy states none. They are more than results show, so that the shown
/// digits are right even after multiplication by a factor of up to 10^11.
pub(crate) const ROOT_DECIMALS: u32 = step::MOST_STORED_DECIMALS;

/// Decimals that a stored or rounded value is compared and rounded with, unless the policy says otherwise.
pub(crate) const COMPARED_DECIMALS: u32 = 9;

/// Decimals with which coverage is published.
pub(crate) const COVERAGE_DECIMALS: u32 = 4;
