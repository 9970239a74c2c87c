//! Rows outside the period: set aside, and said.

use crate::diagnostic::{Code, Diagnostic};

/// What is said of the rows of a table that lie outside the period; `None` where all lie within.
pub fn note(table: &str, rows: u64, outside: u64) -> Option<Diagnostic> {
    (outside > 0).then(|| {
        let message = format!("{outside} of {rows} rows of `{table}` lie outside the period and play no part");
        Diagnostic::input(Code::RowsOutside, None, message).into_note()
    })
}
