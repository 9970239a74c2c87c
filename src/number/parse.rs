//! Parses a decimal number from text.

use std::fmt;

use num_bigint::BigInt;

use super::decimal::Decimal;

/// The longest text of a number, in characters.
const MAX_CHARS: usize = 1000;

/// The most digits of an exponent without its leading zeros: it is at most 999.
const MAX_EXPONENT_DIGITS: usize = 3;

/// Why a text is not a decimal number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParseDecimalError {
    /// There is no text.
    Empty,
    /// The text has a character or an order of characters that no number has.
    NotANumber,
    /// The text has more than 1000 characters, or an exponent beyond 999.
    TooLong,
}

impl fmt::Display for ParseDecimalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ParseDecimalError::Empty => "an empty text is not a number",
            ParseDecimalError::NotANumber => "not a number: expected digits such as 12, -0.5 or 1e-05",
            ParseDecimalError::TooLong => "a number of more than 1000 characters or with an exponent beyond 999",
        })
    }
}

impl std::error::Error for ParseDecimalError {}

/// Returns the number that is meant by a text such as `1.500`: a single point before three digits, which is a thousands
/// separator in some languages.
pub(crate) fn thousands(text: &str) -> Option<String> {
    let (whole, decimals) = text.split_once('.')?;
    let digits = whole.trim_start_matches(['-', '+']);
    let is_group = (1..=3).contains(&digits.len()) && !digits.starts_with('0') && decimals.len() == 3;
    let fits = is_group && digits.chars().chain(decimals.chars()).all(|c| c.is_ascii_digit());
    fits.then(|| format!("{whole}{decimals}"))
}

/// Returns a number without the zeros at the end of its decimals, which mean nothing.
pub(crate) fn without_zeros(text: &str) -> &str {
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.'),
        false => text,
    }
}

impl Decimal {
    /// Parses a number: an optional sign, digits, optionally a `.` with digits after it, optionally `e` or `E` with a
    /// signed exponent up to 999.
    ///
    /// A point needs a digit on each side, and spaces and thousands separators are not allowed: in `1,5` or `1.` the
    /// writer may have meant something else. The digits after the point are kept: `1.50` has scale 2, `1e-05` has scale
    /// 5, `1.5e3` is 1500 with scale 0.
    pub fn parse(text: &str) -> Result<Decimal, ParseDecimalError> {
        if text.is_empty() {
            return Err(ParseDecimalError::Empty);
        }
        // Only ASCII is accepted, so in every number each byte is a character.
        if text.len() > MAX_CHARS {
            return Err(ParseDecimalError::TooLong);
        }
        let (negative, unsigned) = split_sign(text);
        let (digits, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((digits, exponent)) => (digits, parse_exponent(exponent)?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = match digits.split_once('.') {
            Some((whole, fraction)) if is_digits(fraction) => (whole, fraction),
            Some(_) => return Err(ParseDecimalError::NotANumber),
            None => (digits, ""),
        };
        if !is_digits(whole) {
            return Err(ParseDecimalError::NotANumber);
        }
        let magnitude = match whole.parse::<u64>() {
            Ok(whole) if fraction.is_empty() => BigInt::from(whole),
            _ => format!("{whole}{fraction}").parse().map_err(|_| ParseDecimalError::NotANumber)?,
        };
        let decimals = i32::try_from(fraction.len()).map_err(|_| ParseDecimalError::TooLong)?;
        Ok(Decimal::shifted(if negative { -magnitude } else { magnitude }, decimals - exponent))
    }
}

/// Removes a leading sign: returns whether it was a minus, and the rest.
fn split_sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// Whether the text is one or more ASCII digits.
fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Parses the exponent that follows an `e`.
fn parse_exponent(text: &str) -> Result<i32, ParseDecimalError> {
    let (negative, digits) = split_sign(text);
    if !is_digits(digits) {
        return Err(ParseDecimalError::NotANumber);
    }
    let significant = digits.trim_start_matches('0');
    if significant.len() > MAX_EXPONENT_DIGITS {
        return Err(ParseDecimalError::TooLong);
    }
    let exponent = significant.bytes().fold(0i32, |sum, digit| sum * 10 + i32::from(digit - b'0'));
    Ok(if negative { -exponent } else { exponent })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (i128, u32) {
        let d = Decimal::parse(text).unwrap();
        (d.mantissa_i128().unwrap(), d.scale())
    }

    #[test]
    fn one_point_before_three_digits_may_stand_between_thousands() {
        let whole =
            [("1.500", Some("1500")), ("-12.345", Some("-12345")), ("0.500", None), ("1.5", None), ("1500", None)];
        for (text, expected) in whole {
            assert_eq!(thousands(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn parse_keeps_the_decimals_that_were_written() {
        assert_eq!(parts("12"), (12, 0));
        assert_eq!(parts("+1.50"), (150, 2));
        assert_eq!(parts("-0.05"), (-5, 2));
        assert_eq!(parts("1e-05"), (1, 5));
        assert_eq!(parts("1.5e3"), (1500, 0));
        assert_eq!(parts("1.25E+1"), (125, 1));
        assert_eq!(parts("007"), (7, 0));
    }

    #[test]
    fn parse_refuses_everything_else() {
        assert_eq!(Decimal::parse(""), Err(ParseDecimalError::Empty));
        let wrong = ["-", ".", "1.", ".5", "1..2", "1,5", " 1", "1 ", "1e", "1e+", "1e5e5", "1e1.5", "--1", "NaN", "١"];
        for text in wrong.into_iter().chain(["+-1", "1.-5", "1.+5", "1_000", "0x1", "inf", "e5", "1.2.3"]) {
            assert_eq!(Decimal::parse(text), Err(ParseDecimalError::NotANumber), "{text:?}");
        }
        assert_eq!(Decimal::parse("1e1000"), Err(ParseDecimalError::TooLong));
        assert_eq!(Decimal::parse(&"1".repeat(1001)), Err(ParseDecimalError::TooLong));
        assert!(Decimal::parse(&"1".repeat(1000)).is_ok());
    }
}
