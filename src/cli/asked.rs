//! From a path to a graph that can be evaluated: all commands that evaluate a policy over its data share this way.
//!
//! [`Opened`] is a pack, checked with the settings of the command line. [`Request`] is the requested results of the
//! pack, with the graph that gives them.

use super::bindings::{DataArgs, FrozenArg, root_of_manifest};
use super::evaluator::EvaluatorArgs;
use super::pseudonyms::{Keyed, secret_mark};
use super::{Failure, PathArg, Talk, packs};
use crate::data::{Bindings, DataReport};
use crate::diagnostic::has_errors;
use crate::graph::Graph;
use crate::names::SubjectId;
use crate::policy::{Compiled, Pack, Run};
use crate::record::Made;
use crate::results::delivery::Receiver;
use std::borrow::Cow;

/// A pack with the settings of a run, checked.
#[derive(Debug)]
pub(super) struct Opened {
    pub pack: Pack,
    pub run: Run,
    pub compiled: Compiled,
}

/// Requested results.
#[derive(Debug)]
pub(super) struct Request<'o> {
    opened: &'o Opened,
    /// The policy with its own statistics.
    pub live: &'o Graph,
    /// The policy with the statistics of a file, if the command line names one.
    pub graph: Cow<'o, Graph>,
    pub subjects: Vec<SubjectId>,
}

impl Opened {
    /// Opens the pack at a path, with the settings of the command line.
    pub(super) fn at(path: &PathArg, data: &DataArgs) -> Result<Opened, Failure> {
        Opened::of(packs::one(path)?, data)
    }

    /// Applies the settings of the command line to a pack. The pack can have errors.
    pub(super) fn of(mut pack: Pack, data: &DataArgs) -> Result<Opened, Failure> {
        let run = data.run(&mut pack)?;
        let compiled = pack.compile(&run);
        Ok(Opened { pack, run, compiled })
    }

    /// Runs a command on the pack. If the command fails, its findings point into the texts of the pack.
    pub(super) fn use_for<T>(&self, command: impl FnOnce(&Opened) -> Result<T, Failure>) -> Result<T, Failure> {
        command(self).map_err(|failure| failure.of(&self.pack))
    }

    /// Returns the results of a kind of subject, or of all kinds that have any; with the statistics of a file, if one
    /// is named.
    pub(super) fn asked(&self, of: Option<&str>, frozen: &FrozenArg) -> Result<Request<'_>, Failure> {
        let Some(live) = self.compiled.graph.as_ref().filter(|_| !has_errors(&self.compiled.findings)) else {
            return Err(Failure { findings: self.compiled.findings.clone(), sources: self.pack.sources.clone() });
        };
        let subjects = live.results_of(of)?;
        let graph = frozen.of(live, &subjects)?;
        Ok(Request { opened: self, live, graph, subjects })
    }
}

impl Request<'_> {
    /// Reports the values that are computed from the given rows and not taken from the file of statistics.
    pub(super) fn tell_not_frozen(&self, frozen: &FrozenArg, talk: &Talk) {
        if frozen.frozen.is_some() {
            talk.findings(&crate::freeze::of_records_there(self.live, &self.subjects), &self.opened.pack.sources);
        }
    }

    /// Returns the files that hold the data, by table. Reports options of the command line that have no effect.
    pub(super) fn bind(&self, data: &DataArgs, talk: &Talk) -> Result<Bindings, Failure> {
        let Opened { pack, run, compiled } = self.opened;
        let bindings = data.bind(pack, compiled, &self.graph, &self.subjects, run)?;
        let needless = data.needless(&self.graph, &self.subjects);
        talk.findings(&[needless, data.timeless(compiled)].concat(), &pack.sources);
        Ok(bindings)
    }

    /// Hands the results over these files to a receiver.
    pub(super) fn deliver(
        &self,
        bindings: &Bindings,
        by: EvaluatorArgs,
        receiver: &dyn Receiver,
    ) -> Result<DataReport, DataReport> {
        by.deliver((&self.graph, Keyed::ByEnvironment), bindings, &self.subjects, self.days(), receiver)
    }

    /// Returns the first and the last day of the period.
    pub(super) fn days(&self) -> Option<(i32, i32)> {
        self.opened.pack.days(&self.opened.run)
    }

    /// Returns the inputs of the results, for a record.
    pub(super) fn made<'m>(&'m self, bindings: &'m Bindings, frozen: &'m FrozenArg) -> Made<'m> {
        let Opened { pack, run, .. } = self.opened;
        let data_root = root_of_manifest(pack);
        let (frozen, pseudonyms) = (frozen.frozen.as_ref(), secret_mark(&self.graph));
        Made { pack, data_root, run, graph: &self.graph, bindings, frozen, pseudonyms }
    }
}
