//! The height at which each box and bend is placed: near its neighbours, in their order, without overlaps.

use super::lanes::Lane;
use super::net::{Net, Tip};
use super::size;
use std::collections::BTreeMap;

/// The number of passes through all columns, alternately to the right and to the left.
const SWEEPS: usize = 12;

/// Computes the height of every box, bend and port.
pub(super) fn place(net: &mut Net, lanes: &[Lane]) {
    let groups = groups(net);
    let touching = touching(net);
    for members in groups.values() {
        let wanted: Vec<i64> = members.iter().map(|_| 0).collect();
        settle(net, lanes, members, &wanted);
    }
    ports(net);
    let mut groups: Vec<((usize, usize), Vec<usize>)> = groups.into_iter().collect();
    for sweep in 0..SWEEPS {
        // The last passes use the neighbours on both sides, and keep the order.
        let side = if sweep + 4 >= SWEEPS {
            Side::Both
        } else if sweep % 2 == 0 {
            Side::Left
        } else {
            Side::Right
        };
        for (_, members) in &mut groups {
            sweep_group(net, lanes, &touching, members, side);
        }
        ports(net);
        groups.reverse();
    }
}

/// The neighbours that determine the place of a box or bend.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
    Both,
}

/// Groups boxes and bends by column and lane.
fn groups(net: &Net) -> BTreeMap<(usize, usize), Vec<usize>> {
    let mut groups: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for (at, item) in net.items.iter().enumerate() {
        groups.entry((item.rank, item.lane)).or_default().push(at);
    }
    groups
}

/// For each box and bend, its ends of pieces, each with the other end of the piece.
fn touching(net: &Net) -> Vec<Vec<(Tip, Tip)>> {
    let mut touching = vec![Vec::new(); net.items.len()];
    for piece in &net.pieces {
        for (own, other) in [(piece.from, piece.to), (piece.to, piece.from)] {
            if let Some(list) = touching.get_mut(own.item) {
                list.push((own, other));
            }
        }
    }
    touching
}

fn sweep_group(net: &mut Net, lanes: &[Lane], touching: &[Vec<(Tip, Tip)>], members: &mut Vec<usize>, side: Side) {
    let mut wanted: Vec<(i64, i64, usize)> = Vec::with_capacity(members.len());
    for at in members.iter() {
        let pieces = touching.get(*at).map(Vec::as_slice).unwrap_or_default();
        let seen = pieces.iter().filter(|(own, _)| match side {
            Side::Left => !own.is_right,
            Side::Right => own.is_right,
            Side::Both => true,
        });
        let (mut sum, mut count) = (0, 0);
        for (own, other) in seen {
            let weight = weight(net, *own, *other);
            sum += weight * (net.y(*other) - net.down(*own));
            count += weight;
        }
        let want = if count == 0 { net.item(*at).y } else { sum.div_euclid(count) };
        // The order is that of the middles, since boxes have different heights.
        wanted.push((want + net.item(*at).height / 2, want, *at));
    }
    if side != Side::Both {
        wanted.sort_by_key(|(middle, ..)| *middle);
    }
    *members = wanted.iter().map(|(.., at)| *at).collect();
    let wanted: Vec<i64> = wanted.into_iter().map(|(_, want, _)| want).collect();
    settle(net, lanes, members, &wanted);
}

/// The weight of a neighbour: two bends of one edge should form a straight line.
fn weight(net: &Net, own: Tip, other: Tip) -> i64 {
    let is_bend = |tip: Tip| net.item(tip.item).height == size::BEND;
    if is_bend(own) && is_bend(other) { 6 } else { 1 }
}

/// Places the members of a column and lane in their order, as near to their wanted places as there is space. Members
/// that would overlap are placed next to each other, at the mean of their wanted places.
fn settle(net: &mut Net, lanes: &[Lane], members: &[usize], wanted: &[i64]) {
    let Some(lane) = members.first().and_then(|at| lanes.get(net.item(*at).lane)) else { return };
    // If the heights are subtracted, the members only have to stay in order.
    let mut above = Vec::with_capacity(members.len());
    let mut sum = 0;
    for at in members {
        above.push(sum);
        sum += net.item(*at).height + size::SPACE;
    }
    let highest = lane.top;
    let lowest = (lane.bottom - (sum - size::SPACE)).max(highest);
    let mut blocks: Vec<(i64, i64)> = Vec::new();
    for (want, above) in wanted.iter().zip(&above) {
        let (mut total, mut count) = (want - above, 1);
        while let Some((t, c)) = blocks.pop_if(|(t, c)| *t * count > total * *c) {
            total += t;
            count += c;
        }
        blocks.push((total, count));
    }
    let places = blocks.iter().flat_map(|(total, count)| (0..*count).map(|_| total.div_euclid(*count)));
    for ((at, place), above) in members.iter().zip(places.collect::<Vec<_>>()).zip(&above) {
        if let Some(item) = net.items.get_mut(*at) {
            item.y = place.clamp(highest, lowest) + above;
        }
    }
}

/// Spreads the ports of each box over its left side, in the order of the edges that arrive.
fn ports(net: &mut Net) {
    let mut coming: BTreeMap<usize, (i64, i64)> = BTreeMap::new();
    for piece in &net.pieces {
        let Some(port) = piece.to.port else { continue };
        let entry = coming.entry(port).or_default();
        *entry = (entry.0 + net.y(piece.from), entry.1 + 1);
    }
    let mut of_box: BTreeMap<usize, Vec<(i64, usize)>> = BTreeMap::new();
    for (port, (sum, count)) in coming {
        let Some(own) = net.ports.get(port) else { continue };
        of_box.entry(own.item).or_default().push((sum.div_euclid(count), port));
    }
    for (item, mut ports) in of_box {
        ports.sort();
        let height = net.item(item).height;
        let count = i64::try_from(ports.len()).unwrap_or(1);
        let first = (height - (count - 1) * size::PORT) / 2;
        for (place, (_, port)) in (0..).zip(ports) {
            if let Some(port) = net.ports.get_mut(port) {
                port.down = first + place * size::PORT;
            }
        }
    }
}
