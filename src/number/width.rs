//! The machine integer that is wide enough for a column.

use num_bigint::BigInt;

use super::interval::Interval;

/// The most bits of a magnitude that a [`Width::Narrow`] integer holds: 63 minus the spare bit.
const NARROW_BITS: u64 = 62;

/// The most bits of a magnitude that a [`Width::Wide`] integer holds: 127 minus the spare bit.
const WIDE_BITS: u64 = 126;

/// The integers that a column of scaled values can be stored in, from the narrowest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Width {
    /// 64 bits, an `i64`.
    Narrow,
    /// 128 bits, an `i128`.
    Wide,
    /// As many bits as needed.
    Big,
}

/// Returns the narrowest integer that holds `v * denominator` for every `v` of `range` that is a multiple of
/// `1 / denominator`, with one bit to spare: the sum of two such integers cannot wrap either.
///
/// `denominator` is positive. A magnitude below `2^62` is [`Width::Narrow`], below `2^126` [`Width::Wide`], and
/// anything else, including an unbounded range, [`Width::Big`].
pub(crate) fn width(range: &Interval, denominator: &BigInt) -> Width {
    let Some(magnitude) = range.magnitude() else {
        return Width::Big;
    };
    // Multiples of 1/denominator become integers, so the floor of the largest magnitude bounds them, too.
    let largest = magnitude.numer() * denominator / magnitude.denom();
    if largest.bits() <= NARROW_BITS {
        Width::Narrow
    } else if largest.bits() <= WIDE_BITS {
        Width::Wide
    } else {
        Width::Big
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Rational;

    fn upto(n: i128, denominator: i64) -> Width {
        width(&Interval::new(Rational::from(-n), Rational::one()), &BigInt::from(denominator))
    }

    #[test]
    fn the_limits_are_exact() {
        assert_eq!(upto((1 << 62) - 1, 1), Width::Narrow);
        assert_eq!(upto(1 << 62, 1), Width::Wide);
        assert_eq!(upto((1 << 126) - 1, 1), Width::Wide);
        assert_eq!(upto(1 << 126, 1), Width::Big);
        assert_eq!(upto(1 << 61, 2), Width::Wide);
        assert_eq!(upto((1 << 61) - 1, 2), Width::Narrow);
    }

    #[test]
    fn fractions_of_a_unit_do_not_widen() {
        let just_below = Rational::from(1i128 << 62) - Rational::ratio(1, 3).unwrap();
        assert_eq!(width(&Interval::point(just_below), &BigInt::from(1)), Width::Narrow);
    }

    #[test]
    fn unbounded_ranges_are_big() {
        assert_eq!(width(&Interval::unbounded(), &BigInt::from(1)), Width::Big);
        assert_eq!(width(&Interval::at_least(Rational::zero()), &BigInt::from(1)), Width::Big);
        assert_eq!(width(&Interval::point(Rational::zero()), &BigInt::from(1)), Width::Narrow);
        assert!(Width::Narrow < Width::Wide && Width::Wide < Width::Big);
    }
}
