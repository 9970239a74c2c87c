//! From rule text to a syntax tree.
//!
//! [`prepare`] makes the text ready for the grammar (comments, full-width signs, newlines). [`parse`] parses it with
//! the grammar in `grammar/gradus.pest` and continues after a mistake. [`ast`] is the resulting tree. [`families`]
//! expands columns that are declared together, [`print`] shows the tree, and [`page`] is a file with its layout.

pub mod ast;
pub(crate) mod families;
mod one_line;
pub(crate) mod page;
pub mod parse;
mod prepare;
pub(crate) mod print;
mod unseen;

pub(crate) use one_line::on_one_line;
pub use parse::{Unread, parse};
pub(crate) use parse::{band_meant, number_meant, page_of, quantity};

/// Runs a recursive computation with enough stack. The recursion must be bounded: by brackets in the parser, by the
/// depth of expressions in the checker.
///
/// It stays in the same thread. Another thread has its own heap, which many allocators request from the system page by
/// page, and the computations that follow could not use that memory.
pub fn deep<T>(work: impl FnOnce() -> T) -> T {
    const STACK: usize = 256 << 20;
    stacker::grow(STACK, work)
}
