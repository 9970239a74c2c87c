//! Types, units, grain, missing-ness and ranges: what each value can be, and what is wrong before any data is read.
//!
//! [`check()`] reads the syntax tree with its bindings and gives a [`Model`]: the schema of the tables and one typed
//! expression for each named value. References between values stay references here; the next room joins them.

mod check;
pub mod check_context;
mod error;
pub mod model;
pub mod op;
pub mod period;
pub mod print;
mod step;
pub mod tests;
pub mod typed;
pub mod units;
mod written;

pub use check::{Checked, check, param_constant};
pub use check_context::{Context, ParamSetting, ParamSource, ParamValues};
pub use error::ErrorBound;
pub use model::*;
pub use op::*;
pub use typed::Expr;

/// Decimals that a value is stored with when it enters an aggregate or a file and has no end of its own.
pub const STORED_DECIMALS: u32 = 12;

/// Decimals of a root or logarithm for which the page states none. They are more than results show, so that what a result
/// shows is right behind a factor of up to 10^11, too.
pub const ROOT_DECIMALS: u32 = step::MOST_STORED_DECIMALS;

/// Decimals that a stored or rounded value is compared and rounded with, unless the policy says otherwise.
pub const COMPARED_DECIMALS: u32 = 9;

/// Decimals with which coverage is published.
pub const COVERAGE_DECIMALS: u32 = 4;
