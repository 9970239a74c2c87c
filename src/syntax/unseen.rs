//! Invisible characters, and characters that change the direction of writing.
//!
//! A policy means what people see. A character that shows nothing, or that looks like a blank and is not a plain one,
//! is parsed as what it looks like and is reported by its name; `gradus fmt` removes it. Inside a text it stays, since
//! a text represents the content of a file.

use crate::diagnostic::{Code, Diagnostic};
use crate::messages::syntax as say;
use crate::source::{FileId, Span};
use std::collections::BTreeMap;

/// The replacement of an invisible character in the prepared text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// A plain blank.
    Blank,
    /// Nothing.
    Nothing,
    /// The end of a line.
    LineEnd,
}

/// An invisible character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unseen {
    /// The name of the character, with its article.
    name: &'static str,
    /// The usual source of the character.
    from: &'static str,
    /// The replacement of the character.
    pub read: Read,
    /// Whether it changes the order in which a line is shown.
    turns: bool,
}

/// Returns the properties of an invisible character; `None` for a visible one. Line breaks, tabs and plain blanks are
/// not invisible.
pub(super) fn unseen(c: char) -> Option<Unseen> {
    if c.is_ascii_graphic() || matches!(c, ' ' | '\n' | '\r' | '\t') {
        return None;
    }
    let of = |name, from, read| Some(Unseen { name, from, read, turns: false });
    let turning = |name| Some(Unseen { name, from: "", read: Read::Nothing, turns: true });
    match c {
        '\u{A0}' => of(say::no_break_blank(), say::from_word_processors(), Read::Blank),
        '\u{202F}' => of(say::narrow_no_break_blank(), say::from_word_processors(), Read::Blank),
        '\u{2007}' => of(say::figure_blank(), say::from_spreadsheets(), Read::Blank),
        '\u{2000}'..='\u{200A}' | '\u{205F}' | '\u{1680}' => {
            of(say::other_blank(), say::from_typesetting(), Read::Blank)
        }
        '\u{2800}' | '\u{3164}' | '\u{FFA0}' | '\u{115F}' | '\u{1160}' => of(say::blank_letter(), "", Read::Blank),
        '\u{B}' | '\u{C}' => of(say::page_break(), say::from_word_processors(), Read::Blank),
        '\u{2028}' => of(say::line_separator(), say::from_pages_and_word_processors(), Read::LineEnd),
        '\u{2029}' => of(say::paragraph_separator(), say::from_pages_and_word_processors(), Read::LineEnd),
        '\u{85}' => of(say::next_line_character(), say::from_mainframes(), Read::LineEnd),
        '\u{200B}' => of(say::zero_width_blank(), say::from_pages(), Read::Nothing),
        '\u{200C}' => of(say::zero_width_non_joiner(), "", Read::Nothing),
        '\u{200D}' => of(say::zero_width_joiner(), "", Read::Nothing),
        '\u{2060}' => of(say::word_joiner(), say::from_word_processors(), Read::Nothing),
        '\u{FEFF}' => of(say::byte_order_mark(), say::from_joined_files(), Read::Nothing),
        '\u{AD}' => of(say::soft_hyphen(), say::from_word_processors(), Read::Nothing),
        '\u{FE00}'..='\u{FE0F}' | '\u{180B}'..='\u{180F}' | '\u{E0100}'..='\u{E01EF}' => {
            of(say::variation_selector(), say::from_emoji_keyboards(), Read::Nothing)
        }
        '\u{34F}' | '\u{17B4}' | '\u{17B5}' | '\u{2061}'..='\u{2065}' | '\u{206A}'..='\u{206F}' => {
            of(say::invisible_character(), "", Read::Nothing)
        }
        '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E007F}' => of(say::invisible_character(), "", Read::Nothing),
        '\u{FFF9}'..='\u{FFFB}' => of(say::annotation_mark(), say::from_word_processors(), Read::Nothing),
        '\u{200E}' | '\u{200F}' | '\u{61C}' => of(say::direction_mark(), "", Read::Nothing),
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => turning(say::turning_character()),
        c if c.is_control() => of(say::control_character(), "", Read::Nothing),
        _ => None,
    }
}

impl Unseen {
    /// Whether nobody writes the character in comments: control characters, and characters that decide in which
    /// direction a line runs.
    fn is_wrong_in_comments(self, c: char) -> bool {
        self.is_of_direction(c) || c.is_control()
    }

    /// Whether it is reported in a text. All kinds of blanks, and characters that join letters or select their form,
    /// belong to texts as people write them.
    fn is_wrong_in_texts(self, c: char) -> bool {
        let joins = matches!(c, '\u{200C}' | '\u{200D}') || self.name == say::variation_selector();
        self.read != Read::Blank && !joins || c.is_control()
    }

    fn is_of_direction(self, c: char) -> bool {
        self.turns || matches!(c, '\u{200E}' | '\u{200F}' | '\u{61C}')
    }

    /// The name of the character, with its number and its usual source.
    fn words(self, c: char) -> String {
        say::named_character(self.name, format_args!("{:04X}", u32::from(c)), self.from)
    }

    fn finding(self, c: char, span: Span, message: String, help: String) -> Diagnostic {
        let code = if self.is_of_direction(c) { Code::DirectionSign } else { Code::InvisibleSign };
        let finding = Diagnostic::error(code, span, message).help(help);
        if self.turns { finding } else { finding.into_warning() }
    }
}

/// Removes the characters from a comment that are reported in comments.
pub(super) fn clean_comment(text: &str) -> String {
    text.chars().filter(|c| unseen(*c).is_none_or(|unseen| !unseen.is_wrong_in_comments(*c))).collect()
}

/// The number of invisible characters of each kind in a file, with one finding for each kind, at the first character.
#[derive(Debug, Default)]
pub(super) struct Tally {
    kinds: BTreeMap<&'static str, (char, Unseen, Span, usize)>,
    /// Words in full-width letters: the first word as written and as parsed, and the number of such words.
    wide: Option<(Span, String, String, usize)>,
    findings: Vec<Diagnostic>,
}

impl Tally {
    /// Records a character outside of texts.
    pub(super) fn enter(&mut self, c: char, unseen: Unseen, span: Span) {
        self.kinds.entry(unseen.name).or_insert((c, unseen, span, 0)).3 += 1;
    }

    /// Records the characters of a comment that are not allowed in comments.
    pub(super) fn enter_comment(&mut self, text: &str, file: FileId, start: usize) {
        for (at, c) in text.char_indices() {
            if let Some(unseen) = unseen(c).filter(|unseen| unseen.is_wrong_in_comments(c)) {
                self.enter(c, unseen, Span::new(file, start + at, start + at + c.len_utf8()));
            }
        }
    }

    /// Records the characters of a text that people do not write: one finding for each text, at the first character.
    pub(super) fn enter_text(&mut self, text: &str, file: FileId, start: usize) {
        let wrong = |c: char| unseen(c).filter(|unseen| unseen.is_wrong_in_texts(c));
        let Some((at, c, unseen)) = text.char_indices().find_map(|(at, c)| Some((at, c, wrong(c)?))) else { return };
        let span = Span::new(file, start + at, start + at + c.len_utf8());
        let clean: String = text.chars().filter(|c| wrong(*c).is_none()).collect();
        let message = say::unseen_in_text(unseen.words(c));
        self.findings.push(unseen.finding(c, span, message, say::text_without_unseen(&clean)));
    }

    /// Records a word that was written in full-width letters.
    pub(super) fn enter_wide(&mut self, span: Span, written: &str, read: &str) {
        let first = self.wide.get_or_insert_with(|| (span, written.to_string(), read.to_string(), 0));
        first.3 += 1;
    }

    /// Returns the findings.
    pub(super) fn into_findings(self) -> Vec<Diagnostic> {
        let of_all = |count: usize| if count > 1 { say::file_has_more(count) } else { String::new() };
        let mut findings = self.findings;
        for (c, unseen, span, count) in self.kinds.into_values() {
            let help = match unseen.read {
                Read::Blank => say::fmt_writes_blank(),
                Read::Nothing => say::fmt_removes(),
                Read::LineEnd => say::fmt_ends_line(),
            };
            let message = say::unseen_character(unseen.words(c), of_all(count));
            findings.push(unseen.finding(c, span, message, help.to_string()));
        }
        if let Some((span, written, read, count)) = self.wide {
            let others = if count > 1 { say::file_has_more_words(count) } else { String::new() };
            let message = say::full_width_letters(&written, &read, &others);
            let finding = Diagnostic::error(Code::FullWidthLetters, span, message);
            findings.push(finding.help(say::fmt_writes_plain(&read)).into_warning());
        }
        findings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_see_is_no_such_character() {
        let seen = "aZ09 \t\n\r_é中あ한ａ（“”《》½€·—…☃𝒳😀";
        assert!(seen.chars().all(|c| unseen(c).is_none()));
    }

    #[test]
    fn characters_without_a_shape_are_known() {
        for c in ['\u{A0}', '\u{200B}', '\u{2028}', '\u{202E}', '\u{2066}', '\0', '\u{7F}', '\u{9F}', '\u{E0041}'] {
            assert!(unseen(c).is_some(), "{c:?}");
        }
    }
}
