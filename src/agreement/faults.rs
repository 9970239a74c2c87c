//! Faults that are built into the engine on purpose. The generated cases must notice each of them.

use super::case::{Case, Given, changed, difference};
use super::draw::numbers;
use super::mutations::{self, Mutation};
use crate::engine::Settings;
use crate::faults::{self, AskedFaults, Fault};
use std::cell::OnceCell;
use std::io::Write as _;
use std::sync::Arc;

/// How many cases are tried before a fault counts as not noticed.
const MOST: usize = 600;
/// The number of drawn numbers in a case.
const LENGTH: usize = 1500;
const SETTINGS: Settings = Settings { threads: 2, batch_size: 3, memory: u64::MAX };

/// Constructs that must occur in some case, in the spelling of the policy.
const CONSTRUCTS: [&str; 50] = [
    " {colour}\"",
    "  rows = ",
    " per ",
    " over n",
    "missing because",
    "variance(",
    "deviation(",
    "as sample",
    "as population",
    "quantile(",
    "highest first",
    "lowest first",
    "the best rank",
    "the worst rank",
    "the mean rank",
    "publish ",
    " weighted ",
    "median(",
    "by geometric mean ",
    "by harmonic mean ",
    "by power mean of 2 ",
    "by power mean of 3 ",
    "by power mean of -1 ",
    "by power mean of -0.5 ",
    "by product ",
    "by median ",
    "by weighted sum ",
    "\n-",
    "\n(",
    "missing renormalise across\n",
    "missing renormalise across if at least",
    "missing fails\n",
    "missing counts as n",
    "publish weights of ",
    " at (h",
    " at (half",
    " at (id",
    ", clusters over ",
    ", ranked over ",
    ", ties by ",
    ", compared to ",
    ", gaps reported",
    "t1 >= n",
    "t1 <= n",
    "drawn weight ",
    "strata h",
    ", rows",
    "weighted by design",
    "standard_error(mean",
    "standard_error((sum",
];

/// A case with its correct results, and the faults that could change them: those checked while the engine runs, and
/// those checked before, while the policy is read.
struct Known {
    case: Case,
    reference: Given,
    written_out: OnceCell<Given>,
    asked: Arc<AskedFaults>,
    asked_before: Arc<AskedFaults>,
}

impl Known {
    /// The case of a seed, on which both evaluators agree.
    fn new(seed: usize) -> Known {
        let (case, asked_before) = faults::asked(|| Case::new(&numbers(seed as u64, LENGTH)));
        let reference = case.by_reference();
        let (given, asked) = faults::asked(|| case.by_engine(&SETTINGS));
        assert_eq!(difference(&given, &reference), None, "without a fault\n{}", case.shown());
        Known { case, reference, written_out: OnceCell::new(), asked, asked_before }
    }

    /// The results of the expanded policy, which are the same.
    fn written_out(&self) -> &Given {
        self.written_out.get_or_init(|| {
            let written_out = self.case.by_written_out();
            assert_eq!(changed(&self.reference, &written_out), None, "without a fault\n{}", self.case.shown());
            written_out
        })
    }

    /// Whether a fault is noticed: the results of the two evaluators, or of the two spellings, differ.
    fn notices(&self, fault: Fault) -> bool {
        let of_engine = || faults::with(fault, || self.case.by_engine(&SETTINGS)) != self.reference;
        let of_page = || {
            let graph = faults::with(fault, || self.case.compiled());
            changed(&self.case.by_reference_of(&graph), self.written_out()).is_some()
        };
        self.asked.has(fault) && of_engine() || self.asked_before.has(fault) && of_page()
    }

    /// Whether the engine returns other results for a changed graph.
    fn notices_change(&self, mutation: &Mutation) -> bool {
        let changed = mutation.of(&self.case.graph);
        changed.is_some_and(|graph| self.case.by_engine_of(&graph, &SETTINGS) != self.reference)
    }
}

#[test]
fn every_seeded_fault_is_caught() {
    let mut known: Vec<Known> = Vec::new();
    let mut missed = Vec::new();
    let mut report = String::new();
    let mut catch = |name: String, notices: &dyn Fn(&Known) -> bool| {
        let caught = (0..MOST).find(|&at| {
            if known.len() == at {
                known.push(Known::new(at));
            }
            notices(&known[at])
        });
        match caught {
            Some(at) => report.push_str(&format!("{name}: after {} cases\n", at + 1)),
            None => missed.push(name),
        }
    };
    for fault in Fault::ALL.iter().filter(|fault| !Fault::OF_MANY_ROWS.contains(fault)) {
        catch(format!("{fault:?}"), &|known| known.notices(*fault));
    }
    for mutation in mutations::ALL {
        catch(mutation.name.to_owned(), &|known| known.notices_change(mutation));
    }
    // The report bypasses the capture of the test runner, since the counts are part of the purpose of the test.
    let _ = write!(std::io::stderr(), "{report}");
    let occurs = |construct: &&str| known.iter().any(|known| known.case.text.contains(construct));
    let absent: Vec<_> = CONSTRUCTS.iter().copied().filter(|construct| !occurs(construct)).collect();
    assert!(absent.is_empty(), "in none of {} cases: {absent:?}", known.len());
    assert!(missed.is_empty(), "not noticed in {MOST} cases: {missed:?}");
    assert!(Fault::ALL.len() >= 20 && mutations::ALL.len() >= 20);
}
