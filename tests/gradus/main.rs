//! The only binary of integration tests: another binary would have to link the engine again.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets something unexpected fails"
)]

mod below;
mod both;
mod codes;
mod corpus;
mod coverage;
mod damaged;
mod direction;
mod docs;
mod ends;
mod explained;
mod format;
mod forms;
mod freeze;
mod growth;
mod help;
mod hour;
mod judged;
mod manifest;
#[cfg(feature = "engine")]
mod memory;
mod messages;
mod output;
mod page_rows;
mod pairs;
mod privacy;
mod program;
mod published;
mod record;
mod removal;
mod terminal;
mod traps;
mod units;
mod words;
