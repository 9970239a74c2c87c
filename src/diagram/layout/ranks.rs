//! The column of each box: after all that it uses, unless a cycle makes this impossible.

use crate::diagram::{Drawing, Kind};
use std::collections::BTreeSet;

/// The column of each box, from 0.
pub(super) fn ranks(drawing: &Drawing) -> Vec<usize> {
    let ahead = forward(drawing);
    let order = order(drawing.boxes.len(), &ahead);
    let mut ranks = vec![0; drawing.boxes.len()];
    for at in &order {
        let own = get(&ranks, *at);
        for (_, to) in ahead.range((*at, 0)..(*at + 1, 0)) {
            raise(&mut ranks, *to, own + 1);
        }
    }
    let mut uses = vec![0; drawing.boxes.len()];
    for (_, to) in &ahead {
        if let Some(count) = uses.get_mut(*to) {
            *count += 1;
        }
    }
    for at in order.iter().rev() {
        pull(drawing, &ahead, &mut ranks, (*at, get(&uses, *at)));
    }
    let least = ranks.iter().min().copied().unwrap_or_default();
    ranks.into_iter().map(|rank| rank - least).collect()
}

fn get(ranks: &[usize], at: usize) -> usize {
    ranks.get(at).copied().unwrap_or_default()
}

fn raise(ranks: &mut [usize], at: usize, to: usize) {
    if let Some(rank) = ranks.get_mut(at) {
        *rank = (*rank).max(to);
    }
}

/// Moves a box as near to its users as possible, if more edges become shorter than longer. A node or leaf of a tree is
/// always moved, since a tree is read with its children next to it. `used` is the number of boxes that the box uses.
fn pull(drawing: &Drawing, ahead: &BTreeSet<(usize, usize)>, ranks: &mut [usize], (at, used): (usize, usize)) {
    let users = ahead.range((at, 0)..(at + 1, 0));
    let Some(nearest) = users.clone().map(|(_, to)| get(ranks, *to)).min() else { return };
    let of_tree = drawing.boxes.get(at).is_some_and(|b| matches!(b.kind, Kind::Leaf | Kind::Node));
    if of_tree || used <= users.count() {
        raise(ranks, at, nearest.saturating_sub(1));
    }
}

/// The pairs of boxes with an edge, without the pairs that close a cycle if boxes are visited in their order.
fn forward(drawing: &Drawing) -> BTreeSet<(usize, usize)> {
    let all: BTreeSet<(usize, usize)> = drawing.edges.iter().map(|edge| (edge.from, edge.to)).collect();
    let mut kept = BTreeSet::new();
    let mut done = BTreeSet::new();
    for start in 0..drawing.boxes.len() {
        // A box is open from its first visit until all boxes after it are done. An edge to an open box closes a cycle.
        let mut open = BTreeSet::new();
        let mut stack = vec![(start, false)];
        while let Some((at, is_left)) = stack.pop() {
            if is_left {
                open.remove(&at);
                continue;
            }
            if !done.insert(at) {
                continue;
            }
            open.insert(at);
            stack.push((at, true));
            for (_, to) in all.range((at, 0)..(at + 1, 0)) {
                if !open.contains(to) {
                    kept.insert((at, *to));
                    stack.push((*to, false));
                }
            }
        }
    }
    kept
}

/// The boxes in an order in which each is after all that it uses.
fn order(count: usize, ahead: &BTreeSet<(usize, usize)>) -> Vec<usize> {
    let mut waits = vec![0_usize; count];
    for (_, to) in ahead {
        if let Some(n) = waits.get_mut(*to) {
            *n += 1;
        }
    }
    let mut open: BTreeSet<usize> = (0..count).filter(|at| get(&waits, *at) == 0).collect();
    let mut order = Vec::with_capacity(count);
    while let Some(at) = open.pop_first() {
        order.push(at);
        for (_, to) in ahead.range((at, 0)..(at + 1, 0)) {
            if let Some(n) = waits.get_mut(*to) {
                *n -= 1;
                if *n == 0 {
                    open.insert(*to);
                }
            }
        }
    }
    order
}
