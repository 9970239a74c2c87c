//! Files to typed columns: one set of checks for every reader and both evaluators.
//!
//! A reader hands out [`Batch`]es of the declared columns in declared order. What is wrong with a file goes to
//! [`Defects`]; nothing is dropped silently: a defect is refused, and then the table is not used, or treated as the
//! [`form`] of the table says, and told.
//!
//! - [`batch`]: typed columns in memory, and their cells;
//! - `file`: a file that is bound to a table, on which all readers build;
//! - [`form`]: how the files of a table are written, and what is done about what is wrong with them;
//! - [`cell`]: one cell to one value, with `numeral` for numbers and `spreadsheet` for what spreadsheets leave behind;
//! - [`defects`]: what is wrong, collected and put in order; `words` helps to say it;
//! - `header`: the declared columns among those of a file;
//! - `build`: cells to batches, and `guard`: cells that exist only where another says so;
//! - `reader`: how a part of a file is opened and read, whatever its format; `csv`, `workbook` and `parquet`: the readers,
//!   and `outside`: code of others that reads for them; [`formats`]: the table of formats, with the reader of each;
//! - `key`: a key as bytes; [`keys`]: rows with the same key, and references to rows that are not there;
//! - `folder`: what stands for several files; `piece`: parts of files that can be read at the same time; `digest`: whether
//!   one gives the same again;
//! - [`open`]: a table that is read; `sift`: what must be known of all its rows before it is, kept as a `sieve`;
//! - [`report`]: what became of all rows; [`progress`]: how many have been read so far; [`memory`]: how much may be held;
//! - [`mod@load`]: whole tables into memory.

pub mod batch;
mod build;
pub mod cell;
mod csv;
pub mod defects;
mod digest;
mod file;
mod folder;
pub mod form;
pub mod formats;
mod guard;
mod header;
mod key;
pub mod keys;
pub mod load;
pub mod memory;
mod numeral;
pub mod open;
mod outside;
#[cfg(feature = "engine")]
mod parquet;
mod piece;
pub mod progress;
mod reader;
pub mod report;
mod sieve;
mod sift;
mod spreadsheet;
mod words;
mod workbook;

#[cfg(test)]
mod testing;

pub use batch::{Batch, Column, Values};
pub use defects::Defects;
pub use file::BoundFile;
pub use folder::{Expanded, expand};
pub use form::Form;
pub use formats::FileFormat;
pub use keys::{KeyCheck, ReferenceCheck};
pub use load::{Batches, Loaded, load, load_all};
pub use memory::Memory;
pub use open::{Binding, Bindings, Open};
pub use piece::{Piece, pieces};
pub use progress::Progress;
pub use reader::Reader;
pub use report::{TableReport, Told};
pub use sift::sift;
