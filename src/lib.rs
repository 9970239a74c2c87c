//! Gradus: a small typed language for organisations that judge by survey data.
//!
//! A policy goes one way through these rooms; each uses only rooms above it (ARCHITECTURE.md says why):
//!
//! ```text
//! rule text ─▶ source ─▶ syntax ─▶ names ─▶ types ─▶ graph ─┬─▶ reference ──────┬─▶ results
//!                                             files ─▶ data ─┴─▶ plan ─▶ engine ─┘
//! ```

mod faults;

pub mod profile;

mod messages;

pub mod source;

pub mod diagnostic;

pub mod number;

pub mod digest;

mod ids;

mod lookup;

pub mod calendar;

pub mod functions;

pub mod syntax;

pub mod schema;

pub mod names;

pub mod types;

pub mod graph;

pub mod data;

pub mod results;

#[cfg(feature = "engine")]
pub mod plan;

#[cfg(feature = "engine")]
pub mod engine;

pub mod reference;

pub mod manifest;

pub mod policy;

pub mod testing;

pub mod explain;
pub mod freeze;

pub mod format;

pub mod diagram;

pub mod compare;

mod disclosure;

mod expected;

mod record;

#[cfg(test)]
mod naive;

#[cfg(test)]
mod pairs;

#[cfg(test)]
#[cfg(feature = "engine")]
mod agreement;

pub mod cli;
