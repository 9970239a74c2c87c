//! The reference evaluator and the engine on generated policies and data: they must agree to the last byte.
//!
//! [`draw`] turns a list of numbers into choices, so that a shorter list is a smaller case; [`policies`] writes rule
//! text, [`data`] writes the files, [`case`] puts a case together and evaluates it both ways. The tests of this room
//! are its only use, so it exists in test builds only.

mod case;
mod data;
mod draw;
mod faults;
mod policies;
mod property;
