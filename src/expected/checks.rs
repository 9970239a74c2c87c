//! Checks of a policy that fail for the data, or whose answer is unknown.

use crate::diagnostic::{Code, Diagnostic};
use crate::graph::reasons::empty_centre;
use crate::graph::{Graph, NamedValue, NodeId, Output, OutputKind, Reason, ValueStructure};
use crate::messages::expected as say;
use crate::messages::phrase;
use crate::names::SubjectId;
use crate::results::write::cell_text;
use crate::results::{Cells, ResultColumn, ResultTable};
use crate::schema::PRIVATE;
use crate::types::{Op, Severity, Type};
use serde::Serialize;
use std::collections::{HashMap, HashSet};

/// The most subjects that a finding names.
const NAMED: usize = 3;

/// The answers of a check, for the account of a run.
#[derive(Debug, Serialize)]
pub(crate) struct CheckCounts {
    name: String,
    subject: String,
    severity: &'static str,
    /// Subjects for which it holds.
    holds: usize,
    /// Subjects for which it does not.
    fails: usize,
    /// Subjects for which the answer is unknown.
    unknown: usize,
    /// Subjects that the `when` of the check excludes.
    not_asked: usize,
    /// The reasons why answers are unknown, each once.
    reasons: Vec<String>,
}

/// The published results by name, since a policy can have as many checks as columns. These maps are only looked up, so
/// their order does not matter.
struct Published<'t> {
    tables: HashMap<&'t str, Table<'t>>,
    outputs: HashMap<(SubjectId, &'t str), &'t Output>,
    /// The columns with the reasons why a node has no value.
    reasons: HashMap<(SubjectId, NodeId), Vec<&'t str>>,
}

/// A table of results.
struct Table<'t> {
    table: &'t ResultTable,
    keys: Vec<&'t ResultColumn>,
    /// The other columns, each with its position.
    columns: HashMap<&'t str, (usize, &'t ResultColumn)>,
}

impl<'t> Published<'t> {
    fn new(graph: &'t Graph, tables: &'t [ResultTable]) -> Published<'t> {
        let mut published = Published { tables: HashMap::new(), outputs: HashMap::new(), reasons: HashMap::new() };
        for table in tables {
            let (keys, others): (Vec<_>, Vec<_>) = table.columns.iter().enumerate().partition(|(_, c)| c.is_key);
            let mut columns = HashMap::new();
            for (at, column) in others {
                columns.entry(column.name.as_str()).or_insert((at, column));
            }
            let keys = keys.into_iter().map(|(_, column)| column).collect();
            published.tables.entry(table.subject.as_str()).or_insert(Table { table, keys, columns });
        }
        for output in &graph.outputs {
            published.outputs.entry((output.subject, output.name.as_str())).or_insert(output);
            if output.kind == OutputKind::Reason {
                published.reasons.entry((output.subject, output.node)).or_default().push(output.name.as_str());
            }
        }
        published
    }

    /// Returns the results of a value and the table that they are in, if the value is published.
    fn of(&self, graph: &Graph, value: &NamedValue) -> Option<(&Table<'t>, &'t ResultColumn)> {
        let table = self.tables.get(graph.subject(value.subject).name.as_str())?;
        Some((table, table.column(&value.name)?))
    }
}

impl<'t> Table<'t> {
    fn column(&self, name: &str) -> Option<&'t ResultColumn> {
        self.columns.get(name).map(|(_, column)| *column)
    }

    /// Returns the first column that has one of these names.
    fn first_of(&self, names: &[&str]) -> Option<&'t ResultColumn> {
        let found = names.iter().filter_map(|name| self.columns.get(name));
        found.min_by_key(|(at, _)| *at).map(|(_, column)| *column)
    }
}

/// The answers of a check: the rows of the results, by their answer.
struct Answers<'p, 't> {
    table: &'p Table<'t>,
    /// Whether only some people may know for which subjects it holds.
    restricted: bool,
    holds: usize,
    fails: Vec<usize>,
    /// Each with the reason.
    unknown: Vec<(usize, String)>,
    not_asked: usize,
}

/// Returns every published check with its severity and answers, in the order of the policy.
fn answers<'p, 't>(
    graph: &'t Graph,
    results: &'p Published<'t>,
) -> impl Iterator<Item = (&'t NamedValue, Severity, Answers<'p, 't>)> {
    graph.values.iter().flatten().filter_map(|value| match value.about {
        ValueStructure::Check(severity) => Some((value, severity, answers_of(graph, value, results)?)),
        _ => None,
    })
}

fn answers_of<'p, 't>(graph: &Graph, value: &NamedValue, results: &'p Published<'t>) -> Option<Answers<'p, 't>> {
    let (table, column) = results.of(graph, value)?;
    let Cells::YesNo(cells) = &column.cells else { return None };
    // A check without a column of reasons has an answer for every subject that its `when` includes.
    let reasons = results.reasons.get(&(value.subject, value.node)).and_then(|names| table.first_of(names));
    let not_asked = not_asked(graph, value);
    let restricted = column.restricted;
    let mut answers = Answers { table, restricted, holds: 0, fails: Vec::new(), unknown: Vec::new(), not_asked: 0 };
    for (row, answer) in cells.iter().enumerate() {
        let reason = reasons.and_then(|column| cell_text(&column.cells, row));
        match (answer, reason) {
            (Some(true), _) => answers.holds += 1,
            (Some(false), _) => answers.fails.push(row),
            (None, None) => answers.not_asked += 1,
            (None, Some(reason)) if Some(reason.as_ref()) == not_asked.as_deref() => answers.not_asked += 1,
            (None, Some(reason)) => answers.unknown.push((row, reason.into_owned())),
        }
    }
    Some(answers)
}

/// Returns the reason of a check for a subject that its `when` excludes.
fn not_asked(graph: &Graph, check: &NamedValue) -> Option<String> {
    let node = graph.node(check.node);
    let last = node.inputs.last().filter(|_| node.op == Op::First)?;
    graph.is_silent(*last).then(|| graph.reasons_text(&[Reason { node: *last, which: 0 }]))
}

/// Returns one finding for each check that fails for some subject of the results, or is unknown for one, in the order
/// of the policy.
pub(crate) fn findings(graph: &Graph, tables: &[ResultTable]) -> Vec<Diagnostic> {
    let results = Published::new(graph, tables);
    let fails = |v: &&NamedValue| matches!(&v.about, ValueStructure::Composed(of) if of.fails);
    let composed = graph.values.iter().flatten().filter(fails);
    let mut findings: Vec<Diagnostic> = composed.filter_map(|value| without_value(graph, value, &results)).collect();
    findings.extend(graph.values.iter().flatten().flat_map(|value| clusters(graph, value, &results)));
    for (value, severity, answers) in answers(graph, &results) {
        if let Some(finding) = finding(graph, value, &answers, &results) {
            findings.push(if severity == Severity::Error { finding } else { finding.into_warning() });
        }
    }
    findings.sort_by_key(Diagnostic::span);
    findings
}

fn finding(
    graph: &Graph,
    value: &NamedValue,
    answers: &Answers<'_, '_>,
    results: &Published<'_>,
) -> Option<Diagnostic> {
    let (name, subject) = (&value.name, &graph.subject(value.subject).name);
    let Answers { table, holds, fails, unknown, .. } = answers;
    if answers.restricted {
        return restricted(graph, value, answers, results);
    }
    let asked = holds + fails.len() + unknown.len();
    let cite = value.cite.as_ref().map_or(String::new(), say::said_of);
    let alone = table.keys.is_empty();
    let whom_fails = whom(table, &fails.iter().map(|row| (*row, None)).collect::<Vec<_>>());
    let whom_unknown = whom(table, &unknown.iter().map(|(row, why)| (*row, Some(why.as_str()))).collect::<Vec<_>>());
    let (code, message) = match (fails.len(), unknown.len()) {
        (0, 0) => return None,
        (0, _) if alone => (Code::CheckUnknown, say::check_unknown(name, &cite, &whom_unknown)),
        (0, n) => {
            let message = say::check_unknown_for(name, n, asked, subject, &cite, &whom_unknown);
            (Code::CheckUnknown, message)
        }
        (_, _) if alone => (Code::CheckFailed, say::check_fails(name, &cite)),
        (n, 0) => (Code::CheckFailed, say::check_fails_for(name, n, asked, subject, &cite, &whom_fails)),
        (n, m) => {
            let both = say::and_unknown_for(&whom_fails, m, &whom_unknown);
            (Code::CheckFailed, say::check_fails_for(name, n, asked, subject, &cite, &both))
        }
    };
    let help = match (&value.because, code) {
        (_, Code::CheckUnknown) => say::give_data_or_say_when().to_owned(),
        (Some(because), _) => because.clone(),
        (None, _) => say::find_in_results(name),
    };
    Some(Diagnostic::error(code, value.span, message).help(help))
}

/// Reports that a check fails, without the subjects, which only some people may know.
fn restricted(
    graph: &Graph,
    value: &NamedValue,
    answers: &Answers<'_, '_>,
    results: &Published<'_>,
) -> Option<Diagnostic> {
    let (name, subject) = (&value.name, &graph.subject(value.subject).name);
    let cite = value.cite.as_ref().map_or(String::new(), say::said_of);
    let output = results.outputs.get(&(value.subject, name.as_str()));
    let to = output.and_then(|output| output.release.as_ref()).map_or(String::new(), |release| release.to.clone());
    let (code, message) = match (answers.fails.len(), answers.unknown.len()) {
        (0, 0) => return None,
        (0, _) => (Code::CheckUnknown, say::check_unknown_for_some(name, subject, cite, to)),
        _ => (Code::CheckFailed, say::check_fails_for_some(name, subject, cite, to)),
    };
    Some(Diagnostic::error(code, value.span, message).help(say::write_results_to_file()))
}

/// Returns the answers of each published check, in the order of the policy.
pub(crate) fn counts(graph: &Graph, tables: &[ResultTable]) -> Vec<CheckCounts> {
    let count = |(value, severity, answers): (&NamedValue, Severity, Answers<'_, '_>)| {
        let mut told = HashSet::new();
        let each = answers.unknown.iter().map(|(_, why)| why);
        let reasons: Vec<String> = each.filter(|why| told.insert(why.as_str())).cloned().collect();
        CheckCounts {
            name: value.name.clone(),
            subject: graph.subject(value.subject).name.clone(),
            severity: if severity == Severity::Error { "error" } else { "warning" },
            holds: answers.holds,
            fails: answers.fails.len(),
            unknown: answers.unknown.len(),
            not_asked: answers.not_asked,
            reasons,
        }
    };
    answers(graph, &Published::new(graph, tables)).map(count).collect()
}

/// Reports the subjects for which a node has no value although it must have one.
fn without_value(graph: &Graph, value: &NamedValue, results: &Published<'_>) -> Option<Diagnostic> {
    let subject = &graph.subject(value.subject).name;
    let (table, column) = results.of(graph, value)?;
    let cells = &column.cells;
    let rows = cells.len();
    let broken = (0..rows).filter(|row| cell_text(cells, *row).is_none());
    let broken: Vec<(usize, Option<&str>)> = broken.map(|row| (row, None)).collect();
    if broken.is_empty() {
        return None;
    }
    let message = match whom(table, &broken).as_str() {
        "" => say::no_value(&value.name),
        _ if column.restricted => say::no_value_for_some(&value.name, subject),
        whom => say::no_value_for(&value.name, broken.len(), rows, subject, whom),
    };
    let help = say::missing_fails_says_so();
    Some(Diagnostic::error(Code::CheckFailed, value.span, message).help(help))
}

/// Reports clusters that do not settle or fail because a centre has no values, and tiers that no value is in.
fn clusters(graph: &Graph, value: &NamedValue, results: &Published<'_>) -> Vec<Diagnostic> {
    let (ValueStructure::Tiers { .. }, Some(node)) = (&value.about, clusters_of(graph, value.node)) else {
        return Vec::new();
    };
    let Some((table, column)) = results.of(graph, value) else { return Vec::new() };
    let Cells::Text(tiers) = &column.cells else { return Vec::new() };
    let beside = format!("{}_missing", value.name);
    let reasons = table.column(&beside);
    let why = |row: usize| reasons.and_then(|column| cell_text(&column.cells, row)).unwrap_or_default();
    let places = graph.node(node).inputs.len().saturating_sub(2);
    let causes = std::iter::once(0).chain((0..places).map(empty_centre));
    let mut findings = Vec::new();
    for cause in causes.map(|which| graph.reasons_text(&[Reason { node, which }])) {
        let lost: Vec<_> = (0..tiers.len()).filter(|row| why(*row).split("; ").any(|told| told == cause)).collect();
        if lost.is_empty() {
            continue;
        }
        let whom = whom(table, &lost.iter().map(|row| (*row, None)).collect::<Vec<_>>());
        let message = match column.restricted {
            true => say::no_tier_for_some(&cause, &table.table.subject),
            false => say::no_tier_for(&cause, lost.len(), tiers.len(), &table.table.subject, &whom),
        };
        let help = say::start_centres_nearer();
        findings.push(Diagnostic::error(Code::ClustersUnsettled, value.span, message).help(help));
    }
    if findings.is_empty() && !column.restricted {
        findings.extend(without_values(graph, value, table, tiers));
    }
    findings
}

/// Reports the tiers that no value is in, if there are values.
fn without_values(
    graph: &Graph,
    value: &NamedValue,
    table: &Table<'_>,
    tiers: &[Option<String>],
) -> Option<Diagnostic> {
    let Type::Choice(choice) = &graph.node(value.node).ty else { return None };
    let empty = graph.choices[*choice].values.iter().filter(|tier| !tiers.iter().flatten().any(|t| *t == tier.text));
    let empty: Vec<String> = empty.map(|tier| phrase::name(&tier.name)).collect();
    if empty.is_empty() || tiers.iter().all(Option::is_none) {
        return None;
    }
    let message = say::empty_clusters(&table.table.subject, phrase::either(&empty), &value.name);
    let help = say::start_nearer_or_remove();
    Some(Diagnostic::error(Code::ClusterEmpty, value.span, message).help(help).into_note())
}

/// Returns the node of the clusters that form the tiers, computed over the subjects that count or over all.
fn clusters_of(graph: &Graph, id: NodeId) -> Option<NodeId> {
    let node = graph.node(id);
    match node.op {
        Op::Cluster { .. } => Some(id),
        Op::First => node.inputs.first().copied().filter(|first| matches!(graph.node(*first).op, Op::Cluster { .. })),
        _ => None,
    }
}

/// Names the first subjects, each with its reason, and the number of further subjects. If everything is one subject,
/// returns only the reason.
fn whom(table: &Table<'_>, rows: &[(usize, Option<&str>)]) -> String {
    if table.keys.is_empty() {
        return rows.first().and_then(|(_, said)| *said).unwrap_or_default().to_owned();
    }
    let name = |(row, said): &(usize, Option<&str>)| {
        let part = |c: &&ResultColumn| match c.restricted {
            true => PRIVATE.to_owned(),
            false => cell_text(&c.cells, *row).unwrap_or_default().into_owned(),
        };
        let parts = table.keys.iter().map(part);
        let said = said.map_or(String::new(), say::said_of);
        parts.collect::<Vec<_>>().join(" ") + &said
    };
    let named = rows.iter().take(NAMED).map(name).collect::<Vec<_>>().join(phrase::separator());
    match rows.len().saturating_sub(NAMED) {
        0 => named,
        more => phrase::and_more(named, more),
    }
}
