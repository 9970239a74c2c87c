//! The graph as text, for `gradus debug graph`.

use super::{Graph, Node};
use crate::ids::Id;
use crate::types::Type;
use std::fmt::Write as _;

/// One line for each node, in the order of evaluation, then the outputs.
pub(crate) fn print(graph: &Graph) -> String {
    let mut out = String::new();
    for (id, node) in graph.nodes.entries() {
        let inputs = node.inputs.iter().map(|n| format!("n{}", n.position())).collect::<Vec<_>>().join(" ");
        let grain = &graph.subject(node.grain).name;
        // Writing to a string cannot fail.
        let at = id.position();
        let _ = writeln!(out, "n{at} of {grain} = {:?} [{inputs}] : {}", node.op, range(node));
    }
    for output in &graph.outputs {
        let of = &graph.subject(output.subject).name;
        let node = output.node.position();
        let _ = writeln!(out, "output {} of {of} = n{node} as {:?}", output.name, output.kind);
    }
    out
}

fn range(node: &Node) -> String {
    let missing = if node.can_miss { " or missing" } else { "" };
    match &node.ty {
        Type::Number(number) => format!("{}{missing}", number.range),
        other => format!("{other:?}{missing}"),
    }
}
