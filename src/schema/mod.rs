//! The declared shape of the data: tables, their columns and the legal cells of files.
//!
//! This is all that the readers know about a policy. Ids are positions in their owner's list. Illegal cells of files
//! and of the policy get the same answers: [`explain`] says what is wrong, [`cure`] how to correct the spelling, and
//! [`words`] helps with the wording.

pub(crate) mod cure;
mod damage;
pub(crate) mod explain;
pub(crate) mod words;

pub use damage::Damage;

use crate::ids::{IdVec, ids};
use crate::number::{Interval, Width};
use std::sync::Arc;

ids! {
    /// A table of a policy.
    TableId;

    /// A column of one table.
    ColumnId;

    /// A choice (a closed list of values) of a policy.
    ChoiceId;
}

/// The tables of a policy.
pub(crate) type Tables = IdVec<TableId, TableSchema>;

/// A declared table: rows with a key.
#[derive(Clone, Debug)]
pub struct TableSchema {
    /// The name in the policy; data is bound to it.
    pub name: String,
    /// The label for people, if the policy has one.
    pub label: Option<String>,
    /// The text of its `///` lines.
    pub doc: Option<String>,
    /// The columns whose values together identify a row, in the order of the key; never empty.
    pub key: Vec<ColumnId>,
    /// Every declared column, in the order of the policy.
    pub columns: IdVec<ColumnId, ColumnSchema>,
    /// The column with the date of the event, if the table has one.
    pub dated: Option<ColumnId>,
    /// Whether the table can be without data; then it has no rows.
    pub optional: bool,
    /// Whether its rows are part of the policy. Then no file contains them, and no data is required.
    pub on_page: bool,
    /// References that consist of several values of a row. Each is compared with the keys of its table.
    pub references: Vec<Reference>,
}

/// Columns of a row that together identify a row of another table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The table that is referred to.
    pub to: TableId,
    /// The columns of the row, in the order of that table's key.
    pub columns: Vec<ColumnId>,
}

impl TableSchema {
    /// A column.
    pub fn column(&self, id: ColumnId) -> &ColumnSchema {
        &self.columns[id]
    }

    /// Whether the column is part of the key.
    pub fn is_key(&self, id: ColumnId) -> bool {
        self.key.contains(&id)
    }
}

/// A declared column.
#[derive(Clone, Debug)]
pub struct ColumnSchema {
    /// The name in the policy.
    pub name: String,
    /// The header in the file: the name itself unless the policy binds another text (`"完成度(%)" as completion`).
    pub header: String,
    /// The label for people, if the policy has one.
    pub label: Option<String>,
    /// What the `///` lines above it say.
    pub doc: Option<String>,
    /// The kind of its cells.
    pub kind: ColumnKind,
    /// The texts that mean that the value is not known, or that it does not exist. If there are none, every cell must
    /// have a value.
    pub missing: Vec<Marker>,
    /// The condition under which a cell is absent, if the policy has one: a cell is absent exactly if it holds.
    pub absent_when: Option<AbsentWhen>,
    /// Whether rows are grouped by it, so that every row must have a value.
    pub groups: bool,
    /// Whether the column is about a person, so that no cell of it may be shown. It is marked so in the policy, or it
    /// refers to rows of a table whose key is.
    pub private: bool,
    /// Whether the policy marks it as private. For a reference that is not marked, only its text is private, and not
    /// the values of the row to which it refers.
    pub marked_private: bool,
}

impl ColumnSchema {
    /// Whether the policy says that a value can be missing, and not only absent.
    pub fn can_be_missing(&self) -> bool {
        self.missing.iter().any(|marker| !marker.absent)
    }
}

/// A condition on another column of the same row: its cell is one of the values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AbsentWhen {
    /// The other column.
    pub column: ColumnId,
    /// Its values: positions in its choice; for yes and no 1 and 0.
    pub values: Vec<u32>,
    /// The condition as it is written in the policy.
    pub words: String,
}

/// A text of the file that means a missing value, or an absent one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marker {
    /// The whole cell, which must match exactly; `""` is the empty cell.
    pub text: String,
    /// Why the value is missing, if the policy says so (`"NA" because "too new to be measured"`).
    pub reason: Option<String>,
    /// Whether it means that the value does not exist, and not that it is not known.
    pub absent: bool,
}

/// The text that is shown instead of a private value.
pub(crate) const PRIVATE: &str = "(private)";

/// The separator of the values of a set in a cell.
pub(crate) const SET_SEPARATOR: char = ';';

/// The largest number of values in the choice of a set: a bit for each.
pub(crate) const SET_VALUES: usize = 64;

/// The kind of the cells of a column, and how a text is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Any text.
    Text,
    /// A number with a fixed count of decimals: count, rating, share, money, number.
    Number(NumberColumn),
    /// A value of a closed list.
    Choice(ChoiceId, Arc<[ChoiceText]>),
    /// Any number of values of a closed list of at most 64, joined by [`SET_SEPARATOR`]; the empty cell is the empty
    /// set.
    Set(ChoiceId, Arc<[ChoiceText]>),
    /// A calendar date, written `2026-11-21`.
    Date,
    /// Yes or no, by the texts given for each.
    YesNo {
        /// The texts that mean yes.
        yes: Vec<String>,
        /// The texts that mean no.
        no: Vec<String>,
    },
}

impl ColumnKind {
    /// The largest distance of a number from zero, in units of the last decimal, if there is a limit.
    pub fn most_units(&self) -> Option<i128> {
        match self {
            ColumnKind::Number(number) => number.range.most_units(number.scale),
            _ => None,
        }
    }
}

/// How a column of numbers is read and stored: as a whole number of units of 10^-scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberColumn {
    /// Decimals, 0..=30.
    pub scale: u32,
    /// The legal values, both ends included; a value outside is a defect.
    pub range: Interval,
    /// Whether further digits are rounded half even (`read half even`) and not a defect.
    pub read_half_even: bool,
    /// The integers that hold every legal value at that scale; never [`Width::Big`]: a column without a range is
    /// limited to 38 digits.
    pub width: Width,
}

/// The texts of a file that mean one value of a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceText {
    /// The name in the policy.
    pub name: String,
    /// The texts, which must match exactly; results write the first one.
    pub texts: Vec<String>,
}
