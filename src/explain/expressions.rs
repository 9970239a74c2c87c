//! What a value is made of, down to the cells.

use super::Explainer;
use crate::graph::NodeId;
use crate::names::SubjectId;
use crate::reference::{RowsBehind, Value};
use crate::testing::shown;
use crate::types::{Aggregate, How, Op};

/// Rows behind an aggregate that are shown one by one.
const LISTED: usize = 12;

impl Explainer<'_> {
    /// An expression with what it is made of; `known` when its value has just been shown.
    pub(super) fn node(&mut self, id: NodeId, known: bool) {
        let node = self.graph.node(id);
        if matches!(node.op, Op::Constant(_)) {
            return;
        }
        let own = self.graph.values.iter().flatten().find(|v| v.node == id && !known);
        if let Some(value) = own {
            self.outline.line(&format!("{} = {}", value.name, self.value_of(id)), "");
            return;
        }
        match &node.op {
            Op::Column(..) | Op::Key(_) => self.outline.line(&format!("{} = {}", node.words, self.value_of(id)), ""),
            Op::Reach(to) => self.reached(id, *to),
            _ => {
                let value = if known { String::new() } else { format!(" = {}", self.value_of(id)) };
                self.outline.line(&format!("{}{value}", node.words), "");
            }
        }
        self.outline.deeper();
        self.made_of(id);
        self.outline.back();
    }

    /// The inputs of a node that a reader would look for.
    pub(super) fn made_of(&mut self, id: NodeId) {
        let node = self.graph.node(id);
        match &node.op {
            Op::Reach(_) => {}
            Op::Aggregate(aggregate) => self.rows(id, aggregate),
            // The conditions that logic joins, and not the logic between them.
            Op::And | Op::Or => self.conditions(id).into_iter().for_each(|input| self.node(input, false)),
            _ => {
                for input in node.inputs.clone() {
                    self.node(input, false);
                }
            }
        }
    }

    /// The conditions that are joined by `and` and `or`, each once.
    fn conditions(&self, id: NodeId) -> Vec<NodeId> {
        let node = self.graph.node(id);
        if !matches!(node.op, Op::And | Op::Or) {
            return vec![id];
        }
        let mut found: Vec<NodeId> = Vec::new();
        for input in node.inputs.iter().flat_map(|input| self.conditions(*input)) {
            if !found.contains(&input) {
                found.push(input);
            }
        }
        found
    }

    /// A value of another subject, with its name.
    fn reached(&mut self, id: NodeId, to: SubjectId) {
        let key: Option<Vec<Value>> = self
            .graph
            .node(id)
            .inputs
            .iter()
            .skip(1)
            .map(|part| self.evaluation.cell(self.at, *part)?.as_ref().ok().cloned())
            .collect();
        let position = key.and_then(|key| self.evaluation.position(to, &key));
        let whose = match position {
            Some(position) => format!("{} {}", self.graph.subject(to).name, self.key_words(to, position)),
            None => format!("no {}", self.graph.subject(to).name),
        };
        let line = format!("{} = {}", self.graph.node(id).words, self.value_of(id));
        self.outline.line(&line, &format!("  (of {})", whose.trim_end()));
    }

    /// How many rows stand behind an aggregate; where they are few, each with its value, its weight, and what is missing.
    fn rows(&mut self, id: NodeId, aggregate: &Aggregate) {
        let Some(behind) = self.evaluation.rows_behind(self.at, id) else { return };
        let text = rows_text(behind, &self.graph.subject(aggregate.rows).name);
        self.outline.line(&text, "");
        // What is sorted is a whole population.
        if behind.counted + behind.without > LISTED || aggregate.how == How::Sorted {
            return;
        }
        let inputs = self.graph.node(id).inputs.clone();
        let Some(value) = aggregate.value(&inputs).copied() else { return };
        let weight = aggregate.weight(&inputs).copied();
        self.outline.deeper();
        for row in self.rows_of(aggregate, &inputs) {
            let shown =
                |id: NodeId| self.evaluation.cell(row, id).map_or(String::new(), |cell| shown(self.graph, id, cell));
            let weight = weight.map_or(String::new(), |weight| format!("{} × ", shown(weight)));
            let line = format!("{weight}{} = {}", self.key_words(aggregate.rows, row), shown(value));
            self.outline.line(&line, "");
        }
        self.outline.back();
    }

    /// The rows that an aggregate of the subject in hand brings together.
    fn rows_of(&self, aggregate: &Aggregate, inputs: &[NodeId]) -> Vec<usize> {
        let cells = |at: usize, ids: &[NodeId]| -> Vec<Option<Value>> {
            ids.iter().map(|id| self.evaluation.cell(at, *id)?.as_ref().ok().cloned()).collect()
        };
        let own = cells(self.at, aggregate.own_keys(inputs));
        let counts = |row: &usize| match aggregate.condition(inputs) {
            Some(condition) => self.evaluation.cell(*row, *condition) == Some(&Ok(Value::YesNo(true))),
            None => true,
        };
        let rows = 0..self.evaluation.keys(aggregate.rows).len();
        let same = |row: &usize| {
            let keys = cells(*row, aggregate.row_keys(inputs));
            keys.iter().all(Option::is_some) && keys == own
        };
        rows.filter(same).filter(counts).collect()
    }
}

/// How many rows stand behind an aggregate.
fn rows_text(behind: RowsBehind, of: &str) -> String {
    let rows = |n: usize| if n == 1 { "1 row".to_string() } else { format!("{n} rows") };
    let mut text = format!("of {} of {of}", rows(behind.counted));
    if behind.without > 0 {
        text.push_str(&format!(", and {} without a value", rows(behind.without)));
    }
    if behind.left_out > 0 {
        text.push_str(&format!("; {} left out by the condition", rows(behind.left_out)));
    }
    text
}
