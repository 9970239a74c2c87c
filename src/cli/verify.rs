//! `gradus verify`: whether a run still gives the results in its record.

use super::asked::Opened;
use super::bindings::{DataArgs, FrozenArg, ParamArgs, root_of_manifest};
use super::evaluator::EvaluatorArgs;
use super::outlets::{MadeFolders, Outlets, Place, Questions};
use super::talk::print;
use super::{Exit, Failure, Outcome, PathArg, ReachArg, Talk, account, freeze, packs};
use crate::messages::cli as say;
use crate::record::{self, Command, Extent, ReadRecord, Record, Settings};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A record that `--record` wrote, or a file of statistics that `freeze` wrote.
    record: PathBuf,
    /// The pack or rule file, if it is no longer at the path in the record.
    path: Option<PathBuf>,
    /// Set the folder of the manifest's data files.
    #[arg(long, value_name = "DIR")]
    data_root: Option<PathBuf>,
    /// Bind a data file to a table; these files replace those in the record.
    #[arg(long = "data", value_name = "TABLE=FILE")]
    data: Vec<String>,
    /// Set the path of the frozen statistics, if they are no longer at the path in the record.
    #[arg(long, value_name = "FILE")]
    frozen: Option<PathBuf>,
    #[command(flatten)]
    reach: ReachArg,
}

/// Writes the differences to standard output, one line each. If the run cannot be repeated, writes the differences up
/// to that point.
pub(super) fn run(args: &Args, talk: &Talk) -> Outcome {
    let ReadRecord { record: recorded, statistics } = ReadRecord::read(&args.record)?;
    let mut settings = recorded.settings.clone();
    settings.pack = args.path.clone().unwrap_or(settings.pack);
    settings.data_root = args.data_root.clone().or(settings.data_root);
    settings.frozen = args.frozen.clone().or(settings.frozen);
    if !args.data.is_empty() {
        settings.data = args.data.clone();
    }
    let mut so_far = None;
    let made = again(&settings, args.reach, talk, &mut so_far);
    let mut differences = Vec::new();
    if let Some((now, extent)) = &so_far {
        if now.program != recorded.program {
            talk.note(&say::other_program(&recorded.program, &now.program));
        }
        differences.extend(recorded.differences(now, *extent));
    }
    if let Some(statistics) = &statistics {
        differences.extend(recorded.altered(statistics));
        let again = made.as_ref().ok().and_then(Option::as_ref);
        differences.extend(again.map(|again| crate::freeze::differences(statistics, again)).unwrap_or_default());
    }
    differences.iter().for_each(|difference| print(&format!("{difference}\n")));
    let count = match differences.len() {
        0 => say::nothing_differs().to_string(),
        count => say::differences(count),
    };
    if let Err(failure) = made {
        talk.say(&say::not_repeated(&count));
        return Err(failure);
    }
    if differences.is_empty() {
        talk.say(say::same_as_recorded());
        return Ok(Exit::Done);
    }
    talk.say(&count);
    Ok(Exit::Findings)
}

/// Repeats the run now; `so_far` is its record up to the point that it reached. Returns the statistics of a run that
/// froze some.
fn again(
    settings: &Settings,
    reach: ReachArg,
    talk: &Talk,
    so_far: &mut Option<(Record, Extent)>,
) -> Result<Option<String>, Failure> {
    let data = DataArgs {
        data: settings.data.clone(),
        data_root: settings.data_root.clone(),
        params: ParamArgs { params: settings.params.clone() },
        period: settings.period.clone(),
        as_of: settings.as_of.clone(),
    };
    let frozen = FrozenArg { frozen: settings.frozen.clone() };
    let pack = packs::one(&PathArg { path: settings.pack.clone(), reach })?;
    *so_far = Some((Record::of_policy(settings.clone(), &pack, root_of_manifest(&pack).as_deref()), Extent::Policy));
    let opened = Opened::of(pack, &data)?;
    opened.use_for(|opened| {
        let asked = opened.asked(settings.of.as_deref(), &frozen)?;
        let bindings = asked.bind(&data, talk)?;
        let inputs = Record::of_inputs(settings.clone(), &asked.made(&bindings, &frozen))?;
        *so_far = Some((inputs.clone(), Extent::Inputs));
        let (results, told, statistics) = match settings.command {
            Command::Eval => {
                let nowhere = vec![Place::Nowhere; asked.subjects.len()];
                let questions = Questions { record: true, ..Questions::default() };
                let outlets =
                    Outlets::open(&asked.graph, &asked.subjects, &nowhere, questions, MadeFolders::default())?;
                let told = asked.deliver(&bindings, EvaluatorArgs::default(), &outlets)?;
                (outlets.end()?.digests, told, None)
            }
            Command::Freeze => {
                let (text, told) = freeze::text(&asked, &bindings)?;
                (record::of_statistics(&text), told, Some(text))
            }
        };
        talk.findings(&account::findings(&told), &opened.pack.sources);
        *so_far = Some((inputs.with(&told, results), Extent::All));
        Ok(statistics)
    })
}
