//! How many subjects of one kind come together to one value of another.

use super::operations::median;
use super::value::{Cell, Value, missing};
use super::{Evaluation, publish};
use crate::diagnostic::Diagnostic;
use crate::graph::reasons::WITHOUT_VALUE;
use crate::graph::{Graph, NodeId};
use crate::number::Rational;
use crate::types::{Aggregate, AtLeast, How, MissingRule};
use std::collections::{HashMap, HashSet};

/// What has come together under one key.
#[derive(Clone, Default)]
struct Gathered {
    /// Values with their weights, in the order of the rows; of a count 1 each.
    values: Vec<(Rational, Value)>,
    /// How many rows had no value.
    without: usize,
    /// How many rows the condition left out.
    left_out: usize,
    /// The value of the first row.
    first: Option<Cell>,
}

/// The rows behind an aggregate, for explanations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowsBehind {
    /// Rows whose value counts; a value that stands in for a missing one counts too.
    pub counted: usize,
    /// Rows without a value.
    pub without: usize,
    /// Rows that the condition leaves out.
    pub left_out: usize,
}

/// The values of an aggregate for all subjects of its kind, with the rows behind each.
pub fn column(
    graph: &Graph,
    so_far: &Evaluation,
    id: NodeId,
    aggregate: &Aggregate,
) -> Result<(Vec<Cell>, Vec<RowsBehind>), Diagnostic> {
    let node = graph.node(id);
    let gathered = gather(so_far, aggregate, &node.inputs);
    // Under one key often come the rows of many subjects, as in statistics of peers: they are brought together once.
    let together: HashMap<&Vec<Value>, Cell> = gathered.iter().map(|(key, g)| (key, g.result(id, aggregate))).collect();
    let own: Vec<&[Cell]> = aggregate.own_keys(&node.inputs).iter().map(|key| so_far.column(*key)).collect();
    let nothing = Gathered::default();
    let (mut cells, mut behind) = (Vec::new(), Vec::new());
    for at in 0..so_far.keys(node.grain).len() {
        let key = key_at(&own, at);
        let found = key.as_ref().and_then(|key| gathered.get(key)).unwrap_or(&nothing);
        if found.differs(aggregate.how) {
            return Err(graph.overrides_differ(id, &publish::key_words(graph, node.grain, so_far, at)));
        }
        let cell = key.as_ref().and_then(|key| together.get(key)).cloned();
        cells.push(cell.unwrap_or_else(|| nothing.result(id, aggregate)));
        behind.push(found.behind());
    }
    Ok((cells, behind))
}

/// All rows by their keys; a row without a key belongs to nobody. Looked up only.
fn gather(so_far: &Evaluation, aggregate: &Aggregate, inputs: &[NodeId]) -> HashMap<Vec<Value>, Gathered> {
    let column = |id: Option<&NodeId>| id.map(|id| so_far.column(*id));
    let (value, condition) = (column(aggregate.value(inputs)), column(aggregate.condition(inputs)));
    let weight = column(aggregate.weight(inputs));
    let keys: Vec<&[Cell]> = aggregate.row_keys(inputs).iter().map(|key| so_far.column(*key)).collect();
    let mut gathered: HashMap<Vec<Value>, Gathered> = HashMap::new();
    for row in 0..so_far.keys(aggregate.rows).len() {
        let Some(key) = key_at(&keys, row) else { continue };
        let gathered = gathered.entry(key).or_default();
        if condition.is_some_and(|c| c.get(row) != Some(&Ok(Value::YesNo(true)))) {
            gathered.left_out += 1;
            continue;
        }
        let weight = match weight.and_then(|w| w.get(row)) {
            Some(Ok(Value::Number(weight))) => weight.clone(),
            _ => Rational::one(),
        };
        let value = value.map(|v| v.get(row));
        if let Some(Some(cell)) = value {
            gathered.first.get_or_insert_with(|| cell.clone());
        }
        match (value, &aggregate.missing) {
            (None, _) => gathered.values.push((Rational::one(), Value::Number(Rational::one()))),
            (Some(Some(Ok(value))), _) => gathered.values.push((weight, value.clone())),
            (_, MissingRule::CountsAs(value)) => gathered.values.push((weight, Value::Number(value.clone()))),
            _ => gathered.without += 1,
        }
    }
    gathered
}

/// The key of a row, where all its parts are there.
fn key_at(keys: &[&[Cell]], row: usize) -> Option<Vec<Value>> {
    keys.iter().map(|column| column.get(row)?.as_ref().ok().cloned()).collect()
}

impl Gathered {
    fn behind(&self) -> RowsBehind {
        RowsBehind { counted: self.values.len(), without: self.without, left_out: self.left_out }
    }

    fn holds(&self, flag: bool) -> bool {
        self.values.iter().any(|(_, value)| *value == Value::YesNo(flag))
    }

    /// Whether two rows say what only one can say.
    fn differs(&self, how: How) -> bool {
        how == How::Only && self.holds(true) && self.holds(false)
    }

    fn numbers(&self) -> impl Iterator<Item = &Rational> {
        self.values.iter().filter_map(|(_, value)| match value {
            Value::Number(n) => Some(n),
            _ => None,
        })
    }

    /// What the rows come to.
    fn result(&self, id: NodeId, aggregate: &Aggregate) -> Cell {
        match aggregate.how {
            How::Any | How::All => return self.logic(id, aggregate.how == How::Any),
            How::Only => {
                let flag = self.values.first().map(|(_, value)| value.clone());
                return flag.map_or_else(|| missing(id, 0), Ok);
            }
            How::First => return self.first.clone().unwrap_or_else(|| missing(id, 0)),
            _ => {}
        }
        let count = self.values.len();
        if aggregate.missing == MissingRule::Unscored && self.without > 0 {
            return missing(id, WITHOUT_VALUE);
        }
        let enough = match &aggregate.missing {
            MissingRule::Skipped(Some(AtLeast::Count(n))) => count >= *n as usize,
            MissingRule::Skipped(Some(AtLeast::Share(share))) => {
                ratio(count).cmp(&(share * &ratio(count + self.without))).is_ge()
            }
            MissingRule::Unscored | MissingRule::Skipped(None) | MissingRule::CountsAs(_) => true,
        };
        if !enough {
            return missing(id, 0);
        }
        match aggregate.how {
            How::Count => Ok(Value::Number(ratio(count))),
            How::Distinct => {
                let different: HashSet<&Value> = self.values.iter().map(|(_, value)| value).collect();
                Ok(Value::Number(ratio(different.len())))
            }
            How::Sorted => {
                let mut all: Vec<Rational> = self.numbers().cloned().collect();
                all.sort();
                Ok(Value::Sorted(all.into()))
            }
            how => {
                let number = self.together(how).or_else(|| aggregate.empty.clone());
                number.map_or_else(|| missing(id, 0), |n| Ok(Value::Number(n)))
            }
        }
    }

    /// Whether any (all) rows hold: one that decides does so whatever the others are; else one that is unknown leaves
    /// all unknown.
    fn logic(&self, id: NodeId, stop: bool) -> Cell {
        if self.holds(stop) {
            return Ok(Value::YesNo(stop));
        }
        if self.without > 0 { missing(id, WITHOUT_VALUE) } else { Ok(Value::YesNo(!stop)) }
    }

    /// One number of the values; `None` where there is none, or none with a weight.
    fn together(&self, how: How) -> Option<Rational> {
        let sum = |terms: &mut dyn Iterator<Item = Rational>| terms.fold(Rational::zero(), |a, b| &a + &b);
        match how {
            How::Mean => {
                let weight = sum(&mut self.values.iter().map(|(w, _)| w.clone()));
                let weighted = self.values.iter().map(|(w, _)| w).zip(self.numbers());
                sum(&mut weighted.map(|(w, n)| w * n)).checked_div(&weight)
            }
            How::Sum if self.values.is_empty() => None,
            How::Sum => Some(sum(&mut self.numbers().cloned())),
            How::Minimum => self.numbers().min().cloned(),
            How::Maximum => self.numbers().max().cloned(),
            How::Median => median(self.numbers()),
            _ => None,
        }
    }
}

fn ratio(count: usize) -> Rational {
    Rational::from(i64::try_from(count).unwrap_or(i64::MAX))
}
