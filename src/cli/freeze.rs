//! `gradus freeze`: the statistics of one run, so that one record scores exactly as it did among all.

use super::bindings::{DataArgs, FrozenArg, files_of};
use super::record::{self, Digested, Made, Record, Settings};
use super::{Exit, Failure, Outcome, PathArg, Talk, account, eval, output, packs};
use crate::data::{self, Binding, Told};
use crate::diagnostic::{Code, Diagnostic};
use crate::graph::Graph;
use crate::names::SubjectId;
use crate::reference::{self, Rows};
use crate::source::SourceSet;
use crate::{digest, freeze};
use std::collections::BTreeMap;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    path: PathArg,
    #[command(flatten)]
    data: DataArgs,
    /// Only what the results of this kind of subject need.
    #[arg(long, value_name = "KIND", value_parser = super::bindings::name)]
    of: Option<String>,
    /// Where the table is written; standard output when not given.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Where a record of the run is written, as JSON: what it was made from and what came out, for `gradus verify`.
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
}

pub fn run(args: &Args, talk: &Talk) -> Outcome {
    let mut pack = packs::one(&args.path)?;
    let run = args.data.run(&mut pack)?;
    let compiled = packs::compiled(&pack, &run)?;
    let Some(graph) = &compiled.graph else { return Ok(Exit::Usage) };
    let subjects = eval::asked(graph, args.of.as_deref())?;
    let ids = freeze::statistics(graph, &subjects);
    if ids.is_empty() {
        let message = format!("`{}` has no statistics", graph.policy);
        let help = "a statistic is an aggregate `of all`, or `over` those who count";
        return Err(Diagnostic::input(Code::NothingPublished, None, message).help(help).into());
    }
    for rank in freeze::ranks(graph, &subjects) {
        talk.say(&format!("not frozen: `{rank}` is a rank among others, and has no value where they are not there"));
    }
    let bindings = args.data.bind(&pack, &compiled, graph, &subjects, &run)?;
    let read = files_of(&bindings);
    if args.record.is_some() && args.record == args.output {
        let message = "the record would be written over the statistics";
        return Err(Diagnostic::input(Code::Usage, None, message).help("name another file for `--record`").into());
    }
    args.output.iter().chain(&args.record).try_for_each(|file| output::spares(&pack, &read, file))?;
    let (text, told) = text(graph, &bindings, &subjects, pack.days(&run))?;
    talk.findings(&account::findings(&told), &SourceSet::default());
    if let Some(path) = &args.record {
        let of = Settings::of(&args.path.path, args.of.as_deref(), &args.data, &FrozenArg::default());
        let settings = Settings { command: record::Command::Freeze, ..of };
        let made = Made { pack: &pack, run: &run, graph, bindings: &bindings, frozen: None };
        Record::new(settings, &made, &told, digested(&text))?.write(path)?;
    }
    output::write_text(&text, args.output.as_deref())?;
    Ok(Exit::Done)
}

/// The statistics of a run, as they are written.
pub fn text(
    graph: &Graph,
    bindings: &[Option<Binding>],
    subjects: &[SubjectId],
    period: Option<(i32, i32)>,
) -> Result<(String, Told), Failure> {
    let (tables, told) = data::load_all(&graph.tables, bindings)?;
    let evaluation = reference::evaluate(graph, &Rows { tables: &tables, period }, subjects)?;
    let statistics = freeze::frozen(graph, &evaluation, subjects);
    let ids = freeze::statistics(graph, subjects);
    let mut text = Vec::new();
    freeze::write(graph, (&ids, &statistics), &mut text).map_err(|error| {
        let message = format!("the statistics cannot be written: {error}");
        Diagnostic::input(Code::OutputFailed, None, message).help("name a file: `-o statistics.csv`")
    })?;
    Ok((String::from_utf8_lossy(&text).into_owned(), told))
}

/// The digest of statistics for a record.
pub fn digested(text: &str) -> BTreeMap<String, Digested> {
    let rows = text.lines().count().saturating_sub(1) as u64;
    let statistics = Digested { rows, sha256: digest::of_bytes(text.as_bytes()) };
    BTreeMap::from([("statistics".to_string(), statistics)])
}
