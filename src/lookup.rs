//! Tables that are looked up only: nobody walks one where its order could show. Their hash is fast and needs no secret, since a
//! page that would make it slow harms only its author.

use foldhash::fast::FixedState;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, Hash};

/// A table from keys to values.
pub(crate) type Lookup<K, V> = HashMap<K, V, FixedState>;

/// A set of keys.
pub(crate) type LookupSet<K> = HashSet<K, FixedState>;

/// The hash of a key.
pub(crate) fn hash(key: impl Hash) -> u64 {
    FixedState::default().hash_one(key)
}
