//! A wide file as rows: columns that belong together become one column and a part of the key.

use super::sheet::{Row, Sheet};
use crate::diagnostic::{Code, Diagnostic};

/// How a wide file is read.
#[derive(Clone, Debug, Default)]
pub struct Wide {
    /// The part of the key that headers name.
    pub part: String,
    /// Its values, as they stand in files.
    pub values: Vec<String>,
    /// Each column of the results with its header, where `{part}` stands for a value; a part of the key may have its
    /// header here, too.
    pub columns: Vec<(String, String)>,
}

impl Wide {
    /// One row for each row and value. A column that the file does not have for a value is empty there; one that it has
    /// for no value is an error.
    pub(super) fn long(&self, sheet: &Sheet, key: &[String]) -> Result<Sheet, Diagnostic> {
        let kept: Vec<&String> = key.iter().filter(|name| **name != self.part).collect();
        let columns: Vec<&(String, String)> = self.columns.iter().filter(|(name, _)| !kept.contains(&name)).collect();
        let header = kept.iter().copied().chain([&self.part]).chain(columns.iter().map(|(name, _)| name));
        let header: Vec<String> = header.cloned().collect();
        let of_key = |name: &String| {
            let known = self.columns.iter().find(|(column, _)| column == name);
            sheet.column(known.map_or(name, |(_, header)| header))
        };
        let of_value =
            |pattern: &str, value: &str| sheet.column(&pattern.replace(&format!("{{{}}}", self.part), value));
        if let Some((name, pattern)) =
            columns.iter().find(|(_, p)| self.values.iter().all(|value| of_value(p, value).is_none()))
        {
            let message = format!("`{}` has no column `{pattern}` for any value of `{}`", sheet.file, self.part);
            return Err(Diagnostic::input(Code::CompareColumns, sheet.at(Some(1)), message)
                .help(format!("correct what stands for `{name}` under `columns`")));
        }
        let mut rows = Vec::new();
        for row in &sheet.rows {
            for value in &self.values {
                let key = kept.iter().map(|name| of_key(name).map_or("", |at| row.cell(at)));
                let own = columns.iter().map(|(_, p)| of_value(p, value).map_or("", |at| row.cell(at)));
                rows.push(Row::new(row.line, key.chain([value.as_str()]).chain(own)));
            }
        }
        Ok(Sheet { file: sheet.file.clone(), header, rows })
    }
}
