//! How the rows of a group come together.

use super::value::{Cell, Value, missing};
use crate::graph::reasons::WITHOUT_VALUE;
use crate::graph::{Graph, NodeId};
use crate::names::SubjectId;
use crate::number::Rational;
use crate::types::{Aggregate, AtLeast, How, MissingRule, Op};
use std::collections::BTreeMap;

/// What a group has gathered so far, for each aggregate of its grain.
pub struct Gathering {
    aggregates: BTreeMap<NodeId, Gathered>,
}

/// The rows of one aggregate: those whose condition is yes.
#[derive(Default)]
struct Gathered {
    /// Values with their weights.
    values: Vec<(Rational, Rational)>,
    /// How many rows had no value.
    without: usize,
    /// How many rows the condition left out.
    left_out: usize,
}

/// The rows behind an aggregate, for explanations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowsBehind {
    /// Rows whose value counts; a value that stands in for a missing one counts too.
    pub counted: usize,
    /// Rows without a value.
    pub without: usize,
    /// Rows that the condition leaves out.
    pub left_out: usize,
}

impl Gathering {
    /// Nothing gathered yet.
    pub fn new(graph: &Graph, grain: SubjectId) -> Gathering {
        let nodes = graph.nodes.iter().enumerate().filter(|(_, n)| n.grain == grain);
        let aggregates = nodes.filter(|(_, n)| matches!(n.op, Op::Aggregate(_)));
        Gathering { aggregates: aggregates.map(|(i, _)| (NodeId(i), Gathered::default())).collect() }
    }

    /// Takes in one row, given as the values of all nodes of the row's grain.
    pub fn add(&mut self, graph: &Graph, row: &[Option<Cell>]) {
        for (id, gathered) in &mut self.aggregates {
            let node = graph.node(*id);
            let Op::Aggregate(aggregate) = &node.op else { continue };
            let cell = |at: usize| node.inputs.get(at).and_then(|n| row.get(n.0)).and_then(Option::as_ref);
            let values = usize::from(aggregate.how != How::Count);
            if aggregate.has_condition && cell(values) != Some(&Ok(Value::YesNo(true))) {
                gathered.left_out += 1;
                continue;
            }
            let weight = match aggregate.has_weight.then(|| cell(values + usize::from(aggregate.has_condition))) {
                Some(Some(Ok(Value::Number(weight)))) => weight.clone(),
                _ => Rational::one(),
            };
            match (aggregate.how, cell(0), &aggregate.missing) {
                (How::Count, ..) => gathered.values.push((Rational::one(), Rational::one())),
                (_, Some(Ok(Value::Number(value))), _) => gathered.values.push((weight, value.clone())),
                (_, _, MissingRule::CountsAs(value)) => gathered.values.push((weight, value.clone())),
                _ => gathered.without += 1,
            }
        }
    }

    /// The rows behind each aggregate.
    pub fn rows_behind(&self) -> BTreeMap<NodeId, RowsBehind> {
        let of = |g: &Gathered| RowsBehind { counted: g.values.len(), without: g.without, left_out: g.left_out };
        self.aggregates.iter().map(|(id, gathered)| (*id, of(gathered))).collect()
    }

    /// What an aggregate comes to.
    pub fn result(&self, id: NodeId, aggregate: &Aggregate) -> Cell {
        let Some(gathered) = self.aggregates.get(&id) else { return missing(id, 0) };
        let count = gathered.values.len();
        if aggregate.missing == MissingRule::Unscored && gathered.without > 0 {
            return missing(id, WITHOUT_VALUE);
        }
        let enough = match &aggregate.missing {
            MissingRule::Skipped(Some(AtLeast::Count(n))) => count >= *n as usize,
            MissingRule::Skipped(Some(AtLeast::Share(share))) => {
                ratio(count).cmp(&(share * &ratio(count + gathered.without))).is_ge()
            }
            MissingRule::Unscored | MissingRule::Skipped(None) | MissingRule::CountsAs(_) => true,
        };
        if !enough {
            return missing(id, 0);
        }
        if aggregate.how == How::Count {
            return Ok(Value::Number(ratio(count)));
        }
        let number = together(aggregate.how, &gathered.values).or_else(|| aggregate.empty.clone());
        number.map_or_else(|| missing(id, 0), |n| Ok(Value::Number(n)))
    }
}

/// One number of the values; `None` where there is none, or none with a weight.
fn together(how: How, values: &[(Rational, Rational)]) -> Option<Rational> {
    let sum = |terms: &mut dyn Iterator<Item = Rational>| terms.fold(Rational::zero(), |a, b| &a + &b);
    let numbers = || values.iter().map(|(_, n)| n);
    match how {
        How::Mean => {
            let weight = sum(&mut values.iter().map(|(w, _)| w.clone()));
            sum(&mut values.iter().map(|(w, n)| w * n)).checked_div(&weight)
        }
        How::Sum if values.is_empty() => None,
        How::Sum => Some(sum(&mut numbers().cloned())),
        How::Minimum => numbers().min().cloned(),
        How::Maximum => numbers().max().cloned(),
        How::Count | How::GeometricMean(_) => None,
    }
}

fn ratio(count: usize) -> Rational {
    Rational::from(i64::try_from(count).unwrap_or(i64::MAX))
}
