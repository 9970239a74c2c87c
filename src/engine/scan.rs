//! Reads the files of a table: each partition some of their pieces, in the order of the files.

use super::exec::properties;
use super::kernels::internal;
use super::table::BoundTable;
use crate::data::{Batch, Column, Piece, Reader, Values};
use crate::plan::columns::decimal;
use crate::plan::fault;
use datafusion::arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int64Array, StringArray, UInt8Array, UInt32Array, UInt64Array,
};
use datafusion::arrow::datatypes::{Schema, SchemaRef};
use datafusion::arrow::record_batch::{RecordBatch, RecordBatchOptions};
use datafusion::common::Result;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_plan::execution_plan::{EmissionType, ReplaceChildrenOptions};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// How far the position of a file is moved in a row's number: no file has more lines than that leaves room for.
const FILE_SHIFT: u32 = 40;

/// Reads a table.
#[derive(Debug)]
pub struct ScanExec {
    bound: Arc<BoundTable>,
    projection: Arc<Vec<usize>>,
    schema: SchemaRef,
    /// For each partition its pieces, in the order of the files.
    dealt: Vec<Vec<Piece>>,
    properties: Arc<PlanProperties>,
}

impl ScanExec {
    /// A scan of some columns in at most so many partitions: no more than there are pieces.
    pub fn new(
        bound: Arc<BoundTable>,
        schema: &SchemaRef,
        projection: Vec<usize>,
        partitions: usize,
    ) -> Result<ScanExec> {
        let schema: SchemaRef = Arc::new(schema.project(&projection)?);
        let dealt = deal(&bound.pieces, partitions);
        let ordered = schema.column_with_name(crate::plan::columns::ROW).is_some();
        let properties = properties(&schema, dealt.len(), EmissionType::Incremental, ordered)?;
        Ok(ScanExec { bound, projection: Arc::new(projection), schema, dealt, properties })
    }
}

/// Deals pieces into runs of about the same number; each partition is in the order of the files, and so are they.
fn deal(pieces: &[Piece], partitions: usize) -> Vec<Vec<Piece>> {
    let runs = partitions.min(pieces.len()).max(1);
    let mut dealt: Vec<Vec<Piece>> = vec![Vec::new(); runs];
    for (at, piece) in pieces.iter().enumerate() {
        if let Some(run) = dealt.get_mut(at * runs / pieces.len()) {
            run.push(piece.clone());
        }
    }
    dealt
}

impl DisplayAs for ScanExec {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        let names: Vec<&str> = self.schema.fields().iter().map(|field| field.name().as_str()).collect();
        let table = &self.bound.declared().name;
        write!(f, "ScanExec: {table}, partitions={}, columns=[{}]", self.dealt.len(), names.join(", "))
    }
}

impl ExecutionPlan for ScanExec {
    fn name(&self) -> &str {
        "ScanExec"
    }

    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        Vec::new()
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn replace_children(
        self: Arc<Self>,
        _: Vec<Arc<dyn ExecutionPlan>>,
        _: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn with_new_children(self: Arc<Self>, _: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let pieces = self.dealt.get(partition).cloned().ok_or_else(|| internal("an unknown partition"))?;
        let reading = Reading {
            bound: self.bound.clone(),
            projection: self.projection.clone(),
            schema: self.schema.clone(),
            pieces: pieces.into_iter(),
            reader: None,
            rows: context.session_config().batch_size(),
        };
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema.clone(), futures::stream::iter(reading))))
    }
}

/// The pieces of one partition, read one after the other. Reading is work of the thread that asks for a batch, so there
/// are never more threads at work than the run has.
struct Reading {
    bound: Arc<BoundTable>,
    projection: Arc<Vec<usize>>,
    schema: Arc<Schema>,
    pieces: std::vec::IntoIter<Piece>,
    reader: Option<Reader>,
    rows: usize,
}

impl Iterator for Reading {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Result<RecordBatch>> {
        loop {
            let Some(reader) = &mut self.reader else {
                let piece = self.pieces.next()?;
                self.reader = piece.open(self.bound.declared(), &self.bound.defects);
                continue;
            };
            match reader.next(self.rows) {
                None => self.reader = None,
                Some(batch) => {
                    if let Some(keys) = &self.bound.keys {
                        keys.add(self.bound.declared(), &batch);
                    }
                    let batch = within(&self.bound, batch);
                    if batch.rows > 0 {
                        return Some(convert(&self.bound, batch, &self.projection, &self.schema));
                    }
                }
            }
        }
    }
}

/// The rows whose event lies within the days that count.
fn within(bound: &BoundTable, batch: Batch) -> Batch {
    let (Some((first, last)), Some(dated)) = (bound.dates, bound.declared().dated) else { return batch };
    let last = if fault!(PeriodEndExclusive) { last - 1 } else { last };
    let rows = batch.rows;
    let batch = batch.within(dated, first, last);
    bound.counted.rows.fetch_add(rows as u64, Ordering::Relaxed);
    bound.counted.outside.fetch_add((rows - batch.rows) as u64, Ordering::Relaxed);
    batch
}

/// The wanted columns of a batch, with the numbers of its rows.
fn convert(bound: &BoundTable, batch: Batch, projection: &[usize], schema: &SchemaRef) -> Result<RecordBatch> {
    let file = u64::from(batch.file) << FILE_SHIFT;
    let mut places = Vec::new();
    for (at, column) in bound.declared().columns.iter().enumerate() {
        places.push(Place::Values(at));
        if !column.missing.is_empty() {
            places.push(Place::Markers(at));
        }
    }
    places.push(Place::Row);
    let mut columns = batch.columns;
    let mut wanted: Vec<ArrayRef> = Vec::with_capacity(projection.len());
    for place in projection.iter().map(|at| places.get(*at)) {
        wanted.push(match place {
            Some(Place::Row) => Arc::new(UInt64Array::from_iter_values(batch.lines.iter().map(|line| file | line))),
            Some(Place::Markers(at)) => markers(columns.get(*at), batch.rows),
            Some(Place::Values(at)) => values(columns.get_mut(*at)).ok_or_else(|| internal("an unknown column"))?,
            None => return Err(internal("an unknown column")),
        });
    }
    let rows = RecordBatchOptions::new().with_row_count(Some(batch.rows));
    Ok(RecordBatch::try_new_with_options(schema.clone(), wanted, &rows)?)
}

/// What a column of the scan is.
enum Place {
    Values(usize),
    Markers(usize),
    Row,
}

fn markers(column: Option<&Column>, rows: usize) -> ArrayRef {
    let codes = column.and_then(|c| c.missing.clone()).unwrap_or_else(|| vec![0; rows]);
    Arc::new(UInt8Array::from(codes))
}

/// The values of a column, which are taken out of the batch.
fn values(column: Option<&mut Column>) -> Option<ArrayRef> {
    let column = column?;
    Some(match std::mem::replace(&mut column.values, Values::Narrow(Vec::new())) {
        Values::Narrow(list) => Arc::new(Int64Array::from(list)),
        Values::Wide(list) => Arc::new(Decimal128Array::from(list).with_data_type(decimal(0))),
        Values::Choice(list) => Arc::new(UInt32Array::from(list)),
        Values::Text(list) => Arc::new(StringArray::from_iter_values(list)),
        Values::Date(list) => Arc::new(Date32Array::from(list)),
        Values::YesNo(list) => Arc::new(BooleanArray::from(list)),
    })
}
