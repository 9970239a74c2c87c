//! From facts to lines: bodies are indented, comments keep their places, and at most one empty line is between two
//! facts.

use super::align;
use super::breaks::{self, Piece};
use super::line::{Cell, Line};
use super::{INDENT, WIDTH};
use crate::syntax::page::{Apart, Before, Body, Fact, Kind, Mark, Page, Part, Token};

/// The formatted text of a file.
pub(super) fn write(page: &Page) -> String {
    let mut writer = Writer { lines: Vec::new(), fresh: true };
    page.facts.iter().for_each(|fact| writer.fact(fact, 0));
    writer.comments(&page.end, 0);
    align::rows(&mut writer.lines);
    align::comments(&mut writer.lines);
    writer.lines.iter().map(Line::text).collect()
}

struct Writer {
    lines: Vec<Line>,
    /// Whether a body or the file has just begun. No empty line is written there.
    fresh: bool,
}

/// A part of a fact that is on one line if it fits, and the body after it that is not on one line.
struct Run<'p> {
    pieces: Vec<Piece>,
    body: Option<&'p Body>,
}

impl Writer {
    fn fact(&mut self, fact: &Fact, indent: usize) {
        let mut open: Vec<bool> = bodies(fact).map(must_open).collect();
        let mut runs = self::runs(fact, &open);
        while let Some(body) = runs.iter_mut().find_map(|run| too_long(run, indent)) {
            // The position of that body among the bodies on one line, counted over the whole fact.
            let flat = open.iter().enumerate().filter(|(_, open)| !**open).map(|(i, _)| i).nth(body);
            match flat.and_then(|at| open.get_mut(at)) {
                Some(slot) => *slot = true,
                None => break,
            }
            runs = self::runs(fact, &open);
        }
        let alone = runs.len() == 1;
        let mut base = indent;
        for (i, run) in runs.iter().enumerate() {
            let last = self.run(run, base, i == 0, alone);
            base = if breaks::is_head(&run.pieces) { base } else { last };
            if let Some(body) = run.body {
                self.fresh = true;
                body.facts.iter().for_each(|fact| self.fact(fact, base + INDENT));
                self.comments(&body.close.before, base + INDENT);
                self.fresh = false;
            }
        }
    }

    /// Writes a run. Returns the indentation of its last line.
    fn run(&mut self, run: &Run<'_>, base: usize, first: bool, alone: bool) -> usize {
        let indents = breaks::indents(&run.pieces, base);
        let starts: Vec<usize> =
            run.pieces.iter().enumerate().filter(|(i, piece)| *i == 0 || piece.breaks).map(|(i, _)| i).collect();
        let alone = alone && starts.len() == 1 && run.body.is_none();
        let mut indent = base;
        for (i, start) in starts.iter().enumerate() {
            let end = starts.get(i + 1).copied().unwrap_or(run.pieces.len());
            let pieces = run.pieces.get(*start..end).unwrap_or_default();
            indent = indents.get(*start).copied().unwrap_or(base);
            let Some(piece) = pieces.first() else { continue };
            // The comments before a closing brace have been written with its body.
            if first || i > 0 {
                self.comments(&piece.token.before, indent);
            }
            let empty_above = first && i == 0 && piece.token.before.empty_line;
            let cells = if alone { align::cells(pieces) } else { vec![Cell::plain(breaks::joined(pieces))] };
            let is_row = alone && begins_row(pieces);
            self.line(Line { indent, cells, empty_above, is_row, ..Line::default() });
        }
        indent
    }

    fn line(&mut self, line: Line) {
        self.lines.push(Line { empty_above: line.empty_above && !self.fresh, ..line });
        self.fresh = false;
    }

    /// Writes the comments before a token: after the line above, or on separate lines.
    fn comments(&mut self, before: &Before, indent: usize) {
        for comment in &before.comments {
            match self.lines.last_mut().filter(|last| !comment.own_line && last.comment.is_none()) {
                Some(last) => last.comment = Some((2, comment.text.clone())),
                None => {
                    let cells = vec![Cell::plain(comment.text.clone())];
                    self.line(Line { indent, cells, empty_above: comment.empty_line, ..Line::default() });
                }
            }
        }
    }
}

/// Whether a line begins with the author's words, or with a word that replaces them.
fn begins_row(pieces: &[Piece]) -> bool {
    match pieces {
        [first, second, ..] if first.token.kind == Kind::Word => {
            second.token.mark == Mark::Means && second.token.text == ":"
        }
        [first, ..] => matches!(first.token.kind, Kind::Name | Kind::Number | Kind::Text | Kind::Sign),
        [] => false,
    }
}

/// The outer bodies of a fact, in order.
fn bodies(fact: &Fact) -> impl Iterator<Item = &Body> {
    fact.parts.iter().filter_map(|part| match part {
        Part::Body(body) => Some(body),
        Part::Token(_) => None,
    })
}

/// Whether a body cannot be on one line: the author has broken it into several lines, or it contains a comment.
fn must_open(body: &Body) -> bool {
    let on_lines = |before: &Before| before.new_line || !before.comments.is_empty();
    let token = |part: &Part| match part {
        Part::Token(token) => on_lines(&token.before),
        Part::Body(body) => on_lines(&body.open.before) || must_open(body),
    };
    let fact = |fact: &Fact| fact.apart == Apart::Line || fact.parts.iter().any(token);
    on_lines(&body.close.before) || body.facts.iter().any(fact)
}

/// The runs of a fact, if the bodies in `open` are on separate lines.
fn runs<'p>(fact: &'p Fact, open: &[bool]) -> Vec<Run<'p>> {
    let mut runs = vec![Run { pieces: Vec::new(), body: None }];
    let mut open = open.iter();
    for part in &fact.parts {
        let Some(run) = runs.last_mut() else { continue };
        match part {
            Part::Token(token) => run.pieces.push(piece(token, false)),
            Part::Body(body) if open.next() == Some(&true) => {
                run.pieces.push(piece(&body.open, false));
                run.body = Some(body);
                runs.push(Run { pieces: vec![piece(&body.close, false)], body: None });
            }
            Part::Body(body) => flat(body, &mut run.pieces),
        }
    }
    runs
}

/// Adds a body on one line.
fn flat(body: &Body, pieces: &mut Vec<Piece>) {
    pieces.push(piece(&body.open, false));
    for (i, fact) in body.facts.iter().enumerate() {
        if i > 0 && fact.apart == Apart::Comma {
            let before = Before::default();
            let comma = Token { text: ",".into(), kind: Kind::Comma, mark: Mark::None, before, ..body.open.clone() };
            pieces.push(piece(&comma, true));
        }
        for part in &fact.parts {
            match part {
                Part::Token(token) => pieces.push(piece(token, true)),
                Part::Body(body) => {
                    let from = pieces.len();
                    flat(body, pieces);
                    pieces.iter_mut().skip(from).for_each(|piece| piece.in_body = true);
                }
            }
        }
    }
    pieces.push(piece(&body.close, true));
}

fn piece(token: &Token, in_body: bool) -> Piece {
    Piece { token: token.clone(), in_body, breaks: false }
}

/// Breaks a run into lines. Returns the number of the first body on one line in a line that is still too long, counted
/// within the run.
fn too_long(run: &mut Run<'_>, indent: usize) -> Option<usize> {
    for piece in run.pieces.iter_mut().skip(1) {
        piece.breaks = !piece.token.before.comments.is_empty();
    }
    breaks::set(&mut run.pieces, indent);
    let indents = breaks::indents(&run.pieces, indent);
    let mut bodies = 0;
    let (mut start, mut found) = (0, None);
    for i in 1..=run.pieces.len() {
        let ends = run.pieces.get(i).is_none_or(|piece| piece.breaks);
        if !ends {
            continue;
        }
        let line = run.pieces.get(start..i).unwrap_or_default();
        let here =
            line.windows(2).filter(|pair| matches!(pair, [open, inside] if opens(open) && inside.in_body)).count();
        let width = indents.get(start).copied().unwrap_or(indent) + breaks::width(line);
        if width > WIDTH && here > 0 && found.is_none() {
            found = Some(bodies);
        }
        bodies += here;
        start = i;
    }
    found
}

/// Whether a piece opens a body on one line that is directly in the fact.
fn opens(piece: &Piece) -> bool {
    !piece.in_body && piece.token.kind == Kind::Open && piece.token.text == "{"
}
