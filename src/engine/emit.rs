//! Computed values to the columns that a program gives out.

use super::bytes::write_fraction;
use super::column::{Cell, Column, Data};
use super::input::{by_name, column, markers};
use super::kernels::internal;
use super::reasons::Computed;
use crate::graph::{NodeId, Output, OutputKind};
use crate::number::{Rational, Rounding, Width};
use crate::plan::columns::{ROW, decimal, marker_name};
use crate::plan::program::Emit;
use crate::schema::{ColumnId, ColumnKind};
use crate::types::{Constant, Type};
use datafusion::arrow::array::{
    ArrayRef, BinaryBuilder, BooleanArray, Date32Array, Decimal128Array, Int64Array, StringArray,
};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::Result;
use num_bigint::BigInt;
use num_traits::ToPrimitive;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The first output, by its position in the graph, with a number of more digits than a file holds. Every row is looked
/// at, so it does not depend on the order in which they are computed.
#[derive(Debug)]
pub struct TooLarge(AtomicUsize);

impl Default for TooLarge {
    fn default() -> TooLarge {
        TooLarge(AtomicUsize::new(usize::MAX))
    }
}

impl TooLarge {
    fn tell(&self, output: usize) {
        self.0.fetch_min(output, Ordering::Relaxed);
    }

    /// The output, where there is one.
    pub fn first(&self) -> Option<usize> {
        Some(self.0.load(Ordering::Relaxed)).filter(|at| *at < usize::MAX)
    }
}

/// The columns of one thing that a program gives out.
pub fn emit(computed: &Computed<'_>, emit: &Emit, too_large: &TooLarge) -> Result<Vec<ArrayRef>> {
    let policy = &computed.program.policy;
    let table = policy.graph.subject(computed.program.subject).table;
    match emit {
        Emit::Row => Ok(vec![by_name(computed.batch, ROW)?.clone()]),
        Emit::Key(id) => {
            let schema = policy.graph.table(table).column(*id).ok_or_else(|| internal("an unknown column"))?;
            let mut columns = vec![by_name(computed.batch, &schema.name)?.clone()];
            if markers(policy, table, *id, computed.batch)?.is_some() {
                columns.push(by_name(computed.batch, &marker_name(schema))?.clone());
            }
            Ok(columns)
        }
        Emit::Held(id) => Ok(vec![held(computed, *id)?]),
        Emit::PublishedKey(id) => Ok(vec![key(computed, *id)?]),
        Emit::Published(at) => {
            let output = policy.graph.outputs.get(*at).ok_or_else(|| internal("an unknown output"))?;
            Ok(vec![published(computed, *at, output, too_large)?])
        }
    }
}

/// The values of a node as they are held.
fn held(computed: &Computed<'_>, id: NodeId) -> Result<ArrayRef> {
    let rows = computed.values.rows;
    let policy = &computed.program.policy;
    let column = computed.values.get(id)?;
    let nulls = column.there.clone();
    let form = policy.form(id);
    Ok(match &column.data {
        Data::Narrow(values) => Arc::new(Int64Array::new(values.clone(), nulls)),
        Data::Wide(values) => Arc::new(wide(values.clone(), nulls, 0)?),
        Data::Big(values) => fractions((0..rows).map(|row| values.get(row).filter(|_| column.has(row)))),
        Data::YesNo(flags) => Arc::new(BooleanArray::new(flags.clone(), nulls)),
        Data::Constant(Constant::YesNo(flag)) => Arc::new(BooleanArray::from(vec![*flag; rows])),
        Data::Constant(Constant::Number(n)) => {
            let whole = form.and_then(|f| f.integer(n)).and_then(|n| n.to_i128());
            match (form.map(|f| f.width), whole) {
                (Some(Width::Narrow), Some(n)) => Arc::new(Int64Array::from(vec![n.to_i64(); rows])),
                (Some(_), Some(n)) => Arc::new(wide(vec![n; rows].into(), None, 0)?),
                _ => fractions(std::iter::repeat_n(Some(n), rows)),
            }
        }
        _ => return Err(internal("a value that no aggregate takes")),
    })
}

fn wide(
    values: datafusion::arrow::buffer::ScalarBuffer<i128>,
    nulls: Option<datafusion::arrow::buffer::NullBuffer>,
    scale: u32,
) -> Result<Decimal128Array> {
    Ok(Decimal128Array::new(values, nulls).with_data_type(decimal(scale)))
}

fn fractions<'n>(numbers: impl Iterator<Item = Option<&'n Rational>>) -> ArrayRef {
    let mut builder = BinaryBuilder::new();
    let mut bytes = Vec::new();
    for number in numbers {
        match number {
            Some(number) => {
                bytes.clear();
                write_fraction(number, &mut bytes);
                builder.append_value(&bytes);
            }
            None => builder.append_null(),
        }
    }
    Arc::new(builder.finish())
}

/// A column of the key as results write it.
fn key(computed: &Computed<'_>, id: ColumnId) -> Result<ArrayRef> {
    let policy = &computed.program.policy;
    let table = policy.graph.subject(computed.program.subject).table;
    let kind = policy.graph.table(table).column(id).map(|c| &c.kind).ok_or_else(|| internal("an unknown column"))?;
    let column = column(policy, table, id, computed.batch)?;
    let rows = computed.values.rows;
    Ok(match kind {
        ColumnKind::Number(number) => {
            let units = match &column.data {
                Data::Narrow(values) => values.iter().map(|n| i128::from(*n)).collect(),
                Data::Wide(values) => values.clone(),
                _ => return Err(internal("a key of another kind")),
            };
            Arc::new(wide(units, column.there, number.scale)?)
        }
        ColumnKind::Choice(_, values) => {
            let text = |code: u32| values.get(code as usize).and_then(|t| t.texts.first()).map(String::as_str);
            choices(&column, rows, text)
        }
        ColumnKind::Text | ColumnKind::Date | ColumnKind::YesNo { .. } => cells(&column, rows, kind_type(kind))?,
    })
}

fn kind_type(kind: &ColumnKind) -> DataType {
    match kind {
        ColumnKind::Date => DataType::Date32,
        ColumnKind::YesNo { .. } => DataType::Boolean,
        _ => DataType::Utf8,
    }
}

/// An output as results write it.
fn published(computed: &Computed<'_>, at: usize, output: &Output, too_large: &TooLarge) -> Result<ArrayRef> {
    let column = computed.values.get(output.node)?;
    let rows = computed.values.rows;
    let graph = &computed.program.policy.graph;
    match output.kind {
        OutputKind::Number(scale) => {
            let units = Units::of(computed, output.node, scale)?;
            let published: Vec<Option<i128>> = (0..rows)
                .map(|row| {
                    let units = column.has(row).then(|| units.at(column, row));
                    if units == Some(None) {
                        too_large.tell(at);
                    }
                    units.flatten()
                })
                .collect();
            Ok(Arc::new(Decimal128Array::from(published).with_data_type(decimal(scale))))
        }
        OutputKind::Choice(id) => Ok(choices(column, rows, |code| Some(graph.choice_text(id, code)))),
        OutputKind::YesNo => cells(column, rows, DataType::Boolean),
        OutputKind::Text => cells(column, rows, DataType::Utf8),
        OutputKind::Date => cells(column, rows, DataType::Date32),
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

fn cells(column: &Column, rows: usize, ty: DataType) -> Result<ArrayRef> {
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
        _ => {
            let texts = cells.map(|c| match c {
                Some(Cell::Text(text)) => Some(text),
                _ => None,
            });
            Arc::new(texts.collect::<StringArray>())
        }
    })
}

/// How the numbers of a node become units of 10^-scale.
struct Units {
    denominator: BigInt,
    /// Where a unit is a whole number of the node's units.
    factor: Option<i128>,
    scale: u32,
}

impl Units {
    fn of(computed: &Computed<'_>, id: NodeId, scale: u32) -> Result<Units> {
        let policy = &computed.program.policy;
        if !matches!(policy.graph.node(id).ty, Type::Number(_)) {
            return Err(internal("a number is published"));
        }
        let denominator = policy.form(id).map_or_else(|| BigInt::from(1), |f| f.denominator.clone());
        let power = BigInt::from(10).pow(scale);
        let whole = (&power % &denominator) == BigInt::ZERO;
        let factor = whole.then(|| (&power / &denominator).to_i128()).flatten();
        Ok(Units { denominator, factor, scale })
    }

    /// The units of a value that is there; `None` where they have more digits than the widest decimal of a file.
    fn at(&self, column: &Column, row: usize) -> Option<i128> {
        let quick = match (&column.data, self.factor) {
            (Data::Narrow(values), Some(factor)) => values.get(row).and_then(|n| i128::from(*n).checked_mul(factor)),
            (Data::Wide(values), Some(factor)) => values.get(row).and_then(|n| n.checked_mul(factor)),
            _ => None,
        };
        let units = match quick {
            Some(units) => Some(units),
            // Stored at this scale by the graph: nothing is rounded here.
            None => column.number(row, &self.denominator)?.to_decimal(self.scale, Rounding::HalfEven).mantissa_i128(),
        };
        units.filter(|units| units.unsigned_abs() < 10u128.pow(38))
    }
}
