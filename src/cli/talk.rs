//! Everything that is written to standard output and standard error goes through here.
//!
//! Standard error has findings, notes and one-line texts for the user; standard output is for results. Text for people
//! has no character that controls a terminal, wherever it goes. Text for programs is written as it is, unless it goes
//! to a terminal.

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

/// The writer of messages to the user.
#[derive(Debug)]
pub(super) struct Talk {
    format: MessageFormat,
    quiet: bool,
}

impl Talk {
    /// Returns a writer of messages in a format; if quiet, it reports only errors.
    pub(super) fn new(messages: Messages, quiet: bool) -> Talk {
        let format = match messages {
            Messages::Human => MessageFormat::Human,
            Messages::Short => MessageFormat::Short,
            Messages::Json => MessageFormat::Json,
        };
        Talk { format, quiet }
    }

    /// Writes findings to standard error.
    pub(super) fn findings(&self, findings: &[Diagnostic], sources: &SourceSet) {
        if self.quiet {
            let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
            return self.tell(&errors.cloned().collect::<Vec<_>>(), sources);
        }
        self.tell(findings, sources);
    }

    fn tell(&self, findings: &[Diagnostic], sources: &SourceSet) {
        let color = colour(io::stderr().is_terminal());
        // If standard error cannot be written, there is no other place to report that.
        let _ = io::stderr().write_all(render(findings, sources, self.format, color).as_bytes());
    }

    /// Writes findings to standard output, if they are the requested output.
    pub(super) fn results(&self, findings: &[Diagnostic], sources: &SourceSet) {
        // Rendering replaces every character of a text that controls a terminal, and the colours are our own.
        write(&render(findings, sources, self.format, colour(is_terminal())));
    }

    /// Shows how many rows of these tables have been read, until it is dropped: only on a terminal, and only if reading
    /// takes long.
    pub(super) fn progress(&self, bindings: &mut Bindings) -> Shown {
        let progress = Progress::default();
        for binding in bindings.iter_mut().flatten() {
            binding.progress = progress.clone();
        }
        let shown = self.format == MessageFormat::Human && !self.quiet && std::io::stderr().is_terminal();
        let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        let rows = move |_: &ProgressState, out: &mut dyn std::fmt::Write| {
            // A line that cannot be shown now is shown the next time.
            let _ = write!(out, "{}", indicatif::HumanCount(progress.rows()));
        };
        // The template is fixed, and a test parses it.
        if let Ok(style) = ProgressStyle::with_template(say::progress()) {
            bar.set_style(style.with_key("rows", rows));
        }
        if shown {
            // The first text comes after this interval, so a short run shows none.
            bar.enable_steady_tick(Duration::from_millis(500));
        }
        Shown(bar)
    }

    /// Writes a line about the content of the results that nothing else shows, for people and for programs.
    pub(super) fn note(&self, line: &str) {
        if !self.quiet {
            let _ = io::stderr().write_all(render_words(line, self.format).as_bytes());
        }
    }

    /// Reports how the time of the run was spent: a table, or one JSON object on each line if messages are for
    /// programs.
    pub(super) fn profile(&self, profile: &Profile) {
        let stages = profile.stages();
        let text = if self.format == MessageFormat::Json { profile::json(&stages) } else { profile::table(&stages) };
        let _ = io::stderr().write_all(visible::lines(&text).as_bytes());
    }

    /// Writes a line for people about what was done; writes nothing if messages are for programs.
    pub(super) fn say(&self, line: &str) {
        if self.format != MessageFormat::Json && !self.quiet {
            let _ = writeln!(io::stderr(), "{}", visible::lines(line));
        }
    }
}

/// A text on the terminal that disappears when this is dropped.
#[derive(Debug)]
pub(super) struct Shown(ProgressBar);

impl Drop for Shown {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// Whether to use colour: on a terminal, unless the user has disabled it.
fn colour(terminal: bool) -> bool {
    terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
}

/// Writes text for people to standard output.
pub(super) fn print(text: &str) {
    write(&visible::lines(text));
}

/// Writes text for programs to standard output: every byte of it, unless it would control a terminal.
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

/// Returns why standard output cannot be written. Ends the program if the reader has closed it: nobody wants the rest,
/// and the end is not a success either.
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

/// Returns standard output for results: they are written as they are, except that a terminal gets no characters that
/// would control it.
pub(super) fn standard_output() -> Box<dyn Write + Send> {
    if is_terminal() { Box::new(Shielded { part: Vec::new() }) } else { Box::new(io::stdout()) }
}

/// A terminal that no text can control.
struct Shielded {
    /// The beginning of a character whose other bytes are still to come.
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

/// Writes the messages of clap about wrong arguments, or its requested output.
pub(super) fn arguments(error: &clap::Error) -> io::Result<()> {
    // The text repeats what the user typed, which can be anything. Clap has no colours here, so every control character
    // was typed; without `ansi`, clap would remove such characters instead of showing them.
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
