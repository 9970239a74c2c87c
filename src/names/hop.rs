//! Single steps from one kind of subject to another, and ways of several steps.

use super::id::*;
use crate::calendar::TimeUnit;
use crate::schema::{ColumnId, TableId};

/// A step: each subject of one kind has exactly one subject of another kind, whose key consists of these values.
#[derive(Clone, Debug)]
pub struct Hop {
    /// Its name: that of a reference, a factor or the subject that is reached.
    pub name: String,
    /// The kind of subject at the start.
    pub from: SubjectId,
    /// The kind of subject at the end.
    pub to: SubjectId,
    /// The origins of the parts of the key at the end, one for each part.
    pub parts: Vec<KeyPartOrigin>,
}

/// Where a part of a key comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPartOrigin {
    /// Steps from the current subject. Empty for the subject itself.
    pub way: Vec<HopId>,
    /// The value at the end of the steps.
    pub local: Local,
}

/// A value of a subject that can be part of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Local {
    /// A column of the row.
    Column(TableId, ColumnId),
    /// A part of the key of a group or product.
    Key(usize),
    /// The period of the calendar that contains the date of a row.
    PeriodOf(TimeUnit, TableId, ColumnId),
}

/// The shortest way to a kind of subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// The steps.
    pub hops: Vec<HopId>,
    /// Another way of the same length, if there is one. The way is then ambiguous, and a finding reports it.
    pub other: Option<Vec<HopId>>,
}
