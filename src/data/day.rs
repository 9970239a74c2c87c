//! What is wrong with a cell that should be a date.

use super::cure;
use super::words::quoted;
use crate::calendar::parts;
use crate::diagnostic::{Code, Diagnostic};
use jiff::civil::Date;

/// What is wrong with a text that is not a date; `unknown` is what the page would say if it meant that the day is not
/// known.
pub(super) fn explain(text: &str, unknown: Option<&str>) -> Diagnostic {
    let bad = |message: String| Diagnostic::input(Code::BadDate, None, message);
    match parts(text) {
        None => bad(format!("{} is not a date", quoted(text))).help(written(text, unknown)),
        Some((year, month, _)) => bad(format!("`{text}` is not a day of the calendar")).help(calendar(year, month)),
    }
}

/// How to write what is not written as a date.
fn written(text: &str, unknown: Option<&str>) -> String {
    let has_digits = cure::plain(text).contains(|c: char| c.is_ascii_digit());
    match (cure::dates(text).as_slice(), unknown) {
        ([day], _) => format!("write it year-month-day: `{day}`"),
        ([day, other, ..], _) => format!("write it year-month-day: `{day}` or `{other}`, whichever is meant"),
        ([], Some(unknown)) if !has_digits => {
            format!(
                "write dates year-month-day, such as `2026-11-21`; if it means that the day is not known, write {unknown}"
            )
        }
        ([], _) => "write dates year-month-day, such as `2026-11-21`".to_owned(),
    }
}

/// Why there is no such day.
fn calendar(year: i16, month: i8) -> String {
    match Date::new(year, month, 1) {
        Ok(first) => format!("month {month} of {year} has {} days", first.days_in_month()),
        Err(_) => "months are written `01` to `12`, after the year".to_owned(),
    }
}
