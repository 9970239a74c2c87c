//! The clauses of an eligibility: those that are yes, those that are unknown, and those that are no.

use super::Explainer;
use super::labels::Page;
use crate::graph::{NamedValue, NodeId};
use crate::messages::explain as say;
use crate::reference;
use crate::types::{Clause, Effect, Op, Undetermined};

impl Explainer<'_> {
    /// The clauses that decided, then each clause with its answer and its parts.
    pub(super) fn decision(&mut self, id: NodeId) {
        let node = self.graph.node(id);
        let Op::Decide(decision) = &node.op else { return };
        self.listed(id);
        match decision.undetermined {
            Undetermined::Reported => {}
            Undetermined::Included => self.outline.line("undetermined counts as included", ""),
            Undetermined::Excluded => self.outline.line("undetermined counts as excluded", ""),
        }
        let mut inputs = node.inputs.iter();
        for clause in &decision.clauses {
            let Some(condition) = inputs.next() else { break };
            if let Effect::Override { told } = clause.effect {
                inputs.by_ref().take(told).for_each(drop);
            }
            self.clause(clause, *condition);
        }
    }

    /// The clauses that are the reason for a decision.
    fn listed(&mut self, id: NodeId) {
        let node = self.graph.node(id);
        let (Op::Decide(decision) | Op::IsIncluded(decision)) = &node.op else { return };
        let cells = self.evaluation.cells(self.at, &node.inputs);
        for told in reference::listed(self.graph, decision, &cells.iter().collect::<Vec<_>>()) {
            self.outline.line(&format!("→ {}", told.text()), "");
        }
    }

    /// An eligibility as a condition: its outcome, and the clauses that decided.
    pub(super) fn included(&mut self, id: NodeId) {
        let node = self.graph.node(id);
        let Op::IsIncluded(decision) = &node.op else { return };
        let eligibility = self.decided_by(decision, &node.inputs).cloned();
        let outcome = eligibility.map(|value| (self.value_of(value.node), value)).filter(|(text, _)| !text.is_empty());
        let Some((outcome, NamedValue { name, .. })) = outcome else { return self.listed(id) };
        self.outline.line(&format!("{name} = {outcome}"), "");
        self.outline.deeper();
        self.listed(id);
        self.outline.back();
    }

    fn clause(&mut self, clause: &Clause, condition: NodeId) {
        let cite = clause.cite.as_ref().map_or(String::new(), |c| format!("  [{c}]"));
        let overrides = matches!(clause.effect, Effect::Override { .. });
        let word = match self.truth(condition) {
            Some(true) => "yes".to_owned(),
            Some(false) => "no".to_owned(),
            None if overrides => say::not_decided().to_owned(),
            None => self.value_of(condition),
        };
        self.outline.line(&format!("{}: {word}", clause.words), &cite);
        if overrides && self.truth(condition).is_none() {
            return;
        }
        self.outline.deeper();
        self.page = Page::of(&clause.words);
        self.parts(condition);
        self.outline.back();
    }
}
