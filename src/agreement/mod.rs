//! Compares the reference evaluator and the engine on generated policies and data: they must agree to the last byte.
//!
//! [`draw`] turns a list of numbers into choices, so that a shorter list is a smaller case. A case begins with a
//! [`world`]: tables of [`column`]s that refer to each other, tables with rows in the policy ([`page`]), groups and
//! products. [`files`] writes its data, [`damage`] damages some of it, [`places`] determines what the values of each
//! kind of subject can see, and [`policies`] writes rule text for that, in two [`spelling`]s. [`case`] combines these
//! parts and evaluates the result with both evaluators. Only the tests of this room use it, so it exists in test builds
//! only.

mod case;
mod column;
mod damage;
mod draw;
mod faults;
mod files;
mod mutations;
mod page;
mod places;
mod policies;
mod property;
mod sample;
mod spelling;
mod world;
