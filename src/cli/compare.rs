//! `gradus compare`: a result file against another.

use super::talk::print;
use super::{Exit, Outcome, Talk};
use crate::compare::{Options, compare};
use crate::source::SourceSet;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The results of a policy, as CSV.
    result: PathBuf,
    /// What they are held against, as CSV.
    expected: PathBuf,
    /// The columns that name a row in both files.
    #[arg(long, value_delimiter = ',', required = true, value_name = "COLUMN,…")]
    key: Vec<String>,
    /// Round both sides half up to so many decimals first; else ours to those that the expected cell shows.
    #[arg(long, value_name = "N")]
    digits: Option<u32>,
    /// A CSV file with the cells that are known to differ, one a line: the key columns, `column` and, if you like,
    /// `reason`.
    #[arg(long, value_name = "FILE")]
    known: Option<PathBuf>,
    /// How the comparison is written.
    #[arg(long, value_enum, default_value_t = FormatArg::Table)]
    format: FormatArg,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum FormatArg {
    Table,
    Json,
}

/// Differences that are listed as text; JSON has all.
const LISTED: usize = 50;

pub fn run(args: &Args, talk: &Talk) -> Outcome {
    let options = Options { key: args.key.clone(), digits: args.digits, known: args.known.clone(), wide: None };
    let report = compare(&args.result, &args.expected, &options)?;
    print(&match args.format {
        FormatArg::Table => report.to_table(Some(LISTED)),
        FormatArg::Json => report.to_json(),
    });
    talk.findings(&report.findings, &SourceSet::default());
    Ok(if report.is_clean() { Exit::Done } else { Exit::Findings })
}
