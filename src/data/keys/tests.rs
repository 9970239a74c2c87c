use super::super::testing::{column, id, level, lines, or_missing, table};
use super::*;
use std::thread;

fn batch(file: u32, first_line: u64, keys: &[i64]) -> Batch {
    let values = Column { values: Values::Narrow(keys.to_vec()), missing: None };
    let lines = (first_line..).take(keys.len()).collect();
    Batch { file, first_row: first_line - 2, rows: keys.len(), columns: vec![values], lines, ..Batch::default() }
}

fn files() -> Vec<BoundFile> {
    vec![BoundFile::new("a.csv"), BoundFile::new("b.csv")]
}

fn report(table: &TableSchema, batches: &[&Batch]) -> Vec<String> {
    let check = KeyCheck::default();
    thread::scope(|scope| {
        for batch in batches {
            scope.spawn(|| check.add(table, batch));
        }
    });
    let defects = Defects::new("service");
    check.report(table, &files(), &defects);
    lines(&defects.into_report())
}

#[test]
fn each_later_row_is_told_in_whatever_order_they_come() {
    let table = table(vec![id("row_id")]);
    let (a, b, c) = (batch(0, 2, &[17, 3, 17]), batch(0, 5, &[17, 4]), batch(1, 2, &[3, 5]));
    let help = "keep one of the rows, or declare a key that distinguishes the rows of `service`";
    let expected = [
        format!("a.csv:4, column `row_id`: `row_id` 17 is already in line 2, here and in 1 more row | {help}"),
        format!("b.csv:2, column `row_id`: `row_id` 3 is already in line 3 of `a.csv` | {help}"),
    ];
    for order in [[&a, &b, &c], [&c, &b, &a], [&b, &c, &a], [&b, &a, &c]] {
        assert_eq!(report(&table, &order), expected);
    }
    assert_eq!(report(&table, &[&a, &b, &c, &b, &a]), expected, "a row is no duplicate of itself");
}

#[test]
fn keys_of_several_columns_do_not_run_together() {
    let mut table = table(vec![column("a", ColumnKind::Text), column("b", ColumnKind::Text), level("c")]);
    table.key = vec![ColumnId::at(0), ColumnId::at(1), ColumnId::at(2)];
    let texts = |t: [&str; 3]| Column { values: Values::Text(t.into_iter().collect()), missing: None };
    let levels = Column { values: Values::Choice(vec![1, 1, 1]), missing: None };
    let columns = vec![texts(["ab", "a", "ab"]), texts(["c", "bc", "c"]), levels];
    let batch = Batch { file: 0, first_row: 0, rows: 3, columns, lines: vec![2, 3, 4], ..Batch::default() };
    let told = report(&table, &[&batch]);
    assert_eq!(told.len(), 1);
    assert!(told[0].starts_with("a.csv:4: `a` `ab`, `b` `c`, `c` `高` are already in line 2 |"), "{told:?}");
}

#[test]
fn a_key_without_a_value_is_told() {
    let table = table(vec![or_missing(id("row_id"), &[""])]);
    let mut batch = batch(1, 2, &[0, 0]);
    batch.columns[0].missing = Some(vec![1, 0]);
    assert_eq!(
        report(&table, &[&batch]),
        [
            "b.csv:2, column `row_id`: `row_id` is part of the key and has no value here | give every row a value in each column of the key"
        ]
    );
}
