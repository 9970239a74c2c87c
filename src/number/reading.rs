//! How many decimals of a number are shown to people.
//!
//! Numbers for people are rounded, and the output says so; files keep all digits.

use super::{Rational, Rounding};

/// The decimals of a number for people. A number below a tenth has as many decimals from its first nonzero digit on.
pub(crate) const READING_DECIMALS: u32 = 6;

/// Returns how many decimals are shown to people, for a number with this many digits of which `scale` are decimals.
pub(crate) fn reading_decimals(digits: usize, scale: u32) -> u32 {
    let leading_zeros = scale.saturating_sub(u32::try_from(digits).unwrap_or(u32::MAX));
    scale.min(READING_DECIMALS.saturating_add(leading_zeros))
}

/// Rounds a number half even for reading.
pub(crate) fn for_reading(number: &Rational) -> Rational {
    let mut decimals = READING_DECIMALS;
    let (size, tenth) = (number.abs(), Rational::pow10(-1));
    let mut first = tenth.clone();
    // The search ends when the first digit is beyond all decimals that are stored.
    while size < first && !number.is_zero() && decimals < READING_DECIMALS + FURTHEST {
        first = &first * &tenth;
        decimals += 1;
    }
    number.round(decimals, Rounding::HalfEven)
}

/// The most zeros after the point before the search for a first digit ends.
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
