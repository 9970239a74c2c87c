//! The legend of a picture: the meaning of the colours and lines that occur in it.

use super::{PAD, rect, straight, text};
use crate::diagram::layout::Rect;
use crate::diagram::text::width;
use crate::diagram::{Drawing, Kind, Way};

/// A legend with positions from its own upper left corner.
pub(super) struct Legend {
    /// Its shapes.
    pub text: String,
    /// The width of the legend.
    pub width: i64,
    /// The height of the legend.
    pub height: i64,
}

/// The height of a sample.
const SAMPLE: i64 = 22;
/// The length of a sample of an edge.
const LENGTH: i64 = 44;

/// The legend of a drawing: a row of boxes, and a row of edges.
pub(super) fn legend(drawing: &Drawing) -> Legend {
    let mut legend = Legend { text: String::new(), width: 0, height: 2 * SAMPLE + PAD };
    let mut x = 0;
    for kind in Kind::ALL.into_iter().filter(|kind| drawing.boxes.iter().any(|b| b.kind == *kind)) {
        let (fill, border) = kind.colours();
        let wide = width(kind.words(), 12) + 2 * PAD;
        let round = if kind == Kind::Table { 2 } else { 7 };
        legend.text.push_str(&rect(Rect { x, y: 0, width: wide, height: SAMPLE }, round, fill, border));
        text(&mut legend.text, (x + PAD, 15), 12, "", kind.words());
        x += wide + PAD;
    }
    legend.width = x;
    x = 0;
    for way in Way::ALL.into_iter().filter(|way| drawing.edges.iter().any(|e| e.way == *way)) {
        let y = SAMPLE + PAD + SAMPLE / 2;
        legend.text.push_str(&straight((x, y), x + LENGTH, way, true));
        text(&mut legend.text, (x + LENGTH + PAD, y + 4), 12, "", way.words());
        x += LENGTH + width(way.words(), 12) + 3 * PAD;
    }
    legend.width = legend.width.max(x);
    legend
}
