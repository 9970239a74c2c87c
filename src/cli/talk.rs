//! Everything that is written to standard output and standard error goes through here.
//!
//! Standard error has findings, notes and one-line words to the user; standard output is for results. What people read has no
//! sign that drives a terminal, wherever it goes; what programs read is written as it is, unless it goes to a terminal.

use crate::data::{Bindings, Progress};
use crate::diagnostic::render::{MessageFormat, render, render_words};
use crate::diagnostic::{Diagnostic, Severity, visible};
use crate::messages::cli as say;
use crate::profile::{self, Profile};
use crate::source::SourceSet;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use std::borrow::Cow;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::time::Duration;

/// The format of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Messages {
    /// With the source lines of each message.
    Human,
    /// One line for each message.
    Short,
    /// One JSON object on each line.
    Json,
}

/// What talks to the user.
#[derive(Debug)]
pub(super) struct Talk {
    format: MessageFormat,
    quiet: bool,
}

impl Talk {
    /// Talks in a format; when quiet, only of what is wrong.
    pub(super) fn new(messages: Messages, quiet: bool) -> Talk {
        let format = match messages {
            Messages::Human => MessageFormat::Human,
            Messages::Short => MessageFormat::Short,
            Messages::Json => MessageFormat::Json,
        };
        Talk { format, quiet }
    }

    /// Findings to standard error.
    pub(super) fn findings(&self, findings: &[Diagnostic], sources: &SourceSet) {
        if self.quiet {
            let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
            return self.tell(&errors.cloned().collect::<Vec<_>>(), sources);
        }
        self.tell(findings, sources);
    }

    fn tell(&self, findings: &[Diagnostic], sources: &SourceSet) {
        let color = colour(io::stderr().is_terminal());
        // When standard error cannot be written there is nobody to tell.
        let _ = io::stderr().write_all(render(findings, sources, self.format, color).as_bytes());
    }

    /// Findings to standard output, where they are what was asked for.
    pub(super) fn results(&self, findings: &[Diagnostic], sources: &SourceSet) {
        // What is drawn has no sign of a text that drives a terminal, and its colours are ours.
        write(&render(findings, sources, self.format, colour(is_terminal())));
    }

    /// Shows how many rows of these tables have been read, until it is dropped: on a terminal, where it takes long.
    pub(super) fn progress(&self, bindings: &mut Bindings) -> Shown {
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
        if let Ok(style) = ProgressStyle::with_template(say::progress()) {
            bar.set_style(style.with_key("rows", rows));
        }
        if shown {
            // The first words come after that time, and so not at all where it is short.
            bar.enable_steady_tick(Duration::from_millis(500));
        }
        Shown(bar)
    }

    /// A line on what is in the results or is not, which nothing else shows: for people and for programs.
    pub(super) fn note(&self, line: &str) {
        if !self.quiet {
            let _ = io::stderr().write_all(render_words(line, self.format).as_bytes());
        }
    }

    /// Where the time of the run went: a table, or a JSON object a line where messages are for programs.
    pub(super) fn profile(&self, profile: &Profile) {
        let stages = profile.stages();
        let text = if self.format == MessageFormat::Json { profile::json(&stages) } else { profile::table(&stages) };
        let _ = io::stderr().write_all(visible::lines(&text).as_bytes());
    }

    /// A line for people on what was done; not written where messages are for programs.
    pub(super) fn say(&self, line: &str) {
        if self.format != MessageFormat::Json && !self.quiet {
            let _ = writeln!(io::stderr(), "{}", visible::lines(line));
        }
    }
}

/// Words on the terminal that go away with it.
#[derive(Debug)]
pub(super) struct Shown(ProgressBar);

impl Drop for Shown {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// Colour on a terminal, unless the user has asked for none.
fn colour(terminal: bool) -> bool {
    terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
}

/// Text for people to standard output.
pub(super) fn print(text: &str) {
    write(&visible::lines(text));
}

/// Text for programs to standard output: every byte of it, unless a terminal would run it.
pub(super) fn print_as_is(text: &str) {
    write(&if is_terminal() { visible::lines(text) } else { Cow::from(text) });
}

fn write(text: &str) {
    let mut out = io::stdout();
    if let Err(error) = out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        let message = say::standard_output_not_written(ended_by(&error));
        let _ = writeln!(io::stderr(), "error[output-failed]: {message}");
        std::process::exit(2);
    }
}

/// Why standard output cannot be written. Ends the program where its reader has gone away: nobody wants what comes after,
/// and it is not a success either.
pub(super) fn ended_by(error: &io::Error) -> &io::Error {
    if error.kind() == ErrorKind::BrokenPipe {
        std::process::exit(super::exit::CLOSED);
    }
    error
}

/// Whether standard output is a terminal.
pub(super) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Standard output for results: as they are, except for characters that would control a terminal if it is one.
pub(super) fn standard_output() -> Box<dyn Write + Send> {
    if is_terminal() { Box::new(Shielded { part: Vec::new() }) } else { Box::new(io::stdout()) }
}

/// A terminal that no text drives.
struct Shielded {
    /// The beginning of a sign whose other bytes are still to come.
    part: Vec<u8>,
}

impl Write for Shielded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.part.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&self.part) {
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            _ => self.part.len(),
        };
        let rest = self.part.split_off(whole);
        let text = String::from_utf8_lossy(&self.part).into_owned();
        io::stdout().write_all(visible::lines(&text).as_bytes())?;
        self.part = rest;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stdout().flush()
    }
}

/// What clap says of wrong arguments, or was asked for.
pub(super) fn arguments(error: &clap::Error) -> io::Result<()> {
    // It repeats what was typed, which may be anything. Clap has no colours here, so that whatever drives a terminal was
    // typed; without `ansi` it would be left out, and not shown.
    let text = error.render().ansi().to_string();
    let shown = visible::lines(&text);
    match error.use_stderr() {
        true => io::stderr().write_all(shown.as_bytes()),
        false => io::stdout().write_all(shown.as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_progress_are_a_template() {
        assert!(ProgressStyle::with_template(say::progress()).is_ok());
    }
}
