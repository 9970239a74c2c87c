//! The result of each operation, defined in one place: its type, and whether it can be missing.

use super::super::step::Step;
use super::number::combined;
use super::{Expr, number};
use crate::number::{Interval, Rational};
use crate::types::op::{Aggregate, AtLeast, Combine, How, MissingRule, NumberType, Op, Ties, Type};

/// The type of a result and whether it can be missing, if both follow from the inputs. `None` for declared results
/// (cells, keys, fixed values, decisions by name) and for inputs that do not fit the operation, which the checker has
/// refused.
pub(super) fn outcome(op: &Op, inputs: &[Expr]) -> Option<(Type, bool)> {
    Some(match found(op, inputs)? {
        (Type::Number(number), can_miss) => (number.in_sight().map_or(Type::Number(number), Type::from), can_miss),
        other => other,
    })
}

fn found(op: &Op, inputs: &[Expr]) -> Option<(Type, bool)> {
    let any = inputs.iter().any(|input| input.can_miss);
    let number = |at: usize| inputs.get(at).and_then(|input| input.number());
    let exactly = |ty: NumberType| Some((Type::from(ty), any));
    let perhaps = |(ty, fails): number::Outcome| Some((Type::from(ty), any || fails));
    match op {
        Op::Constant(_)
        | Op::Column(..)
        | Op::Key(_)
        | Op::Value(_)
        | Op::Included(_)
        | Op::Nothing(_)
        | Op::IsAbsent
        | Op::Tier(_)
        | Op::RankTier(_)
        | Op::Cluster { .. }
        | Op::Decide(_)
        | Op::IsIncluded(_) => None,
        Op::Guard(_) => Some((inputs.first()?.ty.clone(), any)),
        Op::Pseudonym => Some((Type::Text, any)),
        Op::Reach(_) => Some((inputs.first()?.ty.clone(), any)),
        Op::ShiftMonths(_) | Op::ShiftDays(_) => Some((Type::Date, any)),
        Op::DaysBetween => exactly(NumberType::between_days()),
        Op::PeriodOf(_) => Some((Type::Text, any)),
        Op::Add => exactly(number(0)?.plus(number(1)?)),
        Op::Subtract => exactly(number(0)?.minus(number(1)?)),
        Op::Multiply => exactly(number(0)?.times(number(1)?)),
        Op::Divide => perhaps(number(0)?.over(number(1)?)),
        Op::Negate => exactly(number(0)?.negated()),
        Op::Absolute => exactly(number(0)?.absolute()),
        Op::Linear { clamped } => perhaps(number(0)?.linear(ends(inputs)?, *clamped)),
        Op::Logarithmic { clamped, decimals } => perhaps(number(0)?.logarithmic(ends(inputs)?, *clamped, *decimals)),
        Op::NaturalLogarithm(decimals) => perhaps(number(0)?.logarithm(*decimals)),
        Op::Power(decimals) => perhaps(number(0)?.power(number(1)?, *decimals)),
        Op::Limit => exactly(number(0)?.limited(number(1)?, number(2)?)),
        Op::Round(to) => exactly(number(0)?.rounded(to)),
        Op::Settle(decimals) => exactly(number(0)?.settled(*decimals)),
        Op::Store(decimals) => exactly(number(0)?.stored(*decimals)),
        Op::Compare(_) | Op::Equal | Op::OneOf | Op::And | Op::Or | Op::Not | Op::Contains => Some((Type::YesNo, any)),
        Op::IsMissing => Some((Type::YesNo, false)),
        Op::Present => Some((Type::from(NumberType::indicator()), false)),
        Op::Default => {
            let (value, answer) = (inputs.first()?, inputs.get(1)?);
            Some((either(&value.ty, &answer.ty), value.can_miss && answer.can_miss))
        }
        Op::First => {
            let mut answers = inputs.iter().step_by(2).map(|answer| &answer.ty);
            let first = answers.next()?.clone();
            Some((answers.fold(first, |ty, answer| either(&ty, answer)), any))
        }
        Op::Combine(combine) => of_values(combine, inputs),
        Op::Quantile(_) => None,
        Op::Rank(of) => {
            // The mean of two ranks ends in a half.
            let decimals = u32::from(of.ties == Ties::Mean);
            exactly(NumberType::exact(Interval::at_least(Rational::one()), Step::decimals(decimals)))
        }
        Op::Aggregate(aggregate) => of_rows(aggregate, inputs),
    }
}

/// The ends of a scale: `[x, from lo, from hi, to lo, to hi]`.
fn ends(inputs: &[Expr]) -> Option<[&NumberType; 4]> {
    let ends: Vec<&NumberType> = inputs.iter().skip(1).map(|end| end.number()).collect::<Option<_>>()?;
    ends.try_into().ok()
}

/// The type of one of two values of the same kind.
pub(super) fn either(a: &Type, b: &Type) -> Type {
    match (a, b) {
        (Type::Number(a), Type::Number(b)) => Type::from(a.either(b)),
        _ => a.clone(),
    }
}

fn of_values(combine: &Combine, values: &[Expr]) -> Option<(Type, bool)> {
    let any = values.iter().any(|value| value.can_miss);
    if combine.how == How::Count {
        return Some((Type::from(number::counted(values.len())), false));
    }
    let numbers: Vec<(&NumberType, bool)> =
        values.iter().map(|value| Some((value.number()?, value.can_miss))).collect::<Option<_>>()?;
    let (ty, fails) = combined(combine, &numbers)?;
    let can_miss = fails
        || match &combine.missing {
            MissingRule::Propagates => any,
            MissingRule::Skipped(None) => combine.empty.is_none() && may_be_empty(combine, values),
            MissingRule::Skipped(Some(least)) => any || more_than(least, values.len()),
            MissingRule::CountsAs(_) => false,
        };
    Some((Type::from(ty), can_miss))
}

/// Whether more values are required than there are.
fn more_than(least: &AtLeast, values: usize) -> bool {
    matches!(least, AtLeast::Count(least) if usize::try_from(*least).is_ok_and(|least| least > values))
}

/// Whether no weight can be left after missing values are left out: a value that is never missing and has a weight
/// prevents this.
fn may_be_empty(combine: &Combine, values: &[Expr]) -> bool {
    let counts = |i: usize| combine.weights.as_ref().and_then(|w| w.get(i)).is_none_or(|w| !w.is_zero());
    values.iter().enumerate().all(|(i, value)| value.can_miss || !counts(i))
}

fn of_rows(aggregate: &Aggregate, inputs: &[Expr]) -> Option<(Type, bool)> {
    let value = aggregate.value(inputs);
    let value_can_miss = value.is_some_and(|value| value.can_miss);
    let missing = aggregate.missing.clone();
    let left_out =
        matches!(missing, MissingRule::Skipped(Some(_))) || value_can_miss && missing == MissingRule::Propagates;
    match aggregate.how {
        How::Count => Some((Type::from(NumberType::count()), false)),
        How::Distinct => Some((Type::from(NumberType::count()), left_out)),
        How::Any | How::All => Some((Type::YesNo, value_can_miss)),
        How::First | How::Only => Some((value?.ty.clone(), true)),
        How::Sorted => Some((Type::Sorted, value_can_miss && missing != MissingRule::Skipped(None))),
        how @ (How::Mean | How::Sum | How::Minimum | How::Maximum | How::Median | How::GeometricMean(_)) => {
            let weight = aggregate.weight(inputs).and_then(|weight| weight.number());
            let empty = aggregate.empty.as_ref();
            let ty = number::gathered(how, value?.number()?, value_can_miss, weight, &missing, empty);
            Some((Type::from(ty), empty.is_none() || left_out))
        }
    }
}
