//! The ends of intervals: the number line with a point at infinity on each side.

use super::rational::Rational;

/// One end of an interval, in the order of the extended number line.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum End {
    /// Below every number.
    Below,
    /// At this number.
    At(Rational),
    /// Above every number.
    Above,
}

impl End {
    /// Returns the end as a bound; `None` for an infinity.
    pub(super) fn bound(self) -> Option<Rational> {
        match self {
            End::At(value) => Some(value),
            End::Below | End::Above => None,
        }
    }

    /// Returns -1, 0 or 1.
    fn signum(&self) -> i32 {
        match self {
            End::Below => -1,
            End::At(value) => value.signum(),
            End::Above => 1,
        }
    }

    /// Returns the product of two ends. Zero times unbounded is zero: zero times any number of the unbounded side,
    /// however large, is zero.
    pub(super) fn times(&self, other: &End) -> End {
        match (self, other) {
            (End::At(a), End::At(b)) => End::At(a * b),
            _ => match self.signum() * other.signum() {
                0 => End::At(Rational::zero()),
                sign if sign < 0 => End::Below,
                _ => End::Above,
            },
        }
    }
}
