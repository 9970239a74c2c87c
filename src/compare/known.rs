//! Cells that are known to differ, from a file that excuses them one by one.

use super::keys::find_all;
use super::options::Options;
use super::sheet::Sheet;
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::messages::compare as say;
use std::collections::HashMap;
use std::path::Path;

/// The column of the file that names the excused column.
const COLUMN: &str = "column";

/// The excuses of a run, and the outcome of each.
#[derive(Default)]
pub(super) struct KnownDifferences {
    /// The file, as the user named it.
    file: String,
    excuses: Vec<Excuse>,
    /// The excuses for a key, for look-ups; `excuses` has the order.
    by_key: HashMap<Vec<String>, Vec<usize>>,
}

struct Excuse {
    line: u64,
    key: Vec<String>,
    column: String,
    seen: ExcuseOutcome,
}

/// The outcome of an excuse.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ExcuseOutcome {
    /// Its cell is in neither file.
    Nowhere,
    /// Its cell agrees, or is empty and there is nothing to compare it with.
    Agrees,
    /// Its cell differs, or is in one file only.
    Differs,
}

impl KnownDifferences {
    /// Reads the file: the key columns, `column`, and any further columns that help people, such as a reason.
    pub(super) fn read(path: &Path, options: &Options) -> Result<KnownDifferences, Vec<Diagnostic>> {
        let sheet = Sheet::read(path, b',').map_err(|d| vec![d])?;
        let names: Vec<String> = options.key.iter().cloned().chain([COLUMN.to_owned()]).collect();
        let (places, errors) = find_all(&sheet, &names);
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut known = KnownDifferences { file: path.display().to_string(), ..KnownDifferences::default() };
        for row in &sheet.rows {
            let mut texts: Vec<String> = row.cells(&places).into_iter().map(str::to_owned).collect();
            let column = texts.pop().unwrap_or_default();
            known.by_key.entry(texts.clone()).or_default().push(known.excuses.len());
            known.excuses.push(Excuse { line: row.line, key: texts, column, seen: ExcuseOutcome::Nowhere });
        }
        Ok(known)
    }

    /// Whether a cell is listed. Records whether it agrees.
    pub(super) fn lists(&mut self, key: &[String], column: &str, agrees: bool) -> bool {
        let mut listed = false;
        for &at in self.by_key.get(key).map(Vec::as_slice).unwrap_or_default() {
            if let Some(excuse) = self.excuses.get_mut(at).filter(|e| e.column == column) {
                excuse.seen = if agrees { ExcuseOutcome::Agrees } else { ExcuseOutcome::Differs };
                listed = true;
            }
        }
        listed
    }

    /// Returns a finding for each line that excuses nothing, in the order of the file.
    pub(super) fn findings(&self, options: &Options) -> Vec<Diagnostic> {
        self.excuses.iter().filter_map(|excuse| self.finding(excuse, options)).collect()
    }

    fn finding(&self, excuse: &Excuse, options: &Options) -> Option<Diagnostic> {
        let at = Some(Location { file: self.file.clone(), line: Some(excuse.line), column: None });
        let cell = say::cell(&excuse.column, options.shown(&excuse.key));
        match excuse.seen {
            ExcuseOutcome::Differs => None,
            ExcuseOutcome::Agrees => {
                Some(Diagnostic::input(Code::KnownAgrees, at, say::known_agrees(&cell)).help(say::remove_line()))
            }
            ExcuseOutcome::Nowhere => Some(
                Diagnostic::input(Code::KnownUnused, at, say::known_unused(&cell)).help(say::correct_or_remove_line()),
            ),
        }
    }
}
