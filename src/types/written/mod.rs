//! Short forms written out in operations: a variance in means and counts, a rank in a list, a row of the page in conditions.
//!
//! Free functions over [`super::typed::build`], expressions in and expression out. They know neither the syntax tree nor
//! diagnostics: the checker looks at the page, reports what is wrong with it, and calls them with what fits. What is written
//! out needs nothing of the rooms behind.

pub(super) mod design;
pub(super) mod means;
pub(super) mod order;
pub(super) mod page;
pub(super) mod ranks;
pub(super) mod variance;
