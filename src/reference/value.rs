//! The content of a cell: a value, or the reasons why it is missing.

use crate::data::{Batch, Values};
use crate::graph::{Graph, NodeId, Reason};
use crate::number::Rational;
use crate::schema::{ColumnId, ColumnKind, TableId};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// An exact number.
    Number(Rational),
    /// Yes or no.
    YesNo(bool),
    /// The position in its choice.
    Choice(u32),
    /// A text.
    Text(Arc<str>),
    /// Days since 1970-01-01.
    Date(i32),
    /// Values of a choice: a bit for each position.
    Set(u64),
    /// Many numbers in ascending order.
    Sorted(Arc<[Rational]>),
}

/// Why a value is missing; never empty.
pub(crate) type Reasons = BTreeSet<Reason>;

/// A value, or the reasons why it is missing.
pub(crate) type Cell = Result<Value, Reasons>;

/// A value that is missing for one reason.
pub(crate) fn missing(node: NodeId, which: u8) -> Cell {
    Err(Reasons::from([Reason { node, which }]))
}

/// A cell of a table. `node` is the node that reads it; a key is read without one and is never missing.
pub(crate) fn read(
    graph: &Graph,
    table: TableId,
    column: ColumnId,
    node: Option<NodeId>,
    batch: &Batch,
    row: usize,
) -> Cell {
    let absent = |which| Err(node.map(|node| Reason { node, which }).into_iter().collect());
    let cells = batch.column(column);
    let marker = cells.missing.as_ref().and_then(|m| m.get(row)).copied().unwrap_or(0);
    if marker > 0 {
        return absent(marker - 1);
    }
    let scale = match &graph.table(table).column(column).kind {
        ColumnKind::Number(number) => number.scale,
        _ => 0,
    };
    let value = match &cells.values {
        Values::Narrow(v) => v.get(row).map(|n| Value::Number(Rational::from_scaled(i128::from(*n), scale))),
        Values::Wide(v) => v.get(row).map(|n| Value::Number(Rational::from_scaled(*n, scale))),
        Values::Choice(v) => v.get(row).map(|c| Value::Choice(*c)),
        Values::Text(v) => v.get(row).map(|t| Value::Text(t.into())),
        Values::Date(v) => v.get(row).map(|d| Value::Date(*d)),
        Values::YesNo(v) => v.get(row).map(|f| Value::YesNo(*f)),
        Values::Set(v) => v.get(row).map(|set| Value::Set(*set)),
    };
    value.map_or_else(|| absent(0), Ok)
}
