//! Runs a plan: every subject of a policy over the files of its table, on as many threads as there are.
//!
//! The results are those of the reference evaluator, to the byte, whatever the threads, the partitions and the size of
//! the batches: numbers are whole numbers with a known denominator or fractions, sums have no order, and rows come out
//! in the order of the files.
//!
//! - [`table`] and [`scan`]: a table as DataFusion sees it, over the project's reader;
//! - [`rows`]: the values of one grain, with [`column`], [`input`], [`kernels`], [`emit`] and [`reasons`];
//! - [`gather`]: groups, with [`groups`], [`state`] and [`bytes`];
//! - [`planner`] and [`run`]: from the plan to its results; [`publish`] brings them into tables.

pub mod bytes;
pub mod column;
pub mod emit;
pub mod exec;
pub mod gather;
pub mod groups;
pub mod input;
pub mod kernels;
pub mod planner;
pub mod publish;
pub mod reasons;
pub mod rows;
pub mod run;
pub mod scan;
pub mod state;
pub mod table;
#[cfg(test)]
mod tests;

#[cfg(test)]
pub use crate::plan::faults;

use crate::data::BoundFile;
use crate::diagnostic::Diagnostic;
use crate::graph::Graph;
use crate::names::SubjectId;
use crate::results::ResultTable;
use run::Run;

/// How a run uses the machine. No result depends on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How many threads, and so how many partitions at most; at least one.
    pub threads: usize,
    /// How many rows are in hand at a time in each; at least one.
    pub batch_size: usize,
}

impl Default for Settings {
    /// All threads that the machine offers, 8,192 rows.
    fn default() -> Settings {
        Settings { threads: std::thread::available_parallelism().map_or(1, usize::from), batch_size: 8192 }
    }
}

/// What is bound to a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// Its files and folders, in the order of the rows.
    pub files: Vec<BoundFile>,
    /// The first and last day, since 1970-01-01, of the rows that count; of a table that declares no date all count.
    /// Every row is checked, whether it counts or not.
    pub dates: Option<(i32, i32)>,
}

/// What a run gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The results, one table for each subject that was asked for, in that order.
    pub tables: Vec<ResultTable>,
    /// What is worth knowing about the files.
    pub notes: Vec<Diagnostic>,
}

/// The results of some kinds of subjects. `bindings` are by table; a table that is not bound has no rows, and one that
/// no subject is made of is not read.
///
/// What is wrong with the files is told, table after table, as [`crate::data::load()`] tells it; then there are no
/// results.
pub fn evaluate(
    graph: &Graph,
    bindings: &[Option<Binding>],
    subjects: &[SubjectId],
    settings: &Settings,
) -> Result<Outcome, Vec<Diagnostic>> {
    Run::new(graph, bindings, settings)?.evaluate(subjects)
}

/// The optimised logical plan and the physical plan of one kind of subject, as text.
pub fn explain_plan(
    graph: &Graph,
    bindings: &[Option<Binding>],
    subject: SubjectId,
    settings: &Settings,
) -> Result<String, Vec<Diagnostic>> {
    Run::new(graph, bindings, settings)?.explain(subject)
}

/// The plans of every kind of subject that has results, over tables without files, as text.
pub fn describe(graph: &Graph) -> Result<String, Vec<Diagnostic>> {
    let settings = Settings::default();
    let run = Run::new(graph, &[], &settings)?;
    let subject = |id: SubjectId| Ok(format!("{}\n\n{}", graph.subject(id).name, run.explain(id)?));
    Ok(graph.published().into_iter().map(subject).collect::<Result<Vec<_>, Vec<Diagnostic>>>()?.join("\n"))
}

/// In how many partitions the table of the first kind of subject with results is read: as many as there are threads,
/// and no more than there are parts to read.
pub fn partitions(graph: &Graph, bindings: &[Option<Binding>], settings: &Settings) -> usize {
    let counted = |run: Run<'_>| run.partitions(graph.published().first().copied()?);
    Run::new(graph, bindings, settings).ok().and_then(counted).unwrap_or(0)
}
