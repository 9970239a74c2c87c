//! Powers with fractional exponents and geometric means, correctly rounded.
//!
//! Both end in one root. Comparing integers decides a root, so there is no series, no error bound and no doubt about
//! ties.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, ToPrimitive, Zero};

use super::rational::{Rational, ten_to};
use super::rounding::Rounding;

/// The largest numerator and denominator of an exponent that [`power`] takes.
pub(crate) const MAX_EXPONENT: u32 = 1000;

/// The most bits of the integers under a root. The numbers of a policy need far fewer bits; a result with so many would
/// take seconds.
pub(crate) const MAX_ROOT_BITS: u64 = 1 << 21;

/// A root of up to this many bits is found bit by bit.
const BISECTED_BITS: u64 = 12;

/// Returns `base` to the power `exponent`, correctly rounded to `scale` decimals: to the nearest, a tie to the even
/// digit.
///
/// A result with at most `scale` decimals is exact. `None` if there is no real result (a negative base with a
/// fractional exponent; zero with an exponent of zero or less), or if the result is too large to compute: the exponent
/// in lowest terms has a numerator or denominator beyond [`MAX_EXPONENT`], or the integers under the root would have
/// more than [`MAX_ROOT_BITS`] bits.
pub(crate) fn power(base: &Rational, exponent: &Rational, scale: u32) -> Option<Rational> {
    if base.is_zero() {
        return exponent.is_positive().then(Rational::zero);
    }
    let times = exponent.numer().magnitude().to_u32().filter(|n| *n <= MAX_EXPONENT)?;
    let degree = exponent.denom().to_u32().filter(|n| *n <= MAX_EXPONENT)?;
    if base.is_negative() && degree > 1 {
        return None;
    }
    if bits(base).saturating_mul(u64::from(times)) > MAX_ROOT_BITS {
        return None;
    }
    let raised = base.powi(times);
    let radicand = if exponent.is_negative() { Rational::one().checked_div(&raised)? } else { raised };
    root(&radicand.numer(), &radicand.denom(), degree, scale)
}

/// Returns the weighted geometric mean `(∏ value^weight)^(1 / ∑ weight)` of pairs `(weight, value)`, correctly rounded
/// to `scale` decimals: to the nearest, a tie to the even digit.
///
/// Weights are first scaled to coprime integers, so only their proportions matter; if all weights are 1, the result is
/// the plain geometric mean. A value of zero with a positive weight makes the mean zero; a weight of zero leaves its
/// value out. `None` if no weight is positive, if a weight or a value is negative, or if the integers under the root
/// would have more than [`MAX_ROOT_BITS`] bits.
pub(crate) fn geometric_mean(values: &[(Rational, Rational)], scale: u32) -> Option<Rational> {
    if values.iter().any(|(weight, value)| weight.is_negative() || value.is_negative()) {
        return None;
    }
    let counted: Vec<_> = values.iter().filter(|(weight, _)| weight.is_positive()).collect();
    if counted.is_empty() {
        return None;
    }
    if counted.iter().any(|(_, value)| value.is_zero()) {
        return Some(Rational::zero());
    }
    let weights = coprime_integers(counted.iter().map(|(weight, _)| weight))?;
    let terms = || counted.iter().zip(&weights).map(|((_, value), weight)| (value, *weight));
    let size =
        terms().fold(0u64, |sum, (value, weight)| sum.saturating_add(bits(value).saturating_mul(u64::from(weight))));
    if size > MAX_ROOT_BITS {
        return None;
    }
    let degree = weights.iter().try_fold(0u32, |sum, weight| sum.checked_add(*weight))?;
    let numer = terms().fold(BigInt::one(), |product, (value, weight)| product * value.numer().pow(weight));
    let denom = terms().fold(BigInt::one(), |product, (value, weight)| product * value.denom().pow(weight));
    root(&numer, &denom, degree, scale)
}

/// Returns the smallest integers in the same proportions as these positive weights; `None` if one of them is beyond 32
/// bits.
fn coprime_integers<'a>(weights: impl Iterator<Item = &'a Rational> + Clone) -> Option<Vec<u32>> {
    let multiple = weights.clone().fold(BigInt::one(), |lcm, weight| lcm.lcm(&weight.denom()));
    let whole: Vec<BigInt> = weights.map(|weight| weight.numer() * (&multiple / weight.denom())).collect();
    let common = whole.iter().fold(BigInt::zero(), |gcd, weight| gcd.gcd(weight));
    whole.iter().map(|weight| (weight / &common).to_u32()).collect()
}

/// Returns how many bits the numerator and the denominator have together: one more factor adds this many bits to a
/// product.
fn bits(x: &Rational) -> u64 {
    x.numer().bits() + x.denom().bits()
}

/// Returns the root of `numer / denom` of the given degree, rounded half even to `scale` decimals.
///
/// `denom` is positive, `degree` at least 1, and `numer` positive unless `degree` is 1. `None` beyond
/// [`MAX_ROOT_BITS`].
///
/// With `R = numer * 10^(scale * degree) / denom`, the answer in units of the last decimal is the `degree`-th root of
/// `R`. Its floor is the integer root of the floor of `R`, since an integer's power is at most `R` exactly when it is
/// at most the floor of `R`. The root is above the middle `floor + 1/2` exactly when
/// `numer * 10^(scale * degree) * 2^degree > denom * (2 * floor + 1)^degree`, and on the middle when the two are equal.
fn root(numer: &BigInt, denom: &BigInt, degree: u32, scale: u32) -> Option<Rational> {
    // Four bits per decimal is above log2(10).
    let shift = u64::from(scale).saturating_mul(u64::from(degree));
    let size = shift.saturating_mul(4).saturating_add(numer.bits()).saturating_add(denom.bits());
    if size > MAX_ROOT_BITS {
        return None;
    }
    if degree == 1 {
        return Rational::from_parts(numer.clone(), denom.clone()).map(|x| x.round(scale, Rounding::HalfEven));
    }
    let scaled = numer * ten_to(u32::try_from(shift).ok()?);
    let floor = integer_root(&(&scaled / denom), degree);
    let middle = denom * ((&floor << 1u32) + 1u32).pow(degree);
    let up = match (scaled << degree).cmp(&middle) {
        Ordering::Less => false,
        Ordering::Equal => floor.is_odd(),
        Ordering::Greater => true,
    };
    Some(Rational::over_power_of_ten(&if up { floor + 1 } else { floor }, scale))
}

/// Returns the largest integer whose power `degree` is at most `x`, for `x >= 0` and `degree >= 2`.
///
/// Newton's method from above falls until it reaches the floor of the root, and stops there. It is fast only from a
/// near start, so the first half of the bits comes from the root of a shortened `x`: if `r` is the integer root of
/// `x / 2^(d * degree)` rounded down, then `(r + 1) 2^d` is above the root of `x`.
fn integer_root(x: &BigInt, degree: u32) -> BigInt {
    let root_bits = x.bits() / u64::from(degree) + 1;
    if root_bits <= BISECTED_BITS {
        return bisected_root(x, degree, root_bits);
    }
    let dropped = root_bits / 2;
    let mut root = (integer_root(&(x >> (dropped * u64::from(degree))), degree) + 1u32) << dropped;
    loop {
        let next = (&root * (degree - 1) + x / root.pow(degree - 1)) / degree;
        if next >= root {
            return root;
        }
        root = next;
    }
}

/// Returns the integer root of `x`, known to be below `2^root_bits`; finds one bit after the other from the highest.
fn bisected_root(x: &BigInt, degree: u32, root_bits: u64) -> BigInt {
    (0..root_bits).rev().fold(BigInt::zero(), |root, bit| {
        let larger = &root + (BigInt::one() << bit);
        if larger.pow(degree) <= *x { larger } else { root }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Decimal;

    fn q(text: &str) -> Rational {
        Decimal::parse(text).unwrap().to_rational()
    }

    fn shown(base: &str, n: i64, d: i64, scale: u32) -> Option<String> {
        power(&q(base), &Rational::ratio(n, d).unwrap(), scale).map(|x| x.to_string())
    }

    fn mean(pairs: &[(&str, &str)], scale: u32) -> Option<String> {
        let pairs: Vec<_> = pairs.iter().map(|(weight, value)| (q(weight), q(value))).collect();
        geometric_mean(&pairs, scale).map(|x| x.to_string())
    }

    #[test]
    fn powers_are_correctly_rounded() {
        assert_eq!(shown("2", 1, 2, 12).as_deref(), Some("1.414213562373"));
        assert_eq!(shown("2", -1, 2, 12).as_deref(), Some("0.707106781187"));
        assert_eq!(shown("0.125", 2, 3, 4).as_deref(), Some("0.25"));
        assert_eq!(shown("-2", 3, 1, 0).as_deref(), Some("-8"));
        assert_eq!(shown("-2", -3, 1, 2).as_deref(), Some("-0.12"));
        assert_eq!(shown("7", 0, 1, 3).as_deref(), Some("1"));
        assert_eq!(shown("1000000000000", 1, 4, 0).as_deref(), Some("1000"));
    }

    #[test]
    fn integer_roots_are_floors() {
        for degree in [2u32, 3, 7, 100, 999] {
            for root in [1u64, 2, 4095, 4096, 1 << 40, u64::MAX] {
                let (root, power) = (BigInt::from(root), BigInt::from(root).pow(degree));
                assert_eq!(integer_root(&power, degree), root);
                assert_eq!(integer_root(&(&power - 1), degree), &root - 1);
                assert_eq!(integer_root(&((&root + 1u32).pow(degree) - 1), degree), root);
            }
        }
        assert_eq!(integer_root(&BigInt::zero(), 5), BigInt::zero());
    }

    #[test]
    fn ties_go_to_the_even_digit() {
        assert_eq!(shown("6.25", 1, 2, 0).as_deref(), Some("2"));
        assert_eq!(shown("12.25", 1, 2, 0).as_deref(), Some("4"));
        assert_eq!(shown("12.2499999999", 1, 2, 0).as_deref(), Some("3"));
        assert_eq!(shown("6.2500000001", 1, 2, 0).as_deref(), Some("3"));
        assert_eq!(shown("0.0625", 1, 2, 1).as_deref(), Some("0.2"));
    }

    #[test]
    fn powers_without_a_result_are_none() {
        assert_eq!(shown("-4", 1, 2, 2), None);
        assert_eq!(shown("0", 0, 1, 2), None);
        assert_eq!(shown("0", -1, 2, 2), None);
        assert_eq!(shown("0", 5000, 3, 2).as_deref(), Some("0"));
        assert_eq!(shown("2", 1001, 1, 2), None);
        assert_eq!(shown("2", 1, 1001, 2), None);
        assert_eq!(shown("1e999", 1000, 1, 2), None);
        assert_eq!(shown("2", 1, 2, u32::MAX), None);
        assert_eq!(shown("2", 1, 1, u32::MAX), None);
    }

    #[test]
    fn geometric_means() {
        assert_eq!(mean(&[("1", "2"), ("1", "8")], 6).as_deref(), Some("4"));
        assert_eq!(mean(&[("0.5", "2"), ("0.25", "32")], 6).as_deref(), Some("5.039684"));
        assert_eq!(mean(&[("1", "0"), ("1", "8")], 6).as_deref(), Some("0"));
        assert_eq!(mean(&[("0", "0"), ("3", "8")], 6).as_deref(), Some("8"));
        assert_eq!(mean(&[("0", "5")], 6), None);
        assert_eq!(mean(&[], 6), None);
        assert_eq!(mean(&[("1", "-1")], 6), None);
        assert_eq!(mean(&[("-1", "1"), ("2", "1")], 6), None);
        assert_eq!(mean(&[("1", "2"), ("4294967296", "3")], 6), None);
    }

    /// The human development index is the geometric mean of three indices between 0 and 1.
    #[test]
    fn human_development_index() {
        assert_eq!(mean(&[("1", "0.972"), ("1", "0.931"), ("1", "0.981")], 12).as_deref(), Some("0.96108467244"));
        assert_eq!(mean(&[("1", "0.5"), ("1", "0.5"), ("1", "0.5")], 12).as_deref(), Some("0.5"));
        assert_eq!(mean(&[("2", "0.4"), ("1", "0.65"), ("1", "0.81")], 12).as_deref(), Some("0.538740456007"));
    }
}
