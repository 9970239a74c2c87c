//! Checks of a policy that do not hold for the data, or of which it cannot be told whether they do.

use crate::diagnostic::{Code, Diagnostic};
use crate::graph::reasons::empty_centre;
use crate::graph::{About, Graph, NamedValue, NodeId, OutputKind, Reason};
use crate::results::write::cell_text;
use crate::results::{Cells, ResultColumn, ResultTable};
use crate::schema::PRIVATE;
use crate::types::{Op, Severity, Type};
use serde::Serialize;

/// How many subjects are named for which a check does not hold.
const NAMED: usize = 3;

/// How a check came out, for the account of a run.
#[derive(Debug, Serialize)]
pub struct CheckCounts {
    name: String,
    subject: String,
    severity: &'static str,
    /// Subjects for which it holds.
    holds: usize,
    /// Subjects for which it does not.
    fails: usize,
    /// Subjects for which it cannot be told.
    unknown: usize,
    /// Subjects for which it is not asked.
    not_asked: usize,
    /// Why it cannot be told, each once.
    reasons: Vec<String>,
}

/// How a check came out: the rows of the results by what they say.
struct Answers<'t> {
    table: &'t ResultTable,
    /// Whether some people alone may know for whom it holds.
    restricted: bool,
    holds: usize,
    fails: Vec<usize>,
    /// Each with the reason.
    unknown: Vec<(usize, String)>,
    not_asked: usize,
}

/// Every published check with its severity and answers, in the order of the page.
fn answers<'g>(
    graph: &'g Graph,
    tables: &'g [ResultTable],
) -> impl Iterator<Item = (&'g NamedValue, Severity, Answers<'g>)> {
    graph.values.iter().flatten().filter_map(|value| match value.about {
        About::Check(severity) => Some((value, severity, answers_of(graph, value, tables)?)),
        _ => None,
    })
}

fn answers_of<'t>(graph: &Graph, value: &NamedValue, tables: &'t [ResultTable]) -> Option<Answers<'t>> {
    let (table, column) = published(graph, value, tables)?;
    let Cells::YesNo(cells) = &column.cells else { return None };
    // Without reasons beside it a check always has an answer where it is asked.
    let outputs = graph.outputs.iter().filter(|o| o.subject == value.subject && o.node == value.node);
    let names: Vec<&str> = outputs.filter(|o| o.kind == OutputKind::Reason).map(|o| o.name.as_str()).collect();
    let reasons = table.columns.iter().find(|c| !c.is_key && names.contains(&c.name.as_str()));
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

/// The reason of a check that its `when` does not ask.
fn not_asked(graph: &Graph, check: &NamedValue) -> Option<String> {
    let node = graph.node(check.node);
    let last = node.inputs.last().filter(|_| node.op == Op::First)?;
    graph.is_silent(*last).then(|| graph.reasons_text(&[Reason { node: *last, which: 0 }]))
}

/// One finding for each check that does not hold for some subject of the results, or cannot be told for one, in the order
/// of the page.
pub fn findings(graph: &Graph, tables: &[ResultTable]) -> Vec<Diagnostic> {
    let fails = |v: &&NamedValue| matches!(&v.about, About::Composed(of) if of.fails);
    let composed = graph.values.iter().flatten().filter(fails);
    let mut findings: Vec<Diagnostic> = composed.filter_map(|value| without_value(graph, value, tables)).collect();
    findings.extend(graph.values.iter().flatten().flat_map(|value| clusters(graph, value, tables)));
    for (value, severity, answers) in answers(graph, tables) {
        if let Some(finding) = finding(graph, value, &answers) {
            findings.push(if severity == Severity::Error { finding } else { finding.into_warning() });
        }
    }
    findings.sort_by_key(Diagnostic::span);
    findings
}

fn finding(graph: &Graph, value: &NamedValue, answers: &Answers<'_>) -> Option<Diagnostic> {
    let (name, subject) = (&value.name, &graph.subject(value.subject).name);
    let Answers { table, holds, fails, unknown, .. } = answers;
    if answers.restricted {
        return restricted(graph, value, answers);
    }
    let asked = holds + fails.len() + unknown.len();
    let cite = value.cite.as_ref().map_or(String::new(), |c| format!(" ({c})"));
    let alone = !table.columns.iter().any(|c| c.is_key);
    let whom_fails = whom(table, &fails.iter().map(|row| (*row, None)).collect::<Vec<_>>());
    let whom_unknown = whom(table, &unknown.iter().map(|(row, why)| (*row, Some(why.as_str()))).collect::<Vec<_>>());
    let (code, message) = match (fails.len(), unknown.len()) {
        (0, 0) => return None,
        (0, _) if alone => (Code::CheckUnknown, format!("`{name}` cannot be told{cite}: {whom_unknown}")),
        (0, n) => {
            let message = format!("`{name}` cannot be told for {n} of {asked} `{subject}`{cite}: {whom_unknown}");
            (Code::CheckUnknown, message)
        }
        (_, _) if alone => (Code::CheckFailed, format!("`{name}` does not hold{cite}")),
        (n, 0) => {
            (Code::CheckFailed, format!("`{name}` does not hold for {n} of {asked} `{subject}`{cite}: {whom_fails}"))
        }
        (n, m) => {
            let both = format!("{whom_fails}; it cannot be told for {m}: {whom_unknown}");
            (Code::CheckFailed, format!("`{name}` does not hold for {n} of {asked} `{subject}`{cite}: {both}"))
        }
    };
    let help = match (&value.because, code) {
        (_, Code::CheckUnknown) => {
            "give the data what is missing; or say in the check what holds without it, or when it is asked: `when … =`"
                .to_owned()
        }
        (Some(because), _) => because.clone(),
        (None, _) => format!("`{name}` of the results says `no` for each"),
    };
    Some(Diagnostic::error(code, value.span, message).help(help))
}

/// That a check does not hold of which only some people may know for whom.
fn restricted(graph: &Graph, value: &NamedValue, answers: &Answers<'_>) -> Option<Diagnostic> {
    let (name, subject) = (&value.name, &graph.subject(value.subject).name);
    let cite = value.cite.as_ref().map_or(String::new(), |c| format!(" ({c})"));
    let (code, what) = match (answers.fails.len(), answers.unknown.len()) {
        (0, 0) => return None,
        (0, _) => (Code::CheckUnknown, "cannot be told"),
        _ => (Code::CheckFailed, "does not hold"),
    };
    let output = graph.outputs.iter().find(|output| output.subject == value.subject && output.name == *name);
    let to = output.and_then(|output| output.release.as_ref()).map_or(String::new(), |release| release.to.clone());
    let message = format!("`{name}` {what} for some `{subject}`{cite}; for which is for {to} alone");
    Some(Diagnostic::error(code, value.span, message).help("write the results to a file: `-o`"))
}

/// How each published check came out, in the order of the page.
pub fn counts(graph: &Graph, tables: &[ResultTable]) -> Vec<CheckCounts> {
    let count = |(value, severity, answers): (&NamedValue, Severity, Answers<'_>)| {
        let mut reasons: Vec<String> = Vec::new();
        for (_, why) in &answers.unknown {
            if !reasons.contains(why) {
                reasons.push(why.clone());
            }
        }
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
    answers(graph, tables).map(count).collect()
}

/// The results of a value with the table that they stand in, where it is published.
fn published<'t>(
    graph: &Graph,
    value: &NamedValue,
    tables: &'t [ResultTable],
) -> Option<(&'t ResultTable, &'t ResultColumn)> {
    let table = tables.iter().find(|t| t.subject == graph.subject(value.subject).name)?;
    let column = table.columns.iter().find(|c| !c.is_key && c.name == value.name)?;
    Some((table, column))
}

/// The subjects for which a node has no value that must have one.
fn without_value(graph: &Graph, value: &NamedValue, tables: &[ResultTable]) -> Option<Diagnostic> {
    let subject = &graph.subject(value.subject).name;
    let (table, column) = published(graph, value, tables)?;
    let cells = &column.cells;
    let rows = cells.len();
    let broken = (0..rows).filter(|row| cell_text(cells, *row).is_none());
    let broken: Vec<(usize, Option<&str>)> = broken.map(|row| (row, None)).collect();
    if broken.is_empty() {
        return None;
    }
    let message = match whom(table, &broken).as_str() {
        "" => format!("`{}` has no value", value.name),
        _ if column.restricted => format!("`{}` has no value for some `{subject}`", value.name),
        whom => format!("`{}` has no value for {} of {rows} `{subject}`: {whom}", value.name, broken.len()),
    };
    let help = "`missing fails` says that there must be one; `gradus explain` tells what is missing";
    Some(Diagnostic::error(Code::CheckFailed, value.span, message).help(help))
}

/// Clusters that do not come to rest or fail for a centre without values, and tiers that no value is in.
fn clusters(graph: &Graph, value: &NamedValue, tables: &[ResultTable]) -> Vec<Diagnostic> {
    let (About::Tiers { .. }, Some(node)) = (&value.about, clusters_of(graph, value.node)) else { return Vec::new() };
    let Some((table, column)) = published(graph, value, tables) else { return Vec::new() };
    let Cells::Text(tiers) = &column.cells else { return Vec::new() };
    let beside = format!("{}_missing", value.name);
    let reasons = table.columns.iter().find(|c| !c.is_key && c.name == beside);
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
            true => format!("{cause}: some `{}` have no tier", table.subject),
            false => format!("{cause}: {} of {} `{}` have no tier: {whom}", lost.len(), tiers.len(), table.subject),
        };
        let help = "start the centres nearer to the values, or say what becomes of a centre without values: `empty stays`, \
                    `empty moves`; `gradus explain` shows where they go";
        findings.push(Diagnostic::error(Code::ClustersUnsettled, value.span, message).help(help));
    }
    if findings.is_empty() && !column.restricted {
        findings.extend(without_values(graph, value, table, tiers));
    }
    findings
}

/// Says of which tiers no value is, where there are values.
fn without_values(
    graph: &Graph,
    value: &NamedValue,
    table: &ResultTable,
    tiers: &[Option<String>],
) -> Option<Diagnostic> {
    let Type::Choice(choice) = &graph.node(value.node).ty else { return None };
    let empty =
        graph.choices.get(choice.0)?.values.iter().filter(|tier| !tiers.iter().flatten().any(|t| *t == tier.text));
    let empty: Vec<String> = empty.map(|tier| format!("`{}`", tier.name)).collect();
    if empty.is_empty() || tiers.iter().all(Option::is_none) {
        return None;
    }
    let message =
        format!("no `{}` is {} in `{}`: the centre has no values", table.subject, empty.join(" or "), value.name);
    let help = "start it nearer to the values, or take the tier away; where it may be so, nothing is to be done";
    Some(Diagnostic::error(Code::ClusterEmpty, value.span, message).help(help).into_note())
}

/// The clusters that tiers are, among those who count or of all.
fn clusters_of(graph: &Graph, id: NodeId) -> Option<NodeId> {
    let node = graph.node(id);
    match node.op {
        Op::Cluster { .. } => Some(id),
        Op::First => node.inputs.first().copied().filter(|first| matches!(graph.node(*first).op, Op::Cluster { .. })),
        _ => None,
    }
}

/// The first subjects in words, each with what is said of it, and how many more there are; of everything as one subject
/// only what is said.
fn whom(table: &ResultTable, rows: &[(usize, Option<&str>)]) -> String {
    let keys: Vec<_> = table.columns.iter().filter(|c| c.is_key).collect();
    if keys.is_empty() {
        return rows.first().and_then(|(_, said)| *said).unwrap_or_default().to_owned();
    }
    let name = |(row, said): &(usize, Option<&str>)| {
        let part = |c: &&ResultColumn| match c.restricted {
            true => PRIVATE.to_owned(),
            false => cell_text(&c.cells, *row).unwrap_or_default().into_owned(),
        };
        let parts = keys.iter().map(part);
        let said = said.map_or(String::new(), |said| format!(" ({said})"));
        parts.collect::<Vec<_>>().join(" ") + &said
    };
    let named: Vec<String> = rows.iter().take(NAMED).map(name).collect();
    let more = rows.len() - named.len();
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("{}{more}", named.join(", "))
}
