//! Comma-separated values: RFC 4180 with quotes only where they are needed, and `\n` as the line end.

use super::cell_text;
use crate::results::ResultTable;
use csv::{QuoteStyle, Terminator, Writer, WriterBuilder};
use std::io::{self, Write};

/// Writes the header and one line for each subject. A missing cell is empty.
pub(super) fn write(result: &ResultTable, out: &mut impl Write) -> io::Result<()> {
    let mut lines = lines(out);
    lines.write_record(result.columns.iter().map(|c| &c.name))?;
    for row in 0..result.rows() {
        for column in &result.columns {
            let text = cell_text(&column.cells, row).unwrap_or_default();
            lines.write_field(text.as_bytes())?;
        }
        lines.write_record(None::<&[u8]>)?;
    }
    lines.flush()
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
        write(&samples::mixed(), &mut out).unwrap();
        let expected = "\
學校,score,joined,passed
甲,10.50,1970-01-01,
\"a,b\",,2024-02-29,yes
\"say \"\"hi\"\"\",-0.05,,no
";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn a_result_without_subjects_is_its_header() {
        let mut out = Vec::new();
        write(&samples::numbers(0), &mut out).unwrap();
        assert_eq!(out, b"n\n");
    }
}
