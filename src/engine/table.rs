//! A table of a policy as DataFusion sees it, over the project's one reader and its checks.

use super::scan::scan;
use super::tables::BoundTable;
use crate::data::Defects;
use crate::plan::columns::table_schema;
use async_trait::async_trait;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::Result;
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_plan::ExecutionPlan;
use std::sync::Arc;

/// How the rows of a table are gone through.
#[derive(Debug)]
pub struct Scan {
    /// The table.
    pub bound: Arc<BoundTable>,
    /// Whether rows outside the period count.
    pub all_periods: bool,
    /// Whether cells, keys and references are checked on the way: the first time that the table is read.
    pub checks: bool,
    /// What is found wrong on the way.
    pub defects: Defects,
}

impl Scan {
    /// The next time that a table is gone through.
    pub fn next(bound: Arc<BoundTable>, all_periods: bool) -> Scan {
        let checks = bound.to_be_checked();
        let defects = match checks {
            true => bound.open.defects_of_the_first_time(),
            false => bound.open.defects.again(),
        };
        Scan { bound, all_periods, checks, defects }
    }
}

/// A table of a policy.
#[derive(Debug)]
pub struct PolicyTable {
    scan: Arc<Scan>,
    schema: SchemaRef,
}

impl PolicyTable {
    /// The table that is gone through.
    pub fn new(scan: Arc<Scan>) -> PolicyTable {
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
