//! Checks of a policy that fail for the data, or whose answer is unknown.

use crate::diagnostic::{Code, Diagnostic};
use crate::graph::reasons::empty_centre;
use crate::graph::{Graph, NamedValue, NodeId, OutputKind, Reason, ValueStructure};
use crate::messages::expected as say;
use crate::messages::phrase;
use crate::names::SubjectId;
use crate::results::write::cell_text;
use crate::results::{Cells, ResultTable};
use crate::schema::PRIVATE;
use crate::types::{Op, Severity, Type};
use indexmap::IndexSet;
use serde::Serialize;
use std::collections::HashMap;

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

/// Subjects of which something is so: how many, and the first of them in words.
#[derive(Clone, Debug, Default)]
struct Named {
    count: usize,
    first: Vec<String>,
}

impl Named {
    fn add(&mut self, words: impl FnOnce() -> String) {
        self.count += 1;
        if self.first.len() < NAMED {
            self.first.push(words());
        }
    }

    /// Adds later subjects.
    fn append(&mut self, later: Named) {
        self.count += later.count;
        self.first.extend(later.first);
        self.first.truncate(NAMED);
    }

    /// The first subjects in words, and how many more there are.
    fn whom(&self) -> String {
        let named = self.first.join(phrase::separator());
        match self.count.saturating_sub(NAMED) {
            0 => named,
            more => phrase::and_more(named, more),
        }
    }
}

/// What the rows say of a watched value.
#[derive(Clone, Debug, Default)]
struct Count {
    rows: usize,
    /// Subjects for which a check holds.
    holds: usize,
    /// Subjects for which a check is not asked.
    not_asked: usize,
    /// Of a check, the subjects for which it fails, then those for which it is unknown; of a value, those without it; of
    /// clusters, those without a cluster, for each cause.
    named: Vec<Named>,
    /// Of a check, the reasons for which it is unknown; of clusters, those that have a subject.
    texts: IndexSet<String>,
}

/// What some rows say of the watched values of their kind of subject.
#[derive(Clone, Debug)]
pub(crate) struct Counted(Vec<(usize, Count)>);

/// What all rows say.
#[derive(Clone, Debug)]
pub(crate) struct Tally(Vec<Count>);

impl Tally {
    /// Adds rows that follow those that were added before.
    pub(crate) fn add(&mut self, counted: Counted) {
        for (at, more) in counted.0 {
            let Some(count) = self.0.get_mut(at) else { continue };
            count.rows += more.rows;
            count.holds += more.holds;
            count.not_asked += more.not_asked;
            count.named.iter_mut().zip(more.named).for_each(|(named, later)| named.append(later));
            count.texts.extend(more.texts);
        }
    }
}

/// How a value is watched.
#[derive(Debug)]
enum Watched {
    /// A check, with the column that says why it is unknown, and what that column says if it is not asked.
    Check { severity: Severity, reasons: Option<usize>, not_asked: Option<String> },
    /// A value that must be there.
    Value,
    /// Clusters, with the column that says why a subject is in none, and each cause.
    Clusters { reasons: Option<usize>, causes: Vec<String> },
}

/// A published value that is watched.
#[derive(Debug)]
struct Watch<'g> {
    value: &'g NamedValue,
    how: Watched,
    /// The position of its table, and of its column there.
    table: usize,
    column: usize,
    /// Whether only some people may know for whom something is so.
    restricted: bool,
    /// Whether its subject is everything, which has no key.
    alone: bool,
}

/// The published values of a policy that have conditions: checks, values that must exist, clusters.
#[derive(Debug)]
pub(crate) struct Checks<'g> {
    graph: &'g Graph,
    watched: Vec<Watch<'g>>,
}

/// The columns of tables of results. Looked up only: a policy can have as many checks as columns.
struct Columns<'t> {
    /// The position of the first table of each kind of subject.
    tables: HashMap<&'t str, usize>,
    /// The first column of each name that is not part of a key, by table.
    columns: Vec<HashMap<&'t str, usize>>,
    /// The columns that say why a node has no value.
    reasons: HashMap<(SubjectId, NodeId), Vec<&'t str>>,
}

impl<'t> Columns<'t> {
    fn new(graph: &'t Graph, tables: &'t [ResultTable]) -> Columns<'t> {
        let mut found = Columns { tables: HashMap::new(), columns: Vec::new(), reasons: HashMap::new() };
        for (at, table) in tables.iter().enumerate() {
            found.tables.entry(table.subject.as_str()).or_insert(at);
            let mut columns = HashMap::new();
            for (at, column) in table.columns.iter().enumerate().filter(|(_, column)| !column.is_key) {
                columns.entry(column.name.as_str()).or_insert(at);
            }
            found.columns.push(columns);
        }
        for output in graph.outputs.iter().filter(|output| output.kind == OutputKind::Reason) {
            found.reasons.entry((output.subject, output.node)).or_default().push(output.name.as_str());
        }
        found
    }

    fn column(&self, table: usize, name: &str) -> Option<usize> {
        self.columns.get(table)?.get(name).copied()
    }

    /// The first column that says why a value is missing.
    fn reasons(&self, table: usize, value: &NamedValue) -> Option<usize> {
        let names = self.reasons.get(&(value.subject, value.node))?;
        names.iter().filter_map(|name| self.column(table, name)).min()
    }
}

impl<'g> Checks<'g> {
    /// What is watched in tables with these columns; their rows do not matter.
    pub(crate) fn of(graph: &'g Graph, tables: &[ResultTable]) -> Checks<'g> {
        let columns = Columns::new(graph, tables);
        let watch = |value: &'g NamedValue| {
            let table = *columns.tables.get(graph.subject(value.subject).name.as_str())?;
            let column = columns.column(table, &value.name)?;
            let own = tables.get(table)?;
            let shown = own.columns.get(column)?;
            let how = match (&value.about, &shown.cells) {
                (ValueStructure::Check(severity), Cells::YesNo(_)) => {
                    let (reasons, not_asked) = (columns.reasons(table, value), not_asked(graph, value));
                    Watched::Check { severity: *severity, reasons, not_asked }
                }
                (ValueStructure::Composed(of), _) if of.fails => Watched::Value,
                (ValueStructure::Tiers { .. }, Cells::Text(_)) => {
                    let reasons = columns.column(table, &format!("{}_missing", value.name));
                    Watched::Clusters { reasons, causes: causes(graph, clusters_of(graph, value.node)?) }
                }
                _ => return None,
            };
            let alone = !own.columns.iter().any(|column| column.is_key);
            Some(Watch { value, how, table, column, restricted: shown.restricted, alone })
        };
        Checks { graph, watched: graph.values.iter().flatten().filter_map(watch).collect() }
    }

    /// Whether anything is watched in the table at a position.
    pub(crate) fn watches(&self, table: usize) -> bool {
        self.watched.iter().any(|watch| watch.table == table)
    }

    /// No rows yet.
    pub(crate) fn tally(&self) -> Tally {
        Tally(self.watched.iter().map(Watch::no_rows).collect())
    }

    /// Counts rows of the table at a position.
    pub(crate) fn count(&self, table: usize, rows: &ResultTable) -> Counted {
        let own = self.watched.iter().enumerate().filter(|(_, watch)| watch.table == table);
        let count = |(at, watch): (usize, &Watch<'_>)| {
            let mut count = watch.no_rows();
            watch.count(rows, &mut count);
            (at, count)
        };
        Counted(own.map(count).collect())
    }

    /// The answers of each published check, in the order of the policy.
    pub(crate) fn counts(&self, tally: &Tally) -> Vec<CheckCounts> {
        let count = |(watch, count): (&Watch<'_>, &Count)| {
            let Watched::Check { severity, .. } = watch.how else { return None };
            let of = |at: usize| count.named.get(at).map_or(0, |named| named.count);
            Some(CheckCounts {
                name: watch.value.name.clone(),
                subject: self.graph.subject(watch.value.subject).name.clone(),
                severity: if severity == Severity::Error { "error" } else { "warning" },
                holds: count.holds,
                fails: of(0),
                unknown: of(1),
                not_asked: count.not_asked,
                reasons: count.texts.iter().cloned().collect(),
            })
        };
        self.watched.iter().zip(&tally.0).filter_map(count).collect()
    }

    /// A finding for each check that does not hold for some subject of the results or is unknown for one, and for values
    /// and clusters that must be there, in the order of the policy.
    pub(crate) fn findings(&self, tally: &Tally) -> Vec<Diagnostic> {
        let found = self.watched.iter().zip(&tally.0).flat_map(|(watch, count)| match &watch.how {
            Watched::Check { severity, .. } => {
                let finding = check(self.graph, watch, count);
                let or_warning = |finding: Diagnostic| match severity {
                    Severity::Error => finding,
                    _ => finding.into_warning(),
                };
                finding.map(or_warning).into_iter().collect()
            }
            Watched::Value => without_value(self.graph, watch, count).into_iter().collect(),
            Watched::Clusters { causes, .. } => clusters(self.graph, watch, causes, count),
        });
        let mut findings: Vec<Diagnostic> = found.collect();
        findings.sort_by_key(Diagnostic::span);
        findings
    }
}

impl Watch<'_> {
    fn no_rows(&self) -> Count {
        let named = match &self.how {
            Watched::Check { .. } => 2,
            Watched::Value => 1,
            Watched::Clusters { causes, .. } => causes.len(),
        };
        Count { named: vec![Named::default(); named], ..Count::default() }
    }

    fn count(&self, rows: &ResultTable, count: &mut Count) {
        let Some(column) = rows.columns.get(self.column) else { return };
        count.rows += rows.rows();
        let reason = |at: Option<usize>, row: usize| {
            at.and_then(|at| rows.columns.get(at)).and_then(|column| cell_text(&column.cells, row))
        };
        match (&self.how, &column.cells) {
            (Watched::Check { reasons, not_asked, .. }, Cells::YesNo(cells)) => {
                for (row, answer) in cells.iter().enumerate() {
                    match (answer, reason(*reasons, row)) {
                        (Some(true), _) => count.holds += 1,
                        (Some(false), _) => add(&mut count.named, 0, || key(rows, row, None)),
                        // A check without a column of reasons has an answer whenever its `when` is yes.
                        (None, None) => count.not_asked += 1,
                        (None, Some(reason)) if Some(reason.as_ref()) == not_asked.as_deref() => count.not_asked += 1,
                        (None, Some(reason)) => {
                            add(&mut count.named, 1, || key(rows, row, Some(&reason)));
                            if !count.texts.contains(reason.as_ref()) {
                                count.texts.insert(reason.into_owned());
                            }
                        }
                    }
                }
            }
            (Watched::Value, cells) => {
                for row in (0..rows.rows()).filter(|row| cell_text(cells, *row).is_none()) {
                    add(&mut count.named, 0, || key(rows, row, None));
                }
            }
            (Watched::Clusters { reasons, causes }, Cells::Text(tiers)) => {
                for (row, tier) in tiers.iter().enumerate() {
                    if let Some(tier) = tier.as_ref().filter(|tier| !count.texts.contains(*tier)) {
                        count.texts.insert(tier.clone());
                    }
                    let why = reason(*reasons, row).unwrap_or_default();
                    for (at, _) in causes.iter().enumerate().filter(|(_, cause)| why.split("; ").any(|w| w == *cause)) {
                        add(&mut count.named, at, || key(rows, row, None));
                    }
                }
            }
            _ => {}
        }
    }
}

fn add(named: &mut [Named], at: usize, words: impl FnOnce() -> String) {
    if let Some(named) = named.get_mut(at) {
        named.add(words);
    }
}

/// The key of a row in words, then `said` about its subject. A subject without a key has only the latter.
fn key(rows: &ResultTable, row: usize, said: Option<&str>) -> String {
    let keys = rows.columns.iter().filter(|column| column.is_key);
    let parts: Vec<String> = keys
        .map(|column| match column.restricted {
            true => PRIVATE.to_owned(),
            false => cell_text(&column.cells, row).unwrap_or_default().into_owned(),
        })
        .collect();
    match said {
        Some(said) if parts.is_empty() => said.to_owned(),
        said => parts.join(" ") + &said.map_or(String::new(), say::said_of),
    }
}

/// The findings for whole tables of results.
pub(crate) fn findings(graph: &Graph, tables: &[ResultTable]) -> Vec<Diagnostic> {
    let checks = Checks::of(graph, tables);
    let mut tally = checks.tally();
    tables.iter().enumerate().for_each(|(at, table)| tally.add(checks.count(at, table)));
    checks.findings(&tally)
}

/// Returns the reason of a check for a subject that its `when` excludes.
fn not_asked(graph: &Graph, check: &NamedValue) -> Option<String> {
    let node = graph.node(check.node);
    let last = node.inputs.last().filter(|_| node.op == Op::First)?;
    graph.is_silent(*last).then(|| graph.reasons_text(&[Reason { node: *last, which: 0 }]))
}

fn check(graph: &Graph, watch: &Watch<'_>, count: &Count) -> Option<Diagnostic> {
    let value = watch.value;
    let (name, subject) = (&value.name, &graph.subject(value.subject).name);
    let [fails, unknown] = count.named.as_slice() else { return None };
    if watch.restricted {
        return restricted(graph, value, fails.count, unknown.count);
    }
    let asked = count.holds + fails.count + unknown.count;
    let cite = value.cite.as_ref().map_or(String::new(), say::said_of);
    let (whom_fails, whom_unknown) = (fails.whom(), unknown.whom());
    let (code, message) = match (fails.count, unknown.count) {
        (0, 0) => return None,
        (0, _) if watch.alone => (Code::CheckUnknown, say::check_unknown(name, &cite, &whom_unknown)),
        (0, n) => {
            let message = say::check_unknown_for(name, n, asked, subject, &cite, &whom_unknown);
            (Code::CheckUnknown, message)
        }
        (_, _) if watch.alone => (Code::CheckFailed, say::check_fails(name, &cite)),
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

/// The finding for a check that does not hold, if only some people may know for whom.
fn restricted(graph: &Graph, value: &NamedValue, fails: usize, unknown: usize) -> Option<Diagnostic> {
    let (name, subject) = (&value.name, &graph.subject(value.subject).name);
    let cite = value.cite.as_ref().map_or(String::new(), say::said_of);
    let output = graph.outputs.iter().find(|output| output.subject == value.subject && output.name == *name);
    let to = output.and_then(|output| output.release.as_ref()).map_or(String::new(), |release| release.to.clone());
    let (code, message) = match (fails, unknown) {
        (0, 0) => return None,
        (0, _) => (Code::CheckUnknown, say::check_unknown_for_some(name, subject, cite, to)),
        _ => (Code::CheckFailed, say::check_fails_for_some(name, subject, cite, to)),
    };
    Some(Diagnostic::error(code, value.span, message).help(say::write_results_to_file()))
}

/// The finding for subjects without a value that each must have.
fn without_value(graph: &Graph, watch: &Watch<'_>, count: &Count) -> Option<Diagnostic> {
    let value = watch.value;
    let subject = &graph.subject(value.subject).name;
    let broken = count.named.first().filter(|named| named.count > 0)?;
    let message = match broken.whom().as_str() {
        "" => say::no_value(&value.name),
        _ if watch.restricted => say::no_value_for_some(&value.name, subject),
        whom => say::no_value_for(&value.name, broken.count, count.rows, subject, whom),
    };
    let help = say::missing_fails_says_so();
    Some(Diagnostic::error(Code::CheckFailed, value.span, message).help(help))
}

/// The causes for which a subject is in no cluster, as its reason says them.
fn causes(graph: &Graph, node: NodeId) -> Vec<String> {
    let places = graph.node(node).inputs.len().saturating_sub(2);
    let causes = std::iter::once(0).chain((0..places).map(empty_centre));
    causes.map(|which| graph.reasons_text(&[Reason { node, which }])).collect()
}

/// The findings for clusters that do not settle or fail for a centre without values, and for tiers without values.
fn clusters(graph: &Graph, watch: &Watch<'_>, causes: &[String], count: &Count) -> Vec<Diagnostic> {
    let value = watch.value;
    let subject = &graph.subject(value.subject).name;
    let mut findings = Vec::new();
    for (cause, lost) in causes.iter().zip(&count.named).filter(|(_, lost)| lost.count > 0) {
        let message = match watch.restricted {
            true => say::no_tier_for_some(cause, subject),
            false => say::no_tier_for(cause, lost.count, count.rows, subject, lost.whom()),
        };
        let help = say::start_centres_nearer();
        findings.push(Diagnostic::error(Code::ClustersUnsettled, value.span, message).help(help));
    }
    if findings.is_empty() && !watch.restricted {
        findings.extend(without_values(graph, value, subject, &count.texts));
    }
    findings
}

/// The finding for tiers without values, if there are values.
fn without_values(graph: &Graph, value: &NamedValue, subject: &str, tiers: &IndexSet<String>) -> Option<Diagnostic> {
    let Type::Choice(choice) = &graph.node(value.node).ty else { return None };
    let empty = graph.choices[*choice].values.iter().filter(|tier| !tiers.contains(&tier.text));
    let empty: Vec<String> = empty.map(|tier| phrase::name(&tier.name)).collect();
    if empty.is_empty() || tiers.is_empty() {
        return None;
    }
    let message = say::empty_clusters(subject, phrase::either(&empty), &value.name);
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
