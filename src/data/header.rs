//! The declared columns among those of a file.

use super::defects::{At, Defects, FileName};
use super::words::{count, listed};
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::schema::TableSchema;

/// The most columns of a file that a help lists.
const LISTED: usize = 12;

/// Where each declared column is among the file's columns, in declared order. Columns that are not declared are noted;
/// `None` when a declared column is not there just once.
pub(super) fn locate(
    table: &TableSchema,
    headers: &[String],
    file: &FileName,
    line: u64,
    defects: &Defects,
) -> Option<Vec<usize>> {
    let mut positions = Vec::with_capacity(table.columns.len());
    for (number, column) in (1..).zip(&table.columns) {
        let mut found = headers.iter().enumerate().filter(|(_, header)| **header == column.header).map(|(at, _)| at);
        let defect = match (found.next(), found.count()) {
            (Some(at), 0) => {
                positions.push(at);
                continue;
            }
            (Some(_), more) => twice(&column.header, more + 1, file),
            (None, _) => not_found(&column.header, headers, file),
        };
        defects.add(file, At { line, column: number }, Some(&column.header), defect);
    }
    if positions.len() < table.columns.len() {
        return None;
    }
    let is_declared = |header: &String| table.columns.iter().any(|c| c.header == *header);
    defects.ignored(file, headers.iter().filter(|h| !is_declared(h)).cloned().collect());
    Some(positions)
}

fn twice(header: &str, times: usize, file: &FileName) -> Diagnostic {
    let message = format!("`{}` has {} named `{header}`", file.shown, count(times as u64, "column"));
    Diagnostic::input(Code::ColumnTwice, None, message).help("keep the one that is meant and rename the others")
}

fn not_found(header: &str, headers: &[String], file: &FileName) -> Diagnostic {
    let help = separator(headers).or_else(|| suggest::did_you_mean(header, headers.iter().map(String::as_str)));
    let all = || format!("its columns are {}", listed(headers.iter().map(String::as_str), LISTED));
    Diagnostic::input(Code::ColumnNotFound, None, format!("`{}` has no column `{header}`", file.shown))
        .help(help.unwrap_or_else(all))
}

/// A file whose whole header is one cell with other separators in it was saved with those.
fn separator(headers: &[String]) -> Option<String> {
    let [only] = headers else {
        return None;
    };
    let (name, _) = [("semicolons", ';'), ("tabs", '\t'), ("vertical bars", '|')]
        .into_iter()
        .find(|(_, separator)| only.contains(*separator))?;
    Some(format!("the file separates its cells by {name}: save it with commas"))
}
