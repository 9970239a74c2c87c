//! The declared shape of the data: tables, their columns and what a cell of a file may say.
//!
//! This is all that the readers know of a policy. Ids are positions in their owner's list.

use crate::number::{Interval, Width};

/// A table of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableId(pub usize);

/// A column of one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ColumnId(pub usize);

/// A choice (a closed list of values) of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChoiceId(pub usize);

/// A declared table: rows with a key.
#[derive(Clone, Debug)]
pub struct TableSchema {
    /// The name in the policy; data is bound to it.
    pub name: String,
    /// What people call it, when the policy says so.
    pub label: Option<String>,
    /// The columns whose values together name a row, in the order of the key; never empty.
    pub key: Vec<ColumnId>,
    /// Every declared column, in the order of the page.
    pub columns: Vec<ColumnSchema>,
    /// The column with the date of the event, where the table has one.
    pub dated: Option<ColumnId>,
}

impl TableSchema {
    /// The column with this id, where the id is of this table.
    pub fn column(&self, id: ColumnId) -> Option<&ColumnSchema> {
        self.columns.get(id.0)
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
    /// What a cell holds.
    pub kind: ColumnKind,
    /// The texts that mean that the value is not known. Empty: every cell must have a value.
    pub missing: Vec<Marker>,
}

/// A text of the file that stands for a missing value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marker {
    /// The whole cell, exactly; `""` is the empty cell.
    pub text: String,
    /// Why the value is missing, when the policy says so (`"NA" because "too new to be measured"`).
    pub reason: Option<String>,
}

/// What the cells of a column hold, and how a text is read as it.
#[derive(Clone, Debug)]
pub enum ColumnKind {
    /// Any text.
    Text,
    /// A number with a fixed count of decimals: count, rating, share, money, number.
    Number(NumberColumn),
    /// A value of a closed list.
    Choice(ChoiceId, Vec<ChoiceText>),
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

/// How a column of numbers is read and stored: as a whole number of units of 10^-scale.
#[derive(Clone, Debug)]
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
#[derive(Clone, Debug)]
pub struct ChoiceText {
    /// The name in the policy.
    pub name: String,
    /// The texts, exactly; the first is also what results write.
    pub texts: Vec<String>,
}
