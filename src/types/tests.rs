//! Tests of the language, typed: rows of tables and what must come out.

use super::check_context::ParamValues;
use super::units::Unit;
use crate::names::{SubjectId, ValueId};
use crate::number::Rational;
use crate::schema::{ColumnId, TableId};
use crate::source::Span;

/// A test with its rows and expectations.
#[derive(Clone, Debug)]
pub struct TestModel {
    /// What it shows.
    pub title: String,
    /// Where its title stands.
    pub span: Span,
    /// Values of params that replace those of the policy.
    pub params: ParamValues,
    /// `period 2026Q1`
    pub period: Option<(String, Span)>,
    /// `as of 2026-03-31`, in days since 1970-01-01.
    pub as_of: Option<i32>,
    /// The rows.
    pub given: Vec<GivenTable>,
    /// What must come out.
    pub expects: Vec<ExpectModel>,
}

/// Rows of one table.
#[derive(Clone, Debug)]
pub struct GivenTable {
    /// The table.
    pub table: TableId,
    /// The columns that are given.
    pub columns: Vec<ColumnId>,
    /// The rows; each has one cell for each column.
    pub rows: Vec<Vec<GivenCell>>,
}

/// A cell of a test.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum GivenCell {
    /// Missing, by the position of the marker that says so.
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
    /// Of which kind of subject.
    pub subject: SubjectId,
    /// The value that is looked at.
    pub value: ValueId,
    /// The key of the subject, one cell for each key column.
    pub key: Vec<GivenCell>,
    /// What it must be.
    pub expected: Expected,
    /// What must be told beside it.
    pub told: ExpectedClause,
    /// All of it.
    pub span: Span,
}

/// A clause of an eligibility that must be among those that are told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExpectedClause {
    /// Its clause of the regulation.
    pub cite: Option<String>,
    /// Its reason, or a part of it.
    pub because: Option<String>,
}

/// What a value must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Missing, where a text is given for a reason that contains it.
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
