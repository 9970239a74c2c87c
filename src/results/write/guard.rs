//! Texts that a spreadsheet would take for formulas.
//!
//! A spreadsheet that opens a CSV file runs a cell that begins with one of a few characters, whoever wrote the cell. An
//! answer to an open question can thus send the data of others away. An apostrophe before the text keeps it a text.

use std::borrow::Cow;

/// The characters that begin a formula, plain and in full width, and the blanks that spreadsheets skip before they look
/// for one.
const SIGNS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Whether a spreadsheet would take a text for a formula. A plain number with a sign is not a formula.
pub(super) fn is_formula(text: &str) -> bool {
    text.starts_with(SIGNS) && !is_number(text)
}

/// Returns the text, with an apostrophe before it if a spreadsheet would take it for a formula.
pub(super) fn guarded(text: Cow<'_, str>) -> Cow<'_, str> {
    if is_formula(&text) { format!("'{text}").into() } else { text }
}

/// Whether a text is an optional sign and digits with at most one point between them.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    match unsigned.split_once('.') {
        Some((whole, decimals)) => digits(whole) && digits(decimals),
        None => digits(unsigned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_be_run_is_kept_a_text() {
        for text in
            ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1", "-", "+1.2.3", "-1.", "--5"]
        {
            assert_eq!(guarded(text.into()), format!("'{text}"));
        }
    }

    #[test]
    fn other_texts_stay_as_they_are() {
        for text in ["", "a=b", "-5", "+8613800138000", "-0.25", "甲", "'=1", " =1", "3-4"] {
            assert_eq!(guarded(text.into()), text);
        }
    }
}
