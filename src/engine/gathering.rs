//! Subjects aggregated by their keys, with the states of their aggregates.

use super::arrays;
use super::column::Column;
use super::errors::internal;
use super::index::Index;
use super::input::{by_name, row_numbers};
use super::state::{Chosen, Inputs, States};
use crate::data::Memory;
use crate::faults::fault;
use crate::graph::NodeId;
use crate::plan::columns::{held_name, raw_name, why_name};
use crate::plan::program::Program;
use crate::plan::schedule::{KeyOf, Link, row_inputs};
use crate::types::{Aggregate, How};
use datafusion::arrow::array::{Array, ArrayRef, AsArray};
use datafusion::arrow::buffer::NullBuffer;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::arrow::row::{RowConverter, SortField};
use datafusion::common::Result;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

/// What one partition of a job has gathered, for each of its links.
#[derive(Debug)]
pub(crate) struct Gathering {
    program: Arc<Program>,
    /// In the order of the job's links.
    pub links: Vec<Linked>,
    memory: Arc<Memory>,
    /// How many bytes it has reported to the memory.
    held: u64,
}

impl Drop for Gathering {
    fn drop(&mut self) {
        self.memory.let_go(self.held);
    }
}

/// The size of a key without its bytes and its states: the number of its first row, its end and its place.
const KEY_BYTES: usize = 32;

/// Keys in the order in which they were first found.
#[derive(Debug, Default)]
pub(crate) struct Linked {
    /// The keys.
    pub index: Index,
    /// The smallest row number of each key.
    pub first_rows: Vec<u64>,
    /// For each aggregate of the link, the states of the keys.
    pub states: Vec<States>,
}

/// The converter that encodes the key of a link.
pub(crate) fn converter(program: &Program, link: &Link) -> Result<RowConverter> {
    let held = link.key.iter().map(|key| program.policy.held_part(program.job.kind, *key));
    let types = held.map(|held| Some(SortField::new(held?.data_type()))).collect::<Option<Vec<_>>>();
    Ok(RowConverter::new(types.ok_or_else(|| internal("unexpected kind of key"))?)?)
}

impl Gathering {
    /// A gathering without rows.
    pub(crate) fn new(program: &Arc<Program>, memory: Arc<Memory>) -> Gathering {
        let linked = |link: &Link| {
            let aggregates = link.aggregates.iter().filter_map(|id| program.policy.aggregate(*id));
            Linked { states: aggregates.map(States::new).collect(), ..Linked::default() }
        };
        let links = program.job.links.iter().map(linked).collect();
        Gathering { links, program: program.clone(), memory, held: 0 }
    }

    /// Adds the rows of a batch.
    pub(crate) fn take(&mut self, batch: &RecordBatch) -> Result<()> {
        let program = self.program.clone();
        let rows = row_numbers(batch)?;
        let mut columns = Columns { batch, held: BTreeMap::new() };
        let before = self.key_bytes();
        let mut more = 0;
        let links = program.job.links.iter().zip(&mut self.links).enumerate();
        for (_, (link, linked)) in links.filter(|(at, _)| *at == 0 || !fault!(SecondLinkIgnored)) {
            let places = linked.places(&program, link, batch, rows)?;
            // Aggregates often share a condition, so the rows that count are found once for each condition.
            let mut chosen: BTreeMap<Option<NodeId>, Chosen> = BTreeMap::new();
            for (id, states) in link.aggregates.iter().zip(&mut linked.states) {
                let Some(aggregate) = program.policy.aggregate(*id) else { continue };
                let inputs = Inputs::of(&program, (*id, aggregate), &mut columns)?;
                let condition = aggregate.condition(row_inputs(&program.policy.graph, *id)).copied();
                let chosen = match chosen.entry(condition) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(new) => {
                        let condition = condition.map(|id| columns.of(id)).transpose()?;
                        new.insert(self::chosen(&places, condition.as_ref()))
                    }
                };
                more += states.take(chosen, &inputs, rows);
            }
        }
        self.count(self.key_bytes() - before + more);
        Ok(())
    }

    fn count(&mut self, bytes: usize) {
        self.memory.hold(bytes as u64);
        self.held += bytes as u64;
    }

    /// The size of the keys and their states, without the lists of some states.
    fn key_bytes(&self) -> usize {
        self.links.iter().map(|linked| linked.index.bytes() + linked.index.len() * linked.bytes_each()).sum()
    }

    /// Adds what another partition of the job has gathered.
    pub(crate) fn merge(&mut self, mut other: Gathering) -> Result<()> {
        // From now on `self` reports the bytes that `other` has reported for its lists.
        let before = self.key_bytes();
        let lists = usize::try_from(other.held).unwrap_or(0).saturating_sub(other.key_bytes());
        for (linked, other) in self.links.iter_mut().zip(std::mem::take(&mut other.links)) {
            let dropped = fault!(MergeDropsStates) && !linked.index.is_empty();
            let mut places = Vec::with_capacity(other.index.len());
            for (at, row) in other.first_rows.iter().enumerate() {
                places.push(linked.place(other.index.key(at), *row)?);
            }
            for (states, further) in linked.states.iter_mut().zip(other.states) {
                if !dropped {
                    states.merge(&places, further);
                }
            }
        }
        self.count(self.key_bytes() - before + lists);
        Ok(())
    }
}

impl Linked {
    /// The size of a key without its bytes.
    fn bytes_each(&self) -> usize {
        KEY_BYTES + self.states.iter().map(States::bytes_each).sum::<usize>()
    }

    /// The place of each row by its key. A row with a missing part of the key belongs to no key.
    fn places(
        &mut self,
        program: &Program,
        link: &Link,
        batch: &RecordBatch,
        rows: &[u64],
    ) -> Result<Vec<Option<u32>>> {
        let key = link.key.iter().map(|key| match key {
            KeyOf::Column(id) => by_name(batch, &raw_name(*id)),
            KeyOf::Node(id) => by_name(batch, &held_name(*id)),
        });
        let key = key.map(|array| array.cloned()).collect::<Result<Vec<ArrayRef>>>()?;
        if key.is_empty() {
            let place = |row: &u64| self.place(&[], *row).map(narrow);
            return rows.iter().map(place).collect();
        }
        #[cfg(test)]
        let key = seeded(key)?;
        let there = key.iter().fold(None, |all, part| NullBuffer::union(all.as_ref(), part.nulls()));
        let there = there.filter(|_| !fault!(MissingKeyMatches));
        let encoded = converter(program, link)?.convert_columns(&key)?;
        let place = |(at, (key, row)): (usize, (datafusion::arrow::row::Row<'_>, &u64))| {
            let counts = there.as_ref().is_none_or(|there| there.is_valid(at));
            if counts { self.place(key.as_ref(), *row).map(narrow) } else { Ok(None) }
        };
        encoded.iter().zip(rows).enumerate().map(place).collect()
    }

    /// The place of a key. A new key gets new states.
    fn place(&mut self, key: &[u8], row: u64) -> Result<usize> {
        let place = self.index.enter(key).ok_or_else(|| internal("too many keys"))?;
        match self.first_rows.get_mut(place) {
            Some(first) => *first = row.min(*first),
            None => {
                self.first_rows.push(row);
                self.states.iter_mut().for_each(States::push);
            }
        }
        Ok(place)
    }
}

/// A place in the type that lists of rows use. There are never more keys than the type can number.
fn narrow(place: usize) -> Option<u32> {
    u32::try_from(place).ok()
}

/// The columns of a key. A seeded fault makes the second column the same in each row.
#[cfg(test)]
fn seeded(mut columns: Vec<ArrayRef>) -> Result<Vec<ArrayRef>> {
    use datafusion::arrow::array::UInt64Array;
    if fault!(SecondKeyIgnored)
        && let Some(second) = columns.get_mut(1)
        && !second.is_empty()
    {
        let zeros = vec![0; second.len()];
        *second = datafusion::arrow::compute::take(second, &UInt64Array::from(zeros), None)?;
    }
    Ok(columns)
}

/// The columns of a batch, each read once.
struct Columns<'b> {
    batch: &'b RecordBatch,
    held: BTreeMap<NodeId, Column>,
}

impl Columns<'_> {
    fn of(&mut self, id: NodeId) -> Result<Column> {
        if let Some(known) = self.held.get(&id) {
            return Ok(known.clone());
        }
        let column = arrays::column(by_name(self.batch, &held_name(id))?)?;
        self.held.insert(id, column.clone());
        Ok(column)
    }
}

impl Inputs {
    fn of(program: &Program, (id, aggregate): (NodeId, &Aggregate), columns: &mut Columns<'_>) -> Result<Inputs> {
        let inputs = row_inputs(&program.policy.graph, id);
        let mut column = |id: Option<&NodeId>| id.map(|id| columns.of(*id)).transpose();
        let value = column(aggregate.value(inputs))?;
        let weight = column(aggregate.weight(inputs))?;
        let told = aggregate.how == How::First && program.schedule.told.contains(&id);
        let why = match aggregate.value(inputs).filter(|_| told) {
            Some(id) => by_name(columns.batch, &why_name(*id))?.as_binary_opt::<i32>().cloned(),
            None => None,
        };
        Ok(Inputs { value, weight, why })
    }
}

/// The rows that belong to a key and for which the condition, if there is one, is yes.
fn chosen(places: &[Option<u32>], condition: Option<&Column>) -> Chosen {
    let mut chosen = Chosen::default();
    let mut choose = |row: usize| {
        if let (Some(Some(place)), Ok(row)) = (places.get(row), u32::try_from(row)) {
            chosen.rows.push(row);
            chosen.places.push(*place);
        }
    };
    match condition {
        Some(condition) => condition.yes(places.len()).set_indices().for_each(&mut choose),
        None => (0..places.len()).for_each(&mut choose),
    }
    chosen
}
