//! `gradus compare`: two result files, or the results of packs with the expected ones.

use super::bindings::{data_variable, root_of_manifest, skipped};
use super::evaluator::EvaluatorArgs;
use super::expected::OverManifest;
use super::talk::print;
use super::{Exit, Failure, Outcome, PathArg, ReachArg, Talk, packs};
use crate::compare::{Decimal, Options, Report, Shape, SheetStyle, Within, compare_files, summary};
use crate::diagnostic::{Code, Diagnostic, visible};
use crate::expected;
use crate::messages::cli as say;
use crate::policy::{MOST_DIGITS, Pack, Run};
use crate::source::SourceSet;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Results of a policy as CSV; or, without EXPECTED, a pack or a folder of packs to evaluate and compare with the
    /// expected files of the manifest.
    result: PathBuf,
    /// Expected results as CSV.
    expected: Option<PathBuf>,
    /// Set the key: the columns that name a row in both files.
    #[arg(long, value_delimiter = ',', requires = "expected", value_name = "COLUMN,…")]
    key: Vec<String>,
    /// Treat numbers as equal within half a unit of this decimal; by default, of the last decimal of the expected cell.
    #[arg(long, value_name = "N", requires = "expected", value_parser = clap::value_parser!(u32).range(..=i64::from(MOST_DIGITS)))]
    digits: Option<u32>,
    /// Treat numbers as equal within this distance.
    #[arg(long, value_name = "DISTANCE", requires = "expected", conflicts_with = "digits", value_parser = tolerance)]
    tolerance: Option<Decimal>,
    /// Set what an empty cell of the expected file means.
    #[arg(long, requires = "expected", value_enum, default_value_t = EmptyArg::NoValue)]
    empty: EmptyArg,
    /// List more texts of the expected file that mean that there is no value.
    #[arg(long, value_delimiter = ',', requires = "expected", value_name = "TEXT,…")]
    no_value: Vec<String>,
    /// Set the character between the cells of both files.
    #[arg(long, requires = "expected", value_enum, value_name = "SIGN", default_value_t = SeparatorArg::Comma)]
    separator: SeparatorArg,
    /// Read the cells that are known to differ from a CSV file, one on each line: the key columns, `column` and,
    /// optionally, `reason`.
    #[arg(long, value_name = "FILE", requires = "expected")]
    known: Option<PathBuf>,
    /// Set the output format; `summary` has one line for each file.
    #[arg(long, value_enum, default_value_t = FormatArg::Table)]
    format: FormatArg,
    #[command(flatten)]
    evaluator: EvaluatorArgs,
    #[command(flatten)]
    reach: ReachArg,
}

/// What an empty cell of the expected file means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum EmptyArg {
    /// There is no value.
    NoValue,
    /// Any value: the cell is not compared.
    Anything,
}

/// The character between cells.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum SeparatorArg {
    #[value(name = ",")]
    Comma,
    #[value(name = ";")]
    Semicolon,
    #[value(name = "|")]
    Bar,
    #[value(name = "\\t")]
    Tab,
}

/// A distance between two numbers.
fn tolerance(text: &str) -> Result<Decimal, String> {
    Decimal::parse(text).filter(|d| !d.is_negative()).ok_or_else(|| say::form_of_distance().into())
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum FormatArg {
    Table,
    Json,
    Summary,
}

/// The most differences that are listed as text; JSON has all.
const LISTED: usize = 50;

pub(super) fn run(args: &Args, talk: &Talk) -> Outcome {
    let Some(expected) = &args.expected else { return of_packs(args, talk) };
    if args.key.is_empty() {
        let message = say::no_key();
        let help = say::add_key();
        return Err(Diagnostic::input(Code::CompareColumns, None, message).help(help).into());
    }
    let report = compare_files(&args.result, expected, &options(args))?;
    let clean = report.is_clean();
    talk.findings(&report.findings, &SourceSet::default());
    print(&match args.format {
        FormatArg::Table => report.to_table(Some(LISTED)),
        FormatArg::Json => visible::json(&report.to_json()).into_owned(),
        FormatArg::Summary => summary(&[(args.result.display().to_string(), String::new(), report)]),
    });
    Ok(if clean { Exit::Done } else { Exit::Findings })
}

fn options(args: &Args) -> Options {
    let tolerance = || args.tolerance.clone().map(Within::Tolerance);
    let separator = match args.separator {
        SeparatorArg::Comma => b',',
        SeparatorArg::Semicolon => b';',
        SeparatorArg::Bar => b'|',
        SeparatorArg::Tab => b'\t',
    };
    Options {
        key: args.key.clone(),
        key_setting: None,
        within: args.digits.map(Within::Digits).or_else(tolerance).unwrap_or_default(),
        known: args.known.clone(),
        written: SheetStyle {
            separator,
            empty_is_anything: args.empty == EmptyArg::Anything,
            no_value: args.no_value.clone(),
        },
        shape: Shape::Same,
        instead: BTreeMap::new(),
    }
}

/// Compares the results of every pack with its expected files.
fn of_packs(args: &Args, talk: &Talk) -> Outcome {
    args.evaluator.settle()?;
    let mut reports: Vec<(String, String, Report)> = Vec::new();
    let mut without: Option<Failure> = None;
    let found = packs::all(&PathArg { path: args.result.clone(), reach: args.reach })?;
    found.tell(talk);
    let mut broken = found.unread.len();
    for (path, pack) in found.packs {
        if pack.manifest_is_read() && pack.manifest.expected.is_empty() {
            talk.note(&say::nothing_expected(&pack.shown));
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
            talk.note(&skipped(&pack));
            without.get_or_insert_with(|| without_data(&pack));
            continue;
        };
        let runner = OverManifest { pack: &pack, evaluator: args.evaluator, talk };
        let compared = expected::compare(&pack, &compiled, &root, false, &runner);
        for findings in &compared.broken {
            talk.findings(findings, &pack.sources);
            broken += 1;
        }
        for file in compared.files {
            talk.findings(&file.report.findings, &pack.sources);
            reports.push((name_of(&path), file.of, file.report));
        }
    }
    // Packs without data are left out if there are other packs; if there are none, nothing was compared.
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

/// Returns the name of the folder of a pack, without its path, which differs from machine to machine.
fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

fn without_data(pack: &Pack) -> Failure {
    let variable = data_variable(pack);
    let message = say::data_not_available(&pack.shown, variable);
    let help = say::set_variable(variable);
    Diagnostic::input(Code::NoPack, None, message).help(help).into()
}
