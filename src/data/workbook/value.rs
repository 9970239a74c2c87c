//! What a cell of a sheet holds, and how it is read as what its column declares.
//!
//! A spreadsheet stores what people see otherwise than they wrote it: dates are numbers of days, and numbers keep 15 digits
//! and no leading zeros. So a number in a column of texts is damaged, and one in a column of dates is a day.

use super::super::batch::Cell;
use super::super::build::Builder;
use super::super::cell::CellReader;
use crate::calendar::{self, SECONDS_OF_DAY};
use crate::number::{Decimal, Rational, Rounding};
use crate::schema::Damage;
use std::borrow::Cow;

/// The digits that a spreadsheet keeps of a number.
const DIGITS: usize = 15;
/// The day before the first of each calendar that workbooks count from, from 1970-01-01.
const BEFORE_1900: i64 = -25_568;
const BEFORE_1904: i64 = -24_107;
/// The day that spreadsheets count and the calendar does not have: 29 February 1900.
const NO_DAY: i64 = 60;

/// What a cell holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// Nothing.
    Nothing,
    /// A text.
    Text(String),
    /// A number as it is stored, and as the day that it means.
    Number { text: String, moment: Option<String> },
    /// A number that is shown as a day or a time: as that is written.
    Moment(String),
    /// Yes or no.
    YesNo(bool),
    /// The error that a formula has come to.
    Error(String),
    /// A formula that nobody has computed.
    Formula(String),
}

impl Value {
    /// A number, shown as a day or time or not, in a workbook that counts from 1904 or 1900.
    pub(super) fn of_number(number: f64, is_shown_as_moment: bool, is_1904: bool) -> Value {
        let text = number.to_string();
        let moment = moment(&text, is_1904);
        match moment {
            Some(moment) if is_shown_as_moment => Value::Moment(moment),
            moment => Value::Number { text, moment },
        }
    }

    /// A moment that is written as such: `2026-01-31T00:00:00`.
    pub(super) fn of_iso(text: &str) -> Value {
        let day = text.split_once('T').filter(|(_, time)| time.chars().all(|c| matches!(c, '0' | ':' | '.' | 'Z')));
        Value::Moment(day.map_or(text, |(day, _)| day).to_owned())
    }

    /// The value as a text.
    pub(super) fn text(&self) -> Cow<'_, str> {
        match self {
            Value::Nothing => "".into(),
            Value::Text(text) | Value::Number { text, .. } | Value::Moment(text) | Value::Error(text) => text.into(),
            Value::YesNo(true) => "TRUE".into(),
            Value::YesNo(false) => "FALSE".into(),
            Value::Formula(formula) => format!("={formula}").into(),
        }
    }

    /// Reads the value into the row that was begun.
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

/// Whether a number is too long for all of its digits to have been kept.
fn has_lost_digits(text: &str) -> bool {
    let whole = text.split('.').next().unwrap_or(text);
    whole.bytes().filter(u8::is_ascii_digit).count() > DIGITS
}

/// The day, or the day with its time, that a number of days means.
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

/// Hours, minutes and seconds of a part of a day, given by its decimals.
fn time(decimals: &str) -> Option<String> {
    let part = Decimal::parse(&format!("0.{decimals}0")).ok()?.to_rational();
    let seconds = (part * Rational::from(SECONDS_OF_DAY)).to_decimal(0, Rounding::HalfUp).mantissa_i128()?;
    Some(format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60))
}
