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
    /// How many bytes of the next text are left out: nothing precedes the first object of an array, and so no comma.
    skip: usize,
    /// The end of a text.
    end: &'static [u8],
}

/// Begins a file with the columns of a table. `None` if the format needs all rows before it can write the first.
pub(crate) fn begin<W: Write + Send>(
    header: &ResultTable,
    format: Format,
    mut out: W,
) -> io::Result<Option<(Encoder, Stream<W>)>> {
    let (mut skip, mut end): (usize, &[u8]) = (0, b"");
    let encoder = match format {
        Format::Csv(texts) => {
            csv::write_names(header, texts, &mut out)?;
            Encoder::Csv(texts)
        }
        Format::Json => {
            out.write_all(json::START)?;
            (skip, end) = (1, json::END);
            Encoder::Json
        }
        Format::Markdown => {
            markdown::write_names(header, &mut out)?;
            Encoder::Markdown
        }
        #[cfg(feature = "engine")]
        Format::Parquet => {
            let (encoder, writer) = parquet::begin(header, out)?;
            let stream = Stream { output: Output::Parquet(Box::new(writer)), skip, end };
            return Ok(Some((Encoder::Parquet(encoder), stream)));
        }
        #[cfg(not(feature = "engine"))]
        Format::Parquet => return Err(no_parquet()),
        Format::Table | Format::Workbook => return Ok(None),
    };
    Ok(Some((encoder, Stream { output: Output::Text(out), skip, end })))
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
        match (&mut self.output, rows) {
            (Output::Text(out), Encoded::Text(text)) => match text.get(self.skip..) {
                Some(text) if !text.is_empty() => {
                    self.skip = 0;
                    out.write_all(text)
                }
                _ => Ok(()),
            },
            #[cfg(feature = "engine")]
            (Output::Parquet(writer), Encoded::RowGroup(group)) => writer.put(group),
            #[cfg(feature = "engine")]
            _ => Err(io::Error::other("rows of another format")),
        }
    }

    /// Writes a whole table.
    pub(crate) fn table(&mut self, encoder: &Encoder, table: &ResultTable) -> io::Result<()> {
        table.parts().try_for_each(|rows| self.put(encoder.rows(&table.slice(rows))?))
    }

    /// Ends the file.
    pub(crate) fn end(self) -> io::Result<W> {
        let mut out = match self.output {
            Output::Text(mut out) => {
                out.write_all(self.end)?;
                out
            }
            #[cfg(feature = "engine")]
            Output::Parquet(writer) => writer.end()?,
        };
        out.flush()?;
        Ok(out)
    }
}
