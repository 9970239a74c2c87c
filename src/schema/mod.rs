//! The declared shape of the data: tables, their columns and what a cell of a file may say.
//!
//! This is all that the readers know of a policy. Ids are positions in their owner's list. Cells of files and of the page are
//! answered alike where they are no value: [`explain`] says what is wrong, [`cure`] how to write what is written otherwise,
//! and [`words`] helps to say it.

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
    /// What people call it, when the policy says so.
    pub label: Option<String>,
    /// What its `///` lines say.
    pub doc: Option<String>,
    /// The columns whose values together name a row, in the order of the key; never empty.
    pub key: Vec<ColumnId>,
    /// Every declared column, in the order of the page.
    pub columns: IdVec<ColumnId, ColumnSchema>,
    /// The column with the date of the event, where the table has one.
    pub dated: Option<ColumnId>,
    /// Whether it may be without data: then it has no rows.
    pub optional: bool,
    /// Whether its rows are part of the policy: then no file has them, and nothing asks for data of it.
    pub on_page: bool,
    /// References made of several values of a row, each held against the keys of its table.
    pub references: Vec<Reference>,
}

/// Columns of a row that together name a row of another table.
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
    /// What people call it, when the policy says so.
    pub label: Option<String>,
    /// What the `///` lines above it say.
    pub doc: Option<String>,
    /// What a cell holds.
    pub kind: ColumnKind,
    /// The texts that mean that the value is not known, or that there is no such thing. Empty: every cell must have a
    /// value.
    pub missing: Vec<Marker>,
    /// When there is no such thing, where the policy says so: exactly then a cell is absent.
    pub absent_when: Option<AbsentWhen>,
    /// Whether rows are grouped by it, so that every row must have a value.
    pub groups: bool,
    /// Whether it is about a person, and no cell of it may be shown: marked so on the page, or it names rows of a table
    /// whose key is.
    pub private: bool,
    /// Whether the page marks it. Of a reference that is not marked only the text is private, and not what it refers to.
    pub marked_private: bool,
}

impl ColumnSchema {
    /// Whether the page says that a value may be missing: not only absent.
    pub fn can_be_missing(&self) -> bool {
        self.missing.iter().any(|marker| !marker.absent)
    }
}

/// A condition on another column of the same row: its cell is one of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AbsentWhen {
    /// The other column.
    pub column: ColumnId,
    /// Its values: positions in its choice; of yes and no 1 and 0.
    pub values: Vec<u32>,
    /// The condition as it stands on the page.
    pub words: String,
}

/// A text of the file that stands for a missing value, or for one that does not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marker {
    /// The whole cell, exactly; `""` is the empty cell.
    pub text: String,
    /// Why the value is missing, when the policy says so (`"NA" because "too new to be measured"`).
    pub reason: Option<String>,
    /// Whether it means that there is no such thing, and not that the value is not known.
    pub absent: bool,
}

/// What stands in the place of a private value where it would be shown.
pub(crate) const PRIVATE: &str = "(private)";

/// What stands between the values of a set in a cell.
pub(crate) const SET_SEPARATOR: char = ';';

/// The most values of a choice that sets are made of: a bit for each.
pub(crate) const SET_VALUES: usize = 64;

/// What the cells of a column hold, and how a text is read as it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Any text.
    Text,
    /// A number with a fixed count of decimals: count, rating, share, money, number.
    Number(NumberColumn),
    /// A value of a closed list.
    Choice(ChoiceId, Arc<[ChoiceText]>),
    /// Any number of values of a closed list of at most 64, joined by [`SET_SEPARATOR`]; the empty cell is the empty set.
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
    /// What no number is further from zero than, in units of the last decimal, where there is an end.
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
    /// What holds every legal value at that scale; never [`Width::Big`]: an unbounded column is limited to 38 digits.
    pub width: Width,
}

/// The texts of a file that mean one value of a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceText {
    /// The name in the policy.
    pub name: String,
    /// The texts, exactly; the first is also what results write.
    pub texts: Vec<String>,
}
