//! From a path to what can be evaluated: the one way of all commands that evaluate a policy over its data.
//!
//! [`Opened`] is a pack, checked with what the command line sets; [`Request`] the results that are wanted of it, with the graph
//! that gives them.

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

/// A pack with what a run sets, checked.
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
    /// The policy with statistics of its own.
    pub live: &'o Graph,
    /// The policy with the statistics of a file, where one was named.
    pub graph: Cow<'o, Graph>,
    pub subjects: Vec<SubjectId>,
}

impl Opened {
    /// The pack at a path, with what the command line sets.
    pub(super) fn at(path: &PathArg, data: &DataArgs) -> Result<Opened, Failure> {
        Opened::of(packs::one(path)?, data)
    }

    /// A pack with what the command line sets. It may have errors.
    pub(super) fn of(mut pack: Pack, data: &DataArgs) -> Result<Opened, Failure> {
        let run = data.run(&mut pack)?;
        let compiled = pack.compile(&run);
        Ok(Opened { pack, run, compiled })
    }

    /// What is done with it: whatever ends that early points into its texts.
    pub(super) fn use_for<T>(&self, command: impl FnOnce(&Opened) -> Result<T, Failure>) -> Result<T, Failure> {
        command(self).map_err(|failure| failure.of(&self.pack))
    }

    /// The results of a kind of subject, or of all that have any; with the statistics of a file, where one is named.
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
    /// Says what is not taken from a file of statistics, and follows from the rows that are there.
    pub(super) fn tell_not_frozen(&self, frozen: &FrozenArg, talk: &Talk) {
        if frozen.frozen.is_some() {
            talk.findings(&crate::freeze::of_records_there(self.live, &self.subjects), &self.opened.pack.sources);
        }
    }

    /// The files that hold the data, by table. Reports options of the command line that have no effect.
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

    /// First and last day of the period.
    pub(super) fn days(&self) -> Option<(i32, i32)> {
        self.opened.pack.days(&self.opened.run)
    }

    /// What a record says that the results are made from.
    pub(super) fn made<'m>(&'m self, bindings: &'m Bindings, frozen: &'m FrozenArg) -> Made<'m> {
        let Opened { pack, run, .. } = self.opened;
        let data_root = root_of_manifest(pack);
        let (frozen, pseudonyms) = (frozen.frozen.as_ref(), secret_mark(&self.graph));
        Made { pack, data_root, run, graph: &self.graph, bindings, frozen, pseudonyms }
    }
}
