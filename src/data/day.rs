//! Dates of cells: `2026-11-21` and nothing else.

use super::words::quoted;
use crate::diagnostic::{Code, Diagnostic};
use jiff::civil::{Date, date};

const EPOCH: Date = date(1970, 1, 1);
const FIRST: Date = date(0, 1, 1);
const SECONDS_OF_DAY: i64 = 86_400;

/// The days from 1970-01-01 to the date that is written; `None` when it is not one.
pub(super) fn read(text: &str) -> Option<i32> {
    let (year, month, day) = parts(text)?;
    Date::new(year, month, day).ok().map(days)
}

/// What is wrong with a text that is not a date.
pub(super) fn explain(text: &str) -> Diagnostic {
    let bad = |message: String| Diagnostic::input(Code::BadDate, None, message);
    match parts(text) {
        None => bad(format!("{} is not a date", quoted(text))).help(written(text)),
        Some((year, month, _)) => bad(format!("`{text}` is not a day of the calendar")).help(calendar(year, month)),
    }
}

/// The date that is this many days after 1970-01-01, where its year has four digits.
pub(super) fn of_days(days: i64) -> Option<Date> {
    let date = EPOCH.checked_add(jiff::SignedDuration::from_secs(days.checked_mul(SECONDS_OF_DAY)?)).ok()?;
    (date >= FIRST).then_some(date)
}

fn days(date: Date) -> i32 {
    let days = date.duration_since(EPOCH).as_secs() / SECONDS_OF_DAY;
    // Four-digit years lie within three million days of 1970.
    i32::try_from(days).unwrap_or(i32::MAX)
}

/// Year, month and day of four, two and two digits with hyphens between.
fn parts(text: &str) -> Option<(i16, i8, i8)> {
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

/// How to write what is not written as a date.
fn written(text: &str) -> String {
    let trimmed = text.trim();
    let day = trimmed.get(..10).filter(|day| parts(day).is_some());
    match day {
        Some(day) if day.len() < trimmed.len() => format!("write the date without the time of day: `{day}`"),
        Some(day) => format!("take the spaces away: `{day}`"),
        None => "write dates as year-month-day, such as `2026-11-21`".to_owned(),
    }
}

/// Why there is no such day.
fn calendar(year: i16, month: i8) -> String {
    match Date::new(year, month, 1) {
        Ok(first) => format!("month {month} of {year} has {} days", first.days_in_month()),
        Err(_) => "months are written `01` to `12`, after the year".to_owned(),
    }
}
