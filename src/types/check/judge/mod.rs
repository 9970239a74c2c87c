//! What is decided and published: trees, tiers, eligibilities, checks, and the columns of results.

mod compose;
mod digits;
mod eligibility;
mod tiers;
mod trees;

use super::{Checker, Maybe, Place};
