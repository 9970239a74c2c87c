//! What jobs have left in memory for jobs behind them.

use super::list::Keys;
use super::relation::Relation;
use crate::plan::schedule::{Place, Schedule};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is kept so far. Cloning is cheap.
#[derive(Clone, Debug, Default)]
pub struct Store {
    relations: BTreeMap<Place, Arc<Relation>>,
    keys: BTreeMap<Place, Keys>,
}

impl Store {
    /// What can be looked up at a place.
    pub fn relation(&self, place: Place) -> Option<&Arc<Relation>> {
        self.relations.get(&place)
    }

    /// The keys of groups, or of a factor of products.
    pub fn keys(&self, place: Place) -> Option<&Keys> {
        self.keys.get(&place)
    }

    /// Keeps what can be looked up at a place.
    pub fn keep(&mut self, place: Place, relation: Relation) {
        self.relations.insert(place, relation.into());
    }

    /// Keeps keys.
    pub fn keep_keys(&mut self, place: Place, keys: Keys) {
        self.keys.insert(place, keys);
    }

    /// Lets go of everything that no job behind this one uses.
    pub fn let_go(&mut self, schedule: &Schedule, job: usize) {
        self.relations.retain(|place, _| !schedule.done_with(*place, job));
        self.keys.retain(|place, _| !schedule.done_with(*place, job));
    }
}
