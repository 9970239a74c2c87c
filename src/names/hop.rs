//! Steps from one kind of subject to another, and ways of several.

use super::id::*;
use crate::calendar::TimeUnit;
use crate::schema::{ColumnId, TableId};

/// A step: each subject of a kind has one of another kind, which these values name.
#[derive(Clone, Debug)]
pub struct Hop {
    /// What it is called: a reference, a factor, or what is reached.
    pub name: String,
    /// From which kind of subject.
    pub from: SubjectId,
    /// To which.
    pub to: SubjectId,
    /// One for each part of the key there.
    pub parts: Vec<KeyPartOrigin>,
}

/// Where a part of a key comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPartOrigin {
    /// Steps from the subject in hand; none: the subject itself.
    pub way: Vec<HopId>,
    /// The value there.
    pub local: Local,
}

/// A value of a subject that can be part of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Local {
    /// A column of the row.
    Column(TableId, ColumnId),
    /// A part of the key of a group or product.
    Key(usize),
    /// The stretch of the calendar that the date of a row lies in.
    PeriodOf(TimeUnit, TableId, ColumnId),
}

/// The shortest way to a kind of subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// The steps.
    pub hops: Vec<HopId>,
    /// Another way of the same length, when there is one: then neither is taken silently.
    pub other: Option<Vec<HopId>>,
}
