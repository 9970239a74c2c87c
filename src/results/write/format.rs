//! The formats that a result can be written in.

use super::{csv, json, table};
use crate::results::ResultTable;
use std::io::{self, Write};

/// How a result is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Aligned text for a terminal.
    Table,
    /// Comma-separated values.
    Csv,
    /// A JSON array with one object for each subject.
    Json,
    /// A Parquet file.
    Parquet,
}

/// Writes a result. Only [`Format::Table`] heeds the limit, and shows no more rows than that.
pub fn write_result(
    result: &ResultTable,
    format: Format,
    limit: Option<usize>,
    out: &mut (impl Write + Send),
) -> io::Result<()> {
    match format {
        Format::Table => table::write(result, limit, out),
        Format::Csv => csv::write(result, out),
        Format::Json => json::write(result, out),
        Format::Parquet => write_parquet(result, out),
    }
}

#[cfg(feature = "engine")]
fn write_parquet(result: &ResultTable, out: &mut (impl Write + Send)) -> io::Result<()> {
    super::parquet::write(result, out)
}

/// A build without the engine has no Parquet library.
#[cfg(not(feature = "engine"))]
fn write_parquet(_: &ResultTable, _: &mut (impl Write + Send)) -> io::Result<()> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "this build cannot write Parquet"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::write::{samples, write_file};

    #[test]
    fn every_format_can_fill_a_file() {
        let folder = tempfile::tempdir().unwrap();
        for (format, start) in [(Format::Table, " n\n"), (Format::Csv, "n\n1\n"), (Format::Json, "[\n  {\"n\":1}")] {
            let path = folder.path().join("out");
            write_file(&path, |out| write_result(&samples::numbers(2), format, None, out)).unwrap();
            assert!(std::fs::read_to_string(path).unwrap().starts_with(start), "{format:?}");
        }
        let path = folder.path().join("out.parquet");
        let written = write_file(&path, |out| write_result(&samples::numbers(2), Format::Parquet, None, out));
        assert_eq!((written.is_ok(), path.exists()), (cfg!(feature = "engine"), cfg!(feature = "engine")));
    }
}
