//! Makes rule text ready for the grammar, and remembers where every byte came from.
//!
//! One pass over the characters does what a grammar for people who write in Chinese would otherwise repeat in every
//! rule: it takes comments out, puts plain signs for full-width ones outside strings, keeps a newline only where it
//! ends a fact, and counts brackets. The grammar then sees a newline as a token and nothing of comments.

use super::ast::Comment;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};
use std::ops::Range;

/// Brackets deeper than this are refused before the parser, which recurses, sees them.
pub const MAX_DEPTH: usize = 256;

/// The words that begin a declaration, and with it the place where the parser goes on after a mistake.
pub const TOP_WORDS: [&str; 13] = [
    "policy",
    "period",
    "choice",
    "table",
    "subject",
    "param",
    "let",
    "eligibility",
    "tree",
    "tiers",
    "check",
    "publish",
    "test",
];

/// Text for the grammar.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// What the grammar reads.
    pub text: String,
    /// For each byte of `text`, and one past its end, the byte of the file that it came from.
    map: Vec<u32>,
    /// The comments of the file, in order.
    pub comments: Vec<Comment>,
    /// Strings that do not end, brackets that are too deep.
    pub findings: Vec<Diagnostic>,
    file: FileId,
}

impl Prepared {
    /// The span of the file for a range of `text`. Its end is the end of the last character, so that a character
    /// that is wider in the file than here is covered whole.
    pub fn span(&self, start: usize, end: usize) -> Span {
        let at = |i: usize| self.map.get(i).or(self.map.last()).copied().unwrap_or(0) as usize;
        Span::new(self.file, at(start), at(end))
    }

    /// The place in `text` of a byte of the file.
    pub fn offset(&self, byte: usize) -> usize {
        self.map.partition_point(|&b| (b as usize) < byte)
    }

    /// The comments that stand right above a byte of the file, from the lowest up: nothing but blanks and one newline
    /// lies between them.
    pub fn comments_above(&self, byte: usize) -> impl Iterator<Item = &Comment> {
        let mut below = byte;
        let above = self.comments.partition_point(|c| c.span.end as usize <= byte);
        self.comments.iter().take(above).rev().take_while(move |comment| {
            let between = self.text.get(self.offset(comment.span.end as usize)..self.offset(below)).unwrap_or("");
            below = comment.span.start as usize;
            between.trim().is_empty() && between.matches('\n').count() <= 1
        })
    }

    /// A piece of the text by itself, with the comments right above it.
    pub fn piece(&self, range: Range<usize>) -> Prepared {
        let end = self.map.get(range.end).or(self.map.last()).copied().unwrap_or(0);
        let bytes = self.map.get(range.clone()).unwrap_or_default();
        let first = bytes.first().map_or(0, |&b| b as usize);
        let mut comments: Vec<Comment> = self.comments_above(first).cloned().collect();
        comments.reverse();
        Prepared {
            text: self.text.get(range).unwrap_or("").to_string(),
            map: bytes.iter().copied().chain([end]).collect(),
            comments,
            findings: Vec::new(),
            file: self.file,
        }
    }

    /// Takes everything from a place on away.
    pub fn cut_off(&mut self, at: usize) {
        self.text.truncate(at);
        self.map.truncate(at + 1);
    }

    /// Puts in the place of a range what is kept of it, each part with a blank behind, and then other text.
    pub fn replace(&mut self, range: Range<usize>, kept: &[Range<usize>], then: &str) {
        let at = |i: usize| self.map.get(i).copied().unwrap_or(0);
        let (mut text, mut map) = (String::new(), Vec::new());
        for part in kept {
            text.push_str(self.text.get(part.clone()).unwrap_or(""));
            map.extend_from_slice(self.map.get(part.clone()).unwrap_or_default());
            text.push(' ');
            map.push(at(part.end));
        }
        text.push_str(then);
        map.resize(text.len(), at(if kept.is_empty() { range.start } else { range.end }));
        self.map.splice(range.clone(), map);
        self.text.replace_range(range, &text);
    }
}

/// Prepares a file. Never fails: what is wrong is in `findings`.
pub fn prepare(file: FileId, source: &str) -> Prepared {
    let mut pass = Pass {
        out: Prepared {
            text: String::with_capacity(source.len()),
            map: Vec::with_capacity(source.len() + 1),
            comments: Vec::new(),
            findings: Vec::new(),
            file,
        },
        source,
        at: 0,
        brackets: Vec::new(),
        joined: Vec::new(),
    };
    pass.run();
    pass.unclosed_brackets(0);
    pass.out.map.push(u32::try_from(source.len()).unwrap_or(u32::MAX));
    pass.out
}

struct Pass<'a> {
    out: Prepared,
    source: &'a str,
    at: usize,
    /// The brackets that are open, each with its place in the prepared text.
    brackets: Vec<(char, usize)>,
    /// Where a newline became a blank only since it stands in brackets.
    joined: Vec<usize>,
}

impl<'a> Pass<'a> {
    fn run(&mut self) {
        while let Some(c) = self.peek() {
            let plain = plain_sign(c);
            match plain {
                '/' if self.rest().starts_with("//") => self.comment(),
                '"' => self.string(c),
                '\n' if c == '\n' => self.newline(),
                '(' | '[' | '{' => {
                    self.brackets.push((plain, self.out.text.len()));
                    if self.brackets.len() == MAX_DEPTH + 1 {
                        let span = Span::new(self.out.file, self.at, self.at + c.len_utf8());
                        self.out.findings.push(
                            Diagnostic::error(
                                Code::TooDeep,
                                span,
                                format!("brackets stand more than {MAX_DEPTH} deep"),
                            )
                            .help("give parts of it names with `let`"),
                        );
                    }
                    self.put(plain, c.len_utf8());
                }
                ')' | ']' => {
                    if let Some((_, opened)) = self.brackets.pop_if(|(open, _)| *open != '{') {
                        let inside = self.joined.partition_point(|&at| at < opened);
                        self.joined.truncate(inside);
                    }
                    self.put(plain, c.len_utf8());
                }
                '}' => {
                    if let Some(brace) = self.brackets.iter().rposition(|(open, _)| *open == '{') {
                        self.unclosed_brackets(brace + 1);
                        self.brackets.truncate(brace);
                    }
                    self.put(plain, c.len_utf8());
                }
                '≥' | '≤' => {
                    self.put(if c == '≥' { '>' } else { '<' }, 0);
                    self.put('=', c.len_utf8());
                }
                _ => self.put(plain, c.len_utf8()),
            }
        }
    }

    fn rest(&self) -> &'a str {
        self.source.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Writes one character that stands for the next `width` bytes of the file.
    fn put(&mut self, c: char, width: usize) {
        let from = u32::try_from(self.at).unwrap_or(u32::MAX);
        self.out.text.push(c);
        // Every byte of a character maps to its first byte: spans lie on character boundaries.
        self.out.map.extend(std::iter::repeat_n(from, c.len_utf8()));
        self.at += width;
    }

    fn comment(&mut self) {
        let end = self.rest().find('\n').map_or(self.source.len(), |n| self.at + n);
        let text = self.source.get(self.at..end).unwrap_or("").trim_end();
        let span = Span::new(self.out.file, self.at, self.at + text.len());
        self.out.comments.push(Comment { text: text.to_string(), span });
        self.at = end;
    }

    /// A string: nothing inside is touched. “…” opens and closes as a pair, and a plain quote inside it is escaped so
    /// that the grammar sees one form of string.
    fn string(&mut self, open: char) {
        let (start, close) = (self.at, if open == '"' { '"' } else { '”' });
        self.put('"', open.len_utf8());
        loop {
            match self.peek() {
                None | Some('\n') => break self.unclosed(start, close),
                Some(c) if c == close => break self.put('"', c.len_utf8()),
                Some('\\') if open == '"' => {
                    self.put('\\', 1);
                    if let Some(next) = self.peek().filter(|&n| n != '\n') {
                        self.put(next, next.len_utf8());
                    }
                }
                Some(c @ ('"' | '\\')) => {
                    self.put('\\', 0);
                    self.put(c, 1);
                }
                Some(c) => self.put(c, c.len_utf8()),
            }
        }
    }

    fn unclosed(&mut self, start: usize, close: char) {
        let span = Span::new(self.out.file, start, self.at);
        let (open, other) = if close == '"' { ('"', '”') } else { ('“', '"') };
        let help = if self.source.get(start + open.len_utf8()..self.at).is_some_and(|text| text.contains(other)) {
            format!("a text that begins with `{open}` ends with `{close}`, not with `{other}`")
        } else {
            format!("put `{close}` where the text ends")
        };
        let message = "this text has no closing quotation mark on its line";
        self.out.findings.push(Diagnostic::error(Code::UnclosedText, span, message).help(help));
        // A brace that ends the line was meant to open a body.
        let brace = self.out.text.trim_end().len().checked_sub(1);
        match brace.filter(|&at| self.out.text.get(at..).is_some_and(|rest| rest.starts_with('{'))) {
            Some(at) => {
                let byte = self.out.map.get(at).copied().unwrap_or(0);
                self.out.text.insert(at, '"');
                self.out.map.insert(at, byte);
                self.brackets.push(('{', at + 1));
            }
            None => self.put('"', 0),
        }
    }

    /// Keeps the newline where it ends a fact, else puts a blank.
    fn newline(&mut self) {
        let next = self.next_line();
        if starts_declaration(next.trim_start_matches(BLANKS)) {
            // Whatever was left open ends here, or one missing bracket would swallow the rest of the file.
            self.unclosed_brackets(0);
            let indented = next.starts_with(BLANKS);
            self.brackets.retain(|(open, _)| *open == '{' && indented);
            self.put('\n', 1);
            return;
        }
        let inside = matches!(self.brackets.last(), Some(('(' | '[', _)));
        let goes_on = continues_below(&self.out.text) || continues_above(next.trim_start_matches(BLANKS));
        if inside && !goes_on {
            self.joined.push(self.out.text.len());
        }
        self.put(if inside || goes_on { ' ' } else { '\n' }, 1);
    }

    /// Brackets from the given one on are never closed: lines that were joined only because of them stand for themselves.
    fn unclosed_brackets(&mut self, from: usize) {
        let unclosed = self.brackets.get(from..).unwrap_or_default().iter().find(|(open, _)| *open != '{');
        let Some(&(_, opened)) = unclosed else { return };
        while let Some(at) = self.joined.pop_if(|at| *at > opened) {
            self.out.text.replace_range(at..at + 1, "\n");
        }
    }

    /// The next line that is neither empty nor only a comment.
    fn next_line(&self) -> &'a str {
        let is_written = |line: &&str| {
            let line = line.trim_start_matches(BLANKS);
            !line.is_empty() && !line.starts_with("//")
        };
        self.rest().lines().skip(1).find(is_written).unwrap_or("")
    }
}

/// What may stand in front of the first sign of a line.
const BLANKS: [char; 5] = [' ', '\t', '\r', '\u{3000}', '\u{FEFF}'];

/// Whether a line begins a declaration: one of the top words, then a name or a text.
pub fn starts_declaration(line: &str) -> bool {
    TOP_WORDS.iter().any(|word| {
        line.strip_prefix(word).is_some_and(|rest| {
            let name = rest.trim_start_matches([' ', '\t', '\u{3000}']);
            name.len() < rest.len() && name.starts_with(|c| c == '"' || c == '“' || unicode_ident::is_xid_start(c))
        })
    })
}

/// Whether the text so far ends in an operator or a comma, so that the fact goes on in the next line.
fn continues_below(text: &str) -> bool {
    let text = text.trim_end_matches([' ', '\t', '\r']);
    text.ends_with(['+', '-', '*', '/', '=', '<', '>', ',', ':'])
        || text.ends_with("..")
        || ["and", "or", "not", "is", "in", "of", "on", "default", "when", "unless", "where", "to"]
            .iter()
            .any(|w| ends_with_word(text, w))
}

/// Whether a line goes on with the fact of the line above.
fn continues_above(next: &str) -> bool {
    ["and", "or", "because", "cite"]
        .iter()
        .any(|w| next.strip_prefix(w).is_some_and(|rest| !rest.starts_with(unicode_ident::is_xid_continue)))
}

fn ends_with_word(text: &str, word: &str) -> bool {
    text.strip_suffix(word).is_some_and(|rest| !rest.ends_with(unicode_ident::is_xid_continue))
}

/// The plain form of a full-width sign; any other character as it is. Inside strings this is not used.
fn plain_sign(c: char) -> char {
    match c {
        '（' => '(',
        '）' => ')',
        '，' | '、' => ',',
        '：' => ':',
        '；' | ';' => '\n',
        '。' => '.',
        '％' => '%',
        '＝' => '=',
        '＜' => '<',
        '＞' => '>',
        '－' => '-',
        '＋' => '+',
        '．' => '.',
        '／' => '/',
        '｛' => '{',
        '｝' => '}',
        '［' | '【' => '[',
        '］' | '】' => ']',
        '“' | '”' => '"',
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
        '\u{3000}' | '\u{FEFF}' => ' ',
        _ => c,
    }
}
