//! Damage that spreadsheets leave in cells: formulas, and numbers that have lost digits.

use crate::schema::Damage;

/// The digits that a spreadsheet keeps of a number.
const DIGITS: usize = 15;
/// From this many digits on, zeros after the kept digits are regarded as lost digits, not as an accident.
const LONG: usize = 18;
/// Spreadsheets never show numbers of fewer digits in the short form.
const SHORT_FORM: usize = 12;

/// Returns the damage of a text by a spreadsheet: a formula, or an id without its last digits.
pub(super) fn damage(text: &str) -> Option<Damage> {
    let first = *text.as_bytes().first()?;
    if first == b'=' {
        return Some(Damage::Formula);
    }
    let lost = matches!(first, b'0'..=b'9' | b'-') && (is_short_form(text) || is_cut(text));
    lost.then_some(Damage::LostDigits)
}

/// Whether a text has fewer digits than its number, as in `1.23457E+17`. Spreadsheets write numbers in this form, and
/// programs do not.
pub(super) fn is_short_form(text: &str) -> bool {
    let Some((digits, exponent)) = text.split_once("E+") else { return false };
    let digits = digits.strip_prefix('-').unwrap_or(digits);
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let is_written = whole.len() == 1 && is_digits(whole) && decimals.bytes().all(|b| b.is_ascii_digit());
    let exponent = if is_digits(exponent) { exponent.parse::<usize>().ok() } else { None };
    is_written && exponent.is_some_and(|exponent| exponent + 1 >= SHORT_FORM && decimals.len() < exponent)
}

/// Whether a text has only zeros after the digits that a spreadsheet keeps, as in `110101199003070000`.
fn is_cut(text: &str) -> bool {
    let rest = text.get(DIGITS..).unwrap_or_default();
    text.len() >= LONG && is_digits(text) && !text.starts_with('0') && rest.bytes().all(|b| b == b'0')
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_spreadsheets_leave_is_known_from_what_people_and_programs_write() {
        for text in ["=1+2", "=", "=\"00123\"", "=SUM(A1)"] {
            assert_eq!(damage(text), Some(Damage::Formula), "{text}");
        }
        for text in ["1.23457E+17", "-1.1E+11", "1E+20", "110101199003070000", "1101011990030700000"] {
            assert_eq!(damage(text), Some(Damage::LostDigits), "{text}");
        }
        let whole =
            ["110101199003070001", "12345678901234500", "000000000000000000", "1.5E+3", "1e+15", "E+17", "", "x="];
        for text in whole.into_iter().chain(["1.234567890123E+12", "12.5E+17", "1.E+x", "1101011990030700X0"]) {
            assert_eq!(damage(text), None, "{text}");
        }
    }
}
