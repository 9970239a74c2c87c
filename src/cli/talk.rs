//! Standard error: findings, notes and one-line words to the user. Standard output is for results.

use crate::data::{Binding, Progress};
use crate::diagnostic::render::{MessageFormat, render};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::SourceSet;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::time::Duration;

/// How messages are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Messages {
    /// With the lines that they are about.
    Human,
    /// One line each.
    Short,
    /// One JSON object a line.
    Json,
}

/// What talks to the user.
#[derive(Debug)]
pub struct Talk {
    format: MessageFormat,
    quiet: bool,
}

impl Talk {
    /// Talks in a format; when quiet, only of what is wrong.
    pub fn new(messages: Messages, quiet: bool) -> Talk {
        let format = match messages {
            Messages::Human => MessageFormat::Human,
            Messages::Short => MessageFormat::Short,
            Messages::Json => MessageFormat::Json,
        };
        Talk { format, quiet }
    }

    /// Findings to standard error.
    pub fn findings(&self, findings: &[Diagnostic], sources: &SourceSet) {
        if self.quiet {
            let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
            return self.tell(&errors.cloned().collect::<Vec<_>>(), sources);
        }
        self.tell(findings, sources);
    }

    fn tell(&self, findings: &[Diagnostic], sources: &SourceSet) {
        let color = colour(std::io::stderr().is_terminal());
        // When standard error cannot be written there is nobody to tell.
        let _ = std::io::stderr().write_all(render(findings, sources, self.format, color).as_bytes());
    }

    /// Findings as text for standard output.
    pub fn results(&self, findings: &[Diagnostic], sources: &SourceSet) -> String {
        render(findings, sources, self.format, colour(std::io::stdout().is_terminal()))
    }

    /// Shows how many rows of these tables have been read, until it is dropped: on a terminal, where it takes long.
    pub fn progress(&self, bindings: &mut [Option<Binding>]) -> Shown {
        let progress = Progress::default();
        for binding in bindings.iter_mut().flatten() {
            binding.progress = progress.clone();
        }
        let shown = self.format == MessageFormat::Human && !self.quiet && std::io::stderr().is_terminal();
        let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        let rows = move |_: &ProgressState, out: &mut dyn std::fmt::Write| {
            // A line that cannot be shown is shown the next time.
            let _ = write!(out, "{}", indicatif::HumanCount(progress.rows()));
        };
        // The words are fixed, and a test reads them as a template.
        if let Ok(style) = ProgressStyle::with_template(PROGRESS) {
            bar.set_style(style.with_key("rows", rows));
        }
        if shown {
            // The first words come after that time, and so not at all where it is short.
            bar.enable_steady_tick(Duration::from_millis(500));
        }
        Shown(bar)
    }

    /// A line for people; not written where messages are for programs.
    pub fn say(&self, line: &str) {
        if self.format != MessageFormat::Json && !self.quiet {
            let _ = writeln!(std::io::stderr(), "{line}");
        }
    }
}

/// What is shown while rows are read.
const PROGRESS: &str = "{spinner} {rows} rows read, {elapsed}";

/// Words on the terminal that go away with it.
#[derive(Debug)]
pub struct Shown(ProgressBar);

impl Drop for Shown {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// Colour on a terminal, unless the user has asked for none.
fn colour(terminal: bool) -> bool {
    terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
}

/// Text to standard output; a reader that has gone away is no error.
///
/// Ends the program with the exit code of [`super::Exit::Usage`] where it cannot be written: what was asked for is not there,
/// and nothing that comes after it could make up for that.
pub fn print(text: &str) {
    let mut out = std::io::stdout();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    if let Err(error) = written
        && error.kind() != std::io::ErrorKind::BrokenPipe
    {
        let _ = writeln!(std::io::stderr(), "error[output-failed]: standard output cannot be written: {error}");
        std::process::exit(2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_progress_are_a_template() {
        assert!(ProgressStyle::with_template(PROGRESS).is_ok());
    }
}
