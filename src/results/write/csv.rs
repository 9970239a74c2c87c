//! Comma-separated values: RFC 4180 with `\n` as the line end, and quotes wherever a program could split a cell without
//! them.

use super::guard::{guarded, is_formula};
use super::{Texts, cell_text};
use crate::results::{Cells, ResultTable};
use std::borrow::Cow;
use std::io::{self, Write};

/// Writes the line with the names of the columns.
pub(super) fn write_names(result: &ResultTable, texts: Texts, out: &mut impl Write) -> io::Result<()> {
    let guard = |text| if texts == Texts::Guarded { guarded(text) } else { text };
    write_line(result.columns.iter().map(|column| guard(column.name.as_str().into())), out)
}

/// Writes one line for each subject. A missing cell is empty.
pub(crate) fn write_rows(result: &ResultTable, texts: Texts, out: &mut impl Write) -> io::Result<()> {
    let guard = |text| if texts == Texts::Guarded { guarded(text) } else { text };
    for row in 0..result.rows() {
        let cells = result.columns.iter().map(|column| {
            let text = cell_text(&column.cells, row).unwrap_or_default();
            if is_text(&column.cells) { guard(text) } else { text }
        });
        write_line(cells, out)?;
    }
    Ok(())
}

/// How many names of columns get an apostrophe if texts are guarded.
pub(crate) fn guarded_names(result: &ResultTable) -> usize {
    result.columns.iter().filter(|column| is_formula(&column.name)).count()
}

/// How many cells get an apostrophe if texts are guarded, without the names of the columns.
pub(crate) fn guarded_cells(result: &ResultTable) -> usize {
    let of_texts = result.columns.iter().filter(|column| is_text(&column.cells));
    let formula = |cells, row| cell_text(cells, row).is_some_and(|text| is_formula(&text));
    of_texts.map(|column| (0..result.rows()).filter(|row| formula(&column.cells, *row)).count()).sum()
}

/// Whether the cells can hold any text; a number or a date is never a formula.
fn is_text(cells: &Cells) -> bool {
    matches!(cells, Cells::Text(_) | Cells::Clauses(_))
}

/// Writes a header alone: an empty file for the user to fill in.
pub(crate) fn write_header<'n>(names: impl Iterator<Item = &'n str>, out: &mut impl Write) -> io::Result<()> {
    write_line(names.map(Cow::from), out)?;
    out.flush()
}

fn write_line<'c>(cells: impl Iterator<Item = Cow<'c, str>>, out: &mut impl Write) -> io::Result<()> {
    let mut before = 0;
    for cell in cells {
        if before > 0 {
            out.write_all(b",")?;
        }
        out.write_all(quoted(&cell).as_bytes())?;
        before += if cell.is_empty() { 1 } else { 2 };
    }
    // An empty line is not a row, so a row with one empty cell is written with quotes.
    out.write_all(if before == 1 { b"\"\"\n" } else { b"\n" })
}

/// The characters that separate cells or lines in some program, whatever separator the file uses, and the quote itself.
/// A spreadsheet with the settings of another country splits at `;`, and would run the text after it.
const PARTING: [char; 7] = [',', ';', '\t', '|', '"', '\n', '\r'];

fn quoted(text: &str) -> Cow<'_, str> {
    if text.contains(PARTING) { format!("\"{}\"", text.replace('"', "\"\"")).into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::write::samples;

    fn write(result: &ResultTable, texts: Texts, out: &mut impl Write) -> io::Result<()> {
        write_names(result, texts, out)?;
        write_rows(result, texts, out)
    }

    #[test]
    fn cells_are_quoted_only_where_needed() {
        let mut out = Vec::new();
        write(&samples::mixed(), Texts::Guarded, &mut out).unwrap();
        let expected = "\
學校,score,joined,passed
甲,10.50,1970-01-01,
\"a,b\",,2024-02-29,yes
\"say \"\"hi\"\"\",-0.05,,no
";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn only_texts_are_guarded_and_all_of_them_counted() {
        let mut result = samples::numbers(2);
        result.columns[0].cells = Cells::Decimal { scale: 0, units: vec![Some(-1), Some(-2)] };
        result.columns.push(result.columns[0].clone());
        result.columns[1].cells = Cells::Text(vec![Some("=1".into()), Some("-1".into())]);
        let mut written = [Vec::new(), Vec::new()];
        write(&result, Texts::Guarded, &mut written[0]).unwrap();
        write(&result, Texts::AsIs, &mut written[1]).unwrap();
        assert_eq!(written.map(|out| String::from_utf8(out).unwrap()), ["n,n\n-1,'=1\n-2,-1\n", "n,n\n-1,=1\n-2,-1\n"]);
        assert_eq!(guarded_cells(&result), 1);
    }

    #[test]
    fn a_header_is_guarded_and_no_other_separator_splits_a_cell() {
        let mut result = samples::numbers(2);
        result.columns[0].name = "=1+1".into();
        result.columns[0].cells = Cells::Text(["a;=1+1", ""].map(|t| Some(t.into())).to_vec());
        let mut out = Vec::new();
        write(&result, Texts::Guarded, &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "'=1+1\n\"a;=1+1\"\n\"\"\n");
        assert_eq!((guarded_names(&result), guarded_cells(&result)), (1, 0));
        assert_eq!(
            ["a\tb", "a|b", "a b", "a:b"].map(|t| quoted(t).into_owned()),
            ["\"a\tb\"", "\"a|b\"", "a b", "a:b"]
        );
    }

    #[test]
    fn a_result_without_subjects_is_its_header() {
        let mut out = Vec::new();
        write(&samples::numbers(0), Texts::Guarded, &mut out).unwrap();
        assert_eq!(out, b"n\n");
    }
}
