//! The declarations of a policy: tables, choices, params, periods and kinds of subjects.

pub(super) mod choices;
pub(super) mod params;
mod periods;
pub(super) mod subjects;
pub(super) mod tables;

use super::{Checker, Maybe};
