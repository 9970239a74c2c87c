//! Exact numbers, with which every score is decided.
//!
//! - [`rational`]: the value itself, a fraction of two integers;
//! - [`decimal`]: a value as it is written, digits and a scale;
//! - [`parse`]: parsing a decimal from text;
//! - [`round`]: the ways to round;
//! - [`root`]: powers and geometric means, correctly rounded;
//! - [`logarithm`]: natural logarithms and positions on a logarithmic scale, correctly rounded;
//! - `clusters`: centres of clusters of numbers, moved until they settle;
//! - [`interval`]: the possible values of a number, for checks before any data is read;
//! - `reading`: how many digits are shown to people;
//! - [`mod@width`]: the narrowest machine integer that holds such a range.
//!
//! No result here depends on a floating-point operation: two machines always agree.

mod clusters;
pub(crate) mod decimal;
mod end;
mod fixed;
pub(crate) mod interval;
pub(crate) mod logarithm;
mod operators;
pub(crate) mod parse;
mod quantile;
pub(crate) mod rational;
mod reading;
pub(crate) mod root;
pub(crate) mod round;
mod rounding;
pub(crate) mod width;

#[cfg(test)]
mod properties;

pub(crate) use clusters::{Centres, EmptyCentre, nearest};
pub(crate) use decimal::Decimal;
pub(crate) use interval::Interval;
pub(crate) use logarithm::{ln, log_position};
pub(crate) use parse::{thousands, without_zeros};
pub(crate) use quantile::{QUANTILE_TYPES, quantile_place};
pub use rational::Rational;
pub(crate) use reading::{READING_DECIMALS, for_reading, reading_decimals};
pub(crate) use root::{geometric_mean, power};
pub(crate) use rounding::Rounding;
pub(crate) use width::{Width, width};
