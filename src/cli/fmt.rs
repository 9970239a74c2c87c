//! `gradus fmt`: rule files in their one format.

use super::talk::{print, print_as_is};
use super::{Exit, Failure, Outcome, Talk, packs};
use crate::diagnostic::{Code, Diagnostic};
use crate::format::{Refused, format};
use crate::messages::cli as say;
use crate::messages::phrase;
use crate::policy;
use crate::results::write::write_file;
use crate::source::SourceSet;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Rule files, or folders to search for them; `-` reads standard input and writes standard output.
    #[arg(default_value = ".")]
    paths: Vec<PathBuf>,
    /// Write nothing, and list the files that are not formatted.
    #[arg(long)]
    check: bool,
}

/// What happened to the files.
#[derive(Default)]
struct Count {
    /// All files.
    files: usize,
    /// Files that are, or were, formatted differently.
    other: usize,
    /// Files that could not be formatted.
    failed: usize,
}

/// With `--check`, writes unformatted files to standard output. Writes findings and a summary to standard error.
pub(super) fn run(args: &Args, talk: &Talk) -> Outcome {
    if args.paths.iter().any(|path| path == Path::new("-")) {
        return standard_input(args, talk);
    }
    let mut count = Count::default();
    let (files, unread) = packs::rule_files(&args.paths)?;
    talk.findings(&unread, &SourceSet::default());
    for path in files {
        count.files += 1;
        match format_file(&path, args.check) {
            Ok(false) => {}
            Ok(true) => {
                count.other += 1;
                if args.check {
                    print(&format!("{}\n", path.display()));
                }
            }
            Err(failure) => {
                count.failed += 1;
                talk.findings(&failure.findings, &failure.sources);
            }
        }
    }
    talk.say(&count.words(args.check));
    Ok(exit(args.check, count.other > 0, count.failed > 0 || !unread.is_empty()))
}

/// Formats a file unless `check`. Returns whether that changes, or would change, the file.
fn format_file(path: &Path, check: bool) -> Result<bool, Failure> {
    let text = policy::read_text(path)?;
    let formatted = format(path, &text).map_err(failure)?;
    if formatted != text && !check {
        write_file(path, |out| out.write_all(formatted.as_bytes()))?;
    }
    Ok(formatted != text)
}

fn standard_input(args: &Args, talk: &Talk) -> Outcome {
    if args.paths.len() > 1 {
        let message = say::standard_input_and_paths();
        return Err(Diagnostic::input(Code::Usage, None, message).help(say::standard_input_alone()).into());
    }
    let mut bytes = Vec::new();
    let unreadable = |why: String| {
        let message = say::unreadable_standard_input(&why);
        Diagnostic::input(Code::FileUnreadable, None, message).help(say::write_rule_file())
    };
    std::io::stdin().read_to_end(&mut bytes).map_err(|error| unreadable(error.to_string()))?;
    let text = policy::utf8_text(Path::new(say::standard_input()), bytes)?;
    let formatted = format(Path::new(say::standard_input()), &text).map_err(failure)?;
    let differs = formatted != text;
    if args.check {
        talk.say(if differs { say::unformatted_input() } else { say::already_formatted_input() });
    } else {
        print_as_is(&formatted);
    }
    Ok(exit(args.check, differs, false))
}

fn failure(refused: Refused) -> Failure {
    Failure { findings: refused.findings, sources: refused.sources }
}

fn exit(check: bool, differs: bool, failed: bool) -> Exit {
    match (failed, check && differs) {
        (true, _) => Exit::Usage,
        (false, true) => Exit::Findings,
        (false, false) => Exit::Done,
    }
}

impl Count {
    fn words(&self, check: bool) -> String {
        let formatted: fn(usize) -> String = if check { say::would_reformat } else { say::reformatted };
        let unchanged = self.files.saturating_sub(self.other + self.failed);
        let number = |count: usize, words: fn(usize) -> String| (count > 0).then(|| words(count));
        let parts = [
            number(self.other, formatted),
            number(unchanged, say::already_formatted),
            number(self.failed, say::not_formatted),
        ];
        let words = parts.into_iter().flatten().collect::<Vec<_>>().join(phrase::separator());
        if words.is_empty() { formatted(0) } else { words }
    }
}
