//! Findings about a policy, a manifest or data, as one type: [`Diagnostic`].
//!
//! Each finding has a [`Code`] of the table in [`codes`]. The rooms below choose the code, the spans, and texts of
//! `messages`. [`render`] turns findings into text.

pub(crate) mod codes;
pub(crate) mod render;
pub(crate) mod suggest;
pub(crate) mod visible;

pub use codes::Code;

use crate::messages::diagnostic as say;
use crate::source::Span;
use std::fmt;

/// How severe a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The policy or the input cannot be used.
    Error,
    /// Legal, and probably not meant.
    Warning,
    /// Worth knowing.
    Note,
}

/// A span with a text about it. The first label of a diagnostic is the place that it points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The text that is underlined.
    pub span: Span,
    /// A few words next to the underline. Can be empty.
    pub text: String,
}

/// A place in an input file that is not rule text: a data file, a manifest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// The file, as the user named it.
    pub file: String,
    /// The line, from 1, if there is one.
    pub line: Option<u64>,
    /// The header of the column, if there is one.
    pub column: Option<String>,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        match &self.column {
            Some(column) => f.write_str(&say::in_column(column)),
            None => Ok(()),
        }
    }
}

/// One finding: what is wrong, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The kind of finding, from the table of codes.
    pub code: Code,
    /// How severe the finding is.
    pub severity: Severity,
    /// The cause: lower case, no full stop, the author's own words in backticks.
    pub message: String,
    /// The places in the rule text. The finding points at the first, the others explain it.
    pub labels: Vec<Label>,
    /// The place in an input file, if the finding is not about rule text.
    pub location: Option<Location>,
    /// The fix, in one sentence.
    pub help: Option<String>,
    /// The names that the finding is about. Whether it only follows from another finding is decided by its code, its
    /// place and these names, so its text can be in any language.
    pub about: Vec<String>,
}

impl Diagnostic {
    /// An error at a place in the rule text.
    pub fn error(code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            severity: Severity::Error,
            message: message.into(),
            labels: vec![Label { span, text: String::new() }],
            location: None,
            help: None,
            about: Vec::new(),
        }
    }

    /// An error in an input file, or an error without a place.
    pub fn input(code: Code, location: Option<Location>, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            severity: Severity::Error,
            message: message.into(),
            labels: Vec::new(),
            location,
            help: None,
            about: Vec::new(),
        }
    }

    /// The same finding at a place in the policy.
    pub fn at(mut self, span: Span) -> Diagnostic {
        self.location = None;
        self.labels.insert(0, Label { span, text: String::new() });
        self
    }

    /// The same finding as a note.
    pub fn into_note(mut self) -> Diagnostic {
        self.severity = Severity::Note;
        self
    }

    /// The same finding as a warning.
    pub fn into_warning(mut self) -> Diagnostic {
        self.severity = Severity::Warning;
        self
    }

    /// Adds the text that says what to do.
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// Adds each name in a piece of the policy: `a` and `b` of `a.b` or `a + b`.
    pub fn about(mut self, text: impl AsRef<str>) -> Diagnostic {
        let names = text.as_ref().split(|c| !unicode_ident::is_xid_continue(c)).filter(|name| !name.is_empty());
        self.about.extend(names.map(str::to_owned));
        self
    }

    /// Adds words next to the underline of the first place.
    pub fn here(mut self, text: impl Into<String>) -> Diagnostic {
        if let Some(first) = self.labels.first_mut() {
            first.text = text.into();
        }
        self
    }

    /// Adds a further place that explains the finding.
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// The place in the rule text that the finding points at.
    pub fn span(&self) -> Option<Span> {
        self.labels.first().map(|l| l.span)
    }
}

/// Sorts findings into the order in which they are shown: by file and place, then by code. Removes duplicates.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| {
        let key = |d: &Diagnostic| (d.span(), d.location.clone(), d.code.name());
        key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
    });
    diagnostics.dedup();
}

/// Whether any finding is an error.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|d| d.severity == Severity::Error)
}
