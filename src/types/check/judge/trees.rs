//! Trees: the children of a node, the rule for a missing child, and steps.

use super::{CheckScope, Checker, Maybe, if_written};
use crate::diagnostic::{Code, Diagnostic};
use crate::faults::fault;
use crate::messages::{phrase, types::judge as say};
use crate::names::{ValueId, What};
use crate::number::Rational;
use crate::source::Span;
use crate::syntax::ast::{self, Body, Content as NodeContent, Name, Node, StepKind};
use crate::syntax::on_one_line;
use crate::types::model::*;
use crate::types::op::*;
use crate::types::typed::{Expr, build};
use crate::types::units::{self, Unit};
use crate::types::written::means::{Children, ComposedBy};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::One;

impl<'a> Checker<'_, 'a> {
    pub(crate) fn node(&mut self, place: CheckScope<'_>, node: &'a Node) -> Maybe<(Expr, ValueOrigin)> {
        match &node.content {
            NodeContent::Value(value) => {
                let value = self.expr(place, value)?;
                self.numeric(&value, &node.name.text)?;
                Some((value, ValueOrigin::Leaf))
            }
            NodeContent::Body(body) => self.body(place, node, body),
        }
    }

    fn body(&mut self, place: CheckScope<'_>, node: &'a Node, body: &'a Body) -> Maybe<(Expr, ValueOrigin)> {
        if body.children.is_empty() {
            let message = say::no_indicators(&node.name.text);
            let help = say::add_indicator();
            return self.fail(Diagnostic::error(Code::EmptyNode, node.name.span, message).help(help));
        }
        let ids: Vec<Maybe<ValueId>> = body.children.iter().map(|c| self.node_id(place, &c.name)).collect();
        let children: Vec<Maybe<Expr>> =
            ids.iter().zip(&body.children).map(|(id, child)| self.value_reference((*id)?, child.name.span)).collect();
        let weights = self.weights(place, node, body);
        let how = self.composition(node, body);
        let children: Vec<Expr> = children.into_iter().collect::<Option<_>>()?;
        let ids: Vec<ValueId> = ids.into_iter().collect::<Option<_>>()?;
        let answer = self.answer_of(place, body.missing.first())?;
        let rule = self.node_missing(answer.as_ref(), node, body, &children)?;
        let children = self.answered_with(answer.as_ref(), children)?;
        let (weights, how) = (weights?, how?);
        let presence = self.presence(&rule, (&ids, &children), body.span).filter(|_| !fault!(AcrossIsWithin));
        let of = Children {
            values: &children,
            weights: &weights,
            missing: &rule.rule,
            presence: presence.as_deref(),
            span: body.span,
        };
        let composed = self.composed(&how, of, (node, body))?;
        let (value, steps) = self.steps(place, node, body, composed.clone())?;
        let is_written_out = presence.is_some() || matches!(weights, Weights::Computed(_));
        let shares = match how {
            ComposedBy::Plain(How::Mean) if is_written_out => of.shares(),
            _ => Vec::new(),
        };
        let about = NodeModel {
            how: super::compose::written(body)?,
            missing: body.missing.first().map(|m| self.page_words(m.span)),
            rule,
            children: ids,
            weights,
            shares,
            composed,
            steps,
        };
        Some((value, ValueOrigin::Node(Box::new(about))))
    }

    /// How much of the weight below each child is present, if all leaves below share the weight of a missing leaf.
    pub(super) fn presence(
        &mut self,
        rule: &NodeRule,
        (ids, children): (&[ValueId], &[Expr]),
        span: Span,
    ) -> Option<Vec<Expr>> {
        rule.across.then(|| self.coverage.presence(&self.model, ids, children, span))
    }

    /// The text of the policy with folded blanks, for explanations.
    fn page_words(&self, span: Span) -> String {
        on_one_line(self.sources.text(span), usize::MAX)
    }

    /// The id of a node: the value of this name that was declared here.
    fn node_id(&self, place: CheckScope<'_>, name: &Name) -> Maybe<ValueId> {
        match self.names.catalogue.in_scope(place.subject?, &name.text) {
            Some(What::Value(id)) if self.names.catalogue.value(id).name.span == name.span => Some(id),
            // A duplicate declaration has been reported.
            _ => None,
        }
    }

    /// Reports weights of a geometric mean that are too fine: it takes as many factors as its weights have whole parts,
    /// and more than a thousand would take long and add nothing.
    pub(crate) fn weights_are_coarse(&mut self, node: &Node, weights: &[Rational]) -> Maybe<()> {
        let total = weights.iter().fold(Rational::zero(), |a, b| &a + b);
        let parts = weights.iter().filter_map(|w| w.checked_div(&total));
        let parts = parts.fold(BigInt::one(), |lcm, share| lcm.lcm(&share.denom()));
        if parts <= BigInt::from(1000) {
            return Some(());
        }
        let message = say::weights_too_fine(&node.name.text, &parts);
        let help = say::round_weights();
        self.fail(Diagnostic::error(Code::WeightTotal, node.name.span, message).help(help))
    }

    pub(crate) fn weights_add_up(&mut self, node: &Node, body: &Body, weights: &[Rational], signed: bool) -> Maybe<()> {
        let total = weights.iter().fold(Rational::zero(), |a, b| &a + b);
        if total.is_zero() && !signed {
            let message = say::weights_all_zero(&node.name.text);
            let help = say::give_weight_above_zero();
            return self.fail(Diagnostic::error(Code::WeightTotal, node.name.span, message).help(help));
        }
        let Some(promised) = &body.total else { return Some(()) };
        let wanted = units::value(promised).0;
        if total == wanted {
            return Some(());
        }
        if total == Rational::one() && wanted == Rational::from(100_i64) {
            let message = say::weights_in_percent(&node.name.text);
            let help = phrase::write("weights total 100%");
            return self.fail(Diagnostic::error(Code::WeightTotal, promised.span, message).help(help));
        }
        let (less, word) =
            if total < wanted { (&wanted - &total, say::missing()) } else { (&total - &wanted, say::too_much()) };
        let message = say::wrong_total(&node.name.text, &total, &wanted);
        let help = say::correct_weight_or_total(&less, word);
        self.fail(Diagnostic::error(Code::WeightTotal, promised.span, message).help(help))
    }

    /// The rule for a missing child, as written. It is required if a child can be missing.
    fn node_missing(&mut self, answer: Option<&Expr>, node: &Node, body: &Body, children: &[Expr]) -> Maybe<NodeRule> {
        if let [first, second, ..] = body.missing.as_slice() {
            let message = say::duplicate_missing(&node.name.text);
            return self.fail(
                Diagnostic::error(Code::SaidTwice, second.span, message)
                    .label(first.span, phrase::first_of_two())
                    .help(phrase::keep_one()),
            );
        }
        if let Some(written) = body.missing.first() {
            self.enough_can_be(Some(written), children.len())?;
            let rule = self.rule(written, answer, children, true)?;
            let across = matches!(written.kind, ast::MissingKind::Across(_));
            return Some(NodeRule { rule, across, fails: matches!(written.kind, ast::MissingKind::Fails) });
        }
        let Some((child, _)) = body.children.iter().zip(children).find(|(_, e)| e.can_miss) else {
            return Some(NodeRule { rule: MissingRule::Propagates, across: false, fails: false });
        };
        let message = say::indicator_can_be_missing(&child.name.text, &node.name.text);
        let has_shares = super::compose::written(body).is_none_or(|composition| composition.row().renormalises);
        let help = match has_shares {
            true => say::add_rule_of_weighted_mean(),
            false => say::add_rule_for_missing(),
        };
        self.fail(
            Diagnostic::error(Code::MissingAnswer, node.name.span, message)
                .label(child.name.span, say::can_be_missing())
                .help(help),
        )
    }

    fn steps(
        &mut self,
        place: CheckScope<'_>,
        node: &Node,
        body: &'a Body,
        composed: Expr,
    ) -> Maybe<(Expr, Vec<StepModel>)> {
        let mut value = composed;
        let mut models = Vec::new();
        for step in &body.steps {
            value = self.step(place, node, step, value)?;
            models.push(StepModel {
                words: self.page_words(step.span),
                cite: step.notes.cite.as_ref().map(|t| t.value.clone()),
                because: step.notes.because.as_ref().map(|t| t.value.clone()),
                after: value.clone(),
            });
        }
        Some((value, models))
    }

    fn step(&mut self, place: CheckScope<'_>, node: &Node, step: &'a ast::Step, value: Expr) -> Maybe<Expr> {
        match &step.kind {
            StepKind::Plus { minus, name, value: points } => {
                let points = match name {
                    Some((name, _)) => {
                        let id = self.node_id(place, name)?;
                        self.value_reference(id, name.span)?
                    }
                    None => self.expr(place, points)?,
                };
                self.plus(*minus, value, points, step.span)
            }
            StepKind::Capped { at, when } => {
                let at = self.expr(place, at);
                let when = if_written(when.as_ref().map(|w| self.expr(place, w)));
                self.capped(value, at?, when?, step.span)
            }
            StepKind::Limited { range, when } => {
                let unit = value.number().map_or(Unit::Plain, |n| n.unit);
                let range = self.range(range, Some((unit, node.name.span)))?;
                let when = if_written(when.as_ref().map(|w| self.expr(place, w)))?;
                let limited = self.limited(value.clone(), &range, step.span)?;
                self.only_when(limited, value, when, step.span)
            }
            StepKind::Rounded(rounding) => self.rounded(value, rounding, step.span),
        }
    }

    fn plus(&mut self, minus: bool, value: Expr, points: Expr, span: Span) -> Maybe<Expr> {
        self.numeric(&value, "then")?;
        self.numeric(&points, "then")?;
        self.common(&value, &points)?;
        Some(if minus { build::minus(value, points, span) } else { build::plus(value, points, span) })
    }

    /// `min(value, at)`; with a condition, only if the condition holds. An unknown condition leaves no value, because
    /// it is not known whether the cap applies.
    fn capped(&mut self, value: Expr, at: Expr, when: Option<Expr>, span: Span) -> Maybe<Expr> {
        self.numeric(&value, "then capped at")?;
        self.numeric(&at, "then capped at")?;
        self.common(&value, &at)?;
        let capped = build::combined_whole(How::Minimum, vec![value.clone(), at], span);
        self.only_when(capped, value, when, span)
    }

    /// A step that is taken only if a condition is yes; an unknown condition leaves no value. A condition that is a
    /// fixed yes or no, as a param can be, is known before any data is read.
    fn only_when(&mut self, changed: Expr, value: Expr, when: Option<Expr>, span: Span) -> Maybe<Expr> {
        let Some(when) = when else { return Some(changed) };
        let when = self.condition(when, "when")?;
        match when.op {
            Op::Constant(Constant::YesNo(true)) => return Some(changed),
            Op::Constant(Constant::YesNo(false)) => return Some(value),
            _ => {}
        }
        self.common(&changed, &value)?;
        Some(build::first([(changed, when)], value, span))
    }
}
