//! How many decimals of a number people are shown.
//!
//! What people read is rounded, and says so; what is written to files keeps all of its digits.

use super::{Rational, Rounding};

/// The decimals of a number that people read; one below a tenth has as many digits from its first on.
pub(crate) const READING_DECIMALS: u32 = 6;

/// How many decimals people are shown of a number of so many digits, so many of which are decimals.
pub(crate) fn reading_decimals(digits: usize, scale: u32) -> u32 {
    let leading_zeros = scale.saturating_sub(u32::try_from(digits).unwrap_or(u32::MAX));
    scale.min(READING_DECIMALS.saturating_add(leading_zeros))
}

/// A number rounded for reading, half even.
pub(crate) fn for_reading(number: &Rational) -> Rational {
    let mut decimals = READING_DECIMALS;
    let (size, tenth) = (number.abs(), Rational::pow10(-1));
    let mut first = tenth.clone();
    // A number that is so small that its first digit is beyond all that is stored is shown as it is.
    while size < first && !number.is_zero() && decimals < READING_DECIMALS + FURTHEST {
        first = &first * &tenth;
        decimals += 1;
    }
    number.round(decimals, Rounding::HalfEven)
}

/// Zeros behind the point after which a first digit is no longer looked for.
const FURTHEST: u32 = 40;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_decimals_are_read_or_six_digits_of_a_small_number() {
        let of = |text: &str| for_reading(&super::super::Decimal::parse(text).unwrap().to_rational()).to_string();
        for (number, read) in [
            ("83.333333333333", "83.333333"),
            ("0.1234567", "0.123457"),
            ("0.00000123456789", "0.00000123457"),
            ("-2.5", "-2.5"),
            ("0", "0"),
            ("1234567890.00000049", "1234567890"),
        ] {
            assert_eq!(of(number), read);
        }
        assert_eq!([reading_decimals(14, 12), reading_decimals(6, 12), reading_decimals(3, 2)], [6, 12, 2]);
    }
}
