//! What an evaluation gives: one table for each kind of subject, exact and in a fixed order.
//!
//! Nothing is computed here. Writers are in [`mod@write`].

pub mod write;

/// The results of one kind of subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultTable {
    /// The subject's name in the policy.
    pub subject: String,
    /// Key columns, then each output in the order of the page; all of the same length.
    pub columns: Vec<ResultColumn>,
}

impl ResultTable {
    /// How many subjects.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |c| c.cells.len())
    }
}

/// One column of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultColumn {
    /// The header.
    pub name: String,
    /// Whether it is part of the subject's key.
    pub is_key: bool,
    /// The values; an empty cell is missing.
    pub cells: Cells,
}

/// The values of one column of a result. `None` is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cells {
    /// Decimals: whole numbers of units of 10^-scale.
    Decimal {
        /// How many decimals are written.
        scale: u32,
        /// The values, at most 38 digits each.
        units: Vec<Option<i128>>,
    },
    /// Texts, tiers and choices by the text they have in files.
    Text(Vec<Option<String>>),
    /// Dates, in days since 1970-01-01.
    Date(Vec<Option<i32>>),
    /// Yes or no.
    YesNo(Vec<Option<bool>>),
}

impl Cells {
    /// How many cells.
    pub fn len(&self) -> usize {
        match self {
            Cells::Decimal { units, .. } => units.len(),
            Cells::Text(v) => v.len(),
            Cells::Date(v) => v.len(),
            Cells::YesNo(v) => v.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
