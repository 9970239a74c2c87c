//! Sizes, and the last step of the layout, which turns columns into positions.

use super::lanes::Lane;
use super::net::{Net, NetPiece, Tip};
use super::{Label, Layout, Piece, Rect};
use crate::diagram::text::{cut, width};
use crate::diagram::{Drawing, Entity, EntityColumn, Frame, Kind, titled};
use std::collections::BTreeMap;

/// The height of a line in a box.
pub(crate) const LINE: i64 = 16;
/// The height of a row of a table.
pub(crate) const ROW: i64 = 18;
/// The space between a border and its content.
pub(crate) const PAD: i64 = 9;
/// The height that an edge needs where it passes a column.
pub(super) const BEND: i64 = 8;
/// The space between two boxes or bends.
pub(super) const SPACE: i64 = 12;
/// The space between two arrow heads at one box.
pub(super) const PORT: i64 = 16;
/// The height of the head of a frame, which contains its title.
pub(super) const FRAME_HEAD: i64 = 30;
/// The space between a frame and its content.
pub(super) const FRAME_PAD: i64 = 12;
/// The space between two lanes.
pub(super) const LANE_GAP: i64 = 18;
/// The font size of words on edges.
pub(super) const SMALL: i64 = 11;
/// The maximum width of a text before it is cut, in columns of characters. Names are never cut.
pub(super) const LONGEST: usize = 44;
/// The minimum and maximum width of a gap in which edges turn.
const TURN: (i64, i64) = (48, 150);
/// The length of an arrow head and the space before it.
const ARROW: i64 = 16;

/// The height of the lines of a box.
pub(crate) fn lines_height(part: &Entity) -> i64 {
    i64::try_from(part.lines().len()).unwrap_or(1) * LINE
}

/// The height of a box with a number of ports.
pub(super) fn box_height(part: &Entity, ports: usize) -> i64 {
    let rows = i64::try_from(part.rows.len()).unwrap_or_default() * ROW;
    let text = lines_height(part) + rows + PAD;
    text.max(i64::try_from(ports).unwrap_or_default() * PORT + PAD)
}

/// The distance of a column from the upper end of its table. If there is no column, the middle of the table's head.
/// `None` for a box that is not a table.
pub(super) fn row_down(part: &Entity, row: Option<usize>) -> Option<i64> {
    let head = lines_height(part) + PAD;
    match row {
        _ if part.kind != Kind::Table => None,
        Some(row) => Some(head + i64::try_from(row).ok()? * ROW + ROW / 2),
        None => Some(head / 2),
    }
}

/// A line of a box, cut if it is too long.
pub(crate) fn shown(part: &Entity, line: &str) -> String {
    if line == part.name { line.to_string() } else { cut(line, LONGEST) }
}

/// The line of a column, with its label cut if it is too long.
pub(crate) fn row_shown(row: &EntityColumn) -> String {
    titled(&row.name, row.label.as_deref().map(|label| cut(label, LONGEST)).as_deref())
}

/// The width that a box needs.
pub(super) fn box_width(part: &Entity) -> i64 {
    let lines = part.lines().into_iter().map(|line| width(&shown(part, line), 13));
    let rows = part.rows.iter().map(|row| width(&row_shown(row), 12));
    lines.chain(rows).max().unwrap_or_default() + 2 * PAD + 4
}

/// The horizontal position of a column: the ends of its boxes, and where the gaps next to it begin.
#[derive(Clone, Copy, Debug, Default)]
struct Column {
    enters: i64,
    left: i64,
    leaves: i64,
    /// How far edges may reach into the gaps on the left and on the right.
    reach: (i64, i64),
}

/// The layout of a net whose heights are final.
pub(super) fn measured(drawing: &Drawing, net: &Net, lanes: &[Lane]) -> Layout {
    let columns = columns(drawing, net, lanes);
    let column = |rank: usize| columns.get(&rank).copied().unwrap_or_default();
    let mut layout = Layout::default();
    for (part, item) in drawing.boxes.iter().zip(&net.items) {
        let x = column(item.rank).left;
        layout.boxes.push(Rect { x, y: item.y, width: box_width(part), height: item.height });
    }
    let frames = drawing.by_frame();
    for ((at, lane), boxes) in lanes.iter().enumerate().zip(&frames).filter(|((_, lane), _)| lane.is_drawn) {
        let ranks = || boxes.iter().map(|(at, _)| net.item(*at).rank);
        let (Some(first), Some(last)) = (ranks().min(), ranks().max()) else { continue };
        let x = column(first).enters;
        let rect = Rect {
            x,
            y: lane.top - FRAME_HEAD,
            width: column(last).leaves - x,
            height: lane.bottom - lane.top + FRAME_HEAD + FRAME_PAD,
        };
        layout.frames.push((at, rect));
    }
    layout.pieces = net.pieces.iter().map(|piece| drawn(&layout, net, &columns, piece)).collect();
    for port in &net.ports {
        let place = layout.boxes.get(port.item).copied().unwrap_or_default();
        let (x, y) = (place.x - ARROW, place.y + port.down - 3);
        layout.labels.push(Label { text: cut(&port.label, LONGEST), x, y, way: port.way });
    }
    let rects = || layout.boxes.iter().chain(layout.frames.iter().map(|(_, rect)| rect));
    let right = rects().map(|r| r.x + r.width).chain(columns.values().map(|c| c.leaves + c.reach.1)).max();
    layout.width = right.unwrap_or_default();
    let below = net.items.iter().map(|item| item.y + item.height);
    layout.height = rects().map(|r| r.y + r.height).chain(below).max().unwrap_or_default();
    layout
}

/// The columns from left to right, as wide as their content. The last column of a frame is widened if the title of the
/// frame needs it.
fn columns(drawing: &Drawing, net: &Net, lanes: &[Lane]) -> BTreeMap<usize, Column> {
    let mut boxes: BTreeMap<usize, i64> = BTreeMap::new();
    for (part, item) in drawing.boxes.iter().zip(&net.items) {
        let widest = boxes.entry(item.rank).or_default();
        *widest = (*widest).max(box_width(part));
    }
    let mut words: BTreeMap<usize, i64> = BTreeMap::new();
    for port in &net.ports {
        let widest = words.entry(net.item(port.item).rank).or_default();
        *widest = (*widest).max(width(&cut(&port.label, LONGEST), SMALL) + ARROW + FRAME_PAD);
    }
    let titles = titles(drawing, net, lanes);
    let mut ending: BTreeMap<usize, Vec<(usize, i64)>> = BTreeMap::new();
    for (first, last, title) in titles {
        ending.entry(last).or_default().push((first, title));
    }
    let gaps = gaps(net);
    let mut columns: BTreeMap<usize, Column> = BTreeMap::new();
    let mut x = 0;
    let mut before = turn(&gaps, None);
    for (rank, wide) in &boxes {
        let after = turn(&gaps, Some(*rank));
        let enters = x + before;
        let left = enters + words.get(rank).copied().unwrap_or(FRAME_PAD);
        let begins = |first: &usize| columns.get(first).map_or(enters, |column| column.enters);
        let titled = ending.get(rank).into_iter().flatten().map(|(first, title)| begins(first) + title);
        let leaves = titled.fold(left + wide + FRAME_PAD, i64::max);
        let column = Column { enters, left, leaves, reach: (before / 2, after / 2) };
        columns.insert(*rank, column);
        (x, before) = (column.leaves, after);
    }
    columns
}

/// For each frame that is drawn, its first and last column and the width of its title.
fn titles(drawing: &Drawing, net: &Net, lanes: &[Lane]) -> Vec<(usize, usize, i64)> {
    let title = |((lane, frame), boxes): ((&Lane, &Frame), Vec<(usize, &Entity)>)| {
        let ranks = || boxes.iter().map(|(at, _)| net.item(*at).rank);
        let ends = ranks().min().zip(ranks().max()).filter(|_| lane.is_drawn);
        ends.map(|(first, last)| (first, last, width(&frame.title, 13) + 2 * FRAME_PAD))
    };
    lanes.iter().zip(&drawing.frames).zip(drawing.by_frame()).filter_map(title).collect()
}

/// The number of pieces that turn in the gap after each column, and in the gap before the first column.
fn gaps(net: &Net) -> BTreeMap<Option<usize>, i64> {
    let in_gap = |tip: Tip| {
        let at = net.item(tip.item).rank;
        if tip.is_right { Some(at) } else { at.checked_sub(1) }
    };
    let mut gaps = BTreeMap::new();
    for piece in &net.pieces {
        *gaps.entry(in_gap(piece.from)).or_default() += 1;
    }
    gaps
}

/// The width of the gap after a column, or before the first column: more edges need more space. Before the first
/// column, only edges that go back need space.
fn turn(gaps: &BTreeMap<Option<usize>, i64>, rank: Option<usize>) -> i64 {
    let count = gaps.get(&rank).copied().unwrap_or_default();
    match rank {
        None if count == 0 => 0,
        _ => count.saturating_mul(5).clamp(TURN.0, TURN.1),
    }
}

/// A piece with its positions.
fn drawn(layout: &Layout, net: &Net, columns: &BTreeMap<usize, Column>, piece: &NetPiece) -> Piece {
    let column = |tip: Tip| columns.get(&net.item(tip.item).rank).copied().unwrap_or_default();
    let (from, to) = (column(piece.from), column(piece.to));
    let edge = |column: Column, is_right: bool| if is_right { column.leaves } else { column.enters };
    // A bend begins at the far side of its column, since the line through the column is part of the bend.
    let start = match layout.boxes.get(piece.from.item) {
        Some(place) => place.x + place.width,
        None => edge(from, !piece.from.is_right),
    };
    let end = layout.boxes.get(piece.to.item).map_or(edge(to, piece.to.is_right), |place| place.x);
    Piece {
        way: piece.way,
        start: (start, net.y(piece.from)),
        leaves: (edge(from, piece.from.is_right), piece.from.is_right),
        arrives: (edge(to, piece.to.is_right), !piece.to.is_right),
        end: (end, net.y(piece.to)),
        reach: if piece.from.is_right { from.reach.1 } else { from.reach.0 },
        has_arrow: piece.to.port.is_some(),
    }
}
