//! The published cases. Only the variable GRADUS_CASES gives their folder. If it is not set, standard error says so.

use crate::program::Program;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// The folder of the cases. Without it, the test is skipped, and says so past the capture of the test runner.
pub(crate) fn cases(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("GRADUS_CASES").filter(|v| !v.is_empty()).map(PathBuf::from);
    if folder.is_none() {
        let _ = writeln!(std::io::stderr(), "skipped {test}: GRADUS_CASES is not set");
    }
    folder
}

/// The files of the pack of the short health survey, made by the pack's own script from the cases outside of the
/// project.
fn short_form(cases: &Path) -> TempDir {
    let folder = crate::program::scratch();
    let script = "rules/published/health-survey-short/make_points.py";
    let made = Command::new("python3").arg(script).arg(cases).arg(folder.path()).status();
    assert!(made.expect("python3 starts").success(), "{script} writes the points");
    folder
}

/// Every pack below `rules/published`.
#[cfg(feature = "engine")]
fn packs() -> Vec<PathBuf> {
    let entries = std::fs::read_dir("rules/published").unwrap();
    let mut packs: Vec<PathBuf> = entries.map(|e| e.unwrap().path()).filter(|p| p.is_dir()).collect();
    packs.sort();
    packs
}

#[test]
#[cfg_attr(not(feature = "engine"), ignore = "takes long, and runs with the engine")]
fn published_results_reproduce() {
    let Some(root) = cases("published_results_reproduce") else { return };
    let short_form = short_form(&root);
    let args = ["compare", "rules/published", "--format", "summary"];
    let program = Program::new(&args).env("GRADUS_CASES", &root).env("GRADUS_SHORT_FORM", short_form.path());
    let out = program.ends_with(0);
    let page = Path::new("docs/published.md");
    let written = std::fs::read_to_string(page).unwrap();
    let head = written.split_inclusive('\n').take_while(|line| !line.starts_with('|')).collect::<String>();
    let wanted = format!("{head}{}", out.stdout);
    if std::env::var_os("GRADUS_BLESS").is_some() {
        std::fs::write(page, &wanted).unwrap();
    }
    assert_eq!(written, wanted, "{} is not what comes out; GRADUS_BLESS=1 writes it anew", page.display());
}

#[cfg(feature = "engine")]
#[test]
fn the_engine_writes_the_bytes_of_the_reference() {
    let Some(root) = cases("the_engine_writes_the_bytes_of_the_reference") else { return };
    let short_form = short_form(&root);
    for pack in packs() {
        let pack = pack.to_str().unwrap();
        for subject in gradus::inside::policy::Pack::open(Path::new(pack)).unwrap().manifest.expected.keys() {
            let folder = crate::program::scratch();
            let bytes = |extra: &[&str], name: &str| {
                let file = folder.path().join(name);
                let of = subject.get_ref().as_str();
                let args = [&["eval", pack, "--of", of, "-o", file.to_str().unwrap()], extra].concat();
                let program = Program::new(&args).env("GRADUS_CASES", &root);
                program.env("GRADUS_SHORT_FORM", short_form.path()).ends_with(0);
                std::fs::read(file).unwrap()
            };
            let reference = bytes(&["--evaluator", "reference"], "reference.csv");
            let one = bytes(&["--threads", "1"], "one.csv");
            let seven = bytes(&["--threads", "7"], "seven.csv");
            assert!(reference == one && one == seven, "{pack}: {}", subject.get_ref());
        }
    }
}
