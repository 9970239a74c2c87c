//! `gradus compare`: a result file against another, or the results of packs against what they expect.

use super::bindings::{data_variable, root_of_manifest, skipped};
use super::held::{held, setting};
use super::talk::print;
use super::{Exit, Failure, Outcome, Talk, packs};
use crate::compare::{Options, Report, Shape, compare, summary};
use crate::diagnostic::{Code, Diagnostic, visible};
use crate::policy::{Pack, Run};
use crate::source::SourceSet;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The results of a policy, as CSV; or, alone, a pack or a folder of packs, whose data is evaluated and held against
    /// the files that its manifest expects.
    result: PathBuf,
    /// What they are held against, as CSV.
    expected: Option<PathBuf>,
    /// The columns that name a row in both files.
    #[arg(long, value_delimiter = ',', requires = "expected", value_name = "COLUMN,…")]
    key: Vec<String>,
    /// Round both sides half up to so many decimals first; else ours to those that the expected cell shows.
    #[arg(long, value_name = "N", requires = "expected")]
    digits: Option<u32>,
    /// A CSV file with the cells that are known to differ, one a line: the key columns, `column` and, if you like,
    /// `reason`.
    #[arg(long, value_name = "FILE", requires = "expected")]
    known: Option<PathBuf>,
    /// How the comparison is written; `summary` has one line for each file.
    #[arg(long, value_enum, default_value_t = FormatArg::Table)]
    format: FormatArg,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum FormatArg {
    Table,
    Json,
    Summary,
}

/// Differences that are listed as text; JSON has all.
const LISTED: usize = 50;

pub fn run(args: &Args, talk: &Talk) -> Outcome {
    let Some(expected) = &args.expected else { return of_packs(args, talk) };
    if args.key.is_empty() {
        let message = "which columns name a row is not said";
        let help = "add `--key id`, or `--key id,year` where several do";
        return Err(Diagnostic::input(Code::CompareColumns, None, message).help(help).into());
    }
    let options = Options { key: args.key.clone(), digits: args.digits, known: args.known.clone(), shape: Shape::Same };
    let report = compare(&args.result, expected, &options)?;
    let clean = report.is_clean();
    talk.findings(&report.findings, &SourceSet::default());
    print(&match args.format {
        FormatArg::Table => report.to_table(Some(LISTED)),
        FormatArg::Json => visible::json(&report.to_json()).into_owned(),
        FormatArg::Summary => summary(&[(args.result.display().to_string(), String::new(), report)]),
    });
    Ok(if clean { Exit::Done } else { Exit::Findings })
}

/// Every expected file of every pack.
fn of_packs(args: &Args, talk: &Talk) -> Outcome {
    let mut reports: Vec<(String, String, Report)> = Vec::new();
    let mut without: Option<Failure> = None;
    let found = packs::all(&args.result)?;
    found.tell(talk);
    let mut broken = found.unread.len();
    for (path, pack) in found.packs {
        if pack.manifest_is_read() && pack.manifest.expected.is_empty() {
            talk.say(&format!("{}: nothing is expected", pack.shown));
            continue;
        }
        let compiled = match packs::compiled(&pack, &Run::default()) {
            Ok(compiled) => compiled,
            Err(failure) => {
                talk.findings(&failure.findings, &failure.sources);
                broken += 1;
                continue;
            }
        };
        let Some(root) = root_of_manifest(&pack) else {
            talk.say(&skipped(&pack));
            without.get_or_insert_with(|| without_data(&pack));
            continue;
        };
        for (subject, list) in &pack.manifest.expected {
            for expected in &list.0 {
                let report = match held(&pack, &compiled, subject.get_ref(), expected, (&root, talk)) {
                    Ok(report) => report,
                    Err(failure) => {
                        talk.findings(&failure.findings, &failure.sources);
                        broken += 1;
                        continue;
                    }
                };
                talk.findings(&report.findings, &pack.sources);
                let of = format!("{}{}", subject.get_ref(), setting(expected));
                reports.push((name_of(&path), of, report));
            }
        }
    }
    // Packs without data are left out among others; where there are no others, nothing was compared.
    if let Some(failure) = without.filter(|_| reports.is_empty() && broken == 0) {
        return Err(failure);
    }
    let clean = reports.iter().all(|(_, _, report)| report.is_clean());
    match args.format {
        FormatArg::Summary => print(&summary(&reports)),
        FormatArg::Table => reports.iter().for_each(|(pack, of, report)| {
            print(&format!("{pack}: {of}\n\n{}\n", report.to_table(Some(LISTED))));
        }),
        FormatArg::Json => reports.iter().for_each(|(_, _, report)| print(&visible::json(&report.to_json()))),
    }
    Ok(match (broken, clean) {
        (0, true) => Exit::Done,
        (0, false) => Exit::Findings,
        _ => Exit::Usage,
    })
}

/// The folder of a pack, by its name alone: where it lies differs from machine to machine.
fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

fn without_data(pack: &Pack) -> Failure {
    let variable = data_variable(pack);
    let message = format!("the data of {} is not at hand: `{variable}` is not set", pack.shown);
    let help = format!("set `{variable}` to the folder that holds it");
    Diagnostic::input(Code::NoPack, None, message).help(help).into()
}
