//! A comparison of two results: what is equal, what differs, and by how much.
//!
//! A result is compared with an expected result cell by cell; a key matches the rows. The expected result is a CSV
//! file. The result is a CSV file or a table in memory.

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

pub(crate) use decimal::Decimal;
pub(crate) use judge::{Kind, Within};
pub(crate) use options::{Options, Shape};
pub(crate) use render::summary;
pub(crate) use report::Report;
pub(crate) use run::{compare_files, compare_results};
pub(crate) use sheet::{Sheet, SheetStyle};
pub(crate) use tall::Tall;
pub(crate) use wide::Wide;
