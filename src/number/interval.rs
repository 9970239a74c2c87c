//! The possible values of a number: a closed range, which can be unbounded.

use std::fmt;

use super::end::End;
use super::rational::Rational;
use super::rounding::Rounding;

/// All numbers from `lo` to `hi`, both included; an end that is `None` is unbounded on that side.
///
/// `lo` is never above `hi`: an interval is never empty. Each operation gives the smallest such interval that holds
/// every result for operands taken from the given ones.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Interval {
    /// The least number; `None` if the interval is unbounded below.
    pub lo: Option<Rational>,
    /// The greatest number; `None` if the interval is unbounded above.
    pub hi: Option<Rational>,
}

/// Adds two bounds; if either is missing, so is the sum.
fn sum(a: &Option<Rational>, b: &Option<Rational>) -> Option<Rational> {
    Some(a.as_ref()? + b.as_ref()?)
}

impl Interval {
    /// Returns the interval of the one number `value`.
    pub fn point(value: Rational) -> Interval {
        Interval { lo: Some(value.clone()), hi: Some(value) }
    }

    /// Returns the interval between `a` and `b`, given in either order.
    pub fn new(a: Rational, b: Rational) -> Interval {
        let (lo, hi) = if a <= b { (a, b) } else { (b, a) };
        Interval { lo: Some(lo), hi: Some(hi) }
    }

    /// Returns the interval of all numbers.
    pub fn unbounded() -> Interval {
        Interval { lo: None, hi: None }
    }

    /// Returns the interval of the numbers that are `lo` or more.
    pub fn at_least(lo: Rational) -> Interval {
        Interval { lo: Some(lo), hi: None }
    }

    /// Returns the interval of the numbers that are `hi` or less.
    pub fn at_most(hi: Rational) -> Interval {
        Interval { lo: None, hi: Some(hi) }
    }

    fn low_end(&self) -> End {
        self.lo.clone().map_or(End::Below, End::At)
    }

    fn high_end(&self) -> End {
        self.hi.clone().map_or(End::Above, End::At)
    }

    fn between(lo: End, hi: End) -> Interval {
        Interval { lo: lo.bound(), hi: hi.bound() }
    }

    /// Whether `value` is one of these numbers.
    pub fn contains(&self, value: &Rational) -> bool {
        self.lo.as_ref().is_none_or(|lo| lo <= value) && self.hi.as_ref().is_none_or(|hi| value <= hi)
    }

    /// Whether all these numbers are in `other`.
    pub fn within(&self, other: &Interval) -> bool {
        other.low_end() <= self.low_end() && self.high_end() <= other.high_end()
    }

    /// Returns the smallest interval that contains both intervals.
    pub fn hull(&self, other: &Interval) -> Interval {
        Interval::between(self.low_end().min(other.low_end()), self.high_end().max(other.high_end()))
    }

    /// Returns the numbers that are in both intervals; `None` if there are none.
    pub fn intersect(&self, other: &Interval) -> Option<Interval> {
        let (lo, hi) = (self.low_end().max(other.low_end()), self.high_end().min(other.high_end()));
        (lo <= hi).then(|| Interval::between(lo, hi))
    }

    /// Returns the sums of a number of each interval.
    pub fn add(&self, other: &Interval) -> Interval {
        Interval { lo: sum(&self.lo, &other.lo), hi: sum(&self.hi, &other.hi) }
    }

    /// Returns the differences of a number of each interval.
    pub fn sub(&self, other: &Interval) -> Interval {
        self.add(&other.neg())
    }

    /// Returns the numbers with the opposite sign.
    pub fn neg(&self) -> Interval {
        Interval { lo: self.hi.as_ref().map(|hi| -hi), hi: self.lo.as_ref().map(|lo| -lo) }
    }

    /// Returns the products of a number of each interval.
    ///
    /// A product takes its extremes when both factors are at an end (R. E. Moore, "Interval Analysis", 1966).
    pub fn mul(&self, other: &Interval) -> Interval {
        let (a, b) = (self.low_end(), self.high_end());
        let (c, d) = (other.low_end(), other.high_end());
        let (ac, ad, bc, bd) = (a.times(&c), a.times(&d), b.times(&c), b.times(&d));
        let lo = ac.clone().min(ad.clone()).min(bc.clone()).min(bd.clone());
        Interval::between(lo, ac.max(ad).max(bc).max(bd))
    }

    /// Returns the quotients of a number of each interval; `None` if the divisor can be zero.
    ///
    /// The caller decides how to treat a possible zero: as an error, or as [`Interval::unbounded`] for the remaining
    /// quotients. With an unbounded divisor the quotients come arbitrarily near to zero, and zero is included.
    pub fn div(&self, divisor: &Interval) -> Option<Interval> {
        if divisor.contains(&Rational::zero()) {
            return None;
        }
        // All divisors have one sign, on which the reciprocal is decreasing; at an unbounded end it is arbitrarily
        // small.
        let reciprocal = |end: &Option<Rational>| match end {
            Some(value) => Rational::one().checked_div(value),
            None => Some(Rational::zero()),
        };
        Some(self.mul(&Interval { lo: reciprocal(&divisor.hi), hi: reciprocal(&divisor.lo) }))
    }

    /// Returns the lesser of a number of each interval.
    pub fn min(&self, other: &Interval) -> Interval {
        Interval::between(self.low_end().min(other.low_end()), self.high_end().min(other.high_end()))
    }

    /// Returns the greater of a number of each interval.
    pub fn max(&self, other: &Interval) -> Interval {
        Interval::between(self.low_end().max(other.low_end()), self.high_end().max(other.high_end()))
    }

    /// Returns the absolute values of the numbers.
    pub fn abs(&self) -> Interval {
        if self.contains(&Rational::zero()) {
            return Interval { lo: Some(Rational::zero()), hi: self.magnitude() };
        }
        // All numbers have one sign.
        if self.lo.as_ref().is_some_and(Rational::is_positive) { self.clone() } else { self.neg() }
    }

    /// Limits the numbers to a lower and an upper limit, which are ranges themselves: first to at least `lo`, then to
    /// at most `hi`.
    pub fn clamp(&self, lo: &Interval, hi: &Interval) -> Interval {
        self.max(lo).min(hi)
    }

    /// Returns the results of `f`, which must never fall when its argument rises: rounding, adding a constant, and the
    /// like.
    ///
    /// An unbounded side stays unbounded, even if `f` levels off there.
    pub fn map_monotone(&self, f: impl Fn(&Rational) -> Rational) -> Interval {
        Interval { lo: self.lo.as_ref().map(&f), hi: self.hi.as_ref().map(&f) }
    }

    /// Returns the largest distance from zero, rounded up to whole units of 10^-`scale`; `None` if a side is unbounded
    /// or the distance does not fit an `i128` (about 38 digits).
    pub fn most_units(&self, scale: u32) -> Option<i128> {
        self.magnitude()?.to_decimal(scale, Rounding::Up).mantissa_i128()
    }

    /// Returns the largest distance from zero; `None` if a side is unbounded.
    pub fn magnitude(&self) -> Option<Rational> {
        Some(self.lo.as_ref()?.abs().max(self.hi.as_ref()?.abs()))
    }
}

/// Writes `lo..hi`, with `…` for an unbounded end.
impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = |end: &Option<Rational>| end.as_ref().map_or_else(|| "…".to_owned(), Rational::to_string);
        write!(f, "{}..{}", end(&self.lo), end(&self.hi))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn int(n: i64) -> Rational {
        Rational::from(n)
    }

    fn range(lo: i64, hi: i64) -> Interval {
        Interval::new(int(lo), int(hi))
    }

    #[test]
    fn sets() {
        assert_eq!(range(5, 1), range(1, 5));
        assert!(range(1, 5).contains(&int(1)) && range(1, 5).contains(&int(5)) && !range(1, 5).contains(&int(6)));
        assert!(range(1, 5).within(&range(1, 5)) && range(1, 5).within(&Interval::at_least(int(0))));
        assert!(!Interval::at_least(int(2)).within(&range(1, 5)) && !Interval::unbounded().within(&range(1, 5)));
        assert_eq!(range(1, 2).hull(&range(4, 5)), range(1, 5));
        assert_eq!(range(1, 4).intersect(&Interval::at_least(int(4))), Some(range(4, 4)));
        assert_eq!(range(1, 2).intersect(&range(3, 4)), None);
    }

    #[test]
    fn arithmetic() {
        assert_eq!(range(1, 2).add(&range(-5, 3)), range(-4, 5));
        assert_eq!(range(1, 2).sub(&range(-5, 3)), range(-2, 7));
        assert_eq!(range(-2, 3).mul(&range(-5, 4)), range(-15, 12));
        assert_eq!(
            range(1, 6).div(&range(-2, -1)),
            Some(range(-6, -1).hull(&Interval::point(Rational::ratio(-1, 2).unwrap())))
        );
        assert_eq!(range(1, 6).div(&range(-1, 1)), None);
        assert_eq!(range(1, 6).div(&Interval::at_least(int(2))), Some(range(0, 3)));
        assert_eq!(range(-7, 3).abs(), range(0, 7));
        assert_eq!(Interval::at_most(int(-3)).abs(), Interval::at_least(int(3)));
        assert_eq!(range(-7, 3).magnitude(), Some(int(7)));
    }

    #[test]
    fn zero_times_unbounded_is_zero() {
        assert_eq!(range(0, 0).mul(&Interval::unbounded()), range(0, 0));
        assert_eq!(range(0, 1).mul(&Interval::at_least(int(0))), Interval::at_least(int(0)));
        assert_eq!(range(-1, 0).mul(&Interval::at_least(int(2))), Interval::at_most(int(0)));
        assert_eq!(range(-1, 1).mul(&Interval::at_least(int(2))), Interval::unbounded());
    }

    #[test]
    fn choices() {
        let limits = (Interval::point(int(0)), Interval::point(int(100)));
        assert_eq!(Interval::unbounded().clamp(&limits.0, &limits.1), range(0, 100));
        assert_eq!(range(-5, 40).clamp(&limits.0, &limits.1), range(0, 40));
        assert_eq!(range(1, 9).min(&Interval::at_most(int(4))), Interval::at_most(int(4)));
        assert_eq!(range(1, 9).max(&range(3, 4)), range(3, 9));
        assert_eq!(Interval::at_least(int(2)).map_monotone(|x| x + int(1)), Interval::at_least(int(3)));
    }

    #[test]
    fn display_marks_unbounded_ends() {
        let half = Rational::ratio(1, 2).unwrap();
        assert_eq!(Interval::new(-&half, int(3)).to_string(), "-0.5..3");
        assert_eq!(Interval::at_least(half).to_string(), "0.5..…");
        assert_eq!(Interval::unbounded().to_string(), "…..…");
    }
}
