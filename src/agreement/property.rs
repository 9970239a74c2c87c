//! Checks agreement for every generated case: with small and large batches, on one, two and five partitions, and in
//! both spellings.

use super::case::{Case, changed, difference};
use crate::engine::{self, Settings};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};
use std::cell::Cell;

/// A number from the environment, or the default.
fn setting<T: std::str::FromStr>(name: &str, default: T) -> T {
    std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(default)
}

/// Draws the same cases in each run, so that a test fails because of a change and not because of the draw. A long run
/// over other cases sets `GRADUS_AGREEMENT_SEED` and `GRADUS_AGREEMENT_CASES` (`just agreement`).
fn runner() -> TestRunner {
    let cases = setting("GRADUS_AGREEMENT_CASES", 120);
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 400, ..Config::default() };
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&setting("GRADUS_AGREEMENT_SEED", 1u64).to_le_bytes());
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed))
}

#[test]
fn engine_and_reference_agree_on_generated_cases() {
    let (made, backwards) = (Cell::new(0u32), Cell::new(0u32));
    let outcome = runner().run(&prop::collection::vec(any::<u32>(), 400..1700), |numbers| {
        let case = Case::new(&numbers);
        made.set(made.get() + 1);
        backwards.set(backwards.get() + u32::from(case.backwards));
        agrees(&case)
    });
    match outcome {
        Ok(()) => {}
        // A case consists of many numbers, so the difference is printed last, where it is easy to find.
        Err(TestError::Fail(reason, numbers)) => panic!("made of {numbers:?}\n{reason}"),
        Err(error) => panic!("{error}"),
    }
    let (made, backwards) = (made.get(), backwards.get());
    // About a quarter of the cases are built backwards, and an eighth is far below that.
    assert!(backwards * 8 >= made, "{backwards} of {made} cases were built backwards from a cut-off");
}

fn agrees(case: &Case) -> Result<(), TestCaseError> {
    let reference = case.by_reference();
    if let Some(words) = changed(&reference, &case.by_written_out()) {
        return Err(TestCaseError::fail(format!("{words}\n{}", case.shown())));
    }
    for (batch_size, threads) in [(1, 1), (2, 2), (3, 5), (4, 1), (5, 2), (8192, 5)] {
        let settings = Settings { threads, batch_size, ..Settings::default() };
        let given = case.by_engine(&settings);
        if let Some(words) = difference(&given, &reference) {
            let message = format!("{words}\nbatch size {batch_size}, threads {threads}\n{}", case.shown());
            return Err(TestCaseError::fail(message));
        }
        if let Err(words) = case.accounts(&settings) {
            return Err(TestCaseError::fail(format!("{words}\n{settings:?}\n{}", case.shown())));
        }
        if let ([(_, Some(files))], 1) = (case.files.as_slice(), case.tables()) {
            let partitions = engine::partitions(&case.graph, &case.bindings(), &settings);
            prop_assert_eq!(partitions, threads.min(files.len()), "partitions\n{}", case.shown());
        }
    }
    Ok(())
}
