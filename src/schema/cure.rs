//! How to correct numbers and dates in the spelling of offices, and texts that only look like the wanted text.
//!
//! Nothing here is accepted. The help offers the most likely meaning of a cell in the form that must be written, and
//! only if that form would be legal.

use crate::calendar::days_of;
use crate::diagnostic::suggest;
use crate::messages::schema as say;
use crate::number::{Decimal, Rational, Rounding};

/// The possible forms of a number, the likeliest first. `of_one` says that the column contains no number above 1, so
/// that a percent sign divides by 100.
pub(crate) fn numbers(text: &str, of_one: bool) -> Vec<String> {
    let plain = plain(text);
    // A single digit in words could be an answer on a scale, but here it can only be a number.
    let plain = suggest::numeral(&plain).unwrap_or(plain);
    let (bare, power) = with_power(&plain);
    let power = if power == Some(-2) && !of_one { 0 } else { power.unwrap_or(0) };
    let readings = [
        Some(bare.to_owned()),
        grouped(bare, ',', '.'),
        decimal_comma(bare),
        grouped(bare, '.', ','),
        grouped_by_gaps(bare),
    ];
    let mut found: Vec<String> = Vec::new();
    for reading in readings.into_iter().flatten() {
        let reading = with_digits(&reading);
        let Ok(number) = Decimal::parse(&reading) else { continue };
        let reading = if power == 0 { reading } else { times_power(&number, power) };
        if reading != text && !found.contains(&reading) {
            found.push(reading);
        }
    }
    found
}

/// `.5`, `5.` and `+5` with the digits that a number needs, and without a sign that it does not need.
fn with_digits(text: &str) -> String {
    let text = text.strip_prefix('+').filter(|rest| !rest.starts_with('-')).unwrap_or(text);
    let (sign, number) = text.strip_prefix('-').map_or(("", text), |number| ("-", number));
    let number = number.strip_suffix('.').filter(|whole| !whole.is_empty()).unwrap_or(number);
    let zero = if number.starts_with('.') { "0" } else { "" };
    format!("{sign}{zero}{number}")
}

/// Splits off a sign after a number that multiplies it: the number alone, and the power of ten.
fn with_power(text: &str) -> (&str, Option<i32>) {
    let powers = [("%", -2), ("千", 3), ("万", 4), ("亿", 8)];
    let found = powers.iter().find_map(|(sign, power)| Some((text.strip_suffix(sign)?.trim_end(), *power)));
    found.map_or((text, None), |(bare, power)| (bare, Some(power)))
}

fn times_power(number: &Decimal, power: i32) -> String {
    let product = number.to_rational() * Rational::pow10(power);
    let decimals = number.scale() + power.min(0).unsigned_abs();
    product.to_decimal(decimals, Rounding::Down).normalised().to_string()
}

/// A number with a text after or before it that is not part of a number, such as `12 min` or `￥100`: both parts.
pub(crate) fn with_unit(text: &str) -> Option<(String, String)> {
    let plain = plain(text);
    let is_digit = |c: char| c.is_ascii_digit();
    let (start, end) = (plain.find(is_digit)?, plain.rfind(is_digit)? + 1);
    // A point before the digits is a decimal point, unless it ends a word: `$.5`, `No.5`.
    let is_point = |before: &str| before.strip_suffix('.').is_some_and(|rest| !rest.ends_with(char::is_alphabetic));
    let start = if is_point(plain.get(..start)?) { start - 1 } else { start };
    let start = if plain.get(..start)?.ends_with('-') { start - 1 } else { start };
    let (before, number, behind) = (plain.get(..start)?.trim(), plain.get(start..end)?, plain.get(end..)?.trim());
    // The sign belongs to the number: `1.5万元` is fifteen thousand yuan.
    let power = ["万", "亿"].into_iter().find(|power| behind.starts_with(power)).unwrap_or_default();
    let unit = match (before, behind.strip_prefix(power)?.trim_start()) {
        ("", unit) | (unit, "") if !unit.is_empty() => unit,
        _ => return None,
    };
    // Only a currency can precede a number; `QID2`, `No. 5` and `第5` are names and positions in an order.
    let currencies = ["rmb", "cny", "usd", "eur", "gbp", "jpy", "hkd", "twd", "chf", "us", "人民币", "美元", "港币"];
    let is_currency = |word: &str| {
        let word = word.trim_matches(|c| "$€£¥￥.".contains(c)).to_lowercase();
        word.is_empty() || currencies.contains(&word.as_str())
    };
    if !is_currency(before) {
        return None;
    }
    // `90 or more`, `about 5` and `<3` mean something else than a number with its unit.
    let is_bound = ["以", "左右", "多", "余", "约", "近", "超", "<", ">", "≤", "≥", "~", "±", "+"];
    let is_name = unit.chars().all(|c| (c.is_alphabetic() && c != 'e' && c != 'E') || "$€£¥￥°²³/.".contains(c));
    // Points and slashes alone are not a unit.
    let is_name = is_name && unit.chars().any(|c| !"/.".contains(c));
    if !is_name || is_bound.iter().any(|sign| unit.contains(sign)) || unit.split_whitespace().count() > 1 {
        return None;
    }
    let number = numbers(&format!("{number}{power} "), false).into_iter().next()?;
    Some((number, unit.to_owned()))
}

/// `9O`, `l2`: digits with letters that look like digits, as the number that was meant.
pub(crate) fn letters_as_digits(text: &str) -> Option<String> {
    let digit = |c: char| match c {
        'O' | 'o' => '0',
        'l' | 'I' => '1',
        other => other,
    };
    let text = text.trim();
    let digits: String = text.chars().map(digit).collect();
    let has_digit = text.contains(|c: char| c.is_ascii_digit());
    (has_digit && digits != text && Decimal::parse(&digits).is_ok()).then_some(digits)
}

/// `1,234` and `12,345,678.9`: one sign before each three digits and nowhere else, and another sign for the decimals.
fn grouped(text: &str, group: char, point: char) -> Option<String> {
    let (whole, decimals) = text.split_once(point).map_or((text, None), |(whole, decimals)| (whole, Some(decimals)));
    let mut groups = whole.trim_start_matches('-').split(group);
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let fits = (1..=3).contains(&first.len()) && !rest.is_empty() && rest.iter().all(|group| group.len() == 3);
    // One point before three digits already is a decimal point.
    let is_decimal = group == '.' && rest.len() == 1 && decimals.is_none();
    if !fits || is_decimal {
        return None;
    }
    let whole = whole.replace(group, "");
    Some(decimals.map_or(whole.clone(), |decimals| format!("{whole}.{decimals}")))
}

fn decimal_comma(text: &str) -> Option<String> {
    (text.matches(',').count() == 1 && !text.contains('.')).then(|| text.replace(',', "."))
}

fn grouped_by_gaps(text: &str) -> Option<String> {
    let joined: String = text.chars().filter(|c| !c.is_whitespace() && !"'’_".contains(*c)).collect();
    if joined == text {
        return None;
    }
    let commas = decimal_comma(&joined).filter(|reading| Decimal::parse(reading).is_ok());
    Some(grouped(&joined, ',', '.').or(commas).unwrap_or(joined))
}

/// The possible days of a text, in the form year-month-day, the likeliest first.
pub(crate) fn dates(text: &str) -> Vec<String> {
    let plain = plain(text);
    let day = plain.split(['T', ' ']).next().unwrap_or_default();
    let whole = if day.len() < 6 { plain.as_str() } else { day };
    let fits = whole.chars().all(|c| c.is_ascii_digit() || "年月日号./- ".contains(c));
    let numbers: Vec<&str> = whole.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let orders: Vec<[&str; 3]> = match numbers.as_slice() {
        [year, month, day] if year.len() == 4 => vec![[year, month, day]],
        [day, month, year] if year.len() == 4 && whole.contains('.') => vec![[year, month, day]],
        [one, other, year] if year.len() == 4 => vec![[year, other, one], [year, one, other]],
        [all] => compact(all).into_iter().collect(),
        _ => Vec::new(),
    };
    let written = orders.into_iter().filter(|_| fits).map(|[year, month, day]| format!("{year}-{month:0>2}-{day:0>2}"));
    let mut found: Vec<String> = Vec::new();
    for date in written {
        if date != text && days_of(&date).is_some() && !found.contains(&date) {
            found.push(date);
        }
    }
    found
}

/// `20260301`
fn compact(digits: &str) -> Option<[&str; 3]> {
    let (year, rest) = digits.split_at_checked(4)?;
    let (month, day) = rest.split_at_checked(2)?;
    (day.len() == 2).then_some([year, month, day])
}

/// The text without invisible characters in it and around it, and with plain characters instead of full-width ones.
pub(crate) fn plain(text: &str) -> String {
    let seen: String = text.chars().filter(|c| unseen(*c).is_none_or(|(_, blank)| blank)).map(halfwidth).collect();
    seen.trim().to_owned()
}

/// Replaces full-width digits and signs, as East Asian keyboards write them, by plain ones, and every kind of blank by
/// a plain blank.
pub(crate) fn halfwidth(character: char) -> char {
    match character {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character),
        '\u{2212}' => '-',
        blank if blank.is_whitespace() => ' ',
        other => other,
    }
}

/// What a character is that looks like a plain blank or like nothing, and whether it is a blank.
fn unseen(character: char) -> Option<(&'static str, bool)> {
    Some(match character {
        '\u{A0}' | '\u{202F}' => (say::no_break_blank(), true),
        '\u{3000}' => (say::full_width_blank(), true),
        '\u{2000}'..='\u{200A}' | '\u{205F}' => (say::narrow_blank(), true),
        '\u{200B}' | '\u{2060}' => (say::zero_width_blank(), false),
        '\u{200C}' | '\u{200D}' => (say::joiner(), false),
        '\u{FEFF}' => (say::byte_order_mark(), false),
        '\u{AD}' => (say::soft_hyphen(), false),
        '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => (say::direction_mark(), false),
        '\t' | '\n' | '\r' => (say::tab_or_line_end(), true),
        _ => return None,
    })
}

/// Whether a text contains a character that takes no space: the text looks the same without it.
pub(crate) fn hides_a_sign(text: &str) -> bool {
    let hidden = |c: char| c == '\0' || unseen(c).is_some_and(|(_, blank)| !blank);
    text.contains('\0') || !text.is_ascii() && text.contains(hidden)
}

/// How a text differs from a text that looks the same, if it does.
pub(crate) fn looks_like(text: &str, wanted: &str) -> Option<String> {
    if text == wanted || plain(text).to_lowercase() != plain(wanted).to_lowercase() {
        return None;
    }
    let hidden = text.chars().find(|c| unseen(*c).is_some() && !wanted.contains(*c));
    let (outer, trimmed) = (|text: &str| text.trim() != text, text.trim());
    Some(match hidden {
        Some(sign) => {
            let (name, _) = unseen(sign).unwrap_or_default();
            say::holds_unseen(name, format_args!("{:04X}", u32::from(sign)), wanted)
        }
        None if trimmed == wanted => say::remove_outer_blanks(wanted),
        None if outer(wanted) => {
            let seen = wanted.trim();
            say::policy_has_outer_blanks(seen)
        }
        None => say::write_exactly(wanted),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_look_like_digits_are_read_as_digits() {
        for (text, number) in
            [("9O", Some("90")), ("l2", Some("12")), ("1.5I", Some("1.51")), ("O", None), ("90", None), ("9x", None)]
        {
            assert_eq!(letters_as_digits(text).as_deref(), number, "{text}");
        }
    }

    #[test]
    fn numbers_are_known_as_offices_write_them() {
        for (text, expected) in [
            ("1,500", vec!["1500", "1.500"]),
            ("1.500,5", vec!["1500.5"]),
            ("1 500", vec!["1500"]),
            ("1\u{A0}500,5", vec!["1500.5"]),
            ("1\u{202F}500", vec!["1500"]),
            ("1'500.5", vec!["1500.5"]),
            ("1,234,567.8", vec!["1234567.8"]),
            ("1.234.567", vec!["1234567"]),
            ("１２．５", vec!["12.5"]),
            ("１，５００", vec!["1500", "1.500"]),
            ("10,5", vec!["10.5"]),
            ("\u{2212}3", vec!["-3"]),
            (" 7\u{200B}", vec!["7"]),
            (".5", vec!["0.5"]),
            ("-.5", vec!["-0.5"]),
            (",5", vec!["0.5"]),
            ("5.", vec!["5"]),
            ("+5", vec!["5"]),
            (".5%", vec!["0.5"]),
            (".", vec![]),
            ("+-5", vec![]),
            ("50%", vec!["50"]),
            ("1.5万", vec!["15000"]),
            ("2千", vec!["2000"]),
            ("一千五百", vec!["1500"]),
            ("百分之五十", vec!["50"]),
            ("1万5", vec![]),
            ("1,2,3", vec![]),
            ("12 min", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(numbers(text, false), expected, "{text}");
        }
        assert_eq!((numbers("50%", true), numbers("１２．５％", true)), (vec!["0.5".into()], vec!["0.125".into()]));
        let units = [
            ("12 min", "12"),
            ("24小时", "24"),
            ("90分", "90"),
            ("1.5万元", "15000"),
            ("5千克", "5"),
            ("￥1,500.5", "1500.5"),
            ("-5 km", "-5"),
            ("$.5", "0.5"),
            ("-.5 km", "-0.5"),
            ("RMB 5", "5"),
            ("US$5.50", "5.50"),
        ];
        for (text, number) in units {
            assert_eq!(with_unit(text).map(|(number, _)| number), Some(number.to_owned()), "{text}");
        }
        for text in ["90以上", "约5", "<3", "5 or 6", "n/a", "5+", "非常满意", ".5", "5.", "./5", "No.5", "QID2", "第5"]
        {
            assert_eq!(with_unit(text), None, "{text}");
        }
    }

    #[test]
    fn dates_are_known_as_offices_write_them() {
        for (text, expected) in [
            ("2026年3月1日", vec!["2026-03-01"]),
            ("２０２６年３月１日", vec!["2026-03-01"]),
            ("2026.3.1", vec!["2026-03-01"]),
            ("2026/3/1", vec!["2026-03-01"]),
            ("2026-3-1", vec!["2026-03-01"]),
            ("20260301", vec!["2026-03-01"]),
            ("01.03.2026", vec!["2026-03-01"]),
            ("1.3.2026", vec!["2026-03-01"]),
            ("03/14/2026", vec!["2026-03-14"]),
            ("03/04/2026", vec!["2026-04-03", "2026-03-04"]),
            ("2026.3.1 14:30", vec!["2026-03-01"]),
            (" 2026-03-01", vec!["2026-03-01"]),
            ("2026年2月30日", vec![]),
            ("1.3.26", vec![]),
            ("soon", vec![]),
        ] {
            assert_eq!(dates(text), expected, "{text}");
        }
    }

    #[test]
    fn what_nobody_sees_is_named() {
        let told = |text, wanted| looks_like(text, wanted).unwrap();
        assert_eq!(told("good ", "good"), "remove the blanks around it: `good`");
        assert_eq!(told("Good", "good"), "write it exactly as `good`");
        assert!(told("good\u{A0}", "good").starts_with("it contains a no-break blank (U+00A0)"));
        assert!(told("go\u{200B}od", "good").starts_with("it contains a zero-width blank (U+200B)"));
        assert!(told("good", "good ").ends_with("write `\"good\"` in the policy"));
        assert_eq!(looks_like("bad", "good"), None);
    }
}
