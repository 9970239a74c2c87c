//! Everything that is wrong with the files of one table, collected from many threads and told in one order.

use super::words::{count, listed};
use crate::diagnostic::{Code, Diagnostic, Location};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The most that are kept to choose from: what stands later in the files gives way.
const KEPT: usize = 10_000;
/// The most names of ignored columns in one note.
const NAMES: usize = 10;

/// A file of a table: its position among the table's files and its name as the user knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileName {
    /// Position among the table's files, from 0.
    pub index: u32,
    /// The name that messages use.
    pub shown: Arc<str>,
}

/// Where in a file a defect is; defects are told in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    /// The line from 1; 0 is the file as a whole.
    pub line: u64,
    /// The declared column from 1; 0 is the line as a whole.
    pub column: u32,
}

/// The defects of one table. A clone is another handle on the same collection, for another thread.
#[derive(Clone, Debug)]
pub struct Defects {
    table: Arc<str>,
    found: Arc<Mutex<Found>>,
}

#[derive(Debug, Default)]
struct Found {
    kept: BTreeSet<Kept>,
    files: BTreeMap<u32, InFile>,
}

/// What is known of one file that has something to tell.
#[derive(Debug)]
struct InFile {
    shown: Arc<str>,
    defects: u64,
    ignored: Vec<String>,
}

impl Found {
    fn file(&mut self, file: &FileName) -> &mut InFile {
        let new = || InFile { shown: file.shown.clone(), defects: 0, ignored: Vec::new() };
        self.files.entry(file.index).or_insert_with(new)
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Kept {
    file: u32,
    at: At,
    diagnostic: Diagnostic,
}

impl Kept {
    fn key(&self) -> (u32, At, &str, &str) {
        (self.file, self.at, self.diagnostic.code.name(), &self.diagnostic.message)
    }
}

impl Ord for Kept {
    fn cmp(&self, other: &Kept) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl PartialOrd for Kept {
    fn partial_cmp(&self, other: &Kept) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Defects {
    /// The most defects of a table that are shown; the others are counted.
    pub const SHOWN: usize = 20;

    /// No defects yet of the table with this name.
    pub fn new(table: &str) -> Defects {
        Defects { table: table.into(), found: Arc::default() }
    }

    /// Adds a defect at a place of a file. The same defect of the same place counts once.
    pub fn add(&self, file: &FileName, at: At, header: Option<&str>, defect: Diagnostic) {
        let location = Location {
            file: file.shown.to_string(),
            line: (at.line > 0).then_some(at.line),
            column: header.map(str::to_owned),
        };
        let diagnostic = Diagnostic { location: Some(location), ..defect };
        let mut found = self.lock();
        if found.kept.insert(Kept { file: file.index, at, diagnostic }) {
            found.file(file).defects += 1;
        }
        if found.kept.len() > KEPT {
            found.kept.pop_last();
        }
    }

    /// Counts a defect that need not be told: at least [`Defects::SHOWN`] others stand before it.
    pub fn count(&self, file: &FileName) {
        self.lock().file(file).defects += 1;
    }

    /// Notes the columns of a file that the table does not declare.
    pub fn ignored(&self, file: &FileName, headers: Vec<String>) {
        if !headers.is_empty() {
            self.lock().file(file).ignored = headers;
        }
    }

    /// Whether nothing is wrong so far.
    pub fn is_empty(&self) -> bool {
        self.lock().kept.is_empty()
    }

    /// The report: the first defects by file, line and column, how many more there are, and then the notes.
    /// It is the same whatever the order in which the defects were found.
    pub fn into_report(self) -> Vec<Diagnostic> {
        let found = self.lock();
        let mut hidden: BTreeMap<u32, u64> = found.files.iter().map(|(&index, f)| (index, f.defects)).collect();
        let mut report = Vec::new();
        for kept in found.kept.iter().take(Defects::SHOWN) {
            report.push(kept.diagnostic.clone());
            hidden.entry(kept.file).and_modify(|n| *n -= 1);
        }
        hidden.retain(|_, n| *n > 0);
        report.extend(self.more(&found, &hidden));
        report.extend(self.note(&found));
        report
    }

    /// How many defects are not shown, by file.
    fn more(&self, found: &Found, hidden: &BTreeMap<u32, u64>) -> Option<Diagnostic> {
        let (first, _) = hidden.first_key_value()?;
        let shown = &found.files.get(first)?.shown;
        let defects = count(hidden.values().sum(), "more defect");
        let (place, location) = match hidden.len() {
            1 => (format!("`{shown}`"), Some(Location { file: shown.to_string(), line: None, column: None })),
            n => (format!("{n} files of `{}`", self.table), None),
        };
        Some(Diagnostic::input(Code::TooManyDefects, location, format!("and {defects} in {place}")))
    }

    /// The columns that play no part, of all files together.
    fn note(&self, found: &Found) -> Option<Diagnostic> {
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
            0 => format!("`{shown}` has"),
            n => format!("`{shown}` and {} have", count(n, "more file")),
        };
        let columns = count(names.len() as u64, "column");
        let names = listed(names, NAMES);
        let message = format!("{who} {columns} that `{table}` does not declare: {names}");
        let location = Location { file: shown.to_string(), line: None, column: None };
        Some(Diagnostic::input(Code::ColumnsIgnored, Some(location), message).into_note())
    }

    /// A thread that broke off while it held the lock has left whole entries, so what is there can be used.
    fn lock(&self) -> MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
