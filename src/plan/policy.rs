//! A policy as it is planned: its graph, and how its numbers are held.

use super::fixed::{Fixed, Forms, forms};
use crate::graph::{Graph, NodeId};
use crate::types::{Aggregate, Op};

/// A graph with how each of its numbers is held.
#[derive(Debug)]
pub(crate) struct Policy {
    /// The graph.
    pub graph: Graph,
    /// For each node; `None` for fractions and for what is no number.
    pub forms: Forms,
}

impl Policy {
    /// Looks at every node of a graph.
    pub(crate) fn new(graph: &Graph) -> Policy {
        Policy { graph: graph.clone(), forms: forms(graph) }
    }

    /// How the numbers of a node are held.
    pub(crate) fn form(&self, id: NodeId) -> Option<&Fixed> {
        self.forms[id].as_ref()
    }

    /// What an aggregate does.
    pub(crate) fn aggregate(&self, id: NodeId) -> Option<&Aggregate> {
        match &self.graph.node(id).op {
            Op::Aggregate(aggregate) => Some(aggregate),
            _ => None,
        }
    }
}
