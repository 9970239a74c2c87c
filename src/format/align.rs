//! Alignment: names, labels and definitions in consecutive lines of a body, and comments after consecutive lines.
//!
//! A column of cells continues as long as each line has a cell in it. It ends if a cell would need more than a few
//! blanks, so that one long name does not move all other cells to the right.

use super::WIDTH;
use super::breaks::{self, Piece};
use super::line::{Cell, CellKind, Line};
use crate::syntax::page::{Kind, Mark};
use unicode_width::UnicodeWidthStr;

/// The most blanks that fill up a cell.
const MOST: usize = 16;

/// The cells of a fact: a weight, the texts of files, a name, a label, and the definition.
pub(super) fn cells(pieces: &[Piece]) -> Vec<Cell> {
    let mut depth = 0usize;
    let (mut cells, mut from) = (Vec::new(), 0);
    let mut cut = |to: usize, kind: CellKind, from: &mut usize| {
        if let Some(part) = pieces.get(*from..to).filter(|part| !part.is_empty()) {
            cells.push(Cell { text: breaks::joined(part), kind, filled: 0 });
            *from = to;
        }
    };
    let mut seen = CellKind::Name;
    for (i, piece) in pieces.iter().enumerate() {
        let token = &piece.token;
        match (token.kind, token.mark) {
            (Kind::Close, _) => depth = depth.saturating_sub(1),
            (Kind::Name, _)
                if depth == 0 && pieces.first().is_some_and(|p| p.token.mark == Mark::Weight) && from == 0 =>
            {
                cut(i, CellKind::Weight, &mut from);
            }
            (_, Mark::As) if depth == 0 => cut(i, CellKind::Header, &mut from),
            (_, Mark::Label) if depth == 0 && seen == CellKind::Name => {
                cut(i, CellKind::Name, &mut from);
                seen = CellKind::Label;
            }
            // A line with several labels is not aligned.
            (Kind::Comma, _) if depth == 0 && seen == CellKind::Label => {
                return vec![Cell::plain(breaks::joined(pieces))];
            }
            (_, Mark::Means) if depth == 0 => {
                cut(i, seen, &mut from);
                break;
            }
            _ => {}
        }
        if token.kind == Kind::Open {
            depth += 1;
        }
    }
    cut(pieces.len(), CellKind::Plain, &mut from);
    cells
}

/// Fills up the cells of consecutive rows.
pub(super) fn rows(lines: &mut [Line]) {
    let same = |above: &Line, line: &Line| {
        let front =
            |line: &Line| line.cells.iter().map(|cell| cell.kind).take_while(|kind| *kind != CellKind::Name).next();
        let front = |line: &Line| front(line).filter(|kind| matches!(kind, CellKind::Weight | CellKind::Header));
        above.is_row && line.is_row && !line.empty_above && above.indent == line.indent && front(above) == front(line)
    };
    for block in blocks(lines, same) {
        let before: Vec<usize> = block.iter().map(Line::width).collect();
        columns(block, 0);
        if block.iter().zip(&before).any(|(line, before)| line.width() > WIDTH && *before <= WIDTH) {
            block.iter_mut().flat_map(|line| &mut line.cells).for_each(|cell| cell.filled = 0);
        }
    }
}

/// Fills up one column of cells, and the columns after it.
fn columns(lines: &mut [Line], column: usize) {
    let ended = |line: &Line| line.cells.len() > column + 1;
    let mut rest = lines;
    while let Some(first) = rest.iter().position(ended) {
        rest = rest.split_at_mut(first).1;
        let own = |line: &Line| line.cells.get(column).map_or(0, |cell| cell.text.width());
        let (mut least, mut most, mut count) = (usize::MAX, 0, 0);
        for line in rest.iter().take_while(|line| ended(line)) {
            let (low, high) = (least.min(own(line)), most.max(own(line)));
            if high - low > MOST {
                break;
            }
            (least, most, count) = (low, high, count + 1);
        }
        let (block, behind) = rest.split_at_mut(count.max(1));
        for cell in block.iter_mut().filter_map(|line| line.cells.get_mut(column)) {
            cell.filled = most - cell.text.width();
        }
        columns(block, column + 1);
        rest = behind;
    }
}

/// Aligns the comments after consecutive lines.
pub(super) fn comments(lines: &mut [Line]) {
    let same = |above: &Line, line: &Line| {
        above.comment.is_some()
            && line.comment.is_some()
            && !line.empty_above
            && above.width().abs_diff(line.width()) <= MOST
    };
    for block in blocks(lines, same) {
        let most = block.iter().map(Line::width).max().unwrap_or(0);
        for line in block {
            let width = line.width();
            if let Some((blanks, _)) = &mut line.comment {
                *blanks = most - width + 2;
            }
        }
    }
}

/// The longest runs of lines in which each line belongs to the line above.
fn blocks(lines: &mut [Line], goes_with: impl Fn(&Line, &Line) -> bool) -> Vec<&mut [Line]> {
    let mut blocks = Vec::new();
    let mut rest = lines;
    while !rest.is_empty() {
        let along = rest.windows(2).take_while(|pair| matches!(pair, [above, line] if goes_with(above, line))).count();
        let (block, behind) = rest.split_at_mut(along + 1);
        blocks.push(block);
        rest = behind;
    }
    blocks
}
