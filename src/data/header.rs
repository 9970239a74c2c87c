//! Finds the declared columns among those of a file.

use super::defects::{At, Defect, Defects};
use super::file::FileName;
use super::form::{Form, Treatment};
use super::words::{listed, written_for};
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::ids::Id;
use crate::messages::data as say;
use crate::schema::{ColumnSchema, Damage, TableSchema, cure};
use crate::source::normal_form;
use std::collections::{HashMap, HashSet};

/// The most columns of a file that a help lists.
const LISTED: usize = 12;

/// Returns the position of each declared column among the file's columns, in declared order; `None` for a column that
/// does not exist and is taken as missing. Notes undeclared columns. Returns `None` if the file cannot be used.
pub(super) fn locate(
    table: &TableSchema,
    headers: &[String],
    file: &FileName,
    line: u64,
    form: &Form,
    defects: &Defects,
) -> Option<Vec<Option<usize>>> {
    let of_spreadsheets = headers.first().is_some_and(|first| first.starts_with("sep="));
    let separator = || separator(table, headers, file, form).filter(|_| !of_spreadsheets);
    if let Some(finding) = no_lines(table, headers, file).or_else(separator) {
        defects.add(file, At { line, column: 0 }, None, finding);
        return None;
    }
    let mut places: HashMap<String, (usize, usize)> = HashMap::with_capacity(headers.len());
    for (at, header) in headers.iter().enumerate() {
        places.entry(normal_form(header)).or_insert((at, 0)).1 += 1;
    }
    let is_there = |column: &ColumnSchema| places.contains_key(&normal_form(&column.header));
    if !table.columns.iter().any(is_there) {
        // The first line may be a row of data, and contain data about a person.
        let is_private = table.columns.iter().any(|column| column.private);
        let seen = |column: &ColumnSchema| meant(table, column, headers).is_some();
        if is_private || table.columns.len() > 1 && !table.columns.iter().any(seen) {
            defects.add(file, At { line, column: 0 }, None, no_header(table, headers, file));
            return None;
        }
    }
    let mut positions = Vec::with_capacity(table.columns.len());
    for (id, column) in table.columns.entries() {
        let damage = Damage::ColumnNotFound;
        let (finding, treatment) = match places.get(&normal_form(&column.header)) {
            Some((at, 1)) => {
                positions.push(Some(*at));
                continue;
            }
            Some((_, times)) => (twice(&column.header, *times, file), Treatment::Fail),
            None => {
                let treatment = form.damaged.of_column(damage, column, table.is_key(id));
                (not_found(table, column, headers, file), treatment)
            }
        };
        if treatment == Treatment::Missing {
            positions.push(None);
        }
        let at = At { line, column: u32::try_from(id.position() + 1).unwrap_or(u32::MAX) };
        defects.tell(file, Defect { at, header: Some(&column.header), value: None, finding }, treatment);
    }
    if positions.len() < table.columns.len() {
        return None;
    }
    let declared: HashSet<String> = table.columns.iter().map(|c| normal_form(&c.header)).collect();
    defects.ignored(file, headers.iter().filter(|h| !declared.contains(&normal_form(h))).cloned().collect());
    Some(positions)
}

fn twice(header: &str, times: usize, file: &FileName) -> Diagnostic {
    let message = say::duplicate_column(&file.shown, say::columns(times), header);
    Diagnostic::input(Code::ColumnTwice, None, message).help(say::keep_one_column())
}

fn not_found(table: &TableSchema, column: &ColumnSchema, headers: &[String], file: &FileName) -> Diagnostic {
    let all = || say::columns_are(listed(headers.iter().map(String::as_str), LISTED));
    let help = meant(table, column, headers).unwrap_or_else(all);
    Diagnostic::input(Code::ColumnNotFound, None, say::column_not_found(&file.shown, &column.header)).help(help)
}

/// Returns the column of the file that a declared column is likely to mean, as a help.
fn meant(table: &TableSchema, column: &ColumnSchema, headers: &[String]) -> Option<String> {
    let (header, name) = (&column.header, &column.name);
    // The text after the name is the usual name of the column; the header of the file is written before the name.
    let labelled = || {
        let label = column.label.as_ref().filter(|label| headers.contains(label))?;
        Some(say::header_given_as_label(label, name))
    };
    let seen = || headers.iter().find_map(|own| cure::looks_like(own, header));
    // A column of the file that another declared column reads is not meant.
    let free = headers.iter().map(String::as_str).filter(|own| table.columns.iter().all(|other| other.header != **own));
    let near = || suggest::did_you_mean(header, free);
    labelled().or_else(seen).or_else(near)
}

/// Reports a first line without any declared column: the file is another one, or has no header at all. The first line
/// may then be a row about a person, and is not shown if a column is private.
fn no_header(table: &TableSchema, headers: &[String], file: &FileName) -> Diagnostic {
    let message = say::no_header(&file.shown, &table.name);
    let filled = headers.iter().filter(|header| !header.trim().is_empty()).count();
    let help = if headers.first().is_some_and(|first| first.starts_with("sep=")) {
        say::delete_sep_line().to_owned()
    } else if filled == 1 && headers.len() > 1 {
        say::delete_title().to_owned()
    } else {
        let wanted = listed(table.columns.iter().map(|column| column.header.as_str()), LISTED);
        let is_private = table.columns.iter().any(|column| column.private);
        let found = match is_private {
            true => String::new(),
            false => say::header_found(listed(headers.iter().map(String::as_str), LISTED)),
        };
        say::header_wanted(&wanted, &found)
    };
    Diagnostic::input(Code::ColumnNotFound, None, message).help(help)
}

/// Reports a header with the line ends of other encodings or old machines: all rows of the file would be part of the
/// header.
fn no_lines(table: &TableSchema, headers: &[String], file: &FileName) -> Option<Diagnostic> {
    if headers.iter().any(|header| header.contains('\0')) {
        let message = say::zero_bytes_in_header(&file.shown);
        let finding = Diagnostic::input(Code::NotUtf8, None, message);
        return Some(finding.help(written_for(&table.name, "encoding = \"utf-16le\"")));
    }
    let ends = |header: &String| header.replace("\r\n", "").contains('\r');
    headers.iter().any(ends).then(|| {
        let message = say::carriage_returns_alone(&file.shown);
        Diagnostic::input(Code::NoHeader, None, message).help(say::save_with_line_ends())
    })
}

/// Reports a header that is one cell with other separators in it: the file was saved with those.
fn separator(table: &TableSchema, headers: &[String], file: &FileName, form: &Form) -> Option<Diagnostic> {
    let [only] = headers else {
        return None;
    };
    let (name, written, _) = [
        (say::commas(), "separator = \",\"", ','),
        (say::semicolons(), "separator = \";\"", ';'),
        (say::tabs(), "separator = \"\\t\"", '\t'),
        (say::vertical_bars(), "separator = \"|\"", '|'),
        (say::full_width_commas(), "", '，'),
        (say::full_width_semicolons(), "", '；'),
    ]
    .into_iter()
    .find(|(_, _, sign)| *sign != char::from(form.separator) && only.contains(*sign))?;
    if table.columns.iter().any(|column| column.header == *only) {
        return None;
    }
    let message = say::other_separator(&file.shown, name);
    let help = match written {
        "" => say::write_commas().to_owned(),
        written => written_for(&table.name, written),
    };
    Some(Diagnostic::input(Code::ColumnNotFound, None, message).help(help))
}
