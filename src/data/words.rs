//! How the messages of this room quote cells, list names and count things.

pub(super) use crate::schema::words::{count, listed, quoted};

/// Where a manifest says something about the files of a table, for either way of writing it down.
pub(super) fn written_for(table: &str, setting: &str) -> String {
    let is_bare = table.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    let name = if is_bare { table.to_owned() } else { format!("\"{table}\"") };
    format!(
        "in the manifest write `{name} = {{ file = \"…\", {setting} }}` under [data], or `{setting}` under [data.{name}]"
    )
}
