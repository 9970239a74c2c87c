//! Positions by key, without the keys: the keys are stored elsewhere, and the caller of a lookup compares them there.

use super::value::Value;
use std::collections::HashMap;
use std::collections::hash_map::{DefaultHasher, Entry};
use std::hash::{Hash, Hasher};

/// Positions by the hashes of their keys. The index is used for lookup only and never iterated, so its order is not
/// visible.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    first: HashMap<u64, u32>,
    /// Keys with the same hash as another key.
    others: Vec<(u64, u32)>,
}

/// The hash of a key.
pub(super) fn hash(key: &[Value]) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

impl Index {
    /// The position with this hash at which the key is the same.
    pub(super) fn find(&self, hash: u64, same: impl Fn(usize) -> bool) -> Option<usize> {
        let first = self.first.get(&hash).copied();
        let others = || self.others.iter().filter(|(other, _)| *other == hash).map(|(_, at)| *at);
        first.into_iter().chain(others()).map(|at| at as usize).find(|at| same(*at))
    }

    /// Adds a position for a key; it replaces the known position of the same key.
    pub(super) fn set(&mut self, hash: u64, known: Option<usize>, at: usize) {
        let position = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        match self.first.entry(hash) {
            Entry::Vacant(entry) => drop(entry.insert(position(at))),
            Entry::Occupied(mut entry) if known.is_some_and(|known| position(known) == *entry.get()) => {
                entry.insert(position(at));
            }
            Entry::Occupied(_) => {
                self.others.retain(|(other, old)| *other != hash || known.map(position) != Some(*old));
                self.others.push((hash, position(at)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_with_one_hash_are_told_apart() {
        let keys = ["a", "b", "c"];
        let mut index = Index::default();
        for at in 0..keys.len() {
            index.set(1, None, at);
        }
        for (at, key) in keys.iter().enumerate() {
            assert_eq!(index.find(1, |at| keys[at] == *key), Some(at));
        }
        assert_eq!(index.find(1, |_| false), None);
        assert_eq!(index.find(2, |_| true), None);
        index.set(1, Some(0), 5);
        index.set(1, Some(2), 6);
        assert_eq!((index.find(1, |at| at == 5), index.find(1, |at| at == 6)), (Some(5), Some(6)));
        assert_eq!(index.find(1, |at| at == 0 || at == 2), None);
    }
}
