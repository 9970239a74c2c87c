//! All values, if an aggregate needs each of them.

use super::Value;
use super::total::Number;
use crate::engine::bytes::write_fraction;
use crate::engine::column::Cell;
use crate::number::Rational;
use std::collections::HashSet;

/// The approximate size of a fraction in bytes.
const FRACTION_BYTES: usize = 128;
/// The approximate size in bytes of a value in a set without its own bytes.
const VALUE_BYTES: usize = 48;

/// All numbers of the rows, in no order. The numbers of one column are all whole or all fractions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Many {
    /// Whole numbers.
    pub whole: Vec<i128>,
    /// Fractions.
    pub fractions: Vec<Rational>,
}

impl Many {
    /// Adds a number; returns about how many bytes that takes.
    pub(super) fn take(&mut self, number: Number<'_>) -> usize {
        match number {
            Number::Whole(n) => {
                self.whole.push(n);
                size_of::<i128>()
            }
            Number::Fraction(n) => {
                self.fractions.push(n.clone());
                FRACTION_BYTES
            }
        }
    }

    /// Adds the numbers of other rows.
    pub(super) fn merge(&mut self, other: Many) {
        self.whole.extend(other.whole);
        self.fractions.extend(other.fractions);
    }
}

/// The different values of the rows. They are only counted, so the order of the set is not visible.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Different(HashSet<Box<[u8]>>);

impl Different {
    /// Adds a value; returns about how many bytes that takes.
    pub(super) fn take(&mut self, value: Value<'_>) -> usize {
        let bytes = bytes(value);
        if self.0.contains(bytes.as_slice()) {
            return 0;
        }
        let more = bytes.len() + VALUE_BYTES;
        self.0.insert(bytes.into());
        more
    }

    /// Adds the values of other rows.
    pub(super) fn merge(&mut self, other: Different) {
        self.0.extend(other.0);
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// Whether the set contains a number.
    pub(super) fn holds(&self, number: Number<'_>) -> bool {
        self.0.contains(bytes(Value::Number(number)).as_slice())
    }
}

/// A value as bytes: different values of one column have different bytes.
fn bytes(value: Value<'_>) -> Vec<u8> {
    match value {
        Value::Number(Number::Whole(n)) => n.to_le_bytes().to_vec(),
        Value::Number(Number::Fraction(n)) => {
            let mut bytes = Vec::new();
            write_fraction(n, &mut bytes);
            bytes
        }
        Value::Cell(Cell::YesNo(flag)) => vec![flag.into()],
        Value::Cell(Cell::Choice(value)) => value.to_le_bytes().to_vec(),
        Value::Cell(Cell::Text(text)) => text.as_bytes().to_vec(),
        Value::Cell(Cell::Date(days)) => days.to_le_bytes().to_vec(),
        Value::Cell(Cell::Set(set)) => set.to_le_bytes().to_vec(),
    }
}
