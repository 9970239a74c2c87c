//! Brings the rows of each group together: first in each partition, then those of all partitions.

use super::exec::{only, properties};
use super::groups::Groups;
use crate::names::SubjectId;
use crate::plan::columns::gathered_schema;
use crate::plan::program::Policy;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::common::Result;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{Distribution, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{ChildrenPropertiesMode, EmissionType, ReplaceChildrenOptions};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};
use futures::{StreamExt, TryStreamExt};
use std::fmt;
use std::sync::Arc;

/// What is brought together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Rows, in each partition for itself.
    Rows,
    /// The groups of all partitions, in one.
    Groups,
}

/// Brings the rows of each group together.
#[derive(Debug)]
pub struct GatherExec {
    input: Arc<dyn ExecutionPlan>,
    policy: Arc<Policy>,
    subject: SubjectId,
    stage: Stage,
    schema: SchemaRef,
    properties: Arc<PlanProperties>,
}

impl GatherExec {
    /// The rows of a subject's groups brought together.
    pub fn new(
        input: Arc<dyn ExecutionPlan>,
        policy: Arc<Policy>,
        subject: SubjectId,
        stage: Stage,
    ) -> Result<GatherExec> {
        let schema = gathered_schema(&policy, subject);
        let partitions = match stage {
            Stage::Rows => input.properties().output_partitioning().partition_count(),
            Stage::Groups => 1,
        };
        let properties = properties(&schema, partitions, EmissionType::Final, false)?;
        Ok(GatherExec { input, policy, subject, stage, schema, properties })
    }
}

impl DisplayAs for GatherExec {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "GatherExec: {}, {:?}", self.policy.graph.subject(self.subject).name, self.stage)
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

    fn required_input_distribution(&self) -> Vec<Distribution> {
        match self.stage {
            Stage::Rows => vec![Distribution::UnspecifiedDistribution],
            Stage::Groups => vec![Distribution::SinglePartition],
        }
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
        Ok(Arc::new(GatherExec::new(only(children)?, self.policy.clone(), self.subject, self.stage)?))
    }

    fn with_new_children(self: Arc<Self>, children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        self.replace_children(children, ReplaceChildrenOptions::new(ChildrenPropertiesMode::Recompute))
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let size = context.session_config().batch_size();
        let batches = self.input.execute(partition, context)?;
        let groups = Groups::new(&self.policy, self.subject)?;
        let gathered = futures::stream::once(gather(batches, groups, self.stage));
        let slices = gathered.map_ok(move |groups| futures::stream::iter(slices(groups, size))).try_flatten();
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema.clone(), slices)))
    }
}

async fn gather(mut batches: SendableRecordBatchStream, mut groups: Groups, stage: Stage) -> Result<RecordBatch> {
    while let Some(batch) = batches.next().await {
        match stage {
            Stage::Rows => groups.take_rows(&batch?)?,
            Stage::Groups => groups.take_groups(&batch?)?,
        }
    }
    groups.finish()
}

/// A batch in parts of at most this many rows.
fn slices(batch: RecordBatch, size: usize) -> Vec<Result<RecordBatch>> {
    let size = size.max(1);
    let starts = (0..batch.num_rows()).step_by(size);
    starts.map(|start| Ok(batch.slice(start, size.min(batch.num_rows() - start)))).collect()
}
