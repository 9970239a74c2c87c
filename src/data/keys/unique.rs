//! Checks that every key of a table is in one row only, for tables whose keys nothing else needs.
//!
//! Files are often written in the order of their keys. Stretches of rows whose keys rise have no duplicates if their
//! ranges do not overlap, and only the ends of the ranges are held. Keys in another order are held as numbers of 64
//! bits: whole numbers one to one, all others as a hash. Keys with duplicate numbers are only suspects, and all keys
//! are suspects if the memory does not suffice. The caller reads the table again, for the suspects alone, to find the
//! rows with the same key.

use super::super::batch::{Batch, Column, Values};
use super::super::key::{columns, encode};
use super::super::memory::Memory;
use super::lock;
use crate::faults::fault;
use crate::schema::{ColumnId, TableSchema};
use foldhash::quality::RandomState;
use std::collections::HashSet;
use std::hash::BuildHasher;
use std::mem;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// The number of parts of the numbers. Each part has its own lock.
const PARTS: usize = 64;

/// The numbers of the keys of a table.
#[derive(Debug)]
pub(in super::super) struct Unique {
    numbers: Numbers,
    runs: Mutex<Vec<(i64, i64)>>,
    parts: Vec<Mutex<Vec<u64>>>,
    /// Whether there are keys that are not held, for lack of memory or because they have no value.
    open: AtomicBool,
    rows: AtomicU64,
    memory: Arc<Memory>,
    held: AtomicU64,
}

/// The numbers of keys. Equal keys have equal numbers, and different whole numbers have different numbers.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Numbers(RandomState);

/// What is known of the keys of a table after all rows were added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum Settled {
    /// Each key is in one row.
    Unique,
    /// Keys with these numbers may be in several rows.
    Suspects(HashSet<u64>),
    /// Nothing: the keys of this many rows must be added again, some at a time.
    Open(u64),
}

impl Numbers {
    /// Passes on the number of each row's key; `None` if a part of the key has no value.
    fn of(&self, table: &TableSchema, batch: &Batch, mut add: impl FnMut(Option<u64>)) {
        let columns = columns(&table.key, batch);
        if let [(_, column)] = columns.as_slice()
            && let (Values::Narrow(keys), None) = (&column.values, &column.missing)
        {
            return keys.iter().for_each(|key| add(Some(number(*key))));
        }
        let mut bytes = Vec::new();
        for row in 0..batch.lines.len() {
            add(self.row(&columns, row, &mut bytes));
        }
    }

    /// Returns the number of the key of one row.
    pub(super) fn row(&self, columns: &[(ColumnId, &Column)], row: usize, bytes: &mut Vec<u8>) -> Option<u64> {
        if columns.iter().any(|(_, column)| column.marker(row).is_some()) {
            return None;
        }
        if let [(_, column)] = columns
            && let Values::Narrow(keys) = &column.values
        {
            return keys.get(row).map(|key| number(*key));
        }
        bytes.clear();
        columns.iter().for_each(|(_, column)| encode(&column.values, row, bytes));
        Some(self.0.hash_one(bytes.as_slice()))
    }
}

/// Returns the number of a whole number as a key. The factor is odd, so that different keys have different numbers, and
/// near keys have distant numbers.
fn number(key: i64) -> u64 {
    u64::from_ne_bytes(key.to_ne_bytes()).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// Returns the part that a number belongs to; there are `parts` of them.
fn part(number: u64, parts: u64) -> u64 {
    u64::try_from((u128::from(number) * u128::from(parts)) >> 64).unwrap_or(0)
}

impl Unique {
    /// Creates an empty set of keys. The bytes of its keys count for `memory`.
    pub(in super::super) fn new(memory: Arc<Memory>) -> Unique {
        Unique {
            numbers: Numbers::default(),
            runs: Mutex::default(),
            parts: (0..PARTS).map(|_| Mutex::default()).collect(),
            open: AtomicBool::new(false),
            rows: AtomicU64::new(0),
            memory,
            held: AtomicU64::new(0),
        }
    }

    /// Adds the keys of some rows, in any order and from any thread. Each row must be added only once.
    pub(in super::super) fn add(&self, table: &TableSchema, batch: &Batch) {
        self.rows.fetch_add(batch.lines.len() as u64, Ordering::Relaxed);
        if let Some(run) = run(table, batch) {
            if self.may_hold(size_of::<(i64, i64)>()) {
                lock(&self.runs).push(run);
            }
            return;
        }
        if self.open.load(Ordering::Relaxed) || !self.may_hold(batch.lines.len() * size_of::<u64>()) {
            return;
        }
        let mut parts = vec![Vec::new(); PARTS];
        let mut whole = true;
        self.numbers.of(table, batch, |number| match number {
            Some(number) => {
                let at = usize::try_from(part(number, PARTS as u64)).unwrap_or(0);
                parts.get_mut(at).into_iter().for_each(|part: &mut Vec<u64>| part.push(number));
            }
            None => whole = false,
        });
        self.open.fetch_or(!whole, Ordering::Relaxed);
        for (part, more) in self.parts.iter().zip(parts) {
            lock(part).extend(more);
        }
    }

    /// Whether so many bytes may be held. If not, all keys are dropped and no more are held.
    fn may_hold(&self, bytes: usize) -> bool {
        let may = self.memory.try_hold(bytes as u64);
        if may {
            self.held.fetch_add(bytes as u64, Ordering::Relaxed);
        } else {
            self.open.store(true, Ordering::Relaxed);
            self.drop_keys();
        }
        may
    }

    /// Drops all keys, after what is known of them was reported.
    pub(in super::super) fn let_go(&self) {
        self.drop_keys();
        self.open.store(false, Ordering::Relaxed);
    }

    fn drop_keys(&self) {
        drop(mem::take(&mut *lock(&self.runs)));
        self.parts.iter().for_each(|part| drop(mem::take(&mut *lock(part))));
        self.memory.let_go(self.held.swap(0, Ordering::Relaxed));
    }

    /// Returns what is known of all keys that were added.
    pub(in super::super) fn settle(&self) -> Settled {
        let mut runs = mem::take(&mut *lock(&self.runs));
        runs.sort_unstable();
        let meet = runs.windows(2).any(|two| matches!(two, [(_, last), (first, _)] if last >= first));
        let others = self.parts.iter().any(|part| !lock(part).is_empty());
        if self.open.load(Ordering::Relaxed) || meet || (others && !runs.is_empty()) {
            return Settled::Open(self.rows.load(Ordering::Relaxed));
        }
        let mut suspects = HashSet::new();
        self.parts.iter().for_each(|part| twice(&mut lock(part), &mut suspects));
        if suspects.is_empty() { Settled::Unique } else { Settled::Suspects(suspects) }
    }

    /// The numbers of the keys.
    pub(in super::super) fn numbers(&self) -> &Numbers {
        &self.numbers
    }
}

/// Returns the first and the last key of rows whose keys rise; `None` if they do not rise, or are not whole numbers.
fn run(table: &TableSchema, batch: &Batch) -> Option<(i64, i64)> {
    let [id] = table.key.as_slice() else { return None };
    let column = Some(batch.column(*id)).filter(|column| column.missing.is_none())?;
    let Values::Narrow(keys) = &column.values else { return None };
    let rises = fault!(RunNeedNotRise) || keys.iter().zip(keys.iter().skip(1)).all(|(one, next)| one < next);
    Some((*keys.first()?, *keys.last()?)).filter(|_| rises)
}

/// Adds the numbers that are in a list more than once.
fn twice(numbers: &mut [u64], suspects: &mut HashSet<u64>) {
    numbers.sort_unstable();
    let pairs = numbers.iter().zip(numbers.iter().skip(1));
    suspects.extend(pairs.filter(|(one, next)| one == next).map(|(number, _)| *number));
}

/// The numbers of one part of the keys, for tables with more keys than the memory can hold.
#[derive(Debug)]
pub(in super::super) struct OnePart<'u> {
    numbers: &'u Numbers,
    part: u64,
    parts: u64,
    found: Mutex<Vec<u64>>,
}

impl<'u> OnePart<'u> {
    /// Creates a part without keys, as one of so many parts.
    pub(in super::super) fn new(numbers: &'u Numbers, part: u64, parts: u64) -> OnePart<'u> {
        OnePart { numbers, part, parts, found: Mutex::default() }
    }

    /// Adds the keys of some rows that belong to the part.
    pub(in super::super) fn add(&self, table: &TableSchema, batch: &Batch) {
        let mut own = Vec::new();
        self.numbers.of(table, batch, |number| own.extend(number.filter(|n| part(*n, self.parts) == self.part)));
        lock(&self.found).extend(own);
    }

    /// Adds the numbers that the part has more than once.
    pub(in super::super) fn suspects(self, suspects: &mut HashSet<u64>) {
        twice(&mut lock(&self.found), suspects);
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::{column, id, table};
    use super::*;
    use crate::ids::Id;
    use crate::schema::ColumnKind;

    fn batch(keys: &[i64]) -> Batch {
        let values = Column { values: Values::Narrow(keys.to_vec()), missing: None };
        let lines = (1..).take(keys.len()).collect();
        Batch { rows: keys.len(), columns: vec![values], lines, ..Batch::default() }
    }

    fn settled(memory: u64, batches: &[&[i64]]) -> Settled {
        let (table, unique) = (table(vec![id("row_id")]), Unique::new(Arc::new(Memory::of(memory))));
        batches.iter().for_each(|keys| unique.add(&table, &batch(keys)));
        unique.settle()
    }

    #[test]
    fn rising_keys_are_unique_where_their_ranges_do_not_meet() {
        assert_eq!(settled(100, &[&[5, 6, 9], &[1, 2], &[], &[10]]), Settled::Unique);
        assert_eq!(settled(100, &[&[5, 6, 9], &[9, 10]]), Settled::Open(5));
        assert_eq!(settled(100, &[&[5, 6, 9], &[7, 8]]), Settled::Open(5));
    }

    #[cfg(feature = "engine")]
    #[test]
    fn a_run_that_does_not_rise_is_seen() {
        let found = || settled(1000, &[&[1, 2], &[5, 7, 7, 9]]);
        assert_ne!(found(), Settled::Unique);
        assert_eq!(crate::faults::with(crate::faults::Fault::RunNeedNotRise, found), Settled::Unique);
    }

    #[test]
    fn other_keys_are_compared() {
        assert_eq!(settled(1000, &[&[5, 4, 9], &[3, 2]]), Settled::Unique);
        assert_eq!(settled(1000, &[&[5, 4, 9], &[9, 2]]), Settled::Suspects(HashSet::from([number(9)])));
        assert_eq!(settled(1000, &[&[5, 5]]), Settled::Suspects(HashSet::from([number(5)])));
        assert_eq!(settled(1000, &[&[5, 4], &[1, 2]]), Settled::Open(4), "runs and others");
        assert_eq!(settled(20, &[&[5, 4], &[9, 7]]), Settled::Open(4), "no room");
    }

    #[test]
    fn parts_find_what_the_whole_finds() {
        let (table, numbers) = (table(vec![id("row_id")]), Numbers::default());
        let keys: Vec<i64> = (0..1000).map(|n| n % 900 * 7).collect();
        let mut suspects = HashSet::new();
        for at in 0..5 {
            let one = OnePart::new(&numbers, at, 5);
            keys.chunks(64).for_each(|keys| one.add(&table, &batch(keys)));
            one.suspects(&mut suspects);
        }
        assert_eq!(suspects, (0..100).map(|n| number(n * 7)).collect());
    }

    #[test]
    fn keys_of_texts_have_the_number_of_all_their_parts() {
        let mut table = table(vec![column("a", ColumnKind::Text), column("b", ColumnKind::Text)]);
        table.key = vec![ColumnId::at(0), ColumnId::at(1)];
        let texts = |t: [&str; 3]| Column { values: Values::Text(t.into_iter().collect()), missing: None };
        let columns = vec![texts(["ab", "a", "ab"]), texts(["c", "bc", "c"])];
        let batch = Batch { rows: 3, columns, lines: vec![2, 3, 4], ..Batch::default() };
        let mut found = Vec::new();
        Numbers::default().of(&table, &batch, |number| found.extend(number));
        assert!(found[0] == found[2] && found[0] != found[1]);
    }
}
