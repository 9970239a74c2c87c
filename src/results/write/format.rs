//! The formats that a result can be written in.

use super::{stream, table, workbook};
use crate::results::ResultTable;
use std::io::{self, Write};

/// How a result is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// Aligned text for a terminal.
    Table,
    /// Comma-separated values.
    Csv(Texts),
    /// A JSON array with one object for each subject.
    Json,
    /// A table in Markdown.
    Markdown,
    /// A workbook for spreadsheets.
    Workbook,
    /// A Parquet file.
    Parquet,
}

/// How texts are written in comma-separated values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Texts {
    /// With an apostrophe before a text that a spreadsheet would take for a formula.
    Guarded,
    /// As they are.
    AsIs,
}

impl Format {
    /// Every format, with guarded texts, as messages list them.
    pub(crate) const ALL: [Format; 6] =
        [Format::Csv(Texts::Guarded), Format::Json, Format::Markdown, Format::Workbook, Format::Parquet, Format::Table];

    /// The format whose files have this ending, with guarded texts.
    pub(crate) fn by_ending(ending: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.ending() == ending)
    }

    /// Returns the ending of its files.
    pub(crate) fn ending(self) -> &'static str {
        match self {
            Format::Table => "txt",
            Format::Csv(_) => "csv",
            Format::Json => "json",
            Format::Markdown => "md",
            Format::Workbook => "xlsx",
            Format::Parquet => "parquet",
        }
    }

    /// Whether its files are binary and not text.
    pub(crate) fn is_binary(self) -> bool {
        matches!(self, Format::Workbook | Format::Parquet)
    }
}

/// Writes a result. Only [`Format::Table`] uses the limit, and shows at most that many rows.
pub(crate) fn write_result(
    result: &ResultTable,
    format: Format,
    limit: Option<usize>,
    out: &mut (impl Write + Send),
) -> io::Result<()> {
    match format {
        Format::Table => table::write(result, limit, out),
        Format::Workbook => workbook::write(result, out),
        Format::Csv(_) | Format::Json | Format::Markdown | Format::Parquet => match stream::begin(result, format, out)?
        {
            Some((encoder, mut stream)) => {
                stream.table(&encoder, result)?;
                stream.end().map(|_| ())
            }
            None => Err(io::ErrorKind::Unsupported.into()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::write::{samples, write_file};

    #[test]
    fn every_format_can_fill_a_file() {
        let folder = tempfile::tempdir().unwrap();
        for (ending, start) in
            [("txt", " n\n"), ("csv", "n\n1\n"), ("json", "[\n  {\"n\":1}"), ("md", "| n |\n"), ("xlsx", "PK")]
        {
            let format = Format::by_ending(ending).unwrap();
            assert_eq!(format.ending(), ending);
            let path = folder.path().join("out");
            write_file(&path, |out| write_result(&samples::numbers(2), format, None, out)).unwrap();
            assert!(std::fs::read(path).unwrap().starts_with(start.as_bytes()), "{format:?}");
        }
        let path = folder.path().join("out.parquet");
        let written = write_file(&path, |out| write_result(&samples::numbers(2), Format::Parquet, None, out));
        assert_eq!((written.is_ok(), path.exists()), (cfg!(feature = "engine"), cfg!(feature = "engine")));
    }
}
