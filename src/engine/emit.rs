//! Converts computed values to the columns that a program returns.

use super::around::TooLarge;
use super::arrays::{array, cells};
use super::column::{Cell, Column, Data};
use super::errors::internal;
use super::input::{by_name, column, key};
use super::reasons::Computed;
use crate::graph::{NodeId, Output, OutputKind};
use crate::number::Rounding;
use crate::plan::columns::ROW;
use crate::plan::held::Representation;
use crate::plan::program::Emit;
use crate::schema::ColumnKind;
use datafusion::arrow::array::{ArrayRef, BinaryArray, Decimal128Array, Int64Array, StringArray};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::Result;
use num_bigint::BigInt;
use num_traits::ToPrimitive;
use std::sync::Arc;

/// One column that a program returns, with its type in the schema of the program.
pub(crate) fn emit(computed: &Computed<'_>, emit: Emit, ty: &DataType, too_large: &TooLarge) -> Result<ArrayRef> {
    let policy = &computed.program.policy;
    let rows = computed.values.rows;
    match emit {
        Emit::Row => Ok(by_name(computed.batch, ROW)?.clone()),
        Emit::Key(part) => {
            let held = policy.held_key(computed.program.job.kind);
            let held = held.get(part).ok_or_else(|| internal("unknown part of a key"))?;
            as_held(&key_column(computed, part)?, held, rows)
        }
        Emit::Raw(id) => {
            let table = policy.graph.subject(computed.program.job.kind).table();
            let table = table.ok_or_else(|| internal("rows of no table"))?;
            let held = Representation::of_kind(&policy.graph.table(table).column(id).kind);
            as_held(&column(policy, table, id, computed.batch)?, &held, rows)
        }
        Emit::Representation(id) => {
            let held = Representation::of_node(policy, id);
            array(computed.values.get(id)?, &computed.values.denominator(id), &held, rows)
        }
        Emit::Why(id) => {
            let column = computed.values.get(id)?;
            let why = |row| if column.has(row) { Ok(None) } else { computed.bytes(id, row).map(Some) };
            Ok(Arc::new((0..rows).map(why).collect::<Result<BinaryArray>>()?))
        }
        Emit::PublishedKey(part) => published_key(computed, part, ty),
        Emit::Published(at) => {
            let output = policy.graph.outputs.get(at).ok_or_else(|| internal("unknown output"))?;
            published(computed, at, output, ty, too_large)
        }
    }
}

/// A column of the input in the representation that it had there.
fn as_held(column: &Column, held: &Representation, rows: usize) -> Result<ArrayRef> {
    let own = match held {
        Representation::Whole(denominator, _) => denominator.clone(),
        _ => BigInt::from(1),
    };
    array(column, &own, held, rows)
}

/// A part of the key of the subjects.
fn key_column(computed: &Computed<'_>, part: usize) -> Result<Column> {
    let policy = &computed.program.policy;
    let subject = policy.graph.subject(computed.program.job.kind);
    match (subject.table(), subject.key.get(part).and_then(|part| part.column)) {
        (Some(table), Some(id)) => column(policy, table, id, computed.batch),
        _ => key(part, computed.batch),
    }
}

/// A part of the key in the form of the results.
pub(crate) fn published_key(computed: &Computed<'_>, part: usize, ty: &DataType) -> Result<ArrayRef> {
    let policy = &computed.program.policy;
    let key = &policy.graph.subject(computed.program.job.kind).key;
    let kind = key.get(part).map(|part| &part.kind).ok_or_else(|| internal("unknown part of a key"))?;
    let column = key_column(computed, part)?;
    let rows = computed.batch.num_rows();
    Ok(match kind {
        ColumnKind::Number(_) => match &column.data {
            Data::Narrow(units) if *ty == DataType::Int64 => Arc::new(Int64Array::new(units.clone(), column.there)),
            Data::Narrow(units) => {
                let units = units.iter().map(|n| i128::from(*n)).collect();
                Arc::new(Decimal128Array::new(units, column.there).with_data_type(ty.clone()))
            }
            Data::Wide(units) if *ty != DataType::Int64 => {
                Arc::new(Decimal128Array::new(units.clone(), column.there).with_data_type(ty.clone()))
            }
            _ => return Err(internal("a key of another kind")),
        },
        ColumnKind::Choice(_, values) => {
            let text = |code: u32| values.get(code as usize).and_then(|t| t.texts.first()).map(String::as_str);
            choices(&column, rows, text)
        }
        ColumnKind::Text | ColumnKind::Set(..) => cells(&column, &DataType::Utf8, rows)?,
        ColumnKind::Date => cells(&column, &DataType::Date32, rows)?,
        ColumnKind::YesNo { .. } => cells(&column, &DataType::Boolean, rows)?,
    })
}

/// An output in the form of the results.
fn published(
    computed: &Computed<'_>,
    at: usize,
    output: &Output,
    ty: &DataType,
    too_large: &TooLarge,
) -> Result<ArrayRef> {
    let column = computed.values.get(output.node)?;
    let rows = computed.values.rows;
    let graph = &computed.program.policy.graph;
    match output.kind {
        OutputKind::Number(scale) => {
            let units = Units::of(computed, output.node, scale)?;
            if let Some(array) = units.narrow(column).filter(|_| *ty == DataType::Int64) {
                return Ok(Arc::new(array));
            }
            let published = (0..rows).map(|row| {
                let units = column.has(row).then(|| units.at(column, row));
                if units == Some(None) {
                    too_large.tell(at);
                }
                units.flatten()
            });
            if *ty == DataType::Int64 {
                let narrow = |units: Option<i128>| units.map(i64::try_from).transpose();
                let narrow = published.map(narrow).collect::<std::result::Result<Int64Array, _>>();
                return Ok(Arc::new(narrow.map_err(|_| internal("a number outside of its range"))?));
            }
            Ok(Arc::new(published.collect::<Decimal128Array>().with_data_type(ty.clone())))
        }
        OutputKind::Choice(id) => Ok(choices(column, rows, |code| Some(graph.choice_text(id, code)))),
        OutputKind::YesNo => cells(column, &DataType::Boolean, rows),
        OutputKind::Text => cells(column, &DataType::Utf8, rows),
        OutputKind::Date => cells(column, &DataType::Date32, rows),
        OutputKind::Clauses => {
            let listed = (0..rows).map(|row| computed.listed(output.node, row).map(Some));
            Ok(Arc::new(listed.collect::<Result<BinaryArray>>()?))
        }
        OutputKind::Reason => {
            let reason = |row| if column.has(row) { Ok(None) } else { computed.text(output.node, row).map(Some) };
            Ok(Arc::new((0..rows).map(reason).collect::<Result<StringArray>>()?))
        }
    }
}

fn choices<'t>(column: &Column, rows: usize, text: impl Fn(u32) -> Option<&'t str>) -> ArrayRef {
    let texts = (0..rows).map(|row| match column.cell(row) {
        Some(Cell::Choice(code)) => text(code),
        _ => None,
    });
    Arc::new(texts.collect::<StringArray>())
}

/// How the numbers of a node are converted to units of 10^-scale.
struct Units {
    denominator: BigInt,
    /// The factor, if a unit of the node is a whole number of these units.
    factor: Option<i128>,
    scale: u32,
}

impl Units {
    fn of(computed: &Computed<'_>, id: NodeId, scale: u32) -> Result<Units> {
        let policy = &computed.program.policy;
        if policy.graph.node(id).ty.held().number().is_none() {
            return Err(internal("expected a number to publish"));
        }
        let denominator = computed.values.denominator(id);
        let power = BigInt::from(10).pow(scale);
        let whole = (&power % &denominator) == BigInt::ZERO;
        let factor = whole.then(|| (&power / &denominator).to_i128()).flatten();
        Ok(Units { denominator, factor, scale })
    }

    /// The units of all values, if they are computed in 64 bits; missing values have any.
    fn narrow(&self, column: &Column) -> Option<Int64Array> {
        let (Data::Narrow(values), Some(factor)) = (&column.data, self.factor) else { return None };
        if factor == 1 {
            return Some(Int64Array::new(values.clone(), column.there.clone()));
        }
        let factor = i64::try_from(factor).ok()?;
        let mut wraps = false;
        let units = values.iter().map(|value| {
            let (units, wrapped) = value.overflowing_mul(factor);
            wraps |= wrapped;
            units
        });
        let units: Vec<i64> = units.collect();
        (!wraps).then(|| Int64Array::new(units.into(), column.there.clone()))
    }

    /// The units of a value that is not missing; `None` if they have more digits than the widest decimal of a file.
    fn at(&self, column: &Column, row: usize) -> Option<i128> {
        let quick = match (&column.data, self.factor) {
            (Data::Narrow(values), Some(factor)) => values.get(row).and_then(|n| i128::from(*n).checked_mul(factor)),
            (Data::Wide(values), Some(factor)) => values.get(row).and_then(|n| n.checked_mul(factor)),
            _ => None,
        };
        let units = match quick {
            Some(units) => Some(units),
            // The graph has already stored the value at this scale, so nothing is rounded here.
            None => column.number(row, &self.denominator)?.to_decimal(self.scale, Rounding::HalfEven).mantissa_i128(),
        };
        units.filter(|units| units.unsigned_abs() < 10u128.pow(38))
    }
}
