//! A workbook with one sheet, for spreadsheets.
//!
//! Texts are stored as texts, so that the spreadsheet runs none of them. A spreadsheet holds about 15 digits of a
//! number; a number with more digits is written as a text, so that no digit is lost.

use super::cell_text;
use crate::messages::results as say;
use crate::results::{Cells, ResultTable};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};
use std::io::{self, Write};

/// The most subjects: a sheet has 2^20 rows, and one of them is the header.
const MOST_ROWS: usize = (1 << 20) - 1;
/// The most columns of a sheet.
const MOST_COLUMNS: usize = 1 << 14;
/// The longest text of a cell, in UTF-16 units.
const MOST_OF_A_TEXT: usize = 32_767;
/// The longest name of a sheet, in UTF-16 units.
const MOST_OF_A_NAME: usize = 31;
/// Whole numbers below this one have at most 15 digits.
const DIGITS: u128 = 1_000_000_000_000_000;
/// The number of the day 1970-01-01 in spreadsheets.
const EPOCH: i64 = 25_569;
/// The first day on which all spreadsheets agree, 1900-03-01.
const FIRST_DAY: i64 = 61;
/// The largest width of a column, in pixels.
const WIDEST: u32 = 400;

/// Writes the whole workbook. A missing cell is empty; yes and no are words, as in every other format.
pub(super) fn write(result: &ResultTable, out: &mut impl Write) -> io::Result<()> {
    if result.rows() > MOST_ROWS || result.columns.len() > MOST_COLUMNS {
        let message = say::sheet_too_small();
        return Err(io::Error::new(io::ErrorKind::InvalidData, message));
    }
    if let Some(message) = too_long(result) {
        return Err(io::Error::new(io::ErrorKind::InvalidData, message));
    }
    out.write_all(&filled(result).map_err(io::Error::other)?)
}

fn filled(result: &ResultTable) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The day of writing would differ with each run.
    let written = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&written));
    let sheet = book.add_worksheet();
    sheet.set_name(name(&result.subject))?;
    sheet.set_freeze_panes(1, 0)?;
    let bold = Format::new().set_bold();
    for (at, column) in (0..).zip(&result.columns) {
        sheet.write_string_with_format(0, at, &column.name, &bold)?;
        let shown = shown(&column.cells);
        for (i, row) in (0..result.rows()).zip(1..) {
            let Some(text) = cell_text(&column.cells, i) else { continue };
            match number(&column.cells, i, &text) {
                Some(number) => sheet.write_number_with_format(row, at, number, &shown)?,
                None => sheet.write_string(row, at, text)?,
            };
        }
    }
    sheet.set_autofit_max_width(WIDEST).autofit();
    book.save_to_buffer()
}

/// Returns a message about the first text that no cell can hold, with its row and column.
fn too_long(result: &ResultTable) -> Option<String> {
    let length = |text: &str| match text.len() {
        // Most texts need no count: a UTF-16 unit never takes less than one byte of UTF-8.
        bytes if bytes <= MOST_OF_A_TEXT => 0,
        _ => text.encode_utf16().count(),
    };
    let header = result.columns.iter().map(|column| (1, column, length(&column.name)));
    let cells = (0..result.rows()).flat_map(|row| {
        let texts = result.columns.iter().filter(|column| matches!(column.cells, Cells::Text(_) | Cells::Clauses(_)));
        texts.map(move |column| (row + 2, column, cell_text(&column.cells, row).map_or(0, |text| length(&text))))
    });
    let (row, column, length) = header.chain(cells).find(|(_, _, length)| *length > MOST_OF_A_TEXT)?;
    let name: String = column.name.chars().take(MOST_OF_A_NAME).collect();
    Some(say::text_too_long(row, &name, length, MOST_OF_A_TEXT))
}

/// Returns a name that a sheet can have: at most 31 units, without the forbidden characters, and not the one reserved
/// name.
fn name(subject: &str) -> String {
    let kept = subject.chars().filter(|c| !['[', ']', ':', '*', '?', '/', '\\', '\''].contains(c));
    let mut name = String::new();
    let mut units = 0;
    for sign in kept {
        units += sign.len_utf16();
        if units > MOST_OF_A_NAME {
            break;
        }
        name.push(sign);
    }
    // Spreadsheets reserve this name.
    if name.is_empty() || name.eq_ignore_ascii_case("history") { "results".into() } else { name }
}

/// Returns the format that shows the numbers of a column.
fn shown(cells: &Cells) -> Format {
    let numbers = match cells {
        Cells::Decimal { scale: 0, .. } => "0".to_owned(),
        Cells::Decimal { scale, .. } => format!("0.{}", "0".repeat(*scale as usize)),
        Cells::Date(_) => "yyyy-mm-dd".to_owned(),
        Cells::Text(_) | Cells::YesNo(_) | Cells::Clauses(_) => return Format::new(),
    };
    Format::new().set_num_format(numbers)
}

/// Returns the number that a spreadsheet holds for a cell with this text; `None` if it would lose digits, or the cell
/// is a text.
fn number(cells: &Cells, i: usize, text: &str) -> Option<f64> {
    match cells {
        Cells::Decimal { units, .. } => {
            let units = units.get(i).copied().flatten()?;
            (units.unsigned_abs() < DIGITS).then(|| text.parse().ok())?
        }
        Cells::Date(days) => {
            let day = i64::from(days.get(i).copied().flatten()?) + EPOCH;
            // A count of days is far below the largest whole number that a double holds exactly.
            (day >= FIRST_DAY).then_some(day as f64)
        }
        Cells::Text(_) | Cells::YesNo(_) | Cells::Clauses(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::ResultColumn;
    use crate::results::write::samples;
    use calamine::{Data, Reader, Xlsx};
    use std::io::Cursor;

    fn bytes(result: &ResultTable) -> Vec<u8> {
        let mut out = Vec::new();
        write(result, &mut out).unwrap();
        out
    }

    fn rows(bytes: Vec<u8>) -> Vec<Vec<Data>> {
        let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
        let (_, range) = book.worksheets().remove(0);
        range.rows().map(<[Data]>::to_vec).collect()
    }

    fn column(name: &str, cells: Cells) -> ResultColumn {
        ResultColumn { name: name.into(), is_key: false, restricted: false, most: None, cells }
    }

    #[test]
    fn cells_have_their_types() {
        let rows = rows(bytes(&samples::mixed()));
        assert_eq!(rows[0], ["學校", "score", "joined", "passed"].map(|t| Data::String(t.into())));
        assert_eq!(rows[1][..2], [Data::String("甲".into()), Data::Float(10.5)]);
        assert_eq!(rows[2][1], Data::Empty);
        let Data::DateTime(day) = rows[2][2] else { panic!("{:?}", rows[2]) };
        assert_eq!(day.as_f64(), 45351.0);
        assert_eq!(rows[2][3], Data::String("yes".into()));
    }

    #[test]
    fn no_digit_is_lost_and_nothing_is_run() {
        let result = ResultTable {
            subject: "a/b".into(),
            columns: vec![
                column("text", Cells::Text(vec![Some("=1+1".into()), Some("007".into())])),
                column(
                    "n",
                    Cells::Decimal { scale: 3, units: vec![Some(999_999_999_999_999), Some(1_000_000_000_000_000)] },
                ),
                column("old", Cells::Date(vec![Some(-25_508), Some(-25_509)])),
            ],
        };
        let rows = rows(bytes(&result));
        assert_eq!(rows[1][..2], [Data::String("=1+1".into()), Data::Float(999_999_999_999.999)]);
        assert_eq!(rows[2][..2], [Data::String("007".into()), Data::String("1000000000000.000".into())]);
        assert!(matches!(rows[1][2], Data::DateTime(_)), "{:?}", rows[1]);
        assert_eq!(rows[2][2], Data::String("1900-02-28".into()));
    }

    #[test]
    fn the_same_result_gives_the_same_bytes() {
        let first = bytes(&samples::mixed());
        // A zip file counts time in steps of two seconds.
        std::thread::sleep(std::time::Duration::from_millis(2100));
        assert_eq!(first, bytes(&samples::mixed()));
    }

    #[test]
    fn a_text_that_no_cell_holds_is_told_with_its_place() {
        let fits = "👍".repeat(MOST_OF_A_TEXT / 2);
        let texts = [Some(fits.clone()), Some(fits.clone() + "ab")];
        let mut result =
            ResultTable { subject: "s".into(), columns: vec![column("said", Cells::Text(texts.to_vec()))] };
        let error = write(&result, &mut Vec::new()).unwrap_err();
        let told = "row 3, column `said` has a text of 32768 characters, and a cell of a workbook holds at most 32767; \
                    write CSV or Parquet";
        assert_eq!((error.kind(), error.to_string().as_str()), (io::ErrorKind::InvalidData, told));
        result.columns[0].cells = Cells::Text(vec![Some(fits + "a")]);
        assert_eq!(rows(bytes(&result)).len(), 2);
    }

    #[test]
    fn a_sheet_has_a_name_that_spreadsheets_take() {
        assert_eq!(
            ["History", "a/b", "''", &"👍".repeat(20)].map(name),
            ["results", "ab", "results", &"👍".repeat(15)]
        );
    }

    #[test]
    fn a_sheet_that_is_too_small_is_refused() {
        let error = write(&samples::numbers(1 << 20), &mut Vec::new()).unwrap_err();
        assert!(error.to_string().ends_with("write CSV or Parquet"), "{error}");
    }
}
