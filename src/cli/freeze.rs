//! `gradus freeze`: the statistics of one run, so that one record scores exactly as it did among all.

use super::bindings::DataArgs;
use super::talk::print;
use super::{Exit, Outcome, PathArg, Talk, eval, output, packs};
use crate::diagnostic::{Code, Diagnostic};
use crate::freeze;
use crate::results::write::write_file;
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
    let pack = packs::one(&args.path.path)?;
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
    let evaluation = eval::evaluated(graph, &bindings, &subjects, pack.days(&run), talk)?;
    let statistics = freeze::frozen(graph, &evaluation, &subjects);
    let content = (ids.as_slice(), statistics.as_slice());
    match &args.output {
        Some(file) => {
            let bound: Vec<_> = bindings.iter().flatten().flat_map(|bound| bound.files.clone()).collect();
            let data: Vec<_> = crate::data::expand(&bound).unwrap_or(bound).into_iter().map(|file| file.path).collect();
            output::spares(&pack, &data, file)?;
            write_file(file, |out| freeze::write(graph, content, out))?;
        }
        None => {
            let mut text = Vec::new();
            let written = freeze::write(graph, content, &mut text);
            written.map_err(|error| {
                let message = format!("the statistics cannot be written: {error}");
                Diagnostic::input(Code::OutputFailed, None, message).help("name a file: `-o statistics.csv`")
            })?;
            print(&String::from_utf8_lossy(&text));
        }
    }
    Ok(Exit::Done)
}
