//! The value of a number: an exact fraction.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::round::Rounding;

/// An exact fraction of two integers, always in lowest terms with a positive denominator.
///
/// Equal values are equal, hash alike and print alike, however they were computed. There is no rounding and no
/// overflow; the only cost of a long computation is longer integers.
///
/// Copies share the integers: the ends of a range stand in the type of every expression that can reach them.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Rational(pub(super) Arc<BigRational>);

impl Rational {
    pub(super) fn new(fraction: BigRational) -> Rational {
        Rational(Arc::new(fraction))
    }

    /// The number 0.
    pub fn zero() -> Rational {
        Rational::new(BigRational::zero())
    }

    /// The number 1.
    pub fn one() -> Rational {
        Rational::new(BigRational::one())
    }

    /// The fraction `n / d`; `None` when `d` is zero.
    pub fn ratio(n: i64, d: i64) -> Option<Rational> {
        Rational::from_parts(BigInt::from(n), BigInt::from(d))
    }

    /// The fraction `n / d` of two integers of any size and sign; `None` when `d` is zero.
    pub fn from_parts(n: BigInt, d: BigInt) -> Option<Rational> {
        (!d.is_zero()).then(|| Rational::new(BigRational::new(n, d)))
    }

    /// The fraction of two integers that are known to have no common factor, the second above zero.
    pub(crate) fn lowest(n: BigInt, d: BigInt) -> Rational {
        Rational::new(BigRational::new_raw(n, d))
    }

    /// Numerator and denominator where each is a machine word, so that no product of two of them overflows.
    pub(super) fn small(&self) -> Option<(i128, i128)> {
        Some((self.numer().to_i64()?.into(), self.denom().to_i64()?.into()))
    }

    /// The fraction of two integers, the second not zero, neither the least that there is.
    pub(super) fn reduced(numer: i128, denom: i128) -> Rational {
        let (n, d) = (numer.unsigned_abs(), denom.unsigned_abs());
        let common = match (u64::try_from(n), u64::try_from(d)) {
            (Ok(n), Ok(d)) => n.gcd(&d).into(),
            _ => n.gcd(&d),
        };
        let sign = if (numer < 0) == (denom < 0) { Sign::Plus } else { Sign::Minus };
        Rational::lowest(BigInt::from_biguint(sign, (n / common).into()), BigInt::from(d / common))
    }

    /// The number written with `scale` decimals and the digits of `mantissa`: `mantissa / 10^scale`.
    pub fn from_scaled(mantissa: i128, scale: u32) -> Rational {
        Rational::over_power_of_ten(BigInt::from(mantissa), scale)
    }

    /// `mantissa / 10^scale` for a mantissa of any size.
    pub(crate) fn over_power_of_ten(mantissa: BigInt, scale: u32) -> Rational {
        if scale == 0 {
            return Rational::from(mantissa);
        }
        Rational::new(BigRational::new(mantissa, ten_to(scale)))
    }

    /// The power of ten `10^exponent`, for an exponent of either sign.
    pub fn pow10(exponent: i32) -> Rational {
        let power = ten_to(exponent.unsigned_abs());
        // 1 and a power of ten have no common factor, so nothing is left to reduce.
        Rational::new(if exponent < 0 { BigRational::new_raw(BigInt::one(), power) } else { BigRational::from(power) })
    }

    /// The numerator in lowest terms; it carries the sign.
    pub fn numer(&self) -> &BigInt {
        self.0.numer()
    }

    /// The denominator in lowest terms; always positive.
    pub fn denom(&self) -> &BigInt {
        self.0.denom()
    }

    /// The whole number that it is, where it is one that fits.
    pub fn whole(&self) -> Option<i128> {
        if self.is_integer() { i128::try_from(self.numer()).ok() } else { None }
    }

    /// Whether this is 0.
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// Whether this is below 0.
    pub fn is_negative(&self) -> bool {
        self.0.is_negative()
    }

    /// Whether this is above 0.
    pub fn is_positive(&self) -> bool {
        self.0.is_positive()
    }

    /// Whether this is a whole number.
    pub fn is_integer(&self) -> bool {
        self.0.is_integer()
    }

    /// The distance from 0.
    pub fn abs(&self) -> Rational {
        Rational::new(self.0.abs())
    }

    /// -1 below 0, 0 at 0, 1 above 0.
    pub fn signum(&self) -> i32 {
        i32::from(self.is_positive()) - i32::from(self.is_negative())
    }

    /// The exact quotient; `None` when `divisor` is 0.
    pub fn checked_div(&self, divisor: &Rational) -> Option<Rational> {
        if divisor.numer().is_one() && divisor.denom().is_one() {
            return Some(self.clone());
        }
        if divisor.is_zero() {
            return None;
        }
        Some(match self.small().zip(divisor.small()) {
            Some(((a, b), (c, d))) => Rational::reduced(a * d, b * c),
            None => Rational::new(&*self.0 / &*divisor.0),
        })
    }

    /// This number multiplied by itself `exponent` times; `x^0` is 1, also for `x = 0`.
    pub fn powi(&self, exponent: u32) -> Rational {
        // Powers of coprime integers are coprime: no reduction is needed.
        Rational::new(BigRational::new_raw(self.numer().pow(exponent), self.denom().pow(exponent)))
    }

    /// The least number of decimals that writes this number exactly; `None` when its decimals never end.
    ///
    /// A fraction in lowest terms terminates exactly when its denominator is `2^a * 5^b`, and then needs
    /// `max(a, b)` decimals: the fewest for which `10^s` is a multiple of the denominator.
    pub fn scale(&self) -> Option<u32> {
        if self.is_integer() {
            return Some(0);
        }
        let twos = self.denom().trailing_zeros().unwrap_or(0);
        let mut rest = self.denom() >> twos;
        let mut fives = 0u32;
        loop {
            let (quotient, remainder) = rest.div_rem(&BigInt::from(5));
            if !remainder.is_zero() {
                break;
            }
            rest = quotient;
            fives += 1;
        }
        let twos = u32::try_from(twos).ok()?;
        rest.is_one().then_some(twos.max(fives))
    }
}

impl Ord for Rational {
    fn cmp(&self, other: &Rational) -> Ordering {
        match self.small().zip(other.small()) {
            Some(((a, b), (c, d))) => (a * d).cmp(&(c * b)),
            None => self.0.cmp(&other.0),
        }
    }
}

impl PartialOrd for Rational {
    fn partial_cmp(&self, other: &Rational) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The integer `10^exponent`.
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
        Rational::from(BigInt::from(value))
    }
}

impl From<i128> for Rational {
    fn from(value: i128) -> Rational {
        Rational::from(BigInt::from(value))
    }
}

impl From<BigInt> for Rational {
    fn from(value: BigInt) -> Rational {
        Rational::new(BigRational::from(value))
    }
}

/// A whole number as `n`, a terminating fraction with just the decimals it needs, any other as `n/d`.
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
        assert_eq!((x.numer(), x.denom()), (&BigInt::from(-3), &BigInt::from(2)));
        assert_eq!(Rational::ratio(1, 0), None);
        assert_eq!((x.signum(), q(0, 5).signum(), x.abs().signum()), (-1, 0, 1));
        assert_eq!(q(i64::MIN, i64::MIN), Rational::one());
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
