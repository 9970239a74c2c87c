//! Columns of a record batch to columns of values.

use super::column::{Column, Data, there};
use super::kernels::internal;
use crate::plan::columns::{marker_name, state_name};
use crate::plan::program::Policy;
use crate::schema::{ColumnId, TableId};
use datafusion::arrow::array::{Array, ArrayRef, AsArray, BinaryArray, UInt8Array};
use datafusion::arrow::datatypes::{DataType, Date32Type, Decimal128Type, Int64Type, UInt8Type, UInt32Type};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::common::Result;

/// A column of a batch by its name.
pub fn by_name<'b>(batch: &'b RecordBatch, name: &str) -> Result<&'b ArrayRef> {
    batch.column_by_name(name).ok_or_else(|| internal(&format!("there is no column {name}")))
}

/// The markers of a column of a table; `None` where every cell must have a value.
pub fn markers<'b>(
    policy: &Policy,
    table: TableId,
    column: ColumnId,
    batch: &'b RecordBatch,
) -> Result<Option<&'b UInt8Array>> {
    let Some(schema) = policy.graph.table(table).column(column) else { return Ok(None) };
    if schema.missing.is_empty() {
        return Ok(None);
    }
    let markers = by_name(batch, &marker_name(schema))?.as_primitive_opt::<UInt8Type>();
    Ok(Some(markers.ok_or_else(|| internal("markers of another kind"))?))
}

/// The values of a column of a table.
pub fn column(policy: &Policy, table: TableId, column: ColumnId, batch: &RecordBatch) -> Result<Column> {
    let schema = policy.graph.table(table).column(column).ok_or_else(|| internal("an unknown column"))?;
    let markers = markers(policy, table, column, batch)?;
    let data = data(by_name(batch, &schema.name)?)?;
    let there = markers.and_then(|codes| there(codes.values().iter().map(|code| *code == 0).collect()));
    Ok(Column { data, there })
}

/// What an array holds.
fn data(array: &ArrayRef) -> Result<Data> {
    let other = || internal("a column of another kind");
    Ok(match array.data_type() {
        DataType::Int64 => Data::Narrow(array.as_primitive_opt::<Int64Type>().ok_or_else(other)?.values().clone()),
        DataType::Decimal128(..) => {
            Data::Wide(array.as_primitive_opt::<Decimal128Type>().ok_or_else(other)?.values().clone())
        }
        DataType::UInt32 => Data::Choice(array.as_primitive_opt::<UInt32Type>().ok_or_else(other)?.values().clone()),
        DataType::Date32 => Data::Date(array.as_primitive_opt::<Date32Type>().ok_or_else(other)?.values().clone()),
        DataType::Boolean => Data::YesNo(array.as_boolean_opt().ok_or_else(other)?.values().clone()),
        DataType::Utf8 => Data::Text(array.as_string_opt::<i32>().ok_or_else(other)?.clone()),
        _ => return Err(other()),
    })
}

/// A column of a node's values as a program gave it out.
pub fn held(array: &ArrayRef) -> Result<Column> {
    if let Some(bytes) = array.as_binary_opt::<i32>() {
        let numbers = bytes.iter().map(|b| b.map_or_else(|| Some(Default::default()), super::bytes::fraction));
        let numbers = numbers.collect::<Option<Vec<_>>>().ok_or_else(|| internal("a fraction is cut off"))?;
        return Ok(Column { data: Data::Big(numbers.into()), there: array.nulls().cloned() });
    }
    Ok(Column { data: data(array)?, there: array.nulls().filter(|n| n.null_count() > 0).cloned() })
}

/// The states of an aggregate by its position.
pub fn states(batch: &RecordBatch, at: usize) -> Result<&BinaryArray> {
    by_name(batch, &state_name(at))?.as_binary_opt::<i32>().ok_or_else(|| internal("states of another kind"))
}
