//! What our parts of a physical plan have in common.

use crate::plan::columns::ROW;
use datafusion::arrow::compute::SortOptions;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::{DataFusionError, Result};
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_expr::{EquivalenceProperties, Partitioning, PhysicalSortExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType};
use datafusion::physical_plan::{ExecutionPlan, PlanProperties};
use std::sync::Arc;

/// The properties of a part. `ordered`: whether the rows of each partition come in the order of their numbers.
pub fn properties(
    schema: &SchemaRef,
    partitions: usize,
    emission: EmissionType,
    ordered: bool,
) -> Result<Arc<PlanProperties>> {
    let mut equivalences = EquivalenceProperties::new(schema.clone());
    if ordered {
        let options = SortOptions { descending: false, nulls_first: false };
        equivalences.add_ordering([PhysicalSortExpr::new(Arc::new(Column::new_with_schema(ROW, schema)?), options)]);
    }
    let partitioning = Partitioning::UnknownPartitioning(partitions);
    Ok(Arc::new(PlanProperties::new(equivalences, partitioning, emission, Boundedness::Bounded)))
}

/// Whether the rows of each partition of a part come in the order of their numbers.
pub fn is_ordered(plan: &Arc<dyn ExecutionPlan>) -> bool {
    let first = plan.properties().output_ordering().map(|ordering| ordering.first());
    first.is_some_and(|by| !by.options.descending && by.expr.downcast_ref::<Column>().is_some_and(|c| c.name() == ROW))
}

/// Takes the only child.
pub fn only(children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
    let child = <[Arc<dyn ExecutionPlan>; 1]>::try_from(children);
    let [child] = child.map_err(|_| DataFusionError::Internal("one child".into()))?;
    Ok(child)
}
