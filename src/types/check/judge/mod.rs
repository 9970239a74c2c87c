//! What is decided and published: trees, tiers, eligibilities, checks, and the columns of results.

mod compose;
pub(super) mod coverage;
mod digits;
mod eligibility;
mod publish;
mod tiers;
mod trees;

use super::{Checker, Maybe, Place, all, if_written};
