//! Runs a policy over the files of its tables, on all available threads: job after job of its schedule.
//!
//! The results are those of the reference evaluator, to the byte, with any number of threads and partitions and any
//! size of batches: numbers are whole numbers with a known denominator or fractions, sums have no order, and rows are
//! returned in the order of the files.
//!
//! - [`run`] and [`job`]: from a schedule to its results, with [`planner`] and [`machine`]; [`job_output`]: what a job
//!   keeps; [`delivery`]: what it publishes, which [`publish`] converts to tables and arrays;
//! - [`tables`], [`table`], [`scan`] and [`convert`]: tables as DataFusion sees them, over the project's reader;
//! - [`list`] and [`list_scan`]: groups and products;
//! - [`rows`]: the values of one kind of subject, with [`column`], [`arrays`], [`input`], [`kernels`], [`emit`],
//!   [`reasons`] and [`clauses`];
//! - [`gather`]: aggregated subjects, with [`gathering`], [`mod@state`], [`index`] and [`bytes`];
//! - [`store`], [`relation`] and [`lookup`]: what a job keeps in memory, and how later jobs find it; [`pool`]: the
//!   limit of the memory; [`errors`]: mistakes in gradus itself.

pub(crate) mod around;
pub(crate) mod arrays;
pub(crate) mod bytes;
pub(crate) mod clauses;
pub(crate) mod column;
pub(crate) mod convert;
pub(crate) mod delivery;
pub(crate) mod emit;
pub(crate) mod errors;
pub(crate) mod exec;
pub(crate) mod gather;
pub(crate) mod gathering;
pub(crate) mod index;
pub(crate) mod input;
pub(crate) mod job;
pub(crate) mod job_output;
pub(crate) mod kernels;
pub(crate) mod list;
pub(crate) mod list_scan;
pub(crate) mod lookup;
pub(crate) mod machine;
pub(crate) mod planner;
pub(crate) mod pool;
pub(crate) mod publish;
pub(crate) mod reasons;
pub(crate) mod relation;
pub(crate) mod rows;
pub(crate) mod run;
pub(crate) mod scan;
pub(crate) mod state;
pub(crate) mod store;
pub(crate) mod table;
pub(crate) mod tables;
#[cfg(test)]
mod tests;

pub use crate::data::Binding;
pub(crate) use crate::data::Bindings;

use crate::data::DataReport;
use crate::data::memory::half_of_the_machine;
use crate::diagnostic::Diagnostic;
use crate::graph::Graph;
use crate::names::SubjectId;
use crate::results::delivery::{Collected, Receiver};
use crate::results::{ResultTable, header};
use run::Run;

/// How a run uses the machine. No result depends on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The number of threads, and so the largest number of partitions; at least one.
    pub threads: usize,
    /// The number of rows that each thread processes at a time; at least one.
    pub batch_size: usize,
    /// The limit of the memory in bytes.
    pub memory: u64,
}

impl Default for Settings {
    /// All threads that the machine offers, 8,192 rows, half of the memory.
    fn default() -> Settings {
        Settings {
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            batch_size: 8192,
            memory: half_of_the_machine(),
        }
    }
}

/// The results of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The results, one table for each requested subject, in the order of the request.
    pub tables: Vec<ResultTable>,
    /// The findings about the data.
    pub told: DataReport,
}

/// Evaluates some kinds of subjects, and holds all results. See [`deliver`].
pub fn evaluate(
    graph: &Graph,
    bindings: &Bindings,
    subjects: &[SubjectId],
    settings: &Settings,
) -> Result<Outcome, DataReport> {
    let collected = Collected::new(subjects.iter().map(|subject| header(graph, *subject)));
    let told = deliver(graph, bindings, subjects, settings, &collected)?;
    Ok(Outcome { tables: collected.into_tables(), told })
}

/// Evaluates some kinds of subjects, and hands the results to a receiver while they are computed. A table that is not needed
/// is not read.
///
/// Errors in the files are reported as [`crate::data::load_all()`] reports them; then what was received is not valid.
pub(crate) fn deliver(
    graph: &Graph,
    bindings: &Bindings,
    subjects: &[SubjectId],
    settings: &Settings,
    receiver: &dyn Receiver,
) -> Result<DataReport, DataReport> {
    Run::new(graph, bindings, settings)?.deliver(subjects, receiver)
}

/// The schedule of some kinds of subjects with the plans of its jobs, as text.
pub(crate) fn explain(
    graph: &Graph,
    bindings: &Bindings,
    subjects: &[SubjectId],
    settings: &Settings,
) -> Result<String, Vec<Diagnostic>> {
    Run::new(graph, bindings, settings)?.explain(subjects)
}

/// The same for all published subjects, over tables without files.
pub(crate) fn describe(graph: &Graph) -> Result<String, Vec<Diagnostic>> {
    explain(graph, &graph.tables.filled(None), &graph.published(), &Settings::default())
}

/// The number of partitions in which the first table is read: as many as there are threads, but not more than there are
/// pieces to read.
#[cfg(test)]
pub(crate) fn partitions(graph: &Graph, bindings: &Bindings, settings: &Settings) -> usize {
    let counted = |run: Run<'_>| run.partitions(&graph.published());
    Run::new(graph, bindings, settings).ok().and_then(counted).unwrap_or(0)
}
