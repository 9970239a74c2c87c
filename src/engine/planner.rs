//! Converts our logical nodes to operators.

use super::around::Around;
use super::gather::GatherExec;
use super::rows::RowsExec;
use crate::plan::nodes::{GatherNode, RowsNode};
use async_trait::async_trait;
use datafusion::catalog::Session;
use datafusion::common::Result;
use datafusion::execution::context::QueryPlanner;
use datafusion::logical_expr::physical_planning_context::PhysicalPlanningContext;
use datafusion::logical_expr::{LogicalPlan, UserDefinedLogicalNode};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_planner::{DefaultPhysicalPlanner, ExtensionPlanner, PhysicalPlanner};
use std::sync::Arc;

/// Plans queries that contain our nodes.
#[derive(Debug)]
pub(crate) struct Planner {
    /// The state that the operators of the job share.
    pub around: Arc<Around>,
}

#[async_trait]
impl QueryPlanner for Planner {
    async fn create_physical_plan(&self, plan: &LogicalPlan, session: &dyn Session) -> Result<Arc<dyn ExecutionPlan>> {
        let nodes = Nodes { around: self.around.clone() };
        let planner = DefaultPhysicalPlanner::with_extension_planners(vec![Arc::new(nodes)]);
        planner.create_physical_plan(plan, session).await
    }
}

struct Nodes {
    around: Arc<Around>,
}

#[async_trait]
impl ExtensionPlanner for Nodes {
    async fn plan_extension(
        &self,
        _: &dyn PhysicalPlanner,
        node: &dyn UserDefinedLogicalNode,
        _: &[&LogicalPlan],
        inputs: &[Arc<dyn ExecutionPlan>],
        _: &dyn Session,
        _: &PhysicalPlanningContext,
    ) -> Result<Option<Arc<dyn ExecutionPlan>>> {
        let Some(input) = inputs.first().cloned() else { return Ok(None) };
        if let Some(rows) = node.as_any().downcast_ref::<RowsNode>() {
            return Ok(Some(Arc::new(RowsExec::new(input, rows.program().clone(), self.around.clone()))));
        }
        let Some(gather) = node.as_any().downcast_ref::<GatherNode>() else { return Ok(None) };
        Ok(Some(Arc::new(GatherExec::new(input, gather.program().clone(), self.around.clone()))))
    }
}
