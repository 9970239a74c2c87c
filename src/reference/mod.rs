//! The reference evaluator: computes values from graph and rows, node by node, with exact fractions.
//!
//! It defines the meaning of the language: it is simple enough to compare with the language reference, and the engine
//! is compared with it. Speed is not a goal. It walks the graph once, in the order of the nodes, and computes each node
//! for all subjects of its kind: everything that a node needs has been computed before it.
//!
//! - [`value`]: what a cell is, and [`column`]: many cells in little memory;
//! - [`domain`]: which subjects exist;
//! - [`operations`]: what each operation means;
//! - [`aggregates`]: how rows are aggregated;
//! - [`decisions`]: how clauses decide;
//! - [`publish`]: how values become results.

mod aggregates;
mod column;
mod decisions;
mod domain;
mod index;
mod operations;
mod publish;
pub(crate) mod value;

pub(crate) use aggregates::RowsBehind;
pub(crate) use decisions::listed;
pub(crate) use value::{Cell, Reasons, Value};

use crate::data::{Batch, Batches};
use crate::diagnostic::Diagnostic;
use crate::graph::{Graph, Node, NodeId, Output, OutputKind};
use crate::names::SubjectId;
use crate::profile;
use crate::results::{ResultColumn, ResultTable};
use crate::schema::TableId;
use crate::types::Op;
use column::Column;
use domain::Domain;
use std::collections::{BTreeMap, BTreeSet};

/// The rows of each table, by its id; a table that is not bound has no rows.
#[derive(Clone, Copy)]
pub struct Rows<'r> {
    /// The rows of each table, including rows outside the period.
    pub tables: &'r Batches,
    /// First and last day of the period, in days since 1970-01-01. Only rows within it count for dated tables.
    pub period: Option<(i32, i32)>,
}

impl<'r> Rows<'r> {
    fn of(&self, table: TableId) -> Option<&'r Batch> {
        self.tables[table].as_ref()
    }
}

/// The values of the nodes that some kinds of subjects need, for all subjects.
#[derive(Default)]
pub struct Evaluation {
    /// The subjects of each kind.
    domains: BTreeMap<SubjectId, Domain>,
    /// The values of each node that was needed: one for each subject of its kind, in the order of the domain.
    columns: BTreeMap<NodeId, Column>,
    /// The counts of rows for each aggregate.
    rows_behind: BTreeMap<NodeId, Vec<RowsBehind>>,
}

impl Evaluation {
    /// The value of a node for the subject at a position of its kind; `None` for a node that was not needed.
    pub fn cell(&self, subject: usize, node: NodeId) -> Option<Cell> {
        self.columns.get(&node)?.get(subject)
    }

    /// The cells of some nodes for the subject at a position of their kind.
    pub fn cells(&self, subject: usize, nodes: &[NodeId]) -> Vec<Cell> {
        nodes.iter().filter_map(|node| self.cell(subject, *node)).collect()
    }

    /// The counts of rows of an aggregate for the subject at a position.
    pub fn rows_behind(&self, subject: usize, node: NodeId) -> Option<RowsBehind> {
        self.rows_behind.get(&node)?.get(subject).copied()
    }

    /// The number of subjects of a kind.
    pub fn count(&self, subject: SubjectId) -> usize {
        self.domains.get(&subject).map_or(0, |domain| domain.keys.len())
    }

    /// The key of the subject at a position, one value for each part.
    pub fn key(&self, subject: SubjectId, at: usize) -> Option<Vec<Value>> {
        self.domains.get(&subject)?.keys.get(at)
    }

    /// A part of the key of the subject at a position.
    pub fn key_part(&self, subject: SubjectId, at: usize, part: usize) -> Option<Value> {
        self.domains.get(&subject)?.keys.part(at, part)
    }

    /// The position of the subject with a key.
    pub fn position(&self, subject: SubjectId, key: &[Value]) -> Option<usize> {
        self.domains.get(&subject)?.keys.position(key)
    }

    fn column(&self, node: NodeId) -> Option<&Column> {
        self.columns.get(&node)
    }

    /// The columns of some nodes, without those that were not computed.
    fn columns(&self, nodes: &[NodeId]) -> Vec<&Column> {
        nodes.iter().filter_map(|node| self.column(*node)).collect()
    }
}

/// The results of one kind of subject.
pub fn results(graph: &Graph, rows: &Rows<'_>, subject: SubjectId) -> Result<ResultTable, Diagnostic> {
    publish::table(graph, subject, &evaluate_results(graph, rows, &[subject])?)
}

/// The results of a kind of subject from an evaluation that has computed it.
pub(crate) fn published(graph: &Graph, evaluation: &Evaluation, subject: SubjectId) -> Result<ResultTable, Diagnostic> {
    publish::table(graph, subject, evaluation)
}

/// A published column.
pub(crate) fn published_column(
    graph: &Graph,
    output: &Output,
    evaluation: &Evaluation,
) -> Result<ResultColumn, Diagnostic> {
    publish::published(graph, output, evaluation)
}

/// The key of the subject at a position of an evaluation, in words; private parts only if `reveal` is set.
pub(crate) fn key_words(graph: &Graph, subject: SubjectId, evaluation: &Evaluation, at: usize, reveal: bool) -> String {
    publish::key_words(graph, subject, evaluation, at, reveal)
}

/// The key columns of the subjects of an evaluation, in the form of the results.
pub(crate) fn publish_keys(graph: &Graph, subject: SubjectId, evaluation: &Evaluation) -> Vec<ResultColumn> {
    publish::keys(graph, subject, evaluation)
}

/// Evaluates everything that the results of some kinds of subjects need, and their named values too. All values are
/// kept for explanations.
pub(crate) fn evaluate(graph: &Graph, rows: &Rows<'_>, subjects: &[SubjectId]) -> Result<Evaluation, Diagnostic> {
    let named = graph.values.iter().flatten().filter(|v| subjects.contains(&v.subject)).map(|v| v.node);
    let needed = graph.with_inputs(graph.needed(subjects).into_iter().chain(named));
    evaluate_nodes(graph, rows, subjects, &needed, None)
}

/// Evaluates some nodes with all their inputs, and finds the subjects of some kinds.
pub(crate) fn evaluate_needed(
    graph: &Graph,
    rows: &Rows<'_>,
    subjects: &[SubjectId],
    needed: &BTreeSet<NodeId>,
) -> Result<Evaluation, Diagnostic> {
    evaluate_nodes(graph, rows, subjects, needed, None)
}

/// Evaluates the results of some kinds of subjects. A value is dropped as soon as nothing else needs it.
pub(crate) fn evaluate_results(
    graph: &Graph,
    rows: &Rows<'_>,
    subjects: &[SubjectId],
) -> Result<Evaluation, Diagnostic> {
    let _stage = profile::stage("evaluate", "");
    let needed = graph.needed(subjects);
    let mut kept: BTreeSet<NodeId> = BTreeSet::new();
    for output in graph.outputs.iter().filter(|output| subjects.contains(&output.subject)) {
        kept.insert(output.node);
        if output.kind == OutputKind::Clauses {
            kept.extend(&graph.node(output.node).inputs);
        }
    }
    let mut last_user: BTreeMap<NodeId, NodeId> = BTreeMap::new();
    for id in &needed {
        last_user.extend(graph.node(*id).inputs.iter().map(|input| (*input, *id)));
    }
    let mut done_with: BTreeMap<NodeId, Vec<NodeId>> = BTreeMap::new();
    for (id, user) in last_user.into_iter().filter(|(id, _)| !kept.contains(id)) {
        done_with.entry(user).or_default().push(id);
    }
    evaluate_nodes(graph, rows, subjects, &needed, Some(&done_with))
}

/// Evaluates nodes in their order. If `done_with` is given, drops after each node the values that it was the last to
/// need.
fn evaluate_nodes(
    graph: &Graph,
    rows: &Rows<'_>,
    subjects: &[SubjectId],
    nodes: &BTreeSet<NodeId>,
    done_with: Option<&BTreeMap<NodeId, Vec<NodeId>>>,
) -> Result<Evaluation, Diagnostic> {
    let mut evaluation = Evaluation::default();
    for subject in graph.kinds_needed(nodes.iter().copied(), subjects) {
        domain::enter(graph, rows, subject, &mut evaluation.domains)?;
    }
    for id in nodes {
        let (column, behind) = column(graph, rows, &evaluation, *id)?;
        evaluation.columns.insert(*id, column);
        match done_with {
            None => drop(behind.map(|behind| evaluation.rows_behind.insert(*id, behind))),
            Some(done_with) => {
                for done in done_with.get(id).into_iter().flatten() {
                    evaluation.columns.remove(done);
                }
            }
        }
    }
    Ok(evaluation)
}

/// The values of one node for all subjects of its kind; for an aggregate with the counts of rows for each.
fn column(
    graph: &Graph,
    rows: &Rows<'_>,
    so_far: &Evaluation,
    id: NodeId,
) -> Result<(Column, Option<Vec<RowsBehind>>), Diagnostic> {
    let node = graph.node(id);
    let Some(domain) = so_far.domains.get(&node.grain) else { return Ok((Column::default(), None)) };
    let subjects = 0..domain.keys.len();
    let column = match &node.op {
        Op::Column(table, column) => match rows.of(*table) {
            Some(batch) => {
                domain.rows.iter().map(|row| value::read(graph, *table, *column, Some(id), batch, *row)).collect()
            }
            None => Column::default(),
        },
        Op::Key(part) => subjects.map(|at| domain.keys.part(at, *part).ok_or_else(Reasons::new)).collect(),
        Op::IsAbsent => is_absent(graph, rows, so_far, node),
        Op::Reach(to) => reach(so_far, id, node, *to, domain.keys.len()),
        Op::Aggregate(aggregate) => {
            let (cells, behind) = aggregates::column(graph, so_far, id, aggregate)?;
            return Ok((cells, Some(behind)));
        }
        _ => {
            let inputs = so_far.columns(&node.inputs);
            let row = |at: usize| inputs.iter().filter_map(|column| column.get(at)).collect::<Vec<Cell>>();
            subjects.map(|at| operations::apply(graph, id, node, &row(at).iter().collect::<Vec<_>>())).collect()
        }
    };
    Ok((column, None))
}

/// The value of another subject, found by its key.
fn reach(so_far: &Evaluation, id: NodeId, node: &Node, to: SubjectId, subjects: usize) -> Column {
    let Some((value, key)) = node.inputs.split_first() else { return Column::default() };
    let (values, key) = (so_far.column(*value), so_far.columns(key));
    let one = |at: usize| {
        let parts: Vec<Cell> = key.iter().filter_map(|column| column.get(at)).collect();
        let parts: Vec<&Cell> = parts.iter().collect();
        let parts: Vec<Value> = operations::values(&parts)?.into_iter().cloned().collect();
        let found = so_far.position(to, &parts).and_then(|position| values?.get(position));
        found.unwrap_or_else(|| value::missing(id, 0))
    };
    (0..subjects).map(one).collect()
}

/// Whether the cells of a column are absent.
fn is_absent(graph: &Graph, rows: &Rows<'_>, so_far: &Evaluation, node: &Node) -> Column {
    let Some(input) = node.inputs.first() else { return Column::default() };
    let Op::Column(table, column) = graph.node(*input).op else { return Column::default() };
    let (Some(batch), Some(domain)) = (rows.of(table), so_far.domains.get(&node.grain)) else {
        return Column::default();
    };
    let markers = &graph.table(table).column(column).missing;
    let absent = |row: &usize| {
        let marker = batch.column(column).marker(*row);
        marker.and_then(|m| markers.get(m)).is_some_and(|m| m.absent)
    };
    let cells = domain.rows.iter().zip(so_far.column(*input).into_iter().flat_map(Column::iter));
    cells
        .map(|(row, cell)| match cell {
            _ if absent(row) => Ok(Value::YesNo(true)),
            Ok(_) => Ok(Value::YesNo(false)),
            Err(reasons) => Err(reasons),
        })
        .collect()
}
