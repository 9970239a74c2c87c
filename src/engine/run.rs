//! Runs a schedule: job after job, then the remaining checks, then the report.

use super::around::Around;
use super::delivery::Address;
use super::errors::broken;
use super::job::Job;
use super::list::{List, TooMany};
use super::machine::Machine;
use super::publish;
use super::store::Store;
use super::tables::Tables;
use super::{Bindings, Settings};
use crate::data::DataReport;
use crate::diagnostic::Diagnostic;
use crate::graph::{Graph, NodeId};
use crate::names::SubjectId;
use crate::plan::policy::Policy;
use crate::plan::program::Program;
use crate::plan::schedule::{JobId, Schedule};
use crate::profile;
use crate::results::delivery::Receiver;
use crate::types::{Factor, Source};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

/// Runs the jobs of some subjects.
pub(crate) struct Run<'r> {
    policy: Arc<Policy>,
    /// Its threads and its memory.
    machine: Machine<'r>,
    bindings: &'r Bindings,
}

/// What the jobs of a run have found so far.
#[derive(Default)]
struct Finished {
    store: Store,
    /// Products with too many subjects.
    too_many: BTreeSet<SubjectId>,
    /// The first aggregate with two rows that must agree and do not, with the key of its first subject.
    differing: Option<(NodeId, String)>,
    /// Outputs with numbers that are too large.
    too_large: Vec<usize>,
}

impl<'r> Run<'r> {
    /// A run with threads of its own.
    pub(crate) fn new(
        graph: &Graph,
        bindings: &'r Bindings,
        settings: &'r Settings,
    ) -> Result<Run<'r>, Vec<Diagnostic>> {
        Ok(Run { policy: Arc::new(Policy::new(graph)), machine: Machine::new(settings)?, bindings })
    }

    fn tables(&self, schedule: &Schedule) -> Tables {
        let threads = self.machine.settings.threads.max(1);
        Tables::new(&self.policy, self.bindings, schedule, threads, &self.machine.memory)
    }

    /// Evaluates some subjects. Their results go to a receiver; they are valid only if no error is returned.
    pub(crate) fn deliver(&self, subjects: &[SubjectId], receiver: &dyn Receiver) -> Result<DataReport, DataReport> {
        let schedule = Arc::new(Schedule::of(&self.policy.graph, subjects));
        let tables = self.tables(&schedule);
        tables.sieve(&self.policy);
        if self.machine.memory.is_exceeded() {
            return Err(vec![self.machine.memory.exceeded()].into());
        }
        let mut found = Finished::default();
        for id in schedule.jobs.ids() {
            // Errors in files leave no results, so only the remaining errors must still be found.
            if tables.wrong() {
                break;
            }
            let kind = schedule.jobs[id].kind;
            let at = subjects.iter().position(|subject| schedule.jobs[id].publishes && *subject == kind);
            let address = at.map(|at| Address { receiver, at });
            match self.job((&schedule, id), &tables, address, &mut found) {
                // An error in a file also explains errors in the processing of its rows.
                Err(wrong) if !tables.wrong() => return Err(wrong.into()),
                _ => {}
            }
            tables.let_go_of_keys();
        }
        for table in tables.unchecked() {
            let _stage = profile::stage("check table", &self.policy.graph.table(table).name);
            Job::check(&self.machine, tables.of(&self.policy, table)?)?;
        }
        let told = tables.report(&self.policy)?;
        if let Some(wrong) = self.wrong(subjects, &found) {
            return Err(DataReport { findings: vec![wrong], ..told });
        }
        Ok(told)
    }

    /// Runs one job.
    fn job(
        &self,
        (schedule, id): (&Arc<Schedule>, JobId),
        tables: &Tables,
        address: Option<Address<'_>>,
        found: &mut Finished,
    ) -> Result<(), Vec<Diagnostic>> {
        let wanted = &schedule.jobs[id];
        let stage = profile::stage("job", schedule.job_name(&self.policy.graph, id));
        let program = Arc::new(Program::of(&self.policy, schedule, wanted));
        let list = self.list(&program, found)?;
        let around = Arc::new(Around::new(found.store.clone(), self.machine.memory.clone()));
        let job = Job::new(program, around, tables, list, self.machine.settings)?;
        let output = job.run(&self.machine, address)?;
        profile::rows(&stage, output.rows);
        self.machine.or_failed(job.leave(id, &output, &mut found.store))?;
        found.too_large.extend(job.around.too_large.first());
        let differing = job.around.differing.first().into_iter().chain(found.differing.take());
        found.differing = differing.min();
        found.store.let_go(schedule, id);
        Ok(())
    }

    /// The list of the subjects of a job that are not rows. If there are too many subjects, the list is empty and the
    /// error is recorded.
    fn list(&self, program: &Program, found: &mut Finished) -> Result<Option<List>, Vec<Diagnostic>> {
        let kind = program.job.kind;
        if self.policy.graph.subject(kind).table().is_some() {
            return Ok(None);
        }
        match List::of(&self.policy, &program.schedule, &found.store, kind) {
            Some(Ok(list)) => Ok(Some(list)),
            Some(Err(TooMany(product))) => {
                found.too_many.insert(product);
                Ok(Some(List::empty(&self.policy, kind)))
            }
            None => Err(vec![broken(&"a list of subjects was not kept")]),
        }
    }

    /// The first error of the evaluation: products, rows that differ, outputs of the first requested subject.
    fn wrong(&self, subjects: &[SubjectId], found: &Finished) -> Option<Diagnostic> {
        let graph = &self.policy.graph;
        let mut kinds = graph.kinds_of_results(subjects).into_iter();
        if let Some(product) = kinds.find_map(|kind| first_within(graph, kind, &found.too_many)) {
            return Some(TooMany(product).finding(graph));
        }
        if let Some((node, key)) = &found.differing {
            return Some(graph.overrides_differ(*node, key));
        }
        let of = |subject: &SubjectId| {
            let own = |at: &&usize| graph.outputs.get(**at).is_some_and(|o| o.subject == *subject);
            found.too_large.iter().filter(own).min().copied()
        };
        subjects.iter().find_map(of).map(|at| publish::too_large(graph, at))
    }

    /// The schedule of some subjects with the plan of each job, as text.
    pub(crate) fn explain(&self, subjects: &[SubjectId]) -> Result<String, Vec<Diagnostic>> {
        let schedule = Arc::new(Schedule::of(&self.policy.graph, subjects));
        let tables = self.tables(&schedule);
        let mut out = String::new();
        for (id, wanted) in schedule.jobs.entries() {
            let plans = self.planned(&schedule, wanted, &tables)?.explain(&self.machine)?;
            // Writing to a string cannot fail.
            let _ = writeln!(out, "{}\n{plans}", schedule.print_job(&self.policy.graph, id));
        }
        out.push_str(&schedule.print_checks(&self.policy.graph));
        Ok(out)
    }

    /// A job over lists without subjects.
    fn planned(
        &self,
        schedule: &Arc<Schedule>,
        wanted: &crate::plan::schedule::Job,
        tables: &Tables,
    ) -> Result<Job, Vec<Diagnostic>> {
        let program = Arc::new(Program::of(&self.policy, schedule, wanted));
        let rows = self.policy.graph.subject(wanted.kind).table().is_some();
        let list = (!rows).then(|| List::empty(&self.policy, wanted.kind));
        Job::new(program, Arc::default(), tables, list, self.machine.settings)
    }

    /// The number of partitions of the table in the first job that reads a table.
    #[cfg(test)]
    pub(crate) fn partitions(&self, subjects: &[SubjectId]) -> Option<usize> {
        let schedule = Arc::new(Schedule::of(&self.policy.graph, subjects));
        let tables = self.tables(&schedule);
        let reads = |job: &&crate::plan::schedule::Job| self.policy.graph.subject(job.kind).table().is_some();
        let wanted = schedule.jobs.iter().find(reads)?;
        self.planned(&schedule, wanted, &tables).ok()?.partitions(&self.machine).ok()
    }
}

/// The first of some products from which the subjects of a kind are built, factors before their product.
fn first_within(graph: &Graph, kind: SubjectId, products: &BTreeSet<SubjectId>) -> Option<SubjectId> {
    if let Source::Product(factors) = &graph.subject(kind).source {
        let within = factors.iter().find_map(|factor| match factor {
            Factor::Subject(of) => first_within(graph, *of, products),
            Factor::Choice(..) | Factor::Time(..) => None,
        });
        if within.is_some() {
            return within;
        }
    }
    products.contains(&kind).then_some(kind)
}
