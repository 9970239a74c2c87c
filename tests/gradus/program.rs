//! The program from the view of a user: arguments, standard output, standard error and exit code.

use std::ffi::OsStr;
use std::io::{Seek, Write};
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// A run of the program before its start.
pub(crate) struct Program {
    command: Command,
}

/// The output of a run.
pub(crate) struct Output {
    pub stdout: String,
    pub stderr: String,
}

impl Program {
    /// The program with arguments, in the folder of the project.
    pub(crate) fn new(args: &[&str]) -> Program {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gradus"));
        command
            .args(args)
            .env_remove("GRADUS_CASES")
            .env_remove("GRADUS_SHORT_FORM")
            .env_remove("GRADUS_PSEUDONYM_KEY")
            .env("NO_COLOR", "1")
            // Clearing a memory page of 2 MB for the allocator takes longer than most of these runs.
            .env("MIMALLOC_ALLOW_THP", "0");
        Program { command }
    }

    /// Sets an environment variable.
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Program {
        self.command.env(name, value);
        self
    }

    /// Runs the program in a folder.
    pub(crate) fn within(mut self, folder: &Path) -> Program {
        self.command.current_dir(folder);
        self
    }

    /// Sets its standard input.
    pub(crate) fn input(mut self, text: &str) -> Program {
        let mut file = tempfile::tempfile().expect("a temporary file");
        file.write_all(text.as_bytes()).and_then(|()| file.rewind()).expect("it is written");
        self.command.stdin(file);
        self
    }

    /// Runs the program and requires an exit code.
    pub(crate) fn ends_with(mut self, code: i32) -> Output {
        let output = self.command.output().expect("the program starts");
        let stdout = String::from_utf8(output.stdout).expect("UTF-8");
        let stderr = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(code), "{:?}\n{stdout}\n{stderr}", self.command);
        Output { stdout, stderr }
    }

    /// Runs the program and returns its standard output, if it succeeds.
    pub(crate) fn given(mut self) -> Option<String> {
        let output = self.command.output().expect("the program starts");
        output.status.success().then(|| String::from_utf8(output.stdout).expect("UTF-8"))
    }

    /// Runs the program and returns everything that it writes.
    pub(crate) fn told(mut self) -> String {
        let output = self.command.output().expect("the program starts");
        String::from_utf8([output.stdout, output.stderr].concat()).expect("UTF-8")
    }

    /// Runs the program and returns its exit code.
    pub(crate) fn code(mut self) -> i32 {
        self.command.output().expect("the program starts").status.code().expect("an exit code")
    }

    /// Runs the program and returns its exit code, standard output and standard error.
    pub(crate) fn all(mut self) -> (i32, String, String) {
        let output = self.command.output().expect("the program starts");
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        (output.status.code().expect("an exit code"), text(output.stdout), text(output.stderr))
    }

    /// Runs the program and returns its standard output and standard error, whatever the exit code is.
    pub(crate) fn outputs(mut self) -> (String, String) {
        let output = self.command.output().expect("the program starts");
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        (text(output.stdout), text(output.stderr))
    }
}

/// A folder that is deleted after the test.
pub(crate) fn scratch() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// Writes a file below a folder and returns its path as text.
fn file(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_string()
}

const POLICY: &str = r#"policy p
table t {
  key id : text
  x : rating 1..5 or missing
}
tree score of t {
  missing propagates
  2 a = x
  1 b = x
}
tiers level of score of t {
  high >= 3
  low otherwise
}
"#;

#[test]
fn a_rule_file_alone_scores_a_csv() {
    let folder = scratch();
    let policy = file(folder.path(), "p.grad", POLICY);
    let data = file(folder.path(), "t.csv", "id,x\nb,3\na,\nc,2\n");
    let data = format!("t={data}");
    let out = Program::new(&["eval", &policy, "--data", &data]).ends_with(0);
    let expected = "id,score,score_coverage,score_missing,level\n\
                    b,3.000000000000,1.0000,,high\na,,0.0000,x is missing,\nc,2.000000000000,1.0000,,low\n";
    assert_eq!(out.stdout, expected);
}

#[test]
fn exit_codes_are_as_documented() {
    let folder = scratch();
    let good = file(folder.path(), "good.grad", POLICY);
    let bad = file(folder.path(), "bad.grad", "policy p\ntable t {\n  key id : txt\n}\n");
    Program::new(&["check", &good]).ends_with(0);
    Program::new(&["check", &bad]).ends_with(1);
    Program::new(&["eval", &bad]).ends_with(2);
    Program::new(&["check", "no such path"]).ends_with(2);
    Program::new(&["eval", &good, "--threads", "none"]).ends_with(2);
    Program::new(&["--version"]).ends_with(0);
    let failing =
        format!("{POLICY}test \"fails\" {{\n  given t : id, x = (\"a\", 1)\n  expect score of t \"a\" is 2\n}}\n");
    let failing = file(folder.path(), "failing.grad", &failing);
    let out = Program::new(&["test", &failing]).ends_with(1);
    assert!(out.stdout.contains("`score` is 1") && out.stdout.contains("0 passed, 1 failed"), "{}", out.stdout);
}

#[test]
fn a_defect_in_the_data_stops_the_run_and_leaves_the_old_result() {
    let folder = scratch();
    let policy = file(folder.path(), "p.grad", POLICY);
    let data = format!("t={}", file(folder.path(), "t.csv", "id,x\na,3\nb,7\nc\na,2\n"));
    let old = file(folder.path(), "out.csv", "old");
    let out = Program::new(&["eval", &policy, "--data", &data, "-o", &old]).ends_with(2);
    for word in ["out-of-range", "ragged-row", "duplicate-key"] {
        assert!(out.stderr.contains(word), "{word} in\n{}", out.stderr);
    }
    assert_eq!(std::fs::read_to_string(&old).unwrap(), "old");
}

#[test]
fn the_quickstart_does_what_the_readme_says() {
    let out = Program::new(&["test", "rules/quickstart"]).ends_with(0);
    assert!(out.stdout.ends_with("4 passed, 0 failed\n"), "{}", out.stdout);
    let out = Program::new(&["explain", "rules/quickstart", "--subject", "site=Harbour"]).ends_with(0);
    for shown in
        ["→ fair [60, 80)", "of 50 rows of response, and 2 rows without a value", "7 rows left out by the condition"]
    {
        assert!(out.stdout.contains(shown), "{shown} in\n{}", out.stdout);
    }
}

#[test]
fn packs_without_data_are_left_out_of_a_comparison_of_several() {
    let folder = scratch();
    let pack = |name: &str, manifest: &str| {
        file(folder.path(), &format!("{name}/gradus.toml"), manifest);
        file(folder.path(), &format!("{name}/policy.grad"), POLICY);
        folder.path().join(name).to_str().unwrap().to_string()
    };
    let whole = "[data]\nt = \"t.csv\"\n[expected.t]\nfile = \"expected.csv\"\n";
    pack("here", whole);
    file(folder.path(), "here/t.csv", "id,x\na,4\n");
    file(folder.path(), "here/expected.csv", "id,score\na,4\n");
    let elsewhere = pack("elsewhere", &format!("data-root-env = \"GRADUS_NOT_SET\"\n{whole}"));
    let both = Program::new(&["compare", folder.path().to_str().unwrap(), "--format", "summary"]).ends_with(0);
    assert!(both.stdout.contains("| here ") && !both.stdout.contains("elsewhere"), "{}", both.stdout);
    assert!(both.stderr.contains("skipped") && both.stderr.contains("`GRADUS_NOT_SET` is not set"), "{}", both.stderr);
    let alone = Program::new(&["compare", &elsewhere]).ends_with(2);
    assert!(alone.stderr.contains("is not available"), "{}", alone.stderr);
}

#[test]
fn a_policy_is_drawn_in_the_format_that_was_asked_for() {
    let folder = scratch();
    let policy = file(folder.path(), "p.grad", POLICY);
    let out = Program::new(&["graph", &policy]).ends_with(0);
    assert!(out.stdout.starts_with("digraph policy {") && out.stderr.is_empty(), "{}", out.stderr);
    let out = Program::new(&["graph", &policy, "--format", "mermaid"]).ends_with(0);
    assert!(out.stdout.starts_with("flowchart LR\n"), "{}", out.stdout);
    let svg = folder.path().join("p.svg");
    let out = Program::new(&["graph", &policy, "-o", svg.to_str().unwrap()]).ends_with(0);
    let drawn = std::fs::read_to_string(&svg).unwrap();
    assert!(out.stdout.is_empty() && drawn.starts_with("<svg "), "{drawn}");
    for name in ["score", "level", "weighted mean", "× 2"] {
        assert!(drawn.contains(name), "{name} in\n{drawn}");
    }
}

#[test]
fn a_policy_that_cannot_be_drawn_leaves_the_old_picture() {
    let folder = scratch();
    let good = file(folder.path(), "good.grad", POLICY);
    let bad = file(folder.path(), "bad.grad", "policy p\ntable t {\n  key id : txt\n}\n");
    let old = file(folder.path(), "old.svg", "old");
    let out = Program::new(&["graph", &bad, "-o", &old]).ends_with(2);
    assert!(out.stderr.contains("unknown-type"), "{}", out.stderr);
    let out = Program::new(&["graph", &good, "-o", &old, "--format", "dot"]).ends_with(2);
    assert!(out.stderr.contains("does not match `--format`"), "{}", out.stderr);
    let out = Program::new(&["graph", &good, "-o", "p.picture"]).ends_with(2);
    assert!(out.stderr.contains("does not name a format"), "{}", out.stderr);
    assert_eq!(std::fs::read_to_string(&old).unwrap(), "old");
}

#[cfg(not(feature = "engine"))]
#[test]
fn a_build_without_the_engine_says_so() {
    let out = Program::new(&["eval", "rules/quickstart"]).ends_with(0);
    assert!(out.stderr.contains("reference evaluator"), "{}", out.stderr);
    Program::new(&["eval", "rules/quickstart", "--evaluator", "engine"]).ends_with(2);
}

#[test]
fn an_explanation_lists_few_rows_behind_an_aggregate() {
    let folder = scratch();
    let policy = file(
        folder.path(),
        "p.grad",
        "policy p\ntable t { key id : count\n g : text\n x : rating 1..5 or missing\n w : count 0..9 }\n\
         subject group = t by g\n\
         tree score of group = mean(x of t where id > 1 weighted w, missing skipped, if empty missing)\n",
    );
    let few = "id,g,x,w\n1,a,1,1\n2,a,2,1\n3,a,,1\n4,a,5,3\n5,b,4,1\n";
    let data = file(folder.path(), "t.csv", few);
    let args = ["explain", &policy, "--data", &format!("t={data}"), "--subject", "g=a"];
    let out = Program::new(&args).ends_with(0).stdout;
    let wanted = "    of 2 rows of t, and 1 row without a value; 1 row left out by the condition\n      \
                  1 × id 2 = 2\n      1 × id 3 = missing (x is missing)\n      3 × id 4 = 5\n";
    assert!(out.ends_with(wanted), "{out}");
    let many: String = (1..20).map(|id| format!("{id},a,3,1\n")).collect();
    file(folder.path(), "t.csv", &format!("id,g,x,w\n{many}"));
    let out = Program::new(&args).ends_with(0).stdout;
    assert!(out.ends_with("    of 18 rows of t; 1 row left out by the condition\n"), "{out}");
}

/// The evaluators of this build.
pub(crate) fn evaluators() -> &'static [&'static str] {
    if cfg!(feature = "engine") { &["reference", "engine"] } else { &["reference"] }
}
