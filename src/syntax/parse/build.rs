//! The tools that turn pairs into a tree: a walk over the children of a pair, and the small leaves that every part
//! uses.

use super::Rule;
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::{phrase, syntax as say};
use crate::number::{Decimal, Rounding, thousands, without_zeros};
use crate::source::{Span, normal_form};
use crate::syntax::ast::*;
use crate::syntax::prepare::Prepared;
use pest::iterators::{Pair, Pairs};
use std::cell::{Cell, RefCell};
use std::iter::Peekable;

/// A part of the tree, or the finding that says why it could not be built.
pub(super) type Built<T> = Result<T, Diagnostic>;

/// Builds the tree of one item.
pub(super) struct Build<'a> {
    pub(super) prepared: &'a Prepared,
    /// The start of the parsed text in the prepared text.
    base: usize,
    findings: RefCell<Vec<Diagnostic>>,
    /// The number of operators and operands in the expressions that are being built, which are nested in each other.
    pub(super) parts: Cell<usize>,
}

/// The children of a pair, without the signs and words that have no meaning by themselves.
pub(super) struct Inner<'i> {
    pairs: Peekable<Pairs<'i, Rule>>,
    whole: Span,
}

impl<'i> Inner<'i> {
    /// The next child if it is made by this rule.
    pub(super) fn take(&mut self, rule: Rule) -> Option<Pair<'i, Rule>> {
        self.skip_noise();
        // A pair is large, so it is inspected in place and moved once.
        if self.pairs.peek()?.as_rule() == rule { self.pairs.next() } else { None }
    }

    /// The next child, which must be made by this rule.
    pub(super) fn need(&mut self, rule: Rule) -> Built<Pair<'i, Rule>> {
        let whole = self.whole;
        self.take(rule).ok_or_else(|| shape(whole))
    }

    /// The next child of any rule.
    pub(super) fn next(&mut self) -> Option<Pair<'i, Rule>> {
        self.skip_noise();
        self.pairs.next()
    }

    /// The next child, which must exist.
    pub(super) fn some(&mut self) -> Built<Pair<'i, Rule>> {
        let whole = self.whole;
        self.next().ok_or_else(|| shape(whole))
    }

    /// All following children of this rule.
    pub(super) fn all(&mut self, rule: Rule) -> Vec<Pair<'i, Rule>> {
        std::iter::from_fn(|| self.take(rule)).collect()
    }

    /// All children of this rule from here on, with any other children between them.
    pub(super) fn skip_to_all(mut self, rule: Rule) -> Vec<Pair<'i, Rule>> {
        self.pairs.by_ref().filter(|p| p.as_rule() == rule).collect()
    }

    /// Skips the remaining children, since the pair is built in another way.
    pub(super) fn give_up(mut self) {
        self.pairs.by_ref().for_each(drop);
    }

    /// The remaining children.
    pub(super) fn rest(mut self) -> Vec<Pair<'i, Rule>> {
        self.pairs.by_ref().collect()
    }

    /// The place of the pair whose children these are.
    pub(super) fn whole(&self) -> Span {
        self.whole
    }

    fn skip_noise(&mut self) {
        while self.pairs.peek().is_some_and(|p| is_noise(p.as_rule())) {
            self.pairs.next();
        }
    }
}

/// Whether a rule is a word or sign for the reader that the tree does not keep.
fn is_noise(rule: Rule) -> bool {
    use Rule::*;
    matches!(
        rule,
        open_brace
            | close_brace
            | comma
            | colon
            | equals
            | policy_
            | choice_
            | table_
            | subject_
            | param_
            | let_word
            | tree_
            | tiers_
            | eligibility_
            | check_
            | test_
            | arrow
            | times
            | set_
            | ranked_
            | ties_
            | share_
            | the_
            | tier_
            | cut_
            | undetermined_
            | include_
            | exclude_
            | override_
            | mark_
            | lookup_
            | dated_
            | key_
            | as_
            | by_
            | with_
            | to_
            | total_
            | weights_
            | weighted_
            | rounded_
            | compared_
            | none_
            | empty_
            | given_
            | expect_
            | decimals
            | of_
            | on_
            | when_
            | where_
            | then_
            | because_
            | cite_
            | or_
            | is_
            | in_
            | first_
            | across_
            | at_
            | away_
            | capped_
            | counts_
            | from_
            | gaps_
            | half_
            | if_
            | infinity_
            | least_
            | limited_
            | minus_
            | parent_
            | period_
            | publish_
            | plus_
            | read_
            | renormalise_
            | reported_
            | skipped_
            | steps_
            | toward_
            | unscored_
            | propagates_
            | within_
            | yes_no_
            | zero_
            | EOI
    )
}

/// The text of a pair, with one blank between its words.
pub(super) fn words(pair: &Pair<'_, Rule>) -> String {
    pair.as_str().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The finding for a grammar and a tree that disagree. This is a bug of gradus, and the message says so.
pub(super) fn shape(span: Span) -> Diagnostic {
    Diagnostic::error(Code::Internal, span, say::unreadable_tree()).help(say::report_bug())
}

/// Reports a second line of a kind that a declaration can have only once.
pub(super) fn said_twice(span: Span, words: &str, first: Span) -> Diagnostic {
    Diagnostic::error(Code::SaidTwice, span, phrase::repeated(words))
        .label(first, phrase::first_of_two())
        .help(phrase::keep_one())
}

impl<'a> Build<'a> {
    /// Builds the tree of a whole prepared text.
    pub(super) fn new(prepared: &'a Prepared) -> Build<'a> {
        Build::behind(prepared, 0)
    }

    /// Builds the tree of a prepared text from a place on.
    pub(super) fn behind(prepared: &'a Prepared, base: usize) -> Build<'a> {
        Build { prepared, base, findings: RefCell::default(), parts: Cell::default() }
    }

    /// Returns the findings that did not stop the building.
    pub(super) fn into_findings(self) -> Vec<Diagnostic> {
        self.findings.into_inner()
    }

    /// Adds a finding that does not stop the building.
    pub(super) fn report(&self, finding: Diagnostic) {
        self.findings.borrow_mut().push(finding);
    }

    /// The place of a pair in the file, without the blanks that a rule with an optional end has included.
    pub(super) fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        let start = self.base + pair.as_span().start();
        self.prepared.span(start, start + pair.as_str().trim_end().len())
    }

    /// The place of a pair up to where a part of it begins, without blanks.
    pub(super) fn span_until(&self, pair: &Pair<'_, Rule>, end: usize) -> Span {
        let start = pair.as_span().start();
        let text = pair.as_str().get(..end - start).unwrap_or_default();
        let start = self.base + start;
        self.prepared.span(start, start + text.trim_end().len())
    }

    /// The children of a pair.
    pub(super) fn inner<'i>(&self, pair: Pair<'i, Rule>) -> Inner<'i> {
        Inner { whole: self.span(&pair), pairs: pair.into_inner().peekable() }
    }

    /// The only child of a pair that has a meaning.
    pub(super) fn only<'i>(&self, pair: Pair<'i, Rule>) -> Built<Pair<'i, Rule>> {
        self.inner(pair).some()
    }

    /// The `///` comments directly above a declaration, one line each, without their slashes.
    pub(super) fn doc_above(&self, declaration: Span) -> Option<String> {
        let above = self.prepared.comments_above(declaration.start as usize);
        let mut lines: Vec<&str> = above.map_while(|c| Some(c.text.strip_prefix("///")?.trim())).collect();
        lines.reverse();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    /// A name.
    pub(super) fn name(&self, pair: &Pair<'_, Rule>) -> Name {
        Name { text: pair.as_str().trim_end().to_string(), span: self.span(pair) }
    }

    /// The next child as a name.
    pub(super) fn need_name(&self, inner: &mut Inner<'_>) -> Built<Name> {
        Ok(self.name(&inner.need(Rule::ident)?))
    }

    /// A text without its marks, with escapes resolved.
    pub(super) fn text(&self, pair: &Pair<'_, Rule>) -> Text {
        let raw = pair.as_str();
        let body = raw.strip_prefix('"').and_then(|r| r.strip_suffix('"')).unwrap_or(raw);
        let mut value = String::with_capacity(body.len());
        let mut chars = body.chars();
        while let Some(c) = chars.next() {
            value.push(if c == '\\' { chars.next().unwrap_or(c) } else { c });
        }
        Text { value, span: self.span(pair) }
    }

    /// A text that represents content of files, in the normal form in which texts are compared. Blanks at its ends are
    /// invisible, so they are reported. A text of only blanks must be intended.
    pub(super) fn text_of_data(&self, pair: &Pair<'_, Rule>) -> Text {
        let text = self.text(pair);
        let (own, seen) = (text.value.as_str(), text.value.trim());
        if seen != own && !seen.is_empty() {
            let ends = match (own.trim_start() == own, own.trim_end() == own) {
                (false, true) => say::begins(),
                (true, false) => say::ends(),
                _ => say::begins_and_ends(),
            };
            let written = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
            let message = say::outer_blank(written(own), ends);
            let help = phrase::write(written(seen));
            self.report(Diagnostic::error(Code::OuterBlanks, text.span, message).help(help).into_warning());
        }
        Text { value: normal_form(&text.value), ..text }
    }

    /// The next child, if it is a label.
    pub(super) fn label(&self, inner: &mut Inner<'_>) -> Built<Option<Text>> {
        inner.take(Rule::label).map(|p| Ok(self.text(&self.only(p)?))).transpose()
    }

    /// `of subject, …`
    pub(super) fn of_subjects(&self, inner: &mut Inner<'_>) -> Built<Vec<Name>> {
        let subjects = self.inner(inner.need(Rule::of_subjects)?).skip_to_all(Rule::ident);
        Ok(subjects.iter().map(|s| self.name(s)).collect())
    }

    /// Clause and reason, if they follow.
    pub(super) fn notes(&self, inner: &mut Inner<'_>) -> Built<Notes> {
        inner.take(Rule::notes).map_or_else(|| Ok(Notes::default()), |pair| self.notes_of(pair))
    }

    /// Clause and reason.
    pub(super) fn notes_of(&self, pair: Pair<'_, Rule>) -> Built<Notes> {
        let mut notes = Notes::default();
        for note in pair.into_inner() {
            let (rule, span) = (note.as_rule(), self.span(&note));
            let text = self.text(&self.only(note)?);
            let slot = if rule == Rule::because { &mut notes.because } else { &mut notes.cite };
            if slot.replace(Box::new(text)).is_some() {
                let (word, help) = if rule == Rule::because {
                    ("because", phrase::keep_one())
                } else {
                    ("cite", say::clauses_in_one_text())
                };
                let message = phrase::repeated(word);
                self.report(Diagnostic::error(Code::SaidTwice, span, message).help(help));
            }
        }
        Ok(notes)
    }

    /// A `because` without a `cite`, if it follows.
    pub(super) fn because(&self, inner: &mut Inner<'_>) -> Built<Option<Text>> {
        inner.take(Rule::because).map(|p| Ok(self.text(&self.only(p)?))).transpose()
    }

    /// A number of decimals.
    pub(super) fn digits(&self, pair: &Pair<'_, Rule>) -> Digits {
        let span = self.span(pair);
        let count = pair.as_str().trim().parse().unwrap_or(u32::MAX);
        if count > 30 {
            self.report(
                Diagnostic::error(Code::TooManyDigits, span, say::too_many_decimals()).help(say::fewer_decimals()),
            );
        }
        Digits { count: count.min(30), span }
    }

    /// `to 12 decimals`
    pub(super) fn to_decimals(&self, pair: Pair<'_, Rule>) -> Built<Digits> {
        Ok(self.digits(&self.inner(pair).need(Rule::digits)?))
    }

    /// A plain number.
    pub(super) fn number(&self, pair: &Pair<'_, Rule>) -> Built<Decimal> {
        let text = pair.as_str().trim();
        let span = self.span(pair);
        let too_long =
            || Diagnostic::error(Code::TooManyDigits, span, say::too_many_digits()).help(say::fewer_digits());
        if text.bytes().filter(u8::is_ascii_digit).count() > 38 {
            return Err(too_long());
        }
        Decimal::parse(text).map_err(|_| too_long())
    }

    /// A unit word.
    pub(super) fn unit(&self, pair: &Pair<'_, Rule>) -> Unit {
        let word = pair.as_str().split_whitespace().collect::<Vec<_>>().join(" ");
        Unit { word, span: self.span(pair) }
    }

    /// A number with sign, `%` or unit. A point that may separate thousands, as in `1.500`, is reported: nobody writes
    /// a zero at the end of decimals without a purpose.
    pub(super) fn quantity(&self, pair: Pair<'_, Rule>) -> Built<Quantity> {
        let number = self.inner(pair.clone()).skip_to_all(Rule::number).into_iter().next();
        let quantity = self.quantity_of_cell(pair)?;
        if let Some(number) = number {
            let text = number.as_str().trim();
            self.point_in_number(text, self.span(&number));
        }
        Ok(quantity)
    }

    fn point_in_number(&self, text: &str, span: Span) {
        let Some(whole) = thousands(text).filter(|whole| whole.ends_with('0')) else { return };
        let small = without_zeros(text);
        let message = say::point_in_number(text, small);
        let help = say::point_or_thousands(small, &whole);
        self.report(Diagnostic::error(Code::PointInNumber, span, message).help(help).into_warning());
    }

    /// A number of a cell, with the decimals of its column.
    pub(super) fn quantity_of_cell(&self, pair: Pair<'_, Rule>) -> Built<Quantity> {
        let span = self.span(&pair);
        let mut inner = self.inner(pair);
        let negative = inner.take(Rule::minus).is_some();
        let value = self.number(&inner.need(Rule::number)?)?;
        let value = if negative { Decimal::new(-value.mantissa(), value.scale()) } else { value };
        let percent = inner.take(Rule::percent).is_some();
        let unit = inner.take(Rule::unit).map(|u| self.unit(&u));
        Ok(Quantity { value, percent, unit, span })
    }

    /// `lo..hi`
    pub(super) fn range(&self, pair: Pair<'_, Rule>) -> Built<Range> {
        let span = self.span(&pair);
        let mut inner = self.inner(pair);
        let lo = self.quantity(inner.need(Rule::quantity)?)?;
        inner.need(Rule::dots)?;
        let hi = self.quantity(inner.need(Rule::quantity)?)?;
        Ok(Range { lo, hi, span })
    }

    /// `half up`
    pub(super) fn mode(&self, pair: &Pair<'_, Rule>) -> Option<Rounding> {
        Rounding::of_words(&words(pair))
    }

    /// `half up to 3 decimals`
    pub(super) fn rounding(&self, pair: Pair<'_, Rule>) -> Built<RoundTo> {
        let span = self.span(&pair);
        let mut inner = self.inner(pair);
        let written = inner.need(Rule::mode)?;
        let mode = self.mode(&written).ok_or_else(|| shape(span))?;
        let words = Name { text: words(&written), span: self.span(&written) };
        let to = match inner.take(Rule::digits) {
            Some(digits) => RoundTarget::Decimals(self.digits(&digits)),
            None => RoundTarget::Step(self.number(&inner.need(Rule::number)?)?),
        };
        Ok(RoundTo { mode, words, to, span })
    }
}

/// A check that nothing in a policy is ignored. If the tree ignores a word, a rule of the policy is not applied, for
/// example `if at least 50%` after a word that was in the way. Tests check that nothing is left of policies that can be
/// parsed.
#[cfg(test)]
pub(super) mod unread {
    use super::{Inner, Rule};
    use std::cell::RefCell;
    use std::collections::BTreeMap;

    thread_local!(static UNREAD: RefCell<BTreeMap<String, String>> = const { RefCell::new(BTreeMap::new()) });

    impl Drop for Inner<'_> {
        fn drop(&mut self) {
            self.skip_noise();
            let counts = |rule: Rule| !super::is_noise(rule) && rule != Rule::close_paren;
            for pair in self.pairs.by_ref().filter(|pair| counts(pair.as_rule())) {
                let _ = UNREAD
                    .with_borrow_mut(|unread| unread.insert(format!("{:?}", pair.as_rule()), pair.as_str().to_owned()));
            }
        }
    }

    /// The rules that were left since the last call, each with a text.
    pub(crate) fn taken() -> BTreeMap<String, String> {
        UNREAD.take()
    }
}
