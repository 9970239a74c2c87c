//! The tables of a run: their files, and what is found in them.
//!
//! Every table that a run needs is read completely at least once, and then its cells, keys and references are checked.
//! What is told is what loading all of them tells, see [`crate::data::load_all()`].

use super::Binding;
use crate::data::{BoundFile, Defects, KeyCheck, Piece, ReferenceCheck, expand, outside, pieces};
use crate::diagnostic::{Diagnostic, has_errors};
use crate::plan::program::Policy;
use crate::schema::{TableId, TableSchema};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// The files of a table with what is found in them.
#[derive(Debug)]
pub struct BoundTable {
    /// The policy.
    pub policy: Arc<Policy>,
    /// The table.
    pub table: TableId,
    /// The files that are read.
    pub files: Vec<BoundFile>,
    /// The parts of the files that are read on their own.
    pub pieces: Vec<Piece>,
    /// What is wrong with them.
    pub defects: Defects,
    /// The keys that were seen.
    pub keys: KeyCheck,
    /// The keys of other tables that were seen, in the order of the references.
    pub references: Vec<ReferenceCheck>,
    /// The first and last day of the rows that count, of a table with a dated column.
    pub dates: Option<(i32, i32)>,
    /// How many rows were read, and how many of them lie outside those days.
    pub counted: Counted,
    /// Whether its rows were gone through: a table is checked once.
    checked: AtomicBool,
}

/// Rows that were read, and those of them that do not count.
#[derive(Debug, Default)]
pub struct Counted {
    /// All.
    pub rows: AtomicU64,
    /// Those outside the days that count.
    pub outside: AtomicU64,
}

impl BoundTable {
    fn new(policy: &Arc<Policy>, table: TableId, binding: &Binding) -> Result<BoundTable, Vec<Diagnostic>> {
        let files = expand(&binding.files)?;
        let declared = policy.graph.table(table);
        let defects = Defects::new(&declared.name);
        let pieces = pieces(&files, &defects);
        Ok(BoundTable {
            policy: policy.clone(),
            table,
            files,
            pieces,
            defects,
            keys: KeyCheck::new(),
            references: declared.references.iter().map(|_| ReferenceCheck::default()).collect(),
            dates: binding.dates,
            counted: Counted::default(),
            checked: AtomicBool::new(false),
        })
    }

    /// How the policy declares it.
    pub fn declared(&self) -> &TableSchema {
        self.policy.graph.table(self.table)
    }

    /// Whether it is to be checked; yes once, for the first who goes through it.
    pub fn to_be_checked(&self) -> bool {
        !self.checked.swap(true, Ordering::Relaxed)
    }

    /// What is said of its rows outside the period.
    fn outside(&self) -> Option<Diagnostic> {
        let (rows, outside) = (&self.counted.rows, &self.counted.outside);
        outside::note(&self.declared().name, rows.load(Ordering::Relaxed), outside.load(Ordering::Relaxed))
    }
}

/// The tables of a run, by their ids.
#[derive(Debug, Default)]
pub struct Tables {
    bound: BTreeMap<TableId, Arc<BoundTable>>,
    /// What is wrong with the files of a table before they are read.
    unbound: Vec<Diagnostic>,
}

impl Tables {
    /// The files of some tables; one that is not bound has no rows.
    pub fn new(policy: &Arc<Policy>, bindings: &[Option<Binding>], of: impl IntoIterator<Item = TableId>) -> Tables {
        let mut tables = Tables::default();
        for table in of {
            let Some(binding) = bindings.get(table.0).and_then(Option::as_ref) else { continue };
            match BoundTable::new(policy, table, binding) {
                Ok(bound) => drop(tables.bound.insert(table, bound.into())),
                Err(wrong) => tables.unbound.extend(wrong),
            }
        }
        tables
    }

    /// A table; without files where it is not bound.
    pub fn of(&self, policy: &Arc<Policy>, table: TableId) -> Result<Arc<BoundTable>, Vec<Diagnostic>> {
        let none = Binding { files: Vec::new(), dates: None };
        self.bound
            .get(&table)
            .map_or_else(|| Ok(BoundTable::new(policy, table, &none)?.into()), |bound| Ok(bound.clone()))
    }

    /// The tables that nobody went through so far.
    pub fn unchecked(&self) -> Vec<TableId> {
        let open = self.bound.iter().filter(|(_, bound)| !bound.checked.load(Ordering::Relaxed));
        open.map(|(table, _)| *table).collect()
    }

    /// Whether something is known to be wrong, so that no results are needed.
    pub fn wrong(&self) -> bool {
        !self.unbound.is_empty() || self.bound.values().any(|bound| !bound.defects.is_empty())
    }

    /// Tells the keys that stand twice in tables which were gone through and which no table refers to, and lets go of
    /// all their keys: there may be as many as there are rows.
    pub fn let_go_of_keys(&self) {
        let referred: BTreeSet<TableId> =
            self.bound.values().flat_map(|bound| bound.declared().references.iter().map(|r| r.to)).collect();
        let done = |bound: &&Arc<BoundTable>| bound.checked.load(Ordering::Relaxed) && !referred.contains(&bound.table);
        for bound in self.bound.values().filter(done) {
            bound.keys.report(bound.declared(), &bound.files, &bound.defects);
            bound.keys.let_go();
        }
    }

    /// What is to be said when all tables were checked: notes, or what is wrong.
    pub fn report(self) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
        for bound in self.bound.values() {
            let table = bound.declared();
            bound.keys.report(table, &bound.files, &bound.defects);
            for (reference, check) in table.references.iter().zip(&bound.references) {
                // Where the other table could not be read, that has been told.
                if let Some(to) = self.bound.get(&reference.to) {
                    let keys = (to.declared(), &to.keys);
                    check.report(table, reference, keys, &bound.files, &bound.defects);
                }
            }
        }
        let (mut wrong, mut notes) = (self.unbound, Vec::new());
        for bound in self.bound.values() {
            let report = bound.defects.clone().into_report();
            if has_errors(&report) {
                wrong.extend(report);
            } else {
                notes.extend(report);
                notes.extend(bound.outside());
            }
        }
        if wrong.is_empty() { Ok(notes) } else { Err(wrong) }
    }
}
