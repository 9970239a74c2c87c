//! Standard error: findings, notes and one-line words to the user. Standard output is for results.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::render::{MessageFormat, render};
use crate::source::SourceSet;
use std::io::{IsTerminal, Write};

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
}

impl Talk {
    /// Talks in a format.
    pub fn new(messages: Messages) -> Talk {
        let format = match messages {
            Messages::Human => MessageFormat::Human,
            Messages::Short => MessageFormat::Short,
            Messages::Json => MessageFormat::Json,
        };
        Talk { format }
    }

    /// Findings to standard error.
    pub fn findings(&self, findings: &[Diagnostic], sources: &SourceSet) {
        let color = colour(std::io::stderr().is_terminal());
        // When standard error cannot be written there is nobody to tell.
        let _ = std::io::stderr().write_all(render(findings, sources, self.format, color).as_bytes());
    }

    /// Findings as text for standard output.
    pub fn results(&self, findings: &[Diagnostic], sources: &SourceSet) -> String {
        render(findings, sources, self.format, colour(std::io::stdout().is_terminal()))
    }

    /// A line for people; not written where messages are for programs.
    pub fn say(&self, line: &str) {
        if self.format != MessageFormat::Json {
            let _ = writeln!(std::io::stderr(), "{line}");
        }
    }
}

/// Colour on a terminal, unless the user has asked for none.
fn colour(terminal: bool) -> bool {
    terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
}

/// Text to standard output; a reader that has gone away is no error.
pub fn print(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}
