//! One line for each finding: `path:line:column: error[code]: message (help: …)`.

use super::severity_word;
use crate::diagnostic::{Diagnostic, visible};
use crate::messages::diagnostic as say;
use crate::source::SourceSet;

/// The finding on one line, without a line end.
pub(super) fn line(diagnostic: &Diagnostic, sources: &SourceSet) -> String {
    let mut line = String::new();
    if let Some(place) = place(diagnostic, sources) {
        line.push_str(&format!("{place}: "));
    }
    let severity = severity_word(diagnostic.severity);
    line.push_str(&format!("{severity}[{}]: {}", diagnostic.code.name(), diagnostic.message));
    if let Some(help) = &diagnostic.help {
        line.push_str(&say::help(help));
    }
    visible::line(&line).into_owned()
}

/// `path:line:column` in rule text, or the location in an input file.
fn place(diagnostic: &Diagnostic, sources: &SourceSet) -> Option<String> {
    if let Some(span) = diagnostic.span() {
        let file = sources.find(span.file)?;
        let at = file.place(span.range().start);
        return Some(format!("{}:{}:{}", file.path().display(), at.line, at.column));
    }
    diagnostic.location.as_ref().map(ToString::to_string)
}
