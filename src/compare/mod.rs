//! Two results side by side: what is equal, what differs, and by how much.
//!
//! A result is compared with one that is expected, cell by cell, rows matched by a key. Both are CSV files.

mod decimal;
mod judge;
mod keys;
mod known;
mod render;
mod report;
mod run;
mod sheet;
mod tall;
#[cfg(test)]
mod tests;
mod wide;

pub use decimal::Decimal;
pub use render::summary;
pub use report::{ColumnReport, Counts, Difference, Report};
pub use run::{Options, Shape, compare};
pub use tall::Tall;
pub use wide::Wide;
