//! Reads the files of a table: each partition takes the next of their pieces, in the order of the files, whenever it is
//! done with one. So no partition is far ahead of the others, and none is idle while there are pieces.

use super::around::lock;
use super::convert::{convert, row_number};
use super::exec::{Leaf, LeafExec};
use super::pool::suffices;
use super::tables::BoundTable;
use crate::data::{Batch, Defects, Piece, Reader, Values};
use crate::faults::fault;
use datafusion::arrow::array::BooleanArray;
use datafusion::arrow::buffer::BooleanBuffer;
use datafusion::arrow::compute::filter_record_batch;
use datafusion::arrow::datatypes::{Schema, SchemaRef};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::common::Result;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

/// How the rows of a table are read.
#[derive(Debug)]
pub(crate) struct Scan {
    /// The table.
    pub bound: Arc<BoundTable>,
    /// Whether rows outside the period count.
    pub all_periods: bool,
    /// Whether cells, keys and references are checked during this scan: only when the table is read for the first time.
    pub checks: bool,
    /// The defects that the scan finds.
    pub defects: Defects,
}

impl Scan {
    /// The next scan of a table.
    pub(crate) fn next(bound: Arc<BoundTable>, all_periods: bool) -> Scan {
        let checks = bound.to_be_checked();
        let defects = match checks {
            true => bound.open.defects_of_the_first_time(),
            false => bound.open.defects.again(),
        };
        Scan { bound, all_periods, checks, defects }
    }
}

/// Reads a table.
#[derive(Debug)]
pub(crate) struct Pieces {
    scan: Arc<Scan>,
    projection: Arc<Vec<usize>>,
    schema: SchemaRef,
    partitions: usize,
    pieces: Queue,
}

/// Pieces that no partition has taken so far.
type Queue = Arc<Mutex<VecDeque<Piece>>>;

/// A scan of some columns in at most `partitions` partitions, but not in more than there are pieces.
pub(crate) fn scan(
    scan: Arc<Scan>,
    schema: &SchemaRef,
    projection: Vec<usize>,
    partitions: usize,
) -> Result<LeafExec<Pieces>> {
    let schema: SchemaRef = Arc::new(schema.project(&projection)?);
    let pieces = &scan.bound.open.pieces;
    let partitions = partitions.min(pieces.len()).max(1);
    let pieces = Arc::new(Mutex::new(pieces.iter().cloned().collect()));
    let leaf = Pieces { scan, projection: Arc::new(projection), schema: schema.clone(), partitions, pieces };
    Ok(LeafExec::new(leaf, schema, partitions))
}

/// The numbers of the rows with which the pieces of a table begin, ascending.
pub(crate) fn bounds(pieces: &[Piece]) -> Vec<u64> {
    pieces.iter().map(|piece| row_number(piece.index, piece.first_line())).collect()
}

impl Leaf for Pieces {
    const NAME: &'static str = "ScanExec";

    fn words(&self) -> String {
        let names: Vec<&str> = self.schema.fields().iter().map(|field| field.name().as_str()).collect();
        let table = &self.scan.bound.declared().name;
        format!("{table}, partitions={}, columns=[{}]", self.partitions, names.join(", "))
    }

    fn batches(&self, _: usize, rows: usize) -> Result<impl Iterator<Item = Result<RecordBatch>> + Send + 'static> {
        Ok(Reading {
            scan: self.scan.clone(),
            projection: self.projection.clone(),
            schema: self.schema.clone(),
            pieces: self.pieces.clone(),
            reader: None,
            rows,
        })
    }
}

/// The rows of one partition, piece after piece.
struct Reading {
    scan: Arc<Scan>,
    projection: Arc<Vec<usize>>,
    schema: Arc<Schema>,
    pieces: Queue,
    reader: Option<Reader>,
    rows: usize,
}

impl Iterator for Reading {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Result<RecordBatch>> {
        let bound = &self.scan.bound;
        loop {
            let Some(reader) = &mut self.reader else {
                let piece = lock(&self.pieces).pop_front()?;
                self.reader = piece.open(bound.declared(), &self.scan.defects);
                continue;
            };
            match reader.next(self.rows) {
                None => self.reader = None,
                Some(mut batch) => {
                    if !fault!(SieveIgnored) {
                        bound.open.sift(&mut batch);
                    }
                    if self.scan.checks {
                        bound.open.check(bound.declared(), &batch);
                        if let Err(error) = suffices(&bound.open.memory) {
                            return Some(Err(error));
                        }
                    }
                    let within = if self.scan.all_periods { None } else { within(bound, &batch) };
                    if within.as_ref().map_or(batch.rows, BooleanBuffer::count_set_bits) > 0 {
                        let rows = convert(bound, batch, &self.projection, &self.schema);
                        return Some(rows.and_then(|rows| only(rows, within)));
                    }
                }
            }
        }
    }
}

/// The rows whose event is within the days that count; `None`: all of them.
fn within(bound: &BoundTable, batch: &Batch) -> Option<BooleanBuffer> {
    let (first, last) = bound.open.dates?;
    let last = if fault!(PeriodEndExclusive) { last - 1 } else { last };
    let Values::Date(days) = &batch.column(bound.declared().dated?).values else { return None };
    Some(BooleanBuffer::collect_bool(days.len(), |row| days.get(row).is_some_and(|day| (first..=last).contains(day))))
}

/// The rows of a batch that the flags select.
fn only(rows: RecordBatch, within: Option<BooleanBuffer>) -> Result<RecordBatch> {
    match within {
        Some(within) => Ok(filter_record_batch(&rows, &BooleanArray::from(within))?),
        None => Ok(rows),
    }
}
