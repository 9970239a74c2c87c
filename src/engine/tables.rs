//! The tables of a run: their files, and the defects in them.
//!
//! They report what loading all of them reports, see [`crate::data::load_all()`].

use crate::data::{Binding, Bindings, DataReport, Memory, Open, Reading, open, sift};
use crate::diagnostic::Diagnostic;
use crate::plan::policy::Policy;
use crate::plan::schedule::Schedule;
use crate::schema::{TableId, TableSchema};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The files of a table with their defects.
#[derive(Debug)]
pub(crate) struct BoundTable {
    /// The policy.
    pub policy: Arc<Policy>,
    /// The table.
    pub table: TableId,
    /// Its files.
    pub open: Open,
    /// Whether its rows were read: a table is checked only once.
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

    /// The declaration of the table.
    pub(crate) fn declared(&self) -> &TableSchema {
        self.policy.graph.table(self.table)
    }

    /// Whether the caller must check the table: yes only for the first caller.
    pub(crate) fn to_be_checked(&self) -> bool {
        !self.checked.swap(true, Ordering::Relaxed)
    }
}

/// The tables of a run, by their ids.
#[derive(Debug, Default)]
pub(crate) struct Tables {
    bound: BTreeMap<TableId, Arc<BoundTable>>,
    /// Errors in the files of a table that are found before they are read.
    unbound: Vec<Diagnostic>,
    memory: Arc<Memory>,
}

impl Tables {
    /// The files of the tables that some jobs need. A table without files has no rows.
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

    /// Finds what must be known about all rows before any row is used.
    pub(crate) fn sieve(&self, policy: &Policy) {
        sift(&policy.graph.tables, &self.open());
    }

    fn open(&self) -> BTreeMap<TableId, &Open> {
        self.bound.iter().map(|(id, bound)| (*id, &bound.open)).collect()
    }

    /// A table; without files if none are bound.
    pub(crate) fn of(&self, policy: &Arc<Policy>, table: TableId) -> Result<Arc<BoundTable>, Vec<Diagnostic>> {
        match self.bound.get(&table) {
            Some(bound) => Ok(bound.clone()),
            None => {
                let none = Reading { is_looked_up: false, is_repeated: false, threads: 1 };
                Ok(BoundTable::new(policy, table, &Binding::default(), none, &self.memory)?.into())
            }
        }
    }

    /// The tables that no job has read.
    pub(crate) fn unchecked(&self) -> Vec<TableId> {
        let open = self.bound.iter().filter(|(_, bound)| !bound.checked.load(Ordering::Relaxed));
        open.map(|(table, _)| *table).collect()
    }

    /// Whether an error is known, so that no results are needed.
    pub(crate) fn wrong(&self) -> bool {
        !self.unbound.is_empty() || self.bound.values().any(|bound| !bound.open.defects.is_empty())
    }

    /// Reports duplicate keys in tables that were read and to which no table refers, and frees all their keys: there
    /// can be as many as rows.
    pub(crate) fn let_go_of_keys(&self) {
        let referred: BTreeSet<TableId> =
            self.bound.values().flat_map(|bound| bound.declared().references.iter().map(|r| r.to)).collect();
        let done = |bound: &&Arc<BoundTable>| bound.checked.load(Ordering::Relaxed) && !referred.contains(&bound.table);
        self.bound.values().filter(done).for_each(|bound| bound.open.let_go_of_keys(bound.declared()));
    }

    /// The report after all tables were checked: notes, or errors.
    pub(crate) fn report(self, policy: &Policy) -> Result<DataReport, DataReport> {
        let unbound = self.unbound.clone();
        open::report(&policy.graph.tables, &self.open(), unbound)
    }
}
