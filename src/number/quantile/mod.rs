//! The place of a quantile among sorted numbers.

use super::{Rational, Rounding};
use num_bigint::BigInt;
use num_traits::ToPrimitive;

/// The number of types of quantiles, which count from 1.
pub(crate) const QUANTILE_TYPES: u8 = 9;

/// Returns the place of a quantile among `count` numbers in ascending order: two positions that count from 0, and how
/// far the quantile is from the first to the second, from 0 to 1. `None` without numbers.
///
/// With p the share, n the count and x₁ … xₙ the numbers, the quantile is (1 − γ)·xⱼ + γ·xⱼ₊₁, with j the whole part of
/// n·p + m and g the rest (Hyndman and Fan, Sample quantiles in statistical packages, 1996):
///
/// | type | m | γ |
/// |---|---|---|
/// | 1 | 0 | 0 if g is 0, else 1 |
/// | 2 | 0 | 1/2 if g is 0, else 1 |
/// | 3 | -1/2 | 0 if g is 0 and j even, else 1 |
/// | 4 | 0 | g |
/// | 5 | 1/2 | g |
/// | 6 | p | g |
/// | 7 | 1 - p | g |
/// | 8 | (p + 1) / 3 | g |
/// | 9 | p / 4 + 3 / 8 | g |
///
/// Positions before the first and after the last number are the first and the last.
pub(crate) fn quantile_place(kind: u8, share: &Rational, count: usize) -> Option<(usize, usize, Rational)> {
    let last = count.checked_sub(1)?;
    let (one, half) = (Rational::one(), Rational::ratio(1, 2)?);
    let m = match kind {
        1 | 2 | 4 => Rational::zero(),
        3 => -&half,
        5 => half.clone(),
        6 => share.clone(),
        7 => &one - share,
        8 => (share + &one).checked_div(&Rational::from(3_i64))?,
        _ => &(share * &Rational::ratio(1, 4)?) + &Rational::ratio(3, 8)?,
    };
    let h = &(&Rational::from(BigInt::from(count)) * share) + &m;
    let j = h.round_to_integer(Rounding::Down);
    let g = &h - &Rational::from(j.clone());
    let even = (&j % BigInt::from(2)) == BigInt::from(0);
    let gamma = match (kind, g.is_zero()) {
        (1, true) => Rational::zero(),
        (2, true) => half,
        (3, true) if even => Rational::zero(),
        (1..=3, _) => one,
        _ => g,
    };
    // xⱼ is at position j - 1.
    let at = |position: BigInt| match position.to_i128() {
        Some(position) if position < 0 => 0,
        position => position.and_then(|p| usize::try_from(p).ok()).unwrap_or(last).min(last),
    };
    Some((at(&j - BigInt::from(1)), at(j), gamma))
}

#[cfg(test)]
mod tests;
