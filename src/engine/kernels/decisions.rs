//! How the clauses of an eligibility decide.

use super::Values;
use crate::engine::column::{Cell, Column};
use crate::faults::fault;
use crate::graph::NodeId;
use crate::types::{Decision, Effect, Type, Undetermined, outcome};
use datafusion::common::Result;

/// The clauses of a decision with the nodes of their conditions, and of what tells of an override.
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

/// What the clauses come to in a row, before anything is said about undetermined subjects.
pub(crate) fn decided(answers: impl Iterator<Item = (Effect, Option<bool>)>) -> u32 {
    let (mut included, mut may_include, mut excluded, mut may_exclude) = (false, false, false, false);
    for (effect, answer) in answers {
        let answer = answer.or(fault!(UnknownClauseIsNo).then_some(false));
        match (effect, answer) {
            // Overrides stand before all others, and the first that says something has the only word.
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

/// The outcome of each row.
fn outcomes<'v>(values: &'v Values<'_>, id: NodeId, decision: &'v Decision) -> Result<impl Iterator<Item = u32> + 'v> {
    let inputs = &values.policy.graph.node(id).inputs;
    let clauses = clauses(decision, inputs).into_iter();
    let columns = clauses.map(|(effect, condition, _)| Ok((effect, values.get(condition)?)));
    let columns = columns.collect::<Result<Vec<(Effect, &Column)>>>()?;
    let outcome = move |row| decided(columns.iter().map(|(effect, column)| (*effect, column.flag(row))));
    Ok((0..values.rows).map(outcome).map(|decided| match (decided, decision.undetermined) {
        (outcome::UNDETERMINED, Undetermined::Included) => outcome::INCLUDED,
        (outcome::UNDETERMINED, Undetermined::Excluded) => outcome::EXCLUDED,
        (decided, _) => decided,
    }))
}

/// The outcome of each row as a value of its choice.
pub(crate) fn decide(values: &Values<'_>, id: NodeId, decision: &Decision) -> Result<Column> {
    let ty = values.policy.graph.node(id).ty.held();
    Column::of_cells(ty, outcomes(values, id, decision)?.map(|outcome| Some(Cell::Choice(outcome))))
}

/// The outcome of each row as a condition.
pub(crate) fn is_included(values: &Values<'_>, id: NodeId, decision: &Decision) -> Result<Column> {
    let flags = outcomes(values, id, decision)?.map(|decided| match decided {
        outcome::INCLUDED => Some(Cell::YesNo(true)),
        outcome::EXCLUDED => Some(Cell::YesNo(false)),
        _ => None,
    });
    Column::of_cells(&Type::YesNo, flags)
}
