//! How the results of one subject come about: every published value down to the cells of its row.
//!
//! The text is an outline: a value and what it is made of, one step to the right. Everything shown is read from the
//! evaluation; nothing is computed again.

mod outline;

use crate::graph::{About, Graph, NamedValue, NodeId, OutputKind};
use crate::names::SubjectId;
use crate::number::Rational;
use crate::reference::{Evaluation, RowsBehind, Value};
use crate::results::write::cell_text;
use crate::testing::shown;
use crate::types::{Op, RoundTarget, TierBounds, Type};
use outline::Outline;

/// Explains the published values of the subject at a position of an evaluation.
pub fn explain(graph: &Graph, evaluation: &Evaluation, subject: SubjectId, at: usize) -> String {
    let mut explainer = Explainer { graph, evaluation, at, outline: Outline::default() };
    explainer.head(subject);
    for value in graph.values.iter().flatten().filter(|v| v.subject == subject) {
        if explainer.is_published(value) {
            explainer.named(value, None);
        }
    }
    explainer.outline.text
}

struct Explainer<'e> {
    graph: &'e Graph,
    evaluation: &'e Evaluation,
    at: usize,
    outline: Outline,
}

impl Explainer<'_> {
    fn head(&mut self, subject: SubjectId) {
        let model = self.graph.subject(subject);
        let cells = crate::reference::publish_keys(self.graph, subject, self.evaluation);
        let parts = model.key.iter().zip(&cells);
        let key = parts.map(|(part, cells)| format!("{} {}", part.name, cell_text(cells, self.at).unwrap_or_default()));
        let key = key.collect::<Vec<_>>().join(", ");
        self.outline.line(format!("{} {key}", model.name).trim_end(), "");
    }

    /// Trees and tiers stand by themselves; a node inside a tree is shown in its tree.
    fn is_published(&self, value: &NamedValue) -> bool {
        let output = self
            .graph
            .outputs
            .iter()
            .any(|o| o.subject == value.subject && o.name == value.name && o.kind != OutputKind::Reason);
        let inside = self.graph.values.iter().flatten().any(|v| match &v.about {
            About::Composed { children, .. } => children.iter().any(|(child, _)| {
                let child = self.graph.values.get(child.0).and_then(Option::as_ref);
                child.is_some_and(|c| c.subject == value.subject && c.name == value.name)
            }),
            _ => false,
        });
        output && !inside
    }

    fn named(&mut self, value: &NamedValue, weight: Option<&Rational>) {
        let label = value.label.as_ref().map_or(String::new(), |l| format!(" {l}"));
        let weight = weight.map_or(String::new(), |w| format!("{w} × "));
        let cite = value.cite.as_ref().map_or(String::new(), |c| format!("  [{c}]"));
        let head = format!("{weight}{}{label} = {}", value.name, self.value_of(value.node));
        self.outline.line(&head, &cite);
        self.outline.deeper();
        if let Some(because) = &value.because {
            self.outline.line(&format!("because {because}"), "");
        }
        match &value.about {
            About::Expression => self.node(value.node, true),
            About::Composed { how, missing, children, composed, steps } => {
                let rule = missing.as_ref().map_or(String::new(), |m| format!(", {m}"));
                self.outline.line(&format!("{how} of{rule}: {}", self.value_of(*composed)), "");
                self.outline.deeper();
                for (child, weight) in children {
                    if let Some(child) = self.graph.values.get(child.0).and_then(Option::as_ref) {
                        self.named(child, weight.as_ref());
                    }
                }
                self.outline.back();
                for step in steps {
                    let cite = step.cite.as_ref().map_or(String::new(), |c| format!("  [{c}]"));
                    let because = step.because.as_ref().map_or(String::new(), |b| format!(" ({b})"));
                    self.outline.line(&format!("{}{because}: {}", step.words, self.value_of(step.after)), &cite);
                    self.outline.deeper();
                    self.step_inputs(step.after);
                    self.outline.back();
                }
            }
            About::Tiers { of, judged, cites } => self.tiers(value.node, *of, *judged, cites),
            About::Eligibility | About::Mark | About::Check(_) => self.node(value.node, true),
        }
        self.outline.back();
    }

    /// What a step used beside the value before it: its condition, its points.
    fn step_inputs(&mut self, after: NodeId) {
        let node = self.graph.node(after);
        let used: Vec<NodeId> = match &node.op {
            Op::First => node.inputs.get(1).copied().into_iter().collect(),
            Op::Add | Op::Subtract => node.inputs.get(1).copied().into_iter().collect(),
            _ => Vec::new(),
        };
        for id in used {
            self.node(id, false);
        }
    }

    fn tiers(&mut self, node: NodeId, of: crate::names::ValueId, judged: NodeId, cites: &[Option<String>]) {
        let name = self.graph.values.get(of.0).and_then(Option::as_ref).map_or("", |v| v.name.as_str());
        let exact = self.graph.values.get(of.0).and_then(Option::as_ref).map(|v| self.value_of(v.node));
        let own = self.graph.values.get(of.0).and_then(Option::as_ref).is_some_and(|v| v.node == judged);
        let how = match &self.graph.node(judged).op {
            _ if own => String::new(),
            Op::Round(to) => match &to.target {
                RoundTarget::Decimals(n) => format!(", rounded {} to {n} decimals: ", to.mode.name()),
                RoundTarget::Step(step) => format!(", rounded {} to steps of {step}: ", to.mode.name()),
            },
            Op::Settle(n) => format!(", compared to {n} decimals: "),
            _ => String::new(),
        };
        let judged_text = if how.is_empty() { String::new() } else { self.value_of(judged) };
        self.outline.line(&format!("judged by {name} = {}{how}{judged_text}", exact.unwrap_or_default()), "");
        let (Op::Tier(bounds), Type::Choice(choice)) = (&self.graph.node(node).op, &self.graph.node(node).ty) else {
            return;
        };
        let taken = match self.evaluation.cell(self.at, node) {
            Some(Ok(Value::Choice(tier))) => Some(*tier as usize),
            _ => None,
        };
        let names = self.graph.choices.get(choice.0).map(|c| c.values.as_slice()).unwrap_or_default();
        for (i, (bound, name)) in bounds.iter().zip(names).enumerate() {
            let mark = if taken == Some(i) { "→ " } else { "  " };
            let cite = cites.get(i).cloned().flatten().map_or(String::new(), |c| format!("  [{c}]"));
            self.outline.line(&format!("{mark}{} {}", name.name, bound_text(bound)), &cite);
        }
    }

    /// An expression with what it is made of; `known` when its value has just been shown.
    fn node(&mut self, id: NodeId, known: bool) {
        let node = self.graph.node(id);
        if matches!(node.op, Op::Constant(_)) {
            return;
        }
        let own = self.graph.values.iter().flatten().find(|v| v.node == id && !known);
        if let Some(value) = own {
            self.outline.line(&format!("{} = {}", value.name, self.value_of(id)), "");
            return;
        }
        let is_column = matches!(node.op, Op::Column(..));
        if !known || is_column {
            self.outline.line(&format!("{} = {}", node.words, self.value_of(id)), "");
        } else {
            self.outline.line(&node.words.clone(), "");
        }
        self.outline.deeper();
        if let Some(behind) = self.evaluation.rows_behind(self.at, id) {
            self.outline.line(&rows_text(behind), "");
        }
        for input in &node.inputs {
            // The rows of an aggregate are of another grain and are not shown one by one.
            if self.graph.node(*input).grain == node.grain {
                self.node(*input, false);
            }
        }
        self.outline.back();
    }

    fn value_of(&self, id: NodeId) -> String {
        self.evaluation.cell(self.at, id).map_or(String::new(), |cell| shown(self.graph, id, cell))
    }
}

/// How many rows stand behind an aggregate.
fn rows_text(behind: RowsBehind) -> String {
    let rows = |n: usize| if n == 1 { "1 row".to_string() } else { format!("{n} rows") };
    let mut text = format!("of {}", rows(behind.counted));
    if behind.without > 0 {
        text.push_str(&format!(", and {} without a value", rows(behind.without)));
    }
    if behind.left_out > 0 {
        text.push_str(&format!("; {} left out by the condition", rows(behind.left_out)));
    }
    text
}

/// The interval of a tier as mathematics writes it.
fn bound_text(bound: &TierBounds) -> String {
    if bound.otherwise {
        return "otherwise".into();
    }
    let (lo, hi) = (&bound.lo, &bound.hi);
    let left = lo.as_ref().map_or("(…".into(), |(v, inclusive)| format!("{}{v}", if *inclusive { "[" } else { "(" }));
    let right =
        hi.as_ref().map_or("…)".into(), |(v, inclusive)| format!("{v}{}", if *inclusive { "]" } else { ")" }));
    format!("{left}, {right}")
}
