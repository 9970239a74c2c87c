//! Decimals as they are printed: exact, however many digits.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, Zero};
use std::cmp::Ordering;
use std::fmt;

/// A larger power of ten is no survey result; bounded so that a cell such as `1e999999999` does not fill the memory.
const MAX_EXPONENT: u32 = 400;

/// A decimal: so many units of 10^-scale. The scale is how many decimals were printed.
#[derive(Clone, Debug)]
pub struct Decimal {
    units: BigInt,
    scale: u32,
}

impl Decimal {
    /// Reads `12`, `-0.50`, `.5` or `1.5e-3`; `None` for every other text.
    pub fn parse(text: &str) -> Option<Decimal> {
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
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let size: BigInt = digits.parse().ok()?;
        let units = if mantissa.starts_with('-') { -size } else { size };
        let scale = i64::try_from(decimals.len()).ok()? - i64::from(exponent);
        let shift = u32::try_from(-scale).unwrap_or(0);
        Some(Decimal { units: units * ten_to(shift), scale: u32::try_from(scale.max(0)).ok()? })
    }

    /// How many decimals were printed.
    pub fn decimals(&self) -> u32 {
        self.scale
    }

    /// The value rounded to so many decimals, in units of the last; a half goes up, toward +infinity.
    pub fn rounded(&self, decimals: u32) -> BigInt {
        if decimals >= self.scale {
            return self.units_at(decimals);
        }
        let unit = ten_to(self.scale - decimals);
        let doubled: BigInt = &self.units * 2 + &unit;
        doubled.div_floor(&(unit * 2))
    }

    /// How far apart two values are, exactly.
    pub fn distance(&self, other: &Decimal) -> Decimal {
        let scale = self.scale.max(other.scale);
        Decimal { units: (self.units_at(scale) - other.units_at(scale)).abs(), scale }
    }

    /// The value in units of 10^-scale, for a scale that is not below its own.
    fn units_at(&self, scale: u32) -> BigInt {
        &self.units * ten_to(scale.saturating_sub(self.scale))
    }
}

fn ten_to(power: u32) -> BigInt {
    BigInt::from(10).pow(power)
}

/// By value: `0.5` is `0.50`.
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

/// In plain digits, without zeros at the end.
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
        for text in
            ["", ".", "-", "+-1", "1,000", " 1", "1 ", "1e", "e5", "1e5.0", "0x1", "１", "nan", "1e401", "1.2.3"]
        {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_half_goes_toward_plus_infinity() {
        for (text, decimals, units) in [
            ("0.5", 0, 1),
            ("-0.5", 0, 0),
            ("-0.51", 0, -1),
            ("-1.5", 0, -1),
            ("1.005", 2, 101),
            ("-1.005", 2, -100),
            ("1.0049", 2, 100),
            ("7", 2, 700),
        ] {
            assert_eq!(decimal(text).rounded(decimals), BigInt::from(units), "{text}");
        }
    }

    #[test]
    fn distance_is_exact() {
        assert_eq!(decimal("0.1").distance(&decimal("-0.25")).to_string(), "0.35");
        assert_eq!(decimal("1").distance(&decimal("1.00")).to_string(), "0");
    }
}
