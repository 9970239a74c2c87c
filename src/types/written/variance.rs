//! Variance and standard deviation as means, counts and a root, so that the rules for those (missing values, exact
//! sums, reasons) also hold for these.

use crate::faults::fault;
use crate::messages::types::common as say;
use crate::number::{Interval, Rational};
use crate::source::Span;
use crate::types::error::ErrorBound;
use crate::types::op::{Comparison, How, MissingRule};
use crate::types::typed::Expr;
use crate::types::typed::build::{self, Rows};
use crate::types::units::Unit;

/// Values whose spread is computed.
#[derive(Clone, Debug)]
pub(crate) struct Spread {
    /// The rows with their values, as they enter an aggregate.
    pub rows: Rows,
    /// What happens if a value is missing; it does not count as a number.
    pub missing: MissingRule,
    /// Whether the values are a sample: the sum of squares is then divided by the number of values minus one.
    pub is_sample: bool,
}

impl Spread {
    /// The mean of the squares minus the square of the mean; for a sample, times n / (n - 1). Missing for fewer than
    /// one value, or two for a sample. It has no unit, whatever the unit of the values. `None` if the values are not
    /// numbers.
    pub(crate) fn variance(&self, span: Span) -> Option<Expr> {
        let of = self.rows.value.clone()?;
        let number = of.number()?.clone();
        // The square of a duration has no unit.
        let value = of.in_unit(Unit::Plain);
        let square = build::times(value.clone(), value.clone(), span).within(&Interval::at_least(Rational::zero()));
        let (mean, of_squares) = (self.mean(value.clone(), span), self.mean(square, span));
        let mut spread = build::minus(of_squares, build::times(mean.clone(), mean, span), span);
        let count = self.count(&value, span);
        let least = if self.is_sample { 2 } else { 1 };
        let few = build::compare(Comparison::Below, count.clone(), build::plain(least, span), span);
        if self.is_sample && !fault!(SampleDividesByAll) {
            let free = build::minus(count.clone(), build::plain(1, span), span);
            spread = build::times(spread, build::over(count, free, span), span);
        }
        let width = number.range.lo.as_ref().zip(number.range.hi.as_ref()).map(|(lo, hi)| hi - lo);
        let range = Interval { lo: Some(Rational::zero()), hi: width.as_ref().map(|width| width * width) };
        let spread = spread.within(&range).off_by(number.error.of_variance(width.as_ref()));
        let why = if self.is_sample { say::fewer_than_two_values() } else { say::fewer_than_one_value() };
        let none = build::nothing(Some(why.to_owned()), spread.ty.clone(), span);
        Some(build::first([(none, few)], spread, span))
    }

    /// The root of the variance, correctly rounded to so many decimals, in the unit of the values.
    pub(crate) fn deviation(&self, decimals: u32, span: Span) -> Option<Expr> {
        let number = self.rows.value.as_ref()?.number()?;
        let error = number.error.of_deviation().plus(ErrorBound::of_root(decimals));
        Some(build::root(self.variance(span)?, decimals, span).off_by(error).in_unit(number.unit))
    }

    fn mean(&self, of: Expr, span: Span) -> Expr {
        self.rows.of(of).together(How::Mean, self.missing.clone(), None, span)
    }

    /// How many rows have a value.
    fn count(&self, value: &Expr, span: Span) -> Expr {
        let there = build::is_there(value, span);
        let there = if fault!(SpreadCountsEveryRow) { build::yes_no(true, span) } else { there };
        self.rows.narrowed(there, span).count(span)
    }
}
