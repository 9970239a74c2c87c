//! The plan of one kind of subject.

use super::columns::{ROW, positions};
use super::nodes::{GatherNode, RowsNode};
use super::program::{Policy, Program};
use crate::names::SubjectId;
use crate::schema::ColumnId;
use datafusion::common::{Column, DataFusionError, Result, TableReference};
use datafusion::logical_expr::{Expr, Extension, LogicalPlan, LogicalPlanBuilder, TableSource};
use std::sync::Arc;

/// The plan that gives the results of a subject, in the order of its (first) rows. `source` is the subject's table with
/// the columns of [`super::columns::table_schema`].
///
/// Rows: read the columns that are needed, compute, order. Groups: read, compute what the aggregates need, gather,
/// compute, order.
pub fn plan(policy: &Arc<Policy>, subject: SubjectId, source: Arc<dyn TableSource>) -> Result<LogicalPlan> {
    let published = Arc::new(Program::published(policy, subject));
    let graph = &policy.graph;
    let computed = if graph.subject(subject).grouped {
        let gathered = Program::gathered(policy, subject)
            .ok_or_else(|| DataFusionError::Internal("a table without rows of its own".into()))?;
        let rows = rows(scan(policy, subject, &gathered, source)?, Arc::new(gathered))?;
        let groups = GatherNode::new(rows, policy.clone(), subject)?;
        self::rows(LogicalPlan::Extension(Extension { node: Arc::new(groups) }), published)?
    } else {
        rows(scan(policy, subject, &published, source)?, published)?
    };
    let row = Expr::Column(Column::new_unqualified(ROW));
    LogicalPlanBuilder::from(computed).sort([row.sort(true, false)])?.build()
}

fn rows(input: LogicalPlan, program: Arc<Program>) -> Result<LogicalPlan> {
    Ok(LogicalPlan::Extension(Extension { node: Arc::new(RowsNode::new(input, program)?) }))
}

/// The columns that a program reads.
fn scan(policy: &Policy, subject: SubjectId, program: &Program, source: Arc<dyn TableSource>) -> Result<LogicalPlan> {
    let table = policy.graph.subject(subject).table;
    let columns = program.columns();
    let projection = positions(policy, table, |id: ColumnId| columns.contains(&id));
    let name = TableReference::bare(policy.graph.table(table).name.as_str());
    LogicalPlanBuilder::scan(name, source, Some(projection))?.build()
}
