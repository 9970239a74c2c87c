//! What is wrong with a text that is not a value of a column, and how to write its most likely meaning. The help is the
//! same for cells of files and of the policy.

use super::words::{listed, quoted};
use super::{ChoiceText, NumberColumn, cure};
use crate::calendar::parts;
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::messages::{phrase, schema as say};
use crate::number::{self, Decimal, Rational, Rounding};
use jiff::civil::Date;

/// The largest number of digits of a stored number.
pub(crate) const DIGITS: u32 = 38;
/// The largest number of decimals that a column can declare.
const DECIMALS: u32 = 30;
/// The largest number of texts that a help lists.
const LISTED: usize = 10;
/// The longest cell, in bytes, that is compared with the spellings of a choice.
const NEARABLE: usize = 200;

impl NumberColumn {
    /// A number with the column's decimals, rounded if the column allows it.
    pub fn kept(&self, decimal: &Decimal) -> Option<Decimal> {
        let rounded = || decimal.to_rational().to_decimal(self.scale, Rounding::HalfEven);
        decimal.with_scale(self.scale).or_else(|| self.read_half_even.then(rounded))
    }

    /// A number in units of the last decimal, if it is legal in the column.
    pub fn units(&self, decimal: &Decimal) -> Option<i128> {
        let legal = self.kept(decimal).filter(|kept| self.range.contains(&kept.to_rational()))?;
        legal.mantissa_i128().filter(|units| units.unsigned_abs() < 10u128.pow(DIGITS))
    }
}

/// Texts of a column of numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Numbers<'c> {
    /// The name of the column.
    pub name: &'c str,
    /// The declared numbers of the column.
    pub column: &'c NumberColumn,
}

impl Numbers<'_> {
    /// Whether a text is a legal number of the column.
    fn reads(&self, text: &str) -> bool {
        Decimal::parse(text).is_ok_and(|decimal| self.column.units(&decimal).is_some())
    }

    /// What is wrong with a text that is not a legal number. `unknown` is what the author would write in the policy for
    /// a value that is not known.
    pub(crate) fn explain(&self, text: &str, unknown: Option<&str>) -> Diagnostic {
        let Ok(decimal) = Decimal::parse(text) else {
            return self.not_a_number(text, unknown);
        };
        match self.column.kept(&decimal) {
            Some(kept) => self.outside(text, &kept, unknown),
            None => self.too_many_decimals(text, &decimal),
        }
    }

    fn too_many_decimals(&self, text: &str, decimal: &Decimal) -> Diagnostic {
        let (name, scale) = (self.name, self.column.scale);
        let decimals = decimal.normalised().scale();
        let needed = phrase::decimals(decimals);
        let holds = if scale == 0 { say::whole_numbers().to_owned() } else { phrase::decimals(scale) };
        let message = say::more_decimals(quoted(text), &needed, name, &holds);
        let finding = Diagnostic::input(Code::TooManyDecimals, None, message);
        if let Some(whole) = self.thousands(text) {
            return finding.help(say::thousands_or_declare(&whole, &needed, name));
        }
        finding.help(match scale {
            _ if decimals > DECIMALS => say::round_cells(name),
            // Counts and ratings have no decimals.
            0 => say::correct_or_give_type(name, self.range_of_page(), &needed),
            _ => say::declare_or_round(&needed, name),
        })
    }

    /// The number of a text with a point between its thousands, if that number is legal in the column.
    fn thousands(&self, text: &str) -> Option<String> {
        number::thousands(text).filter(|whole| self.reads(whole))
    }

    /// How to write a text that is in quotation marks in the policy; `None` if it is not a number.
    pub(crate) fn without_marks(&self, text: &str) -> Option<String> {
        let help = match Decimal::parse(text) {
            Ok(_) if !self.reads(text) => self.explain(text, None).help?,
            Ok(_) => match self.thousands(text) {
                Some(whole) => say::point_or_thousands(self.short(text), &whole),
                None => say::write_it_as(text),
            },
            Err(_)
                if cure::numbers(text, false).is_empty()
                    && cure::with_unit(text).is_none()
                    && cure::letters_as_digits(text).is_none() =>
            {
                return None;
            }
            Err(_) => self.cure(text, None),
        };
        Some(help)
    }

    /// A number without zeros for decimals that the column does not have, so that its point cannot be mistaken for a
    /// thousands separator.
    fn short<'t>(&self, text: &'t str) -> &'t str {
        match number::thousands(text) {
            Some(_) if self.column.scale < 3 => number::without_zeros(text),
            _ => text,
        }
    }

    /// The range as a declaration would write it, with a blank before it; empty if an end was not declared.
    fn range_of_page(&self) -> String {
        match (&self.column.range.lo, &self.column.range.hi) {
            (Some(lo), Some(hi)) if *hi < Rational::pow10(18) => format!(" {lo}..{hi}"),
            _ => String::new(),
        }
    }

    /// Whether no number above 1 is legal, as for a share.
    fn is_of_one(&self) -> bool {
        self.column.range.hi.as_ref().is_some_and(|hi| *hi <= Rational::one())
    }

    fn outside(&self, text: &str, kept: &Decimal, unknown: Option<&str>) -> Diagnostic {
        let (name, shown) = (self.name, quoted(text));
        let range = &self.column.range;
        let error = |message| Diagnostic::input(Code::OutOfRange, None, message);
        if range.contains(&kept.to_rational()) {
            let message = say::more_digits(&shown, DIGITS, name);
            let decimals = phrase::decimals(self.column.scale);
            return error(message).help(say::all_digits_count(&decimals));
        }
        // The upper end of a count was not declared.
        let is_open = |hi: &Rational| *hi >= Rational::pow10(18);
        if kept.to_rational() < Rational::zero()
            && range.lo == Some(Rational::zero())
            && range.hi.as_ref().is_some_and(is_open)
        {
            return error(say::less_than_zero(&shown)).help(say::counts_from_zero(name));
        }
        let message = match (&range.lo, &range.hi) {
            (Some(lo), None) => say::less_than(&shown, lo),
            (None, Some(hi)) => say::more_than(&shown, hi),
            (lo, hi) => {
                let end = |bound: &Option<Rational>| bound.as_ref().map(Rational::to_string).unwrap_or_default();
                say::outside_range(&shown, end(lo), end(hi))
            }
        };
        let hundredth = cure::numbers(&format!("{text}%"), self.is_of_one());
        let of_hundred = hundredth.into_iter().find(|n| self.is_of_one() && self.reads(n));
        if let Some(whole) = self.thousands(text) {
            return error(message).help(say::thousands_or_correct(&whole));
        }
        error(message).help(match (of_hundred, unknown) {
            (Some(part), _) => say::correct_or_percentage(&part),
            (None, Some(unknown)) => say::correct_or_unknown_or_widen(&shown, unknown, name),
            (None, None) => say::correct_or_widen(name),
        })
    }

    fn not_a_number(&self, text: &str, unknown: Option<&str>) -> Diagnostic {
        let message = say::not_a_number(quoted(text));
        Diagnostic::input(Code::BadNumber, None, message).help(self.cure(text, unknown))
    }

    /// How to write a text that is not a number, if its form shows that; otherwise its possible meanings.
    fn cure(&self, text: &str, unknown: Option<&str>) -> String {
        let mut readings = cure::numbers(text, self.is_of_one());
        if readings.iter().any(|reading| self.reads(reading)) {
            readings.retain(|reading| self.reads(reading));
        }
        if let [first, rest @ ..] = readings.as_slice() {
            return match rest {
                [other, ..] => {
                    let other = self.short(other);
                    say::comma_or_point(first, other)
                }
                [] => say::write_it_as(self.short(first)),
            };
        }
        let (shown, name) = (quoted(text), self.name);
        let digits = cure::letters_as_digits(text).filter(|digits| self.reads(digits));
        if let Some((number, unit)) = cure::with_unit(text) {
            if let Some(digits) = digits {
                return say::digits_or_number_alone(digits, unit, number, name);
            }
            return say::number_alone(&number, quoted(&unit), name);
        }
        if let Some(digits) = digits {
            return say::letters_for_digits(digits);
        }
        let missing = unknown.map(|unknown| say::or_unknown(&shown, unknown, name));
        let answer = match text.contains(|c: char| c.is_ascii_digit()) {
            true => "",
            false => say::or_answer(),
        };
        say::correct_cell(answer, missing.unwrap_or_default())
    }
}

/// How to write a text of the policy that is meant as a number; `None` if it is not one.
pub(crate) fn as_number(text: &str) -> Option<String> {
    if let Some(share) = cure::plain(text).strip_suffix('%') {
        let [number] = readings(share).try_into().ok()?;
        return Some(phrase::write(format_args!("{number}%")));
    }
    let readings = readings(text);
    let [first, rest @ ..] = readings.as_slice() else { return None };
    Some(match (rest.first(), number::thousands(first)) {
        (Some(other), _) => say::comma_or_point(first, number::without_zeros(other)),
        (None, Some(whole)) => {
            let first = number::without_zeros(first);
            say::point_or_thousands(first, &whole)
        }
        (None, None) => phrase::write(first),
    })
}

/// The possible numbers of a text.
fn readings(text: &str) -> Vec<String> {
    match Decimal::parse(text) {
        Ok(_) => vec![text.to_owned()],
        Err(_) => cure::numbers(text, false),
    }
}

/// What is wrong with a text that is not a date. `unknown` is what the author would write in the policy for a day that
/// is not known.
pub(crate) fn date(text: &str, unknown: Option<&str>) -> Diagnostic {
    let bad = |message: String| Diagnostic::input(Code::BadDate, None, message);
    match parts(text) {
        None => bad(say::not_a_date(quoted(text))).help(written(text, unknown)),
        Some((year, month, _)) => bad(say::no_day(text)).help(calendar(year, month)),
    }
}

/// How to write a text that is not a date.
fn written(text: &str, unknown: Option<&str>) -> String {
    let has_digits = cure::plain(text).contains(|c: char| c.is_ascii_digit());
    match (cure::dates(text).as_slice(), unknown) {
        ([day], _) => say::write_date(day),
        ([day, other, ..], _) => say::write_one_of_dates(day, other),
        ([], Some(unknown)) if !has_digits => say::form_of_dates_or_unknown(unknown),
        ([], _) => say::form_of_dates().to_owned(),
    }
}

/// Why the day does not exist.
fn calendar(year: i16, month: i8) -> String {
    match Date::new(year, month, 1) {
        Ok(first) => say::days_of_month(month, year, first.days_in_month()),
        Err(_) => say::form_of_months().to_owned(),
    }
}

/// What is wrong with a text that a choice does not list.
pub(crate) fn choice(text: &str, name: &str, values: &[ChoiceText]) -> Diagnostic {
    let message = say::no_value_of_choice(quoted(text), name);
    let texts = || values.iter().flat_map(|v| v.texts.iter().map(String::as_str));
    let same = texts().find_map(|wanted| cure::looks_like(text, wanted));
    let number = Decimal::parse(&cure::plain(text)).ok();
    let is_same = |wanted: &str| {
        let wanted = Decimal::parse(wanted).ok();
        number.as_ref().zip(wanted.as_ref()).is_some_and(|(own, wanted)| own.to_rational() == wanted.to_rational())
    };
    let equal = || texts().find(|wanted| is_same(wanted)).map(say::write_exactly);
    // Similar numbers have different meanings, so only words are compared.
    let is_word = number.is_none() && text.len() <= NEARABLE;
    let near = || if is_word { suggest::did_you_mean(text, texts()) } else { None };
    let help = same.or_else(equal).or_else(near);
    let all = || say::values_are_written(listed(texts(), LISTED));
    Diagnostic::input(Code::UnknownChoice, None, message).help(help.unwrap_or_else(all))
}

/// The same for a part of a set. If another sign joins known values, the help names it.
pub(crate) fn set(text: &str, name: &str, values: &[ChoiceText]) -> Diagnostic {
    let finding = choice(text, name, values);
    let known = |part: &str| values.iter().flat_map(|value| &value.texts).any(|own| own == part);
    let joins = |sign: &char| text.contains(*sign) && text.split(*sign).all(|part| known(part.trim()));
    match ['、', '，', ',', '；', '|', '/', '+', '&'].into_iter().find(joins) {
        Some(sign) => {
            let parts = text.split(sign).map(str::trim).collect::<Vec<_>>();
            let joined = parts.join(&super::SET_SEPARATOR.to_string());
            finding.help(say::join_values(super::SET_SEPARATOR, &joined))
        }
        None => finding,
    }
}

/// What is wrong with a text that is neither yes nor no.
pub(crate) fn yes_no(text: &str, yes: &[String], no: &[String]) -> Diagnostic {
    let written = |texts: &[String]| listed(texts.iter().map(String::as_str), LISTED);
    let same = yes.iter().chain(no).find_map(|wanted| cure::looks_like(text, wanted));
    let all = || say::yes_and_no_are_written(written(yes), written(no));
    Diagnostic::input(Code::BadYesNo, None, say::neither_yes_nor_no(quoted(text))).help(same.unwrap_or_else(all))
}
