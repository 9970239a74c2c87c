//! The command line: arguments in, files and text out, one exit code.
//!
//! Each command has one file. [`packs`] finds what a path means, [`bindings`] which files hold the data, and [`asked`]
//! what is evaluated over them; [`account`] records what happened to the data, and [`talk`] writes to standard error.

mod account;
mod asked;
mod below;
mod bindings;
mod check;
mod compare;
mod debug;
mod eval;
mod evaluator;
mod exit;
mod expected;
mod explain;
mod explain_code;
mod fmt;
mod freeze;
mod graph;
mod new;
mod outlets;
mod output;
mod packs;
mod pseudonyms;
mod schema;
mod shell;
mod talk;
mod test;
mod verify;

pub use exit::Exit;

use crate::messages;
use crate::messages::cli as say;
use crate::policy::{Pack, Reach};
use crate::profile;
use clap::builder::Styles;
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use talk::Talk;

/// Check, test and evaluate policies written as rule files.
#[derive(Debug, Parser)]
#[command(name = "gradus", version, about, disable_help_subcommand = true, styles = Styles::plain())]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Set the format of messages.
    #[arg(long, global = true, value_enum, default_value_t = talk::Messages::Human)]
    messages: talk::Messages,
    /// On standard error, report only errors: no warnings, notes or progress.
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Report on standard error how the time of the run was spent: stages and operators, with rows and bytes.
    #[arg(long, global = true)]
    profile: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Find mistakes in policies, without reading data.
    Check(check::Args),
    /// Evaluate a policy over its data.
    Eval(eval::Args),
    /// Run the tests of policies, and compare their results with the expected ones.
    Test(test::Args),
    /// Explain the results of one subject.
    Explain(explain::Args),
    /// Write the statistics of a run, so that `eval --frozen` scores one record exactly as among all.
    Freeze(freeze::Args),
    /// Repeat the run of a record, and report what differs: policy, params, data or results.
    Verify(verify::Args),
    /// Draw a policy: its tables and values, and how they depend on each other.
    Graph(graph::Args),
    /// Format rule files, or list those that are not formatted.
    Fmt(fmt::Args),
    /// Compare two result files cell by cell, or the results of packs with the expected ones.
    Compare(compare::Args),
    /// Create a new pack: a policy with its manifest, data and tests.
    New(new::Args),
    /// Describe the data that a policy needs: for people, as an empty file to fill in, or as JSON Schema.
    Schema(schema::Args),
    /// Explain the code of a message.
    ExplainCode(explain_code::Args),
    /// Generate completions for a shell.
    Completions(shell::CompletionsArgs),
    /// Generate a manual page for `man`.
    Man(shell::ManArgs),
    /// Show the output of one stage of gradus for a policy.
    Debug(debug::Args),
}

/// A policy: a rule file, a pack (a folder with `gradus.toml`), or a folder to search for packs.
#[derive(Debug, clap::Args)]
struct PathArg {
    /// A rule file, a pack (a folder with gradus.toml), or a folder to search for packs.
    #[arg(default_value = ".")]
    path: PathBuf,
    #[command(flatten)]
    reach: ReachArg,
}

/// How far from a pack its files may be.
#[derive(Clone, Copy, Debug, clap::Args)]
struct ReachArg {
    /// Also read files of the manifest outside of the root folder that contains the pack: a folder with `.git`, or with
    /// `root = true` in its gradus.toml.
    #[arg(long)]
    allow_outside: bool,
}

impl ReachArg {
    fn reach(self) -> Reach {
        if self.allow_outside { Reach::Anywhere } else { Reach::Root }
    }
}

/// Runs the program on its arguments.
pub fn run() -> Exit {
    messages::speak(&messages::ENGLISH);
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are results; everything else is a usage error.
            let code = if error.use_stderr() { Exit::Usage } else { Exit::Done };
            return match talk::arguments(&error) {
                Ok(()) => code,
                Err(error) => {
                    talk::ended_by(&error);
                    Exit::Usage
                }
            };
        }
    };
    // If no handler can be set, a signal ends the program at once, and the next run clears the files that are left.
    let _ = ctrlc::set_handler(|| {
        crate::results::write::abandon();
        std::process::exit(exit::INTERRUPTED);
    });
    let talk = Talk::new(cli.messages, cli.quiet);
    // Nothing else in this program records a profile, so recording begins only on request.
    let profile = cli.profile.then(profile::record).and_then(Result::ok);
    let outcome = match cli.command {
        Command::Check(args) => check::run(&args, &talk),
        Command::Eval(args) => eval::run(&args, &talk),
        Command::Test(args) => test::run(&args, &talk),
        Command::Explain(args) => explain::run(&args, &talk),
        Command::Freeze(args) => freeze::run(&args, &talk),
        Command::Verify(args) => verify::run(&args, &talk),
        Command::Graph(args) => graph::run(&args, &talk),
        Command::Fmt(args) => fmt::run(&args, &talk),
        Command::Compare(args) => compare::run(&args, &talk),
        Command::New(args) => new::run(&args, &talk),
        Command::Schema(args) => schema::run(&args, &talk),
        Command::ExplainCode(args) => explain_code::run(&args),
        Command::Completions(args) => shell::completions(&args),
        Command::Man(args) => shell::man(&args),
        Command::Debug(args) => debug::run(&args, &talk),
    };
    let exit = outcome.unwrap_or_else(|failure| {
        talk.findings(&failure.findings, &failure.sources);
        Exit::Usage
    });
    if let Some(profile) = profile {
        talk.profile(&profile);
    }
    for (left, target) in crate::results::write::cleared() {
        let (left, target) = (left.display(), target.display());
        talk.say(&say::removed(&left, &target));
    }
    exit
}

/// The findings that end a command early, with the texts that they point into.
#[derive(Debug, Default)]
struct Failure {
    findings: Vec<crate::diagnostic::Diagnostic>,
    sources: crate::source::SourceSet,
}

impl Failure {
    /// Makes the findings point into the texts of a pack. Every failure after a pack is open passes through here.
    fn of(self, pack: &Pack) -> Failure {
        if self.sources.is_empty() { Failure { sources: pack.sources.clone(), ..self } } else { self }
    }
}

impl From<crate::diagnostic::Diagnostic> for Failure {
    fn from(finding: crate::diagnostic::Diagnostic) -> Failure {
        Failure { findings: vec![finding], ..Failure::default() }
    }
}

impl From<Vec<crate::diagnostic::Diagnostic>> for Failure {
    fn from(findings: Vec<crate::diagnostic::Diagnostic>) -> Failure {
        Failure { findings, ..Failure::default() }
    }
}

impl From<crate::data::DataReport> for Failure {
    fn from(told: crate::data::DataReport) -> Failure {
        told.findings.into()
    }
}

/// The outcome of a command.
type Outcome = Result<Exit, Failure>;
