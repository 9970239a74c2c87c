//! The graph to a plan: in which order subjects are gone through, how every value is held, with which kernel it is
//! computed, and the tree of relations of each job.
//!
//! - [`magnitude`]: how far from zero a value can be;
//! - [`presence`]: which values can be missing;
//! - [`fixed`]: the whole numbers that a value is held in;
//! - [`kernel`] and [`mod@compile`]: what is done with whole columns of them;
//! - [`passes`] and [`schedule`]: in which order kinds of subjects are gone through, and what for;
//! - [`told`]: whose reasons a result can tell;
//! - [`program`]: the kernels of one job, and what they give out;
//! - [`policy`]: a graph with the forms of its numbers; [`held`] and [`columns`]: what the columns between the parts of a plan hold and are called;
//! - [`nodes`] and [`logical`]: the plan of one job.
//!
//! Nothing here reads a file or looks at a row.

pub mod columns;
pub mod compile;
pub mod fixed;
pub mod held;
pub mod kernel;
pub mod logical;
pub mod magnitude;
pub mod nodes;
pub mod passes;
pub mod policy;
pub mod presence;
pub mod program;
pub mod schedule;
#[cfg(test)]
pub(crate) mod tests;
pub mod told;
