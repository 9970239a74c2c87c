//! The columns between the parts of a plan: what they are called and what they hold.
//!
//! A sign that no name of a policy has keeps hidden columns apart from declared ones.

use super::program::{Emit, Policy, Program};
use crate::graph::OutputKind;
use crate::names::SubjectId;
use crate::number::Width;
use crate::schema::{ColumnId, ColumnKind, ColumnSchema, TableId};
use crate::types::Type;
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use std::sync::Arc;

/// The number of a row: the position of its file, then its line; rows in the order of their numbers are in the order of
/// the files.
pub const ROW: &str = "#row";

/// The most digits of a decimal.
pub const DIGITS: u8 = 38;

/// The name of the column with the markers of a column: 0 where there is a value, else 1 and the marker's position.
pub fn marker_name(column: &ColumnSchema) -> String {
    format!("{}#missing", column.name)
}

/// The name of the state of an aggregate, by its position.
pub fn state_name(at: usize) -> String {
    format!("#state{at}")
}

/// The declared columns of a table, each followed by its markers where it can miss, and the row's number.
pub fn table_schema(policy: &Policy, table: TableId) -> SchemaRef {
    let columns = &policy.graph.table(table).columns;
    let mut fields: Vec<Field> = columns.iter().flat_map(column_fields).collect();
    fields.push(row_field());
    Arc::new(Schema::new(fields))
}

/// The positions of some columns, their markers and the row's number in the schema of their table.
pub fn positions(policy: &Policy, table: TableId, wanted: impl Fn(ColumnId) -> bool) -> Vec<usize> {
    let mut positions = Vec::new();
    let mut at = 0;
    for (i, column) in policy.graph.table(table).columns.iter().enumerate() {
        let fields = column_fields(column).len();
        if wanted(ColumnId(i)) {
            positions.extend(at..at + fields);
        }
        at += fields;
    }
    positions.push(at);
    positions
}

fn column_fields(column: &ColumnSchema) -> Vec<Field> {
    let mut fields = vec![Field::new(&column.name, held(&column.kind), false)];
    if !column.missing.is_empty() {
        fields.push(Field::new(marker_name(column), DataType::UInt8, false));
    }
    fields
}

fn row_field() -> Field {
    Field::new(ROW, DataType::UInt64, false)
}

/// How the cells of a column are held: numbers in units of their last decimal.
fn held(kind: &ColumnKind) -> DataType {
    match kind {
        ColumnKind::Text => DataType::Utf8,
        ColumnKind::Number(number) => held_number(Some(number.width)),
        ColumnKind::Choice(..) => DataType::UInt32,
        ColumnKind::Date => DataType::Date32,
        ColumnKind::YesNo { .. } => DataType::Boolean,
    }
}

/// How whole numbers are held; `None`: fractions, each as its two integers.
fn held_number(width: Option<Width>) -> DataType {
    match width {
        Some(Width::Narrow) => DataType::Int64,
        Some(Width::Wide) => DataType::Decimal128(DIGITS, 0),
        Some(Width::Big) | None => DataType::Binary,
    }
}

/// What a program gives out.
pub fn emitted_schema(program: &Program) -> SchemaRef {
    let fields: Vec<Field> = program.emits.iter().flat_map(|emit| emitted(program, emit)).collect();
    Arc::new(Schema::new(fields))
}

fn emitted(program: &Program, emit: &Emit) -> Vec<Field> {
    let policy = &program.policy;
    let table = policy.graph.table(policy.graph.subject(program.subject).table);
    match emit {
        Emit::Row => vec![row_field()],
        Emit::Key(id) => table.column(*id).map(column_fields).unwrap_or_default(),
        Emit::Held(id) => {
            let ty = match &policy.graph.node(*id).ty {
                Type::Number(_) => held_number(policy.form(*id).map(|f| f.width)),
                _ => DataType::Boolean,
            };
            vec![Field::new(held_name(id.0), ty, true)]
        }
        Emit::PublishedKey(id) => {
            let column = table.column(*id);
            column.map(|c| Field::new(format!("key:{}", c.name), published_key(&c.kind), true)).into_iter().collect()
        }
        Emit::Published(at) => {
            let output = policy.graph.outputs.get(*at);
            output.map(|o| Field::new(format!("{at}:{}", o.name), published(o.kind), true)).into_iter().collect()
        }
    }
}

/// The name of a node's column.
pub fn held_name(node: usize) -> String {
    format!("#node{node}")
}

fn published_key(kind: &ColumnKind) -> DataType {
    match kind {
        ColumnKind::Number(number) => decimal(number.scale),
        ColumnKind::Choice(..) | ColumnKind::Text => DataType::Utf8,
        ColumnKind::Date => DataType::Date32,
        ColumnKind::YesNo { .. } => DataType::Boolean,
    }
}

fn published(kind: OutputKind) -> DataType {
    match kind {
        OutputKind::Number(scale) => decimal(scale),
        OutputKind::Choice(_) | OutputKind::Text | OutputKind::Reason => DataType::Utf8,
        OutputKind::Date => DataType::Date32,
        OutputKind::YesNo => DataType::Boolean,
    }
}

/// A decimal of the widest kind. A scale beyond its digits is not told to it: the units are the same.
pub fn decimal(scale: u32) -> DataType {
    let told = i8::try_from(scale).ok().filter(|s| s.unsigned_abs() <= DIGITS);
    DataType::Decimal128(DIGITS, told.unwrap_or(0))
}

/// What gathering gives for each group: its key, its first row, and the state of each aggregate.
pub fn gathered_schema(policy: &Policy, subject: SubjectId) -> SchemaRef {
    let model = policy.graph.subject(subject);
    let table = policy.graph.table(model.table);
    let keys = model.key.iter().filter_map(|id| table.column(*id)).flat_map(column_fields);
    let states = (0..policy.aggregates(subject).len()).map(|at| Field::new(state_name(at), DataType::Binary, false));
    Arc::new(Schema::new(keys.chain([row_field()]).chain(states).collect::<Vec<_>>()))
}
