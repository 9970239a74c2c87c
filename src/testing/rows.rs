//! The rows of a test as tables in memory.

use crate::data::{Batch, Column, Values};
use crate::diagnostic::{Code, Diagnostic};
use crate::graph::{Graph, reasons::NOT_GIVEN};
use crate::number::Width;
use crate::schema::{ColumnId, ColumnKind, ColumnSchema, TableId, TableSchema};
use crate::types::period::Period;
use crate::types::tests::{GivenCell, GivenTable, TestModel};

/// The tables of a test, by their id; one that is not given has no rows.
pub fn tables(graph: &Graph, test: &TestModel) -> Vec<Option<Batch>> {
    let table = |(i, schema): (usize, &TableSchema)| {
        let given: Vec<&GivenTable> = test.given.iter().filter(|g| g.table == TableId(i)).collect();
        Some(table(schema, &given))
    };
    graph.tables.iter().enumerate().map(table).collect()
}

/// What is wrong with a test that gives rows of a dated table and says no period.
pub fn period_lacks(graph: &Graph, test: &TestModel, period: Option<&Period>) -> Option<Diagnostic> {
    let given = test.given.iter().map(|g| graph.table(g.table));
    let dated = given.filter(|schema| schema.dated.is_some()).find(|_| period.is_none())?;
    let message = format!("`{}` is dated, and the test says no period", dated.name);
    Some(Diagnostic::error(Code::PeriodNeeded, test.span, message).help("add a line `period 2026Q1`"))
}

fn table(schema: &TableSchema, given: &[&GivenTable]) -> Batch {
    let rows: usize = given.iter().map(|g| g.rows.len()).sum();
    let columns = schema.columns.iter().enumerate().map(|(i, column)| {
        let cells = given.iter().flat_map(|g| {
            let at = g.columns.iter().position(|c| *c == ColumnId(i));
            g.rows.iter().map(move |row| at.and_then(|at| row.get(at)))
        });
        self::column(column, &cells.collect::<Vec<_>>())
    });
    Batch { rows, columns: columns.collect(), lines: (1..=rows as u64).collect(), ..Batch::default() }
}

/// A cell that is not given is missing for that reason, whatever the column declares.
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
        // The checker has held the cells against the column's range, and the width holds the range.
        ColumnKind::Number(number) if number.width == Width::Narrow => {
            Values::Narrow(cells.iter().map(|c| i64::try_from(units(c)).unwrap_or_default()).collect())
        }
        ColumnKind::Number(_) => Values::Wide(cells.iter().map(units).collect()),
        ColumnKind::Choice(..) => {
            Values::Choice(cells.iter().map(|c| if let Some(GivenCell::Choice(v)) = c { *v } else { 0 }).collect())
        }
        ColumnKind::Text => Values::Text(
            cells.iter().map(|c| if let Some(GivenCell::Text(t)) = c { t.clone() } else { String::new() }).collect(),
        ),
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
