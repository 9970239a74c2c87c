//! Rule text to a syntax tree.
//!
//! [`prepare`] makes the text ready (comments, full-width signs, newlines), [`parse`] reads it with the grammar of
//! `grammar/gradus.pest` and goes on after a mistake, [`ast`] is what comes out, [`families`] writes
//! out columns that belong together, [`print`] shows the tree.

pub mod ast;
pub mod families;
pub mod parse;
mod prepare;
pub mod print;

pub use parse::{Parsed, Unread, parse, quantity};
pub use prepare::MAX_DEPTH;
