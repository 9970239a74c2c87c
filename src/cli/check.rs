//! `gradus check`: mistakes in policies.

use super::talk::print;
use super::{Exit, Outcome, PathArg, Talk, packs};
use crate::policy::{Pack, Run};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    path: PathArg,
}

/// Findings to standard output, a summary to standard error.
pub fn run(args: &Args, talk: &Talk) -> Outcome {
    let mut found = 0;
    let packs = packs::find(&args.path.path)?;
    for path in &packs {
        let pack = Pack::open_within(path, args.path.reach.reach())?;
        let compiled = pack.compile(&Run::default());
        found += compiled.findings.len();
        print(&talk.results(&compiled.findings, &pack.sources));
    }
    let policies = if packs.len() == 1 { "1 policy".into() } else { format!("{} policies", packs.len()) };
    let findings = match found {
        0 => "no findings".to_string(),
        1 => "1 finding".to_string(),
        n => format!("{n} findings"),
    };
    talk.say(&format!("checked {policies}: {findings}"));
    Ok(if found == 0 { Exit::Done } else { Exit::Findings })
}
