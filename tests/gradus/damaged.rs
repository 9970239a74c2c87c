//! The folder `tests/damaged`: packs with one defect each, and the messages and results of the program.
//!
//! Each case contains a manifest, data and two expected files. `expected.txt` has the exit code, standard output and
//! standard error, and `expected.json` has the account of the data. If the variable `GRADUS_BLESS` is set, the test
//! writes both.

use crate::program::{Program, scratch};
use gradus::inside::data::Treatment;
use gradus::inside::diagnostic::Code;
use gradus::inside::schema::Damage;
use std::fs;
use std::path::{Path, PathBuf};

/// The whole output of one run.
struct Seen {
    text: String,
    account: String,
}

fn run(case: &Path, more: &[&str]) -> Seen {
    let folder = scratch();
    let report = folder.path().join("account.json");
    let mut arguments = vec!["eval", case.to_str().unwrap(), "--of", "visit", "--messages", "short", "--report"];
    arguments.push(report.to_str().unwrap());
    arguments.extend(more);
    let (code, stdout, stderr) = Program::new(&arguments).all();
    Seen {
        text: format!("exit code {code}\n\n{stdout}\n{stderr}"),
        account: fs::read_to_string(report).unwrap_or_default(),
    }
}

fn cases() -> Vec<PathBuf> {
    let mut cases: Vec<PathBuf> = fs::read_dir("tests/damaged").unwrap().map(|e| e.unwrap().path()).collect();
    cases.retain(|path| path.join("gradus.toml").is_file());
    cases.sort();
    cases
}

/// The ways to evaluate that must give the same output.
fn ways() -> Vec<Vec<&'static str>> {
    let mut ways = vec![vec!["--evaluator", "reference"]];
    if cfg!(feature = "engine") {
        ways.extend(["1", "5"].map(|threads| vec!["--evaluator", "engine", "--threads", threads]));
    }
    ways
}

#[test]
fn what_is_wrong_with_inputs_is_told_and_treated_as_expected() {
    let blessing = std::env::var_os("GRADUS_BLESS").is_some_and(|v| !v.is_empty());
    let cases = cases();
    let mut wrong = Vec::new();
    for case in &cases {
        for way in ways() {
            let seen = run(case, &way);
            for (name, text) in [("expected.txt", &seen.text), ("expected.json", &seen.account)] {
                let path = case.join(name);
                let expected = fs::read_to_string(&path).unwrap_or_default();
                if *text == expected {
                    continue;
                }
                if blessing {
                    fs::write(&path, text).unwrap();
                } else {
                    wrong.push(format!(
                        "{} by {way:?}: this was expected:\n{expected}\nand this came:\n{text}",
                        path.display()
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(cases.len() >= 50, "{} cases", cases.len());
}

/// If a run succeeded, all rows are accounted for. If it did not, something was refused.
#[test]
fn every_row_is_accounted_for() {
    for case in cases() {
        let text = fs::read_to_string(case.join("expected.txt")).unwrap();
        let account: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(case.join("expected.json")).unwrap()).unwrap();
        for table in account["tables"].as_array().unwrap() {
            let rows = |name: &str| table[name].as_u64().unwrap();
            if text.starts_with("exit code 0") {
                let parts = rows("rows_used") + rows("rows_set_aside") + rows("rows_outside_period");
                assert_eq!(rows("rows_read"), parts, "{}", case.display());
            }
        }
        let refused = account["tables"].to_string().contains("\"done\":\"refused\"");
        assert_eq!(refused, text.starts_with("exit code 2"), "{}", case.display());
        assert!(!text.contains("777"), "{}: a value about a person is shown", case.display());
        assert!(!account.to_string().contains("777"), "{}: a value about a person is shown", case.display());
    }
}

/// Neither inputs nor results are overwritten.
#[test]
fn the_account_spares_other_files() {
    let folder = scratch();
    let result = folder.path().join("out.csv");
    let result = result.to_str().unwrap();
    let run = |report: &str| {
        let arguments = ["eval", "tests/damaged/none", "--of", "visit", "-o", result, "--report", report];
        Program::new(&arguments).ends_with(2).stderr
    };
    assert!(run(result).contains("the account would overwrite the results"));
    assert!(run("tests/damaged/none/visit.csv").contains("would overwrite it"));
}

/// The messages in the manual are messages of the program, and the table of kinds in the manual is right.
#[test]
fn the_manual_tells_of_damage_as_it_is() {
    let page = fs::read_to_string("docs/data.md").unwrap();
    let said: String = cases().iter().map(|case| fs::read_to_string(case.join("expected.txt")).unwrap()).collect();
    let mut blocks = page.split("```messages\n").skip(1).map(|block| block.split("```").next().unwrap());
    let shown: Vec<&str> = blocks.by_ref().flat_map(str::lines).collect();
    let missing: Vec<&&str> = shown.iter().filter(|line| !said.contains(**line)).collect();
    assert!(shown.len() > 20 && missing.is_empty(), "nothing says: {missing:#?}");
    for damage in Damage::ALL {
        let name = damage.name();
        assert!(Code::ALL.iter().any(|code| code.name() == name), "`{name}` is told by no code");
        let row =
            page.lines().find(|line| line.starts_with(&format!("| `{name}` |"))).unwrap_or_else(|| panic!("{name}"));
        let treatments = row.trim_end_matches(" |").rsplit("| ").next().unwrap();
        for treatment in Treatment::ALL.into_iter().filter(|treatment| *treatment != Treatment::Fail) {
            let told = treatments.contains(treatment.word());
            assert_eq!(told, treatment.suits(*damage), "`{name}`: {}", treatment.word());
        }
        assert!(shown.iter().any(|line| line.contains(&format!("[{name}]"))), "no message of `{name}` is shown");
    }
}
