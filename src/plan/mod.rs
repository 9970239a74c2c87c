//! Lowers the graph to a plan: the order in which subjects are processed, the representation of each value, the kernel
//! that computes it, and the logical plan of each job.
//!
//! - [`magnitude`]: how far from zero a value can be;
//! - [`presence`]: which values can be missing;
//! - [`fixed`]: the whole numbers that represent a value;
//! - [`kernel`] and [`mod@compile`]: operations on whole columns of them;
//! - [`passes`] and [`schedule`]: the order in which kinds of subjects are processed, and the purpose of each pass;
//! - [`told`]: the values whose reasons a result can report;
//! - [`program`]: the kernels of one job, and its output;
//! - [`policy`]: a graph with the forms of its numbers; [`held`] and [`columns`]: the contents and names of the columns
//!   that operators exchange;
//! - [`nodes`] and [`logical`]: the plan of one job.
//!
//! Nothing here reads a file or a row.

pub(crate) mod columns;
pub(crate) mod compile;
pub(crate) mod fixed;
pub(crate) mod held;
pub(crate) mod kernel;
pub(crate) mod logical;
pub(crate) mod magnitude;
pub(crate) mod nodes;
pub(crate) mod passes;
pub(crate) mod policy;
pub(crate) mod presence;
pub(crate) mod program;
pub(crate) mod schedule;
#[cfg(test)]
pub(crate) mod tests;
pub(crate) mod told;
