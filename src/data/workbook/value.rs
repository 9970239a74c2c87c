//! The value of a cell of a sheet, and how it is read according to the type of its column.
//!
//! A spreadsheet does not store values as people wrote them: dates are numbers of days, and numbers keep 15 digits and
//! no leading zeros. So a number in a column of texts is damaged, and a number in a column of dates is a day.

use super::super::batch::Cell;
use super::super::build::Builder;
use super::super::cell::CellReader;
use crate::calendar::{self, SECONDS_OF_DAY};
use crate::number::{Decimal, Rational, Rounding};
use crate::schema::Damage;
use std::borrow::Cow;

/// The digits that a spreadsheet keeps of a number.
const DIGITS: usize = 15;
/// Day 0 of the calendars that workbooks count from, in days since 1970-01-01.
const BEFORE_1900: i64 = -25_568;
const BEFORE_1904: i64 = -24_107;
/// The number of a day that spreadsheets count and that does not exist: 29 February 1900.
const NO_DAY: i64 = 60;

/// The value of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// Nothing.
    Nothing,
    /// A text.
    Text(String),
    /// A number as it is stored, and the day that it means as a date.
    Number { text: String, moment: Option<String> },
    /// The text of a number that is shown as a day or a time.
    Moment(String),
    /// Yes or no.
    YesNo(bool),
    /// The error that is the result of a formula.
    Error(String),
    /// A formula without a computed result.
    Formula(String),
}

impl Value {
    /// Returns the value of a number, which may be shown as a day or time, in a workbook that counts from 1904 or 1900.
    pub(super) fn of_number(number: f64, is_shown_as_moment: bool, is_1904: bool) -> Value {
        let text = number.to_string();
        let moment = moment(&text, is_1904);
        match moment {
            Some(moment) if is_shown_as_moment => Value::Moment(moment),
            moment => Value::Number { text, moment },
        }
    }

    /// Returns the value of a moment in ISO notation: `2026-01-31T00:00:00`.
    pub(super) fn of_iso(text: &str) -> Value {
        let day = text.split_once('T').filter(|(_, time)| time.chars().all(|c| matches!(c, '0' | ':' | '.' | 'Z')));
        Value::Moment(day.map_or(text, |(day, _)| day).to_owned())
    }

    /// Returns the value as a text.
    pub(super) fn text(&self) -> Cow<'_, str> {
        match self {
            Value::Nothing => "".into(),
            Value::Text(text) | Value::Number { text, .. } | Value::Moment(text) | Value::Error(text) => text.into(),
            Value::YesNo(true) => "TRUE".into(),
            Value::YesNo(false) => "FALSE".into(),
            Value::Formula(formula) => format!("={formula}").into(),
        }
    }

    /// Reads the value into the row that the builder has begun.
    pub(super) fn read(&self, builder: &mut Builder, column: usize, reader: &CellReader) {
        let text = self.text();
        let bytes = text.as_bytes();
        if let Some(missing) = reader.marker(bytes) {
            return builder.cell(column, Some(missing), b"");
        }
        let damage = match self {
            Value::Formula(_) | Value::Error(_) => Some(Damage::Formula),
            Value::Number { text, .. } if has_lost_digits(text) && (reader.is_text() || reader.is_number()) => {
                Some(Damage::LostDigits)
            }
            Value::Number { .. } | Value::Moment(_) if reader.is_text() => Some(Damage::NotText),
            _ => None,
        };
        match (damage, self) {
            (Some(damage), _) => builder.damaged_cell(column, damage, bytes),
            (None, Value::YesNo(value)) if reader.is_yes_no() => builder.cell(column, Some(Cell::YesNo(*value)), b""),
            (None, Value::Number { moment: Some(moment), .. }) if reader.is_date() => {
                builder.written(column, moment.as_bytes());
            }
            (None, _) => builder.written(column, bytes),
        }
    }
}

/// Whether a number has more digits than a spreadsheet keeps, so that some may be lost.
fn has_lost_digits(text: &str) -> bool {
    let whole = text.split('.').next().unwrap_or(text);
    whole.bytes().filter(u8::is_ascii_digit).count() > DIGITS
}

/// Returns the day, or the day with its time, that a number of days means.
fn moment(text: &str, is_1904: bool) -> Option<String> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let number: i64 = whole.parse().ok().filter(|number| *number >= 0)?;
    let time = time(part)?;
    if number == 0 && !is_1904 {
        return Some(time);
    }
    let day = match (is_1904, number) {
        (true, number) => BEFORE_1904 + number,
        (false, NO_DAY) => return None,
        (false, number) => BEFORE_1900 + number - i64::from(number > NO_DAY),
    };
    let day = calendar::of_days(day)?;
    Some(if part.is_empty() { day.to_string() } else { format!("{day}T{time}") })
}

/// Returns the hours, minutes and seconds of a part of a day, from the decimals of the part.
fn time(decimals: &str) -> Option<String> {
    let part = Decimal::parse(&format!("0.{decimals}0")).ok()?.to_rational();
    let seconds = (part * Rational::from(SECONDS_OF_DAY)).to_decimal(0, Rounding::HalfUp).mantissa_i128()?;
    Some(format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60))
}
