//! The reference evaluator: graph and rows to values, one row after the other, with exact fractions.
//!
//! It is the meaning of the language: plain enough to be read against the language reference, and what the engine is
//! held against. Speed is nothing that it strives for.
//!
//! [`value`] is what a cell is, [`operations`] what each operation means, [`aggregates`] how rows come together,
//! [`publish`] how values become results.

mod aggregates;
mod operations;
mod publish;
pub mod value;

pub use value::{Cell, Reasons, Value};

use crate::data::Batch;
use crate::diagnostic::Diagnostic;
use crate::graph::{Graph, NodeId};
use crate::names::SubjectId;
use crate::results::ResultTable;
use crate::schema::TableId;
use crate::types::Op;
use aggregates::Gathering;
pub use aggregates::RowsBehind;
use indexmap::IndexMap;
use std::collections::BTreeMap;

/// The rows of each table, by its id; a table that is not bound has none.
pub struct Rows<'r> {
    /// By table.
    pub tables: &'r [Option<Batch>],
}

impl Rows<'_> {
    fn of(&self, table: TableId) -> Option<&Batch> {
        self.tables.get(table.0).and_then(Option::as_ref)
    }
}

/// Every subject of one kind with the value of each node.
#[derive(Default)]
pub struct Evaluation {
    /// For each subject, in the order of the rows (a group by its first row): the value of every node of its grain.
    pub subjects: Vec<Vec<Option<Cell>>>,
    /// For each subject the key, one cell for each key column.
    pub keys: Vec<Vec<Cell>>,
    /// For each group the rows behind its aggregates; empty where subjects are rows themselves.
    pub rows_behind: Vec<BTreeMap<NodeId, RowsBehind>>,
}

impl Evaluation {
    /// The value of a node for the subject at a position; `None` for a node of another grain.
    pub fn cell(&self, subject: usize, node: NodeId) -> Option<&Cell> {
        self.subjects.get(subject)?.get(node.0)?.as_ref()
    }
}

/// The results of one kind of subject.
pub fn results(graph: &Graph, rows: &Rows<'_>, subject: SubjectId) -> Result<ResultTable, Diagnostic> {
    publish::table(graph, subject, &evaluate(graph, rows, subject))
}

/// The key columns of the subjects of an evaluation, as results write them.
pub fn publish_keys(graph: &Graph, subject: SubjectId, evaluation: &Evaluation) -> Vec<crate::results::Cells> {
    publish::keys(graph, subject, evaluation).into_iter().map(|column| column.cells).collect()
}

/// Evaluates every node for every subject of one kind.
pub fn evaluate(graph: &Graph, rows: &Rows<'_>, subject: SubjectId) -> Evaluation {
    let model = graph.subject(subject);
    let key: Vec<_> = graph.key_columns(subject).into_iter().map(|(id, _)| id).collect();
    let Some(batch) = rows.of(model.table) else { return Evaluation::default() };
    let key_of = |row| key.iter().map(|id| value::read(graph, model.table, *id, None, batch, row)).collect::<Vec<_>>();
    if !model.grouped {
        let subjects = (0..batch.rows).map(|row| evaluate_row(graph, subject, batch, row)).collect();
        return Evaluation { subjects, keys: (0..batch.rows).map(key_of).collect(), rows_behind: Vec::new() };
    }
    let mut groups: IndexMap<Vec<Cell>, Gathering> = IndexMap::new();
    let row_grain = graph.rows_of(model.table);
    for row in 0..batch.rows {
        let cells = row_grain.map(|grain| evaluate_row(graph, grain, batch, row)).unwrap_or_default();
        groups.entry(key_of(row)).or_insert_with(|| Gathering::new(graph, subject)).add(graph, &cells);
    }
    let (mut keys, mut subjects, mut rows_behind) = (Vec::new(), Vec::new(), Vec::new());
    for (key, gathering) in groups {
        subjects.push(evaluate_group(graph, subject, &gathering, &key));
        rows_behind.push(gathering.rows_behind());
        keys.push(key);
    }
    Evaluation { subjects, keys, rows_behind }
}

/// Every node of one grain for one row, in the order of the graph.
fn evaluate_row(graph: &Graph, grain: SubjectId, batch: &Batch, row: usize) -> Vec<Option<Cell>> {
    let mut cells: Vec<Option<Cell>> = vec![None; graph.nodes.len()];
    for (i, node) in graph.nodes.iter().enumerate().filter(|(_, n)| n.grain == grain) {
        let id = NodeId(i);
        let cell = match &node.op {
            Op::Column(table, column) => value::read(graph, *table, *column, Some(id), batch, row),
            _ => operations::apply(id, node, &inputs(node, &cells)),
        };
        if let Some(slot) = cells.get_mut(i) {
            *slot = Some(cell);
        }
    }
    cells
}

/// Every node of one grain for one group.
fn evaluate_group(graph: &Graph, grain: SubjectId, gathering: &Gathering, key: &[Cell]) -> Vec<Option<Cell>> {
    let mut cells: Vec<Option<Cell>> = vec![None; graph.nodes.len()];
    let key_columns = graph.key_columns(grain);
    for (i, node) in graph.nodes.iter().enumerate().filter(|(_, n)| n.grain == grain) {
        let id = NodeId(i);
        let cell = match &node.op {
            Op::Aggregate(aggregate) => gathering.result(id, aggregate),
            Op::Column(_, column) => {
                let at = key_columns.iter().position(|(id, _)| id == column);
                at.and_then(|at| key.get(at)).cloned().unwrap_or_else(|| value::missing(id, 0))
            }
            _ => operations::apply(id, node, &inputs(node, &cells)),
        };
        if let Some(slot) = cells.get_mut(i) {
            *slot = Some(cell);
        }
    }
    cells
}

/// The inputs of a node, which stand before it in the graph.
fn inputs<'c>(node: &crate::graph::Node, cells: &'c [Option<Cell>]) -> Vec<&'c Cell> {
    node.inputs.iter().filter_map(|id| cells.get(id.0).and_then(Option::as_ref)).collect()
}
