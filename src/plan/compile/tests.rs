//! Forms and kernels of small policies.

use super::*;
use crate::ids::Id;
use crate::names::SubjectId;
use crate::plan::kernel::{Start, TogetherHow};

/// The graph of one tree over a table with three ratings, of which `a` and `c` can be missing, and two other numbers.
fn graph(tree: &str) -> Graph {
    let text = format!(
        "policy p\ntable t {{\n  key id : count\n  a : rating 1..5 or missing \"\"\n  b : rating 1..5\n  \
         c : rating 1..5 or missing \"\"\n  d : number 0..100 with 2 decimals\n  long : number with 10 decimals\n}}\n{tree}\n"
    );
    crate::plan::tests::graph(&text)
}

/// The kernel of a node.
fn kernel(policy: &Policy, id: NodeId) -> Kernel {
    let schedule = Schedule::of(&policy.graph, &[SubjectId::at(0)]);
    compile(policy, &schedule, &mut Probes::default(), id)
}

/// Denominator and width of the value of an expression.
fn form(expression: &str) -> Option<(i64, Width)> {
    let policy = Policy::new(&graph(&format!("tree x of t = {expression}")));
    let id = policy.graph.values.iter().flatten().next().unwrap().node;
    policy.form(id).map(|f| (f.denominator.to_i64().unwrap(), f.width))
}

#[test]
fn denominators_follow_the_operations() {
    let narrow = |d| Some((d, Width::Narrow));
    assert_eq!(form("b + d"), narrow(100));
    assert_eq!(form("b / 3 + d"), narrow(300));
    assert_eq!(form("d * d"), narrow(10_000));
    assert_eq!(form("d * 25"), narrow(4));
    assert_eq!(form("d / 0.05"), narrow(5));
    assert_eq!(form("linear(b, 1..5 to 0..100)"), narrow(1));
    assert_eq!(form("linear(b, 1..4 to 0..1, clamped)"), narrow(3));
    assert_eq!(form("rounded(b / 7, half up to 2 decimals)"), narrow(100));
    assert_eq!(form("rounded(d, half up to steps of 0.75)"), narrow(4));
    assert_eq!(form("mean(b, d, missing propagates)"), narrow(200));
    assert_eq!(form("sqrt(b, to 5 decimals)"), narrow(100_000));
    assert_eq!(form("d / b"), None);
}

#[test]
fn a_mean_of_what_is_left_allows_for_every_sum_of_weights() {
    // The weights are 4, 3 and 3 parts, and the second is always there, so the possible sums are 3, 6, 7 and 10.
    let tree = |rule: &str| {
        format!("tree x of t {{\nmissing renormalise within parent{rule}\n40 p = a\n30 q = b\n30 r = c\n}}")
    };
    let of = |rule: &str| {
        let policy = Policy::new(&graph(&tree(rule)));
        let id = policy.graph.values.iter().flatten().find(|v| v.name == "x").unwrap().node;
        let Kernel::Together(kernel) = kernel(&policy, id) else { panic!("no mean") };
        (policy.form(id).unwrap().denominator.to_i64().unwrap(), kernel.how, kernel.least_weight)
    };
    assert_eq!(of(""), (210, TogetherHow::Mean(210), 0));
    assert_eq!(of(" if at least 65%"), (70, TogetherHow::Mean(70), 7));
}

#[test]
fn widths_grow_with_the_values() {
    assert_eq!(form("-long").map(|f| f.1), Some(Width::Wide));
    assert_eq!(form("long * 3"), None);
    assert_eq!(form("long * long"), None);
    assert_eq!(form("limited(long, 0..1)").map(|f| f.1), Some(Width::Narrow));
}

#[test]
fn comparisons_are_with_whole_numbers() {
    let start = |condition: &str| {
        let graph = graph(&format!("tree x of t = first {{\n  1 when {condition}\n  otherwise 0\n}}"));
        let policy = Policy::new(&graph);
        let id = graph.nodes.position(|n| matches!(n.op, Op::Compare(_))).unwrap();
        match kernel(&policy, id) {
            Kernel::AtOrAbove(_, start, negated) => (start, negated),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(start("d >= 1.005"), (Start::At(101), false));
    assert_eq!(start("d > 1.005"), (Start::At(101), false));
    assert_eq!(start("d > 1"), (Start::At(101), false));
    assert_eq!(start("d <= 1"), (Start::At(101), true));
    assert_eq!(start("d < 1"), (Start::At(100), true));
    assert_eq!(start("1 > d"), (Start::At(100), true));
    assert_eq!(start("d > 100"), (Start::Above, false));
    assert_eq!(start("d >= -1000"), (Start::Below, false));
}
