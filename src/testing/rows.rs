//! The rows of a test as tables in memory.

use crate::data::{Batch, Batches, Column, Values};
use crate::diagnostic::{Code, Diagnostic};
use crate::graph::{Graph, NodeId, reasons::NOT_GIVEN};
use crate::messages::testing as say;
use crate::names::SubjectId;
use crate::number::Width;
use crate::schema::{ColumnId, ColumnKind, ColumnSchema, TableId, TableSchema};
use crate::types::period::Period;
use crate::types::tests::{GivenCell, GivenTable, TestModel};
use crate::types::{Op, Source};
use std::collections::BTreeSet;

/// The tables of a test, by their id; a table that is not given has no rows. A table that is not needed is left out,
/// and a column that neither nodes nor the readers of keys need has no cells.
pub(super) fn tables(graph: &Graph, test: &TestModel, subjects: &[SubjectId], needed: &BTreeSet<NodeId>) -> Batches {
    let kinds = graph.kinds_needed(needed.iter().copied(), subjects);
    let tables: BTreeSet<TableId> = kinds.iter().filter_map(|kind| graph.subject(*kind).table()).collect();
    let cells = needed.iter().filter_map(|node| match graph.node(*node).op {
        Op::Column(table, column) => Some((table, column)),
        _ => None,
    });
    let groups = kinds.iter().filter_map(|kind| match &graph.subject(*kind).source {
        Source::Groups { rows, by } => Some((graph.subject(*rows).table()?, by)),
        _ => None,
    });
    let grouped = groups.flat_map(|(table, by)| by.iter().map(move |column| (table, *column)));
    let cells: BTreeSet<(TableId, ColumnId)> = cells.chain(grouped).collect();
    let table = |(id, schema): (TableId, &TableSchema)| {
        let given = test.given.iter().filter(|g| g.table == id);
        tables.contains(&id).then(|| table(schema, &given.collect::<Vec<_>>(), &|column| cells.contains(&(id, column))))
    };
    graph.tables.map(table)
}

/// The finding for a test that gives rows of a dated table without a period.
pub(super) fn period_lacks(graph: &Graph, test: &TestModel, period: Option<&Period>) -> Option<Diagnostic> {
    let given = test.given.iter().map(|g| graph.table(g.table));
    let dated = given.filter(|schema| schema.dated.is_some()).find(|_| period.is_none())?;
    let message = say::period_unknown(&dated.name);
    Some(Diagnostic::error(Code::PeriodNeeded, test.span, message).help(say::say_period()))
}

fn table(schema: &TableSchema, given: &[&GivenTable], is_needed: &dyn Fn(ColumnId) -> bool) -> Batch {
    let rows: usize = given.iter().map(|g| g.rows.len()).sum();
    let is_read = |column: ColumnId| is_needed(column) || schema.key.contains(&column) || schema.dated == Some(column);
    let columns = schema.columns.entries().map(|(id, column)| {
        if !is_read(id) {
            return Column { values: Values::Narrow(Vec::new()), missing: None };
        }
        let cells = given.iter().flat_map(|g| {
            let at = g.columns.iter().position(|c| *c == id);
            g.rows.iter().map(move |row| at.and_then(|at| row.get(at)))
        });
        self::column(column, &cells.collect::<Vec<_>>())
    });
    Batch { rows, columns: columns.collect(), lines: (1..=rows as u64).collect(), ..Batch::default() }
}

/// A cell that is not given is missing for that reason, even if the column does not declare missing values.
fn column(schema: &ColumnSchema, cells: &[Option<&GivenCell>]) -> Column {
    let markers = cells.iter().map(|cell| match cell {
        None => NOT_GIVEN + 1,
        Some(GivenCell::Missing(marker)) => marker + 1,
        Some(_) => 0,
    });
    let units = |cell: &Option<&GivenCell>| match cell {
        Some(GivenCell::Number(units)) => *units,
        _ => 0,
    };
    let values = match &schema.kind {
        // The checker has compared the cells with the column's range, and the width can hold the range.
        ColumnKind::Number(number) if number.width == Width::Narrow => {
            Values::Narrow(cells.iter().map(|c| i64::try_from(units(c)).unwrap_or_default()).collect())
        }
        ColumnKind::Number(_) => Values::Wide(cells.iter().map(units).collect()),
        ColumnKind::Choice(..) => {
            Values::Choice(cells.iter().map(|c| if let Some(GivenCell::Choice(v)) = c { *v } else { 0 }).collect())
        }
        ColumnKind::Text => {
            Values::Text(cells.iter().map(|c| if let Some(GivenCell::Text(t)) = c { t.as_str() } else { "" }).collect())
        }
        ColumnKind::Date => {
            Values::Date(cells.iter().map(|c| if let Some(GivenCell::Date(d)) = c { *d } else { 0 }).collect())
        }
        ColumnKind::Set(..) => {
            Values::Set(cells.iter().map(|c| if let Some(GivenCell::Set(s)) = c { *s } else { 0 }).collect())
        }
        ColumnKind::YesNo { .. } => {
            Values::YesNo(cells.iter().map(|c| matches!(c, Some(GivenCell::YesNo(true)))).collect())
        }
    };
    Column { values, missing: Some(markers.collect()) }
}
