use super::{Counts, Options, Report, compare};
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
    compare(&path("ours.csv", ours), &path("expected.csv", expected), &options)
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
    assert_eq!(r.totals(), Counts { compared: 3, equal: 3, ..Counts::default() });
    assert_eq!(r.columns.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["b", "a"]);
    assert_eq!((r.rows_in_both, r.rows_only_ours, r.rows_only_expected), (2, 0, 0));
}

#[test]
fn cells_are_counted_by_kind() {
    let r = report("k,a\n1,1\n2,1\n3,\n4,1\n5,\n", "k,a\n5,\n4,\n3,1\n2,2\n1,1\n");
    assert_eq!(r.totals(), Counts { compared: 3, equal: 1, different: 2, only_ours: 1, ..Counts::default() });
    assert!(!r.is_clean());
    let found: Vec<_> =
        r.differences.iter().map(|d| (d.key[0].as_str(), d.ours.as_str(), d.expected.as_str())).collect();
    assert_eq!(found, [("3", "", "1"), ("2", "1", "2")], "in the order of the expected file");
}

#[test]
fn a_comparison_of_nothing_is_not_clean() {
    let report = report("k,a\n1,x\n", "k,a\n1,\n");
    assert!(!report.is_clean());
    assert_eq!(report.findings.iter().map(|f| f.code).collect::<Vec<_>>(), [Code::NothingCompared]);
}

#[test]
fn what_only_ours_fills_is_no_difference() {
    assert!(report("k,a\n1,x\n2,y\n3,z\n", "k,a\n1,\n3,z\n").is_clean());
}

#[test]
fn rows_of_one_file_are_counted_with_their_filled_cells() {
    let r = report("k,a,b\n1,x,\n", "k,a,b\n2,y,z\n");
    assert_eq!((r.rows_in_both, r.rows_only_ours, r.rows_only_expected), (0, 1, 1));
    assert_eq!(r.totals(), Counts { only_ours: 1, only_expected: 2, ..Counts::default() });
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
    let r = report("k,a,b\n1,1.004,x\n2,-2.5,\n3,7,y\n", "k,a,b\n1,1.00,x\n2,-2,\n3,n/a,y\n");
    assert_eq!(r.columns[0].largest.as_ref().unwrap().to_string(), "0.5");
    assert_eq!(r.columns[1].largest, None);
    assert_eq!((r.columns[0].counts.equal, r.columns[0].counts.different), (2, 1));
}

#[test]
fn digits_round_both_sides() {
    let digits = |n| Options { digits: Some(n), ..by(&["k"]) };
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
    let r = run("k,a,b\n1,1,1\n2,2,2\n", "k,a,b\n1,9,9\n2,2,2\n3,3,\n", Some(known), by(&["k"])).unwrap();
    assert_eq!(r.columns[0].counts, Counts { compared: 2, equal: 1, known: 1, ..Counts::default() });
    assert_eq!(r.columns[1].counts, Counts { compared: 2, equal: 1, different: 1, ..Counts::default() });
    assert_eq!(r.differences.iter().map(|d| d.column.as_str()).collect::<Vec<_>>(), ["b"]);
    assert!(r.findings.is_empty() && !r.is_clean());
}

#[test]
fn a_known_exception_must_be_needed() {
    let known = "column,k\na,1\na,2\na,3\nzz,1\na,9\n";
    let r = run("k,a\n1,1\n2,\n3,5\n", "k,a\n1,1\n2,\n3,\n", Some(known), by(&["k"])).unwrap();
    assert_eq!(codes(&r.findings), [Code::KnownAgrees, Code::KnownAgrees, Code::KnownUnused, Code::KnownUnused]);
    assert_eq!(r.findings[0].message, "column `a` of `1` is listed as a known exception, and agrees");
    assert_eq!(r.findings[2].location.as_ref().unwrap().line, Some(5));
    assert!(!r.is_clean());
}

#[test]
fn a_known_exception_reaches_rows_of_one_file() {
    let known = "k,column\n1,a\n2,a\n3,a\n";
    let r = run("k,a\n1,x\n", "k,a\n2,y\n3,\n", Some(known), by(&["k"])).unwrap();
    assert_eq!(r.totals(), Counts { only_ours: 1, ..Counts::default() });
    assert_eq!((codes(&r.findings), r.findings[0].location.as_ref().unwrap().line), (vec![Code::KnownAgrees], Some(4)));
}

#[test]
fn the_known_file_must_have_its_columns() {
    let errors = run("k,a\n", "k,a\n", Some("k,colum\n"), by(&["k"])).unwrap_err();
    assert_eq!((errors[0].code, errors[0].help.as_deref()), (Code::CompareColumns, Some("did you mean `colum`?")));
}

#[test]
fn the_table_is_aligned_markdown() {
    let r = report("k,分,b,x\n甲,1.5,1,\n乙,2,1,\n丁,,1,\n", "k,分,b,y\n甲,3,1,\n乙,2,9,\n丙,1,1,\n");
    let expected = "\
rows: 2 in both, 1 only ours, 1 only expected
not compared, only ours: x
not compared, only expected: y

| column | compared | equal | different | known | only ours | only expected | largest difference |
|--------|----------|-------|-----------|-------|-----------|---------------|--------------------|
| 分     |        2 |     1 |         1 |     0 |         0 |             1 |                1.5 |
| b      |        2 |     1 |         1 |     0 |         1 |             1 |                  8 |
| total  |        4 |     2 |         2 |     0 |         1 |             2 |                    |

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
  "columns_only_ours": [],
  "columns_only_expected": [],
  "columns": [
    {
      "name": "a",
      "compared": 1,
      "equal": 0,
      "different": 1,
      "known": 0,
      "only_ours": 0,
      "only_expected": 0,
      "largest_difference": "1.5"
    },
    {
      "name": "b",
      "compared": 1,
      "equal": 1,
      "different": 0,
      "known": 0,
      "only_ours": 0,
      "only_expected": 0,
      "largest_difference": "0"
    }
  ],
  "totals": {
    "compared": 2,
    "equal": 1,
    "different": 1,
    "known": 0,
    "only_ours": 0,
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
      "message": "column `b` of `1` is listed as a known exception, and agrees"
    }
  ]
}
"#;
    assert_eq!(r.to_json(), expected);
}
