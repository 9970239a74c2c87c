//! Aligned text for a terminal.

use super::cell_text;
use crate::diagnostic::visible;
use crate::messages::results as say;
use crate::results::{Cells, ResultTable};
use comfy_table::{CellAlignment, LineStyle, Table, TableStyle};
use std::io::{self, Write};

/// A line under the header and no other lines: alignment keeps the columns apart.
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// Writes the columns at their natural width, numbers to the right. With a limit, writes the first rows and how many
/// more there are.
pub(super) fn write(result: &ResultTable, limit: Option<usize>, out: &mut impl Write) -> io::Result<()> {
    let rows = result.rows();
    let shown = limit.unwrap_or(rows).min(rows);
    for line in drawn(result, shown).lines() {
        writeln!(out, "{}", line.trim_end())?;
    }
    match rows - shown {
        0 => Ok(()),
        more => writeln!(out, "{}", say::and_more_rows(more, grouped(more))),
    }
}

fn drawn(result: &ResultTable, shown: usize) -> Table {
    let mut table = Table::new();
    table.load_style(STYLE).set_header(result.columns.iter().map(|c| visible::line(&c.name)));
    for row in 0..shown {
        let cells =
            result.columns.iter().map(|c| visible::line(&cell_text(&c.cells, row).unwrap_or_default()).into_owned());
        table.add_row(cells.collect::<Vec<_>>());
    }
    for (column, drawn) in result.columns.iter().zip(table.column_iter_mut()) {
        if matches!(column.cells, Cells::Decimal { .. }) {
            drawn.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

/// Writes a count with separated thousands: `28,606`.
fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::write::samples;

    fn text(result: &ResultTable, limit: Option<usize>) -> String {
        let mut out = Vec::new();
        write(result, limit, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn columns_align_under_chinese_text() {
        let expected = " 學校       score   joined       passed
────────────────────────────────────────
 甲         10.50   1970-01-01
 a,b                2024-02-29   yes
 say \"hi\"   -0.05                no
";
        assert_eq!(text(&samples::mixed(), None), expected);
    }

    #[test]
    fn a_limit_shows_the_first_rows_and_counts_the_rest() {
        assert_eq!(text(&samples::numbers(3), Some(2)), " n\n───\n 1\n 2\n… and 1 more row\n");
        assert!(text(&samples::numbers(28_608), Some(2)).ends_with(" 2\n… and 28,606 more rows\n"));
        assert_eq!(text(&samples::numbers(2), Some(2)), text(&samples::numbers(2), None));
    }

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }
}
