//! `gradus eval`: results of a policy over its data.

use super::asked::Opened;
use super::bindings::{DataArgs, FrozenArg};
use super::evaluator::EvaluatorArgs;
use super::outlets::{Delivered, Questions};
use super::output::{Beside, OutputArgs, Target};
use super::{Exit, Outcome, PathArg, Talk, account};
use crate::data::DataReport;
use crate::diagnostic::{Code, Diagnostic, has_errors};
use crate::expected::checks::CheckCounts;
use crate::messages::cli as say;
use crate::messages::phrase;
use crate::record::{Command, Record};
use crate::results::write::put;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    path: PathArg,
    #[command(flatten)]
    data: DataArgs,
    /// Evaluate only the results of this kind of subject.
    #[arg(long, value_name = "KIND", value_parser = super::bindings::name)]
    of: Option<String>,
    #[command(flatten)]
    frozen: FrozenArg,
    #[command(flatten)]
    output: OutputArgs,
    /// Write an account of the data to this file as JSON: the rows read and used, and everything that was not used as
    /// written.
    #[arg(long, value_name = "FILE", value_parser = super::output::path)]
    report: Option<PathBuf>,
    /// Write a record of the run to this file as JSON, for `gradus verify`: settings, and hashes of files and results.
    #[arg(long, value_name = "FILE", value_parser = super::output::path)]
    record: Option<PathBuf>,
    #[command(flatten)]
    evaluator: EvaluatorArgs,
}

pub(super) fn run(args: &Args, talk: &Talk) -> Outcome {
    Opened::at(&args.path, &args.data)?.use_for(|opened| evaluate(args, opened, talk))
}

fn evaluate(args: &Args, opened: &Opened, talk: &Talk) -> Outcome {
    let asked = opened.asked(args.of.as_deref(), &args.frozen)?;
    let (pack, graph) = (&opened.pack, asked.graph.as_ref());
    let target = Target::of(&args.output, graph, &asked.subjects)?;
    talk.findings(&opened.compiled.findings, &pack.sources);
    asked.tell_not_frozen(&args.frozen, talk);
    let mut bindings = asked.bind(&args.data, talk)?;
    let frozen = args.frozen.frozen.as_ref();
    let beside = Beside { report: args.report.as_ref(), record: args.record.as_ref(), frozen };
    target.spares_inputs(pack, &bindings, graph, &asked.subjects, beside)?;
    args.evaluator.settle()?;
    args.evaluator.tell(talk);
    let questions = Questions { record: args.record.is_some(), live: frozen.map(|_| asked.live) };
    let outlets = target.open(graph, &asked.subjects, questions)?;
    let shown = talk.progress(&mut bindings);
    let evaluated = asked.deliver(&bindings, args.evaluator, &outlets);
    drop(shown);
    let evaluated = evaluated.and_then(|told| match outlets.end() {
        Ok(delivered) => Ok((delivered, told)),
        Err(findings) => Err(DataReport { findings, ..told }),
    });
    let account = |told: &DataReport, checked: &[CheckCounts]| {
        let file = |path| account::file(path, told, checked, (graph, &asked.subjects));
        args.report.as_deref().map(file).transpose()
    };
    let (mut delivered, told) = match evaluated {
        Ok(evaluated) => evaluated,
        Err(told) => {
            put(account(&told, &[])?)?;
            return Err(told.into());
        }
    };
    talk.findings(&account::findings(&told), &pack.sources);
    let account = account(&told, &delivered.checked)?;
    let mut failed = std::mem::take(&mut delivered.failed);
    let record = match &args.record {
        Some(path) => {
            let settings = args.data.settings(Command::Eval, &args.path.path, args.of.as_deref(), &args.frozen);
            let inputs = Record::of_inputs(settings, &asked.made(&bindings, &args.frozen))?;
            Some(inputs.with(&told, std::mem::take(&mut delivered.digests)).file(path)?)
        }
        None => None,
    };
    failed.extend(frozen.and_then(|file| unexplained(&delivered, file)));
    // All files are written before the first is moved to its target, so that an account or a record never exists
    // without its results.
    target.write(delivered, account.into_iter().chain(record), talk)?;
    talk.findings(&failed, &pack.sources);
    Ok(if has_errors(&failed) { Exit::Findings } else { Exit::Done })
}

/// Reports values that always exist with the policy's own statistics but are missing with the statistics of a file,
/// since no column gives the reason.
fn unexplained(delivered: &Delivered, file: &Path) -> Option<Diagnostic> {
    let missing = delivered.unexplained.iter();
    let named: Vec<String> = missing.map(|(name, count, subject)| say::missing_values(name, *count, subject)).collect();
    (!named.is_empty()).then(|| {
        let message = say::no_statistics_for_peers(file.display(), named.join(phrase::separator()));
        let help = say::freeze_again();
        Diagnostic::input(Code::FrozenOther, None, message).help(help).into_warning()
    })
}
