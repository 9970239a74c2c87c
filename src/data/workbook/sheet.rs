//! Streams the rows of one sheet from its file.
//!
//! The library can read a whole sheet into memory, whose size is then the claim of the file: a few bytes can claim 2^34
//! cells. So this reader requests cells one by one, and only cells that exist. The reader of the library borrows the
//! workbook, so both are on a separate thread, which waits while its rows are not taken.

use super::super::file::{BoundFile, FileName, unreadable};
use super::super::outside::guarded;
use super::super::words::{listed, written_for};
use super::value::Value;
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::messages::data as say;
use crate::source::disk;
use calamine::{DataRef, Reader, SheetType, Xlsx, XlsxError, XlsxFormulaMetadata};
use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use zip::ZipArchive;

/// The most bytes of all parts of a workbook after decompression.
const MOST_BYTES: u64 = 1 << 30;
/// The most bytes of the parts that are held in memory: all parts except the sheets.
const MOST_HELD: u64 = 256 << 20;
/// The most cells of a sheet that have a value.
const MOST_CELLS: u64 = 200_000_000;
/// How many bytes at the start of a part are searched for its claims.
const HEAD: u64 = 1 << 16;
/// The fewest bytes that a text takes: `<si/>`.
const TEXT: u64 = 5;
/// The most rows and columns of a sheet.
const MOST_ROWS: u32 = 1 << 20;
const MOST_COLUMNS: u32 = 1 << 14;
/// About how many bytes of cells are sent at a time. Cells that share a text have a copy each.
const BYTES: usize = 1 << 19;
/// About how many bytes a cell takes in addition to its text.
const CELL: usize = 64;

/// A row of a sheet.
#[derive(Debug, Default)]
pub(super) struct SheetRow {
    /// Its number, from 1.
    pub number: u64,
    /// Its cells with their columns, from 0.
    pub cells: Vec<(usize, Value)>,
}

/// Rows, or why there are no more.
type Rows = Result<Vec<SheetRow>, String>;

/// The rows of a sheet.
#[derive(Debug)]
pub(super) struct Sheet {
    coming: Receiver<Rows>,
    here: std::vec::IntoIter<SheetRow>,
    failed: bool,
}

impl Sheet {
    /// Opens the only sheet of a workbook, or the sheet that the manifest names; `table` is the name of its table.
    pub(super) fn open(file: &BoundFile, name: &FileName, table: &str) -> Result<Sheet, Box<Diagnostic>> {
        let opened = || disk::open(&file.path).map_err(|error| Box::new(unreadable(name, &error)));
        let no_workbook = |cause: &str| {
            let message = say::no_workbook(&file.shown, cause);
            let help = say::save_workbook_again();
            Box::new(Diagnostic::input(Code::FileUnreadable, None, message).help(help))
        };
        let (first, second) = (opened()?, opened()?);
        let read = guarded(|| {
            measure(first, MOST_BYTES)?;
            Xlsx::new(BufReader::new(second)).map_err(|error| cause(&error))
        });
        let workbook = read.and_then(|read| read).map_err(|cause| no_workbook(&cause))?;
        let sheets = workbook.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        let names: Vec<String> = sheets.map(|sheet| sheet.name.clone()).collect();
        let chosen = chosen(&names, file, table)?;
        let (sender, coming) = sync_channel(2);
        let read = move || {
            // A failure to send means that nothing waits for rows any longer.
            if let Err(cause) = guarded(|| stream(workbook, &chosen, &sender)).and_then(|streamed| streamed) {
                let _ = sender.send(Err(cause));
            }
        };
        std::thread::Builder::new()
            .name("workbook".into())
            .spawn(read)
            .map_err(|error| no_workbook(&error.to_string()))?;
        Ok(Sheet { coming, here: Vec::new().into_iter(), failed: false })
    }

    /// Returns the next row with cells, or the reason why there are no more; `None` at the end.
    pub(super) fn next(&mut self) -> Option<Result<SheetRow, String>> {
        loop {
            if let Some(row) = self.here.next() {
                return Some(Ok(row));
            }
            if self.failed {
                return None;
            }
            match self.coming.recv() {
                Ok(Ok(rows)) if rows.is_empty() => {
                    self.failed = true;
                    return None;
                }
                Ok(Ok(rows)) => self.here = rows.into_iter(),
                Ok(Err(cause)) => {
                    self.failed = true;
                    return Some(Err(cause));
                }
                // The thread ends with an empty list of rows or a cause, unless the library panicked.
                Err(_) => {
                    self.failed = true;
                    return Some(Err(say::no_content_of_workbook().into()));
                }
            }
        }
    }
}

/// Returns the name of the sheet that is read.
fn chosen(names: &[String], file: &BoundFile, table: &str) -> Result<String, Box<Diagnostic>> {
    let all = || listed(names.iter().map(String::as_str), names.len().min(12));
    let told = |message: String, help: String| Diagnostic::input(Code::NoSheet, None, message).help(help).into();
    match (&file.form.sheet, names) {
        (Some(wanted), _) => names.iter().find(|name| *name == wanted).cloned().ok_or_else(|| {
            let near = suggest::did_you_mean(wanted, names.iter().map(String::as_str));
            let help = near.unwrap_or_else(|| say::sheets_are(all()));
            told(say::unknown_sheet(&file.shown, wanted), help)
        }),
        (None, [only]) => Ok(only.clone()),
        (None, []) => Err(told(say::no_sheet_with_cells(&file.shown), say::bind_another_file().into())),
        (None, [first, ..]) => Err(told(
            say::several_sheets(&file.shown, names.len()),
            say::name_sheet(written_for(table, &format!("sheet = \"{first}\"")), all()),
        )),
    }
}

/// Decompresses all parts once without keeping them, because the sizes that a file claims may be wrong.
fn measure(file: impl Read + Seek, most: u64) -> Result<(), String> {
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|error| error.to_string())?;
    let (mut all, mut held) = (0, 0);
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|error| error.to_string())?;
        let is_sheet = part.name().is_ok_and(|name| name.starts_with("xl/worksheets/"));
        let (mut part, mut head) = (part.take(most - all + 1), Vec::new());
        let start = part.by_ref().take(HEAD).read_to_end(&mut head).map_err(|error| error.to_string())?;
        let bytes = start as u64 + io::copy(&mut part, &mut io::sink()).map_err(|error| error.to_string())?;
        if let Some(texts) = claimed_texts(&head).filter(|texts| *texts > bytes / TEXT) {
            return Err(say::claims_too_many_texts(texts));
        }
        all += bytes;
        held += if is_sheet { 0 } else { bytes };
        if all > most {
            return Err(say::too_large_unpacked(most >> 20));
        }
        if held > MOST_HELD {
            return Err(say::texts_too_large_unpacked(MOST_HELD >> 20));
        }
    }
    Ok(())
}

/// Returns how many texts a part of a workbook claims to have: the library allocates memory for so many before it reads
/// any.
fn claimed_texts(head: &[u8]) -> Option<u64> {
    let text = String::from_utf8_lossy(head);
    let (_, rest) = text.split_once("uniqueCount")?;
    let digits = rest.trim_start_matches(|c: char| c.is_whitespace() || "='\"+".contains(c));
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    // A number that does not fit is more than any file has.
    (end > 0).then(|| digits.get(..end).unwrap_or_default().parse().unwrap_or(u64::MAX))
}

/// Measures a workbook with another limit.
#[cfg(test)]
pub(super) fn measure_up_to(bytes: &[u8], most: u64) -> Result<(), String> {
    measure(io::Cursor::new(bytes), most)
}

/// Sends the rows of a sheet, and an empty list after the last row.
fn stream(mut workbook: Xlsx<BufReader<File>>, name: &str, sender: &SyncSender<Rows>) -> Result<(), String> {
    let is_1904 = workbook.has_1904_epoch();
    let mut cells = workbook.worksheet_cells_reader(name).map_err(|error| cause(&error))?;
    let (mut rows, mut row, mut waiting, mut all) = (Vec::new(), SheetRow::default(), 0, 0u64);
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(|error| cause(&error))? {
        let (at, column) = cell.pos;
        let number = u64::from(at) + 1;
        let place = usize::try_from(column).unwrap_or(usize::MAX);
        if at >= MOST_ROWS || column >= MOST_COLUMNS {
            return Err(say::cell_out_of_sheet(number, u64::from(column) + 1));
        }
        let is_before = row.cells.last().is_some_and(|(last, _)| number == row.number && place <= *last);
        if number < row.number || is_before {
            return Err(say::cells_out_of_order(number));
        }
        if number > row.number {
            let done = std::mem::replace(&mut row, SheetRow { number, cells: Vec::new() });
            if done.number > 0 {
                rows.push(done);
            }
            if waiting >= BYTES {
                waiting = 0;
                // If nothing waits for rows, there is nothing left to do.
                if sender.send(Ok(std::mem::take(&mut rows))).is_err() {
                    return Ok(());
                }
            }
        }
        let value = value(cell.value, cell.formula, is_1904);
        if value == Value::Nothing {
            continue;
        }
        all += 1;
        waiting += CELL + value.text().len();
        if all > MOST_CELLS {
            return Err(say::too_many_cells(MOST_CELLS));
        }
        row.cells.push((place, value));
    }
    if row.number > 0 {
        rows.push(row);
    }
    if !rows.is_empty() {
        let _ = sender.send(Ok(rows));
    }
    let _ = sender.send(Ok(Vec::new()));
    Ok(())
}

fn value(value: DataRef<'_>, formula: Option<XlsxFormulaMetadata>, is_1904: bool) -> Value {
    match (value, formula) {
        (DataRef::Empty, None) => Value::Nothing,
        (DataRef::Empty, Some(formula)) => Value::Formula(match formula {
            XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. } => formula,
            _ => "…".into(),
        }),
        (DataRef::Int(number), _) => Value::Number { text: number.to_string(), moment: None },
        (DataRef::Float(number), _) => Value::of_number(number, false, is_1904),
        (DataRef::DateTime(moment), _) => Value::of_number(moment.as_f64(), true, is_1904),
        (DataRef::String(text), _) if text.is_empty() => Value::Nothing,
        (DataRef::String(text), _) => Value::Text(text),
        (DataRef::SharedString(""), _) => Value::Nothing,
        (DataRef::SharedString(text), _) => Value::Text(text.to_owned()),
        (DataRef::Bool(value), _) => Value::YesNo(value),
        (DataRef::DateTimeIso(text) | DataRef::DurationIso(text), _) => Value::of_iso(&text),
        (DataRef::Error(error), _) => Value::Error(error.to_string()),
    }
}

/// Returns why a workbook cannot be read, in plain words if the cause is a common one.
fn cause(error: &XlsxError) -> String {
    match error {
        XlsxError::Password => say::protected_by_password().to_owned(),
        other => other.to_string(),
    }
}
