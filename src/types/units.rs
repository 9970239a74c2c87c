//! Units: what may be added to and compared with what.
//!
//! Durations are held in seconds, so `90 minutes` and `1.5 hours` are the same value; working days are counted by a
//! calendar and are no durations. `points` is a word for the reader: points are plain numbers.

use crate::number::Rational;
use crate::syntax::ast::Quantity;

/// The unit of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// None: counts, ratings, shares, points.
    Plain,
    /// A duration, in seconds.
    Time,
    /// Working days.
    WorkingDays,
    /// Money.
    Money,
}

impl Unit {
    /// What a number of this unit is called.
    pub fn words(self) -> &'static str {
        match self {
            Unit::Plain => "a plain number",
            Unit::Time => "a duration",
            Unit::WorkingDays => "working days",
            Unit::Money => "money",
        }
    }

    /// The unit that a word names, and how many of its base one of it is. The grammar lists the words.
    pub fn named(word: &str) -> (Unit, i64) {
        match word {
            "second" | "seconds" => (Unit::Time, 1),
            "minute" | "minutes" => (Unit::Time, 60),
            "hour" | "hours" => (Unit::Time, 3600),
            "day" | "days" => (Unit::Time, 86_400),
            "working day" | "working days" => (Unit::WorkingDays, 1),
            _ => (Unit::Plain, 1),
        }
    }
}

/// The value of a quantity in the base of its unit: `50%` is one half, `2 hours` are 7,200 seconds.
pub fn value(quantity: &Quantity) -> (Rational, Unit) {
    let mut value = quantity.value.to_rational();
    if quantity.percent {
        value = value * Rational::pow10(-2);
    }
    let (unit, factor) = quantity.unit.as_ref().map_or((Unit::Plain, 1), |u| Unit::named(&u.word));
    (value * Rational::from(factor), unit)
}
