//! `gradus verify`: whether a run still gives what its record says.

use super::bindings::{DataArgs, FrozenArg, ParamArgs};
use super::evaluator::EvaluatorArgs;
use super::privacy::Keyed;
use super::record::{self, Command, Made, Record, Settings};
use super::talk::print;
use super::{Exit, Failure, Outcome, PathArg, ReachArg, Talk, account, eval, freeze, packs};
use crate::source::SourceSet;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// A record that `--record` has written.
    record: PathBuf,
    /// The pack or rule file, where it is not at the path any more that the record names.
    path: Option<PathBuf>,
    /// The folder that the manifest's data files are in.
    #[arg(long, value_name = "DIR")]
    data_root: Option<PathBuf>,
    /// A data file of a table; these replace those of the record.
    #[arg(long = "data", value_name = "TABLE=FILE")]
    data: Vec<String>,
    /// The statistics of another run, where they are not at the path any more that the record names.
    #[arg(long, value_name = "FILE")]
    frozen: Option<PathBuf>,
    #[command(flatten)]
    reach: ReachArg,
}

/// What differs to standard output, one line each.
pub fn run(args: &Args, talk: &Talk) -> Outcome {
    let recorded = Record::read(&args.record)?;
    let mut settings = recorded.settings.clone();
    settings.pack = args.path.clone().unwrap_or(settings.pack);
    settings.data_root = args.data_root.clone().or(settings.data_root);
    settings.frozen = args.frozen.clone().or(settings.frozen);
    if !args.data.is_empty() {
        settings.data = args.data.clone();
    }
    let now = again(settings, args.reach, talk)?;
    if now.program != recorded.program {
        talk.say(&format!("the record is of {}, and this is {}", recorded.program, now.program));
    }
    let differences = recorded.differences(&now);
    differences.iter().for_each(|difference| print(&format!("{difference}\n")));
    talk.say(&match differences.len() {
        0 => "nothing differs: the run gives what was recorded".to_string(),
        1 => "1 difference".to_string(),
        many => format!("{many} differences"),
    });
    Ok(if differences.is_empty() { Exit::Done } else { Exit::Findings })
}

/// The record of the same run, made now.
fn again(settings: Settings, reach: ReachArg, talk: &Talk) -> Result<Record, Failure> {
    let data = DataArgs {
        data: settings.data.clone(),
        data_root: settings.data_root.clone(),
        params: ParamArgs { params: settings.params.clone() },
        period: settings.period.clone(),
        as_of: settings.as_of.clone(),
    };
    let mut pack = packs::one(&PathArg { path: settings.pack.clone(), reach })?;
    let run = data.run(&mut pack)?;
    let compiled = packs::compiled(&pack, &run)?;
    let Some(live) = &compiled.graph else { return Err(Failure::default()) };
    let subjects = eval::asked(live, settings.of.as_deref())?;
    let frozen = FrozenArg { frozen: settings.frozen.clone() };
    let graph = frozen.of(live, &subjects)?;
    let graph = graph.as_ref();
    let bindings = data.bind(&pack, &compiled, graph, &subjects, &run)?;
    let made = Made { pack: &pack, run: &run, graph, bindings: &bindings, frozen: frozen.frozen.as_ref() };
    let (results, told) = match settings.command {
        Command::Eval => {
            let (tables, told) = EvaluatorArgs::default().results(
                (graph, Keyed::ByEnvironment),
                &bindings,
                &subjects,
                pack.days(&run),
            )?;
            (record::results(&tables)?, told)
        }
        Command::Freeze => {
            let (text, told) = freeze::text(graph, &bindings, &subjects, pack.days(&run))?;
            (freeze::digested(&text), told)
        }
    };
    talk.findings(&account::findings(&told), &SourceSet::default());
    Record::new(settings, &made, &told, results)
}
