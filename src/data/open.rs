//! A table that is read: its files and their defects.
//!
//! Every table that a run needs is read completely at least once, and then its cells, keys and references are checked.
//! Both evaluators read tables in this way, so that both find the same defects.

use super::batch::Batch;
use super::defects::Defects;
use super::file::BoundFile;
use super::folder::{Expanded, expand};
use super::keys::{KeyCheck, Numbers, OnePart, ReferenceCheck, Settled, Unique, name};
use super::memory::Memory;
use super::piece::{Piece, pieces};
use super::progress::Progress;
use super::report::{DataReport, TableReport};
use super::sieve::Sieve;
use crate::diagnostic::{Code, Diagnostic, has_errors};
use crate::ids::IdVec;
use crate::messages::data as say;
use crate::schema::{TableId, TableSchema, Tables};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

/// How many rows are read at a time if a table is read only for its keys.
const ROWS: usize = 8192;

/// What is bound to a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Binding {
    /// Its files and folders, in the order of the rows.
    pub files: Vec<BoundFile>,
    /// The first and last day of the rows that count, in days since 1970-01-01. If the table declares no date, all rows
    /// count. Every row is checked, whether it counts or not.
    pub dates: Option<(i32, i32)>,
    /// The counter of rows that are read.
    pub progress: Progress,
}

/// What is bound to each table; a table that is not bound has no rows.
pub(crate) type Bindings = IdVec<TableId, Option<Binding>>;

/// How a run reads a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    /// Whether other tables refer to it, so that its keys are looked up.
    pub(crate) is_looked_up: bool,
    /// Whether its values are read more than once, so that each reading must give the same.
    pub(crate) is_repeated: bool,
    /// How many threads may read at the same time; at least one.
    pub(crate) threads: usize,
}

impl Reading {
    /// Returns how a table is read. It is one of the tables that are bound to files, and its values are used `uses`
    /// times.
    pub(crate) fn of(tables: &Tables, table: TableId, bindings: &Bindings, uses: usize, threads: usize) -> Reading {
        let refers = |other: &TableSchema| other.references.iter().any(|reference| reference.to == table);
        let files = bindings.iter().flatten().flat_map(|binding| &binding.files);
        let is_sifted = files.into_iter().any(|file| file.form.damaged.is_about_all_rows());
        Reading { is_looked_up: tables.iter().any(refers), is_repeated: is_sifted || uses > 1, threads }
    }
}

/// The files of a table with their defects.
#[derive(Debug)]
pub(crate) struct Open {
    /// The files that are read.
    pub files: Vec<BoundFile>,
    /// The parts of the files that are read on their own.
    pub pieces: Vec<Piece>,
    /// The defects of the files.
    pub defects: Defects,
    /// The first and last day of the rows that count, for a table with a dated column.
    pub dates: Option<(i32, i32)>,
    /// The keys that were seen, if other tables or a sieve look them up.
    pub(super) keys: KeyCheck,
    /// The keys of a table, if nothing looks them up.
    unique: Option<Unique>,
    /// How many threads may read at the same time.
    threads: usize,
    /// The keys of other tables that were seen, in the order of the references.
    references: Vec<ReferenceCheck>,
    /// The rows and values to leave out, if `sift` found them before.
    pub(super) sieve: OnceLock<Sieve>,
    /// The memory of the run.
    pub memory: Arc<Memory>,
    /// The counter of rows that are read.
    pub(super) progress: Progress,
    /// How many rows are used, and how many are outside the days that count.
    used: AtomicU64,
    outside: AtomicU64,
}

impl Open {
    /// Opens the files of a table, or returns why they cannot be read. No rows are read yet.
    pub(crate) fn new(
        table: &TableSchema,
        binding: &Binding,
        reading: Reading,
        memory: &Arc<Memory>,
    ) -> Result<Open, Vec<Diagnostic>> {
        let Expanded { files, notes } = expand(&binding.files)?;
        let defects = Defects::new(&table.name);
        defects.note(notes);
        let pieces = pieces(&files, &defects, reading.is_repeated);
        Ok(Open {
            files,
            pieces,
            defects,
            dates: binding.dates,
            keys: KeyCheck::new(memory.clone()),
            unique: (!reading.is_looked_up).then(|| Unique::new(memory.clone())),
            threads: reading.threads,
            references: table.references.iter().map(|_| ReferenceCheck::new(memory.clone())).collect(),
            memory: memory.clone(),
            progress: binding.progress.clone(),
            sieve: OnceLock::new(),
            used: AtomicU64::new(0),
            outside: AtomicU64::new(0),
        })
    }

    /// Returns the collection for the defects of the reading for the evaluation. After a sift, this is a repeated
    /// reading.
    pub(crate) fn defects_of_the_first_time(&self) -> Defects {
        if self.sieve.get().is_some() { self.defects.again() } else { self.defects.clone() }
    }

    /// Leaves out the rows, and takes as missing the values, that `sift` found before.
    pub(crate) fn sift(&self, batch: &mut Batch) {
        self.progress.count(batch.rows);
        if let Some(sieve) = self.sieve.get() {
            sieve.apply(batch);
        }
    }

    /// Checks every row that is left, whether it counts or not, the first time that the table is read.
    pub(crate) fn check(&self, table: &TableSchema, batch: &Batch) {
        if self.sieve.get().is_none() {
            match &self.unique {
                Some(unique) => unique.add(table, batch),
                None => self.keys.add(table, batch),
            }
            self.add_references(table, batch);
        }
        let dated = self.dates.zip(table.dated);
        let outside = dated.map_or(0, |((first, last), dated)| batch.outside(dated, first, last));
        self.used.fetch_add((batch.rows - outside.min(batch.rows)) as u64, Ordering::Relaxed);
        self.outside.fetch_add(outside as u64, Ordering::Relaxed);
    }

    pub(super) fn add_references(&self, table: &TableSchema, batch: &Batch) {
        for (reference, check) in table.references.iter().zip(&self.references) {
            check.add(table, reference, batch);
        }
    }

    /// Reports duplicate keys, after all rows were checked and when no other table looks up keys. Then it frees all
    /// keys: there can be as many as rows.
    pub(crate) fn let_go_of_keys(&self, table: &TableSchema) {
        self.tell_keys(table);
        self.keys.let_go();
        self.unique.iter().for_each(Unique::let_go);
    }

    fn tell_keys(&self, table: &TableSchema) {
        if self.sieve.get().is_some() {
            return;
        }
        match &self.unique {
            Some(unique) => self.tell_duplicates(table, unique),
            None => drop(self.keys.report(table, &self.files, &self.defects)),
        }
    }

    /// Reads the table again if some of its keys may be duplicates, for those keys only.
    fn tell_duplicates(&self, table: &TableSchema, unique: &Unique) {
        let suspects = match unique.settle() {
            Settled::Unique => return,
            Settled::Suspects(suspects) => suspects,
            Settled::Open(rows) => self.suspects(table, unique.numbers(), rows),
        };
        let keys = KeyCheck::only(unique.numbers(), suspects, self.memory.clone());
        self.each_batch(table, &self.defects.again(), |batch| keys.add(table, batch));
        keys.report(table, &self.files, &self.defects);
    }

    /// Returns the numbers of keys that more than one row has. Each reading of the table searches a part of the keys.
    fn suspects(&self, table: &TableSchema, numbers: &Numbers, rows: u64) -> HashSet<u64> {
        let free = self.memory.most().saturating_sub(self.memory.held()).max(1 << 20);
        // A list that grows can take twice its length.
        let parts = (rows * 2 * size_of::<u64>() as u64).div_ceil(free / 2).max(1);
        let mut suspects = HashSet::new();
        for at in 0..parts {
            let one = OnePart::new(numbers, at, parts);
            self.each_batch(table, &self.defects.again(), |batch| one.add(table, batch));
            one.suspects(&mut suspects);
        }
        suspects
    }

    /// Reads the table, with several pieces at the same time.
    pub(super) fn each_batch(&self, table: &TableSchema, defects: &Defects, look: impl Fn(&mut Batch) + Sync) {
        let next = AtomicUsize::new(0);
        let work = || {
            while let Some(piece) = self.pieces.get(next.fetch_add(1, Ordering::Relaxed)) {
                let Some(mut reader) = piece.open(table, defects) else { continue };
                // A run ends if it has no memory for keys, and what was found so far is then of no use.
                while let Some(mut batch) = reader.next(ROWS).filter(|_| !self.memory.is_exceeded()) {
                    look(&mut batch);
                }
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..self.threads.min(self.pieces.len()) {
                scope.spawn(work);
            }
            work();
        });
    }

    /// Refuses the table if more of it is damaged than allowed. Returns the damage, as far as it is shown.
    fn limit(&self, table: &TableSchema) -> Vec<Diagnostic> {
        let Some(first) = self.files.first().filter(|_| self.defects.is_empty()) else { return Vec::new() };
        self.defects.limit(table, &first.form.at_most, &name(&self.files, 0));
        if self.defects.is_empty() { Vec::new() } else { self.defects.account().shown() }
    }

    /// Returns a warning if the table has rows and none of them is within the days that count.
    fn none_within(&self, table: &TableSchema) -> Option<Diagnostic> {
        let (used, outside) = (self.used.load(Ordering::Relaxed), self.outside.load(Ordering::Relaxed));
        let (first, last) = self.dates.filter(|_| used == 0 && outside > 0 && self.defects.is_empty())?;
        let day = |days: i32| crate::calendar::of_days(days.into()).map(|day| day.to_string()).unwrap_or_default();
        let message = say::none_in_period(&table.name, day(first), day(last));
        let finding = Diagnostic::input(Code::NoneInPeriod, None, message).into_warning();
        Some(finding.help(say::check_period_and_file()))
    }

    /// Returns what happened to its rows.
    fn account(&self) -> TableReport {
        let used = if self.defects.is_empty() { self.used.load(Ordering::Relaxed) } else { 0 };
        TableReport {
            files: self.files.iter().map(|file| file.shown.clone()).collect(),
            used,
            outside: self.outside.load(Ordering::Relaxed),
            ..self.defects.account()
        }
    }
}

/// Returns the report on all tables, each by its id, after they were read: notes, or the defects. `unbound` are the
/// findings for files that could not be opened.
pub(crate) fn report(
    tables: &Tables,
    open: &BTreeMap<TableId, &Open>,
    unbound: Vec<Diagnostic>,
) -> Result<DataReport, DataReport> {
    let refused: BTreeSet<TableId> =
        open.iter().filter(|(_, bound)| !bound.defects.is_empty()).map(|(id, _)| *id).collect();
    for (id, bound) in open {
        let table = &tables[*id];
        bound.tell_keys(table);
        for (reference, check) in table.references.iter().zip(&bound.references) {
            // If the other table could not be read, that is already reported.
            if let Some(other) = open.get(&reference.to) {
                let other = (&tables[reference.to], &other.keys, refused.contains(&reference.to));
                check.report(table, reference, other, &bound.files, &bound.defects);
            }
        }
    }
    let (mut wrong, mut notes) = (unbound, Vec::new());
    for (id, bound) in open {
        wrong.extend(bound.limit(&tables[*id]));
        notes.extend(bound.none_within(&tables[*id]));
        let report = bound.defects.clone().into_report();
        if has_errors(&report) {
            wrong.extend(report);
        } else {
            notes.extend(report);
        }
    }
    let tables: Vec<TableReport> = open.values().map(|bound| bound.account()).collect();
    if wrong.is_empty() {
        wrong.extend(tables.iter().filter_map(TableReport::does_not_add_up));
    }
    if wrong.is_empty() {
        Ok(DataReport { findings: notes, tables })
    } else {
        Err(DataReport { findings: wrong, tables })
    }
}
