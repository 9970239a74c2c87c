//! Expressions whose types are right by construction.
//!
//! [`number`] defines the range, unit and decimals of each operation on numbers, [`outcome`] the type and missing-ness
//! of every operation, and [`build`] makes expressions from both. Nothing else can make an [`Expr`]. [`bounds`] handles
//! the number line that tiers divide.
//!
//! **Invariant:** a range is never too narrow, and a value that can be missing always says so.

pub(crate) mod bounds;
pub(crate) mod build;
mod expr;
pub(crate) mod means;
pub(crate) mod number;
mod order;
mod outcome;

#[cfg(test)]
mod tests;

pub(crate) use expr::{Expr, Typed};
pub(crate) use order::{Named, never_below};
