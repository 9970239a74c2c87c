//! Runs a program over the batches of each partition, one batch out for each batch in.

use super::emit::{TooLarge, emit};
use super::exec::{is_ordered, only, properties};
use super::input::{column, states};
use super::kernels::{Values, exact, internal};
use super::reasons::Computed;
use super::state::State;
use crate::engine::column::{Column, Data};
use crate::graph::NodeId;
use crate::plan::columns::emitted_schema;
use crate::plan::kernel::Kernel;
use crate::plan::program::Program;
use crate::types::{How, Op, Type};
use datafusion::arrow::array::ArrayRef;
use datafusion::arrow::datatypes::{Schema, SchemaRef};
use datafusion::arrow::record_batch::{RecordBatch, RecordBatchOptions};
use datafusion::common::Result;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_plan::execution_plan::{ChildrenPropertiesMode, EmissionType, ReplaceChildrenOptions};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};
use futures::StreamExt;
use num_bigint::BigInt;
use num_traits::One;
use std::fmt;
use std::sync::Arc;

/// Runs a program.
#[derive(Debug)]
pub struct RowsExec {
    input: Arc<dyn ExecutionPlan>,
    program: Arc<Program>,
    too_large: Arc<TooLarge>,
    schema: SchemaRef,
    properties: Arc<PlanProperties>,
}

impl RowsExec {
    /// A program over the rows of another part. Numbers that are too large for a file are told to `too_large`.
    pub fn new(input: Arc<dyn ExecutionPlan>, program: Arc<Program>, too_large: Arc<TooLarge>) -> Result<RowsExec> {
        let schema = emitted_schema(&program);
        let partitions = input.properties().output_partitioning().partition_count();
        let properties = properties(&schema, partitions, EmissionType::Incremental, is_ordered(&input))?;
        Ok(RowsExec { input, program, too_large, schema, properties })
    }
}

impl DisplayAs for RowsExec {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        let subject = &self.program.policy.graph.subject(self.program.subject).name;
        write!(f, "RowsExec: {subject}, {} values", self.program.steps.len())
    }
}

/// The order of the rows is told by the properties alone, not as `maintains_input_order`: the optimiser would take that
/// as leave to sort the input instead, by whatever column of it stands in the place of the row's number.
impl ExecutionPlan for RowsExec {
    fn name(&self) -> &str {
        "RowsExec"
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
        Ok(Arc::new(RowsExec::new(only(children)?, self.program.clone(), self.too_large.clone())?))
    }

    fn with_new_children(self: Arc<Self>, children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        self.replace_children(children, ReplaceChildrenOptions::new(ChildrenPropertiesMode::Recompute))
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let (program, too_large, schema) = (self.program.clone(), self.too_large.clone(), self.schema.clone());
        let batches = self.input.execute(partition, context)?;
        let computed = batches.map(move |batch| run(&program, &batch?, &schema, &too_large));
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema.clone(), computed)))
    }
}

/// Runs a program over one batch.
pub fn run(program: &Program, batch: &RecordBatch, schema: &Arc<Schema>, too_large: &TooLarge) -> Result<RecordBatch> {
    let mut values = Values::new(&program.policy, batch.num_rows());
    let table = program.policy.graph.subject(program.subject).table;
    for step in &program.steps {
        let computed = match &step.kernel {
            Kernel::Column(id) => column(&program.policy, table, *id, batch)?,
            Kernel::Gathered(at) => gathered(&values, step.node, batch, *at)?,
            Kernel::Absent => absent(&values, step.node)?,
            kernel => values.compute(step.node, kernel)?,
        };
        values.keep(step.node, computed);
    }
    let computed = Computed { program, batch, values: &values };
    let mut columns: Vec<ArrayRef> = Vec::with_capacity(schema.fields().len());
    for emitted in &program.emits {
        columns.extend(emit(&computed, emitted, too_large)?);
    }
    let rows = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    Ok(RecordBatch::try_new_with_options(schema.clone(), columns, &rows)?)
}

/// The results of an aggregate, one for each group.
fn gathered(values: &Values<'_>, id: NodeId, batch: &RecordBatch, at: usize) -> Result<Column> {
    let policy = values.policy;
    let node = policy.graph.node(id);
    let Op::Aggregate(aggregate) = &node.op else { return Err(internal("no aggregate")) };
    let denominator = |at: Option<usize>| {
        let form = at.and_then(|at| policy.form(*node.inputs.get(at)?));
        form.map_or_else(BigInt::one, |f| f.denominator.clone())
    };
    let values_at = if aggregate.how == How::Count { None } else { Some(0) };
    let weight_at = aggregate.has_weight.then(|| node.inputs.len().saturating_sub(1));
    let (of_value, of_weight) = (denominator(values_at), denominator(weight_at));
    let found = states(batch, at)?.iter().map(|bytes| {
        let state = bytes.and_then(State::from_bytes).ok_or_else(|| internal("a state is cut off"))?;
        Ok(state.result(aggregate, &of_value, &of_weight))
    });
    exact::numbers(values, id, found.collect::<Result<_>>()?)
}

/// A value that no row has.
fn absent(values: &Values<'_>, id: NodeId) -> Result<Column> {
    match values.policy.graph.node(id).ty {
        Type::Number(_) => exact::numbers(values, id, vec![None; values.rows]),
        _ => {
            let flags = datafusion::arrow::buffer::BooleanBuffer::new_unset(values.rows);
            Ok(Column { data: Data::YesNo(flags.clone()), there: super::column::there(flags) })
        }
    }
}
