//! Turns a wide file into rows: columns that belong together become one column and a part of the key.

use super::sheet::{Sheet, SheetLine};
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::compare as say;
use std::collections::BTreeSet;

/// How a wide file is read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wide {
    /// The part of the key that headers name.
    pub part: String,
    /// Its values, as written in files.
    pub values: Vec<String>,
    /// Each column of the results with its header, in which `{part}` is replaced by a value. A part of the key can have
    /// its header here, too.
    pub columns: Vec<(String, String)>,
}

impl Wide {
    /// Returns one row for each row and value. If the file lacks a column for a value, it does not have that cell; if
    /// it lacks the column for every value, that is an error.
    pub(super) fn long(&self, sheet: &Sheet, key: &[String]) -> Result<Sheet, Diagnostic> {
        let kept: Vec<&String> = key.iter().filter(|name| **name != self.part).collect();
        let columns: Vec<&(String, String)> = self.columns.iter().filter(|(name, _)| !kept.contains(&name)).collect();
        let of_key = |name: &&String| {
            let header = self.header_of_key(name);
            sheet.column(header).ok_or_else(|| {
                let message = say::unknown_column(&sheet.shown, header);
                let help = sheet.another_separator().unwrap_or_else(|| say::name_header(name));
                Diagnostic::input(Code::CompareColumns, sheet.at(Some(1)), message).help(help)
            })
        };
        let keys = kept.iter().map(of_key).collect::<Result<Vec<usize>, _>>()?;
        let of_value = |pattern: &str, value: &str| sheet.column(&self.header(pattern, value));
        // The positions of the cells of each value.
        let places: Vec<Vec<Option<usize>>> =
            self.values.iter().map(|value| columns.iter().map(|(_, p)| of_value(p, value)).collect()).collect();
        for (at, (name, pattern)) in columns.iter().enumerate() {
            if places.iter().all(|own| own.get(at).copied().flatten().is_none()) {
                let message = say::no_column_of_any_value(&sheet.shown, pattern, &self.part);
                return Err(
                    Diagnostic::input(Code::CompareColumns, sheet.at(Some(1)), message).help(say::correct_column(name))
                );
            }
        }
        let mut rows = Vec::new();
        for row in &sheet.rows {
            for (value, own) in self.values.iter().zip(&places) {
                let key = keys.iter().map(|at| Some(row.cell(*at))).chain([Some(value.as_str())]);
                rows.push(SheetLine::new(row.line, key.chain(own.iter().map(|at| at.map(|at| row.cell(at))))));
            }
        }
        let header = kept.into_iter().chain([&self.part]).chain(columns.iter().map(|(name, _)| name));
        Ok(sheet.with(header.cloned().collect(), rows))
    }

    /// Returns the columns of the file that are read for no column of the results and no part of the key.
    pub(super) fn unread(&self, sheet: &Sheet, key: &[String]) -> Vec<String> {
        let of_key = key.iter().map(|name| self.header_of_key(name).to_owned());
        let of_values = |(_, pattern): &(String, String)| {
            self.values.iter().map(|value| self.header(pattern, value)).collect::<Vec<_>>()
        };
        let read: BTreeSet<String> = of_key.chain(self.columns.iter().flat_map(of_values)).collect();
        sheet.header.iter().filter(|header| !read.contains(*header)).cloned().collect()
    }

    /// Returns the header of a part of the key: its name, unless `columns` gives another.
    fn header_of_key<'w>(&'w self, name: &'w str) -> &'w str {
        let known = self.columns.iter().find(|(column, _)| column == name);
        known.map_or(name, |(_, header)| header)
    }

    /// Returns the header of a value, which replaces `{part}`.
    fn header(&self, pattern: &str, value: &str) -> String {
        pattern.replace(&format!("{{{}}}", self.part), value)
    }
}
