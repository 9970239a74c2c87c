//! How far from zero the values of a node can be.

use crate::graph::{Graph, Node, NodeId};
use crate::ids::IdVec;
use crate::number::Rational;
use crate::schema::ColumnKind;
use crate::types::{Aggregate, Combine, How, MissingRule, Op, RoundTarget};
use num_bigint::BigInt;

/// The most digits of a cell of a column without a range; the readers refuse more.
const DIGITS: u32 = 38;

/// The most seconds between two days, which are counted in 32 bits.
const FURTHEST_DAYS: i64 = 86_400 << 32;

/// The largest distance from zero of each node's values; `None` if none is known, and for values that are not numbers.
///
/// If the range of the graph has two ends, they determine the distance. If not, the distance follows from the distances
/// of the inputs: a cell of a column without a range still has at most 38 digits.
pub(crate) fn magnitudes(graph: &Graph) -> IdVec<NodeId, Option<Rational>> {
    let mut known = IdVec::default();
    for node in &graph.nodes {
        let next = node.ty.held().number().and_then(|number| {
            let told = number.range.magnitude().or_else(|| derived(graph, node, &known));
            told.map(|told| told.max(answers(node)))
        });
        known.push(next);
    }
    known
}

fn derived(graph: &Graph, node: &Node, known: &IdVec<NodeId, Option<Rational>>) -> Option<Rational> {
    let of = |id: &NodeId| known[*id].clone();
    let input = |at: usize| node.inputs.get(at).and_then(of);
    match &node.op {
        Op::Column(table, column) => of_cell(&graph.table(*table).column(*column).kind),
        Op::Key(part) => of_cell(&graph.subject(node.grain).key.get(*part)?.kind),
        Op::Reach(_) => input(0),
        Op::DaysBetween => Some(Rational::from(FURTHEST_DAYS)),
        Op::Add | Op::Subtract => Some(input(0)? + input(1)?),
        Op::Multiply => Some(input(0)? * input(1)?),
        Op::Negate | Op::Absolute => input(0),
        Op::Default => largest([input(0), input(1)]),
        Op::First => {
            let values = node.inputs.iter().step_by(2);
            largest(values.map(of))
        }
        // A rounding moves a value by less than one step.
        Op::Settle(n) | Op::Store(n) => Some(input(0)? + decimal(*n)?),
        Op::Round(to) => match &to.target {
            RoundTarget::Decimals(n) => Some(input(0)? + decimal(*n)?),
            RoundTarget::Step(step) => Some(input(0)? + step),
        },
        Op::Combine(combine) => combined(combine, node.inputs.iter().map(of)),
        Op::Aggregate(aggregate) => gathered(aggregate, node, input(0)),
        _ => None,
    }
}

/// A cell of a column of numbers.
fn of_cell(kind: &ColumnKind) -> Option<Rational> {
    let ColumnKind::Number(number) = kind else { return None };
    let most = BigInt::from(10).pow(DIGITS) - 1;
    Rational::from_parts(most, BigInt::from(10).pow(number.scale))
}

/// There are at most `i64::MAX` rows, so a sum is at most that many times the largest distance.
fn gathered(aggregate: &Aggregate, node: &Node, value: Option<Rational>) -> Option<Rational> {
    let rows = || Rational::from(i64::MAX);
    let furthest = || Some(value.clone()?.max(answers(node)));
    match aggregate.how {
        How::Count | How::Distinct => Some(rows()),
        How::Sum => Some(furthest()? * rows()),
        How::Mean | How::Minimum | How::Maximum | How::Median | How::First => furthest(),
        How::GeometricMean(_) | How::Any | How::All | How::Sorted | How::Only => None,
    }
}

/// How far from zero the numbers are that a node returns for missing values. The range includes them if the graph knows
/// that values can be missing; here they are allowed for in any case.
fn answers(node: &Node) -> Rational {
    let of = |missing: &MissingRule, empty: &Option<Rational>| {
        let answer = match missing {
            MissingRule::CountsAs(value) => value.abs(),
            _ => Rational::zero(),
        };
        answer.max(empty.as_ref().map(Rational::abs).unwrap_or_default())
    };
    match &node.op {
        Op::Combine(combine) => of(&combine.missing, &combine.empty),
        Op::Aggregate(aggregate) => of(&aggregate.missing, &aggregate.empty),
        _ => Rational::zero(),
    }
}

fn decimal(n: u32) -> Option<Rational> {
    Some(Rational::pow10(-i32::try_from(n).ok()?))
}

fn largest(values: impl IntoIterator<Item = Option<Rational>>) -> Option<Rational> {
    values.into_iter().try_fold(Rational::zero(), |most, value| Some(most.max(value?)))
}

/// A mean, a least and a greatest are among the values; a sum is at most the sum of the distances.
fn combined(combine: &Combine, inputs: impl Iterator<Item = Option<Rational>>) -> Option<Rational> {
    let instead = match &combine.missing {
        MissingRule::CountsAs(value) => value.abs(),
        _ => Rational::zero(),
    };
    let empty = combine.empty.as_ref().map(Rational::abs).unwrap_or_default();
    let mut each = inputs.map(|m| Some(m?.max(instead.clone())));
    match combine.how {
        How::Sum => Some(each.try_fold(Rational::zero(), |sum, value| Some(sum + value?))?.max(empty)),
        How::Mean | How::Minimum | How::Maximum => Some(largest(each)?.max(empty)),
        How::Median | How::GeometricMean(_) => None,
        How::Count | How::Distinct | How::Any | How::All | How::Sorted | How::First | How::Only => None,
    }
}
