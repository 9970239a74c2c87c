//! The groups of some rows, with what their aggregates have gathered.

use super::column::{Column, Data};
use super::input::{by_name, held, states};
use super::kernels::internal;
use super::state::{Number, State};
use crate::graph::NodeId;
use crate::names::SubjectId;
use crate::plan::columns::{ROW, gathered_schema, held_name};
use crate::plan::fault;
use crate::plan::program::Policy;
use crate::types::{Aggregate, How};
use datafusion::arrow::array::{ArrayRef, AsArray, BinaryArray, UInt64Array};
#[cfg(test)]
use datafusion::arrow::compute::take;
use datafusion::arrow::datatypes::{SchemaRef, UInt64Type};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::arrow::row::{OwnedRow, RowConverter, SortField};
use datafusion::common::Result;
use std::collections::HashMap;
use std::sync::Arc;

/// Groups in the order in which they were first met.
pub struct Groups {
    policy: Arc<Policy>,
    subject: SubjectId,
    schema: SchemaRef,
    /// The names of the key's columns, markers among them.
    key: Vec<String>,
    converter: RowConverter,
    /// Looked up only; never walked, so its order cannot show.
    known: HashMap<Box<[u8]>, usize>,
    keys: Vec<OwnedRow>,
    first_rows: Vec<u64>,
    /// For each aggregate the state of each group.
    states: Vec<Vec<State>>,
}

impl Groups {
    /// No groups yet.
    pub fn new(policy: &Arc<Policy>, subject: SubjectId) -> Result<Groups> {
        let schema = gathered_schema(policy, subject);
        let key = schema.fields().iter().take_while(|f| f.name() != ROW);
        let converter = RowConverter::new(key.clone().map(|f| SortField::new(f.data_type().clone())).collect())?;
        Ok(Groups {
            policy: policy.clone(),
            subject,
            key: key.map(|f| f.name().clone()).collect(),
            schema,
            converter,
            known: HashMap::new(),
            keys: Vec::new(),
            first_rows: Vec::new(),
            states: vec![Vec::new(); policy.aggregates(subject).len()],
        })
    }

    /// The group of each row.
    fn places(&mut self, batch: &RecordBatch) -> Result<Vec<usize>> {
        let columns = self.key.iter().map(|name| Ok(by_name(batch, name)?.clone()));
        let columns = columns.collect::<Result<Vec<ArrayRef>>>()?;
        #[cfg(test)]
        let columns = seeded(columns)?;
        let keys = self.converter.convert_columns(&columns)?;
        let first_rows = by_name(batch, ROW)?;
        let first_rows = first_rows.as_primitive_opt::<UInt64Type>().ok_or_else(|| internal("rows without numbers"))?;
        let mut places = Vec::with_capacity(batch.num_rows());
        for (key, row) in keys.iter().zip(first_rows.values()) {
            let place = match self.known.get(key.as_ref()) {
                Some(place) => *place,
                None => {
                    let place = self.keys.len();
                    self.known.insert(key.as_ref().into(), place);
                    self.keys.push(key.owned());
                    self.first_rows.push(*row);
                    self.states.iter_mut().for_each(|states| states.push(State::default()));
                    place
                }
            };
            if let Some(first) = self.first_rows.get_mut(place) {
                *first = (*first).min(*row);
            }
            places.push(place);
        }
        Ok(places)
    }

    /// Takes in rows: the key, the row's number and what the aggregates need.
    pub fn take_rows(&mut self, batch: &RecordBatch) -> Result<()> {
        let places = self.places(batch)?;
        let policy = self.policy.clone();
        for ((id, aggregate), states) in policy.aggregates(self.subject).into_iter().zip(&mut self.states) {
            let inputs = Inputs::of(&policy, id, aggregate, batch)?;
            for (row, place) in places.iter().enumerate() {
                if let Some(state) = states.get_mut(*place) {
                    inputs.take(aggregate.how, row, state);
                }
            }
        }
        Ok(())
    }

    /// Takes in groups: the key, their first row and their states.
    pub fn take_groups(&mut self, batch: &RecordBatch) -> Result<()> {
        let dropped = fault!(MergeDropsStates) && !self.keys.is_empty();
        let places = self.places(batch)?;
        for (at, states) in self.states.iter_mut().enumerate() {
            for (place, bytes) in places.iter().zip(self::states(batch, at)?.iter()) {
                let other = bytes.and_then(State::from_bytes).ok_or_else(|| internal("a state is cut off"))?;
                if let Some(state) = states.get_mut(*place).filter(|_| !dropped) {
                    state.merge(&other);
                }
            }
        }
        Ok(())
    }

    /// The groups as rows: the key, the first row, the states.
    pub fn finish(self) -> Result<RecordBatch> {
        let mut columns = self.converter.convert_rows(self.keys.iter().map(OwnedRow::row))?;
        columns.push(Arc::new(UInt64Array::from(self.first_rows)));
        for states in &self.states {
            let states = BinaryArray::from_iter_values(states.iter().map(State::to_bytes));
            columns.push(Arc::new(states));
        }
        Ok(RecordBatch::try_new(self.schema, columns)?)
    }
}

/// The columns of the key, of which a seeded fault makes the second the same in each row.
#[cfg(test)]
fn seeded(mut columns: Vec<ArrayRef>) -> Result<Vec<ArrayRef>> {
    if fault!(SecondKeyIgnored)
        && let Some(second) = columns.get_mut(1)
        && !second.is_empty()
    {
        let zeros = vec![0; second.len()];
        *second = take(second, &UInt64Array::from(zeros), None)?;
    }
    Ok(columns)
}

/// The inputs of one aggregate for the rows of a batch.
struct Inputs {
    condition: Option<Column>,
    value: Option<Column>,
    weight: Option<Column>,
}

impl Inputs {
    fn of(policy: &Policy, id: NodeId, aggregate: &Aggregate, batch: &RecordBatch) -> Result<Inputs> {
        let mut inputs = policy.graph.node(id).inputs.iter();
        let mut next = |wanted: bool| -> Result<Option<Column>> {
            let input = if wanted { inputs.next() } else { None };
            input.map(|id| held(by_name(batch, &held_name(id.0))?)).transpose()
        };
        let value = next(aggregate.how != How::Count)?;
        let condition = next(aggregate.has_condition)?;
        let weight = next(aggregate.has_weight)?;
        Ok(Inputs { condition, value, weight })
    }

    fn take(&self, how: How, row: usize, state: &mut State) {
        let counts = self.condition.as_ref().is_none_or(|c| c.flag(row) == Some(true));
        let seeded = fault!(ConditionIgnored) || (how == How::Count && fault!(CountTakesEveryRow));
        if !counts && !seeded {
            return;
        }
        let weight = self.weight.as_ref().and_then(|w| number(w, row));
        match &self.value {
            Some(value) => state.take(how, number(value, row), weight),
            None => state.take(how, Some(Number::Whole(1)), weight),
        }
    }
}

fn number(column: &Column, row: usize) -> Option<Number<'_>> {
    if !column.has(row) {
        return None;
    }
    match &column.data {
        Data::Narrow(values) => values.get(row).map(|n| Number::Whole(i128::from(*n))),
        Data::Wide(values) => values.get(row).map(|n| Number::Whole(*n)),
        Data::Big(values) => values.get(row).map(Number::Fraction),
        _ => None,
    }
}
