//! Whole pieces in the notation of other languages or of spreadsheets, in a place that shows their meaning: the
//! precision of a rounding, a minimum of values, a list, a band of tiers.

use super::super::Rule;
use super::misplaced::Misplaced;
use super::outline;
use super::written::{WrittenElsewhere, amount_at, decimals_of, meant_range, quantity_at, range_in};
use super::{Failure, FoundToken};
use crate::messages::{phrase, syntax as say};
use std::ops::Range;

/// The ways to round, with their names in offices.
const ROUNDINGS: [(&str, &str); 6] = [
    ("四舍五入", "half away from zero"),
    ("四舍六入五成双", "half even"),
    ("四舍六入", "half even"),
    ("kaufmännisch", "half away from zero"),
    ("commercial", "half away from zero"),
    ("nearest", "half away from zero"),
];

/// The word `decimals`, in other words.
const DECIMALS: [&str; 9] =
    ["places", "place", "digits", "dp", "decimal", "位小数", "位", "nachkommastellen", "stellen"];

impl Failure<'_> {
    /// A piece whose meaning follows from its place. Pieces that are clear by themselves are in `written`.
    pub(super) fn elsewhere(&self) -> Option<WrittenElsewhere> {
        self.rounded_to()
            .or_else(|| self.at_least())
            .or_else(|| self.least_of_propagates())
            .or_else(|| self.if_none())
            .or_else(|| self.to_twice())
            .or_else(|| self.quarter())
    }

    /// A piece of several words that other words must replace.
    pub(super) fn otherwise_put(&self) -> Option<Misplaced> {
        self.list_in_parens()
            .or_else(|| self.band_of_two_signs())
            .or_else(|| self.bound_in_front())
            .or_else(|| self.empty_cell())
            .or_else(|| self.marker_without_marks())
            .or_else(|| self.choice_in_a_column())
            .or_else(|| self.way_to_round())
    }

    fn before(&self) -> &str {
        self.text.get(..self.at).unwrap_or("")
    }

    /// The start of the line of the failure.
    fn line_start(&self) -> usize {
        self.before().rfind('\n').map_or(0, |newline| newline + 1)
    }

    /// `to 0.1`, `to 2 places`: decimals or steps.
    fn rounded_to(&self) -> Option<WrittenElsewhere> {
        if !self.wants(&[Rule::decimals]) || self.wants(&[Rule::add]) {
            return None;
        }
        let line = self.text.get(self.line_start()..self.at)?;
        let start = self.line_start() + line.rfind("to ")? + "to ".len();
        let start = start + self.text.get(start..)?.len() - self.text.get(start..)?.trim_start().len();
        let rest = self.text.get(start..)?;
        let number = rest.get(..rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len()))?;
        let number = number.trim_end_matches('.');
        let behind = rest.get(number.len()..)?;
        let word = behind.trim_start_matches([' ', '\t']);
        let places = DECIMALS.into_iter().find(|places| {
            word.to_lowercase().starts_with(places)
                && !word.get(places.len()..).is_some_and(|rest| rest.starts_with(unicode_ident::is_xid_continue))
        });
        let what = say::a_rounding_precision();
        let whole = !number.contains('.');
        let decimals = |count: usize| format!("{count} decimal{}", if count == 1 { "" } else { "s" });
        if let Some(places) = places.filter(|_| whole) {
            let end = start + number.len() + behind.len() - word.len() + places.len();
            return Some(WrittenElsewhere {
                range: start..end,
                what,
                cure: phrase::write(decimals(number.parse().ok()?)),
            });
        }
        if !(word.is_empty() || word.starts_with([',', ')', '\n', '{', '}'])) {
            return None;
        }
        let cure = match decimals_of(number) {
            Some(count) => phrase::write_or(decimals(count), format_args!("steps of {number}")),
            None if whole => phrase::write_or(decimals(number.parse().ok()?), format_args!("steps of {number}")),
            None => phrase::write(format_args!("steps of {number}")),
        };
        Some(WrittenElsewhere { range: start..start + number.len(), what, cure })
    }

    /// `missing skipped at least 2`: the minimum is written after `if`.
    fn at_least(&self) -> Option<WrittenElsewhere> {
        let before = self.before().trim_end();
        let is_answer = ["skipped", "parent", "across"].iter().any(|word| super::ends_with_word(before, word));
        if !is_answer || !before.get(self.line_start()..)?.contains("missing") {
            return None;
        }
        let (len, sign, amount) = amount_at(self.text.get(self.at..)?)?;
        (sign == ">=").then(|| WrittenElsewhere {
            range: self.at..self.at + len,
            what: say::a_minimum(),
            cure: phrase::write(format_args!("if at least {amount}")),
        })
    }

    /// `missing propagates if at least 3`: `propagates` needs all values, and only another rule can have a minimum.
    fn least_of_propagates(&self) -> Option<WrittenElsewhere> {
        const RULE: &str = "missing propagates";
        let before = self.before().trim_end();
        if self.found != FoundToken::Word("if") || !before.ends_with(RULE) {
            return None;
        }
        let behind = self.text.get(self.at..)?.strip_prefix("if")?.trim_start();
        let (len, _, amount) = amount_at(behind).filter(|(_, sign, _)| *sign == ">=")?;
        let range = before.len() - RULE.len()..self.text.len() - behind.len() + len;
        let rule = if self.is_in_call() { "skipped" } else { "renormalise within parent" };
        let cure = phrase::write(format_args!("missing {rule} if at least {amount}"));
        Some(WrittenElsewhere { range, what: say::a_minimum(), cure })
    }

    /// `if none missing`, `if no rows 0`: the word of the language is `empty`.
    fn if_none(&self) -> Option<WrittenElsewhere> {
        const OTHERS: [&str; 7] = ["none", "no", "nothing", "missing", "all", "null", "blank"];
        let before = self.before().trim_end();
        let is_other = OTHERS.contains(&self.found.word().to_lowercase().as_str());
        if !is_other || !super::ends_with_word(before, "if") || !self.is_in_call() {
            return None;
        }
        let rest = self.text.get(self.at..)?;
        let words = rest.get(..rest.find([',', ')', '(', '\n']).unwrap_or(rest.len()))?.trim_end();
        let last = words.rsplit(' ').next().unwrap_or("");
        let is_answer = last == "missing" || last.starts_with(|c: char| c.is_ascii_digit());
        let cure = phrase::write(format_args!("if empty {}", if is_answer { last } else { "missing" }));
        let range = before.len() - "if".len()..self.at + words.len();
        Some(WrittenElsewhere { range, what: say::an_answer_for_no_values(), cure })
    }

    /// `linear(x, 1–5 to 0–100)`, `x in 1~5`: a range with another sign, in a place where only a range is possible.
    pub(super) fn range_of_call(&self) -> Option<WrittenElsewhere> {
        let (range, meant) = meant_range(self.text, self.at)?;
        let before = self.text.get(..range.start)?.trim_end();
        let called = self.open.filter(|(_, sign)| *sign == '(').and_then(|(open, _)| self.text.get(..open));
        let is_scale = called.is_some_and(|before| {
            ["linear", "logarithmic", "limited"].iter().any(|function| super::ends_with_word(before, function))
        });
        let begins = is_scale && (before.ends_with(',') || super::ends_with_word(before, "to"));
        if !begins && !super::ends_with_word(before, "in") {
            return None;
        }
        // The target range has the same notation.
        let behind = self.text.get(range.end..)?;
        let other = behind.trim_start().strip_prefix("to ").map(str::trim_start).filter(|_| is_scale);
        let both = other.and_then(|other| {
            let start = self.text.len() - other.len();
            let digits = other.find(|c: char| !c.is_ascii_digit() && c != '.')?;
            let (second, other) = meant_range(self.text, start + digits).filter(|(second, _)| second.start == start)?;
            Some((range.start..second.end, format!("{meant} to {other}")))
        });
        let (range, meant) = both.unwrap_or((range, meant));
        Some(WrittenElsewhere { range, what: say::a_range(), cure: phrase::write(meant) })
    }

    /// `or missing "", 99`: the content of a file is written as a text.
    fn marker_without_marks(&self) -> Option<Misplaced> {
        let FoundToken::Word(found) = self.found else { return None };
        let line = self.text.get(self.line_start()..self.at)?.trim_end();
        let at_marker = ["or missing", "or absent"].iter().any(|words| match line.rfind(words) {
            Some(at) => line.ends_with(words) || line.ends_with(',') && line.get(at..).is_some_and(|l| l.contains('"')),
            None => false,
        });
        let is_word = found.starts_with(|c: char| c.is_alphanumeric()) && !super::words::KEYWORDS.contains(found);
        if !at_marker || !is_word || !self.text.starts_with("table") || found.starts_with('"') {
            return None;
        }
        let rest = self.text.get(self.at..)?;
        let piece = rest.get(..rest.find([',', '\n', '}', '"']).unwrap_or(rest.len()))?;
        let piece = piece.split(" because").next().unwrap_or(piece).trim_end();
        Some(Misplaced {
            range: self.at..self.at + piece.len(),
            message: say::expected_but_found(say::a_text(), piece),
            cure: phrase::write(format_args!("\"{piece}\"")),
        })
    }

    /// `linear(x, 0 to 1000 to 0..1)`: a range has two points.
    fn to_twice(&self) -> Option<WrittenElsewhere> {
        if self.found != FoundToken::Word("to") {
            return None;
        }
        let start = self.before().rfind(['(', ','])? + 1;
        let piece = outline::trimmed(self.text, start..self.at);
        let range = range_in(self.text.get(piece.clone())?)?;
        Some(WrittenElsewhere { range: piece, what: say::a_range(), cure: phrase::write(&range) })
    }

    /// `2026Q1`: the days of a quarter or a half of a year.
    fn quarter(&self) -> Option<WrittenElsewhere> {
        let FoundToken::Word(year) = self.found else { return None };
        let rest = self.text.get(self.at + year.len()..)?;
        let mut signs = rest.chars();
        let (part, at) = (signs.next()?, signs.next()?.to_digit(10)?);
        let ends = !signs.next().is_some_and(unicode_ident::is_xid_continue);
        let months = match part {
            'Q' | 'q' if (1..=4).contains(&at) => 3,
            'H' | 'h' if (1..=2).contains(&at) => 6,
            _ => return None,
        };
        let is_year = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
        if !is_year || !ends || !self.wants(&[Rule::operand, Rule::expr, Rule::date, Rule::amount, Rule::number]) {
            return None;
        }
        let last = at * months;
        let day = if matches!(last, 6 | 9) { 30 } else { 31 };
        let cure = phrase::write(format_args!("{year}-{:02}-01..{year}-{last:02}-{day}", last - months + 1));
        Some(WrittenElsewhere { range: self.at..self.at + year.len() + 2, what: say::a_range_of_days(), cure })
    }

    /// `x in (1, 2)`
    fn list_in_parens(&self) -> Option<Misplaced> {
        let (open, _) = self.open.filter(|(_, sign)| *sign == '(' && self.found == FoundToken::Word(","))?;
        let before = self.text.get(..open)?.trim_end();
        let close = outline::closed(self.text, open)?;
        super::ends_with_word(before, "in").then(|| {
            let inside = self.text.get(open + 1..close).unwrap_or("").trim();
            Misplaced {
                range: open..close + 1,
                message: say::list_in_brackets().to_string(),
                cure: phrase::write(format_args!("[{inside}]")),
            }
        })
    }

    fn is_tier(&self) -> bool {
        self.text.starts_with("tiers") && self.before().contains('{')
    }

    /// `mid > 5, <= 9`: two ends of a tier.
    fn band_of_two_signs(&self) -> Option<Misplaced> {
        if !self.is_tier() {
            return None;
        }
        let start = self.line_start() + self.text.get(self.line_start()..self.at)?.find(['>', '<'])?;
        let (len, band) = band(self.text.get(start..)?)?;
        let range = start..start + len;
        range.contains(&self.at).then(|| Misplaced {
            range,
            message: say::two_bounds_of_tier().to_string(),
            cure: phrase::write(&band),
        })
    }

    /// `>= 2 mid`: the name of a tier is first.
    fn bound_in_front(&self) -> Option<Misplaced> {
        let word = self.found.word();
        let starts = self.text.get(self.line_start()..self.at)?.trim().is_empty();
        if !self.is_tier() || !starts || !["<", ">", "<=", ">="].contains(&word) {
            return None;
        }
        let rest = self.text.get(self.at..)?;
        let line = rest.get(..rest.find(['\n', '}']).unwrap_or(rest.len()))?.trim_end();
        let behind = line.get(word.len()..)?;
        let (len, amount) = quantity_at(behind)?;
        let name = behind.get(len..)?.trim();
        let is_name = super::is_name(name) && name.chars().all(unicode_ident::is_xid_continue);
        is_name.then(|| Misplaced {
            range: self.at..self.at + line.len(),
            message: say::bound_before_tier(name),
            cure: phrase::write(format_args!("{name} {word} {amount}")),
        })
    }

    /// `(1, , 3)`: a cell without a value.
    fn empty_cell(&self) -> Option<Misplaced> {
        let is_empty = matches!(self.found, FoundToken::Word("," | ")")) && self.wants(&[Rule::cell]);
        let before = self.before().trim_end();
        (is_empty && before.ends_with([',', '('])).then(|| Misplaced {
            range: self.at..self.at,
            message: say::empty_cell().to_string(),
            cure: phrase::write("missing"),
        })
    }

    /// `g : choice { a, b }`: a choice is a separate declaration.
    fn choice_in_a_column(&self) -> Option<Misplaced> {
        if self.found != FoundToken::Word("{") || !self.text.starts_with("table") {
            return None;
        }
        let line = self.text.get(self.line_start()..self.at)?;
        let (name, kind) = line.split_once(':')?;
        let name = name.trim().trim_start_matches("key ").rsplit(' ').next().filter(|name| super::is_name(name))?;
        let rest = self.text.get(self.at..)?;
        let values = rest.get(..rest.find('}')? + 1)?;
        let start = self.line_start() + line.find(':')? + 1;
        let range = outline::trimmed(self.text, start..self.at + values.len());
        (kind.trim() == "choice").then(|| Misplaced {
            range,
            message: say::choice_in_column().to_string(),
            cure: say::declare_choice(name, values),
        })
    }

    /// `rounded(x, 四舍五入 to 2 decimals)`
    fn way_to_round(&self) -> Option<Misplaced> {
        if !matches!(self.found, FoundToken::Word("decimals" | "decimal")) {
            return None;
        }
        let start = self.before().rfind([',', '('])? + 1;
        let piece = self.text.get(start..self.at)?;
        let way: Range<usize> = outline::trimmed(self.text, start..start + piece.rfind(" to ")?);
        let word = self.text.get(way.clone())?;
        let known = ROUNDINGS.iter().find(|(other, _)| *other == word.to_lowercase()).map(|(_, way)| *way);
        (!word.is_empty()).then(|| Misplaced {
            range: way,
            message: say::unknown_rounding(word),
            cure: match known {
                Some(way) => phrase::write(way),
                None => say::name_rounding_mode().to_string(),
            },
        })
    }
}

/// `> 5, <= 9` at the start of a text: its length, and the band that it means.
pub(crate) fn band(text: &str) -> Option<(usize, String)> {
    let sign = |text: &str| ["<=", ">=", "<", ">"].into_iter().find(|sign| text.starts_with(sign));
    let first = sign(text)?;
    let (len, one) = quantity_at(text.get(first.len()..)?)?;
    let mut at = first.len() + len;
    let rest = text.get(at..)?;
    let between = rest.trim_start_matches([' ', ',']);
    let word = ["and", "und", "且"].into_iter().find(|word| between.starts_with(word)).unwrap_or("");
    at += rest.len() - between.get(word.len()..)?.trim_start().len();
    let second = sign(text.get(at..)?)?;
    let (len, other) = quantity_at(text.get(at + second.len()..)?)?;
    at += second.len() + len;
    let (low, high) = match (first.starts_with('>'), second.starts_with('>')) {
        (true, false) => ((first, one), (second, other)),
        (false, true) => ((second, other), (first, one)),
        _ => return None,
    };
    let open = if low.0 == ">=" { '[' } else { '(' };
    let close = if high.0 == "<=" { ']' } else { ')' };
    Some((at, format!("{open}{}, {}{close}", low.1, high.1)))
}
