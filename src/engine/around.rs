//! What the parts of a job share: what they look up, what they lay aside, and what they find wrong.

use super::gathering::Gathering;
use super::store::Store;
use crate::data::Memory;
use crate::graph::NodeId;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What the parts of a job share.
#[derive(Debug, Default)]
pub(crate) struct Around {
    /// What jobs before have left.
    pub store: Store,
    /// The memory of the run.
    pub memory: Arc<Memory>,
    /// Numbers that are too large for a file.
    pub too_large: TooLarge,
    /// Subjects of which two rows differ.
    pub differing: Differing,
    /// What each partition has brought together.
    gathered: Mutex<Vec<(usize, Gathering)>>,
}

impl Around {
    /// A job that looks things up in a store.
    pub(crate) fn new(store: Store, memory: Arc<Memory>) -> Around {
        Around { store, memory, ..Around::default() }
    }

    /// Lays aside what a partition has brought together.
    pub(crate) fn lay_aside(&self, partition: usize, gathering: Gathering) {
        lock(&self.gathered).push((partition, gathering));
    }

    /// Takes what was laid aside, in the order of the partitions.
    pub(crate) fn take_gathered(&self) -> Vec<Gathering> {
        let mut gathered = std::mem::take(&mut *lock(&self.gathered));
        gathered.sort_by_key(|(partition, _)| *partition);
        gathered.into_iter().map(|(_, gathering)| gathering).collect()
    }
}

/// The first output, by its position in the graph, with a number of more digits than a file holds. Every row is looked
/// at, so it does not depend on the order in which they are computed.
#[derive(Debug)]
pub(crate) struct TooLarge(AtomicUsize);

impl Default for TooLarge {
    fn default() -> TooLarge {
        TooLarge(AtomicUsize::new(usize::MAX))
    }
}

impl TooLarge {
    /// Tells an output.
    pub(crate) fn tell(&self, output: usize) {
        self.0.fetch_min(output, Ordering::Relaxed);
    }

    /// The output, where there is one.
    pub(crate) fn first(&self) -> Option<usize> {
        Some(self.0.load(Ordering::Relaxed)).filter(|at| *at < usize::MAX)
    }
}

/// The first subject of the first aggregate whose rows differ and must not, with its key in words. Every subject is
/// looked at, so it does not depend on an order.
#[derive(Debug, Default)]
pub(crate) struct Differing(Mutex<Option<(NodeId, u64, String)>>);

impl Differing {
    /// Tells a subject by its number; its key is asked for where it is the first so far.
    pub(crate) fn tell<E>(&self, node: NodeId, row: u64, words: impl FnOnce() -> Result<String, E>) -> Result<(), E> {
        let mut first = lock(&self.0);
        if first.as_ref().is_none_or(|(known, at, _)| (node, row) < (*known, *at)) {
            *first = Some((node, row, words()?));
        }
        Ok(())
    }

    /// The aggregate and the key, where there is one.
    pub(crate) fn first(&self) -> Option<(NodeId, String)> {
        lock(&self.0).as_ref().map(|(node, _, words)| (*node, words.clone()))
    }
}

/// A thread that broke off while it held the lock has left whole entries, so what is there can be used.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
