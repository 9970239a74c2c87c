//! Reads files into typed columns, with one set of checks for every reader and both evaluators.
//!
//! A reader returns [`Batch`]es of the declared columns in declared order. Defects of a file go to [`Defects`], and
//! nothing is dropped silently. A defect is refused, and then the table is not used; or it is treated as the [`form`]
//! of the table says, and reported.
//!
//! - [`batch`]: typed columns in memory, and their cells;
//! - `file`: a file that is bound to a table, on which all readers build;
//! - [`form`]: how the files of a table are written, and how their defects are treated;
//! - [`cell`]: parses one cell to one value, with `numeral` for numbers and `spreadsheet` for damage by spreadsheets;
//! - [`defects`]: collects and sorts defects; `words` helps to phrase them;
//! - `header`: finds the declared columns among those of a file;
//! - `build`: collects cells into batches, and `guard`: cells that exist only if another cell says so;
//! - `reader`: how a part of a file is opened and read, whatever its format; `csv`, `workbook` and `parquet`: the
//!   readers, and `outside`: third-party code that reads for them; [`formats`]: the table of formats, with the reader
//!   of each;
//! - `key`: a key as bytes; [`keys`]: rows with the same key, and references to rows that do not exist;
//! - `folder`: folders and the files in them; `piece`: parts of files that can be read at the same time; `digest`:
//!   whether a part gives the same rows again;
//! - [`open`]: a table that is read; `sift`: defects of the table that must be known before it is read, kept as a
//!   `sieve`;
//! - [`report`]: what happened to all rows; [`progress`]: how many rows were read so far; [`memory`]: how much may be
//!   held;
//! - [`mod@load`]: reads whole tables into memory.

pub(crate) mod batch;
mod build;
pub(crate) mod cell;
mod csv;
pub(crate) mod defects;
mod digest;
mod file;
mod folder;
pub(crate) mod form;
pub(crate) mod formats;
mod guard;
mod header;
mod key;
pub(crate) mod keys;
pub mod load;
pub(crate) mod memory;
mod numeral;
pub(crate) mod open;
mod outside;
#[cfg(feature = "engine")]
mod parquet;
mod piece;
pub(crate) mod progress;
mod reader;
pub(crate) mod report;
mod sieve;
mod sift;
mod spreadsheet;
mod texts;
mod words;
mod workbook;

#[cfg(test)]
mod testing;

pub(crate) use batch::{Batch, Column, Values};
pub(crate) use defects::Defects;
pub use file::BoundFile;
pub(crate) use folder::expand;
pub(crate) use form::Form;
pub(crate) use formats::FileFormat;
pub(crate) use load::load_all;
pub use load::{Batches, load};
pub(crate) use memory::Memory;
pub use open::Binding;
pub(crate) use open::{Bindings, Open, Reading};
pub(crate) use piece::Piece;
pub(crate) use progress::Progress;
pub(crate) use reader::Reader;
pub(crate) use report::{DataReport, TableReport};
pub(crate) use sift::sift;
pub(crate) use texts::Texts;
