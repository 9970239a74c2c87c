//! How the children of a node become one value: the composition that the policy states, and whether the children fit
//! it. A composition without an operation of its own is lowered by [`crate::types::written::means`].

use super::{CheckScope, Checker, Maybe, all};
use crate::diagnostic::{Code, Diagnostic};
use crate::faults::fault;
use crate::functions::{Composition, TakesWeights};
use crate::lookup::LookupSet;
use crate::messages::{phrase, types::judge as say};
use crate::number::Rational;
use crate::syntax::ast::{self, Body, Node};
use crate::types::ROOT_DECIMALS;
use crate::types::model::*;
use crate::types::op::*;
use crate::types::typed::{Expr, Typed, build};
use crate::types::units::{self, Unit};
use crate::types::written::means::{self, Children, ComposedBy};

/// The composition of a node according to `by …`; `None` if its words are not a composition, which
/// [`Checker::composition`] reports.
pub(super) fn written(body: &Body) -> Option<Composition> {
    let Some(by) = &body.by else { return Some(Composition::UNSAID) };
    Composition::named(&by.words)
}

impl<'a> Checker<'_, 'a> {
    /// The composition of a node according to `by …`, with its exponent and its decimals.
    pub(crate) fn composition(&mut self, node: &Node, body: &Body) -> Maybe<ComposedBy> {
        let Some(by) = &body.by else { return Some(ComposedBy::Plain(How::Mean)) };
        let decimals = by.decimals.map_or(ROOT_DECIMALS, |d| d.count);
        let Some(named) = Composition::named(&by.words) else {
            let message = say::not_composed_by(&node.name.text, &by.words);
            let help = say::write_this(Composition::usages());
            return self.fail(Diagnostic::error(Code::UnknownComposition, by.span, message).help(help));
        };
        let composition = match named {
            Composition::Mean | Composition::WeightedMean => ComposedBy::Plain(How::Mean),
            Composition::Sum => ComposedBy::Plain(How::Sum),
            Composition::GeometricMean => ComposedBy::Plain(How::GeometricMean(decimals)),
            Composition::Minimum => ComposedBy::Plain(How::Minimum),
            Composition::Maximum => ComposedBy::Plain(How::Maximum),
            Composition::Median => ComposedBy::Plain(How::Median),
            Composition::WeightedSum => ComposedBy::WeightedSum,
            Composition::Product => ComposedBy::Product,
            Composition::HarmonicMean => ComposedBy::Harmonic,
            Composition::PowerMean => ComposedBy::Power(self.exponent(by)?, decimals),
        };
        if let Some(of) = by.of.as_ref().filter(|_| !matches!(composition, ComposedBy::Power(..))) {
            let message = say::exponent_of_other(&by.words);
            let help = say::remove_or_use_power_mean();
            return self.fail(Diagnostic::error(Code::WrongArguments, of.span, message).help(help));
        }
        if let Some(digits) = by.decimals.filter(|_| !named.row().rooted) {
            let message = say::decimals_of_exact(&by.words);
            let help = say::remove_or_round_after();
            return self.fail(Diagnostic::error(Code::WrongArguments, digits.span, message).help(help));
        }
        Some(composition)
    }

    fn exponent(&mut self, by: &ast::By) -> Maybe<Rational> {
        let Some(of) = &by.of else {
            let message = say::no_exponent();
            let help = phrase::write_for_example("by power mean of 2");
            return self.fail(Diagnostic::error(Code::WrongArguments, by.span, message).help(help));
        };
        let exponent = units::value(of).0;
        if exponent.is_zero() {
            let message = say::exponent_of_zero();
            let whole = by.span.to(of.span);
            return self
                .fail(Diagnostic::error(Code::BadRange, whole, message).help(phrase::write("by geometric mean")));
        }
        Some(exponent)
    }

    /// The weights of the children. Either all children have a weight or none has, and a promised total must be met.
    pub(crate) fn weights(&mut self, place: CheckScope<'_>, node: &'a Node, body: &'a Body) -> Maybe<Weights<Expr>> {
        let composition = written(body)?;
        let takes = composition.row().weights;
        let with = body.children.iter().filter(|c| c.weight.is_some()).count();
        if let (0, Some(total)) = (with, &body.total) {
            let message = say::total_without_weights(&node.name.text);
            let help = say::add_weights_or_remove_total();
            return self.fail(Diagnostic::error(Code::WeightsNeeded, total.span, message).help(help));
        }
        if with == 0 {
            let must = matches!(takes, TakesWeights::Needed | TakesWeights::NeededOfAnySign);
            if must && body.children.len() > 1 {
                let message = say::no_weights(&node.name.text);
                let help = say::add_weights_or_use_mean();
                return self.fail(Diagnostic::error(Code::WeightsNeeded, node.name.span, message).help(help));
            }
            return Some(Weights::Same);
        }
        if let Some(bare) = body.children.iter().find(|c| c.weight.is_none()) {
            let message = say::one_without_weight(&bare.name.text, &node.name.text);
            let help = say::add_weight();
            return self.fail(Diagnostic::error(Code::WeightsNeeded, bare.name.span, message).help(help));
        }
        if takes == TakesWeights::Never {
            let first = body.children.iter().find_map(|c| c.weight.as_ref())?;
            let message = say::no_use_for_weights(composition);
            let help = say::remove_weights_or_composition();
            return self.fail(Diagnostic::error(Code::WeightsNeeded, first.span(), message).help(help));
        }
        let signed = takes == TakesWeights::NeededOfAnySign;
        let typed = all(body.children.iter().map(|child| self.weight_of(place, child, signed)))?;
        let fixed: Option<Vec<Rational>> = typed.iter().map(|w| w.constant().cloned()).collect();
        match fixed {
            Some(weights) => {
                self.weights_add_up(node, body, &weights, signed)?;
                if composition == Composition::GeometricMean {
                    self.weights_are_coarse(node, &weights)?;
                }
                Some(Weights::Fixed(weights))
            }
            None => {
                let first = typed.iter().find(|w| w.constant().is_none())?;
                if composition == Composition::GeometricMean {
                    let message = say::weight_of_geometric_mean_from_data();
                    let help = say::fix_weights_or_use_other_mean();
                    return self.fail(Diagnostic::error(Code::WeightsNeeded, first.span, message).help(help));
                }
                if let Some(total) = &body.total {
                    let message = say::total_of_weights_from_data();
                    let finding = Diagnostic::error(Code::WeightTotal, total.span, message);
                    let help = say::remove_total_or_check();
                    return self.fail(finding.label(first.span, say::depends_on_data()).help(help));
                }
                Some(Weights::Computed(typed))
            }
        }
    }

    /// The weight of a child: a plain number that is never missing, and not below zero if weights are shares.
    fn weight_of(&mut self, place: CheckScope<'_>, child: &'a Node, signed: bool) -> Maybe<Expr> {
        let written = child.weight.as_ref()?;
        let weight = match written {
            ast::Weight::Fixed(quantity) => build::number(units::value(quantity).0, Unit::Plain, quantity.span),
            ast::Weight::Computed(expr) => self.expr(place, expr)?,
        };
        let number = self.number_for(&weight, say::a_weight)?;
        let text = self.sources.text(written.span()).to_string();
        let (message, help) = if number.unit != Unit::Plain {
            (say::weight_with_unit(&text, number.unit.words()), say::write_plain_number())
        } else if weight.can_miss {
            (say::weight_can_be_missing(&text), say::default_zero())
        } else if !signed && number.range.lo.as_ref().is_none_or(Rational::is_negative) {
            let help = say::use_weighted_sum_or_narrow_range();
            (say::weight_can_be_negative(&text), help)
        } else {
            return Some(weight.at(written.span()));
        };
        self.fail(Diagnostic::error(Code::WrongArguments, written.span(), message).help(help))
    }

    /// The children as one value.
    pub(crate) fn composed(&mut self, how: &ComposedBy, of: Children<'_>, (node, body): (&Node, &Body)) -> Maybe<Expr> {
        if of.presence.is_some() && !matches!(how, ComposedBy::Plain(How::Mean)) {
            let at = body.missing.first().map_or(node.name.span, |m| m.span);
            let message = say::leaves_without_weighted_mean(&node.name.text);
            let finding = Diagnostic::error(Code::WrongMissing, at, message);
            return self.fail(finding.help(phrase::write("missing renormalise within parent")));
        }
        match how {
            ComposedBy::WeightedSum => self.no_shares(node, body, of.missing, say::a_weighted_sum())?,
            ComposedBy::Product => self.no_shares(node, body, of.missing, say::a_product())?,
            ComposedBy::Harmonic if !fault!(HarmonicIsMean) => {
                self.all_above(node, of.values, of.missing, true, say::a_harmonic_mean())?;
            }
            ComposedBy::Power(exponent, _) => {
                self.all_above(node, of.values, of.missing, !exponent.is_positive(), say::a_power_mean())?;
                // Check the exponent before a range is raised to it, because it can be any number.
                for child in of.values.iter().filter(|_| means::multiplied_out(exponent).is_none()) {
                    self.power_fits(child, &build::number(exponent.clone(), Unit::Plain, child.span))?;
                }
            }
            ComposedBy::Plain(_) | ComposedBy::Harmonic => {}
        }
        let composed = of.composed(how)?;
        let weights = match of.weights {
            Weights::Computed(weights) => weights.as_slice(),
            Weights::Same | Weights::Fixed(_) => &[],
        };
        let given = of.values.iter().chain(weights).chain(of.presence.into_iter().flatten());
        self.written_out_fits(&composed, given)?;
        Some(composed)
    }

    /// Checks the operations of a lowered composition, down to the given inputs, like operations of the policy itself.
    fn written_out_fits<'e>(&mut self, written: &'e Expr, given: impl Iterator<Item = &'e Expr>) -> Maybe<()> {
        let mut seen: LookupSet<*const Typed> = given.map(Expr::identity).collect();
        // Each expression is checked after its inputs. Use a stack, since the depth of a product is the number of its
        // children.
        let mut open = vec![(written, false)];
        while let Some((expr, inputs_fit)) = open.pop() {
            if inputs_fit {
                self.operation_fits(expr)?;
            } else if seen.insert(expr.identity()) {
                open.push((expr, true));
                open.extend(expr.inputs.iter().rev().map(|input| (input, false)));
            }
        }
        Some(())
    }

    fn operation_fits(&mut self, expr: &Expr) -> Maybe<()> {
        match (&expr.op, expr.inputs.as_slice()) {
            (Op::Multiply | Op::Divide, [left, right]) => {
                self.operands_fit(&expr.op, left, right, right.span)?;
                self.range_is_kept(expr, right.span);
                Some(())
            }
            (Op::Power(_), [value, exponent]) => self.power_fits(value, exponent),
            (Op::Combine(combine), values) => self.come_together(combine.how, values),
            _ => Some(()),
        }
    }

    /// Reports a rule that skips missing values, if no weights are shares: nothing can take over the weight of a
    /// missing value.
    fn no_shares(&mut self, node: &Node, body: &Body, rule: &MissingRule, what: &str) -> Maybe<()> {
        if !matches!(rule, MissingRule::Skipped(_)) {
            return Some(());
        }
        let at = body.missing.first().map_or(node.name.span, |m| m.span);
        let message = say::no_shares_to_take_over(what);
        let help = say::propagate_or_substitute();
        self.fail(Diagnostic::error(Code::WrongMissing, at, message).help(help))
    }

    /// Checks that a mean of powers has only numbers above zero, or only numbers not below zero.
    fn all_above(
        &mut self,
        node: &Node,
        children: &[Expr],
        rule: &MissingRule,
        positive: bool,
        what: &str,
    ) -> Maybe<()> {
        let fits = |lo: &Rational| if positive { lo.is_positive() } else { !lo.is_negative() };
        let bad = children.iter().find(|c| !c.number().and_then(|n| n.range.lo.as_ref()).is_some_and(fits));
        let answer = match rule {
            MissingRule::CountsAs(answer) => fits(answer),
            _ => true,
        };
        // If missing values propagate, one value out of range makes the whole missing, and nothing substitutes for it.
        let exact = *rule == MissingRule::Propagates;
        let (at, text) = match bad {
            Some(child) if !exact => (child.span, self.page_text(child.span)),
            _ if !answer => (node.name.span, say::substitute_for_missing().to_string()),
            _ => return Some(()),
        };
        let than = if positive { say::above_zero() } else { say::not_below_zero() };
        let message = say::takes_numbers(what, than, &text);
        let help = say::limit_or_propagate();
        self.fail(Diagnostic::error(Code::BadRange, at, message).help(help))
    }
}
