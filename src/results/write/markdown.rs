//! A table for a document in Markdown, numbers to the right.

use super::cell_text;
use crate::diagnostic::visible;
use crate::results::{Cells, ResultTable};
use std::fmt::Display;
use std::io::{self, Write};

/// Writes the line with the names of the columns, and the line below it.
pub(super) fn write_names(result: &ResultTable, out: &mut impl Write) -> io::Result<()> {
    line(out, result.columns.iter().map(|column| escaped(&column.name)))?;
    line(out, result.columns.iter().map(|column| rule(&column.cells)))
}

/// Writes one line for each subject. A missing cell is empty.
pub(super) fn write_rows(result: &ResultTable, out: &mut impl Write) -> io::Result<()> {
    for row in 0..result.rows() {
        let text = |cells| cell_text(cells, row).unwrap_or_default();
        line(out, result.columns.iter().map(|column| escaped(&text(&column.cells))))?;
    }
    Ok(())
}

fn line(out: &mut impl Write, mut cells: impl Iterator<Item = impl Display>) -> io::Result<()> {
    cells.try_for_each(|cell| write!(out, "| {cell} "))?;
    writeln!(out, "|")
}

/// Returns the alignment of a column.
fn rule(cells: &Cells) -> &'static str {
    match cells {
        Cells::Decimal { .. } => "---:",
        Cells::Text(_) | Cells::Date(_) | Cells::YesNo(_) | Cells::Clauses(_) => "---",
    }
}

/// Returns a text that Markdown shows as it is: no character of it is markup, and a line break stays in the cell.
fn escaped(text: &str) -> String {
    let mut shown = String::new();
    let mut signs = text.chars().peekable();
    let mut before = None;
    while let Some(sign) = signs.next() {
        let next = signs.peek().copied();
        let in_word = before.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric);
        match sign {
            '\r' if next == Some('\n') => {}
            '\n' | '\r' => shown.push_str("<br>"),
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '&' => shown.push_str("&amp;"),
            '_' if in_word => shown.push('_'),
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '~' | '$' => shown.extend(['\\', sign]),
            '\t' => shown.push(' '),
            _ if visible::drives(sign) => shown.extend(sign.escape_default()),
            _ => shown.push(sign),
        }
        before = Some(sign);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::write::samples;

    #[test]
    fn numbers_stand_to_the_right() {
        let mut out = Vec::new();
        write_names(&samples::mixed(), &mut out).unwrap();
        write_rows(&samples::mixed(), &mut out).unwrap();
        let expected = "\
| 學校 | score | joined | passed |
| --- | ---: | --- | --- |
| 甲 | 10.50 | 1970-01-01 |  |
| a,b |  | 2024-02-29 | yes |
| say \"hi\" | -0.05 |  | no |
";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn no_text_marks_anything_up() {
        assert_eq!(
            escaped("a|b\r\n<b>*c*</b> [d](e) `f` \\"),
            "a\\|b<br>&lt;b&gt;\\*c\\*&lt;/b&gt; \\[d\\](e) \\`f\\` \\\\"
        );
        assert_eq!(escaped("first_level, _this_"), "first_level, \\_this\\_");
    }
}
