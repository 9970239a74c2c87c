//! Tables that are only looked up, and never iterated if their order could be visible. Their hash is fast and has no
//! secret, since a policy that makes it slow harms only its author.

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
