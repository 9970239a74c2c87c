//! The columns that operators exchange: their names and their contents.
//!
//! A character that no name of a policy contains distinguishes hidden columns from declared ones.

use super::held::{DIGITS, Representation};
use super::policy::Policy;
use super::program::{Emit, Program};
use crate::graph::{NodeId, OutputKind};
use crate::ids::Id;
use crate::names::SubjectId;
use crate::schema::{ColumnId, ColumnKind, ColumnSchema, TableId};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use std::sync::Arc;

/// The number of a row. For a table it is composed of the position of the file and the line, so that rows in the order
/// of their numbers are in the order of the files. For groups and products it is the position in their list.
pub(crate) const ROW: &str = "#row";

/// The name of the column with the markers of a column: 0 for a cell with a value, else 1 and the marker's position.
pub(crate) fn marker_name(column: &ColumnSchema) -> String {
    format!("{}#missing", column.name)
}

/// The name of a part of the key of a subject.
pub(crate) fn key_name(part: usize) -> String {
    format!("#key{part}")
}

/// The name of a column of the table in the form of the input.
pub(crate) fn raw_name(column: ColumnId) -> String {
    format!("#column{}", column.position())
}

/// The name of a node's values.
pub(crate) fn held_name(node: NodeId) -> String {
    format!("#node{}", node.position())
}

/// The name of the reasons of a node's missing values.
pub(crate) fn why_name(node: NodeId) -> String {
    format!("#why{}", node.position())
}

/// The declared columns of a table, each followed by its markers if it can be missing, and the row's number.
pub(crate) fn table_schema(policy: &Policy, table: TableId) -> SchemaRef {
    let columns = &policy.graph.table(table).columns;
    let mut fields: Vec<Field> = columns.iter().flat_map(column_fields).collect();
    fields.push(row_field());
    Arc::new(Schema::new(fields))
}

/// The key of a group or product and its number.
pub(crate) fn list_schema(policy: &Policy, subject: SubjectId) -> SchemaRef {
    let key = policy.held_key(subject).into_iter().enumerate();
    let key = key.map(|(part, held)| Field::new(key_name(part), held.data_type(), false));
    Arc::new(Schema::new(key.chain([row_field()]).collect::<Vec<_>>()))
}

/// The positions of some columns, their markers and the row's number in the schema of their table.
pub(crate) fn positions(policy: &Policy, table: TableId, wanted: impl Fn(ColumnId) -> bool) -> Vec<usize> {
    let mut positions = Vec::new();
    let mut at = 0;
    for (id, column) in policy.graph.table(table).columns.entries() {
        let fields = column_fields(column).len();
        if wanted(id) {
            positions.extend(at..at + fields);
        }
        at += fields;
    }
    positions.push(at);
    positions
}

fn column_fields(column: &ColumnSchema) -> Vec<Field> {
    let mut fields = vec![Field::new(&column.name, Representation::of_kind(&column.kind).data_type(), false)];
    if !column.missing.is_empty() {
        fields.push(Field::new(marker_name(column), DataType::UInt8, false));
    }
    fields
}

fn row_field() -> Field {
    Field::new(ROW, DataType::UInt64, false)
}

/// The columns that a program returns.
pub(crate) fn emitted_schema(program: &Program) -> SchemaRef {
    let fields: Vec<Field> = program.emits.iter().map(|emit| emitted(program, *emit)).collect();
    Arc::new(Schema::new(fields))
}

/// The columns that leave the job of a program.
pub(crate) fn leaving_schema(program: &Program) -> SchemaRef {
    let fields: Vec<Field> = program.emits.iter().take(program.leaving).map(|emit| emitted(program, *emit)).collect();
    Arc::new(Schema::new(fields))
}

fn emitted(program: &Program, emit: Emit) -> Field {
    let policy = &program.policy;
    let kind = program.job.kind;
    let part_kind = |part: usize| policy.graph.subject(kind).key.get(part).map(|part| &part.kind);
    let held = |held: Option<Representation>| held.map_or(DataType::Null, |held| held.data_type());
    match emit {
        Emit::Row => row_field(),
        Emit::Key(part) => Field::new(key_name(part), held(part_kind(part).map(Representation::of_kind)), false),
        Emit::Raw(id) => {
            let part = policy.held_part(kind, super::schedule::KeyOf::Column(id));
            Field::new(raw_name(id), held(part), true)
        }
        Emit::Representation(id) => Field::new(held_name(id), Representation::of_node(policy, id).data_type(), true),
        Emit::Why(id) => Field::new(why_name(id), DataType::Binary, true),
        Emit::PublishedKey(part) => {
            let ty = part_kind(part).map_or(DataType::Null, published_key_type);
            Field::new(format!("key:{part}"), ty, true)
        }
        Emit::Published(at) => {
            let graph = &policy.graph;
            let ty = graph.outputs.get(at).map_or(DataType::Null, |o| published(o.kind, graph.most_units(o)));
            Field::new(format!("output:{at}"), ty, true)
        }
    }
}

/// The type of a part of a key that is published.
pub(crate) fn published_key_type(kind: &ColumnKind) -> DataType {
    match kind {
        ColumnKind::Number(number) => units(kind.most_units(), number.scale),
        // A set is not part of a key.
        ColumnKind::Choice(..) | ColumnKind::Text | ColumnKind::Set(..) => DataType::Utf8,
        ColumnKind::Date => DataType::Date32,
        ColumnKind::YesNo { .. } => DataType::Boolean,
    }
}

fn published(kind: OutputKind, most: Option<i128>) -> DataType {
    match kind {
        OutputKind::Number(scale) => units(most, scale),
        OutputKind::Choice(_) | OutputKind::Text | OutputKind::Reason => DataType::Utf8,
        OutputKind::Date => DataType::Date32,
        OutputKind::YesNo => DataType::Boolean,
        OutputKind::Clauses => DataType::Binary,
    }
}

/// The type of published numbers, in units of the last decimal: 64 bits if all numbers of which none is further from zero
/// than `most` fit in them.
fn units(most: Option<i128>, scale: u32) -> DataType {
    match most.is_some_and(|most| i64::try_from(most).is_ok()) {
        true => DataType::Int64,
        false => decimal(scale),
    }
}

/// The widest type of decimal. It has the scale only if the scale is not larger than its digits; the units are the
/// same.
pub(crate) fn decimal(scale: u32) -> DataType {
    let told = i8::try_from(scale).ok().filter(|s| s.unsigned_abs() <= DIGITS);
    DataType::Decimal128(DIGITS, told.unwrap_or(0))
}
