//! Runs a program over the batches of each partition: one output batch for each input batch.

use super::around::Around;
use super::column::{Column, Data, there};
use super::emit::emit;
use super::errors::internal;
use super::exec::{only, properties, timed};
use super::input::{column, key, markers, row_numbers};
use super::kernels::Values;
use super::lookup::Lookups;
use super::publish::key_words;
use super::reasons::Computed;
use crate::faults::fault;
use crate::graph::NodeId;
use crate::plan::columns::emitted_schema;
use crate::plan::kernel::Kernel;
use crate::plan::program::Program;
use crate::schema::{ColumnId, TableId};
use datafusion::arrow::array::ArrayRef;
use datafusion::arrow::buffer::BooleanBuffer;
use datafusion::arrow::datatypes::{Schema, SchemaRef};
use datafusion::arrow::record_batch::{RecordBatch, RecordBatchOptions};
use datafusion::common::Result;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_plan::execution_plan::{ChildrenPropertiesMode, ReplaceChildrenOptions};
use datafusion::physical_plan::metrics::{BaselineMetrics, ExecutionPlanMetricsSet, MetricsSet, RecordOutput};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};
use futures::StreamExt;
use std::fmt;
use std::sync::Arc;

/// Runs a program.
#[derive(Debug)]
pub(crate) struct RowsExec {
    input: Arc<dyn ExecutionPlan>,
    program: Arc<Program>,
    around: Arc<Around>,
    schema: SchemaRef,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl RowsExec {
    /// A program over the rows of another operator. `around` contains the values that it looks up, and takes its
    /// findings.
    pub(crate) fn new(input: Arc<dyn ExecutionPlan>, program: Arc<Program>, around: Arc<Around>) -> RowsExec {
        let schema = emitted_schema(&program);
        let partitions = input.properties().output_partitioning().partition_count();
        let properties = properties(&schema, partitions);
        RowsExec { input, program, around, schema, properties, metrics: ExecutionPlanMetricsSet::new() }
    }
}

impl DisplayAs for RowsExec {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        let subject = &self.program.policy.graph.subject(self.program.job.kind).name;
        write!(f, "RowsExec: {subject}, {} values", self.program.steps.len())
    }
}

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
        Ok(Arc::new(RowsExec::new(only(children)?, self.program.clone(), self.around.clone())))
    }

    fn with_new_children(self: Arc<Self>, children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        self.replace_children(children, ReplaceChildrenOptions::new(ChildrenPropertiesMode::Recompute))
    }

    fn metrics(&self) -> Option<MetricsSet> {
        Some(self.metrics.clone_inner())
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let (program, around, schema) = (self.program.clone(), self.around.clone(), self.schema.clone());
        let measured = BaselineMetrics::new(&self.metrics, partition);
        let batches = self.input.execute(partition, context)?;
        let compute = move |batch: Result<RecordBatch>| {
            let batch = batch?;
            timed(&measured, || run(&program, &batch, &schema, &around)).record_output(&measured)
        };
        let computed = batches.map(compute);
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema.clone(), computed)))
    }
}

/// Runs a program over one batch.
pub(crate) fn run(
    program: &Program,
    batch: &RecordBatch,
    schema: &Arc<Schema>,
    around: &Around,
) -> Result<RecordBatch> {
    let mut values = Values::new(&program.policy, batch.num_rows());
    let mut lookups = Lookups::new(program, &around.store);
    for step in &program.steps {
        let computed = match &step.kernel {
            Kernel::Column(id) => column(&program.policy, table(program)?, *id, batch)?,
            Kernel::Key(part) => key(*part, batch)?,
            Kernel::Lookup(lookup) => lookups.column(&values, *lookup, batch)?,
            Kernel::IsAbsent(id) => is_absent(program, &values, step.node, *id, batch)?,
            kernel => values.compute(step.node, kernel)?,
        };
        values.keep(step.node, computed);
    }
    let computed = Computed { program, batch, values: &values, lookups: &lookups };
    tell_differing(&computed, around)?;
    let emitted = program.emits.iter().zip(schema.fields());
    let emitted = emitted.map(|(wanted, field)| emit(&computed, *wanted, field.data_type(), &around.too_large));
    let columns = emitted.collect::<Result<Vec<ArrayRef>>>()?;
    let rows = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    Ok(RecordBatch::try_new_with_options(schema.clone(), columns, &rows)?)
}

fn table(program: &Program) -> Result<TableId> {
    program.policy.graph.subject(program.job.kind).table().ok_or_else(|| internal("a column of no table"))
}

/// Whether the cells of a column are absent, which their markers state. If a cell is missing and not absent, the answer
/// is missing.
fn is_absent(
    program: &Program,
    values: &Values<'_>,
    id: NodeId,
    column: ColumnId,
    batch: &RecordBatch,
) -> Result<Column> {
    let table = table(program)?;
    let declared = &program.policy.graph.table(table).column(column).missing;
    let inputs = values.inputs(id)?;
    let [cells] = inputs.as_slice() else { return Err(internal("expected one column")) };
    let Some(codes) = markers(&program.policy, table, column, batch)? else {
        return Ok(Column::whole(Data::YesNo(BooleanBuffer::new_unset(values.rows))));
    };
    let absent = |code: &u8| {
        let marker = code.checked_sub(1).and_then(|at| declared.get(usize::from(at)));
        marker.is_some_and(|marker| marker.absent || fault!(MissingIsAbsent))
    };
    let flags: BooleanBuffer = codes.values().iter().map(absent).collect();
    let known = &flags | &cells.all_there(values.rows);
    Ok(Column { data: Data::YesNo(flags), there: there(known) })
}

/// Reports the subjects with two rows that differ.
fn tell_differing(computed: &Computed<'_>, around: &Around) -> Result<()> {
    if !computed.program.holds_rows_to_one() {
        return Ok(());
    }
    let rows = row_numbers(computed.batch)?;
    for step in &computed.program.steps {
        let Kernel::Lookup(lookup) = step.kernel else { continue };
        for (row, number) in rows.iter().enumerate() {
            let (found, at) = computed.lookups.at(lookup, row)?;
            if found.differs.as_ref().is_some_and(|differs| differs.value(at)) {
                around.differing.tell(step.node, *number, || key_words(computed, row))?;
            }
        }
    }
    Ok(())
}
