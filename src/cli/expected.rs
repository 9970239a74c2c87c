//! Compares packs with their expected results, with the evaluator that the command line names.

use super::bindings::DataArgs;
use super::evaluator::{Evaluated, EvaluatorArgs};
use super::pseudonyms::Keyed;
use super::{Failure, Talk};
use crate::diagnostic::Diagnostic;
use crate::expected::Runner;
use crate::graph::Graph;
use crate::names::SubjectId;
use crate::policy::{Compiled, Pack, Run};

/// Evaluates a pack over the data of its manifest, and reports findings as they come.
pub(super) struct OverManifest<'p> {
    pub pack: &'p Pack,
    pub evaluator: EvaluatorArgs,
    pub talk: &'p Talk,
}

impl Runner for OverManifest<'_> {
    fn results(
        &self,
        compiled: &Compiled,
        graph: &Graph,
        run: &Run,
        subjects: &[SubjectId],
    ) -> Result<Evaluated, Vec<Diagnostic>> {
        let bound = DataArgs::default().bind(self.pack, compiled, graph, subjects, run);
        let mut bindings = bound.map_err(|failure: Failure| failure.findings)?;
        let _shown = self.talk.progress(&mut bindings);
        let evaluated = self.evaluator.results((graph, Keyed::AsInTests), &bindings, subjects, self.pack.days(run));
        evaluated.map_err(|told| told.findings)
    }

    fn tell(&self, findings: &[Diagnostic]) {
        self.talk.findings(findings, &self.pack.sources);
    }
}
