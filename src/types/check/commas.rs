//! Commas that may stand inside of a number: `[1,500]` holds two values, and may be meant as one.

use super::{Checker, Maybe};
use crate::diagnostic::{Code, Diagnostic};
use crate::schema::explain;
use crate::source::Span;
use crate::types::typed::Expr;

impl Checker<'_, '_> {
    /// Types what has parts with commas between them, and warns of a comma that looks like one between thousands. Where
    /// the parts are as many as are never taken, the comma is the mistake.
    pub(super) fn with_commas(&mut self, parts: &[Span], typed: impl FnOnce(&mut Self) -> Maybe<Expr>) -> Maybe<Expr> {
        let before = self.findings.len();
        let result = typed(self);
        let Some(place) = self.comma_in_number(parts) else { return result };
        let text = self.sources.text(place);
        let numbers: Vec<String> = text.split(',').map(|number| format!("`{number}`")).collect();
        let message = format!("`{text}` is read as {} numbers: {}", numbers.len(), numbers.join(", "));
        let meant = explain::as_number(text).unwrap_or_default();
        let apart = format!("; where {} numbers are meant, write `{}`", numbers.len(), text.replace(',', ", "));
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

    /// The first number that its commas, with no blank around them, take apart before each three digits.
    fn comma_in_number(&self, parts: &[Span]) -> Option<Span> {
        let is_digit = |c: char| c.is_ascii_digit();
        let first = |part: Span| {
            let text = self.sources.text(part);
            let rest = text.trim_end_matches(is_digit);
            let digits = text.len() - rest.len();
            let fits = (1..=3).contains(&digits) && !text.get(rest.len()..)?.starts_with('0');
            let of_word = |c: char| c == '.' && !rest.ends_with("..") || unicode_ident::is_xid_continue(c);
            (fits && !rest.ends_with(of_word))
                .then(|| Span { start: part.end - u32::try_from(digits).unwrap_or(0), ..part })
        };
        let group = |part: Span| {
            let text = self.sources.text(part);
            let digits = text.len() - text.trim_start_matches(is_digit).len();
            let rest = text.get(digits..)?;
            let decimals =
                rest.strip_prefix('.').map_or(0, |rest| rest.len() - rest.trim_start_matches(is_digit).len());
            let end = digits + if decimals > 0 { decimals + 1 } else { 0 };
            let ends = !text.get(end..)?.starts_with(|c| unicode_ident::is_xid_continue(c) || c == '%');
            (digits == 3 && ends).then(|| Span { end: part.start + u32::try_from(end).unwrap_or(0), ..part })
        };
        let tight = |left: &Span, right: &Span| {
            left.file == right.file && self.sources.text(Span { end: right.start, start: left.end, ..*left }) == ","
        };
        let mut runs = parts.chunk_by(|left, right| tight(left, right) && group(*right).is_some());
        runs.find_map(|run| {
            let (start, last) = (first(*run.first()?)?, group(*run.last()?).filter(|_| run.len() > 1)?);
            Some(start.to(last))
        })
    }
}
