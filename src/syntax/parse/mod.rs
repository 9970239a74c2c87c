//! From the grammar's pairs to the syntax tree, and from the grammar's failures to messages.
//!
//! Invariant: only this folder names `Rule` and `Pair`.
//!
//! A file is parsed in one pass. If a piece is not a declaration, it is parsed again by itself, strictly, for a precise
//! message, and once more without its broken parts ([`recover`]). So every mistake gives one message, and the rest of
//! the file is in the tree.

mod build;
mod declarations;
mod expected;
mod expressions;
mod former;
mod layout;
mod outline;
mod recover;
mod trees;

use super::ast::{File, Quantity};
use super::page::Page;
use super::prepare::{self, MAX_DEPTH, Prepared, TOP_WORDS};
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::messages::{phrase, syntax as say};
use crate::source::{FileId, Places, SourceFile, SourceSet, Span};
use build::Build;
use layout::Layout;
use pest::Parser;
use pest::iterators::Pair;
use recover::Recovery;
use std::collections::BTreeSet;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

// The generated `Rule` has no documentation of its own.
#[allow(missing_docs)]
mod grammar {
    #[derive(pest_derive::Parser)]
    #[grammar = "../grammar/gradus.pest"]
    pub(super) struct Grammar;
}
use grammar::{Grammar, Rule};

/// The result of parsing a file.
#[derive(Debug, Default)]
pub struct Parsed {
    /// The declarations that could be parsed, or most of them.
    pub file: File,
    /// The mistakes in the text.
    pub findings: Vec<Diagnostic>,
    /// The parts that could not be parsed.
    pub unread: Unread,
}

/// The parts of a policy that could not be parsed. Their mistakes have been reported, and later rooms do not report
/// mere consequences.
#[derive(Clone, Debug, Default)]
pub struct Unread {
    /// All words of these parts. A name that is unknown elsewhere may have been declared there.
    pub names: BTreeSet<String>,
    /// The words before a sign that defines them. They are probably names that are declared there.
    pub declared: BTreeSet<String>,
    /// The heads of declarations, nodes and steps that have lost a part. Their names are known, but nothing is known of
    /// their values.
    pub incomplete: Places,
    /// The places directly around lost parts. Such a loss may be the reason if something is missing at these places.
    pub around: Places,
    /// The heads of tables that have lost a part which identifies their rows or links them to other tables.
    pub unlinked: Places,
    /// Texts that do not end. Nothing is known of the parts that they have swallowed.
    pub texts: Vec<Span>,
}

/// The outcomes of an eligibility.
const OUTCOMES: [&str; 3] = ["included", "excluded", "undetermined"];

impl Unread {
    /// Adds the unparsed parts of another file.
    pub fn extend(&mut self, other: Unread) {
        self.names.extend(other.names);
        self.declared.extend(other.declared);
        self.incomplete.extend(other.incomplete);
        self.around.extend(other.around);
        self.unlinked.extend(other.unlinked);
        self.texts.extend(other.texts);
    }

    /// Whether a declaration with a name at this place has lost a part.
    pub fn is_incomplete(&self, name: Span) -> bool {
        self.incomplete.hold(name)
    }

    /// Whether this place is directly around a lost part.
    pub fn is_around(&self, place: Span) -> bool {
        self.around.hold(place)
    }

    /// Whether a table with a name at this place has lost a part that identifies its rows or links them to other
    /// tables.
    pub fn is_unlinked(&self, name: Span) -> bool {
        self.unlinked.hold(name)
    }

    /// Adds the words of a text.
    fn words(&mut self, text: &str) {
        let words = |text: &str| -> Vec<String> {
            let words = text.split(|c: char| !unicode_ident::is_xid_continue(c)).filter(|w| !w.is_empty());
            // Names are compared in normal form, and texts that do not end are not in that form.
            words.map(|word| if word.is_ascii() { word.to_string() } else { word.nfc().collect() }).collect()
        };
        let lost = words(text);
        // The outcomes of an eligibility have names that nothing else declares.
        if lost.iter().any(|word| word == "eligibility") {
            self.names.extend(OUTCOMES.map(str::to_string));
        }
        self.names.extend(lost);
        let in_front = text.lines().map(|line| line.split([':', '=', '{', '>']).next().unwrap_or(""));
        let heads = in_front.map(|head| head.split(" of ").next().unwrap_or(""));
        self.declared.extend(heads.flat_map(words));
    }
}

/// The number of bytes of a file that are parsed at a time.
const PART: usize = 64 << 10;

/// Parses a rule file. It never fails as a whole.
pub fn parse(file: FileId, source: &SourceFile) -> Parsed {
    let mut parsed = Parsed::default();
    if source.text().len() > SourceFile::MAX_BYTES {
        let message = say::file_too_large(SourceFile::MAX_BYTES >> 20);
        let finding = Diagnostic::error(Code::FileTooLarge, Span::new(file, 0, 0), message);
        parsed.findings.push(finding.help(say::split_policy()));
        return parsed;
    }
    let mut prepared = prepare::prepare(file, source.text());
    parsed.file.comments = prepared.comments.clone();
    parsed.findings = std::mem::take(&mut prepared.findings);
    parsed.findings.extend(lone_return(file, source.text()));
    if parsed.findings.iter().any(|f| f.code == Code::TooDeep) {
        without_deep(&mut prepared, &mut parsed.unread);
    }
    let parts = if parsed.findings.is_empty() { PART } else { usize::MAX };
    let mut stopped = None;
    // A part is parsed only when the part before it has been built, since the pairs of a file need many times its size.
    let pairs = outline::parts(&prepared.text, parts).into_iter().flat_map(|part| {
        let base = part.start;
        match Grammar::parse(Rule::file, prepared.text.get(part).unwrap_or("")) {
            Ok(pairs) => Some(pairs.flat_map(Pair::into_inner).map(move |pair| (base, pair))).into_iter().flatten(),
            Err(error) => {
                stopped.get_or_insert((base, error));
                None.into_iter().flatten()
            }
        }
    });
    read(&prepared, source.text(), pairs, &mut parsed);
    former::report_once(&mut parsed.findings);
    // `file` matches any text, so this is a limit of the grammar itself. Report where the grammar stopped.
    if let Some((base, error)) = stopped {
        let rest = prepared.piece(base..prepared.text.len());
        parsed.findings.push(expected::stopped(&rest, source.text(), &error).finding);
    }
    parsed
}

/// Reports a line that ends as on very old machines: the text after it would belong to a comment on that line.
fn lone_return(file: FileId, text: &str) -> Option<Diagnostic> {
    let mut returns = text.match_indices('\r').map(|(at, _)| at);
    let at = returns.find(|at| text.get(at + 1..).is_some_and(|rest| !rest.is_empty() && !rest.starts_with('\n')))?;
    let finding = Diagnostic::error(Code::Syntax, Span::new(file, at, at), say::lone_carriage_return());
    Some(finding.help(say::save_with_line_ends()))
}

/// Parses the layout of a rule file. `None` for a file with mistakes, which [`parse`] reports.
pub fn page_of(file: FileId, source: &SourceFile) -> Option<Page> {
    let prepared = prepare::prepare(file, source.text());
    let pairs = Grammar::parse(Rule::file, &prepared.text).ok()?;
    Some(Layout { prepared: &prepared, source }.page(pairs))
}

/// Removes the declarations whose brackets are too deep for a parser that recurses.
fn without_deep(prepared: &mut Prepared, unread: &mut Unread) {
    let starts = prepared.text.match_indices('\n').map(|(i, _)| i + 1);
    let starts = starts.filter(|&at| prepared.text.get(at..).is_some_and(prepare::starts_declaration));
    let ends: Vec<usize> = starts.chain([prepared.text.len()]).collect();
    let mut start = 0;
    for end in ends {
        let piece = prepared.text.get(start..end).unwrap_or("");
        let (mut depth, mut deepest) = (0, 0);
        for (_, sign) in outline::signs(piece) {
            depth += i64::from(matches!(sign, '(' | '[' | '{')) - i64::from(matches!(sign, ')' | ']' | '}'));
            deepest = deepest.max(depth);
        }
        if usize::try_from(deepest).is_ok_and(|deepest| deepest > MAX_DEPTH) {
            unread.words(piece);
            // The line end stays. The last line may have none.
            let blank = " ".repeat(piece.trim_end_matches('\n').len());
            prepared.text.replace_range(start..start + blank.len(), &blank);
        }
        start = end;
    }
}

/// Builds the declarations of a file, and recovers the pieces between them that are not declarations.
///
/// Each pair comes with the start of the part of the text in which it was parsed.
fn read<'p>(
    prepared: &Prepared,
    source: &str,
    pairs: impl Iterator<Item = (usize, Pair<'p, Rule>)>,
    parsed: &mut Parsed,
) {
    let mut recovery = Recovery::new(prepared, source, &parsed.findings);
    let mut pairs = pairs.filter(|(_, pair)| matches!(pair.as_rule(), Rule::item | Rule::junk)).peekable();
    // The last declaration, and the pieces after it that look like declarations but are indented more.
    let mut above: Vec<Range<usize>> = Vec::new();
    while let Some((base, pair)) = pairs.next() {
        let mut range = range(base, &pair);
        if pair.as_rule() == Rule::item {
            let column = |range: &Range<usize>| outline::column(&prepared.text, range.start);
            if above.first().is_none_or(|first| column(&range) <= column(first)) {
                above.clear();
            }
            above.push(range.clone());
            let build = Build::behind(prepared, base);
            match build.item(pair) {
                Ok(item) => {
                    parsed.file.items.push(item);
                    parsed.findings.extend(build.into_findings());
                    recovery.lost_in_texts(range, parsed);
                }
                Err(_) => recovery.read(range, parsed),
            }
            continue;
        }
        // A line of a body may look like a declaration: `param` in a test.
        let text = &prepared.text;
        let indent = outline::column(text, range.start);
        while text.get(range.clone()).is_some_and(|piece| piece.contains('{'))
            && let Some((base, next)) =
                pairs.next_if(|(base, next)| outline::column(text, base + next.as_span().start()) > indent)
        {
            range.end = self::range(base, &next).end;
        }
        let above = std::mem::take(&mut above);
        if !goes_on(text.get(range.clone()).unwrap_or("")) || !recovery.read_behind(&above, range.clone(), parsed) {
            recovery.read(range, parsed);
        }
    }
}

fn range(base: usize, pair: &Pair<'_, Rule>) -> Range<usize> {
    let start = base + pair.as_span().start();
    start..start + pair.as_str().trim_end().len()
}

/// Whether a piece is more likely the rest of a declaration above than a separate declaration.
fn goes_on(piece: &str) -> bool {
    let first = outline::words(piece).next().filter(|(at, _)| *at == 0).map_or("", |(_, word)| word);
    let named = piece.get(first.len()..).unwrap_or("").trim_start();
    let named = named.starts_with(|c: char| c == '"' || unicode_ident::is_xid_start(c));
    let begins = TOP_WORDS.contains(&first) || named && suggest::nearest(first, TOP_WORDS).is_some();
    !begins
}

/// Parses a number as in a policy (`50%`, `24 hours`), for manifests and command lines. `None` for any other text.
pub fn quantity(text: &str) -> Option<Quantity> {
    let mut sources = SourceSet::default();
    let file = sources.add("", text);
    let prepared = prepare::prepare(file, text);
    let pair = Grammar::parse(Rule::one_quantity, &prepared.text).ok()?.next()?;
    let build = Build::new(&prepared);
    build.quantity(build.only(pair).ok()?).ok()
}

/// Returns the help for a bound of a tier with two signs, `> 5 <= 9`; `None` for any other text.
pub fn band_meant(text: &str) -> Option<String> {
    let prepared = prepare::prepare(SourceSet::default().add("", text), text);
    let (len, band) = expected::band(prepared.text.trim())?;
    (len == prepared.text.trim().len()).then(|| phrase::write(&band))
}

/// Returns the help for a text that means a number or an amount in a notation of other languages.
pub fn number_meant(text: &str) -> Option<String> {
    let prepared = prepare::prepare(SourceSet::default().add("", text), text);
    expected::number_in(prepared.text.trim().trim_matches('"')).map(|(_, cure)| cure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceSet;

    /// Rule files below a folder.
    fn rule_files(folder: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            match entry.is_dir() {
                true => rule_files(&entry, found),
                false if entry.extension().is_some_and(|end| end == "grad") => found.push(entry),
                false => {}
            }
        }
    }

    #[test]
    fn nothing_that_can_be_read_is_left() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = Vec::new();
        ["tests/corpus/good", "rules"].iter().for_each(|folder| rule_files(&root.join(folder), &mut files));
        assert!(files.len() > 50, "{}", files.len());
        build::unread::taken();
        let mut left = std::collections::BTreeMap::new();
        for path in files {
            let mut sources = SourceSet::default();
            let file = sources.add("p.grad", std::fs::read_to_string(&path).unwrap());
            let found = parse(file, sources.file(file)).findings;
            let unread = build::unread::taken();
            if !found.iter().any(|finding| finding.severity == crate::diagnostic::Severity::Error) {
                left.extend(unread.into_iter().map(|(rule, text)| (rule, format!("{}: {text}", path.display()))));
            }
        }
        assert!(left.is_empty(), "{left:#?}");
    }

    #[test]
    fn a_line_that_ends_with_a_carriage_return_alone_is_told() {
        for (text, expected) in [("policy p\r// x\rlet\r", 1), ("policy p\r\n// x\r\n", 0), ("policy p\r", 0)] {
            let mut sources = SourceSet::default();
            let file = sources.add("p.grad", text);
            let found = parse(file, sources.file(file)).findings;
            let returns = found.iter().filter(|f| f.message == "the line ends with a lone carriage return").count();
            assert_eq!(returns, expected, "{text:?}");
        }
    }

    #[test]
    fn a_file_that_ends_in_too_many_brackets_gives_one_message() {
        for end in ["", "\n", "\n\n"] {
            let text = format!("policy p\nlet x of all = {}1{}{end}", "(".repeat(300), ")".repeat(300));
            let mut sources = SourceSet::default();
            let file = sources.add("p.grad", &text);
            let found: Vec<Code> = parse(file, sources.file(file)).findings.iter().map(|f| f.code).collect();
            assert_eq!(found, [Code::TooDeep], "{end:?}");
        }
    }
}
