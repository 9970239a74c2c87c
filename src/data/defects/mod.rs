//! All defects of the files of one table, collected from many threads and reported in one order.
//!
//! A defect is refused, and then the table is not used, or it is treated as the manifest says. Both are counted and
//! reported.

use super::file::FileName;
use super::form::{AtMost, Treatment};
use super::report::{Count, Entry, TableReport};
use super::words::{listed, written_for};
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::ids::Id;
use crate::messages::data as say;
use crate::messages::phrase;
use crate::number::Decimal;
use crate::schema::{ColumnId, ColumnSchema, Damage, TableSchema};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The most names of ignored columns in one note.
const NAMES: usize = 10;

/// The place of a defect in a file. Defects are reported in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct At {
    /// The line from 1; 0 is the file as a whole.
    pub line: u64,
    /// The declared column from 1; 0 is the line as a whole.
    pub column: u32,
}

/// The defects of one table. A clone is another handle on the same collection, for another thread.
#[derive(Clone, Debug)]
pub(crate) struct Defects {
    table: Arc<str>,
    found: Arc<Mutex<Collected>>,
    /// Whether the files were read before, so that the defects of that reading need not be reported again.
    again: bool,
}

#[derive(Debug, Default)]
struct Collected {
    refused: BTreeSet<Listed>,
    treated: BTreeSet<Listed>,
    counts: BTreeMap<(Code, Treatment), u64>,
    /// How often the same finding was reported for a column.
    causes: BTreeMap<Cause, CauseCount>,
    /// The kinds of defects of columns for which some defects were only counted.
    uncounted: BTreeSet<(u32, Treatment, Code)>,
    files: BTreeMap<u32, InFile>,
    /// Notes about the texts of a column, by the column.
    texts: BTreeMap<(u32, OfTexts), Noted>,
    /// Notes from before any file is read.
    notes: Vec<Diagnostic>,
    /// How many values of each column were taken as missing.
    missing: BTreeMap<u32, u64>,
    /// How many rows were read, and how many of them were set aside.
    rows: u64,
    aside: u64,
}

/// The findings for one file.
#[derive(Debug)]
struct InFile {
    shown: Arc<str>,
    refused: u64,
    ignored: Vec<String>,
}

/// What is worth a note about texts that are not refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum OfTexts {
    /// They have letters and accents as separate characters, and were converted to the form in which texts are
    /// compared.
    Apart,
    /// They begin or end with a blank.
    Blanks,
    /// They contain a character that takes no room.
    Hidden,
    /// They are numbers whose point may be meant between thousands.
    Points,
}

/// Texts of a column with a note.
#[derive(Debug)]
struct Noted {
    header: String,
    count: u64,
    /// The file and the line of the first of them.
    first: (u32, u64),
    shown: Arc<str>,
}

/// A defect with its place, for a report.
#[derive(Clone, Debug)]
pub(crate) struct Defect<'d> {
    /// Where it is.
    pub at: At,
    /// The header of its column.
    pub header: Option<&'d str>,
    /// The content of the cell, if it may be shown.
    pub value: Option<String>,
    /// What is wrong.
    pub finding: Diagnostic,
}

/// The same defect in many rows: the column, the treatment, the kind, and the message without the parts that differ
/// from row to row and are not another mistake.
type Cause = (u32, Treatment, Code, String);

/// How often a cause occurred.
#[derive(Debug)]
struct CauseCount {
    /// The first message.
    message: String,
    /// Whether another row has a different message.
    differs: bool,
    /// How often in each file.
    times: BTreeMap<u32, u64>,
}

impl CauseCount {
    fn new(message: &str) -> CauseCount {
        CauseCount { message: message.to_owned(), differs: false, times: BTreeMap::new() }
    }

    fn all(&self) -> u64 {
        self.times.values().sum()
    }
}

/// Replaces each number in a text with a zero: this is the form in which a cell is written.
fn form(text: &str) -> String {
    let mut form = String::with_capacity(text.len());
    for c in text.chars() {
        match c.is_numeric() {
            true if form.ends_with('0') => {}
            true => form.push('0'),
            false => form.push(c),
        }
    }
    form
}

/// Returns how many decimals a cell has, if the cell may be shown.
fn decimals(cell: Option<&str>) -> Option<String> {
    Some(Decimal::parse(cell?).ok()?.normalised().scale().to_string())
}

impl Collected {
    fn count(&mut self, file: &FileName, (code, column): (Code, u32), treatment: Treatment) {
        *self.counts.entry((code, treatment)).or_default() += 1;
        // If a column does not exist, that is one decision of the manifest. It is not counted as damaged values.
        if treatment == Treatment::Missing && code != Code::ColumnNotFound {
            *self.missing.entry(column).or_default() += 1;
        }
        self.file(file).refused += u64::from(treatment == Treatment::Fail);
    }

    fn file(&mut self, file: &FileName) -> &mut InFile {
        let new = || InFile { shown: file.shown.clone(), refused: 0, ignored: Vec::new() };
        self.files.entry(file.index).or_insert_with(new)
    }
}

impl Collected {
    /// Returns the first defect of each cause, in order, with the count of all its defects.
    fn causes_of<'f>(&'f self, kept: &'f BTreeSet<Listed>) -> impl Iterator<Item = (&'f Listed, &'f CauseCount)> {
        let mut seen = BTreeSet::new();
        kept.iter().filter_map(move |kept| {
            let cause = kept.cause();
            let met = self.causes.get(&cause)?;
            seen.insert(cause).then_some((kept, met))
        })
    }

    /// Returns the message of a defect that occurred in several rows.
    fn in_rows(&self, kept: &Listed, message: &str, met: &CauseCount) -> String {
        let mut rows = match met.all().saturating_sub(1) {
            0 => return message.to_owned(),
            more => say::more_rows(more),
        };
        let kind = (kept.at.column, kept.treatment, kept.diagnostic.code);
        if self.uncounted.contains(&kind) {
            rows = say::at_least(rows);
        }
        let files = met.times.len();
        if files != 1 {
            rows = say::rows_of_files(rows, files);
        }
        if met.differs { say::so_in_rows(message, rows) } else { say::here_and_in_rows(message, rows) }
    }
}

impl Noted {
    fn note(&self, what: OfTexts) -> Diagnostic {
        let (file, line, column) = (self.shown.to_string(), Some(self.first.1), Some(self.header.clone()));
        let (count, of) = (self.count, &self.header);
        let (code, message, help) = match what {
            OfTexts::Apart => (Code::NormalForm, say::letters_apart(count, of), say::letters_joined_in_results()),
            OfTexts::Points => {
                (Code::PointInNumber, say::points_in_numbers(count, of), say::points_between_thousands())
            }
            OfTexts::Blanks => (Code::OuterBlanks, say::outer_blanks(count, of), say::remove_blanks()),
            OfTexts::Hidden => (Code::InvisibleSign, say::unseen_signs(count, of), say::remove_unseen_signs()),
        };
        Diagnostic::input(code, Some(Location { file, line, column }), message).into_note().help(help)
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Listed {
    file: u32,
    at: At,
    diagnostic: Diagnostic,
    value: Option<String>,
    treatment: Treatment,
}

impl Listed {
    /// Returns the cause of the defect. Numbers and dates that are written in one form have one cause, and so have rows
    /// with a duplicate key. A value that is out of range, or not in a list, has a separate cause.
    fn cause(&self) -> Cause {
        let (code, message) = (self.diagnostic.code, &self.diagnostic.message);
        let said = match code {
            Code::BadNumber | Code::BadDate | Code::LostDigits | Code::NotText | Code::Formula => form(message),
            // All numbers with the same number of superfluous decimals have one cause.
            Code::TooManyDecimals => decimals(self.value.as_deref()).unwrap_or_else(|| message.clone()),
            _ => message.clone(),
        };
        (self.at.column, self.treatment, code, said)
    }

    fn key(&self) -> (u32, At, &str, &str) {
        (self.file, self.at, self.diagnostic.code.name(), &self.diagnostic.message)
    }
}

impl Ord for Listed {
    fn cmp(&self, other: &Listed) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl PartialOrd for Listed {
    fn partial_cmp(&self, other: &Listed) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Returns the finding for too many rows that are set aside, or too many values of a column that are taken as missing.
fn too_much(table: &str, (damaged, all): (u64, u64), at_most: &AtMost, column: Option<&ColumnSchema>) -> Diagnostic {
    let found = |message| Diagnostic::input(Code::TooMuchDamage, None, message);
    let of = say::rows(all);
    let what = match column {
        None if damaged == all => {
            let message = say::all_set_aside(table);
            return found(message).help(say::correct_file_or_policy());
        }
        None => say::set_aside(damaged, &of, table),
        Some(column) => say::taken_as_missing(&column.name, damaged, &of, table),
    };
    // The percentage is rounded up, so that the suggested setting allows the actual damage.
    let percent = u128::from(damaged) * 100;
    let percent = percent.div_ceil(u128::from(all.max(1)));
    let setting = written_for(table, &format!("damaged-at-most = \"{percent}%\""));
    found(say::too_much_damage(&what, at_most)).help(say::correct_or_allow(&setting))
}

/// Returns the code of a kind of damage.
pub(crate) fn code(damage: Damage) -> Code {
    match damage {
        Damage::ColumnNotFound => Code::ColumnNotFound,
        Damage::RaggedRow => Code::RaggedRow,
        Damage::StrayQuote => Code::StrayQuote,
        Damage::EmptyCell => Code::EmptyCell,
        Damage::BadNumber => Code::BadNumber,
        Damage::TooManyDecimals => Code::TooManyDecimals,
        Damage::OutOfRange => Code::OutOfRange,
        Damage::UnknownChoice => Code::UnknownChoice,
        Damage::BadDate => Code::BadDate,
        Damage::BadYesNo => Code::BadYesNo,
        Damage::AbsentCell => Code::AbsentCell,
        Damage::LostDigits => Code::LostDigits,
        Damage::NotText => Code::NotText,
        Damage::Formula => Code::Formula,
        Damage::DuplicateKey => Code::DuplicateKey,
        Damage::DanglingReference => Code::DanglingReference,
    }
}

impl Defects {
    /// The most defects of a table that are shown; the others are counted.
    pub(crate) const SHOWN: usize = 20;
    /// The most defects that a report lists, of the refused and of the treated defects.
    pub(crate) const LISTED: usize = 1000;

    /// Creates a collection without defects, for the table with this name.
    pub(crate) fn new(table: &str) -> Defects {
        Defects { table: table.into(), found: Arc::default(), again: false }
    }

    /// Returns the same collection for a second reading of the files. The first reading has reported the treated
    /// defects and counted the rows. It refused nothing, or there would be no second reading, so a refusal of the table
    /// in the second reading is new.
    pub(crate) fn again(&self) -> Defects {
        Defects { again: true, ..self.clone() }
    }

    /// Whether a defect with this treatment was reported in an earlier reading of the files.
    fn is_told(&self, treatment: Treatment) -> bool {
        self.again && treatment != Treatment::Fail
    }

    /// Refuses the table for a defect at a place of a file. The same defect at the same place counts once.
    pub(crate) fn add(&self, file: &FileName, at: At, header: Option<&str>, finding: Diagnostic) {
        self.tell(file, Defect { at, header, value: None, finding }, Treatment::Fail);
    }

    /// Reports a defect and its treatment. The same defect at the same place counts once.
    pub(crate) fn tell(&self, file: &FileName, defect: Defect<'_>, treatment: Treatment) {
        if self.is_told(treatment) {
            return;
        }
        let Defect { at, header, value, finding } = defect;
        let location = Location {
            file: file.shown.to_string(),
            line: (at.line > 0).then_some(at.line),
            column: header.map(str::to_owned),
        };
        let (code, message) = (finding.code, finding.message.clone());
        let diagnostic = Diagnostic { location: Some(location), ..finding };
        let mut found = self.lock();
        let defect = Listed { file: file.index, at, diagnostic, value, treatment };
        let cause = defect.cause();
        let kept = if treatment == Treatment::Fail { &mut found.refused } else { &mut found.treated };
        let is_new = kept.insert(defect);
        if kept.len() > Defects::LISTED {
            kept.pop_last();
        }
        if is_new {
            let met = found.causes.entry(cause).or_insert_with(|| CauseCount::new(&message));
            met.differs |= met.message != message;
            *met.times.entry(file.index).or_default() += 1;
            found.count(file, (code, at.column), treatment);
        }
    }

    /// Counts a defect of a declared column, from 1, that need not be reported: at least [`Defects::LISTED`] others
    /// precede it.
    pub(crate) fn count(&self, file: &FileName, (code, column): (Code, u32), treatment: Treatment) {
        if !self.is_told(treatment) {
            let mut found = self.lock();
            found.count(file, (code, column), treatment);
            found.uncounted.insert((column, treatment, code));
        }
    }

    /// Counts rows that were read, and how many of them were set aside.
    pub(crate) fn rows(&self, read: u64, aside: u64) {
        if self.again {
            return;
        }
        let mut found = self.lock();
        found.rows += read;
        found.aside += aside;
    }

    /// Adds notes from before any file is read.
    pub(crate) fn note(&self, notes: Vec<Diagnostic>) {
        self.lock().notes.extend(notes);
    }

    /// Notes the columns of a file that the table does not declare.
    pub(crate) fn ignored(&self, file: &FileName, headers: Vec<String>) {
        if !headers.is_empty() && !self.again {
            self.lock().file(file).ignored = headers;
        }
    }

    /// Adds a note about `count` texts of a column, the first of them at this place.
    pub(crate) fn texts(&self, file: &FileName, at: At, header: &str, what: OfTexts, count: u64) {
        if self.again {
            return;
        }
        let (first, shown) = ((file.index, at.line), file.shown.clone());
        let mut found = self.lock();
        let new = || Noted { header: header.to_owned(), count: 0, first, shown: shown.clone() };
        let noted = found.texts.entry((at.column, what)).or_insert_with(new);
        noted.count += count;
        if first < noted.first {
            (noted.first, noted.shown) = (first, shown);
        }
    }

    /// Whether nothing is refused so far.
    pub(crate) fn is_empty(&self) -> bool {
        self.lock().refused.is_empty()
    }

    /// Refuses the table if more of it is damaged than allowed. `file` is its first file.
    pub(crate) fn limit(&self, table: &TableSchema, at_most: &AtMost, file: &FileName) {
        let (rows, aside, missing) = {
            let found = self.lock();
            (found.rows, found.aside, found.missing.clone())
        };
        let of_columns = missing.into_iter().filter(|(_, damaged)| !at_most.allows(*damaged, rows));
        let columns = of_columns.filter_map(|(number, damaged)| {
            let id = ColumnId::at(usize::try_from(number).ok()?.checked_sub(1)?);
            Some((At { line: 0, column: number }, damaged.min(rows), Some(table.column(id))))
        });
        let rows_aside =
            (!at_most.allows(aside, rows) || (aside > 0 && aside == rows)).then_some((At::default(), aside, None));
        for (at, damaged, column) in rows_aside.into_iter().chain(columns) {
            let finding = too_much(&table.name, (damaged, rows), at_most, column);
            self.add(file, at, column.map(|c| c.header.as_str()), finding);
        }
    }

    /// Returns the report for people on a refused table, and the notes: the first defects by file, line and column, how
    /// many more there are, and then the notes. It does not depend on the order in which the defects were found.
    pub(crate) fn into_report(self) -> Vec<Diagnostic> {
        let found = self.lock();
        let mut hidden: BTreeMap<u32, u64> = found.files.iter().map(|(&index, f)| (index, f.refused)).collect();
        let mut report = Vec::new();
        for (kept, met) in found.causes_of(&found.refused).take(Defects::SHOWN) {
            let message = found.in_rows(kept, &kept.diagnostic.message, met);
            report.push(Diagnostic { message, ..kept.diagnostic.clone() });
            for (file, times) in &met.times {
                hidden.entry(*file).and_modify(|n| *n = n.saturating_sub(*times));
            }
        }
        hidden.retain(|_, n| *n > 0);
        report.extend(self.more(&found, &hidden));
        report.extend(found.notes.iter().cloned());
        report.extend(self.ignored_columns(&found));
        report.extend(found.texts.iter().map(|((_, what), noted)| noted.note(*what)));
        report
    }

    /// Returns the account of everything that was not used unchanged, without the count of the rows that were used.
    pub(crate) fn account(&self) -> TableReport {
        let found = self.lock();
        let count = |(&(code, treatment), &count): (&(Code, Treatment), &u64)| Count { code, treatment, count };
        let entry_of = |kept: &Listed| Entry {
            finding: kept.diagnostic.clone(),
            value: kept.value.clone(),
            treatment: kept.treatment,
        };
        let shown = found.causes_of(&found.treated).take(TableReport::SHOWN).map(|(kept, met)| {
            let warning = entry_of(kept).warning();
            (Diagnostic { message: found.in_rows(kept, &warning.message, met), ..warning }, met.all())
        });
        let shown = shown.collect();
        let listed = found.refused.iter().chain(&found.treated).collect::<BTreeSet<_>>();
        TableReport {
            table: self.table.to_string(),
            read: found.rows,
            aside: found.aside,
            counts: found.counts.iter().map(count).collect(),
            listed: listed.into_iter().map(entry_of).collect(),
            shown,
            ..TableReport::default()
        }
    }

    /// Returns the finding about defects that are not shown.
    fn more(&self, found: &Collected, hidden: &BTreeMap<u32, u64>) -> Option<Diagnostic> {
        let (first, _) = hidden.first_key_value()?;
        let shown = &found.files.get(first)?.shown;
        let defects = say::more_defects(hidden.values().sum::<u64>());
        let (place, location) = match hidden.len() {
            1 => (phrase::name(shown), Some(Location { file: shown.to_string(), line: None, column: None })),
            n => (say::files_of_table(n, &self.table), None),
        };
        let finding = Diagnostic::input(Code::TooManyDefects, location, say::defects_not_shown(&defects, &place));
        Some(finding.help(say::begin_with_shown()))
    }

    /// Returns the note about the columns that are not used, of all files together.
    fn ignored_columns(&self, found: &Collected) -> Option<Diagnostic> {
        let mut with_ignored = found.files.values().filter(|f| !f.ignored.is_empty());
        let first = with_ignored.next()?;
        let mut names: Vec<&str> = first.ignored.iter().map(String::as_str).collect();
        let mut others = 0;
        for file in with_ignored {
            others += 1;
            for name in &file.ignored {
                if !names.contains(&name.as_str()) {
                    names.push(name);
                }
            }
        }
        let (shown, table) = (&first.shown, &self.table);
        let who = match others {
            0 => say::file_has(shown),
            n => say::files_have(shown, say::more_files(n)),
        };
        let columns = say::columns(names.len());
        let names = listed(names, NAMES);
        let message = say::columns_ignored(&who, &columns, table, &names);
        let location = Location { file: shown.to_string(), line: None, column: None };
        Some(Diagnostic::input(Code::ColumnsIgnored, Some(location), message).into_note())
    }

    /// A thread that panicked while it held the lock has left whole entries, so its entries can be used.
    fn lock(&self) -> MutexGuard<'_, Collected> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
