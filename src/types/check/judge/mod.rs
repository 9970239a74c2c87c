//! Decisions and publication: trees, tiers, eligibilities, checks, and the columns of results.

mod compose;
pub(super) mod coverage;
mod digits;
mod eligibility;
mod publish;
mod tiers;
mod trees;

use super::{CheckScope, Checker, Maybe, all, if_written};
