//! The annotations of a case: comments directly below the line that they are about.

use gradus::inside::diagnostic::{Diagnostic, Severity};
use gradus::inside::source::{SourceSet, Span};

const MARK: &str = "//~ ";

/// A finding in the form of an annotation.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Note {
    /// The line that it is about, counted from 1 in the file with annotations.
    line: usize,
    /// The lines of the annotation, without the mark.
    words: Vec<String>,
}

impl Note {
    /// The annotation for a finding.
    pub(super) fn of(finding: &Diagnostic, sources: &SourceSet) -> Note {
        let severity = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        let span = finding.span().expect("a finding about rule text has a place");
        let place = underlined(span, sources);
        let mut words = vec![format!("{severity}[{}] {place}: {}", finding.code.name(), finding.message)];
        words.extend(finding.help.iter().map(|help| format!("help: {help}")));
        let labels = finding.labels.iter().enumerate().filter(|(i, l)| *i > 0 || !l.text.is_empty());
        words.extend(labels.map(|(_, label)| format!("label {}: {}", underlined(label.span, sources), label.text)));
        Note { line: sources.file(span.file).place(span.start as usize).line, words }
    }

    /// The annotation with its line, for messages of a failing test.
    pub(super) fn numbered(&self) -> String {
        let words = self.words.iter().map(|w| format!("  {MARK}{w}"));
        format!("  below line {}\n{}", self.line, words.collect::<Vec<_>>().join("\n"))
    }
}

/// The underlined text in quotation marks. `…` if it continues on the next line, `#2` for its second place on the line.
fn underlined(span: Span, sources: &SourceSet) -> String {
    let file = sources.file(span.file);
    let place = file.place(span.start as usize);
    let text = sources.text(span);
    let first = text.lines().next().unwrap_or("").trim_end();
    let goes_on = if text.contains('\n') { "…" } else { "" };
    let before: String = file.line(place.line).chars().take(place.column - 1).collect();
    let nth = if first.is_empty() { 0 } else { before.matches(first).count() };
    let repeated = if nth > 0 { format!("#{}", nth + 1) } else { String::new() };
    let first: String = first.chars().map(shown).collect();
    format!("\"{first}{goes_on}\"{repeated}")
}

/// A character in the form that a comment can contain. A character that ends a line or reverses its direction is shown
/// as its number.
fn shown(c: char) -> String {
    let turns = matches!(c, '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{85}');
    if c.is_control() || turns { c.escape_unicode().to_string() } else { c.to_string() }
}

/// The lines of a case without its annotations, each with its number, and the annotations.
pub(super) fn split(text: &str) -> (Vec<(usize, &str)>, Vec<Note>) {
    let mut code = Vec::new();
    let mut notes: Vec<Note> = Vec::new();
    for (i, line) in text.lines().enumerate() {
        let Some(words) = line.trim_start().strip_prefix(MARK) else {
            code.push((i + 1, line));
            continue;
        };
        let goes_on = words.starts_with("help: ") || words.starts_with("label ");
        match notes.last_mut().filter(|_| goes_on) {
            Some(note) => note.words.push(words.to_string()),
            None => {
                let about = code.last().expect("an annotation stands below a line").0;
                notes.push(Note { line: about, words: vec![words.to_string()] });
            }
        }
    }
    (code, notes)
}

/// The lines of a case with these annotations.
pub(super) fn woven(code: &[(usize, &str)], notes: &[Note]) -> String {
    let mut out = String::new();
    for (number, line) in code {
        out.push_str(line);
        out.push('\n');
        let indent: String = line.chars().take_while(|c| *c == ' ').collect();
        for words in notes.iter().filter(|n| n.line == *number).flat_map(|n| &n.words) {
            out.push_str(&format!("{indent}{MARK}{words}\n"));
        }
    }
    out
}
