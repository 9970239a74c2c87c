//! A drawing as a picture: plain shapes and texts, without scripts and external fonts.

mod legend;

use super::layout::{LINE, Layout, PAD, Piece, ROW, Rect, lay_out, lines_height, row_shown, shown};
use super::text::{width, xml};
use super::{Drawing, Entity, Kind, Way};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The space around the picture.
const MARGIN: i64 = 20;
/// The height of the head of the picture, which contains its title.
const HEAD: i64 = 44;

/// Writes the drawing. Writing to a string cannot fail.
pub(super) fn write(drawing: &Drawing) -> String {
    let layout = lay_out(drawing);
    let legend = legend::legend(drawing);
    let inner = layout.width.max(legend.width).max(width(&drawing.title, 18));
    let (wide, high) = (inner + 2 * MARGIN, HEAD + layout.height + legend.height + 3 * MARGIN);
    let mut out = String::new();
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{wide}\" height=\"{high}\" viewBox=\"0 0 {wide} {high}\" \
         font-family=\"sans-serif\" fill=\"#222222\">"
    );
    let _ = writeln!(out, "<title>{}</title>", xml(&drawing.title));
    out.push_str("<defs>\n");
    Way::ALL.into_iter().for_each(|way| out.push_str(&head(way)));
    let _ = writeln!(out, "</defs>\n<rect width=\"{wide}\" height=\"{high}\" fill=\"#ffffff\"/>");
    text(&mut out, (MARGIN, MARGIN + 14), 18, " font-weight=\"bold\"", &drawing.title);
    let _ = writeln!(out, "<g transform=\"translate({MARGIN} {HEAD})\">");
    body(&mut out, drawing, &layout);
    let _ = writeln!(out, "</g>\n<g transform=\"translate({MARGIN} {})\">", HEAD + layout.height + MARGIN);
    out.push_str(&legend.text);
    out.push_str("</g>\n</svg>\n");
    out
}

/// Writes frames first, then edges, then boxes and words, so that the later ones cover the earlier ones.
fn body(out: &mut String, drawing: &Drawing, layout: &Layout) {
    for (_, place) in &layout.frames {
        out.push_str(&rect(*place, 10, "#fbfbfb", "#bdbdbd"));
    }
    out.push_str(&lines(&layout.pieces));
    for (at, place) in &layout.frames {
        let title = drawing.frames.get(*at).map_or("", |frame| frame.title.as_str());
        let style = format!(" fill=\"#555555\" font-weight=\"bold\"{HALO}");
        text(out, (place.x + PAD, place.y + 18), 12, &style, title);
    }
    for label in layout.labels.iter().filter(|label| !label.text.is_empty()) {
        let style = format!(" text-anchor=\"end\" fill=\"{}\"{HALO}", label.way.colour());
        text(out, (label.x, label.y), 11, &style, &label.text);
    }
    for (part, place) in drawing.boxes.iter().zip(&layout.boxes) {
        part_box(out, part, *place);
    }
}

/// A light outline of words, so that they stay readable if a line passes below them.
const HALO: &str = " stroke=\"#ffffff\" stroke-width=\"3\" stroke-linejoin=\"round\" paint-order=\"stroke\"";

fn text(out: &mut String, (x, y): (i64, i64), size: i64, style: &str, text: &str) {
    let _ = writeln!(out, "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{style}>{}</text>", xml(text));
}

fn rect(place: Rect, round: i64, fill: &str, border: &str) -> String {
    let Rect { x, y, width, height } = place;
    format!(
        "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{round}\" fill=\"{fill}\" stroke=\"{border}\"/>\n"
    )
}

/// A box with its words, or a table with a line for each column. If the pointer is on the box, all of its words are
/// shown.
fn part_box(out: &mut String, part: &Entity, place: Rect) {
    let (fill, border) = part.kind.colours();
    let lines = part.lines();
    let _ = writeln!(out, "<g>\n<title>{}</title>", xml(&lines.join(" — ")));
    let is_table = part.kind == Kind::Table;
    out.push_str(&rect(place, if is_table { 2 } else { 7 }, fill, border));
    let head = lines_height(part);
    let mut y = place.y + if is_table { PAD / 2 } else { (place.height - head) / 2 };
    for (line, (size, style)) in lines.into_iter().zip(styles(part)) {
        text(out, (place.x + PAD, y + 12), size, style, &shown(part, line));
        y += LINE;
    }
    columns(out, part, place, border);
    out.push_str("</g>\n");
}

/// The size and style of each line of a box. The first line is the name for people.
fn styles(part: &Entity) -> Vec<(i64, &'static str)> {
    let first = (13, if part.kind == Kind::Table { " font-weight=\"bold\"" } else { "" });
    let name = part.other_label().map(|_| (11, " fill=\"#555555\""));
    let note = part.note.as_ref().map(|_| (11, " fill=\"#555555\" font-style=\"italic\""));
    [first].into_iter().chain(name).chain(note).collect()
}

fn columns(out: &mut String, part: &Entity, place: Rect, border: &str) {
    let mut y = place.y + lines_height(part) + PAD;
    for row in &part.rows {
        out.push_str(&rect(Rect { x: place.x, y, width: place.width, height: ROW }, 0, "#ffffff", border));
        text(out, (place.x + PAD, y + 13), 12, "", &row_shown(row));
        y += ROW;
    }
}

/// The lines of all pieces. If several pieces have the same line, it is drawn once: dashes on top of each other would
/// look like a solid line.
fn lines(pieces: &[Piece]) -> String {
    let mut paths: Vec<String> = Vec::new();
    let mut runs = BTreeSet::new();
    for piece in pieces {
        runs.insert((piece.start, piece.leaves.0, piece.way, false));
        runs.insert(((piece.arrives.0, piece.end.1), piece.end.0, piece.way, piece.has_arrow));
        paths.push(format!("<path d=\"{}\"{}/>\n", curve(piece), stroke(piece.way)));
    }
    for (start, end, way, has_arrow) in runs.into_iter().filter(|((x, _), end, ..)| x != end) {
        paths.push(straight(start, end, way, has_arrow));
    }
    paths.concat()
}

/// The curve of a piece. It stays within a gap between columns.
fn curve(piece: &Piece) -> String {
    let (y, last) = (piece.start.1, piece.end.1);
    let ((leaves, to_right), (arrives, from_left)) = (piece.leaves, piece.arrives);
    let first = if to_right { leaves + piece.reach } else { leaves - piece.reach };
    let second = if from_left { arrives - piece.reach } else { arrives + piece.reach };
    format!("M{leaves} {y}C{first} {y} {second} {last} {arrives} {last}")
}

/// A straight line. If it ends at a box, it has the arrow head of its way.
fn straight((x, y): (i64, i64), end: i64, way: Way, has_arrow: bool) -> String {
    let arrow = if has_arrow { format!(" marker-end=\"url(#{})\"", marker(way)) } else { String::new() };
    format!("<path d=\"M{x} {y}H{end}\"{}{arrow}/>\n", stroke(way))
}

/// The style of the lines of a way.
fn stroke(way: Way) -> String {
    let dashes = match way {
        Way::Same => "",
        Way::Reached => " stroke-dasharray=\"2 3\"",
        Way::Together => " stroke-dasharray=\"7 4\"",
    };
    format!(" fill=\"none\" stroke=\"{}\" stroke-width=\"1.2\"{dashes}", way.colour())
}

/// The name of the arrow head of a way.
fn marker(way: Way) -> &'static str {
    match way {
        Way::Same => "same",
        Way::Reached => "reached",
        Way::Together => "together",
    }
}

/// The shape of the arrow head of a way: full, open, or hollow.
fn head(way: Way) -> String {
    let (shape, fill) = match way {
        Way::Same => ("M1 1L10 5L1 9Z", way.colour()),
        Way::Reached => ("M1 1L10 5L1 9", "none"),
        Way::Together => ("M1 1L10 5L1 9Z", "#ffffff"),
    };
    format!(
        "<marker id=\"{}\" viewBox=\"0 0 11 10\" refX=\"10\" refY=\"5\" markerWidth=\"11\" markerHeight=\"10\" \
         markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"{shape}\" fill=\"{fill}\" stroke=\"{}\" \
         stroke-width=\"1.2\"/></marker>\n",
        marker(way),
        way.colour()
    )
}
