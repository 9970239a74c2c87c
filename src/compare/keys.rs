//! Chooses the columns to compare, and matches the rows by their keys.

use super::options::Options;
use super::sheet::Sheet;
use crate::diagnostic::suggest::did_you_mean;
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::{compare as say, phrase};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// After this many duplicate keys, the key itself is wrong.
const MOST_SHOWN: usize = 10;

/// The columns of two files, by their positions.
pub(super) struct Columns {
    /// The key, in the result and in the expected file.
    pub(super) key: (Vec<usize>, Vec<usize>),
    /// The columns that are compared, in the order of the expected file.
    pub(super) compared: Vec<Shared>,
}

/// A column of both files.
pub(super) struct Shared {
    /// Its name.
    pub(super) name: String,
    /// Its position in the result.
    pub(super) ours: usize,
    /// Its position in the expected file.
    pub(super) expected: usize,
}

impl Columns {
    /// Finds the key in both files, and the other columns that both have.
    pub(super) fn choose(ours: &Sheet, expected: &Sheet, options: &Options) -> Result<Columns, Vec<Diagnostic>> {
        let key = options.key.as_slice();
        let (our_key, our_errors) = find_all(ours, key);
        let (expected_key, expected_errors) = find_all(expected, key);
        let mut errors = [our_errors, expected_errors].concat();
        // A single row needs no key.
        if key.is_empty() && [ours, expected].iter().any(|sheet| sheet.rows.len() > 1) {
            let finding = Diagnostic::input(Code::CompareColumns, None, say::no_key_given());
            errors.push(finding.help(say::name_key(options.key_setting())));
        }
        let compared: Vec<Shared> = shared(ours, expected, key);
        for Shared { name, .. } in &compared {
            errors.extend([ours, expected].into_iter().filter_map(|sheet| twice(sheet, name)));
        }
        if compared.is_empty() && errors.is_empty() {
            let message = say::no_shared_column(&ours.shown, &expected.shown);
            let help = expected.another_separator().unwrap_or_else(|| say::name_same_results().into());
            errors.push(Diagnostic::input(Code::CompareColumns, None, message).help(help));
        }
        if errors.is_empty() { Ok(Columns { key: (our_key, expected_key), compared }) } else { Err(errors) }
    }
}

fn shared(ours: &Sheet, expected: &Sheet, key: &[String]) -> Vec<Shared> {
    let mut found: Vec<Shared> = Vec::new();
    for (at, name) in expected.header.iter().enumerate() {
        if key.contains(name) || found.iter().any(|s| s.name == *name) {
            continue;
        }
        found.extend(ours.column(name).map(|ours| Shared { name: name.clone(), ours, expected: at }));
    }
    found
}

/// Returns the columns with these names, and an error for each name that is unknown or duplicate.
pub(super) fn find_all(sheet: &Sheet, names: &[String]) -> (Vec<usize>, Vec<Diagnostic>) {
    let lacking = |name: &String| {
        let message = say::unknown_column(&sheet.shown, name);
        let near = || did_you_mean(name, sheet.header.iter().map(String::as_str));
        let all = || say::columns_are(phrase::names(&sheet.header));
        let help = sheet.another_separator().or_else(near).unwrap_or_else(all);
        Diagnostic::input(Code::CompareColumns, sheet.at(Some(1)), message).help(help)
    };
    let found = names.iter().filter_map(|name| sheet.column(name)).collect();
    let absent = names.iter().filter(|name| sheet.column(name).is_none()).map(lacking);
    (found, absent.chain(names.iter().filter_map(|name| twice(sheet, name))).collect())
}

/// Returns an error if the header has a column more than once, since the name is then ambiguous.
fn twice(sheet: &Sheet, name: &str) -> Option<Diagnostic> {
    let count = sheet.header.iter().filter(|c| *c == name).count();
    let message = say::duplicate_column(&sheet.shown, name);
    let help = say::rename_column();
    (count > 1).then(|| Diagnostic::input(Code::ColumnTwice, sheet.at(Some(1)), message).help(help))
}

/// Returns the columns that only the first of two files has, in its order.
pub(super) fn only_in(one: &Sheet, other: &Sheet) -> Vec<String> {
    one.header.iter().filter(|name| other.column(name).is_none()).cloned().collect()
}

/// Maps each key to its row, with errors for a key of two rows. The map has no order, so it is only looked up and never
/// iterated.
pub(super) fn index<'a>(
    sheet: &'a Sheet,
    key: &[usize],
    options: &Options,
) -> Result<HashMap<Vec<&'a str>, usize>, Vec<Diagnostic>> {
    let mut rows = HashMap::new();
    let mut errors = Vec::new();
    for (at, row) in sheet.rows.iter().enumerate() {
        match rows.entry(row.cells(key)) {
            Entry::Vacant(free) => {
                free.insert(at);
            }
            Entry::Occupied(taken) => {
                let message = say::duplicate_key(options.shown(taken.key()));
                let finding = Diagnostic::input(Code::CompareKey, sheet.at(Some(row.line)), message);
                errors.push(finding.help(say::more_key_columns_or_remove(options.key_setting())));
            }
        }
    }
    if errors.is_empty() { Ok(rows) } else { Err(shortened(errors, sheet, options)) }
}

fn shortened(mut errors: Vec<Diagnostic>, sheet: &Sheet, options: &Options) -> Vec<Diagnostic> {
    let more = errors.len().saturating_sub(MOST_SHOWN);
    errors.truncate(MOST_SHOWN);
    if more > 0 {
        let message = say::more_rows_with_key(more);
        let note = Diagnostic::input(Code::TooManyDefects, sheet.at(None), message);
        errors.push(note.into_note().help(say::more_key_columns(options.key_setting())));
    }
    errors
}
