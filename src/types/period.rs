//! Periods: a year, half, quarter or month, or two days. A period always has a first and a last day, both included.

use super::op::TimeUnit;
use crate::calendar::{days, days_of, of_days};
use crate::messages::types::common as say;
use jiff::civil::Date;

/// A range of days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// The text as written.
    pub text: String,
    /// The label, for people, if the policy names the period.
    pub label: Option<String>,
    /// The first day, counted from 1970-01-01.
    pub first: i32,
    /// The last day, included.
    pub last: i32,
}

/// The forms in which a period is written, for messages about a text that is not a period.
pub(crate) fn forms() -> &'static str {
    say::forms_of_periods()
}

impl Period {
    /// Parses a period; `None` if the text is not a period.
    pub fn parse(text: &str) -> Option<Period> {
        if let Some((first, last)) = text.split_once("..") {
            return Period::of_days(text, first, last);
        }
        let (first, last) = months(text)?;
        Some(Period { text: text.to_string(), label: None, first, last })
    }

    /// The period from one day to another, both included; `None` if one is not a day, or if the order is wrong.
    pub fn of_days(text: &str, first: &str, last: &str) -> Option<Period> {
        let (first, last) = (days_of(first)?, days_of(last)?);
        (first <= last).then(|| Period { text: text.to_string(), label: None, first, last })
    }
}

/// The month, quarter, half or year that contains a day: `2026-03`, `2026Q1`, `2026H1`, `2026`.
pub(crate) fn stretch(unit: TimeUnit, date: Date) -> String {
    let (year, month) = (date.year(), date.month());
    match unit {
        TimeUnit::Month => format!("{year:04}-{month:02}"),
        TimeUnit::Quarter => format!("{year:04}Q{}", (month + 2) / 3),
        TimeUnit::Half => format!("{year:04}H{}", (month + 5) / 6),
        TimeUnit::Year => format!("{year:04}"),
    }
}

/// The same for a day counted from 1970-01-01; `None` beyond the calendar.
pub(crate) fn stretch_of_day(unit: TimeUnit, day: i32) -> Option<String> {
    of_days(day.into()).map(|date| stretch(unit, date))
}

/// The months, quarters, halves or years that a period touches, in order.
pub(crate) fn stretches(unit: TimeUnit, period: &Period) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut day = Some(period.first);
    while let Some(date) = day.filter(|d| *d <= period.last).and_then(|d| of_days(d.into())) {
        let text = stretch(unit, date);
        if found.last() != Some(&text) {
            found.push(text);
        }
        day = date.last_of_month().tomorrow().ok().map(days);
    }
    found
}

/// The first and last day of a month, quarter, half or year.
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
    fn a_period_touches_months_quarters_and_years() {
        let of = |unit, text| stretches(unit, &Period::parse(text).unwrap());
        assert_eq!(of(TimeUnit::Month, "2026Q1"), ["2026-01", "2026-02", "2026-03"]);
        assert_eq!(of(TimeUnit::Month, "2026-01-31..2026-03-01"), ["2026-01", "2026-02", "2026-03"]);
        assert_eq!(of(TimeUnit::Quarter, "2026-02-16..2026-07-05"), ["2026Q1", "2026Q2", "2026Q3"]);
        assert_eq!(of(TimeUnit::Half, "2026"), ["2026H1", "2026H2"]);
        assert_eq!(of(TimeUnit::Year, "2025-12-31..2026-01-01"), ["2025", "2026"]);
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
