//! How far a value can differ from the value that the policy defines, because digits were cut on its way: when it was
//! stored, or when a root or logarithm was rounded. A rounding that the policy states cuts nothing: its result is what
//! the policy defines.

use super::step::{MOST_STORED_DECIMALS, Step};
use crate::number::{Interval, Rational, Rounding, power};
use num_traits::ToPrimitive;

/// A bound of an error: zero or more, or not known.
///
/// Only its size matters, so it keeps its first digits and is rounded up: `digits * 10^exponent` with [`DIGITS`]
/// digits. Smaller bounds come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ErrorBound {
    exponent: i16,
    digits: u32,
}

/// How many digits of a bound are kept.
const DIGITS: i16 = 9;

/// The least number with so many digits.
const LEAST: u32 = 100_000_000;

/// Half of a unit, plus a little more than the sum of all roundings up of one bound.
const HALF: u32 = 500_001_000;

/// The number of rows for the bound of a sum, if the policy does not say how many there can be.
pub(super) const ROWS_OF_A_SUM: usize = 1_000_000;

/// The search for a correct digit ends at this digit before the point: no column has more.
const FURTHEST_DIGIT: i16 = -38;

/// How many decimals of the steepness of a power are computed.
const STEEP_DECIMALS: u32 = 24;

impl ErrorBound {
    /// The bound for values whose digits were never cut.
    pub const NONE: ErrorBound = ErrorBound { exponent: i16::MIN, digits: 0 };

    /// The bound for values that can differ by any amount.
    pub const UNKNOWN: ErrorBound = ErrorBound { exponent: i16::MAX, digits: 0 };

    /// Half a unit of the last of so many decimals.
    pub fn of_cut(decimals: u32) -> ErrorBound {
        i16::try_from(decimals)
            .map_or(ErrorBound::UNKNOWN, |decimals| ErrorBound { exponent: -decimals - DIGITS, digits: LEAST * 5 })
    }

    /// The bound for the rounding of a root or logarithm. If the policy states the decimals, the rounded value is what
    /// it defines.
    pub fn of_root(decimals: u32) -> ErrorBound {
        if decimals < MOST_STORED_DECIMALS { ErrorBound::NONE } else { ErrorBound::of_cut(decimals) }
    }

    /// The bound for the variance of two or more values with this error, in a range of this width. The error of a
    /// difference from the mean is at most twice the error of a value, and a sample has at most twice as many squares
    /// as the number by which their sum is divided.
    pub fn of_variance(self, width: Option<&Rational>) -> ErrorBound {
        self.times(|| Some(&(width? + &self.number()?) * &Rational::from(8_i64)))
    }

    /// The bound for the standard deviation of such values: it is the length of the differences, which moves by no more
    /// than the differences do.
    pub fn of_deviation(self) -> ErrorBound {
        self.scaled(&Rational::from(2_i64))
    }

    /// The least bound with so many digits that is not below the number.
    fn of(bound: &Rational) -> ErrorBound {
        if !bound.is_positive() {
            return ErrorBound::NONE;
        }
        let bits = |number: &num_bigint::BigInt| i32::try_from(number.bits()).unwrap_or(i32::MAX / 4);
        // A first guess, at most one digit off in thirty: ten is between three and four bits.
        let mut exponent = (bits(&bound.numer()) - bits(&bound.denom())) * 3 / 10 - i32::from(DIGITS);
        loop {
            let digits = (bound * &Rational::pow10(-exponent)).round_to_integer(Rounding::Up).to_u32();
            match digits {
                Some(digits) if digits < LEAST => exponent -= 1,
                Some(digits) if digits < LEAST * 10 => {
                    // A bound of so many digits does not bound anything.
                    let exponent = i16::try_from(exponent);
                    return exponent.map_or(ErrorBound::UNKNOWN, |exponent| ErrorBound { exponent, digits });
                }
                _ => exponent += 1,
            }
        }
    }

    /// The bound as a number; `None` if it is not known.
    fn number(self) -> Option<Rational> {
        match self {
            ErrorBound::NONE => Some(Rational::zero()),
            ErrorBound::UNKNOWN => None,
            known => Some(&Rational::from(i64::from(known.digits)) * &Rational::pow10(known.exponent.into())),
        }
    }

    fn of_known(bound: Option<Rational>) -> ErrorBound {
        bound.map_or(ErrorBound::UNKNOWN, |bound| ErrorBound::of(&bound))
    }

    /// Whether no digit was cut.
    pub fn is_none(self) -> bool {
        self == ErrorBound::NONE
    }

    /// The narrower of two bounds that both hold.
    pub fn narrower(self, other: ErrorBound) -> ErrorBound {
        self.min(other)
    }

    /// The bound for one of two values.
    pub fn either(self, other: ErrorBound) -> ErrorBound {
        self.max(other)
    }

    /// The bound for a sum or a difference.
    pub fn plus(self, other: ErrorBound) -> ErrorBound {
        match (self.is_none(), other.is_none()) {
            (_, true) => self,
            (true, _) => other,
            (false, false) => ErrorBound::of_known(self.number().zip(other.number()).map(|(a, b)| &a + &b)),
        }
    }

    /// The bound for values times a fixed number.
    pub fn scaled(self, factor: &Rational) -> ErrorBound {
        self.times(|| Some(factor.abs()))
    }

    /// The bound for a sum of at most so many rows.
    pub fn of_rows(self, rows: usize) -> ErrorBound {
        self.times(|| Some(Rational::from(i64::try_from(rows).ok()?)))
    }

    /// The bound for a product of values of these ranges.
    pub fn of_product(a: (&Interval, ErrorBound), b: (&Interval, ErrorBound)) -> ErrorBound {
        let (of_a, of_b) = (a.1.times(|| b.0.magnitude()), b.1.times(|| a.0.magnitude()));
        let of_both = if b.1.is_none() { ErrorBound::NONE } else { a.1.times(|| b.1.number()) };
        of_a.plus(of_b).plus(of_both)
    }

    /// The bound for a quotient of values of these ranges. The distance of `a / b` from `x / y` is at most the distance
    /// of a from x, plus the distance of b from y times the quotient, divided by the least magnitude of y.
    pub fn of_quotient(a: (&Interval, ErrorBound), b: (&Interval, ErrorBound), step: &Step) -> ErrorBound {
        if a.1.is_none() && b.1.is_none() {
            return ErrorBound::NONE;
        }
        let bound = || {
            let (nearest, off) = (nearest(b.0, step)?, b.1.number()?);
            let away = &nearest - &off;
            // If the divisor can be as near to zero as its own error, there is no bound.
            let holds = away > off;
            let quotient =
                || if b.1.is_none() { Some(Rational::zero()) } else { a.0.magnitude()?.checked_div(&nearest) };
            let moved = &off * &quotient()?;
            (&a.1.number()? + &moved).checked_div(&away).filter(|_| holds)
        };
        ErrorBound::of_known(bound())
    }

    /// The bound for a function of values with this error, if the steepness of the function is not known.
    pub fn through_any(self) -> ErrorBound {
        if self.is_none() { self } else { ErrorBound::UNKNOWN }
    }

    /// The bound for the natural logarithm of values of this range. The steepness is greatest at the lower end: one
    /// divided by that end.
    pub fn of_logarithm(self, range: &Interval) -> ErrorBound {
        self.times(|| Rational::one().checked_div(&self.least(range)?))
    }

    /// The bound for a fixed power of values of this range. The steepness is greatest at one of the ends.
    pub fn of_power(self, range: &Interval, exponent: &Rational) -> ErrorBound {
        self.times(|| {
            let (least, less) = (self.least(range)?, exponent - &Rational::one());
            let end = if less.is_negative() { least } else { range.hi.as_ref()? + &self.number()? };
            let steep = &power(&end, &less, STEEP_DECIMALS)? + &Rational::from_scaled(1, STEEP_DECIMALS);
            Some(&steep * &exponent.abs())
        })
    }

    /// The least value that the policy can define for values of this range, if it is above zero: as far below the range
    /// as the error.
    fn least(self, range: &Interval) -> Option<Rational> {
        let least = range.lo.as_ref()? - &self.number()?;
        Some(least).filter(Rational::is_positive)
    }

    fn times(self, factor: impl FnOnce() -> Option<Rational>) -> ErrorBound {
        match self {
            ErrorBound::NONE => self,
            _ => ErrorBound::of_known(self.number().and_then(|bound| Some(&bound * &factor()?))),
        }
    }

    /// How many of so many decimals are right: with these decimals, the shown value differs from the value that the
    /// policy defines by at most one unit of the last decimal. Below zero if digits before the point can be wrong;
    /// `None` if the error is not known.
    pub fn right(self, decimals: u32) -> Option<i32> {
        let most = i16::try_from(decimals).ok()?;
        let fits = |decimals: &i16| self <= ErrorBound { exponent: -decimals - DIGITS, digits: HALF };
        (FURTHEST_DIGIT..=most).rev().find(fits).map(i32::from)
    }
}

/// The least distance from zero of a number other than zero; `None` if it can be arbitrarily small.
fn nearest(range: &Interval, step: &Step) -> Option<Rational> {
    let above = range.lo.as_ref().filter(|lo| lo.is_positive());
    let below = range.hi.as_ref().filter(|hi| hi.is_negative());
    let of_step = || Rational::from_parts(1.into(), step.denominator()?.into());
    above.or(below).map(Rational::abs).or_else(of_step)
}

#[cfg(test)]
mod tests {
    use super::super::typed::number::{combined, gathered};
    use super::*;
    use crate::number::ln;
    use crate::types::op::{Combine, How, MissingRule, NumberType};
    use crate::types::units::Unit;
    use proptest::prelude::*;

    /// The value that the policy defines, the value after the cut, and its known type.
    #[derive(Clone, Debug)]
    struct Cut {
        defined: Rational,
        value: Rational,
        ty: NumberType,
    }

    fn cut() -> impl Strategy<Value = Cut> {
        (-3000_i64..3000, prop_oneof![Just(1_i64), Just(7), Just(700)], 0_u32..6, 0_i64..9, 0_i64..9).prop_map(
            |(n, d, decimals, below, above)| {
                let defined = Rational::ratio(n, d).unwrap();
                let value = defined.round(decimals, Rounding::HalfEven);
                let range = Interval::new(&value - &Rational::from(below), &value + &Rational::from(above));
                let ty = NumberType::exact(range, Step::decimals(decimals));
                Cut { defined, value, ty: NumberType { error: ErrorBound::of_cut(decimals), ..ty } }
            },
        )
    }

    fn holds(defined: &Rational, value: &Rational, ty: &NumberType) {
        let off = (defined - value).abs();
        let claimed = ty.error.number();
        assert!(
            claimed.is_none_or(|most| off <= most),
            "{value} is {off} off {defined}, and {:?} is claimed",
            ty.error
        );
    }

    /// Compares the results only if both ways have one.
    fn holds_where_both(defined: Option<Rational>, value: Option<Rational>, (ty, _): &(NumberType, bool)) {
        if let Some((defined, value)) = defined.zip(value) {
            holds(&defined, &value, ty);
        }
    }

    proptest! {
        #[test]
        fn arithmetic(a in cut(), b in cut()) {
            let both = |of: fn(&Rational, &Rational) -> Rational| (of(&a.defined, &b.defined), of(&a.value, &b.value));
            let held = |(defined, value): (Rational, Rational), ty: &NumberType| holds(&defined, &value, ty);
            held(both(|x, y| x + y), &a.ty.plus(&b.ty));
            held(both(|x, y| x - y), &a.ty.minus(&b.ty));
            held(both(|x, y| x * y), &a.ty.times(&b.ty));
            held(both(|x, y| x.clone().min(y.clone())), &a.ty.least(&b.ty));
            held(both(|x, _| x.abs()), &a.ty.absolute());
            let quotient = a.ty.over(&b.ty);
            holds_where_both(a.defined.checked_div(&b.defined), a.value.checked_div(&b.value), &quotient);
            let stored = a.value.round(2, Rounding::HalfEven);
            held((a.defined.clone(), stored), &a.ty.stored(2));
        }

        #[test]
        fn what_is_fixed(a in cut(), n in -50_i64..50, d in 1_i64..9) {
            let fixed = Rational::ratio(n, d).unwrap();
            let ty = NumberType::fixed(&fixed, Unit::Plain);
            holds(&(&a.defined * &fixed), &(&a.value * &fixed), &a.ty.times(&ty));
            let over = a.ty.over(&ty);
            holds_where_both(a.defined.checked_div(&fixed), a.value.checked_div(&fixed), &over);
            let over = ty.over(&a.ty);
            holds_where_both(fixed.checked_div(&a.defined), fixed.checked_div(&a.value), &over);
        }

        #[test]
        fn roots(a in cut(), (n, d) in prop_oneof![Just((1, 2)), Just((2, 1)), Just((-1, 1)), Just((-1, 3)), Just((3, 2))]) {
            let exponent = Rational::ratio(n, d).unwrap();
            let fixed = NumberType::fixed(&exponent, Unit::Plain);
            let powers = (power(&a.defined, &exponent, 30), power(&a.value, &exponent, 24));
            holds_where_both(powers.0, powers.1, &a.ty.power(&fixed, 24));
            holds_where_both(ln(&a.defined, 30), ln(&a.value, 24), &a.ty.logarithm(24));
            // For a value that was never cut, only the root is rounded.
            let exact = NumberType::fixed(&a.value, Unit::Plain);
            let (ty, _) = exact.power(&fixed, 24);
            prop_assert_eq!(ty.error, ErrorBound::of_cut(24));
            prop_assert_eq!(exact.power(&fixed, 6).0.error, ErrorBound::NONE);
            holds_where_both(power(&a.value, &exponent, 30), power(&a.value, &exponent, 24), &(ty, true));
        }

        #[test]
        fn together(all in prop::collection::vec(cut(), 1..6)) {
            let types: Vec<(&NumberType, bool)> = all.iter().map(|each| (&each.ty, false)).collect();
            let sum = |of: fn(&Cut) -> &Rational| all.iter().fold(Rational::zero(), |sum, each| &sum + of(each));
            let sums = (sum(|each| &each.defined), sum(|each| &each.value));
            let count = Rational::from(i64::try_from(all.len()).unwrap());
            let means = (sums.0.checked_div(&count).unwrap(), sums.1.checked_div(&count).unwrap());
            let combine = |how| Combine { how, weights: None, missing: MissingRule::Propagates, empty: None };
            holds(&sums.0, &sums.1, &combined(&combine(How::Sum), &types).unwrap().0);
            holds(&means.0, &means.1, &combined(&combine(How::Mean), &types).unwrap().0);
            // All rows are of one kind, so the value with the largest error represents them.
            let worst = all.iter().map(|each| &each.ty).max_by_key(|ty| ty.error).unwrap();
            let rows = |how| gathered(how, worst, false, None, &MissingRule::Propagates, None);
            holds(&sums.0, &sums.1, &rows(How::Sum));
            holds(&means.0, &means.1, &rows(How::Mean));
        }
    }

    #[test]
    fn decimals_that_are_right() {
        let amount = Rational::pow10(15);
        let root = ErrorBound::of_cut(24);
        assert_eq!(root.right(12), Some(12));
        assert_eq!(root.scaled(&Rational::pow10(12)).right(12), Some(12));
        assert_eq!(root.scaled(&amount).right(12), Some(9));
        assert_eq!(root.scaled(&Rational::pow10(27)).right(12), Some(-3));
        assert_eq!(ErrorBound::NONE.right(2), Some(2));
        assert_eq!(ErrorBound::UNKNOWN.right(12), None);
    }
}
