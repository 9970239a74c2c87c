//! Fixed-point enclosures of logarithms, with their error bounds.

use num_bigint::BigInt;
use num_traits::{One, Signed, Zero};

use super::rounding::{Rounding, divide_rounded};

/// A real number known to be in `low..=high`, both counted in units of `2^-bits`.
pub(super) struct Fixed {
    low: BigInt,
    high: BigInt,
}

impl Fixed {
    /// Returns the inverse hyperbolic tangent of `z = n / d`, for `0 <= z <= 1/3`: the sum of `z^(2k+1) / (2k+1)`.
    ///
    /// Error, in units of `2^-bits`. Every step rounds down, so the sum is a lower bound. Let `e_k` be the distance of
    /// the stored power below `z^(2k+1)`: `e_0 < 1`. The stored square is below `z^2` by less than `2z + 1 < 2`, so
    /// `e_(k+1) < e_k z^2 + 2z + 1 <= e_k/9 + 5/3`, and `e_k < 2` for all `k` by induction. The division by `2k+1`
    /// loses less than 1 more: less than 3 for each of the `N` terms. The first term left out was stored as 0, so
    /// `z^(2N+1) < 2`, and the rest of the series is below `2 / (1 - 1/9) < 3`. Together: less than `3N + 3`.
    fn atanh(n: &BigInt, d: &BigInt, bits: u64) -> Fixed {
        let mut power = (n << bits) / d;
        let square = (&power * &power) >> bits;
        let mut low = BigInt::zero();
        let mut terms = 0u32;
        while !power.is_zero() {
            low += &power / (2 * terms + 1);
            power = (power * &square) >> bits;
            terms += 1;
        }
        let high = &low + 3 * (terms + 1);
        Fixed { low, high }
    }

    /// Exactly 1.
    pub(super) fn one(bits: u64) -> Fixed {
        let one = BigInt::one() << bits;
        Fixed { low: one.clone(), high: one }
    }

    /// Returns the natural logarithm of 2, which is `2 atanh(1/3)`.
    pub(super) fn ln_2(bits: u64) -> Fixed {
        Fixed::atanh(&BigInt::one(), &BigInt::from(3), bits).times(2)
    }

    /// Returns the natural logarithm of `n / d`, for `n` and `d` positive: `k ln 2 + 2 atanh((m - 1) / (m + 1))`.
    ///
    /// `k` is the difference of the bit lengths, so that `m = n / (d 2^k)` is strictly between 1/2 and 2 and the
    /// argument of the series strictly between -1/3 and 1/3.
    pub(super) fn ln(n: &BigInt, d: &BigInt, bits: u64, ln_2: &Fixed) -> Fixed {
        let (n_bits, d_bits) = (n.bits(), d.bits());
        let (n, d) = (n << d_bits.saturating_sub(n_bits), d << n_bits.saturating_sub(d_bits));
        let (difference, sum) = (&n - &d, n + d);
        let series = Fixed::atanh(&difference.abs(), &sum, bits);
        let series = series.times(if difference.is_negative() { -2 } else { 2 });
        let shifts = ln_2.times(i128::from(n_bits) - i128::from(d_bits));
        Fixed { low: series.low + shifts.low, high: series.high + shifts.high }
    }

    /// Returns this number times an integer.
    fn times(&self, factor: i128) -> Fixed {
        let (low, high) = (&self.low * factor, &self.high * factor);
        if factor < 0 { Fixed { low: high, high: low } } else { Fixed { low, high } }
    }

    /// Returns the ends of this number divided by `divisor`, each rounded to whole units of the last decimal; `None` if
    /// the divisor cannot yet be distinguished from zero.
    ///
    /// Rounding never reverses an order, so the rounded true value is between the rounded ends.
    pub(super) fn quotient(&self, divisor: &Fixed, unit: &BigInt) -> Option<(BigInt, BigInt)> {
        if divisor.high.is_negative() {
            return self.times(-1).quotient(&divisor.times(-1), unit);
        }
        if !divisor.low.is_positive() {
            return None;
        }
        // A positive end is smallest over the largest divisor, a negative end over the smallest.
        let under_low = if self.low.is_negative() { &divisor.low } else { &divisor.high };
        let under_high = if self.high.is_negative() { &divisor.high } else { &divisor.low };
        Some((nearest(&self.low, under_low, unit), nearest(&self.high, under_high, unit)))
    }
}

/// Returns `n / d` in units of the last decimal, to the nearest integer, for `d > 0`.
fn nearest(n: &BigInt, d: &BigInt, unit: &BigInt) -> BigInt {
    divide_rounded(&(n * unit), d, Rounding::HalfEven)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The enclosure of `ln 2` at each precision contains the enclosure at four times the precision, and is narrow.
    #[test]
    fn enclosures_are_nested_and_narrow() {
        for bits in [8u64, 32, 100, 500] {
            let (rough, fine) = (Fixed::ln_2(bits), Fixed::ln_2(4 * bits));
            assert!(rough.low <= fine.low >> (3 * bits) && fine.high >> (3 * bits) <= rough.high);
            assert!(&rough.high - &rough.low <= BigInt::from(2 * bits + 12));
        }
    }

    #[test]
    fn quotients_take_their_extremes_by_sign() {
        let fixed = |low: i64, high: i64| Fixed { low: BigInt::from(low), high: BigInt::from(high) };
        let ends = |a: Fixed, b: Fixed| a.quotient(&b, &BigInt::one()).map(|(l, h)| (l.to_string(), h.to_string()));
        let pair = |low: &str, high: &str| Some((low.to_owned(), high.to_owned()));
        assert_eq!(ends(fixed(12, 24), fixed(2, 3)), pair("4", "12"));
        assert_eq!(ends(fixed(-24, -12), fixed(2, 3)), pair("-12", "-4"));
        assert_eq!(ends(fixed(-24, 12), fixed(2, 3)), pair("-12", "6"));
        assert_eq!(ends(fixed(12, 24), fixed(-3, -2)), pair("-12", "-4"));
        assert_eq!(ends(fixed(12, 24), fixed(0, 3)), None);
    }
}
