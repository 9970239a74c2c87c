//! What each name refers to, for `gradus debug names`.

use super::Names;
use super::model::Referent;
use crate::source::SourceSet;
use std::fmt::Write as _;

/// One line for each name of an expression: its place, the name, what it refers to.
pub fn print(names: &Names<'_>, sources: &SourceSet) -> String {
    let mut out = String::new();
    for (span, referent) in &names.bindings.refs {
        let place = sources.file(span.file).place(span.range().start);
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{}:{} {} → {}", place.line, place.column, sources.text(*span), words(names, *referent));
    }
    out
}

fn words(names: &Names<'_>, referent: Referent) -> String {
    let catalogue = &names.catalogue;
    match referent {
        Referent::Column(table, column) => {
            let name = catalogue.column(table, column).map_or("", |c| c.name.text.as_str());
            format!("column {name} of {}", catalogue.table(table).name.text)
        }
        Referent::Value(id) => {
            let value = catalogue.value(id);
            format!("value {} of {}", value.name.text, catalogue.subject(value.subject).name.text)
        }
        Referent::Param(id) => catalogue.params.get(id.0).map_or(String::new(), |p| format!("param {}", p.name.text)),
        Referent::Argument(i) => format!("argument {}", i + 1),
        Referent::ChoiceValue => "a value of a choice".into(),
        Referent::OfChoice(id, value) => {
            let choice = catalogue.choices.get(id.0);
            format!("value {} of choice {}", value + 1, choice.map_or("", |c| c.name.text.as_str()))
        }
        Referent::AsOf => "the day on which the policy is applied".into(),
        Referent::Subject(id) => format!("rows of {}", catalogue.subject(id).name.text),
        Referent::Scale(id) => catalogue.scales.get(id.0).map_or(String::new(), |s| format!("scale {}", s.name.text)),
    }
}
