//! The one integration-test binary: each further one would link the engine again.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets something unexpected fails"
)]

mod both;
mod codes;
mod corpus;
mod damaged;
mod direction;
mod docs;
mod format;
mod freeze;
mod help;
mod hour;
mod manifest;
#[cfg(feature = "engine")]
mod memory;
mod output;
mod program;
mod published;
mod removal;
mod traps;
