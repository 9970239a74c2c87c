//! Other subjects, found by a key.

use super::arrays::array;
use super::column::Column;
use super::errors::internal;
use super::input::row_numbers;
use super::kernels::Values;
use super::relation::{LookedUp, Relation};
use super::store::Store;
use crate::faults::fault;
use crate::graph::NodeId;
use crate::plan::kernel::{Lookup, Probe, ProbeId};
use crate::plan::program::Program;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::arrow::row::{RowConverter, SortField};
use datafusion::common::Result;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where the rows of a batch find other subjects: for each probe that was needed so far, a position for each row.
pub(crate) struct Lookups<'p> {
    program: &'p Program,
    store: &'p Store,
    found: BTreeMap<ProbeId, Vec<usize>>,
}

impl<'p> Lookups<'p> {
    /// No lookups yet.
    pub(crate) fn new(program: &'p Program, store: &'p Store) -> Lookups<'p> {
        Lookups { program, store, found: BTreeMap::new() }
    }

    /// The values that each row finds.
    pub(crate) fn column(&mut self, values: &Values<'_>, lookup: Lookup, batch: &RecordBatch) -> Result<Column> {
        let found = self.relation(lookup)?.found(lookup.of)?;
        let at = self.find(values, lookup.probe, batch)?;
        Ok(found.values.take(at))
    }

    /// The column that is looked up, and the position at which a row has found it. The column of the lookup must be
    /// requested first.
    pub(crate) fn at(&self, lookup: Lookup, row: usize) -> Result<(&'p LookedUp, usize)> {
        let found = self.relation(lookup)?.found(lookup.of)?;
        let at = self.found.get(&lookup.probe).and_then(|found| found.get(row));
        Ok((found, *at.ok_or_else(|| internal("missing result of a lookup"))?))
    }

    /// Whether a row has found its key.
    pub(crate) fn is_there(&self, lookup: Lookup, row: usize) -> Result<bool> {
        Ok(self.at(lookup, row)?.1 < self.relation(lookup)?.len())
    }

    fn relation(&self, lookup: Lookup) -> Result<&'p Arc<Relation>> {
        let place = self.program.probes[lookup.probe].place;
        self.store.relation(place).ok_or_else(|| internal("missing relation"))
    }

    /// The positions of a probe, which are computed once.
    fn find(&mut self, values: &Values<'_>, probe: ProbeId, batch: &RecordBatch) -> Result<&[usize]> {
        let wanted = &self.program.probes[probe];
        if !self.found.contains_key(&probe) {
            let relation = self.store.relation(wanted.place).ok_or_else(|| internal("missing relation"))?;
            self.found.insert(probe, positions(values, wanted, relation, batch)?);
        }
        Ok(self.found.get(&probe).map(Vec::as_slice).unwrap_or_default())
    }
}

/// The position of each row's key. A key with a missing part is not found: no key of a relation has one.
fn positions(values: &Values<'_>, probe: &Probe, relation: &Relation, batch: &RecordBatch) -> Result<Vec<usize>> {
    if fault!(LookupTakesOwnSide) {
        let position = |row: &u64| usize::try_from(*row).unwrap_or(0) % (relation.len() + 1);
        return Ok(row_numbers(batch)?.iter().map(position).collect());
    }
    if probe.own {
        let position = |row: &u64| usize::try_from(*row).map_err(|_| internal("a list that is too long"));
        return row_numbers(batch)?.iter().map(position).collect();
    }
    if probe.held.is_empty() {
        return Ok(vec![relation.position(&[]); values.rows]);
    }
    let part = |(id, held): (&NodeId, _)| array(values.get(*id)?, &values.denominator(*id), held, values.rows);
    let key = probe.key.iter().zip(&probe.held).map(part).collect::<Result<Vec<_>>>()?;
    let fields = probe.held.iter().map(|held| SortField::new(held.data_type())).collect();
    let keys = RowConverter::new(fields)?.convert_columns(&key)?;
    Ok(keys.iter().map(|key| relation.position(key.as_ref())).collect())
}
