//! Where a fact goes on in the next line.
//!
//! A fact may break before clause and reason, behind the `=` that defines it, behind commas, before `and` and `or`, and behind
//! `+ - * /`. Breaks of the author at such a place are kept. Where a line is still too long, it breaks at the outermost
//! places that it has.

use super::{INDENT, WIDTH};
use crate::syntax::page::{Kind, Mark, Token};
use unicode_width::UnicodeWidthStr;

/// A token in a run of tokens that stand on one line if they fit, with where a line may and must end.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// The token.
    pub token: Token,
    /// Whether it stands in a body in braces that is written on one line: there nothing breaks.
    pub in_body: bool,
    /// Whether a new line begins here.
    pub breaks: bool,
}

impl Piece {
    /// How wide it is.
    pub(super) fn width(&self) -> usize {
        self.token.text.width()
    }
}

/// How many blanks stand between two tokens of a line.
pub(super) fn blanks(before: &Token, token: &Token) -> usize {
    let is = |token: &Token, signs: &[&str]| token.kind != Kind::Text && signs.contains(&token.text.as_str());
    let tight = token.tight_before
        || before.tight_after
        || is(token, &[",", ")", "]", ".", "..", "%"])
        || is(before, &["(", "[", ".", ".."]);
    match token.mark {
        _ if tight => 0,
        Mark::Note => 2,
        _ => 1,
    }
}

/// Tokens as they stand on a line.
pub(super) fn joined(pieces: &[Piece]) -> String {
    let mut line = String::new();
    for (i, piece) in pieces.iter().enumerate() {
        if let Some(before) = i.checked_sub(1).and_then(|i| pieces.get(i)) {
            line.push_str(&" ".repeat(blanks(&before.token, &piece.token)));
        }
        line.push_str(&piece.token.text);
    }
    line
}

/// What kind of place a line may break at; what comes first is taken first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum BreakPlace {
    Note,
    Defined,
    /// Behind a comma, in front of a bracket: rows.
    Row,
    Comma,
    Or,
    And,
    Sum,
    Product,
}

/// Sets the breaks of a run of tokens that begins at a column. Those that are set already stay.
pub(super) fn set(pieces: &mut [Piece], indent: usize) {
    let places = places(pieces);
    for (piece, place) in pieces.iter_mut().zip(&places).skip(1) {
        piece.breaks |= piece.token.before.new_line && place.is_some();
    }
    let starts: Vec<usize> =
        (0..pieces.len()).filter(|i| *i == 0 || pieces.get(*i).is_some_and(|p| p.breaks)).collect();
    fit_all(pieces, &places, &starts, pieces.len(), indent);
}

/// Breaks the lines that begin at these places, the last of which ends before `end`.
fn fit_all(pieces: &mut [Piece], places: &[Option<(usize, BreakPlace)>], starts: &[usize], end: usize, indent: usize) {
    let mut columns = indents(pieces, indent);
    for (i, start) in starts.iter().enumerate() {
        let end = starts.get(i + 1).copied().unwrap_or(end);
        let column = columns.get(*start).copied().unwrap_or(indent);
        if fit(pieces, places, *start, end, (indent, column)) {
            columns = indents(pieces, indent);
        }
    }
}

/// The columns that lines of a run begin at. Those that go on stand further in than the line on which the innermost bracket
/// around them was opened, or than the fact; the head of a body goes on further in than the body stands.
pub(super) fn indents(pieces: &[Piece], indent: usize) -> Vec<usize> {
    let further = if is_head(pieces) { 2 * INDENT } else { INDENT };
    let (mut open, mut line) = (Vec::new(), indent);
    let mut indents = Vec::new();
    for (i, piece) in pieces.iter().enumerate() {
        if i > 0 && piece.breaks {
            let inside = if piece.token.kind == Kind::Close { 0 } else { INDENT };
            line = open.last().map_or(indent + further, |opened| opened + inside);
        }
        indents.push(line);
        match piece.token.kind {
            Kind::Open => open.push(line),
            Kind::Close => drop(open.pop()),
            _ => {}
        }
    }
    indents
}

/// Whether a run is the head of a body on lines of its own, and not the value of something.
pub(super) fn is_head(pieces: &[Piece]) -> bool {
    let opens = pieces.last().is_some_and(|last| last.token.text == "{" && last.token.kind == Kind::Open);
    opens && !pieces.iter().any(|piece| piece.token.mark == Mark::Means && piece.token.text == "=")
}

/// Breaks the line from `start` to before `end`, of a fact that begins at `indent` and with its own first sign at `column`,
/// until all of it fits, as far as there are places; whether it did.
fn fit(
    pieces: &mut [Piece],
    places: &[Option<(usize, BreakPlace)>],
    start: usize,
    end: usize,
    (indent, column): (usize, usize),
) -> bool {
    let width = column + pieces.get(start..end).map_or(0, width);
    let inside = || (start + 1..end).filter_map(|i| Some((i, places.get(i).copied().flatten()?)));
    let Some((_, best)) = inside().min_by_key(|(_, place)| *place).filter(|_| width > WIDTH) else { return false };
    let of_best: Vec<usize> = inside().filter(|(_, place)| *place == best).map(|(i, _)| i).collect();
    let chosen: Vec<usize> = match best.1 {
        BreakPlace::Note | BreakPlace::Defined => of_best.into_iter().take(1).collect(),
        BreakPlace::Or | BreakPlace::And | BreakPlace::Row => of_best,
        BreakPlace::Comma | BreakPlace::Sum | BreakPlace::Product => filled(pieces, &of_best, start, end, column),
    };
    for at in &chosen {
        if let Some(piece) = pieces.get_mut(*at) {
            piece.breaks = true;
        }
    }
    let starts: Vec<usize> = std::iter::once(start).chain(chosen).collect();
    fit_all(pieces, places, &starts, end, indent);
    true
}

/// Of places behind commas those that fill the lines.
fn filled(pieces: &[Piece], at: &[usize], start: usize, end: usize, column: usize) -> Vec<usize> {
    let (mut chosen, mut from, mut column) = (Vec::new(), start, column);
    for (i, place) in at.iter().enumerate() {
        let next = at.get(i + 1).copied().unwrap_or(end);
        if column + pieces.get(from..next).map_or(0, width) > WIDTH {
            chosen.push(*place);
            // All lines but the first stand one step further in.
            column = if from == start { column + INDENT } else { column };
            from = *place;
        }
    }
    chosen
}

/// How wide tokens are on one line.
pub(super) fn width(pieces: &[Piece]) -> usize {
    let between = pieces.windows(2).map(|pair| match pair {
        [before, piece] => blanks(&before.token, &piece.token),
        _ => 0,
    });
    pieces.iter().map(Piece::width).sum::<usize>() + between.sum::<usize>()
}

/// Whether a token joins two numbers.
fn is_operator(token: &Token, signs: &[&str]) -> bool {
    token.kind == Kind::Sign && !token.tight_after && signs.contains(&token.text.as_str())
}

/// For each token how deep it stands in brackets and in front of what it may break.
fn places(pieces: &[Piece]) -> Vec<Option<(usize, BreakPlace)>> {
    let (mut depth, mut places) = (0usize, Vec::new());
    for (i, piece) in pieces.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|i| pieces.get(i)).map(|piece| &piece.token);
        if piece.token.kind == Kind::Close {
            depth = depth.saturating_sub(1);
        }
        let place = match (before, piece.token.mark) {
            (None, _) => None,
            (_, Mark::Note | Mark::NextNote) => Some(BreakPlace::Note),
            (_, Mark::Joins) if piece.token.text == "or" => Some(BreakPlace::Or),
            (_, Mark::Joins) => Some(BreakPlace::And),
            (Some(before), _) if before.mark == Mark::Means && before.text == "=" => Some(BreakPlace::Defined),
            (Some(before), _) if before.kind == Kind::Comma && piece.token.kind == Kind::Open => Some(BreakPlace::Row),
            (Some(before), _) if before.kind == Kind::Comma => Some(BreakPlace::Comma),
            (Some(before), _) if is_operator(before, &["+", "-"]) => Some(BreakPlace::Sum),
            (Some(before), _) if is_operator(before, &["*", "/"]) => Some(BreakPlace::Product),
            _ => None,
        };
        places.push(place.filter(|_| !piece.in_body).map(|place| (depth, place)));
        if piece.token.kind == Kind::Open {
            depth += 1;
        }
    }
    places
}
