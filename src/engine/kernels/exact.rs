//! Row by row with fractions: roots, logarithms, and all values for which no whole number is known to be wide enough.

use super::super::errors::internal;
use super::Values;
use super::conditions::holds;
use crate::engine::column::{Column, Data, there};
use crate::faults::fault;
use crate::graph::{Node, NodeId};
use crate::number::{self, Rational, Rounding, Width};
use crate::plan::policy::Policy;
use crate::types::{AtLeast, Combine, How, MissingRule, Op, RoundTarget, TierBounds, Type};
use datafusion::arrow::buffer::{BooleanBuffer, ScalarBuffer};
use datafusion::common::Result;
use num_bigint::BigInt;
use num_traits::ToPrimitive;

/// The inputs of a node, each with the denominator of its whole numbers.
struct Inputs<'v> {
    columns: Vec<(&'v Column, BigInt)>,
}

impl<'v> Inputs<'v> {
    fn of(values: &'v Values<'_>, id: NodeId) -> Result<Inputs<'v>> {
        let ids = &values.policy.graph.node(id).inputs;
        let columns = ids.iter().map(|id| Ok((values.get(*id)?, values.denominator(*id))));
        Ok(Inputs { columns: columns.collect::<Result<_>>()? })
    }

    fn number(&self, at: usize, row: usize) -> Option<Rational> {
        let (column, denominator) = self.columns.get(at)?;
        column.number(row, denominator)
    }

    fn numbers(&self, row: usize) -> impl Iterator<Item = Option<Rational>> {
        self.columns.iter().map(move |(column, denominator)| column.number(row, denominator))
    }

    fn flag(&self, at: usize, row: usize) -> Option<bool> {
        self.columns.get(at)?.0.flag(row)
    }
}

/// The values of a node whose kernel is exact.
pub(crate) fn exact(values: &Values<'_>, id: NodeId) -> Result<Column> {
    let node = values.policy.graph.node(id);
    let inputs = Inputs::of(values, id)?;
    let rows = 0..values.rows;
    match node.ty.held() {
        Type::Number(_) => numbers(values.policy, id, rows.map(|row| number(node, &inputs, row)).collect()),
        Type::YesNo => {
            let found: Vec<Option<bool>> = rows.map(|row| condition(&node.op, &inputs, row)).collect();
            let flags: BooleanBuffer = found.iter().map(|f| *f == Some(true)).collect();
            Ok(Column { data: Data::YesNo(flags), there: there(found.iter().map(Option::is_some).collect()) })
        }
        Type::Choice(_) => {
            let Op::Tier(bounds) = &node.op else { return Err(internal("a choice that is not a tier")) };
            let found: Vec<Option<u32>> = rows.map(|row| tier(bounds, &inputs.number(0, row)?)).collect();
            let tiers = ScalarBuffer::from_iter(found.iter().map(|t| t.unwrap_or(0)));
            Ok(Column { data: Data::Choice(tiers), there: there(found.iter().map(Option::is_some).collect()) })
        }
        _ => Err(internal("unexpected fractions")),
    }
}

/// Fractions as the column of a node: as whole numbers if the node has a form.
pub(crate) fn numbers(policy: &Policy, id: NodeId, found: Vec<Option<Rational>>) -> Result<Column> {
    let flags = there(found.iter().map(Option::is_some).collect());
    let Some(form) = policy.form(id) else {
        let numbers = found.into_iter().map(Option::unwrap_or_default).collect();
        return Ok(Column { data: Data::Big(numbers), there: flags });
    };
    let whole = |number: &Option<Rational>| match number {
        None => Ok(0i128),
        Some(number) => {
            let whole = form.integer(number).filter(|n| n.magnitude() <= form.largest.magnitude());
            whole.and_then(|n| n.to_i128()).ok_or_else(|| internal("a value does not have its form"))
        }
    };
    let wide = found.iter().map(whole).collect::<Result<Vec<i128>>>()?;
    let data = match form.width {
        Width::Narrow => {
            let narrow = wide.iter().map(|n| i64::try_from(*n).map_err(|_| internal("a value does not have its form")));
            Data::Narrow(narrow.collect::<Result<Vec<i64>>>()?.into())
        }
        _ => Data::Wide(wide.into()),
    };
    Ok(Column { data, there: flags })
}

/// The number of a row.
fn number(node: &Node, inputs: &Inputs<'_>, row: usize) -> Option<Rational> {
    let input = |at| inputs.number(at, row);
    match &node.op {
        Op::Add => Some(input(0)? + input(1)?),
        Op::Subtract => Some(input(0)? - input(1)?),
        Op::Multiply => Some(input(0)? * input(1)?),
        Op::Divide => divided(&input(0)?, &input(1)?),
        Op::Negate => Some(-input(0)?),
        Op::Absolute => Some(input(0)?.abs()),
        Op::Linear { clamped } => {
            let (x, lo, hi) = (limited(input(0)?, *clamped, &input(1)?, &input(2)?), input(1)?, input(2)?);
            let place = (x - &lo).checked_div(&(hi - lo))?;
            along(&place, &input(3)?, &input(4)?)
        }
        Op::Logarithmic { clamped, decimals } => {
            let (x, lo, hi) = (limited(input(0)?, *clamped, &input(1)?, &input(2)?), input(1)?, input(2)?);
            along(&number::log_position(&x, &lo, &hi, *decimals)?, &input(3)?, &input(4)?)
        }
        Op::NaturalLogarithm(decimals) => number::ln(&input(0)?, *decimals),
        Op::Power(decimals) => number::power(&input(0)?, &input(1)?, *decimals),
        // If the two ends are not in order, a check outside of this node handles that case: the value here is within
        // its range, and nobody sees it.
        Op::Limit => Some(input(0)?.max(input(1)?).min(input(2)?)),
        Op::Round(to) => match &to.target {
            RoundTarget::Decimals(n) => Some(input(0)?.round(*n, to.mode)),
            RoundTarget::Step(step) => input(0)?.round_to_step(step, to.mode),
        },
        Op::Store(n) if fault!(StoreTruncates) => Some(input(0)?.round(*n, Rounding::Down)),
        Op::Settle(n) | Op::Store(n) => Some(input(0)?.round(*n, Rounding::HalfEven)),
        Op::Default => input(0).or_else(|| input(1)),
        Op::First => first(inputs, row),
        Op::Combine(combine) => combined(combine, inputs.numbers(row)),
        _ => None,
    }
}

fn divided(a: &Rational, b: &Rational) -> Option<Rational> {
    if fault!(DivisionByZeroIsZero) && b.is_zero() {
        return Some(Rational::zero());
    }
    a.checked_div(b)
}

/// The number at a relative place between two others.
fn along(place: &Rational, first: &Rational, last: &Rational) -> Option<Rational> {
    Some(first + &(place * &(last - first)))
}

fn limited(x: Rational, limit: bool, a: &Rational, b: &Rational) -> Rational {
    if !limit {
        return x;
    }
    x.max(a.min(b).clone()).min(a.max(b).clone())
}

/// The value of the first condition that is yes. After an unknown condition: the value, if all that are still possible
/// are equal.
fn first(inputs: &Inputs<'_>, row: usize) -> Option<Rational> {
    let pairs = inputs.columns.len() / 2;
    let mut possible: Vec<usize> = Vec::new();
    // The value after the last pair, if there is one.
    let mut last = (inputs.columns.len() % 2 == 1).then_some(2 * pairs);
    for at in (0..2 * pairs).step_by(2) {
        match inputs.flag(at + 1, row) {
            Some(true) => {
                last = Some(at);
                break;
            }
            Some(false) => {}
            None => possible.push(at),
        }
    }
    possible.extend(last);
    let value = inputs.number(*possible.first()?, row)?;
    possible.iter().all(|at| inputs.number(*at, row).as_ref() == Some(&value)).then_some(value)
}

/// Values combined into one.
fn combined(combine: &Combine, values: impl Iterator<Item = Option<Rational>>) -> Option<Rational> {
    let mut kept: Vec<(Rational, Rational)> = Vec::new();
    let (mut left, mut total, mut missing) = (Rational::zero(), Rational::zero(), false);
    for (at, value) in values.enumerate() {
        let weight = combine.weights.as_ref().and_then(|w| w.get(at)).cloned().unwrap_or_else(Rational::one);
        total = total + &weight;
        missing |= value.is_none();
        let answered = match &combine.missing {
            MissingRule::CountsAs(answer) => value.or_else(|| Some(answer.clone())),
            _ => value,
        };
        if let Some(value) = answered {
            left = left + &weight;
            kept.push((weight, value));
        }
    }
    let enough = match &combine.missing {
        MissingRule::Propagates => !missing,
        MissingRule::Skipped(Some(AtLeast::Count(n))) => kept.len() >= *n as usize,
        MissingRule::Skipped(Some(AtLeast::Share(share))) => left >= share * &total,
        MissingRule::Skipped(None) | MissingRule::CountsAs(_) => true,
    };
    if !enough {
        return None;
    }
    if left.is_zero() {
        return combine.empty.clone();
    }
    let values = kept.iter().map(|(_, value)| value);
    match combine.how {
        How::Mean => {
            let sum = kept.iter().fold(Rational::zero(), |sum, (w, value)| sum + w * value);
            sum.checked_div(&left)
        }
        How::Sum => Some(values.fold(Rational::zero(), |sum, value| sum + value)),
        How::Minimum => values.min().cloned(),
        How::Maximum => values.max().cloned(),
        How::Median => {
            let mut sorted: Vec<&Rational> = values.collect();
            sorted.sort_unstable();
            let (low, high) = (sorted.get((sorted.len() - 1) / 2)?, sorted.get(sorted.len() / 2)?);
            (*low + *high).checked_div(&Rational::from(2_i64))
        }
        How::GeometricMean(decimals) => number::geometric_mean(&kept, decimals),
        How::Count | How::Distinct | How::Any | How::All | How::Sorted | How::First | How::Only => None,
    }
}

fn condition(op: &Op, inputs: &Inputs<'_>, row: usize) -> Option<bool> {
    match op {
        Op::Compare(sign) => Some(holds(*sign, inputs.number(0, row)?.cmp(&inputs.number(1, row)?))),
        Op::Equal | Op::OneOf => {
            let numbers = inputs.numbers(row).collect::<Option<Vec<_>>>()?;
            let (value, others) = numbers.split_first()?;
            Some(others.contains(value))
        }
        _ => None,
    }
}

fn tier(bounds: &[TierBounds], x: &Rational) -> Option<u32> {
    let takes = |tier: &TierBounds| {
        let from = tier.lo.as_ref().is_none_or(|(lo, included)| if *included { x >= lo } else { x > lo });
        let to = tier.hi.as_ref().is_none_or(|(hi, included)| if *included { x <= hi } else { x < hi });
        from && to && !tier.otherwise
    };
    let at = bounds.iter().position(takes).or_else(|| bounds.iter().position(|tier| tier.otherwise))?;
    u32::try_from(at).ok()
}
