//! Where everything of a drawing stands, in whole units: the same on every machine.
//!
//! Boxes stand in columns from left to right, each behind all that it uses ([`ranks`]). A frame is a lane: it holds its
//! boxes over several columns, and no two lanes share a place ([`lanes`]). Between two columns is a gap in which edges turn;
//! where an edge has to pass a column, it has a place there as a box has ([`net`], the bends), so that no edge crosses a
//! box. Within a column and lane, things are put in the order of their neighbours and as near to them as there is room
//! ([`place`]).

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
    /// From left to right.
    pub width: i64,
    /// From top to bottom.
    pub height: i64,
}

/// A drawing with its places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Layout {
    /// How wide it is.
    pub width: i64,
    /// How high it is.
    pub height: i64,
    /// The boxes, by their position in the drawing.
    pub boxes: Vec<Rect>,
    /// The frames that are drawn: their position in the drawing, and where.
    pub frames: Vec<(usize, Rect)>,
    /// The pieces of the edges.
    pub pieces: Vec<Piece>,
    /// What is written on edges: its right end and its line.
    pub labels: Vec<Label>,
}

/// A piece of an edge: from a box or bend to the next. Each bends between two columns only.
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

/// What is written on an edge in front of the box that it leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Label {
    /// The words.
    pub text: String,
    /// The right end of the words.
    pub x: i64,
    /// The line that they stand on.
    pub y: i64,
    /// How one value uses the other.
    pub way: Way,
}

/// Finds a place for everything.
pub(super) fn lay_out(drawing: &Drawing) -> Layout {
    let ranks = ranks::ranks(drawing);
    let mut net = net::net(drawing, &ranks);
    let lanes = lanes::lanes(drawing, &mut net);
    place::place(&mut net, &lanes);
    size::measured(drawing, &net, &lanes)
}
