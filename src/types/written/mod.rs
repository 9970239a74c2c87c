//! Short forms, written as simpler operations: a variance as means and counts, a rank as a list, a row of the policy as
//! conditions.
//!
//! These are free functions over [`super::typed::build`] that take expressions and return an expression. They know
//! neither the syntax tree nor diagnostics: the checker reads the policy, reports its mistakes, and calls them with
//! arguments that fit. The later stages need nothing special for the result.

pub(super) mod design;
pub(super) mod means;
pub(super) mod order;
pub(super) mod page;
pub(super) mod ranks;
pub(super) mod variance;
