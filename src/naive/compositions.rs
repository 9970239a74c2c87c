//! Trees: how nodes are composed, and the steps after that.

use super::cells::Inst;
use super::functions::{Options, fixed, formula, geometric, power_mean, reaches};
use super::kinds::{What, World};
use super::lookup::Env;
use super::value::{N, V, both, number};
use crate::syntax::ast::{
    ArgKind, Binary, Body, Content, Expr, ExprKind, MissingKind, Node, Step, StepKind, Unary, Weight,
};
use num_traits::{One, Signed, ToPrimitive, Zero};

/// A child that counts.
struct Part {
    value: V,
    weight: N,
}

impl<'p> World<'p> {
    /// The value of a node.
    pub(super) fn node(&self, here: Inst, node: &'p Node) -> V {
        match &node.content {
            Content::Value(value) => self.eval(Env::of(here), value),
            Content::Body(body) => {
                let composed = self.composed(here, body);
                body.steps.iter().fold(composed, |value, step| self.step_of(here, value, step))
            }
        }
    }

    fn weight(&self, here: Inst, node: &Node) -> N {
        match &node.weight {
            None => N::one(),
            Some(Weight::Fixed(quantity)) => fixed(quantity),
            Some(Weight::Computed(weight)) => self.eval_in(Env::of(here), weight).num().unwrap().0.clone(),
        }
    }

    /// The share of the weight below a node that has values: a leaf counts 0 or 1, a node the weighted mean of its
    /// children; `None` if they have no weight.
    pub(super) fn coverage(&self, here: Inst, node: &Node) -> Option<N> {
        self.part_there(here, node, true)
    }

    /// The same. `answered` says whether an answer for values that are all missing counts as no value.
    fn part_there(&self, here: Inst, node: &Node, answered: bool) -> Option<N> {
        match &node.content {
            Content::Value(value) => {
                let there = self.value(here, &node.name.text).is_there()
                    && !(answered && self.answers_for_nothing(here, value));
                Some(if there { N::one() } else { N::zero() })
            }
            Content::Body(body) => {
                let (mut sum, mut whole) = (N::zero(), N::zero());
                for child in &body.children {
                    // A weight below zero counts by its absolute value, since that is how much it can change the whole.
                    let weight = self.weight(here, child).abs();
                    // If nothing below has a weight, it counts neither as there nor as missing.
                    if let Some(there) = self.part_there(here, child, answered) {
                        sum += &weight * there;
                        whole += weight;
                    }
                }
                (!whole.is_zero()).then(|| sum / whole)
            }
        }
    }

    /// The weight of a node in the whole: the product of its shares on the way up. A missing node has no weight if the
    /// others take it over.
    pub(super) fn weight_in_the_whole(&self, here: Inst, name: &str) -> V {
        let around = self.declared.iter().filter(|((kind, _), _)| *kind == here.0).find_map(|((_, parent), what)| {
            let What::Node(Node { content: Content::Body(body), .. }) = what else { return None };
            body.children.iter().any(|child| child.name.text == name).then_some((parent, body))
        });
        let Some((parent, body)) = around else { return V::exact(N::one()) };
        let rule = body.missing.first().map(|missing| &missing.kind);
        let (mut own, mut whole) = (N::zero(), N::zero());
        for child in &body.children {
            let mut weight = self.weight(here, child);
            if matches!(rule, Some(MissingKind::Renormalise(_) | MissingKind::Across(_))) {
                let there = self.value(here, &child.name.text).is_there();
                weight *= match rule {
                    _ if !there => N::zero(),
                    Some(MissingKind::Across(_)) => self.part_there(here, child, false).unwrap_or_default(),
                    _ => N::one(),
                };
            }
            if child.name.text == name {
                own = weight.clone();
            }
            whole += weight;
        }
        match self.weight_in_the_whole(here, parent) {
            V::Num(above, near) if !whole.is_zero() => V::Num(above * own / whole, near),
            _ => V::Missing,
        }
    }

    /// Whether a value is the answer of `none` or `counts as` for values that were all missing, either directly or in a
    /// computation.
    fn answers_for_nothing(&self, here: Inst, value: &Expr) -> bool {
        let strict = ["abs", "rounded", "limited", "linear", "logarithmic", "ln", "sqrt", "power"];
        let list = ["mean", "sum", "min", "max", "median", "geometric_mean"];
        let answers = |value: &Expr| self.answers_for_nothing(here, value);
        let is_there = |value: &Expr| self.eval_in(Env::of(here), value).is_there();
        match &value.kind {
            ExprKind::Name(_) | ExprKind::Path(_) | ExprKind::At(..) => {
                let Some((there, name)) = self.whose(here, value) else { return false };
                match self.declared.get(&(there.0, name.to_string())) {
                    Some(What::Value(value)) => self.answers_for_nothing(there, value),
                    _ => false,
                }
            }
            ExprKind::Unary(Unary::Negate, inside) | ExprKind::On(inside, _) => answers(inside),
            ExprKind::Binary(Binary::Add | Binary::Subtract | Binary::Multiply | Binary::Divide, _, a, b) => {
                answers(a) || answers(b)
            }
            ExprKind::Binary(Binary::Default, _, a, b) => answers(if is_there(a) { a } else { b }),
            // If it is not known which arm applies, all remaining arms must follow from data.
            ExprKind::First(arms, otherwise) => {
                for (value, condition) in arms {
                    match self.holds(Env::of(here), condition) {
                        Some(true) => return answers(value),
                        None if answers(value) => return true,
                        Some(false) | None => {}
                    }
                }
                answers(otherwise)
            }
            ExprKind::Lookup(of, rows) => match self.row_of(Env::of(here), of, rows) {
                Some(row) => answers(&row.value),
                None => rows.iter().any(|row| answers(&row.value)),
            },
            ExprKind::Call(name, args) => {
                let of_rows = args.iter().any(|arg| matches!(arg.kind, ArgKind::Rows { .. }));
                let mut values = args.iter().filter_map(|arg| match &arg.kind {
                    ArgKind::Value(value) => Some(value),
                    _ => None,
                });
                let missing = Options::of(args).missing.map(|missing| &missing.kind);
                match name.text.as_str() {
                    // The answer for one missing value is the answer for all.
                    name if list.contains(&name) && !of_rows => match missing {
                        None | Some(MissingKind::Propagates) => values.any(answers),
                        _ => values.all(|value| !is_there(value) || answers(value)),
                    },
                    name if strict.contains(&name) => values.any(answers),
                    name => {
                        self.emptied.set(false);
                        self.call(Env::of(here), name, args);
                        self.emptied.replace(false)
                    }
                }
            }
            _ => false,
        }
    }

    fn composed(&self, here: Inst, body: &Body) -> V {
        let rule = body.missing.first().map(|missing| &missing.kind);
        let (mut parts, mut whole) = (Vec::new(), N::zero());
        for child in &body.children {
            let (value, mut weight) = (self.value(here, &child.name.text), self.weight(here, child));
            whole += &weight;
            let value = match (value.is_there(), rule) {
                (true, Some(MissingKind::Across(_))) => {
                    weight *= self.part_there(here, child, false).unwrap_or_default();
                    value
                }
                (true, _) => value,
                (false, Some(MissingKind::Renormalise(_) | MissingKind::Across(_))) => continue,
                (false, Some(MissingKind::CountsAs(instead))) => match self.eval_in(Env::of(here), instead) {
                    instead if instead.is_there() => instead,
                    _ => return V::Missing,
                },
                (false, _) => return V::Missing,
            };
            parts.push(Part { value, weight });
        }
        if parts.is_empty() {
            return V::Missing;
        }
        if let Some(MissingKind::Renormalise(Some(least)) | MissingKind::Across(Some(least))) = rule {
            let there = match least.percent {
                true => parts.iter().fold(N::zero(), |sum, part| sum + &part.weight),
                false => number(parts.len() as i64),
            };
            if !reaches(least, &there, &whole) {
                return V::Missing;
            }
        }
        by(body, parts)
    }

    fn step_of(&self, here: Inst, value: V, step: &Step) -> V {
        let env = Env::of(here);
        let when =
            |when: &Option<crate::syntax::ast::Expr>| when.as_ref().map_or(Some(true), |when| self.holds(env, when));
        let Some((n, near)) = value.num() else { return V::Missing };
        match &step.kind {
            StepKind::Plus { minus, value: added, .. } => match self.eval_in(env, added).num() {
                Some((added, other)) => V::Num(if *minus { n - added } else { n + added }, both(near, other)),
                None => V::Missing,
            },
            StepKind::Capped { at, when: condition } => match (when(condition), self.eval_in(env, at).num()) {
                (Some(false), _) => value,
                (Some(true), Some((at, other))) => V::Num(n.min(at).clone(), both(near, other)),
                // It is unknown whether the cap applies. That does not matter if the cap changes nothing.
                (None, Some((at, _))) if n <= at => value,
                _ => V::Missing,
            },
            StepKind::Limited { range, when: condition } => {
                let limited = || self.limited(value.clone(), V::exact(fixed(&range.lo)), V::exact(fixed(&range.hi)));
                match when(condition) {
                    Some(true) => limited(),
                    Some(false) => value,
                    None => self.agreed(&[limited(), value]),
                }
            }
            StepKind::Rounded(to) => self.brought(value, to),
        }
    }
}

fn by(body: &Body, parts: Vec<Part>) -> V {
    let words = body.by.as_ref().map_or("weighted mean", |by| by.words.as_str());
    let decimals = body.by.as_ref().and_then(|by| by.decimals).map_or(24, |decimals| decimals.count);
    let values: Vec<V> = parts.iter().map(|part| part.value.clone()).collect();
    let list: Vec<N> = values.iter().map(|value| value.num().unwrap().0.clone()).collect();
    let weights: Vec<N> = parts.iter().map(|part| part.weight.clone()).collect();
    let near = values.iter().filter_map(V::num).fold(None, |near, (_, one)| both(near, one));
    let whole = weights.iter().fold(N::zero(), |sum, weight| sum + weight);
    let sum = || list.iter().zip(&weights).fold(N::zero(), |sum, (x, w)| sum + x * w);
    let options = Options::default();
    match words {
        "weighted mean" | "mean" if whole.is_zero() => V::Missing,
        "weighted mean" | "mean" => V::Num(sum() / whole, near),
        "weighted sum" | "sum" => V::Num(sum(), near),
        "product" => V::Num(list.iter().fold(N::one(), |product, x| product * x), near),
        "minimum" => formula("min", &values, &weights, &options),
        "maximum" => formula("max", &values, &weights, &options),
        "median" => formula("median", &values, &weights, &options),
        "geometric mean" => geometric(&list, &weights, decimals),
        "harmonic mean" => {
            let mut parts = N::zero();
            for (x, w) in list.iter().zip(&weights) {
                match x.is_zero() {
                    true => return V::Missing,
                    false => parts += w / x,
                }
            }
            if parts.is_zero() { V::Missing } else { V::Num(whole / parts, near) }
        }
        "power mean" => {
            let p = body.by.as_ref().and_then(|by| by.of.as_ref()).map(fixed).unwrap();
            assert!(p.is_integer(), "power means of whole exponents only");
            power_mean(&list, &weights, p.to_integer().to_i32().unwrap(), decimals)
        }
        other => panic!("no composition `{other}`"),
    }
}
