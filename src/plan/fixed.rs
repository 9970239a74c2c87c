//! Whole numbers with a common denominator: the form of numbers in a column.

use super::magnitude::magnitudes;
use super::presence::may_miss;
use crate::graph::{Graph, Node, NodeId};
use crate::ids::IdVec;
use crate::number::{Rational, Width};
use crate::schema::ColumnKind;
pub(crate) use crate::types::typed::means::{shares, whole_weights};
use crate::types::{Aggregate, AtLeast, Combine, Constant, How, MissingRule, Op, RoundTarget};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, Zero};
use std::collections::BTreeSet;

/// The largest number of sums of weights that are examined for a node whose children can be missing.
const SUMS: usize = 4096;

/// The largest number of bits of a denominator; a longer one leaves no room for values.
const DENOMINATOR_BITS: u64 = 100;

/// The form of a node's numbers: whole numbers `n`, each for the value `n / denominator`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fixed {
    /// The denominator, above zero.
    pub denominator: BigInt,
    /// An upper bound: no `n` is further from zero.
    pub largest: BigInt,
    /// The integers that hold every `n`: [`Width::Narrow`] or [`Width::Wide`].
    pub width: Width,
}

impl Fixed {
    /// The integer of a value; `None` if the value is not a multiple of `1 / denominator`.
    pub(crate) fn integer(&self, value: &Rational) -> Option<BigInt> {
        let (integer, rest) = (value.numer() * &self.denominator).div_rem(&value.denom());
        rest.is_zero().then_some(integer)
    }
}

/// The integers in which every number up to this distance from zero fits; `None` beyond 128 bits.
pub(crate) fn room(largest: &BigInt) -> Option<Width> {
    if largest <= &BigInt::from(i64::MAX) {
        Some(Width::Narrow)
    } else if largest <= &BigInt::from(i128::MAX) {
        Some(Width::Wide)
    } else {
        None
    }
}

/// The form of each node's numbers. `None` for other values, and for numbers that are not known to fit in whole numbers
/// of 128 bits: those are kept as fractions.
pub(crate) type Forms = IdVec<NodeId, Option<Fixed>>;

/// Finds the form of each node's numbers.
pub(crate) fn forms(graph: &Graph) -> Forms {
    let (magnitudes, may_miss) = (magnitudes(graph), may_miss(graph));
    let mut forms = Forms::default();
    for (node, magnitude) in graph.nodes.iter().zip(&magnitudes) {
        let form = match (&node.op, node.inputs.first()) {
            // The value of another subject keeps the form that it has there.
            (Op::Reach(_), Some(value)) => forms[*value].clone(),
            _ => magnitude.as_ref().and_then(|magnitude| form(graph, node, magnitude, &forms, &may_miss)),
        };
        forms.push(form);
    }
    forms
}

fn form(
    graph: &Graph,
    node: &Node,
    magnitude: &Rational,
    forms: &Forms,
    may_miss: &IdVec<NodeId, bool>,
) -> Option<Fixed> {
    let denominator = Inputs { graph, node, forms, may_miss }.denominator()?;
    if denominator.bits() > DENOMINATOR_BITS {
        return None;
    }
    let largest = magnitude.numer() * &denominator / magnitude.denom();
    let width = match column_width(graph, node) {
        Some(width) => width,
        None => room(&largest)?,
    };
    Some(Fixed { denominator, largest, width })
}

/// A column of a table, and so a part of a key, has the width that the readers give it.
fn column_width(graph: &Graph, node: &Node) -> Option<Width> {
    match read_kind(graph, node)? {
        ColumnKind::Number(number) => Some(number.width),
        _ => None,
    }
}

/// The kind of the cells that a node reads; `None` for a node that reads none.
fn read_kind<'g>(graph: &'g Graph, node: &Node) -> Option<&'g ColumnKind> {
    match &node.op {
        Op::Column(table, column) => Some(&graph.table(*table).column(*column).kind),
        Op::Key(part) => graph.subject(node.grain).key.get(*part).map(|part| &part.kind),
        _ => None,
    }
}

/// The denominator of the multiples of `factor / denominator`.
fn scaled(denominator: &BigInt, factor: &Rational) -> BigInt {
    let divisor = factor.denom() * denominator;
    let common = factor.numer().gcd(&divisor);
    divisor / common
}

/// The integer `10^n`.
pub(crate) fn ten_to(n: u32) -> BigInt {
    BigInt::from(10).pow(n)
}

/// A node with the forms of the nodes before it.
struct Inputs<'g> {
    graph: &'g Graph,
    node: &'g Node,
    forms: &'g Forms,
    may_miss: &'g IdVec<NodeId, bool>,
}

impl Inputs<'_> {
    fn of(&self, id: NodeId) -> Option<&BigInt> {
        self.forms[id].as_ref().map(|f| &f.denominator)
    }

    fn input(&self, at: usize) -> Option<&BigInt> {
        self.of(*self.node.inputs.get(at)?)
    }

    fn constant(&self, at: usize) -> Option<&Rational> {
        constant(self.graph, *self.node.inputs.get(at)?)
    }

    /// A common denominator of these inputs.
    fn common(&self, inputs: impl IntoIterator<Item = NodeId>) -> Option<BigInt> {
        inputs.into_iter().try_fold(BigInt::one(), |common, id| Some(common.lcm(self.of(id)?)))
    }

    /// A denominator of all values; `None` if none is known.
    fn denominator(&self) -> Option<BigInt> {
        let node = self.node;
        match &node.op {
            Op::Constant(Constant::Number(n)) => Some(n.denom()),
            Op::Column(..) | Op::Key(_) => match read_kind(self.graph, node)? {
                ColumnKind::Number(number) => Some(ten_to(number.scale)),
                _ => None,
            },
            // The values are whole seconds.
            Op::DaysBetween => Some(BigInt::one()),
            Op::Add | Op::Subtract | Op::Default | Op::Limit => self.common(node.inputs.iter().copied()),
            Op::First => self.common(node.inputs.iter().copied().step_by(2)),
            Op::Negate | Op::Absolute => self.input(0).cloned(),
            Op::Multiply => match (self.constant(0), self.constant(1)) {
                (_, Some(factor)) => Some(scaled(self.input(0)?, factor)),
                (Some(factor), None) => Some(scaled(self.input(1)?, factor)),
                (None, None) => Some(self.input(0)? * self.input(1)?),
            },
            Op::Divide => Some(scaled(self.input(0)?, &Rational::one().checked_div(self.constant(1)?)?)),
            Op::Linear { .. } => {
                let line = Line::of(self.graph, node)?;
                let ends = line.first.denom().lcm(&line.last.denom()).lcm(&line.base.denom());
                Some(scaled(self.input(0)?, &line.slope).lcm(&ends))
            }
            Op::Logarithmic { decimals, .. } => {
                let (first, last) = (self.constant(3)?, self.constant(4)?);
                Some(scaled(&ten_to(*decimals), &(last - first)).lcm(&first.denom()))
            }
            Op::NaturalLogarithm(n) | Op::Power(n) => Some(ten_to(*n)),
            Op::Settle(n) | Op::Store(n) => Some(self.rounded(*n)),
            Op::Round(to) => Some(match &to.target {
                RoundTarget::Decimals(n) => self.rounded(*n),
                RoundTarget::Step(step) => step.denom(),
            }),
            Op::Present => Some(BigInt::one()),
            Op::Combine(combine) => self.combined(combine),
            Op::Aggregate(aggregate) => self.gathered(aggregate),
            _ => None,
        }
    }

    /// The denominator after rounding to `n` decimals; a value with no more decimals stays as it is.
    fn rounded(&self, n: u32) -> BigInt {
        let power = ten_to(n);
        match self.input(0) {
            Some(own) if (&power % own).is_zero() => own.clone(),
            _ => power,
        }
    }

    fn combined(&self, combine: &Combine) -> Option<BigInt> {
        let ids = &self.node.inputs;
        let answer = match &combine.missing {
            MissingRule::CountsAs(value) => value.clone(),
            _ => Rational::zero(),
        };
        let empty = combine.empty.as_ref().map_or_else(BigInt::one, |e| e.denom());
        let common = || Some(self.common(ids.iter().copied())?.lcm(&answer.denom()).lcm(&empty));
        match combine.how {
            How::Count => Some(BigInt::one()),
            How::GeometricMean(n) => Some(ten_to(n).lcm(&empty)),
            How::Sum | How::Minimum | How::Maximum => common(),
            How::Mean if matches!(combine.missing, MissingRule::Skipped(_)) => {
                let multiple = self.multiple_of_sums(combine)?;
                Some((self.common(ids.iter().copied())? * multiple).lcm(&empty))
            }
            How::Mean => shares(combine, ids.len()).iter().zip(ids).try_fold(BigInt::one(), |common, (share, id)| {
                Some(common.lcm(&scaled(self.of(*id)?, share)).lcm(&(share * &answer).denom()))
            }),
            How::Median | How::Distinct | How::Any | How::All | How::Sorted | How::First | How::Only => None,
        }
    }

    /// A common multiple of every sum of weights by which a mean can be divided.
    fn multiple_of_sums(&self, combine: &Combine) -> Option<BigInt> {
        let weights = whole_weights(combine, self.node.inputs.len());
        let total: BigInt = weights.iter().sum();
        let mut sums = BTreeSet::from([BigInt::zero()]);
        for (id, weight) in self.node.inputs.iter().zip(&weights) {
            let with: BTreeSet<BigInt> = sums.iter().map(|sum| sum + weight).collect();
            sums = if self.may_miss[*id] { sums.union(&with).cloned().collect() } else { with };
            if sums.len() > SUMS {
                return None;
            }
        }
        let least = least_weight(combine, &total);
        let mut counted = sums.iter().filter(|sum| sum.is_positive() && **sum >= least);
        counted.try_fold(BigInt::one(), |common, sum| Some(common.lcm(sum)).filter(|c| c.bits() <= DENOMINATOR_BITS))
    }

    fn gathered(&self, aggregate: &Aggregate) -> Option<BigInt> {
        let empty = aggregate.empty.as_ref().map_or_else(BigInt::one, |e| e.denom());
        let answer = match &aggregate.missing {
            MissingRule::CountsAs(value) => value.denom(),
            _ => BigInt::one(),
        };
        match aggregate.how {
            How::Count | How::Distinct => Some(BigInt::one()),
            How::Sum | How::Minimum | How::Maximum => Some(self.input(0)?.lcm(&empty).lcm(&answer)),
            // A median can be the mean of two of the numbers.
            How::Median => Some((self.input(0)?.lcm(&answer) * 2u32).lcm(&empty)),
            How::First => self.input(0).cloned(),
            How::Mean | How::GeometricMean(_) | How::Any | How::All | How::Sorted | How::Only => None,
        }
    }
}

/// The fixed number of a node.
pub(crate) fn constant(graph: &Graph, id: NodeId) -> Option<&Rational> {
    match &graph.node(id).op {
        Op::Constant(Constant::Number(n)) => Some(n),
        _ => None,
    }
}

/// The straight line of a linear scale between fixed goalposts: `slope * x + base`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// The slope.
    pub slope: Rational,
    /// The value at zero.
    pub base: Rational,
    /// The value at the first goalpost.
    pub first: Rational,
    /// The value at the second goalpost.
    pub last: Rational,
}

impl Line {
    /// The line of a node; `None` if a goalpost is not fixed, or both are the same.
    pub(crate) fn of(graph: &Graph, node: &Node) -> Option<Line> {
        let at = |i: usize| constant(graph, *node.inputs.get(i)?);
        let (lo, hi, first, last) = (at(1)?, at(2)?, at(3)?, at(4)?);
        let slope = (last - first).checked_div(&(hi - lo))?;
        let base = first - &(&slope * lo);
        Some(Line { slope, base, first: first.clone(), last: last.clone() })
    }
}

/// The least whole weight that a required share of the total needs; zero if no share is required.
pub(crate) fn least_weight(combine: &Combine, total: &BigInt) -> BigInt {
    match &combine.missing {
        MissingRule::Skipped(Some(AtLeast::Share(share))) => (share.numer() * total).div_ceil(&share.denom()),
        MissingRule::Skipped(Some(AtLeast::Count(n))) if combine.weights.is_none() => BigInt::from(*n),
        _ => BigInt::zero(),
    }
}

/// Whether the values of a node are stored as numbers: a number, or the key of a subject that is one.
pub(crate) fn is_number(node: &Node) -> bool {
    node.ty.held().number().is_some()
}
