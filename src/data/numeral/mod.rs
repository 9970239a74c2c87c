//! Parses the numbers of cells exactly, with the decimals that the column declares.

use super::batch::Cell;
use crate::diagnostic::Diagnostic;
use crate::number::{Decimal, Rational, Rounding, Width, thousands};
use crate::schema::explain::{DIGITS, Numbers};
use crate::schema::{Damage, NumberColumn};

/// How the numbers of a column are parsed, with its legal values in units of 10^-scale.
#[derive(Clone, Debug)]
pub(crate) struct Numeral {
    name: String,
    column: NumberColumn,
    low: i128,
    high: i128,
}

impl Numeral {
    /// Creates the parser of a column of numbers.
    pub(super) fn new(name: &str, column: &NumberColumn) -> Numeral {
        let limit = 10i128.pow(DIGITS) - 1;
        let scale = column.scale;
        let units =
            |bound: &Option<Rational>, into_range| bound.as_ref()?.to_decimal(scale, into_range).mantissa_i128();
        let low = units(&column.range.lo, Rounding::Up).unwrap_or(-limit).max(-limit);
        let high = units(&column.range.hi, Rounding::Down).unwrap_or(limit).min(limit);
        Numeral { name: name.to_owned(), column: column.clone(), low, high }
    }

    /// Parses a legal number in plain digits that fits; most cells are one. All others are left to [`Numeral::read`].
    pub(super) fn read_plain(&self, cell: &[u8]) -> Option<Cell<'static>> {
        self.cell(plain_units(cell, self.column.scale)?.into())
    }

    /// Converts a number that is stored as `units` of 10^-`scale`. `None` if it is not legal, or not a whole number of
    /// the column's units.
    #[cfg(any(feature = "engine", test))]
    pub(super) fn read_units(&self, units: i128, scale: u32) -> Option<Cell<'static>> {
        let units = match self.column.scale.checked_sub(scale) {
            Some(more) => units.checked_mul(10i128.checked_pow(more)?)?,
            None => {
                let power = 10i128.checked_pow(scale - self.column.scale)?;
                (units % power == 0).then(|| units / power)?
            }
        };
        self.cell(units)
    }

    /// Returns the decimals that the column declares, and its least and greatest number in units of the last decimal.
    #[cfg(feature = "engine")]
    pub(super) fn limits(&self) -> (u32, i128, i128) {
        (self.column.scale, self.low, self.high)
    }

    /// Whether its numbers fit 64 bits.
    #[cfg(feature = "engine")]
    pub(super) fn is_narrow(&self) -> bool {
        self.column.width == Width::Narrow
    }

    /// Parses a number; `None` if the text is not a number, or not a legal one of the column.
    pub(super) fn read(&self, text: &str) -> Option<Cell<'static>> {
        let kept = self.column.kept(&Decimal::parse(text).ok()?)?;
        self.cell(kept.mantissa_i128()?)
    }

    /// Whether a text is a number of the column, and a different number if its point is between thousands: the text has
    /// three decimals, more than the column.
    pub(super) fn may_be_thousands(&self, text: &str) -> bool {
        let whole = thousands(text).filter(|_| self.column.scale < 3);
        whole.is_some_and(|whole| self.read(&whole).is_some() && self.read(text).is_some())
    }

    /// Returns the kind of damage of a text that gives no number.
    pub(super) fn damage(&self, text: &str) -> Damage {
        match Decimal::parse(text).map(|decimal| self.column.kept(&decimal)) {
            Err(_) => Damage::BadNumber,
            Ok(None) => Damage::TooManyDecimals,
            Ok(Some(_)) => Damage::OutOfRange,
        }
    }

    /// Returns the finding for a text that gives no number. `unknown` is what to write in the policy if the text means
    /// a missing value.
    pub(super) fn explain(&self, text: &str, unknown: Option<&str>) -> Diagnostic {
        Numbers { name: &self.name, column: &self.column }.explain(text, unknown)
    }

    fn cell(&self, units: i128) -> Option<Cell<'static>> {
        if units < self.low || self.high < units {
            return None;
        }
        match self.column.width {
            Width::Narrow => i64::try_from(units).ok().map(Cell::Narrow),
            _ => Some(Cell::Wide(units)),
        }
    }
}

/// Parses `[-]digits[.digits]` in units of 10^-scale; `None` if a digit would be lost or the units do not fit.
fn plain_units(cell: &[u8], scale: u32) -> Option<i64> {
    let (negative, digits) = match cell {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, cell),
    };
    if !digits.first()?.is_ascii_digit() || !digits.last()?.is_ascii_digit() {
        return None;
    }
    let mut units = 0i64;
    let mut decimals = None;
    for &byte in digits {
        match (byte, decimals) {
            (b'.', None) => decimals = Some(0u32),
            (b'0'..=b'9', _) => {
                units = units.checked_mul(10)?.checked_add(i64::from(byte - b'0'))?;
                decimals = decimals.map(|d| d + 1);
            }
            _ => return None,
        }
    }
    let more = scale.checked_sub(decimals.unwrap_or(0))?;
    let units = units.checked_mul(10i64.checked_pow(more)?)?;
    Some(if negative { -units } else { units })
}

#[cfg(test)]
mod tests;
