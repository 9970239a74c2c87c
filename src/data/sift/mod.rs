//! Rows and values whose defect only all rows together can show: duplicate keys, and references that lead nowhere.
//!
//! If the manifest sets them aside or takes them as missing, they must be known before anything is computed. So the
//! tables are read once only to find them. Of several rows with one key, the first stays. Nothing can refer to a row
//! that is set aside, so references to that row then lead nowhere as well. The search repeats until it finds nothing
//! more.

use super::batch::Batch;
use super::defects::Defect;
use super::form::{Damaged, Treatment};
use super::key::key_of;
use super::keys::{KeyCheck, RowPlace, dangling, name, place_of};
use super::open::Open;
use super::sieve::Sieve;
use crate::profile;
use crate::schema::{ColumnId, Damage, Reference, TableId, TableSchema, Tables};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

/// Finds the rows and values to leave out of the tables whose manifest asks for that, and of the tables that they refer
/// to.
pub(crate) fn sift(tables: &Tables, open: &BTreeMap<TableId, &Open>) {
    let _stage = profile::stage("sift", "");
    let mut sifting = Sifting { tables, open, sifted: BTreeMap::new() };
    let order = sifting.order();
    let is_exceeded = || open.values().any(|bound| bound.memory.is_exceeded());
    while let Some(next) = order.iter().find(|id| sifting.is_stale(**id)).filter(|_| !is_exceeded()) {
        sifting.pass(*next);
    }
    for (id, sifted) in sifting.sifted {
        let Some(bound) = open.get(&id) else { continue };
        let sieve = sifted.sieve();
        bound.defects.rows(0, sifted.aside.len() as u64);
        // The cell is empty: no other code sets the sieve of this table.
        let _ = bound.sieve.set(sieve);
    }
}

struct Sifting<'s> {
    tables: &'s Tables,
    open: &'s BTreeMap<TableId, &'s Open>,
    sifted: BTreeMap<TableId, Sifted>,
}

/// What is known of a table that was read at least once.
#[derive(Default)]
struct Sifted {
    aside: BTreeSet<RowPlace>,
    missing: BTreeSet<(RowPlace, ColumnId)>,
    /// Rises each time that keys were removed.
    version: u64,
    /// For each reference, the version of the other table that it was compared with; `None` if it was not compared.
    seen: Vec<Option<u64>>,
}

impl Sifted {
    fn sieve(&self) -> Sieve {
        Sieve::new(self.aside.iter().copied(), self.missing.iter().copied())
    }
}

/// The result of reading a table once.
#[derive(Default)]
struct PassResult {
    /// Rows that are set aside for a reference, with their keys.
    aside: Vec<(RowPlace, Option<Vec<u8>>)>,
    missing: Vec<(RowPlace, ColumnId)>,
}

impl Sifting<'_> {
    /// Returns the tables to read. Tables that others refer to are first, as far as they are in no cycle.
    fn order(&self) -> Vec<TableId> {
        let (mut entered, mut order) = (BTreeSet::new(), Vec::new());
        for (id, bound) in self.open {
            if damaged(bound).is_some_and(Damaged::is_about_all_rows) {
                self.enter(*id, &mut entered, &mut order);
            }
        }
        order
    }

    fn enter(&self, id: TableId, entered: &mut BTreeSet<TableId>, order: &mut Vec<TableId>) {
        if !self.open.contains_key(&id) || !entered.insert(id) {
            return;
        }
        self.references(id).iter().for_each(|reference| self.enter(reference.to, entered, order));
        order.push(id);
    }

    fn references(&self, id: TableId) -> &[Reference] {
        &self.tables[id].references
    }

    /// Returns what the references of a table are compared with now: the version of each other table that was read.
    fn versions(&self, id: TableId) -> Vec<Option<u64>> {
        let version = |reference: &Reference| self.sifted.get(&reference.to).map(|other| other.version);
        self.references(id).iter().map(version).collect()
    }

    /// Whether a table was not read yet, or not since another table lost keys that it may refer to.
    fn is_stale(&self, id: TableId) -> bool {
        let treated = self.open.get(&id).is_some_and(|bound| is_treated(bound));
        self.sifted.get(&id).is_none_or(|sifted| treated && sifted.seen != self.versions(id))
    }

    /// Reads a table once.
    fn pass(&mut self, id: TableId) {
        let (table, Some(bound)) = (&self.tables[id], self.open.get(&id)) else { return };
        let before = self.sifted.get(&id).map(Sifted::sieve);
        let seen = self.versions(id);
        let others = table.references.iter().zip(&seen).filter(|(_, seen)| seen.is_some());
        let others = others.filter_map(|(r, _)| Some((r, &self.tables[r.to], &self.open.get(&r.to)?.keys)));
        let row = RowChecks { table, bound, others: others.filter(|_| is_treated(bound)).collect() };
        let found = Mutex::new(PassResult::default());
        let defects = if before.is_some() { bound.defects.again() } else { bound.defects.clone() };
        bound.each_batch(table, &defects, |batch| {
            bound.progress.count(batch.rows);
            match &before {
                None => bound.keys.add(table, batch),
                Some(before) => before.apply(batch),
            }
            if before.is_none() && !is_treated(bound) {
                bound.add_references(table, batch);
            }
            let mut own = PassResult::default();
            (0..batch.rows).for_each(|at| row.look(batch, at, &mut own));
            let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
            found.aside.append(&mut own.aside);
            found.missing.append(&mut own.missing);
        });
        let found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut sifted = self.sifted.remove(&id).unwrap_or_default();
        if before.is_none() {
            sifted.aside.extend(bound.keys.report(table, &bound.files, &bound.defects));
            sifted.version = 1;
        }
        let mut fewer = false;
        for (place, key) in found.aside {
            fewer |= key.is_some_and(|key| bound.keys.take_out(place, &key));
            sifted.aside.insert(place);
        }
        bound.memory.hold(((found.missing.len() + sifted.aside.len()) * size_of::<(RowPlace, ColumnId)>()) as u64);
        sifted.version += u64::from(fewer);
        sifted.missing.extend(found.missing);
        sifted.seen = seen;
        self.sifted.insert(id, sifted);
    }
}

fn damaged(bound: &Open) -> Option<&Damaged> {
    bound.files.first().map(|file| &file.form.damaged)
}

/// Whether dangling references of the table are set aside or taken as missing.
fn is_treated(bound: &Open) -> bool {
    damaged(bound).is_some_and(|damaged| damaged.of(Damage::DanglingReference) != Treatment::Fail)
}

/// What the rows of a table are compared with.
struct RowChecks<'s> {
    table: &'s TableSchema,
    bound: &'s Open,
    others: Vec<(&'s Reference, &'s TableSchema, &'s KeyCheck)>,
}

impl RowChecks<'_> {
    /// Checks that the references of a row lead to a row.
    fn look(&self, batch: &Batch, row: usize, found: &mut PassResult) {
        let Some(place) = batch.lines.get(row).map(|&line| RowPlace { file: batch.file, line }) else { return };
        let mut aside = false;
        for (reference, to, keys) in &self.others {
            let Some((finding, value)) = dangling(self.table, reference, (to, keys), batch, row) else { continue };
            let (treatment, column) = self.treatment(reference);
            let (at, header) = place_of(self.table, column, place.line);
            self.bound.defects.tell(
                &name(&self.bound.files, place.file),
                Defect { at, header, value, finding },
                treatment,
            );
            match (treatment, column) {
                (Treatment::SetAside, _) => aside = true,
                (Treatment::Missing, Some(column)) => found.missing.push((place, column)),
                _ => {}
            }
        }
        if aside {
            found.aside.push((place, key_of(&self.table.key, batch, row)));
        }
    }

    /// Returns what the manifest does about a reference that leads nowhere, and the column of the reference that it
    /// does this to.
    fn treatment(&self, reference: &Reference) -> (Treatment, Option<ColumnId>) {
        let damage = Damage::DanglingReference;
        let of = |id: ColumnId| {
            let column = self.table.column(id);
            damaged(self.bound).map_or(Treatment::Fail, |d| d.of_column(damage, column, self.table.is_key(id)))
        };
        let missing = reference.columns.iter().find(|id| of(**id) == Treatment::Missing);
        let column = missing.or(reference.columns.first()).copied();
        (column.map_or(Treatment::Fail, of), column)
    }
}

#[cfg(test)]
mod tests;
