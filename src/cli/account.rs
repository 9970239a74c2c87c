//! The account of a run: its data for people; as JSON, also the answers of its checks.

use super::Failure;
use crate::data::{DataReport, TableReport};
use crate::diagnostic::{Code, Diagnostic};
use crate::disclosure::{Released, released};
use crate::expected::checks::CheckCounts;
use crate::graph::{Graph, OutputKind};
use crate::messages::cli as say;
use crate::names::SubjectId;
use crate::results::write::{Ready, ready_file};
use serde::Serialize;
use std::io::Write;
use std::path::Path;

/// Returns the findings about data that is used, for people: what is worth knowing, then a summary of each table.
pub(super) fn findings(told: &DataReport) -> Vec<Diagnostic> {
    told.findings.iter().cloned().chain(told.tables.iter().flat_map(TableReport::findings)).collect()
}

#[derive(Serialize)]
struct Account<'t> {
    tables: &'t [TableReport],
    checks: &'t [CheckCounts],
    /// The results that only some people may see.
    restricted: &'t [Released],
    /// The published numbers with more digits than are certainly right.
    uncertain: Vec<Uncertain<'t>>,
}

/// A published number whose last digits can be wrong.
#[derive(Serialize)]
struct Uncertain<'t> {
    column: &'t str,
    of: &'t str,
    decimals: u32,
    /// How many of the decimals are right: a negative number if digits before the point can be wrong, `None` if
    /// unknown.
    right: Option<i32>,
}

/// Returns the account as a file that is ready.
pub(super) fn file(
    path: &Path,
    told: &DataReport,
    checks: &[CheckCounts],
    (graph, subjects): (&Graph, &[SubjectId]),
) -> Result<Ready, Failure> {
    let restricted = released(graph, Some(subjects));
    let uncertain = uncertain(graph, subjects);
    let account = Account { tables: &told.tables, checks, restricted: &restricted, uncertain };
    let text = serde_json::to_string_pretty(&account);
    let text = text.map_err(|error| {
        Failure::from(Diagnostic::input(Code::OutputFailed, None, say::account_not_written(&error)))
    })?;
    ready_file(path, |out| writeln!(out, "{text}")).map_err(Failure::from)
}

fn uncertain<'g>(graph: &'g Graph, subjects: &[SubjectId]) -> Vec<Uncertain<'g>> {
    let outputs = graph.outputs.iter().filter(|output| !output.hidden && subjects.contains(&output.subject));
    outputs
        .filter_map(|output| {
            let OutputKind::Number(decimals) = output.kind else { return None };
            let right = graph.error_of(output).right(decimals);
            let (column, of) = (output.name.as_str(), graph.subject(output.subject).name.as_str());
            (right != i32::try_from(decimals).ok()).then_some(Uncertain { column, of, decimals, right })
        })
        .collect()
}
