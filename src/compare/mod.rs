//! Two results side by side: what is equal, what differs, and by how much.
//!
//! A result is compared with one that is expected, cell by cell, rows matched by a key. What is expected is a CSV file;
//! the result is one, too, or stands in memory.

mod decimal;
mod judge;
mod keys;
mod known;
mod options;
mod render;
mod report;
mod run;
mod sheet;
mod tall;
#[cfg(test)]
mod tests;
mod wide;

pub use decimal::Decimal;
pub use judge::{Kind, Within};
pub use options::{Options, Shape};
pub use render::summary;
pub use report::{ColumnReport, Counts, Difference, Report};
pub use run::{compare_files, compare_results};
pub use sheet::{Sheet, Written};
pub use tall::Tall;
pub use wide::Wide;
