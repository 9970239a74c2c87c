//! How the clauses of an eligibility decide.

use super::Values;
use crate::engine::column::{Column, Data, there};
use crate::faults::fault;
use crate::graph::NodeId;
use crate::types::{Decision, Effect, Undetermined, outcome};
use datafusion::arrow::buffer::{BooleanBuffer, ScalarBuffer};
use datafusion::common::Result;

/// The clauses of a decision with the nodes of their conditions, and the nodes that explain an override.
pub(crate) fn clauses<'d>(decision: &'d Decision, inputs: &'d [NodeId]) -> Vec<(Effect, NodeId, &'d [NodeId])> {
    let mut rest = inputs;
    let mut found = Vec::new();
    for clause in &decision.clauses {
        let Some((condition, behind)) = rest.split_first() else { break };
        let told = match clause.effect {
            Effect::Override { told } => told.min(behind.len()),
            Effect::Include | Effect::Exclude => 0,
        };
        let (told, behind) = behind.split_at(told);
        found.push((clause.effect, *condition, told));
        rest = behind;
    }
    found
}

/// The outcome of the clauses for a row, before the rule for undetermined subjects.
pub(crate) fn decided(answers: impl Iterator<Item = (Effect, Option<bool>)>) -> u32 {
    let (mut included, mut may_include, mut excluded, mut may_exclude) = (false, false, false, false);
    for (effect, answer) in answers {
        let answer = answer.or(fault!(UnknownClauseIsNo).then_some(false));
        match (effect, answer) {
            // Overrides precede all other clauses, and the first override that is known decides alone.
            (Effect::Override { .. }, Some(true)) => return outcome::INCLUDED,
            (Effect::Override { .. }, Some(false)) if !fault!(UnknownClauseIsNo) => return outcome::EXCLUDED,
            (Effect::Override { .. }, _) => {}
            (Effect::Include, answer) => {
                included |= answer == Some(true);
                may_include |= answer.is_none();
            }
            (Effect::Exclude, answer) => {
                excluded |= answer == Some(true);
                may_exclude |= answer.is_none();
            }
        }
    }
    match (excluded, included) {
        (true, _) => outcome::EXCLUDED,
        (_, false) if !may_include => {
            if fault!(DefaultIsIncluded) {
                outcome::INCLUDED
            } else {
                outcome::EXCLUDED
            }
        }
        (_, true) if !may_exclude => outcome::INCLUDED,
        _ => outcome::UNDETERMINED,
    }
}

/// The outcomes of an eligibility for all rows: the rows that are included, and those that are excluded.
struct Outcomes {
    included: BooleanBuffer,
    excluded: BooleanBuffer,
}

/// The outcome of each row.
fn outcomes(values: &Values<'_>, id: NodeId, decision: &Decision) -> Result<Outcomes> {
    let inputs = &values.policy.graph.node(id).inputs;
    let clauses = clauses(decision, inputs).into_iter();
    let columns = clauses.map(|(effect, condition, _)| Ok((effect, values.get(condition)?)));
    let columns = columns.collect::<Result<Vec<(Effect, &Column)>>>()?;
    let Outcomes { mut included, mut excluded } =
        match columns.iter().any(|(effect, _)| matches!(effect, Effect::Override { .. })) {
            true => row_by_row(values.rows, &columns),
            false => all_rows(values.rows, &columns),
        };
    match decision.undetermined {
        Undetermined::Included => included = !&excluded,
        Undetermined::Excluded => excluded = !&included,
        Undetermined::Reported => {}
    }
    Ok(Outcomes { included, excluded })
}

fn row_by_row(rows: usize, columns: &[(Effect, &Column)]) -> Outcomes {
    let decided = |row| decided(columns.iter().map(|(effect, column)| (*effect, column.flag(row))));
    let outcomes: Vec<u32> = (0..rows).map(decided).collect();
    let are = |wanted| BooleanBuffer::collect_bool(rows, |row| outcomes.get(row) == Some(&wanted));
    Outcomes { included: are(outcome::INCLUDED), excluded: are(outcome::EXCLUDED) }
}

/// The outcome without overrides as in [`decided`], for all rows at once.
fn all_rows(rows: usize, columns: &[(Effect, &Column)]) -> Outcomes {
    // For a kind of clause: the rows in which a clause is yes, and those in which a clause is yes or unknown.
    let of = |wanted: fn(&Effect) -> bool| {
        let none = BooleanBuffer::new_unset(rows);
        let clauses = columns.iter().filter(|(effect, _)| wanted(effect));
        clauses.fold((none.clone(), none), |(yes, may), (_, column)| {
            let own = column.yes(rows);
            let unknown = match &column.there {
                Some(there) if !fault!(UnknownClauseIsNo) => &own | &!there.inner(),
                _ => own.clone(),
            };
            (&yes | &own, &may | &unknown)
        })
    };
    let (included, may_include) = of(|effect| *effect == Effect::Include);
    let (excluded, may_exclude) = of(|effect| *effect == Effect::Exclude);
    let by_none = if fault!(DefaultIsIncluded) { BooleanBuffer::new_unset(rows) } else { !&may_include };
    let by_default = if fault!(DefaultIsIncluded) { !&may_include } else { BooleanBuffer::new_unset(rows) };
    Outcomes { included: &(&(&included & &!&may_exclude) | &by_default) & &!&excluded, excluded: &excluded | &by_none }
}

/// The outcome of each row as a value of its choice.
pub(crate) fn decide(values: &Values<'_>, id: NodeId, decision: &Decision) -> Result<Column> {
    let Outcomes { included, excluded } = outcomes(values, id, decision)?;
    let code = |(included, excluded): (bool, bool)| match (included, excluded) {
        (true, _) => outcome::INCLUDED,
        (false, true) => outcome::EXCLUDED,
        (false, false) => outcome::UNDETERMINED,
    };
    let codes = included.iter().zip(excluded.iter()).map(code);
    Ok(Column::whole(Data::Choice(ScalarBuffer::from_iter(codes))))
}

/// The outcome of each row as a condition.
pub(crate) fn is_included(values: &Values<'_>, id: NodeId, decision: &Decision) -> Result<Column> {
    let Outcomes { included, excluded } = outcomes(values, id, decision)?;
    let known = there(&included | &excluded);
    Ok(Column { data: Data::YesNo(included), there: known })
}
