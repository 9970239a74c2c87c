//! Sums of terms, products, distances and counts.

use super::super::errors::internal;
use super::Values;
use super::whole::{Operand, Whole, column, in_all, in_width};
use crate::engine::column::{Column, holes};
use crate::graph::NodeId;
use crate::number::Width;
use crate::plan::kernel::{Affine, Term};
use datafusion::common::Result;

/// A sum of terms and a number, limited to a range.
///
/// No wrap: every partial sum is at most the sum of the distances of all terms and the number, for which the width was
/// chosen.
pub(crate) fn affine(values: &Values<'_>, id: NodeId, kernel: &Affine) -> Result<Column> {
    in_width!(kernel.width, T => affine_in::<T>(values, id, kernel))
}

fn affine_in<T: Whole>(values: &Values<'_>, id: NodeId, kernel: &Affine) -> Result<Column> {
    let mut sums: Vec<T> = vec![T::of(kernel.plus); values.rows];
    let mut strict = Vec::new();
    for (term, instead) in &kernel.terms {
        match Operand::<T>::of(values, term)? {
            Operand::Fixed(number) => sums.iter_mut().for_each(|sum| *sum = *sum + number),
            Operand::Column(numbers, factor, there) => {
                add(&mut sums, &numbers, factor);
                match (instead, there) {
                    (Some(answer), Some(there)) => {
                        let answer = T::of(*answer);
                        // A missing row has added zero so far.
                        for row in holes(there) {
                            if let Some(sum) = sums.get_mut(row) {
                                *sum = *sum + answer;
                            }
                        }
                    }
                    _ => strict.push(there),
                }
            }
        }
    }
    if let Some((lo, hi)) = kernel.limits {
        limit(&mut sums, T::of(lo), T::of(hi));
    }
    column(values, id, sums, in_all(strict))
}

fn add<T: Whole>(sums: &mut [T], numbers: &[T], factor: T) {
    if factor.is_one() {
        sums.iter_mut().zip(numbers).for_each(|(sum, number)| *sum = *sum + *number);
    } else {
        sums.iter_mut().zip(numbers).for_each(|(sum, number)| *sum = *sum + *number * factor);
    }
}

fn limit<T: Whole>(numbers: &mut [T], lo: T, hi: T) {
    for number in numbers {
        let raised = (*number).max(lo);
        *number = raised.min(hi);
    }
}

/// The product of two columns. No wrap: it is within the product of their largest distances from zero.
pub(crate) fn product(values: &Values<'_>, id: NodeId, a: NodeId, b: NodeId, width: Width) -> Result<Column> {
    in_width!(width, T => product_in::<T>(values, id, a, b))
}

fn product_in<T: Whole>(values: &Values<'_>, id: NodeId, a: NodeId, b: NodeId) -> Result<Column> {
    let (a, b) = (Operand::<T>::of(values, &Term::Node(a, 1))?, Operand::<T>::of(values, &Term::Node(b, 1))?);
    let there = in_all([a.there(), b.there()]);
    let (Operand::Column(a, ..), Operand::Column(b, ..)) = (a, b) else {
        return Err(internal("expected a product of columns"));
    };
    let products = a.iter().zip(b.iter()).map(|(a, b)| *a * *b).collect();
    column::<T>(values, id, products, there)
}

/// The distance from zero. No wrap: no whole number of a column is the least of its integers, whose distance would not
/// fit, since the largest distance of a form is a number that fits.
pub(crate) fn absolute(values: &Values<'_>, id: NodeId, of: NodeId) -> Result<Column> {
    let width = values.policy.form(of).map_or(Width::Wide, |f| f.width);
    in_width!(width, T => absolute_in::<T>(values, id, of))
}

fn absolute_in<T: Whole>(values: &Values<'_>, id: NodeId, of: NodeId) -> Result<Column> {
    let operand = Operand::<T>::of(values, &Term::Node(of, 1))?;
    let there = operand.there().cloned();
    let mut numbers = operand.scaled(values.rows);
    numbers.iter_mut().for_each(|n| *n = n.abs());
    column(values, id, numbers, there)
}

/// The number of inputs that have a value. No wrap: there are fewer inputs than an `i64` counts.
pub(crate) fn count(values: &Values<'_>, id: NodeId) -> Result<Column> {
    let mut counts = vec![0i64; values.rows];
    let inputs = values.inputs(id)?;
    counts.fill(i64::try_from(inputs.len()).map_err(|_| internal("too many inputs"))?);
    for there in inputs.iter().filter_map(|input| input.there.as_ref()) {
        for row in holes(there) {
            if let Some(count) = counts.get_mut(row) {
                *count -= 1;
            }
        }
    }
    column(values, id, counts, None)
}

/// 1 if the input has a value, else 0.
pub(crate) fn present(values: &Values<'_>, id: NodeId) -> Result<Column> {
    count(values, id)
}
