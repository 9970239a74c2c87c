//! Lanes: each frame has a rectangle of columns and heights for itself.

use super::net::Net;
use super::size;
use crate::diagram::Drawing;
use std::collections::BTreeMap;

/// The room of a frame.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lane {
    /// Where its boxes and bends may begin.
    pub top: i64,
    /// Where they end.
    pub bottom: i64,
    /// Whether a frame is drawn around it.
    pub is_drawn: bool,
}

/// Gives each lane its room, by its position among the frames.
pub fn lanes(drawing: &Drawing, net: &mut Net) -> Vec<Lane> {
    let count = drawing.frames.len();
    let order = order(net, count);
    let mut lanes = vec![Lane::default(); count];
    // How far down each column is taken.
    let mut taken: BTreeMap<usize, i64> = BTreeMap::new();
    for at in order {
        let is_drawn = drawing.frames.get(at).is_some_and(|frame| !frame.is_bare);
        let Some((first, last, height)) = extent(net, at) else { continue };
        let start = (first..=last).filter_map(|rank| taken.get(&rank).copied()).max().unwrap_or_default();
        let (head, foot) = if is_drawn { (size::FRAME_HEAD, size::FRAME_PAD) } else { (0, 0) };
        let lane = Lane { top: start + head, bottom: start + head + height, is_drawn };
        for rank in first..=last {
            taken.insert(rank, lane.bottom + foot + size::LANE_GAP);
        }
        if let Some(place) = lanes.get_mut(at) {
            *place = lane;
        }
    }
    lanes
}

/// The first and last column of a lane and the height of its fullest column.
fn extent(net: &Net, lane: usize) -> Option<(usize, usize, i64)> {
    let mut columns: BTreeMap<usize, i64> = BTreeMap::new();
    for item in net.items.iter().filter(|item| item.lane == lane) {
        *columns.entry(item.rank).or_insert(-size::SPACE) += item.height + size::SPACE;
    }
    let (first, last) = (*columns.first_key_value()?.0, *columns.last_key_value()?.0);
    Some((first, last, columns.into_values().max()?))
}

/// The most rounds of moving lanes about; each makes the whole better, so few are needed.
const ROUNDS: usize = 40;

/// The lanes from top to bottom, so that those with many edges between them are near each other.
fn order(net: &Net, count: usize) -> Vec<usize> {
    let mut weights: BTreeMap<(usize, usize), i64> = BTreeMap::new();
    for piece in &net.pieces {
        let (a, b) = (net.item(piece.from.item).lane, net.item(piece.to.item).lane);
        if a != b {
            *weights.entry((a.min(b), a.max(b))).or_default() += 1;
        }
    }
    let mut order: Vec<usize> = (0..count).collect();
    let mut best = cost(&order, &weights);
    for _ in 0..ROUNDS {
        let before = best;
        for from in 0..count {
            for to in 0..count {
                let mut tried = order.clone();
                let lane = tried.remove(from);
                tried.insert(to, lane);
                let cost = cost(&tried, &weights);
                if cost < best {
                    (order, best) = (tried, cost);
                }
            }
        }
        if best == before {
            break;
        }
    }
    order
}

/// How long the edges between lanes are, in lanes.
fn cost(order: &[usize], weights: &BTreeMap<(usize, usize), i64>) -> i64 {
    let mut places = vec![0_i64; order.len()];
    for (place, lane) in (0..).zip(order) {
        if let Some(own) = places.get_mut(*lane) {
            *own = place;
        }
    }
    let place = |lane: &usize| places.get(*lane).copied().unwrap_or_default();
    weights.iter().map(|((a, b), weight)| weight * (place(a) - place(b)).abs()).sum()
}
