//! `gradus freeze`: the statistics of one run, so that one record scores exactly as it did among all.

use super::bindings::{DataArgs, files_of};
use super::{Exit, Outcome, PathArg, Talk, eval, output, packs};
use crate::diagnostic::{Code, Diagnostic};
use crate::freeze;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    path: PathArg,
    #[command(flatten)]
    data: DataArgs,
    /// Only what the results of this kind of subject need.
    #[arg(long, value_name = "KIND")]
    of: Option<String>,
    /// Where the table is written; standard output when not given.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub fn run(args: &Args, talk: &Talk) -> Outcome {
    let pack = packs::one(&args.path)?;
    let run = args.data.run(&pack)?;
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
    if let Some(file) = &args.output {
        output::spares(&pack, &files_of(&bindings), file)?;
    }
    let evaluation = eval::evaluated(graph, &bindings, &subjects, pack.days(&run), talk)?;
    let statistics = freeze::frozen(graph, &evaluation, &subjects);
    let content = (ids.as_slice(), statistics.as_slice());
    let mut text = Vec::new();
    freeze::write(graph, content, &mut text).map_err(|error| {
        let message = format!("the statistics cannot be written: {error}");
        Diagnostic::input(Code::OutputFailed, None, message).help("name a file: `-o statistics.csv`")
    })?;
    output::write_text(&String::from_utf8_lossy(&text), args.output.as_deref())?;
    Ok(Exit::Done)
}
