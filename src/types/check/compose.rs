//! How the children of a node become one value: the compositions that are operations of their own, and those that are
//! written out in others. What is written out needs nothing of the rooms behind: a harmonic mean is one through a mean
//! of one throughs, weights that follow from data are a quotient of two sums.

use super::{Checker, Maybe, Place};
use crate::diagnostic::{Code, Diagnostic};
use crate::faults::fault;
use crate::functions::{self, TakesWeights};
use crate::names::ValueId;
use crate::number::{Interval, Rational};
use crate::source::Span;
use crate::syntax::ast::{self, Body, Node};
use crate::types::ROOT_DECIMALS;
use crate::types::model::*;
use crate::types::op::*;
use crate::types::typed::number::mean_of_powers;
use crate::types::typed::{Expr, build};
use crate::types::units::{self, Unit};

/// The greatest whole exponent of a power mean that is multiplied out.
const MULTIPLIED_OUT: i64 = 8;

/// How many decimals more than the mean the powers have whose exponent is broken.
const FINER: u32 = 12;

/// How children are composed.
#[derive(Clone, Debug)]
pub(super) enum Composition {
    /// By an operation of its own.
    Plain(How),
    /// The sum of the children, each times its weight.
    WeightedSum,
    /// The product.
    Product,
    /// One through the mean of one through each.
    Harmonic,
    /// The root of the mean of the powers.
    Power(Rational, u32),
}

/// What `by …` says of a node; `None` where it names no composition, which is reported by [`Checker::composition`].
pub(super) fn written(body: &Body) -> Option<functions::Composition> {
    let Some(by) = &body.by else { return Some(functions::Composition::UNSAID) };
    functions::Composition::named(&by.words)
}

/// Weights as values.
fn weight_values(weights: &Weights<Expr>, children: usize, span: Span) -> Vec<Expr> {
    let fixed = |w: &Rational| build::number(w.clone(), Unit::Plain, span);
    match weights {
        Weights::Same => vec![fixed(&Rational::one()); children],
        Weights::Fixed(weights) => weights.iter().map(fixed).collect(),
        Weights::Computed(weights) => weights.clone(),
    }
}

impl<'a> Checker<'_, 'a> {
    /// What `by …` says.
    pub(super) fn composition(&mut self, node: &Node, body: &Body) -> Maybe<Composition> {
        let Some(by) = &body.by else { return Some(Composition::Plain(How::Mean)) };
        let decimals = by.decimals.map_or(ROOT_DECIMALS, |d| d.count);
        let Some(named) = functions::Composition::named(&by.words) else {
            let message = format!("`{}` cannot be composed by `{}`", node.name.text, by.words);
            let help = format!("write {}", functions::Composition::usages());
            self.report(Diagnostic::error(Code::UnknownComposition, by.span, message).help(help));
            return None;
        };
        let composition = match named {
            functions::Composition::Mean | functions::Composition::WeightedMean => Composition::Plain(How::Mean),
            functions::Composition::Sum => Composition::Plain(How::Sum),
            functions::Composition::GeometricMean => Composition::Plain(How::GeometricMean(decimals)),
            functions::Composition::Minimum => Composition::Plain(How::Minimum),
            functions::Composition::Maximum => Composition::Plain(How::Maximum),
            functions::Composition::Median => Composition::Plain(How::Median),
            functions::Composition::WeightedSum => Composition::WeightedSum,
            functions::Composition::Product => Composition::Product,
            functions::Composition::HarmonicMean => Composition::Harmonic,
            functions::Composition::PowerMean => Composition::Power(self.exponent(by)?, decimals),
        };
        if let Some(of) = by.of.as_ref().filter(|_| !matches!(composition, Composition::Power(..))) {
            let message = format!("`{}` has no exponent", by.words);
            let help = "take it away, or compose `by power mean of 2`";
            self.report(Diagnostic::error(Code::WrongArguments, of.span, message).help(help));
            return None;
        }
        if let Some(digits) = by.decimals.filter(|_| !named.row().rooted) {
            let message = format!("`{}` is exact and takes no decimals", by.words);
            let help = "take it away; to round, write `then rounded half up to 2 decimals`";
            self.report(Diagnostic::error(Code::WrongArguments, digits.span, message).help(help));
            return None;
        }
        Some(composition)
    }

    fn exponent(&mut self, by: &ast::By) -> Maybe<Rational> {
        let Some(of) = &by.of else {
            let message = "a power mean does not say its exponent";
            self.report(
                Diagnostic::error(Code::WrongArguments, by.span, message)
                    .help("write for example `by power mean of 2`"),
            );
            return None;
        };
        let exponent = units::value(of).0;
        if exponent.is_zero() {
            let message = "a power mean of exponent zero is a geometric mean";
            let whole = by.span.to(of.span);
            self.report(Diagnostic::error(Code::BadRange, whole, message).help("write `by geometric mean`"));
            return None;
        }
        Some(exponent)
    }

    /// The weights of the children: all or none; a promised total is met.
    pub(super) fn weights(&mut self, place: Place<'_>, node: &'a Node, body: &'a Body) -> Maybe<Weights<Expr>> {
        let composition = written(body)?;
        let takes = composition.row().weights;
        let with = body.children.iter().filter(|c| c.weight.is_some()).count();
        if let (0, Some(total)) = (with, &body.total) {
            let message = format!("`{}` has a total, and its indicators have no weights", node.name.text);
            let help = "put a weight in front of each, or take the line away";
            self.report(Diagnostic::error(Code::WeightsNeeded, total.span, message).help(help));
            return None;
        }
        if with == 0 {
            let must = matches!(takes, TakesWeights::Needed | TakesWeights::NeededOfAnySign);
            if must && body.children.len() > 1 {
                let message = format!("the indicators of `{}` have no weights", node.name.text);
                let help = "put a weight in front of each, or compose them `by mean`";
                self.report(Diagnostic::error(Code::WeightsNeeded, node.name.span, message).help(help));
                return None;
            }
            return Some(Weights::Same);
        }
        if let Some(bare) = body.children.iter().find(|c| c.weight.is_none()) {
            let message = format!("`{}` has no weight, and others of `{}` have one", bare.name.text, node.name.text);
            self.report(
                Diagnostic::error(Code::WeightsNeeded, bare.name.span, message).help("put its weight in front"),
            );
            return None;
        }
        if takes == TakesWeights::Never {
            let first = body.children.iter().find_map(|c| c.weight.as_ref())?;
            let message = format!("`by {composition}` counts each indicator the same and takes no weights");
            self.report(
                Diagnostic::error(Code::WeightsNeeded, first.span(), message)
                    .help("take the weights away, or the `by`"),
            );
            return None;
        }
        let signed = takes == TakesWeights::NeededOfAnySign;
        let typed: Vec<Maybe<Expr>> = body.children.iter().map(|child| self.weight_of(place, child, signed)).collect();
        let typed: Vec<Expr> = typed.into_iter().collect::<Option<_>>()?;
        let fixed: Option<Vec<Rational>> = typed.iter().map(|w| w.constant().cloned()).collect();
        match fixed {
            Some(weights) => {
                self.weights_add_up(node, body, &weights, signed)?;
                if composition == functions::Composition::GeometricMean {
                    self.weights_are_coarse(node, &weights)?;
                }
                Some(Weights::Fixed(weights))
            }
            None => {
                let first = typed.iter().find(|w| w.constant().is_none())?;
                if composition == functions::Composition::GeometricMean {
                    let message = "a geometric mean takes fixed weights, and this one follows from data";
                    let help = "write numbers or params, or compose by another mean";
                    self.report(Diagnostic::error(Code::WeightsNeeded, first.span, message).help(help));
                    return None;
                }
                if let Some(total) = &body.total {
                    let message = "a total is promised, and a weight follows from data";
                    let finding = Diagnostic::error(Code::WeightTotal, total.span, message);
                    let help = "take the line away; a `check` can say what the weights add up to";
                    self.report(finding.label(first.span, "follows from data").help(help));
                    return None;
                }
                Some(Weights::Computed(typed))
            }
        }
    }

    /// The weight of a child: a plain number that is never missing, and not below zero where weights are shares.
    fn weight_of(&mut self, place: Place<'_>, child: &'a Node, signed: bool) -> Maybe<Expr> {
        let written = child.weight.as_ref()?;
        let weight = match written {
            ast::Weight::Fixed(quantity) => build::number(units::value(quantity).0, Unit::Plain, quantity.span),
            ast::Weight::Computed(expr) => self.expr(place, expr)?,
        };
        let number = self.numeric(&weight, "a weight")?;
        let text = self.sources.text(written.span()).to_string();
        let (message, help) = if number.unit != Unit::Plain {
            (format!("`{text}` is a weight and is {}", number.unit.words()), "write a plain number")
        } else if weight.can_miss {
            (format!("`{text}` is a weight and can be missing"), "answer it with `default 0`")
        } else if !signed && number.range.lo.as_ref().is_none_or(Rational::is_negative) {
            let help = "a mean has weights of zero and more; compose `by weighted sum`, or narrow the range";
            (format!("`{text}` is a weight and can be below zero"), help)
        } else {
            return Some(weight.at(written.span()));
        };
        self.report(Diagnostic::error(Code::WrongArguments, written.span(), message).help(help));
        None
    }

    /// The children as one value.
    pub(super) fn composed(
        &mut self,
        how: &Composition,
        weights: &Weights<Expr>,
        rule: &NodeRule,
        (ids, children): (&[ValueId], Vec<Expr>),
        (node, body): (&Node, &Body),
    ) -> Maybe<Expr> {
        let span = body.span;
        let presence = if rule.across && !fault!(AcrossIsWithin) {
            if !matches!(how, Composition::Plain(How::Mean)) {
                let at = body.missing.first().map_or(node.name.span, |m| m.span);
                let message =
                    format!("only a weighted mean shares weights across leaves, and `{}` is another", node.name.text);
                let finding = Diagnostic::error(Code::WrongMissing, at, message);
                self.report(finding.help("write `missing renormalise within parent`"));
                return None;
            }
            Some(self.presence(ids, &children, span))
        } else {
            None
        };
        match how {
            Composition::Plain(How::Mean) => self.mean_of(weights, &rule.rule, children, presence, span),
            Composition::Plain(how) => {
                let weights = match weights {
                    Weights::Fixed(weights) => Some(weights.clone()),
                    Weights::Same | Weights::Computed(_) => None,
                };
                self.combine(Combine { how: *how, weights, missing: rule.rule.clone(), empty: None }, children, span)
            }
            Composition::WeightedSum => {
                self.no_shares(node, body, rule, "a weighted sum")?;
                let mut terms = Vec::new();
                for (weight, child) in weight_values(weights, children.len(), span).into_iter().zip(children) {
                    let child = self.answered_by(&rule.rule, child)?;
                    let term = if fault!(WeightedSumForgetsWeights) { child } else { self.times(weight, child)? };
                    terms.push(term);
                }
                self.sum_of(terms, span)
            }
            Composition::Product => {
                self.no_shares(node, body, rule, "a product")?;
                let mut product: Option<Expr> = None;
                for child in children {
                    let child = self.answered_by(&rule.rule, child)?;
                    product = Some(match product {
                        Some(so_far) if fault!(ProductAdds) => self.sum_of(vec![so_far, child], span)?,
                        Some(so_far) => self.times(so_far, child)?,
                        None => child,
                    });
                }
                product.map(|p| p.at(span))
            }
            Composition::Harmonic if fault!(HarmonicIsMean) => {
                self.mean_of(weights, &rule.rule, children, presence, span)
            }
            Composition::Harmonic => {
                self.all_above(node, &children, &rule.rule, true, "a harmonic mean")?;
                let each: Vec<Expr> = children
                    .iter()
                    .map(|child| self.quotient(build::plain(1, child.span), child.clone()))
                    .collect::<Option<_>>()?;
                let inverted = match &rule.rule {
                    MissingRule::CountsAs(v) => MissingRule::CountsAs(Rational::one().checked_div(v)?),
                    other => other.clone(),
                };
                let mean = self.mean_of(weights, &inverted, each, presence, span)?;
                let value = self.quotient(build::plain(1, span), mean)?;
                let among = mean_of_powers(&-&Rational::one(), &hull_of(&children, &rule.rule));
                Some(among_children(value, &among, span))
            }
            Composition::Power(exponent, decimals) => {
                let positive = !exponent.is_positive();
                let finer = *decimals + FINER;
                self.all_above(node, &children, &rule.rule, positive, "a power mean")?;
                let each: Vec<Expr> =
                    children.iter().map(|child| self.raised(child.clone(), exponent, finer)).collect::<Option<_>>()?;
                let raised = match &rule.rule {
                    MissingRule::CountsAs(v) => MissingRule::CountsAs(crate::number::power(v, exponent, finer)?),
                    other => other.clone(),
                };
                let mean = self.mean_of(weights, &raised, each, presence, span)?;
                let root = Rational::one().checked_div(exponent)?;
                let root = build::number(root, Unit::Plain, span);
                let value = self.power(mean, root, *decimals, span)?;
                let among = mean_of_powers(exponent, &hull_of(&children, &rule.rule));
                Some(among_children(value, &among, span))
            }
        }
    }

    /// A mean with weights; with `presence` each weight counts only for the part that is there.
    fn mean_of(
        &mut self,
        weights: &Weights<Expr>,
        rule: &MissingRule,
        children: Vec<Expr>,
        presence: Option<Vec<Expr>>,
        span: Span,
    ) -> Maybe<Expr> {
        let fixed = match (weights, &presence) {
            (Weights::Fixed(weights), None) => Some(Some(weights.clone())),
            (Weights::Same, None) => Some(None),
            _ => None,
        };
        if let Some(weights) = fixed {
            return self.combine(
                Combine { how: How::Mean, weights, missing: rule.clone(), empty: None },
                children,
                span,
            );
        }
        let of = self.weighed(weights, rule, &children, presence, span)?;
        let mut terms = Vec::new();
        for (weight, child) in of.weights.iter().zip(&children) {
            let child = match rule {
                MissingRule::Skipped(_) => self.answered_by(&MissingRule::CountsAs(Rational::zero()), child.clone())?,
                other => self.answered_by(other, child.clone())?,
            };
            terms.push(self.times(weight.clone(), child)?);
        }
        let sum = self.sum_of(terms, span)?;
        let value = self.quotient(sum, of.total.clone())?;
        let value = among_children(value, &hull_of(&children, rule), span);
        // The guard sees to it that nothing is divided by zero.
        let can_miss = children.iter().any(|c| c.can_miss) && *rule == MissingRule::Unscored;
        let value = if can_miss { value.may_miss() } else { value.known_there() };
        self.if_enough(of, &children, value, span)
    }

    /// A value where enough weight is there; else none, with the reasons of the children.
    fn if_enough(&mut self, of: Weighed, children: &[Expr], value: Expr, span: Span) -> Maybe<Expr> {
        let Some(enough) = of.enough else { return Some(value) };
        // More than there are: nothing, with every reason.
        let more = u32::try_from(children.len()).ok()?.checked_add(1)?;
        let none = Combine {
            how: How::Mean,
            weights: None,
            missing: MissingRule::Skipped(Some(AtLeast::Count(more))),
            empty: None,
        };
        let none = build::combined(none, children.to_vec(), span);
        Some(build::first([(value, enough)], none, span))
    }

    /// What each child weighs where it is there, what all weigh, and whether that is enough.
    fn weighed(
        &mut self,
        weights: &Weights<Expr>,
        rule: &MissingRule,
        children: &[Expr],
        presence: Option<Vec<Expr>>,
        span: Span,
    ) -> Maybe<Weighed> {
        let nominal = weight_values(weights, children.len(), span);
        let skips = matches!(rule, MissingRule::Skipped(_));
        let mut counted = Vec::new();
        for (at, (weight, child)) in nominal.iter().zip(children).enumerate() {
            let there = match presence.as_ref().and_then(|p| p.get(at)) {
                Some(part) => part.clone(),
                None if skips && child.can_miss => build::present(child),
                None => {
                    counted.push(weight.clone());
                    continue;
                }
            };
            counted.push(self.times(weight.clone(), there)?);
        }
        let total = self.sum_of(counted.clone(), span)?;
        let positive = |total: &Expr| {
            let above = total.number().and_then(|n| n.range.lo.clone()).is_some_and(|lo| lo.is_positive());
            (!above).then(|| build::compare(Comparison::Above, total.clone(), build::plain(0, span), span))
        };
        let mut enough = positive(&total);
        let least = match rule {
            MissingRule::Skipped(Some(AtLeast::Count(n))) => {
                let there = children.iter().map(build::present).collect();
                let count = self.sum_of(there, span)?;
                Some(build::compare(Comparison::AtLeast, count, build::plain(i64::from(*n), span), span))
            }
            MissingRule::Skipped(Some(AtLeast::Share(share))) => {
                let all = self.sum_of(nominal, span)?;
                let least = self.times(build::number(share.clone(), Unit::Plain, span), all)?;
                Some(build::compare(Comparison::AtLeast, total.clone(), least, span))
            }
            _ => None,
        };
        if let Some(least) = least {
            enough = Some(match enough {
                Some(enough) => build::and(enough, least, span),
                None => least,
            });
        }
        Some(Weighed { weights: counted, total, enough })
    }

    /// The part of the whole that each child has in a weighted mean, where weights follow from data or from what is
    /// there; or as published, for any mean.
    pub(super) fn shares(
        &mut self,
        weights: &Weights<Expr>,
        rule: &NodeRule,
        (ids, children): (&[ValueId], &[Expr]),
        span: Span,
    ) -> Maybe<Vec<Expr>> {
        let presence = rule.across.then(|| self.presence(ids, children, span));
        let of = self.weighed(weights, &rule.rule, children, presence, span)?;
        let mut shares = Vec::new();
        for weight in of.weights {
            let share = self.quotient(weight, of.total.clone())?;
            shares.push(share.within(&build::part_range()));
        }
        Some(shares)
    }

    /// How much of the weight below each child is there; nothing where the child itself has no value.
    fn presence(&mut self, ids: &[ValueId], children: &[Expr], span: Span) -> Vec<Expr> {
        let each = ids.iter().zip(children).map(|(id, child)| {
            let below = self.part_there(*id, false, span).unwrap_or_else(|| build::plain(0, span));
            if !child.can_miss || matches!(below.op, Op::Present) {
                return below;
            }
            build::times(build::present(child), below, span)
        });
        each.collect()
    }

    /// A sum in which nothing is missing silently.
    fn sum_of(&mut self, terms: Vec<Expr>, span: Span) -> Maybe<Expr> {
        let combine = Combine { how: How::Sum, weights: None, missing: MissingRule::Unscored, empty: None };
        self.combine(combine, terms, span)
    }

    fn times(&mut self, a: Expr, b: Expr) -> Maybe<Expr> {
        let span = b.span;
        self.arithmetic(Op::Multiply, a, b, span, span)
    }

    fn quotient(&mut self, a: Expr, b: Expr) -> Maybe<Expr> {
        let span = b.span;
        self.arithmetic(Op::Divide, a, b, span, span)
    }

    fn raised(&mut self, x: Expr, exponent: &Rational, decimals: u32) -> Maybe<Expr> {
        let whole = exponent.is_integer().then(|| exponent.to_string().parse::<i64>().ok()).flatten();
        let span = x.span;
        match whole.filter(|n| n.abs() <= MULTIPLIED_OUT) {
            Some(n) => {
                let mut power = x.clone();
                for _ in 1..n.abs() {
                    power = self.times(power, x.clone())?;
                }
                if n > 0 {
                    return Some(power);
                }
                self.quotient(build::plain(1, span), power)
            }
            None => {
                let exponent = build::number(exponent.clone(), Unit::Plain, span);
                self.power(x, exponent, decimals, span)
            }
        }
    }

    /// A child with the number that answers for it where it is missing.
    fn answered_by(&mut self, rule: &MissingRule, child: Expr) -> Maybe<Expr> {
        match rule {
            MissingRule::CountsAs(answer) if child.can_miss => {
                let unit = child.number().map_or(Unit::Plain, |n| n.unit);
                let answer = build::number(answer.clone(), unit, child.span);
                self.answered(child, answer)
            }
            _ => Some(child),
        }
    }

    /// A value, or another where it is missing.
    pub(super) fn answered(&mut self, value: Expr, answer: Expr) -> Maybe<Expr> {
        if !value.can_miss {
            return Some(value);
        }
        self.common(&value, &answer)?;
        let span = value.span;
        Some(build::default(value, answer, span))
    }

    /// Without weights that are shares nothing can take over what is missing.
    fn no_shares(&mut self, node: &Node, body: &Body, rule: &NodeRule, what: &str) -> Maybe<()> {
        if !matches!(rule.rule, MissingRule::Skipped(_)) {
            return Some(());
        }
        let at = body.missing.first().map_or(node.name.span, |m| m.span);
        let message = format!("{what} has no shares that the others could take over");
        let help = "write `missing unscored` or `missing counts as …`";
        self.report(Diagnostic::error(Code::WrongMissing, at, message).help(help));
        None
    }

    /// A mean of powers takes numbers above zero, or not below it.
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
        // Where one value is out of reach the whole is, and nothing stands in for it.
        let exact = *rule == MissingRule::Unscored;
        let (at, text) = match bad {
            Some(child) if !exact => (child.span, self.page_text(child.span)),
            _ if !answer => (node.name.span, "what counts for a missing one".to_string()),
            _ => return Some(()),
        };
        let than = if positive { "above zero" } else { "not below zero" };
        let message = format!("{what} takes numbers {than}, and {text} need not be");
        let help = "limit it: `limited(x, 1..100)`; or write `missing unscored`";
        self.report(Diagnostic::error(Code::BadRange, at, message).help(help));
        None
    }
}

/// What the children weigh.
struct Weighed {
    /// Each, where it is there.
    weights: Vec<Expr>,
    /// All together.
    total: Expr,
    /// Whether that is enough; `None` where it always is.
    enough: Option<Expr>,
}

/// Among what a mean is the mean of: the children, and what stands in for one of them.
fn hull_of(children: &[Expr], rule: &MissingRule) -> Interval {
    let answer = match rule {
        MissingRule::CountsAs(answer) if children.iter().any(|child| child.can_miss) => Some(answer),
        _ => None,
    };
    let ranges = children.iter().filter_map(Expr::number).map(|n| n.range.clone());
    let ranges = ranges.chain(answer.map(|answer| Interval::point(answer.clone())));
    ranges.reduce(|a, b| a.hull(&b)).unwrap_or_else(Interval::unbounded)
}

/// A value that lies within a range but for its last digit.
fn among_children(value: Expr, among: &Interval, span: Span) -> Expr {
    let range = match value.number().and_then(|number| number.decimals()) {
        Some(d) => among.map_monotone(|v| v.round(d, crate::number::Rounding::HalfEven)),
        None => among.clone(),
    };
    value.within(&range).at(span)
}
