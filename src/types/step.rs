//! How fine the values of a number can be, and with which digits they are stored.
//!
//! A value that enters an aggregate or a statistic is first added to many others, and a sum of whole numbers over one
//! denominator is exact in any order. So a value is kept exactly if such a denominator is known and small enough, and
//! rounded to decimals otherwise. Only the policy and the params in force decide which: not the range, nor the number
//! of rows, nor who evaluates.

use crate::number::Rational;
use num_bigint::BigUint;
use num_integer::Integer;
use num_traits::{One, ToPrimitive, Zero};
use std::num::NonZeroU128;

/// The largest common denominator over which values are kept exactly: 10^18.
pub(super) const LARGEST_DENOMINATOR: u128 = 1_000_000_000_000_000_000;

/// The fewest decimals of a stored value.
const FEWEST_DECIMALS: u32 = 12;

/// How many decimals a stored value has beyond its finest step. The smallest value keeps so many digits.
const DIGITS_BEYOND_STEP: u32 = 15;

/// Decimals of a stored value whose step follows from data.
const DECIMALS_FROM_DATA: u32 = 18;

/// The most decimals of a stored value.
pub(super) const MOST_STORED_DECIMALS: u32 = 24;

/// The most decimals that are distinguished; a larger power of ten does not fit.
const MOST_DECIMALS: u32 = 38;

/// How fine the values of a number can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Step {
    /// Every value is a whole multiple of one over this number; `None` if no such number is known.
    denominator: Option<NonZeroU128>,
    /// The decimals of the finest step that follows from the policy; `None` if the step follows from data.
    digits: Option<u32>,
    /// The decimals that results show; `None` if the decimals of a value may not end.
    shown: Option<u32>,
}

/// The digits with which a value enters an aggregate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// All of them.
    Exact,
    /// So many decimals, rounded half to even. `short` is how many digits more the finest step needs; zero if none.
    Decimals {
        /// The decimals, 12 to 24.
        decimals: u32,
        /// How many more decimals are needed.
        short: u32,
    },
}

impl Step {
    /// The step of values that data can make arbitrarily fine.
    pub const FROM_DATA: Step = Step { denominator: None, digits: None, shown: None };

    /// The step of values with at most so many decimals.
    pub fn decimals(decimals: u32) -> Step {
        Step::over(10_u128.checked_pow(decimals), Some(decimals), Some(decimals))
    }

    fn over(denominator: Option<u128>, digits: Option<u32>, shown: Option<u32>) -> Step {
        Step { denominator: denominator.and_then(NonZeroU128::new), digits, shown }
    }

    /// The step of roots and logarithms that end after so many decimals. If these are the most decimals that are kept,
    /// the step does not come from the policy: how fine such a value is follows from data.
    pub fn of_root(decimals: u32) -> Step {
        let ended = Step::decimals(decimals);
        Step { digits: ended.digits.filter(|digits| *digits < MOST_STORED_DECIMALS), ..ended }
    }

    /// The step of multiples of a fixed number.
    pub fn of(value: &Rational) -> Step {
        let denominator = value.denom().to_u128();
        let digits = value.scale().or_else(|| denominator.map(decimal_digits));
        Step::over(denominator, digits, value.scale())
    }

    /// Every value is a whole multiple of one over this number; `None` if no such number is known.
    pub fn denominator(&self) -> Option<u128> {
        self.denominator.map(NonZeroU128::get)
    }

    /// The decimals that results show, as the policy combines them; `None` if the decimals of a value may not end.
    pub fn shown(&self) -> Option<u32> {
        self.shown
    }

    /// The step of quotients: the decimals that results show do not follow from it.
    pub fn unending(self) -> Step {
        Step { shown: None, ..self }
    }

    /// The most decimals that a value has; `None` if the decimals of a value may not end.
    pub fn decimal_places(&self) -> Option<u32> {
        let (mut rest, mut twos, mut fives) = (self.denominator()?, 0, 0);
        while rest.is_multiple_of(2) {
            (rest, twos) = (rest / 2, twos + 1);
        }
        while rest.is_multiple_of(5) {
            (rest, fives) = (rest / 5, fives + 1);
        }
        (rest == 1).then_some(twos.max(fives))
    }

    /// Whether data can make values arbitrarily fine.
    pub fn follows_from_data(&self) -> bool {
        self.digits.is_none()
    }

    /// Whether every value has at most so many decimals.
    pub fn fits(&self, decimals: u32) -> bool {
        self.decimal_places().is_some_and(|places| places <= decimals)
    }

    /// The step of values with one of two steps, and of their sums.
    pub fn with(&self, other: &Step) -> Step {
        let denominator = self.denominator().zip(other.denominator()).and_then(|(a, b)| common(a, b));
        let longer = |a: Option<u32>, b: Option<u32>| a.zip(b).map(|(a, b)| a.max(b));
        Step::over(denominator, longer(self.digits, other.digits), longer(self.shown, other.shown))
    }

    /// The step of products.
    pub fn times(&self, other: &Step) -> Step {
        let denominator = self.denominator().zip(other.denominator()).and_then(|(a, b)| a.checked_mul(b));
        let both = |a: Option<u32>, b: Option<u32>| a.zip(b).map(|(a, b)| a.saturating_add(b));
        Step::over(denominator, both(self.digits, other.digits), both(self.shown, other.shown))
    }

    /// The step of values times a fixed number.
    pub fn scaled(&self, factor: &Rational) -> Step {
        if *factor == Rational::one() {
            return *self;
        }
        let (numer, denom) = (factor.numer(), factor.denom());
        let by = numer.magnitude().to_u128().zip(denom.to_u128());
        let denominator = self.denominator().zip(by).and_then(|(own, (numer, denom))| {
            let common = own.gcd(&numer);
            (own / common).checked_mul(denom)
        });
        let (numer, denom) = (numer.magnitude(), denom.magnitude());
        let (coarser, finer) = (digits_between(denom, numer), digits_between(numer, denom));
        // A factor of 10 removes one digit. A factor of 12 also removes only one, because a part of a second digit does
        // not count.
        let is_power = denom.is_one() && *numer == BigUint::from(10_u32).pow(coarser);
        let whole = if is_power { coarser } else { coarser.saturating_sub(1) };
        let digits = self.digits.map(|digits| digits.saturating_add(finer).saturating_sub(whole));
        let shown = self.shown.zip(factor.scale()).map(|(own, factor)| own.saturating_add(factor));
        Step::over(denominator, digits, shown)
    }

    /// The step of values rounded to so many decimals; values that have no more decimals keep their step.
    pub fn rounded(&self, decimals: u32) -> Step {
        let fitting = if self.fits(decimals) { *self } else { Step::decimals(decimals) };
        Step { shown: Some(decimals), ..fitting }
    }

    /// The step of the means of two values.
    pub fn halved(&self) -> Step {
        let shown = self.shown.map(|shown| shown.saturating_add(1));
        Step { shown, ..self.over_any(Some(2), &Rational::from(2_i64)) }
    }

    /// The step of values divided by a whole number; a common multiple and the largest of the possible divisors are
    /// given.
    pub fn over_any(&self, divisors: Option<u128>, largest: &Rational) -> Step {
        let denominator = self.denominator().zip(divisors).and_then(|(own, by)| own.checked_mul(by));
        let finer = Rational::one().checked_div(largest).map_or(0, |share| digits_below_one(&share));
        Step::over(denominator, self.digits.map(|digits| digits.saturating_add(finer)), None)
    }

    /// The digits with which a value enters an aggregate.
    ///
    /// For values that follow from data, `largest`, the largest distance from zero if it is known, does not decide the
    /// digits. It only shows when the stored decimals cannot hold fifteen digits of any value.
    pub fn storage(&self, largest: Option<&Rational>) -> Storage {
        let exact = self.denominator().is_some_and(|denominator| denominator <= LARGEST_DENOMINATOR);
        if exact || self.fits(MOST_STORED_DECIMALS) {
            return Storage::Exact;
        }
        let Some(digits) = self.digits else {
            let below = largest.map_or(0, digits_below_one);
            let short = (below + DIGITS_BEYOND_STEP).saturating_sub(DECIMALS_FROM_DATA);
            return Storage::Decimals { decimals: DECIMALS_FROM_DATA, short };
        };
        let wanted = digits.saturating_add(DIGITS_BEYOND_STEP).max(FEWEST_DECIMALS);
        let decimals = wanted.min(MOST_STORED_DECIMALS);
        Storage::Decimals { decimals, short: wanted - decimals }
    }
}

/// The least common multiple; `None` if it does not fit.
pub(super) fn common(a: u128, b: u128) -> Option<u128> {
    (a / a.gcd(&b)).checked_mul(b)
}

/// The decimals of one over a whole number, rounded up: 1 for 3, 2 for 60.
fn decimal_digits(denominator: u128) -> u32 {
    denominator.checked_sub(1).and_then(|d| d.checked_ilog10()).map_or(0, |digits| digits + 1)
}

/// How many digits a factor moves a number down: 0 for 1 and more, 1 for 0.3, 2 for 0.01.
fn digits_below_one(factor: &Rational) -> u32 {
    digits_between(factor.numer().magnitude(), factor.denom().magnitude())
}

/// How many digits a number must be moved up to be no less than another; 0 for zero, which never is.
fn digits_between(number: &BigUint, other: &BigUint) -> u32 {
    if number.is_zero() {
        return 0;
    }
    let times = match number.to_u128().zip(other.to_u128()) {
        Some((number, other)) => Some(other.div_ceil(number)),
        None => Integer::div_ceil(other, number).to_u128(),
    };
    times.map_or(MOST_DECIMALS, decimal_digits).min(MOST_DECIMALS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(n: i64, d: i64) -> Step {
        Step::of(&Rational::ratio(n, d).unwrap())
    }

    #[test]
    fn decimals_of_denominators() {
        assert_eq!(of(1, 4).decimal_places(), Some(2));
        assert_eq!(of(3, 10).decimal_places(), Some(1));
        assert_eq!(of(1, 3).decimal_places(), None);
        assert_eq!(Step::decimals(2).decimal_places(), Some(2));
        assert!(of(1, 4).fits(2) && !of(1, 4).fits(1));
        assert_eq!(Step::FROM_DATA.decimal_places(), None);
    }

    #[test]
    fn a_common_denominator_up_to_a_limit_is_kept_exactly() {
        let third = Step::decimals(2).scaled(&Rational::ratio(1, 3).unwrap());
        assert_eq!((third.denominator(), third.storage(None)), (Some(300), Storage::Exact));
        assert_eq!(Step::decimals(18).storage(None), Storage::Exact);
        // The most stored decimals still hold these decimals exactly.
        assert_eq!(Step::decimals(24).storage(None), Storage::Exact);
        let fine = Step::decimals(18).scaled(&Rational::ratio(1, 3).unwrap());
        assert_eq!(fine.storage(None), Storage::Decimals { decimals: 24, short: 10 });
    }

    #[test]
    fn other_values_keep_fifteen_digits_of_their_finest_step() {
        assert_eq!(Step::FROM_DATA.storage(None), Storage::Decimals { decimals: 18, short: 0 });
        let small = Rational::ratio(1, 1_000_000).unwrap();
        assert_eq!(Step::FROM_DATA.storage(Some(&small)), Storage::Decimals { decimals: 18, short: 3 });
        let known = |digits| Step { digits: Some(digits), ..Step::FROM_DATA };
        assert_eq!(known(0).storage(None), Storage::Decimals { decimals: 15, short: 0 });
        assert_eq!(known(6).storage(None), Storage::Decimals { decimals: 21, short: 0 });
        assert_eq!(known(12).storage(None), Storage::Decimals { decimals: 24, short: 3 });
    }

    #[test]
    fn a_factor_below_one_makes_the_step_finer() {
        assert_eq!(digits_below_one(&Rational::ratio(1, 3).unwrap()), 1);
        assert_eq!(digits_below_one(&Rational::ratio(1, 100).unwrap()), 2);
        assert_eq!(digits_below_one(&Rational::from(60_i64)), 0);
        // Minutes with a decimal are multiples of six seconds.
        assert_eq!(Step::decimals(1).scaled(&Rational::from(60_i64)).denominator(), Some(1));
    }
}
