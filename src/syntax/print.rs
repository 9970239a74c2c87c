//! The syntax tree as text, for `gradus debug ast`.

use super::ast::File;
use std::fmt::Write as _;

/// Prints the declarations in the order of the file.
pub(crate) fn print(file: &File) -> String {
    let mut out = String::new();
    for item in &file.items {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{:#?}", item.kind);
    }
    out
}
