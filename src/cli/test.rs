//! `gradus test`: the tests of the language, and results held against what is expected.

use super::bindings::{ParamArgs, root_of_manifest, skipped};
use super::held::{held, setting};
use super::talk::print;
use super::{Exit, Failure, Outcome, PathArg, Talk, packs};
use crate::manifest::Expected;
use crate::policy::{Compiled, Pack, Run};
use crate::testing;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    path: PathArg,
    #[command(flatten)]
    params: ParamArgs,
    /// End with the first test that fails.
    #[arg(long)]
    fail_fast: bool,
}

/// How many passed, failed, and were not run.
#[derive(Debug, Default)]
struct Tally {
    passed: usize,
    failed: usize,
    skipped: usize,
    /// Packs and expected results that could not be run; what is wrong with them was told.
    broken: usize,
    /// Rule files whose tests no pack runs.
    stray: usize,
}

pub fn run(args: &Args, talk: &Talk) -> Outcome {
    let mut tally = Tally::default();
    let found = packs::all(&args.path.path)?;
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
        for (subject, list) in &pack.manifest.expected {
            for expected in &list.0 {
                if args.fail_fast && tally.failed > 0 {
                    break;
                }
                let held = expected_results(&pack, &compiled, (subject.get_ref(), expected), talk, &mut tally);
                if let Err(failure) = held {
                    tally.breaks(&failure, talk);
                }
            }
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
    /// Something cannot be run; the others are.
    fn breaks(&mut self, failure: &Failure, talk: &Talk) {
        talk.findings(&failure.findings, &failure.sources);
        self.broken += 1;
    }

    fn words(&self) -> String {
        let Tally { passed, failed, skipped, broken, stray } = self;
        let mut words = format!("{passed} passed, {failed} failed");
        let further = [(skipped, "skipped"), (broken, "could not be run")];
        for (count, what) in further.into_iter().filter(|(count, _)| **count > 0) {
            words.push_str(&format!(", {count} {what}"));
        }
        match stray {
            0 => {}
            1 => words.push_str(", 1 rule file without a pack"),
            many => words.push_str(&format!(", {many} rule files without a pack")),
        }
        words + "\n"
    }
}

fn tests(pack: &Pack, compiled: &Compiled, talk: &Talk, tally: &mut Tally) {
    for outcome in testing::run(pack, compiled) {
        let passed = outcome.failures.is_empty();
        let word = if passed { "ok" } else { "FAILED" };
        print(&format!("{}: {} … {word}\n", pack.shown, outcome.title));
        talk.results(&outcome.failures, &pack.sources);
        *(if passed { &mut tally.passed } else { &mut tally.failed }) += 1;
    }
}

/// Results of the whole data against the expected file; skipped, and said so, where the data is not at hand.
fn expected_results(
    pack: &Pack,
    compiled: &Compiled,
    (subject, expected): (&str, &Expected),
    talk: &Talk,
    tally: &mut Tally,
) -> Result<(), Failure> {
    let title = format!("{}: results of {subject} as expected{}", pack.shown, setting(expected));
    let Some(root) = root_of_manifest(pack) else {
        print(&format!("{title} … skipped\n"));
        talk.say(&skipped(pack));
        tally.skipped += 1;
        return Ok(());
    };
    let report = held(pack, compiled, subject, expected, (&root, talk))?;
    let passed = report.is_clean();
    let compared = report.totals().compared;
    print(&format!("{title}: {compared} cells … {}\n", if passed { "ok" } else { "FAILED" }));
    if passed && !report.columns_only_expected.is_empty() {
        let columns = report.columns_only_expected.join("`, `");
        talk.say(&format!("not compared, since the results have no such columns: `{columns}`"));
    }
    if !passed {
        print(&report.to_table(Some(20)));
        talk.findings(&report.findings, &pack.sources);
    }
    *(if passed { &mut tally.passed } else { &mut tally.failed }) += 1;
    Ok(())
}
