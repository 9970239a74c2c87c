//! The tables in which later jobs look values up: for each key the values that were kept, or the results of aggregates.
//!
//! Every column has one cell more than there are keys, for lookups of a key that does not exist: for a kept value this
//! cell is missing, for an aggregate it is the result of no rows.

use super::arrays;
use super::column::{Column, Data, Sorted, there};
use super::errors::internal;
use super::gathering::{Linked, converter};
use super::index::Index;
use super::input::by_name;
use super::kernels::exact;
use super::state::{AggregateState, Outcome, Units};
use crate::faults::fault;
use crate::graph::NodeId;
use crate::plan::columns::{held_name, key_name, why_name};
use crate::plan::held::Representation;
use crate::plan::policy::Policy;
use crate::plan::program::Program;
use crate::plan::schedule::{Link, row_inputs};
use crate::types::{Aggregate, How, Type};
use datafusion::arrow::array::{Array, ArrayRef, AsArray, BinaryArray, new_null_array};
use datafusion::arrow::buffer::BooleanBuffer;
use datafusion::arrow::compute::concat;
use datafusion::arrow::datatypes::DataType;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::arrow::row::{RowConverter, SortField};
use datafusion::common::Result;
use num_bigint::BigInt;
use num_traits::One;
use std::collections::BTreeMap;

/// The size of a key without its bytes.
const KEY_BYTES: usize = 16;

/// Values by key.
#[derive(Debug)]
pub(crate) struct Relation {
    index: Index,
    columns: BTreeMap<NodeId, LookedUp>,
}

/// The values of one node, or the results of one aggregate.
#[derive(Clone, Debug)]
pub(crate) struct LookedUp {
    /// The values; the last is the value for a key that does not exist.
    pub values: Column,
    /// For an aggregate: whether a row has no value.
    pub lacks: Option<BooleanBuffer>,
    /// Whether two rows differ that must not.
    pub differs: Option<BooleanBuffer>,
    /// Why values are missing, if that can be reported.
    pub why: Option<BinaryArray>,
}

impl Relation {
    /// What the link of a job has gathered, in the order of the first rows, and the keys as columns if they are the
    /// list of groups.
    pub(crate) fn of_link(program: &Program, link: &Link, linked: Linked) -> Result<(Relation, Option<Vec<ArrayRef>>)> {
        let mut order: Vec<usize> = (0..linked.index.len()).collect();
        order.sort_by_key(|at| linked.first_rows.get(*at));
        let index = linked.index.in_order(&order);
        let converter = converter(program, link)?;
        let keys = if link.groups.is_empty() { None } else { Some(keys(&converter, &index)?) };
        let mut columns = BTreeMap::new();
        for (id, states) in link.aggregates.iter().zip(linked.states) {
            let Some(aggregate) = program.policy.aggregate(*id) else { continue };
            let empty = states.empty().clone();
            let states = states.into_states();
            let ordered: Vec<&AggregateState> = order.iter().filter_map(|at| states.get(*at)).chain([&empty]).collect();
            columns.insert(*id, LookedUp::of_states(program, (*id, aggregate), &ordered)?);
        }
        Ok((Relation { index, columns }, keys))
    }

    /// The values that a job kept, from its output.
    pub(crate) fn of_kept(program: &Program, batches: &[RecordBatch]) -> Result<Relation> {
        let held = program.policy.held_key(program.job.kind);
        let keys: Vec<ArrayRef> = kept_keys(program, batches)?;
        let mut index = Index::default();
        if held.is_empty() {
            // The subject `all`, whose key has no parts.
            index.enter(&[]);
        } else {
            let fields = held.iter().map(|held| SortField::new(held.data_type())).collect();
            for key in RowConverter::new(fields)?.convert_columns(&keys)?.iter() {
                index.enter(key.as_ref());
            }
        }
        let mut columns = BTreeMap::new();
        for id in &program.job.keeps {
            let held = Representation::of_node(&program.policy, *id);
            let values = arrays::column(&joined(batches, &held_name(*id), &held.data_type(), true)?)?;
            let told = program.schedule.told.contains(id);
            let why = told.then(|| joined(batches, &why_name(*id), &DataType::Binary, true)).transpose()?;
            let why = why.and_then(|why| why.as_binary_opt::<i32>().cloned());
            columns.insert(*id, LookedUp { values, lacks: None, differs: None, why });
        }
        Ok(Relation { index, columns })
    }

    /// The approximate size in bytes.
    pub(crate) fn bytes(&self) -> u64 {
        let keys = self.index.bytes() + self.len() * KEY_BYTES;
        let why = |found: &LookedUp| found.why.as_ref().map_or(0, Array::get_array_memory_size);
        let columns = self.columns.values().map(|found| found.values.bytes() + why(found));
        (keys + columns.sum::<usize>()) as u64
    }

    /// How many keys there are.
    pub(crate) fn len(&self) -> usize {
        self.index.len()
    }

    /// The position of a key; the number of keys if it does not exist.
    pub(crate) fn position(&self, key: &[u8]) -> usize {
        let missed = if fault!(NotFoundTakesLast) { self.len().saturating_sub(1) } else { self.len() };
        self.index.find(key).unwrap_or(missed)
    }

    /// The kept values of a node, or the results of an aggregate.
    pub(crate) fn found(&self, id: NodeId) -> Result<&LookedUp> {
        self.columns.get(&id).ok_or_else(|| internal("a value was not kept"))
    }
}

/// The keys of subjects that a job kept, as columns.
pub(crate) fn kept_keys(program: &Program, batches: &[RecordBatch]) -> Result<Vec<ArrayRef>> {
    let held = program.policy.held_key(program.job.kind).into_iter().enumerate();
    held.map(|(part, held)| joined(batches, &key_name(part), &held.data_type(), false)).collect()
}

/// One column of all batches, with a missing cell after it if `and_missing` is set.
fn joined(batches: &[RecordBatch], name: &str, ty: &DataType, and_missing: bool) -> Result<ArrayRef> {
    let mut arrays = batches.iter().map(|batch| by_name(batch, name).cloned()).collect::<Result<Vec<_>>>()?;
    arrays.push(new_null_array(ty, usize::from(and_missing)));
    let arrays: Vec<_> = arrays.iter().map(AsRef::as_ref).collect();
    Ok(concat(&arrays)?)
}

/// Keys as columns.
fn keys(converter: &RowConverter, index: &Index) -> Result<Vec<ArrayRef>> {
    let parser = converter.parser();
    Ok(converter.convert_rows((0..index.len()).map(|at| parser.parse(index.key(at))))?)
}

impl LookedUp {
    fn of_states(
        program: &Program,
        (id, aggregate): (NodeId, &Aggregate),
        states: &[&AggregateState],
    ) -> Result<LookedUp> {
        let (policy, inputs) = (&program.policy, row_inputs(&program.policy.graph, id));
        let denominator = |id: Option<&NodeId>| {
            let form = id.and_then(|id| policy.form(*id));
            form.map_or_else(BigInt::one, |f| f.denominator.clone())
        };
        let units =
            Units { value: denominator(aggregate.value(inputs)), weight: denominator(aggregate.weight(inputs)) };
        let results = states.iter().map(|state| state.result(aggregate, &units)).collect();
        let told = aggregate.how == How::First && program.schedule.told.contains(&id);
        let why = |state: &&AggregateState| state.first().filter(|f| f.value.is_none()).and_then(|f| f.why.clone());
        Ok(LookedUp {
            values: column(policy, id, results)?,
            lacks: Some(states.iter().map(|state| state.lacks()).collect()),
            differs: (aggregate.how == How::Only).then(|| states.iter().map(|s| s.differs(How::Only)).collect()),
            why: told.then(|| states.iter().map(why).collect()),
        })
    }
}

/// The results of an aggregate as a column of its values.
fn column(policy: &Policy, id: NodeId, results: Vec<Option<Outcome<'_>>>) -> Result<Column> {
    let ty = policy.graph.node(id).ty.held();
    let flags = there(results.iter().map(Option::is_some).collect());
    let data = match ty {
        Type::Number(_) => {
            let numbers = results.into_iter().map(|outcome| match outcome {
                Some(Outcome::Number(n)) => Some(n),
                _ => None,
            });
            return exact::numbers(policy, id, numbers.collect());
        }
        Type::Sorted => Data::Sorted(
            results
                .into_iter()
                .map(|outcome| match outcome {
                    Some(Outcome::Sorted(sorted)) => sorted.into(),
                    _ => Sorted::default().into(),
                })
                .collect(),
        ),
        ty => {
            let cells = results.into_iter().map(|outcome| match outcome {
                Some(Outcome::Cell(cell)) => Some(cell),
                _ => None,
            });
            return Column::of_cells(ty, cells);
        }
    };
    Ok(Column { data, there: flags })
}
