//! Recovery from a declaration that cannot be parsed: report the mistake, remove as little as possible, and parse the
//! rest again.
//!
//! The grammar stops at the first mistake. So the smallest piece around the mistake is removed: an entry between
//! commas, or a line of the innermost body. The rest is parsed again by itself, until all of it can be parsed or the
//! head of the declaration is broken beyond repair. This works for every body in braces, whatever its content.
//!
//! Invariant: each removed piece is recorded in [`Unread`], so that later rooms do not believe that it was never
//! written.

use super::build::Build;
use super::expected::{self, Stopped};
use super::grammar::{Grammar, Rule};
use super::outline;
use super::{Parsed, Unread};
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::messages::{phrase, syntax as say};
use crate::source::Span;
use crate::syntax::ast::Item;
use crate::syntax::prepare::{Prepared, TOP_WORDS};
use pest::Parser;
use pest::iterators::Pair;
use std::ops::Range;

/// The number of bytes that can be parsed again in one file: a fixed number, plus a multiple of the length of the file.
/// Without a limit, a declaration with thousands of mistakes would take minutes, and nobody reads thousands of
/// messages.
const READ_AGAIN: usize = 512 << 10;
const READ_OFTEN: usize = 32;

/// Parses the declarations of a file that the grammar could not parse in the first pass.
pub(super) struct Recovery<'a> {
    prepared: &'a Prepared,
    /// The text of the file.
    source: &'a str,
    /// The number of bytes that can still be parsed again.
    left: usize,
    /// Whether the file has texts that do not end.
    has_open_texts: bool,
}

/// The result of one attempt to parse a declaration.
type Outcome = Result<(Item, Vec<Diagnostic>), Box<Stop>>;

/// The place and the reason where an attempt stopped.
struct Stop {
    /// The place in the text of the piece.
    at: usize,
    /// The same place in the file.
    byte: u32,
    finding: Diagnostic,
    /// Findings about the parts of the tree that could be built.
    besides: Vec<Diagnostic>,
    /// Whether the grammar could parse everything, but the tree could not be built.
    built: bool,
    /// Whether the text ends there.
    at_end: bool,
    /// Whether a body could follow there.
    wants_body: bool,
}

/// A piece of the file that is being repaired.
struct Piece {
    text: Prepared,
    /// The bytes of the file at which something was removed.
    cuts: Vec<u32>,
    /// Whether so much of its head is lost that the parsed declaration has no meaning.
    hollow: bool,
    /// The parts that are missing from it.
    unread: Unread,
}

impl<'a> Recovery<'a> {
    /// A recovery that has not parsed anything again yet.
    pub(super) fn new(prepared: &'a Prepared, source: &'a str, findings: &[Diagnostic]) -> Recovery<'a> {
        let has_open_texts = findings.iter().any(|finding| finding.code == Code::UnclosedText);
        let left = READ_AGAIN + READ_OFTEN * prepared.text.len();
        Recovery { prepared, source, left, has_open_texts }
    }

    /// Parses a piece of the file. The part that can be parsed is added to the declarations, and every mistake is
    /// reported.
    pub(super) fn read(&mut self, range: Range<usize>, parsed: &mut Parsed) {
        let mut piece = Piece::new(self.prepared.piece(outline::trimmed(&self.prepared.text, range)));
        let mut outcome = self.attempt(&piece.text);
        loop {
            let stop = match outcome {
                Ok((item, findings)) => {
                    parsed.findings.extend(findings);
                    if piece.hollow {
                        piece.unread.words(&piece.text.text);
                    } else {
                        piece.note_texts(&parsed.findings);
                        parsed.file.items.push(item);
                    }
                    break;
                }
                Err(stop) => *stop,
            };
            if let Some(rest) = piece.split_behind_item(stop.at) {
                outcome = self.attempt(&piece.text);
                self.read_rest(rest, parsed);
                continue;
            }
            if !piece.is_told(self.source, &stop, &parsed.findings) {
                let finding = piece.finding(&stop);
                // If the text before a reported place has been removed, the place is not a second mistake.
                let start = |finding: &Diagnostic| finding.span().map(|span| (span.file, span.start));
                let same = |told: &Diagnostic| told.code == Code::Syntax && start(told) == start(&finding);
                if !parsed.findings.iter().any(same) {
                    parsed.findings.push(finding);
                }
            }
            if self.left < piece.text.text.len() {
                parsed.findings.push(too_many(stop.finding.span()));
                piece.unread.words(&piece.text.text);
                break;
            }
            match self.repaired(&mut piece, &stop) {
                Some(next) => outcome = next,
                None => {
                    parsed.findings.extend(stop.besides);
                    piece.unread.words(&piece.text.text);
                    break;
                }
            }
        }
        parsed.unread.extend(piece.unread);
    }

    /// Handles text after declarations that cannot be parsed and may belong to the first of them. Then nothing is known
    /// of the content of that declaration. But if the declaration was only closed too early, it is parsed again with
    /// all the text that follows. Returns whether it was parsed again.
    pub(super) fn read_behind(&mut self, above: &[Range<usize>], behind: Range<usize>, parsed: &mut Parsed) -> bool {
        let Some(item) = above.first() else { return false };
        let text = &self.prepared.text;
        let closing = text.get(item.clone()).filter(|item| item.ends_with('}')).map(|_| item.end - 1);
        let rest = text.get(item.end..behind.end).unwrap_or("").trim_start();
        if let Some(closing) = closing.filter(|_| outline::balance(rest) == -1 && !rest.starts_with('}')) {
            let mut whole = self.prepared.piece(item.start..behind.end);
            let at = closing - item.start;
            whole.replace(at..at + 1, &[], "");
            if let Ok((whole, findings)) = self.attempt(&whole) {
                let message = say::brace_closes_too_early();
                let finding = Diagnostic::error(Code::Syntax, self.prepared.span(closing, closing + 1), message);
                parsed.findings.push(finding.help(phrase::remove_it()));
                parsed.findings.extend(findings);
                parsed.file.items.truncate(parsed.file.items.len().saturating_sub(above.len()));
                parsed.file.items.push(whole);
                return true;
            }
        }
        let mut piece = Piece::new(self.prepared.piece(item.clone()));
        piece.note_whole();
        parsed.unread.extend(piece.unread);
        false
    }

    /// Records texts that do not end in a declaration that could be parsed. Nothing is known of the parts that they
    /// have swallowed.
    pub(super) fn lost_in_texts(&self, item: Range<usize>, parsed: &mut Parsed) {
        if !self.has_open_texts {
            return;
        }
        let mut piece = Piece::new(self.prepared.piece(item));
        piece.note_texts(&parsed.findings);
        parsed.unread.extend(piece.unread);
    }

    /// Parses the text after a declaration that a repair has closed.
    fn read_rest(&mut self, rest: Prepared, parsed: &mut Parsed) {
        let (source, left, has_open_texts) = (self.source, self.left, self.has_open_texts);
        let mut inside = Recovery { prepared: &rest, source, left, has_open_texts };
        inside.read(0..rest.text.len(), parsed);
        self.left = inside.left;
    }

    /// Parses a piece once. The finding comes from the grammar, or from the building of the tree.
    fn attempt(&mut self, text: &Prepared) -> Outcome {
        let parsed = Grammar::parse(Rule::one_item, &text.text);
        // The text after a mistake is not parsed, but only searched for brackets.
        let read = parsed.as_ref().map_or_else(expected::place, |_| text.text.len());
        self.left = self.left.saturating_sub(read + text.text.len() / 16);
        let pair = match parsed {
            Ok(pairs) => pairs.flat_map(Pair::into_inner).find(|pair| pair.as_rule() == Rule::item),
            Err(error) => {
                let Stopped { finding, at, at_end, wants_body } = expected::stopped(text, self.source, &error);
                let byte = text.span(at, at).start;
                let besides = Vec::new();
                return Err(Box::new(Stop { at, byte, finding, besides, built: false, at_end, wants_body }));
            }
        };
        let build = Build::new(text);
        let whole = text.span(0, text.text.len());
        let item = pair.ok_or_else(|| super::build::shape(whole)).and_then(|pair| build.item(pair));
        let besides = build.into_findings();
        match item {
            Ok(item) => Ok((item, besides)),
            Err(finding) => {
                let byte = finding.span().unwrap_or(whole).start;
                let at = text.offset(byte as usize);
                let stop = Stop { at, byte, finding, besides, built: true, at_end: false, wants_body: false };
                Err(Box::new(stop))
            }
        }
    }

    /// Makes the smallest change that lets the next attempt get further, and returns the outcome of that attempt.
    fn repaired(&mut self, piece: &mut Piece, stop: &Stop) -> Option<Outcome> {
        let open = outline::open(&piece.text.text, stop.at);
        let braces: Vec<usize> = open.iter().filter(|(_, c)| *c == '{').map(|(i, _)| *i).collect();
        let changes = match (braces.split_last(), open.last()) {
            (Some(_), Some((_, '{'))) if stop.at_end => vec![piece.closed()?],
            (Some((inner, outer)), _) => piece.without_line(stop, *inner, outer),
            (None, _) => piece.with_other_head(stop),
        };
        let mut best: Option<(Change, Prepared, Outcome)> = None;
        for change in changes {
            let mut text = piece.text.clone();
            text.replace(change.range.clone(), &change.kept, change.then);
            let outcome = self.attempt(&text);
            let past = piece.text.span(change.past, change.past).start.max(stop.byte);
            let further = match &outcome {
                Ok(_) => true,
                Err(next) => next.built && !stop.built || next.byte > past || change.closes,
            };
            let done = outcome.is_ok() || !change.is_guess;
            if further && best.as_ref().is_none_or(|(.., best)| is_further(&outcome, best)) {
                best = Some((change, text, outcome));
            }
            if further && done {
                break;
            }
        }
        let (change, text, outcome) = best?;
        piece.note(&change);
        piece.text = text;
        Some(outcome)
    }
}

/// Whether a brace after this head opens a body, and not a part of an expression.
fn opens_body(head: &str) -> bool {
    outline::signs(head).all(|(_, c)| c != '=')
}

/// Whether an attempt got further than another attempt.
fn is_further(outcome: &Outcome, than: &Outcome) -> bool {
    match (outcome, than) {
        (_, Ok(_)) => false,
        (Ok(_), Err(_)) => true,
        (Err(one), Err(other)) => one.byte > other.byte,
    }
}

/// A change of a piece that may make it possible to parse the piece.
struct Change {
    range: Range<usize>,
    /// The parts of the range that are kept.
    kept: Vec<Range<usize>>,
    /// The text that is inserted after the kept parts.
    then: &'static str,
    /// The braces whose bodies lose a part, outermost first.
    braces: Vec<usize>,
    /// The place that the next attempt must get past.
    past: usize,
    /// Whether it only closes a brace.
    closes: bool,
    /// Whether the parsed declaration then has no meaning.
    hollow: bool,
    /// Whether another change may get further.
    is_guess: bool,
}

impl Change {
    /// A change that replaces a range by a text.
    fn new(range: Range<usize>, then: &'static str, braces: &[usize]) -> Change {
        let (braces, past) = (braces.to_vec(), range.start);
        Change { range, kept: Vec::new(), then, braces, past, closes: false, hollow: false, is_guess: false }
    }
}

impl Piece {
    fn new(text: Prepared) -> Piece {
        Piece { text, cuts: Vec::new(), hollow: false, unread: Unread::default() }
    }

    /// The finding of a stop. If the mistake is a brace that was left open, the finding is about the brace.
    fn finding(&self, stop: &Stop) -> Diagnostic {
        let text = &self.text.text;
        let open = outline::open(text, stop.at).last().is_some_and(|(_, c)| *c == '{');
        let is_closed = text.get(stop.at..).is_some_and(|rest| rest.starts_with([')', ']']));
        let open = open && !is_closed;
        match outline::unclosed(text).filter(|_| stop.at_end && open) {
            Some((brace, _)) => expected::not_closed(self.text.span(brace, brace + 1), '{'),
            None => stop.finding.clone(),
        }
    }

    /// Whether something was removed before this place on the same line of the file. A `;` on that line also ends a
    /// fact.
    fn is_behind_cut(&self, source: &str, at: usize) -> bool {
        let place = self.text.span(at, at).start;
        let cut = self.cuts.iter().filter(|cut| **cut < place).max();
        cut.is_some_and(|cut| {
            let on_page = source.get(*cut as usize..place as usize).unwrap_or("\n");
            let read = self.text.text.get(self.text.offset(*cut as usize)..at).unwrap_or("");
            !on_page.contains('\n') && read.contains('\n')
        })
    }

    /// Whether the mistake of a stop has been reported already. It can be a text that does not end. Or an earlier
    /// mistake was removed, so that a body is now empty, lacks the line that must be last, or a line lacks its
    /// beginning.
    fn is_told(&self, source: &str, stop: &Stop, findings: &[Diagnostic]) -> bool {
        let text = &self.text.text;
        let brace = outline::braces(text, stop.at).last().copied();
        let around = match brace {
            Some(brace) => outline::fact(text, brace, stop.at),
            None => 0..text.find('\n').filter(|line| *line >= stop.at).unwrap_or(text.len()),
        };
        let place = self.text.span(around.start, around.end);
        let unclosed = findings.iter().filter(|f| f.code == Code::UnclosedText);
        // On the line of a text that does not end, every text begins where another text should end.
        let at = self.text.span(stop.at, stop.at).start;
        let on_line = |other: u32| {
            let between = source.get(at.min(other) as usize..at.max(other) as usize);
            between.is_some_and(|between| !between.contains('\n'))
        };
        let is_in = |s: Span| s.start >= place.start && s.start <= place.end || on_line(s.start);
        let in_text = unclosed.filter_map(|f| f.span()).any(is_in);
        let closes = text.get(stop.at..).is_some_and(|rest| rest.starts_with('}'));
        // A line belonged to the fact above that has lost its end, if it cannot begin a fact or is indented more than
        // that fact.
        let goes_on = self.cut_above(around.start).is_some_and(|cut| {
            let begins = text.get(stop.at..).is_some_and(|rest| rest.starts_with(unicode_ident::is_xid_start));
            let column = |at: u32| outline::column(source, at as usize);
            let above = brace.map_or(0..0, |brace| outline::fact(text, brace, self.text.offset(cut as usize)));
            let is_cut = above.is_empty() || above.start >= around.start;
            let head = if is_cut { cut } else { self.text.span(above.start, above.start).start.min(cut) };
            around.start == stop.at && !begins
                || column(self.text.span(around.start, around.start).start) > column(head)
        });
        let emptied = brace.filter(|_| closes).is_some_and(|brace| {
            let body = self.text.span(brace, stop.at);
            self.cuts.iter().any(|cut| (body.start..=body.end).contains(cut))
        });
        in_text || goes_on || emptied || self.is_behind_cut(source, stop.at)
    }

    /// The cut above a place, if only blanks are between them.
    fn cut_above(&self, at: usize) -> Option<u32> {
        let above = self.text.text.get(..at).unwrap_or("").trim_end().len();
        let gap = self.text.span(above, at);
        self.cuts.iter().copied().find(|cut| (gap.start..gap.end).contains(cut))
    }

    /// If a declaration can be parsed up to the end of a line before the stop, splits off and returns the text after
    /// it.
    fn split_behind_item(&mut self, at: usize) -> Option<Prepared> {
        let before = self.text.text.get(..at)?;
        if !before.contains('\n') || outline::balance(before) != 0 {
            return None;
        }
        let read = Grammar::parse(Rule::item, &self.text.text).ok()?.next()?.as_str().trim_end().len();
        let rest = self.text.text.get(read..)?.trim_start_matches([' ', '\t', '\r']);
        if !rest.starts_with('\n') || rest.trim().is_empty() {
            return None;
        }
        let whole = self.text.text.len();
        let behind = self.text.piece(outline::trimmed(&self.text.text, whole - rest.len()..whole));
        self.text.cut_off(read);
        Some(behind)
    }

    /// Closes the brace that was left open.
    fn closed(&self) -> Option<Change> {
        let text = &self.text.text;
        let (brace, end) = outline::unclosed(text)?;
        let closing = if end == text.len() { "\n}" } else { "}\n" };
        let braces = [outline::braces(text, brace), vec![brace]].concat();
        Some(Change { closes: true, ..Change::new(end..end, closing, &braces) })
    }

    /// The pieces around a mistake in a body that can be removed, the smallest first.
    fn without_line(&self, stop: &Stop, inner: usize, outer: &[usize]) -> Vec<Change> {
        let text = &self.text.text;
        let braces = [outer, &[inner]].concat();
        let fact = outline::fact(text, inner, stop.at);
        let mut changes = Vec::new();
        let cut = |range: Range<usize>, braces: &[usize]| Change::new(range, "", braces);
        let behind = text.get(fact.end..).unwrap_or("");
        let past = fact.end + behind.len() - behind.trim_start_matches([' ', '\t', '\r']).len();
        changes.extend(self.opened(stop, &braces));
        // `)` instead of `}`
        let is_brace =
            text.get(stop.at..).is_some_and(|rest| rest.starts_with([')', ']'])) && outline::balance(text) > 0;
        if is_brace && outline::open(text, stop.at).last().is_some_and(|(_, sign)| *sign == '{') {
            changes.push(Change { past, ..Change::new(stop.at..stop.at + 1, "}", &braces) });
        }
        changes.extend(self.without_brace(stop.at, &braces));
        let parts = outline::between_commas(text, fact.clone());
        if parts.len() > 1 {
            let part = parts.into_iter().find(|part| part.contains(&stop.at) || part.end == stop.at);
            changes.extend(part.map(|part| Change { past, ..cut(part, &braces) }));
        }
        // A line with a superfluous brace is removed as it is. The lines after it still belong to the body.
        let line = outline::line(text, stop.at);
        let without =
            |range: &Range<usize>| outline::balance(text) - outline::balance(text.get(range.clone()).unwrap_or(""));
        if without(&line).abs() < outline::balance(text).abs() && line.start > inner {
            changes.push(cut(line, &braces));
        }
        changes.extend(self.named_body(&fact, stop.at, &braces));
        changes.push(cut(fact, &braces));
        for (depth, brace) in outer.iter().enumerate().rev() {
            let inside = braces.get(depth + 1).copied().unwrap_or(inner);
            changes.push(cut(outline::fact(text, *brace, inside), braces.get(..=depth).unwrap_or_default()));
        }
        changes.retain(|change| !change.range.is_empty() || !change.then.is_empty());
        changes
    }

    /// Removes only a brace, if there is one brace too many.
    fn without_brace(&self, at: usize, braces: &[usize]) -> Option<Change> {
        let text = &self.text.text;
        let sign = text.get(at..)?.chars().next()?;
        let past = at + text.get(at..)?.find('\n').unwrap_or(text.len() - at);
        let too_many = matches!((sign, outline::balance(text)), ('{', 1..) | ('}', ..=-1));
        too_many.then(|| Change { past, ..Change::new(at..at + 1, "", braces) })
    }

    /// If the mistake is in the head of a fact with a body, keeps only a name in that head.
    fn named_body(&self, fact: &Range<usize>, at: usize, braces: &[usize]) -> Option<Change> {
        let text = self.text.text.get(fact.clone())?;
        let (brace, _) = outline::signs(text).find(|(i, c)| *c == '{' && fact.start + i >= at)?;
        let head = text.get(..brace).filter(|head| opens_body(head))?;
        let mut words = outline::words(head);
        let name = words.find(|(_, word)| expected::is_name(word)).map(|(i, word)| i..i + word.len())?;
        let kept = std::iter::once(fact.start + name.start..fact.start + name.end).collect();
        let brace = fact.start + brace;
        // The next fact must be parsed as a line of such a body, since the braces may be the inside of an expression.
        let text = &self.text.text;
        let body = text.get(brace + 1..)?;
        let first = outline::fact(text, brace, brace + 1 + body.len() - body.trim_start().len());
        Some(Change { kept, past: first.end, ..Change::new(fact.start..brace, "", braces) })
    }

    /// Other heads for a declaration whose own head cannot be parsed, so that its body can be parsed.
    fn with_other_head(&self, stop: &Stop) -> Vec<Change> {
        let text = &self.text.text;
        let first = outline::words(text).next().filter(|(at, _)| *at == 0).map_or("", |(_, word)| word);
        let brace = outline::signs(text).find(|(_, c)| *c == '{').map(|(i, _)| i);
        if !TOP_WORDS.contains(&first) {
            let meant = suggest::nearest(first, TOP_WORDS).filter(|_| stop.at == 0);
            let past = outline::line(text, 0).end;
            let word = |word| Change { past, ..Change::new(0..first.len(), word, &[]) };
            return meant.map(word).into_iter().collect();
        }
        let mut changes: Vec<Change> = self.without_brace(stop.at, &[]).into_iter().collect();
        match brace {
            Some(brace) if brace >= stop.at => {
                let of_kind =
                    HEADS.iter().filter(|head| head.word == first && text.get(..brace).is_some_and(opens_body));
                changes.extend(of_kind.map(|head| self.with_head(head, brace)));
            }
            // A mistake after the body: the body has ended too early, or the rest of its line is not needed.
            Some(brace) => {
                let end = outline::body_end(text, brace) + 1;
                let line = outline::line(text, stop.at);
                changes.extend(self.without_brace(end - 1, &[]).filter(|_| line.contains(&(end - 1))));
                if line.end > end {
                    changes.push(Change::new(end..line.end, "", &[]));
                }
            }
            None => {}
        }
        changes.splice(0..0, self.opened(stop, &[]));
        changes
    }

    /// Opens a body that is closed, but at the end of its line has no opening brace, or another sign instead of it.
    fn opened(&self, stop: &Stop, braces: &[usize]) -> Option<Change> {
        let text = &self.text.text;
        if !stop.wants_body || outline::balance(text) >= 0 {
            return None;
        }
        let rest = text.get(stop.at..)?;
        let sign = usize::from(rest.starts_with(['(', '[', ':']));
        let ends = rest.get(sign..)?.trim_start_matches([' ', '\t', '\r']).starts_with('\n');
        ends.then(|| Change { is_guess: true, ..Change::new(stop.at..stop.at + sign, " {", braces) })
    }

    /// Gives a declaration the shortest head of its kind.
    fn with_head(&self, head: &ShortestHead, brace: usize) -> Change {
        let text = self.text.text.get(..brace).unwrap_or("");
        let words: Vec<(usize, &str)> = outline::words(text).collect();
        let at = |(i, word): &(usize, &str)| *i..i + word.len();
        let named = |word: Option<&(usize, &str)>| word.filter(|(_, w)| expected::is_name(w)).map(at);
        let mut kept: Vec<Range<usize>> = words.first().map(at).into_iter().collect();
        kept.extend(named(words.get(1)).filter(|_| head.names > 0));
        for pair in words.windows(2).filter(|pair| matches!(pair, [(_, "of"), _])) {
            if let (Some(of), Some(subject)) = (pair.first(), named(pair.get(1))) {
                kept.extend([at(of), subject]);
            }
        }
        let counted = kept.len();
        kept.extend(self.further_subjects(text, &words));
        // With all names that it needs, the head is the intended one without its options. Otherwise only the body is
        // used.
        let hollow = counted != head.names * 2 || head.names == 0;
        if hollow {
            kept.truncate(1);
        }
        let then = if hollow { head.hollow } else { head.behind };
        Change { kept, hollow, past: brace, is_guess: true, ..Change::new(0..brace, then, &[brace]) }
    }

    /// The kinds of subjects after the first in a head, each with the comma before it.
    fn further_subjects(&self, text: &str, words: &[(usize, &str)]) -> Vec<Range<usize>> {
        let last_of = words.iter().rposition(|(_, word)| *word == "of");
        let subjects = last_of.and_then(|of| words.get(of + 1..)).unwrap_or_default();
        let further = subjects.windows(2).map_while(|pair| {
            let [(at, word), (next, name)] = pair else { return None };
            let comma = at + word.len() + text.get(at + word.len()..*next)?.find(',')?;
            // An option of the head, such as `ranked within all`, has more words.
            let behind = text.get(next + name.len()..)?;
            let behind = behind.split([',', ':', '=']).next()?.split(" by ").next()?;
            let ends = !behind.contains(char::is_alphanumeric);
            (expected::is_name(name) && ends).then(|| [comma..comma + 1, *next..next + name.len()])
        });
        further.flatten().collect()
    }

    /// Records the text that a change removes, and the bodies that lose it.
    fn note(&mut self, change: &Change) {
        let lost = self.text.text.get(change.range.clone()).unwrap_or("").to_string();
        self.unread.words(&lost);
        // The inserted text does not show what the author meant.
        self.unread.words(change.then);
        self.cuts.push(self.text.span(change.range.start, change.range.start).start);
        self.hollow |= change.hollow;
        // The brackets of lost text do not count.
        let mut left = self.text.text.clone();
        left.replace_range(change.range.clone(), &" ".repeat(lost.len()));
        let is_table = first_word(&self.text.text) == "table";
        let heads = self.note_around(&left, &change.braces);
        // A line without the `:` of a column may have been a reference, whatever replaces it.
        let first = first_word(&lost);
        let says = ["key", "rows"].contains(&first) || suggest::nearest(first, ["key", "rows"]).is_some();
        let links = says || lost.contains("->") || !lost.contains(':');
        if is_table && (links || change.range.start == 0 || change.closes) {
            self.unread.unlinked.extend(heads.first());
        }
    }

    /// Records the heads of the bodies that lose a part, and the places directly around the lost part.
    fn note_around(&mut self, text: &str, braces: &[usize]) -> Vec<Span> {
        let owner = |depth: usize| match depth.checked_sub(1).and_then(|outer| braces.get(outer)) {
            Some(outer) => outline::fact(text, *outer, braces.get(depth).copied().unwrap_or(*outer)),
            None => 0..text.len(),
        };
        let span = |range: Range<usize>| self.text.span(range.start, range.end);
        let heads: Vec<Span> = braces.iter().enumerate().map(|(i, brace)| span(owner(i).start..*brace)).collect();
        let around = braces.last().map(|brace| outline::directly(text, owner(braces.len() - 1), *brace));
        let around: Vec<Span> = around.into_iter().flatten().map(span).collect();
        self.unread.incomplete.extend(&heads);
        self.unread.around.extend(around);
        heads
    }

    /// Records that the whole declaration has lost a part.
    fn note_whole(&mut self) {
        let text = self.text.text.clone();
        match outline::signs(&text).find(|(_, c)| *c == '{') {
            Some((brace, _)) => drop(self.note_around(&text, &[brace])),
            None => self.note_fact(0..text.len()),
        }
    }

    /// Records that a fact has lost a part.
    fn note_fact(&mut self, fact: Range<usize>) {
        let span = self.text.span(fact.start, fact.end);
        self.unread.incomplete.push(span);
        self.unread.around.push(span);
    }

    /// Records the facts in which a text does not end.
    fn note_texts(&mut self, findings: &[Diagnostic]) {
        let whole = self.text.span(0, self.text.text.len());
        let unclosed = findings.iter().filter(|f| f.code == Code::UnclosedText).filter_map(Diagnostic::span);
        for place in unclosed.filter(|place| whole.holds(*place)) {
            let text = self.text.text.clone();
            let at = self.text.offset(place.start as usize);
            let braces = outline::braces(&text, at);
            self.unread.words(text.get(outline::line(&text, at)).unwrap_or(""));
            let heads = self.note_around(&text, &braces);
            if first_word(&text) == "table" {
                // A text in the head itself may have swallowed the date column of the table.
                self.unread.unlinked.push(heads.first().copied().unwrap_or(whole));
            }
            self.unread.texts.push(place);
            match braces.last() {
                Some(brace) => self.note_fact(outline::fact(&text, *brace, at)),
                None => self.note_fact(0..text.len()),
            }
        }
    }
}

fn first_word(text: &str) -> &str {
    outline::words(text).next().map_or("", |(_, word)| word)
}

/// The shortest head of a declaration that has a body.
pub(super) struct ShortestHead {
    /// The word that it begins with.
    pub word: &'static str,
    /// The number of names in it: its own, and one after each `of`.
    names: usize,
    /// The text after the names.
    behind: &'static str,
    /// The text after the first word, if the names are not known.
    hollow: &'static str,
}

macro_rules! heads {
    ($($word:literal $names:literal $hollow:literal $behind:literal;)*) => {
        /// The shortest heads of all declarations that have a body.
        pub(super) const HEADS: &[ShortestHead] = &[
            $(ShortestHead { word: $word, names: $names, behind: $behind, hollow: concat!($hollow, $behind, " ") },)*
        ];
    };
}

heads! {
    "choice" 1 "x" "";
    "table" 1 "x" "";
    "tree" 2 "x of x" "";
    "eligibility" 2 "x of x" "";
    "tiers" 3 "x of x of x" "";
    "tiers" 3 "x of x of x" ", ranked within all 1:1, ties share the better tier, cut half up";
    "tiers" 3 "x of x of x" ", clusters over x, at most 1 steps, empty stays";
    "test" 0 "\"\"" "";
}

fn too_many(span: Option<Span>) -> Diagnostic {
    let message = say::too_many_mistakes();
    Diagnostic::error(Code::Syntax, span.unwrap_or(Span::BUILT_IN), message).help(say::correct_these_first())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rules of the grammar by name.
    fn rules() -> Vec<(&'static str, &'static str)> {
        let grammar = include_str!("../../../grammar/gradus.pest");
        let rule = |line: &'static str| line.split_once(" = ").map(|(name, rest)| (name.trim(), rest));
        grammar.lines().filter_map(rule).collect()
    }

    #[test]
    fn every_declaration_with_a_body_has_its_shortest_head() {
        let rules = rules();
        let definition = |name: &str| rules.iter().find(|(own, _)| *own == name).map(|(_, rest)| *rest).unwrap();
        let items = definition("item").split(['{', '|', '}']).map(str::trim).filter(|name| !name.is_empty());
        let mut with_body = 0;
        for item in items {
            let rest = definition(item);
            if ["open_brace", " body", "ranked_tiers"].iter().any(|body| rest.contains(body)) {
                with_body += 1;
                let word = item.trim_end_matches('_');
                assert!(HEADS.iter().any(|head| head.word == word), "`{word}` has a body and no shortest head");
            }
        }
        assert_eq!(with_body, 6);
        for head in HEADS {
            let line = match head.word {
                "choice" | "tiers" if head.behind.contains("ranked") || head.word == "choice" => "a",
                "table" => "key a : text",
                "tiers" if head.behind.contains("clusters") => "a from 1",
                "tree" => "a = 1",
                "tiers" => "a otherwise",
                "eligibility" => "include always",
                _ => "period 2026",
            };
            let text = format!("{} {}{{ {line} }}", head.word, head.hollow);
            assert!(Grammar::parse(Rule::one_item, &text).is_ok(), "{text}");
        }
    }
}
