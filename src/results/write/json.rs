//! JSON: an array with one object on a line for each subject. Numbers keep every digit.

use super::cell_text;
use crate::results::{Cells, ClauseCell, ResultTable};
use std::io::{self, Write};

/// The start of the array.
pub(super) const START: &[u8] = b"[";
/// The end of the array.
pub(super) const END: &[u8] = b"\n]\n";

/// Writes the objects, each with a comma before it; before the first one of an array it does not belong. A missing cell is
/// `null`.
pub(super) fn write_rows(result: &ResultTable, out: &mut impl Write) -> io::Result<()> {
    let names: Vec<String> = result.columns.iter().map(|c| serde_json::to_string(&c.name)).collect::<Result<_, _>>()?;
    for row in 0..result.rows() {
        write!(out, ",\n  {{")?;
        for (i, (name, column)) in names.iter().zip(&result.columns).enumerate() {
            write!(out, "{}{name}:", if i > 0 { "," } else { "" })?;
            write_cell(&column.cells, row, out)?;
        }
        write!(out, "}}")?;
    }
    Ok(())
}

/// Writes one value. The text of a decimal already is a JSON number; writing it through a float would lose digits.
fn write_cell(cells: &Cells, row: usize, out: &mut impl Write) -> io::Result<()> {
    if let Cells::Clauses(clauses) = cells {
        return write_clauses(clauses.get(row).map_or(&[], Vec::as_slice), out);
    }
    match (cells, cell_text(cells, row)) {
        (_, None) => write!(out, "null"),
        (Cells::Decimal { .. }, Some(digits)) => write!(out, "{digits}"),
        (Cells::YesNo(_), Some(answer)) => write!(out, "{}", answer == "yes"),
        (Cells::Text(_) | Cells::Date(_) | Cells::Clauses(_), Some(text)) => Ok(serde_json::to_writer(out, &text)?),
    }
}

/// Writes a list with one object for each clause.
fn write_clauses(clauses: &[ClauseCell], out: &mut impl Write) -> io::Result<()> {
    write!(out, "[")?;
    for (i, cell) in clauses.iter().enumerate() {
        let known = [("cite", &cell.cite), ("because", &cell.because), ("missing", &cell.missing)];
        write!(out, "{}{{\"effect\":\"{}\",\"clause\":", if i > 0 { "," } else { "" }, cell.effect)?;
        serde_json::to_writer(&mut *out, &cell.clause)?;
        for (name, text) in known {
            if let Some(text) = text {
                write!(out, ",\"{name}\":")?;
                serde_json::to_writer(&mut *out, text)?;
            }
        }
        write!(out, "}}")?;
    }
    write!(out, "]")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::write::samples;
    use crate::results::{ResultColumn, ResultTable};

    fn text(result: &ResultTable) -> String {
        let mut out = Vec::new();
        super::super::write_result(result, super::super::Format::Json, None, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn one_object_on_a_line_for_each_subject() {
        let expected = r#"[
  {"學校":"甲","score":10.50,"joined":"1970-01-01","passed":null},
  {"學校":"a,b","score":null,"joined":"2024-02-29","passed":true},
  {"學校":"say \"hi\"","score":-0.05,"joined":null,"passed":false}
]
"#;
        assert_eq!(text(&samples::mixed()), expected);
        serde_json::from_str::<serde_json::Value>(expected).unwrap();
    }

    #[test]
    fn numbers_keep_every_digit() {
        let cells = Cells::Decimal { scale: 37, units: vec![Some(12_345_678_901_234_567_890_123_456_789_012_345_678)] };
        let columns = vec![ResultColumn { name: "x".into(), is_key: false, restricted: false, most: None, cells }];
        let result = ResultTable { subject: "s".into(), columns };
        assert_eq!(text(&result), "[\n  {\"x\":1.2345678901234567890123456789012345678}\n]\n");
    }

    #[test]
    fn a_result_without_subjects_is_an_empty_array() {
        assert_eq!(text(&samples::numbers(0)), "[\n]\n");
    }
}
