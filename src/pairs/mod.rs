//! Features in pairs: every two features that can be combined are combined in a generated policy, which both evaluators
//! and the naive one must read in the same way.
//!
//! - [`features`]: the features, which pairs cannot exist, and chains of features;
//! - [`page`]: the rule text and files of chains;
//! - [`held`]: evaluates a policy in three ways;
//! - [`flow`]: marks a column as private and finds what changes with it;
//! - [`known`]: the known mistakes.
//!
//! The tests of the program run some of the same policies through its commands. This room exists in test builds only.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "what is unexpected fails the test")]

mod features;
mod flow;
mod held;
mod known;
mod page;
mod property;
