//! How the messages of this room quote cells, list names and count things.

/// The most characters of a cell that a message repeats.
const SHOWN: usize = 40;

/// A text of the file in backticks, on one line and not too long.
pub(super) fn quoted(text: &str) -> String {
    let mut shown = String::new();
    for (at, character) in text.chars().enumerate() {
        if at == SHOWN {
            shown.push('…');
            break;
        }
        if character.is_control() {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    format!("`{shown}`")
}

/// Names in backticks: at most `most` of them, then how many more there are.
pub(super) fn listed<'a>(names: impl IntoIterator<Item = &'a str>, most: usize) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    let shown: Vec<String> = names.iter().take(most).map(|n| quoted(n)).collect();
    let more = names.len() - shown.len();
    let shown = shown.join(", ");
    if more == 0 { shown } else { format!("{shown} and {more} more") }
}

/// `1 cell`, `2 cells`.
pub(super) fn count(n: u64, thing: &str) -> String {
    if n == 1 { format!("1 {thing}") } else { format!("{n} {thing}s") }
}

/// Where a manifest says something about the files of a table, for either way of writing it down.
pub(super) fn written_for(table: &str, setting: &str) -> String {
    let is_bare = table.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    let name = if is_bare { table.to_owned() } else { format!("\"{table}\"") };
    format!(
        "in the manifest write `{name} = {{ file = \"…\", {setting} }}` under [data], or `{setting}` under [data.{name}]"
    )
}
