//! Decimals as they are printed: exact, with any number of digits.

use crate::number::reading_decimals;
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, Zero};
use std::cmp::Ordering;
use std::fmt;

/// A larger power of ten is not a survey result. The bound keeps a cell such as `1e999999999` from filling the memory.
const MAX_EXPONENT: u32 = 400;
/// A longer number is not a survey result either. The bound limits the time, since parsing slows down with the length.
const MAX_DIGITS: usize = 1000;

/// A decimal: a number of units of 10^-scale. The scale is the number of printed decimals.
#[derive(Clone, Debug)]
pub(crate) struct Decimal {
    units: BigInt,
    scale: u32,
}

impl Decimal {
    /// Parses `12`, `-0.50`, `.5` or `1.5e-3`; `None` for every other text. A text such as `007`, with a zero and then
    /// another digit before the point, is a name and not a number.
    pub(crate) fn parse(text: &str) -> Option<Decimal> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        if exponent.unsigned_abs() > MAX_EXPONENT {
            return None;
        }
        let unsigned = mantissa.strip_prefix(['+', '-']).unwrap_or(mantissa);
        let (whole, decimals) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let digits = format!("{whole}{decimals}");
        let names = whole.len() > 1 && whole.starts_with('0');
        if digits.is_empty() || digits.len() > MAX_DIGITS || names || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let size: BigInt = digits.parse().ok()?;
        let units = if mantissa.starts_with('-') { -size } else { size };
        let scale = i64::try_from(decimals.len()).ok()? - i64::from(exponent);
        let shift = u32::try_from(-scale).unwrap_or(0);
        Some(Decimal { units: units * ten_to(shift), scale: u32::try_from(scale.max(0)).ok()? })
    }

    /// Returns the number of printed decimals.
    pub(crate) fn decimals(&self) -> u32 {
        self.scale
    }

    /// Half a unit of this decimal.
    pub(crate) fn half_unit(decimals: u32) -> Decimal {
        Decimal { units: BigInt::from(5), scale: decimals.saturating_add(1) }
    }

    /// Whether it is below zero.
    pub(crate) fn is_negative(&self) -> bool {
        self.units.is_negative()
    }

    /// Returns the exact distance of two values.
    pub(crate) fn distance(&self, other: &Decimal) -> Decimal {
        let scale = self.scale.max(other.scale);
        Decimal { units: (self.units_at(scale) - other.units_at(scale)).abs(), scale }
    }

    /// Returns the exact sum.
    pub(crate) fn plus(&self, other: &Decimal) -> Decimal {
        let scale = self.scale.max(other.scale);
        Decimal { units: self.units_at(scale) + other.units_at(scale), scale }
    }

    /// Returns how many of its decimals are shown to people.
    pub(crate) fn reading(&self) -> u32 {
        let digits = if self.units.is_zero() { 0 } else { self.units.magnitude().to_string().len() };
        reading_decimals(digits, self.scale)
    }

    /// Rounds half even to this many decimals, as text; a number without more decimals is unchanged.
    pub(crate) fn rounded(&self, decimals: u32) -> String {
        if decimals >= self.scale {
            return self.to_string();
        }
        let unit = ten_to(self.scale - decimals);
        let (whole, rest) = self.units.div_mod_floor(&unit);
        let up = match (&rest * 2u32).cmp(&unit) {
            Ordering::Less => false,
            Ordering::Equal => whole.is_odd(),
            Ordering::Greater => true,
        };
        Decimal { units: if up { whole + 1 } else { whole }, scale: decimals }.to_string()
    }

    /// Returns the value in units of 10^-scale, for a scale that is not below its own scale.
    fn units_at(&self, scale: u32) -> BigInt {
        &self.units * ten_to(scale.saturating_sub(self.scale))
    }
}

fn ten_to(power: u32) -> BigInt {
    BigInt::from(10).pow(power)
}

/// Compares by value: `0.5` equals `0.50`.
impl Ord for Decimal {
    fn cmp(&self, other: &Decimal) -> Ordering {
        let scale = self.scale.max(other.scale);
        self.units_at(scale).cmp(&other.units_at(scale))
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Decimal) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Decimal) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Decimal {}

/// Writes plain digits, without zeros at the end.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = self.scale as usize;
        let sign = if self.units < BigInt::zero() { "-" } else { "" };
        let digits = format!("{:0>width$}", self.units.magnitude().to_string(), width = scale + 1);
        let (whole, decimals) = digits.split_at(digits.len() - scale);
        match decimals.trim_end_matches('0') {
            "" => write!(f, "{sign}{whole}"),
            decimals => write!(f, "{sign}{whole}.{decimals}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn plain_and_scientific_numbers_are_read() {
        for (text, value, decimals) in [
            ("0.5", "0.5", 1),
            (".5", "0.5", 1),
            ("0.50", "0.5", 2),
            ("+7", "7", 0),
            ("5.", "5", 0),
            ("-0", "0", 0),
            ("-0.00", "0", 2),
            ("-12.340", "-12.34", 3),
            ("1.5e-3", "0.0015", 4),
            ("1.5E3", "1500", 0),
            ("1.2345e+2", "123.45", 2),
            ("123456789012345678901234567890.12", "123456789012345678901234567890.12", 2),
        ] {
            assert_eq!((decimal(text).to_string().as_str(), decimal(text).decimals()), (value, decimals), "{text}");
        }
    }

    #[test]
    fn other_texts_are_not_numbers() {
        for text in [
            "", ".", "-", "+-1", "1,000", " 1", "1 ", "1e", "e5", "1e5.0", "0x1", "１", "nan", "1e401", "1.2.3", "007",
            "-00.5",
        ] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    #[test]
    fn people_are_shown_few_decimals() {
        let read = |text| decimal(text).rounded(decimal(text).reading());
        assert_eq!(read("0.0000000000003335"), "0.0000000000003335");
        assert_eq!(
            [read("83.333333333333"), read("-0.00000049286"), read("1.5")],
            ["83.333333", "-0.00000049286", "1.5"]
        );
        assert_eq!(
            [decimal("-2.5").rounded(0), decimal("1.5").rounded(0), decimal("0.05").rounded(1)],
            ["-2", "2", "0"]
        );
    }

    #[test]
    fn distance_is_exact() {
        assert_eq!(decimal("0.1").distance(&decimal("-0.25")).to_string(), "0.35");
        assert_eq!(decimal("1").distance(&decimal("1.00")).to_string(), "0");
        assert_eq!(Decimal::half_unit(0).plus(&Decimal::half_unit(2)).to_string(), "0.505");
    }
}
