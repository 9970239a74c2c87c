//! The values whose reasons a result can report.
//!
//! Reasons are found by a walk back from a missing result, which stays within one kind of subject. If the walk reaches
//! a value of another subject, that value's reasons must have been kept with it, so these values must be known in
//! advance.

use super::presence::may_miss;
use crate::graph::{Graph, NodeId, OutputKind};
use crate::names::SubjectId;
use crate::types::{How, Op};
use std::collections::BTreeSet;

/// The nodes that can be missing and whose reasons the results of some kinds of subjects can report.
pub(crate) fn told(graph: &Graph, subjects: &[SubjectId]) -> BTreeSet<NodeId> {
    let may_miss = may_miss(graph);
    let mut open: Vec<NodeId> = Vec::new();
    for output in graph.outputs.iter().filter(|o| subjects.contains(&o.subject)) {
        match output.kind {
            OutputKind::Reason => open.push(output.node),
            // The reasons of unknown clauses are reported.
            OutputKind::Clauses => open.extend(&graph.node(output.node).inputs),
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    while let Some(id) = open.pop() {
        if may_miss[id] && found.insert(id) {
            open.extend(asked(graph, id));
        }
    }
    found
}

/// The inputs whose reasons can become the reasons of a node.
fn asked(graph: &Graph, id: NodeId) -> &[NodeId] {
    let node = graph.node(id);
    match &node.op {
        Op::Aggregate(aggregate) if aggregate.how == How::First => node.inputs.get(..1).unwrap_or_default(),
        Op::Aggregate(_) => &[],
        _ => &node.inputs,
    }
}
