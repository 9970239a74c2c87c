//! In which order the kinds of subjects are gone through, and what each time is brought together, kept and published.
//!
//! A *job* goes once through all subjects of one kind. It may *gather*: bring them together by keys, for aggregates and
//! for the lists of groups; *keep*: hold values, and the keys of subjects, in memory; and *publish* results. What it
//! looks up comes from jobs before it. All that one job does is one pass over its rows.
//!
//! Everything here follows from the graph and is the same for any data; [`build`] makes it, [`print`] shows it.

mod build;
mod print;
#[cfg(test)]
mod tests;

use crate::graph::{Graph, NodeId};
use crate::ids::{IdVec, ids};
use crate::names::SubjectId;
use crate::schema::{ColumnId, TableId};
use crate::types::{Aggregate, Factor, Op, Source};
use std::collections::{BTreeMap, BTreeSet};

ids! {
    /// A job of a schedule, in the order in which they run.
    JobId;

    /// What a job brings together by one key.
    LinkId;
}

/// The jobs of some kinds of subjects, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Schedule {
    /// The jobs; each uses only those before it.
    pub jobs: IdVec<JobId, Job>,
    /// Tables that no job reads: they are read once, for their checks.
    pub checks: Vec<TableId>,
    /// The nodes whose reasons a result can tell.
    pub told: BTreeSet<NodeId>,
    /// Where each aggregate that is needed is gathered.
    gathered: BTreeMap<NodeId, LookupPlace>,
    /// Where each value is kept that other subjects look up.
    kept: BTreeMap<NodeId, LookupPlace>,
    /// Where each list of groups is made.
    frames: BTreeMap<SubjectId, LookupPlace>,
    /// Where the keys of each factor of a product are kept.
    keys: BTreeMap<SubjectId, LookupPlace>,
    /// The last job that uses a place.
    last: BTreeMap<LookupPlace, JobId>,
}

/// One pass over the subjects of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Job {
    /// The kind.
    pub kind: SubjectId,
    /// What is looked up was made in lower passes.
    pub pass: usize,
    /// What is brought together, by what keys.
    pub links: IdVec<LinkId, Link>,
    /// Whether the keys of the subjects are kept: for a product, or because values are.
    pub keeps_keys: bool,
    /// The values that are kept.
    pub keeps: Vec<NodeId>,
    /// Whether the results are published.
    pub publishes: bool,
}

/// Subjects brought together by a key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Link {
    /// The parts of the key; none: all come together.
    pub key: Vec<KeyOf>,
    /// The aggregates.
    pub aggregates: Vec<NodeId>,
    /// The kinds of groups whose list this is.
    pub groups: Vec<SubjectId>,
}

/// A part of a key by which subjects are brought together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum KeyOf {
    /// A column of a table.
    Column(ColumnId),
    /// A value.
    Node(NodeId),
}

/// Where something can be looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum LookupPlace {
    /// What a job brought together by a link.
    Link {
        /// The job.
        job: JobId,
        /// The link.
        link: LinkId,
    },
    /// What a job kept.
    Kept {
        /// The job.
        job: JobId,
    },
}

impl Schedule {
    /// The jobs that give the results of some kinds of subjects.
    pub(crate) fn of(graph: &Graph, subjects: &[SubjectId]) -> Schedule {
        build::schedule(graph, subjects)
    }

    /// Where an aggregate is looked up.
    pub(crate) fn gathered(&self, aggregate: NodeId) -> Option<LookupPlace> {
        self.gathered.get(&aggregate).copied()
    }

    /// Where a value is looked up that other subjects have.
    pub(crate) fn kept(&self, value: NodeId) -> Option<LookupPlace> {
        self.kept.get(&value).copied()
    }

    /// Where the list of the groups of a kind is.
    pub(crate) fn frame(&self, groups: SubjectId) -> Option<LookupPlace> {
        self.frames.get(&groups).copied()
    }

    /// Where the keys of a factor of a product are.
    pub(crate) fn keys(&self, factor: SubjectId) -> Option<LookupPlace> {
        self.keys.get(&factor).copied()
    }

    /// What a place brought together.
    pub(crate) fn link(&self, place: LookupPlace) -> Option<&Link> {
        match place {
            LookupPlace::Link { job, link } => Some(&self.jobs[job].links[link]),
            LookupPlace::Kept { .. } => None,
        }
    }

    /// Whether no job behind this one uses a place.
    pub(crate) fn done_with(&self, place: LookupPlace, job: JobId) -> bool {
        self.last.get(&place).is_none_or(|last| *last <= job)
    }

    /// The nodes of a job's kind that it computes, inputs before users.
    pub(crate) fn computed(&self, graph: &Graph, job: &Job) -> BTreeSet<NodeId> {
        let outputs = graph.outputs.iter().filter(|o| job.publishes && o.subject == job.kind).map(|o| o.node);
        let aggregates = job.links.iter().flat_map(|link| &link.aggregates);
        let gathered = aggregates.flat_map(|id| row_inputs(graph, *id).iter().copied());
        let keys = job.links.iter().flat_map(|link| &link.key).filter_map(|key| match key {
            KeyOf::Node(id) => Some(*id),
            KeyOf::Column(_) => None,
        });
        within(graph, job.kind, outputs.chain(gathered).chain(keys).chain(job.keeps.iter().copied()))
    }
}

/// Some nodes of a kind with all that they need of the same kind.
fn within(graph: &Graph, kind: SubjectId, nodes: impl IntoIterator<Item = NodeId>) -> BTreeSet<NodeId> {
    let mut open: Vec<NodeId> = nodes.into_iter().collect();
    let mut found = BTreeSet::new();
    while let Some(id) = open.pop() {
        if graph.node(id).grain == kind && found.insert(id) {
            open.extend(own_inputs(graph, id));
        }
    }
    found
}

/// The inputs of a node that are of its own kind.
pub(crate) fn own_inputs(graph: &Graph, id: NodeId) -> &[NodeId] {
    let node = graph.node(id);
    let others = match &node.op {
        Op::Aggregate(aggregate) => aggregate.row_inputs(),
        Op::Reach(_) => 1,
        _ => 0,
    };
    node.inputs.get(others..).unwrap_or_default()
}

/// The inputs of an aggregate that are of the subjects which it brings together.
pub(crate) fn row_inputs(graph: &Graph, id: NodeId) -> &[NodeId] {
    let node = graph.node(id);
    let Op::Aggregate(aggregate) = &node.op else { return &[] };
    node.inputs.get(..aggregate.row_inputs()).unwrap_or_default()
}

/// The key by which an aggregate brings subjects together.
fn link_key(graph: &Graph, id: NodeId, aggregate: &Aggregate) -> Vec<KeyOf> {
    let part = |id: &NodeId| match graph.node(*id).op {
        Op::Column(_, column) => KeyOf::Column(column),
        _ => KeyOf::Node(*id),
    };
    aggregate.row_keys(&graph.node(id).inputs).iter().map(part).collect()
}

/// The kinds of subjects whose lists the list of this kind is made of, the kind itself where it is rows or groups:
/// those that a job must have gone through before.
pub(crate) fn made_from(graph: &Graph, subject: SubjectId) -> Vec<SubjectId> {
    match &graph.subject(subject).source {
        Source::Rows { .. } | Source::Groups { .. } => vec![subject],
        Source::All => Vec::new(),
        Source::Product(factors) => {
            let subjects = factors.iter().filter_map(|factor| match factor {
                Factor::Subject(of) => Some(*of),
                Factor::Choice(..) | Factor::Time(..) => None,
            });
            subjects.flat_map(|of| made_from(graph, of)).collect()
        }
    }
}
