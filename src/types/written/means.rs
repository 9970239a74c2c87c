//! The children of a node combined into one value, if no single operation does that: a harmonic mean is one divided by
//! the mean of the reciprocals, and weights that follow from data make a quotient of two sums.

use crate::faults::fault;
use crate::number::{Interval, Rational, Rounding};
use crate::source::Span;
use crate::types::model::Weights;
use crate::types::op::{AtLeast, Combine, Comparison, How, MissingRule};
use crate::types::typed::number::mean_of_powers;
use crate::types::typed::{Expr, build};
use crate::types::units::Unit;

/// The greatest whole exponent of a power mean that is computed by multiplication.
const MULTIPLIED_OUT: i64 = 8;

/// How many decimals more than the mean the powers have, if the exponent is a fraction.
const FINER: u32 = 12;

/// How children are composed.
#[derive(Clone, Debug)]
pub(crate) enum ComposedBy {
    /// By a single operation.
    Plain(How),
    /// The sum of the children, each times its weight.
    WeightedSum,
    /// The product.
    Product,
    /// One divided by the mean of the reciprocals.
    Harmonic,
    /// The root of the mean of the powers, correctly rounded to so many decimals.
    Power(Rational, u32),
}

/// The children of a node: numbers of one unit, if they are added.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Children<'c> {
    /// Their values, at least one.
    pub values: &'c [Expr],
    /// The weight of each child.
    pub weights: &'c Weights<Expr>,
    /// What happens if a child is missing.
    pub missing: &'c MissingRule,
    /// The part of the leaves below each child that is not missing, if a weight counts only for that part.
    pub presence: Option<&'c [Expr]>,
    /// Their place in the policy.
    pub span: Span,
}

/// The weights of the children.
struct Weighed {
    /// The weight of each child, if it is not missing.
    weights: Vec<Expr>,
    /// The sum of the weights.
    total: Expr,
    /// Whether that is enough; `None` if it always is.
    enough: Option<Expr>,
}

impl Children<'_> {
    /// The children as one value. `None` if the number that counts for missing children has no such power.
    pub(crate) fn composed(&self, how: &ComposedBy) -> Option<Expr> {
        match how {
            ComposedBy::Plain(How::Mean) => Some(self.mean()),
            ComposedBy::Plain(how) => Some(self.by_operation(*how)),
            ComposedBy::WeightedSum => Some(self.weighted_sum()),
            ComposedBy::Product => self.product(),
            ComposedBy::Harmonic if fault!(HarmonicIsMean) => Some(self.mean()),
            ComposedBy::Harmonic => self.harmonic_mean(),
            ComposedBy::Power(exponent, decimals) => self.power_mean(exponent, *decimals),
        }
    }

    fn by_operation(&self, how: How) -> Expr {
        let weights = match self.weights {
            Weights::Fixed(weights) => Some(weights.clone()),
            Weights::Same | Weights::Computed(_) => None,
        };
        let combine = Combine { how, weights, missing: self.missing.clone(), empty: None };
        build::combined(combine, self.values.to_vec(), self.span)
    }

    fn weighted_sum(&self) -> Expr {
        let terms = self.weight_values().into_iter().zip(self.values).map(|(weight, child)| {
            let child = answered(child, self.missing);
            if fault!(WeightedSumForgetsWeights) { child } else { times(weight, child) }
        });
        sum(terms.collect(), self.span)
    }

    fn product(&self) -> Option<Expr> {
        let children = self.values.iter().map(|child| answered(child, self.missing));
        let both = |a, b| if fault!(ProductAdds) { sum(vec![a, b], self.span) } else { times(a, b) };
        children.reduce(both).map(|product| product.at(self.span))
    }

    fn harmonic_mean(&self) -> Option<Expr> {
        let inverted: Vec<Expr> = self.values.iter().map(|child| one_through(child.clone())).collect();
        let missing = match self.missing {
            MissingRule::CountsAs(answer) => MissingRule::CountsAs(Rational::one().checked_div(answer)?),
            other => other.clone(),
        };
        let mean = Children { values: &inverted, missing: &missing, ..*self }.mean();
        let one = build::plain(1, self.span);
        let (value, minus_one) = (over(one, mean), -&Rational::one());
        Some(self.among(value, &mean_of_powers(&minus_one, &self.hull())))
    }

    fn power_mean(&self, exponent: &Rational, decimals: u32) -> Option<Expr> {
        let finer = decimals + FINER;
        let raised: Vec<Expr> = self.values.iter().map(|child| raised(child, exponent, finer)).collect();
        let missing = match self.missing {
            MissingRule::CountsAs(answer) => MissingRule::CountsAs(crate::number::power(answer, exponent, finer)?),
            other => other.clone(),
        };
        let mean = Children { values: &raised, missing: &missing, ..*self }.mean();
        let root = build::number(Rational::one().checked_div(exponent)?, Unit::Plain, self.span);
        let value = build::power(mean, root, decimals, self.span);
        Some(self.among(value, &mean_of_powers(exponent, &self.hull())))
    }

    /// The weighted mean; with `presence`, each weight counts only for the part that is not missing.
    fn mean(&self) -> Expr {
        if !matches!(self.weights, Weights::Computed(_)) && self.presence.is_none() {
            return self.by_operation(How::Mean);
        }
        let of = self.weighed();
        let zero = MissingRule::CountsAs(Rational::zero());
        let missing = if matches!(self.missing, MissingRule::Skipped(_)) { &zero } else { self.missing };
        let terms = of.weights.iter().zip(self.values);
        let terms = terms.map(|(weight, child)| times(weight.clone(), answered(child, missing))).collect();
        let value = over(sum(terms, self.span), of.total.clone());
        let value = self.among(value, &self.hull());
        // The guard prevents a division by zero.
        let can_miss = self.values.iter().any(|c| c.can_miss) && *self.missing == MissingRule::Propagates;
        let value = if can_miss { value.may_miss() } else { value.known_there() };
        self.if_enough(of, value)
    }

    /// A value if enough weight is left; else no value, with the reasons of the children.
    fn if_enough(&self, of: Weighed, value: Expr) -> Expr {
        let Some(enough) = of.enough else { return value };
        // More children than there are: the result is missing, with every reason.
        let more = u32::try_from(self.values.len()).unwrap_or(u32::MAX).saturating_add(1);
        let missing = MissingRule::Skipped(Some(AtLeast::Count(more)));
        let none = Combine { how: How::Mean, weights: None, missing, empty: None };
        build::first([(value, enough)], build::combined(none, self.values.to_vec(), self.span), self.span)
    }

    /// The share of each child in a weighted mean, if weights follow from data or from the children that are not
    /// missing; or the published shares, for any mean.
    pub(crate) fn shares(&self) -> Vec<Expr> {
        let Weighed { weights, total, .. } = self.weighed();
        weights.into_iter().map(|weight| over(weight, total.clone()).within(&build::part_range())).collect()
    }

    /// The weight of each child that is not missing, the sum of all, and whether that is enough.
    fn weighed(&self) -> Weighed {
        let nominal = self.weight_values();
        let skips = matches!(self.missing, MissingRule::Skipped(_));
        let weights = nominal.iter().zip(self.values).enumerate().map(|(at, (weight, child))| {
            let weight = weight.clone();
            match self.presence.and_then(|presence| presence.get(at)) {
                Some(part) => times(weight, part.clone()),
                None if skips && child.can_miss => times(weight, build::present(child)),
                None => weight,
            }
        });
        let weights: Vec<Expr> = weights.collect();
        let total = sum(weights.clone(), self.span);
        let zero = build::plain(0, self.span);
        let is_positive = total.number().and_then(|n| n.range.lo.as_ref()).is_some_and(Rational::is_positive);
        let positive = (!is_positive).then(|| build::compare(Comparison::Above, total.clone(), zero, self.span));
        let least = self.least(&total, nominal);
        let enough = positive.into_iter().chain(least).reduce(|a, b| build::and(a, b, self.span));
        Weighed { weights, total, enough }
    }

    /// Whether the rule for missing children is met, if it requires a least count or share.
    fn least(&self, total: &Expr, nominal: Vec<Expr>) -> Option<Expr> {
        let MissingRule::Skipped(Some(least)) = self.missing else { return None };
        let span = self.span;
        Some(match least {
            AtLeast::Count(least) => {
                let count = sum(self.values.iter().map(build::present).collect(), span);
                build::compare(Comparison::AtLeast, count, build::plain((*least).into(), span), span)
            }
            AtLeast::Share(share) => {
                let share = build::number(share.clone(), Unit::Plain, span);
                build::compare(Comparison::AtLeast, total.clone(), times(share, sum(nominal, span)), span)
            }
        })
    }

    /// The weights as values.
    fn weight_values(&self) -> Vec<Expr> {
        let fixed = |weight: &Rational| build::number(weight.clone(), Unit::Plain, self.span);
        match self.weights {
            Weights::Same => vec![fixed(&Rational::one()); self.values.len()],
            Weights::Fixed(weights) => weights.iter().map(fixed).collect(),
            Weights::Computed(weights) => weights.clone(),
        }
    }

    /// The range of the values of a mean: the children, and the number that replaces a missing child.
    fn hull(&self) -> Interval {
        let answer = match self.missing {
            MissingRule::CountsAs(answer) if self.values.iter().any(|child| child.can_miss) => Some(answer),
            _ => None,
        };
        let ranges = self.values.iter().filter_map(Expr::number).map(|n| n.range.clone());
        let ranges = ranges.chain(answer.map(|answer| Interval::point(answer.clone())));
        ranges.reduce(|a, b| a.hull(&b)).unwrap_or_else(Interval::unbounded)
    }

    /// A value that is within a range, except for its last digit.
    fn among(&self, value: Expr, among: &Interval) -> Expr {
        let range = match value.number().and_then(|number| number.decimals()) {
            Some(d) => among.map_monotone(|v| v.round(d, Rounding::HalfEven)),
            None => among.clone(),
        };
        value.within(&range).at(self.span)
    }
}

/// The exponent of a power that is computed by multiplication; `None` if it needs a root or is too large.
pub(crate) fn multiplied_out(exponent: &Rational) -> Option<i64> {
    let whole = exponent.is_integer().then(|| exponent.to_string().parse::<i64>().ok()).flatten();
    whole.filter(|n| n.abs() <= MULTIPLIED_OUT)
}

fn raised(x: &Expr, exponent: &Rational, decimals: u32) -> Expr {
    match multiplied_out(exponent) {
        Some(n) => {
            let power = (1..n.abs()).fold(x.clone(), |power, _| times(power, x.clone()));
            if n > 0 { power } else { one_through(power) }
        }
        None => build::power(x.clone(), build::number(exponent.clone(), Unit::Plain, x.span), decimals, x.span),
    }
}

/// A child with the number that replaces it if it is missing.
fn answered(child: &Expr, missing: &MissingRule) -> Expr {
    match missing {
        MissingRule::CountsAs(answer) if child.can_miss => {
            let unit = child.number().map_or(Unit::Plain, |n| n.unit);
            build::default(child.clone(), build::number(answer.clone(), unit, child.span), child.span)
        }
        _ => child.clone(),
    }
}

/// A sum that is missing if a term is missing.
fn sum(terms: Vec<Expr>, span: Span) -> Expr {
    build::combined_whole(How::Sum, terms, span)
}

/// A product at the place of its second factor.
fn times(a: Expr, b: Expr) -> Expr {
    let span = b.span;
    build::times(a, b, span)
}

/// A quotient at the place of its divisor.
fn over(a: Expr, b: Expr) -> Expr {
    let span = b.span;
    build::over(a, b, span)
}

fn one_through(x: Expr) -> Expr {
    over(build::plain(1, x.span), x)
}

/// The mean of the parts that are not missing below the children of a node. It is weighted by the absolute weights,
/// since the sign of a weight says nothing about a part of a whole. `None` if the children have no weight.
pub(crate) fn part_there(weights: &Weights<Expr>, parts: Vec<Option<Expr>>, span: Span) -> Option<Expr> {
    let fixed = match weights {
        Weights::Same => vec![Rational::one(); parts.len()],
        Weights::Fixed(weights) => weights.iter().map(Rational::abs).collect(),
        Weights::Computed(weights) => return Some(part_by_data(weights, parts, span)),
    };
    let (parts, fixed): (Vec<Expr>, Vec<Rational>) =
        parts.into_iter().zip(fixed).filter_map(|(part, weight)| Some((part?, weight))).unzip();
    if fixed.iter().all(Rational::is_zero) {
        return None;
    }
    let weights = (!matches!(weights, Weights::Same)).then_some(fixed);
    let combine = Combine { how: How::Mean, weights, missing: MissingRule::Propagates, empty: None };
    Some(build::combined(combine, parts, span))
}

/// The same if weights follow from data: zero if all weights are zero.
fn part_by_data(weights: &[Expr], parts: Vec<Option<Expr>>, span: Span) -> Expr {
    let sizes = weights.iter().map(|weight| build::absolute(weight.clone(), span));
    let (sizes, parts): (Vec<Expr>, Vec<Expr>) =
        sizes.zip(parts).filter_map(|(size, part)| Some((size, part?))).unzip();
    if sizes.is_empty() {
        return build::plain(0, span);
    }
    let terms = sizes.iter().zip(parts).map(|(size, part)| build::times(size.clone(), part, span)).collect();
    let part = build::over(sum(terms, span), sum(sizes, span), span).within(&build::part_range());
    build::default(part, build::plain(0, span), span)
}
