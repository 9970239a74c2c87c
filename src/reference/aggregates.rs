//! How the values of many subjects of one kind are aggregated to one value of another subject.

use super::column::Column;
use super::index::{Index, hash};
use super::operations::median;
use super::value::{Cell, Value, missing};
use super::{Evaluation, publish};
use crate::diagnostic::Diagnostic;
use crate::graph::reasons::WITHOUT_VALUE;
use crate::graph::{Graph, NodeId};
use crate::number::Rational;
use crate::types::{Aggregate, AtLeast, How, MissingRule};
use std::collections::HashSet;

/// What was gathered under one key.
#[derive(Clone, Default)]
struct Gathered {
    /// The first row with the key.
    first: usize,
    /// The rows whose values count, in order.
    counted: Vec<u32>,
    /// How many rows had no value.
    without: usize,
    /// How many rows the condition excludes.
    left_out: usize,
    /// The first row that the condition does not exclude.
    first_in: Option<usize>,
}

/// Counts of the rows of an aggregate, for explanations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowsBehind {
    /// Rows whose value counts, including rows with a replaced missing value.
    pub counted: usize,
    /// Rows without a value.
    pub without: usize,
    /// Rows that the condition excludes.
    pub left_out: usize,
}

/// The columns that an aggregate reads.
struct Inputs<'c> {
    keys: Vec<&'c Column>,
    value: Option<&'c Column>,
    condition: Option<&'c Column>,
    weight: Option<&'c Column>,
    aggregate: &'c Aggregate,
}

/// The values of an aggregate for all subjects of its kind, with the counts of rows for each.
pub(super) fn column(
    graph: &Graph,
    so_far: &Evaluation,
    id: NodeId,
    aggregate: &Aggregate,
) -> Result<(Column, Vec<RowsBehind>), Diagnostic> {
    let node = graph.node(id);
    let of = |id: Option<&NodeId>| id.and_then(|id| so_far.column(*id));
    let inputs = Inputs {
        keys: so_far.columns(aggregate.row_keys(&node.inputs)),
        value: of(aggregate.value(&node.inputs)),
        condition: of(aggregate.condition(&node.inputs)),
        weight: of(aggregate.weight(&node.inputs)),
        aggregate,
    };
    let (gathered, index) = inputs.gather(so_far.count(aggregate.rows));
    // Many subjects often share the rows of one key, as in statistics of peers, so the rows are aggregated only once.
    let together: Column = gathered.iter().map(|g| g.result(id, &inputs)).collect();
    let own = so_far.columns(aggregate.own_keys(&node.inputs));
    let nothing = Gathered::default();
    let (mut cells, mut behind) = (Column::default(), Vec::new());
    for at in 0..so_far.count(node.grain) {
        let key = key_at(&own, at);
        let known = key.and_then(|key| inputs.known(&gathered, &index, &key));
        let found = known.and_then(|known| gathered.get(known)).unwrap_or(&nothing);
        if found.differs(&inputs) {
            return Err(graph.overrides_differ(id, &publish::key_words(graph, node.grain, so_far, at, false)));
        }
        let cell = known.and_then(|known| together.get(known));
        cells.push(cell.unwrap_or_else(|| nothing.result(id, &inputs)));
        behind.push(found.behind());
    }
    Ok((cells, behind))
}

/// The key of a row, if no part of it is missing.
fn key_at(keys: &[&Column], row: usize) -> Option<Vec<Value>> {
    keys.iter().map(|column| column.value(row)).collect()
}

impl Inputs<'_> {
    /// All rows by their keys; a row without a key belongs to no subject.
    fn gather(&self, rows: usize) -> (Vec<Gathered>, Index) {
        let (mut gathered, mut index) = (Vec::new(), Index::default());
        for row in 0..rows {
            let Some(key) = key_at(&self.keys, row) else { continue };
            let known = self.known(&gathered, &index, &key).unwrap_or_else(|| {
                index.set(hash(&key), None, gathered.len());
                gathered.push(Gathered { first: row, ..Gathered::default() });
                gathered.len() - 1
            });
            let Some(gathered) = gathered.get_mut(known) else { continue };
            if self.condition.is_some_and(|condition| !condition.is_yes(row)) {
                gathered.left_out += 1;
                continue;
            }
            gathered.first_in.get_or_insert(row);
            let answered = matches!(self.aggregate.missing, MissingRule::CountsAs(_));
            if answered || self.value.is_none_or(|value| value.has_value(row)) {
                gathered.counted.push(u32::try_from(row).unwrap_or(u32::MAX));
            } else {
                gathered.without += 1;
            }
        }
        (gathered, index)
    }

    /// The position of the rows with a key.
    fn known(&self, gathered: &[Gathered], index: &Index, key: &[Value]) -> Option<usize> {
        let same = |at: usize| {
            let first = gathered.get(at).map(|g| g.first);
            first.is_some_and(|row| key_at(&self.keys, row).is_some_and(|known| known == key))
        };
        index.find(hash(key), same)
    }

    /// The value of a row that counts; 1 for a count.
    fn value(&self, row: usize) -> Value {
        let value = match self.value {
            None => Some(Value::Number(Rational::one())),
            Some(values) => values.value(row),
        };
        match (value, &self.aggregate.missing) {
            (Some(value), _) => value,
            (None, MissingRule::CountsAs(answer)) => Value::Number(answer.clone()),
            (None, _) => Value::Number(Rational::one()),
        }
    }

    /// The weight of a row; 1 if there is none.
    fn weight(&self, row: usize) -> Rational {
        match self.weight.filter(|_| self.value.is_some()).and_then(|weight| weight.value(row)) {
            Some(Value::Number(weight)) => weight,
            _ => Rational::one(),
        }
    }
}

impl Gathered {
    fn behind(&self) -> RowsBehind {
        RowsBehind { counted: self.counted.len(), without: self.without, left_out: self.left_out }
    }

    fn rows(&self) -> impl Iterator<Item = usize> {
        self.counted.iter().map(|row| *row as usize)
    }

    fn values(&self, of: &Inputs<'_>) -> impl Iterator<Item = Value> {
        self.rows().map(|row| of.value(row))
    }

    fn holds(&self, of: &Inputs<'_>, flag: bool) -> bool {
        self.values(of).any(|value| value == Value::YesNo(flag))
    }

    /// Whether two rows differ that must agree.
    fn differs(&self, of: &Inputs<'_>) -> bool {
        of.aggregate.how == How::Only && self.holds(of, true) && self.holds(of, false)
    }

    fn numbers(&self, of: &Inputs<'_>) -> impl Iterator<Item = Rational> {
        self.values(of).filter_map(|value| match value {
            Value::Number(n) => Some(n),
            _ => None,
        })
    }

    /// The aggregate of the rows.
    fn result(&self, id: NodeId, of: &Inputs<'_>) -> Cell {
        let aggregate = of.aggregate;
        match aggregate.how {
            How::Any | How::All => return self.logic(id, of, aggregate.how == How::Any),
            How::Only => return self.values(of).next().map_or_else(|| missing(id, 0), Ok),
            How::First => {
                let first = self.first_in.and_then(|row| of.value?.get(row));
                return first.unwrap_or_else(|| missing(id, 0));
            }
            _ => {}
        }
        let count = self.counted.len();
        if aggregate.missing == MissingRule::Propagates && self.without > 0 {
            return missing(id, WITHOUT_VALUE);
        }
        let enough = match &aggregate.missing {
            MissingRule::Skipped(Some(AtLeast::Count(n))) => count >= *n as usize,
            MissingRule::Skipped(Some(AtLeast::Share(share))) => {
                ratio(count).cmp(&(share * &ratio(count + self.without))).is_ge()
            }
            MissingRule::Propagates | MissingRule::Skipped(None) | MissingRule::CountsAs(_) => true,
        };
        if !enough {
            return missing(id, 0);
        }
        match aggregate.how {
            How::Count => Ok(Value::Number(ratio(count))),
            How::Distinct => {
                let different: HashSet<Value> = self.values(of).collect();
                Ok(Value::Number(ratio(different.len())))
            }
            How::Sorted => {
                let mut all: Vec<Rational> = self.numbers(of).collect();
                all.sort();
                Ok(Value::Sorted(all.into()))
            }
            how => {
                let number = self.together(of, how).or_else(|| aggregate.empty.clone());
                number.map_or_else(|| missing(id, 0), |n| Ok(Value::Number(n)))
            }
        }
    }

    /// Whether the condition holds for any row, or for all rows. A row that decides does so whatever the other rows
    /// are. Otherwise a row with an unknown condition makes the result unknown.
    fn logic(&self, id: NodeId, of: &Inputs<'_>, stop: bool) -> Cell {
        if self.holds(of, stop) {
            return Ok(Value::YesNo(stop));
        }
        if self.without > 0 { missing(id, WITHOUT_VALUE) } else { Ok(Value::YesNo(!stop)) }
    }

    /// The aggregate as a number; `None` if there is no value, or none with a weight.
    fn together(&self, of: &Inputs<'_>, how: How) -> Option<Rational> {
        let sum = |terms: &mut dyn Iterator<Item = Rational>| terms.fold(Rational::zero(), |a, b| &a + &b);
        match how {
            How::Mean => {
                let weights = || self.rows().map(|row| of.weight(row));
                let weighted = sum(&mut weights().zip(self.numbers(of)).map(|(w, n)| &w * &n));
                weighted.checked_div(&sum(&mut weights()))
            }
            How::Sum if self.counted.is_empty() => None,
            How::Sum => Some(sum(&mut self.numbers(of))),
            How::Minimum => self.numbers(of).min(),
            How::Maximum => self.numbers(of).max(),
            How::Median => median(self.numbers(of).collect::<Vec<_>>().iter()),
            How::GeometricMean(_) => None,
            How::Count | How::Distinct | How::Any | How::All | How::Sorted | How::First | How::Only => None,
        }
    }
}

fn ratio(count: usize) -> Rational {
    Rational::from(i64::try_from(count).unwrap_or(i64::MAX))
}
