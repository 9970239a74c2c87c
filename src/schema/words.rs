//! How messages quote cells and list names.

use crate::messages::phrase;

/// The most characters of a cell that a message repeats.
const SHOWN: usize = 40;

/// A text of the file in backticks, on one line and not too long.
pub(crate) fn quoted(text: &str) -> String {
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
pub(crate) fn listed<'a>(names: impl IntoIterator<Item = &'a str>, most: usize) -> String {
    phrase::listed(names.into_iter().map(quoted), most)
}
