//! Mistakes that tests can switch on, to show that the tests would notice them.
//!
//! The switch belongs to a thread; a task that continues in another thread passes it there. Parallel tests do not see
//! each other's faults. Outside of tests none of this is compiled.

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

/// No fault can be switched on: a constant, so that the check compiles to nothing.
#[cfg(not(all(test, feature = "engine")))]
macro_rules! fault {
    ($name:ident) => {
        $crate::faults::off()
    };
}

/// Always no.
#[cfg(not(all(test, feature = "engine")))]
#[inline(always)]
pub(crate) const fn off() -> bool {
    false
}

pub(crate) use fault;
