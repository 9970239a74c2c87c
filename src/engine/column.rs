//! The values of one node for the rows of a batch.

use crate::number::Rational;
use crate::types::Constant;
use datafusion::arrow::array::{Array, StringArray};
use datafusion::arrow::buffer::{BooleanBuffer, NullBuffer, ScalarBuffer};
use num_bigint::BigInt;
use std::sync::Arc;

/// The values of one node. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Column {
    /// The values; zero (no, empty) in each row that has none.
    pub data: Data,
    /// The rows that have a value; `None`: all.
    pub there: Option<NullBuffer>,
}

/// Values by what they are.
#[derive(Clone, Debug)]
pub enum Data {
    /// Whole numbers of 64 bits.
    Narrow(ScalarBuffer<i64>),
    /// Whole numbers of 128 bits.
    Wide(ScalarBuffer<i128>),
    /// Fractions.
    Big(Arc<[Rational]>),
    /// Yes or no.
    YesNo(BooleanBuffer),
    /// Positions in a choice.
    Choice(ScalarBuffer<u32>),
    /// Texts.
    Text(StringArray),
    /// Days since 1970-01-01.
    Date(ScalarBuffer<i32>),
    /// The same value in each row.
    Constant(Constant),
}

/// A value that is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell<'c> {
    /// Yes or no.
    YesNo(bool),
    /// A position in a choice.
    Choice(u32),
    /// A text.
    Text(&'c str),
    /// Days since 1970-01-01.
    Date(i32),
}

impl Column {
    /// Values that are all there.
    pub fn whole(data: Data) -> Column {
        Column { data, there: None }
    }

    /// Whether this row has a value.
    pub fn has(&self, row: usize) -> bool {
        self.there.as_ref().is_none_or(|there| row < there.len() && there.is_valid(row))
    }

    /// The value of a row where it is no number; `None` where it is missing.
    pub fn cell(&self, row: usize) -> Option<Cell<'_>> {
        if !self.has(row) {
            return None;
        }
        match &self.data {
            Data::YesNo(flags) => (row < flags.len()).then(|| Cell::YesNo(flags.value(row))),
            Data::Choice(values) => values.get(row).map(|v| Cell::Choice(*v)),
            Data::Text(texts) => (row < texts.len()).then(|| Cell::Text(texts.value(row))),
            Data::Date(days) => days.get(row).map(|d| Cell::Date(*d)),
            Data::Constant(constant) => match constant {
                Constant::YesNo(flag) => Some(Cell::YesNo(*flag)),
                Constant::Choice(value) => Some(Cell::Choice(*value)),
                Constant::Text(text) => Some(Cell::Text(text)),
                Constant::Date(days) => Some(Cell::Date(*days)),
                Constant::Number(_) => None,
            },
            Data::Narrow(_) | Data::Wide(_) | Data::Big(_) => None,
        }
    }

    /// The value of a row where it is a number, `denominator` being that of whole numbers; `None` where it is missing.
    pub fn number(&self, row: usize, denominator: &BigInt) -> Option<Rational> {
        if !self.has(row) {
            return None;
        }
        let whole = |n: BigInt| Rational::from_parts(n, denominator.clone());
        match &self.data {
            Data::Narrow(values) => values.get(row).and_then(|n| whole(BigInt::from(*n))),
            Data::Wide(values) => values.get(row).and_then(|n| whole(BigInt::from(*n))),
            Data::Big(values) => values.get(row).cloned(),
            Data::Constant(Constant::Number(n)) => Some(n.clone()),
            _ => None,
        }
    }

    /// Whether the condition is yes, no, or unknown in a row.
    pub fn flag(&self, row: usize) -> Option<bool> {
        match self.cell(row) {
            Some(Cell::YesNo(flag)) => Some(flag),
            _ => None,
        }
    }

    /// The rows in which the condition is yes.
    pub fn yes(&self, rows: usize) -> BooleanBuffer {
        match (&self.data, &self.there) {
            (Data::YesNo(flags), None) => flags.clone(),
            (Data::YesNo(flags), Some(there)) => flags & there.inner(),
            (Data::Constant(Constant::YesNo(true)), _) => BooleanBuffer::new_set(rows),
            _ => BooleanBuffer::new_unset(rows),
        }
    }

    /// The rows that have a value, one flag for each.
    pub fn all_there(&self, rows: usize) -> BooleanBuffer {
        self.there.as_ref().map_or_else(|| BooleanBuffer::new_set(rows), |there| there.inner().clone())
    }
}

/// Rows that have a value; `None` where all have.
pub fn there(flags: BooleanBuffer) -> Option<NullBuffer> {
    let there = NullBuffer::new(flags);
    (there.null_count() > 0).then_some(there)
}
