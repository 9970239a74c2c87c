//! How the messages of this room quote cells and list names.
use crate::messages::data as say;

pub(super) use crate::schema::words::{listed, quoted};

/// Where a manifest says something about the files of a table, for either way of writing it down.
pub(super) fn written_for(table: &str, setting: &str) -> String {
    let is_bare = table.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    let name = if is_bare { table.to_owned() } else { format!("\"{table}\"") };
    say::setting_in_manifest(&name, setting)
}
