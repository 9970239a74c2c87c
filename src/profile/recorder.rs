//! The recorder: a subscriber of `tracing` that keeps stages in a list.

use super::{Stage, TARGET};
use std::fmt::Debug;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::SetGlobalDefaultError;
use tracing::{Event, Metadata, Subscriber};

/// The profile that is recorded.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    kept: Arc<Mutex<Recorded>>,
    began: Instant,
}

#[derive(Debug, Default)]
struct Recorded {
    stages: Vec<Stage>,
    /// The open stages, the innermost last, each with its start.
    open: Vec<(usize, Instant)>,
}

/// Starts to record for the whole process, once; returns an error if another subscriber already records.
pub(crate) fn record() -> Result<Profile, SetGlobalDefaultError> {
    let profile = Profile::new();
    tracing::subscriber::set_global_default(Recorder(profile.kept.clone()))?;
    Ok(profile)
}

impl Profile {
    pub(super) fn new() -> Profile {
        Profile { kept: Arc::default(), began: Instant::now() }
    }

    /// A subscriber that records into this profile.
    #[cfg(test)]
    pub(super) fn subscriber(&self) -> impl Subscriber + use<> {
        Recorder(self.kept.clone())
    }

    /// The stages that have ended, followed by the total.
    pub(crate) fn stages(&self) -> Vec<Stage> {
        let mut stages = lock(&self.kept).stages.clone();
        stages.push(Stage { name: "total".into(), took: self.began.elapsed(), ..Stage::default() });
        stages
    }
}

/// A thread that panicked while it recorded has left a complete list.
fn lock(kept: &Mutex<Recorded>) -> MutexGuard<'_, Recorded> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Stages begin and end on one thread, nested in each other. Their ids are positions in the list, from 1.
struct Recorder(Arc<Mutex<Recorded>>);

impl Subscriber for Recorder {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == TARGET
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut kept = lock(&self.0);
        let mut fields = Fields { stage: Stage { depth: kept.open.len(), ..Stage::default() } };
        span.record(&mut fields);
        kept.stages.push(fields.stage);
        Id::from_u64(kept.stages.len() as u64)
    }

    fn record(&self, id: &Id, values: &Record<'_>) {
        let mut kept = lock(&self.0);
        if let Some(stage) = kept.stages.get_mut(place(id)) {
            let mut fields = Fields { stage: std::mem::take(stage) };
            values.record(&mut fields);
            *stage = fields.stage;
        }
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut kept = lock(&self.0);
        let mut fields = Fields { stage: Stage::default() };
        event.record(&mut fields);
        fields.stage.depth += kept.open.len();
        kept.stages.push(fields.stage);
    }

    fn enter(&self, id: &Id) {
        lock(&self.0).open.push((place(id), Instant::now()));
    }

    fn exit(&self, id: &Id) {
        let mut kept = lock(&self.0);
        let at = place(id);
        let Some(open) = kept.open.iter().rposition(|(open, _)| *open == at) else { return };
        let (_, began) = kept.open.remove(open);
        if let Some(stage) = kept.stages.get_mut(at) {
            stage.took += began.elapsed();
        }
    }
}

fn place(id: &Id) -> usize {
    usize::try_from(id.into_u64() - 1).unwrap_or(usize::MAX)
}

/// A stage whose fields are being read.
struct Fields {
    stage: Stage,
}

impl Visit for Fields {
    fn record_u64(&mut self, field: &Field, value: u64) {
        match field.name() {
            "rows" => self.stage.rows = Some(value),
            "bytes" => self.stage.bytes = Some(value),
            "depth" => self.stage.depth = usize::try_from(value).unwrap_or_default(),
            "nanoseconds" => self.stage.took = Duration::from_nanos(value),
            _ => {}
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "name" {
            self.stage.name = value.to_owned();
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "subject" {
            self.stage.subject = format!("{value:?}");
        }
    }
}
