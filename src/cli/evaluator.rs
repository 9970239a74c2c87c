//! The evaluator, and how much of the machine it uses.

use super::pseudonyms::Keyed;
use super::{Failure, Talk};
use crate::data::{self, Bindings, DataReport};
use crate::diagnostic::{Code, Diagnostic};
use crate::disclosure;
use crate::graph::Graph;
use crate::messages::cli as say;
use crate::names::SubjectId;
use crate::reference::{self, Evaluation, Rows};
use crate::results::delivery::{self, Collected, Receiver};
use crate::results::{ResultTable, header};

/// The options of a command that evaluates data.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub(super) struct EvaluatorArgs {
    /// Choose the evaluator.
    #[arg(long, value_enum)]
    evaluator: Option<Evaluator>,
    /// Set the number of threads of the engine; the results do not depend on it.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Limit the memory of the engine, such as 512MiB or 4GiB; by default, half of the memory of the machine.
    #[arg(long, value_name = "SIZE", value_parser = size)]
    memory: Option<u64>,
}

/// An evaluator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Evaluator {
    /// Row by row, in memory.
    Reference,
    /// In parallel, over batches of rows.
    Engine,
}

/// A size of memory.
fn size(text: &str) -> Result<u64, String> {
    data::memory::size(text).ok_or_else(|| say::form_of_size().into())
}

#[cfg(feature = "engine")]
const DEFAULT: Evaluator = Evaluator::Engine;
#[cfg(not(feature = "engine"))]
const DEFAULT: Evaluator = Evaluator::Reference;

/// Results, with findings about the data.
pub(super) type Evaluated = (Vec<ResultTable>, DataReport);

impl EvaluatorArgs {
    /// Refuses conflicting options.
    pub(super) fn settle(&self) -> Result<(), Failure> {
        if self.evaluator() == Evaluator::Reference && self.memory.is_some() {
            let help = say::remove_memory();
            return Err(Diagnostic::input(Code::Usage, None, say::no_limit_of_memory()).help(help).into());
        }
        Ok(())
    }

    /// Reports the evaluator if it is not the expected one.
    pub(super) fn tell(&self, talk: &Talk) {
        if self.evaluator() == Evaluator::Reference && self.evaluator.is_none() {
            talk.note(say::by_reference_evaluator());
        }
    }

    fn evaluator(&self) -> Evaluator {
        self.evaluator.unwrap_or(DEFAULT)
    }

    /// Evaluates the results of these kinds of subjects, in the form in which they may be written.
    pub(super) fn results(
        &self,
        (graph, keyed): (&Graph, Keyed),
        bindings: &Bindings,
        subjects: &[SubjectId],
        period: Option<(i32, i32)>,
    ) -> Result<Evaluated, DataReport> {
        let collected = Collected::new(subjects.iter().map(|subject| header(graph, *subject)));
        let told = self.deliver((graph, keyed), bindings, subjects, period, &collected)?;
        match disclosure::settled(graph, subjects, collected.into_tables()) {
            Ok(tables) => Ok((tables, told)),
            Err(findings) => Err(DataReport { findings, ..told }),
        }
    }

    /// Hands the results of these kinds of subjects to a receiver. They are valid only if no error is returned.
    pub(super) fn deliver(
        &self,
        (graph, keyed): (&Graph, Keyed),
        bindings: &Bindings,
        subjects: &[SubjectId],
        period: Option<(i32, i32)>,
        receiver: &dyn Receiver,
    ) -> Result<DataReport, DataReport> {
        let graph = keyed.graph(graph, subjects).map_err(|finding| DataReport::from(vec![finding]))?;
        match self.evaluator() {
            Evaluator::Reference => by_reference(&graph, bindings, subjects, period, receiver),
            Evaluator::Engine => self.by_engine(&graph, bindings, subjects, receiver),
        }
    }

    #[cfg(not(feature = "engine"))]
    fn by_engine(&self, _: &Graph, _: &Bindings, _: &[SubjectId], _: &dyn Receiver) -> Result<DataReport, DataReport> {
        let help = say::build_with_engine_or_by_reference();
        Err(vec![Diagnostic::input(Code::NoEngine, None, say::no_engine()).help(help)].into())
    }

    #[cfg(feature = "engine")]
    fn by_engine(
        &self,
        graph: &Graph,
        bindings: &Bindings,
        subjects: &[SubjectId],
        receiver: &dyn Receiver,
    ) -> Result<DataReport, DataReport> {
        let mut settings = crate::engine::Settings::default();
        if let Some(threads) = self.threads {
            settings.threads = usize::from(threads);
        }
        settings.memory = self.memory.unwrap_or(settings.memory);
        crate::engine::deliver(graph, bindings, subjects, &settings, receiver)
    }
}

fn by_reference(
    graph: &Graph,
    bindings: &Bindings,
    subjects: &[SubjectId],
    period: Option<(i32, i32)>,
    receiver: &dyn Receiver,
) -> Result<DataReport, DataReport> {
    let (tables, told) = data::load_all(&graph.tables, bindings)?;
    let rows = Rows { tables: &tables, period };
    let deliver = |evaluation: &Evaluation| {
        subjects.iter().enumerate().try_for_each(|(at, subject)| {
            delivery::deliver(&reference::published(graph, evaluation, *subject)?, at, receiver)
        })
    };
    match reference::evaluate_results(graph, &rows, subjects).and_then(|evaluation| deliver(&evaluation)) {
        Ok(()) => Ok(told),
        Err(finding) => Err(DataReport { findings: vec![finding], ..told }),
    }
}
