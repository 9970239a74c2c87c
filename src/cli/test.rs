//! `gradus test`: the tests of the language, and results held against what is expected.

use super::bindings::{root_of_manifest, skipped};
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
    /// End with the first test that fails.
    #[arg(long)]
    fail_fast: bool,
}

/// How many passed, failed, and could not be run.
#[derive(Debug, Default)]
struct Tally {
    passed: usize,
    failed: usize,
    skipped: usize,
}

pub fn run(args: &Args, talk: &Talk) -> Outcome {
    let mut tally = Tally::default();
    for path in packs::find(&args.path.path)? {
        let pack = Pack::open_within(&path, args.path.reach.reach())?;
        let compiled = packs::compiled(&pack, &Run::default())?;
        tests(&pack, &compiled, talk, &mut tally);
        for (subject, list) in &pack.manifest.expected {
            for expected in &list.0 {
                if args.fail_fast && tally.failed > 0 {
                    break;
                }
                expected_results(&pack, &compiled, (subject.get_ref(), expected), talk, &mut tally)?;
            }
        }
        if args.fail_fast && tally.failed > 0 {
            break;
        }
    }
    let Tally { passed, failed, skipped } = tally;
    let skipped = if skipped == 0 { String::new() } else { format!(", {skipped} skipped") };
    print(&format!("{passed} passed, {failed} failed{skipped}\n"));
    Ok(if failed == 0 { Exit::Done } else { Exit::Findings })
}

fn tests(pack: &Pack, compiled: &Compiled, talk: &Talk, tally: &mut Tally) {
    for outcome in testing::run(pack, compiled) {
        let passed = outcome.failures.is_empty();
        let word = if passed { "ok" } else { "FAILED" };
        print(&format!("{}: {} … {word}\n", pack.shown, outcome.title));
        print(&talk.results(&outcome.failures, &pack.sources));
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
