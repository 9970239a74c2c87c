//! Mistakes that can be switched on in tests, so that these can show that they would notice.
//!
//! The switch belongs to a thread; work that goes on in another thread hands it on. Tests that run beside each other do
//! not see each other's faults. Nothing of it is left outside of tests.

#[cfg(all(test, feature = "engine"))]
mod switch;

#[cfg(all(test, feature = "engine"))]
pub(crate) use switch::{AskedFaults, Fault, active, asked, current, take_over, with};

/// Whether a seeded fault is switched on.
#[cfg(all(test, feature = "engine"))]
macro_rules! fault {
    ($name:ident) => {
        $crate::faults::active($crate::faults::Fault::$name)
    };
}

/// Nothing can be switched on: a constant, so nothing is left of the question.
#[cfg(not(all(test, feature = "engine")))]
macro_rules! fault {
    ($name:ident) => {
        $crate::faults::off()
    };
}

/// No.
#[cfg(not(all(test, feature = "engine")))]
#[inline(always)]
pub(crate) const fn off() -> bool {
    false
}

pub(crate) use fault;
