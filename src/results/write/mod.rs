//! Results as files and on the terminal: the same table always gives the same bytes.

mod cells;
mod csv;
mod file;
mod format;
mod guard;
mod json;
mod markdown;
#[cfg(feature = "engine")]
mod parquet;
mod stream;
mod table;
mod workbook;

pub(crate) use self::csv::{guarded_cells, guarded_names, write_header, write_rows as csv_rows};
pub use cells::cell_text;
pub(crate) use cells::date_text;
#[cfg(all(test, feature = "engine"))]
pub(crate) use cells::decimal_text;
pub(crate) use file::{Pending, Ready, abandon, cleared, put, ready_file, write_file};
pub(crate) use format::{Format, Texts, write_result};
#[cfg(feature = "engine")]
pub(crate) use parquet::{ArrayRef, arrays};
pub(crate) use stream::{Encoded, Encoder, Stream, begin};

#[cfg(test)]
mod samples;
