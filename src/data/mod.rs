//! Files to typed columns: one set of checks for every reader and both evaluators.
//!
//! A reader hands out [`Batch`]es of the declared columns in declared order. What is wrong with a file goes to
//! [`Defects`]; nothing is dropped silently: a defect is refused, and then the table is not used, or treated as the
//! [`form`] of the table says, and told.
//!
//! - [`batch`]: typed columns in memory;
//! - [`form`]: how the files of a table are written, and what is done about what is wrong with them;
//! - [`cell`]: one cell to one value, with `numeral` for numbers and `spreadsheet` for what spreadsheets leave behind;
//! - [`defects`]: what is wrong, collected and put in order; `words` helps to say it;
//! - `header`: the declared columns among those of a file;
//! - `build`: cells to batches, and `guard`: cells that exist only where another says so;
//! - [`csv`], [`workbook`] and `parquet`: the kinds of files, and `outside`: code of others that reads them;
//! - [`keys`]: rows with the same key, and references to rows that are not there;
//! - [`piece`]: files, and parts of them that can be read at the same time; `folder`: what stands for several; `digest`: whether one
//!   gives the same again;
//! - [`open`]: a table that is read, and [`mod@sieve`]: what must be known of all its rows before it is;
//! - [`report`]: what became of all rows; [`progress`]: how many have been read so far; [`memory`]: how much may be held;
//! - [`mod@load`]: whole tables into memory.

pub mod batch;
mod build;
pub mod cell;
pub mod csv;
pub mod defects;
mod digest;
mod folder;
pub mod form;
mod guard;
mod header;
pub mod keys;
pub mod load;
pub mod memory;
mod numeral;
pub mod open;
mod outside;
#[cfg(feature = "engine")]
pub mod parquet;
pub mod piece;
pub mod progress;
pub mod report;
pub mod sieve;
mod spreadsheet;
mod words;
pub mod workbook;

#[cfg(test)]
mod testing;

pub use batch::{Batch, Column, Values};
pub use defects::Defects;
pub use folder::{Expanded, expand};
pub use form::Form;
pub use keys::{KeyCheck, ReferenceCheck};
pub use load::{Loaded, load, load_all};
pub use memory::Memory;
pub use open::{Binding, Open};
pub use piece::{BoundFile, Piece, Reader, pieces};
pub use progress::Progress;
pub use report::{TableReport, Told};
pub use sieve::sieve;
