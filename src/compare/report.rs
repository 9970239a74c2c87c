//! What a comparison found.

use super::decimal::Decimal;
use super::judge::Within;
use crate::diagnostic::{Diagnostic, has_errors};
use serde::Serialize;

/// A comparison of two files.
#[derive(Clone, Debug, Default)]
pub(crate) struct Report {
    /// The key columns.
    pub key: Vec<String>,
    /// The compared columns, in the order of the expected file.
    pub columns: Vec<ColumnReport>,
    /// Columns that only the result has: not compared.
    pub columns_only_ours: Vec<String>,
    /// Columns that only the expected file has: not compared.
    pub columns_only_expected: Vec<String>,
    /// How far apart numbers may be.
    pub within: Within,
    /// Cells of the results beside the key.
    pub cells: usize,
    /// Rows whose key is in both files.
    pub rows_in_both: usize,
    /// Rows whose key is only in the result.
    pub rows_only_ours: usize,
    /// Rows whose key is only in the expected file.
    pub rows_only_expected: usize,
    /// The cells that differ and are not excused, in the order of the expected file.
    pub differences: Vec<Difference>,
    /// What keeps the comparison from being one: lines of the known exceptions that excuse nothing, columns that are not
    /// in the results.
    pub findings: Vec<Diagnostic>,
}

/// What was found in one column.
#[derive(Clone, Debug, Default)]
pub(crate) struct ColumnReport {
    /// The column's name.
    pub name: String,
    /// How many cells of each kind.
    pub counts: Counts,
    /// The largest |ours − expected| of its numbers; `None` when no two numbers were compared.
    pub largest: Option<Decimal>,
    /// How far apart its numbers were allowed to be: the most of all cells.
    pub within: Option<Decimal>,
    /// Equal cells that show fewer decimals than others of the column do, and would differ at those.
    pub coarse: usize,
    /// Different cells that agree in all the decimals that ours has: the expected ones have more.
    pub beyond_ours: usize,
    /// Different cells where ours is a number and what is expected is none, and the first of these.
    pub no_numbers: (usize, String),
}

/// How many cells of each kind. `compared` is the sum of `equal`, `different` and `known`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Counts {
    /// In a row of both files, where the expected file says a value, or that there is none.
    pub compared: usize,
    /// Compared and equal.
    pub equal: usize,
    /// Compared, not equal and not excused.
    pub different: usize,
    /// Compared, not equal and excused.
    pub known: usize,
    /// Cells of the results of which the expected file says nothing.
    pub not_expected: usize,
    /// Said in a row that only the expected file has, and not excused.
    pub only_expected: usize,
}

/// A cell that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Difference {
    /// The texts of the key, in its order.
    pub key: Vec<String>,
    /// The column's name.
    pub column: String,
    /// The result's text; empty when it is missing there.
    pub ours: String,
    /// The expected text.
    pub expected: String,
}

impl Report {
    /// The counts of all columns together.
    pub(crate) fn totals(&self) -> Counts {
        self.columns.iter().map(|c| c.counts).fold(Counts::default(), Counts::plus)
    }

    /// Cells of the results that nothing was held against, those of rows and columns among them that the expected file
    /// does not have.
    pub(crate) fn not_expected(&self) -> usize {
        self.cells.saturating_sub(self.totals().compared)
    }

    /// Whether the result is as expected: no cell differs or is missing unexcused, and every known exception is needed.
    pub(crate) fn is_clean(&self) -> bool {
        let totals = self.totals();
        totals.different == 0 && totals.only_expected == 0 && !has_errors(&self.findings)
    }
}

impl Counts {
    fn plus(self, other: Counts) -> Counts {
        Counts {
            compared: self.compared + other.compared,
            equal: self.equal + other.equal,
            different: self.different + other.different,
            known: self.known + other.known,
            not_expected: self.not_expected + other.not_expected,
            only_expected: self.only_expected + other.only_expected,
        }
    }
}
