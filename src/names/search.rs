//! The state of a search for ways: what has been found, and where to continue.

use super::hop::{Hop, Way};
use super::id::*;
use crate::lookup::Lookup;
use std::sync::{Arc, Mutex};

/// The last search. It is a cache, so a copy of a catalogue begins without it.
#[derive(Debug, Default)]
pub(super) struct Last(pub Mutex<Option<(SubjectId, Reach)>>);

/// Steps to products, rows in the policy and `all`, found when they are needed: each kind of subject can have a step to
/// each of them.
#[derive(Debug, Default)]
pub(super) struct AtOnce {
    /// The kinds of subjects that such steps lead to, in the order of their ids.
    pub found_by_values: Vec<SubjectId>,
    /// The steps that have been searched so far. `None` if there is no step.
    pub known: Mutex<HopCache>,
}

/// The steps from a kind of subject to another, if there is one.
pub(super) type HopCache = Lookup<(SubjectId, SubjectId), Option<Arc<Hop>>>;

/// The shortest ways from one kind of subject by references and factors, found breadth first.
#[derive(Debug, Default)]
pub(super) struct Reach {
    pub steps: Vec<LastStep>,
    /// The position in `steps` of the step to a kind of subject.
    pub at: Lookup<SubjectId, usize>,
    /// The kinds that were reached last, where the search continues, each with the position of its step.
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

/// The last step of a way, and the way before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Came {
    pub hop: HopId,
    /// The position of the step before. `None` at the beginning of a way.
    pub behind: Option<usize>,
    /// Whether the way continues with the other way of the step before.
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
