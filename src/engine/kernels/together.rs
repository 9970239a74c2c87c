//! Values combined into one, where missing ones can be skipped.

use super::super::errors::internal;
use super::Values;
use super::whole::{Operand, Whole, column, in_width};
use crate::engine::column::{Column, holes, there};
use crate::faults::fault;
use crate::graph::NodeId;
use crate::plan::kernel::{Together, TogetherHow};
use datafusion::arrow::buffer::BooleanBuffer;
use datafusion::common::Result;

/// Combines values into one.
///
/// No wrap: partial sums are at most the sum of all distances, and weights add up to at most their total. The quotient
/// of the mean is a whole number for each sum of weights that counts, and its product with the sum is a mean of values
/// in the units of the result, which are all at most the furthest of them from zero. For a sum of weights that does not
/// count, the quotient is truncated, which brings the product nearer to zero, and the row is missing.
pub(crate) fn together(values: &Values<'_>, id: NodeId, kernel: &Together) -> Result<Column> {
    in_width!(kernel.width, T => together_in::<T>(values, id, kernel))
}

/// The totals of the rows so far.
struct RowTotals<T> {
    numbers: Vec<T>,
    weights: Vec<T>,
    counts: Vec<u32>,
    /// Whether a value is missing that must not be.
    lacking: Vec<bool>,
}

impl<T: Whole> RowTotals<T> {
    /// Subtracts the weight of a part that is missing in a row, and adds its substitute.
    fn take_back(&mut self, row: usize, weight: T, instead: Option<T>, skips: bool) {
        let (Some(number), Some(total)) = (self.numbers.get_mut(row), self.weights.get_mut(row)) else { return };
        let (Some(count), Some(lacking)) = (self.counts.get_mut(row), self.lacking.get_mut(row)) else { return };
        match instead {
            Some(instead) => *number = *number + instead,
            None => {
                *total = *total - weight;
                *count -= 1;
                *lacking |= !skips;
            }
        }
    }
}

fn together_in<T: Whole>(values: &Values<'_>, id: NodeId, kernel: &Together) -> Result<Column> {
    let rows = values.rows;
    let start = if fault!(SkippedSumStartsAtOne) { T::one() } else { T::zero() };
    let mut kept = RowTotals {
        numbers: vec![start; rows],
        weights: vec![T::zero(); rows],
        counts: vec![0u32; rows],
        lacking: vec![false; rows],
    };
    for (term, weight, instead) in &kernel.parts {
        let operand = Operand::<T>::of(values, term)?;
        take_in(&mut kept, kernel, &operand, T::of(*weight), instead.map(T::of));
    }
    let (numbers, flags) = finish(kernel, kept).ok_or_else(|| internal("unexpected sum of weights"))?;
    column(values, id, numbers, there(flags))
}

/// Adds one part.
fn take_in<T: Whole>(kept: &mut RowTotals<T>, kernel: &Together, part: &Operand<'_, T>, weight: T, instead: Option<T>) {
    let adds = matches!(kernel.how, TogetherHow::Mean(_) | TogetherHow::Sum);
    match part.there() {
        None => return take_in_whole(kept, kernel.how, part, weight),
        Some(there) if adds => {
            // A missing row has added zero, and a weight that must be subtracted again.
            take_in_whole(kept, kernel.how, part, weight);
            return holes(there).into_iter().for_each(|row| kept.take_back(row, weight, instead, kernel.skips));
        }
        Some(_) => {}
    }
    let rows = kept.numbers.iter_mut().zip(&mut kept.weights).zip(&mut kept.counts).zip(&mut kept.lacking);
    for (row, (((number, total), count), lacking)) in rows.enumerate() {
        let value = match instead {
            _ if part.has(row) => part.at(row),
            Some(instead) => instead,
            None => {
                *lacking |= !kernel.skips;
                continue;
            }
        };
        *number = match kernel.how {
            _ if *count == 0 => value,
            TogetherHow::Minimum => (*number).min(value),
            _ => (*number).max(value),
        };
        *total = *total + weight;
        *count += 1;
    }
}

/// Adds one part that has a value in every row: column by column, without a branch in the loops.
fn take_in_whole<T: Whole>(kept: &mut RowTotals<T>, how: TogetherHow, part: &Operand<'_, T>, weight: T) {
    let values = part.scaled(kept.numbers.len());
    let numbers = kept.numbers.iter_mut().zip(&values);
    match how {
        TogetherHow::Mean(_) | TogetherHow::Sum => numbers.for_each(|(number, value)| *number = *number + *value),
        _ => {
            for ((number, value), count) in numbers.zip(&kept.counts) {
                *number = match how {
                    _ if *count == 0 => *value,
                    TogetherHow::Minimum => (*number).min(*value),
                    _ => (*number).max(*value),
                };
            }
        }
    }
    kept.weights.iter_mut().for_each(|total| *total = *total + weight);
    kept.counts.iter_mut().for_each(|count| *count += 1);
}

/// The results, and which rows have one. `None` if a mean is divided by a weight of which its number is not a multiple:
/// that would be a wrong number, and a mistake of the plan.
fn finish<T: Whole>(kernel: &Together, kept: RowTotals<T>) -> Option<(Vec<T>, BooleanBuffer)> {
    let (least_weight, empty) = (T::of(kernel.least_weight), kernel.empty.map(T::of));
    let (mut numbers, mut allowed) = (kept.numbers, true);
    // Most rows have the same weight as the row before, so the last quotient is used again.
    let mut last = None;
    let rows = numbers.iter_mut().zip(&kept.weights).zip(&kept.counts).zip(&kept.lacking);
    let flags = rows.map(|(((number, weight), count), lacking)| {
        let enough = *count >= kernel.least_count && *weight >= least_weight;
        if *lacking || !enough {
            return false;
        }
        if *count == 0 || weight.is_zero() {
            *number = empty.unwrap_or_else(T::zero);
            return empty.is_some();
        }
        if let TogetherHow::Mean(multiple) = kernel.how {
            let quotient = match last {
                Some((known, quotient)) if known == *weight => quotient,
                _ => {
                    let (quotient, rest) = T::of(multiple).div_rem(weight);
                    allowed &= rest.is_zero();
                    last = Some((*weight, quotient));
                    quotient
                }
            };
            *number = *number * quotient;
        }
        true
    });
    let flags = flags.collect();
    allowed.then_some((numbers, flags))
}
