//! Collects cells into batches: readers push cells, and damage is treated as the manifest says.

#[cfg(feature = "engine")]
use super::batch::Column;
use super::batch::{Batch, Cell, Lost, Values};
use super::cell::CellReader;
use super::defects::{At, Defect, Defects, OfTexts, code};
use super::digest::Digest;
use super::file::FileName;
use super::form::{Damaged, Treatment};
use super::guard::{Guard, guards};
use super::key::key_of;
use crate::diagnostic::{Code, Diagnostic};
use crate::ids::Id;
use crate::messages::data as say;
use crate::schema::cure::hides_a_sign;
use crate::schema::{ColumnId, Damage, TableSchema};
use crate::source::in_normal_form;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::mem;
#[cfg(feature = "engine")]
use std::ops::Range;
use std::sync::Arc;

/// About how many bytes of texts a batch has at most: a few rows may have as many bytes as thousands of others.
pub(super) const MOST_TEXT: usize = 1 << 20;

/// The number of first rows that are checked for further lines of names.
const MOST_NAMES: u64 = 3;

/// Collects the rows of one file into batches.
#[derive(Debug)]
pub(super) struct Builder {
    readers: Arc<[CellReader]>,
    guards: Arc<[Guard]>,
    damaged: Damaged,
    file: FileName,
    defects: Defects,
    empty: Batch,
    batch: Batch,
    /// The columns of the key.
    key: Vec<ColumnId>,
    /// Rows that are left out, each with the columns that have no value for it.
    bad_rows: BTreeMap<usize, BTreeSet<usize>>,
    /// How many defects were reported of lines, then of the cells of each column, and then by each guard: refused
    /// defects, and others.
    told: Vec<[usize; 2]>,
    rows_seen: u64,
    /// The first filled cell of the row, if it is short enough to be a word such as `Total`, and whether a defect of
    /// such a row was already reported.
    begins: Vec<u8>,
    total_is_told: bool,
    /// How many bytes the texts of the batch have.
    text: usize,
    /// Notes about the texts of each column as they are written: how many texts of the batch, and the line of the
    /// first.
    noted: BTreeMap<(usize, OfTexts), (u64, u64)>,
    /// Rows since the last batch that gave no cells.
    lost: u64,
    /// The digest of the rows that were handed out; `None` if it is not needed, or if the file could not be read to its
    /// end.
    digest: Option<Digest>,
}

/// The cells of a column that were judged as a whole.
#[cfg(feature = "engine")]
#[derive(Debug)]
pub(super) struct Judged {
    /// The cells. The values of rows that are not judged are not used.
    pub cells: Column,
    /// The rows, ascending, whose cells are not judged: they may be damaged, or markers.
    pub apart: Vec<usize>,
}

/// What a defect is about: a line (0) or a column from 1; and its counter.
#[derive(Clone, Copy)]
struct DefectPlace {
    line: u64,
    column: usize,
    counter: usize,
}

impl Builder {
    /// Creates a builder without rows. Its first row will be the row `first_row` of the file.
    pub(super) fn new(
        table: &TableSchema,
        damaged: &Damaged,
        file: &FileName,
        first_row: u64,
        defects: &Defects,
    ) -> Builder {
        let empty = Batch { file: file.index, ..Batch::empty(table) };
        let guards = guards(table);
        Builder {
            readers: readers(table, damaged),
            damaged: damaged.clone(),
            file: file.clone(),
            defects: defects.clone(),
            batch: Batch { first_row, ..empty.clone() },
            empty,
            key: table.key.clone(),
            bad_rows: BTreeMap::new(),
            told: vec![[0; 2]; 1 + table.columns.len() + guards.len()],
            guards,
            rows_seen: first_row,
            begins: Vec::new(),
            total_is_told: false,
            text: 0,
            noted: BTreeMap::new(),
            lost: 0,
            digest: None,
        }
    }

    /// Returns the same builder, which also computes a digest of the rows that it hands out.
    pub(super) fn watched(self, is_watched: bool) -> Builder {
        Builder { digest: is_watched.then(|| Digest::new(self.readers.len())), ..self }
    }

    /// Returns how many rows wait in the batch, including rows that will be left out.
    fn waiting(&self) -> usize {
        self.batch.lines.len()
    }

    /// Whether the batch takes another row: it has fewer than `max_rows`, and room for text.
    pub(super) fn has_room(&self, max_rows: usize) -> bool {
        self.waiting() < max_rows.max(1) && self.text < MOST_TEXT
    }

    /// Returns the readers of the cells of each declared column.
    pub(super) fn readers(&self) -> Arc<[CellReader]> {
        self.readers.clone()
    }

    /// Begins a row, which is on this line.
    pub(super) fn row(&mut self, line: u64) {
        self.batch.lines.push(line);
        self.rows_seen += 1;
        self.begins.clear();
        self.total_is_told = false;
    }

    /// Adds the next cell of a declared column, as it is written, in the form in which texts are compared.
    pub(super) fn written(&mut self, column: usize, raw: &[u8]) {
        let readers = self.readers.clone();
        let Some(reader) = readers.get(column) else { return };
        match str::from_utf8(raw).map(in_normal_form) {
            Ok(Cow::Owned(text)) => {
                self.note(column, OfTexts::Apart);
                self.cell(column, reader.read(text.as_bytes()), text.as_bytes());
            }
            _ => self.cell(column, reader.read(raw), raw),
        }
    }

    /// Adds the next cell of a declared column as people or office programs write it: a point before three decimals may
    /// be meant as a point between thousands.
    pub(super) fn written_by_people(&mut self, column: usize, raw: &[u8]) {
        self.written(column, raw);
        let ends = raw.ends_with(b"0") && raw.len().checked_sub(4).and_then(|at| raw.get(at)) == Some(&b'.');
        let numeral = self.readers.get(column).filter(|_| ends).and_then(CellReader::numeral);
        if numeral.zip(str::from_utf8(raw).ok()).is_some_and(|(numeral, text)| numeral.may_be_thousands(text)) {
            self.note(column, OfTexts::Points);
        }
    }

    fn note(&mut self, column: usize, what: OfTexts) {
        let line = self.batch.lines.last().copied().unwrap_or(0);
        self.noted.entry((column, what)).or_insert((0, line)).0 += 1;
    }

    /// Adds the next cell of a declared column: the parsed value, or the text if it has no value.
    pub(super) fn cell(&mut self, column: usize, cell: Option<Cell<'_>>, text: &[u8]) {
        match (cell, self.batch.columns.get_mut(column)) {
            (Some(value), Some(target)) => {
                self.text += if let Cell::Text(text) = value { text.len() } else { 0 };
                target.push(value);
            }
            (None, Some(_)) => {
                let damage = self.readers.get(column).map_or(Damage::EmptyCell, |reader| reader.damage(text));
                self.damaged_cell(column, damage, text);
            }
            (_, None) => {}
        }
    }

    /// Adds the cells of a declared column for the next rows, which were judged as a whole. `cell` adds the cell of a
    /// row that must be read on its own.
    #[cfg(feature = "engine")]
    pub(super) fn column(&mut self, column: usize, judged: Judged, mut cell: impl FnMut(&mut Builder, usize)) {
        let Judged { cells, apart } = judged;
        if let Values::Text(texts) = &cells.values {
            self.text += texts.parts().0.len();
        }
        if apart.is_empty() {
            if let Some(target) = self.batch.columns.get_mut(column) {
                target.append(cells);
            }
            return;
        }
        let mut from = 0;
        for row in apart {
            self.add_part(column, &cells, from..row);
            cell(self, row);
            from = row + 1;
        }
        self.add_part(column, &cells, from..cells.len());
    }

    #[cfg(feature = "engine")]
    fn add_part(&mut self, column: usize, cells: &Column, range: Range<usize>) {
        if let Some(target) = self.batch.columns.get_mut(column) {
            target.append_part(cells, range);
        }
    }

    /// Adds the next cell of a declared column, which is damaged.
    pub(super) fn damaged_cell(&mut self, column: usize, damage: Damage, text: &[u8]) {
        let readers = self.readers.clone();
        let (Some(target), Some(reader)) = (self.batch.columns.get_mut(column), readers.get(column)) else { return };
        let row = target.len();
        let treatment = reader.treatment(damage);
        match treatment {
            Treatment::Missing => target.push(Cell::Missing(damage.position())),
            Treatment::Keep => target.push(str::from_utf8(text).map_or(Cell::Text(""), Cell::Text)),
            Treatment::Fail | Treatment::SetAside => {
                // A zero as its value keeps the columns equally long until the row is left out.
                target.push_zero();
                self.bad_rows.entry(row).or_default().insert(column);
            }
        }
        self.text += if treatment == Treatment::Keep { text.len() } else { 0 };
        let line = self.batch.lines.get(row).copied().unwrap_or(0);
        let about = DefectPlace { line, column: column + 1, counter: column + 1 };
        // One mistake is one message: a row of totals does not belong to the table.
        let in_total = treatment == Treatment::Fail && str::from_utf8(&self.begins).is_ok_and(is_total);
        if in_total && mem::replace(&mut self.total_is_told, true) {
            return;
        }
        let wanted = self.damaged.of(damage);
        // With only one such column, a second line of names cannot be distinguished from a wrong answer.
        let others = readers.iter().filter(|other| !other.is_text()).count() > 1;
        let is_name = matches!(damage, Damage::BadNumber | Damage::BadDate);
        let may_name = is_name && !others && self.rows_seen <= MOST_NAMES && reader.is_word(text);
        self.tell(about, treatment, code(damage), || {
            let mut finding = reader.explain(damage, text);
            if let Some(help) = finding.help.as_mut().filter(|_| may_name) {
                help.push_str(say::or_repeated_names());
            }
            if in_total {
                finding = finding.help(say::delete_total());
            }
            (with_why(finding, wanted, treatment, reader.name()), reader.shown(text))
        });
    }

    /// Adds the next cell of a column that the file does not have.
    pub(super) fn no_cell(&mut self, column: usize) {
        if let Some(target) = self.batch.columns.get_mut(column) {
            target.push(Cell::Missing(Damage::ColumnNotFound.position()));
        }
    }

    /// Refuses the file for a defect of a line of it.
    pub(super) fn broken(&mut self, line: u64, defect: Diagnostic) {
        self.rows_seen += 1;
        self.lost += 1;
        self.digest = None;
        self.tell(DefectPlace { line, column: 0, counter: 0 }, Treatment::Fail, defect.code, || (defect, None));
    }

    /// Whether a row repeats the names of the columns; the file is then refused for it. `cell` returns the cells of the
    /// declared columns.
    pub(super) fn names_again<'c>(&mut self, line: u64, cell: impl Fn(usize) -> Option<Cow<'c, [u8]>> + Copy) -> bool {
        let message = match () {
            () if self.is_header(cell) => say::repeated_header(),
            () if self.names_columns(cell) => say::second_line_of_names(),
            () => return false,
        };
        let defect = Diagnostic::input(Code::HeaderAgain, None, message);
        self.broken(line, defect.help(say::delete_repeated_header()));
        true
    }

    /// Whether a row looks like another line of names below the first: it has words in every column whose values are
    /// not texts, at least two, and no word could be a value in another notation.
    fn names_columns<'c>(&self, cell: impl Fn(usize) -> Option<Cow<'c, [u8]>>) -> bool {
        if self.rows_seen >= MOST_NAMES {
            return false;
        }
        let mut words = 0;
        for (column, reader) in self.readers.iter().enumerate().filter(|(_, reader)| !reader.is_text()) {
            let Some(cell) = cell(column) else { continue };
            if !reader.is_word(&cell) {
                return false;
            }
            words += 1;
        }
        words > 1
    }

    /// Whether a row repeats the header, as it happens if files were appended to each other.
    fn is_header<'c>(&self, cell: impl Fn(usize) -> Option<Cow<'c, [u8]>>) -> bool {
        let mut columns = self.readers.iter().enumerate();
        self.readers.len() > 1
            && columns.all(|(at, reader)| cell(at).is_none_or(|cell| *cell == *reader.header().as_bytes()))
    }

    /// Sets the first filled cell of the current row: a word such as `Total` precedes values that aggregate the rows
    /// above.
    pub(super) fn begins_with(&mut self, cell: &[u8]) {
        // The word is compared only after an error, since every row begins with some text.
        self.begins.extend_from_slice(if cell.len() <= MOST_OF_TOTAL { cell } else { &[] });
    }

    /// Reports damage of a whole row, which gives no cells.
    pub(super) fn bad_row(&mut self, line: u64, damage: Damage, explain: impl FnOnce() -> Diagnostic) {
        self.rows_seen += 1;
        self.lost += 1;
        let about = DefectPlace { line, column: 0, counter: 0 };
        self.tell(about, self.damaged.of(damage), code(damage), || (explain(), None));
    }

    /// Reports a defect. Defects with one counter come in the order of the lines: after as many as a report ever lists,
    /// the others are only counted. The defects that guards find in a column have a separate counter, since they come
    /// after the defects of the cells of the batch.
    fn tell(
        &mut self,
        about: DefectPlace,
        treatment: Treatment,
        code: Code,
        explain: impl FnOnce() -> (Diagnostic, Option<String>),
    ) {
        let of_treatment = usize::from(treatment != Treatment::Fail);
        let Some(told) = self.told.get_mut(about.counter).and_then(|told| told.get_mut(of_treatment)) else {
            return;
        };
        let column = u32::try_from(about.column).unwrap_or(u32::MAX);
        if *told >= Defects::LISTED {
            self.defects.count(&self.file, (code, column), treatment);
            return;
        }
        *told += 1;
        let header = about.column.checked_sub(1).and_then(|at| self.readers.get(at)).map(CellReader::header);
        let at = At { line: about.line, column };
        let (finding, value) = explain();
        self.defects.tell(&self.file, Defect { at, header, value, finding }, treatment);
    }

    /// Returns the rows so far, without rows that are left out.
    pub(super) fn finish(&mut self) -> Batch {
        self.absent_where_it_must();
        let next = Batch { first_row: self.rows_seen, ..self.empty.clone() };
        self.text = 0;
        let mut batch = mem::replace(&mut self.batch, next);
        batch.rows = batch.lines.len();
        let lost = mem::take(&mut self.lost);
        batch.lost = self.left_out(&batch, lost);
        let bad_rows: Vec<usize> = mem::take(&mut self.bad_rows).into_keys().collect();
        self.defects.rows(batch.rows as u64 + lost, bad_rows.len() as u64 + lost);
        batch.remove(&bad_rows);
        self.hand_on_notes();
        self.nobody_sees(OfTexts::Blanks, has_outer_blanks, &batch);
        self.nobody_sees(OfTexts::Hidden, hides_a_sign, &batch);
        self.digest.iter_mut().for_each(|digest| digest.add(&batch));
        batch
    }

    /// Returns the rows of a batch that are left out; `lost` of them have given no cells.
    fn left_out(&self, batch: &Batch, lost: u64) -> Lost {
        let mut left_out = Lost { keys: Vec::new(), others: lost > 0 };
        for (row, columns) in &self.bad_rows {
            let is_read = self.key.iter().all(|id| !columns.contains(&id.position()));
            match key_of(&self.key, batch, *row).filter(|_| is_read) {
                Some(key) => left_out.keys.push(key),
                None => left_out.others = true,
            }
        }
        left_out
    }

    /// Returns the digest of the rows that were handed out so far; `None` if the file cannot be read to its end.
    pub(super) fn digest(&self) -> Option<u64> {
        self.digest.as_ref().map(|digest| digest.value(self.rows_seen))
    }

    /// Passes the notes about texts as they are written to the defects.
    fn hand_on_notes(&mut self) {
        for ((at, what), (count, line)) in mem::take(&mut self.noted) {
            let Some(reader) = self.readers.get(at) else { continue };
            let at = At { line, column: u32::try_from(at + 1).unwrap_or(u32::MAX) };
            self.defects.texts(&self.file, at, reader.header(), what, count);
        }
    }

    /// Notes texts that differ from others in characters that nobody sees.
    fn nobody_sees(&self, what: OfTexts, differs: impl Fn(&str) -> bool, batch: &Batch) {
        for (at, (column, reader)) in batch.columns.iter().zip(self.readers.iter()).enumerate() {
            let Values::Text(texts) = &column.values else { continue };
            if texts.are_plain() {
                continue;
            }
            let mut rows = (0..).zip(texts.iter()).filter(|(_, text)| differs(text)).map(|(row, _): (usize, _)| row);
            let Some(first) = rows.next() else { continue };
            let line = batch.lines.get(first).copied().unwrap_or(0);
            let at = At { line, column: u32::try_from(at + 1).unwrap_or(u32::MAX) };
            self.defects.texts(&self.file, at, reader.header(), what, 1 + rows.count() as u64);
        }
    }
}

/// The longest word that is recognized at the start of a row, in bytes.
const MOST_OF_TOTAL: usize = 24;

/// Whether a text is a word that people write before sums and means of a table.
fn is_total(text: &str) -> bool {
    const WORDS: [&str; 20] = [
        "total",
        "totals",
        "grand total",
        "subtotal",
        "sum",
        "average",
        "mean",
        "summe",
        "gesamt",
        "insgesamt",
        "mittelwert",
        "durchschnitt",
        "合计",
        "总计",
        "共计",
        "小计",
        "总数",
        "平均",
        "平均值",
        "平均分",
    ];
    let text = text.trim().trim_end_matches([':', '：']).to_lowercase();
    WORDS.contains(&text.as_str())
}

fn has_outer_blanks(text: &str) -> bool {
    text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace)
}

/// Returns the readers of the cells of the columns of a table.
pub(super) fn readers(table: &TableSchema, damaged: &Damaged) -> Arc<[CellReader]> {
    let columns = table.columns.entries();
    columns.map(|(id, column)| CellReader::new(column, table.is_key(id), damaged)).collect()
}

impl Builder {
    /// Reports each cell that is absent although it must have a value, or has a value although it must be absent.
    fn absent_where_it_must(&mut self) {
        let counters = self.readers.len() + 1..;
        let damage = Damage::AbsentCell;
        for (guard, counter) in self.guards.clone().iter().zip(counters) {
            let treatment = self.readers.get(guard.column()).map_or(Treatment::Fail, |r| r.treatment(damage));
            for row in 0..self.waiting() {
                if self.bad_rows.contains_key(&row) {
                    continue;
                }
                if let Some(defect) = guard.defect(&self.batch, row) {
                    let line = self.batch.lines.get(row).copied().unwrap_or(0);
                    let about = DefectPlace { line, column: guard.column() + 1, counter };
                    self.tell(about, treatment, code(damage), || (defect, None));
                    match (treatment, self.batch.columns.get_mut(guard.column())) {
                        (Treatment::Missing, Some(column)) => column.take_as_missing(row, damage),
                        _ => drop(self.bad_rows.entry(row).or_default().insert(guard.column())),
                    }
                }
            }
        }
    }
}

/// Adds the reason if a defect of a column is not treated as the manifest asks for.
fn with_why(finding: Diagnostic, wanted: Treatment, treatment: Treatment, column: &str) -> Diagnostic {
    let why = match wanted {
        _ if wanted == treatment => return finding,
        Treatment::Keep => say::kept_only_as_text(column),
        _ => say::not_taken_as_missing(column),
    };
    let help = finding.help.as_ref().map_or_else(|| why.clone(), |help| say::help_and(help, &why));
    finding.help(help)
}
