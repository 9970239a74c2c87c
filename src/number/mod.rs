//! Exact numbers: everything a score is decided with.
//!
//! - [`rational`]: the value itself, a fraction of two integers;
//! - [`decimal`]: a value as it is written, digits and a scale;
//! - [`parse`]: reading one from text;
//! - [`round`]: the five ways to give up digits;
//! - [`root`]: powers and geometric means, correctly rounded;
//! - [`logarithm`]: natural logarithms and positions on a log scale, correctly rounded;
//! - `clusters`: centres of numbers in groups, moved until they rest;
//! - [`interval`]: what a value can be, for checks before any data is read;
//! - `reading`: how many digits people are shown;
//! - [`mod@width`]: the narrowest machine integer that holds such a range.
//!
//! No result here depends on a floating-point operation: two machines always agree.

mod clusters;
pub mod decimal;
mod end;
mod fixed;
pub mod interval;
pub mod logarithm;
mod operators;
pub mod parse;
mod quantile;
pub mod rational;
mod reading;
pub mod root;
pub mod round;
mod rounding;
pub mod width;

#[cfg(test)]
mod properties;

pub use clusters::{Centres, EmptyCentre, nearest};
pub use decimal::Decimal;
pub use interval::Interval;
pub use logarithm::{ln, log_position};
pub use parse::{ParseDecimalError, thousands, without_zeros};
pub use quantile::{QUANTILE_TYPES, quantile_place};
pub use rational::Rational;
pub use reading::{READING_DECIMALS, for_reading, reading_decimals};
pub use root::{geometric_mean, power};
pub use rounding::Rounding;
pub use width::{Width, width};
