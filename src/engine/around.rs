//! State that the operators of a job share: the values that they look up, what they aggregate, and the errors they
//! find.

use super::gathering::Gathering;
use super::store::Store;
use crate::data::Memory;
use crate::graph::NodeId;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// State that the operators of a job share.
#[derive(Debug, Default)]
pub(crate) struct Around {
    /// What earlier jobs have kept.
    pub store: Store,
    /// The memory of the run.
    pub memory: Arc<Memory>,
    /// Numbers that are too large for a file.
    pub too_large: TooLarge,
    /// Subjects with two rows that differ.
    pub differing: Differing,
    /// What each partition has gathered.
    gathered: Mutex<Vec<(usize, Gathering)>>,
}

impl Around {
    /// State for a job that looks values up in a store.
    pub(crate) fn new(store: Store, memory: Arc<Memory>) -> Around {
        Around { store, memory, ..Around::default() }
    }

    /// Stores what a partition has gathered.
    pub(crate) fn lay_aside(&self, partition: usize, gathering: Gathering) {
        lock(&self.gathered).push((partition, gathering));
    }

    /// Takes what the partitions have gathered, in the order of the partitions.
    pub(crate) fn take_gathered(&self) -> Vec<Gathering> {
        let mut gathered = std::mem::take(&mut *lock(&self.gathered));
        gathered.sort_by_key(|(partition, _)| *partition);
        gathered.into_iter().map(|(_, gathering)| gathering).collect()
    }
}

/// The first output, by its position in the graph, that has a number with more digits than a file can hold. Every row
/// is checked, so the result does not depend on the order in which rows are computed.
#[derive(Debug)]
pub(crate) struct TooLarge(AtomicUsize);

impl Default for TooLarge {
    fn default() -> TooLarge {
        TooLarge(AtomicUsize::new(usize::MAX))
    }
}

impl TooLarge {
    /// Reports an output.
    pub(crate) fn tell(&self, output: usize) {
        self.0.fetch_min(output, Ordering::Relaxed);
    }

    /// The output, if there is one.
    pub(crate) fn first(&self) -> Option<usize> {
        Some(self.0.load(Ordering::Relaxed)).filter(|at| *at < usize::MAX)
    }
}

/// The first subject of the first aggregate with two rows that must agree and do not, with its key in words. Every
/// subject is checked, so the result does not depend on an order.
#[derive(Debug, Default)]
pub(crate) struct Differing(Mutex<Option<(NodeId, u64, String)>>);

impl Differing {
    /// Reports a subject by its number. `words` makes its key, and is called only if the subject is the first one so
    /// far.
    pub(crate) fn tell<E>(&self, node: NodeId, row: u64, words: impl FnOnce() -> Result<String, E>) -> Result<(), E> {
        let mut first = lock(&self.0);
        if first.as_ref().is_none_or(|(known, at, _)| (node, row) < (*known, *at)) {
            *first = Some((node, row, words()?));
        }
        Ok(())
    }

    /// The aggregate and the key, if there is one.
    pub(crate) fn first(&self) -> Option<(NodeId, String)> {
        lock(&self.0).as_ref().map(|(node, _, words)| (*node, words.clone()))
    }
}

/// A thread that panicked while it held the lock has left only complete entries, so they can be used.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
