//! What our operators have in common.

use crate::profile;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{EquivalenceProperties, Partitioning, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType, ReplaceChildrenOptions};
use datafusion::physical_plan::metrics::{
    BaselineMetrics, ExecutionPlanMetricsSet, MetricValue, MetricsSet, RecordOutput,
};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// The properties of an operator. The rows of each partition are in the order of their numbers, which DataFusion need not
/// know: what needs an order gets it where the rows arrive.
pub(crate) fn properties(schema: &SchemaRef, partitions: usize) -> Arc<PlanProperties> {
    let equivalences = EquivalenceProperties::new(schema.clone());
    let partitioning = Partitioning::UnknownPartitioning(partitions);
    Arc::new(PlanProperties::new(equivalences, partitioning, EmissionType::Incremental, Boundedness::Bounded))
}

/// Takes the only child.
pub(crate) fn only(children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
    let child = <[Arc<dyn ExecutionPlan>; 1]>::try_from(children);
    let [child] = child.map_err(|_| DataFusionError::Internal("expected one child".into()))?;
    Ok(child)
}

/// A source of batches: an operator without inputs.
pub(crate) trait Leaf: fmt::Debug + Send + Sync + 'static {
    /// The name of the operator in plans.
    const NAME: &'static str;

    /// A short description of the operator's data, for plans.
    fn words(&self) -> String;

    /// The batches of a partition, each of at most `rows` rows, in the order of the numbers of the rows. A batch is made on demand by the thread that asks for
    /// it, so there are never more active threads than the run has.
    fn batches(
        &self,
        partition: usize,
        rows: usize,
    ) -> Result<impl Iterator<Item = Result<RecordBatch>> + Send + 'static>;
}

/// A leaf as DataFusion sees it.
#[derive(Debug)]
pub(crate) struct LeafExec<L> {
    leaf: L,
    schema: SchemaRef,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl<L: Leaf> LeafExec<L> {
    /// A leaf with this number of partitions.
    pub(crate) fn new(leaf: L, schema: SchemaRef, partitions: usize) -> LeafExec<L> {
        let properties = properties(&schema, partitions);
        LeafExec { leaf, schema, properties, metrics: ExecutionPlanMetricsSet::new() }
    }
}

impl<L: Leaf> DisplayAs for LeafExec<L> {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}: {}", L::NAME, self.leaf.words())
    }
}

impl<L: Leaf> ExecutionPlan for LeafExec<L> {
    fn name(&self) -> &str {
        L::NAME
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

    fn metrics(&self) -> Option<MetricsSet> {
        Some(self.metrics.clone_inner())
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let measured = BaselineMetrics::new(&self.metrics, partition);
        let mut batches = self.leaf.batches(partition, context.session_config().batch_size().max(1))?;
        let next = move || timed(&measured, || batches.next()).map(|batch| batch.record_output(&measured));
        let batches = std::iter::from_fn(next);
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema.clone(), futures::stream::iter(batches))))
    }
}

/// Runs a function for an operator, and counts the time that it takes.
pub(crate) fn timed<T>(metrics: &BaselineMetrics, make: impl FnOnce() -> T) -> T {
    let _timer = metrics.elapsed_compute().timer();
    make()
}

/// Reports the operators of a plan that has run: the output of each, and its time without the operators below it.
pub(crate) fn report(plan: &dyn ExecutionPlan, depth: usize) {
    let mut below = depth;
    if let Some(metrics) = plan.metrics() {
        let took = Duration::from_nanos(metrics.elapsed_compute().unwrap_or_default() as u64);
        let bytes = metrics.sum(|metric| matches!(metric.value(), MetricValue::OutputBytes(_)));
        let bytes = bytes.map_or(0, |bytes| bytes.as_usize());
        profile::operator(plan.name(), depth, took, metrics.output_rows().unwrap_or_default(), bytes);
        // An operator that measures nothing has no line, and no depth.
        below += 1;
    }
    for input in plan.children() {
        report(input.as_ref(), below);
    }
}
