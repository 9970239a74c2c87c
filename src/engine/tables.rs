//! The tables of a run: their files, and what is found in them.
//!
//! What is told is what loading all of them tells, see [`crate::data::load_all()`].

use crate::data::{Binding, Bindings, DataReport, Memory, Open, Reading, open, sift};
use crate::diagnostic::Diagnostic;
use crate::plan::policy::Policy;
use crate::plan::schedule::Schedule;
use crate::schema::{TableId, TableSchema};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The files of a table with what is found in them.
#[derive(Debug)]
pub(crate) struct BoundTable {
    /// The policy.
    pub policy: Arc<Policy>,
    /// The table.
    pub table: TableId,
    /// Its files.
    pub open: Open,
    /// Whether its rows were gone through: a table is checked once.
    checked: AtomicBool,
}

impl BoundTable {
    fn new(
        policy: &Arc<Policy>,
        table: TableId,
        binding: &Binding,
        reading: Reading,
        memory: &Arc<Memory>,
    ) -> Result<BoundTable, Vec<Diagnostic>> {
        let open = Open::new(policy.graph.table(table), binding, reading, memory)?;
        Ok(BoundTable { policy: policy.clone(), table, open, checked: AtomicBool::new(false) })
    }

    /// How the policy declares it.
    pub(crate) fn declared(&self) -> &TableSchema {
        self.policy.graph.table(self.table)
    }

    /// Whether it is to be checked; yes once, for the first who goes through it.
    pub(crate) fn to_be_checked(&self) -> bool {
        !self.checked.swap(true, Ordering::Relaxed)
    }
}

/// The tables of a run, by their ids.
#[derive(Debug, Default)]
pub(crate) struct Tables {
    bound: BTreeMap<TableId, Arc<BoundTable>>,
    /// What is wrong with the files of a table before they are read.
    unbound: Vec<Diagnostic>,
    memory: Arc<Memory>,
}

impl Tables {
    /// The files of the tables that some jobs need; one that is not bound has no rows.
    pub(crate) fn new(
        policy: &Arc<Policy>,
        bindings: &Bindings,
        schedule: &Schedule,
        threads: usize,
        memory: &Arc<Memory>,
    ) -> Tables {
        let mut tables = Tables { memory: memory.clone(), ..Tables::default() };
        let graph = &policy.graph;
        let read = schedule.jobs.iter().filter_map(|job| graph.subject(job.kind).table());
        let read: Vec<TableId> = read.chain(schedule.checks.iter().copied()).collect();
        for table in read.iter().copied().collect::<BTreeSet<_>>() {
            let Some(binding) = bindings[table].as_ref() else { continue };
            let uses = read.iter().filter(|other| **other == table).count();
            let reading = Reading::of(&graph.tables, table, bindings, uses, threads);
            match BoundTable::new(policy, table, binding, reading, memory) {
                Ok(bound) => drop(tables.bound.insert(table, bound.into())),
                Err(wrong) => tables.unbound.extend(wrong),
            }
        }
        tables
    }

    /// Finds what must be known of all rows before any is used.
    pub(crate) fn sieve(&self, policy: &Policy) {
        sift(&policy.graph.tables, &self.open());
    }

    fn open(&self) -> BTreeMap<TableId, &Open> {
        self.bound.iter().map(|(id, bound)| (*id, &bound.open)).collect()
    }

    /// A table; without files where it is not bound.
    pub(crate) fn of(&self, policy: &Arc<Policy>, table: TableId) -> Result<Arc<BoundTable>, Vec<Diagnostic>> {
        match self.bound.get(&table) {
            Some(bound) => Ok(bound.clone()),
            None => {
                let none = Reading { is_looked_up: false, is_repeated: false, threads: 1 };
                Ok(BoundTable::new(policy, table, &Binding::default(), none, &self.memory)?.into())
            }
        }
    }

    /// The tables that nobody went through so far.
    pub(crate) fn unchecked(&self) -> Vec<TableId> {
        let open = self.bound.iter().filter(|(_, bound)| !bound.checked.load(Ordering::Relaxed));
        open.map(|(table, _)| *table).collect()
    }

    /// Whether something is known to be wrong, so that no results are needed.
    pub(crate) fn wrong(&self) -> bool {
        !self.unbound.is_empty() || self.bound.values().any(|bound| !bound.open.defects.is_empty())
    }

    /// Tells the keys that stand twice in tables which were gone through and which no table refers to, and lets go of
    /// all their keys: there may be as many as there are rows.
    pub(crate) fn let_go_of_keys(&self) {
        let referred: BTreeSet<TableId> =
            self.bound.values().flat_map(|bound| bound.declared().references.iter().map(|r| r.to)).collect();
        let done = |bound: &&Arc<BoundTable>| bound.checked.load(Ordering::Relaxed) && !referred.contains(&bound.table);
        self.bound.values().filter(done).for_each(|bound| bound.open.let_go_of_keys(bound.declared()));
    }

    /// What is to be said when all tables were checked: notes, or what is wrong.
    pub(crate) fn report(self, policy: &Policy) -> Result<DataReport, DataReport> {
        let unbound = self.unbound.clone();
        open::report(&policy.graph.tables, &self.open(), unbound)
    }
}
