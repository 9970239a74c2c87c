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
