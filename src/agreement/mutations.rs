//! Policies with another meaning: a graph in which one field of every operation of a kind is changed, and which only
//! the engine receives. An engine that read the field wrongly would return the same results, so the generated cases
//! must notice each change.

use crate::graph::{Graph, Node};
use crate::number::{Rational, Rounding};
use crate::types::{
    AtLeast, Combine, Comparison, Constant, Effect, How, MissingRule, Op, RoundTarget, Source, TierBounds, Ties, Type,
};

/// A change of a graph.
pub(super) struct Mutation {
    /// What an engine with this fault does.
    pub name: &'static str,
    change: Change,
}

/// What is changed. Each function returns whether there was anything to change.
enum Change {
    /// Every operation.
    Op(fn(&mut Op) -> bool),
    /// Every node: its operation with its inputs.
    Node(fn(&mut Node) -> bool),
    /// Every kind of subject.
    Source(fn(&mut Source) -> bool),
}

impl Mutation {
    /// The graph with the change; `None` if it changes nothing.
    pub(super) fn of(&self, graph: &Graph) -> Option<Graph> {
        let mut graph = graph.clone();
        let mut changed = false;
        match self.change {
            Change::Op(change) => graph.nodes.iter_mut().for_each(|node| changed |= change(&mut node.op)),
            Change::Node(change) => graph.nodes.iter_mut().for_each(|node| changed |= change(node)),
            Change::Source(change) => graph.subjects.iter_mut().for_each(|s| changed |= change(&mut s.source)),
        }
        changed.then_some(graph)
    }
}

const fn op(name: &'static str, change: fn(&mut Op) -> bool) -> Mutation {
    Mutation { name, change: Change::Op(change) }
}

const fn node(name: &'static str, change: fn(&mut Node) -> bool) -> Mutation {
    Mutation { name, change: Change::Node(change) }
}

/// Every mutation.
pub(super) const ALL: &[Mutation] = &[
    op("half up rounds to even", |op| rounds(op, Rounding::HalfUp, Rounding::HalfEven)),
    op("half up rounds away from zero", |op| rounds(op, Rounding::HalfUp, Rounding::HalfAwayFromZero)),
    op("half up rounds down", |op| rounds(op, Rounding::HalfUp, Rounding::Down)),
    op("half even rounds up", |op| rounds(op, Rounding::HalfEven, Rounding::HalfUp)),
    op("up truncates", |op| rounds(op, Rounding::Up, Rounding::Down)),
    op("the step is ignored", |op| match op {
        Op::Round(to) => match &mut to.target {
            RoundTarget::Step(step) => replace(step, Rational::from(1i64)),
            RoundTarget::Decimals(_) => false,
        },
        _ => false,
    }),
    op("at least excludes its bound", |op| compares(op, Comparison::AtLeast, Comparison::Above)),
    op("above includes its bound", |op| compares(op, Comparison::Above, Comparison::AtLeast)),
    op("below includes its bound", |op| compares(op, Comparison::Below, Comparison::AtMost)),
    op("a tier excludes its lower bound", |op| tiers(op, |tier| includes(&mut tier.lo, false))),
    op("a tier includes its upper bound", |op| tiers(op, |tier| includes(&mut tier.hi, true))),
    op("the tier for the rest is dropped", |op| tiers(op, |tier| replace(&mut tier.otherwise, false) && nothing(tier))),
    op("a missing child keeps its weight", |op| {
        combines(op, |combine| {
            combine.how == How::Mean
                && skips(&combine.missing)
                && replace(&mut combine.missing, MissingRule::CountsAs(zero()))
        })
    }),
    op("a missing child of a minimum is zero", |op| {
        combines(op, |combine| {
            combine.how == How::Minimum
                && skips(&combine.missing)
                && replace(&mut combine.missing, MissingRule::CountsAs(zero()))
        })
    }),
    op("an answer for the missing is zero", |op| {
        missing(op, |rule| match rule {
            MissingRule::CountsAs(answer) => replace(answer, zero()),
            _ => false,
        })
    }),
    op("the least share is exclusive", |op| {
        missing(op, |rule| match rule {
            MissingRule::Skipped(Some(AtLeast::Share(share))) => {
                *share = &*share + &Rational::pow10(-12);
                true
            }
            _ => false,
        })
    }),
    op("one fewer is enough", |op| {
        missing(op, |rule| match rule {
            MissingRule::Skipped(Some(AtLeast::Count(n))) if *n > 0 => {
                *n -= 1;
                true
            }
            _ => false,
        })
    }),
    op("propagates skips", |op| {
        missing(op, |rule| *rule == MissingRule::Propagates && replace(rule, MissingRule::Skipped(None)))
    }),
    op("the maximum takes the minimum", |op| {
        combines(op, |combine| combine.how == How::Maximum && replace(&mut combine.how, How::Minimum))
    }),
    op("one child has twice its weight", |op| {
        combines(op, |combine| {
            let second = combine.weights.as_mut().and_then(|weights| weights.get_mut(1));
            second.is_some_and(|weight| {
                let twice = &*weight + &*weight;
                replace(weight, twice)
            })
        })
    }),
    op("goalposts do not clamp", |op| match op {
        Op::Linear { clamped } => replace(clamped, false),
        _ => false,
    }),
    node("a limit has no lower end", |node| node.op == Op::Limit && input_as(node, 1, 0)),
    node("a default is ignored", |node| node.op == Op::Default && input_as(node, 1, 0)),
    node("the first arm takes the second value", |node| {
        node.op == Op::First && node.inputs.len() > 3 && input_as(node, 0, 2)
    }),
    node("linear takes the other end", |node| {
        matches!(node.op, Op::Linear { .. }) && {
            node.inputs.swap(3, 4);
            true
        }
    }),
    op("subtraction adds", |op| *op == Op::Subtract && replace(op, Op::Add)),
    op("the distance is negative", |op| *op == Op::Absolute && replace(op, Op::Negate)),
    op("a decision is made at other decimals", |op| match op {
        Op::Settle(decimals) => replace(decimals, 0),
        _ => false,
    }),
    node("a weight of rows is ignored", |node| match &mut node.op {
        Op::Aggregate(aggregate) if aggregate.has_weight => {
            let at = aggregate.keys_at() - 1;
            aggregate.has_weight = false;
            node.inputs.remove(at);
            true
        }
        _ => false,
    }),
    node("a condition on rows is ignored", |node| without_condition(node, |how| how != How::Count)),
    node("a count takes every row", |node| without_condition(node, |how| how == How::Count)),
    op("nothing left is zero", |op| match op {
        Op::Aggregate(aggregate) if is_of_numbers(aggregate.how) => {
            aggregate.empty.is_none() && replace(&mut aggregate.empty, Some(zero()))
        }
        _ => false,
    }),
    op("the minimum of rows takes the maximum", |op| match op {
        Op::Aggregate(aggregate) => aggregate.how == How::Minimum && replace(&mut aggregate.how, How::Maximum),
        _ => false,
    }),
    op("a mean divides by all rows", |op| match op {
        Op::Aggregate(aggregate) if aggregate.how == How::Mean && skips(&aggregate.missing) => {
            replace(&mut aggregate.missing, MissingRule::CountsAs(zero()))
        }
        _ => false,
    }),
    op("an exclusion includes", |op| match op {
        Op::Decide(decision) | Op::IsIncluded(decision) => {
            let excludes = decision.clauses.iter_mut().filter(|clause| clause.effect == Effect::Exclude);
            excludes.map(|clause| replace(&mut clause.effect, Effect::Include)).fold(false, |any, one| any | one)
        }
        _ => false,
    }),
    op("ranked tiers take the other end of ties", |op| match op {
        Op::RankTier(tiers) => {
            tiers.better = !tiers.better;
            true
        }
        _ => false,
    }),
    op("a ranked tier is cut down", |op| match op {
        Op::RankTier(tiers) => replace(&mut tiers.cut, Rounding::Down),
        _ => false,
    }),
    op("ranks take the other order", |op| match op {
        Op::Rank(rank) => {
            rank.highest = !rank.highest;
            true
        }
        _ => false,
    }),
    op("the best rank of ties is the worst", |op| ranks(op, Ties::Best, Ties::Worst)),
    op("the worst rank of ties is the best", |op| ranks(op, Ties::Worst, Ties::Best)),
    op("quantiles take type 6 for 7", |op| quantiles(op, 7, 6)),
    op("quantiles take type 1 for 3", |op| quantiles(op, 3, 1)),
    op("centres move once", |op| match op {
        Op::Cluster { steps, .. } => replace(steps, 1),
        _ => false,
    }),
    node("nothing is zero", |node| {
        let is_number = matches!(node.ty, Type::Number(_)) && matches!(node.op, Op::Nothing(_));
        is_number && replace(&mut node.op, Op::Constant(Constant::Number(zero())))
    }),
    op("the reason of nothing is lost", |op| match op {
        Op::Nothing(reason) => replace(reason, None),
        _ => false,
    }),
    Mutation {
        name: "all periods are ignored",
        change: Change::Source(|source| match source {
            Source::Rows { all_periods, .. } => replace(all_periods, false),
            _ => false,
        }),
    },
];

fn zero() -> Rational {
    Rational::from(0i64)
}

/// Replaces a value; returns whether it was different.
fn replace<T: PartialEq>(place: &mut T, value: T) -> bool {
    let changed = *place != value;
    *place = value;
    changed
}

fn rounds(op: &mut Op, from: Rounding, to: Rounding) -> bool {
    match op {
        Op::Round(round) => round.mode == from && replace(&mut round.mode, to),
        _ => false,
    }
}

fn compares(op: &mut Op, from: Comparison, to: Comparison) -> bool {
    *op == Op::Compare(from) && replace(op, Op::Compare(to))
}

fn ranks(op: &mut Op, from: Ties, to: Ties) -> bool {
    match op {
        Op::Rank(rank) => rank.ties == from && replace(&mut rank.ties, to),
        _ => false,
    }
}

fn quantiles(op: &mut Op, from: u8, to: u8) -> bool {
    match op {
        Op::Quantile(quantile) => quantile.kind == from && replace(&mut quantile.kind, to),
        _ => false,
    }
}

fn combines(op: &mut Op, change: impl FnOnce(&mut Combine) -> bool) -> bool {
    match op {
        Op::Combine(combine) => change(combine),
        _ => false,
    }
}

/// Changes the rule for missing values, of combined values and of aggregated rows.
fn missing(op: &mut Op, change: impl FnOnce(&mut MissingRule) -> bool) -> bool {
    match op {
        Op::Combine(combine) => change(&mut combine.missing),
        Op::Aggregate(aggregate) if is_of_numbers(aggregate.how) => change(&mut aggregate.missing),
        _ => false,
    }
}

fn skips(rule: &MissingRule) -> bool {
    matches!(rule, MissingRule::Skipped(_))
}

fn is_of_numbers(how: How) -> bool {
    matches!(how, How::Mean | How::Sum | How::Minimum | How::Maximum | How::Median)
}

fn tiers(op: &mut Op, mut change: impl FnMut(&mut TierBounds) -> bool) -> bool {
    match op {
        Op::Tier(tiers) => tiers.iter_mut().map(&mut change).fold(false, |any, one| any | one),
        _ => false,
    }
}

fn includes(end: &mut Option<(Rational, bool)>, included: bool) -> bool {
    end.as_mut().is_some_and(|(_, own)| replace(own, included))
}

/// Makes a tier that contains no number.
fn nothing(tier: &mut TierBounds) -> bool {
    (tier.lo, tier.hi) = (Some((zero(), false)), Some((zero(), false)));
    true
}

fn input_as(node: &mut Node, at: usize, other: usize) -> bool {
    let Some(value) = node.inputs.get(other).copied() else { return false };
    node.inputs.get_mut(at).is_some_and(|own| replace(own, value))
}

fn without_condition(node: &mut Node, of: fn(How) -> bool) -> bool {
    match &mut node.op {
        Op::Aggregate(aggregate) if aggregate.has_condition && of(aggregate.how) => {
            let at = usize::from(aggregate.how != How::Count);
            aggregate.has_condition = false;
            node.inputs.remove(at);
            true
        }
        _ => false,
    }
}
