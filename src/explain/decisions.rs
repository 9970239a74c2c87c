//! Which clauses of an eligibility matched, which could not be told, and which did not.

use super::Explainer;
use crate::graph::NodeId;
use crate::reference::{self, Cell, Value};
use crate::types::{Clause, Effect, Op, Undetermined};

impl Explainer<'_> {
    /// What decided, then each clause with its answer; a clause that is yes or unknown with what it is made of.
    pub(super) fn decision(&mut self, id: NodeId) {
        let node = self.graph.node(id);
        let Op::Decide(decision) = &node.op else { return };
        let cells: Vec<&Cell> = node.inputs.iter().filter_map(|input| self.evaluation.cell(self.at, *input)).collect();
        for told in reference::listed(self.graph, decision, &cells) {
            self.outline.line(&format!("→ {}", told.text()), "");
        }
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

    fn clause(&mut self, clause: &Clause, condition: NodeId) {
        let cite = clause.cite.as_ref().map_or(String::new(), |c| format!("  [{c}]"));
        let answer = self.evaluation.cell(self.at, condition);
        let overrides = matches!(clause.effect, Effect::Override { .. });
        let word = match answer {
            Some(Ok(Value::YesNo(true))) => "yes",
            Some(Ok(Value::YesNo(false))) => "no",
            _ if overrides => "nobody decided",
            _ => "unknown",
        };
        self.outline.line(&format!("{}: {word}", clause.words), &cite);
        if word == "yes" || word == "unknown" || (overrides && word == "no") {
            self.outline.deeper();
            self.made_of_clause(condition);
            self.outline.back();
        }
    }

    fn made_of_clause(&mut self, condition: NodeId) {
        if matches!(self.graph.node(condition).op, Op::Constant(_)) {
            return;
        }
        let named = self.graph.values.iter().flatten().any(|v| v.node == condition);
        match self.graph.node(condition).op {
            Op::And | Op::Or | Op::Aggregate(_) if !named => self.made_of(condition),
            _ => self.node(condition, false),
        }
    }
}
