//! Prints what each name refers to, for `gradus debug names`.

use super::Names;
use super::model::{Referent, What};
use crate::source::SourceSet;
use std::fmt::Write as _;

/// Prints a line for each name in an expression: its place, the name, and what it refers to.
pub(crate) fn print(names: &Names<'_>, sources: &SourceSet) -> String {
    let mut lines: Vec<(crate::source::Span, String)> = Vec::new();
    for ((home, span), referent) in &names.bindings.refs {
        let place = sources.file(span.file).place(span.range().start);
        let of = home.map_or(String::new(), |s| format!(" (of {})", names.catalogue.subject(s).name.text));
        let words = words(names, referent);
        lines.push((*span, format!("{}:{} {} → {words}{of}", place.line, place.column, sources.text(*span))));
    }
    lines.sort();
    let mut out = String::new();
    for (_, line) in lines {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{line}");
    }
    out
}

fn words(names: &Names<'_>, referent: &Referent) -> String {
    let catalogue = &names.catalogue;
    match referent {
        Referent::Of { outer, way, what } => {
            let by = if way.is_empty() { String::new() } else { format!(" by {}", catalogue.way_words(way)) };
            let around = if *outer { " around" } else { "" };
            format!("{}{by}{around}", what_words(names, *what))
        }
        Referent::Param(id) => format!("param {}", catalogue.params[*id].name.text),
        Referent::Argument(i) => format!("argument {}", i + 1),
        Referent::ChoiceValue => "a value of a choice".into(),
        Referent::OfChoice(id, value) => {
            format!("value {} of choice {}", value + 1, catalogue.choice(*id).name.text)
        }
        Referent::AsOf => "the day on which the policy is applied".into(),
        Referent::Subject(id) => format!("rows of {}", catalogue.subject(*id).name.text),
        Referent::Scale(id) => format!("scale {}", catalogue.scales[*id].name.text),
    }
}

fn what_words(names: &Names<'_>, what: What) -> String {
    let catalogue = &names.catalogue;
    match what {
        What::Column(table, column) => {
            let name = &catalogue.column(table, column).name.text;
            format!("column {name} of {}", catalogue.table(table).name.text)
        }
        What::Key(part) => format!("part {} of the key", part + 1),
        What::Hop(hop) => format!("reference {}", catalogue.hop(hop).name),
        What::Family(id) => format!("family {}", catalogue.families[id].name.text),
        What::Value(id) => {
            let value = catalogue.value(id);
            format!("value {} of {}", value.name.text, catalogue.subject(value.subject).name.text)
        }
    }
}
