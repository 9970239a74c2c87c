//! The grammar's pairs to the syntax tree, and the grammar's failures to messages.
//!
//! Invariant: `Rule` and `Pair` are named in this folder only.
//!
//! A file is read in one pass; a piece that no declaration can be made of is read again by itself, strictly, for a
//! precise message. So every broken declaration gives one message, and all others are there.

mod build;
mod declarations;
mod expected;
mod expressions;
mod trees;

use super::ast::{File, Quantity};
use super::prepare::{self, Prepared};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, SourceFile, SourceSet, Span};
use build::Build;
use pest::Parser;
use pest::iterators::Pair;
use std::collections::BTreeSet;

// The generated `Rule` has no documentation of its own.
#[allow(missing_docs)]
mod grammar {
    #[derive(pest_derive::Parser)]
    #[grammar = "../grammar/gradus.pest"]
    pub struct Grammar;
}
use grammar::{Grammar, Rule};

/// What came out of a file.
#[derive(Debug, Default)]
pub struct Parsed {
    /// The declarations that could be read.
    pub file: File,
    /// What is wrong with the text.
    pub findings: Vec<Diagnostic>,
    /// Every name that stands in a piece that could not be read. A later room does not complain that such a name is
    /// unknown: it may have been declared there.
    pub unread: BTreeSet<String>,
}

/// Reads a rule file. Never fails as a whole.
pub fn parse(file: FileId, source: &SourceFile) -> Parsed {
    let mut parsed = Parsed::default();
    if source.text().len() > SourceFile::MAX_BYTES {
        let message = format!("the file is larger than {} MiB", SourceFile::MAX_BYTES >> 20);
        let finding = Diagnostic::error(Code::FileTooLarge, Span::new(file, 0, 0), message);
        parsed.findings.push(finding.help("split the policy; data belongs in data files"));
        return parsed;
    }
    let prepared = prepare::prepare(file, source.text());
    parsed.file.comments = prepared.comments.clone();
    parsed.findings = prepared.findings.clone();
    if parsed.findings.iter().any(|f| f.code == Code::TooDeep) {
        return parsed;
    }
    match Grammar::parse(Rule::file, &prepared.text) {
        Ok(pairs) => pairs.flat_map(Pair::into_inner).for_each(|pair| read_piece(&prepared, pair, &mut parsed)),
        // `file` takes anything, so this is the grammar's own limit; say where it gave up.
        Err(error) => parsed.findings.push(expected::message(&prepared, &error, 0..prepared.text.len())),
    }
    parsed
}

fn read_piece(prepared: &Prepared, pair: Pair<'_, Rule>, parsed: &mut Parsed) {
    match pair.as_rule() {
        Rule::item => {
            let build = Build::new(prepared);
            match build.item(pair) {
                Ok(item) => parsed.file.items.push(item),
                Err(finding) => parsed.findings.push(finding),
            }
            parsed.findings.extend(build.into_findings());
        }
        Rule::junk => read_junk(prepared, &pair, parsed),
        _ => {}
    }
}

/// A piece that is no declaration: reads it again by itself and says what is wrong with it.
fn read_junk(prepared: &Prepared, junk: &Pair<'_, Rule>, parsed: &mut Parsed) {
    let text = junk.as_str();
    for word in text.split(|c: char| !unicode_ident::is_xid_continue(c)).filter(|w| !w.is_empty()) {
        parsed.unread.insert(word.to_string());
    }
    let start = junk.as_span().start();
    // A string that does not end has been reported where it begins; what follows from it is not a second mistake.
    let piece = prepared.span(start, start + text.trim_end().len());
    let explained = parsed.findings.iter().any(|f| {
        f.code == Code::UnclosedText && f.span().is_some_and(|s| s.start >= piece.start && s.start <= piece.end)
    });
    if explained {
        return;
    }
    match Grammar::parse(Rule::one_item, text.trim_end()) {
        Err(error) => {
            let range = start..start + text.trim_end().len();
            parsed.findings.push(expected::message(prepared, &error, range));
        }
        Ok(_) => parsed.findings.push(build::shape(piece)),
    }
}

/// Reads a number as the page would have it (`50%`, `24 hours`), for manifests and command lines; `None` for what is none.
pub fn quantity(text: &str) -> Option<Quantity> {
    let mut sources = SourceSet::default();
    let file = sources.add("", text);
    let prepared = prepare::prepare(file, text);
    let pair = Grammar::parse(Rule::one_quantity, &prepared.text).ok()?.next()?;
    let build = Build::new(&prepared);
    build.quantity(build.only(pair).ok()?).ok()
}
