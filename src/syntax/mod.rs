//! Rule text to a syntax tree.
//!
//! [`prepare`] makes the text ready (comments, full-width signs, newlines), [`parse`] reads it with the grammar of
//! `grammar/gradus.pest` and goes on after a mistake, [`ast`] is what comes out, [`families`] writes
//! out columns that belong together, [`print`] shows the tree, [`page`] is a file as it is laid out.

pub mod ast;
pub mod families;
pub mod page;
pub mod parse;
mod prepare;
pub mod print;
mod unseen;

pub use parse::{Parsed, Unread, number_meant, page_of, parse, quantity};
pub use prepare::MAX_DEPTH;

/// Does work whose recursion is bounded, by brackets in the parser and by the depth of expressions in the checker, with
/// room on the stack for that bound.
pub fn deep<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    const STACK: usize = 256 << 20;
    let work = crate::faults::carried(work);
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        let thread = thread.unwrap_or_else(|error| std::panic::resume_unwind(Box::new(error)));
        thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}
