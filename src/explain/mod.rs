//! How the results of one subject come about: every published value down to the cells of its row.
//!
//! The text is an outline: a value and what it is made of, one step to the right. Everything shown is read from the
//! evaluation; only the part that an indicator has in a weighted mean is worked out from its weight.
//!
//! [`mod@decisions`] tells the clauses of eligibilities, [`mod@tiers`] bounds and ranks, [`mod@expressions`] what a
//! value is made of.

mod decisions;
mod expressions;
mod outline;
mod tiers;

use crate::graph::{About, Graph, NamedValue, NodeId, OutputKind};
use crate::names::{SubjectId, ValueId};
use crate::number::Rational;
use crate::reference::{Evaluation, Value};
use crate::results::write::cell_text;
use crate::testing::shown;
use crate::types::units::{Unit, amount_words};
use crate::types::{Combine, How, Op, Weights};
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
    explainer.scales();
    explainer.outline.text
}

struct Explainer<'e> {
    graph: &'e Graph,
    evaluation: &'e Evaluation,
    at: usize,
    outline: Outline,
}

/// The weight of an indicator and what it adds to the whole.
struct Part {
    weight: Option<String>,
    points: Option<Rational>,
}

impl Explainer<'_> {
    fn head(&mut self, subject: SubjectId) {
        let words = format!("{} {}", self.graph.subject(subject).name, self.key_words(subject, self.at));
        self.outline.line(words.trim_end(), "");
    }

    /// The scales that what has been shown names.
    fn scales(&mut self) {
        for (name, words) in &self.graph.scales {
            let shown = &self.outline.text;
            let applied = [
                format!("on {name} "),
                format!("on {name}\n"),
                format!("on {name},"),
                format!("on {name})"),
                format!("{name}("),
            ];
            if applied.iter().any(|used| shown.contains(used)) {
                self.outline.line(&format!("scale {words}"), "");
            }
        }
    }

    /// The key of a subject in words.
    fn key_words(&self, subject: SubjectId, at: usize) -> String {
        let model = self.graph.subject(subject);
        let cells = crate::reference::publish_keys(self.graph, subject, self.evaluation);
        let parts = model.key.iter().zip(&cells);
        let words = parts.map(|(part, cells)| format!("{} {}", part.name, cell_text(cells, at).unwrap_or_default()));
        words.collect::<Vec<_>>().join(", ")
    }

    /// Trees, tiers, eligibilities and checks stand by themselves; a node inside a tree is shown in its tree.
    fn is_published(&self, value: &NamedValue) -> bool {
        let own = |kind: OutputKind| !matches!(kind, OutputKind::Reason | OutputKind::Clauses);
        let mut outputs = self.graph.outputs.iter().filter(|o| o.subject == value.subject);
        let output = outputs.any(|o| o.name == value.name && own(o.kind));
        let inside = self.graph.values.iter().flatten().any(|v| match &v.about {
            About::Composed { children, .. } => children.iter().any(|child| {
                let child = self.value(*child);
                child.is_some_and(|c| c.subject == value.subject && c.name == value.name)
            }),
            _ => false,
        });
        output && !inside
    }

    fn value(&self, id: ValueId) -> Option<&NamedValue> {
        self.graph.values.get(id.0).and_then(Option::as_ref)
    }

    fn named(&mut self, value: &NamedValue, part: Option<Part>) {
        let label = value.label.as_ref().map_or(String::new(), |l| format!(" {l}"));
        let weight = part.as_ref().and_then(|p| p.weight.as_ref()).map_or(String::new(), |w| format!("{w} × "));
        let points = part.and_then(|p| p.points);
        let points =
            points.map_or(String::new(), |p| format!("  adds {}", amount_words(&p.round(12, HALF_EVEN), Unit::Plain)));
        let cite = value.cite.as_ref().map_or(String::new(), |c| format!("  [{c}]"));
        let head = format!("{weight}{}{label} = {}", value.name, self.value_of(value.node));
        self.outline.line(&head, &format!("{points}{cite}"));
        self.outline.deeper();
        if let Some(because) = &value.because {
            self.outline.line(&format!("because {because}"), "");
        }
        match &value.about {
            About::Expression => self.expression(value),
            About::Composed { .. } => self.composed(&value.about),
            About::Tiers { of, judged, cites } => self.tiers(value.node, *of, *judged, cites),
            About::Eligibility => self.decision(value.node),
            About::Mark | About::Check(_) => self.node(value.node, true),
        }
        self.outline.back();
    }

    /// A value that is another one is not told twice.
    fn expression(&mut self, value: &NamedValue) {
        let other = self
            .graph
            .values
            .iter()
            .flatten()
            .find(|v| v.node == value.node && v.name != value.name && !matches!(v.about, About::Expression));
        match other {
            Some(other) => {
                let line = format!("is {}", other.name);
                self.outline.line(&line, "");
            }
            None => self.node(value.node, true),
        }
    }

    fn composed(&mut self, about: &About) {
        let About::Composed { how, missing, children, weights, shares, composed, steps, .. } = about else { return };
        let rule = missing.as_ref().map_or(String::new(), |m| format!(", {m}"));
        self.outline.line(&format!("{how} of{rule}: {}", self.value_of(*composed)), "");
        self.outline.deeper();
        for (at, child) in children.iter().enumerate() {
            let Some(child) = self.value(*child).cloned() else { continue };
            let points = match shares.get(at) {
                Some(share) => self.product(*share, child.node),
                None => self.points(*composed, child.node),
            };
            let weight = match weights {
                Weights::Same => None,
                Weights::Fixed(weights) => weights.get(at).map(Rational::to_string),
                Weights::Computed(weights) => weights.get(at).map(|weight| self.value_of(*weight)),
            };
            self.named(&child, Some(Part { weight, points }));
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

    /// What a child adds to a weighted mean: its share of the weight that is there, times its value.
    fn points(&self, composed: NodeId, child: NodeId) -> Option<Rational> {
        let node = self.graph.node(composed);
        let Op::Combine(Combine { how: How::Mean, weights: Some(weights), .. }) = &node.op else { return None };
        let there = |id: &NodeId| match self.evaluation.cell(self.at, *id) {
            Some(Ok(Value::Number(n))) => Some(n.clone()),
            _ => None,
        };
        let kept = node.inputs.iter().zip(weights).filter(|(id, _)| there(id).is_some());
        let total = kept.fold(Rational::zero(), |sum, (_, weight)| &sum + weight);
        let at = node.inputs.iter().position(|id| *id == child)?;
        (weights.get(at)? * &there(&child)?).checked_div(&total)
    }

    /// The product of two values, where both are there.
    fn product(&self, share: NodeId, child: NodeId) -> Option<Rational> {
        let number = |id| match self.evaluation.cell(self.at, id) {
            Some(Ok(Value::Number(n))) => Some(n),
            _ => None,
        };
        Some(number(share)? * number(child)?)
    }

    /// What a step used beside the value before it: its condition, its points.
    fn step_inputs(&mut self, after: NodeId) {
        let node = self.graph.node(after);
        if let Op::First | Op::Add | Op::Subtract = &node.op
            && let Some(used) = node.inputs.get(1)
        {
            self.node(*used, false);
        }
    }

    fn value_of(&self, id: NodeId) -> String {
        self.evaluation.cell(self.at, id).map_or(String::new(), |cell| shown(self.graph, id, cell))
    }
}

const HALF_EVEN: crate::number::Rounding = crate::number::Rounding::HalfEven;
