//! Output is written completely or not at all, in every format, and nothing else is written.

use crate::program::{Program, scratch};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

const POLICY: &str = "policy p\ntable t {\n  key id : text\n  x : rating 1..5\n  said : text\n}\ntree score of t = x\npublish said of t\n";

/// A policy with its data.
fn pack(folder: &Path, rows: impl Iterator<Item = String>) -> (String, String) {
    let (policy, data) = (folder.join("p.grad"), folder.join("t.csv"));
    fs::write(&policy, POLICY).unwrap();
    let lines = std::iter::once("id,x,said".to_owned()).chain(rows).collect::<Vec<_>>();
    fs::write(&data, lines.join("\n") + "\n").unwrap();
    (policy.to_str().unwrap().to_owned(), format!("t={}", data.display()))
}

/// The temporary file in a folder that is being written, and its current size in bytes.
fn being_written(folder: &Path) -> Option<u64> {
    let entries = fs::read_dir(folder).unwrap().filter_map(Result::ok);
    let mut ours = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(".gradus-"));
    ours.next().and_then(|entry| Some(entry.metadata().ok()?.len()))
}

#[test]
#[cfg_attr(not(feature = "engine"), ignore = "takes long, and runs with the engine")]
fn a_run_that_is_killed_while_it_writes_leaves_the_old_file() {
    let (folder, out) = (scratch(), scratch());
    let (policy, data) = pack(folder.path(), (0..60_000).map(|n| format!("i{n},3,what somebody has said")));
    let file = out.path().join("out.json");
    fs::write(&file, "old").unwrap();
    let args = ["eval", &policy, "--data", &data, "-o", file.to_str().unwrap()];
    let mut run = Command::new(env!("CARGO_BIN_EXE_gradus")).args(args).stderr(Stdio::null()).spawn().unwrap();
    let began = Instant::now();
    while being_written(out.path()).is_none_or(|bytes| bytes == 0) {
        assert!(run.try_wait().unwrap().is_none(), "it was never seen to write");
        assert!(began.elapsed() < Duration::from_secs(300));
        sleep(Duration::from_micros(200));
    }
    run.kill().unwrap();
    assert!(!run.wait().unwrap().success(), "it had written all before it was killed");
    assert_eq!(fs::read_to_string(&file).unwrap(), "old");
    // The rest of such a run does not disturb others: the next run to the same file reports and removes it.
    assert!(being_written(out.path()).is_some());
    let told = Program::new(&args).ends_with(0).stderr;
    assert!(told.contains("removed `") && told.contains("left by a run that was killed while it wrote"), "{told}");
    assert!(fs::read_to_string(&file).unwrap().starts_with("[\n"));
    assert!(being_written(out.path()).is_none());
}

#[cfg(unix)]
#[test]
#[cfg_attr(not(feature = "engine"), ignore = "takes long, and runs with the engine")]
fn a_signal_while_a_file_is_written_leaves_nothing_beside_it() {
    for signal in ["INT", "TERM"] {
        let (folder, out) = (scratch(), scratch());
        let (policy, data) = pack(folder.path(), (0..60_000).map(|n| format!("i{n},3,what somebody has said")));
        let file = out.path().join("out.json");
        fs::write(&file, "old").unwrap();
        let args = ["eval", &policy, "--data", &data, "-o", file.to_str().unwrap()];
        let mut run = Command::new(env!("CARGO_BIN_EXE_gradus")).args(args).stderr(Stdio::null()).spawn().unwrap();
        let began = Instant::now();
        while being_written(out.path()).is_none() {
            assert!(run.try_wait().unwrap().is_none(), "it was never seen to write");
            assert!(began.elapsed() < Duration::from_secs(300));
            sleep(Duration::from_micros(200));
        }
        Command::new("kill").args(["-s", signal, &run.id().to_string()]).status().unwrap();
        assert_eq!(run.wait().unwrap().code(), Some(130), "{signal}");
        assert_eq!(fs::read_to_string(&file).unwrap(), "old");
        assert!(being_written(out.path()).is_none(), "{signal}");
    }
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_ends_every_command_in_the_same_way() {
    let folder = scratch();
    let (policy, data) = pack(folder.path(), (0..9).map(|n| format!("i{n},3,said")));
    let formats =
        ["table", "csv", "json", "markdown", "xlsx"].map(|f| vec!["eval", &policy, "--data", &data, "--format", f]);
    let others = [
        vec!["explain", &policy, "--data", &data, "--subject", "id=i0"],
        vec!["schema", &policy],
        vec!["schema", &policy, "--format", "csv"],
        vec!["graph", &policy],
        vec!["debug", "graph", &policy],
        vec!["test", &policy],
        vec!["check", "tests/corpus/bad/absent-answer.grad"],
        vec!["compare", "rules/quickstart"],
        vec!["explain-code"],
        vec!["completions", "bash"],
        vec!["man"],
        vec!["--help"],
        vec!["--version"],
    ];
    let mut wrong = Vec::new();
    for command in formats.into_iter().chain(others) {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let quiet = if command[0].starts_with("--") { &[][..] } else { &["-q"] };
        let mut program = Command::new(env!("CARGO_BIN_EXE_gradus"));
        let run = program.args(&command).args(quiet).stdout(writer).output().unwrap();
        if run.status.code() != Some(141) || !run.stderr.is_empty() {
            wrong.push(format!("{command:?}: {:?} {}", run.status.code(), String::from_utf8_lossy(&run.stderr)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_text_that_no_cell_of_a_workbook_holds_is_told_with_its_place_and_a_cure() {
    let folder = scratch();
    let (policy, data) =
        pack(folder.path(), ["a,3,short".to_owned(), format!("b,3,{}", "x".repeat(32_768))].into_iter());
    let book = folder.path().join("out.xlsx");
    let book = book.to_str().unwrap();
    let told = Program::new(&["eval", &policy, "--data", &data, "-o", book, "--messages", "short"]).ends_with(2).stderr;
    assert!(told.contains("row 3, column `said` has a text of 32768 characters"), "{told}");
    assert!(told.contains("end the file in .csv or .parquet"), "{told}");
    Program::new(&["eval", &policy, "--data", &data, "-o", &book.replace("xlsx", "csv")]).ends_with(0);
}

#[test]
fn every_format_is_written_by_its_ending_and_by_its_name() {
    let folder = scratch();
    let (policy, data) = pack(folder.path(), ["a,3,甲|乙".to_owned()].into_iter());
    let parquet = cfg!(feature = "engine").then_some(("parquet", "parquet", "PAR1"));
    let formats = [
        ("csv", "csv", "id,score,"),
        ("json", "json", "[\n  {\"id\":\"a\""),
        ("markdown", "md", "| id | score |"),
        ("xlsx", "xlsx", "PK"),
        ("table", "txt", " id   "),
    ];
    for (name, ending, start) in formats.into_iter().chain(parquet) {
        let run = |more: &[&str]| Program::new(&[["eval", &policy, "--data", &data].as_slice(), more].concat());
        let [by_ending, by_name] = [format!("a.{ending}"), format!("b-{name}")].map(|file| folder.path().join(file));
        run(&["-o", by_ending.to_str().unwrap()]).ends_with(0);
        run(&["-o", by_name.to_str().unwrap(), "--format", name]).ends_with(0);
        let written = fs::read(&by_ending).unwrap();
        assert!(written.starts_with(start.as_bytes()), "{name}: {}", String::from_utf8_lossy(&written));
        assert_eq!(written, fs::read(&by_name).unwrap(), "{name}");
    }
    let out = Program::new(&["eval", &policy, "--data", &data, "--format", "markdown"]).ends_with(0);
    assert!(out.stdout.ends_with(" 甲\\|乙 |\n"), "{}", out.stdout);
}

#[test]
fn a_written_workbook_is_read_again() {
    let folder = scratch();
    let (policy, data) = pack(folder.path(), ["007,3,@x".to_owned(), "008,4,-".to_owned()].into_iter());
    let book = folder.path().join("out.xlsx");
    Program::new(&["eval", &policy, "--data", &data, "-o", book.to_str().unwrap()]).ends_with(0);
    let again = folder.path().join("again.grad");
    let reader = "policy again\ntable out {\n  key id : text\n  score : number 1..5 with 12 decimals\n  said : text\n}\n\
        tree twice of out = score * 2\npublish said of out\n";
    fs::write(&again, reader).unwrap();
    let bound = format!("out={}", book.display());
    let out = Program::new(&["eval", again.to_str().unwrap(), "--data", &bound, "--as-is"]).ends_with(0);
    assert!(out.stdout.contains("\n007,6.") && out.stdout.contains(",@x\n"), "{}", out.stdout);
}

#[test]
fn texts_are_safe_in_spreadsheets_and_that_is_said() {
    let folder = scratch();
    let (policy, data) = pack(folder.path(), ["a,3,+cmd|x".to_owned(), "@b,4,-5".to_owned()].into_iter());
    let run = |more: &[&str]| Program::new(&[["eval", &policy, "--data", &data].as_slice(), more].concat());
    let out = run(&[]).ends_with(0);
    assert!(out.stdout.contains("\n'@b,4") && out.stdout.contains(",\"'+cmd|x\"\n"), "{}", out.stdout);
    assert!(out.stdout.contains(",-5\n"), "{}", out.stdout);
    let told =
        "2 texts that a spreadsheet would run as formulas are written with a leading apostrophe; `--as-is` omits it\n";
    assert!(out.stderr.ends_with(told), "{}", out.stderr);
    let out = run(&["--as-is"]).ends_with(0);
    assert!(out.stdout.contains("\n@b,4") && out.stdout.contains(",\"+cmd|x\"\n"), "{}", out.stdout);
    assert!(!out.stderr.contains("apostrophe"), "{}", out.stderr);
    assert!(run(&["--format", "json"]).ends_with(0).stdout.contains("\"+cmd|x\""));
    // Headers are texts, too, and no other separator splits a cell.
    let named = fs::read_to_string(&policy).unwrap().replace("publish said of t", "publish \"=1+1;@x\" as said of t");
    fs::write(&policy, named).unwrap();
    let out = run(&[]).ends_with(0);
    assert!(out.stdout.lines().next().unwrap().ends_with(",\"'=1+1;@x\""), "{}", out.stdout);
    assert!(out.stderr.contains("3 texts"), "{}", out.stderr);
    assert!(run(&["--as-is"]).ends_with(0).stdout.lines().next().unwrap().ends_with(",\"=1+1;@x\""));
}

#[test]
fn quiet_says_nothing_but_what_is_wrong() {
    let folder = scratch();
    let (policy, data) = pack(folder.path(), ["a,3,=1".to_owned(), "b,4,x".to_owned()].into_iter());
    let wrong = Program::new(&["eval", &policy, "--data", &data, "--quiet"]).ends_with(2);
    assert!(wrong.stderr.contains("`=1` is a formula"), "{}", wrong.stderr);
    fs::write(data.trim_start_matches("t="), "id,x,said\na,3,+y\n").unwrap();
    let loud = Program::new(&["eval", &policy, "--data", &data]).ends_with(0);
    let quiet = Program::new(&["eval", &policy, "--data", &data, "-q"]).ends_with(0);
    assert!(loud.stderr.contains("1 row read"), "{}", loud.stderr);
    assert_eq!((quiet.stderr.as_str(), quiet.stdout), ("", loud.stdout));
}

#[test]
fn what_is_read_is_never_written_over() {
    let folder = scratch();
    let made = folder.path().join("survey");
    let pack = made.to_str().unwrap();
    Program::new(&["new", pack]).ends_with(0);
    let read = |name: &str| fs::read(made.join(name)).unwrap();
    for name in ["policy.grad", "gradus.toml", "data/answers.csv", "data/../policy.grad"] {
        let before = read(name);
        let file = made.join(name);
        let file = file.to_str().unwrap();
        for command in [
            vec!["schema", pack, "-o", file],
            vec!["schema", pack, "--format", "csv", "-o", file],
            vec!["graph", pack, "--format", "dot", "-o", file],
            vec!["eval", pack, "--format", "csv", "-o", file],
            vec!["eval", pack, "--report", file],
        ] {
            let out = Program::new(&command).ends_with(2);
            assert!(out.stderr.contains("would overwrite it"), "{command:?}: {}", out.stderr);
            assert_eq!(read(name), before, "{command:?}");
        }
    }
    let (results, again) = (made.join("out.csv"), made.join("data/../out.csv"));
    let (results, again) = (results.to_str().unwrap(), again.to_str().unwrap());
    let out = Program::new(&["eval", pack, "-o", results, "--report", again]).ends_with(2);
    assert!(out.stderr.contains("the account would overwrite the results"), "{}", out.stderr);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_standard_output_is_no_success() {
    for command in [["schema", "rules/quickstart"], ["graph", "rules/quickstart"], ["explain-code", "syntax"]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let run = Command::new(env!("CARGO_BIN_EXE_gradus")).args(command).stdout(full).output().unwrap();
        assert_eq!(run.status.code(), Some(2), "{command:?}");
        assert!(String::from_utf8_lossy(&run.stderr).contains("cannot write to standard output"), "{command:?}");
    }
    for format in ["table", "csv", "json", "markdown", "xlsx"] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let arguments = ["eval", "rules/quickstart", "--format", format];
        let run = Command::new(env!("CARGO_BIN_EXE_gradus")).args(arguments).stdout(full).output().unwrap();
        assert_eq!(run.status.code(), Some(2), "{format}");
        assert!(String::from_utf8_lossy(&run.stderr).contains("cannot write to standard output"), "{format}");
    }
}

#[test]
fn each_kind_of_subject_stands_below_its_name() {
    let out = Program::new(&["eval", "rules/property", "--format", "table"]).ends_with(1).stdout;
    let lines: Vec<&str> = out.lines().collect();
    let rules: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].starts_with('─')).collect();
    assert!(rules.len() > 1, "{out}");
    // The headers are above the line, and only the name is above the headers.
    assert!(rules.iter().all(|at| !lines[at - 2].contains(' ') && lines[at - 1].starts_with(' ')), "{out}");
}

#[test]
fn data_is_spared_also_where_other_data_is_not_found() {
    let folder = scratch();
    let (policy, data) = pack(folder.path(), ["a,3,x".to_owned()].into_iter());
    let file = data.trim_start_matches("t=");
    let (before, none) = (fs::read(file).unwrap(), scratch());
    let none = format!("t={}", none.path().display());
    let out = Program::new(&["eval", &policy, "--data", &data, "--data", &none, "--report", file]).ends_with(2);
    assert_eq!(fs::read(file).unwrap(), before, "{}", out.stderr);
}

/// `--profile` reports stages with their rows on standard error, and does not change the results.
#[test]
fn a_profile_tells_stages_and_rows() {
    let plain = Program::new(&["eval", "rules/quickstart"]).ends_with(0);
    let out = Program::new(&["eval", "rules/quickstart", "--profile", "--messages", "json"]).ends_with(0);
    assert_eq!(out.stdout, plain.stdout);
    let stages: Vec<serde_json::Value> = out
        .stderr
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .filter(|line| line.get("stage").is_some())
        .collect();
    let named = |name: &str| stages.iter().find(|stage| stage["stage"] == name).unwrap_or_else(|| panic!("no {name}"));
    assert!(named("parse")["subject"].as_str().is_some_and(|file| file.ends_with("policy.grad")));
    let reads = if cfg!(feature = "engine") { "ScanExec" } else { "load" };
    assert_eq!(named(reads)["rows"], 240);
    assert_eq!(stages.last().map(|stage| &stage["stage"]), Some(&"total".into()));
    let depths: Vec<u64> = stages.iter().map(|stage| stage["depth"].as_u64().unwrap()).collect();
    assert!(depths.windows(2).all(|pair| pair[1] <= pair[0] + 1), "no level is left out: {depths:?}");
    let jobs: Vec<&str> =
        stages.iter().filter(|s| s["stage"] == "job").map(|s| s["subject"].as_str().unwrap()).collect();
    let numbered = |(at, job): (usize, &&str)| job.starts_with(&format!("{}: ", at + 1));
    assert!(jobs.iter().enumerate().all(numbered), "{jobs:?}");
    assert!(!plain.stderr.contains("seconds"), "nothing is told that was not asked for");
}
