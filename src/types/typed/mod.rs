//! Expressions whose types are right by construction.
//!
//! [`number`] says what range, unit and decimals each operation on numbers has, [`outcome`] what type and missing-ness
//! every operation has, and [`build`] makes expressions from both. Nothing else can make an [`Expr`]. [`bounds`] knows the
//! line of numbers that tiers divide.
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
