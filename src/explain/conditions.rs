//! Why a condition is yes, no or unknown: its parts, each with its answer.

use super::Explainer;
use super::labels::Page;
use crate::graph::NodeId;
use crate::messages::explain as say;
use crate::reference::Value;
use crate::types::Op;

/// The most conditions of a choice that are shown one by one although they are no.
const FAILED: usize = 6;

impl Explainer<'_> {
    /// Yes, no, or unknown.
    pub(super) fn truth(&self, id: NodeId) -> Option<bool> {
        if self.is_hidden(id) {
            return None;
        }
        match self.evaluation.cell(self.at, id) {
            Some(Ok(Value::YesNo(flag))) => Some(flag),
            _ => None,
        }
    }

    /// A check: whether it applies and, unless it does not, whether it holds.
    pub(super) fn check(&mut self, id: NodeId) {
        let node = self.graph.node(id);
        let asked = match node.inputs.as_slice() {
            [holds, when, silent] if self.graph.is_silent(*silent) => Some((*holds, *when)),
            _ => None,
        };
        let Some((holds, when)) = asked.filter(|_| node.op == Op::First) else { return self.node(id, true) };
        let words = self.graph.node(when).words.clone();
        let answer = match self.truth(when) {
            Some(true) => "yes".to_owned(),
            Some(false) => say::no_so_does_not_apply().to_owned(),
            None => self.value_of(when),
        };
        self.outline.line(&say::applies_when(&words, &answer), "");
        self.outline.deeper();
        self.page = Page::of(&words);
        self.parts(when);
        self.outline.back();
        if self.truth(when) != Some(false) {
            self.page = Page::of(&self.graph.node(holds).words);
            self.node(holds, false);
        }
    }

    /// The parts of a condition whose answer has just been shown.
    pub(super) fn parts(&mut self, id: NodeId) {
        match self.mentioned(id) {
            Some(_) => self.node(id, false),
            None => self.made_of(id),
        }
    }

    /// The sides of `and` or `or`; nested sides with the same word are in one list.
    pub(super) fn sides(&mut self, id: NodeId) {
        for side in self.sides_of(id, id) {
            self.node(side, false);
        }
    }

    fn sides_of(&self, id: NodeId, whole: NodeId) -> Vec<NodeId> {
        let (node, op) = (self.graph.node(id), &self.graph.node(whole).op);
        if node.op != *op || (id != whole && self.mentioned(id).is_some()) {
            return vec![id];
        }
        let mut found: Vec<NodeId> = Vec::new();
        for side in node.inputs.iter().flat_map(|input| self.sides_of(*input, whole)) {
            if !found.contains(&side) {
                found.push(side);
            }
        }
        found
    }

    /// A choice between values: the conditions up to the one that is yes, and the value that it chooses.
    pub(super) fn arms(&mut self, id: NodeId) {
        let node = self.graph.node(id);
        let (arms, otherwise) = node.inputs.as_chunks::<2>();
        let arms = arms.to_vec();
        let otherwise = otherwise.first().copied();
        let failed = arms.iter().take_while(|[_, condition]| self.truth(*condition) == Some(false)).count();
        if failed > FAILED {
            self.outline.line(&say::first_conditions(failed), "");
        }
        for (at, [value, condition]) in arms.iter().enumerate() {
            let truth = self.truth(*condition);
            if truth != Some(false) || failed <= FAILED || at > failed {
                self.input(id, *condition);
            }
            if truth == Some(true) {
                return self.input(id, *value);
            }
        }
        if let Some(otherwise) = otherwise {
            self.input(id, otherwise);
        }
    }

    /// A choice that the policy does not write as a choice: the chosen row of the policy or column, with its key.
    pub(super) fn picked(&mut self, id: NodeId) {
        let node = self.graph.node(id);
        let (arms, rest) = node.inputs.as_chunks::<2>();
        let (label, shown) = (self.label(id), self.value_of(id));
        let Some([_, asked]) = arms.first().copied() else { return };
        let yes = arms.iter().find(|[_, condition]| self.truth(*condition) == Some(true)).map(|[value, _]| value);
        let last = rest.first().filter(|_| arms.iter().all(|[_, condition]| self.truth(*condition) == Some(false)));
        match yes.or(last).copied() {
            Some(value) if !matches!(self.graph.node(value).op, Op::Constant(_)) => self.node(value, false),
            Some(_) => {
                let keys = self.keys_in(asked).join(", ");
                self.outline.line(&format!("{label} = {shown}"), &say::of_keys(&keys));
            }
            None => {
                self.outline.line(&format!("{label} = {shown}"), "");
                self.outline.deeper();
                self.asked_of(asked).into_iter().for_each(|key| self.node(key, false));
                self.outline.back();
            }
        }
    }

    /// The keys that a condition without a text in the policy tests, with their values.
    fn keys_in(&mut self, condition: NodeId) -> Vec<String> {
        let keys = self.asked_of(condition);
        keys.into_iter().map(|key| format!("{} {}", self.label(key), self.value_of(key))).collect()
    }

    /// The keys and columns that a condition without a text in the policy tests.
    fn asked_of(&self, condition: NodeId) -> Vec<NodeId> {
        let node = self.graph.node(condition);
        if matches!(node.op, Op::Column(..) | Op::Key(_) | Op::Reach(_)) {
            return vec![condition];
        }
        node.inputs.iter().flat_map(|input| self.asked_of(*input)).collect()
    }
}
