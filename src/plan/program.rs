//! What is computed for the rows of one grain, and what is given out.

use super::compile::compile;
use super::fixed::{Fixed, forms};
use super::kernel::Kernel;
use crate::graph::{Graph, NodeId, OutputKind};
use crate::names::SubjectId;
use crate::schema::ColumnId;
use crate::types::{Aggregate, Op};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A graph with how each of its numbers is held.
#[derive(Debug)]
pub struct Policy {
    /// The graph.
    pub graph: Graph,
    /// For each node; `None` for fractions and for what is no number.
    pub forms: Vec<Option<Fixed>>,
}

impl Policy {
    /// Looks at every node of a graph.
    pub fn new(graph: &Graph) -> Policy {
        Policy { graph: graph.clone(), forms: forms(graph) }
    }

    /// How the numbers of a node are held.
    pub fn form(&self, id: NodeId) -> Option<&Fixed> {
        self.forms.get(id.0)?.as_ref()
    }

    /// The aggregates of a grouped subject, in the order of the graph.
    pub fn aggregates(&self, subject: SubjectId) -> Vec<(NodeId, &Aggregate)> {
        let nodes = self.graph.nodes.iter().enumerate().filter(|(_, n)| n.grain == subject);
        let aggregates = nodes.filter_map(|(i, n)| match &n.op {
            Op::Aggregate(aggregate) => Some((NodeId(i), aggregate)),
            _ => None,
        });
        aggregates.collect()
    }
}

/// One node with its kernel.
#[derive(Debug)]
pub struct Step {
    /// The node.
    pub node: NodeId,
    /// How it is computed.
    pub kernel: Kernel,
}

/// A column that a program gives out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Emit {
    /// The hidden number of the row, as it came.
    Row,
    /// A column of the key as it came, with its markers where it has any.
    Key(ColumnId),
    /// The value of a node as it is held, for an aggregate.
    Held(NodeId),
    /// A column of the key as it is published.
    PublishedKey(ColumnId),
    /// An output, by its position in the graph.
    Published(usize),
}

/// What is computed for the rows of one grain.
#[derive(Debug)]
pub struct Program {
    /// The policy.
    pub policy: Arc<Policy>,
    /// The grain.
    pub subject: SubjectId,
    /// The nodes that are needed, inputs before users.
    pub steps: Vec<Step>,
    /// The columns that are given out, in order.
    pub emits: Vec<Emit>,
}

impl Program {
    /// What the outputs of a subject need, given out as published.
    pub fn published(policy: &Arc<Policy>, subject: SubjectId) -> Program {
        let graph = &policy.graph;
        let keys = graph.subject(subject).key.iter().map(|id| Emit::PublishedKey(*id));
        let of_subject = graph.outputs.iter().enumerate().filter(|(_, o)| o.subject == subject);
        let outputs = of_subject.clone().map(|(at, _)| Emit::Published(at));
        let emits = std::iter::once(Emit::Row).chain(keys).chain(outputs).collect();
        Program::new(policy, subject, of_subject.map(|(_, o)| o.node), emits)
    }

    /// What the aggregates of a grouped subject need from each row: its key and the inputs of all aggregates.
    pub fn gathered(policy: &Arc<Policy>, grouped: SubjectId) -> Option<Program> {
        let graph = &policy.graph;
        let rows = graph.rows_of(graph.subject(grouped).table)?;
        let aggregates = policy.aggregates(grouped);
        let inputs: BTreeSet<NodeId> =
            aggregates.iter().flat_map(|(id, _)| graph.node(*id).inputs.iter().copied()).collect();
        let keys = graph.subject(grouped).key.iter().map(|id| Emit::Key(*id));
        let held = inputs.iter().map(|id| Emit::Held(*id));
        let emits = std::iter::once(Emit::Row).chain(keys).chain(held).collect();
        Some(Program::new(policy, rows, inputs.iter().copied(), emits))
    }

    fn new(policy: &Arc<Policy>, subject: SubjectId, asked: impl Iterator<Item = NodeId>, emits: Vec<Emit>) -> Program {
        let graph = &policy.graph;
        let mut needed: BTreeSet<NodeId> = BTreeSet::new();
        let mut open: Vec<NodeId> = asked.collect();
        while let Some(id) = open.pop() {
            if graph.node(id).grain == subject && needed.insert(id) {
                open.extend(graph.node(id).inputs.iter().copied());
            }
        }
        let gathered: Vec<NodeId> = policy.aggregates(subject).iter().map(|(id, _)| *id).collect();
        let step = |node| Step { node, kernel: compile(graph, &policy.forms, &gathered, node) };
        let steps = needed.into_iter().map(step).collect();
        Program { policy: policy.clone(), subject, steps, emits }
    }

    /// The columns of the table that are read.
    pub fn columns(&self) -> BTreeSet<ColumnId> {
        let read = self.steps.iter().filter_map(|step| match step.kernel {
            Kernel::Column(column) => Some(column),
            _ => None,
        });
        let keys = self.emits.iter().filter_map(|emit| match emit {
            Emit::Key(column) | Emit::PublishedKey(column) => Some(*column),
            _ => None,
        });
        read.chain(keys).collect()
    }

    /// Whether an output tells reasons.
    pub fn tells_reasons(&self) -> bool {
        let outputs = &self.policy.graph.outputs;
        self.emits.iter().any(|emit| match emit {
            Emit::Published(at) => outputs.get(*at).is_some_and(|o| o.kind == OutputKind::Reason),
            _ => false,
        })
    }
}
