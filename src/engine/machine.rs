//! The resources of a run: its threads and its memory.

use super::Settings;
use super::errors::broken;
use super::pool::is_exhausted;
use crate::data::Memory;
use crate::diagnostic::Diagnostic;
use datafusion::common::Result as DataResult;
use std::sync::Arc;
use tokio::runtime::Runtime;

/// The threads and the memory of a run.
pub(crate) struct Machine<'r> {
    /// How the resources are used.
    pub settings: &'r Settings,
    /// Its threads.
    pub runtime: Runtime,
    /// Its memory.
    pub memory: Arc<Memory>,
}

impl<'r> Machine<'r> {
    /// Starts the threads.
    pub(crate) fn new(settings: &'r Settings) -> Result<Machine<'r>, Vec<Diagnostic>> {
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        builder.worker_threads(settings.threads.max(1));
        #[cfg(test)]
        {
            let switch = crate::faults::current();
            builder.on_thread_start(move || crate::faults::take_over(switch.clone()));
        }
        let runtime = builder.build().map_err(|error| vec![broken(&error)])?;
        Ok(Machine { settings, runtime, memory: Arc::new(Memory::of(settings.memory)) })
    }

    /// The result of a plan; its error as a finding.
    pub(crate) fn or_failed<T>(&self, result: DataResult<T>) -> Result<T, Vec<Diagnostic>> {
        result.map_err(|error| vec![if is_exhausted(&error) { self.memory.exceeded() } else { broken(&error) }])
    }
}
