//! `gradus freeze`: the statistics of one run, so that one record gets exactly the score that it had among all records.

use super::asked::{Opened, Request};
use super::bindings::{DataArgs, FrozenArg, files_of};
use super::pseudonyms::Keyed;
use super::{Exit, Failure, Outcome, PathArg, Talk, account, output};
use crate::data::{self, Bindings, DataReport};
use crate::diagnostic::{Code, Diagnostic};
use crate::freeze;
use crate::messages::cli as say;
use crate::record::{self, Command, Record};
use crate::reference::{self, Rows};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    path: PathArg,
    #[command(flatten)]
    data: DataArgs,
    /// Write only the statistics that the results of this kind of subject need.
    #[arg(long, value_name = "KIND", value_parser = super::bindings::name)]
    of: Option<String>,
    /// Write the statistics to this file; by default, to standard output.
    #[arg(short, long, value_name = "FILE", value_parser = super::output::path)]
    output: Option<PathBuf>,
    /// Write a record of the run to this file as JSON, for `gradus verify`: settings, and hashes of files and results.
    #[arg(long, value_name = "FILE", value_parser = super::output::path)]
    record: Option<PathBuf>,
}

pub(super) fn run(args: &Args, talk: &Talk) -> Outcome {
    Opened::at(&args.path, &args.data)?.use_for(|opened| freeze(args, opened, talk))
}

fn freeze(args: &Args, opened: &Opened, talk: &Talk) -> Outcome {
    let none = FrozenArg::default();
    let asked = opened.asked(args.of.as_deref(), &none)?;
    let (pack, graph) = (&opened.pack, asked.live);
    let ids = freeze::statistics(graph, &asked.subjects);
    if ids.is_empty() {
        let message = say::no_statistics(&graph.policy);
        let help = say::what_is_a_statistic();
        return Err(Diagnostic::input(Code::NothingPublished, None, message).help(help).into());
    }
    if let Some(finding) = freeze::private(asked.live, &ids) {
        return Err(finding.into());
    }
    for rank in freeze::ranks(graph, &asked.subjects) {
        talk.note(&say::rank_not_frozen(&rank));
    }
    talk.findings(&freeze::of_records_there(graph, &asked.subjects), &pack.sources);
    let bindings = asked.bind(&args.data, talk)?;
    let read = files_of(&bindings);
    if args.record.is_some() && args.record == args.output {
        let message = say::record_over_statistics();
        return Err(Diagnostic::input(Code::Usage, None, message).help(say::other_file_for_record()).into());
    }
    args.output.iter().chain(&args.record).try_for_each(|file| output::spares(pack, &read, file))?;
    let (text, told) = text(&asked, &bindings)?;
    talk.findings(&account::findings(&told), &pack.sources);
    let settings = args.data.settings(Command::Freeze, &args.path.path, args.of.as_deref(), &none);
    let made = asked.made(&bindings, &none);
    let record = Record::of_inputs(settings, &made)?.with(&told, record::of_statistics(&text));
    let beside = args.record.as_deref().map(|path| record.file(path)).transpose()?;
    let text = freeze::with_run(&text, &graph.policy, &record.line()).map_err(|error| unwritten(&error))?;
    output::write_text(&text, args.output.as_deref(), beside)?;
    Ok(Exit::Done)
}

/// Returns the statistics of a run, as they are written.
pub(super) fn text(asked: &Request<'_>, bindings: &Bindings) -> Result<(String, DataReport), Failure> {
    let subjects = asked.subjects.as_slice();
    let graph = &*Keyed::ByEnvironment.graph(asked.live, subjects)?;
    let (tables, told) = data::load_all(&graph.tables, bindings)?;
    let evaluation = reference::evaluate(graph, &Rows { tables: &tables, period: asked.days() }, subjects)?;
    let ids = freeze::statistics(graph, subjects);
    if let Some(finding) = freeze::withheld(graph, &evaluation, &ids) {
        return Err(finding.into());
    }
    let statistics = freeze::frozen(graph, &evaluation, subjects);
    let mut text = Vec::new();
    freeze::write(graph, (&ids, &statistics), &mut text).map_err(|error| unwritten(&error))?;
    Ok((String::from_utf8_lossy(&text).into_owned(), told))
}

fn unwritten(error: &std::io::Error) -> Failure {
    let message = say::statistics_not_written(error);
    Diagnostic::input(Code::OutputFailed, None, message).help(say::name_statistics_file()).into()
}
