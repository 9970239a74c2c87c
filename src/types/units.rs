//! Units: which numbers can be added to and compared with each other.
//!
//! Durations are stored in seconds, so `90 minutes` and `1.5 hours` are the same value. Working days are counted by a
//! calendar and are not durations. `points` is a word for the reader: points are plain numbers.

use crate::messages::types::common as say;
use crate::number::{Interval, Rational};
use crate::syntax::ast::{Quantity, Range};

/// The unit of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// No unit: counts, ratings, shares, points.
    Plain,
    /// A duration, in seconds.
    Time,
    /// Working days.
    WorkingDays,
    /// Calendar months, which move dates.
    Months,
    /// Money.
    Money,
}

impl Unit {
    /// The words for a number of this unit.
    pub fn words(self) -> &'static str {
        match self {
            Unit::Plain => say::a_plain_number(),
            Unit::Time => say::a_duration(),
            Unit::WorkingDays => say::working_days(),
            Unit::Months => say::a_number_of_months(),
            Unit::Money => say::money(),
        }
    }

    /// The fix that gives this unit to the text `written` in the policy, or to something without a name; `word` is the
    /// unit that the policy writes for the value that it is combined with.
    pub fn cure(self, written: &str, word: Option<&'static str>) -> String {
        let written = with_plain_digits(written);
        let is_number = is_number(&written);
        let is_name = !written.is_empty() && written.chars().all(unicode_ident::is_xid_continue);
        match self {
            Unit::Time if is_number => match word {
                None => say::write_unit_of_time(&written),
                Some(word) => {
                    let mut others = ["hour", "minute", "day"].into_iter().filter(|other| *other != word).map(plural);
                    let (one, other) = (others.next().unwrap_or_default(), others.next().unwrap_or_default());
                    say::write_unit_of_time_first(&written, plural(word), one, other)
                }
            },
            Unit::Time if is_name => say::give_unit(&written, word.unwrap_or("hour")),
            Unit::Time if !written.is_empty() => say::give_unit_in_brackets(&written, word.unwrap_or("hour")),
            Unit::Time => say::write_unit_of_time_such_as().to_string(),
            Unit::WorkingDays if is_number => say::write_unit(&written, "working days"),
            Unit::WorkingDays if is_name => say::give_unit(&written, "working day"),
            Unit::WorkingDays if !written.is_empty() => say::give_unit_in_brackets(&written, "working day"),
            Unit::WorkingDays => say::write_working_days_such_as().to_string(),
            Unit::Months => say::months_move_dates().to_string(),
            Unit::Plain => without_unit(&written).unwrap_or_else(|| say::write_without_unit().to_string()),
            Unit::Money => say::use_money().to_string(),
        }
    }

    /// The fix that gives this unit to both ends of a range.
    pub fn cure_of_range(self, range: &Range, word: Option<&'static str>) -> String {
        let (lo, hi) = (&range.lo.value, &range.hi.value);
        let of = |words: &str| say::write_unit(format_args!("{lo} {words}..{hi}"), words);
        // A promise has its unit before the range: `hours 0..10`.
        let is_before = range.lo.unit.as_ref().is_some_and(|unit| !range.span.holds(unit.span));
        match self {
            Unit::Plain if is_before => say::write_without_unit().to_string(),
            Unit::Time => of(&plural(word.unwrap_or("hour"))),
            Unit::WorkingDays => of("working days"),
            Unit::Plain => say::write_numbers_without_unit(format_args!("{lo}..{hi}")),
            Unit::Months | Unit::Money => self.cure("", word),
        }
    }

    /// The singular of a word for a unit, if its numbers need the word: `minute` for `minutes`.
    pub fn singular(word: &str) -> Option<&'static str> {
        let one = |of: &&str| word == *of || word.strip_suffix('s') == Some(*of);
        ["second", "minute", "hour", "day", "working day", "month"].into_iter().find(one)
    }

    /// The unit that a word names, and the size of one of it in the base unit. The grammar lists the words.
    pub fn named(word: &str) -> (Unit, i64) {
        match word {
            "second" | "seconds" => (Unit::Time, 1),
            "minute" | "minutes" => (Unit::Time, 60),
            "hour" | "hours" => (Unit::Time, 3600),
            "day" | "days" => (Unit::Time, 86_400),
            "working day" | "working days" => (Unit::WorkingDays, 1),
            "month" | "months" => (Unit::Months, 1),
            _ => (Unit::Plain, 1),
        }
    }
}

/// The plural of a word for a unit.
fn plural(word: &'static str) -> String {
    format!("{word}s")
}

/// The fix for an amount with a unit that must be a plain number; `None` if the text is not such an amount.
fn without_unit(written: &str) -> Option<String> {
    let (number, unit) = written.split_once(' ')?;
    let is_amount = is_number(number) && Unit::singular(unit.trim()).is_some();
    is_amount.then(|| say::write_numbers_without_unit(number))
}

/// A number with the unit of another: `30 minutes` if the other is `20 minutes`.
pub(crate) fn like(number: &Quantity, other: &Quantity) -> String {
    let unit = other.unit.as_ref().map_or(String::new(), |unit| format!(" {}", unit.word));
    format!("{}{}{unit}", number.value, if number.percent { "%" } else { "" })
}

/// A range with one unit at both ends: the unit of the end that has one.
pub(crate) fn same_unit_at_both_ends(range: &Range) -> String {
    match (&range.lo.unit, &range.hi.unit) {
        (Some(_), None) => format!("{}..{}", like(&range.lo, &range.lo), like(&range.hi, &range.lo)),
        _ => format!("{}..{}", like(&range.lo, &range.hi), like(&range.hi, &range.hi)),
    }
}

/// gradus also accepts digits as Chinese keyboards write them.
fn with_plain_digits(written: &str) -> String {
    let plain = |c: char| match u32::from(c) {
        wide @ 0xFF0E..=0xFF19 => char::from_u32(wide - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    written.chars().map(plain).collect()
}

fn is_number(written: &str) -> bool {
    let number = written.trim_start_matches(['-', ' ']);
    !number.is_empty() && number.chars().all(|c| c.is_ascii_digit() || c == '.')
}

/// A range as a policy writes it. Durations are in the largest unit in which both ends are whole.
pub(crate) fn range_words(range: &Interval, unit: Unit) -> String {
    let ends = || range.lo.iter().chain(&range.hi);
    let word = match unit {
        Unit::Plain | Unit::Money => return range.to_string(),
        Unit::WorkingDays => return format!("{range} working days"),
        Unit::Months => return format!("{range} months"),
        Unit::Time => ["days", "hours", "minutes"].into_iter().find(|w| ends().all(|v| v.is_zero() || is_whole(v, w))),
    };
    let word = word.unwrap_or("seconds");
    format!("{} {word}", range.map_monotone(|v| counted_in(v, word)))
}

/// An amount as a policy writes it.
pub(crate) fn amount_words(amount: &Rational, unit: Unit) -> String {
    let one = if *amount == Rational::one() { "working day" } else { "working days" };
    let words = match unit {
        Unit::Plain | Unit::Money => return amount.to_string(),
        Unit::WorkingDays => return format!("{amount} {one}"),
        Unit::Months => return format!("{amount} months"),
        Unit::Time => ["day", "hour", "minute"].into_iter().find(|w| is_whole(amount, w)),
    };
    let word = words.unwrap_or("second");
    let count = counted_in(amount, word);
    let end = if count == Rational::one() { "" } else { "s" };
    format!("{count} {word}{end}")
}

fn is_whole(seconds: &Rational, word: &str) -> bool {
    !seconds.is_zero() && counted_in(seconds, word).is_integer()
}

fn counted_in(seconds: &Rational, word: &str) -> Rational {
    seconds.checked_div(&Rational::from(Unit::named(word).1)).unwrap_or_default()
}

/// The value of a quantity in its base unit: `50%` is one half, `2 hours` are 7,200 seconds.
pub(crate) fn value(quantity: &Quantity) -> (Rational, Unit) {
    let mut value = quantity.value.to_rational();
    if quantity.percent {
        value = value * Rational::pow10(-2);
    }
    let (unit, factor) = quantity.unit.as_ref().map_or((Unit::Plain, 1), |u| Unit::named(&u.word));
    (value * Rational::from(factor), unit)
}
