//! Rows that are set aside because other rows are.

use super::super::form::{AtMost, Damaged, Treatment};
use super::super::testing::{Folder, column, id, or_missing, table};
use super::super::{Binding, BoundFile, Form, TableReport, Values, load_all};
use crate::ids::Id;
use crate::schema::{ColumnId, ColumnKind, Damage, Reference, TableId, TableSchema, Tables};

/// A table with a key, and a second column that refers to a table.
fn referring(name: &str, to: usize) -> TableSchema {
    let mut schema = table(vec![id("id"), or_missing(id("to"), &[""])]);
    schema.name = name.into();
    schema.references = vec![Reference { to: TableId::at(to), columns: vec![ColumnId::at(1)] }];
    schema
}

fn form(treatment: Treatment) -> Form {
    let named = [(Damage::DanglingReference, treatment), (Damage::DuplicateKey, Treatment::SetAside)];
    Form {
        damaged: Damaged { others: Treatment::SetAside, named: named.into() },
        at_most: AtMost::rows(u64::MAX),
        ..Form::default()
    }
}

/// Returns the keys that are left of each table, and what happened to its rows.
fn left(tables: impl Into<Tables>, files: &[&str], treatment: Treatment) -> Vec<(Vec<i64>, TableReport)> {
    let folder = Folder::new();
    let bind = |(at, text): (usize, &&str)| {
        let name = format!("{at}.csv");
        let file = BoundFile::named(folder.write(&name, text), name).with(form(treatment).into());
        Some(Binding { files: vec![file], ..Binding::default() })
    };
    let bindings = files.iter().enumerate().map(bind).collect();
    let (batches, told) = load_all(&tables.into(), &bindings).unwrap();
    let keys = batches.into_iter().map(|batch| match batch.unwrap().columns.remove(0).values {
        Values::Narrow(keys) => keys,
        other => panic!("{other:?}"),
    });
    keys.zip(told.tables).collect()
}

fn counts(report: &TableReport) -> (u64, u64, u64) {
    (report.read, report.used, report.aside)
}

#[test]
fn what_refers_to_a_row_that_falls_falls_with_it() {
    let own = || vec![referring("own", 0)];
    // 1 leads nowhere, 2 leads to 1, and 3 to 2. 4 and 5 lead to each other, 6 refers to nothing, and 7 leads to 6.
    let file = "id,to\n3,2\n2,1\n1,9\n4,5\n5,4\n6,\n7,6\n";
    let found = left(own(), &[file], Treatment::SetAside);
    assert_eq!((found[0].0.as_slice(), counts(&found[0].1)), ([4, 5, 6, 7].as_slice(), (7, 4, 3)));
    let found = left(own(), &[file], Treatment::Missing);
    assert_eq!((found[0].0.len(), counts(&found[0].1)), (7, (7, 7, 0)));
    assert_eq!(found[0].1.counts[0].count, 1, "only the first led nowhere");
}

#[test]
fn tables_that_refer_to_each_other_are_gone_through_until_nothing_falls() {
    let tables = vec![referring("a", 1), referring("b", 0)];
    // b 1 leads nowhere, so a 1 is set aside, then b 2, then a 2. a 3 and b 3 refer to each other.
    let (a, b) = ("id,to\n1,1\n2,2\n3,3\n", "id,to\n1,9\n2,1\n3,3\n");
    let found = left(tables, &[a, b], Treatment::SetAside);
    assert_eq!((found[0].0.as_slice(), found[1].0.as_slice()), ([3].as_slice(), [3].as_slice()));
    assert_eq!((counts(&found[0].1), counts(&found[1].1)), ((3, 1, 2), (3, 1, 2)));
}

#[test]
fn the_first_row_with_a_key_stays_whatever_becomes_of_it() {
    let tables = || vec![table(vec![id("id")]), referring("b", 0)];
    // The first row with key 1 refers to a row that does not exist and is set aside. The second row with key 1 is a
    // duplicate and is set aside all the same.
    let found = left(tables(), &["id\n5\n", "id,to\n1,9\n1,5\n2,5\n"], Treatment::SetAside);
    assert_eq!((found[1].0.as_slice(), counts(&found[1].1)), ([2].as_slice(), (3, 1, 2)));
    // A row that is set aside for a cell has no key.
    let found = left(tables(), &["id\nx\n5\n", "id,to\n1,5\n1,y\n2,5\n"], Treatment::SetAside);
    assert_eq!((found[1].0.as_slice(), counts(&found[1].1)), ([1, 2].as_slice(), (3, 2, 1)));
}

#[test]
fn values_about_persons_are_not_shown() {
    let mut schema = table(vec![column("phone", ColumnKind::Text)]);
    schema.columns[ColumnId::at(0)].private = true;
    let found = {
        let folder = Folder::new();
        let file = BoundFile::named(folder.write("x.csv", "phone\n555\n555\n=7\n"), "x.csv");
        let file = file.with(form(Treatment::SetAside).into());
        let binding = Binding { files: vec![file], ..Binding::default() };
        load_all(&vec![schema].into(), &vec![Some(binding)].into()).unwrap().1
    };
    let listed = &found.tables[0].listed;
    assert_eq!(listed.len(), 2);
    assert!(listed.iter().all(|entry| entry.value.is_none()));
    let said: String = found.tables[0].findings().iter().map(|f| f.message.clone() + "\n").collect();
    assert!(said.contains("`phone` (private) is already in line 2") && !said.contains("555"), "{said}");
}
