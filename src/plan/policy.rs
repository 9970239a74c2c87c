//! The policy for planning: its graph, and the forms of its numbers.

use super::fixed::{Fixed, Forms, forms};
use crate::graph::{Graph, NodeId};
use crate::types::{Aggregate, Op};

/// A graph with the form of each of its numbers.
#[derive(Debug)]
pub(crate) struct Policy {
    /// The graph.
    pub graph: Graph,
    /// The form of each node; `None` for fractions and for values that are not numbers.
    pub forms: Forms,
}

impl Policy {
    /// Finds the forms of all nodes of a graph.
    pub(crate) fn new(graph: &Graph) -> Policy {
        Policy { graph: graph.clone(), forms: forms(graph) }
    }

    /// The form of a node's numbers.
    pub(crate) fn form(&self, id: NodeId) -> Option<&Fixed> {
        self.forms[id].as_ref()
    }

    /// The aggregate of a node.
    pub(crate) fn aggregate(&self, id: NodeId) -> Option<&Aggregate> {
        match &self.graph.node(id).op {
            Op::Aggregate(aggregate) => Some(aggregate),
            _ => None,
        }
    }
}
