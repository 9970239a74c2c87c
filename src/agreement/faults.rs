//! Faults that are built into the engine on purpose: each must be noticed by the generated cases.

use super::case::{Case, Given, difference};
use super::draw::numbers;
use crate::engine::Settings;
use crate::plan::faults::{self, Asked, Fault};
use std::io::Write as _;
use std::sync::Arc;

/// How many cases are tried before a fault counts as not noticed.
const MOST: usize = 600;
/// How many numbers a case is made of.
const LENGTH: usize = 1500;
const SETTINGS: Settings = Settings { threads: 2, batch_size: 3, memory: u64::MAX };

/// A case with the results that it must have, and the faults that could show in it.
struct Known {
    case: Case,
    reference: Given,
    asked: Arc<Asked>,
}

impl Known {
    /// The case of a seed, on which both evaluators agree.
    fn new(seed: usize) -> Known {
        let case = Case::new(&numbers(seed as u64, LENGTH));
        let reference = case.by_reference();
        let (given, asked) = faults::asked(|| case.by_engine(&SETTINGS));
        assert_eq!(difference(&given, &reference), None, "without a fault\n{}", case.shown());
        Known { case, reference, asked }
    }

    /// Whether a fault shows.
    fn notices(&self, fault: Fault) -> bool {
        self.asked.has(fault) && faults::with(fault, || self.case.by_engine(&SETTINGS)) != self.reference
    }
}

#[test]
fn every_seeded_fault_is_caught() {
    let mut known: Vec<Known> = Vec::new();
    let mut missed = Vec::new();
    let mut report = String::new();
    for fault in Fault::ALL {
        let caught = (0..MOST).find(|&at| {
            if known.len() == at {
                known.push(Known::new(at));
            }
            known[at].notices(*fault)
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
