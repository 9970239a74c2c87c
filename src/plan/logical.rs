//! The logical plan of one job.

use super::columns::{list_schema, positions};
use super::nodes::{GatherNode, RowsNode};
use super::program::Program;
use crate::schema::ColumnId;
use datafusion::common::{Result, TableReference};
use datafusion::logical_expr::{Extension, LogicalPlan, LogicalPlanBuilder, TableSource, UserDefinedLogicalNode};
use std::sync::Arc;

/// The plan of a job: read its subjects, compute, and aggregate what it gathers. What it keeps and publishes is in the order
/// of the rows in each partition.
/// `source` has the columns of [`super::columns::table_schema`] for rows of a table, and of
/// [`super::columns::list_schema`] for groups and products.
pub(crate) fn plan(program: &Arc<Program>, source: Arc<dyn TableSource>) -> Result<LogicalPlan> {
    let mut plan = extension(RowsNode::new(scan(program, source)?, program.clone())?);
    if !program.job.links.is_empty() {
        plan = extension(GatherNode::new(plan, program.clone())?);
    }
    Ok(plan)
}

/// The plan that reads a table only for its checks: it requests no columns.
pub(crate) fn check(name: &str, source: Arc<dyn TableSource>) -> Result<LogicalPlan> {
    LogicalPlanBuilder::scan(TableReference::bare(name), source, Some(Vec::new()))?.build()
}

fn extension(node: impl UserDefinedLogicalNode + 'static) -> LogicalPlan {
    LogicalPlan::Extension(Extension { node: Arc::new(node) })
}

/// The columns that a program reads. Groups and products have no other columns.
fn scan(program: &Program, source: Arc<dyn TableSource>) -> Result<LogicalPlan> {
    let (policy, kind) = (&program.policy, program.job.kind);
    let subject = policy.graph.subject(kind);
    let (name, projection) = match subject.table() {
        Some(table) => {
            let columns = program.columns();
            let positions = positions(policy, table, |id: ColumnId| columns.contains(&id));
            (policy.graph.table(table).name.as_str(), positions)
        }
        None => (subject.name.as_str(), (0..list_schema(policy, kind).fields().len()).collect()),
    };
    LogicalPlanBuilder::scan(TableReference::bare(name), source, Some(projection))?.build()
}
