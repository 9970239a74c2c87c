//! Converts record batches to a table of results.

use super::clauses;
use super::emit::published_key;
use super::errors::internal;
use super::job_output::JobOutput;
use super::pool::exhausted;
use super::reasons::Computed;
use crate::data::Memory;
use crate::diagnostic::{Code, Diagnostic};
use crate::graph::privacy::key_origin;
use crate::graph::{Graph, NodeId, Output, OutputKind};
use crate::messages::reference as say;
use crate::names::SubjectId;
use crate::results::write::cell_text;
use crate::results::{Cells, ResultColumn, ResultTable};
use crate::schema::{ColumnKind, PRIVATE};
use crate::types::KeyPart;
use datafusion::arrow::array::{ArrayRef, AsArray};
use datafusion::arrow::datatypes::{Date32Type, Decimal128Type};
use datafusion::common::Result;

/// The results of a subject from the output of its job, which is in the order of the rows. Memory is counted while they
/// are made, since there may be as many results as rows.
pub(crate) fn table(graph: &Graph, subject: SubjectId, left: JobOutput, memory: &Memory) -> Result<ResultTable> {
    let keys = graph.subject(subject).key.iter().map(|part| (empty_key(part), None));
    let outputs = graph.outputs.iter().filter(|o| o.subject == subject).map(|o| (empty(graph, o), Some(o.node)));
    let mut columns: Vec<(ResultColumn, Option<NodeId>)> = keys.chain(outputs).collect();
    let rows = left.rows();
    columns.iter_mut().for_each(|(column, _)| column.cells.reserve(rows));
    left.each(|batch| {
        let mut bytes = 0;
        // The first column is the row's number.
        for ((column, node), array) in columns.iter_mut().zip(batch.columns().iter().skip(1)) {
            let before = column.cells.len();
            append(graph, *node, &mut column.cells, array)?;
            bytes += column.cells.bytes_from(before);
        }
        if memory.try_hold(bytes as u64) { Ok(()) } else { Err(exhausted()) }
    })?;
    let columns = columns.into_iter().map(|(column, _)| column).collect();
    Ok(ResultTable { subject: graph.subject(subject).name.clone(), columns })
}

/// A column of the key without rows.
fn empty_key(part: &KeyPart) -> ResultColumn {
    let cells = match &part.kind {
        ColumnKind::Number(number) => Cells::Decimal { scale: number.scale, units: Vec::new() },
        // A set is not part of a key.
        ColumnKind::Choice(..) | ColumnKind::Text | ColumnKind::Set(..) => Cells::Text(Vec::new()),
        ColumnKind::Date => Cells::Date(Vec::new()),
        ColumnKind::YesNo { .. } => Cells::YesNo(Vec::new()),
    };
    ResultColumn { name: part.name.clone(), is_key: true, restricted: false, most: part.kind.most_units(), cells }
}

/// A column of an output without rows.
fn empty(graph: &Graph, output: &Output) -> ResultColumn {
    let cells = match output.kind {
        OutputKind::Number(scale) => Cells::Decimal { scale, units: Vec::new() },
        OutputKind::Choice(_) | OutputKind::Text | OutputKind::Reason => Cells::Text(Vec::new()),
        OutputKind::Date => Cells::Date(Vec::new()),
        OutputKind::YesNo => Cells::YesNo(Vec::new()),
        OutputKind::Clauses => Cells::Clauses(Vec::new()),
    };
    ResultColumn { name: output.name.clone(), is_key: false, restricted: false, most: graph.most_units(output), cells }
}

fn append(graph: &Graph, node: Option<NodeId>, cells: &mut Cells, array: &ArrayRef) -> Result<()> {
    let other = || internal("a result of another kind");
    match cells {
        Cells::Decimal { units, .. } => {
            units.extend(array.as_primitive_opt::<Decimal128Type>().ok_or_else(other)?.iter());
        }
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
pub(crate) fn key_words(computed: &Computed<'_>, row: usize) -> Result<String> {
    let graph = &computed.program.policy.graph;
    let one = Computed { batch: &computed.batch.slice(row, 1), ..*computed };
    let mut words = Vec::new();
    let kind = computed.program.job.kind;
    for (at, part) in graph.subject(kind).key.iter().enumerate() {
        if key_origin(graph, kind, at).is_some() {
            words.push(format!("{} {PRIVATE}", part.name));
            continue;
        }
        let mut column = empty_key(part);
        append(graph, None, &mut column.cells, &published_key(&one, at)?)?;
        words.push(format!("{} {}", column.name, cell_text(&column.cells, 0).unwrap_or_default()));
    }
    Ok(words.join(", "))
}

/// The finding for a number of an output that no file can hold.
pub(crate) fn too_large(graph: &Graph, output: usize) -> Diagnostic {
    let name = graph.outputs.get(output).map_or("", |o| o.name.as_str());
    Diagnostic::input(Code::ResultTooLarge, None, say::too_many_digits(name)).help(say::limit_or_round())
}
