use super::report::Counts;
use super::{Decimal, Kind, Options, Report, Shape, Sheet, SheetStyle, Tall, Wide, Within};
use super::{compare_files, compare_results};
use crate::diagnostic::{Code, Diagnostic};
use std::fs;
use tempfile::tempdir;

fn run(ours: &str, expected: &str, known: Option<&str>, options: Options) -> Result<Report, Vec<Diagnostic>> {
    let folder = tempdir().unwrap();
    let path = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let options = Options { known: known.map(|text| path("known.csv", text)), ..options };
    compare_files(&path("ours.csv", ours), &path("expected.csv", expected), &options)
}

fn by(key: &[&str]) -> Options {
    Options { key: key.iter().map(|k| (*k).to_owned()).collect(), ..Options::default() }
}

fn report(ours: &str, expected: &str) -> Report {
    run(ours, expected, None, by(&["k"])).unwrap()
}

fn codes(errors: &[Diagnostic]) -> Vec<Code> {
    errors.iter().map(|d| d.code).collect()
}

#[test]
fn equal_files_are_clean_in_any_order_of_rows_and_columns() {
    let r = report("k,a,b\n1,x,0.50\n2,y,\n", "b,k,a\n,2,y\n0.5,1,x\n");
    assert!(r.is_clean());
    assert_eq!(r.totals(), Counts { compared: 4, equal: 4, ..Counts::default() });
    assert_eq!(r.columns.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["b", "a"]);
    assert_eq!((r.rows_in_both, r.rows_only_ours, r.rows_only_expected), (2, 0, 0));
}

#[test]
fn cells_are_counted_by_kind() {
    let r = report("k,a\n1,1\n2,1\n3,\n4,1\n5,\n", "k,a\n5,\n4,\n3,1\n2,2\n1,1\n");
    assert_eq!(r.totals(), Counts { compared: 5, equal: 2, different: 3, ..Counts::default() });
    assert!(!r.is_clean());
    let found: Vec<_> =
        r.differences.iter().map(|d| (d.key[0].as_str(), d.ours.as_str(), d.expected.as_str())).collect();
    assert_eq!(found, [("4", "1", ""), ("3", "", "1"), ("2", "1", "2")], "in the order of the expected file");
}

fn written(empty_is_anything: bool, no_value: &[&str]) -> Options {
    let no_value = no_value.iter().map(|text| (*text).to_owned()).collect();
    Options { written: SheetStyle { empty_is_anything, no_value, ..SheetStyle::default() }, ..by(&["k"]) }
}

#[test]
fn a_comparison_of_nothing_is_not_clean() {
    let report = run("k,a\n1,x\n", "k,a\n1,\n", None, written(true, &[])).unwrap();
    assert!(!report.is_clean());
    assert_eq!(report.findings.iter().map(|f| f.code).collect::<Vec<_>>(), [Code::NothingCompared]);
}

#[test]
fn an_empty_expected_cell_expects_no_value() {
    assert!(!report("k,a\n1,x\n2,y\n3,z\n", "k,a\n1,\n3,z\n").is_clean());
    assert!(report("k,a\n1,\n3,z\n", "k,a\n1,\n3,z\n").is_clean());
    let anything = run("k,a\n1,x\n2,y\n3,z\n", "k,a\n1,\n3,z\n", None, written(true, &[])).unwrap();
    assert!(anything.is_clean());
    assert_eq!((anything.cells, anything.not_expected(), anything.totals().not_expected), (3, 2, 2));
}

#[test]
fn a_text_says_that_there_is_no_value() {
    let expected = "k,a\n1,NA\n2,\n3,z\n";
    let r = run("k,a\n1,\n2,y\n3,z\n", expected, None, written(true, &["NA", "-"])).unwrap();
    assert_eq!(r.totals(), Counts { compared: 2, equal: 2, not_expected: 1, ..Counts::default() });
    assert!(!run("k,a\n1,x\n2,y\n3,z\n", expected, None, written(true, &["NA"])).unwrap().is_clean());
}

#[test]
fn cells_that_a_wide_or_tall_file_does_not_have_say_nothing() {
    let wide = Wide {
        part: "m".into(),
        values: vec!["x".into(), "y".into()],
        columns: vec![("score".into(), "{m}_score".into()), ("rank".into(), "{m}_rank".into())],
    };
    let options = Options { shape: Shape::Wide(wide), ..by(&["k", "m"]) };
    let ours = "k,m,score,rank\n1,x,5,1\n1,y,,2\n";
    let r = run(ours, "k,x_score,y_score,x_rank\n1,5,,1\n2,,,\n", None, options.clone()).unwrap();
    assert!(r.is_clean());
    assert_eq!(r.totals(), Counts { compared: 3, equal: 3, not_expected: 1, ..Counts::default() });
    let errors = run(ours, "id,x_score,x_rank\n1,5,1\n", None, options).unwrap_err();
    assert_eq!((errors[0].code, errors[0].message.ends_with("has no column `k`")), (Code::CompareColumns, true));

    let tall = Tall { patterns: vec![("{what}".into(), "value".into())] };
    let options = Options { shape: Shape::Tall(tall), ..by(&["k"]) };
    let r = run("k,a,b\n1,5,6\n2,7,8\n", "k,what,value\n1,a,5\n1,b,6\n2,b,8\n", None, options.clone()).unwrap();
    assert!(r.is_clean());
    assert_eq!((r.totals().compared, r.not_expected()), (3, 1));
    assert_eq!(
        codes(&run("k,a\n1,5\n", "k,what,value\n1,a,\n1,a,5\n", None, options).unwrap_err()),
        [Code::CompareKey]
    );
}

#[test]
fn a_row_that_is_expected_to_have_no_values_is_expected() {
    let r = report("k,a\n1,x\n", "k,a\n1,x\n2,\n");
    assert!(!r.is_clean());
    assert_eq!(r.totals().only_expected, 1);
}

#[test]
fn a_file_with_other_separators_is_read_or_says_how() {
    let options = |separator| Options { written: SheetStyle { separator, ..SheetStyle::default() }, ..by(&["k"]) };
    assert!(run("k;a\r\n1;x\r\n", "\u{feff}k;a\r\n1;x\r\n", None, options(b';')).unwrap().is_clean());
    let errors = run("k,a\n1,x\n", "k;a\n1;x\n", None, by(&["k"])).unwrap_err();
    let help = errors[0].help.as_deref().unwrap();
    assert!(help.starts_with("its cells seem to be separated by `;`"), "{help}");
    let errors = run("k,a\n1,x\n", "k;a\n1;0,5\n", None, by(&["k"])).unwrap_err();
    assert_eq!((errors[0].code, errors[0].help.as_deref() == Some(help)), (Code::RaggedRow, true));
    let r = run("k;a\n1;0.5\n", "k;a\n1;0,5\n", None, options(b';')).unwrap();
    assert!(
        r.to_table(None).contains("the first is `0,5`; write numbers with a decimal point"),
        "{}",
        r.to_table(None)
    );
}

#[test]
fn numbers_that_were_stored_are_known_in_memory() {
    use crate::results::{Cells, ResultColumn, ResultTable};
    let column =
        |name: &str, is_key, cells| ResultColumn { name: name.into(), is_key, restricted: false, cells, most: None };
    let table = ResultTable {
        subject: "t".into(),
        columns: vec![
            column("k", true, Cells::Text(vec![Some("1".into())])),
            column("third", false, Cells::Decimal { scale: 12, units: vec![Some(333_333_333_333)] }),
            column("code", false, Cells::Text(vec![Some("1.10".into())])),
        ],
    };
    let held = |expected: &str| {
        let folder = tempdir().unwrap();
        let path = folder.path().join("expected.csv");
        fs::write(&path, expected).unwrap();
        let ours = Sheet::of_results(&table, vec![Kind::Unknown, Kind::Stored, Kind::Texts]);
        compare_results(&ours, &path, &by(&["k"])).unwrap()
    };
    assert!(held("k,third,code\n1,0.3333333333333333,1.10\n").is_clean());
    assert_eq!(held("k,third,code\n1,0.333333333334,1.1\n").totals().different, 2);
    assert_eq!(held("k,code\n1,1.10\n").not_expected(), 1);
}

#[test]
fn a_tolerance_and_what_hides_is_said() {
    let within = Within::Tolerance(Decimal::parse("0.001").unwrap());
    let r = run("k,a\n1,0.5\n", "k,a\n1,0.501\n", None, Options { within, ..by(&["k"]) }).unwrap();
    assert!(r.is_clean() && r.to_table(None).contains("numbers are equal within 0.001\n"));
    let r = report("k,a\n1,3.4\n2,0.25\n", "k,a\n1,3\n2,0.25\n");
    assert!(r.is_clean());
    assert!(
        r.to_table(None).contains("equal only because they show fewer decimals than other cells of their column: a 1;")
    );
    let r = report("k,a\n1,0.33\n", "k,a\n1,0.3333\n");
    assert!(!r.is_clean());
    assert!(r.to_table(None).contains("different only in decimals that the results do not have: a 1;"));
}

#[test]
fn numbers_are_rounded_for_reading_and_differences_are_seen() {
    let r = report("k,a\n1,0.123456789012\n2,5\n", "k,a\n1,0.123456789999\n2,6.00\n");
    let text = r.to_table(None);
    assert!(text.contains("| 0.123456789 | 0.12345679 |"), "{text}");
    assert!(text.contains("| 5           | 6.00       |"), "{text}");
    assert!(text.ends_with("`--format json` shows them in full\n"), "{text}");
    assert!(!report("k,a\n1,5\n", "k,a\n1,6.00\n").to_table(None).contains("rounded"));
    assert!(r.to_json().contains("0.123456789012"));
}

#[test]
fn rows_of_one_file_are_counted_with_their_filled_cells() {
    let r = report("k,a,b\n1,x,\n", "k,a,b\n2,y,z\n");
    assert_eq!((r.rows_in_both, r.rows_only_ours, r.rows_only_expected), (0, 1, 1));
    assert_eq!(r.totals(), Counts { not_expected: 2, only_expected: 2, ..Counts::default() });
    assert!(r.differences.is_empty() && !r.is_clean());
}

#[test]
fn columns_of_one_file_are_listed() {
    let r = report("k,a,mine\n1,x,1\n", "theirs,k,a\n2,1,x\n");
    assert_eq!(
        (r.columns_only_ours.as_slice(), r.columns_only_expected.as_slice()),
        (&["mine".to_owned()][..], &["theirs".to_owned()][..])
    );
    assert!(r.is_clean());
}

#[test]
fn the_largest_difference_is_exact_and_before_rounding() {
    let r = report("k,a,b\n1,1.004,x\n2,-2.5,x\n3,7,y\n", "k,a,b\n1,1.00,x\n2,-2,x\n3,n/a,y\n");
    assert_eq!(r.columns[0].largest.as_ref().unwrap().to_string(), "0.5");
    assert_eq!(r.columns[1].largest, None);
    assert_eq!((r.columns[0].counts.equal, r.columns[0].counts.different), (2, 1));
}

#[test]
fn digits_say_how_far_apart_numbers_may_be() {
    let digits = |n| Options { within: Within::Digits(n), ..by(&["k"]) };
    assert!(run("k,a\n1,0.12\n", "k,a\n1,0.1249\n", None, digits(2)).unwrap().is_clean());
    assert!(!run("k,a\n1,0.12\n", "k,a\n1,0.1249\n", None, digits(3)).unwrap().is_clean());
}

#[test]
fn a_key_of_several_columns() {
    let r = run("a,b,v\n1,x,1\n1,y,2\n", "a,b,v\n1,y,2\n1,x,3\n", None, by(&["a", "b"])).unwrap();
    assert_eq!(r.differences.len(), 1);
    assert_eq!(r.differences[0].key, ["1", "x"]);
}

#[test]
fn a_key_in_two_rows_is_an_error() {
    let errors = run("k,a\n1,x\n1,y\n", "k,a\n2,x\n2,y\n", None, by(&["k"])).unwrap_err();
    assert_eq!(codes(&errors), [Code::CompareKey, Code::CompareKey]);
    assert_eq!(errors[0].location.as_ref().unwrap().line, Some(3));
    let many = format!("k,a\n{}", "1,x\n".repeat(20));
    let errors = run(&many, "k,a\n", None, by(&["k"])).unwrap_err();
    assert_eq!((errors.len(), errors[10].code), (11, Code::TooManyDefects));
    assert!(errors[10].message.starts_with("9 more rows"));
}

#[test]
fn columns_must_be_found() {
    let errors = run("key,a\n1,x\n", "k,a\n1,x\n", None, by(&["ky"])).unwrap_err();
    assert_eq!(codes(&errors), [Code::CompareColumns, Code::CompareColumns]);
    assert_eq!(errors[0].help.as_deref(), Some("did you mean `key`?"));
    assert_eq!(codes(&run("k,a\n", "k,b\n", None, by(&["k"])).unwrap_err()), [Code::CompareColumns]);
    assert_eq!(codes(&run("k,a\n1,2\n3,4\n", "k,a\n1,2\n", None, by(&[])).unwrap_err()), [Code::CompareColumns]);
    assert_eq!(codes(&run("k,a,a\n", "k,a\n", None, by(&["k"])).unwrap_err()), [Code::ColumnTwice]);
    assert_eq!(codes(&run("", "", None, by(&["k"])).unwrap_err()), [Code::NoHeader, Code::NoHeader]);
}

#[test]
fn known_exceptions_excuse_one_cell_each() {
    let known = "k,column,reason\n1,a,a misprint\n3,a,left out\n";
    let r = run("k,a,b\n1,1,1\n2,2,2\n", "k,a,b\n1,9,9\n2,2,2\n3,3,\n", Some(known), written(true, &[])).unwrap();
    assert_eq!(r.columns[0].counts, Counts { compared: 2, equal: 1, known: 1, ..Counts::default() });
    assert_eq!(r.columns[1].counts, Counts { compared: 2, equal: 1, different: 1, ..Counts::default() });
    assert_eq!(r.differences.iter().map(|d| d.column.as_str()).collect::<Vec<_>>(), ["b"]);
    assert!(r.findings.is_empty() && !r.is_clean());
}

#[test]
fn a_known_exception_must_be_needed() {
    let known = "column,k\na,1\na,2\na,3\nzz,1\na,9\n";
    let r = run("k,a\n1,1\n2,\n3,5\n", "k,a\n1,1\n2,\n3,\n", Some(known), written(true, &[])).unwrap();
    assert_eq!(codes(&r.findings), [Code::KnownAgrees, Code::KnownAgrees, Code::KnownUnused, Code::KnownUnused]);
    assert_eq!(r.findings[0].message, "column `a` of `1` is listed as a known exception, but agrees");
    assert_eq!(r.findings[2].location.as_ref().unwrap().line, Some(5));
    assert!(!r.is_clean());
}

#[test]
fn a_known_exception_reaches_rows_of_one_file() {
    let known = "k,column\n1,a\n2,a\n3,a\n";
    let r = run("k,a\n1,x\n", "k,a\n2,y\n3,\n", Some(known), written(true, &[])).unwrap();
    assert_eq!(r.totals(), Counts { not_expected: 1, ..Counts::default() });
    assert_eq!((codes(&r.findings), r.findings[0].location.as_ref().unwrap().line), (vec![Code::KnownAgrees], Some(4)));
}

#[test]
fn the_known_file_must_have_its_columns() {
    let errors = run("k,a\n", "k,a\n", Some("k,colum\n"), by(&["k"])).unwrap_err();
    assert_eq!((errors[0].code, errors[0].help.as_deref()), (Code::CompareColumns, Some("did you mean `colum`?")));
}

#[test]
fn the_table_is_aligned_markdown() {
    let (ours, expected) = ("k,分,b,x\n甲,1.5,1,\n乙,2,1,\n丁,,1,\n", "k,分,b,y\n甲,3,1,\n乙,2,9,\n丙,1,1,\n");
    let r = report(ours, expected);
    let expected = "\
rows: 2 in both, 1 only ours, 1 only expected
cells: 4 of 9 compared, 5 without an expected value
numbers are equal within half a unit of the last decimal that the expected cell shows
not compared, only ours: x
not compared, only expected: y

| column | compared | equal | different | known | not expected | only expected | largest difference | allowed |
|--------|----------|-------|-----------|-------|--------------|---------------|--------------------|---------|
| 分     |        2 |     1 |         1 |     0 |            1 |             1 |                1.5 |     0.5 |
| b      |        2 |     1 |         1 |     0 |            1 |             1 |                  8 |     0.5 |
| total  |        4 |     2 |         2 |     0 |            2 |             2 |                    |         |

| k  | column | ours | expected |
|----|--------|------|----------|
| 甲 | 分     | 1.5  | 3        |
… and 1 more
";
    assert_eq!(r.to_table(Some(1)), expected);
    assert!(!r.to_table(None).contains('…'));
}

#[test]
fn json_has_a_fixed_order() {
    let known = "k,column\n1,b\n";
    let r = run("k,a,b\n1,1.5,1\n", "k,a,b\n1,3,1\n", Some(known), by(&["k"])).unwrap();
    let expected = r#"{
  "clean": false,
  "key": [
    "k"
  ],
  "rows": {
    "in_both": 1,
    "only_ours": 0,
    "only_expected": 0
  },
  "cells": {
    "all": 2,
    "not_expected": 0
  },
  "numbers": "within half a unit of the last decimal that the expected cell shows",
  "columns_only_ours": [],
  "columns_only_expected": [],
  "columns": [
    {
      "name": "a",
      "compared": 1,
      "equal": 0,
      "different": 1,
      "known": 0,
      "not_expected": 0,
      "only_expected": 0,
      "largest_difference": "1.5",
      "allowed_difference": "0.5",
      "equal_at_fewer_decimals": 0
    },
    {
      "name": "b",
      "compared": 1,
      "equal": 1,
      "different": 0,
      "known": 0,
      "not_expected": 0,
      "only_expected": 0,
      "largest_difference": "0",
      "allowed_difference": "0.5",
      "equal_at_fewer_decimals": 0
    }
  ],
  "totals": {
    "compared": 2,
    "equal": 1,
    "different": 1,
    "known": 0,
    "not_expected": 0,
    "only_expected": 0
  },
  "differences": [
    {
      "key": [
        "1"
      ],
      "column": "a",
      "ours": "1.5",
      "expected": "3"
    }
  ],
  "findings": [
    {
      "code": "known-agrees",
      "line": 2,
      "message": "column `b` of `1` is listed as a known exception, but agrees"
    }
  ]
}
"#;
    assert_eq!(r.to_json(), expected);
}
