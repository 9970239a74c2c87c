//! The outcome of a comparison.

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
    /// Columns that only the result has, which are not compared.
    pub columns_only_ours: Vec<String>,
    /// Columns that only the expected file has, which are not compared.
    pub columns_only_expected: Vec<String>,
    /// How far apart numbers may be.
    pub within: Within,
    /// The number of cells of the results, without the key.
    pub cells: usize,
    /// Rows whose key is in both files.
    pub rows_in_both: usize,
    /// Rows whose key is only in the result.
    pub rows_only_ours: usize,
    /// Rows whose key is only in the expected file.
    pub rows_only_expected: usize,
    /// The cells that differ and are not excused, in the order of the expected file.
    pub differences: Vec<Difference>,
    /// What makes the comparison incomplete: lines of the known differences that excuse nothing, and columns that the
    /// results do not have.
    pub findings: Vec<Diagnostic>,
}

/// The outcome for one column.
#[derive(Clone, Debug, Default)]
pub(crate) struct ColumnReport {
    /// The column's name.
    pub name: String,
    /// The number of cells with each outcome.
    pub counts: Counts,
    /// The largest |ours − expected| of its numbers; `None` if no two numbers were compared.
    pub largest: Option<Decimal>,
    /// How far apart its numbers were allowed to be: the largest distance of all cells.
    pub within: Option<Decimal>,
    /// Equal cells that show fewer decimals than other cells of the column, and would differ at the full number of
    /// decimals.
    pub coarse: usize,
    /// Different cells that agree in all decimals of the result: the expected cells have more decimals.
    pub beyond_ours: usize,
    /// Different cells for which the result is a number and the expected cell is not, and the first of these expected
    /// cells.
    pub no_numbers: (usize, String),
}

/// The number of cells with each outcome. `compared` is the sum of `equal`, `different` and `known`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Counts {
    /// Cells in a row of both files for which the expected file has a value, or says that there is none.
    pub compared: usize,
    /// Compared and equal.
    pub equal: usize,
    /// Compared, not equal and not excused.
    pub different: usize,
    /// Compared, not equal and excused.
    pub known: usize,
    /// Cells of the results for which the expected file says nothing.
    pub not_expected: usize,
    /// Expected cells in a row that only the expected file has, not excused.
    pub only_expected: usize,
}

/// A cell that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Difference {
    /// The texts of the key, in its order.
    pub key: Vec<String>,
    /// The column's name.
    pub column: String,
    /// The text of the result; empty if the value is missing.
    pub ours: String,
    /// The expected text.
    pub expected: String,
}

impl Report {
    /// Returns the sum of the counts of all columns.
    pub(crate) fn totals(&self) -> Counts {
        self.columns.iter().map(|c| c.counts).fold(Counts::default(), Counts::plus)
    }

    /// Returns the number of cells of the results that were compared with nothing, including rows and columns that the
    /// expected file does not have.
    pub(crate) fn not_expected(&self) -> usize {
        self.cells.saturating_sub(self.totals().compared)
    }

    /// Whether the result is as expected: no cell differs or is missing without excuse, and every known difference is
    /// needed.
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
