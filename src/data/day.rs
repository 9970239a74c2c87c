//! What is wrong with a cell that should be a date.

use super::words::quoted;
use crate::calendar::parts;
use crate::diagnostic::{Code, Diagnostic};
use jiff::civil::Date;

/// What is wrong with a text that is not a date.
pub(super) fn explain(text: &str) -> Diagnostic {
    let bad = |message: String| Diagnostic::input(Code::BadDate, None, message);
    match parts(text) {
        None => bad(format!("{} is not a date", quoted(text))).help(written(text)),
        Some((year, month, _)) => bad(format!("`{text}` is not a day of the calendar")).help(calendar(year, month)),
    }
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
