//! One JSON object for each finding, and for each line of text that has no code. Every field is always present, in the
//! order of the structures below.

use super::severity_word;
use crate::diagnostic::{Diagnostic, Label, Severity, visible};
use crate::source::{SourceSet, Span};
use serde::Serialize;

/// A finding. The place is that of the first label, or the location in an input file.
#[derive(Serialize)]
struct Finding<'a> {
    code: Option<&'static str>,
    severity: &'static str,
    message: &'a str,
    help: Option<&'a str>,
    #[serde(flatten)]
    place: JsonRange,
    labels: Vec<Mark<'a>>,
    data_column: Option<&'a str>,
}

/// A range of a file: lines and columns from 1 (columns in characters), then bytes from 0.
#[derive(Serialize, Default)]
struct JsonRange {
    file: Option<String>,
    line: Option<u64>,
    column: Option<u64>,
    end_line: Option<u64>,
    end_column: Option<u64>,
    start: Option<u64>,
    end: Option<u64>,
}

/// A label: its place, then the words next to it.
#[derive(Serialize)]
struct Mark<'a> {
    #[serde(flatten)]
    place: JsonRange,
    text: &'a str,
}

/// The finding as one JSON object on one line, without a line end.
pub(super) fn line(diagnostic: &Diagnostic, sources: &SourceSet) -> String {
    let location = diagnostic.location.as_ref();
    let place = match diagnostic.span() {
        Some(span) => JsonRange::of_span(span, sources),
        None => JsonRange {
            file: location.map(|l| l.file.clone()),
            line: location.and_then(|l| l.line),
            ..JsonRange::default()
        },
    };
    let mark = |label| mark(label, sources);
    let finding = Finding {
        code: Some(diagnostic.code.name()),
        severity: severity_word(diagnostic.severity),
        message: &diagnostic.message,
        help: diagnostic.help.as_deref(),
        place,
        labels: diagnostic.labels.iter().map(mark).collect(),
        data_column: location.and_then(|l| l.column.as_deref()),
    };
    finding.line()
}

/// A text without a code, as one JSON object on one line, without a line end.
pub(super) fn words(message: &str) -> String {
    let (place, labels) = (JsonRange::default(), Vec::new());
    let severity = severity_word(Severity::Note);
    Finding { code: None, severity, message, help: None, place, labels, data_column: None }.line()
}

impl Finding<'_> {
    fn line(&self) -> String {
        // Serializing texts and numbers under fixed names cannot fail.
        let line = serde_json::to_string(self).unwrap_or_default();
        visible::json(&line).into_owned()
    }
}

fn mark<'a>(label: &'a Label, sources: &SourceSet) -> Mark<'a> {
    Mark { place: JsonRange::of_span(label.span, sources), text: &label.text }
}

impl JsonRange {
    fn of_span(span: Span, sources: &SourceSet) -> JsonRange {
        let Some(file) = sources.find(span.file) else { return JsonRange::default() };
        let (start, end) = (file.place(span.range().start), file.place(span.range().end));
        JsonRange {
            file: Some(file.path().display().to_string()),
            line: Some(start.line as u64),
            column: Some(start.column as u64),
            end_line: Some(end.line as u64),
            end_column: Some(end.column as u64),
            start: Some(span.start.into()),
            end: Some(span.end.into()),
        }
    }
}
