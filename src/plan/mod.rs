//! The graph to a plan: how every value is held, with which kernel it is computed, and the tree of relations that
//! brings rows to results.
//!
//! - [`magnitude`]: how far from zero a value can be;
//! - [`presence`]: which values can be missing;
//! - [`fixed`]: the whole numbers that a value is held in;
//! - [`kernel`] and [`mod@compile`]: what is done with whole columns of them;
//! - [`program`]: the kernels of one grain, and what they give out;
//! - [`columns`]: what the columns between the parts of a plan are called and hold;
//! - [`nodes`] and [`logical`]: the plan itself.
//!
//! Nothing here reads a file or looks at a row.

pub mod columns;
pub mod compile;
#[cfg(test)]
pub mod faults;
pub mod fixed;
pub mod kernel;
pub mod logical;
pub mod magnitude;
pub mod nodes;
pub mod presence;
pub mod program;

/// Whether a seeded fault is switched on.
#[cfg(test)]
macro_rules! fault {
    ($name:ident) => {
        $crate::plan::faults::active($crate::plan::faults::Fault::$name)
    };
}

/// Outside the tests of the crate no fault can be switched on: a constant, so nothing is left of the question.
#[cfg(not(test))]
macro_rules! fault {
    ($name:ident) => {
        $crate::plan::off()
    };
}

/// No.
#[cfg(not(test))]
#[inline(always)]
pub(crate) const fn off() -> bool {
    false
}

pub(crate) use fault;
