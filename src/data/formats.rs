//! The formats of the files that tables are read from. To add a format, write its reader and add a row to [`FORMATS`].

use super::defects::Defects;
use super::file::{BoundFile, FileName};
#[cfg(feature = "engine")]
use super::parquet;
use super::reader::FilePart;
use super::{csv, workbook};
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::data as say;
use crate::messages::phrase;
use std::sync::Arc;

/// A format of files.
#[derive(Debug)]
pub(crate) struct FileFormat {
    /// What messages call a file of the format. The plural adds an `s`.
    name: fn() -> &'static str,
    /// The endings of the names of its files; messages use the first.
    endings: &'static [&'static str],
    /// What messages call the place of a row in a file.
    row: fn() -> &'static str,
    /// The settings of a manifest that say how its files are read.
    pub settings: &'static [&'static str],
    /// How a file is split into parts that are read on their own, in the order of the rows. `None` if this build cannot
    /// read the format, because it lacks the engine. Defects of the file go to the collection.
    split: Option<Split>,
}

/// Splits a file into parts.
pub(super) type Split = fn(&BoundFile, &FileName, &Defects) -> Vec<Arc<dyn FilePart>>;

static FORMATS: [FileFormat; 3] = [
    FileFormat {
        name: say::csv_file,
        endings: &[".csv", ".csv.gz", ".csv.zst"],
        row: say::line,
        settings: &["encoding", "separator"],
        split: Some(csv::parts),
    },
    FileFormat {
        name: say::workbook,
        endings: &[".xlsx"],
        row: say::row,
        settings: &["sheet"],
        split: Some(workbook::parts),
    },
    FileFormat {
        name: say::parquet_file,
        endings: &[".parquet"],
        row: say::row,
        settings: &[],
        #[cfg(feature = "engine")]
        split: Some(parquet::parts),
        #[cfg(not(feature = "engine"))]
        split: None,
    },
];

impl FileFormat {
    /// Returns the format of a file according to its name.
    pub(crate) fn of(file: &BoundFile) -> Option<&'static FileFormat> {
        FORMATS.iter().find(|format| format.endings.iter().any(|ending| file.ends(ending)))
    }

    /// What messages call a file of the format. The plural adds an `s`.
    pub(crate) fn name(&self) -> &'static str {
        (self.name)()
    }

    /// What messages call the place of a row in a file.
    pub(super) fn row(&self) -> &'static str {
        (self.row)()
    }

    /// Returns the format that a setting of a manifest applies to.
    pub(crate) fn with_setting(setting: &str) -> Option<&'static FileFormat> {
        FORMATS.iter().find(|format| format.settings.contains(&setting))
    }
}

/// Returns how a file is split into parts, or why it is not read.
pub(super) fn split(file: &BoundFile) -> Result<Split, Diagnostic> {
    let refused = |message, help| Diagnostic::input(Code::FileUnreadable, None, message).help(help);
    let Some(format) = FileFormat::of(file) else {
        let message = say::unknown_format(&file.shown, endings());
        let help = say::save_as_known_format();
        return Err(refused(message, help));
    };
    format.split.ok_or_else(|| {
        let message = say::format_not_in_build(&file.shown, format.name());
        refused(message, say::save_as_csv_or_build())
    })
}

/// Returns the endings in words: `` `.csv`, `.xlsx` or `.parquet` ``.
pub(super) fn endings() -> String {
    let first = FORMATS.iter().filter_map(|format| format.endings.first());
    phrase::any_of(&first.map(phrase::name).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_known_by_the_ending_in_letters_of_either_case() {
        let of = |name: &str| FileFormat::of(&BoundFile::new(name)).map(FileFormat::name);
        for (name, format) in [("a.csv", "CSV file"), ("A.CSV.GZ", "CSV file"), ("a.xlsx", "workbook")] {
            assert_eq!(of(name), Some(format), "{name}");
        }
        assert_eq!((of("a.Parquet"), of("a.gz"), of("csv")), (Some("Parquet file"), None, None));
        assert_eq!(endings(), "`.csv`, `.xlsx` or `.parquet`");
    }
}
