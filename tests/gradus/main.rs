//! The one integration-test binary: each further one would link the engine again.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that meets something unexpected fails")]

mod corpus;
mod direction;
mod program;
mod published;
