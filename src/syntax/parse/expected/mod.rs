//! The grammar's failures in the author's words.
//!
//! A failure names the rules that could continue there. [`words`] gives their names for authors, or none if a reader
//! would not think of them (every expression can continue with an operator). The found text is shown as written, and
//! [`cures`] says how to correct it. A text that is [`written`] as elsewhere, or that is [`misplaced`], is named as
//! what it is.

mod cures;
mod elsewhere;
mod misplaced;
mod words;
mod written;

use super::Rule;
use super::outline;
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::messages::{phrase, syntax as say};
use crate::source::Span;
use crate::syntax::prepare::{Prepared, TOP_WORDS};
pub(super) use elsewhere::band;
use pest::error::{Error, ErrorVariant, InputLocation};
use std::ops::Range;
use written::WrittenElsewhere;
pub(super) use written::{date_in, number_in};

/// A failure of the grammar in one piece of a policy.
struct Failure<'a> {
    /// The prepared text of the piece.
    text: &'a str,
    /// The place where the grammar stopped, after blanks.
    at: usize,
    /// The rules that could continue there.
    wanted: &'a [Rule],
    /// The text at that place.
    found: FoundToken<'a>,
    /// The innermost bracket that is open at that place.
    open: Option<(usize, char)>,
    /// Whether the line of the file ends after it. In the prepared text, a line continues after a comma.
    ends_line: bool,
}

/// The text at the place where the grammar stopped.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FoundToken<'a> {
    Word(&'a str),
    LineEnd,
    End,
}

impl<'a> FoundToken<'a> {
    /// The word; empty at the end of a line or of the text.
    fn word(self) -> &'a str {
        match self {
            FoundToken::Word(word) => word,
            FoundToken::LineEnd | FoundToken::End => "",
        }
    }
}

/// The place where the grammar stopped in a piece of a policy, and the reason.
pub(super) struct Stopped {
    /// The finding about that place.
    pub finding: Diagnostic,
    /// The place in the prepared text, after blanks.
    pub at: usize,
    /// Whether the text ends there.
    pub at_end: bool,
    /// Whether a body in braces could follow there.
    pub wants_body: bool,
}

/// Returns where and why the grammar could not parse a piece of a policy.
pub(super) fn stopped(piece: &Prepared, source: &str, error: &Error<Rule>) -> Stopped {
    let at = place(error);
    let wanted: &[Rule] = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives,
        ErrorVariant::CustomError { .. } => &[],
    };
    let text = piece.text.as_str();
    let rest = text.get(at..).unwrap_or("");
    let at = at + rest.len() - rest.trim_start_matches([' ', '\t', '\r']).len();
    let found = found(text.get(at..).unwrap_or(""));
    let open = outline::open(text, at).pop();
    let span = piece.span(at, at + found.word().len());
    let behind = source.get(span.range().end..).unwrap_or("").trim_start_matches([' ', '\t', '\r']);
    let ends_line = behind.is_empty() || behind.starts_with(['\n', '}', '｝']) || behind.starts_with("//");
    let failure = Failure { text, at, wanted, found, open, ends_line };
    let begins = wanted.contains(&Rule::policy) || wanted.contains(&Rule::item);
    let finding = if begins { no_declaration(span, found.word()) } else { failure.message(piece, source, span) };
    let wants_body = failure.wants(&[Rule::open_brace, Rule::body]);
    Stopped { finding, at, at_end: found == FoundToken::End, wants_body }
}

/// The place where the grammar stopped.
pub(super) fn place(error: &Error<Rule>) -> usize {
    match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    }
}

/// A bracket that is never closed.
pub(super) fn not_closed(span: Span, sign: char) -> Diagnostic {
    let finding = Diagnostic::error(Code::Syntax, span, say::unclosed_bracket(sign));
    finding.help(say::close_where_it_ends(closing(sign)))
}

fn starts_with_word(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| !rest.starts_with(unicode_ident::is_xid_continue))
}

fn ends_with_word(text: &str, word: &str) -> bool {
    text.strip_suffix(word).is_some_and(|rest| !rest.ends_with(unicode_ident::is_xid_continue))
}

/// Whether a word can be a name.
pub(super) fn is_name(word: &str) -> bool {
    let begins = word.starts_with(|c| c == '_' || unicode_ident::is_xid_start(c));
    begins && !cures::RESERVED.contains(&word)
}

impl Failure<'_> {
    fn message(&self, prepared: &Prepared, source: &str, span: Span) -> Diagnostic {
        let on_page = |range: Range<usize>| {
            source.get(prepared.span(range.start, range.end).range()).unwrap_or("").trim_end().to_string()
        };
        if let Some(written) = self.written() {
            let (start, end) = (written.range.start, written.range.end);
            let message = say::unsupported_notation(written.what, on_page(start..end));
            return Diagnostic::error(Code::Syntax, prepared.span(start, end), message).help(written.cure);
        }
        if let Some(misplaced) = self.otherwise_put().or_else(|| self.misplaced(&on_page)) {
            let span = prepared.span(misplaced.range.start, misplaced.range.end);
            return Diagnostic::error(Code::Syntax, span, misplaced.message).help(misplaced.cure);
        }
        let opened = self.open.map(|(at, sign)| (prepared.span(at, at + 1), sign, closing(sign)));
        let finding = |span, message: String, help: String| Diagnostic::error(Code::Syntax, span, message).help(help);
        match (self.found, opened) {
            (FoundToken::End, Some((open, sign, _))) => not_closed(open, sign),
            (FoundToken::Word(word @ (")" | "]" | "}")), Some((open, sign, close))) if word != close.to_string() => {
                let message = say::closed_by_another(sign, word);
                finding(span, message, say::close_with(close)).label(open, say::opened_here())
            }
            (FoundToken::Word(word @ (")" | "]" | "}")), None) => {
                finding(span, say::closes_nothing(word), say::remove_bracket().to_string())
            }
            _ => {
                // The found text is shown as written in the policy, not as a plain sign.
                let seen = on_page(self.at..self.at + self.found.word().len());
                let finding = finding(span, self.words(&seen), self.cure(&seen));
                match opened.filter(|_| self.wants(&[Rule::close_paren, Rule::close_list])) {
                    Some((open, ..)) => finding.label(open, say::opened_here()),
                    None => finding,
                }
            }
        }
    }

    /// A date, number or amount that is written as elsewhere.
    fn written(&self) -> Option<WrittenElsewhere> {
        if !matches!(self.found, FoundToken::Word(_)) {
            return None;
        }
        if self.wants(&[Rule::date]) && self.found.word().starts_with('"') {
            let text = self.found.word();
            let date = written::date_in(text.trim_matches('"'))?;
            let (range, cure) = (self.at..self.at + text.len(), phrase::write(&date));
            return Some(WrittenElsewhere { range, what: say::a_date(), cure });
        }
        if self.wants(&[Rule::number, Rule::quantity, Rule::amount, Rule::param_value])
            && self.found.word().starts_with('"')
        {
            let text = self.found.word();
            let (what, cure) = written::number_in(text.trim_matches('"'))?;
            return Some(WrittenElsewhere { range: self.at..self.at + text.len(), what, cure });
        }
        if let Some(written) = self.elsewhere() {
            return Some(written);
        }
        // The text of `because` and `cite` is prose, which compares nothing.
        let before = self.text.get(..self.at).unwrap_or("").trim_end();
        if ["because", "cite"].iter().any(|word| ends_with_word(before, word)) {
            return None;
        }
        // `1...5`
        if self.found.word().starts_with('.') && before.ends_with("..") {
            return written::range(self.text, self.at);
        }
        let wants_range = self.wants(&[Rule::dots]) && !self.wants(&[Rule::add]);
        let range = wants_range.then(|| written::range(self.text, self.at)).flatten().or_else(|| self.range_of_call());
        range.or_else(|| written::around(self.text, self.at))
    }

    /// The expected and the found text. `seen` is the found text as written in the policy.
    fn words(&self, seen: &str) -> String {
        let wanted = match self.found {
            FoundToken::Word("}") if self.wants(&[Rule::otherwise_]) => "`otherwise`".to_string(),
            found => words::wanted(&self.legal(), found.word()),
        };
        match (self.found, wanted.as_str()) {
            (FoundToken::Word(_), "") => say::unexpected(seen),
            (FoundToken::Word(_), wanted) => say::expected_but_found(wanted, seen),
            (FoundToken::LineEnd, "") => say::line_too_short().to_string(),
            (FoundToken::LineEnd, wanted) => say::expected_before_line_end(wanted),
            (FoundToken::End, "") => say::declaration_too_short().to_string(),
            (FoundToken::End, wanted) => say::expected_before_declaration_end(wanted),
        }
    }

    /// The rules that could continue here, without the rules for missing values that are not allowed here. The grammar
    /// has one list for trees and calls.
    fn legal(&self) -> Vec<Rule> {
        let is_tree = self.text.starts_with("tree") && !self.is_in_call();
        let other: &[Rule] = match is_tree {
            true => &[Rule::skipped_, Rule::skipped],
            false => &[Rule::renormalise_, Rule::renormalise, Rule::across_, Rule::across, Rule::fails_, Rule::fails],
        };
        self.wanted.iter().copied().filter(|rule| !other.contains(rule)).collect()
    }

    fn wants(&self, rules: &[Rule]) -> bool {
        rules.iter().any(|rule| self.wanted.contains(rule))
    }
}

fn found(rest: &str) -> FoundToken<'_> {
    match rest.chars().next() {
        None => FoundToken::End,
        Some('\n') if rest.trim().is_empty() => FoundToken::End,
        Some('\n') => FoundToken::LineEnd,
        Some(first) => FoundToken::Word(rest.get(..token(rest, first)).unwrap_or("")),
    }
}

/// The length of the word, number, text or sign at the start of `rest`.
fn token(rest: &str, first: char) -> usize {
    const SIGNS: &str = "<>=!！.&|";
    let run = |ok: &dyn Fn(char) -> bool| rest.find(|c| !ok(c)).unwrap_or(rest.len());
    if first == '"' {
        let line = rest.find('\n').unwrap_or(rest.len());
        rest.get(1..line).and_then(|r| r.find('"')).map_or(line, |end| end + 2)
    } else if first.is_ascii_digit() {
        run(&|c| c.is_ascii_digit() || c == '.')
    } else if unicode_ident::is_xid_start(first) || first == '_' {
        run(&unicode_ident::is_xid_continue)
    } else if SIGNS.contains(first) {
        run(&|c| SIGNS.contains(c))
    } else {
        first.len_utf8()
    }
}

fn closing(open: char) -> char {
    match open {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

fn no_declaration(span: Span, found: &str) -> Diagnostic {
    let (message, help) = match found {
        "" => (say::expected_declaration().to_string(), None),
        ")" | "]" | "}" => (say::closes_nothing(found), Some(say::remove_bracket().to_string())),
        word if misplaced::ends_the_line_above(word) => {
            let misplaced = misplaced::above_of(0, word);
            (misplaced.message, Some(misplaced.cure))
        }
        word => (say::no_declaration(word), suggest::did_you_mean(word, TOP_WORDS)),
    };
    let help = help.unwrap_or_else(|| say::declarations_begin_with(phrase::names(TOP_WORDS)));
    Diagnostic::error(Code::Syntax, span, message).help(help)
}
