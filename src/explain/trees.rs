//! The composition of a tree: its children with their weights and what each adds, and the steps after it.

use super::Explainer;
use super::labels::Page;
use crate::graph::{Composed, NodeId};
use crate::messages::explain as say;
use crate::number::Rational;
use crate::types::{How, Op, Weights};

/// The weight of an indicator and what it adds to the whole.
pub(super) struct Contribution {
    pub(super) weight: Option<String>,
    pub(super) points: Option<Rational>,
}

impl<'e> Explainer<'e> {
    /// The children with what each adds, then the steps.
    pub(super) fn composed(&mut self, of: &Composed) {
        let Composed { how, missing, children, weights, shares, composed, steps, .. } = of;
        let rule = missing.as_ref().map_or(String::new(), |m| format!(", {m}"));
        let value = self.value_of(*composed);
        self.outline.line(&say::composed_of(how, &rule, &value), "");
        self.outline.deeper();
        let there = self.weights_there(*composed);
        for (at, child) in children.iter().enumerate() {
            let Some(child) = self.graph.value(*child).cloned() else { continue };
            let points = match shares.get(at) {
                Some(share) => self.product(*share, child.node),
                None => there.as_ref().and_then(|there| self.points(there, at, child.node)),
            };
            let weight = match weights {
                Weights::Same => None,
                Weights::Fixed(weights) => weights.get(at).map(Rational::to_string),
                Weights::Computed(weights) => weights.get(at).map(|weight| self.value_of(*weight)),
            };
            self.named(&child, None, Some(Contribution { weight, points }));
        }
        self.outline.back();
        for step in steps {
            let cite = step.cite.as_ref().map_or(String::new(), |c| format!("  [{c}]"));
            let because = step.because.as_ref().map_or(String::new(), |b| format!(" ({b})"));
            let value = self.value_of(step.after);
            self.outline.line(&format!("{}{because}: {value}", step.words), &cite);
            self.outline.deeper();
            self.page = Page::of(&step.words);
            self.step_inputs(step.after);
            self.outline.back();
        }
    }

    /// The weights of a weighted mean, and the sum of the weights of values that are not missing.
    fn weights_there(&self, composed: NodeId) -> Option<(&'e [Rational], Rational)> {
        let graph = self.graph;
        let node = graph.node(composed);
        let Op::Combine(combine) = &node.op else { return None };
        let (How::Mean, Some(weights)) = (combine.how, &combine.weights) else { return None };
        let kept = node.inputs.iter().zip(weights).filter(|(id, _)| self.number(**id).is_some());
        Some((weights, kept.fold(Rational::zero(), |sum, (_, weight)| &sum + weight)))
    }

    /// The points that a child adds to a weighted mean: its share of the weight that is not missing, times its value.
    fn points(&self, (weights, total): &(&[Rational], Rational), at: usize, child: NodeId) -> Option<Rational> {
        (weights.get(at)? * &self.number(child)?).checked_div(total)
    }

    /// The product of two values; `None` if one is missing.
    fn product(&self, share: NodeId, child: NodeId) -> Option<Rational> {
        Some(self.number(share)? * self.number(child)?)
    }

    /// The further input of a step next to the value before it: its condition or its points.
    fn step_inputs(&mut self, after: NodeId) {
        let node = self.graph.node(after);
        if let Op::First | Op::Add | Op::Subtract = &node.op
            && let Some(used) = node.inputs.get(1)
        {
            self.node(*used, false);
        }
    }
}
