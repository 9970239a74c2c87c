//! A number as it is written: its digits, and how many of them follow the point.

use std::fmt;

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};

use super::rational::{Rational, ten_to};

/// A decimal number with a fixed count of decimals: the value `mantissa / 10^scale`.
///
/// The count of decimals is part of the number as written: `1.5` and `1.50` are different `Decimal`s with the same
/// [`Rational`]. Compare values as rationals, and print decimals.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Decimal {
    mantissa: BigInt,
    scale: u32,
}

impl Decimal {
    /// Returns the number `mantissa / 10^scale`, written with `scale` decimals.
    pub fn new(mantissa: BigInt, scale: u32) -> Decimal {
        Decimal { mantissa, scale }
    }

    /// Returns all digits as one signed integer: the value times `10^scale`.
    pub fn mantissa(&self) -> &BigInt {
        &self.mantissa
    }

    /// Returns the mantissa as a machine integer; `None` if it does not fit.
    pub fn mantissa_i128(&self) -> Option<i128> {
        self.mantissa.to_i128()
    }

    /// Returns how many digits follow the decimal point.
    pub fn scale(&self) -> u32 {
        self.scale
    }

    /// Returns `mantissa / 10^scale` for a scale of either sign; a negative scale becomes zeros before the point.
    pub(super) fn shifted(mantissa: BigInt, scale: i32) -> Decimal {
        match u32::try_from(scale) {
            Ok(scale) => Decimal { mantissa, scale },
            Err(_) => Decimal { mantissa: mantissa * ten_to(scale.unsigned_abs()), scale: 0 },
        }
    }

    /// Returns the shortest decimal that parses as the same double; `None` for NaN and the infinities.
    ///
    /// This is the number that a person sees: `0.1` is one tenth, not the binary fraction near it. The double is only
    /// printed, never computed with. Rust's `{:e}` prints the fewest digits that identify the double, and the closest
    /// of those.
    /// identify it, and the closest of those.
    pub fn from_f64(value: f64) -> Option<Decimal> {
        if value.is_finite() { Decimal::parse(&format!("{value:e}")).ok() } else { None }
    }

    /// Returns the shortest decimal that parses as the same single; `None` for NaN and the infinities.
    ///
    /// See [`Decimal::from_f64`]. Widening a single to a double first would show digits that nobody wrote.
    pub fn from_f32(value: f32) -> Option<Decimal> {
        if value.is_finite() { Decimal::parse(&format!("{value:e}")).ok() } else { None }
    }

    /// Returns the value, without the number of decimals that it was written with.
    pub fn to_rational(&self) -> Rational {
        Rational::over_power_of_ten(&self.mantissa, self.scale)
    }

    /// Returns the same value written with `scale` decimals; `None` if a digit other than 0 would be lost.
    pub fn with_scale(&self, scale: u32) -> Option<Decimal> {
        if scale >= self.scale {
            return Some(Decimal { mantissa: &self.mantissa * ten_to(scale - self.scale), scale });
        }
        let (mantissa, lost) = self.mantissa.div_rem(&ten_to(self.scale - scale));
        lost.is_zero().then_some(Decimal { mantissa, scale })
    }

    /// Returns the same value with as few decimals as it needs.
    pub fn normalised(&self) -> Decimal {
        let ten = BigInt::from(10);
        let (mut mantissa, mut scale) = (self.mantissa.clone(), self.scale);
        while scale > 0 {
            let (shorter, last_digit) = mantissa.div_rem(&ten);
            if !last_digit.is_zero() {
                break;
            }
            (mantissa, scale) = (shorter, scale - 1);
        }
        Decimal { mantissa, scale }
    }
}

/// Writes exactly `scale` decimals, at least one digit before the point, and no sign on zero.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = self.scale as usize;
        let mut digits = self.mantissa.magnitude().to_string();
        if scale > 0 {
            let missing = (scale + 1).saturating_sub(digits.len());
            digits.insert_str(0, &"0".repeat(missing));
            digits.insert(digits.len() - scale, '.');
        }
        f.pad_integral(!self.mantissa.is_negative(), "", &digits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display_prints_exactly_the_scale() {
        let shown = ["-0.50", "-0.00", "0.05", "12", "-3.1e-4", "9e2"].map(|t| Decimal::parse(t).unwrap().to_string());
        assert_eq!(shown, ["-0.50", "0.00", "0.05", "12", "-0.00031", "900"]);
        assert_eq!(format!("{:>7}", Decimal::new(BigInt::from(-5), 1)), "   -0.5");
    }

    #[test]
    fn scale_changes_only_when_nothing_is_lost() {
        let d = Decimal::parse("-1.500").unwrap();
        assert_eq!(d.with_scale(1).unwrap().to_string(), "-1.5");
        assert_eq!(d.with_scale(5).unwrap().to_string(), "-1.50000");
        assert_eq!(d.with_scale(0), None);
        assert_eq!(d.normalised().to_string(), "-1.5");
        assert_eq!(Decimal::parse("0.000").unwrap().normalised().scale(), 0);
        assert_eq!(Decimal::parse("100").unwrap().normalised().to_string(), "100");
        assert_eq!(d.to_rational(), Rational::ratio(-3, 2).unwrap());
    }

    #[test]
    fn floats_read_as_they_print() {
        let show = |v: f64| Decimal::from_f64(v).unwrap().to_string();
        assert_eq!(
            [0.1, -0.0, 1.5, 1e21, 123.0, 1e-7].map(show),
            ["0.1", "0", "1.5", &ten_to(21).to_string(), "123", "0.0000001"]
        );
        assert_eq!(Decimal::from_f32(0.1).unwrap().to_string(), "0.1");
        assert_eq!(Decimal::from_f64(f64::from_bits(1)).unwrap().scale(), 324);
        assert_eq!(Decimal::from_f64(f64::MAX).unwrap().to_string().len(), 309);
        assert!([f64::NAN, f64::INFINITY, f64::NEG_INFINITY].iter().all(|v| Decimal::from_f64(*v).is_none()));
        assert_eq!(Decimal::from_f32(f32::NAN), None);
    }
}
