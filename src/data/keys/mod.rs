//! Rows with the same key, found across the files of a table and the threads that read them.

mod unique;

pub(super) use unique::{Numbers, OnePart, Settled, Unique};

use super::batch::{Batch, Column, Values};
use super::defects::{At, Defect, Defects};
use super::file::{BoundFile, FileName};
use super::form::Treatment;
use super::formats::FileFormat;
use super::key::{columns, encode, key_of};
use super::memory::Memory;
use super::words::quoted;
use crate::diagnostic::{Code, Diagnostic};
use crate::ids::Id;
use crate::messages::data as say;
use crate::number::Decimal;
use crate::schema::{ColumnId, ColumnKind, ColumnSchema, Damage, PRIVATE, Reference, TableSchema};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, BuildHasherDefault, Hash, Hasher, RandomState};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The number of parts of the keys. Each part has its own lock, so that threads seldom wait for each other.
const SHARDS: usize = 16;

/// The place of a row. Places are in the order of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RowPlace {
    pub file: u32,
    pub line: u64,
}

/// A key of several rows.
#[derive(Debug)]
struct Again {
    /// The key in words.
    words: String,
    /// Its values, if they may be shown.
    value: Option<String>,
    /// The rows, in no order and possibly more than once.
    places: Vec<RowPlace>,
}

/// A key with its hash, so that a growing map does not hash the bytes again.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Key {
    hash: u64,
    bytes: Box<[u8]>,
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

/// Uses the hash of a [`Key`] as it is.
#[derive(Clone, Copy, Debug, Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

type KeyMap<V> = HashMap<Key, V, BuildHasherDefault<Hashed>>;

#[derive(Debug, Default)]
struct Shard {
    first: KeyMap<RowPlace>,
    again: KeyMap<Again>,
}

/// Collects the keys of one table and finds those that are in more than one row. It holds only keys, not rows.
#[derive(Debug)]
pub(crate) struct KeyCheck {
    hasher: RandomState,
    shards: [Mutex<Shard>; SHARDS],
    missing: Mutex<Vec<(RowPlace, ColumnId)>>,
    /// The numbers of the keys that are added; `None` if all keys are.
    only: Option<(Numbers, HashSet<u64>)>,
    /// Keys of rows that were left out, and whether there are such rows with other keys.
    lost: Mutex<HashSet<Vec<u8>>>,
    others_lost: AtomicBool,
    memory: Arc<Memory>,
    /// How many bytes it has reported to the memory.
    held: AtomicU64,
}

/// About how many bytes a key takes in addition to its own bytes, with its share of the free slots of a map.
const KEY_BYTES: u64 = 112;

impl Default for KeyCheck {
    fn default() -> KeyCheck {
        KeyCheck::new(Arc::default())
    }
}

impl KeyCheck {
    /// Creates a check without keys. The bytes of its keys count for `memory`.
    pub(crate) fn new(memory: Arc<Memory>) -> KeyCheck {
        KeyCheck {
            hasher: RandomState::new(),
            shards: Default::default(),
            missing: Mutex::default(),
            only: None,
            lost: Mutex::default(),
            others_lost: AtomicBool::new(false),
            memory,
            held: AtomicU64::new(0),
        }
    }

    /// Creates a check for keys with certain numbers only.
    pub(super) fn only(numbers: &Numbers, suspects: HashSet<u64>, memory: Arc<Memory>) -> KeyCheck {
        KeyCheck { only: Some((numbers.clone(), suspects)), ..KeyCheck::new(memory) }
    }

    /// Adds the keys of some rows, in any order and from any thread. A row that is added twice counts as one row.
    pub(crate) fn add(&self, table: &TableSchema, batch: &Batch) {
        let columns = columns(&table.key, batch);
        let mut key = Vec::new();
        let mut bytes = self.lose(batch.lost.keys.iter().cloned());
        self.others_lost.fetch_or(batch.lost.others, Ordering::Relaxed);
        for (row, &line) in batch.lines.iter().enumerate() {
            let place = RowPlace { file: batch.file, line };
            if let Some(&(id, _)) = columns.iter().find(|(_, column)| column.marker(row).is_some()) {
                lock(&self.missing).push((place, id));
                continue;
            }
            if let Some((numbers, only)) = &self.only
                && !numbers.row(&columns, row, &mut key).is_some_and(|number| only.contains(&number))
            {
                continue;
            }
            key.clear();
            for (_, column) in &columns {
                encode(&column.values, row, &mut key);
            }
            let is_new = self.add_key(&key, place, || (words(table, &columns, row), value(table, &columns, row)));
            bytes += if is_new { key.len() as u64 + KEY_BYTES } else { 0 };
        }
        self.memory.hold(bytes);
        self.held.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Stores keys of rows that are left out, and returns how many bytes they take.
    fn lose(&self, keys: impl IntoIterator<Item = Vec<u8>>) -> u64 {
        let mut lost = lock(&self.lost);
        keys.into_iter()
            .map(|key| (key.len() as u64, lost.insert(key)))
            .filter(|(_, new)| *new)
            .map(|(n, _)| n + KEY_BYTES)
            .sum()
    }

    /// Whether a row with this key was left out.
    pub(super) fn is_lost(&self, key: &[u8]) -> bool {
        lock(&self.lost).contains(key)
    }

    /// Whether a row with this key may have been left out.
    pub(super) fn may_be_lost(&self, key: &[u8]) -> bool {
        self.others_lost.load(Ordering::Relaxed) || self.is_lost(key)
    }

    /// Adds the key of a row. Returns whether this takes memory.
    fn add_key(&self, key: &[u8], place: RowPlace, words: impl FnOnce() -> (String, Option<String>)) -> bool {
        let key = Key { hash: self.hasher.hash_one(key), bytes: key.into() };
        // A map chooses its slots with the outer bits of the hash, so the part is chosen with inner bits.
        let shard = (key.hash >> 32) % SHARDS as u64;
        let Some(shard) = usize::try_from(shard).ok().and_then(|at| self.shards.get(at)) else {
            return false;
        };
        let mut shard = lock(shard);
        match shard.first.entry(key) {
            Entry::Vacant(entry) => {
                entry.insert(place);
                true
            }
            Entry::Occupied(entry) if *entry.get() == place => false,
            Entry::Occupied(mut entry) => {
                let first = *entry.get();
                entry.insert(first.min(place));
                let key = entry.key().clone();
                let again = || {
                    let (words, value) = words();
                    Again { words, value, places: Vec::new() }
                };
                shard.again.entry(key).or_insert_with(again).places.push(first.max(place));
                // The place of the row is kept, and the key a second time.
                true
            }
        }
    }

    /// Frees all keys, after they were reported and when nobody looks them up.
    pub(crate) fn let_go(&self) {
        self.shards.iter().for_each(|shard| *lock(shard) = Shard::default());
        lock(&self.missing).clear();
        lock(&self.lost).clear();
        self.memory.let_go(self.held.swap(0, Ordering::Relaxed));
    }

    /// Whether a row with this key was added, and not removed again.
    pub(super) fn holds(&self, key: &[u8]) -> bool {
        let key = Key { hash: self.hasher.hash_one(key), bytes: key.into() };
        let shard = (key.hash >> 32) % SHARDS as u64;
        let shard = usize::try_from(shard).ok().and_then(|at| self.shards.get(at));
        shard.is_some_and(|shard| lock(shard).first.contains_key(&key))
    }

    /// Removes a key if this row is the first row that has it. Returns whether it did.
    pub(super) fn take_out(&self, place: RowPlace, key: &[u8]) -> bool {
        let key = Key { hash: self.hasher.hash_one(key), bytes: key.into() };
        let shard = (key.hash >> 32) % SHARDS as u64;
        let Some(shard) = usize::try_from(shard).ok().and_then(|at| self.shards.get(at)) else { return false };
        let mut shard = lock(shard);
        let own = shard.first.get(&key) == Some(&place);
        if own {
            shard.first.remove(&key);
            let bytes = self.lose([key.bytes.to_vec()]);
            self.memory.hold(bytes);
            self.held.fetch_add(bytes, Ordering::Relaxed);
        }
        own
    }

    /// Reports one defect for each row whose key is already in an earlier row, or has no value. `files` are the files
    /// of the table in their order. Returns the rows that are set aside, in no order.
    pub(super) fn report(&self, table: &TableSchema, files: &[BoundFile], defects: &Defects) -> Vec<RowPlace> {
        let tell = |place: RowPlace, column: Option<&ColumnSchema>, number: usize, value, finding, treatment| {
            let file = name(files, place.file);
            let at = At { line: place.line, column: u32::try_from(number).unwrap_or(u32::MAX) };
            let header = column.map(|c| c.header.as_str());
            defects.tell(&file, Defect { at, header, value, finding }, treatment);
        };
        for &(place, id) in lock(&self.missing).iter() {
            let column = table.column(id);
            tell(place, Some(column), id.position() + 1, None, without_value(column), Treatment::Fail);
        }
        let only = if let &[id] = table.key.as_slice() { Some(id) } else { None };
        let (column, number) = (only.map(|id| table.column(id)), only.map_or(0, |id| id.position() + 1));
        let treatment = files.first().map_or(Treatment::Fail, |f| f.form.damaged.of(Damage::DuplicateKey));
        let mut aside = Vec::new();
        for shard in &self.shards {
            let shard = lock(shard);
            for (key, again) in &shard.again {
                let Some(&first) = shard.first.get(key) else { continue };
                let mut places = again.places.clone();
                places.sort_unstable();
                places.dedup();
                for place in places {
                    let defect = duplicate(table, again, first, place, files);
                    tell(place, column, number, again.value.clone(), defect, treatment);
                    if treatment == Treatment::SetAside {
                        aside.push(place);
                    }
                }
            }
        }
        aside
    }
}

/// Returns the finding for a reference of a row that leads to no row of the other table, and the value of the reference
/// if it may be shown.
pub(super) fn dangling(
    table: &TableSchema,
    reference: &Reference,
    (to, keys): (&TableSchema, &KeyCheck),
    batch: &Batch,
    row: usize,
) -> Option<(Diagnostic, Option<String>)> {
    let key = key_of(&reference.columns, batch, row).filter(|key| !keys.holds(key))?;
    let columns = columns(&reference.columns, batch);
    Some((leads_nowhere(&words(table, &columns, row), to, keys.is_lost(&key)), value(table, &columns, row)))
}

/// Collects the keys with which the rows of one table refer to rows of another table, for tables that refuse a key that
/// leads nowhere. It holds each key once, with the first row that has it.
#[derive(Debug, Default)]
pub(crate) struct ReferenceCheck {
    /// The encoded keys. Each has its first row, its words, its value if it may be shown, and how many rows have it.
    seen: Mutex<SeenReferences>,
    memory: Arc<Memory>,
}

type SeenReferences = HashMap<Box<[u8]>, (RowPlace, String, Option<String>, u64)>;

impl ReferenceCheck {
    /// Creates a check without references. The bytes of its references count for `memory`.
    pub(crate) fn new(memory: Arc<Memory>) -> ReferenceCheck {
        ReferenceCheck { seen: Mutex::default(), memory }
    }

    /// Adds the references of some rows, in any order and from any thread. A row with a missing part of the key refers
    /// to nothing.
    pub(crate) fn add(&self, table: &TableSchema, reference: &Reference, batch: &Batch) {
        let columns = columns(&reference.columns, batch);
        let mut seen = lock(&self.seen);
        let mut key = Vec::new();
        for (row, &line) in batch.lines.iter().enumerate() {
            if columns.iter().any(|(_, column)| column.marker(row).is_some()) {
                continue;
            }
            key.clear();
            columns.iter().for_each(|(_, column)| encode(&column.values, row, &mut key));
            let place = RowPlace { file: batch.file, line };
            match seen.get_mut(key.as_slice()) {
                Some((first, _, _, times)) => {
                    *first = place.min(*first);
                    *times += 1;
                }
                None => {
                    let told = (place, words(table, &columns, row), value(table, &columns, row), 1);
                    let words = told.1.len() + told.2.as_ref().map_or(0, String::len);
                    self.memory.hold((key.len() + words) as u64 + KEY_BYTES);
                    seen.insert(key.as_slice().into(), told);
                }
            }
        }
    }

    /// Reports one defect for each key that no row of the other table has, at the first row that refers to it. `files`
    /// are the files of the table that refers. If the other table is refused, references to rows that were lost there
    /// are only a consequence of that, and are not reported.
    pub(crate) fn report(
        &self,
        table: &TableSchema,
        reference: &Reference,
        (to, keys, is_refused): (&TableSchema, &KeyCheck, bool),
        files: &[BoundFile],
        defects: &Defects,
    ) {
        for (key, (place, words, value, times)) in lock(&self.seen).iter().filter(|(key, _)| !keys.holds(key)) {
            debug_assert!(!key.is_empty(), "a key has parts");
            if is_refused && keys.may_be_lost(key) {
                continue;
            }
            let (at, header) = place_of(table, reference.columns.first().copied(), place.line);
            let finding = leads_nowhere(words, to, keys.is_lost(key));
            let message = match times.saturating_sub(1) {
                0 => finding.message.clone(),
                more => say::here_and_in_rows(&finding.message, say::more_rows(more)),
            };
            let defect = Defect { at, header, value: value.clone(), finding: Diagnostic { message, ..finding } };
            defects.tell(&name(files, place.file), defect, Treatment::Fail);
        }
    }
}

/// The place of a cell of a row, with its header.
pub(super) fn place_of(table: &TableSchema, column: Option<ColumnId>, line: u64) -> (At, Option<&str>) {
    let number = column.map_or(0, |id| u32::try_from(id.position() + 1).unwrap_or(u32::MAX));
    let header = column.map(|id| table.column(id).header.as_str());
    (At { line, column: number }, header)
}

fn leads_nowhere(words: &str, to: &TableSchema, is_lost: bool) -> Diagnostic {
    if is_lost {
        let message = say::refers_to_lost_row(words, &to.name);
        return Diagnostic::input(Code::DanglingReference, None, message).help(say::correct_lost_row(&to.name));
    }
    let message = say::refers_to_no_row(words, &to.name);
    Diagnostic::input(Code::DanglingReference, None, message).help(say::add_row(&to.name))
}

/// A thread that panicked while it held the lock has left whole entries, so its entries can be used.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(super) fn name(files: &[BoundFile], index: u32) -> FileName {
    let bound = usize::try_from(index).ok().and_then(|at| files.get(at));
    FileName { index, shown: bound.map_or("", |f| f.shown.as_str()).into() }
}

fn duplicate(table: &TableSchema, again: &Again, first: RowPlace, later: RowPlace, files: &[BoundFile]) -> Diagnostic {
    let bound = usize::try_from(first.file).ok().and_then(|at| files.get(at));
    let unit = bound.and_then(FileFormat::of).map_or_else(say::line, FileFormat::row);
    let place = match first.file == later.file {
        true => say::place(unit, first.line),
        false => say::place_in_file(unit, first.line, name(files, first.file).shown),
    };
    let message = say::duplicate_key(table.key.len(), &again.words, place);
    Diagnostic::input(Code::DuplicateKey, None, message).help(say::keep_one_row_or_declare_key(&table.name))
}

fn without_value(column: &ColumnSchema) -> Diagnostic {
    Diagnostic::input(Code::EmptyCell, None, say::key_without_value(&column.name)).help(say::give_every_key_a_value())
}

/// Returns a row's key in words: `` `shop` `north`, `week` 3 ``. Values of a private column are not shown.
fn words(table: &TableSchema, columns: &[(ColumnId, &Column)], row: usize) -> String {
    let value = |(id, column): &(ColumnId, &Column)| {
        let schema = table.column(*id);
        let shown = if schema.private { PRIVATE.to_owned() } else { written(schema, &column.values, row)? };
        Some(format!("`{}` {shown}", schema.name))
    };
    columns.iter().filter_map(value).collect::<Vec<_>>().join(", ")
}

/// Returns the values of a row's key, if they may be shown.
fn value(table: &TableSchema, columns: &[(ColumnId, &Column)], row: usize) -> Option<String> {
    let value = |(id, column): &(ColumnId, &Column)| {
        let schema = Some(table.column(*id)).filter(|schema| !schema.private)?;
        let shown = written(schema, &column.values, row)?;
        Some(shown.trim_matches('`').to_owned())
    };
    columns.iter().map(value).collect::<Option<Vec<_>>>().map(|values| values.join(", "))
}

/// Returns a value as the file writes it.
fn written(schema: &ColumnSchema, values: &Values, row: usize) -> Option<String> {
    Some(match (&schema.kind, values) {
        (ColumnKind::Number(number), Values::Narrow(list)) => {
            Decimal::new((*list.get(row)?).into(), number.scale).to_string()
        }
        (ColumnKind::Number(number), Values::Wide(list)) => {
            Decimal::new((*list.get(row)?).into(), number.scale).to_string()
        }
        (ColumnKind::Choice(_, choices), Values::Choice(list)) => {
            let choice = usize::try_from(*list.get(row)?).ok().and_then(|at| choices.get(at))?;
            quoted(choice.texts.first().unwrap_or(&choice.name))
        }
        (_, Values::Text(list)) => quoted(list.get(row)?),
        (_, Values::Date(list)) => crate::calendar::of_days((*list.get(row)?).into())?.to_string(),
        (ColumnKind::YesNo { yes, no }, Values::YesNo(list)) => quoted(if *list.get(row)? { yes } else { no }.first()?),
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
