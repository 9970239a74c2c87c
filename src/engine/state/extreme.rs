//! The least or the greatest of many numbers.

use super::total::Number;
use crate::number::Rational;

/// The least or greatest number so far. The numbers of one column are all whole or all fractions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Extreme {
    greatest: bool,
    whole: Option<i128>,
    fraction: Option<Box<Rational>>,
}

impl Extreme {
    /// A state for the least number.
    pub(super) fn least() -> Extreme {
        Extreme { greatest: false, whole: None, fraction: None }
    }

    /// A state for the greatest number.
    pub(super) fn greatest() -> Extreme {
        Extreme { greatest: true, ..Extreme::least() }
    }

    /// Adds a number.
    pub(super) fn take(&mut self, number: Number<'_>) {
        match number {
            Number::Whole(n) => {
                let beyond = self.whole.is_none_or(|own| if self.greatest { n > own } else { n < own });
                if beyond {
                    self.whole = Some(n);
                }
            }
            Number::Fraction(n) => {
                let beyond = self.fraction.as_deref().is_none_or(|own| if self.greatest { n > own } else { n < own });
                if beyond {
                    self.fraction = Some(Box::new(n.clone()));
                }
            }
        }
    }

    /// Adds the numbers of other rows.
    pub(super) fn merge(&mut self, other: &Extreme) {
        if let Some(n) = other.whole {
            self.take(Number::Whole(n));
        }
        if let Some(n) = other.fraction.as_deref() {
            self.take(Number::Fraction(n));
        }
    }

    /// The number in the units of its column; `None` if there is none.
    pub(super) fn value(&self) -> Option<Number<'_>> {
        self.whole.map(Number::Whole).or(self.fraction.as_deref().map(Number::Fraction))
    }

    /// The least or greatest of two numbers.
    pub(super) fn of_two(&self, a: Rational, b: Rational) -> Rational {
        if self.greatest { a.max(b) } else { a.min(b) }
    }
}
