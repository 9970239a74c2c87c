//! Makes rule text ready for the grammar, and records the origin of every byte.
//!
//! One pass over the characters does the work that a grammar for people who write in Chinese would otherwise repeat in
//! every rule. It removes comments, replaces full-width signs outside strings by plain ones, keeps a newline only if
//! the newline ends a fact, and counts brackets. The grammar then sees a newline as a token, and no comments. Names are
//! in one normal form (NFC), without invisible characters.

use super::ast::Comment;
use super::unseen::{self, Read, Tally, unseen};
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::{phrase, syntax as say};
use crate::source::{FileId, Span};
use std::ops::Range;
use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The greatest depth of brackets. Deeper brackets are refused before they reach the parser, which recurses.
pub(crate) const MAX_DEPTH: usize = 256;

/// The words that begin a declaration. After a mistake, the parser continues at the next of them.
pub(super) const TOP_WORDS: [&str; 13] = [
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
pub(super) struct Prepared {
    /// The text that the grammar parses.
    pub text: String,
    /// For each byte of `text`, and one past its end, the byte of the file that it came from.
    map: Vec<u32>,
    /// The comments of the file, in order.
    pub comments: Vec<Comment>,
    /// Findings about strings that do not end, brackets that are too deep, and unusual characters.
    pub findings: Vec<Diagnostic>,
    file: FileId,
}

impl Prepared {
    /// The span in the file of a range of `text`. It ends at the end of the last character, so that it includes the
    /// whole of a character that is wider in the file than in `text`.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        let at = |i: usize| self.map.get(i).or(self.map.last()).copied().unwrap_or(0) as usize;
        Span::new(self.file, at(start), at(end))
    }

    /// The place in `text` that belongs to a byte of the file.
    pub(super) fn offset(&self, byte: usize) -> usize {
        self.map.partition_point(|&b| (b as usize) < byte)
    }

    /// The comments directly above a byte of the file, from the lowest up. Only blanks and at most one newline are
    /// between two of them.
    pub(super) fn comments_above(&self, byte: usize) -> impl Iterator<Item = &Comment> {
        let mut below = byte;
        let above = self.comments.partition_point(|c| c.span.end as usize <= byte);
        self.comments.iter().take(above).rev().take_while(move |comment| {
            let between = self.text.get(self.offset(comment.span.end as usize)..self.offset(below)).unwrap_or("");
            below = comment.span.start as usize;
            between.trim().is_empty() && between.matches('\n').count() <= 1
        })
    }

    /// A piece of the text by itself, with the comments directly above it.
    pub(super) fn piece(&self, range: Range<usize>) -> Prepared {
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

    /// Removes everything from a place on.
    pub(super) fn cut_off(&mut self, at: usize) {
        self.text.truncate(at);
        self.map.truncate(at + 1);
    }

    /// Replaces a range by the kept parts of it, each with a blank after it, and then by other text.
    pub(super) fn replace(&mut self, range: Range<usize>, kept: &[Range<usize>], then: &str) {
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

/// Prepares a file. It never fails: mistakes are in `findings`.
pub(super) fn prepare(file: FileId, source: &str) -> Prepared {
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
        written: 0,
        tally: Tally::default(),
        wide: 0,
    };
    pass.run();
    pass.unclosed_brackets(0);
    pass.out.findings.extend(std::mem::take(&mut pass.tally).into_findings());
    pass.out.map.push(u32::try_from(source.len()).unwrap_or(u32::MAX));
    pass.out
}

struct Pass<'a> {
    out: Prepared,
    source: &'a str,
    at: usize,
    /// The brackets that are open, each with its place in the prepared text.
    brackets: Vec<(char, usize)>,
    /// The places where a newline became a blank only because it is in brackets.
    joined: Vec<usize>,
    /// The start of the next line that is neither empty nor only a comment, as far as it is known.
    written: usize,
    /// The invisible characters.
    tally: Tally,
    /// The end of the last word with full-width letters.
    wide: usize,
}

impl<'a> Pass<'a> {
    fn run(&mut self) {
        while let Some(c) = self.peek() {
            let plain = plain_sign(c);
            match plain {
                'a'..='z' | 'A'..='Z' | '0'..='9' | ' ' | '_' if c == plain => self.run_of_words(),
                '/' | '#' | '<' | '-' | '—' | '※' if self.comment() => {}
                '"' => self.string(c),
                '\n' if c == '\n' => self.newline(1),
                '(' | '[' | '{' => {
                    self.brackets.push((plain, self.out.text.len()));
                    if self.brackets.len() == MAX_DEPTH + 1 {
                        let span = Span::new(self.out.file, self.at, self.at + c.len_utf8());
                        self.out.findings.push(
                            Diagnostic::error(Code::TooDeep, span, say::brackets_too_deep(MAX_DEPTH))
                                .help(say::name_parts_with_let()),
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
                '≥' | '≧' | '⩾' | '≤' | '≦' | '⩽' => {
                    self.put(if matches!(c, '≥' | '≧' | '⩾') { '>' } else { '<' }, 0);
                    self.put('=', c.len_utf8());
                }
                _ if c.is_ascii_graphic() => self.put(plain, 1),
                '\t' | '\r' => self.put(' ', 1),
                _ => self.other(c, plain),
            }
        }
    }

    /// Handles a character that plain English text does not have.
    fn other(&mut self, c: char, plain: char) {
        let span = Span::new(self.out.file, self.at, self.at + c.len_utf8());
        match unseen(c) {
            Some(_) if c == '\u{FEFF}' && self.at == 0 => self.put(' ', c.len_utf8()),
            Some(unseen) => {
                self.tally.enter(c, unseen, span);
                match unseen.read {
                    Read::Blank => self.put(' ', c.len_utf8()),
                    Read::Nothing => self.at += c.len_utf8(),
                    Read::LineEnd => self.newline(c.len_utf8()),
                }
            }
            None => {
                if plain.is_ascii_alphabetic() || plain == '_' {
                    self.wide_word();
                }
                if plain == c && is_nfc_quick(std::iter::once(c)) != IsNormalized::Yes {
                    self.composed(c);
                } else {
                    self.put(plain, c.len_utf8());
                }
            }
        }
    }

    /// Writes a character, and brings it into the form in which names are compared, together with its word before it.
    fn composed(&mut self, c: char) {
        let word = self.out.text.char_indices().rev().take_while(|(_, c)| unicode_ident::is_xid_continue(*c));
        // A combining mark belongs to the nearest character before it that can begin a word.
        let mut base = self.out.text.len();
        for (at, c) in word {
            base = at;
            if canonical_combining_class(c) == 0 {
                break;
            }
        }
        let cluster: String = self.out.text.get(base..).unwrap_or("").chars().chain([c]).nfc().collect();
        let from = self.out.map.get(base).copied().unwrap_or(u32::try_from(self.at).unwrap_or(u32::MAX));
        self.out.text.truncate(base);
        self.out.map.truncate(base);
        self.out.text.push_str(&cluster);
        self.out.map.resize(base + cluster.len(), from);
        self.at += c.len_utf8();
    }

    /// Records each word with full-width letters once.
    fn wide_word(&mut self) {
        if self.at < self.wide {
            return;
        }
        let before = self.source.get(..self.at).unwrap_or("");
        let start = before.trim_end_matches(unicode_ident::is_xid_continue).len();
        let behind = self.source.get(start..).unwrap_or("").chars();
        let word: String = behind.take_while(|c| unicode_ident::is_xid_continue(*c)).collect();
        self.wide = start + word.len();
        let read: String = word.chars().map(plain_sign).collect();
        self.tally.enter_wide(Span::new(self.out.file, start, self.wide), &word, &read);
    }

    /// Writes letters, digits and blanks unchanged.
    fn run_of_words(&mut self) {
        let is_plain = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'_' | b'.' | b',' | b':');
        let count = self.rest().bytes().take_while(|b| is_plain(b)).count();
        self.put_run(count);
    }

    fn rest(&self) -> &'a str {
        self.source.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Writes one character for the next `width` bytes of the file.
    fn put(&mut self, c: char, width: usize) {
        let from = u32::try_from(self.at).unwrap_or(u32::MAX);
        self.out.text.push(c);
        // Every byte of a character maps to its first byte, so that spans begin and end between characters.
        self.out.map.extend(std::iter::repeat_n(from, c.len_utf8()));
        self.at += width;
    }

    /// Writes the next `count` bytes unchanged.
    fn put_run(&mut self, count: usize) {
        let run = self.rest().get(..count).unwrap_or("");
        let from = u32::try_from(self.at).unwrap_or(u32::MAX);
        self.out.text.push_str(run);
        if run.is_ascii() {
            self.out.map.extend((from..).take(count));
        } else {
            let places = run.char_indices().flat_map(|(at, c)| std::iter::repeat_n(at, c.len_utf8()));
            self.out.map.extend(places.map(|at| from + u32::try_from(at).unwrap_or(0)));
        }
        self.at += count;
    }

    /// Removes a comment if one begins here. Returns whether it did.
    fn comment(&mut self) -> bool {
        let rest = self.rest();
        let Some(opening) = comment_opening(rest) else { return false };
        let line = rest.get(..rest.find(LINE_ENDS).unwrap_or(rest.len())).unwrap_or("").trim_end();
        match opening {
            Opening::Own => self.own_comment(line),
            Opening::Line(sign) => {
                self.foreign_comment(rest.get(..sign).unwrap_or(""), sign, say::form_of_comment());
                self.put(' ', line.len());
            }
            Opening::Block(open, close) => {
                let len = rest.find(close).map_or(line.len(), |at| at + close.len());
                let whole = rest.get(..len).unwrap_or("");
                // A comment with `//` would include the rest of its line.
                if len == line.len() && whole.ends_with(close) {
                    let words = whole.trim_start_matches(open).trim_end_matches(close).trim();
                    self.foreign_comment(open, len, &phrase::write(format_args!("// {words}")));
                } else {
                    let help = say::comment_each_line(open, close);
                    self.foreign_comment(open, open.len(), &help);
                }
                self.put(' ', len);
            }
        }
        true
    }

    fn own_comment(&mut self, text: &str) {
        let span = Span::new(self.out.file, self.at, self.at + text.len());
        self.tally.enter_comment(text, self.out.file, self.at);
        let words = text.trim_start_matches(['/', '／']);
        let slashes: String = text.chars().map(plain_sign).take_while(|c| *c == '/').collect();
        self.out.comments.push(Comment { text: slashes + &unseen::clean_comment(words), span });
        self.at += text.len();
    }

    /// Reports a sign that begins a comment in other languages.
    fn foreign_comment(&mut self, sign: &str, len: usize, help: &str) {
        let span = Span::new(self.out.file, self.at, self.at + len);
        let message = say::no_comment(sign);
        self.out.findings.push(Diagnostic::error(Code::Syntax, span, message).help(help));
    }

    /// Writes a string with its content unchanged. “…” opens and closes as a pair. A plain quote inside such a pair is
    /// escaped, so that the grammar sees one form of string.
    fn string(&mut self, open: char) {
        let (start, close) = (self.at, if open == '"' { '"' } else { '”' });
        self.put('"', open.len_utf8());
        loop {
            let plain = self.rest().find(['"', '\\', '\n', close]);
            self.put_run(plain.unwrap_or(self.rest().len()));
            match self.peek() {
                None | Some('\n') => break self.unclosed(start, close),
                Some(c) if c == close => {
                    self.put('"', c.len_utf8());
                    break;
                }
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
        self.tally.enter_text(self.source.get(start..self.at).unwrap_or(""), self.out.file, start);
    }

    fn unclosed(&mut self, start: usize, close: char) {
        let span = Span::new(self.out.file, start, self.at);
        let (open, other) = if close == '"' { ('"', '”') } else { ('“', '"') };
        let help = if self.source.get(start + open.len_utf8()..self.at).is_some_and(|text| text.contains(other)) {
            say::text_ends_otherwise(open, close, other)
        } else {
            say::close_text(close)
        };
        let message = say::unclosed_text();
        self.out.findings.push(Diagnostic::error(Code::UnclosedText, span, message).help(help));
        // The author probably meant the value after the text to be outside it. The value can continue in the lines
        // below.
        let swallowed = self.source.get(start..self.at).unwrap_or("");
        let behind = swallowed.find(" = ").or_else(|| swallowed.trim_end().strip_suffix(" =").map(str::len));
        if let Some(at) = behind.map(|at| start + at) {
            let end = self.out.offset(at);
            self.out.text.truncate(end);
            self.out.map.truncate(end);
            self.at = at;
            self.put('"', 0);
            return;
        }
        // The author probably meant a brace at the end of the line to open a body.
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

    /// Keeps the newline if it ends a fact, and writes a blank otherwise.
    fn newline(&mut self, width: usize) {
        let next = self.next_line(self.at + width);
        let begins = next.trim_start_matches(is_blank);
        if starts_declaration(begins) {
            // All open brackets end here. Otherwise one missing bracket would swallow the rest of the file.
            self.unclosed_brackets(0);
            let indented = next.len() > begins.len();
            self.brackets.retain(|(open, _)| *open == '{' && indented);
            self.put('\n', width);
            return;
        }
        let inside = matches!(self.brackets.last(), Some(('(' | '[', _)));
        let goes_on = continues_below(&self.out.text) || continues_above(begins);
        if inside && !goes_on {
            self.joined.push(self.out.text.len());
        }
        self.put(if inside || goes_on { ' ' } else { '\n' }, width);
    }

    /// Separates lines that were joined only because of brackets that are never closed, from the given bracket on.
    fn unclosed_brackets(&mut self, from: usize) {
        let unclosed = self.brackets.get(from..).unwrap_or_default().iter().find(|(open, _)| *open != '{');
        let Some(&(_, opened)) = unclosed else { return };
        while let Some(at) = self.joined.pop_if(|at| *at > opened) {
            self.out.text.replace_range(at..at + 1, "\n");
        }
    }

    /// The next line from a place on that is neither empty nor only a comment.
    fn next_line(&mut self, from: usize) -> &'a str {
        let mut at = self.written.max(from);
        loop {
            let rest = self.source.get(at..).unwrap_or("");
            let end = rest.find(LINE_ENDS);
            let line = rest.get(..end.unwrap_or(rest.len())).unwrap_or("");
            let begins = line.trim_start_matches(is_blank);
            let behind = end.and_then(|end| rest.get(end..)?.chars().next());
            match behind {
                Some(line_end) if begins.is_empty() || comment_opening(begins).is_some() => {
                    at += line.len() + line_end.len_utf8();
                }
                _ => {
                    self.written = at;
                    return if comment_opening(begins).is_some() { "" } else { line };
                }
            }
        }
    }
}

/// The characters that end a line for a reader.
const LINE_ENDS: [char; 4] = ['\n', '\u{2028}', '\u{2029}', '\u{85}'];

/// Whether a character can be before the first sign of a line.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\u{3000}') || unseen(c).is_some_and(|unseen| unseen.read != Read::LineEnd)
}

/// The opening of a comment, in this language or in others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// `//`
    Own,
    /// A sign that begins a line comment in other languages, with its number of bytes.
    Line(usize),
    /// The signs that open and close a comment in other languages.
    Block(&'static str, &'static str),
}

/// Returns the opening of a comment at the start of a text.
pub(super) fn comment_opening(rest: &str) -> Option<Opening> {
    let mut signs = rest.chars().map(plain_sign);
    let first = signs.next()?;
    let run = || rest.len() - rest.trim_start_matches(|c| plain_sign(c) == first).len();
    match (first, signs.next()) {
        ('/', Some('/')) => Some(Opening::Own),
        ('/', Some('*')) => Some(Opening::Block("/*", "*/")),
        ('<', Some('!')) if rest.starts_with("<!--") => Some(Opening::Block("<!--", "-->")),
        ('#' | '※', _) | ('—', Some('—')) => Some(Opening::Line(run())),
        // `- -1` subtracts a negative number, also without the blank.
        ('-', Some('-')) => {
            let behind = rest.get(run()..)?.chars().next().map(plain_sign);
            let is_value = |c: char| c.is_ascii_digit() || matches!(c, '(' | '>' | '.');
            (!behind.is_some_and(is_value)).then(|| Opening::Line(run()))
        }
        _ => None,
    }
}

/// Whether a line begins a declaration: one of the top words, then a name or a text.
pub(super) fn starts_declaration(line: &str) -> bool {
    let begins = |line: &str| {
        TOP_WORDS.iter().any(|word| {
            line.strip_prefix(word).is_some_and(|rest| {
                let name = rest.trim_start_matches(is_blank);
                name.len() < rest.len() && name.starts_with(|c| c == '"' || c == '“' || unicode_ident::is_xid_start(c))
            })
        })
    };
    match line.chars().next() {
        Some('ａ'..='ｚ') => begins(&line.chars().take(LONGEST_WORD + 2).map(plain_sign).collect::<String>()),
        Some('a'..='z') => begins(line),
        _ => false,
    }
}

/// The greatest length of a top word, including the blank after it.
const LONGEST_WORD: usize = "eligibility ".len();

/// Whether the text so far ends in an operator or a comma, so that the fact continues in the next line.
pub(super) fn continues_below(text: &str) -> bool {
    let text = text.trim_end_matches([' ', '\t', '\r']);
    text.ends_with(['+', '-', '*', '/', '=', '<', '>', ',', ':'])
        || text.ends_with("..")
        || ["and", "or", "not", "is", "in", "of", "on", "default", "when", "unless", "where", "to"]
            .iter()
            .any(|w| ends_with_word(text, w))
}

/// Whether a line continues the fact of the line above.
pub(super) fn continues_above(next: &str) -> bool {
    ["and", "or", "because", "cite"]
        .iter()
        .any(|w| next.strip_prefix(w).is_some_and(|rest| !rest.starts_with(unicode_ident::is_xid_continue)))
}

fn ends_with_word(text: &str, word: &str) -> bool {
    text.strip_suffix(word).is_some_and(|rest| !rest.ends_with(unicode_ident::is_xid_continue))
}

/// The plain form of a full-width sign. Any other character is returned unchanged. This is not used inside strings.
pub(super) fn plain_sign(c: char) -> char {
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
        '＃' => '#',
        '｛' => '{',
        '｝' => '}',
        '［' | '【' => '[',
        '］' | '】' => ']',
        '“' | '”' => '"',
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '＿' => {
            char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c)
        }
        '\u{3000}' => ' ',
        _ => c,
    }
}
