//! Whole numbers of 64 and 128 bits.

use super::super::errors::internal;
use super::Values;
use crate::engine::column::{Column, Data, holes};
use crate::faults::fault;
use crate::graph::NodeId;
use crate::number::Width;
use crate::plan::kernel::Term;
use datafusion::arrow::buffer::{NullBuffer, ScalarBuffer};
use datafusion::common::Result;
use num_integer::Integer;
use num_traits::{AsPrimitive, Signed};
use std::borrow::Cow;

/// An integer that kernels compute with.
pub(crate) trait Whole:
    Integer + Signed + Copy + AsPrimitive<i64> + AsPrimitive<i128> + std::fmt::Debug + 'static
{
    /// The integer of a fixed number of a kernel. The kernel's width was proved to hold it, so no bit is lost.
    fn of(number: i128) -> Self;

    /// The whole numbers of a column; `None` if it holds other values, or wider numbers.
    fn values(data: &Data) -> Option<Cow<'_, [Self]>>;

    /// Numbers as 64-bit integers, which were proved to hold them.
    fn narrow(numbers: Vec<Self>) -> ScalarBuffer<i64>;

    /// Numbers as 128-bit integers.
    fn wide(numbers: Vec<Self>) -> ScalarBuffer<i128>;
}

impl Whole for i64 {
    fn of(number: i128) -> i64 {
        number.as_()
    }

    fn values(data: &Data) -> Option<Cow<'_, [i64]>> {
        match data {
            Data::Narrow(values) => Some(Cow::Borrowed(values)),
            _ => None,
        }
    }

    fn narrow(numbers: Vec<i64>) -> ScalarBuffer<i64> {
        numbers.into()
    }

    fn wide(numbers: Vec<i64>) -> ScalarBuffer<i128> {
        ScalarBuffer::from_iter(numbers.into_iter().map(i128::from))
    }
}

impl Whole for i128 {
    fn of(number: i128) -> i128 {
        number
    }

    fn values(data: &Data) -> Option<Cow<'_, [i128]>> {
        match data {
            Data::Narrow(values) => Some(Cow::Owned(values.iter().map(|n| i128::from(*n)).collect())),
            Data::Wide(values) => Some(Cow::Borrowed(values)),
            _ => None,
        }
    }

    fn narrow(numbers: Vec<i128>) -> ScalarBuffer<i64> {
        ScalarBuffer::from_iter(numbers.into_iter().map(|n| -> i64 { n.as_() }))
    }

    fn wide(numbers: Vec<i128>) -> ScalarBuffer<i128> {
        numbers.into()
    }
}

/// Runs a kernel with integers of its width.
macro_rules! in_width {
    ($width:expr, $T:ident => $kernel:expr) => {
        match $width {
            $crate::number::Width::Narrow => {
                type $T = i64;
                $kernel
            }
            _ => {
                type $T = i128;
                $kernel
            }
        }
    };
}

pub(super) use in_width;

/// A term of a kernel for the rows of a batch.
pub(crate) enum Operand<'v, T: Whole> {
    /// A column, its factor, and the rows that have a value.
    Column(Cow<'v, [T]>, T, Option<&'v NullBuffer>),
    /// One number for each row.
    Fixed(T),
}

impl<'v, T: Whole> Operand<'v, T> {
    /// The operand of a term.
    pub(crate) fn of(values: &'v Values<'_>, term: &Term) -> Result<Operand<'v, T>> {
        match term {
            Term::Fixed(number) => Ok(Operand::Fixed(T::of(*number))),
            Term::Node(id, factor) => {
                let column = values.get(*id)?;
                let numbers = T::values(&column.data).ok_or_else(|| internal("a column is wider than its kernel"))?;
                Ok(Operand::Column(numbers, T::of(*factor), column.there.as_ref()))
            }
        }
    }

    /// The number of a row, in the units of the kernel; zero if it is missing.
    pub(crate) fn at(&self, row: usize) -> T {
        match self {
            Operand::Column(values, factor, _) => values.get(row).map_or_else(T::zero, |v| *v * *factor),
            Operand::Fixed(number) => *number,
        }
    }

    /// The numbers of all rows, in the units of the kernel.
    pub(crate) fn scaled(&self, rows: usize) -> Vec<T> {
        match self {
            Operand::Column(values, factor, _) if factor.is_one() => values.to_vec(),
            Operand::Column(values, factor, _) => values.iter().map(|v| *v * *factor).collect(),
            Operand::Fixed(number) => vec![*number; rows],
        }
    }

    /// The rows that have a value.
    pub(crate) fn there(&self) -> Option<&'v NullBuffer> {
        match self {
            Operand::Column(_, _, there) => *there,
            Operand::Fixed(_) => None,
        }
    }

    /// Whether a row has a value.
    pub(crate) fn has(&self, row: usize) -> bool {
        self.there().is_none_or(|there| there.is_valid(row))
    }
}

/// The rows that have a value in all of these.
pub(crate) fn in_all<'n>(of: impl IntoIterator<Item = Option<&'n NullBuffer>>) -> Option<NullBuffer> {
    of.into_iter().fold(None, |all, one| NullBuffer::union(all.as_ref(), one))
}

/// The result of a kernel as the column of a node: in the integers of the node's form, which can hold every value, and
/// zero in each missing row.
pub(crate) fn column<T: Whole>(
    values: &Values<'_>,
    id: NodeId,
    mut numbers: Vec<T>,
    there: Option<NullBuffer>,
) -> Result<Column> {
    let there = there.filter(|there| there.null_count() > 0);
    if let Some(there) = &there {
        put_at(&mut numbers, &holes(there), T::zero());
    }
    let form = values.policy.form(id).ok_or_else(|| internal("a node without a form"))?;
    let data = match form.width {
        // The numbers are at most the form's largest, which fits in 64 bits.
        Width::Narrow => Data::Narrow(T::narrow(numbers)),
        _ if fault!(NarrowWraps) => Data::Wide(ScalarBuffer::from_iter(numbers.iter().map(|n| {
            let wrapped: i64 = n.as_();
            i128::from(wrapped)
        }))),
        _ => Data::Wide(T::wide(numbers)),
    };
    Ok(Column { data, there })
}

/// Puts a value at some positions of a list.
pub(crate) fn put_at<T: Copy>(list: &mut [T], at: &[usize], value: T) {
    for at in at {
        if let Some(place) = list.get_mut(*at) {
            *place = value;
        }
    }
}
