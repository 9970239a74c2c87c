//! How the clauses of an eligibility decide, and which of them are reported.

use super::value::{Cell, Reasons, Value};
use crate::graph::Graph;
use crate::results::{ClauseCell, told_words};
use crate::types::{Clause, Decision, Effect, Undetermined, outcome};

/// The clauses of a decision with the values of their inputs: the condition, then the values that explain an override.
fn clauses<'d, 'c>(decision: &'d Decision, inputs: &'c [&'c Cell]) -> Vec<(&'d Clause, &'c Cell, &'c [&'c Cell])> {
    let mut rest = inputs;
    let mut found = Vec::new();
    for clause in &decision.clauses {
        let told = match clause.effect {
            Effect::Override { told } => told,
            Effect::Include | Effect::Exclude => 0,
        };
        let Some((condition, behind)) = rest.split_first() else { break };
        let (told, behind) = behind.split_at_checked(told).unwrap_or((behind, &[]));
        found.push((clause, *condition, told));
        rest = behind;
    }
    found
}

/// Yes, no, or unknown.
fn answer(cell: &Cell) -> Option<bool> {
    match cell {
        Ok(Value::YesNo(flag)) => Some(*flag),
        _ => None,
    }
}

/// The outcome of the clauses before the rule for undetermined subjects.
fn decided(decision: &Decision, inputs: &[&Cell]) -> u32 {
    let clauses = clauses(decision, inputs);
    let answers = |effect: fn(Effect) -> bool| {
        let of = clauses.iter().filter(move |(clause, ..)| effect(clause.effect));
        of.map(|(_, condition, _)| answer(condition)).collect::<Vec<_>>()
    };
    let overrides = answers(|e| matches!(e, Effect::Override { .. }));
    if let Some(flag) = overrides.into_iter().flatten().next() {
        return if flag { outcome::INCLUDED } else { outcome::EXCLUDED };
    }
    let (includes, excludes) = (answers(|e| e == Effect::Include), answers(|e| e == Effect::Exclude));
    if excludes.contains(&Some(true)) || includes.iter().all(|a| *a == Some(false)) {
        return outcome::EXCLUDED;
    }
    if excludes.contains(&None) || !includes.contains(&Some(true)) {
        return outcome::UNDETERMINED;
    }
    outcome::INCLUDED
}

/// The outcome of a decision.
pub(super) fn decide(decision: &Decision, inputs: &[&Cell]) -> u32 {
    match (decided(decision, inputs), decision.undetermined) {
        (outcome::UNDETERMINED, Undetermined::Included) => outcome::INCLUDED,
        (outcome::UNDETERMINED, Undetermined::Excluded) => outcome::EXCLUDED,
        (decided, _) => decided,
    }
}

/// The outcome as a condition. An undetermined subject has the reasons of the clauses that are unknown.
pub(super) fn is_included(decision: &Decision, inputs: &[&Cell]) -> Cell {
    match decide(decision, inputs) {
        outcome::INCLUDED => Ok(Value::YesNo(true)),
        outcome::EXCLUDED => Ok(Value::YesNo(false)),
        _ => {
            let unknown = clauses(decision, inputs).into_iter().filter_map(|(clause, condition, _)| {
                let overrides = matches!(clause.effect, Effect::Override { .. });
                condition.as_ref().err().filter(|_| !overrides)
            });
            Err(unknown.fold(Reasons::new(), |all, own| &all | own))
        }
    }
}

/// The clauses that are reported: those that are yes. If the outcome is undetermined, also those that are unknown. If
/// no clause includes the subject, all clauses that could have included it.
pub(crate) fn listed(graph: &Graph, decision: &Decision, inputs: &[&Cell]) -> Vec<ClauseCell> {
    let clauses = clauses(decision, inputs);
    let overridden = clauses.iter().any(|(c, v, _)| matches!(c.effect, Effect::Override { .. }) && v.is_ok());
    let undetermined = decided(decision, inputs) == outcome::UNDETERMINED;
    let is = |effect, wanted| {
        let mut of = clauses.iter().filter(move |(c, ..)| c.effect == effect);
        of.any(|(_, v, _)| answer(v) == wanted)
    };
    let by_default = !overridden
        && !is(Effect::Exclude, Some(true))
        && !is(Effect::Include, Some(true))
        && !is(Effect::Include, None);
    let mut cells = Vec::new();
    for (clause, condition, told) in clauses {
        let word = match (clause.effect, answer(condition)) {
            (Effect::Override { .. }, Some(flag)) => {
                let told: Vec<String> = told.iter().map(|cell| telling(cell)).collect();
                let words = told_words(flag, &told);
                cells.push(ClauseCell::new("override", &clause.words, clause.cite.as_deref(), Some(&words), None));
                continue;
            }
            (Effect::Include, Some(true)) => "include",
            (Effect::Exclude, Some(true)) => "exclude",
            (Effect::Include, Some(false)) if by_default => "not met",
            (Effect::Include | Effect::Exclude, None) if undetermined => "unknown",
            _ => continue,
        };
        let missing = condition.as_ref().err().map(|why| graph.reasons_text(why));
        let (cite, because) = (clause.cite.as_deref(), clause.because.as_deref());
        cells.push(ClauseCell::new(word, &clause.words, cite, because, missing));
    }
    cells
}

/// The text that explains an override; a day in its written form.
fn telling(cell: &Cell) -> String {
    match cell {
        Ok(Value::Text(text)) => text.to_string(),
        Ok(Value::Date(days)) => crate::results::write::date_text(*days),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::value::missing;
    use super::*;
    use crate::graph::NodeId;
    use crate::ids::Id;

    const OVERRIDE: Effect = Effect::Override { told: 2 };

    /// The effect of a clause, and the answer to its condition.
    type Answer = (Effect, Option<bool>);

    /// The outcome of clauses with their answers. The values that explain an override follow its condition.
    fn outcome_of(undetermined: Undetermined, clauses: &[Answer]) -> u32 {
        let clause = |effect| Clause { effect, words: String::new(), cite: None, because: None };
        let decision = Decision { clauses: clauses.iter().map(|(e, _)| clause(*e)).collect(), undetermined };
        let cell = |flag: Option<bool>| flag.map_or_else(|| missing(NodeId::at(1), 0), |flag| Ok(Value::YesNo(flag)));
        let mut cells = Vec::new();
        for (effect, answer) in clauses {
            cells.push(cell(*answer));
            if let Effect::Override { told } = effect {
                // The outcome never depends on who decided and when.
                cells.extend((0..*told).map(|_| cell(Some(false))));
            }
        }
        decide(&decision, &cells.iter().collect::<Vec<_>>())
    }

    #[test]
    fn clauses_decide_in_any_order() {
        use Effect::{Exclude, Include};
        use outcome::{EXCLUDED, INCLUDED, UNDETERMINED};
        let cases: [(&[Answer], u32); 9] = [
            (&[(Include, Some(true)), (Exclude, Some(false))], INCLUDED),
            (&[(Include, Some(true)), (Exclude, Some(true))], EXCLUDED),
            (&[(Include, Some(false)), (Include, Some(false))], EXCLUDED),
            (&[(Include, Some(true)), (Exclude, None)], UNDETERMINED),
            (&[(Include, None), (Exclude, Some(true))], EXCLUDED),
            (&[(Include, None), (Include, Some(false))], UNDETERMINED),
            (&[(Include, None), (Include, Some(true))], INCLUDED),
            (&[(OVERRIDE, Some(true)), (Exclude, Some(true))], INCLUDED),
            (&[(OVERRIDE, None), (OVERRIDE, Some(false)), (Include, Some(true))], EXCLUDED),
        ];
        for (clauses, wanted) in cases {
            assert_eq!(outcome_of(Undetermined::Reported, clauses), wanted, "{clauses:?}");
            let (overrides, mut others): (Vec<_>, Vec<_>) =
                clauses.iter().copied().partition(|(effect, _)| matches!(effect, Effect::Override { .. }));
            others.reverse();
            assert_eq!(
                outcome_of(Undetermined::Reported, &[overrides, others].concat()),
                wanted,
                "{clauses:?} reversed"
            );
        }
    }

    #[test]
    fn the_page_says_what_becomes_of_undetermined_subjects() {
        let unknown = [(Effect::Include, None)];
        assert_eq!(outcome_of(Undetermined::Included, &unknown), outcome::INCLUDED);
        assert_eq!(outcome_of(Undetermined::Excluded, &unknown), outcome::EXCLUDED);
        assert_eq!(outcome_of(Undetermined::Excluded, &[(Effect::Include, Some(true))]), outcome::INCLUDED);
    }
}
