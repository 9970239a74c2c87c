//! The first value whose condition is yes.

use super::super::errors::internal;
use super::Values;
use super::whole::{Operand, Whole, column, in_width, put_at};
use crate::engine::column::{Column, holes, there};
use crate::faults::fault;
use crate::graph::NodeId;
use crate::number::Width;
use crate::plan::kernel::Term;
use crate::types::Type;
use datafusion::arrow::buffer::BooleanBuffer;
use datafusion::common::Result;

/// The first number, or the second if the first is missing. No wrap: the width has room for both.
pub(crate) fn default(values: &Values<'_>, id: NodeId, first: &Term, second: &Term, width: Width) -> Result<Column> {
    in_width!(width, T => default_in::<T>(values, id, first, second))
}

fn default_in<T: Whole>(values: &Values<'_>, id: NodeId, first: &Term, second: &Term) -> Result<Column> {
    let (first, second) = (Operand::<T>::of(values, first)?, Operand::<T>::of(values, second)?);
    let mut numbers = first.scaled(values.rows);
    let Some(known) = first.there() else { return column(values, id, numbers, None) };
    for row in holes(known) {
        if let Some(number) = numbers.get_mut(row) {
            *number = second.at(row);
        }
    }
    let flags = second.there().map(|other| known.inner() | other.inner());
    column(values, id, numbers, flags.and_then(there))
}

/// The arm that a row takes, if any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Arm(usize);

impl Arm {
    /// Not decided yet: a condition is unknown.
    const UNKNOWN: Arm = Arm(usize::MAX - 1);
    const NONE: Arm = Arm(usize::MAX);
}

/// The arm that each row takes: the position of the first condition that is yes, or the number of conditions for the
/// arm without a condition. If an earlier condition is unknown, `same` says whether all arms that are still possible
/// have the same value; if not, the row takes no arm.
fn arms(
    values: &Values<'_>,
    (conditions, otherwise): (&[NodeId], bool),
    same: impl Fn(&[usize], usize) -> bool,
) -> Result<Vec<Arm>> {
    let mut taken: Vec<Arm> = vec![Arm(conditions.len()); values.rows];
    // From the last to the first, so that an earlier condition overrides a later one.
    for (arm, id) in conditions.iter().enumerate().rev() {
        let condition = values.get(*id)?;
        for row in condition.yes(values.rows).set_indices() {
            if let Some(taken) = taken.get_mut(row) {
                *taken = Arm(arm);
            }
        }
        if let Some(known) = condition.there.as_ref().filter(|_| !fault!(UnknownConditionIsNo)) {
            put_at(&mut taken, &holes(known), if fault!(UnknownConditionIsYes) { Arm(arm) } else { Arm::UNKNOWN });
        }
    }
    for (row, taken) in taken.iter_mut().enumerate().filter(|(_, taken)| **taken == Arm::UNKNOWN) {
        let possible = possible(values, (conditions, otherwise), row)?;
        *taken = possible.last().filter(|_| same(&possible, row)).map_or(Arm::NONE, |arm| Arm(*arm));
    }
    Ok(taken)
}

/// The arms that are still possible for a row: those whose condition is unknown, and the first certain arm after them.
fn possible(values: &Values<'_>, (conditions, otherwise): (&[NodeId], bool), row: usize) -> Result<Vec<usize>> {
    let mut possible = Vec::new();
    for (arm, id) in conditions.iter().enumerate() {
        match values.get(*id)?.flag(row) {
            Some(false) => {}
            Some(true) => {
                possible.push(arm);
                return Ok(possible);
            }
            None => possible.push(arm),
        }
    }
    possible.extend(otherwise.then_some(conditions.len()));
    Ok(possible)
}

/// The number of the first condition that is yes. No wrap: the width has room for each number.
pub(crate) fn first(
    values: &Values<'_>,
    id: NodeId,
    arms: &[(Term, NodeId)],
    otherwise: Option<&Term>,
    width: Width,
) -> Result<Column> {
    in_width!(width, T => first_in::<T>(values, id, arms, otherwise))
}

fn first_in<T: Whole>(
    values: &Values<'_>,
    id: NodeId,
    arms: &[(Term, NodeId)],
    otherwise: Option<&Term>,
) -> Result<Column> {
    let conditions: Vec<NodeId> = arms.iter().map(|(_, condition)| *condition).collect();
    let terms = arms.iter().map(|(term, _)| term).chain(otherwise);
    let operands = terms.map(|term| Operand::<T>::of(values, term)).collect::<Result<Vec<_>>>()?;
    let number = |arm: usize, row: usize| operands.get(arm).filter(|o| o.has(row)).map(|o| o.at(row));
    let taken = self::arms(values, (&conditions, otherwise.is_some()), |possible, row| {
        let mut each = possible.iter().map(|arm| number(*arm, row));
        each.next().flatten().is_some_and(|first| each.all(|other| other == Some(first)))
    })?;
    let operand = |arm: Arm| operands.get(arm.0);
    let rows = taken.iter().enumerate();
    let numbers = rows.map(|(row, arm)| operand(*arm).map_or_else(T::zero, |operand| operand.at(row))).collect();
    let has = |row: usize| taken.get(row).and_then(|arm| operand(*arm)).is_some_and(|operand| operand.has(row));
    let flags = BooleanBuffer::collect_bool(values.rows, has);
    column(values, id, numbers, there(flags))
}

/// The first value, or the second if the first is missing, for values that are not numbers.
pub(crate) fn default_cells(values: &Values<'_>, id: NodeId) -> Result<Column> {
    let inputs = values.inputs(id)?;
    let [first, second] = inputs.as_slice() else { return Err(internal("expected two values")) };
    let cells = (0..values.rows).map(|row| first.cell(row).or_else(|| second.cell(row)));
    Column::of_cells(values.policy.graph.node(id).ty.held(), cells)
}

/// The value of the first condition that is yes, for values that are not numbers.
pub(crate) fn first_cells(values: &Values<'_>, id: NodeId) -> Result<Column> {
    let inputs = &values.policy.graph.node(id).inputs;
    let (pairs, rest) = inputs.as_chunks::<2>();
    let conditions: Vec<NodeId> = pairs.iter().map(|[_, condition]| *condition).collect();
    let columns = pairs.iter().map(|[value, _]| value).chain(rest).map(|id| values.get(*id));
    let columns = columns.collect::<Result<Vec<_>>>()?;
    let taken = arms(values, (&conditions, !rest.is_empty()), |possible, row| {
        let mut each = possible.iter().map(|arm| columns.get(*arm).and_then(|column| column.cell(row)));
        each.next().flatten().is_some_and(|first| each.all(|other| other.as_ref() == Some(&first)))
    })?;
    let cells = taken.iter().enumerate().map(|(row, arm)| columns.get(arm.0)?.cell(row));
    Column::of_cells(values.policy.graph.node(id).ty.held(), cells)
}

/// A column without values.
pub(crate) fn nothing(values: &Values<'_>, id: NodeId) -> Result<Column> {
    match values.policy.graph.node(id).ty.held() {
        Type::Number(_) => super::exact::numbers(values.policy, id, vec![None; values.rows]),
        other => Column::of_cells(other, std::iter::repeat_n(None, values.rows)),
    }
}
