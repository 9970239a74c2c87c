//! The resources of a run: its threads and its memory.

use super::Settings;
use super::delivery;
use super::errors::broken;
use super::pool::is_exhausted;
use crate::data::Memory;
use crate::diagnostic::Diagnostic;
use datafusion::common::{DataFusionError, Result as DataResult};
use std::sync::Arc;
use tokio::runtime::Runtime;

/// The threads and the memory of a run. The threads are started for each job.
pub(crate) struct Machine<'r> {
    /// How the resources are used.
    pub settings: &'r Settings,
    /// Drives its plans.
    pub runtime: Runtime,
    /// Its memory.
    pub memory: Arc<Memory>,
}

impl<'r> Machine<'r> {
    /// Starts the threads.
    pub(crate) fn new(settings: &'r Settings) -> Result<Machine<'r>, Vec<Diagnostic>> {
        // It only drives plans: each partition has a thread of its own.
        let runtime = tokio::runtime::Builder::new_current_thread().build().map_err(|error| vec![broken(&error)])?;
        Ok(Machine { settings, runtime, memory: Arc::new(Memory::of(settings.memory)) })
    }

    /// Calls a function for each number below some number, each on a thread of its own.
    pub(crate) fn threads<T: Send>(&self, count: usize, each: impl Fn(usize) -> T + Sync) -> Vec<T> {
        if count <= 1 {
            return (0..count).map(each).collect();
        }
        #[cfg(test)]
        let switch = crate::faults::current();
        std::thread::scope(|scope| {
            let start = |at| {
                #[cfg(test)]
                let switch = switch.clone();
                let each = &each;
                scope.spawn(move || {
                    #[cfg(test)]
                    crate::faults::take_over(switch);
                    each(at)
                })
            };
            let started: Vec<_> = (0..count).map(start).collect();
            let joined = started.into_iter().map(std::thread::ScopedJoinHandle::join);
            joined.map(|done| done.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
        })
    }

    /// The result of a plan; its error as a finding.
    pub(crate) fn or_failed<T>(&self, result: DataResult<T>) -> Result<T, Vec<Diagnostic>> {
        let told = |error: DataFusionError| match delivery::finding(&error) {
            Some(finding) => finding,
            None if is_exhausted(&error) => self.memory.exceeded(),
            None => broken(&error),
        };
        result.map_err(|error| vec![told(error)])
    }
}
