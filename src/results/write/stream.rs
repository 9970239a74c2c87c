//! A file of results that is written part after part, in the formats in which that is possible.
//!
//! What takes time is done by an [`Encoder`], which any number of threads can share; a [`Stream`] writes what they have
//! made in the order of the rows. Neither depends on the other parts of a file, so its bytes follow from its parts.

#[cfg(feature = "engine")]
use super::parquet::{self, ArrayRef};
use super::{Format, Texts, csv, json, markdown};
use crate::results::ResultTable;
use std::io::{self, Write};

/// Encodes rows of results.
#[derive(Debug)]
pub(crate) enum Encoder {
    Csv(Texts),
    Json,
    Markdown,
    #[cfg(feature = "engine")]
    Parquet(parquet::Encoder),
}

/// Rows as they are in a file.
pub(crate) enum Encoded {
    /// A part of a text.
    Text(Vec<u8>),
    /// A row group.
    #[cfg(feature = "engine")]
    RowGroup(parquet::RowGroup),
}

/// The output of a stream.
enum Output<W: Write + Send> {
    Text(W),
    #[cfg(feature = "engine")]
    Parquet(Box<parquet::Writer<W>>),
}

/// A file of results.
pub(crate) struct Stream<W: Write + Send> {
    output: Output<W>,
    /// Whether no row was written so far.
    is_empty: bool,
    is_json: bool,
}

/// Begins a file with the columns of a table. `None` if the format needs all rows before it can write the first.
pub(crate) fn begin<W: Write + Send>(
    header: &ResultTable,
    format: Format,
    mut out: W,
) -> io::Result<Option<(Encoder, Stream<W>)>> {
    let encoder = match format {
        Format::Csv(texts) => {
            csv::write_names(header, texts, &mut out)?;
            Encoder::Csv(texts)
        }
        Format::Json => {
            out.write_all(json::ENDS[0])?;
            Encoder::Json
        }
        Format::Markdown => {
            markdown::write_names(header, &mut out)?;
            Encoder::Markdown
        }
        #[cfg(feature = "engine")]
        Format::Parquet => {
            let (encoder, writer) = parquet::begin(header, out)?;
            let stream = Stream { output: Output::Parquet(Box::new(writer)), is_empty: true, is_json: false };
            return Ok(Some((Encoder::Parquet(encoder), stream)));
        }
        #[cfg(not(feature = "engine"))]
        Format::Parquet => return Err(no_parquet()),
        Format::Table | Format::Workbook => return Ok(None),
    };
    Ok(Some((encoder, Stream { output: Output::Text(out), is_empty: true, is_json: format == Format::Json })))
}

/// A build without the engine has no Parquet library.
#[cfg(not(feature = "engine"))]
fn no_parquet() -> io::Error {
    io::Error::new(io::ErrorKind::Unsupported, crate::messages::results::no_parquet())
}

impl Encoder {
    /// Whether it encodes a text, from cells; if not, it also encodes arrays.
    pub(crate) fn is_text(&self) -> bool {
        match self {
            Encoder::Csv(_) | Encoder::Json | Encoder::Markdown => true,
            #[cfg(feature = "engine")]
            Encoder::Parquet(_) => false,
        }
    }

    /// Encodes rows of a table.
    pub(crate) fn rows(&self, table: &ResultTable) -> io::Result<Encoded> {
        let mut text = Vec::new();
        match self {
            Encoder::Csv(texts) => csv::write_rows(table, *texts, &mut text)?,
            Encoder::Json => json::write_rows(table, &mut text)?,
            Encoder::Markdown => markdown::write_rows(table, &mut text)?,
            #[cfg(feature = "engine")]
            Encoder::Parquet(encoder) => return Ok(Encoded::RowGroup(encoder.rows(table)?)),
        }
        Ok(Encoded::Text(text))
    }

    /// Encodes rows that are arrays, see [`crate::results::delivery::Part::arrays`]; `None` for a text.
    #[cfg(feature = "engine")]
    pub(crate) fn arrays(&self, arrays: Vec<ArrayRef>) -> io::Result<Option<Encoded>> {
        match self {
            Encoder::Parquet(encoder) => Ok(Some(Encoded::RowGroup(encoder.arrays(arrays)?))),
            Encoder::Csv(_) | Encoder::Json | Encoder::Markdown => Ok(None),
        }
    }

    /// The most rows that are encoded together.
    fn most_rows(&self) -> usize {
        match self {
            #[cfg(feature = "engine")]
            Encoder::Parquet(_) => parquet::ROWS_IN_A_GROUP,
            Encoder::Csv(_) | Encoder::Json | Encoder::Markdown => usize::MAX,
        }
    }
}

impl Encoded {
    /// The approximate number of bytes.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Encoded::Text(text) => text.len(),
            #[cfg(feature = "engine")]
            Encoded::RowGroup(group) => group.bytes(),
        }
    }
}

impl<W: Write + Send> Stream<W> {
    /// Writes encoded rows after those that were written before.
    pub(crate) fn put(&mut self, rows: Encoded) -> io::Result<()> {
        let is_first = std::mem::take(&mut self.is_empty);
        match (&mut self.output, rows) {
            (Output::Text(out), Encoded::Text(text)) => {
                self.is_empty = is_first && text.is_empty();
                let comma = is_first && self.is_json && !text.is_empty();
                out.write_all(text.get(usize::from(comma)..).unwrap_or_default())
            }
            #[cfg(feature = "engine")]
            (Output::Parquet(writer), Encoded::RowGroup(group)) => writer.put(group),
            #[cfg(feature = "engine")]
            _ => Err(io::Error::other("rows of another format")),
        }
    }

    /// Writes a whole table.
    pub(crate) fn table(&mut self, encoder: &Encoder, table: &ResultTable) -> io::Result<()> {
        let (rows, most) = (table.rows(), encoder.most_rows());
        if rows <= most {
            return self.put(encoder.rows(table)?);
        }
        (0..rows).step_by(most).try_for_each(|from| {
            let part = table.slice(from..rows.min(from + most));
            self.put(encoder.rows(&part)?)
        })
    }

    /// Ends the file.
    pub(crate) fn end(self) -> io::Result<W> {
        let mut out = match self.output {
            Output::Text(mut out) => {
                if self.is_json {
                    out.write_all(json::ENDS[1])?;
                }
                out
            }
            #[cfg(feature = "engine")]
            Output::Parquet(writer) => writer.end()?,
        };
        out.flush()?;
        Ok(out)
    }
}
