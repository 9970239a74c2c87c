//! One job of a schedule: runs its plan, and prepares what it gathers and keeps for later jobs.

use super::around::Around;
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
use super::scan::Scan;
use super::store::{Keys, Store};
use super::table::PolicyTable;
use super::tables::{BoundTable, Tables};
use crate::diagnostic::{Diagnostic, has_errors};
use crate::faults::fault;
use crate::plan::logical::{check, plan};
use crate::plan::program::Program;
use crate::plan::schedule::{JobId, LookupPlace};
use crate::profile;
use crate::types::Source;
use datafusion::arrow::array::Array;
use datafusion::common::Result as DataResult;
use datafusion::datasource::provider_as_source;
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::context::SessionState;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::logical_expr::{LogicalPlan, TableSource};
use datafusion::physical_plan::{ExecutionPlan, displayable, execute_stream};
use datafusion::prelude::{SessionConfig, SessionContext};
use futures::StreamExt;
use std::sync::Arc;

/// One job with its plan.
pub(crate) struct Job {
    program: Arc<Program>,
    /// The state that its operators share.
    pub around: Arc<Around>,
    logical: LogicalPlan,
    scan: Option<Arc<Scan>>,
}

impl Job {
    /// A job over its table, or over a list of subjects.
    pub(crate) fn new(
        program: Arc<Program>,
        around: Arc<Around>,
        tables: &Tables,
        list: Option<List>,
    ) -> Result<Job, Vec<Diagnostic>> {
        let policy = &program.policy;
        let subject = policy.graph.subject(program.job.kind);
        let (source, scan): (Arc<dyn TableSource>, _) = match (&subject.source, list) {
            (Source::Rows { table, all_periods }, _) => {
                let scan = Arc::new(Scan::next(tables.of(policy, *table)?, *all_periods));
                (provider_as_source(Arc::new(PolicyTable::new(scan.clone()))), Some(scan))
            }
            (_, Some(list)) => {
                let list = ListTable::new(Arc::new(list), &subject.name);
                (provider_as_source(Arc::new(list)), None)
            }
            (_, None) => return Err(vec![broken(&"a job without a list of subjects")]),
        };
        let logical = or_broken(plan(&program, source))?;
        let logical = match logical {
            LogicalPlan::Sort(sort) if fault!(RowsInPartitionOrder) => Arc::unwrap_or_clone(sort.input),
            plan => plan,
        };
        Ok(Job { program, around, logical, scan })
    }

    /// Reads a table only for its checks.
    pub(crate) fn check(machine: &Machine<'_>, bound: Arc<BoundTable>) -> Result<(), Vec<Diagnostic>> {
        let name = bound.declared().name.clone();
        let scan = Arc::new(Scan::next(bound, true));
        let source = provider_as_source(Arc::new(PolicyTable::new(scan)));
        let logical = or_broken(check(&name, source))?;
        machine.or_failed(execute(machine, &Arc::default(), &logical)).map(|_| ())
    }

    /// The output of the job, in the order of its subjects.
    pub(crate) fn run(&self, machine: &Machine<'_>) -> Result<JobOutput, Vec<Diagnostic>> {
        let batches = execute(machine, &self.around, &self.logical);
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

fn execute(machine: &Machine<'_>, around: &Arc<Around>, logical: &LogicalPlan) -> DataResult<JobOutput> {
    let state = state(machine, around)?;
    machine.runtime.block_on(async {
        let physical = state.create_physical_plan(logical).await?;
        let context = SessionContext::new_with_state(state.clone()).task_ctx();
        let mut left = JobOutput::nothing(&machine.memory);
        let mut batches = execute_stream(physical.clone(), context)?;
        while let Some(batch) = batches.next().await {
            left.take(batch?)?;
        }
        if profile::is_recorded() {
            exec::report(physical.as_ref(), 0);
        }
        Ok(left)
    })
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
