//! Which subjects exist of a kind that is not rows of a table: groups, products and everything.

use super::store::{Keys, Store};
use crate::diagnostic::Diagnostic;
use crate::graph::Graph;
use crate::names::SubjectId;
use crate::plan::columns::list_schema;
use crate::plan::policy::Policy;
use crate::plan::schedule::Schedule;
use crate::types::{Factor, Source};
use datafusion::arrow::array::{ArrayRef, RecordBatch, StringArray, UInt32Array, UInt64Array};
use datafusion::arrow::compute::take;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::Result;
use std::sync::Arc;

/// The subjects of a kind: every combination of the rows of some factors, where the last factor varies fastest. They
/// are not stored: a batch is made on demand.
#[derive(Clone, Debug)]
pub(crate) struct List {
    schema: SchemaRef,
    factors: Vec<Keys>,
    /// How many subjects.
    pub len: usize,
}

/// A product with too many subjects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooMany(pub SubjectId);

impl TooMany {
    /// The finding for the user.
    pub(crate) fn finding(self, graph: &Graph) -> Diagnostic {
        graph.too_many(self.0)
    }
}

impl List {
    /// The subjects of a kind, from the keys that earlier jobs have found; `None` if one of these jobs did not run.
    pub(crate) fn of(
        policy: &Policy,
        schedule: &Schedule,
        store: &Store,
        kind: SubjectId,
    ) -> Option<std::result::Result<List, TooMany>> {
        let schema = list_schema(policy, kind);
        Some(match factors(&policy.graph, schedule, store, kind)? {
            Ok(factors) => {
                let len = factors.iter().map(|keys| keys.len).product();
                Ok(List { schema, factors, len })
            }
            Err(too_many) => Err(too_many),
        })
    }

    /// A list without subjects.
    pub(crate) fn empty(policy: &Policy, kind: SubjectId) -> List {
        let none = Keys { columns: Vec::new(), len: 0 };
        let keys = policy.held_key(kind).into_iter().map(|held| {
            let columns = vec![datafusion::arrow::array::new_empty_array(&held.data_type())];
            Keys { columns, len: 0 }
        });
        List { schema: list_schema(policy, kind), factors: keys.chain([none]).collect(), len: 0 }
    }

    /// The columns of the list.
    pub(crate) fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// A range of subjects, with their numbers.
    pub(crate) fn batch(&self, from: usize, rows: usize) -> Result<RecordBatch> {
        let numbers = from..self.len.min(from + rows);
        let mut columns = Vec::new();
        let mut below = self.len;
        for keys in &self.factors {
            // This many consecutive subjects have the same key of this factor.
            below = below.checked_div(keys.len).unwrap_or(0);
            let at = numbers.clone().map(|n| (n.checked_div(below).unwrap_or(0) % keys.len.max(1)) as u64);
            let at = UInt64Array::from_iter_values(at);
            for column in &keys.columns {
                columns.push(take(column, &at, None)?);
            }
        }
        columns.push(Arc::new(UInt64Array::from_iter_values(numbers.map(|n| n as u64))));
        Ok(RecordBatch::try_new(self.schema.clone(), columns)?)
    }
}

/// The factors of a list of subjects.
fn factors(
    graph: &Graph,
    schedule: &Schedule,
    store: &Store,
    kind: SubjectId,
) -> Option<std::result::Result<Vec<Keys>, TooMany>> {
    let Source::Product(product) = &graph.subject(kind).source else {
        return match graph.subject(kind).source {
            Source::All => Some(Ok(Vec::new())),
            _ => {
                let place = schedule.frame(kind).or_else(|| schedule.keys(kind))?;
                Some(Ok(vec![store.keys(place)?.clone()]))
            }
        };
    };
    let (mut all, mut len) = (Vec::new(), 1usize);
    for factor in product {
        let own = match factor {
            Factor::Subject(of) => match factors(graph, schedule, store, *of)? {
                Ok(own) => own,
                too_many => return Some(too_many),
            },
            Factor::Choice(_, values) => vec![one(Arc::new(UInt32Array::from(values.clone())))],
            Factor::Time(_, texts) => vec![one(Arc::new(StringArray::from_iter_values(texts)))],
        };
        len = len.saturating_mul(own.iter().map(|keys| keys.len).product());
        if len > Graph::MOST_COMBINATIONS {
            return Some(Err(TooMany(kind)));
        }
        all.extend(own);
    }
    Some(Ok(all))
}

fn one(column: ArrayRef) -> Keys {
    Keys { len: column.len(), columns: vec![column] }
}
