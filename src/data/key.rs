//! The bytes of a key: two rows have the same key if their keys have the same bytes.

use super::batch::{Batch, Column, Values};
use crate::schema::ColumnId;

/// Returns the columns of a key with their cells.
pub(super) fn columns<'b>(key: &[ColumnId], batch: &'b Batch) -> Vec<(ColumnId, &'b Column)> {
    key.iter().map(|&id| (id, batch.column(id))).collect()
}

/// Returns the key in some columns of a row; `None` if a part has no value.
pub(super) fn key_of(key: &[ColumnId], batch: &Batch, row: usize) -> Option<Vec<u8>> {
    let columns = columns(key, batch);
    if columns.iter().any(|(_, column)| column.marker(row).is_some()) {
        return None;
    }
    let mut key = Vec::new();
    columns.iter().for_each(|(_, column)| encode(&column.values, row, &mut key));
    Some(key)
}

/// Appends a value so that different keys of a table never have the same bytes.
pub(super) fn encode(values: &Values, row: usize, key: &mut Vec<u8>) {
    match values {
        Values::Narrow(list) => key.extend(list.get(row).copied().unwrap_or_default().to_le_bytes()),
        Values::Wide(list) => key.extend(list.get(row).copied().unwrap_or_default().to_le_bytes()),
        Values::Choice(list) => key.extend(list.get(row).copied().unwrap_or_default().to_le_bytes()),
        Values::Date(list) => key.extend(list.get(row).copied().unwrap_or_default().to_le_bytes()),
        Values::Set(list) => key.extend(list.get(row).copied().unwrap_or_default().to_le_bytes()),
        Values::YesNo(list) => key.push(list.get(row).copied().unwrap_or_default().into()),
        Values::Text(list) => {
            // The length comes first, so that `ab`, `c` differs from `a`, `bc`.
            let text = list.get(row).unwrap_or_default();
            key.extend((text.len() as u64).to_le_bytes());
            key.extend(text.as_bytes());
        }
    }
}
