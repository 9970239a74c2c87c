//! Comparisons and tiers.

use super::super::errors::internal;
use super::Values;
use super::whole::{Operand, Whole, in_all, in_width};
use crate::engine::column::{Cell, Column, Data, there};
use crate::faults::fault;
use crate::graph::NodeId;
use crate::number::Width;
use crate::plan::kernel::{Start, Term};
use crate::types::{Comparison, Constant};
use datafusion::arrow::buffer::{BooleanBuffer, NullBuffer, ScalarBuffer};
use datafusion::common::Result;
use std::cmp::Ordering;

/// Whether a number is at or above a start.
fn reached<T: Whole>(number: T, start: Start) -> bool {
    match start {
        Start::Below => true,
        // The start is at most the largest number of the column, so the integers of the column can hold it.
        Start::At(start) => number >= T::of(start),
        Start::Above => false,
    }
}

/// The width of a node's whole numbers.
fn held(values: &Values<'_>, id: NodeId) -> Width {
    values.policy.form(id).map_or(Width::Wide, |f| f.width)
}

/// Whether a number is at or above a start, or the negation. This only compares and computes nothing.
pub(crate) fn at_or_above(values: &Values<'_>, of: NodeId, start: Start, negated: bool) -> Result<Column> {
    in_width!(held(values, of), T => {
        let Operand::<T>::Column(numbers, _, there) = Operand::of(values, &Term::Node(of, 1))? else {
            return Err(internal("expected a column to compare"));
        };
        Ok(Column { data: Data::YesNo(flags(&numbers, |n| reached(n, start) != negated)), there: there.cloned() })
    })
}

/// A flag for each number.
fn flags<T: Whole>(numbers: &[T], flag: impl Fn(T) -> bool) -> BooleanBuffer {
    BooleanBuffer::collect_bool(numbers.len(), |row| numbers.get(row).is_some_and(|n| flag(*n)))
}

/// Whether a comparison holds for an order.
pub(crate) fn holds(sign: Comparison, order: Ordering) -> bool {
    match sign {
        Comparison::AtLeast => order.is_ge(),
        Comparison::Above => order.is_gt(),
        Comparison::AtMost => order.is_le(),
        Comparison::Below => order.is_lt(),
    }
}

/// A comparison of two numbers in the same units. No wrap: the width has room for both.
pub(crate) fn compare(
    values: &Values<'_>,
    _: NodeId,
    a: &Term,
    b: &Term,
    sign: Comparison,
    width: Width,
) -> Result<Column> {
    in_width!(width, T => {
        let (a, b) = (Operand::<T>::of(values, a)?, Operand::<T>::of(values, b)?);
        let flags = BooleanBuffer::collect_bool(values.rows, |row| holds(sign, a.at(row).cmp(&b.at(row))));
        Ok(Column { data: Data::YesNo(flags), there: in_all([a.there(), b.there()]) })
    })
}

/// A comparison of two dates.
pub(crate) fn compare_dates(values: &Values<'_>, id: NodeId, sign: Comparison) -> Result<Column> {
    let inputs = values.inputs(id)?;
    let [a, b] = inputs.as_slice() else { return Err(internal("expected two dates")) };
    let flags = BooleanBuffer::collect_bool(values.rows, |row| match (a.cell(row), b.cell(row)) {
        (Some(Cell::Date(a)), Some(Cell::Date(b))) => holds(sign, a.cmp(&b)),
        _ => false,
    });
    Ok(Column { data: Data::YesNo(flags), there: in_all([a.there.as_ref(), b.there.as_ref()]) })
}

/// Whether the first number is one of the others, all in the same units. No wrap: the width has room for each.
pub(crate) fn one_of(values: &Values<'_>, _: NodeId, value: &Term, others: &[Term], width: Width) -> Result<Column> {
    in_width!(width, T => {
        let value = Operand::<T>::of(values, value)?;
        let others = others.iter().map(|other| Operand::<T>::of(values, other)).collect::<Result<Vec<_>>>()?;
        let there = in_all(others.iter().map(Operand::there).chain([value.there()]));
        let same = |row| {
            let value = value.at(row);
            others.iter().any(|other| other.at(row) == value)
        };
        Ok(Column { data: Data::YesNo(BooleanBuffer::collect_bool(values.rows, same)), there })
    })
}

/// Whether the first value, which is not a number, is one of the others.
pub(crate) fn one_of_cells(values: &Values<'_>, id: NodeId) -> Result<Column> {
    let inputs = values.inputs(id)?;
    let [value, others @ ..] = inputs.as_slice() else { return Err(internal("expected a value and a list")) };
    let there = in_all(inputs.iter().map(|input| input.there.as_ref()));
    if let (Data::Choice(codes), Some(wanted)) = (&value.data, fixed_choices(others)) {
        let is_one = |row: usize| codes.get(row).is_some_and(|code| wanted.contains(code));
        let flags = BooleanBuffer::collect_bool(values.rows, is_one);
        let flags = there.as_ref().map_or(flags.clone(), |there| &flags & there.inner());
        return Ok(Column { data: Data::YesNo(flags), there });
    }
    let same = |row| {
        let cell = value.cell(row);
        cell.is_some() && others.iter().any(|other| other.cell(row) == cell)
    };
    Ok(Column { data: Data::YesNo(BooleanBuffer::collect_bool(values.rows, same)), there })
}

/// The positions in a choice that columns have in every row; `None` if a column is anything else.
fn fixed_choices(columns: &[&Column]) -> Option<Vec<u32>> {
    let fixed = |column: &&Column| match column.data {
        Data::Constant(Constant::Choice(code)) => Some(code),
        _ => None,
    };
    columns.iter().map(fixed).collect()
}

/// Whether the set, the first input, has the value, the second.
pub(crate) fn contains(values: &Values<'_>, id: NodeId) -> Result<Column> {
    let inputs = values.inputs(id)?;
    let [set, value] = inputs.as_slice() else { return Err(internal("expected a set and a value")) };
    let has = |row| match (set.cell(row), value.cell(row)) {
        (Some(Cell::Set(set)), Some(Cell::Choice(value))) => {
            let value = if fault!(ContainsTakesNext) { value + 1 } else { value };
            set.checked_shr(value).is_some_and(|rest| rest & 1 == 1)
        }
        _ => false,
    };
    let there = in_all([set.there.as_ref(), value.there.as_ref()]);
    Ok(Column { data: Data::YesNo(BooleanBuffer::collect_bool(values.rows, has)), there })
}

/// The tier of each number. This only compares and computes nothing.
pub(crate) fn tier(
    values: &Values<'_>,
    of: NodeId,
    tiers: &[(Start, Start)],
    otherwise: Option<u32>,
) -> Result<Column> {
    in_width!(held(values, of), T => {
        let Operand::<T>::Column(numbers, _, known) = Operand::of(values, &Term::Node(of, 1))? else {
            return Err(internal("expected a column to judge"));
        };
        Ok(judged(&numbers, known, tiers, otherwise))
    })
}

fn judged<T: Whole>(
    numbers: &[T],
    known: Option<&NullBuffer>,
    tiers: &[(Start, Start)],
    otherwise: Option<u32>,
) -> Column {
    let place = |number: &T| {
        let mut at = (0..).zip(tiers);
        let found = at.find(|(_, (from, to))| reached(*number, *from) && !reached(*number, *to));
        found.map(|(at, _)| at).or(otherwise)
    };
    let found: Vec<Option<u32>> = match known {
        None => numbers.iter().map(place).collect(),
        Some(known) => numbers.iter().zip(known).map(|(n, there)| place(n).filter(|_| there)).collect(),
    };
    let flags: BooleanBuffer = found.iter().map(Option::is_some).collect();
    let tiers = ScalarBuffer::from_iter(found.iter().map(|tier| tier.unwrap_or(0)));
    Column { data: Data::Choice(tiers), there: there(flags) }
}
