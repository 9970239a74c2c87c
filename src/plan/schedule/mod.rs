//! The order in which the kinds of subjects are processed, and what each pass gathers, keeps and publishes.
//!
//! A *job* is one pass over all subjects of one kind. It can *gather*: aggregate them by keys, for aggregates and for
//! the lists of groups; *keep*: hold values, and the keys of subjects, in memory; and *publish* results. It looks
//! values up only in earlier jobs.
//!
//! Everything here follows from the graph and is the same for any data. [`build`] makes it, [`print`] shows it.

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
    /// A job of a schedule, in the order in which jobs run.
    JobId;

    /// The gathering of a job by one key.
    LinkId;
}

/// The jobs of some kinds of subjects, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Schedule {
    /// The jobs; each uses only those before it.
    pub jobs: IdVec<JobId, Job>,
    /// Tables that no job reads: they are read once, only for their checks.
    pub checks: Vec<TableId>,
    /// The nodes whose reasons a result can report.
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
    /// The pass: lookups use only results of lower passes.
    pub pass: usize,
    /// The keys by which subjects are aggregated, with their aggregates.
    pub links: IdVec<LinkId, Link>,
    /// Whether the keys of the subjects are kept: for a product, or because values are kept.
    pub keeps_keys: bool,
    /// The values that are kept.
    pub keeps: Vec<NodeId>,
    /// Whether the results are published.
    pub publishes: bool,
}

/// An aggregation of subjects by a key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Link {
    /// The parts of the key; if there are none, all subjects are aggregated.
    pub key: Vec<KeyOf>,
    /// The aggregates.
    pub aggregates: Vec<NodeId>,
    /// The kinds of groups whose list consists of these keys.
    pub groups: Vec<SubjectId>,
}

/// A part of a key by which subjects are aggregated.
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
    /// The results that a job gathered by a link.
    Link {
        /// The job.
        job: JobId,
        /// The link.
        link: LinkId,
    },
    /// The values that a job kept.
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

    /// Where a value of other subjects is looked up.
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

    /// The link of a place.
    pub(crate) fn link(&self, place: LookupPlace) -> Option<&Link> {
        match place {
            LookupPlace::Link { job, link } => Some(&self.jobs[job].links[link]),
            LookupPlace::Kept { .. } => None,
        }
    }

    /// Whether no later job uses a place.
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

/// The inputs of an aggregate that belong to the subjects which it aggregates.
pub(crate) fn row_inputs(graph: &Graph, id: NodeId) -> &[NodeId] {
    let node = graph.node(id);
    let Op::Aggregate(aggregate) = &node.op else { return &[] };
    node.inputs.get(..aggregate.row_inputs()).unwrap_or_default()
}

/// The key by which an aggregate aggregates subjects.
fn link_key(graph: &Graph, id: NodeId, aggregate: &Aggregate) -> Vec<KeyOf> {
    let part = |id: &NodeId| match graph.node(*id).op {
        Op::Column(_, column) => KeyOf::Column(column),
        _ => KeyOf::Node(*id),
    };
    aggregate.row_keys(&graph.node(id).inputs).iter().map(part).collect()
}

/// The kinds of subjects from whose lists the list of this kind is built; the kind itself if it is rows or groups. A
/// job must process these kinds first.
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
