//! Lanes: each frame has a rectangle of columns and heights that no other frame uses.

use super::net::Net;
use super::size;
use crate::diagram::Drawing;
use std::collections::BTreeMap;

/// The vertical space of a frame.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Lane {
    /// The upper end of its boxes and bends.
    pub top: i64,
    /// The lower end of its boxes and bends.
    pub bottom: i64,
    /// Whether a frame is drawn around it.
    pub is_drawn: bool,
}

/// Computes the space of each lane. The result is in the order of the frames.
pub(super) fn lanes(drawing: &Drawing, net: &mut Net) -> Vec<Lane> {
    let count = drawing.frames.len();
    let order = order(net, count);
    let mut lanes = vec![Lane::default(); count];
    // For each column, how far down it is occupied.
    let mut taken: BTreeMap<usize, i64> = BTreeMap::new();
    let extents = extents(net, count);
    for at in order {
        let is_drawn = drawing.frames.get(at).is_some_and(|frame| !frame.is_bare);
        let Some((first, last, height)) = extents.get(at).and_then(extent) else { continue };
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

/// For each lane, the height of each of its columns.
fn extents(net: &Net, count: usize) -> Vec<BTreeMap<usize, i64>> {
    let mut lanes: Vec<BTreeMap<usize, i64>> = vec![BTreeMap::new(); count];
    for item in &net.items {
        if let Some(columns) = lanes.get_mut(item.lane) {
            *columns.entry(item.rank).or_insert(-size::SPACE) += item.height + size::SPACE;
        }
    }
    lanes
}

/// The first and last column of a lane and the height of its fullest column.
fn extent(columns: &BTreeMap<usize, i64>) -> Option<(usize, usize, i64)> {
    let (first, last) = (*columns.first_key_value()?.0, *columns.last_key_value()?.0);
    Some((first, last, columns.values().max().copied()?))
}

/// The maximum number of rounds that move lanes. Each round improves the whole, so few are needed.
const ROUNDS: usize = 40;

/// The maximum work to move lanes, in lanes and pairs of lanes with edges between them. A drawing that is too large to
/// see at a glance needs no optimal order.
const MOST_LOOKS: usize = 20_000_000;

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
    let mut best = costs(&order, &weights, 0).first().copied().unwrap_or_default();
    let mut looks = 0;
    for _ in 0..ROUNDS {
        let before = best;
        for from in 0..count {
            // No order is better than one with a cost of zero. An order that takes too long to improve is kept.
            if best == 0 || looks > MOST_LOOKS {
                return order;
            }
            let mut tried = 0;
            // After a move to the first better place, another lane is at `from`.
            while tried < count {
                looks += count + weights.len();
                let costs = costs(&order, &weights, from);
                let better = (0..).zip(&costs).skip(tried).find(|(_, cost)| **cost < best);
                let Some((to, cost)) = better else { break };
                let lane = order.remove(from);
                order.insert(to, lane);
                (best, tried) = (*cost, to + 1);
            }
        }
        if best == before {
            break;
        }
    }
    order
}

/// The total length of the edges between lanes, in lanes, for each place to which the lane at `from` could move.
fn costs(order: &[usize], weights: &BTreeMap<(usize, usize), i64>, from: usize) -> Vec<i64> {
    let mut places = vec![0_usize; order.len()];
    for (place, lane) in order.iter().enumerate() {
        if let Some(own) = places.get_mut(*lane) {
            *own = place;
        }
    }
    // The place of a lane among the lanes without the moved one.
    let others = |lane: usize| {
        let place = places.get(lane).copied().unwrap_or_default();
        if place > from { place - 1 } else { place }
    };
    let moved = order.get(from).copied();
    // The cost of edges between the other lanes, and how the cost changes at each place where the moved lane enters or
    // leaves the range between their ends.
    let (mut others_cost, mut steps) = (0, vec![0_i64; order.len() + 1]);
    // The weights of the lane's own edges, by the place of their other end, and their cost.
    let (mut own_weights, mut own_cost) = (vec![0_i64; order.len()], 0);
    for ((a, b), weight) in weights {
        let (first, last) = (others(*a).min(others(*b)), others(*a).max(others(*b)));
        let other = [(a, b), (b, a)].into_iter().find(|(one, _)| Some(**one) == moved).map(|(_, other)| others(*other));
        if let Some(other) = other {
            own_weights.get_mut(other).into_iter().for_each(|own| *own += weight);
            own_cost += weight * length(0, other + 1);
        } else {
            others_cost += weight * length(first, last);
            steps.get_mut(first + 1).into_iter().for_each(|step| *step += weight);
            steps.get_mut(last + 1).into_iter().for_each(|step| *step -= weight);
        }
    }
    // With each place, the lane comes nearer to all lanes below it, and moves away from the lane that it passes and all
    // lanes above that.
    let (mut above, mut below) = (0, own_weights.iter().sum::<i64>());
    let mut costs = Vec::with_capacity(order.len());
    let passed = std::iter::once(None).chain(own_weights.into_iter().map(Some));
    for (passed, step) in passed.zip(steps).take(order.len()) {
        others_cost += step;
        if let Some(passed) = passed {
            below -= passed;
            own_cost += above - below;
            above += passed;
        }
        costs.push(others_cost + own_cost);
    }
    costs
}

/// The distance from one place to another, in lanes.
fn length(first: usize, last: usize) -> i64 {
    i64::try_from(last.saturating_sub(first)).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::{costs, length};
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn a_lane_moved_costs_what_the_lanes_then_cost(
            order in Just((0..7_usize).collect::<Vec<_>>()).prop_shuffle(),
            weights in proptest::collection::btree_map((0..7_usize, 0..7_usize), 1..9_i64, 0..12),
            from in 0..7_usize,
        ) {
            let weights: BTreeMap<(usize, usize), i64> = weights.into_iter().filter(|((a, b), _)| a < b).collect();
            for (to, cost) in costs(&order, &weights, from).into_iter().enumerate() {
                let mut moved = order.clone();
                let lane = moved.remove(from);
                moved.insert(to, lane);
                let place = |lane: usize| moved.iter().position(|other| *other == lane).unwrap();
                let whole = |((a, b), weight): (&(usize, usize), &i64)| {
                    weight * length(place(*a).min(place(*b)), place(*a).max(place(*b)))
                };
                prop_assert_eq!(cost, weights.iter().map(whole).sum::<i64>());
            }
        }
    }
}
