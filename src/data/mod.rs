//! Files to typed columns: one set of checks for every reader and both evaluators.
//!
//! A reader hands out [`Batch`]es of the declared columns in declared order. What is wrong with a file goes to
//! [`Defects`]; nothing is dropped silently: one defect and the table is not used.
//!
//! - [`batch`]: typed columns in memory;
//! - [`cell`]: one cell to one value, with `numeral` and `day` for numbers and dates;
//! - [`defects`]: what is wrong, collected and put in order; `words` helps to say it;
//! - `header`: the declared columns among those of a file;
//! - `build`: cells to batches, and `guard`: cells that exist only where another says so;
//! - [`csv`] and `parquet`: the two kinds of files;
//! - [`keys`]: rows with the same key, and references to rows that are not there;
//! - [`piece`]: files, and parts of them that can be read at the same time;
//! - [`mod@load`]: a whole table into memory.

pub mod batch;
mod build;
pub mod cell;
pub mod csv;
mod day;
pub mod defects;
mod guard;
mod header;
pub mod keys;
pub mod load;
mod numeral;
pub mod outside;
#[cfg(feature = "engine")]
pub mod parquet;
pub mod piece;
mod words;

#[cfg(test)]
mod testing;

pub use batch::{Batch, Column, Values};
pub use defects::Defects;
pub use keys::{KeyCheck, ReferenceCheck};
pub use load::{Loaded, load, load_all};
pub use piece::{BoundFile, Piece, Reader, expand, pieces};
