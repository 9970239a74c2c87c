//! Formatting: one layout for all rule files.
//!
//! [`write`] puts facts on lines and comments at their old places, [`breaks`] finds the places where a long fact
//! continues in the next line, and [`align`] aligns names, labels and comments. None of them knows a construct of the
//! language. They only use facts, bodies, and the role of each sign.

mod align;
mod breaks;
mod line;
mod write;

use crate::diagnostic::{Code, Diagnostic};
use crate::messages::format as say;
use crate::source::{SourceSet, Span};
use crate::syntax::ast::File;
use crate::syntax::{self, deep};
use std::path::Path;

/// The number of columns of a line, if the line can be broken so.
pub const WIDTH: usize = 120;

/// The additional indentation of a body, and of the continued lines of a fact.
pub(crate) const INDENT: usize = 2;

/// The reason why a text is not formatted, with the text that the findings refer to.
#[derive(Debug)]
pub struct Refused {
    /// The findings about the text.
    pub findings: Vec<Diagnostic>,
    /// The text.
    pub sources: SourceSet,
}

/// Formats a rule file. The result has the same meaning, and the same comments in the same order; this is proved by
/// parsing the result. A text is refused if the parser has findings that formatting does not correct. Invisible
/// characters are removed, except in texts.
pub fn format(path: &Path, text: &str) -> Result<String, Refused> {
    deep(|| {
        let mut sources = SourceSet::default();
        let file = sources.add(path, text);
        let parsed = syntax::parse(file, sources.file(file));
        if !is_read_whole(&parsed.findings) {
            return Err(Refused { findings: parsed.findings, sources });
        }
        let page = syntax::page_of(file, sources.file(file));
        let formatted = page.map(|page| write::write(&page));
        match formatted.filter(|formatted| means_the_same(&parsed.file, formatted)) {
            Some(formatted) => Ok(formatted),
            None => {
                let message = say::changes_meaning();
                let finding = Diagnostic::error(Code::Internal, Span::new(file, 0, 0), message);
                let help = say::report_bug();
                Err(Refused { findings: vec![finding.help(help)], sources })
            }
        }
    })
}

/// Whether a text could be parsed completely. Formatting corrects invisible characters, full-width letters and former
/// words, so findings about these are allowed.
fn is_read_whole(findings: &[Diagnostic]) -> bool {
    findings.iter().all(|finding| finding.code.is_corrected_by_format())
}

/// Whether a text has the same tree as a file, except for the places, and the same comments in the same order.
fn means_the_same(file: &File, text: &str) -> bool {
    let mut sources = SourceSet::default();
    let other = sources.add("", text);
    let other = syntax::parse(other, sources.file(other));
    let comments = |file: &File| file.comments.iter().map(|comment| comment.text.clone()).collect::<Vec<_>>();
    // Without the places, equal trees have equal debug texts.
    let tree = |file: &File| format!("{:-?}", file.items);
    is_read_whole(&other.findings) && comments(file) == comments(&other.file) && tree(file) == tree(&other.file)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "// one\n/// Told.\nchoice c { d, e }\nlet a of t = x + 1  because \"why\"  // two\n";

    fn proved(other: &str) -> bool {
        let mut sources = SourceSet::default();
        let file = sources.add("", TEXT);
        means_the_same(&syntax::parse(file, sources.file(file)).file, other)
    }

    #[test]
    fn what_means_the_same_is_proved() {
        assert!(proved(TEXT));
        assert!(proved("// one\n\n\n/// Told.\nchoice c { d, e }\nlet a of t =\n  x + 1 because \"why\" // two"));
    }

    #[test]
    fn what_means_something_else_is_not() {
        for (from, to) in [
            ("x + 1", "x + 2"),
            ("x + 1", "x + 1.0"),
            ("x + 1", "x"),
            ("let a", "let b"),
            ("\"why\"", "\"why \""),
            ("because", "cite"),
            ("// one", "// One"),
            ("// one\n", ""),
            ("  // two", ""),
            ("// one\n/// Told.", "/// Told.\n// one"),
            ("/// Told.\n", "/// Told.\n\n"),
            ("x + 1", "x + = 1"),
            ("// two\n", "// two\nlet b of t = 1\n"),
        ] {
            let other = TEXT.replacen(from, to, 1);
            assert_ne!(other, TEXT);
            assert!(!proved(&other), "{other}");
        }
    }

    #[test]
    fn a_file_with_mistakes_is_refused() {
        let refused = format(Path::new("p.grad"), "policy p\nlet a of t = = 1\n").unwrap_err();
        assert_eq!(refused.findings.iter().map(|f| f.code).collect::<Vec<_>>(), [Code::Syntax]);
        assert_eq!(refused.sources.iter().count(), 1);
    }

    #[test]
    fn a_file_without_facts_keeps_its_comments() {
        assert_eq!(format(Path::new(""), "").unwrap(), "");
        assert_eq!(format(Path::new(""), " \n\n // one\n\n\n\n//two").unwrap(), "// one\n\n//two\n");
    }
}
