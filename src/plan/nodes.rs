//! The two relations of ours: the values of one grain, and the rows of a group brought together.

use super::columns::{emitted_schema, gathered_schema};
use super::program::{Policy, Program};
use crate::names::SubjectId;
use datafusion::common::{DFSchemaRef, DataFusionError, Result, ToDFSchema};
use datafusion::logical_expr::{Expr, LogicalPlan, UserDefinedLogicalNodeCore};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// Every value of one grain that is asked for, one row for each row of the input and in their order.
#[derive(Clone, Debug)]
pub struct RowsNode {
    input: LogicalPlan,
    program: Arc<Program>,
    schema: DFSchemaRef,
}

impl RowsNode {
    /// A program over rows.
    pub fn new(input: LogicalPlan, program: Arc<Program>) -> Result<RowsNode> {
        let schema = emitted_schema(&program).to_dfschema_ref()?;
        Ok(RowsNode { input, program, schema })
    }

    /// What is computed.
    pub fn program(&self) -> &Arc<Program> {
        &self.program
    }
}

/// The rows of each group of a subject brought together, one row for each group in no order.
#[derive(Clone, Debug)]
pub struct GatherNode {
    input: LogicalPlan,
    policy: Arc<Policy>,
    subject: SubjectId,
    schema: DFSchemaRef,
}

impl GatherNode {
    /// The rows of a subject's groups brought together.
    pub fn new(input: LogicalPlan, policy: Arc<Policy>, subject: SubjectId) -> Result<GatherNode> {
        let schema = gathered_schema(&policy, subject).to_dfschema_ref()?;
        Ok(GatherNode { input, policy, subject, schema })
    }

    /// The policy and the grouped subject.
    pub fn of(&self) -> (&Arc<Policy>, SubjectId) {
        (&self.policy, self.subject)
    }
}

/// Takes the only item.
fn only<T>(items: Vec<T>) -> Result<T> {
    let [item] = <[T; 1]>::try_from(items).map_err(|_| DataFusionError::Internal("one input".into()))?;
    Ok(item)
}

/// Two nodes are the same where they do the same with the same input; a plan is made once, so what is done is the same
/// only where it is the same object.
macro_rules! identity {
    ($Node:ident, $shared:ident) => {
        impl PartialEq for $Node {
            fn eq(&self, other: &$Node) -> bool {
                self.input == other.input && Arc::ptr_eq(&self.$shared, &other.$shared)
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

identity!(RowsNode, program);
identity!(GatherNode, policy);

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
        let subject = &self.program.policy.graph.subject(self.program.subject).name;
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
        let subject = self.policy.graph.subject(self.subject);
        let aggregates = self.policy.aggregates(self.subject).len();
        write!(f, "Gather: {}, {aggregates} aggregates", subject.name)
    }

    fn with_exprs_and_inputs(&self, _: Vec<Expr>, inputs: Vec<LogicalPlan>) -> Result<GatherNode> {
        Ok(GatherNode { input: only(inputs)?, ..self.clone() })
    }
}
