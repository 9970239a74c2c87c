//! Gradus: a small typed language for organisations that judge by survey data.
//!
//! A policy passes through these rooms in one direction. Each room uses only rooms above it (ARCHITECTURE.md says why):
//!
//! ```text
//! rule text ─▶ source ─▶ syntax ─▶ names ─▶ types ─▶ graph ─┬─▶ reference ──────┬─▶ results
//!                                             files ─▶ data ─┴─▶ plan ─▶ engine ─┘
//! ```

// Some items are unused without the engine. With it, all of them are checked.
#![cfg_attr(not(feature = "engine"), allow(dead_code, unused_imports))]

mod faults;

mod profile;

mod messages;

mod source;

mod diagnostic;

mod number;

mod digest;

mod ids;

mod lookup;

mod calendar;

mod functions;

mod syntax;

mod schema;

mod names;

mod types;

mod graph;

mod data;

mod results;

#[cfg(feature = "engine")]
mod plan;

#[cfg(feature = "engine")]
mod engine;

mod reference;

mod manifest;

mod policy;

mod testing;

mod explain;
mod freeze;

mod format;

mod diagram;

mod compare;

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

/// The parts of the rooms that the project's own tests use. This is not a public interface, and changes without notice.
#[doc(hidden)]
pub mod inside {
    pub mod data {
        pub use crate::data::form::Treatment;
        pub use crate::data::{Batches, Binding, BoundFile, load};
    }

    pub mod diagnostic {
        pub use crate::diagnostic::render::{MessageFormat, render};
        pub use crate::diagnostic::visible::{drives, in_place};
        pub use crate::diagnostic::{Code, Diagnostic, Severity, has_errors, sort};
    }

    pub mod diagram {
        pub use crate::diagram::{Format, drawing};
    }

    #[cfg(feature = "engine")]
    pub mod engine {
        pub use crate::engine::{Binding, Settings, evaluate};
    }

    pub mod explain {
        pub use crate::explain::explain;
    }

    pub mod format {
        pub use crate::format::{WIDTH, format};
    }

    pub mod functions {
        pub use crate::functions::{Composition, Function};
    }

    pub mod graph {
        pub use crate::graph::{Graph, build};
    }

    pub mod names {
        pub use crate::names::model;
        pub use crate::names::resolve;
    }

    pub mod number {
        pub use crate::number::Rational;
    }

    pub mod policy {
        pub use crate::policy::{Compiled, Pack, Run};
    }

    pub mod reference {
        pub use crate::reference::{Rows, results};
    }

    pub mod results {
        pub use crate::results::ResultTable;
        pub use crate::results::write::cell_text;
    }

    pub mod schema {
        pub use crate::schema::Damage;
    }

    pub mod source {
        pub use crate::source::{SourceFile, SourceSet, Span};
    }

    pub mod syntax {
        pub use crate::syntax::ast;
        pub use crate::syntax::families::write_out;
        pub use crate::syntax::{Unread, deep, parse};
    }

    pub mod testing {
        pub use crate::testing::{evaluated, run};
    }

    pub mod types {
        pub use crate::types::{Context, Op, ParamValues, check};
    }
}
