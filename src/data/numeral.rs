//! Numbers of cells: exact, at the decimals that the column declares.

use super::cell::Cell;
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

    /// What is wrong with a text that gives no number.
    pub(super) fn explain(&self, text: &str) -> Diagnostic {
        let Ok(decimal) = Decimal::parse(text) else {
            return self.not_a_number(text);
        };
        match self.kept(&decimal) {
            Some(kept) => self.outside(text, &kept),
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
        Diagnostic::input(Code::TooManyDecimals, None, message).help(if decimals <= DECIMALS {
            format!("declare {needed} for `{name}`, or add `read half even` to round what is read")
        } else {
            format!("add `read half even` to `{name}` to round what is read")
        })
    }

    fn outside(&self, text: &str, kept: &Decimal) -> Diagnostic {
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
        error(message).help(format!("correct the cell, or widen the range that `{name}` declares"))
    }

    fn not_a_number(&self, text: &str) -> Diagnostic {
        let message = format!("{} is not a number", quoted(text));
        let cure = cure(text).unwrap_or_else(|| {
            let (text, name) = (quoted(text), &self.name);
            format!("if {text} means that the value is not known, list it after `or missing` of `{name}`")
        });
        Diagnostic::input(Code::BadNumber, None, message).help(cure)
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

/// How to write a number that is not written as one, where its look tells.
fn cure(text: &str) -> Option<String> {
    let is_number = |s: &str| Decimal::parse(s).is_ok();
    let trimmed = text.trim();
    let halfwidth: String = trimmed.chars().map(to_halfwidth).collect();
    let bare = halfwidth.trim_end_matches('%').trim_end();
    let no_commas = bare.replace(',', "");
    let no_gaps: String = bare.chars().filter(|c| !c.is_whitespace() && *c != '\'' && *c != '_').collect();
    if trimmed != text && is_number(trimmed) {
        Some(format!("take away the spaces around it: `{trimmed}`"))
    } else if halfwidth != trimmed && is_number(&halfwidth) {
        Some(format!("write it in plain digits: `{halfwidth}`"))
    } else if bare.len() < halfwidth.len() && is_number(bare) {
        Some(format!("write it without the `%` sign: `{bare}`"))
    } else if has_thousands(bare) && is_number(&no_commas) {
        Some(format!("write it without the comma between thousands: `{no_commas}`"))
    } else if bare.matches(',').count() == 1 && is_number(&bare.replace(',', ".")) {
        Some(format!("write the decimal sign as a point: `{}`", bare.replace(',', ".")))
    } else if no_gaps != bare && is_number(&no_gaps) {
        Some(format!("write it without gaps between the digits: `{no_gaps}`"))
    } else {
        None
    }
}

/// Digits and signs of full width, as East Asian keyboards write them, to those of a number.
fn to_halfwidth(character: char) -> char {
    match character {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character),
        '\u{2212}' => '-',
        other => other,
    }
}

/// `1,234`, `12,345,678.9`: a comma before each three digits, and nowhere else.
fn has_thousands(text: &str) -> bool {
    let whole = text.split('.').next().unwrap_or(text).trim_start_matches('-');
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or("");
    let rest: Vec<&str> = groups.collect();
    (1..=3).contains(&first.len()) && !rest.is_empty() && rest.iter().all(|group| group.len() == 3)
}

#[cfg(test)]
mod tests;
