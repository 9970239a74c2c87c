//! Features in pairs: every two that can stand together stand together in a generated policy, which both evaluators and
//! the naive one must read in the same way.
//!
//! [`features`] lists the features, says which pairs cannot exist, and puts them into chains; [`page`] writes chains as
//! rule text and files; [`held`] evaluates a page in three ways; [`flow`] marks a column as private and looks at what changes with it; [`known`] lists what is known to be wrong. The tests of
//! the program run some of the same pages through its commands. It exists in test builds only.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "what is unexpected fails the test")]

mod features;
mod flow;
mod held;
mod known;
mod page;
mod property;
