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
use std::ops::Range;
use std::sync::Arc;

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
        let runs = runs(self.list.len, config.target_partitions(), config.batch_size());
        let (schema, partitions) = (self.list.schema().clone(), runs.len());
        let leaf = Runs { list: self.list.clone(), name: self.name.clone(), runs };
        Ok(Arc::new(LeafExec::new(leaf, schema, partitions, true)?))
    }
}

/// Ranges of about the same length: at most `most`, and none shorter than a batch.
fn runs(len: usize, most: usize, batch: usize) -> Vec<Range<usize>> {
    let runs = len.div_ceil(batch.max(1)).min(most).max(1);
    let start = |run: usize| len / runs * run + (len % runs).min(run);
    (0..runs).map(|run| start(run)..start(run + 1)).collect()
}

/// Reads a list.
#[derive(Debug)]
struct Runs {
    list: Arc<List>,
    name: String,
    /// The subjects of each partition.
    runs: Vec<Range<usize>>,
}

impl Leaf for Runs {
    const NAME: &'static str = "ListExec";

    fn words(&self) -> String {
        format!("{}, partitions={}", self.name, self.runs.len())
    }

    fn batches(
        &self,
        partition: usize,
        rows: usize,
    ) -> Result<impl Iterator<Item = Result<RecordBatch>> + Send + 'static> {
        let run = self.runs.get(partition).cloned().unwrap_or(0..0);
        let list = self.list.clone();
        Ok(run.clone().step_by(rows).map(move |from| list.batch(from, rows.min(run.end - from))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_share_a_list() {
        assert_eq!(runs(10, 3, 2), [0..4, 4..7, 7..10]);
        assert_eq!(runs(3, 8, 8192).first(), Some(&(0..3)));
        assert_eq!(runs(0, 2, 1).first(), Some(&(0..0)));
    }
}
