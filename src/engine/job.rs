//! One job of a schedule: runs its plan, and prepares what it gathers and keeps for later jobs.

use super::Settings;
use super::around::Around;
use super::delivery::{Address, Delivery, Partition, is_stopped};
use super::errors::{broken, or_broken};
use super::exec;
use super::gathering::Gathering;
use super::job_output::JobOutput;
use super::list::List;
use super::list_scan::ListTable;
use super::machine::Machine;
use super::planner::Planner;
use super::pool::{Pool, is_exhausted, suffices};
use super::relation::{Relation, kept_keys};
use super::scan::{Scan, bounds};
use super::store::{Keys, Store};
use super::table::PolicyTable;
use super::tables::{BoundTable, Tables};
use crate::diagnostic::{Diagnostic, has_errors};
use crate::plan::logical::{check, plan};
use crate::plan::program::Program;
use crate::plan::schedule::{JobId, LookupPlace};
use crate::profile;
use crate::types::Source;
use datafusion::arrow::array::Array;
use datafusion::common::Result as DataResult;
use datafusion::datasource::provider_as_source;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::context::SessionState;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::logical_expr::{LogicalPlan, TableSource};
use datafusion::physical_plan::{ExecutionPlan, displayable};
use datafusion::prelude::{SessionConfig, SessionContext};
use futures::StreamExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// One job with its plan.
pub(crate) struct Job {
    program: Arc<Program>,
    /// The state that its operators share.
    pub around: Arc<Around>,
    logical: LogicalPlan,
    scan: Option<Arc<Scan>>,
    /// The numbers of the rows with which the parts of the input begin that one partition takes, ascending.
    bounds: Vec<u64>,
}

impl Job {
    /// A job over its table, or over a list of subjects.
    pub(crate) fn new(
        program: Arc<Program>,
        around: Arc<Around>,
        tables: &Tables,
        list: Option<List>,
        settings: &Settings,
    ) -> Result<Job, Vec<Diagnostic>> {
        let policy = &program.policy;
        let subject = policy.graph.subject(program.job.kind);
        let (source, scan, bounds): (Arc<dyn TableSource>, _, _) = match (&subject.source, list) {
            (Source::Rows { table, all_periods }, _) => {
                let scan = Arc::new(Scan::next(tables.of(policy, *table)?, *all_periods));
                let bounds = bounds(&scan.bound.open.pieces);
                (provider_as_source(Arc::new(PolicyTable::new(scan.clone()))), Some(scan), bounds)
            }
            (_, Some(list)) => {
                let list = ListTable::new(Arc::new(list), &subject.name, settings);
                let bounds = list.bounds();
                (provider_as_source(Arc::new(list)), None, bounds)
            }
            (_, None) => return Err(vec![broken(&"a job without a list of subjects")]),
        };
        let logical = or_broken(plan(&program, source))?;
        Ok(Job { program, around, logical, scan, bounds })
    }

    /// Reads a table only for its checks.
    pub(crate) fn check(machine: &Machine<'_>, bound: Arc<BoundTable>) -> Result<(), Vec<Diagnostic>> {
        let name = bound.declared().name.clone();
        let scan = Arc::new(Scan::next(bound, true));
        let source = provider_as_source(Arc::new(PolicyTable::new(scan)));
        let logical = or_broken(check(&name, source))?;
        machine.or_failed(execute(machine, &Arc::default(), &logical, None, |_| None)).map(|_| ())
    }

    /// Runs the job. Published rows go to the receiver, if there is one, in the order of the subjects. Returns what the
    /// job keeps, in the same order.
    pub(crate) fn run(
        &self,
        machine: &Machine<'_>,
        address: Option<Address<'_>>,
    ) -> Result<JobOutput, Vec<Diagnostic>> {
        let (graph, kind) = (&self.program.policy.graph, self.program.job.kind);
        let delivery = |partitions| Some(Delivery::new(address?, graph, kind, partitions, &self.bounds));
        let batches = execute(machine, &self.around, &self.logical, Some(&self.program), delivery);
        // A table is checked when it is first read, and all tables report together. When it is read again, there should
        // be no new defects; if there are, they are reported.
        if let Some(scan) = self.scan.as_ref().filter(|scan| !scan.checks) {
            let report = scan.defects.clone().into_report();
            if has_errors(&report) {
                return Err(report);
            }
        }
        match batches {
            Err(error) if !is_exhausted(&error) && self.scan.as_ref().is_some_and(|scan| !scan.defects.is_empty()) => {
                Ok(JobOutput::nothing(&machine.memory))
            }
            batches => machine.or_failed(batches),
        }
    }

    /// Stores what the job has gathered and kept.
    pub(crate) fn leave(&self, id: JobId, left: &JobOutput, store: &mut Store) -> DataResult<()> {
        let (program, batches, memory) = (&self.program, left.batches.as_slice(), &self.around.memory);
        let mut parts = self.around.take_gathered().into_iter();
        let mut gathered = parts.next().unwrap_or_else(|| Gathering::new(program, memory.clone()));
        for part in parts {
            gathered.merge(part)?;
            suffices(memory)?;
        }
        for ((link, wanted), linked) in program.job.links.entries().zip(std::mem::take(&mut gathered.links)) {
            let place = LookupPlace::Link { job: id, link };
            let (relation, keys) = Relation::of_link(program, wanted, linked)?;
            if let Some(columns) = keys {
                store.keep_keys(place, Keys { columns, len: relation.len() }, memory);
            }
            store.keep(place, relation, memory);
            suffices(memory)?;
        }
        if program.job.keeps_keys {
            let (place, columns) = (LookupPlace::Kept { job: id }, kept_keys(program, batches)?);
            if !program.job.keeps.is_empty() {
                store.keep(place, Relation::of_kept(program, batches)?, memory);
            }
            let len = columns.first().map_or(0, |column| column.len());
            store.keep_keys(place, Keys { columns, len }, memory);
        }
        suffices(memory)
    }

    /// The plans of the job as text.
    pub(crate) fn explain(&self, machine: &Machine<'_>) -> Result<String, Vec<Diagnostic>> {
        let (logical, physical) = or_broken(self.plans(machine))?;
        let physical = displayable(physical.as_ref()).indent(false);
        Ok(format!("logical plan\n{}\n\nphysical plan\n{physical}", logical.display_indent()))
    }

    /// The number of partitions in which the job reads its subjects.
    #[cfg(test)]
    pub(crate) fn partitions(&self, machine: &Machine<'_>) -> Result<usize, Vec<Diagnostic>> {
        let (_, mut plan) = or_broken(self.plans(machine))?;
        while let Some(input) = plan.children().first().map(|input| Arc::clone(input)) {
            plan = input;
        }
        Ok(plan.properties().output_partitioning().partition_count())
    }

    /// The optimised logical plan and the physical plan.
    fn plans(&self, machine: &Machine<'_>) -> DataResult<(LogicalPlan, Arc<dyn ExecutionPlan>)> {
        let state = state(machine, &self.around)?;
        machine.runtime.block_on(async {
            let optimised = state.optimize(&self.logical)?;
            Ok((optimised, state.create_physical_plan(&self.logical).await?))
        })
    }
}

/// Runs a plan, each partition on a thread of its own. `program` is what it computes, if it computes anything; `delivery`
/// hands over what is published, for a number of partitions.
fn execute<'r>(
    machine: &Machine<'_>,
    around: &Arc<Around>,
    logical: &LogicalPlan,
    program: Option<&Program>,
    delivery: impl FnOnce(usize) -> Option<Delivery<'r>>,
) -> DataResult<JobOutput> {
    let state = state(machine, around)?;
    let physical = machine.runtime.block_on(state.create_physical_plan(logical))?;
    let context = SessionContext::new_with_state(state).task_ctx();
    let partitions = physical.properties().output_partitioning().partition_count();
    let delivery = delivery(partitions);
    let stop = AtomicBool::new(false);
    let outputs = machine.threads(partitions, |partition| {
        let own = delivery.as_ref().map(|delivery| delivery.partition(partition));
        let batches = physical.execute(partition, context.clone());
        let done = batches.and_then(|batches| drain(machine, batches, program, own, &stop));
        if done.is_err() {
            stop.store(true, Ordering::Relaxed);
        }
        done
    });
    if profile::is_recorded() {
        exec::report(physical.as_ref(), 0);
    }
    let (done, mut failed): (Vec<_>, Vec<_>) = outputs.into_iter().partition(Result::is_ok);
    // Of several errors, the first that says more than that another partition has failed.
    failed.sort_by_key(|error| error.as_ref().is_err_and(is_stopped));
    if let Some(Err(error)) = failed.into_iter().next() {
        return Err(error);
    }
    Ok(JobOutput::joined(&machine.memory, done.into_iter().flatten().collect()))
}

/// Takes all rows of one partition: delivers what is published, and returns what is kept.
fn drain(
    machine: &Machine<'_>,
    mut batches: SendableRecordBatchStream,
    program: Option<&Program>,
    mut delivery: Option<Partition<'_, '_>>,
    stop: &AtomicBool,
) -> DataResult<JobOutput> {
    let published = program.map_or(0, |program| program.published);
    let is_kept = program.is_some_and(|program| program.job.keeps_keys);
    let mut output = JobOutput::nothing(&machine.memory);
    while let Some(batch) = machine.runtime.block_on(batches.next()) {
        let batch = batch?;
        output.rows += batch.num_rows();
        if let Some(delivery) = &mut delivery {
            let columns: Vec<usize> = (0..=published).collect();
            delivery.take(&batch.project(&columns)?)?;
        }
        if is_kept {
            let columns: Vec<usize> = std::iter::once(0).chain(published + 1..batch.num_columns()).collect();
            output.take(batch.project(&columns)?)?;
        }
        if stop.load(Ordering::Relaxed) {
            break;
        }
    }
    delivery.map_or(Ok(()), Partition::end)?;
    Ok(output)
}

fn state(machine: &Machine<'_>, around: &Arc<Around>) -> DataResult<SessionState> {
    let config = SessionConfig::new()
        .with_target_partitions(machine.settings.threads.max(1))
        .with_batch_size(machine.settings.batch_size.max(1))
        // Our operators that need more partitions request them themselves.
        .with_round_robin_repartition(false);
    let planner = Planner { around: around.clone() };
    let pool = Arc::new(Pool(machine.memory.clone()));
    let runtime = RuntimeEnvBuilder::new().with_memory_pool(pool).build_arc()?;
    let builder = SessionStateBuilder::new_with_default_features().with_config(config).with_runtime_env(runtime);
    Ok(builder.with_query_planner(Arc::new(planner)).build())
}
