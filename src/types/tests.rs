//! The tests of a policy, typed: rows of tables and the expected values.

use super::check_context::ParamValues;
use super::units::Unit;
use crate::names::{SubjectId, ValueId};
use crate::number::Rational;
use crate::schema::{ColumnId, TableId};
use crate::source::Span;

/// A test with its rows and expectations.
#[derive(Clone, Debug)]
pub struct TestModel {
    /// What the test shows.
    pub title: String,
    /// Where its title is written.
    pub span: Span,
    /// Values of params that replace those of the policy.
    pub params: ParamValues,
    /// `period 2026Q1`
    pub period: Option<(String, Span)>,
    /// `as of 2026-03-31`, in days since 1970-01-01.
    pub as_of: Option<i32>,
    /// The rows.
    pub given: Vec<GivenTable>,
    /// The expectations.
    pub expects: Vec<ExpectModel>,
}

/// Rows of one table.
#[derive(Clone, Debug)]
pub struct GivenTable {
    /// The table.
    pub table: TableId,
    /// The columns that have cells.
    pub columns: Vec<ColumnId>,
    /// The rows; each has one cell for each column.
    pub rows: Vec<Vec<GivenCell>>,
}

/// A cell of a test.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum GivenCell {
    /// Missing, with the position of its marker.
    Missing(u8),
    /// A number, in units of 10^-scale of its column.
    Number(i128),
    /// The position in the choice.
    Choice(u32),
    /// A text.
    Text(String),
    /// Days since 1970-01-01.
    Date(i32),
    /// Yes or no.
    YesNo(bool),
    /// Values of a choice: a bit for each position.
    Set(u64),
}

/// One expectation.
#[derive(Clone, Debug)]
pub struct ExpectModel {
    /// The kind of subject.
    pub subject: SubjectId,
    /// The value that is checked.
    pub value: ValueId,
    /// The key of the subject, one cell for each key column.
    pub key: Vec<GivenCell>,
    /// The expected value.
    pub expected: Expected,
    /// The clause that must be reported with the value.
    pub told: ExpectedClause,
    /// The whole expectation.
    pub span: Span,
}

/// A clause of an eligibility that must be among the reported clauses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExpectedClause {
    /// The clause of the regulation.
    pub cite: Option<String>,
    /// The reason, or a part of it.
    pub because: Option<String>,
}

/// The value that is expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Missing; with a text, also for a reason that contains the text.
    Missing(Option<String>),
    /// This number, in the base of the unit.
    Number(Rational, Unit),
    /// This value of the choice.
    Choice(u32),
    /// Yes or no.
    YesNo(bool),
    /// This text.
    Text(String),
    /// This day.
    Date(i32),
}
