//! Texts in a picture: their width, and how each format writes them.

use unicode_width::UnicodeWidthStr;

/// The maximum width of a column of text, in tenths of the font size. A Chinese character takes two columns, most
/// others one. No font is measured, so the estimate is generous.
const COLUMN: i64 = 6;

/// The width of a text at a size, in the units of the size.
pub(super) fn width(text: &str, size: i64) -> i64 {
    let columns = i64::try_from(text.width()).unwrap_or(i64::MAX / 1024);
    // Capitals and a few other characters are wider than a column.
    let wide = text.chars().filter(|c| c.is_uppercase() || matches!(c, 'm' | 'w' | '×' | '…' | '%' | '·')).count();
    let wide = i64::try_from(wide).unwrap_or_default();
    (columns * COLUMN * size + wide * 3 * size + 9) / 10
}

/// A text of at most `columns` columns. A text that is cut ends in `…`.
pub(super) fn cut(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_string();
    }
    let mut kept = String::new();
    for c in text.chars() {
        if kept.width() + UnicodeWidthStr::width(c.encode_utf8(&mut [0; 4]) as &str) >= columns {
            break;
        }
        kept.push(c);
    }
    kept.push('…');
    kept
}

/// A text for XML, or for a label of Graphviz that is written like HTML.
pub(super) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // XML does not allow control characters.
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A text for a string of Graphviz.
pub(super) fn quoted(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// A text for a string of Mermaid. Characters that Mermaid could interpret are written as numbers.
pub(super) fn mermaid(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '#' | '&' | '<' | '>' | '`' | '\\' | '*' | ';' | '|' | '\'' => {
                out.push_str(&format!("#{};", u32::from(c)));
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_is_twice_as_wide() {
        assert_eq!(width("abcd", 10), 24);
        assert_eq!(width("调研", 10), 24);
        assert!(width("MMMM", 10) > width("abcd", 10));
    }

    #[test]
    fn what_is_cut_says_so() {
        assert_eq!(cut("short", 5), "short");
        assert_eq!(cut("longer", 5), "long…");
        assert_eq!(cut("调研批次", 6), "调研…");
    }

    #[test]
    fn signs_of_each_format_are_escaped() {
        let text = "<b> & \"x\" 'y'\u{7}";
        assert_eq!(xml(text), "&lt;b&gt; &amp; &quot;x&quot; &#39;y&#39; ");
        assert_eq!(quoted("a\\n \"x\"\n"), "a\\\\n \\\"x\\\" ");
        assert_eq!(mermaid("\"a\" #1; `b`"), "#34;a#34; #35;1#59; #96;b#96;");
    }
}
