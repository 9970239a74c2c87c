//! The results of an evaluation: one table for each kind of subject, exact and in a fixed order.
//!
//! Nothing is computed here. Writers are in [`mod@write`].

pub(crate) mod delivery;
mod header;
mod reading;
pub(crate) mod write;

pub(crate) use header::{header, key_header, output_header};
use std::ops::Range;

/// The results of one kind of subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultTable {
    /// The subject's name in the policy.
    pub subject: String,
    /// Key columns, then each output in the order of the policy; all of the same length.
    pub columns: Vec<ResultColumn>,
}

impl ResultTable {
    /// The number of subjects.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |c| c.cells.len())
    }

    /// The approximate number of bytes that its cells take.
    pub(crate) fn bytes(&self) -> usize {
        self.columns.iter().map(|column| column.cells.bytes()).sum()
    }

    /// Adds the rows of another table with the same columns.
    pub(crate) fn append(&mut self, other: ResultTable) {
        for (column, more) in self.columns.iter_mut().zip(other.columns) {
            column.cells.append(more.cells);
        }
    }

    /// Its rows as ranges, each of which is handed over and encoded on its own.
    pub(crate) fn parts(&self) -> impl Iterator<Item = Range<usize>> + use<> {
        let rows = self.rows();
        (0..rows).step_by(PART).map(move |from| from..rows.min(from + PART))
    }

    /// Some of its rows.
    pub(crate) fn slice(&self, rows: Range<usize>) -> ResultTable {
        let part = |column: &ResultColumn| ResultColumn {
            name: column.name.clone(),
            cells: column.cells.slice(rows.clone()),
            ..*column
        };
        ResultTable { subject: self.subject.clone(), columns: self.columns.iter().map(part).collect() }
    }
}

/// One column of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultColumn {
    /// The header.
    pub name: String,
    /// Whether it is part of the subject's key.
    pub is_key: bool,
    /// Whether only some people may see it: it is written to files only, and never shown.
    pub restricted: bool,
    /// For numbers, the largest absolute value that is possible whatever the data, in units of the last decimal; `None`
    /// if the policy knows no bound.
    pub most: Option<i128>,
    /// The values; an empty cell is missing.
    pub cells: Cells,
}

/// The most rows of a part of a table that was evaluated as a whole.
const PART: usize = 1 << 16;

/// About how many bytes an allocation takes in addition to its content.
const ALLOCATED: usize = 24;

/// The values of one column of a result. `None` is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cells {
    /// Decimals: whole numbers of units of 10^-scale.
    Decimal {
        /// The number of decimals that are written.
        scale: u32,
        /// The values, at most 38 digits each.
        units: Vec<Option<i128>>,
    },
    /// Texts, and tiers and choices as the text that they have in files.
    Text(Vec<Option<String>>),
    /// Dates, in days since 1970-01-01.
    Date(Vec<Option<i32>>),
    /// Yes or no.
    YesNo(Vec<Option<bool>>),
    /// The clauses that explain a decision, in the order of the policy.
    Clauses(Vec<Vec<ClauseCell>>),
}

/// A clause that explains a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClauseCell {
    /// The effect of the clause: `include`, `exclude`, `override`, `unknown`, `not met`.
    pub effect: &'static str,
    /// Its condition as written in the policy.
    pub clause: String,
    /// The clause of the regulation.
    pub cite: Option<String>,
    /// The reason; for an override, what was decided, by whom and when.
    pub because: Option<String>,
    /// What is missing to know.
    pub missing: Option<String>,
}

impl ClauseCell {
    /// Returns a clause with its effect.
    pub fn new(
        effect: &'static str,
        clause: &str,
        cite: Option<&str>,
        because: Option<&str>,
        missing: Option<String>,
    ) -> ClauseCell {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        ClauseCell { effect, clause: clause.to_owned(), cite: owned(cite), because: owned(because), missing }
    }

    /// Returns the text in a cell: `exclude 2.1(3): completed home`.
    pub fn text(&self) -> String {
        let cite = self.cite.as_ref().map_or(String::new(), |cite| format!(" {cite}"));
        let missing = self.missing.as_ref().map_or(String::new(), |missing| format!(" ({missing})"));
        format!("{}{cite}: {}{missing}", self.effect, self.because.as_ref().unwrap_or(&self.clause))
    }
}

/// Describes an override: the outcome, by whom, on which day and why.
pub(crate) fn told_words(outcome: bool, told: &[String]) -> String {
    let mut words = if outcome { "yes" } else { "no" }.to_string();
    for (before, text) in [" by ", " on ", ": "].into_iter().zip(told) {
        words.push_str(before);
        words.push_str(text);
    }
    words
}

impl Cells {
    /// About how many bytes the cells take.
    pub fn bytes(&self) -> usize {
        match self {
            Cells::Decimal { units, .. } => size_of_val(units.as_slice()),
            Cells::Text(texts) => {
                let each = texts.iter().flatten().map(|text| text.len() + ALLOCATED);
                size_of_val(texts.as_slice()) + each.sum::<usize>()
            }
            Cells::Date(days) => size_of_val(days.as_slice()),
            Cells::YesNo(flags) => size_of_val(flags.as_slice()),
            Cells::Clauses(listed) => {
                let each = listed.iter().map(|clauses| clauses.len() * (size_of::<ClauseCell>() + 4 * ALLOCATED));
                size_of_val(listed.as_slice()) + each.sum::<usize>()
            }
        }
    }

    /// Adds cells of the same kind.
    pub(crate) fn append(&mut self, other: Cells) {
        if self.is_empty() {
            *self = other;
            return;
        }
        match (self, other) {
            (Cells::Decimal { units, .. }, Cells::Decimal { units: more, .. }) => units.extend(more),
            (Cells::Text(texts), Cells::Text(more)) => texts.extend(more),
            (Cells::Date(days), Cells::Date(more)) => days.extend(more),
            (Cells::YesNo(flags), Cells::YesNo(more)) => flags.extend(more),
            (Cells::Clauses(listed), Cells::Clauses(more)) => listed.extend(more),
            (cells, other) => debug_assert!(false, "cells of one column have one kind: {cells:?}, {other:?}"),
        }
    }

    /// Some of the cells.
    fn slice(&self, rows: Range<usize>) -> Cells {
        fn part<T: Clone>(cells: &[T], rows: Range<usize>) -> Vec<T> {
            cells.get(rows).unwrap_or_default().to_vec()
        }
        match self {
            Cells::Decimal { scale, units } => Cells::Decimal { scale: *scale, units: part(units, rows) },
            Cells::Text(texts) => Cells::Text(part(texts, rows)),
            Cells::Date(days) => Cells::Date(part(days, rows)),
            Cells::YesNo(flags) => Cells::YesNo(part(flags, rows)),
            Cells::Clauses(listed) => Cells::Clauses(part(listed, rows)),
        }
    }

    /// The number of cells.
    pub fn len(&self) -> usize {
        match self {
            Cells::Decimal { units, .. } => units.len(),
            Cells::Text(v) => v.len(),
            Cells::Date(v) => v.len(),
            Cells::YesNo(v) => v.len(),
            Cells::Clauses(v) => v.len(),
        }
    }

    /// Whether there are no cells.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
