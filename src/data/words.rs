//! Quotes cells and lists names in the messages of this room.
use crate::messages::data as say;

pub(super) use crate::schema::words::{listed, quoted};

/// Returns where to write a setting for the files of a table in a manifest, for both notations.
pub(super) fn written_for(table: &str, setting: &str) -> String {
    let is_bare = table.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    let name = if is_bare { table.to_owned() } else { format!("\"{table}\"") };
    say::setting_in_manifest(&name, setting)
}
