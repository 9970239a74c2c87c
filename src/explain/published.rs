//! The columns of a result, each shown once: as a separate value, or within the tree that it is part of.

use super::Explainer;
use super::labels::Page;
use crate::graph::{NamedValue, NodeId, Output, OutputKind};
use crate::messages::explain as say;
use crate::types::Op;

impl Explainer<'_> {
    /// A published column: the value that it shows, under the name of the value or a separate header. Columns that
    /// accompany a value (reasons, clauses, coverage) are shown with it; a node inside a tree is shown in its tree.
    pub(super) fn output(&mut self, output: &Output) {
        if matches!(output.kind, OutputKind::Reason | OutputKind::Clauses) {
            return;
        }
        self.apart.clear();
        let nodes = [Some(output.node), self.stored(output.node)].into_iter().flatten();
        let is_of = |v: &&NamedValue| v.subject == output.subject;
        let of_name = nodes.clone().flat_map(|node| self.index.named(node, &output.name)).map(|(_, v)| v).find(is_of);
        let own = of_name.or_else(|| nodes.flat_map(|node| self.index.values(node)).find(is_of));
        let named = own.cloned();
        match named {
            Some(value) if value.name == output.name && self.is_inside(&value) => {}
            Some(value) if value.name == output.name => self.named(&value, None, None),
            Some(value) => self.named(&value, Some(&output.name), None),
            None if self.is_coverage(output) => {}
            None if self.is_weight(output) => {
                let (value, tree) = (self.value_of(output.node), &self.graph.node(output.node).words);
                self.outline.line(&format!("{} = {value}", output.name), &say::part_by_weight(tree));
            }
            None => {
                let value = self.value_of(output.node);
                self.outline.line(&format!("{} = {value}", output.name), "");
                self.outline.deeper();
                self.page = Page::of(&self.graph.node(output.node).words);
                let own = self.label(output.node);
                if own != output.name {
                    self.node(output.node, false);
                } else {
                    self.made_of(output.node);
                }
                self.outline.back();
            }
        }
    }

    /// The node that a node stores, if it does nothing else.
    fn stored(&self, id: NodeId) -> Option<NodeId> {
        let node = self.graph.node(id);
        node.inputs.first().copied().filter(|_| matches!(node.op, Op::Store(_)))
    }

    /// Whether a column is the coverage of a tree that is also published.
    fn is_coverage(&self, output: &Output) -> bool {
        let tree = output.name.strip_suffix("_coverage");
        tree.is_some_and(|tree| self.index.published.contains(&(output.subject, tree)))
    }

    /// Whether a column is the weight that a leaf has in a tree; the policy then writes the name of the tree.
    fn is_weight(&self, output: &Output) -> bool {
        let words = &self.graph.node(output.node).words;
        output.name.ends_with("_weight") && self.index.trees.contains(words.as_str())
    }

    /// Whether a value is a part of a tree, and shown there.
    fn is_inside(&self, value: &NamedValue) -> bool {
        self.index.inside.contains(&(value.subject, value.name.as_str()))
    }

    /// Whether a value is shown separately in the explanation of its subject.
    pub(super) fn is_told_apart(&self, value: &NamedValue) -> bool {
        self.is_inside(value) || self.index.published.contains(&(value.subject, value.name.as_str()))
    }
}
