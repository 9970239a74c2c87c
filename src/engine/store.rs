//! What jobs keep in memory for later jobs.

use super::relation::Relation;
use crate::data::Memory;
use crate::plan::schedule::{JobId, LookupPlace, Schedule};
use datafusion::arrow::array::{Array, ArrayRef};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The keys of groups, or of a factor of products, as columns of the key's parts.
#[derive(Clone, Debug)]
pub(crate) struct Keys {
    /// The parts.
    pub columns: Vec<ArrayRef>,
    /// How many keys.
    pub len: usize,
}

/// What is kept so far. Cloning is cheap.
#[derive(Clone, Debug, Default)]
pub(crate) struct Store {
    relations: BTreeMap<LookupPlace, Arc<Relation>>,
    keys: BTreeMap<LookupPlace, Keys>,
    /// For each place, how many bytes are counted, and for which memory.
    held: BTreeMap<LookupPlace, (u64, Arc<Memory>)>,
}

impl Store {
    /// The table for lookups at a place.
    pub(crate) fn relation(&self, place: LookupPlace) -> Option<&Arc<Relation>> {
        self.relations.get(&place)
    }

    /// The keys of groups, or of a factor of products.
    pub(crate) fn keys(&self, place: LookupPlace) -> Option<&Keys> {
        self.keys.get(&place)
    }

    fn count(&mut self, place: LookupPlace, bytes: u64, memory: &Arc<Memory>) {
        memory.hold(bytes);
        self.held.entry(place).or_insert_with(|| (0, memory.clone())).0 += bytes;
    }

    /// Keeps a table for lookups at a place.
    pub(crate) fn keep(&mut self, place: LookupPlace, relation: Relation, memory: &Arc<Memory>) {
        self.count(place, relation.bytes(), memory);
        self.relations.insert(place, relation.into());
    }

    /// Keeps keys.
    pub(crate) fn keep_keys(&mut self, place: LookupPlace, keys: Keys, memory: &Arc<Memory>) {
        let bytes = keys.columns.iter().map(|column| column.get_array_memory_size() as u64).sum();
        self.count(place, bytes, memory);
        self.keys.insert(place, keys);
    }

    /// Drops everything that no later job uses.
    pub(crate) fn let_go(&mut self, schedule: &Schedule, job: JobId) {
        self.relations.retain(|place, _| !schedule.done_with(*place, job));
        self.keys.retain(|place, _| !schedule.done_with(*place, job));
        self.held.retain(|place, (bytes, memory)| {
            let is_done = schedule.done_with(*place, job);
            if is_done {
                memory.let_go(*bytes);
            }
            !is_done
        });
    }
}
