//! A list of subjects as DataFusion sees it.

use super::exec::properties;
use super::list::List;
use async_trait::async_trait;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::Result;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_plan::execution_plan::{EmissionType, ReplaceChildrenOptions};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// A list of subjects as a table.
#[derive(Debug)]
pub struct ListTable {
    list: Arc<List>,
    name: String,
}

impl ListTable {
    /// The list of the kind with this name.
    pub fn new(list: Arc<List>, name: &str) -> ListTable {
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

    /// All columns: the plan of a job asks for no others.
    async fn scan(
        &self,
        state: &dyn Session,
        _: Option<&Vec<usize>>,
        _: &[Expr],
        _: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let config = state.config();
        let runs = runs(self.list.len, config.target_partitions(), config.batch_size());
        Ok(Arc::new(ListExec::new(self.list.clone(), self.name.clone(), runs)?))
    }
}

/// Runs of about the same length, no more than so many, and none shorter than a batch.
fn runs(len: usize, most: usize, batch: usize) -> Vec<Range<usize>> {
    let runs = len.div_ceil(batch.max(1)).min(most).max(1);
    let start = |run: usize| len / runs * run + (len % runs).min(run);
    (0..runs).map(|run| start(run)..start(run + 1)).collect()
}

/// Goes through a list.
#[derive(Debug)]
struct ListExec {
    list: Arc<List>,
    name: String,
    /// The subjects of each partition.
    runs: Vec<Range<usize>>,
    properties: Arc<PlanProperties>,
}

impl ListExec {
    fn new(list: Arc<List>, name: String, runs: Vec<Range<usize>>) -> Result<ListExec> {
        let properties = properties(list.schema(), runs.len(), EmissionType::Incremental, true)?;
        Ok(ListExec { list, name, runs, properties })
    }
}

impl DisplayAs for ListExec {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "ListExec: {}, partitions={}", self.name, self.runs.len())
    }
}

impl ExecutionPlan for ListExec {
    fn name(&self) -> &str {
        "ListExec"
    }

    fn schema(&self) -> SchemaRef {
        self.list.schema().clone()
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
        let size = context.session_config().batch_size().max(1);
        let run = self.runs.get(partition).cloned().unwrap_or(0..0);
        let list = self.list.clone();
        let batches = run.clone().step_by(size).map(move |from| list.batch(from, size.min(run.end - from)));
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema(), futures::stream::iter(batches))))
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
