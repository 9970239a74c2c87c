//! The reference evaluator: graph and rows to values, one node after the other, with exact fractions.
//!
//! It is the meaning of the language: plain enough to be read against the language reference, and what the engine is
//! held against. Speed is nothing that it strives for. It walks the graph once, in the order of the nodes, and computes
//! each for all subjects of its kind: everything that a node needs has been computed before it.
//!
//! [`value`] is what a cell is, [`domain`] which subjects there are, [`operations`] what each operation means,
//! [`aggregates`] how many subjects come together, [`decisions`] how clauses decide, [`publish`] how values become
//! results.

mod aggregates;
mod decisions;
mod domain;
mod operations;
mod publish;
pub mod value;

pub use aggregates::RowsBehind;
pub use decisions::listed;
pub use domain::Domain;
pub use value::{Cell, Reasons, Value};

use crate::data::Batch;
use crate::diagnostic::Diagnostic;
use crate::graph::{Graph, Node, NodeId};
use crate::names::SubjectId;
use crate::results::ResultTable;
use crate::schema::TableId;
use crate::types::Op;
use std::collections::{BTreeMap, HashMap};

/// The rows of each table, by its id; a table that is not bound has none.
#[derive(Clone, Copy)]
pub struct Rows<'r> {
    /// By table, rows outside the period among them.
    pub tables: &'r [Option<Batch>],
    /// First and last day of the period, from 1970-01-01; of dated tables the rows within it count.
    pub period: Option<(i32, i32)>,
}

impl<'r> Rows<'r> {
    fn of(&self, table: TableId) -> Option<&'r Batch> {
        self.tables.get(table.0).and_then(Option::as_ref)
    }
}

/// The values of every node that some kinds of subjects need, for all subjects.
#[derive(Default)]
pub struct Evaluation {
    /// Which subjects there are of each kind.
    pub domains: BTreeMap<SubjectId, Domain>,
    /// For each node its values, one for each subject of its kind in the order of the domain.
    columns: Vec<Option<Vec<Cell>>>,
    /// For each aggregate the rows behind its values.
    rows_behind: BTreeMap<NodeId, Vec<RowsBehind>>,
}

impl Evaluation {
    /// The value of a node for the subject at a position of its kind; `None` for a node that was not needed.
    pub fn cell(&self, subject: usize, node: NodeId) -> Option<&Cell> {
        self.columns.get(node.0)?.as_ref()?.get(subject)
    }

    /// The rows behind an aggregate for the subject at a position.
    pub fn rows_behind(&self, subject: usize, node: NodeId) -> Option<RowsBehind> {
        self.rows_behind.get(&node)?.get(subject).copied()
    }

    /// The keys of the subjects of a kind, one cell for each part.
    pub fn keys(&self, subject: SubjectId) -> &[Vec<Value>] {
        self.domains.get(&subject).map_or(&[], |domain| &domain.keys)
    }

    /// The position of the subject that a key names.
    pub fn position(&self, subject: SubjectId, key: &[Value]) -> Option<usize> {
        self.domains.get(&subject)?.positions.get(key).copied()
    }

    fn column(&self, node: NodeId) -> &[Cell] {
        self.columns.get(node.0).and_then(Option::as_ref).map_or(&[], Vec::as_slice)
    }
}

/// The results of one kind of subject.
pub fn results(graph: &Graph, rows: &Rows<'_>, subject: SubjectId) -> Result<ResultTable, Diagnostic> {
    publish::table(graph, subject, &evaluate(graph, rows, &[subject])?)
}

/// The results of a kind of subject from an evaluation that has computed it.
pub fn published(graph: &Graph, evaluation: &Evaluation, subject: SubjectId) -> Result<ResultTable, Diagnostic> {
    publish::table(graph, subject, evaluation)
}

/// What names the subject at a position of an evaluation, in words.
pub fn key_words(graph: &Graph, subject: SubjectId, evaluation: &Evaluation, at: usize) -> String {
    publish::key_words(graph, subject, evaluation, at)
}

/// The same with what is private.
pub fn all_key_words(graph: &Graph, subject: SubjectId, evaluation: &Evaluation, at: usize) -> String {
    publish::all_key_words(graph, subject, evaluation, at)
}

/// The key columns of the subjects of an evaluation, as results write them.
pub fn publish_keys(graph: &Graph, subject: SubjectId, evaluation: &Evaluation) -> Vec<crate::results::ResultColumn> {
    publish::keys(graph, subject, evaluation)
}

/// Evaluates everything that the results of some kinds of subjects need, and these nodes of them beside.
pub fn evaluate(graph: &Graph, rows: &Rows<'_>, subjects: &[SubjectId]) -> Result<Evaluation, Diagnostic> {
    let named = graph.values.iter().flatten().filter(|v| subjects.contains(&v.subject)).map(|v| v.node);
    let needed = graph.with_inputs(graph.needed(subjects).into_iter().chain(named));
    let mut evaluation = Evaluation { columns: vec![None; graph.nodes.len()], ..Evaluation::default() };
    for subject in graph.kinds_needed(needed.iter().copied(), subjects) {
        domain::enter(graph, rows, subject, &mut evaluation.domains)?;
    }
    for id in needed {
        let column = column(graph, rows, &mut evaluation, id)?;
        if let Some(slot) = evaluation.columns.get_mut(id.0) {
            *slot = Some(column);
        }
    }
    Ok(evaluation)
}

/// The values of one node for all subjects of its kind.
fn column(graph: &Graph, rows: &Rows<'_>, so_far: &mut Evaluation, id: NodeId) -> Result<Vec<Cell>, Diagnostic> {
    let node = graph.node(id);
    let Some(domain) = so_far.domains.get(&node.grain) else { return Ok(Vec::new()) };
    Ok(match &node.op {
        Op::Column(table, column) => {
            let Some(batch) = rows.of(*table) else { return Ok(Vec::new()) };
            domain.rows.iter().map(|row| value::read(graph, *table, *column, Some(id), batch, *row)).collect()
        }
        Op::Key(part) => domain.keys.iter().map(|key| key.get(*part).cloned().ok_or_else(Reasons::new)).collect(),
        Op::IsAbsent => is_absent(graph, rows, so_far, node),
        Op::Reach(to) => reach(so_far, id, node, *to, domain.keys.len()),
        Op::Aggregate(aggregate) => {
            let (cells, behind) = aggregates::column(graph, so_far, id, aggregate)?;
            so_far.rows_behind.insert(id, behind);
            cells
        }
        _ => {
            let inputs: Vec<&[Cell]> = node.inputs.iter().map(|input| so_far.column(*input)).collect();
            let row = |at: usize| inputs.iter().filter_map(|column| column.get(at)).collect::<Vec<_>>();
            (0..domain.keys.len()).map(|at| operations::apply(graph, id, node, &row(at))).collect()
        }
    })
}

/// The value of another subject, which the key names.
fn reach(so_far: &Evaluation, id: NodeId, node: &Node, to: SubjectId, subjects: usize) -> Vec<Cell> {
    let Some((value, key)) = node.inputs.split_first() else { return Vec::new() };
    let values = so_far.column(*value);
    let key: Vec<&[Cell]> = key.iter().map(|part| so_far.column(*part)).collect();
    let one = |at: usize| {
        let parts: Vec<&Cell> = key.iter().filter_map(|column| column.get(at)).collect();
        let parts = operations::values(&parts)?;
        let parts: Vec<Value> = parts.into_iter().cloned().collect();
        let found = so_far.position(to, &parts).and_then(|position| values.get(position));
        found.cloned().unwrap_or_else(|| value::missing(id, 0))
    };
    (0..subjects).map(one).collect()
}

/// Whether the cells of a column say that there is no such thing.
fn is_absent(graph: &Graph, rows: &Rows<'_>, so_far: &Evaluation, node: &Node) -> Vec<Cell> {
    let Some(input) = node.inputs.first() else { return Vec::new() };
    let Op::Column(table, column) = graph.node(*input).op else { return Vec::new() };
    let (Some(batch), Some(domain)) = (rows.of(table), so_far.domains.get(&node.grain)) else { return Vec::new() };
    let markers = graph.table(table).column(column).map(|c| c.missing.as_slice()).unwrap_or_default();
    let absent = |row: &usize| {
        let marker = batch.columns.get(column.0).and_then(|c| c.marker(*row));
        marker.and_then(|m| markers.get(m)).is_some_and(|m| m.absent)
    };
    let cells = domain.rows.iter().zip(so_far.column(*input));
    cells
        .map(|(row, cell)| match cell {
            _ if absent(row) => Ok(Value::YesNo(true)),
            Ok(_) => Ok(Value::YesNo(false)),
            Err(reasons) => Err(reasons.clone()),
        })
        .collect()
}

/// Positions by key. Looked up only; never walked, so its order cannot show.
type Positions = HashMap<Vec<Value>, usize>;
