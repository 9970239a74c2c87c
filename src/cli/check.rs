//! `gradus check`: mistakes in policies.

use super::talk::print;
use super::{Exit, Outcome, PathArg, Talk, packs};
use crate::diagnostic::Severity;
use crate::disclosure::Releases;
use crate::messages::cli as say;
use crate::messages::phrase;
use crate::policy::Run;
use crate::source::SourceSet;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    path: PathArg,
    /// List the private columns, and the ways in which something of them leaves the policy.
    #[arg(long)]
    privacy: bool,
    /// Set the format of the list of `--privacy`.
    #[arg(long, value_enum, default_value_t = FormatArg::Text, requires = "privacy")]
    format: FormatArg,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum FormatArg {
    /// Text, one way on each line.
    Text,
    /// A JSON list with one object for each policy.
    Json,
}

/// The outcome for everything that a path leads to.
#[derive(Debug, Default)]
struct Count {
    /// Policies that were checked.
    checked: usize,
    /// Packs and folders that cannot be read, wholly or in part.
    unread: usize,
    /// Rule files that belong to no pack.
    stray: usize,
    /// Rule files that may belong to a pack whose manifest cannot be read.
    unknown: usize,
    /// Errors and warnings.
    findings: usize,
    /// Findings that are worth knowing and do not count.
    notes: usize,
}

/// Writes findings to standard output, and a summary to standard error.
pub(super) fn run(args: &Args, talk: &Talk) -> Outcome {
    let found = packs::all(&args.path)?;
    let mut count = Count {
        unread: found.unread.len(),
        stray: found.stray.len(),
        unknown: found.unknown,
        findings: found.unread.len() + found.stray.len(),
        ..Count::default()
    };
    let mut releases = Vec::new();
    let mut unreadable = !found.unread.is_empty();
    for (_, mut pack) in found.packs {
        let compiled = pack.compile_last(&Run::default());
        let notes = compiled.findings.iter().filter(|f| f.severity == Severity::Note).count();
        count.findings += compiled.findings.len() - notes;
        count.notes += notes;
        *(if pack.manifest_is_read() && !pack.lacks_a_file() { &mut count.checked } else { &mut count.unread }) += 1;
        unreadable |= pack.lacks_a_file();
        talk.results(&compiled.findings, &pack.sources);
        releases.extend(compiled.graph.as_ref().filter(|_| args.privacy).map(Releases::of));
    }
    talk.results(&[found.unread, found.stray].concat(), &SourceSet::default());
    match args.format {
        FormatArg::Text => releases.iter().for_each(|of| print(&of.words())),
        // JSON is only requested together with `--privacy`.
        FormatArg::Json => print(&(serde_json::to_string_pretty(&releases).unwrap_or_default() + "\n")),
    }
    talk.say(&count.words());
    Ok(match (unreadable, count.findings) {
        (true, _) => Exit::Usage,
        (false, 0) => Exit::Done,
        (false, _) => Exit::Findings,
    })
}

impl Count {
    fn words(&self) -> String {
        let number = |count: usize, words: fn(usize) -> String| (count > 0).then(|| words(count));
        let parts = [
            Some(number(self.checked, say::policies).unwrap_or_else(|| say::no_policy().into())),
            number(self.unread, say::unreadable),
            number(self.unknown, say::rule_files_not_checked),
            number(self.stray, say::stray_rule_files),
        ];
        let parts = parts.into_iter().flatten().collect::<Vec<_>>().join(phrase::separator());
        // A note is a finding, too. Next to a count of notes, the other findings therefore need words of their own.
        let findings = match self.notes {
            0 => number(self.findings, say::findings).unwrap_or_else(|| say::no_findings().into()),
            _ => number(self.findings, say::errors_or_warnings).unwrap_or_else(|| say::no_errors_or_warnings().into()),
        };
        let findings = [Some(findings), number(self.notes, say::notes)].into_iter().flatten();
        say::checked(parts, findings.collect::<Vec<_>>().join(phrase::separator()))
    }
}
