//! The edges as pieces from one column to the next.
//!
//! Edges that leave one place in the same way and lead to the same lane share their bends. Edges that lead to one box
//! with the same words share their arrow head. So a column that ten leaves use is one line that branches, not ten
//! lines.

use super::size;
use crate::diagram::{Drawing, Edge, Way};
use std::collections::{BTreeMap, BTreeSet};

/// Boxes, bends and the pieces between them.
#[derive(Debug, Default)]
pub(super) struct Net {
    /// The boxes of the drawing, by their position, then the bends.
    pub items: Vec<Item>,
    /// The pieces.
    pub pieces: Vec<NetPiece>,
    /// Where edges arrive at boxes.
    pub ports: Vec<Port>,
}

/// A box or bend, which takes up space in a column.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// Its lane, a position among the frames.
    pub lane: usize,
    /// Its column.
    pub rank: usize,
    /// Its size from top to bottom.
    pub height: i64,
    /// Its upper end.
    pub y: i64,
}

/// A place at the left of a box where edges arrive.
#[derive(Clone, Debug)]
pub(super) struct Port {
    /// The box.
    pub item: usize,
    /// How the box uses the values of the edges that arrive here.
    pub way: Way,
    /// The words on these edges.
    pub label: String,
    /// The distance from the upper end of the box.
    pub down: i64,
}

/// A piece of an edge, from a box or bend to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct NetPiece {
    /// How one value uses the other.
    pub way: Way,
    /// Where it begins.
    pub from: Tip,
    /// Where it ends.
    pub to: Tip,
}

/// An end of a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Tip {
    /// The box or bend.
    pub item: usize,
    /// The port, at the end of an edge.
    pub port: Option<usize>,
    /// If there is no port, the distance from the upper end.
    pub down: i64,
    /// Whether it is at the right side.
    pub is_right: bool,
}

impl Net {
    /// A box or bend.
    #[expect(clippy::indexing_slicing, reason = "tips and drawings name positions in this list")]
    pub(super) fn item(&self, at: usize) -> &Item {
        &self.items[at]
    }

    /// The height of an end of a piece in the drawing.
    pub(super) fn y(&self, tip: Tip) -> i64 {
        self.item(tip.item).y + self.down(tip)
    }

    /// The distance of an end of a piece from the upper end of its box or bend.
    pub(super) fn down(&self, tip: Tip) -> i64 {
        tip.port.and_then(|port| self.ports.get(port)).map_or(tip.down, |port| port.down)
    }
}

/// The net of a drawing whose boxes are in these columns.
pub(super) fn net(drawing: &Drawing, ranks: &[usize]) -> Net {
    let mut maker = Maker {
        net: Net::default(),
        ports: BTreeMap::new(),
        ports_at: BTreeMap::new(),
        bends: BTreeMap::new(),
        ways: BTreeMap::new(),
    };
    for edge in &drawing.edges {
        maker.port(edge);
        maker.ways.entry((edge.from, edge.row)).or_default().insert(edge.way);
    }
    for (at, (part, rank)) in drawing.boxes.iter().zip(ranks).enumerate() {
        let ports = maker.ports_at.get(&at).copied().unwrap_or_default();
        let height = size::box_height(part, ports);
        maker.net.items.push(Item { lane: part.frame, rank: *rank, height, y: 0 });
    }
    let mut pieces = BTreeSet::new();
    for edge in &drawing.edges {
        maker.edge(drawing, edge, &mut pieces);
    }
    maker.net.pieces = pieces.into_iter().collect();
    maker.net
}

/// The distance between the starts of lines of different ways.
const ASIDE: i64 = 4;

/// Edges with the same key share a bend: the box and row that they come from, the way, the lane and column, and whether
/// they go back.
type BendKey = (usize, Option<usize>, Way, usize, usize, bool);

struct Maker<'d> {
    net: Net,
    /// The position in the list of the ports of each box, by the way and the words.
    ports: BTreeMap<(usize, Way, &'d str), usize>,
    /// The number of ports of each box.
    ports_at: BTreeMap<usize, usize>,
    bends: BTreeMap<BendKey, usize>,
    /// The ways in which each box or column is used.
    ways: BTreeMap<(usize, Option<usize>), BTreeSet<Way>>,
}

impl<'d> Maker<'d> {
    /// Adds the pieces of an edge.
    fn edge(&mut self, drawing: &Drawing, edge: &'d Edge, pieces: &mut BTreeSet<NetPiece>) {
        let (Some(from), Some(part)) = (self.net.items.get(edge.from), drawing.boxes.get(edge.from)) else { return };
        let Some(to) = self.net.items.get(edge.to) else { return };
        let (first, last, lane) = (from.rank, to.rank, to.lane);
        let down = size::row_down(part, edge.row).unwrap_or(from.height / 2) + self.aside(edge);
        let mut tip = Tip { item: edge.from, port: None, down, is_right: true };
        // An edge that goes back passes its own column and the column of its end, and turns after them.
        let back = first >= last;
        let passed: Vec<usize> = if back { (last..=first).rev().collect() } else { (first + 1..last).collect() };
        // Where the edge passes the same columns as another, both are drawn as one. Only the part after the last bend
        // that they share is new.
        let key = |rank: usize| (edge.from, edge.row, edge.way, lane, rank, back);
        let shared = passed.iter().rposition(|rank| self.bends.contains_key(&key(*rank)));
        if let Some(bend) = shared.and_then(|at| passed.get(at)).and_then(|rank| self.bends.get(&key(*rank))) {
            tip = Tip { item: *bend, port: None, down: size::BEND / 2, is_right: !back };
        }
        for rank in passed.into_iter().skip(shared.map_or(0, |at| at + 1)) {
            let bend = self.bend(key(rank));
            let near = Tip { item: bend, port: None, down: size::BEND / 2, is_right: back };
            pieces.insert(NetPiece { way: edge.way, from: tip, to: near });
            tip = Tip { is_right: !back, ..near };
        }
        let port = Some(self.port(edge));
        let end = Tip { item: edge.to, port, down: 0, is_right: false };
        pieces.insert(NetPiece { way: edge.way, from: tip, to: end });
    }

    /// The offset of the start of an edge, so that lines of different ways do not begin on top of each other.
    fn aside(&self, edge: &Edge) -> i64 {
        let several = self.ways.get(&(edge.from, edge.row)).is_some_and(|ways| ways.len() > 1);
        match edge.way {
            Way::Reached if several => -ASIDE,
            Way::Together if several => ASIDE,
            _ => 0,
        }
    }

    fn bend(&mut self, key: BendKey) -> usize {
        if let Some(bend) = self.bends.get(&key) {
            return *bend;
        }
        let (.., lane, rank, _) = key;
        let bend = self.net.items.len();
        self.net.items.push(Item { lane, rank, height: size::BEND, y: 0 });
        self.bends.insert(key, bend);
        bend
    }

    fn port(&mut self, edge: &'d Edge) -> usize {
        let known = (edge.to, edge.way, edge.label.as_str());
        if let Some(port) = self.ports.get(&known) {
            return *port;
        }
        self.ports.insert(known, self.net.ports.len());
        *self.ports_at.entry(edge.to).or_default() += 1;
        self.net.ports.push(Port { item: edge.to, way: edge.way, label: edge.label.clone(), down: 0 });
        self.net.ports.len() - 1
    }
}
