//! The progress of a run.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many rows were read so far, over all tables and all readings of each table. No result depends on it.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    rows: Arc<AtomicU64>,
    #[cfg(test)]
    watched: Watched,
}

impl Progress {
    /// Returns the number of rows so far.
    pub fn rows(&self) -> u64 {
        self.rows.load(Ordering::Relaxed)
    }

    /// Counts rows that have been read.
    pub(super) fn count(&self, rows: usize) {
        let _before = self.rows.fetch_add(rows as u64, Ordering::Relaxed);
        #[cfg(test)]
        self.watched.tell(_before + rows as u64);
    }

    /// Runs an action once, as soon as so many rows have been read and before any of them is used.
    #[cfg(test)]
    pub fn once_at(rows: u64, action: impl FnOnce() + Send + 'static) -> Progress {
        let action: Action = Box::new(action);
        Progress { watched: Watched(Arc::new(std::sync::Mutex::new(Some((rows, action))))), ..Progress::default() }
    }
}

#[cfg(test)]
type Action = Box<dyn FnOnce() + Send>;

/// The action of a test in the middle of a run.
#[cfg(test)]
#[derive(Clone, Default)]
struct Watched(Arc<std::sync::Mutex<Option<(u64, Action)>>>);

#[cfg(test)]
impl Watched {
    fn tell(&self, rows: u64) {
        let due = self.0.lock().unwrap().take_if(|(at, _)| rows >= *at);
        if let Some((_, action)) = due {
            action();
        }
    }
}

#[cfg(test)]
impl std::fmt::Debug for Watched {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Watched")
    }
}

/// All values are equal: a binding stays the same whoever watches it.
impl PartialEq for Progress {
    fn eq(&self, _: &Progress) -> bool {
        true
    }
}

impl Eq for Progress {}
