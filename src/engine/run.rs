//! Runs the plans of some subjects: first one table with all its subjects, then the next.

use super::emit::TooLarge;
use super::planner::Planner;
use super::publish;
use super::table::{BoundTable, Counted, PolicyTable};
use super::{Binding, Outcome, Settings};
use crate::data::{Defects, KeyCheck, expand, outside, pieces};
use crate::diagnostic::{Code, Diagnostic, has_errors};
use crate::graph::Graph;
use crate::names::SubjectId;
use crate::plan::fault;
use crate::plan::logical::plan;
use crate::plan::program::Policy;
use crate::results::ResultTable;
use crate::schema::TableId;
use datafusion::common::{DataFusionError, Result as DataResult};
use datafusion::datasource::provider_as_source;
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::context::SessionState;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::{ExecutionPlan, collect, displayable};
use datafusion::prelude::{SessionConfig, SessionContext};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::runtime::Runtime;

/// A mistake of ours or of the machine that stopped a run.
fn broken(cause: &dyn std::fmt::Display) -> Diagnostic {
    Diagnostic::input(Code::Internal, None, format!("the run broke off: {cause}"))
        .help("please report it with the policy, if the machine is not out of memory")
}

/// Runs the plans of some subjects.
pub struct Run<'r> {
    policy: Arc<Policy>,
    bindings: &'r [Option<Binding>],
    settings: &'r Settings,
    runtime: Runtime,
}

impl<'r> Run<'r> {
    /// A run with threads of its own.
    pub fn new(
        graph: &Graph,
        bindings: &'r [Option<Binding>],
        settings: &'r Settings,
    ) -> Result<Run<'r>, Vec<Diagnostic>> {
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        builder.worker_threads(settings.threads.max(1));
        #[cfg(test)]
        {
            let fault = crate::plan::faults::current();
            builder.on_thread_start(move || crate::plan::faults::take_over(fault));
        }
        let runtime = builder.build().map_err(|error| vec![broken(&error)])?;
        Ok(Run { policy: Arc::new(Policy::new(graph)), bindings, settings, runtime })
    }

    /// The results of some subjects, in their order.
    pub fn evaluate(&self, subjects: &[SubjectId]) -> Result<Outcome, Vec<Diagnostic>> {
        let mut tables: Vec<Option<ResultTable>> = vec![None; subjects.len()];
        let (mut notes, mut wrong, mut too_large) = (Vec::new(), Vec::new(), Vec::new());
        let mut used: Vec<TableId> = subjects.iter().map(|s| self.policy.graph.subject(*s).table).collect();
        used.sort();
        used.dedup();
        for table in used {
            let of_table = subjects.iter().zip(&mut tables);
            let of_table = of_table.filter(|(s, _)| self.policy.graph.subject(**s).table == table);
            match self.table(table, of_table, &mut too_large) {
                Ok(told) => notes.extend(told),
                Err(told) => wrong.extend(told),
            }
        }
        wrong.extend(self.first_too_large(subjects, &too_large).filter(|_| wrong.is_empty()));
        if !wrong.is_empty() {
            return Err(wrong);
        }
        Ok(Outcome { tables: tables.into_iter().flatten().collect(), notes })
    }

    /// The first output that is too large, of the first subject that was asked for.
    fn first_too_large(&self, subjects: &[SubjectId], outputs: &[usize]) -> Option<Diagnostic> {
        let graph = &self.policy.graph;
        let of = |subject: &SubjectId| {
            let own = outputs.iter().filter(|at| graph.outputs.get(**at).is_some_and(|o| o.subject == *subject));
            own.min().copied()
        };
        subjects.iter().find_map(of).map(|at| publish::too_large(graph, at))
    }

    /// All subjects of one table. Each reads the files; the first checks the keys. What is wrong with the files is told
    /// as loading the table tells it.
    fn table<'t>(
        &self,
        table: TableId,
        subjects: impl Iterator<Item = (&'t SubjectId, &'t mut Option<ResultTable>)>,
        too_large: &mut Vec<usize>,
    ) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
        let Some(binding) = self.bindings.get(table.0).and_then(Option::as_ref) else {
            for (subject, slot) in subjects {
                *slot = Some(publish::table(&self.policy.graph, *subject, &[]).map_err(|error| vec![broken(&error)])?);
            }
            return Ok(Vec::new());
        };
        let mut notes = None;
        for (subject, slot) in subjects {
            let bound = self.bind(table, binding, notes.is_none())?;
            let told = TooLarge::default();
            let result = self.subject(*subject, bound, told);
            let (batches, report, told) = result?;
            if has_errors(&report) {
                return Err(report);
            }
            too_large.extend(told);
            *slot = Some(publish::table(&self.policy.graph, *subject, &batches).map_err(|e| vec![broken(&e)])?);
            notes.get_or_insert(report);
        }
        Ok(notes.unwrap_or_default())
    }

    fn bind(&self, table: TableId, binding: &Binding, keys: bool) -> Result<BoundTable, Vec<Diagnostic>> {
        let files = expand(&binding.files)?;
        let defects = Defects::new(&self.policy.graph.table(table).name);
        let pieces = pieces(&files, &defects);
        let keys = keys.then(KeyCheck::new);
        Ok(BoundTable {
            policy: self.policy.clone(),
            table,
            files,
            pieces,
            defects,
            keys,
            dates: binding.dates,
            counted: Counted::default(),
        })
    }

    /// The batches of one subject, what is to be said about the files, and the first output that is too large.
    #[expect(clippy::type_complexity, reason = "the three parts of one answer")]
    fn subject(
        &self,
        subject: SubjectId,
        bound: BoundTable,
        too_large: TooLarge,
    ) -> Result<(Vec<datafusion::arrow::record_batch::RecordBatch>, Vec<Diagnostic>, Option<usize>), Vec<Diagnostic>>
    {
        let (bound, too_large) = (Arc::new(bound), Arc::new(too_large));
        let state = self.state(&too_large);
        let batches = self.runtime.block_on(async {
            let logical = self.logical(subject, &bound)?;
            let physical = state.create_physical_plan(&logical).await?;
            let context = SessionContext::new_with_state(state.clone()).task_ctx();
            collect(physical, context).await
        });
        if let Some(keys) = &bound.keys {
            keys.report(bound.declared(), &bound.files, &bound.defects);
        }
        let mut report = bound.defects.clone().into_report();
        let (rows, outside) = (&bound.counted.rows, &bound.counted.outside);
        let (rows, outside) = (rows.load(Ordering::Relaxed), outside.load(Ordering::Relaxed));
        report.extend(outside::note(&bound.declared().name, rows, outside).filter(|_| !has_errors(&report)));
        match batches {
            Ok(batches) => Ok((batches, report, too_large.first())),
            Err(_) if has_errors(&report) => Err(report),
            Err(error) => Err(vec![broken(&error)]),
        }
    }

    fn logical(&self, subject: SubjectId, bound: &Arc<BoundTable>) -> DataResult<LogicalPlan> {
        let plan = plan(&self.policy, subject, provider_as_source(Arc::new(PolicyTable::new(bound.clone()))))?;
        match plan {
            LogicalPlan::Sort(sort) if fault!(RowsInPartitionOrder) => Ok(Arc::unwrap_or_clone(sort.input)),
            plan => Ok(plan),
        }
    }

    fn state(&self, too_large: &Arc<TooLarge>) -> SessionState {
        let config = SessionConfig::new()
            .with_target_partitions(self.settings.threads.max(1))
            .with_batch_size(self.settings.batch_size.max(1))
            // A part of ours that wants more partitions asks for them itself.
            .with_round_robin_repartition(false);
        let planner = Planner { too_large: too_large.clone() };
        SessionStateBuilder::new_with_default_features()
            .with_config(config)
            .with_query_planner(Arc::new(planner))
            .build()
    }

    /// The plans of a subject, as text.
    pub fn explain(&self, subject: SubjectId) -> Result<String, Vec<Diagnostic>> {
        let (logical, physical) = self.plans(subject)?;
        let physical = displayable(physical.as_ref()).indent(false);
        Ok(format!("logical plan\n{}\n\nphysical plan\n{physical}", logical.display_indent()))
    }

    /// In how many partitions the table of a subject is read.
    pub fn partitions(&self, subject: SubjectId) -> Option<usize> {
        let (_, mut plan) = self.plans(subject).ok()?;
        while let Some(input) = plan.children().first().map(|input| Arc::clone(input)) {
            plan = input;
        }
        Some(plan.properties().output_partitioning().partition_count())
    }

    /// The optimised logical plan and the physical plan of a subject.
    fn plans(&self, subject: SubjectId) -> Result<(LogicalPlan, Arc<dyn ExecutionPlan>), Vec<Diagnostic>> {
        let table = self.policy.graph.subject(subject).table;
        let none = Binding { files: Vec::new(), dates: None };
        let binding = self.bindings.get(table.0).and_then(Option::as_ref).unwrap_or(&none);
        let bound = Arc::new(self.bind(table, binding, false)?);
        let state = self.state(&Arc::new(TooLarge::default()));
        let plans = self.runtime.block_on(async {
            let logical = self.logical(subject, &bound)?;
            let optimised = state.optimize(&logical)?;
            let physical = state.create_physical_plan(&logical).await?;
            Ok((optimised, physical))
        });
        plans.map_err(|error: DataFusionError| vec![broken(&error)])
    }
}
