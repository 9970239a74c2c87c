//! How much of the weight below a value is present, and whether a value follows from data.

use crate::lookup::{Lookup, LookupSet};
use crate::messages::types::judge as say;
use crate::names::ValueId;
use crate::number::Rational;
use crate::source::Span;
use crate::types::check::rows::own_values::reached;
use crate::types::model::*;
use crate::types::op::*;
use crate::types::typed::build::Rows;
use crate::types::typed::{Expr, Typed, build};
use crate::types::written::means;

/// The facts about coverage that are known so far. Each value is checked once, however often others use it.
#[derive(Default)]
pub(crate) struct Coverage {
    /// Values for which `counts as` names a substitute.
    stand_ins: Lookup<*const Typed, Expr>,
    /// For each expression, whether it follows from data. The expression is kept so that its identity stays unique.
    of_data: Lookup<*const Typed, (Expr, Option<Expr>)>,
    /// How much of the weight below a node is present, by node and by whether substitutes count as missing.
    parts: Lookup<(ValueId, bool), Option<Expr>>,
}

impl Coverage {
    /// Remembers a `default` that was made from `counts as` and substitutes for its first input.
    pub(crate) fn stand_in(&mut self, answered: &Expr) {
        self.stand_ins.insert(answered.identity(), answered.clone());
    }

    /// How much of the weight below a value was present: 1 for all. Leaves count 0 or 1, nodes according to their
    /// weights. If nothing below has a weight, the share is missing.
    pub(super) fn of(&mut self, model: &Model, id: ValueId, span: Span) -> Expr {
        let nothing = || build::nothing(Some(say::nothing_below_has_a_weight().into()), build::part(), span);
        self.part_there(model, id, true, span).unwrap_or_else(nothing)
    }

    /// How much of the weight below each child is present; zero if the child itself has no value.
    pub(super) fn presence(&mut self, model: &Model, ids: &[ValueId], children: &[Expr], span: Span) -> Vec<Expr> {
        let each = ids.iter().zip(children).map(|(id, child)| {
            let below = self.part_there(model, *id, false, span).unwrap_or_else(|| build::plain(0, span));
            if !child.can_miss || matches!(below.op, Op::Present) {
                return below;
            }
            build::times(build::present(child), below, span)
        });
        each.collect()
    }

    /// How much of the weight below a value has a value. If `answered` is set, a leaf whose values are all missing
    /// counts as not present, even if `if empty` or `counts as` gives it a value. A node that is part of several others
    /// has the same share in all of them.
    fn part_there(&mut self, model: &Model, id: ValueId, answered: bool, span: Span) -> Option<Expr> {
        if let Some(known) = self.parts.get(&(id, answered)) {
            return known.clone();
        }
        let Some(value) = model.value(id) else {
            return Some(build::plain(1, span));
        };
        let span = value.span;
        let ValueOrigin::Node(node) = &value.about else {
            let expr = &value.expr;
            let there = build::present(&build::value(id, expr.ty.clone(), expr.can_miss, span));
            return Some(match self.of_data(model, expr).filter(|_| answered) {
                Some(of_data) => build::first([(there, of_data)], build::plain(0, span), span),
                None => there,
            });
        };
        let parts = node.children.iter().map(|child| self.part_there(model, *child, answered, span)).collect();
        let part = means::part_there(&node.weights, parts, span);
        self.parts.insert((id, answered), part.clone());
        part
    }

    /// Whether a value follows from data, and not from an answer of `if empty` or `counts as` for values that are all
    /// missing; `None` if it always does. If no rows were aggregated, the answer is the value, and nothing is missing.
    /// Each value is checked once, however often others use it.
    fn of_data(&mut self, model: &Model, expr: &Expr) -> Option<Expr> {
        let mut expr = expr.clone();
        while let Op::Value(id) = expr.op {
            expr = model.value(id).filter(|value| !matches!(value.about, ValueOrigin::Node(_)))?.expr.clone();
        }
        if expr.inputs.is_empty() {
            return None;
        }
        if let Some((_, known)) = self.of_data.get(&expr.identity()) {
            return known.clone();
        }
        let found = self.of_data_by_operation(model, &expr);
        self.of_data.insert(expr.identity(), (expr, found.clone()));
        found
    }

    fn of_data_by_operation(&mut self, model: &Model, expr: &Expr) -> Option<Expr> {
        let span = expr.span;
        match &expr.op {
            Op::Aggregate(aggregate) => {
                let value = aggregate.value(&expr.inputs)?;
                let own = self.without_stand_in(value);
                if own.is_none() && !is_answered(aggregate.empty.as_ref(), &aggregate.missing) {
                    return None;
                }
                let value = own.as_ref().or(Some(value)).filter(|value| value.can_miss)?;
                let rows = Rows::of_aggregate(aggregate, &expr.inputs);
                let some =
                    rows.of(build::is_there(value, span)).together(How::Any, MissingRule::Propagates, None, span);
                let none = build::equal(rows.count(span), build::plain(0, span), span);
                Some(build::or(some, none, span))
            }
            Op::Combine(combine) if combine.missing != MissingRule::Propagates || self.has_stand_in(expr) => {
                let own = |input: &Expr| self.without_stand_in(input).unwrap_or_else(|| input.clone());
                let inputs: Vec<Expr> = expr.inputs.iter().map(own).collect();
                let each: Vec<Option<Expr>> = inputs.iter().map(|input| self.of_data(model, input)).collect();
                let answered = || is_answered(combine.empty.as_ref(), &combine.missing) || self.has_stand_in(expr);
                if each.iter().all(Option::is_none) && !answered() {
                    return None;
                }
                let each = inputs.iter().zip(each).map(|(input, of_data)| {
                    let there = input.can_miss.then(|| build::is_there(input, span));
                    of_data.into_iter().chain(there).reduce(|a, b| build::and(a, b, span))
                });
                each.collect::<Option<Vec<Expr>>>()?.into_iter().reduce(|a, b| build::or(a, b, span))
            }
            // A value of another subject is made of values of that subject.
            Op::Reach(_) => Some(reached(expr, self.of_data(model, expr.inputs.first()?)?)),
            Op::First => {
                let values = expr.inputs.iter().step_by(2);
                let each: Vec<Option<Expr>> = values.map(|value| self.of_data(model, value)).collect();
                let conditions = expr.inputs.iter().skip(1).step_by(2).cloned();
                picked(each, conditions, span)
            }
            Op::Default => {
                let each: Vec<Option<Expr>> = expr.inputs.iter().map(|input| self.of_data(model, input)).collect();
                picked(each, expr.inputs.first().map(|value| build::is_there(value, span)), span)
            }
            op if op.is_arithmetic() || matches!(op, Op::Combine(_)) => {
                let each: Vec<Expr> = expr.inputs.iter().filter_map(|input| self.of_data(model, input)).collect();
                let mut seen = LookupSet::default();
                let each = each.into_iter().filter(|one| seen.insert(one.identity()));
                each.reduce(|a, b| build::and(a, b, span))
            }
            _ => None,
        }
    }

    /// The value without the substitute that `counts as` names for it; `None` if it has no substitute.
    fn without_stand_in(&self, value: &Expr) -> Option<Expr> {
        self.stand_ins.get(&value.identity()).and_then(|value| value.inputs.first()).cloned()
    }

    fn has_stand_in(&self, combined: &Expr) -> bool {
        combined.inputs.iter().any(|input| self.stand_ins.contains_key(&input.identity()))
    }
}

/// Whether a value is given for values that are all missing.
fn is_answered(empty: Option<&Rational>, missing: &MissingRule) -> bool {
    empty.is_some() || matches!(missing, MissingRule::CountsAs(_))
}

/// Whether the value that conditions pick follows from data. If it is not known which value they pick, all must.
fn picked(each: Vec<Option<Expr>>, conditions: impl IntoIterator<Item = Expr>, span: Span) -> Option<Expr> {
    if each.iter().all(Option::is_none) {
        return None;
    }
    let mut each = each.into_iter().map(|of_data| of_data.unwrap_or_else(|| build::yes_no(true, span)));
    let arms: Vec<(Expr, Expr)> = conditions.into_iter().map_while(|when| Some((each.next()?, when))).collect();
    let picked = match each.next() {
        Some(otherwise) => build::first(arms, otherwise, span),
        None => build::the_one(arms, span),
    };
    Some(if picked.can_miss { build::default(picked, build::yes_no(false, span), span) } else { picked })
}
