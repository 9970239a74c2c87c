//! Which subjects there are of a kind, in which order.

use super::value::{self, Value};
use super::{Positions, Rows};
use crate::data::Values;
use crate::diagnostic::Diagnostic;
use crate::graph::Graph;
use crate::names::SubjectId;
use crate::schema::{ColumnId, TableId};
use crate::types::{Factor, Source};
use std::collections::BTreeMap;

/// The subjects of a kind.
#[derive(Default)]
pub struct Domain {
    /// The key of each, one value for each part.
    pub keys: Vec<Vec<Value>>,
    /// Of rows the position of each in its table.
    pub rows: Vec<usize>,
    /// The position of each by its key.
    pub positions: Positions,
}

/// Finds the subjects of a kind, those that it is made of first.
pub fn enter(
    graph: &Graph,
    rows: &Rows<'_>,
    subject: SubjectId,
    known: &mut BTreeMap<SubjectId, Domain>,
) -> Result<(), Diagnostic> {
    if known.contains_key(&subject) {
        return Ok(());
    }
    let model = graph.subject(subject);
    let key: Vec<ColumnId> = model.key.iter().filter_map(|part| part.column).collect();
    let mut domain = Domain::default();
    match &model.source {
        Source::All => domain.keys.push(Vec::new()),
        Source::Rows { table, all_periods } => {
            domain.rows = rows_of(graph, rows, *table, *all_periods);
            domain.keys = domain.rows.iter().map(|row| read_key(graph, rows, *table, &key, *row)).collect();
        }
        Source::Groups { rows: of, by } => {
            enter(graph, rows, *of, known)?;
            let table = graph.subject(*of).table();
            for row in known.get(of).map(|d| d.rows.as_slice()).unwrap_or_default() {
                let Some(table) = table else { break };
                let key = read_key(graph, rows, table, by, *row);
                if !domain.positions.contains_key(&key) {
                    domain.positions.insert(key.clone(), domain.keys.len());
                    domain.keys.push(key);
                }
            }
        }
        Source::Product(factors) => {
            domain.keys.push(Vec::new());
            for factor in factors {
                if let Factor::Subject(of) = factor {
                    enter(graph, rows, *of, known)?;
                }
                let values = values_of(factor, known);
                if domain.keys.len().saturating_mul(values.len()) > Graph::MOST_COMBINATIONS {
                    return Err(graph.too_many(subject));
                }
                let each = |key: &Vec<Value>| {
                    let joined = values.iter().map(|value| key.iter().chain(value).cloned().collect());
                    joined.collect::<Vec<Vec<Value>>>()
                };
                domain.keys = domain.keys.iter().flat_map(each).collect();
            }
        }
    }
    domain.positions = domain.keys.iter().cloned().enumerate().map(|(at, key)| (key, at)).collect();
    known.insert(subject, domain);
    Ok(())
}

/// The positions of the rows that count: of a dated table those within the period.
fn rows_of(graph: &Graph, rows: &Rows<'_>, table: TableId, all_periods: bool) -> Vec<usize> {
    let Some(batch) = rows.of(table) else { return Vec::new() };
    let dated = graph.table(table).dated.and_then(|column| batch.columns.get(column.0));
    match (dated.map(|column| &column.values), rows.period) {
        (Some(Values::Date(days)), Some((first, last))) if !all_periods => {
            let within = days.iter().enumerate().filter(|(_, day)| (first..=last).contains(*day));
            within.map(|(row, _)| row).collect()
        }
        _ => (0..batch.rows).collect(),
    }
}

fn read_key(graph: &Graph, rows: &Rows<'_>, table: TableId, key: &[ColumnId], row: usize) -> Vec<Value> {
    let Some(batch) = rows.of(table) else { return Vec::new() };
    // The readers let no key pass that is missing.
    key.iter().filter_map(|column| value::read(graph, table, *column, None, batch, row).ok()).collect()
}

/// The keys of a factor, in order.
fn values_of(factor: &Factor, known: &BTreeMap<SubjectId, Domain>) -> Vec<Vec<Value>> {
    match factor {
        Factor::Subject(of) => known.get(of).map(|d| d.keys.clone()).unwrap_or_default(),
        Factor::Choice(_, values) => values.iter().map(|v| vec![Value::Choice(*v)]).collect(),
        Factor::Time(_, periods) => periods.iter().map(|text| vec![Value::Text(text.clone())]).collect(),
    }
}
