//! A piece of a policy on one line, as explanations and reasons quote it.

use super::prepare::{comment_opening, continues_above, continues_below, plain_sign};

/// The number of characters at the end of the written text that decide whether a fact continues in the next line.
const LAST_WORD: usize = "unless ".len();

/// Returns a piece of a policy on one line. It has no comments, and one blank instead of several. If a line ended a
/// fact, a sign replaces the line end, so that the text can still be parsed. Stops after so many bytes, at the end of a
/// word.
pub(crate) fn on_one_line(text: &str, bytes: usize) -> String {
    let mut line = OneLine { line: String::with_capacity(text.len().min(bytes)), ..OneLine::default() };
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let width = match plain_sign(c) {
            // A semicolon of the policy ends a fact as a line end does.
            '\n' if c != '\n' => line.put_piece(rest, c.len_utf8()),
            '\n' => {
                line.ends_line = true;
                c.len_utf8()
            }
            _ if c.is_whitespace() => {
                line.blank = true;
                c.len_utf8()
            }
            _ if comment_opening(rest).is_some() => rest.find('\n').unwrap_or(rest.len()),
            '"' => line.put_piece(rest, end_of_text(rest, c)),
            _ => line.put_piece(rest, c.len_utf8()),
        };
        if (line.blank || line.ends_line) && line.line.len() > bytes {
            break;
        }
        rest = rest.get(width..).unwrap_or("");
    }
    line.line
}

/// Returns the number of bytes of the text that begins with a quotation mark.
fn end_of_text(rest: &str, open: char) -> usize {
    let close = if open == '"' { '"' } else { '”' };
    let mut is_escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        if c == close && !is_escaped {
            return at + c.len_utf8();
        }
        is_escaped = open == '"' && c == '\\' && !is_escaped;
    }
    rest.len()
}

#[derive(Default)]
struct OneLine {
    line: String,
    /// The open brackets. A brace has the sign between two facts of its body.
    open: Vec<Option<&'static str>>,
    /// Whether a blank follows the text that has been written.
    blank: bool,
    /// Whether a line end follows the text that has been written.
    ends_line: bool,
}

impl OneLine {
    /// Writes the first bytes of a text: a sign, or a text in quotation marks.
    fn put_piece(&mut self, rest: &str, width: usize) -> usize {
        let piece = rest.get(..width).unwrap_or("");
        let first = piece.chars().next().map_or(' ', plain_sign);
        let is_inside = !self.line.is_empty();
        if is_inside && self.ends_line && !matches!(first, '}' | ',' | '\n') && !self.continues(rest) {
            self.line.push_str(self.open.last().copied().flatten().unwrap_or(""));
        }
        if is_inside && (self.blank || self.ends_line) {
            self.line.push(' ');
        }
        (self.blank, self.ends_line) = (false, false);
        match first {
            '{' => {
                let sign = if self.ends_with_first() { "," } else { ";" };
                self.open.push(Some(sign));
            }
            '(' | '[' => self.open.push(None),
            ')' | ']' | '}' => drop(self.open.pop()),
            _ => {}
        }
        self.line.push_str(piece);
        width
    }

    /// Whether this text continues the fact that was written last.
    fn continues(&self, next: &str) -> bool {
        let last = self.last(LAST_WORD);
        last.ends_with(['{', '\n']) || continues_below(&last) || continues_above(next)
    }

    /// Whether a brace now opens the arms of `first`. The arms of `lookup` have their own commas.
    fn ends_with_first(&self) -> bool {
        let before = self.last(LAST_WORD);
        before.trim_end().strip_suffix("first").is_some_and(|word| !word.ends_with(unicode_ident::is_xid_continue))
    }

    /// The last characters, with signs in their plain form.
    fn last(&self, count: usize) -> String {
        let start = self.line.char_indices().rev().take(count).last().map_or(0, |(at, _)| at);
        self.line.get(start..).unwrap_or("").chars().map(plain_sign).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceSet;
    use crate::syntax::parse;

    #[test]
    fn a_sign_is_put_where_a_line_ends_a_fact() {
        for (text, wanted) in [
            ("a +\n  b", "a + b"),
            (
                "first {\n  1 when x // why\n  // and why not\n  2 when y and\n    z,\n  otherwise 0\n}",
                "first { 1 when x, 2 when y and z, otherwise 0 }",
            ),
            ("first {\n  1 when x\n    or y\n  otherwise 0 }", "first { 1 when x or y, otherwise 0 }"),
            ("lookup k {\n  a,\n  b: 1\n  otherwise: 0\n}", "lookup k { a, b: 1; otherwise: 0 }"),
            ("lookup k { a: 1; b: 2\n c: 3 }", "lookup k { a: 1; b: 2; c: 3 }"),
            ("(a\n  is b)", "(a is b)"),
            (
                "first {\n 1 when (a\n is b)\n lookup k {\n a: 1\n b: 2\n } when c\n otherwise 2 }",
                "first { 1 when (a is b), lookup k { a: 1; b: 2 } when c, otherwise 2 }",
            ),
            ("s is \"a  // b\\\" c\" and\n t is “ü  \\”", "s is \"a  // b\\\" c\" and t is “ü  \\”"),
            ("first ｛\n 1 when a，\n otherwise 0 ｝", "first ｛ 1 when a， otherwise 0 ｝"),
            ("  a  ", "a"),
            ("", ""),
        ] {
            assert_eq!(on_one_line(text, usize::MAX), wanted);
        }
    }

    #[test]
    fn a_text_on_one_line_means_the_same() {
        let texts = [
            "first {\n  1 when x // why\n  2 when y and\n    z\n  otherwise lookup k {\n a,\n b: 1\n otherwise: 0\n}\n}",
            "lookup k {\n  a: first {\n 1 when x\n otherwise 2 }\n  1..2: 3\n  otherwise: missing\n}",
        ];
        let tree = |text: &str| {
            let mut sources = SourceSet::default();
            let file = sources.add("", format!("let a of t = {text}\n").as_str());
            let parsed = parse(file, sources.file(file));
            assert!(parsed.findings.is_empty(), "{text}: {:?}", parsed.findings);
            format!("{:-?}", parsed.file.items)
        };
        for text in texts {
            assert_eq!(tree(text), tree(&on_one_line(text, usize::MAX)));
        }
    }

    #[test]
    fn a_long_text_ends_with_a_word() {
        assert_eq!(on_one_line("abc def ghi", 2), "abc");
        assert_eq!(on_one_line("abc def ghi", 3), "abc def");
    }
}
