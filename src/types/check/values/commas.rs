//! Commas that may be part of a number: `[1,500]` has two values, and may be meant as one.

use super::{Checker, Maybe};
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::{phrase, types::values as say};
use crate::schema::{cure, explain};
use crate::source::Span;
use crate::types::typed::Expr;

impl Checker<'_, '_> {
    /// Types a construct whose parts are separated by commas, and warns of a comma that looks like a thousands
    /// separator. If the parts are reported as wrong arguments, the comma is the error instead.
    pub(crate) fn with_commas(&mut self, parts: &[Span], typed: impl FnOnce(&mut Self) -> Maybe<Expr>) -> Maybe<Expr> {
        let before = self.findings.len();
        let result = typed(self);
        let Some(place) = self.comma_in_number(parts) else { return result };
        let text = cure::plain(self.sources.text(place));
        let numbers: Vec<&str> = text.split(',').collect();
        let (count, apart) = (numbers.len(), numbers.join(phrase::separator()));
        let message = say::read_as_several_numbers(self.sources.text(place), count, phrase::names(numbers));
        let meant = explain::as_number(&text).unwrap_or_default();
        let apart = say::or_write_several_numbers(count, apart);
        let finding = Diagnostic::error(Code::CommaInNumber, place, message);
        let own = self.findings.split_off(before);
        let follows = own.iter().any(|other| other.code == Code::WrongArguments);
        self.findings.extend(own.into_iter().filter(|other| other.code != Code::WrongArguments));
        self.report(match follows {
            true => finding.help(meant),
            false => finding.help(meant + &apart).into_warning(),
        });
        result
    }

    /// The first number that commas, with no blank around them, split before each three digits.
    fn comma_in_number(&self, parts: &[Span]) -> Option<Span> {
        let is_digit = |c: char| cure::halfwidth(c).is_ascii_digit();
        let first = |part: Span| {
            let text = self.sources.text(part);
            let rest = text.trim_end_matches(is_digit);
            let digits = text.get(rest.len()..)?;
            let fits = (1..=3).contains(&digits.chars().count()) && !cure::plain(digits).starts_with('0');
            let of_word = |c: char| c == '.' && !rest.ends_with("..") || unicode_ident::is_xid_continue(c);
            (fits && !rest.ends_with(of_word))
                .then(|| Span { start: part.end - u32::try_from(digits.len()).unwrap_or(0), ..part })
        };
        let group = |part: Span| {
            let text = self.sources.text(part);
            let digits = |text: &str| text.len() - text.trim_start_matches(is_digit).len();
            let whole = text.get(..digits(text))?;
            let rest = text.get(whole.len()..)?;
            let behind = rest.strip_prefix(['.', '．']).unwrap_or_default();
            let decimals = digits(behind);
            let end = whole.len() + if decimals > 0 { rest.len() - behind.len() + decimals } else { 0 };
            let ends = !text.get(end..)?.starts_with(|c| unicode_ident::is_xid_continue(c) || matches!(c, '%' | '％'));
            (whole.chars().count() == 3 && ends)
                .then(|| Span { end: part.start + u32::try_from(end).unwrap_or(0), ..part })
        };
        let mut runs = parts.chunk_by(|left, right| self.tight(*left, *right) && group(*right).is_some());
        runs.find_map(|run| {
            let (start, last) = (first(*run.first()?)?, group(*run.last()?).filter(|_| run.len() > 1)?);
            Some(start.to(last))
        })
    }

    /// Whether there is a comma and nothing else between two places.
    pub(crate) fn tight(&self, left: Span, right: Span) -> bool {
        let between = Span { start: left.end, end: right.start, ..left };
        left.file == right.file && left.end < right.start && matches!(self.sources.text(between), "," | "，")
    }
}
