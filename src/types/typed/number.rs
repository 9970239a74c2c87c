//! The known facts about the result of each operation on numbers: unit, range, decimals, and whether it was rounded on
//! its way.
//!
//! Each function takes the known facts about the operands. If an operation can fail on numbers that are not missing (a
//! division by zero, the logarithm of zero), the function returns that with the type.

use super::super::error::{ErrorBound, ROWS_OF_A_SUM};
use super::super::step::{Step, Storage};
use super::means;
use crate::number::{Interval, Rational, Rounding};
use crate::schema::NumberColumn;
use crate::types::op::{Combine, How, MissingRule, NumberType, RoundTarget, RoundTo};
use crate::types::units::Unit;

/// The most digits before the point that a column has: an end beyond them is not followed.
const FURTHEST_END: i32 = 38;

/// The most bits of a denominator with which an end is kept as it is.
const FINEST_END_BITS: u64 = 256;

/// Decimals to which an end with a longer denominator is rounded outwards.
const END_DECIMALS: u32 = 40;

/// The known facts about a result, and whether it can be missing although no operand is.
pub(crate) type Outcome = (NumberType, bool);

impl NumberType {
    /// A plain number of this range, never rounded on its way.
    pub fn exact(range: Interval, step: Step) -> NumberType {
        NumberType { unit: Unit::Plain, range, inexact: false, step, error: ErrorBound::NONE }
    }

    /// The decimals that results show; `None` when a value may not end.
    pub fn decimals(&self) -> Option<u32> {
        self.step.shown()
    }

    /// A number with a known range and unit only, never rounded on its way.
    pub fn within(range: Interval, unit: Unit) -> NumberType {
        NumberType { unit, ..NumberType::exact(range, Step::FROM_DATA) }
    }

    /// The numbers of a column, as plain counts of its unit.
    pub fn of_column(column: &NumberColumn) -> NumberType {
        NumberType {
            inexact: column.read_half_even,
            ..NumberType::exact(column.range.clone(), Step::decimals(column.scale))
        }
    }

    /// The same, counted in the base of its unit; one of the unit is `factor`.
    pub fn in_base(&self, unit: Unit, factor: &Rational) -> NumberType {
        let range = self.range.map_monotone(|v| v * factor);
        NumberType { unit, range, step: self.step.scaled(factor), ..self.clone() }
    }

    /// The plain count of a unit, for a number in the base of the unit; one of the unit is `factor`. The step is not
    /// coarser.
    pub fn as_read(&self, factor: &Rational) -> NumberType {
        let range = self.range.map_monotone(|v| v.checked_div(factor).unwrap_or_default());
        NumberType { unit: Unit::Plain, range, ..self.clone() }
    }

    /// A fixed number.
    pub fn fixed(value: &Rational, unit: Unit) -> NumberType {
        NumberType { unit, ..NumberType::exact(Interval::point(value.clone()), Step::of(value)) }
    }

    /// A count of things.
    pub fn count() -> NumberType {
        NumberType::exact(Interval::at_least(Rational::zero()), Step::decimals(0))
    }

    /// 0 or 1.
    pub fn indicator() -> NumberType {
        NumberType::exact(Interval::new(Rational::zero(), Rational::one()), Step::decimals(0))
    }

    /// A duration between two days, which no calendar makes longer than 4,000,000 days.
    pub fn between_days() -> NumberType {
        let most = Rational::from(4_000_000 * crate::calendar::SECONDS_OF_DAY);
        NumberType { unit: Unit::Time, ..NumberType::exact(Interval::new(-&most, most), Step::decimals(0)) }
    }

    /// The digits with which it enters an aggregate.
    pub fn storage(&self) -> Storage {
        self.step.storage(self.range.magnitude().as_ref())
    }

    /// The only number that it can be.
    pub fn point(&self) -> Option<&Rational> {
        self.range.lo.as_ref().filter(|lo| Some(*lo) == self.range.hi.as_ref())
    }

    /// The same, with ends that a column could hold: an end that is further away is removed, and an end that is finer
    /// than a result could show is rounded outwards. Otherwise chains of products would grow without bound. `None` if
    /// nothing changes.
    pub fn in_sight(&self) -> Option<NumberType> {
        let fine = |end: &Rational| end.denom().bits() > FINEST_END_BITS;
        let far = |end: &Rational| end.abs() > Rational::pow10(FURTHEST_END);
        let ends = || self.range.lo.iter().chain(&self.range.hi);
        // Machine words are neither fine nor far.
        if !ends().filter(|end| !end.is_short()).any(|end| fine(end) || far(end)) {
            return None;
        }
        let moved = |end: &Rational, mode| if fine(end) { end.round(END_DECIMALS, mode) } else { end.clone() };
        let lo = self.range.lo.as_ref().map(|lo| moved(lo, Rounding::Down)).filter(|lo| !far(lo));
        let hi = self.range.hi.as_ref().map(|hi| moved(hi, Rounding::Up)).filter(|hi| !far(hi));
        Some(NumberType { range: Interval { lo, hi }, ..self.clone() })
    }

    fn never_negative(&self) -> bool {
        self.range.lo.as_ref().is_some_and(|lo| !lo.is_negative())
    }

    fn is_positive(&self) -> bool {
        self.range.lo.as_ref().is_some_and(Rational::is_positive)
    }

    /// `-a`
    pub fn negated(&self) -> NumberType {
        NumberType { range: self.range.neg(), ..self.clone() }
    }

    /// The distance from zero.
    pub fn absolute(&self) -> NumberType {
        NumberType { range: self.range.abs(), ..self.clone() }
    }

    /// `a + b`
    pub fn plus(&self, other: &NumberType) -> NumberType {
        self.beside(other, self.range.add(&other.range)).off_by(self.error.plus(other.error))
    }

    /// `a - b`
    pub fn minus(&self, other: &NumberType) -> NumberType {
        self.beside(other, self.range.sub(&other.range)).off_by(self.error.plus(other.error))
    }

    /// `a * b`
    pub fn times(&self, other: &NumberType) -> NumberType {
        NumberType {
            unit: if self.unit == Unit::Plain { other.unit } else { self.unit },
            range: self.range.mul(&other.range),
            inexact: self.inexact || other.inexact,
            step: match (self.point(), other.point()) {
                (_, Some(factor)) => self.step.scaled(factor),
                (Some(factor), None) => other.step.scaled(factor),
                (None, None) => self.step.times(&other.step),
            },
            error: ErrorBound::of_product((&self.range, self.error), (&other.range, other.error)),
        }
    }

    /// `a / b`, which has no result if b can be zero.
    pub fn over(&self, other: &NumberType) -> Outcome {
        let range = self.range.div(&other.range);
        let reciprocal = other.point().and_then(|c| Rational::one().checked_div(c));
        let ty = NumberType {
            unit: if self.unit == other.unit { Unit::Plain } else { self.unit },
            range: range.clone().unwrap_or_else(Interval::unbounded),
            inexact: self.inexact || other.inexact,
            step: reciprocal.map_or(Step::FROM_DATA, |c| self.step.scaled(&c)),
            error: ErrorBound::of_quotient((&self.range, self.error), (&other.range, other.error), &other.step),
        };
        (ty, range.is_none())
    }

    /// One of two numbers.
    pub fn either(&self, other: &NumberType) -> NumberType {
        self.beside(other, self.range.hull(&other.range))
    }

    /// The lesser of two numbers.
    pub fn least(&self, other: &NumberType) -> NumberType {
        self.beside(other, self.range.min(&other.range))
    }

    /// Unit and decimals of the result of two numbers of one unit, without a product. A plain number of the policy next
    /// to money is money.
    fn beside(&self, other: &NumberType, range: Interval) -> NumberType {
        NumberType {
            unit: if other.unit == Unit::Money { other.unit } else { self.unit },
            range,
            inexact: self.inexact || other.inexact,
            step: self.step.with(&other.step),
            error: self.error.either(other.error),
        }
    }

    fn off_by(self, error: ErrorBound) -> NumberType {
        NumberType { error, ..self }
    }

    /// The number, or the end that it is beyond; the lower end is never above the upper one.
    pub fn limited(&self, lo: &NumberType, hi: &NumberType) -> NumberType {
        let range = self.range.clamp(&lo.range, &hi.range);
        NumberType { unit: self.unit, ..self.beside(&lo.beside(hi, hi.range.clone()), range) }
    }

    /// A rounding that the policy states. It keeps order, so rounded ends are ends.
    pub fn rounded(&self, to: &RoundTo) -> NumberType {
        let step = match &to.target {
            RoundTarget::Decimals(n) => self.step.rounded(*n),
            RoundTarget::Step(step) => Step::of(step),
        };
        let range = self.range.map_monotone(|v| to.round(v));
        NumberType { unit: self.unit, range, inexact: true, step, error: ErrorBound::NONE }
    }

    /// Rounding half to even at the precision of a decision.
    pub fn settled(&self, decimals: u32) -> NumberType {
        let range = half_even(&self.range, decimals);
        let cut = if self.step.fits(decimals) { ErrorBound::NONE } else { ErrorBound::of_cut(decimals) };
        NumberType {
            unit: self.unit,
            range,
            inexact: self.inexact,
            step: self.step.rounded(decimals),
            error: self.error.plus(cut),
        }
    }

    /// Rounding half to even at the scale of a file or an aggregate.
    pub fn stored(&self, decimals: u32) -> NumberType {
        NumberType { inexact: true, ..self.settled(decimals) }
    }

    /// The place of a number between two goalposts, mapped to the place between two ends: `[from lo, from hi, to lo, to
    /// hi]`. There is no result if goalposts that follow from data are the same.
    pub fn linear(&self, [low, high, first, last]: [&NumberType; 4], clamped: bool) -> Outcome {
        let fixed = low.point().zip(high.point()).zip(first.point().zip(last.point()));
        let Some(((low_at, high_at), (first_at, last_at))) = fixed else {
            return (self.between_open([low, high, first, last], clamped), true);
        };
        let range = match clamped || self.range.within(&Interval::new(low_at.clone(), high_at.clone())) {
            true => first.range.hull(&last.range),
            false => brought_between(&self.range, [low_at, high_at, first_at, last_at]),
        };
        let step = affine_step(&self.step, [low_at, high_at, first_at, last_at]);
        let steep = (last_at - first_at).checked_div(&(high_at - low_at));
        let error = steep.map_or(ErrorBound::UNKNOWN, |steep| self.error.scaled(&steep));
        (NumberType { unit: first.unit, range, inexact: self.inexact, step, error }, false)
    }

    /// The same with logarithms; the place is rounded to so many decimals. There is also no result if a logarithm is
    /// taken of zero or less.
    pub fn logarithmic(&self, [low, high, first, last]: [&NumberType; 4], clamped: bool, decimals: u32) -> Outcome {
        let fixed = low.point().zip(high.point()).zip(first.point().zip(last.point()));
        let Some(((low_at, high_at), (first_at, last_at))) = fixed else {
            let open = self.between_open([low, high, first, last], clamped);
            return (NumberType { inexact: true, error: ErrorBound::UNKNOWN, ..open }, true);
        };
        let range = match clamped || self.range.within(&Interval::new(low_at.clone(), high_at.clone())) {
            true => first.range.hull(&last.range),
            false => Interval::unbounded(),
        };
        // The decimals of the place, mapped to the place between two ends.
        let height = last_at - first_at;
        let step = Step::of_root(decimals).scaled(&height).with(&Step::of(first_at));
        // Clamping moves zero and less to the lower goalpost before the logarithm is taken. The steepness of the scale
        // at the number is not followed.
        let error = self.error.through_any().plus(ErrorBound::of_root(decimals)).scaled(&height);
        (NumberType { unit: first.unit, range, inexact: true, step, error }, !clamped && !self.is_positive())
    }

    /// A place between goalposts that follow from data.
    fn between_open(&self, [low, high, first, last]: [&NumberType; 4], clamped: bool) -> NumberType {
        let range = if clamped { first.range.hull(&last.range) } else { Interval::unbounded() };
        let inexact = [self, low, high, first, last].into_iter().any(|n| n.inexact);
        let cut = [self, low, high, first, last].into_iter().any(|n| !n.error.is_none());
        let error = if cut { ErrorBound::UNKNOWN } else { ErrorBound::NONE };
        NumberType { unit: first.unit, range, inexact, step: Step::FROM_DATA, error }
    }

    /// The natural logarithm, correctly rounded; zero and numbers below zero have none.
    pub fn logarithm(&self, decimals: u32) -> Outcome {
        let ends = |v: &Rational| crate::number::ln(v, decimals);
        let lo = self.range.lo.as_ref().filter(|_| self.is_positive()).and_then(ends);
        let range = Interval { lo, hi: self.range.hi.as_ref().and_then(ends) };
        (rooted(range, self.error.of_logarithm(&self.range), decimals), !self.is_positive())
    }

    /// A power, correctly rounded. Zero with a negative exponent has none, and neither has a negative number with a
    /// fractional exponent.
    pub fn power(&self, exponent: &NumberType, decimals: u32) -> Outcome {
        let Some(known) = exponent.point() else {
            return (rooted(Interval::unbounded(), ErrorBound::UNKNOWN, decimals), true);
        };
        let safe = match known.is_positive() {
            true => self.never_negative() || known.is_integer(),
            false => self.is_positive(),
        };
        // For values that are not below zero, a power with an exponent above zero grows.
        let ends = |v: &Rational| crate::number::power(v, known, decimals);
        let range = if known.is_positive() && self.never_negative() {
            Interval { lo: self.range.lo.as_ref().and_then(ends), hi: self.range.hi.as_ref().and_then(ends) }
        } else if self.is_positive() {
            Interval { lo: Some(Rational::zero()), hi: self.range.lo.as_ref().and_then(ends) }
        } else {
            Interval::unbounded()
        };
        (rooted(range, self.error.of_power(&self.range, known), decimals), !safe)
    }
}

/// The range of a mean of powers, if there is a mean. If all numbers have one sign, the mean is among them. If they
/// have both signs, an even exponent loses the sign, and an odd exponent below zero lets the divisor be arbitrarily
/// near to zero.
pub(crate) fn mean_of_powers(exponent: &Rational, among: &Interval) -> Interval {
    let of_one_sign =
        among.lo.as_ref().is_some_and(|lo| !lo.is_negative()) || among.hi.as_ref().is_some_and(|hi| !hi.is_positive());
    let is_even = exponent.checked_div(&Rational::from(2_i64)).is_some_and(|half| half.is_integer());
    match () {
        () if is_even => Interval { lo: Some(Rational::zero()), hi: among.magnitude() },
        () if of_one_sign || exponent.is_positive() || !exponent.is_integer() => among.clone(),
        () => Interval::unbounded(),
    }
}

/// A count of some of so many values.
pub(crate) fn counted(values: usize) -> NumberType {
    let most = i64::try_from(values).ok().map(Rational::from);
    NumberType::exact(Interval { lo: Some(Rational::zero()), hi: most }, Step::decimals(0))
}

/// Values combined into one, from the known type of each and whether it can be missing. The second part of the result
/// says whether the result can be missing for another reason than a missing value.
pub(crate) fn combined(combine: &Combine, values: &[(&NumberType, bool)]) -> Option<Outcome> {
    let numbers: Vec<&NumberType> = values.iter().map(|(number, _)| *number).collect();
    let any_missing = values.iter().any(|(_, can_miss)| *can_miss);
    let (first, rest) = numbers.split_first()?;
    let answer = match &combine.missing {
        MissingRule::CountsAs(answer) if any_missing => Some(answer),
        _ => None,
    };
    let can_skip = any_missing && matches!(combine.missing, MissingRule::Skipped(_));
    let each = |number: &NumberType| match answer {
        Some(answer) => number.range.hull(&Interval::point(answer.clone())),
        None => number.range.clone(),
    };
    let zero = Interval::point(Rational::zero());
    let hull = rest.iter().fold(each(first), |a, b| a.hull(&each(b)));
    let range = match combine.how {
        How::Sum => numbers
            .iter()
            .map(|number| if can_skip { each(number).hull(&zero) } else { each(number) })
            .fold(zero.clone(), |a, b| a.add(&b)),
        How::Minimum if !can_skip => rest.iter().fold(each(first), |a, b| a.min(&each(b))),
        How::Maximum if !can_skip => rest.iter().fold(each(first), |a, b| a.max(&each(b))),
        How::GeometricMean(decimals) => half_even(&hull.max(&zero), decimals),
        How::Mean | How::Median | How::Minimum | How::Maximum => hull,
        How::Count | How::Distinct | How::Any | How::All | How::Sorted | How::First | How::Only => hull,
    };
    let rooted = matches!(combine.how, How::GeometricMean(_));
    let negative = rooted && !numbers.iter().all(|number| each(number).lo.is_some_and(|lo| !lo.is_negative()));
    let ty = NumberType {
        unit: numbers.iter().map(|n| n.unit).find(|unit| *unit == Unit::Money).unwrap_or(first.unit),
        range: with_empty(range, combine.empty.as_ref()),
        inexact: rooted || numbers.iter().any(|n| n.inexact),
        step: means::step_together(combine, values),
        error: error_together(combine, &numbers),
    };
    Some((ty, negative))
}

/// The numbers of any number of rows, aggregated into one.
pub(crate) fn gathered(
    how: How,
    value: &NumberType,
    value_can_miss: bool,
    weight: Option<&NumberType>,
    missing: &MissingRule,
    empty: Option<&Rational>,
) -> NumberType {
    let with_answer = match missing {
        MissingRule::CountsAs(answer) if value_can_miss => value.range.hull(&Interval::point(answer.clone())),
        _ => value.range.clone(),
    };
    let range = match how {
        How::Sum => sum_of_many(&with_answer),
        How::Mean | How::Median | How::Minimum | How::Maximum | How::GeometricMean(_) => with_answer,
        How::Count | How::Distinct | How::Any | How::All | How::Sorted | How::First | How::Only => with_answer,
    };
    NumberType {
        unit: value.unit,
        range: with_empty(range, empty),
        // A weight that was stored on its way moves the mean as a stored value does.
        inexact: value.inexact || weight.is_some_and(|w| w.inexact),
        step: step_of_rows(how, &value.step, missing, empty),
        error: error_of_rows(how, value, weight),
    }
}

/// How fine the aggregate of the numbers of rows is.
fn step_of_rows(how: How, value: &Step, missing: &MissingRule, empty: Option<&Rational>) -> Step {
    let together = match how {
        // Data determines the number of rows by which the sum is divided.
        How::Mean => Step::FROM_DATA,
        // The middle of two numbers.
        How::Median => means::with_answer(*value, missing).halved(),
        How::Sum | How::Minimum | How::Maximum | How::GeometricMean(_) => means::with_answer(*value, missing),
        How::Count | How::Distinct | How::Any | How::All | How::Sorted | How::First | How::Only => {
            means::with_answer(*value, missing)
        }
    };
    empty.map_or(together, |empty| together.with(&Step::of(empty)))
}

fn with_empty(range: Interval, empty: Option<&Rational>) -> Interval {
    match empty {
        Some(empty) => range.hull(&Interval::point(empty.clone())),
        None => range,
    }
}

/// The range of the sum of any number of values of a range.
fn sum_of_many(range: &Interval) -> Interval {
    Interval {
        lo: range.lo.as_ref().filter(|lo| !lo.is_negative()).map(|_| Rational::zero()),
        hi: range.hi.as_ref().filter(|hi| !hi.is_positive()).map(|_| Rational::zero()),
    }
}

fn half_even(range: &Interval, decimals: u32) -> Interval {
    range.map_monotone(|v| v.round(decimals, Rounding::HalfEven))
}

/// A root or logarithm of a number with this error: a plain number of so many decimals, rounded on its way.
fn rooted(range: Interval, error: ErrorBound, decimals: u32) -> NumberType {
    let error = error.plus(ErrorBound::of_root(decimals));
    NumberType { inexact: true, error, ..NumberType::exact(range, Step::of_root(decimals)) }
}

/// The error of values combined into one.
fn error_together(combine: &Combine, numbers: &[&NumberType]) -> ErrorBound {
    let worst = numbers.iter().map(|number| number.error).fold(ErrorBound::NONE, ErrorBound::either);
    match combine.how {
        How::Sum => numbers.iter().map(|number| number.error).fold(ErrorBound::NONE, ErrorBound::plus),
        How::GeometricMean(decimals) => worst.through_any().plus(ErrorBound::of_root(decimals)),
        How::Mean | How::Median | How::Minimum | How::Maximum => worst,
        How::Count | How::Distinct | How::Any | How::All | How::Sorted | How::First | How::Only => worst,
    }
}

/// The error of the numbers of rows aggregated into one.
fn error_of_rows(how: How, value: &NumberType, weight: Option<&NumberType>) -> ErrorBound {
    match how {
        How::Sum => value.error.of_rows(ROWS_OF_A_SUM),
        _ if weight.is_some_and(|weight| !weight.error.is_none()) => ErrorBound::UNKNOWN,
        How::Mean | How::Median | How::Minimum | How::Maximum | How::GeometricMean(_) => value.error,
        How::Count | How::Distinct | How::Any | How::All | How::Sorted | How::First | How::Only => value.error,
    }
}

/// A range mapped by a linear scale.
fn brought_between(x: &Interval, [low, high, first, last]: [&Rational; 4]) -> Interval {
    let slope = (last - first).checked_div(&(high - low)).unwrap_or_default();
    let at = |v: &Rational| first + &(&slope * &(v - low));
    let (a, b) = (x.lo.as_ref().map(at), x.hi.as_ref().map(at));
    match (slope.is_negative(), slope.is_zero()) {
        (_, true) => Interval::point(first.clone()),
        (true, _) => Interval { lo: b, hi: a },
        (false, _) => Interval { lo: a, hi: b },
    }
}

/// How fine values are after a linear scale.
fn affine_step(x: &Step, [low, high, first, last]: [&Rational; 4]) -> Step {
    let Some(slope) = (last - first).checked_div(&(high - low)) else { return Step::FROM_DATA };
    let base = first - &(&slope * low);
    [&base, first, last].into_iter().fold(x.scaled(&slope), |step, end| step.with(&Step::of(end)))
}
