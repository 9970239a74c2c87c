//! Days of the calendar, written `2026-11-21` and counted from 1970-01-01.
//!
//! One reading of a date for the page, the command line, manifests and data files.

use jiff::SignedDuration;
use jiff::civil::{Date, date};

const EPOCH: Date = date(1970, 1, 1);
const FIRST: Date = date(0, 1, 1);
const SECONDS_OF_DAY: i64 = 86_400;

/// The days from 1970-01-01 to the date that is written; `None` when it is not one.
pub fn days_of(text: &str) -> Option<i32> {
    let (year, month, day) = parts(text)?;
    Date::new(year, month, day).ok().map(days)
}

/// The days from 1970-01-01 to a date.
pub fn days(date: Date) -> i32 {
    let days = date.duration_since(EPOCH).as_secs() / SECONDS_OF_DAY;
    // Four-digit years lie within three million days of 1970.
    i32::try_from(days).unwrap_or(i32::MAX)
}

/// The date that is this many days after 1970-01-01, where its year has four digits.
pub fn of_days(days: i64) -> Option<Date> {
    let date = EPOCH.checked_add(SignedDuration::from_secs(days.checked_mul(SECONDS_OF_DAY)?)).ok()?;
    (date >= FIRST).then_some(date)
}

/// Year, month and day of four, two and two digits with hyphens between; not yet a date.
pub fn parts(text: &str) -> Option<(i16, i8, i8)> {
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
