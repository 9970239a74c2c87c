//! Checks of a policy that do not hold for the data.

use crate::diagnostic::{Code, Diagnostic};
use crate::graph::{About, Graph, NamedValue};
use crate::results::write::cell_text;
use crate::results::{Cells, ResultTable};
use crate::types::Severity;

/// How many subjects are named for which a check does not hold.
const NAMED: usize = 3;

/// One finding for each check that does not hold for some subject of the results, in the order of the page.
pub fn failed(graph: &Graph, tables: &[ResultTable]) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for value in graph.values.iter().flatten() {
        if let About::Composed { fails: true, .. } = value.about {
            findings.extend(without_value(graph, value, tables));
        }
        let About::Check(severity) = value.about else { continue };
        let subject = &graph.subject(value.subject).name;
        let Some((table, Cells::YesNo(answers))) = published(graph, value, tables) else { continue };
        let broken: Vec<usize> = (0..answers.len()).filter(|row| answers.get(*row) == Some(&Some(false))).collect();
        if broken.is_empty() {
            continue;
        }
        let asked = answers.iter().flatten().count();
        let cite = value.cite.as_ref().map_or(String::new(), |c| format!(" ({c})"));
        let whom = whom(table, &broken);
        let message = match whom.as_str() {
            "" => format!("`{}` does not hold{cite}", value.name),
            whom => format!("`{}` does not hold for {} of {asked} `{subject}`{cite}: {whom}", value.name, broken.len()),
        };
        let finding = Diagnostic::error(Code::CheckFailed, graph.node(value.node).span, message);
        let help = match &value.because {
            Some(because) => because.clone(),
            None => format!("`{}` of the results says `no` for each", value.name),
        };
        let finding = finding.help(help);
        findings.push(if severity == Severity::Error { finding } else { finding.into_warning() });
    }
    findings
}

/// The results of a value with the table that they stand in, where it is published.
fn published<'t>(graph: &Graph, value: &NamedValue, tables: &'t [ResultTable]) -> Option<(&'t ResultTable, &'t Cells)> {
    let table = tables.iter().find(|t| t.subject == graph.subject(value.subject).name)?;
    let column = table.columns.iter().find(|c| !c.is_key && c.name == value.name)?;
    Some((table, &column.cells))
}

/// The subjects for which a node has no value that must have one.
fn without_value(graph: &Graph, value: &NamedValue, tables: &[ResultTable]) -> Option<Diagnostic> {
    let subject = &graph.subject(value.subject).name;
    let (table, cells) = published(graph, value, tables)?;
    let rows = cells.len();
    let broken: Vec<usize> = (0..rows).filter(|row| cell_text(cells, *row).is_none()).collect();
    if broken.is_empty() {
        return None;
    }
    let message = match whom(table, &broken).as_str() {
        "" => format!("`{}` has no value", value.name),
        whom => format!("`{}` has no value for {} of {rows} `{subject}`: {whom}", value.name, broken.len()),
    };
    let help = "`missing fails` says that there must be one; `gradus explain` tells what is missing";
    Some(Diagnostic::error(Code::CheckFailed, graph.node(value.node).span, message).help(help))
}

/// The first subjects in words, and how many more there are; nothing for everything as one subject.
fn whom(table: &ResultTable, rows: &[usize]) -> String {
    let keys: Vec<_> = table.columns.iter().filter(|c| c.is_key).collect();
    if keys.is_empty() {
        return String::new();
    }
    let name = |row: &usize| {
        let parts = keys.iter().map(|c| cell_text(&c.cells, *row).unwrap_or_default().into_owned());
        parts.collect::<Vec<_>>().join(" ")
    };
    let named: Vec<String> = rows.iter().take(NAMED).map(name).collect();
    let more = rows.len() - named.len();
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("{}{more}", named.join(", "))
}
