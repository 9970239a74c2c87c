//! A table of a policy as DataFusion sees it, over the project's only reader and its checks.

use super::scan::{Scan, scan};
use crate::plan::columns::table_schema;
use async_trait::async_trait;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::Result;
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_plan::ExecutionPlan;
use std::sync::Arc;

/// A table of a policy.
#[derive(Debug)]
pub(crate) struct PolicyTable {
    scan: Arc<Scan>,
    schema: SchemaRef,
}

impl PolicyTable {
    /// The table for a scan.
    pub(crate) fn new(scan: Arc<Scan>) -> PolicyTable {
        PolicyTable { schema: table_schema(&scan.bound.policy, scan.bound.table), scan }
    }
}

#[async_trait]
impl TableProvider for PolicyTable {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        _: &[Expr],
        _: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let all: Vec<usize> = (0..self.schema.fields().len()).collect();
        let partitions = state.config().target_partitions();
        let projection = projection.unwrap_or(&all).clone();
        Ok(Arc::new(scan(self.scan.clone(), &self.schema, projection, partitions)?))
    }
}
