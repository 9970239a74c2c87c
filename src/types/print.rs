//! The typed policy as text, for `gradus debug types`.

use super::model::*;
use super::op::*;
use super::step::Storage;
use std::fmt::Write as _;

/// Tables with their columns, then each value with its type.
pub(crate) fn print(model: &Model) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    for table in &model.tables {
        let _ = writeln!(out, "table {}", table.name);
        for column in &table.columns {
            let missing = if column.missing.is_empty() { "" } else { " or missing" };
            let _ = writeln!(out, "  {} : {:?}{missing}", column.name, column.kind);
        }
    }
    for value in model.values.iter().flatten() {
        let of = &model.subjects[value.subject].name;
        let missing = if value.expr.can_miss { " or missing" } else { "" };
        let _ = writeln!(out, "{} of {of} : {}{missing}", value.name, describe(&value.expr.ty, model));
    }
    out
}

/// How a number enters an aggregate; `None` if that follows from its decimals.
pub(crate) fn kept(number: &NumberType) -> Option<String> {
    match (number.storage(), number.step.denominator()) {
        (Storage::Exact, Some(denominator)) if number.decimals().is_none() => Some(format!("exact over {denominator}")),
        (Storage::Exact, _) => None,
        (Storage::Decimals { decimals, .. }, _) => Some(format!("stored at {decimals}")),
    }
}

/// A type in words.
pub(crate) fn describe(ty: &Type, model: &Model) -> String {
    match ty {
        Type::Number(number) => {
            let decimals = number.decimals().map_or(String::new(), |d| format!(" with {d} decimals"));
            let stored = if number.inexact { ", stored or rounded" } else { "" };
            let kept = kept(number).map_or(String::new(), |kept| format!(", {kept}"));
            format!("{} {}{decimals}{stored}{kept}", number.unit.words(), number.range)
        }
        Type::YesNo => "yes/no".into(),
        Type::Choice(id) => format!("one of {}", model.choices[*id].name),
        Type::Text => "text".into(),
        Type::Date => "date".into(),
        Type::Set(id) => format!("set of {}", model.choices[*id].name),
        Type::Reference(of, _) => format!("reference to {}", model.subjects[*of].name),
        Type::Sorted => "sorted numbers".into(),
    }
}
