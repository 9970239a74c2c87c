//! Records of runs, params of the command line, and the version of the language.

use crate::program::{Program, scratch};
use std::fs;
use std::path::Path;

const POLICY: &str = "policy m
param lift = 2
param strict : yes/no = no
param wait = 20 minutes
choice form { phone, paper }
param first_form : form = paper
table a {
  key id : text
  x : number 0..10 with 1 decimal
}
tree s of a = x * lift
let most of all = max(x of a, if empty missing)
tree r of a = most - x
";

/// A pack with its data.
fn pack() -> tempfile::TempDir {
    let folder = scratch();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("policy.grad"), POLICY).unwrap();
    fs::write(at("gradus.toml"), "language = 1\n[data]\na = \"a.csv\"\n[params]\nlift = 5\n").unwrap();
    fs::write(at("a.csv"), "id,x\nA,1\nB,2\n").unwrap();
    folder
}

fn run(folder: &Path, args: &[&str], code: i32) -> (String, String) {
    let out = Program::new(args).within(folder).ends_with(code);
    (out.stdout, out.stderr)
}

#[test]
fn a_run_is_recorded_and_made_again() {
    let folder = pack();
    let at = |name: &str| folder.path().join(name);
    let eval = ["eval", ".", "--param", "lift=3", "--as-of", "2026-03-31", "--record"];
    let results = run(folder.path(), &[eval.as_slice(), &["r.json"]].concat(), 0).0;
    assert!(results.contains("\nA,3.0"), "{results}");
    let record = fs::read_to_string(at("r.json")).unwrap();
    for part in [
        "\"lift\": \"3\"",
        "\"wait\": \"1200\"",
        "\"first_form\": \"paper\"",
        "\"as_of\": \"2026-03-31\"",
        "\"rows_read\": 2",
    ] {
        assert!(record.contains(part), "{part}: {record}");
    }
    // The bytes are the same with every evaluator.
    run(folder.path(), &[eval.as_slice(), &["again.json", "--evaluator", "reference"]].concat(), 0);
    assert_eq!(fs::read_to_string(at("again.json")).unwrap(), record);
    let (out, told) = run(folder.path(), &["verify", "r.json"], 0);
    assert!(out.is_empty() && told.ends_with("no differences: the run matches its record\n"), "{out}{told}");
    // Only the changed files and results are reported.
    fs::write(at("a.csv"), "id,x\nA,1\nB,3\n").unwrap();
    let (out, _) = run(folder.path(), &["verify", "r.json"], 1);
    let lines: Vec<&str> = out.lines().map(|line| line.split(':').next().unwrap()).collect();
    assert_eq!(lines, ["data.a[a.csv].sha256", "results.a.sha256"]);
    fs::write(at("a.csv"), "id,x\nA,1\nB,2\n").unwrap();
    fs::write(at("policy.grad"), POLICY.replace("x * lift", "x * lift + 0")).unwrap();
    let (out, _) = run(folder.path(), &["verify", "r.json"], 1);
    let lines: Vec<&str> = out.lines().map(|line| line.split(':').next().unwrap()).collect();
    assert_eq!(lines, ["policy[policy.grad].bytes", "policy[policy.grad].sha256"]);
    fs::write(at("policy.grad"), POLICY).unwrap();
    fs::write(at("gradus.toml"), "[data]\na = \"a.csv\"\n").unwrap();
    assert!(run(folder.path(), &["verify", "r.json"], 1).0.starts_with("policy[gradus.toml].bytes"));
    fs::write(at("no.json"), "{\"record\": 99}").unwrap();
    assert!(run(folder.path(), &["verify", "no.json"], 2).1.contains("it has version 99"));
    fs::remove_file(at("a.csv")).unwrap();
    assert!(run(folder.path(), &["verify", "r.json"], 2).1.contains("a.csv"));
}

#[test]
fn frozen_statistics_are_recorded_and_what_is_read_is_never_written_over() {
    let folder = pack();
    run(folder.path(), &["freeze", ".", "-o", "f.csv", "--record", "f.json"], 0);
    run(folder.path(), &["verify", "f.json"], 0);
    run(folder.path(), &["eval", ".", "--frozen", "f.csv", "--record", "r.json"], 0);
    run(folder.path(), &["verify", "r.json"], 0);
    let before = fs::read_to_string(folder.path().join("f.csv")).unwrap();
    for option in ["-o", "--record", "--report"] {
        let (_, told) =
            run(folder.path(), &["eval", ".", "--frozen", "f.csv", option, "./f.csv", "--format", "csv"], 2);
        assert!(told.contains("would overwrite it"), "{option}: {told}");
    }
    let same = ["eval", ".", "--report", "x.json", "--record", "x.json"];
    assert!(run(folder.path(), &same, 2).1.contains("the record would overwrite"));
    assert_eq!(fs::read_to_string(folder.path().join("f.csv")).unwrap(), before);
    fs::write(folder.path().join("f.csv"), before.replace(",2,", ",3,")).unwrap();
    let out = run(folder.path(), &["verify", "r.json"], 1).0;
    assert!(out.starts_with("frozen.sha256") && out.contains("results.a.sha256"), "{out}");
}

#[test]
fn a_frozen_file_is_made_again_or_it_is_said_what_differs() {
    let folder = pack();
    let at = |name: &str| folder.path().join(name);
    run(folder.path(), &["freeze", ".", "-o", "f.csv", "--param", "lift=3"], 0);
    let made = fs::read_to_string(at("f.csv")).unwrap();
    let row = made.lines().last().unwrap();
    for part in ["2,run,m,", "\"\"lift\"\":\"\"3\"\"", "\"\"rows_read\"\":2", "\"\"command\"\":\"\"freeze\"\"", "a.csv"]
    {
        assert!(row.contains(part), "{part}: {row}");
    }
    let verify = |code: i32| run(folder.path(), &["verify", "f.csv"], code);
    assert!(verify(0).1.ends_with("no differences: the run matches its record\n"));
    // A spreadsheet has saved the file.
    fs::write(at("f.csv"), made.replace('\n', "\r\n")).unwrap();
    verify(0);
    run(folder.path(), &["eval", ".", "--param", "lift=3", "--frozen", "f.csv"], 0);
    fs::write(at("f.csv"), &made).unwrap();
    // Other data, and its consequences.
    fs::write(at("a.csv"), "id,x\nA,1\nB,3\n").unwrap();
    let out = verify(1).0;
    let statistic = "statistics[`max(x of a, if empty missing)` of `most`]: in the file 2, now 3";
    assert!(out.starts_with("data.a[a.csv].sha256") && out.ends_with(&format!("{statistic}\n")), "{out}");
    assert!(out.contains("results.statistics.sha256"), "{out}");
    fs::write(at("a.csv"), "id,x\nA,1\nB,2\n").unwrap();
    // A statistic that was changed by hand.
    fs::write(at("f.csv"), made.replace("[],2,", "[],4,")).unwrap();
    let out = verify(1).0;
    let lines: Vec<&str> = out.lines().collect();
    assert!(lines[0].starts_with("file.sha256: recorded `"), "{out}");
    assert_eq!(lines[1..], [statistic.replace("file 2, now 3", "file 4, now 2")]);
    // A changed rule that gives the same value.
    fs::write(at("f.csv"), &made).unwrap();
    fs::write(at("policy.grad"), POLICY.replace("x : number 0..10", "x : number 0..11")).unwrap();
    assert!(verify(1).0.ends_with("of `most`]: 2 as before, but computed from something else\n"));
    fs::write(at("policy.grad"), POLICY).unwrap();
    let bare: String = made.lines().filter(|line| *line != row).map(|line| format!("{line}\n")).collect();
    fs::write(at("f.csv"), bare).unwrap();
    assert!(verify(2).1.contains("its statistics have no record"));
}

#[test]
fn a_run_that_cannot_be_made_again_says_what_differs_as_far_as_it_went() {
    let folder = pack();
    let at = |name: &str| folder.path().join(name);
    run(folder.path(), &["eval", ".", "--record", "r.json"], 0);
    let began = |out: &str| -> Vec<String> { out.lines().map(|l| l.split(':').next().unwrap().to_string()).collect() };
    fs::write(at("policy.grad"), POLICY.replace("= x * lift", "= y * lift")).unwrap();
    let (out, told) = run(folder.path(), &["verify", "r.json"], 2);
    assert_eq!(began(&out), ["policy[policy.grad].sha256"], "{told}");
    assert!(told.contains("the run could not be repeated completely; found so far: 1 difference\n"), "{told}");
    assert!(told.contains("error[unknown-name]"), "{told}");
    fs::write(at("policy.grad"), POLICY).unwrap();
    fs::write(at("a.csv"), "id,x\nA,1\nB,99\n").unwrap();
    let (out, told) = run(folder.path(), &["verify", "r.json"], 2);
    assert_eq!(began(&out), ["data.a[a.csv].bytes", "data.a[a.csv].sha256"], "{told}");
    assert!(told.contains("`99` is outside 0..10"), "{told}");
    fs::write(at("a.csv"), "id,x\nA,1\nB,2\n").unwrap();
    fs::write(at("gradus.toml"), "[dat]\n").unwrap();
    let (out, told) = run(folder.path(), &["verify", "r.json"], 2);
    assert!(out.starts_with("policy[gradus.toml].bytes") && told.contains("unknown field `dat`"), "{out}{told}");
}

#[test]
fn params_of_the_command_line_are_exact_and_go_before_the_manifest() {
    let folder = pack();
    let with = |param: &str| run(folder.path(), &["eval", ".", "-q", "--param", param], 0).0;
    assert!(run(folder.path(), &["eval", ".", "-q"], 0).0.contains("\nA,5.0"));
    assert!(with("lift=9007199254740993.5").contains("\nB,18014398509481987."), "{}", with("lift=9007199254740993.5"));
    assert!(with("lift=50%").contains("\nA,0.5"));
    with("wait=0.5 hours");
    with("wait=3 hours");
    with("first_form=phone");
    let explained = run(folder.path(), &["explain", ".", "--subject", "id=A", "--param", "lift=4"], 0).0;
    assert!(explained.contains("s = 4"), "{explained}");
    run(folder.path(), &["freeze", ".", "--param", "lift=4"], 0);
    for (param, told) in [
        ("lfit=3", "did you mean `lift`?"),
        ("zzz=3", "the params are `lift`, `strict`, `wait`, `first_form`"),
        ("wait=3", "`wait` is a duration in the policy, but this is a plain number"),
        ("wait=3", "write it in the unit of the policy: `3 minutes`"),
        ("lift=3 hours", "write it without a unit, as in the policy: `3`"),
        ("strict=maybe", "`strict` takes yes or no"),
        ("first_form=fax", "`first_form` takes a value of `form`"),
        ("lift=two", "`two` is not a number"),
        ("lift", "`--param lift` has no value"),
    ] {
        let (_, stderr) = run(folder.path(), &["eval", ".", "--param", param, "--messages", "short"], 2);
        assert!(stderr.contains(told), "{param}: {stderr}");
    }
    // A policy that has only warnings accepts params, too.
    let warned = POLICY.replace("policy m", "policy m \"a\u{200b}b\"");
    fs::write(folder.path().join("policy.grad"), warned).unwrap();
    assert!(with("lift=50%").contains("\nA,0.5"));
    assert!(run(folder.path(), &["eval", ".", "--param", "lfit=3"], 2).1.contains("did you mean `lift`?"));
    fs::write(folder.path().join("policy.grad"), POLICY).unwrap();
    let twice = ["eval", ".", "--param", "lift=1", "--param", "lift=2"];
    assert!(run(folder.path(), &twice, 2).1.contains("duplicate `--param lift`"));
    // Expected files are compared with results for the param of the command line, but tests of the language use the
    // param of the policy.
    let manifest = fs::read_to_string(folder.path().join("gradus.toml")).unwrap();
    fs::write(folder.path().join("gradus.toml"), manifest + "[expected.a]\nfile = \"e.csv\"\n").unwrap();
    fs::write(folder.path().join("e.csv"), "id,s\nA,7\nB,14\n").unwrap();
    let test = "test \"page\" {\n  given a : id, x = (\"A\", 1)\n  expect s of a \"A\" is 2\n}\n";
    fs::write(folder.path().join("policy.grad"), POLICY.to_string() + test).unwrap();
    run(folder.path(), &["test", "."], 1);
    assert!(run(folder.path(), &["test", ".", "--param", "lift=7"], 0).0.ends_with("2 passed, 0 failed\n"));
}

#[test]
fn a_manifest_names_the_language() {
    let folder = pack();
    let check = |line: &str, code: i32| {
        fs::write(folder.path().join("gradus.toml"), format!("{line}\nunknown_of_language_2 = 1\n")).unwrap();
        run(folder.path(), &["check", ".", "--messages", "short"], code).0
    };
    let newer = check("language = 2", 1);
    assert!(newer.starts_with("./gradus.toml:1:12: error[manifest]: the policy is written in language 2"), "{newer}");
    assert_eq!(newer.lines().count(), 1);
    assert!(check("language = \"1\"", 1).contains("`\"1\"` is not a version of the language"));
    assert!(check("language = 0", 1).contains("write `language = 1`"));
    assert!(check("language = 1", 1).contains("unknown field `unknown_of_language_2`"));
}

#[test]
fn help_names_the_pack_and_the_kinds() {
    let folder = pack();
    let within = folder.path().file_name().unwrap().to_str().unwrap();
    let file = format!("{within}/policy.grad");
    let above = folder.path().parent().unwrap();
    let told = run(above, &["eval", &file, "--messages", "short"], 2).1;
    assert!(told.contains(&format!("`gradus eval {within}`")), "{told}");
    let two = POLICY.to_string() + "table b { key id : text }\ntree n of b = 1\n";
    fs::write(folder.path().join("policy.grad"), two).unwrap();
    let told = run(folder.path(), &["eval", ".", "--format", "csv", "--messages", "short"], 2).1;
    assert!(told.contains("`a`, `b`") && told.contains("`--of a`"), "{told}");
}

#[test]
fn a_record_never_stands_there_without_its_results() {
    let folder = pack();
    let there = |name: &str| folder.path().join(name).exists();
    let eval = |results: &str, record: &str| {
        run(folder.path(), &["eval", ".", "--of", "a", "-o", results, "--record", record, "--report", "p.json"], 2)
    };
    eval("none/o.csv", "r.json");
    assert!(!there("r.json") && !there("p.json"));
    eval("o.csv", "none/r.json");
    assert!(!there("o.csv") && !there("p.json"));
    run(folder.path(), &["freeze", ".", "-o", "none/f.csv", "--record", "r.json"], 2);
    assert!(!there("r.json"));
    run(folder.path(), &["freeze", ".", "-o", "f.csv", "--record", "none/r.json"], 2);
    assert!(!there("f.csv"));
    let left = fs::read_dir(folder.path())
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with(".gradus-"));
    assert_eq!(left.count(), 0);
}
