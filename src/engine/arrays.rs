//! Converts columns of values to the arrays that operators exchange, and back.

use super::bytes::{fraction, read_sorted, write_fraction, write_sorted};
use super::column::{Cell, Column, Data, Sorted};
use super::errors::internal;
use crate::number::{Rational, Width};
use crate::plan::columns::decimal;
use crate::plan::held::Representation;
use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, BinaryBuilder, BooleanArray, Date32Array, Decimal128Array, Int64Array, LargeBinaryArray,
    StringArray, UInt32Array, UInt64Array,
};
use datafusion::arrow::datatypes::{DataType, Date32Type, Decimal128Type, Int64Type, UInt32Type, UInt64Type};
use datafusion::common::Result;
use num_bigint::BigInt;
use num_traits::ToPrimitive;
use std::sync::Arc;

/// The values of a column as an array in the representation `held`. `own` is the denominator of its whole numbers. A
/// number that the array cannot hold, because it is not a whole number of its units, is missing in the array.
pub(crate) fn array(column: &Column, own: &BigInt, held: &Representation, rows: usize) -> Result<ArrayRef> {
    let nulls = column.there.clone();
    Ok(match (held, &column.data) {
        (Representation::Whole(units, Width::Narrow), Data::Narrow(values)) if units == own => {
            Arc::new(Int64Array::new(values.clone(), nulls))
        }
        (Representation::Whole(units, Width::Wide), Data::Wide(values)) if units == own => {
            Arc::new(Decimal128Array::new(values.clone(), nulls).with_data_type(decimal(0)))
        }
        (Representation::Whole(units, width), _) => whole(column, own, (units, *width), rows),
        (Representation::Fraction, _) => fractions((0..rows).map(|row| column.number(row, own))),
        (Representation::YesNo, Data::YesNo(flags)) => Arc::new(BooleanArray::new(flags.clone(), nulls)),
        (Representation::Choice, Data::Choice(values)) => Arc::new(UInt32Array::new(values.clone(), nulls)),
        (Representation::Date, Data::Date(values)) => Arc::new(Date32Array::new(values.clone(), nulls)),
        (Representation::Set, Data::Set(values)) => Arc::new(UInt64Array::new(values.clone(), nulls)),
        (Representation::Text, Data::Text(texts)) if nulls.is_none() => Arc::new(texts.clone()),
        (Representation::Sorted, Data::Sorted(lists)) => {
            let lists = lists.iter().enumerate().map(|(row, list)| column.has(row).then(|| write_sorted(list)));
            Arc::new(lists.collect::<LargeBinaryArray>())
        }
        _ => cells(column, &held.data_type(), rows)?,
    })
}

/// Numbers in other units, or the same number in each row.
fn whole(column: &Column, own: &BigInt, (units, width): (&BigInt, Width), rows: usize) -> ArrayRef {
    let factor: Option<i128> = (units % own == BigInt::ZERO).then(|| (units / own).to_i128()).flatten();
    let quick = |row| match (&column.data, factor) {
        (Data::Narrow(values), Some(factor)) => values.get(row).and_then(|n| i128::from(*n).checked_mul(factor)),
        (Data::Wide(values), Some(factor)) => values.get(row).and_then(|n: &i128| n.checked_mul(factor)),
        _ => None,
    };
    let exact = |row| {
        let number: Rational = column.number(row, own)? * Rational::from(units.clone());
        number.whole()
    };
    let numbers = (0..rows).map(|row| if column.has(row) { quick(row).or_else(|| exact(row)) } else { None });
    match width {
        Width::Narrow => Arc::new(numbers.map(|n| n.and_then(|n| i64::try_from(n).ok())).collect::<Int64Array>()),
        _ => Arc::new(numbers.collect::<Decimal128Array>().with_data_type(decimal(0))),
    }
}

fn fractions(numbers: impl Iterator<Item = Option<Rational>>) -> ArrayRef {
    let mut builder = BinaryBuilder::new();
    let mut bytes = Vec::new();
    for number in numbers {
        match number {
            Some(number) => {
                bytes.clear();
                write_fraction(&number, &mut bytes);
                builder.append_value(&bytes);
            }
            None => builder.append_null(),
        }
    }
    Arc::new(builder.finish())
}

/// Values that are not numbers, as an array of a type.
pub(crate) fn cells(column: &Column, ty: &DataType, rows: usize) -> Result<ArrayRef> {
    let cells = (0..rows).map(|row| column.cell(row));
    Ok(match ty {
        DataType::Boolean => Arc::new(cells.map(|c| c.map(|c| c == Cell::YesNo(true))).collect::<BooleanArray>()),
        DataType::Date32 => {
            let days = cells.map(|c| match c {
                Some(Cell::Date(days)) => Some(days),
                _ => None,
            });
            Arc::new(days.collect::<Date32Array>())
        }
        DataType::UInt32 => {
            let values = cells.map(|c| match c {
                Some(Cell::Choice(value)) => Some(value),
                _ => None,
            });
            Arc::new(values.collect::<UInt32Array>())
        }
        DataType::UInt64 => {
            let sets = cells.map(|c| match c {
                Some(Cell::Set(set)) => Some(set),
                _ => None,
            });
            Arc::new(sets.collect::<UInt64Array>())
        }
        DataType::Utf8 => {
            let texts = cells.map(|c| match c {
                Some(Cell::Text(text)) => Some(text),
                _ => None,
            });
            Arc::new(texts.collect::<StringArray>())
        }
        _ => return Err(internal("unexpected kind of value")),
    })
}

/// The column of an array that was made by [`array`] or by the scan of a table.
pub(crate) fn column(array: &ArrayRef) -> Result<Column> {
    let there = array.nulls().filter(|n| n.null_count() > 0).cloned();
    if let Some(bytes) = array.as_binary_opt::<i32>() {
        let numbers = bytes.iter().map(|b| b.map_or_else(|| Some(Default::default()), fraction));
        let numbers = numbers.collect::<Option<Vec<_>>>().ok_or_else(|| internal("a fraction is cut off"))?;
        return Ok(Column { data: Data::Big(numbers.into()), there });
    }
    if let Some(bytes) = array.as_binary_opt::<i64>() {
        let lists = bytes.iter().map(|b| Some(b.map_or_else(|| Some(Sorted::default()), read_sorted)?.into()));
        let lists = lists.collect::<Option<_>>().ok_or_else(|| internal("a list is cut off"))?;
        return Ok(Column { data: Data::Sorted(lists), there });
    }
    Ok(Column { data: data(array)?, there })
}

fn data(array: &ArrayRef) -> Result<Data> {
    let other = || internal("a column of another kind");
    Ok(match array.data_type() {
        DataType::Int64 => Data::Narrow(array.as_primitive_opt::<Int64Type>().ok_or_else(other)?.values().clone()),
        DataType::Decimal128(..) => {
            Data::Wide(array.as_primitive_opt::<Decimal128Type>().ok_or_else(other)?.values().clone())
        }
        DataType::UInt32 => Data::Choice(array.as_primitive_opt::<UInt32Type>().ok_or_else(other)?.values().clone()),
        DataType::UInt64 => Data::Set(array.as_primitive_opt::<UInt64Type>().ok_or_else(other)?.values().clone()),
        DataType::Date32 => Data::Date(array.as_primitive_opt::<Date32Type>().ok_or_else(other)?.values().clone()),
        DataType::Boolean => Data::YesNo(array.as_boolean_opt().ok_or_else(other)?.values().clone()),
        DataType::Utf8 => Data::Text(array.as_string_opt::<i32>().ok_or_else(other)?.clone()),
        _ => return Err(other()),
    })
}
