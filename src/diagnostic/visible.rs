//! The text that may reach a terminal. Only this file decides which characters control a terminal.
//!
//! Texts of data, rule files and arguments can contain characters that move the cursor, colour the following text, or
//! reverse the order of reading. Everything that is written for people passes through here, and these characters are
//! written as escapes.

use std::borrow::Cow;

/// Whether a character would control a terminal or change the order of reading: control characters, marks of direction,
/// and line breaks other than `\n`.
pub fn drives(sign: char) -> bool {
    sign.is_control()
        || matches!(
            sign,
            '\u{61C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'
        )
}

/// A text on one line, with such characters as escapes: `\u{1b}`.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    spelt(text, |_| false)
}

/// A text of several lines, with such characters as escapes, except for line ends.
pub(crate) fn lines(text: &str) -> Cow<'_, str> {
    spelt(text, |sign| sign == '\n')
}

/// JSON in which such characters, which can only be in texts, are escaped as in JSON.
pub(crate) fn json(text: &str) -> Cow<'_, str> {
    if !text.contains(|sign| sign != '\n' && drives(sign)) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign != '\n' && drives(sign) {
            // All of them are in the first plane, so one escape is enough for each.
            true => out.push_str(&format!("\\u{:04x}", u32::from(sign))),
            false => out.push(sign),
        }
    }
    out.into()
}

/// A text with the same length in bytes, so that places in it stay valid. Such characters are replaced, except for tabs
/// and line ends.
pub fn in_place(text: &str) -> String {
    if text.bytes().all(|sign| matches!(sign, b' '..=b'~' | b'\t' | b'\n')) {
        return text.to_string();
    }
    let mut out = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        let ends = sign == '\n' || sign == '\r' && signs.peek() == Some(&'\n');
        out.push(match sign.len_utf8() {
            _ if ends || sign == '\t' || !drives(sign) => sign,
            1 => '?',
            2 => '¿',
            _ => '\u{FFFD}',
        });
    }
    out
}

fn spelt(text: &str, kept: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(|sign| !kept(sign) && drives(sign)) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        if !kept(sign) && drives(sign) { out.extend(sign.escape_default()) } else { out.push(sign) }
    }
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_drives_a_terminal() {
        let text = "a\u{1b}[31mb\r\n\u{202e}校\u{9b}\t\u{2028}";
        assert_eq!(line(text), "a\\u{1b}[31mb\\r\\n\\u{202e}校\\u{9b}\\t\\u{2028}");
        assert_eq!(lines(text), "a\\u{1b}[31mb\\r\n\\u{202e}校\\u{9b}\\t\\u{2028}");
        assert_eq!(line("校 a-b"), "校 a-b");
    }

    #[test]
    fn json_stays_json() {
        let shown = json("{\"a\":\"\u{9b}\u{202e}校\"}\n").into_owned();
        assert_eq!(shown, "{\"a\":\"\\u009b\\u202e校\"}\n");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap()["a"], "\u{9b}\u{202e}校");
    }

    #[test]
    fn places_stay_where_they_are() {
        let text = "a\u{1b}\t\u{9b}\r\n\u{202e}校\r";
        let shown = in_place(text);
        assert_eq!(shown, "a?\t¿\r\n\u{FFFD}校?");
        assert_eq!(shown.len(), text.len());
    }
}
