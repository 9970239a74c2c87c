//! A table of a policy as DataFusion sees it, over the project's one reader and its checks.

use super::scan::ScanExec;
use crate::data::{BoundFile, Defects, KeyCheck, Piece};
use crate::plan::columns::table_schema;
use crate::plan::program::Policy;
use crate::schema::{TableId, TableSchema};
use async_trait::async_trait;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::Result;
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_plan::ExecutionPlan;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// The files of a table with what is found in them.
#[derive(Debug)]
pub struct BoundTable {
    /// The policy.
    pub policy: Arc<Policy>,
    /// The table.
    pub table: TableId,
    /// The files that are read.
    pub files: Vec<BoundFile>,
    /// The parts of the files that are read on their own.
    pub pieces: Vec<Piece>,
    /// What is wrong with them.
    pub defects: Defects,
    /// The keys that were seen; `None` where another run has checked them.
    pub keys: Option<KeyCheck>,
    /// The first and last day of the rows that count, of a table with a dated column.
    pub dates: Option<(i32, i32)>,
    /// How many rows were read, and how many of them lie outside those days.
    pub counted: Counted,
}

/// Rows that were read, and those of them that do not count.
#[derive(Debug, Default)]
pub struct Counted {
    /// All.
    pub rows: AtomicU64,
    /// Those outside the days that count.
    pub outside: AtomicU64,
}

impl BoundTable {
    /// How the policy declares it.
    pub fn declared(&self) -> &TableSchema {
        self.policy.graph.table(self.table)
    }
}

/// A table of a policy.
#[derive(Debug)]
pub struct PolicyTable {
    bound: Arc<BoundTable>,
    schema: SchemaRef,
}

impl PolicyTable {
    /// The table with these files.
    pub fn new(bound: Arc<BoundTable>) -> PolicyTable {
        PolicyTable { schema: table_schema(&bound.policy, bound.table), bound }
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
        Ok(Arc::new(ScanExec::new(self.bound.clone(), &self.schema, projection, partitions)?))
    }
}
