//! A list of subjects as DataFusion sees it.

use super::Settings;
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
    /// The most subjects of a batch.
    step: usize,
}

impl ListTable {
    /// The list of the kind with this name.
    pub(crate) fn new(list: Arc<List>, name: &str, settings: &Settings) -> ListTable {
        let step = step(list.len, settings.threads, settings.batch_size);
        ListTable { list, name: name.to_owned(), step }
    }

    /// The numbers of the subjects with which batches begin: each batch may be taken by another partition.
    pub(crate) fn bounds(&self) -> Vec<u64> {
        (0..self.list.len as u64).step_by(self.step).collect()
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
        let (list, name, step) = (self.list.clone(), self.name.clone(), self.step);
        let partitions = list.len.div_ceil(step).min(state.config().target_partitions()).max(1);
        let leaf = Runs { list, name, partitions, step, next: Arc::default() };
        Ok(Arc::new(LeafExec::new(leaf, self.list.schema().clone(), partitions)))
    }
}

/// The least number of subjects that are worth a batch: there is much to compute for each of them.
const FEW: usize = 64;

/// How many subjects of a list a batch has at most: not more than `most`, and so few that no partition is idle for long.
fn step(len: usize, partitions: usize, most: usize) -> usize {
    len.div_ceil(4 * partitions.max(1)).max(FEW).min(most).max(1)
}

/// Reads a list: each partition takes the next batch whenever it is done with one.
#[derive(Debug)]
struct Runs {
    list: Arc<List>,
    name: String,
    partitions: usize,
    /// The most subjects of a batch.
    step: usize,
    /// The first subject that no partition has taken so far.
    next: Arc<AtomicUsize>,
}

impl Leaf for Runs {
    const NAME: &'static str = "ListExec";

    fn words(&self) -> String {
        format!("{}, partitions={}", self.name, self.partitions)
    }

    fn batches(&self, _: usize, _: usize) -> Result<impl Iterator<Item = Result<RecordBatch>> + Send + 'static> {
        let (list, next, step) = (self.list.clone(), self.next.clone(), self.step);
        Ok(std::iter::from_fn(move || {
            let from = next.fetch_add(step, Ordering::Relaxed);
            (from < list.len).then(|| list.batch(from, step))
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_of_a_list_are_small_enough_for_all_partitions() {
        assert_eq!([0, 10, 500, 2000, 1_000_000].map(|len| step(len, 2, 8192)), [64, 64, 64, 250, 8192]);
        assert_eq!([step(500, 0, 7), step(500, 3, 0)], [7, 1]);
    }
}
