//! The formats of the files that tables are read from. A further one is its reader and a row of [`FORMATS`].

use super::defects::Defects;
use super::file::{BoundFile, FileName};
#[cfg(feature = "engine")]
use super::parquet;
use super::reader::Part;
use super::{csv, workbook};
use crate::diagnostic::{Code, Diagnostic};
use std::sync::Arc;

/// A format of files.
#[derive(Debug)]
pub struct FileFormat {
    /// What messages call a file of it; of several with an `s`.
    pub name: &'static str,
    /// What the names of its files end in; messages name the first.
    endings: &'static [&'static str],
    /// What messages call the place of a row in a file.
    pub(super) row: &'static str,
    /// The settings of a manifest that say how its files are read.
    pub settings: &'static [&'static str],
    /// How a file is split into parts that are read on their own, in the order of the rows; `None` where this build does
    /// not read the format, for want of the engine. What is wrong with the file goes to the defects.
    split: Option<Split>,
}

/// Splits a file into parts.
pub(super) type Split = fn(&BoundFile, &FileName, &Defects) -> Vec<Arc<dyn Part>>;

static FORMATS: [FileFormat; 3] = [
    FileFormat {
        name: "CSV file",
        endings: &[".csv", ".csv.gz", ".csv.zst"],
        row: "line",
        settings: &["encoding", "separator"],
        split: Some(csv::parts),
    },
    FileFormat {
        name: "workbook",
        endings: &[".xlsx"],
        row: "row",
        settings: &["sheet"],
        split: Some(workbook::parts),
    },
    FileFormat {
        name: "Parquet file",
        endings: &[".parquet"],
        row: "row",
        settings: &[],
        #[cfg(feature = "engine")]
        split: Some(parquet::parts),
        #[cfg(not(feature = "engine"))]
        split: None,
    },
];

impl FileFormat {
    /// The format that the name of a file says it has.
    pub fn of(file: &BoundFile) -> Option<&'static FileFormat> {
        FORMATS.iter().find(|format| format.endings.iter().any(|ending| file.ends(ending)))
    }

    /// The format that a setting of a manifest is about.
    pub fn with_setting(setting: &str) -> Option<&'static FileFormat> {
        FORMATS.iter().find(|format| format.settings.contains(&setting))
    }
}

/// How a file is split into parts, or why it is not read.
pub(super) fn split(file: &BoundFile) -> Result<Split, Diagnostic> {
    let refused = |message, help| Diagnostic::input(Code::FileUnreadable, None, message).help(help);
    let Some(format) = FileFormat::of(file) else {
        let message = format!("`{}` is no {} file", file.shown, endings());
        let help = "save the table as one of them; a packed CSV file ends in `.csv.gz` or `.csv.zst`";
        return Err(refused(message, help));
    };
    format.split.ok_or_else(|| {
        let message = format!("`{}` is a {}, and this build of gradus reads none", file.shown, format.name);
        refused(message, "save the table as CSV, or build gradus with its feature `engine`")
    })
}

/// The endings in words: `` `.csv`, `.xlsx` or `.parquet` ``.
pub(super) fn endings() -> String {
    let endings: Vec<String> =
        FORMATS.iter().filter_map(|format| format.endings.first()).map(|ending| format!("`{ending}`")).collect();
    match endings.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        _ => endings.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_known_by_the_ending_in_letters_of_either_case() {
        let of = |name: &str| FileFormat::of(&BoundFile::new(name)).map(|format| format.name);
        for (name, format) in [("a.csv", "CSV file"), ("A.CSV.GZ", "CSV file"), ("a.xlsx", "workbook")] {
            assert_eq!(of(name), Some(format), "{name}");
        }
        assert_eq!((of("a.Parquet"), of("a.gz"), of("csv")), (Some("Parquet file"), None, None));
        assert_eq!(endings(), "`.csv`, `.xlsx` or `.parquet`");
    }
}
