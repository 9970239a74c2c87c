//! The corpus of the language: every file below `tests/corpus` is one case that contains its expectation.
//!
//! docs/messages.md describes the format of a case. A run with `GRADUS_BLESS=1` writes the actual findings as the
//! expected findings. Read the difference before you commit it.

mod coverage;
mod cures;
mod follow;
mod notes;
mod outside;
mod variants;

use gradus::inside::diagnostic::{self, Diagnostic};
use gradus::inside::policy::{Pack, Run};
use gradus::inside::source::SourceSet;
use gradus::inside::testing;
use notes::{Note, split};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};

/// A rule file of the project with its text.
pub(crate) struct Case {
    pub path: PathBuf,
    pub text: String,
}

impl Case {
    /// The path as shown in messages of a failing test.
    pub(crate) fn name(&self) -> String {
        self.path.display().to_string()
    }
}

/// The rule files below a folder of the project, in the order of their paths.
pub(crate) fn cases(folder: &str) -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![PathBuf::from(folder)];
    let mut paths = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root.join(&folder)).expect("a folder of the project") {
            let entry = entry.unwrap();
            let path = folder.join(entry.file_name());
            if entry.file_type().unwrap().is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "grad") {
                paths.push(path);
            }
        }
    }
    paths.sort();
    let read = |path: PathBuf| Case { text: fs::read_to_string(root.join(&path)).unwrap(), path };
    paths.into_iter().map(read).collect()
}

/// The result of checking and testing a policy.
pub(crate) struct Outcome {
    /// Its text.
    pub sources: SourceSet,
    /// Every finding of the checks and tests, in the order in which it is shown.
    pub findings: Vec<Diagnostic>,
    /// The position of a value that has a mistake although no error was found.
    pub lost: Option<usize>,
    /// The number of its tests.
    pub tests: usize,
}

impl Outcome {
    pub(crate) fn of(text: &str) -> Outcome {
        let pack = Pack::of_text("case.grad", text);
        let compiled = pack.compile(&Run::default());
        let is_right = !diagnostic::has_errors(&compiled.findings);
        let lost = compiled.model.values.iter().position(Option::is_none).filter(|_| is_right);
        let tests = compiled.tests.len();
        let mut findings = compiled.findings.clone();
        if compiled.graph.is_some() {
            findings.extend(testing::run(&pack, &compiled).into_iter().flat_map(|outcome| outcome.failures));
        }
        diagnostic::sort(&mut findings);
        Outcome { sources: pack.sources, findings, lost, tests }
    }
}

/// The outcome of a policy, computed once for all tests: they use the same programs, with the same corrections.
pub(crate) fn outcome(text: &str) -> &'static Outcome {
    static KNOWN: Mutex<BTreeMap<String, &OnceLock<Outcome>>> = Mutex::new(BTreeMap::new());
    let mut known = KNOWN.lock().unwrap();
    let outcome = *known.entry(text.to_string()).or_insert_with(|| Box::leak(Box::default()));
    drop(known);
    outcome.get_or_init(|| Outcome::of(text))
}

#[test]
fn each_bad_program_gives_exactly_its_findings() {
    let mut wrong = Vec::new();
    for case in cases("tests/corpus/bad") {
        let outcome = outcome(&case.text);
        let (code, expected) = split(&case.text);
        let came: Vec<Note> = outcome.findings.iter().map(|f| Note::of(f, &outcome.sources)).collect();
        if std::env::var_os("GRADUS_BLESS").is_some() {
            fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join(&case.path), notes::woven(&code, &came)).unwrap();
        } else if expected != came || came.is_empty() {
            let list = |notes: &[Note]| notes.iter().map(|n| format!("{}\n", n.numbered())).collect::<String>();
            wrong.push(format!("{}\nexpected:\n{}came:\n{}", case.name(), list(&expected), list(&came)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_good_program_is_clean_and_its_tests_pass() {
    for case in cases("tests/corpus/good") {
        let outcome = outcome(&case.text);
        let came: Vec<String> = outcome.findings.iter().map(|f| Note::of(f, &outcome.sources).numbered()).collect();
        assert!(came.is_empty(), "{}\n{}", case.name(), came.join("\n"));
        assert!(outcome.tests > 0, "{} has no test", case.name());
    }
}
