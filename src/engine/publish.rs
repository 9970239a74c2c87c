//! Published rows as results: tables of cells, or arrays for a file.

use super::clauses;
use super::emit::published_key;
use super::errors::{broken, internal};
use super::reasons::Computed;
use crate::diagnostic::{Code, Diagnostic};
use crate::graph::privacy::key_origin;
use crate::graph::{Graph, NodeId};
use crate::messages::reference as say;
use crate::names::SubjectId;
use crate::plan::columns::published_key_type;
use crate::results::delivery::Part;
use crate::results::write::cell_text;
use crate::results::{Cells, ResultTable, header, key_header};
use crate::schema::PRIVATE;
use datafusion::arrow::array::{Array, ArrayRef, AsArray, StringBuilder};
use datafusion::arrow::compute::concat;
use datafusion::arrow::datatypes::{Date32Type, Decimal128Type, Int64Type};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::common::Result as DataResult;
use std::sync::Arc;

/// Published rows of a kind of subject: the columns that are published, as the program of its job returns them.
pub(crate) struct Published<'p> {
    pub graph: &'p Graph,
    pub subject: SubjectId,
    pub batches: &'p [RecordBatch],
}

impl Part for Published<'_> {
    fn tables(&self, take: &mut dyn FnMut(ResultTable) -> Result<(), Diagnostic>) -> Result<(), Diagnostic> {
        let (graph, subject) = (self.graph, self.subject);
        let keys = graph.subject(subject).key.iter().map(|_| None);
        let nodes = graph.outputs.iter().filter(|output| output.subject == subject).map(|output| Some(output.node));
        let nodes: Vec<Option<NodeId>> = keys.chain(nodes).collect();
        for batch in self.batches {
            let mut table = header(graph, subject);
            for ((column, node), array) in table.columns.iter_mut().zip(&nodes).zip(batch.columns()) {
                append(graph, *node, &mut column.cells, array).map_err(|error| broken(&error))?;
            }
            take(table)?;
        }
        Ok(())
    }

    fn arrays(&self) -> Result<Vec<ArrayRef>, Diagnostic> {
        let columns = self.batches.first().map_or(0, RecordBatch::num_columns);
        let joined = |at: usize| {
            let parts: Vec<&dyn Array> = self.batches.iter().map(|batch| batch.column(at).as_ref()).collect();
            let joined = concat(&parts).map_err(|error| broken(&error))?;
            self.as_text(at, joined)
        };
        (0..columns).map(joined).collect()
    }
}

impl Published<'_> {
    /// Clauses as texts.
    fn as_text(&self, column: usize, array: ArrayRef) -> Result<ArrayRef, Diagnostic> {
        let Some(lists) = array.as_binary_opt::<i32>() else { return Ok(array) };
        let parts = self.graph.subject(self.subject).key.len();
        let mut outputs = self.graph.outputs.iter().filter(|output| output.subject == self.subject);
        let output = column.checked_sub(parts).and_then(|at| outputs.nth(at));
        let output = output.ok_or_else(|| broken(&"clauses of no output"))?;
        let mut texts = StringBuilder::new();
        for list in lists {
            let clauses = clauses::read(self.graph, output.node, list.unwrap_or_default());
            let cells = Cells::Clauses(vec![clauses.map_err(|error| broken(&error))?]);
            texts.append_option(cell_text(&cells, 0));
        }
        Ok(Arc::new(texts.finish()))
    }
}

fn append(graph: &Graph, node: Option<NodeId>, cells: &mut Cells, array: &ArrayRef) -> DataResult<()> {
    let other = || internal("a result of another kind");
    match cells {
        Cells::Decimal { units, .. } => match array.as_primitive_opt::<Int64Type>() {
            Some(narrow) => units.extend(narrow.iter().map(|unit| unit.map(i128::from))),
            None => units.extend(array.as_primitive_opt::<Decimal128Type>().ok_or_else(other)?.iter()),
        },
        Cells::Text(texts) => {
            let array = array.as_string_opt::<i32>().ok_or_else(other)?;
            texts.extend(array.iter().map(|text| text.map(str::to_owned)));
        }
        Cells::Date(days) => days.extend(array.as_primitive_opt::<Date32Type>().ok_or_else(other)?.iter()),
        Cells::YesNo(flags) => flags.extend(array.as_boolean_opt().ok_or_else(other)?.iter()),
        Cells::Clauses(listed) => {
            let (node, array) = node.zip(array.as_binary_opt::<i32>()).ok_or_else(other)?;
            for bytes in array {
                listed.push(clauses::read(graph, node, bytes.unwrap_or_default())?);
            }
        }
    }
    Ok(())
}

/// The key of a row's subject in words; private parts are not shown.
pub(crate) fn key_words(computed: &Computed<'_>, row: usize) -> DataResult<String> {
    let graph = &computed.program.policy.graph;
    let one = Computed { batch: &computed.batch.slice(row, 1), ..*computed };
    let mut words = Vec::new();
    let kind = computed.program.job.kind;
    for (at, part) in graph.subject(kind).key.iter().enumerate() {
        if key_origin(graph, kind, at).is_some() {
            words.push(format!("{} {PRIVATE}", part.name));
            continue;
        }
        let mut column = key_header(part);
        append(graph, None, &mut column.cells, &published_key(&one, at, &published_key_type(&part.kind))?)?;
        words.push(format!("{} {}", column.name, cell_text(&column.cells, 0).unwrap_or_default()));
    }
    Ok(words.join(", "))
}

/// The finding for a number of an output that no file can hold.
pub(crate) fn too_large(graph: &Graph, output: usize) -> Diagnostic {
    let name = graph.outputs.get(output).map_or("", |o| o.name.as_str());
    Diagnostic::input(Code::ResultTooLarge, None, say::too_many_digits(name)).help(say::limit_or_round())
}
