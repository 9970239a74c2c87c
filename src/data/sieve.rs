//! The rows and values that are left out of a table because of defects that only all its rows together can show; `sift`
//! finds them.

use super::batch::Batch;
use super::keys::RowPlace;
use crate::ids::Id;
use crate::schema::{ColumnId, Damage};

/// The rows of a table that are left out, and the values that are taken as missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sieve {
    /// In order.
    aside: Vec<RowPlace>,
    /// In order.
    missing: Vec<(RowPlace, ColumnId)>,
}

impl Sieve {
    /// Creates a sieve that leaves out these rows, and takes these values as missing. Both must be in order.
    pub(super) fn new(
        aside: impl Iterator<Item = RowPlace>,
        missing: impl Iterator<Item = (RowPlace, ColumnId)>,
    ) -> Sieve {
        Sieve { aside: aside.collect(), missing: missing.collect() }
    }

    /// Removes rows from a batch, and takes values of it as missing.
    pub(super) fn apply(&self, batch: &mut Batch) {
        let (Some(first), Some(last)) = (batch.lines.first(), batch.lines.last()) else { return };
        let (first, last) = (RowPlace { file: batch.file, line: *first }, RowPlace { file: batch.file, line: *last });
        let at = |batch: &Batch, place: &RowPlace| batch.lines.binary_search(&place.line).ok();
        let missing = within(&self.missing, |(place, _)| *place, first, last);
        for (place, column) in missing {
            if let (Some(row), Some(column)) = (at(batch, place), batch.columns.get_mut(column.position())) {
                column.take_as_missing(row, Damage::DanglingReference);
            }
        }
        let aside = within(&self.aside, |place| *place, first, last);
        let rows: Vec<usize> = aside.iter().filter_map(|place| at(batch, place)).collect();
        batch.remove(&rows);
    }
}

/// Returns the part of an ordered list between two places, both included.
fn within<T>(list: &[T], place: impl Fn(&T) -> RowPlace, first: RowPlace, last: RowPlace) -> &[T] {
    let from = list.partition_point(|item| place(item) < first);
    let to = list.partition_point(|item| place(item) <= last);
    list.get(from..to).unwrap_or_default()
}
