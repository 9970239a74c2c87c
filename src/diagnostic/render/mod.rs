//! Findings as text: for people, one line each, or for programs.
//!
//! Rendering uses only its arguments: no clock, no locale, no terminal width.

mod human;
mod json;
mod short;
#[cfg(test)]
mod tests;

use super::{Diagnostic, Severity, visible};
use crate::source::SourceSet;

/// The format of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageFormat {
    /// The rule text with underlines, for people.
    Human,
    /// One line for each finding, for editors and logs.
    Short,
    /// One JSON object on a line for each finding, for programs.
    Json,
}

/// Renders findings as text, in the given order. Every finding ends with a line end.
///
/// Only [`MessageFormat::Human`] has colours, and only if `color` is set.
pub fn render(diagnostics: &[Diagnostic], sources: &SourceSet, format: MessageFormat, color: bool) -> String {
    match format {
        MessageFormat::Human => human::render(diagnostics, sources, color),
        MessageFormat::Short => diagnostics.iter().map(|d| short::line(d, sources) + "\n").collect(),
        MessageFormat::Json => diagnostics.iter().map(|d| json::line(d, sources) + "\n").collect(),
    }
}

/// Renders a line of text that belongs to no finding and has no code. It ends with a line end.
pub(crate) fn render_words(line: &str, format: MessageFormat) -> String {
    match format {
        MessageFormat::Human | MessageFormat::Short => visible::lines(line).into_owned() + "\n",
        MessageFormat::Json => json::words(line) + "\n",
    }
}

/// The word for a severity, the same in every format.
fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}
