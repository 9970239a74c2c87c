//! A drawing as text for Mermaid, which wikis and code forges show.

use super::text::mermaid;
use super::{Drawing, Edge, Entity, Kind, Way};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Writes the drawing. Writing to a string cannot fail.
pub(super) fn write(drawing: &Drawing) -> String {
    let mut out = String::from("flowchart LR\n");
    for ((at, frame), boxes) in drawing.frames.iter().enumerate().zip(drawing.by_frame()) {
        // A table without values around it needs no frame.
        let indent = if frame.is_bare { "  " } else { "    " };
        if !frame.is_bare {
            let _ = writeln!(out, "  subgraph f{at}[\"{}\"]", mermaid(&frame.title));
        }
        for (_, part) in boxes {
            let _ = writeln!(out, "{indent}{}", node(part));
        }
        if !frame.is_bare {
            out.push_str("  end\n");
        }
    }
    for ((from, to, way), labels) in arrows(drawing) {
        let _ = writeln!(out, "  {}", arrow(drawing, from, to, way, &labels));
    }
    for kind in Kind::ALL.into_iter().filter(|kind| drawing.boxes.iter().any(|b| b.kind == *kind)) {
        let (fill, border) = kind.colours();
        let _ = writeln!(out, "  classDef {} fill:{fill},stroke:{border},color:#222", class(kind));
    }
    out
}

fn node(part: &Entity) -> String {
    let mut lines: Vec<String> = part.lines().into_iter().map(mermaid).collect();
    lines.extend(part.rows.iter().map(|row| format!("· {}", mermaid(&row.line()))));
    let text = lines.join("<br/>");
    // Mermaid has no ports: a table is one node, and its columns are lines of the node.
    let (open, close) = match part.kind {
        Kind::Table => ("[", "]"),
        Kind::Tiers => ("([", "])"),
        Kind::Eligibility | Kind::Check => ("{{", "}}"),
        Kind::Let | Kind::Node | Kind::Leaf | Kind::Mark => ("(", ")"),
    };
    format!("{}{open}\"{text}\"{close}:::{}", part.id, class(part.kind))
}

/// The class name of a kind: a plain word, since Mermaid accepts no other characters.
fn class(kind: Kind) -> &'static str {
    match kind {
        Kind::Table => "table",
        Kind::Let => "let",
        Kind::Node => "tree",
        Kind::Leaf => "leaf",
        Kind::Tiers => "tiers",
        Kind::Eligibility => "eligibility",
        Kind::Mark => "mark",
        Kind::Check => "check",
    }
}

/// The columns, if any, that are used with each label.
type Labels<'d> = BTreeMap<&'d str, Vec<&'d str>>;

/// One arrow for each pair of boxes and way. Its label has the words for each column.
fn arrows(drawing: &Drawing) -> BTreeMap<(usize, usize, Way), Labels<'_>> {
    let mut arrows: BTreeMap<(usize, usize, Way), Labels<'_>> = BTreeMap::new();
    for Edge { from, row, to, way, label } in &drawing.edges {
        let columns = arrows.entry((*from, *to, *way)).or_default().entry(label).or_default();
        let column = row.and_then(|row| drawing.boxes.get(*from)?.rows.get(row));
        columns.extend(column.map(|row| row.name.as_str()));
    }
    arrows
}

fn arrow(drawing: &Drawing, from: usize, to: usize, way: Way, labels: &Labels<'_>) -> String {
    let id = |at: usize| drawing.boxes.get(at).map_or("", |b| b.id.as_str());
    let words = labels.iter().map(|(label, columns)| {
        let columns = columns.join(", ");
        [label, columns.as_str()].into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>().join(": ")
    });
    let text = words.filter(|w| !w.is_empty()).map(|w| mermaid(&w)).collect::<Vec<_>>().join("<br/>");
    let text = if text.is_empty() { String::new() } else { format!("|\"{text}\"|") };
    let line = match way {
        Way::Same => "-->",
        Way::Reached => "--o",
        Way::Together => "-.->",
    };
    format!("{} {line}{text} {}", id(from), id(to))
}
