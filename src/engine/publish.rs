//! Record batches to a table of results.

use super::kernels::internal;
use crate::diagnostic::{Code, Diagnostic};
use crate::graph::{Graph, OutputKind};
use crate::names::SubjectId;
use crate::results::{Cells, ResultColumn, ResultTable};
use crate::schema::ColumnKind;
use datafusion::arrow::array::{ArrayRef, AsArray};
use datafusion::arrow::datatypes::{Date32Type, Decimal128Type};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::common::Result;

/// The results of a subject from the batches that its plan gives, which are in the order of the rows.
pub fn table(graph: &Graph, subject: SubjectId, batches: &[RecordBatch]) -> Result<ResultTable> {
    let mut columns = empty(graph, subject);
    for batch in batches {
        // The first column is the row's number.
        for (column, array) in columns.iter_mut().zip(batch.columns().iter().skip(1)) {
            append(&mut column.cells, array)?;
        }
    }
    Ok(ResultTable { subject: graph.subject(subject).name.clone(), columns })
}

/// The columns without rows.
fn empty(graph: &Graph, subject: SubjectId) -> Vec<ResultColumn> {
    let table = graph.table(graph.subject(subject).table);
    let keys = graph.key_columns(subject).into_iter().filter_map(|(id, name)| {
        let cells = match &table.column(id)?.kind {
            ColumnKind::Number(number) => Cells::Decimal { scale: number.scale, units: Vec::new() },
            ColumnKind::Choice(..) | ColumnKind::Text => Cells::Text(Vec::new()),
            ColumnKind::Date => Cells::Date(Vec::new()),
            ColumnKind::YesNo { .. } => Cells::YesNo(Vec::new()),
        };
        Some(ResultColumn { name: name.to_owned(), is_key: true, cells })
    });
    let outputs = graph.outputs.iter().filter(|o| o.subject == subject).map(|output| {
        let cells = match output.kind {
            OutputKind::Number(scale) => Cells::Decimal { scale, units: Vec::new() },
            OutputKind::Choice(_) | OutputKind::Text | OutputKind::Reason => Cells::Text(Vec::new()),
            OutputKind::Date => Cells::Date(Vec::new()),
            OutputKind::YesNo => Cells::YesNo(Vec::new()),
        };
        ResultColumn { name: output.name.clone(), is_key: false, cells }
    });
    keys.chain(outputs).collect()
}

fn append(cells: &mut Cells, array: &ArrayRef) -> Result<()> {
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
    }
    Ok(())
}

/// A number of an output that no file holds.
pub fn too_large(graph: &Graph, output: usize) -> Diagnostic {
    let name = graph.outputs.get(output).map_or("", |o| o.name.as_str());
    Diagnostic::input(Code::ResultTooLarge, None, format!("a value of `{name}` has more than 38 digits"))
        .help("limit it, or round it to fewer decimals")
}
