//! Searches for ways: what has been found, and from where to go on.

use super::hop::{Hop, Way};
use super::id::*;
use crate::lookup::Lookup;
use std::sync::{Arc, Mutex};

/// The last search. It is an answer that can be found again, so a copy of a catalogue begins without.
#[derive(Debug, Default)]
pub(super) struct Last(pub Mutex<Option<(SubjectId, Reach)>>);

/// Steps to products, rows of the page and everything, found when they are asked for: each kind of subject can have one to
/// each of them.
#[derive(Debug, Default)]
pub(super) struct AtOnce {
    /// The kinds of subjects that such steps lead to, in the order of their ids.
    pub found_by_values: Vec<SubjectId>,
    /// What has been found so far; `None` where there is no step.
    pub known: Mutex<HopCache>,
}

/// The step from a kind of subject to another, where there is one.
pub(super) type HopCache = Lookup<(SubjectId, SubjectId), Option<Arc<Hop>>>;

/// The shortest ways by references and factors from one kind of subject, breadth first.
#[derive(Debug, Default)]
pub(super) struct Reach {
    pub steps: Vec<LastStep>,
    /// Where the step to a kind of subject is in `steps`.
    pub at: Lookup<SubjectId, usize>,
    /// What has been reached last, from where the search goes on, each with its step.
    pub edge: Vec<(SubjectId, Option<usize>)>,
}

/// The last step of a way.
#[derive(Clone, Copy, Debug)]
pub(super) struct LastStep {
    pub to: SubjectId,
    pub last: Came,
    /// The last step of another way of the same length.
    pub other: Option<Came>,
}

/// By which step a way ends, and on what it goes on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Came {
    pub hop: HopId,
    /// The step before; none where the way begins.
    pub behind: Option<usize>,
    /// Whether it goes on with the other way of the step before.
    pub by_other: bool,
}

impl Reach {
    fn hops(&self, came: Came) -> Vec<HopId> {
        let mut hops = vec![came.hop];
        let mut came = came;
        while let Some(step) = came.behind.and_then(|at| self.steps.get(at)) {
            came = if came.by_other { step.other.unwrap_or(step.last) } else { step.last };
            hops.push(came.hop);
        }
        hops.reverse();
        hops
    }

    pub(super) fn way(&self, to: SubjectId) -> Option<Way> {
        let step = self.steps.get(*self.at.get(&to)?)?;
        Some(Way { hops: self.hops(step.last), other: step.other.map(|other| self.hops(other)) })
    }
}
