//! The parts of a value, down to the cells.

use super::Explainer;
use crate::graph::{NamedValue, NodeId};
use crate::messages::explain as say;
use crate::names::SubjectId;
use crate::reference::{RowsBehind, Value};
use crate::types::print::kept;
use crate::types::{Aggregate, How, Op};

/// The most rows of an aggregate that are shown one by one.
const LISTED: usize = 12;

/// How many steps an explanation follows to values of other subjects.
const REACHED: usize = 1;

impl<'e> Explainer<'e> {
    /// An expression and its parts; `known` if its value has just been shown.
    pub(super) fn node(&mut self, id: NodeId, known: bool) {
        let node = self.graph.node(id);
        let is_fixed = matches!(node.op, Op::Constant(_));
        if is_fixed && !self.graph.frozen.contains(&id) {
            return;
        }
        if let Some(value) = self.mentioned(id).filter(|_| !known) {
            return self.mention(&value);
        }
        if is_fixed {
            // The value of a statistic of another run is not in the policy, so its text names it.
            if !known {
                let value = self.value_of(id);
                self.outline.line(&format!("{} = {value}", node.words), "");
            }
            return;
        }
        let label = self.label(id);
        match &node.op {
            Op::Reach(to) => return self.reached(id, *to),
            Op::First if self.is_written_out(id) => return self.picked(id),
            Op::Column(..) | Op::Key(_) => {
                let value = self.value_of(id);
                self.outline.line(&format!("{label} = {value}"), "");
                return;
            }
            _ => {}
        }
        let label = self.label_of_whole(id).filter(|_| known).unwrap_or(label);
        let value = if known { String::new() } else { format!(" = {}", self.value_of(id)) };
        self.outline.line(&format!("{label}{value}"), "");
        // If the parts are shown above, they are not shown again.
        if !known && !self.apart.insert((id, self.at)) {
            return;
        }
        self.outline.deeper();
        self.made_of(id);
        self.outline.back();
    }

    /// A value that the text names, with its parts if they are shown nowhere else.
    pub(super) fn mention(&mut self, value: &NamedValue) {
        let shown = self.value_of(value.node);
        self.outline.line(&format!("{} = {shown}", value.name), "");
        self.follow(value);
    }

    /// An input of a node. If it has no separate text, it is a part of the text of the node, and its inputs are shown.
    pub(super) fn input(&mut self, of: NodeId, id: NodeId) {
        let (outer, node) = (self.graph.node(of), self.graph.node(id));
        let leaf = matches!(node.op, Op::Column(..) | Op::Key(_) | Op::Reach(_) | Op::Constant(_));
        if node.span == outer.span && !leaf && self.mentioned(id).is_none() {
            self.made_of(id);
        } else {
            self.node(id, false);
        }
    }

    /// The inputs of a node that a reader would look for.
    pub(super) fn made_of(&mut self, id: NodeId) {
        if self.outline.is_deep() {
            return;
        }
        if self.is_hidden(id) {
            return;
        }
        if let (Some(guard), Some(_)) = (self.graph.guards.get(&id), &self.privacy) {
            return self.enough(*guard);
        }
        let node = self.graph.node(id);
        let inputs = node.inputs.clone();
        if let Some((aggregate, of)) = self.statistic(id) {
            return self.rows(of, aggregate);
        }
        match &node.op {
            Op::Reach(to) => self.reached(id, *to),
            Op::Aggregate(aggregate) => self.rows(id, aggregate),
            Op::And | Op::Or => self.sides(id),
            Op::First => self.arms(id),
            Op::IsIncluded(_) => self.included(id),
            Op::Decide(_) => self.decision(id),
            Op::Not => inputs.iter().for_each(|input| self.denied(id, *input)),
            // The second input replaces a missing first input.
            Op::Default => {
                let there = |id: &&NodeId| self.evaluation.cell(self.at, **id).is_some_and(|cell| cell.is_ok());
                let needed = inputs.iter().position(|input| there(&input)).map_or(inputs.len(), |at| at + 1);
                inputs.iter().take(needed).for_each(|input| self.input(id, *input));
            }
            Op::Column(..) | Op::Key(_) => self.node(id, true),
            _ => inputs.iter().for_each(|input| self.input(id, *input)),
        }
    }

    /// The aggregate whose rows are shown for a statistic that is lowered to several aggregates with one text: if
    /// possible, an aggregate whose value has its own text in the policy.
    fn statistic(&self, id: NodeId) -> Option<(&'e Aggregate, NodeId)> {
        let (graph, span) = (self.graph, self.graph.node(id).span);
        if matches!(graph.node(id).op, Op::Aggregate(_)) {
            return None;
        }
        let mut open = vec![id];
        let mut found = None;
        while let Some(next) = open.pop() {
            let node = graph.node(next);
            if let Op::Aggregate(aggregate) = &node.op {
                let own = aggregate.value(&node.inputs).is_some_and(|value| graph.node(*value).span != span);
                if own || found.is_none() {
                    found = Some((aggregate.as_ref(), next));
                }
                if own {
                    break;
                }
                continue;
            }
            open.extend(node.inputs.iter().filter(|input| graph.node(**input).span == span));
        }
        found
    }

    /// The operand of a negation. If it only tests a value, the line of the negation shows the test, and only the value
    /// follows.
    fn denied(&mut self, id: NodeId, input: NodeId) {
        match self.graph.node(input).op {
            Op::IsMissing | Op::IsAbsent | Op::IsIncluded(_) => self.made_of(input),
            _ => self.input(id, input),
        }
    }

    /// A value of another subject, with its name and, for the first such step, its parts.
    fn reached(&mut self, id: NodeId, to: SubjectId) {
        let key: Option<Vec<Value>> =
            self.graph.node(id).inputs.iter().skip(1).map(|part| self.evaluation.cell(self.at, *part)?.ok()).collect();
        let position = key.and_then(|key| self.evaluation.position(to, &key));
        let whose = match position {
            Some(position) => say::whose(&self.graph.subject(to).name, self.key_words(to, position)),
            None => say::no_such(&self.graph.subject(to).name),
        };
        let value = self.value_of(id);
        let Some(of) = self.graph.node(id).inputs.first().copied() else { return };
        // A column of a family has its own name; otherwise the text shows where the value comes from.
        let leaf = matches!(self.graph.node(of).op, Op::Column(..) | Op::Key(_) | Op::Constant(_));
        let words = if self.is_of_family(of) { self.label(of) } else { self.graph.node(id).words.clone() };
        self.outline.line(&format!("{words} = {value}"), &say::of_whom(whose.trim_end()));
        let Some(position) = position else { return };
        if leaf
            || self.reached >= REACHED
            || self.outline.is_deep()
            || self.told.contains(&(of, position))
            || self.apart.contains(&(of, position))
        {
            return;
        }
        let named = self.called(of, |_| true).cloned();
        let (at, page) = (std::mem::replace(&mut self.at, position), self.page.clone());
        self.reached += 1;
        self.outline.deeper();
        match named {
            Some(value) => self.contents(&value),
            None => {
                self.apart.insert((of, position));
                self.made_of(of);
            }
        }
        self.outline.back();
        self.reached -= 1;
        (self.at, self.page) = (at, page);
    }

    /// The number of rows of an aggregate; if they are few, also each row with its value and its weight, or why it is
    /// missing.
    fn rows(&mut self, id: NodeId, aggregate: &Aggregate) {
        let Some(behind) = self.evaluation.rows_behind(self.at, id) else { return };
        let inputs = self.graph.node(id).inputs.clone();
        let kept = aggregate.value(&inputs).and_then(|value| self.kept(*value));
        let kept = kept.map_or(String::new(), |kept| say::each_kept(&kept));
        let text = rows_text(behind, &self.graph.subject(aggregate.rows).name);
        self.outline.line(&format!("{text}{kept}"), "");
        // The values of a sorted list are a whole population.
        if behind.counted + behind.without > LISTED || aggregate.how == How::Sorted {
            return;
        }
        let Some(value) = aggregate.value(&inputs).copied() else { return };
        let weight = aggregate.weight(&inputs).copied();
        self.outline.deeper();
        for row in self.rows_of(aggregate, &inputs) {
            let weight = weight.map_or(String::new(), |weight| format!("{} × ", self.value_at(row, weight)));
            let value = self.value_at(row, value);
            let line = format!("{weight}{} = {value}", self.key_words(aggregate.rows, row));
            self.outline.line(&line, "");
        }
        self.outline.back();
    }

    /// The digits with which a value enters an aggregate, if they do not follow from its decimals.
    fn kept(&self, value: NodeId) -> Option<String> {
        let node = self.graph.node(value);
        match &node.op {
            Op::Store(decimals) => Some(say::stored_at(decimals)),
            _ => kept(node.ty.number()?),
        }
    }

    /// The rows that enter an aggregate of the current subject.
    fn rows_of(&self, aggregate: &Aggregate, inputs: &[NodeId]) -> Vec<usize> {
        let cells = |at: usize, ids: &[NodeId]| -> Vec<Option<Value>> {
            ids.iter().map(|id| self.evaluation.cell(at, *id)?.ok()).collect()
        };
        let own = cells(self.at, aggregate.own_keys(inputs));
        let counts = |row: &usize| match aggregate.condition(inputs) {
            Some(condition) => self.evaluation.cell(*row, *condition) == Some(Ok(Value::YesNo(true))),
            None => true,
        };
        let rows = 0..self.evaluation.count(aggregate.rows);
        let same = |row: &usize| {
            let keys = cells(*row, aggregate.row_keys(inputs));
            keys.iter().all(Option::is_some) && keys == own
        };
        rows.filter(same).filter(counts).collect()
    }
}

/// The number of rows of an aggregate.
fn rows_text(behind: RowsBehind, of: &str) -> String {
    let mut text = say::of_rows(say::rows(behind.counted), of);
    if behind.without > 0 {
        text.push_str(&say::and_without(say::rows(behind.without)));
    }
    if behind.left_out > 0 {
        text.push_str(&say::left_out(say::rows(behind.left_out)));
    }
    text
}
