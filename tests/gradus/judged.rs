//! Expectations and checks: `test`, `compare` and checks, from the view of a user.

use crate::program::{Program, scratch};
use std::fs;
use tempfile::TempDir;

const POLICY: &str = r#"policy p
table t {
  key id : text
  x : number 0..9 with 12 decimals or missing "?"
}
param least = 1
check enough of t error = x > least  cite "2.1"
tree s of t {
  1 a = x
  missing propagates
}
"#;

const DATA: &str = "id,x\na,1\nb,?\nc,2.5\n";

/// A pack with a manifest and its expected files.
fn pack(policy: &str, manifest: &str, files: &[(&str, &str)]) -> (TempDir, String) {
    let folder = scratch();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("policy.grad", policy);
    write("gradus.toml", &format!("[data]\nt = \"t.csv\"\n\n{manifest}"));
    write("t.csv", DATA);
    files.iter().for_each(|(name, text)| write(name, text));
    let path = folder.path().to_str().unwrap().to_owned();
    (folder, path)
}

#[test]
fn a_value_where_none_is_expected_fails() {
    let expected = [("e.csv", "id,s\na,1\nb,\nc,2.5\n")];
    let (_folder, path) = pack(POLICY, "[expected.t]\nfile = \"e.csv\"\n", &expected);
    let out = Program::new(&["test", &path]).ends_with(0);
    assert!(out.stdout.contains(": 3 cells, 12 without an expected value … ok\n"), "{}", out.stdout);
    assert!(
        out.stdout.contains("no expected values for t: enough, enough_missing, s_coverage, s_missing\n"),
        "{}",
        out.stdout
    );
    assert!(
        out.stderr
            .contains("`enough` does not hold for 1 of 3 `t` (2.1): a; it cannot be decided for 1: b (x is missing)")
    );

    let filled = POLICY.replace("1 a = x\n", "1 a = x default 3\n").replace("  missing propagates\n", "");
    let (_folder, path) = pack(&filled, "[expected.t]\nfile = \"e.csv\"\n", &expected);
    let out = Program::new(&["test", &path]).ends_with(1);
    assert!(out.stdout.contains("| b  | s      | 3    |          |"), "{}", out.stdout);
    let (_folder, path) = pack(&filled, "[expected.t]\nfile = \"e.csv\"\nempty = \"anything\"\n", &expected);
    assert!(Program::new(&["test", &path]).ends_with(0).stdout.contains(": 2 cells, "));
    let said = [("e.csv", "id,s\na,1\nb,n/a\nc,2.5\n")];
    let manifest = "[expected.t]\nfile = \"e.csv\"\nempty = \"anything\"\nno-value = \"n/a\"\n";
    let (_folder, path) = pack(&filled, manifest, &said);
    Program::new(&["test", &path]).ends_with(1);
    let (_folder, path) = pack(POLICY, manifest, &said);
    Program::new(&["test", &path]).ends_with(0);
}

#[test]
fn rows_columns_and_reasons_of_which_nothing_is_said_are_counted() {
    let (_folder, path) = pack(POLICY, "[expected.t]\nfile = \"e.csv\"\n", &[("e.csv", "id,s,s_missing\na,1,\n")]);
    let out = Program::new(&["test", &path]).ends_with(0);
    assert!(out.stdout.contains(": 2 cells, 13 without an expected value … ok\n"), "{}", out.stdout);
    let (_folder, path) = pack(POLICY, "[expected.t]\nfile = \"e.csv\"\n", &[("e.csv", "id,s\na,1\nz,\n")]);
    assert!(Program::new(&["test", &path]).ends_with(1).stdout.contains("1 only expected"));
}

#[test]
fn digits_and_tolerance_neither_hide_nor_invent() {
    let policy = "policy p\ntable t {\n  key id : text\n  x : number 0..9 with 16 decimals\n}\ntree s of t = x\n";
    let number = "1.1535213649999583";
    let held = |said: &str, expected: &str| {
        let file = format!("id,s\na,{expected}\n");
        let (folder, path) = pack(policy, &format!("[expected.t]\nfile = \"e.csv\"\n{said}"), &[("e.csv", &file)]);
        fs::write(folder.path().join("t.csv"), format!("id,x\na,{number}\n")).unwrap();
        Program::new(&["compare", &path]).code()
    };
    for said in ["digits = 8\n", "digits = 12\n", "", "tolerance = \"1e-12\"\n", "tolerance = 0.000001\n"] {
        assert_eq!(held(said, number), 0, "{said}");
    }
    for expected in ["1.15352136", "1.15352137", "1.15352136499996E+00", "115352136499996E-14"] {
        assert_eq!(held("digits = 8\n", expected), 0, "{expected}");
    }
    assert_eq!(held("digits = 8\n", "1.15352138"), 1);
    assert_eq!(held("digits = 8\n", "1.153521"), 1, "zeros that were not written count");
    assert_eq!(held("", "1.153521"), 0);
    assert_eq!(held("tolerance = 0\n", "1.153521"), 1);
    assert_eq!(held("digits = 8\ntolerance = 1\n", number), 2);
    assert_eq!(held("tolerance = -1\n", number), 2);
}

#[test]
fn files_of_the_same_settings_share_an_evaluation_by_any_evaluator() {
    let manifest = "[[expected.t]]\nfile = \"e.csv\"\n\n[[expected.t]]\nfile = \"f.csv\"\nparams = { least = 2 }\n\n\
                    [[expected.t]]\nfile = \"g.csv\"\n";
    let files = [
        ("e.csv", "id,enough\na,no\nb,\nc,yes\n"),
        ("f.csv", "id,enough\na,no\nb,\nc,yes\n"),
        ("g.csv", "id,enough_missing\na,\nb,x is missing\nc,\n"),
    ];
    let (_folder, path) = pack(POLICY, manifest, &files);
    let titles = |extra: &[&str]| {
        let out = Program::new(&[&["test", &path], extra].concat()).ends_with(0);
        let lines = out.stdout.lines().filter(|l| l.contains("expected results of"));
        assert_eq!(out.stderr.matches("(2.1)").count(), 1, "what holds for both settings is told once: {}", out.stderr);
        lines.map(|l| l.split("results").nth(1).unwrap().to_owned()).collect::<Vec<_>>()
    };
    let by_reference = titles(&["--evaluator", "reference"]);
    assert!(by_reference[1].starts_with(" of t (least = 2)"), "{by_reference:?}");
    assert_eq!(titles(&[]), by_reference);
    if cfg!(feature = "engine") {
        assert_eq!(titles(&["--threads", "3", "--memory", "200MB"]), by_reference);
        let out = Program::new(&["compare", &path, "--memory", "1MB", "--evaluator", "reference"]).ends_with(2);
        assert!(out.stderr.contains("has no memory limit"));
    }
    let json =
        |extra: &[&str]| Program::new(&[&["compare", &path, "--format", "json"], extra].concat()).ends_with(0).stdout;
    assert_eq!(json(&[]), json(&["--evaluator", "reference"]));
}

#[test]
fn a_check_that_cannot_be_told_is_counted() {
    let (folder, path) = pack(POLICY, "", &[]);
    let report = folder.path().join("r.json");
    let args = ["eval", &path, "--report", report.to_str().unwrap()];
    let out = Program::new(&args).ends_with(1);
    assert!(out.stdout.starts_with("id,enough,enough_missing,s,"), "{}", out.stdout);
    assert!(out.stdout.contains("\nb,,x is missing,"), "{}", out.stdout);
    assert!(
        out.stderr
            .contains("`enough` does not hold for 1 of 3 `t` (2.1): a; it cannot be decided for 1: b (x is missing)")
    );
    let account = fs::read_to_string(&report).unwrap();
    for line in ["\"holds\": 1,", "\"fails\": 1,", "\"unknown\": 1,", "\"not_asked\": 0,", "\"x is missing\""] {
        assert!(account.contains(line), "{line}\n{account}");
    }
    fs::write(folder.path().join("t.csv"), "id,x\nb,?\nc,2.5\n").unwrap();
    let out = Program::new(&["eval", &path, "--messages", "json"]).ends_with(1);
    assert!(out.stderr.contains("\"check-unknown\""), "{}", out.stderr);
    let asked = POLICY.replace("error =", "error when x is not missing =");
    fs::write(folder.path().join("policy.grad"), asked).unwrap();
    let out = Program::new(&["eval", &path]).ends_with(0);
    assert!(out.stdout.contains("\nb,,enough does not apply,"), "{}", out.stdout);
    // If it is unknown whether a check applies, the reason is the missing value.
    let doubtful = POLICY.replace("error =", "error when x > 1 =");
    fs::write(folder.path().join("policy.grad"), doubtful).unwrap();
    let out = Program::new(&["eval", &path]).ends_with(1);
    assert!(out.stdout.contains("\nb,,x is missing,"), "{}", out.stdout);
    assert!(out.stderr.contains("cannot be decided for 1 of 2 `t` (2.1): b (x is missing)"), "{}", out.stderr);
    let warning = POLICY.replace("error =", "warning =");
    fs::write(folder.path().join("policy.grad"), warning).unwrap();
    assert!(
        Program::new(&["eval", &path])
            .ends_with(0)
            .stderr
            .contains("`enough` cannot be decided for 1 of 2 `t` (2.1): b")
    );
}

#[test]
fn a_file_of_a_spreadsheet_is_read_or_says_how() {
    let file = "\u{feff}id;s\r\na;1\r\nb;\r\nc;2.5\r\n";
    let (_folder, path) = pack(POLICY, "[expected.t]\nfile = \"e.csv\"\nseparator = \";\"\n", &[("e.csv", file)]);
    Program::new(&["test", &path]).ends_with(0);
    let (_folder, path) = pack(POLICY, "[expected.t]\nfile = \"e.csv\"\n", &[("e.csv", file)]);
    let out = Program::new(&["test", &path]).ends_with(2);
    assert!(out.stderr.contains("write `separator = \";\"`"), "{}", out.stderr);
    let (_folder, path) = pack(POLICY, "[expected.t]\nfile = \"e.csv\"\nseparator = \";;\"\n", &[("e.csv", file)]);
    assert!(Program::new(&["test", &path]).ends_with(2).stderr.contains("cannot separate cells"));
}

#[test]
fn an_expected_file_may_lie_beside_the_policy_though_the_data_does_not() {
    let (folder, path) = pack(POLICY, "[expected.t]\nfile = \"e.csv\"\n", &[("e.csv", "id,s\na,1\nb,\nc,2.5\n")]);
    let manifest = "data-root-env = \"JUDGED\"\n[data]\nt = \"t.csv\"\n[expected.t]\nfile = \"e.csv\"\n";
    fs::write(folder.path().join("gradus.toml"), manifest).unwrap();
    let data = scratch();
    fs::write(data.path().join("t.csv"), DATA).unwrap();
    let test = || Program::new(&["test", &path]).env("JUDGED", data.path());
    test().ends_with(0);
    fs::copy(folder.path().join("e.csv"), data.path().join("e.csv")).unwrap();
    assert!(test().ends_with(2).stderr.contains("is next to the policy and also with the data"));
    fs::remove_file(folder.path().join("e.csv")).unwrap();
    test().ends_with(0);
    fs::remove_file(data.path().join("e.csv")).unwrap();
    assert!(test().ends_with(2).stderr.contains("with the data or next to the policy"));
}
