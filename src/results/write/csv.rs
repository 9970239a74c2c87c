//! Comma-separated values: RFC 4180 with quotes only where they are needed, and `\n` as the line end.

use super::guard::{guarded, is_formula};
use super::{Texts, cell_text};
use crate::results::{Cells, ResultTable};
use csv::{QuoteStyle, Terminator, Writer, WriterBuilder};
use std::io::{self, Write};

/// Writes the header and one line for each subject. A missing cell is empty.
pub(super) fn write(result: &ResultTable, texts: Texts, out: &mut impl Write) -> io::Result<()> {
    let mut lines = lines(out);
    lines.write_record(result.columns.iter().map(|c| &c.name))?;
    for row in 0..result.rows() {
        for column in &result.columns {
            let text = cell_text(&column.cells, row).unwrap_or_default();
            let text = if texts == Texts::Guarded && is_text(&column.cells) { guarded(text) } else { text };
            lines.write_field(text.as_bytes())?;
        }
        lines.write_record(None::<&[u8]>)?;
    }
    lines.flush()
}

/// How many cells get an apostrophe in front where texts are guarded.
pub fn guarded_cells(result: &ResultTable) -> usize {
    let of_texts = result.columns.iter().filter(|column| is_text(&column.cells));
    let formula = |cells, row| cell_text(cells, row).is_some_and(|text| is_formula(&text));
    of_texts.map(|column| (0..result.rows()).filter(|row| formula(&column.cells, *row)).count()).sum()
}

/// Whether what stands in the cells may be anything; a number or a date is no formula.
fn is_text(cells: &Cells) -> bool {
    matches!(cells, Cells::Text(_) | Cells::Clauses(_))
}

/// Writes a header alone: an empty file to be filled in.
pub fn write_header<'n>(names: impl Iterator<Item = &'n str>, out: &mut impl Write) -> io::Result<()> {
    let mut lines = lines(out);
    lines.write_record(names)?;
    lines.flush()
}

fn lines<W: Write>(out: W) -> Writer<W> {
    WriterBuilder::new().quote_style(QuoteStyle::Necessary).terminator(Terminator::Any(b'\n')).from_writer(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::write::samples;

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
    fn a_result_without_subjects_is_its_header() {
        let mut out = Vec::new();
        write(&samples::numbers(0), Texts::Guarded, &mut out).unwrap();
        assert_eq!(out, b"n\n");
    }
}
