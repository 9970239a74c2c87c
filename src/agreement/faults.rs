//! Faults that are built into the engine on purpose: each must be noticed by the generated cases.

use super::case::{Case, Given, difference};
use super::draw::numbers;
use crate::engine::Settings;
use crate::plan::faults::{self, Fault};
use std::io::Write as _;

/// How many cases are tried before a fault counts as not noticed.
const MOST: usize = 600;
/// How many numbers a case is made of.
const LENGTH: usize = 1500;

/// The case of a seed with the results that it must have.
fn case(seed: usize) -> (Case, Given) {
    let case = Case::new(&numbers(seed as u64, LENGTH));
    let reference = case.by_reference();
    (case, reference)
}

#[test]
fn every_seeded_fault_is_caught() {
    let settings = Settings { threads: 2, batch_size: 3 };
    let mut known: Vec<(Case, Given)> = Vec::new();
    let mut missed = Vec::new();
    let mut report = String::new();
    for fault in Fault::ALL.iter().filter(|f| std::env::var("ONLY").map_or(true, |o| format!("{f:?}").contains(&o))) {
        let caught = (0..MOST).find(|&at| {
            while known.len() <= at {
                let (case, reference) = case(known.len());
                let sound = difference(&case.by_engine(&settings), &reference);
                assert_eq!(sound, None, "without a fault\n{}", case.shown());
                known.push((case, reference));
            }
            let (case, reference) = &known[at];
            faults::with(*fault, || case.by_engine(&settings)) != *reference
        });
        match caught {
            Some(at) => report.push_str(&format!("{fault:?}: after {} cases\n", at + 1)),
            None => missed.push(*fault),
        }
    }
    // Written past the capture of the test runner: the counts are part of what the test is for.
    let _ = write!(std::io::stderr(), "{report}");
    assert!(missed.is_empty(), "not noticed in {MOST} cases: {missed:?}");
    assert!(Fault::ALL.len() >= 20);
}
