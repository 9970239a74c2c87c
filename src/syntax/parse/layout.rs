//! From the grammar's pairs to a layout: which pieces are facts, and the role of each sign for the reader.
//!
//! This also works for future constructs of the grammar. The content of braces is a body and its children are facts, a
//! rule that matches text is a token, and a text that no rule names is a sign.

use super::build::words;
use super::{Rule, former};
use crate::source::SourceFile;
use crate::syntax::ast::Comment;
use crate::syntax::page::*;
use crate::syntax::prepare::Prepared;
use pest::iterators::{Pair, Pairs};
use std::iter::Peekable;
use std::ops::Range;

/// Makes the layout of a file that the grammar has parsed completely.
pub(super) struct Layout<'a> {
    pub prepared: &'a Prepared,
    pub source: &'a SourceFile,
}

impl Layout<'_> {
    /// The layout of a file.
    pub(super) fn page(&self, pairs: Pairs<'_, Rule>) -> Page {
        let items = pairs.flat_map(Pair::into_inner).filter(|pair| pair.as_rule() == Rule::item);
        let facts = items.map(|item| Fact { apart: Apart::Line, parts: self.parts(item, Rule::file) });
        let mut page = Page { facts: facts.collect(), end: Before::default() };
        let mut comments = self.prepared.comments.iter().peekable();
        let mut at = 0;
        page.each_token(|token| {
            token.before = self.before(at, token.place.start, &mut comments);
            at = token.place.end;
        });
        page.end = self.before(at, self.source.text().len(), &mut comments);
        page
    }

    /// The comments and line breaks between two places of the file.
    fn before<'c>(
        &self,
        mut at: usize,
        end: usize,
        comments: &mut Peekable<impl Iterator<Item = &'c Comment>>,
    ) -> Before {
        let mut before = Before { new_line: at == 0, ..Before::default() };
        let lines = |range: Range<usize>| self.source.text().get(range).map_or(0, |text| text.matches('\n').count());
        while let Some(comment) = comments.next_if(|comment| (comment.span.start as usize) < end) {
            let above = lines(at..comment.span.start as usize);
            let (own_line, empty_line) = (above > 0 || at == 0, above > 1 && at > 0);
            before.comments.push(Remark { text: comment.text.clone(), own_line, empty_line });
            at = comment.span.end as usize;
        }
        let above = lines(at..end);
        before.new_line |= above > 0;
        before.empty_line = above > 1;
        before
    }

    fn parts(&self, pair: Pair<'_, Rule>, parent: Rule) -> Vec<Part> {
        let mut parts = Vec::new();
        self.walk(pair, parent, &mut parts);
        parts
    }

    /// Adds the parts of a pair: its children, and the signs between them that no rule names.
    fn walk(&self, pair: Pair<'_, Rule>, parent: Rule, parts: &mut Vec<Part>) {
        let (rule, whole, first) = (pair.as_rule(), place(&pair), parts.len());
        let mut children = pair.clone().into_inner().peekable();
        if children.peek().is_none() {
            parts.push(Part::Token(self.token(&pair, parent)));
            return;
        }
        let mut at = whole.start;
        while let Some(child) = children.next() {
            self.signs(at..child.as_span().start(), parts);
            at = place(&child).end;
            if child.as_rule() == Rule::open_brace {
                let body = self.body(child, &mut children, rule);
                at = at.max(self.prepared.offset(body.close.place.end));
                parts.push(Part::Body(body));
            } else {
                self.walk(child, rule, parts);
            }
        }
        self.signs(at..whole.end, parts);
        if let Some(Part::Token(token)) = parts.get_mut(first) {
            token.mark = match rule {
                Rule::weight => Mark::Weight,
                Rule::bound => Mark::Means,
                Rule::because | Rule::cite if parent == Rule::notes => Mark::NextNote,
                Rule::notes if parent != Rule::expected => Mark::Note,
                _ => token.mark,
            };
        }
    }

    /// The content of two braces.
    fn body<'i>(&self, open: Pair<'i, Rule>, rest: &mut impl Iterator<Item = Pair<'i, Rule>>, rule: Rule) -> Body {
        let open = self.token(&open, rule);
        let (mut facts, mut apart, mut close) = (Vec::new(), Apart::Nothing, open.clone());
        let mut end = open.place.end;
        for child in rest {
            let in_file = self.in_file(place(&child));
            let start = in_file.start;
            let between = self.prepared.offset(end)..self.prepared.offset(start);
            if self.prepared.text.get(between).is_some_and(|text| text.contains('\n')) {
                apart = Apart::Line;
            }
            match child.as_rule() {
                Rule::close_brace => {
                    close = self.token(&child, rule);
                    break;
                }
                Rule::comma if apart == Apart::Nothing => apart = Apart::Comma,
                Rule::comma => {}
                _ => {
                    end = in_file.end;
                    facts.push(Fact { apart, parts: self.parts(child, rule) });
                    apart = Apart::Nothing;
                    continue;
                }
            }
            end = start;
        }
        Body { open, facts, close }
    }

    /// Adds the signs of the grammar that are not rules.
    fn signs(&self, range: Range<usize>, parts: &mut Vec<Part>) {
        let text = self.prepared.text.get(range.clone()).unwrap_or("");
        let mut from = range.start;
        for sign in text.split_whitespace() {
            let at = from + self.prepared.text.get(from..).and_then(|rest| rest.find(sign)).unwrap_or(0);
            from = at + sign.len();
            parts.push(Part::Token(self.sign(sign.to_string(), Kind::Sign, at..from)));
        }
    }

    fn sign(&self, text: String, kind: Kind, range: Range<usize>) -> Token {
        let place = self.in_file(range);
        Token {
            text,
            kind,
            mark: Mark::None,
            tight_before: false,
            tight_after: false,
            before: Before::default(),
            place,
        }
    }

    /// The bytes of the file that belong to a range of the prepared text, without the text that was removed after the
    /// range.
    fn in_file(&self, range: Range<usize>) -> Range<usize> {
        let whole = self.prepared.span(range.start, range.end.saturating_sub(1)).range();
        let last = self.source.text().get(whole.end..).and_then(|rest| rest.chars().next());
        whole.start..whole.end + last.map_or(0, char::len_utf8)
    }

    fn token(&self, pair: &Pair<'_, Rule>, parent: Rule) -> Token {
        let rule = pair.as_rule();
        let written = former::replacement(rule).map_or_else(|| words(pair), str::to_string);
        let kind = match rule {
            Rule::text => Kind::Text,
            Rule::ident => Kind::Name,
            Rule::number | Rule::digits | Rule::date | Rule::ratio | Rule::period => Kind::Number,
            Rule::open_paren | Rule::open_list | Rule::open_brace => Kind::Open,
            Rule::close_paren | Rule::close_list | Rule::close_brace => Kind::Close,
            Rule::comma => Kind::Comma,
            _ if written.starts_with(unicode_ident::is_xid_start) => Kind::Word,
            _ => Kind::Sign,
        };
        let mark = match rule {
            Rule::text if parent == Rule::label => Mark::Label,
            Rule::as_ => Mark::As,
            Rule::colon | Rule::arrow | Rule::equals => Mark::Means,
            Rule::and_ | Rule::or_ => Mark::Joins,
            _ => Mark::None,
        };
        let mut token = Token { mark, ..self.sign(written, kind, place(pair)) };
        token.tight_before = kind == Kind::Open && matches!(parent, Rule::call | Rule::arguments);
        token.tight_before |= rule == Rule::colon && parent == Rule::at_key;
        token.tight_after = matches!(rule, Rule::minus | Rule::negate);
        if rule == Rule::text {
            token.text = self.source.text().get(token.place.clone()).unwrap_or("").to_string();
        }
        token
    }
}

/// The place of a pair in the prepared text, without the blanks that a rule with an optional end has included.
fn place(pair: &Pair<'_, Rule>) -> Range<usize> {
    let start = pair.as_span().start();
    start..start + pair.as_str().trim_end().len()
}
