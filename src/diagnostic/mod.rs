//! What gradus has to say about a policy, a manifest or data: one value, [`Diagnostic`].
//!
//! Every message of the program is built here, from a [`Code`] of the table in [`codes`]; the rooms
//! below choose a code, spans and words of `messages`. Rendering is apart, in [`render`].

pub(crate) mod codes;
pub(crate) mod render;
pub(crate) mod suggest;
pub(crate) mod visible;

pub use codes::Code;

use crate::messages::diagnostic as say;
use crate::source::Span;
use std::fmt;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The policy or the input cannot be used.
    Error,
    /// Legal, and probably not meant.
    Warning,
    /// Worth knowing.
    Note,
}

/// A span with what is to be said about it; the first label of a diagnostic is where it points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The text that is underlined.
    pub span: Span,
    /// A few words beside the underline; may be empty.
    pub text: String,
}

/// A place in an input file that is not rule text: a data file, a manifest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// The file, as the user named it.
    pub file: String,
    /// The line from 1, where there is one.
    pub line: Option<u64>,
    /// The column's header, where there is one.
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
    /// Which kind of finding, from the table of codes.
    pub code: Code,
    /// How bad.
    pub severity: Severity,
    /// The cause: lower case, no full stop, the author's own words in backticks.
    pub message: String,
    /// Where in the rule text; the first is the place, the others explain.
    pub labels: Vec<Label>,
    /// Where in an input file, when it is not about rule text.
    pub location: Option<Location>,
    /// The cure, in one sentence.
    pub help: Option<String>,
    /// The names that it is about. Its code, its place and these decide whether it only follows from another finding, so
    /// that its words can be of any language.
    pub about: Vec<String>,
}

impl Diagnostic {
    /// An error at a place of the rule text.
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

    /// An error in an input file, or one that has no place.
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

    /// The same finding about a place of the page.
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

    /// Says what to do.
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

    /// Words beside the underline of the place.
    pub fn here(mut self, text: impl Into<String>) -> Diagnostic {
        if let Some(first) = self.labels.first_mut() {
            first.text = text.into();
        }
        self
    }

    /// A further place that explains.
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// The place in rule text that the finding points at.
    pub fn span(&self) -> Option<Span> {
        self.labels.first().map(|l| l.span)
    }
}

/// Puts findings into the order in which they are shown: by file and place, then by code; the same finding once.
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
