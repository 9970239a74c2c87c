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

pub(crate) use decimal::Decimal;
pub(crate) use judge::{Kind, Within};
pub(crate) use options::{Options, Shape};
pub(crate) use render::summary;
pub(crate) use report::Report;
pub(crate) use run::{compare_files, compare_results};
pub(crate) use sheet::{Sheet, SheetStyle};
pub(crate) use tall::Tall;
pub(crate) use wide::Wide;
