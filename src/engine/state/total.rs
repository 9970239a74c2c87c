//! Sums that never wrap and do not depend on an order.

use crate::faults::fault;
use crate::number::Rational;

/// A number of a column: a whole number in the column's units, or a fraction.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Number<'c> {
    /// A whole number.
    Whole(i128),
    /// A fraction.
    Fraction(&'c Rational),
}

impl Number<'_> {
    /// The number as a fraction.
    pub(crate) fn fraction(self) -> Rational {
        match self {
            Number::Whole(n) => Rational::from(n),
            Number::Fraction(n) => n.clone(),
        }
    }
}

/// A sum: an integer of 128 bits, and a fraction for all that did not fit. Their sum is exact, so the order of the
/// terms is not visible.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Total {
    small: i128,
    large: Option<Box<Rational>>,
}

impl Total {
    /// Adds a whole number.
    #[inline]
    pub(crate) fn add_whole(&mut self, n: i128) {
        if fault!(SumWraps) {
            self.small = self.small.wrapping_add(n);
            return;
        }
        match self.small.checked_add(n) {
            Some(sum) => self.small = sum,
            None => self.spill_small(n),
        }
    }

    #[cold]
    fn spill_small(&mut self, n: i128) {
        self.spill(&Rational::from(self.small));
        self.small = n;
    }

    fn spill(&mut self, n: &Rational) {
        let large = self.large.get_or_insert_default();
        **large = &**large + n;
    }

    /// Adds a number.
    pub(crate) fn add(&mut self, number: Number<'_>) {
        match number {
            Number::Whole(n) => self.add_whole(n),
            Number::Fraction(n) => self.spill(n),
        }
    }

    /// Adds a product.
    pub(crate) fn add_product(&mut self, a: Number<'_>, b: Number<'_>) {
        if let (Number::Whole(a), Number::Whole(b)) = (a, b)
            && let Some(product) = a.checked_mul(b)
        {
            return self.add_whole(product);
        }
        self.spill(&(a.fraction() * b.fraction()));
    }

    /// Adds another sum.
    pub(crate) fn merge(&mut self, other: &Total) {
        self.add_whole(other.small);
        if let Some(large) = &other.large {
            self.spill(large);
        }
    }

    /// The sum in the units of its terms.
    pub(crate) fn value(&self) -> Rational {
        match &self.large {
            Some(large) => &**large + &Rational::from(self.small),
            None => Rational::from(self.small),
        }
    }
}
