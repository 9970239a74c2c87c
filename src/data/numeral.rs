//! Numbers of cells: exact, at the decimals that the column declares.

use super::cell::Cell;
use super::cure;
use super::words::{count, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::number::{Decimal, Rational, Rounding, Width};
use crate::schema::{Damage, NumberColumn};

/// The most digits that a stored number has.
const DIGITS: u32 = 38;

/// The most decimals that a column declares.
const DECIMALS: u32 = 30;

/// How the numbers of a column are read, with its legal values in units of 10^-scale.
#[derive(Clone, Debug)]
pub struct Numeral {
    name: String,
    column: NumberColumn,
    low: i128,
    high: i128,
}

impl Numeral {
    /// Prepares the reading of a column of numbers.
    pub(super) fn new(name: &str, column: &NumberColumn) -> Numeral {
        let limit = 10i128.pow(DIGITS) - 1;
        let scale = column.scale;
        let units =
            |bound: &Option<Rational>, into_range| bound.as_ref()?.to_decimal(scale, into_range).mantissa_i128();
        let low = units(&column.range.lo, Rounding::Up).unwrap_or(-limit).max(-limit);
        let high = units(&column.range.hi, Rounding::Down).unwrap_or(limit).min(limit);
        Numeral { name: name.to_owned(), column: column.clone(), low, high }
    }

    /// A legal number in plain digits that fits: most cells. Anything else is left to [`Numeral::read`].
    pub(super) fn read_plain(&self, cell: &[u8]) -> Option<Cell<'static>> {
        self.cell(plain_units(cell, self.column.scale)?.into())
    }

    /// A legal number that is stored as `units` of 10^-`scale`, where it is a whole number of the column's units.
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

    /// The number that is written; `None` when it is not one, or none that the column holds.
    pub(super) fn read(&self, text: &str) -> Option<Cell<'static>> {
        let kept = self.kept(&Decimal::parse(text).ok()?)?;
        self.cell(kept.mantissa_i128()?)
    }

    /// What kind of damage a text has that gives no number.
    pub(super) fn damage(&self, text: &str) -> Damage {
        match Decimal::parse(text).map(|decimal| self.kept(&decimal)) {
            Err(_) => Damage::BadNumber,
            Ok(None) => Damage::TooManyDecimals,
            Ok(Some(_)) => Damage::OutOfRange,
        }
    }

    /// What is wrong with a text that gives no number; `unknown` is what the page would say if it meant that the value is
    /// not known.
    pub(super) fn explain(&self, text: &str, unknown: Option<&str>) -> Diagnostic {
        let Ok(decimal) = Decimal::parse(text) else {
            return self.not_a_number(text, unknown);
        };
        match self.kept(&decimal) {
            Some(kept) => self.outside(text, &kept, unknown),
            None => self.too_many_decimals(text, &decimal),
        }
    }

    /// The number with the column's decimals, rounded where the column allows it.
    fn kept(&self, decimal: &Decimal) -> Option<Decimal> {
        let scale = self.column.scale;
        let rounded = || decimal.to_rational().to_decimal(scale, Rounding::HalfEven);
        decimal.with_scale(scale).or_else(|| self.column.read_half_even.then(rounded))
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

    fn too_many_decimals(&self, text: &str, decimal: &Decimal) -> Diagnostic {
        let (name, scale) = (&self.name, self.column.scale);
        let decimals = decimal.normalised().scale();
        let needed = count(decimals.into(), "decimal");
        let holds = if scale == 0 { "whole numbers".to_owned() } else { count(scale.into(), "decimal") };
        let message = format!("{} has {needed}; `{name}` holds {holds}", quoted(text));
        Diagnostic::input(Code::TooManyDecimals, None, message).help(match scale {
            _ if decimals > DECIMALS => format!("add `read half even` to `{name}` to round what is read"),
            // Counts and ratings have no decimals.
            0 => format!("correct the cell, or give `{name}` the type `number{} with {needed}`", self.range_of_page()),
            _ => format!("declare {needed} for `{name}`, or add `read half even` to round what is read"),
        })
    }

    /// The range as it would be declared, with a blank before it; nothing where an end is nobody's declaration.
    fn range_of_page(&self) -> String {
        match (&self.column.range.lo, &self.column.range.hi) {
            (Some(lo), Some(hi)) if *hi < Rational::pow10(18) => format!(" {lo}..{hi}"),
            _ => String::new(),
        }
    }

    /// Whether no number above 1 is legal, as of a share.
    fn is_of_one(&self) -> bool {
        self.column.range.hi.as_ref().is_some_and(|hi| *hi <= Rational::one())
    }

    fn outside(&self, text: &str, kept: &Decimal, unknown: Option<&str>) -> Diagnostic {
        let (name, shown) = (&self.name, quoted(text));
        let range = &self.column.range;
        let error = |message| Diagnostic::input(Code::OutOfRange, None, message);
        if range.contains(&kept.to_rational()) {
            let message = format!("{shown} has more digits than the {DIGITS} that `{name}` can hold");
            let decimals = count(self.column.scale.into(), "decimal");
            return error(message).help(format!("all digits count, {decimals} included: correct the cell"));
        }
        // What a count can be at most is nobody's declaration.
        let is_open = |hi: &Rational| *hi >= Rational::pow10(18);
        if kept.to_rational() < Rational::zero()
            && range.lo == Some(Rational::zero())
            && range.hi.as_ref().is_some_and(is_open)
        {
            return error(format!("{shown} is less than 0")).help(format!("correct the cell: `{name}` counts from 0"));
        }
        let message = match (&range.lo, &range.hi) {
            (Some(lo), None) => format!("{shown} is less than {lo}"),
            (None, Some(hi)) => format!("{shown} is more than {hi}"),
            (lo, hi) => {
                let end = |bound: &Option<Rational>| bound.as_ref().map(Rational::to_string).unwrap_or_default();
                format!("{shown} is outside {}..{}", end(lo), end(hi))
            }
        };
        let hundredth = cure::numbers(&format!("{text}%"), self.is_of_one());
        let of_hundred = hundredth.into_iter().find(|n| self.is_of_one() && self.read(n).is_some());
        error(message).help(match (of_hundred, unknown) {
            (Some(part), _) => format!("correct the cell; if it is a percentage, write `{part}`"),
            (None, Some(unknown)) => format!(
                "correct the cell; if {shown} means that the value is not known, write {unknown} for `{name}`; widen the \
                 range only where it is a legal value"
            ),
            (None, None) => format!("correct the cell, or widen the range that `{name}` declares"),
        })
    }

    fn not_a_number(&self, text: &str, unknown: Option<&str>) -> Diagnostic {
        let message = format!("{} is not a number", quoted(text));
        Diagnostic::input(Code::BadNumber, None, message).help(self.cure(text, unknown))
    }

    /// How to write what is not written as a number, where its look tells; else what it may mean.
    fn cure(&self, text: &str, unknown: Option<&str>) -> String {
        let mut readings = cure::numbers(text, self.is_of_one());
        if readings.iter().any(|reading| self.read(reading).is_some()) {
            readings.retain(|reading| self.read(reading).is_some());
        }
        if let [first, rest @ ..] = readings.as_slice() {
            return match rest {
                [other, ..] => format!("write `{first}`, or `{other}` where the comma is the sign of decimals"),
                [] => format!("write it as `{first}`"),
            };
        }
        let (shown, name) = (quoted(text), &self.name);
        if let Some((number, unit)) = cure::with_unit(text) {
            return format!("write the number alone, `{number}` where {} is the unit of `{name}`", quoted(&unit));
        }
        let missing = unknown
            .map(|unknown| format!("; if {shown} means that the value is not known, write {unknown} for `{name}`"));
        let answer = match text.contains(|c: char| c.is_ascii_digit()) {
            true => "",
            false => "; if it is an answer, declare a `choice` of such answers and give each its number",
        };
        format!("correct the cell{answer}{}", missing.unwrap_or_default())
    }
}

/// `[-]digits[.digits]` in units of 10^-scale, where no digit is lost and the units fit.
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
