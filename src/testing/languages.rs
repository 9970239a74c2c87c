//! No decision depends on wording: a policy has the same findings in every language.

use crate::diagnostic::{Diagnostic, Severity};
use crate::messages::{KEYS, speaking};
use crate::policy::{Pack, Run};
use std::path::{Path, PathBuf};

/// The parts of a finding that are the same in any language.
type Kept = (&'static str, Severity, Vec<(u32, u32)>, bool);

/// The findings of a policy and of its tests, in the order of their places.
fn findings(text: &str) -> Vec<Kept> {
    let pack = Pack::of_text("case.grad", text);
    let compiled = pack.compile(&Run::default());
    let of_tests = match compiled.graph {
        Some(_) => super::run(&pack, &compiled).into_iter().flat_map(|outcome| outcome.failures).collect(),
        None => Vec::new(),
    };
    let kept = |finding: &Diagnostic| {
        let places = finding.labels.iter().map(|label| (label.span.start, label.span.end)).collect();
        (finding.code.name(), finding.severity, places, finding.help.is_some())
    };
    let mut all: Vec<Kept> = compiled.findings.iter().chain(&of_tests).map(kept).collect();
    all.sort_by(|a, b| (&a.2, a.0).cmp(&(&b.2, b.0)));
    all
}

/// The policies with mistakes in the corpus.
fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/bad");
    let mut cases: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

#[test]
fn a_policy_has_the_same_findings_in_every_language() {
    for case in cases() {
        let text = std::fs::read_to_string(&case).unwrap();
        let english = findings(&text);
        assert_eq!(speaking(&KEYS, || findings(&text)), english, "{}", case.display());
    }
}
