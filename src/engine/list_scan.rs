//! A list of subjects as DataFusion sees it.

use super::exec::{Leaf, LeafExec};
use super::list::List;
use async_trait::async_trait;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::Result;
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_plan::ExecutionPlan;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A list of subjects as a table.
#[derive(Debug)]
pub(crate) struct ListTable {
    list: Arc<List>,
    name: String,
}

impl ListTable {
    /// The list of the kind with this name.
    pub(crate) fn new(list: Arc<List>, name: &str) -> ListTable {
        ListTable { list, name: name.to_owned() }
    }
}

#[async_trait]
impl TableProvider for ListTable {
    fn schema(&self) -> SchemaRef {
        self.list.schema().clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    /// All columns: the plan of a job requests no others.
    async fn scan(
        &self,
        state: &dyn Session,
        _: Option<&Vec<usize>>,
        _: &[Expr],
        _: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let config = state.config();
        let partitions = self.list.len.div_ceil(config.batch_size().max(1)).min(config.target_partitions()).max(1);
        let leaf = Runs { list: self.list.clone(), name: self.name.clone(), partitions, next: Arc::default() };
        Ok(Arc::new(LeafExec::new(leaf, self.list.schema().clone(), partitions)))
    }
}

/// Reads a list: each partition takes the next batch whenever it is done with one.
#[derive(Debug)]
struct Runs {
    list: Arc<List>,
    name: String,
    partitions: usize,
    /// The first subject that no partition has taken so far.
    next: Arc<AtomicUsize>,
}

impl Leaf for Runs {
    const NAME: &'static str = "ListExec";

    fn words(&self) -> String {
        format!("{}, partitions={}", self.name, self.partitions)
    }

    fn batches(&self, _: usize, rows: usize) -> Result<impl Iterator<Item = Result<RecordBatch>> + Send + 'static> {
        let (list, next) = (self.list.clone(), self.next.clone());
        Ok(std::iter::from_fn(move || {
            let from = next.fetch_add(rows, Ordering::Relaxed);
            (from < list.len).then(|| list.batch(from, rows))
        }))
    }
}
