//! Days of the calendar, written as `2026-11-21` and counted from 1970-01-01.
//!
//! The policy, the command line, manifests and data files share this one parser of dates.

use jiff::SignedDuration;
use jiff::civil::{Date, date};
use std::ops::RangeInclusive;

const EPOCH: Date = date(1970, 1, 1);
const FIRST: Date = date(0, 1, 1);
/// The seconds of a day; the calendar has no days of another length.
pub(crate) const SECONDS_OF_DAY: i64 = 86_400;

/// The days from 1970-01-01 to the first and to the last day that a year of four digits can have.
pub(crate) const YEARS_OF_FOUR_DIGITS: RangeInclusive<i32> = -719_528..=2_932_896;

/// A unit of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeUnit {
    Month,
    Quarter,
    Half,
    Year,
}

impl TimeUnit {
    /// Returns the word of the policy for the unit.
    pub fn name(self) -> &'static str {
        match self {
            TimeUnit::Month => "month",
            TimeUnit::Quarter => "quarter",
            TimeUnit::Half => "half",
            TimeUnit::Year => "year",
        }
    }

    /// Returns the unit with this name.
    pub fn named(word: &str) -> Option<TimeUnit> {
        Some(match word {
            "month" => TimeUnit::Month,
            "quarter" => TimeUnit::Quarter,
            "half" => TimeUnit::Half,
            "year" => TimeUnit::Year,
            _ => return None,
        })
    }
}

/// Returns the days from 1970-01-01 to a written date; `None` if the text is not a date.
pub(crate) fn days_of(text: &str) -> Option<i32> {
    let (year, month, day) = parts(text)?;
    Date::new(year, month, day).ok().map(days)
}

/// Returns the days from 1970-01-01 to a date.
pub(crate) fn days(date: Date) -> i32 {
    let days = date.duration_since(EPOCH).as_secs() / SECONDS_OF_DAY;
    // Days of four-digit years are within three million days of 1970.
    i32::try_from(days).unwrap_or(i32::MAX)
}

/// Returns the date this many days after 1970-01-01; `None` if its year does not have four digits.
pub(crate) fn of_days(days: i64) -> Option<Date> {
    let date = EPOCH.checked_add(SignedDuration::from_secs(days.checked_mul(SECONDS_OF_DAY)?)).ok()?;
    (date >= FIRST).then_some(date)
}

/// Returns a day as written, year-month-day.
pub(crate) fn text_of(days: i32) -> String {
    of_days(i64::from(days)).map_or_else(|| days.to_string(), |date| date.to_string())
}

/// Returns the day this many months later. If the month does not have that day, its last day is used.
pub(crate) fn shift_months(day: i32, months: i32) -> Option<i32> {
    let date = of_days(day.into())?;
    let month =
        i32::from(date.year()).checked_mul(12)?.checked_add(i32::from(date.month()) - 1)?.checked_add(months)?;
    let (year, month) = (i16::try_from(month.div_euclid(12)).ok()?, i8::try_from(month.rem_euclid(12) + 1).ok()?);
    let first = Date::new(year, month, 1).ok().filter(|first| *first >= FIRST)?;
    let last = first.last_of_month().day();
    Some(days(Date::new(year, month, date.day().min(last)).ok()?))
}

/// Splits a text into year, month and day of four, two and two digits with hyphens between. Does not check that the
/// date exists.
pub(crate) fn parts(text: &str) -> Option<(i16, i8, i8)> {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else {
        return None;
    };
    let year = number(&[y1, y2, y3, y4])?;
    let small = |digits: &[u8]| number(digits).and_then(|n| i8::try_from(n).ok());
    Some((year, small(&[m1, m2])?, small(&[d1, d2])?))
}

fn number(digits: &[u8]) -> Option<i16> {
    let digit = |d: u8| d.is_ascii_digit().then(|| i16::from(d - b'0'));
    digits.iter().try_fold(0i16, |n, &d| n.checked_mul(10)?.checked_add(digit(d)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_of_four_digits_have_a_first_and_a_last_day() {
        let (first, last) = (*YEARS_OF_FOUR_DIGITS.start(), *YEARS_OF_FOUR_DIGITS.end());
        assert_eq!((text_of(first), text_of(last)), ("0000-01-01".into(), "9999-12-31".into()));
        assert_eq!((of_days(i64::from(first) - 1), of_days(i64::from(last) + 1)), (None, None));
    }

    #[test]
    fn months_end_at_their_last_day() {
        let shifted = |text, months| shift_months(days_of(text).unwrap(), months).and_then(|d| of_days(d.into()));
        let text = |text, months| shifted(text, months).unwrap().to_string();
        assert_eq!(text("2026-10-31", -9), "2026-01-31");
        assert_eq!(text("2026-11-30", -9), "2026-02-28");
        assert_eq!(text("2024-01-31", 1), "2024-02-29");
        assert_eq!(text("2026-12-15", 1), "2027-01-15");
        assert_eq!(text("2026-03-31", -25), "2024-02-29");
        assert_eq!(shifted("9999-12-01", 1), None);
    }
}
