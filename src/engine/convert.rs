//! Converts rows from the reader to record batches.

use super::errors::internal;
use super::tables::BoundTable;
use crate::data::{Batch, Column, Texts, Values};
use crate::plan::columns::decimal;
use datafusion::arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int64Array, StringArray, UInt8Array, UInt32Array, UInt64Array,
};
use datafusion::arrow::buffer::{Buffer, OffsetBuffer, ScalarBuffer};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::record_batch::{RecordBatch, RecordBatchOptions};
use datafusion::common::Result;
use std::sync::Arc;

/// The number of bits by which the position of a file is shifted in the number of a row. No file has more lines than
/// fit in these bits.
const FILE_SHIFT: u32 = 40;

/// The number of the row in a line of a file.
pub(crate) fn row_number(file: u32, line: u64) -> u64 {
    u64::from(file) << FILE_SHIFT | line
}

/// The wanted columns of a batch, and the numbers of its rows.
pub(crate) fn convert(
    bound: &BoundTable,
    batch: Batch,
    projection: &[usize],
    schema: &SchemaRef,
) -> Result<RecordBatch> {
    let mut places = Vec::new();
    for (at, column) in bound.declared().columns.iter().enumerate() {
        places.push(ScanColumn::Values(at));
        if !column.missing.is_empty() {
            places.push(ScanColumn::Markers(at));
        }
    }
    places.push(ScanColumn::Row);
    let mut columns = batch.columns;
    let mut wanted: Vec<ArrayRef> = Vec::with_capacity(projection.len());
    for place in projection.iter().map(|at| places.get(*at)) {
        wanted.push(match place {
            Some(ScanColumn::Row) => {
                Arc::new(UInt64Array::from_iter_values(batch.lines.iter().map(|line| row_number(batch.file, *line))))
            }
            Some(ScanColumn::Markers(at)) => markers(columns.get(*at), batch.rows),
            Some(ScanColumn::Values(at)) => values(columns.get_mut(*at)).ok_or_else(|| internal("unknown column"))?,
            None => return Err(internal("unknown column")),
        });
    }
    let rows = RecordBatchOptions::new().with_row_count(Some(batch.rows));
    Ok(RecordBatch::try_new_with_options(schema.clone(), wanted, &rows)?)
}

/// What a column of the scan contains.
enum ScanColumn {
    Values(usize),
    Markers(usize),
    Row,
}

fn markers(column: Option<&Column>, rows: usize) -> ArrayRef {
    let codes = column.and_then(|c| c.missing.clone()).unwrap_or_else(|| vec![0; rows]);
    Arc::new(UInt8Array::from(codes))
}

/// The texts as one array; `None` if an array cannot hold so many bytes, which does not happen for a batch.
fn texts(list: &Texts) -> Option<StringArray> {
    let (bytes, ends) = list.parts();
    let ends = ends.iter().map(|end| i32::try_from(*end).ok());
    let offsets = std::iter::once(Some(0)).chain(ends).collect::<Option<Vec<i32>>>()?;
    let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
    StringArray::try_new(offsets, Buffer::from(bytes.as_bytes()), None).ok()
}

/// Moves the values of a column out of the batch.
fn values(column: Option<&mut Column>) -> Option<ArrayRef> {
    let column = column?;
    Some(match std::mem::replace(&mut column.values, Values::Narrow(Vec::new())) {
        Values::Narrow(list) => Arc::new(Int64Array::from(list)),
        Values::Wide(list) => Arc::new(Decimal128Array::from(list).with_data_type(decimal(0))),
        Values::Choice(list) => Arc::new(UInt32Array::from(list)),
        Values::Text(list) => Arc::new(texts(&list)?),
        Values::Date(list) => Arc::new(Date32Array::from(list)),
        Values::YesNo(list) => Arc::new(BooleanArray::from(list)),
        Values::Set(list) => Arc::new(UInt64Array::from(list)),
    })
}
