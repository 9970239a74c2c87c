//! Our two logical nodes: one computes the values of one kind of subject, the other aggregates subjects.

use super::columns::{emitted_schema, leaving_schema};
use super::program::Program;
use datafusion::common::{DFSchemaRef, DataFusionError, Result, ToDFSchema};
use datafusion::logical_expr::{Expr, LogicalPlan, UserDefinedLogicalNodeCore};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// The needed values of one kind of subject: one row for each row of the input, in the same order.
#[derive(Clone, Debug)]
pub(crate) struct RowsNode {
    input: LogicalPlan,
    program: Arc<Program>,
    schema: DFSchemaRef,
}

impl RowsNode {
    /// A program over rows.
    pub(crate) fn new(input: LogicalPlan, program: Arc<Program>) -> Result<RowsNode> {
        let schema = emitted_schema(&program).to_dfschema_ref()?;
        Ok(RowsNode { input, program, schema })
    }

    /// The program that computes the values.
    pub(crate) fn program(&self) -> &Arc<Program> {
        &self.program
    }
}

/// Aggregates subjects by their keys. The states are stored for later jobs, and the columns that leave the job pass
/// through row by row.
#[derive(Clone, Debug)]
pub(crate) struct GatherNode {
    input: LogicalPlan,
    program: Arc<Program>,
    schema: DFSchemaRef,
}

impl GatherNode {
    /// A node that gathers for the job of a program.
    pub(crate) fn new(input: LogicalPlan, program: Arc<Program>) -> Result<GatherNode> {
        let schema = leaving_schema(&program).to_dfschema_ref()?;
        Ok(GatherNode { input, program, schema })
    }

    /// The program of the job.
    pub(crate) fn program(&self) -> &Arc<Program> {
        &self.program
    }
}

/// Takes the only item.
fn only<T>(items: Vec<T>) -> Result<T> {
    let [item] = <[T; 1]>::try_from(items).map_err(|_| DataFusionError::Internal("one input".into()))?;
    Ok(item)
}

/// Two nodes are equal if they do the same with the same input. A plan is made only once, so they do the same only if
/// their program is the same object.
macro_rules! identity {
    ($Node:ident) => {
        impl PartialEq for $Node {
            fn eq(&self, other: &$Node) -> bool {
                self.input == other.input && Arc::ptr_eq(&self.program, &other.program)
            }
        }

        impl Eq for $Node {}

        impl Hash for $Node {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.input.hash(state);
            }
        }

        impl PartialOrd for $Node {
            fn partial_cmp(&self, other: &$Node) -> Option<Ordering> {
                (self == other).then_some(Ordering::Equal)
            }
        }
    };
}

identity!(RowsNode);
identity!(GatherNode);

impl UserDefinedLogicalNodeCore for RowsNode {
    fn name(&self) -> &str {
        "Rows"
    }

    fn inputs(&self) -> Vec<&LogicalPlan> {
        vec![&self.input]
    }

    fn schema(&self) -> &DFSchemaRef {
        &self.schema
    }

    fn expressions(&self) -> Vec<Expr> {
        Vec::new()
    }

    fn fmt_for_explain(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let subject = &self.program.policy.graph.subject(self.program.job.kind).name;
        write!(f, "Rows: {subject}, {} values", self.program.steps.len())
    }

    fn with_exprs_and_inputs(&self, _: Vec<Expr>, inputs: Vec<LogicalPlan>) -> Result<RowsNode> {
        Ok(RowsNode { input: only(inputs)?, ..self.clone() })
    }
}

impl UserDefinedLogicalNodeCore for GatherNode {
    fn name(&self) -> &str {
        "Gather"
    }

    fn inputs(&self) -> Vec<&LogicalPlan> {
        vec![&self.input]
    }

    fn schema(&self) -> &DFSchemaRef {
        &self.schema
    }

    fn expressions(&self) -> Vec<Expr> {
        Vec::new()
    }

    fn fmt_for_explain(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let subject = &self.program.policy.graph.subject(self.program.job.kind).name;
        let links = &self.program.job.links;
        let aggregates: usize = links.iter().map(|link| link.aggregates.len()).sum();
        write!(f, "Gather: {subject}, {} links, {aggregates} aggregates", links.len())
    }

    fn with_exprs_and_inputs(&self, _: Vec<Expr>, inputs: Vec<LogicalPlan>) -> Result<GatherNode> {
        Ok(GatherNode { input: only(inputs)?, ..self.clone() })
    }
}
