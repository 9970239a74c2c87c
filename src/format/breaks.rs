//! The places where a fact continues in the next line.
//!
//! A fact can break before clause and reason, after the `=` that defines it, after commas, before `and` and `or`, and
//! after `+ - * /`. The author's breaks at such places are kept. If a line is still too long, it breaks at its
//! outermost places.

use super::{INDENT, WIDTH};
use crate::syntax::page::{Kind, Mark, Token};
use unicode_width::UnicodeWidthStr;

/// A token in a run of tokens that share a line if they fit, with the breaks before it.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// The token.
    pub token: Token,
    /// Whether the token is in a body in braces on one line, which does not break.
    pub in_body: bool,
    /// Whether a new line begins here.
    pub breaks: bool,
}

impl Piece {
    /// The width of the token.
    pub(super) fn width(&self) -> usize {
        self.token.text.width()
    }
}

/// The number of blanks between two tokens of a line.
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

/// The text of tokens on a line.
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

/// The kind of a place where a line can break. A line breaks at the first of these kinds that it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum BreakPlace {
    Note,
    Defined,
    /// After a comma and before a bracket: rows.
    Row,
    Comma,
    Or,
    And,
    Sum,
    Product,
}

/// Sets the breaks of a run of tokens that begins at a column. Breaks that are set already stay.
pub(super) fn set(pieces: &mut [Piece], indent: usize) {
    let places = places(pieces);
    for (piece, place) in pieces.iter_mut().zip(&places).skip(1) {
        piece.breaks |= piece.token.before.new_line && place.is_some();
    }
    let starts: Vec<usize> =
        (0..pieces.len()).filter(|i| *i == 0 || pieces.get(*i).is_some_and(|p| p.breaks)).collect();
    fit_all(pieces, &places, &starts, pieces.len(), indent);
}

/// Breaks the lines that begin at these places. The last line ends before `end`.
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

/// The columns at which the lines of a run begin. A continued line is indented more than the line on which the
/// innermost bracket around it was opened, or than the fact. The head of a body is continued with a deeper indentation
/// than its body.
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

/// Whether a run is the head of a body on separate lines, and not a value.
pub(super) fn is_head(pieces: &[Piece]) -> bool {
    let opens = pieces.last().is_some_and(|last| last.token.text == "{" && last.token.kind == Kind::Open);
    opens && !pieces.iter().any(|piece| piece.token.mark == Mark::Means && piece.token.text == "=")
}

/// Breaks the line from `start` to before `end` until all of it fits, or until there are no more places. The fact
/// begins at `indent`, and the first token of the line at `column`. Returns whether it set a break.
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

/// Selects the places that fill the lines.
fn filled(pieces: &[Piece], at: &[usize], start: usize, end: usize, column: usize) -> Vec<usize> {
    let (mut chosen, mut from, mut column) = (Vec::new(), start, column);
    for (i, place) in at.iter().enumerate() {
        let next = at.get(i + 1).copied().unwrap_or(end);
        if column + pieces.get(from..next).map_or(0, width) > WIDTH {
            chosen.push(*place);
            // All lines except the first are indented by one more step.
            column = if from == start { column + INDENT } else { column };
            from = *place;
        }
    }
    chosen
}

/// The width of tokens on one line.
pub(super) fn width(pieces: &[Piece]) -> usize {
    let between = pieces.windows(2).map(|pair| match pair {
        [before, piece] => blanks(&before.token, &piece.token),
        _ => 0,
    });
    pieces.iter().map(Piece::width).sum::<usize>() + between.sum::<usize>()
}

/// Whether a token is one of these operators between two numbers.
fn is_operator(token: &Token, signs: &[&str]) -> bool {
    token.kind == Kind::Sign && !token.tight_after && signs.contains(&token.text.as_str())
}

/// For each token, the number of brackets around it and the kind of the break that is possible before it.
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
