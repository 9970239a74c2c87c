//! Which values can be missing, derived only from the operations.

use crate::graph::{Graph, Node, NodeId};
use crate::ids::IdVec;
use crate::types::{AtLeast, Combine, How, MissingRule, Op};

/// Whether the value of each node can be missing in some row; never no if it can.
///
/// The graph states this too, for the author. The denominators of means with missing values depend on it, and a wrong
/// no would produce a wrong number. So it is derived again here, and a yes of either counts.
pub(crate) fn may_miss(graph: &Graph) -> IdVec<NodeId, bool> {
    let mut known = IdVec::default();
    for node in &graph.nodes {
        let next = node.can_miss || found(graph, node, &known);
        known.push(next);
    }
    known
}

fn found(graph: &Graph, node: &Node, known: &IdVec<NodeId, bool>) -> bool {
    let misses = |id: &NodeId| known[*id];
    match &node.op {
        Op::Constant(_) | Op::Key(_) | Op::IsMissing | Op::Present | Op::Decide(_) => false,
        Op::Column(table, column) => !graph.table(*table).column(*column).missing.is_empty(),
        Op::Default => node.inputs.iter().all(misses),
        Op::Combine(combine) => combined(combine, node, misses),
        Op::Aggregate(aggregate) => aggregate.how != How::Count || aggregate.missing != MissingRule::Propagates,
        // There may be no such subject, day or tier for the rank, or no numbers.
        Op::Nothing(_)
        | Op::Reach(_)
        | Op::ShiftMonths(_)
        | Op::ShiftDays(_)
        | Op::PeriodOf(_)
        | Op::RankTier(_)
        | Op::Cluster { .. }
        | Op::Quantile(_) => true,
        // The graph states which of these can fail.
        _ => node.inputs.iter().any(misses),
    }
}

fn combined(combine: &Combine, node: &Node, misses: impl Fn(&NodeId) -> bool) -> bool {
    let any = node.inputs.iter().any(&misses);
    match (combine.how, &combine.missing) {
        (How::Count, _) => false,
        (_, MissingRule::CountsAs(_)) => false,
        // The rule may require more inputs than there are.
        (_, MissingRule::Skipped(Some(AtLeast::Count(n)))) => any || *n as usize > node.inputs.len(),
        (_, MissingRule::Propagates | MissingRule::Skipped(Some(AtLeast::Share(_)))) => any,
        // An input that is always there prevents a missing result only if it has a weight.
        (_, MissingRule::Skipped(None)) => {
            let weighs = |at: usize| {
                let weight = combine.weights.as_ref().and_then(|w| w.get(at));
                weight.is_none_or(|w| w.is_positive())
            };
            let kept = node.inputs.iter().enumerate().any(|(at, id)| !misses(id) && weighs(at));
            !kept && combine.empty.is_none()
        }
    }
}
