//! Numbers of a manifest, with the digits that they have in the file.
//!
//! A TOML reader makes `0.1` a double, and gives a whole number 64 bits. Params are exact in the policy, so they are
//! exact in the manifest: their numbers are kept as written, before a reader can change them.

use crate::number::Decimal;
use num_bigint::BigInt;
use toml::de::{DeTable, DeValue};

/// Turns the numbers among the params of a manifest, and the tolerances of its expected results, into texts.
pub(super) fn keep_digits(manifest: &mut DeTable<'_>) {
    params(manifest);
    let Some(DeValue::Table(subjects)) = manifest.get_mut("expected").map(toml::Spanned::get_mut) else { return };
    for (_, expected) in subjects.iter_mut() {
        match expected.get_mut() {
            DeValue::Table(one) => of_expected(one),
            DeValue::Array(several) => {
                for one in several.iter_mut() {
                    if let DeValue::Table(one) = one.get_mut() {
                        of_expected(one);
                    }
                }
            }
            _ => {}
        }
    }
}

fn params(table: &mut DeTable<'_>) {
    let Some(DeValue::Table(params)) = table.get_mut("params").map(toml::Spanned::get_mut) else { return };
    params.iter_mut().for_each(|(_, value)| to_text(value.get_mut()));
}

fn of_expected(expected: &mut DeTable<'_>) {
    params(expected);
    if let Some(tolerance) = expected.get_mut("tolerance") {
        to_text(tolerance.get_mut());
    }
}

fn to_text(value: &mut DeValue<'_>) {
    if let Some(text) = as_written(value) {
        *value = DeValue::String(text.into());
    }
}

/// Returns a number in plain decimal digits. A number such as `inf` stays as it is written, and is later reported as
/// not a number.
fn as_written(value: &DeValue<'_>) -> Option<String> {
    let plain = |text: &str| Decimal::parse(text).map_or_else(|_| text.to_owned(), |decimal| decimal.to_string());
    match value {
        DeValue::Integer(whole) => {
            let read = BigInt::parse_bytes(whole.as_str().as_bytes(), whole.radix());
            Some(read.map_or_else(|| whole.to_string(), |number| number.to_string()))
        }
        DeValue::Float(float) => Some(plain(float.as_str().trim_start_matches('+'))),
        _ => None,
    }
}
