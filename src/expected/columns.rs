//! Columns of the results and of expected files that are compared with nothing.

use super::Comparison;
use crate::compare::Report;
use crate::diagnostic::{Code, Diagnostic, Location, suggest};
use crate::graph::Graph;
use crate::messages::expected as say;
use crate::names::SubjectId;
use crate::policy::Pack;
use crate::schema::words;
use indexmap::IndexMap;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The most columns that one finding names.
const NAMED: usize = 6;

/// Reports misspelt columns of an expected file. A column is misspelt if the results do not have it, and its name is
/// close to a column of the results that the file does not have.
pub(super) fn misspelt<'r>(report: &'r Report, file: &'r Path) -> impl Iterator<Item = Diagnostic> + 'r {
    report.columns_only_expected.iter().filter_map(move |header| {
        let near = near(report, header)?;
        let shown = file.display().to_string();
        let message = say::unknown_column(header, &shown);
        Some(Diagnostic::input(Code::CompareColumns, Some(header_at(shown, header)), message).help(near))
    })
}

/// Returns the location of a header in a file.
fn header_at(file: String, header: &str) -> Location {
    Location { file, line: Some(1), column: Some(header.to_owned()) }
}

/// Suggests the columns of the results with a name close to this column of the expected file.
fn near(report: &Report, header: &str) -> Option<String> {
    suggest::did_you_mean(header, report.columns_only_ours.iter().map(String::as_str))
}

/// Reports the columns that are compared with nothing, once for each file: several expectations can share a file, and
/// each of them reads its own columns.
pub(super) fn unread(files: &mut [(usize, Comparison)]) {
    let mut by_file: IndexMap<PathBuf, Vec<String>> = IndexMap::new();
    for (_, compared) in files.iter() {
        let only_here = &compared.report.columns_only_expected;
        let columns = by_file.entry(compared.file.clone()).or_insert_with(|| only_here.clone());
        columns.retain(|column| only_here.contains(column));
    }
    for (_, compared) in files {
        let Some(mut columns) = by_file.shift_remove(&compared.file) else { continue };
        columns.retain(|column| near(&compared.report, column).is_none());
        compared.report.findings.extend(not_compared(&compared.file, &columns));
    }
}

fn not_compared(file: &Path, columns: &[String]) -> Option<Diagnostic> {
    let first = columns.first()?;
    let shown = file.display().to_string();
    let named = words::listed(columns.iter().map(String::as_str), NAMED);
    let message = say::columns_not_compared(columns.len(), named, &shown);
    let finding = Diagnostic::input(Code::CompareColumns, Some(header_at(shown, first)), message).into_warning();
    Some(finding.help(say::name_or_remove_column()))
}

/// Returns the columns of the results that were compared with nothing, for each kind of subject in the order of the
/// policy.
pub(super) fn unexpected(pack: &Pack, graph: &Graph, files: &[(usize, Comparison)]) -> Vec<(String, Vec<String>)> {
    let order = pack.manifest.expected.iter();
    let subjects: Vec<&str> =
        order.flat_map(|(subject, list)| list.0.iter().map(|_| subject.get_ref().as_str())).collect();
    let of = |subject: &SubjectId| {
        let name = graph.subject(*subject).name.clone();
        let own = files.iter().filter(|(at, _)| subjects.get(*at) == Some(&name.as_str()));
        let compared: BTreeSet<&str> = own
            .flat_map(|(_, file)| &file.report.columns)
            .filter(|column| column.counts.compared > 0)
            .map(|column| column.name.as_str())
            .collect();
        let outputs =
            graph.outputs.iter().filter(|o| o.subject == *subject && !o.hidden && !compared.contains(o.name.as_str()));
        let columns: Vec<String> = outputs.map(|o| o.name.clone()).collect();
        (!columns.is_empty()).then_some((name, columns))
    };
    graph.published().iter().filter_map(of).collect()
}
