//! Converts columns of a record batch to columns of values.

use super::arrays;
use super::column::{Column, there};
use super::errors::internal;
use crate::plan::columns::{ROW, key_name, marker_name};
use crate::plan::policy::Policy;
use crate::schema::{ColumnId, TableId};
use datafusion::arrow::array::{ArrayRef, AsArray, UInt8Array};
use datafusion::arrow::buffer::BooleanBuffer;
use datafusion::arrow::datatypes::{UInt8Type, UInt64Type};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::common::Result;

/// A column of a batch by its name.
pub(crate) fn by_name<'b>(batch: &'b RecordBatch, name: &str) -> Result<&'b ArrayRef> {
    batch.column_by_name(name).ok_or_else(|| internal(&format!("there is no column {name}")))
}

/// The numbers of the rows.
pub(crate) fn row_numbers(batch: &RecordBatch) -> Result<&[u64]> {
    let rows = by_name(batch, ROW)?.as_primitive_opt::<UInt64Type>();
    Ok(rows.ok_or_else(|| internal("rows without numbers"))?.values())
}

/// The markers of a column of a table; `None` if every cell must have a value.
pub(crate) fn markers<'b>(
    policy: &Policy,
    table: TableId,
    column: ColumnId,
    batch: &'b RecordBatch,
) -> Result<Option<&'b UInt8Array>> {
    let schema = policy.graph.table(table).column(column);
    if schema.missing.is_empty() {
        return Ok(None);
    }
    let markers = by_name(batch, &marker_name(schema))?.as_primitive_opt::<UInt8Type>();
    Ok(Some(markers.ok_or_else(|| internal("markers of another kind"))?))
}

/// The values of a column of a table.
pub(crate) fn column(policy: &Policy, table: TableId, column: ColumnId, batch: &RecordBatch) -> Result<Column> {
    let schema = policy.graph.table(table).column(column);
    let markers = markers(policy, table, column, batch)?;
    let data = arrays::column(by_name(batch, &schema.name)?)?.data;
    let is_there = |codes: &UInt8Array| {
        let codes = codes.values();
        BooleanBuffer::collect_bool(codes.len(), |row| codes.get(row) == Some(&0))
    };
    let there = markers.and_then(|codes| there(is_there(codes)));
    Ok(Column { data, there })
}

/// A part of the key of a group or product.
pub(crate) fn key(part: usize, batch: &RecordBatch) -> Result<Column> {
    arrays::column(by_name(batch, &key_name(part))?)
}
