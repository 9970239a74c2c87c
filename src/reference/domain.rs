//! Which subjects of a kind exist, and in which order.

use super::Rows;
use super::column::Column;
use super::index::{Index, hash};
use super::value::{self, Value};
use crate::data::Values;
use crate::diagnostic::Diagnostic;
use crate::graph::Graph;
use crate::names::SubjectId;
use crate::schema::{ColumnId, TableId};
use crate::types::{Factor, Source};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The subjects of a kind.
#[derive(Default)]
pub(super) struct Domain {
    /// The keys of the subjects.
    pub keys: Arc<Keys>,
    /// For subjects that are rows, the position of each in its table.
    pub rows: Vec<usize>,
}

/// The keys of the subjects of a kind, one value for each part.
pub(super) enum Keys {
    /// Keys in a list.
    Listed(List),
    /// Every combination of the keys of the factors, where the last factor varies fastest. The combinations are not
    /// stored.
    Product(Vec<Arc<Keys>>),
}

/// Stored keys.
#[derive(Default)]
pub(super) struct List {
    /// One column for each part.
    parts: Vec<Column>,
    len: usize,
    positions: Index,
}

impl Default for Keys {
    fn default() -> Keys {
        Keys::Listed(List::default())
    }
}

impl List {
    fn of(parts: usize, keys: impl IntoIterator<Item = Vec<Value>>) -> List {
        let mut list = List { parts: vec![Column::default(); parts], ..List::default() };
        for key in keys {
            let hash = hash(&key);
            let known = list.positions.find(hash, |at| list.is(at, &key));
            list.positions.set(hash, known, list.len);
            list.push(key);
        }
        list
    }

    fn push(&mut self, key: Vec<Value>) {
        self.parts.iter_mut().zip(key).for_each(|(part, value)| part.push(Ok(value)));
        self.len += 1;
    }

    fn is(&self, at: usize, key: &[Value]) -> bool {
        self.parts.len() == key.len() && self.parts.iter().zip(key).all(|(part, v)| part.value(at).as_ref() == Some(v))
    }
}

impl Keys {
    /// The number of subjects.
    pub(super) fn len(&self) -> usize {
        match self {
            Keys::Listed(list) => list.len,
            Keys::Product(factors) => factors.iter().map(|factor| factor.len()).product(),
        }
    }

    /// The number of parts of a key.
    fn parts(&self) -> usize {
        match self {
            Keys::Listed(list) => list.parts.len(),
            Keys::Product(factors) => factors.iter().map(|factor| factor.parts()).sum(),
        }
    }

    /// A part of the key at a position.
    pub(super) fn part(&self, at: usize, part: usize) -> Option<Value> {
        match self {
            Keys::Listed(list) => list.parts.get(part)?.value(at),
            Keys::Product(factors) => {
                let (mut behind, mut before) = (self.len(), 0);
                for factor in factors {
                    // For each key of this factor, the factors after it run through all their keys.
                    behind = behind.checked_div(factor.len())?;
                    if part < before + factor.parts() {
                        return factor.part(at.checked_div(behind)? % factor.len(), part - before);
                    }
                    before += factor.parts();
                }
                None
            }
        }
    }

    /// The key at a position.
    pub(super) fn get(&self, at: usize) -> Option<Vec<Value>> {
        (at < self.len()).then(|| (0..self.parts()).filter_map(|part| self.part(at, part)).collect())
    }

    /// The position of the subject with a key.
    pub(super) fn position(&self, key: &[Value]) -> Option<usize> {
        match self {
            Keys::Listed(list) => list.positions.find(hash(key), |at| list.is(at, key)),
            Keys::Product(factors) => {
                let mut rest = key;
                let position = factors.iter().try_fold(0, |before, factor| {
                    let own;
                    (own, rest) = rest.split_at_checked(factor.parts())?;
                    Some(before * factor.len() + factor.position(own)?)
                })?;
                rest.is_empty().then_some(position)
            }
        }
    }
}

/// Finds the subjects of a kind, after the subjects from which it is built.
pub(super) fn enter(
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
    domain.keys = Arc::new(match &model.source {
        Source::All => Keys::Listed(List::of(0, [Vec::new()])),
        Source::Rows { table, all_periods } => {
            domain.rows = rows_of(graph, rows, *table, *all_periods);
            Keys::Listed(List::of(key.len(), domain.rows.iter().map(|row| read_key(graph, rows, *table, &key, *row))))
        }
        Source::Groups { rows: of, by } => {
            enter(graph, rows, *of, known)?;
            let mut groups = List { parts: vec![Column::default(); by.len()], ..List::default() };
            if let (Some(table), Some(of)) = (graph.subject(*of).table(), known.get(of)) {
                for row in &of.rows {
                    let key = read_key(graph, rows, table, by, *row);
                    let hash = hash(&key);
                    if groups.positions.find(hash, |at| groups.is(at, &key)).is_none() {
                        groups.positions.set(hash, None, groups.len);
                        groups.push(key);
                    }
                }
            }
            Keys::Listed(groups)
        }
        Source::Product(factors) => {
            let mut keys = Vec::new();
            let mut combinations = 1_usize;
            for factor in factors {
                if let Factor::Subject(of) = factor {
                    enter(graph, rows, *of, known)?;
                }
                let values = values_of(factor, known);
                combinations = combinations.saturating_mul(values.len());
                if combinations > Graph::MOST_COMBINATIONS {
                    return Err(graph.too_many(subject));
                }
                keys.push(values);
            }
            Keys::Product(keys)
        }
    });
    known.insert(subject, domain);
    Ok(())
}

/// The positions of the rows that count: for a dated table the rows within the period.
fn rows_of(graph: &Graph, rows: &Rows<'_>, table: TableId, all_periods: bool) -> Vec<usize> {
    let Some(batch) = rows.of(table) else { return Vec::new() };
    let dated = graph.table(table).dated.map(|column| batch.column(column));
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
    // The readers do not accept a missing key.
    key.iter().filter_map(|column| value::read(graph, table, *column, None, batch, row).ok()).collect()
}

/// The keys of a factor, in order.
fn values_of(factor: &Factor, known: &BTreeMap<SubjectId, Domain>) -> Arc<Keys> {
    let listed = |keys: Vec<Value>| Arc::new(Keys::Listed(List::of(1, keys.into_iter().map(|value| vec![value]))));
    match factor {
        Factor::Subject(of) => known.get(of).map(|domain| Arc::clone(&domain.keys)).unwrap_or_default(),
        Factor::Choice(_, values) => listed(values.iter().map(|v| Value::Choice(*v)).collect()),
        Factor::Time(_, periods) => listed(periods.iter().map(|text| Value::Text(text.as_str().into())).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(keys: &[&[u32]]) -> Arc<Keys> {
        let keys = keys.iter().map(|key| key.iter().map(|part| Value::Choice(*part)).collect());
        Arc::new(Keys::Listed(List::of(2, keys)))
    }

    #[test]
    fn a_product_runs_through_its_last_factor_fastest() {
        let product = Keys::Product(vec![listed(&[&[1, 1], &[2, 2]]), listed(&[&[7, 8], &[7, 9], &[5, 5]])]);
        assert_eq!((product.len(), product.parts()), (6, 4));
        let keys: Vec<Vec<Value>> = (0..6).filter_map(|at| product.get(at)).collect();
        let key = |parts: [u32; 4]| parts.map(Value::Choice).to_vec();
        assert_eq!((&keys[1], &keys[5]), (&key([1, 1, 7, 9]), &key([2, 2, 5, 5])));
        for (at, key) in keys.iter().enumerate() {
            assert_eq!(product.position(key), Some(at));
        }
        assert_eq!(product.get(6), None);
        assert_eq!(product.position(&key([1, 1, 7, 7])), None);
        assert_eq!(product.position(&key([1, 1, 7, 8])[..3]), None, "a part is missing");
    }

    #[test]
    fn a_product_with_an_empty_factor_is_empty() {
        let product = Keys::Product(vec![listed(&[&[1, 1]]), listed(&[])]);
        assert_eq!((product.len(), product.get(0), product.part(0, 0)), (0, None, None));
    }

    #[test]
    fn of_two_keys_that_are_the_same_the_last_is_found() {
        let keys = listed(&[&[1, 1], &[2, 2], &[1, 1]]);
        assert_eq!((keys.len(), keys.position(&[1, 1].map(Value::Choice))), (3, Some(2)));
    }
}
