//! Operations on dates. Consecutive days are often the same, so the last answer is used again.

use super::super::errors::internal;
use super::Values;
use super::whole::in_all;
use crate::calendar;
use crate::engine::column::{Cell, Column, Data, there};
use crate::faults::fault;
use crate::graph::NodeId;
use crate::types::{TimeUnit, Type, period};
use datafusion::arrow::array::StringArray;
use datafusion::arrow::buffer::BooleanBuffer;
use datafusion::common::Result;

/// The days of the only input.
fn days<'v>(values: &'v Values<'_>, id: NodeId) -> Result<impl Iterator<Item = Option<i32>> + 'v> {
    let inputs = values.inputs(id)?;
    let &[of] = inputs.as_slice() else { return Err(internal("expected one date")) };
    Ok((0..values.rows).map(move |row| day(of, row)))
}

fn day(column: &Column, row: usize) -> Option<i32> {
    match column.cell(row) {
        Some(Cell::Date(day)) => Some(day),
        _ => None,
    }
}

fn each(values: &Values<'_>, id: NodeId, of: impl Fn(i32) -> Option<i32>) -> Result<Column> {
    let mut last: Option<(i32, Option<i32>)> = None;
    let shifted = days(values, id)?.map(|day| {
        let day = day?;
        let known = last.filter(|(known, _)| *known == day);
        let (_, shifted) = *last.insert(known.unwrap_or_else(|| (day, of(day))));
        shifted.map(Cell::Date)
    });
    Column::of_cells(&Type::Date, shifted)
}

/// Each date shifted by a number of calendar months. A day that the month does not have becomes its last day.
pub(crate) fn shift_months(values: &Values<'_>, id: NodeId, months: i32) -> Result<Column> {
    each(values, id, |day| {
        let shifted = calendar::shift_months(day, months);
        if fault!(ShiftRunsOver) { ran_over(day, shifted) } else { shifted }
    })
}

/// The shifted date under a seeded fault: a day that the month does not have runs over into the next month.
fn ran_over(day: i32, shifted: Option<i32>) -> Option<i32> {
    let of_month = |day: i32| calendar::of_days(day.into()).map(|date| i32::from(date.day()));
    Some(shifted? + of_month(day)? - of_month(shifted?)?)
}

/// Each date shifted by a number of days.
pub(crate) fn shift_days(values: &Values<'_>, id: NodeId, days: i32) -> Result<Column> {
    each(values, id, |day| day.checked_add(days))
}

/// The seconds from the second date to the first. No wrap: days have 32 bits, and a day has fewer than 2^17 seconds.
pub(crate) fn days_between(values: &Values<'_>, id: NodeId) -> Result<Column> {
    let inputs = values.inputs(id)?;
    let [a, b] = inputs.as_slice() else { return Err(internal("expected two dates")) };
    let between = |row| match (day(a, row), day(b, row)) {
        (Some(a), Some(b)) => (i64::from(a) - i64::from(b)) * calendar::SECONDS_OF_DAY,
        _ => 0,
    };
    let seconds: Vec<i64> = (0..values.rows).map(between).collect();
    super::whole::column(values, id, seconds, in_all([a.there.as_ref(), b.there.as_ref()]))
}

/// The period of the calendar that contains each date.
pub(crate) fn period_of(values: &Values<'_>, id: NodeId, unit: TimeUnit) -> Result<Column> {
    let mut last: Option<(i32, Option<String>)> = None;
    let mut texts: Vec<Option<String>> = Vec::with_capacity(values.rows);
    for day in days(values, id)? {
        let Some(day) = day else {
            texts.push(None);
            continue;
        };
        if last.as_ref().is_none_or(|(known, _)| *known != day) {
            last = Some((day, period::stretch_of_day(unit, day)));
        }
        texts.push(last.as_ref().and_then(|(_, text)| text.clone()));
    }
    let flags: BooleanBuffer = texts.iter().map(Option::is_some).collect();
    let texts = StringArray::from_iter_values(texts.iter().map(|text| text.as_deref().unwrap_or("")));
    Ok(Column { data: Data::Text(texts), there: there(flags) })
}
