//! Periods: a year, half, quarter or month, or two days; always first and last day, both included.

use crate::calendar::{days, days_of};
use jiff::civil::Date;

/// A stretch of days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// As written.
    pub text: String,
    /// First day, counted from 1970-01-01.
    pub first: i32,
    /// Last day, included.
    pub last: i32,
}

/// How a period is written; shown where one cannot be read.
pub const FORMS: &str = "`2026`, `2026H1`, `2026Q1`, `2026-03` or `2026-03-01..2026-05-31`";

impl Period {
    /// Reads a period; `None` for what is none.
    pub fn parse(text: &str) -> Option<Period> {
        let (first, last) = match text.split_once("..") {
            Some((first, last)) => (days_of(first)?, days_of(last)?),
            None => months(text)?,
        };
        (first <= last).then(|| Period { text: text.to_string(), first, last })
    }
}

/// First and last day of a stretch of whole months.
fn months(text: &str) -> Option<(i32, i32)> {
    let year: i16 = text.get(..4).filter(|y| y.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()?;
    let rest = text.get(4..)?;
    let number = |text: &str, digits: usize, most: i8| {
        let plain = text.len() == digits && text.bytes().all(|b| b.is_ascii_digit());
        text.parse::<i8>().ok().filter(|n| plain && (1..=most).contains(n))
    };
    let (first, count) = match rest.chars().next() {
        None => (1, 12),
        Some('H') => (number(rest.get(1..)?, 1, 2)? * 6 - 5, 6),
        Some('Q') => (number(rest.get(1..)?, 1, 4)? * 3 - 2, 3),
        Some('-') => (number(rest.get(1..)?, 2, 12)?, 1),
        Some(_) => return None,
    };
    let start = Date::new(year, first, 1).ok()?;
    let end = Date::new(year, first + count - 1, 1).ok()?.last_of_month();
    Some((days(start), days(end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_has_its_first_and_last_day() {
        let of = |text| Period::parse(text).map(|p| (p.first, p.last));
        assert_eq!(of("1970"), Some((0, 364)));
        assert_eq!(of("1970H1"), Some((0, 180)));
        assert_eq!(of("1970Q1"), Some((0, 89)));
        assert_eq!(of("1970-02"), Some((31, 58)));
        assert_eq!(of("1970-01-01..1970-01-02"), Some((0, 1)));
        assert_eq!(of("2024-02").map(|(a, b)| b - a), Some(28));
    }

    #[test]
    fn what_is_no_period_is_none() {
        for text in [
            "",
            "202",
            "2026Q5",
            "2026H0",
            "2026-13",
            "2026-1",
            "2026-02-02..2026-02-01",
            "2026q1",
            "2026年3月",
            "2026é",
            "2026-+1",
            "2026Q+1",
        ] {
            assert_eq!(Period::parse(text), None, "{text}");
        }
    }
}
