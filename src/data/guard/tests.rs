//! The report on cells that are absent although they must not be.

use super::super::testing::{id, lines, rating, read_csv_by, table, yes_no};
use crate::ids::Id;
use crate::schema::{AbsentWhen, ColumnId, ColumnSchema, Marker, TableSchema};

/// A table with a score that is absent if and only if the row is open.
fn guarded() -> TableSchema {
    let absent = Marker { text: String::new(), reason: None, absent: true };
    let when = AbsentWhen { column: ColumnId::at(1), values: vec![1], words: "open".into() };
    let score = ColumnSchema { missing: vec![absent], absent_when: Some(when), ..rating("score") };
    table(vec![id("row_id"), yes_no("open"), score])
}

#[test]
fn what_is_told_of_a_column_does_not_depend_on_the_size_of_batches() {
    // The last rows are wrong on their own. The rows before them contradict the other cell.
    let rows = (0..90).map(|n| match n {
        0..60 => format!("{n},是,{}\n", if n % 3 == 0 { "2" } else { "" }),
        _ => format!("{n},否,7\n"),
    });
    let text = rows.fold("row_id,open,score\n".to_owned(), |text, row| text + &row);
    let report = |size| lines(&read_csv_by(size, &guarded(), &text).1);
    let expected = report(1);
    assert_eq!(expected.len(), 2);
    let told = |at: usize, start: &str, more: &str| expected[at].starts_with(start) && expected[at].contains(more);
    assert!(
        told(0, "x.csv:2, column `score`: `score` has a value, but `open` is true", "in 19 more rows"),
        "{expected:?}"
    );
    assert!(told(1, "x.csv:62, column `score`: `7` is outside 1..5", "in 29 more rows"), "{expected:?}");
    for size in [2, 7, 64, 8192] {
        assert_eq!(report(size), expected, "{size} rows at a time");
    }
}
