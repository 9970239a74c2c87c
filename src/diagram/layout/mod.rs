//! The position of everything in a drawing, in whole units: the same on every machine.
//!
//! Boxes are in columns from left to right, each box after all that it uses ([`ranks`]). A frame is a lane: its boxes
//! are in several columns, and no two lanes overlap ([`lanes`]). Edges turn in the gaps between the columns. If an edge
//! has to pass a column, it has a place there like a box ([`net`], the bends), so that no edge crosses a box. Within a
//! column and lane, boxes and bends are in the order of their neighbours, and as near to their neighbours as there is
//! space ([`place`]).

mod lanes;
mod net;
mod place;
mod ranks;
mod size;
#[cfg(test)]
mod tests;

use super::{Drawing, Way};
pub(super) use size::{LINE, PAD, ROW, lines_height, row_shown, shown};

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Rect {
    /// The left end.
    pub x: i64,
    /// The upper end.
    pub y: i64,
    /// The size from left to right.
    pub width: i64,
    /// The size from top to bottom.
    pub height: i64,
}

/// The places of everything in a drawing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Layout {
    /// The width of the drawing.
    pub width: i64,
    /// The height of the drawing.
    pub height: i64,
    /// The boxes, in the order of the drawing.
    pub boxes: Vec<Rect>,
    /// The frames that are drawn: the position of each in the drawing, and its rectangle.
    pub frames: Vec<(usize, Rect)>,
    /// The pieces of the edges.
    pub pieces: Vec<Piece>,
    /// The words on edges.
    pub labels: Vec<Label>,
}

/// A piece of an edge, from a box or bend to the next. A piece turns only between two columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// How one value uses the other.
    pub way: Way,
    /// Where it leaves the box, or begins to pass a column.
    pub start: (i64, i64),
    /// Where it begins to bend, and whether to the right.
    pub leaves: (i64, bool),
    /// Where it has bent, and whether it arrives from the left.
    pub arrives: (i64, bool),
    /// Where it reaches the next box or bend.
    pub end: (i64, i64),
    /// How far its bend reaches into the gap.
    pub reach: i64,
    /// Whether it ends at a box.
    pub has_arrow: bool,
}

/// The words on an edge, before the box that the edge leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Label {
    /// The words.
    pub text: String,
    /// The right end of the words.
    pub x: i64,
    /// The baseline of the words.
    pub y: i64,
    /// How one value uses the other.
    pub way: Way,
}

/// Finds a place for everything in a drawing.
pub(super) fn lay_out(drawing: &Drawing) -> Layout {
    let ranks = ranks::ranks(drawing);
    let mut net = net::net(drawing, &ranks);
    let lanes = lanes::lanes(drawing, &mut net);
    place::place(&mut net, &lanes);
    size::measured(drawing, &net, &lanes)
}
