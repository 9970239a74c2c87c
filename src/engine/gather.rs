//! Aggregates subjects while they pass through: each partition stores what it has gathered when it ends.

use super::around::Around;
use super::exec::{only, properties};
use super::gathering::Gathering;
use super::pool::suffices;
use crate::plan::columns::leaving_schema;
use crate::plan::program::Program;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::common::Result;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_plan::execution_plan::{ChildrenPropertiesMode, ReplaceChildrenOptions};
use datafusion::physical_plan::metrics::{BaselineMetrics, ExecutionPlanMetricsSet, MetricsSet, RecordOutput};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};
use futures::{Stream, StreamExt};
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// Aggregates subjects.
#[derive(Debug)]
pub(crate) struct GatherExec {
    input: Arc<dyn ExecutionPlan>,
    program: Arc<Program>,
    around: Arc<Around>,
    schema: SchemaRef,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl GatherExec {
    /// The operator that gathers for the job of a program, over the output of the program.
    pub(crate) fn new(input: Arc<dyn ExecutionPlan>, program: Arc<Program>, around: Arc<Around>) -> GatherExec {
        let schema = leaving_schema(&program);
        let partitions = input.properties().output_partitioning().partition_count();
        let properties = properties(&schema, partitions);
        GatherExec { input, program, around, schema, properties, metrics: ExecutionPlanMetricsSet::new() }
    }
}

impl DisplayAs for GatherExec {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        let subject = &self.program.policy.graph.subject(self.program.job.kind).name;
        write!(f, "GatherExec: {subject}, {} links", self.program.job.links.len())
    }
}

impl ExecutionPlan for GatherExec {
    fn name(&self) -> &str {
        "GatherExec"
    }

    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn benefits_from_input_partitioning(&self) -> Vec<bool> {
        vec![false]
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn replace_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
        _: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(Arc::new(GatherExec::new(only(children)?, self.program.clone(), self.around.clone())))
    }

    fn with_new_children(self: Arc<Self>, children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        self.replace_children(children, ReplaceChildrenOptions::new(ChildrenPropertiesMode::Recompute))
    }

    fn metrics(&self) -> Option<MetricsSet> {
        Some(self.metrics.clone_inner())
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let passing = Passing {
            input: self.input.execute(partition, context)?,
            gathering: Some(Gathering::new(&self.program, self.around.memory.clone())),
            leaving: self.program.leaving,
            partition,
            around: self.around.clone(),
            measured: BaselineMetrics::new(&self.metrics, partition),
        };
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema.clone(), passing)))
    }
}

/// The batches of a partition, which are gathered while they pass through.
struct Passing {
    input: SendableRecordBatchStream,
    /// What was gathered so far; `None` after it was stored.
    gathering: Option<Gathering>,
    leaving: usize,
    partition: usize,
    around: Arc<Around>,
    measured: BaselineMetrics,
}

impl Passing {
    /// Gathers a batch. Returns the columns that leave the job, and nothing if no column leaves it.
    fn pass(&mut self, batch: &RecordBatch) -> Result<Option<RecordBatch>> {
        let _timer = self.measured.elapsed_compute().timer();
        if let Some(gathering) = &mut self.gathering {
            gathering.take(batch)?;
            suffices(&self.around.memory)?;
        }
        let leaving: Vec<usize> = (0..self.leaving).collect();
        let passed = if leaving.is_empty() { None } else { Some(batch.project(&leaving)?) };
        Ok(passed.record_output(&self.measured))
    }
}

impl Stream for Passing {
    type Item = Result<RecordBatch>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<RecordBatch>>> {
        loop {
            match self.input.poll_next_unpin(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error))),
                Poll::Ready(Some(Ok(batch))) => {
                    if let Some(passed) = self.pass(&batch).transpose() {
                        return Poll::Ready(Some(passed));
                    }
                }
                Poll::Ready(None) => {
                    if let Some(gathering) = self.gathering.take() {
                        self.around.lay_aside(self.partition, gathering);
                    }
                    return Poll::Ready(None);
                }
            }
        }
    }
}
