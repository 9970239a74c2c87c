//! Rule text to a syntax tree.
//!
//! [`prepare`] makes the text ready (comments, full-width signs, newlines), [`parse`] reads it with the grammar of
//! `grammar/gradus.pest` and goes on after a mistake, [`ast`] is what comes out, [`families`] writes
//! out columns that belong together, [`print`] shows the tree, [`page`] is a file as it is laid out.

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

/// Does work whose recursion is bounded, by brackets in the parser and by the depth of expressions in the checker, with
/// room on the stack for that bound.
///
/// The thread stays the same: another one has memory of its own, which many allocators ask of the system page by page,
/// and which is of no use to the work that comes next.
pub fn deep<T>(work: impl FnOnce() -> T) -> T {
    const STACK: usize = 256 << 20;
    stacker::grow(STACK, work)
}
