//! The number of passes that must be complete, over other subjects, before a value can be computed.

use crate::graph::{Graph, Node, NodeId};
use crate::ids::IdVec;
use crate::names::SubjectId;
use crate::types::{Factor, Op, Source};

/// The pass of every node and of the list of subjects of every kind. A pass looks values up only in earlier passes.
#[derive(Clone, Debug)]
pub(crate) struct Passes {
    nodes: IdVec<NodeId, usize>,
    frames: IdVec<SubjectId, usize>,
}

impl Passes {
    /// The passes of a graph.
    pub(crate) fn of(graph: &Graph) -> Passes {
        let frames = graph.subjects.map(|(id, _)| of_frame(graph, id));
        let mut passes = Passes { nodes: IdVec::default(), frames };
        for node in &graph.nodes {
            let pass = passes.of_inputs(graph, node).max(passes.frame(node.grain));
            passes.nodes.push(pass);
        }
        passes
    }

    /// The pass at which a node is complete.
    pub(crate) fn node(&self, id: NodeId) -> usize {
        self.nodes[id]
    }

    /// The pass at which the list of subjects of a kind is known.
    pub(crate) fn frame(&self, subject: SubjectId) -> usize {
        self.frames[subject]
    }

    /// The pass at which the last of some nodes is complete.
    pub(crate) fn all(&self, nodes: &[NodeId]) -> usize {
        nodes.iter().map(|id| self.node(*id)).max().unwrap_or(0)
    }

    fn of_inputs(&self, graph: &Graph, node: &Node) -> usize {
        match &node.op {
            Op::Reach(_) => match node.inputs.split_first() {
                Some((value, keys)) => (1 + self.node(*value)).max(self.all(keys)),
                None => 0,
            },
            Op::Aggregate(aggregate) => {
                let (rows, own) = node.inputs.split_at(aggregate.row_inputs().min(node.inputs.len()));
                debug_assert!(rows.iter().all(|id| graph.node(*id).grain == aggregate.rows), "inputs of the rows");
                (1 + self.all(rows).max(self.frame(aggregate.rows))).max(self.all(own))
            }
            _ => self.all(&node.inputs),
        }
    }
}

/// Rows are read directly. Groups are known after a pass over their rows, and so are products of rows. A product of
/// known lists is known immediately.
fn of_frame(graph: &Graph, subject: SubjectId) -> usize {
    match &graph.subject(subject).source {
        Source::Rows { .. } | Source::All => 0,
        Source::Groups { rows, .. } => 1 + of_frame(graph, *rows),
        Source::Product(factors) => {
            let of = factors.iter().filter_map(|factor| match factor {
                Factor::Subject(of) => {
                    Some(of_frame(graph, *of).max(usize::from(graph.subject(*of).table().is_some())))
                }
                Factor::Choice(..) | Factor::Time(..) => None,
            });
            of.max().unwrap_or(0)
        }
    }
}
