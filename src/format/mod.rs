//! One layout for rule files: the page that was read, written anew.
//!
//! [`write`] puts facts on lines and comments where they were, [`breaks`] finds where a long fact goes on in the next line,
//! [`align`] puts what belongs together below each other. None of them knows a construct of the language: they see facts,
//! bodies, and what each sign does on the page.

mod align;
mod breaks;
mod write;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{SourceSet, Span};
use crate::syntax::ast::File;
use crate::syntax::{self, deep};
use std::path::Path;

/// How many columns a line has, if it can be helped.
pub const WIDTH: usize = 120;

/// How much further in a body stands than what it is the body of, and a fact that goes on than its first line.
pub const INDENT: usize = 2;

/// Why a text is left as it is, with the text that the findings point into.
#[derive(Debug)]
pub struct Refused {
    /// What is wrong with it.
    pub findings: Vec<Diagnostic>,
    /// The text.
    pub sources: SourceSet,
}

/// A rule file in its layout. It means what it meant, and has the same comments in the same order; that is proved by reading
/// it again. A text with mistakes of reading is refused.
pub fn format(path: &Path, text: &str) -> Result<String, Box<Refused>> {
    deep(|| {
        let mut sources = SourceSet::default();
        let file = sources.add(path, text);
        let parsed = syntax::parse(file, sources.file(file));
        if !parsed.findings.is_empty() {
            return Err(Box::new(Refused { findings: parsed.findings, sources }));
        }
        let page = syntax::page_of(file, sources.file(file));
        let formatted = page.map(|page| write::write(&page));
        match formatted.filter(|formatted| means_the_same(&parsed.file, formatted)) {
            Some(formatted) => Ok(formatted),
            None => {
                let message = "laying this file out anew would change what it means, so it is left as it is";
                let finding = Diagnostic::error(Code::Internal, Span::new(file, 0, 0), message);
                let help = "this is a bug of gradus: please report it with this file";
                Err(Box::new(Refused { findings: vec![finding.help(help)], sources }))
            }
        }
    })
}

/// Whether a text is read as a file was, but for the places, with the same comments in the same order.
fn means_the_same(file: &File, text: &str) -> bool {
    let mut sources = SourceSet::default();
    let other = sources.add("", text);
    let other = syntax::parse(other, sources.file(other));
    let comments = |file: &File| file.comments.iter().map(|comment| comment.text.clone()).collect::<Vec<_>>();
    // Without places, what is written of two trees is the same where they are.
    let tree = |file: &File| format!("{:-?}", file.items);
    other.findings.is_empty() && comments(file) == comments(&other.file) && tree(file) == tree(&other.file)
}
