//! `gradus test`: the tests of the language, and results compared with the expected results.

use super::bindings::{ParamArgs, root_of_manifest, skipped};
use super::evaluator::EvaluatorArgs;
use super::expected::OverManifest;
use super::talk::print;
use super::{Exit, Failure, Outcome, PathArg, Talk, packs};
use crate::expected::{self, Comparison};
use crate::messages::cli as say;
use crate::messages::phrase;
use crate::policy::{Compiled, Pack, Run};
use crate::testing;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    path: PathArg,
    #[command(flatten)]
    params: ParamArgs,
    /// Stop after the first test that fails.
    #[arg(long)]
    fail_fast: bool,
    #[command(flatten)]
    evaluator: EvaluatorArgs,
}

/// The numbers of tests that passed, failed, and were not run.
#[derive(Debug, Default)]
struct Tally {
    passed: usize,
    failed: usize,
    skipped: usize,
    /// Packs and expected results that could not be run; what is wrong with them was reported.
    broken: usize,
    /// Rule files whose tests no pack runs.
    stray: usize,
}

pub(super) fn run(args: &Args, talk: &Talk) -> Outcome {
    args.evaluator.settle()?;
    let mut tally = Tally::default();
    let found = packs::all(&args.path)?;
    found.tell(talk);
    (tally.broken, tally.stray) = (found.unread.len(), found.stray.len() + found.unknown);
    for (_, mut pack) in found.packs {
        let compiled = args.params.set(&mut pack).and_then(|()| packs::compiled(&pack, &Run::default()));
        let compiled = match compiled {
            Ok(compiled) => compiled,
            Err(failure) => {
                tally.breaks(&failure, talk);
                continue;
            }
        };
        tests(&pack, &compiled, talk, &mut tally);
        if !(args.fail_fast && tally.failed > 0) {
            expected_results(&pack, &compiled, args, talk, &mut tally);
        }
        if args.fail_fast && tally.failed > 0 {
            break;
        }
    }
    print(&tally.words());
    Ok(match tally {
        Tally { broken: 1.., .. } => Exit::Usage,
        Tally { failed: 0, stray: 0, .. } => Exit::Done,
        _ => Exit::Findings,
    })
}

impl Tally {
    /// Reports something that cannot be run; everything else still runs.
    fn breaks(&mut self, failure: &Failure, talk: &Talk) {
        talk.findings(&failure.findings, &failure.sources);
        self.broken += 1;
    }

    fn words(&self) -> String {
        let Tally { passed, failed, skipped, broken, stray } = self;
        let mut words = say::passed_and_failed(passed, failed);
        if *skipped > 0 {
            words = say::and_skipped(words, skipped);
        }
        if *broken > 0 {
            words = say::and_not_run(words, broken);
        }
        if *stray > 0 {
            words = words + &say::and_stray_files(*stray);
        }
        words + "\n"
    }
}

fn word(passed: bool) -> &'static str {
    if passed { say::passed() } else { say::failed() }
}

fn tests(pack: &Pack, compiled: &Compiled, talk: &Talk, tally: &mut Tally) {
    for outcome in testing::run(pack, compiled) {
        let passed = outcome.failures.is_empty();
        print(&(say::outcome(&pack.shown, &outcome.title, word(passed)) + "\n"));
        talk.results(&outcome.failures, &pack.sources);
        *(if passed { &mut tally.passed } else { &mut tally.failed }) += 1;
    }
}

/// Compares the results of the whole data with the expected files. If the data is not available, skips them with a
/// note.
fn expected_results(pack: &Pack, compiled: &Compiled, args: &Args, talk: &Talk, tally: &mut Tally) {
    if pack.manifest.expected.is_empty() {
        return;
    }
    let title = |of: &str| say::expected_results(&pack.shown, of);
    let Some(root) = root_of_manifest(pack) else {
        for (subject, list) in &pack.manifest.expected {
            list.0.iter().for_each(|_| print(&(say::skipped(title(subject.get_ref())) + "\n")));
            tally.skipped += list.0.len();
        }
        talk.note(&skipped(pack));
        return;
    };
    let runner = OverManifest { pack, evaluator: args.evaluator, talk };
    let all = expected::compare(pack, compiled, &root, args.fail_fast, &runner);
    all.broken.into_iter().for_each(|findings| tally.breaks(&Failure::from(findings).of(pack), talk));
    for Comparison { of, report, .. } in &all.files {
        let passed = report.is_clean();
        let cells = say::cells(report.totals().compared);
        let cells = match report.not_expected() {
            0 => cells,
            open => say::and_cells_not_expected(cells, open),
        };
        print(&(say::outcome(title(of), cells, word(passed)) + "\n"));
        if !passed {
            print(&report.to_table(Some(20)));
        }
        talk.findings(&report.findings, &pack.sources);
        *(if passed { &mut tally.passed } else { &mut tally.failed }) += 1;
    }
    let ended_early = args.fail_fast && tally.failed > 0;
    if !all.unexpected.is_empty() && !ended_early {
        let kinds = all.unexpected.iter().map(|(of, columns)| unexpected(of, columns));
        print(&(say::nothing_expected_of(&pack.shown, phrase::chain(kinds, say::and_of)) + "\n"));
    }
}

/// The most columns without expected values that a message names.
const NAMED: usize = 6;

/// Returns a text that lists the columns of a kind of subject that were compared with nothing.
fn unexpected(of: &str, columns: &[String]) -> String {
    say::columns_of(of, phrase::listed(columns, NAMED))
}
