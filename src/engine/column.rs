//! The values of one node for the rows of a batch.

use super::errors::internal;
use crate::number::Rational;
use crate::types::{Constant, Type};
use datafusion::arrow::array::{Array, StringArray};
use datafusion::arrow::buffer::{BooleanBuffer, NullBuffer, ScalarBuffer};
use datafusion::arrow::datatypes::ArrowNativeType;
use datafusion::common::Result;
use num_bigint::BigInt;
use std::sync::Arc;

/// The values of one node. Cloning is cheap.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    /// The values; zero (no, empty) in each row without a value.
    pub data: Data,
    /// The rows that have a value; `None`: all rows.
    pub there: Option<NullBuffer>,
}

/// Values by their type.
#[derive(Clone, Debug)]
pub(crate) enum Data {
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
    /// A bit for each value of a choice.
    Set(ScalarBuffer<u64>),
    /// Many numbers for each row.
    Sorted(Arc<[Arc<Sorted>]>),
    /// The same value in each row.
    Constant(Constant),
}

/// A value that is not a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cell<'c> {
    /// Yes or no.
    YesNo(bool),
    /// A position in a choice.
    Choice(u32),
    /// A text.
    Text(&'c str),
    /// Days since 1970-01-01.
    Date(i32),
    /// A bit for each value of a choice.
    Set(u64),
}

/// Numbers in ascending order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Sorted {
    /// Whole numbers in units of `1 / denominator`.
    Whole(Vec<i128>, BigInt),
    /// Fractions.
    Fractions(Vec<Rational>),
}

/// The approximate size of a fraction in bytes.
const FRACTION_BYTES: usize = 128;

impl Sorted {
    /// The approximate size in bytes.
    fn bytes(&self) -> usize {
        match self {
            Sorted::Whole(units, _) => size_of_val(units.as_slice()),
            Sorted::Fractions(fractions) => fractions.len() * FRACTION_BYTES,
        }
    }
}

impl Default for Sorted {
    fn default() -> Sorted {
        Sorted::Fractions(Vec::new())
    }
}

impl Column {
    /// The approximate size in bytes.
    pub(crate) fn bytes(&self) -> usize {
        match &self.data {
            Data::Narrow(values) => size_of_val(values.as_ref()),
            Data::Wide(values) => size_of_val(values.as_ref()),
            Data::Big(values) => values.len() * FRACTION_BYTES,
            Data::YesNo(flags) => flags.len() / 8,
            Data::Choice(values) => size_of_val(values.as_ref()),
            Data::Text(texts) => texts.get_array_memory_size(),
            Data::Date(days) => size_of_val(days.as_ref()),
            Data::Set(sets) => size_of_val(sets.as_ref()),
            Data::Sorted(all) => all.iter().map(|sorted| sorted.bytes()).sum(),
            Data::Constant(_) => 0,
        }
    }

    /// A column with a value in each row.
    pub(crate) fn whole(data: Data) -> Column {
        Column { data, there: None }
    }

    /// Whether this row has a value.
    pub(crate) fn has(&self, row: usize) -> bool {
        self.there.as_ref().is_none_or(|there| row < there.len() && there.is_valid(row))
    }

    /// The value of a row if it is not a number; `None` if it is missing.
    pub(crate) fn cell(&self, row: usize) -> Option<Cell<'_>> {
        if !self.has(row) {
            return None;
        }
        match &self.data {
            Data::YesNo(flags) => (row < flags.len()).then(|| Cell::YesNo(flags.value(row))),
            Data::Choice(values) => values.get(row).map(|v| Cell::Choice(*v)),
            Data::Text(texts) => (row < texts.len()).then(|| Cell::Text(texts.value(row))),
            Data::Date(days) => days.get(row).map(|d| Cell::Date(*d)),
            Data::Set(sets) => sets.get(row).map(|s| Cell::Set(*s)),
            Data::Constant(constant) => match constant {
                Constant::YesNo(flag) => Some(Cell::YesNo(*flag)),
                Constant::Choice(value) => Some(Cell::Choice(*value)),
                Constant::Text(text) => Some(Cell::Text(text)),
                Constant::Date(days) => Some(Cell::Date(*days)),
                Constant::Number(_) => None,
            },
            Data::Narrow(_) | Data::Wide(_) | Data::Big(_) | Data::Sorted(_) => None,
        }
    }

    /// The value of a row if it is a number; `None` if it is missing. `denominator` is the denominator of whole
    /// numbers.
    pub(crate) fn number(&self, row: usize, denominator: &BigInt) -> Option<Rational> {
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

    /// A column of values of one type that are not numbers.
    pub(crate) fn of_cells<'c>(ty: &Type, cells: impl Iterator<Item = Option<Cell<'c>>>) -> Result<Column> {
        let cells: Vec<Option<Cell<'c>>> = cells.collect();
        let there = there(cells.iter().map(Option::is_some).collect());
        let data = match ty {
            Type::YesNo => Data::YesNo(cells.iter().map(|c| *c == Some(Cell::YesNo(true))).collect()),
            Type::Choice(_) => Data::Choice(ScalarBuffer::from_iter(cells.iter().map(|c| match c {
                Some(Cell::Choice(value)) => *value,
                _ => 0,
            }))),
            Type::Date => Data::Date(ScalarBuffer::from_iter(cells.iter().map(|c| match c {
                Some(Cell::Date(days)) => *days,
                _ => 0,
            }))),
            Type::Set(_) => Data::Set(ScalarBuffer::from_iter(cells.iter().map(|c| match c {
                Some(Cell::Set(set)) => *set,
                _ => 0,
            }))),
            Type::Text => Data::Text(StringArray::from_iter_values(cells.iter().map(|c| match c {
                Some(Cell::Text(text)) => *text,
                _ => "",
            }))),
            Type::Number(_) | Type::Sorted | Type::Reference(..) => return Err(internal("no cell")),
        };
        Ok(Column { data, there })
    }

    /// The values at some positions. Each must be the position of a row.
    pub(crate) fn take(&self, at: &[usize]) -> Column {
        fn of<T: ArrowNativeType>(values: &[T], at: &[usize]) -> ScalarBuffer<T> {
            ScalarBuffer::from_iter(at.iter().map(|at| values.get(*at).copied().unwrap_or_default()))
        }
        fn shared<T: Clone + Default>(values: &[T], at: &[usize]) -> Arc<[T]> {
            at.iter().map(|at| values.get(*at).cloned().unwrap_or_default()).collect()
        }
        let data = match &self.data {
            Data::Narrow(values) => Data::Narrow(of(values, at)),
            Data::Wide(values) => Data::Wide(of(values, at)),
            Data::Big(values) => Data::Big(shared(values, at)),
            Data::Choice(values) => Data::Choice(of(values, at)),
            Data::Date(values) => Data::Date(of(values, at)),
            Data::Set(values) => Data::Set(of(values, at)),
            Data::Sorted(values) => Data::Sorted(shared(values, at)),
            Data::YesNo(flags) => Data::YesNo(at.iter().map(|at| *at < flags.len() && flags.value(*at)).collect()),
            Data::Text(texts) => {
                let text = |at: &usize| if *at < texts.len() { texts.value(*at) } else { "" };
                Data::Text(StringArray::from_iter_values(at.iter().map(text)))
            }
            Data::Constant(constant) => Data::Constant(constant.clone()),
        };
        let there = self.there.as_ref().and_then(|_| there(at.iter().map(|at| self.has(*at)).collect()));
        Column { data, there }
    }

    /// Whether the condition is yes, no, or unknown in a row.
    pub(crate) fn flag(&self, row: usize) -> Option<bool> {
        match self.cell(row) {
            Some(Cell::YesNo(flag)) => Some(flag),
            _ => None,
        }
    }

    /// The rows in which the condition is yes.
    pub(crate) fn yes(&self, rows: usize) -> BooleanBuffer {
        match (&self.data, &self.there) {
            (Data::YesNo(flags), None) => flags.clone(),
            (Data::YesNo(flags), Some(there)) => flags & there.inner(),
            (Data::Constant(Constant::YesNo(true)), _) => BooleanBuffer::new_set(rows),
            _ => BooleanBuffer::new_unset(rows),
        }
    }

    /// The rows that have a value, one flag for each.
    pub(crate) fn all_there(&self, rows: usize) -> BooleanBuffer {
        self.there.as_ref().map_or_else(|| BooleanBuffer::new_set(rows), |there| there.inner().clone())
    }
}

/// The rows that have no value, in ascending order.
pub(crate) fn holes(there: &NullBuffer) -> Vec<usize> {
    (!there.inner()).set_indices().collect()
}

/// The rows that have a value; `None` if all rows have one.
pub(crate) fn there(flags: BooleanBuffer) -> Option<NullBuffer> {
    let there = NullBuffer::new(flags);
    (there.null_count() > 0).then_some(there)
}
