//! Makes rule text ready for the grammar, and remembers where every byte came from.
//!
//! One pass over the characters does what a grammar for people who write in Chinese would otherwise repeat in every
//! rule: it takes comments out, puts plain signs for full-width ones outside strings, keeps a newline only where it
//! ends a fact, and counts brackets. The grammar then sees a newline as a token and nothing of comments.

use super::ast::Comment;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};

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
#[derive(Debug)]
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

    /// Whether anything but blanks and one newline stands between two bytes of the file.
    pub fn has_text_between(&self, start: usize, end: usize) -> bool {
        let from = self.map.partition_point(|&b| (b as usize) < start);
        let to = self.map.partition_point(|&b| (b as usize) < end);
        let between = self.text.get(from..to).unwrap_or("");
        !between.trim().is_empty() || between.matches('\n').count() > 1
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
    };
    pass.run();
    pass.out.map.push(u32::try_from(source.len()).unwrap_or(u32::MAX));
    pass.out
}

struct Pass<'a> {
    out: Prepared,
    source: &'a str,
    at: usize,
    brackets: Vec<char>,
}

impl Pass<'_> {
    fn run(&mut self) {
        while let Some(c) = self.peek() {
            let plain = plain_sign(c);
            match plain {
                '/' if self.rest().starts_with("//") => self.comment(),
                '"' => self.string(c),
                '\n' if c == '\n' => self.newline(),
                '(' | '[' | '{' => {
                    self.brackets.push(plain);
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
                ')' | ']' | '}' => {
                    self.brackets.pop();
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

    fn rest(&self) -> &str {
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
        self.put('"', 0);
    }

    /// Keeps the newline where it ends a fact, else puts a blank.
    fn newline(&mut self) {
        let next = self.next_line();
        if starts_declaration(next) {
            // Whatever was left open ends here, or one missing bracket would swallow the rest of the file.
            self.brackets.retain(|&b| b == '{');
            self.put('\n', 1);
            return;
        }
        let inside = matches!(self.brackets.last(), Some('(' | '['));
        let joined = inside || continues_below(&self.out.text) || continues_above(next);
        self.put(if joined { ' ' } else { '\n' }, 1);
    }

    /// The next line that is neither empty nor only a comment, from its first sign.
    fn next_line(&self) -> &str {
        self.rest()
            .lines()
            .skip(1)
            .map(|l| l.trim_start_matches([' ', '\t', '\r', '\u{3000}', '\u{FEFF}']))
            .find(|l| !l.is_empty() && !l.starts_with("//"))
            .unwrap_or("")
    }
}

/// Whether a line begins a declaration: one of the top words, then a name or a text.
fn starts_declaration(line: &str) -> bool {
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
