//! One layout for rule files: the page that was read, written anew.
//!
//! [`write`] puts facts on lines and comments where they were, [`breaks`] finds where a long fact goes on in the next line,
//! [`align`] puts what belongs together below each other. None of them knows a construct of the language: they see facts,
//! bodies, and what each sign does on the page.

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

/// How many columns a line has, if it can be helped.
pub const WIDTH: usize = 120;

/// How much further in a body stands than what it is the body of, and a fact that goes on than its first line.
pub(crate) const INDENT: usize = 2;

/// Why a text is left as it is, with the text that the findings point into.
#[derive(Debug)]
pub struct Refused {
    /// What is wrong with it.
    pub findings: Vec<Diagnostic>,
    /// The text.
    pub sources: SourceSet,
}

/// A rule file in its layout. It means what it meant, and has the same comments in the same order; that is proved by reading
/// it again. A text with mistakes of reading is refused; characters that nobody can see are taken out, but for those of texts.
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

/// Whether a text could be read whole: a layout writes what was read in the place of characters that nobody can see.
fn is_read_whole(findings: &[Diagnostic]) -> bool {
    findings.iter().all(|finding| finding.code.is_corrected_by_format())
}

/// Whether a text is read as a file was, but for the places, with the same comments in the same order.
fn means_the_same(file: &File, text: &str) -> bool {
    let mut sources = SourceSet::default();
    let other = sources.add("", text);
    let other = syntax::parse(other, sources.file(other));
    let comments = |file: &File| file.comments.iter().map(|comment| comment.text.clone()).collect::<Vec<_>>();
    // Without places, what is written of two trees is the same where they are.
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
