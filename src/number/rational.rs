//! The value of a number: an exact fraction.

use std::cmp::Ordering;
use std::fmt;
use std::num::NonZeroU64;
use std::sync::Arc;

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::rounding::Rounding;

/// An exact fraction of two integers, always in lowest terms with a positive denominator.
///
/// Equal values are equal, and have the same hash and the same text, however they were computed. There is no rounding
/// and no overflow; the only cost of a long computation is longer integers.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Rational(Form);

/// How a fraction is stored. Each value has exactly one form: the first, if it fits.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Form {
    /// Numerator and denominator are machine words, neither above [`i64::MAX`]. Nearly every number of a policy fits.
    Small(i64, NonZeroU64),
    /// At least one of them is longer. Copies share the integers.
    Big(Arc<BigRational>),
}

/// One, the denominator of whole numbers.
const WHOLE: NonZeroU64 = NonZeroU64::MIN;

impl Rational {
    /// The number 0.
    pub fn zero() -> Rational {
        Rational::from(0_i64)
    }

    /// The number 1.
    pub fn one() -> Rational {
        Rational::from(1_i64)
    }

    /// Returns the fraction `n / d`; `None` if `d` is zero.
    pub fn ratio(n: i64, d: i64) -> Option<Rational> {
        (d != 0).then(|| Rational::reduced(n.into(), d.into()))
    }

    /// Returns the fraction `n / d` of two integers of any size and sign; `None` if `d` is zero.
    pub fn from_parts(n: BigInt, d: BigInt) -> Option<Rational> {
        (!d.is_zero()).then(|| Rational::of_any_size(BigRational::new(n, d)))
    }

    /// Returns the fraction of two integers that are known to have no common factor, the second above zero.
    pub(crate) fn lowest(n: BigInt, d: BigInt) -> Rational {
        Rational::of_any_size(BigRational::new_raw(n, d))
    }

    /// Returns the fraction of two such integers if both are machine words.
    pub(super) fn small(n: i128, d: i128) -> Option<Rational> {
        let (n, d) = (i64::try_from(n).ok()?, i64::try_from(d).ok()?);
        Some(Rational(Form::Small(n, NonZeroU64::new(d.unsigned_abs())?)))
    }

    /// Returns a fraction in lowest terms, in its form.
    pub(super) fn of_any_size(fraction: BigRational) -> Rational {
        let words = fraction.numer().to_i64().zip(fraction.denom().to_i64());
        let small = words.and_then(|(n, d)| Rational::small(n.into(), d.into()));
        small.unwrap_or_else(|| Rational(Form::Big(Arc::new(fraction))))
    }

    /// Returns the fraction with integers of any size.
    pub(super) fn to_any_size(&self) -> BigRational {
        BigRational::new_raw(self.numer(), self.denom())
    }

    /// Returns numerator and denominator if each is a machine word, so that no product of two of them overflows.
    pub(super) fn words(&self) -> Option<(i128, i128)> {
        match self.0 {
            Form::Small(n, d) => Some((n.into(), d.get().into())),
            Form::Big(_) => None,
        }
    }

    /// Returns the fraction of two integers. The second is not zero, and neither is [`i128::MIN`].
    pub(super) fn reduced(numer: i128, denom: i128) -> Rational {
        let (n, d) = (numer.unsigned_abs(), denom.unsigned_abs());
        let common = match (u64::try_from(n), u64::try_from(d)) {
            (_, Ok(1)) => 1,
            (Ok(n), Ok(d)) => n.gcd(&d).into(),
            _ => n.gcd(&d),
        };
        // Neither integer is `i128::MIN`, so both fit with their sign.
        let (n, d) = ((n / common).cast_signed(), (d / common).cast_signed());
        let n = if (numer < 0) == (denom < 0) { n } else { -n };
        Rational::small(n, d).unwrap_or_else(|| Rational::lowest(n.into(), d.into()))
    }

    /// Returns the number written with `scale` decimals and the digits of `mantissa`: `mantissa / 10^scale`.
    pub fn from_scaled(mantissa: i128, scale: u32) -> Rational {
        Rational::over_power_of_ten(&BigInt::from(mantissa), scale)
    }

    /// Returns `mantissa / 10^scale` for a mantissa of any size.
    pub(crate) fn over_power_of_ten(mantissa: &BigInt, scale: u32) -> Rational {
        match mantissa.to_i64().zip(10_i64.checked_pow(scale)) {
            Some((mantissa, power)) => Rational::reduced(mantissa.into(), power.into()),
            None => Rational::of_any_size(BigRational::new(mantissa.clone(), ten_to(scale))),
        }
    }

    /// Returns the power of ten `10^exponent`, for an exponent of either sign.
    pub fn pow10(exponent: i32) -> Rational {
        let power = Rational::from(ten_to(exponent.unsigned_abs()));
        if exponent < 0 { Rational::lowest(BigInt::one(), power.numer()) } else { power }
    }

    /// Whether numerator and denominator are machine words.
    pub fn is_short(&self) -> bool {
        matches!(self.0, Form::Small(..))
    }

    /// Returns the numerator in lowest terms; it has the sign.
    pub fn numer(&self) -> BigInt {
        match &self.0 {
            Form::Small(n, _) => BigInt::from(*n),
            Form::Big(fraction) => fraction.numer().clone(),
        }
    }

    /// Returns the denominator in lowest terms; it is always positive.
    pub fn denom(&self) -> BigInt {
        match &self.0 {
            Form::Small(_, d) => BigInt::from(d.get()),
            Form::Big(fraction) => fraction.denom().clone(),
        }
    }

    /// Returns this number as an integer; `None` if it is not whole or does not fit.
    pub fn whole(&self) -> Option<i128> {
        match &self.0 {
            Form::Small(n, d) => (*d == WHOLE).then_some((*n).into()),
            Form::Big(fraction) => {
                if fraction.is_integer() {
                    fraction.numer().to_i128()
                } else {
                    None
                }
            }
        }
    }

    /// Whether this is 0.
    pub fn is_zero(&self) -> bool {
        self.signum() == 0
    }

    /// Whether this is below 0.
    pub fn is_negative(&self) -> bool {
        self.signum() < 0
    }

    /// Whether this is above 0.
    pub fn is_positive(&self) -> bool {
        self.signum() > 0
    }

    /// Whether this is a whole number.
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Form::Small(_, d) => *d == WHOLE,
            Form::Big(fraction) => fraction.is_integer(),
        }
    }

    /// Returns the distance from 0.
    pub fn abs(&self) -> Rational {
        if self.is_negative() { -self } else { self.clone() }
    }

    /// Returns -1 below 0, 0 at 0 and 1 above 0.
    pub fn signum(&self) -> i32 {
        match &self.0 {
            Form::Small(n, _) => i32::from(*n > 0) - i32::from(*n < 0),
            Form::Big(fraction) => {
                if fraction.is_negative() {
                    -1
                } else {
                    1
                }
            }
        }
    }

    /// Returns the exact quotient; `None` if `divisor` is 0.
    pub fn checked_div(&self, divisor: &Rational) -> Option<Rational> {
        if divisor.is_zero() {
            return None;
        }
        Some(match self.words().zip(divisor.words()) {
            Some(((a, b), (c, d))) => Rational::reduced(a * d, b * c),
            None => Rational::of_any_size(self.to_any_size() / divisor.to_any_size()),
        })
    }

    /// Returns the product of `exponent` factors of this number; `x^0` is 1, also for `x = 0`.
    pub fn powi(&self, exponent: u32) -> Rational {
        // Powers of coprime integers are coprime, so no reduction is needed.
        Rational::lowest(self.numer().pow(exponent), self.denom().pow(exponent))
    }

    /// Returns the least number of decimals that writes this number exactly; `None` if its decimals never end.
    ///
    /// A fraction in lowest terms terminates exactly when its denominator is `2^a * 5^b`, and then needs
    /// `max(a, b)` decimals: the fewest for which `10^s` is a multiple of the denominator.
    pub fn scale(&self) -> Option<u32> {
        match &self.0 {
            Form::Small(_, d) => decimals_of(d.get()),
            Form::Big(fraction) => decimals_of(fraction.denom().clone()),
        }
    }
}

/// Returns the number of decimals of one over this whole number; `None` if they never end.
fn decimals_of<I: Integer + From<u8>>(mut denom: I) -> Option<u32> {
    let mut taken_out = |factor: I| {
        let mut times = 0;
        loop {
            let (rest, remainder) = denom.div_rem(&factor);
            if !remainder.is_zero() {
                return times;
            }
            (denom, times) = (rest, times + 1);
        }
    };
    let most = u32::max(taken_out(2.into()), taken_out(5.into()));
    denom.is_one().then_some(most)
}

impl Ord for Rational {
    fn cmp(&self, other: &Rational) -> Ordering {
        match (&self.0, &other.0) {
            // A whole number that is longer than a word is beyond all numbers of one word.
            (Form::Small(..), Form::Big(long)) if long.is_integer() => 0.cmp(&other.signum()),
            (Form::Big(long), Form::Small(..)) if long.is_integer() => self.signum().cmp(&0),
            _ => match self.words().zip(other.words()) {
                Some(((a, b), (c, d))) => (a * d).cmp(&(c * b)),
                None => self.to_any_size().cmp(&other.to_any_size()),
            },
        }
    }
}

impl PartialOrd for Rational {
    fn partial_cmp(&self, other: &Rational) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Returns the integer `10^exponent`.
pub(crate) fn ten_to(exponent: u32) -> BigInt {
    // Scales are small in practice; a machine power spares the repeated squaring.
    match 10u128.checked_pow(exponent) {
        Some(power) => BigInt::from(power),
        None => BigInt::from(10).pow(exponent),
    }
}

impl Default for Rational {
    fn default() -> Rational {
        Rational::zero()
    }
}

impl From<i64> for Rational {
    fn from(value: i64) -> Rational {
        Rational(Form::Small(value, WHOLE))
    }
}

impl From<i128> for Rational {
    fn from(value: i128) -> Rational {
        Rational::from(BigInt::from(value))
    }
}

impl From<BigInt> for Rational {
    fn from(value: BigInt) -> Rational {
        Rational::lowest(value, BigInt::one())
    }
}

/// Writes a whole number as `n`, a terminating fraction with just the decimals that it needs, and any other as `n/d`.
impl fmt::Display for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.scale() {
            // The scale is exact, so the mode has nothing to decide.
            Some(scale) => self.to_decimal(scale, Rounding::HalfEven).fmt(f),
            None => {
                let text = format!("{}/{}", self.numer().magnitude(), self.denom());
                f.pad_integral(!self.is_negative(), "", &text)
            }
        }
    }
}

impl fmt::Debug for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rational({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn q(n: i64, d: i64) -> Rational {
        Rational::ratio(n, d).unwrap()
    }

    #[test]
    fn quotients_and_powers_are_exact() {
        assert_eq!(q(1, 2).checked_div(&q(-3, 4)), Some(q(-2, 3)));
        assert_eq!(q(1, 2).checked_div(&Rational::zero()), None);
        assert_eq!(q(-2, 3).powi(3), q(-8, 27));
        assert_eq!(Rational::zero().powi(0), Rational::one());
    }

    #[test]
    fn the_denominator_is_positive_and_reduced() {
        let x = q(6, -4);
        assert_eq!((x.numer(), x.denom()), (BigInt::from(-3), BigInt::from(2)));
        assert_eq!(Rational::ratio(1, 0), None);
        assert_eq!((x.signum(), q(0, 5).signum(), x.abs().signum()), (-1, 0, 1));
        assert_eq!(q(i64::MIN, i64::MIN), Rational::one());
        assert_eq!(-(-Rational::from(i64::MIN)), Rational::from(i64::MIN));
    }

    #[test]
    fn each_value_has_one_form() {
        let (most, least) = (Rational::from(i64::MAX), Rational::from(i64::MIN));
        let long = &most + &Rational::one();
        assert_eq!((most.is_short(), least.is_short(), long.is_short()), (true, true, false));
        let ways = [&long - &Rational::one(), -(&least + &Rational::one()), -(-&long) - Rational::one()];
        assert!(ways.iter().all(|way| *way == most && way.is_short()));
        assert_eq!(least.abs(), long);
        assert_eq!((long.checked_div(&long), long.whole()), (Some(Rational::one()), Some(1 << 63)));
        assert_eq!(Rational::ratio(1, i64::MIN).map(|x| x.is_short()), Some(false));
        assert_eq!(size_of::<Rational>(), 16);
    }

    #[test]
    fn scale_counts_the_decimals_needed() {
        assert_eq!(q(7, 1).scale(), Some(0));
        assert_eq!(q(1, 8).scale(), Some(3));
        assert_eq!(q(3, 50).scale(), Some(2));
        assert_eq!(q(1, 3).scale(), None);
        assert_eq!(Rational::pow10(-50).scale(), Some(50));
        assert_eq!(Rational::pow10(50).scale(), Some(0));
        assert_eq!(Rational::from_scaled(1500, 3), q(3, 2));
    }

    #[test]
    fn display_prefers_decimals() {
        let shown = [q(7, 1), q(-1, 2), q(1, 8), q(-5, 3), q(0, 9)].map(|x| x.to_string());
        assert_eq!(shown, ["7", "-0.5", "0.125", "-5/3", "0"]);
        assert_eq!(format!("{:>6}", q(1, 3)), "   1/3");
    }
}
