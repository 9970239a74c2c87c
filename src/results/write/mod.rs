//! Results as files and on the terminal: the same table always gives the same bytes.

mod cells;
mod csv;
mod file;
mod format;
mod json;
#[cfg(feature = "engine")]
mod parquet;
mod table;

pub use self::csv::write_header;
pub use cells::{cell_text, date_text, decimal_text};
pub use file::write_file;
pub use format::{Format, write_result};

#[cfg(test)]
mod samples;
