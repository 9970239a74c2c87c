use super::*;
use crate::diagram::{Edge, Entity, EntityColumn, Frame, Kind};
use proptest::prelude::*;

fn part(at: usize, frame: usize, rows: usize) -> Entity {
    let rows = (0..rows).map(|row| EntityColumn { name: format!("c{row}"), label: Some("列".repeat(row)) }).collect();
    let kind = if at.is_multiple_of(3) { Kind::Table } else { Kind::Leaf };
    let label = Some("名称 label ".repeat(at % 4)).filter(|l| !l.is_empty());
    Entity { id: format!("v{at}"), frame, kind, name: format!("value_{at}"), label, note: None, rows }
}

/// Drawings that no policy has: cycles, edges from a box to itself, frames of all sizes.
fn drawings() -> impl Strategy<Value = Drawing> {
    let way = prop_oneof![Just(Way::Same), Just(Way::Reached), Just(Way::Together)];
    (1..6_usize, 1..24_usize).prop_flat_map(move |(frames, boxes)| {
        let parts = prop::collection::vec((0..frames, 0..5_usize), boxes);
        let edges = prop::collection::vec((0..boxes, 0..boxes, way.clone(), 0..3_usize), 0..50);
        (parts, edges, prop::collection::vec(any::<bool>(), frames)).prop_map(|(parts, edges, bare)| {
            let edge = |(from, to, way, words): (usize, usize, Way, usize)| Edge {
                from,
                row: None,
                to,
                way,
                label: "words ".repeat(words),
            };
            Drawing {
                title: "t".into(),
                frames: bare.into_iter().map(|is_bare| Frame { title: "a title ".repeat(5), is_bare }).collect(),
                boxes: parts.into_iter().enumerate().map(|(at, (frame, rows))| part(at, frame, rows)).collect(),
                edges: edges.into_iter().map(edge).collect(),
            }
        })
    })
}

fn overlap(a: &Rect, b: &Rect) -> bool {
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

fn holds(outer: &Rect, inner: &Rect) -> bool {
    outer.x <= inner.x
        && outer.y <= inner.y
        && inner.x + inner.width <= outer.x + outer.width
        && inner.y + inner.height <= outer.y + outer.height
}

/// Whether a straight line crosses a box.
fn crosses(place: &Rect, (x, end): (i64, i64), y: i64) -> bool {
    let line = Rect { x: x.min(end), y, width: (x - end).abs(), height: 0 };
    line.width > 0 && place.y < y && y < place.y + place.height && overlap(&Rect { y: y - 1, height: 2, ..line }, place)
}

proptest! {
    #[test]
    fn nothing_lies_on_anything_else(drawing in drawings()) {
        let layout = lay_out(&drawing);
        let page = Rect { x: 0, y: 0, width: layout.width, height: layout.height };
        for (i, a) in layout.boxes.iter().enumerate() {
            prop_assert!(holds(&page, a), "{a:?} in {page:?}");
            for b in &layout.boxes[i + 1..] {
                prop_assert!(!overlap(a, b), "{a:?} and {b:?}");
            }
            for (frame, place) in &layout.frames {
                let own = drawing.boxes[i].frame == *frame;
                prop_assert!(if own { holds(place, a) } else { !overlap(place, a) }, "{a:?} and frame {place:?}");
            }
        }
        for (i, (_, a)) in layout.frames.iter().enumerate() {
            prop_assert!(holds(&page, a));
            prop_assert!(layout.frames[i + 1..].iter().all(|(_, b)| !overlap(a, b)));
        }
    }

    #[test]
    fn no_edge_runs_through_a_box(drawing in drawings()) {
        let layout = lay_out(&drawing);
        for piece in &layout.pieces {
            for place in &layout.boxes {
                prop_assert!(!crosses(place, (piece.start.0, piece.leaves.0), piece.start.1), "{piece:?} {place:?}");
                prop_assert!(!crosses(place, (piece.arrives.0, piece.end.0), piece.end.1), "{piece:?} {place:?}");
                let turned = |(x, right): (i64, bool)| if right { x + piece.reach } else { x - piece.reach };
                let ends = [piece.leaves.0, piece.arrives.0, turned(piece.leaves), turned((piece.arrives.0, !piece.arrives.1))];
                let (left, right) = (ends.iter().min().unwrap(), ends.iter().max().unwrap());
                prop_assert!(place.x >= *right || place.x + place.width <= *left, "{piece:?} {place:?}");
            }
        }
    }

    #[test]
    fn every_edge_arrives_and_words_have_room(drawing in drawings()) {
        let layout = lay_out(&drawing);
        let ends: Vec<(i64, i64)> = layout.pieces.iter().filter(|p| p.has_arrow).map(|p| p.end).collect();
        for edge in &drawing.edges {
            let to = layout.boxes[edge.to];
            prop_assert!(ends.iter().any(|(x, y)| *x == to.x && to.y < *y && *y < to.y + to.height));
        }
        for label in &layout.labels {
            let left = label.x - crate::diagram::text::width(&label.text, 11);
            let words = Rect { x: left, y: label.y - 8, width: label.x - left, height: 8 };
            prop_assert!(layout.boxes.iter().all(|place| !overlap(place, &words)), "{label:?}");
        }
    }

    #[test]
    fn the_same_drawing_has_the_same_layout(drawing in drawings()) {
        prop_assert_eq!(lay_out(&drawing), lay_out(&drawing));
    }
}

#[test]
fn what_is_used_stands_to_the_left_and_a_ring_is_no_trouble() {
    let edge = |from, to| Edge { from, row: None, to, way: Way::Same, label: String::new() };
    let frames = vec![Frame { title: "f".into(), is_bare: false }];
    let boxes = (0..4).map(|at| part(at, 0, 0)).collect();
    let edges = vec![edge(1, 0), edge(2, 1), edge(3, 2), edge(0, 3)];
    let layout = lay_out(&Drawing { title: String::new(), frames, boxes, edges });
    let x: Vec<i64> = layout.boxes.iter().map(|b| b.x).collect();
    let back = layout.pieces.iter().filter(|p| !p.leaves.1).count();
    assert!(x[0] < x[3] && x[3] < x[2] && x[2] < x[1], "{x:?}");
    assert!(back > 0);
}
