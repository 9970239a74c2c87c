//! A drawing as text for Graphviz.

use super::text::{quoted, xml};
use super::{Drawing, Edge, Entity, Kind, Way};
use std::fmt::Write as _;

/// Settings of the whole drawing.
const HEAD: &str = "  rankdir=LR;\n  labelloc=t;\n  fontname=\"sans-serif\";\n  \
                    node [shape=box, style=\"rounded,filled\", fontname=\"sans-serif\", fontsize=11, fontcolor=\"#222222\"];\n  \
                    edge [fontname=\"sans-serif\", fontsize=9, fontcolor=\"#333333\"];\n";

/// Writes the drawing. Writing to a string cannot fail.
pub(super) fn write(drawing: &Drawing) -> String {
    let mut out = String::from("digraph policy {\n");
    let _ = writeln!(out, "  label=\"{}\";\n{}", quoted(&drawing.title), HEAD.trim_end());
    for ((at, frame), boxes) in drawing.frames.iter().enumerate().zip(drawing.by_frame()) {
        // A table without values around it needs no frame.
        let indent = if frame.is_bare { "  " } else { "    " };
        if !frame.is_bare {
            let _ = writeln!(out, "  subgraph cluster_{at} {{\n    label=\"{}\";", quoted(&frame.title));
            out.push_str("    labeljust=l;\n    style=rounded;\n    color=\"#b8b8b8\";\n");
        }
        for (_, part) in boxes {
            let _ = writeln!(out, "{indent}{}", node(part));
        }
        if !frame.is_bare {
            out.push_str("  }\n");
        }
    }
    for edge in &drawing.edges {
        let _ = writeln!(out, "  {}", arrow(drawing, edge));
    }
    out.push_str("}\n");
    out
}

fn node(part: &Entity) -> String {
    let (fill, border) = part.kind.colours();
    if part.kind == Kind::Table {
        return table(part, fill, border);
    }
    let label = part.lines().into_iter().map(quoted).collect::<Vec<_>>().join("\\n");
    format!("{} [label=\"{label}\", fillcolor=\"{fill}\", color=\"{border}\"];", part.id)
}

/// A table with a port for each column, so that an edge begins at the line of its column.
fn table(part: &Entity, fill: &str, border: &str) -> String {
    let head = part.lines().into_iter().map(xml).collect::<Vec<_>>().join("<br/>");
    let mut rows = format!("<tr><td port=\"h\" bgcolor=\"{fill}\"><b>{head}</b></td></tr>");
    for (at, row) in part.rows.iter().enumerate() {
        let _ = write!(rows, "<tr><td port=\"c{at}\" align=\"left\">{}</td></tr>", xml(&row.line()));
    }
    let table = format!("<table border=\"0\" cellborder=\"1\" cellspacing=\"0\" color=\"{border}\">{rows}</table>");
    format!("{} [shape=plain, style=\"\", label=<{table}>];", part.id)
}

fn arrow(drawing: &Drawing, edge: &Edge) -> String {
    let end = |at: usize| drawing.boxes.get(at);
    let (from, to) = (end(edge.from), end(edge.to).map_or("", |b| b.id.as_str()));
    let port = match (from.map(|b| b.kind), edge.row) {
        (Some(Kind::Table), Some(row)) => format!(":c{row}"),
        (Some(Kind::Table), None) => ":h".to_string(),
        _ => String::new(),
    };
    let style = match edge.way {
        Way::Same => "",
        Way::Reached => ", style=dotted, arrowhead=vee",
        Way::Together => ", style=dashed, arrowhead=empty",
    };
    let label = if edge.label.is_empty() { String::new() } else { format!(", label=\"{}\"", quoted(&edge.label)) };
    let from = from.map_or("", |b| b.id.as_str());
    format!("{from}{port} -> {to} [color=\"{}\"{style}{label}];", edge.way.colour())
}
