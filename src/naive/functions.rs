//! Functions of several values, and their common parts with aggregates: the rule for missing values, and formulas.
//!
//! This room knows functions by their names, and not by the table of `functions`. It is a second opinion, and would
//! share every mistake of a table that it uses.

use super::kinds::World;
use super::lookup::Env;
use super::value::{N, V, both, distance, number, power, quantity, rounded, ten};
use crate::syntax::ast::{Arg, ArgKind, AtLeast, Binary, Expr, ExprKind, Missing, MissingKind, RoundTarget, RoundTo};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};
use sha2::{Digest as _, Sha256};

/// The parts of a call other than values.
#[derive(Default)]
pub(super) struct Options<'a> {
    pub missing: Option<&'a Missing>,
    pub if_empty: Option<&'a Expr>,
    pub at_least: Option<u32>,
    pub clamped: Option<bool>,
    pub rounding: Option<&'a RoundTo>,
    pub decimals: Option<u32>,
    pub sample: Option<bool>,
    pub quantile: Option<u32>,
    pub highest: Option<bool>,
    pub ties: Option<crate::syntax::ast::Ties>,
    /// Values that are not values of rows.
    pub values: Vec<&'a Expr>,
}

impl<'a> Options<'a> {
    pub(super) fn of(args: &'a [Arg]) -> Options<'a> {
        let mut options = Options::default();
        for arg in args {
            match &arg.kind {
                ArgKind::Missing(missing) => options.missing = Some(missing),
                ArgKind::IfEmpty(none) => options.if_empty = Some(none),
                ArgKind::AtLeast(least) => options.at_least = Some(least.count),
                ArgKind::Clamped(clamped) => options.clamped = Some(*clamped),
                ArgKind::Rounding(rounding) => options.rounding = Some(rounding),
                ArgKind::Decimals(decimals) => options.decimals = Some(decimals.count),
                ArgKind::Spread(sample) => options.sample = Some(*sample),
                ArgKind::QuantileType(of) => options.quantile = Some(of.count),
                ArgKind::Order(highest) => options.highest = Some(*highest),
                ArgKind::Ties(ties) => options.ties = Some(*ties),
                ArgKind::Value(value) => options.values.push(value),
                ArgKind::Mapping(..) | ArgKind::Rows { .. } => {}
            }
        }
        options
    }
}

impl<'p> World<'p> {
    /// A call: of a scale, of a function, or of an aggregate.
    pub(super) fn call(&self, env: Env<'_>, name: &str, args: &[Arg]) -> V {
        if self.scales.contains_key(name) {
            let given = args.iter().filter_map(|arg| match &arg.kind {
                ArgKind::Value(value) => Some(self.eval_in(env, value)),
                _ => None,
            });
            return self.scaled(name, given.collect());
        }
        let aggregate = args.iter().find_map(|arg| match &arg.kind {
            ArgKind::Rows { .. } => Some(&arg.kind),
            ArgKind::Value(Expr { kind: ExprKind::Name(of), .. }) => {
                (["count", "exists"].contains(&name) && self.kind(of).is_some()).then_some(&arg.kind)
            }
            _ => None,
        });
        match aggregate {
            Some(rows) => self.aggregate(env, name, rows, &Options::of(args)),
            None => self.function(env, name, args, &Options::of(args)),
        }
    }

    fn function(&self, env: Env<'_>, name: &str, args: &[Arg], options: &Options<'_>) -> V {
        let values: Vec<&Expr> = args
            .iter()
            .filter_map(|arg| match &arg.kind {
                ArgKind::Value(value) => Some(value),
                _ => None,
            })
            .collect();
        let eval = |at: usize| self.eval_in(env, values[at]);
        let decimals = options.decimals.unwrap_or(24);
        let near = |n: Option<N>| n.map_or(V::Missing, |n| V::Num(n, Some(9)));
        match name {
            "linear" => {
                let mapping = args.iter().find_map(|arg| match &arg.kind {
                    ArgKind::Mapping(from, to) => Some((from, to)),
                    _ => None,
                });
                let (from, to) = mapping.unwrap();
                self.linear(env, eval(0), from, to, options.clamped == Some(true))
            }
            "limited" => {
                let (lo, hi) = self.ends(env, values[1]);
                self.limited(eval(0), lo, hi)
            }
            "abs" => distance(eval(0)),
            "pseudonym" => match eval(0) {
                V::Text(text) => V::Text(pseudonym(&text)),
                gap if !gap.is_there() => gap,
                other => panic!("no pseudonym of {other:?} here"),
            },
            "rounded" => self.brought(eval(0), options.rounding.unwrap()),
            "sqrt" => match eval(0).num() {
                Some((n, _)) => near(power(n, &N::new(BigInt::one(), BigInt::from(2)), decimals)),
                None => V::Missing,
            },
            "power" => match (eval(0).num(), eval(1).num()) {
                (Some((n, _)), Some((exponent, _))) => near(power(n, exponent, decimals)),
                _ => V::Missing,
            },
            "count" => {
                let there = (0..values.len()).filter(|at| eval(*at).is_there()).count();
                V::exact(number(there as i64))
            }
            "mean" | "sum" | "min" | "max" | "median" | "geometric_mean" => {
                let list: Vec<V> = (0..values.len()).map(eval).collect();
                let weights = vec![N::one(); list.len()];
                match self.kept(env, list, weights, options) {
                    Ok((list, weights)) => formula(name, &list, &weights, options),
                    Err(answer) => answer,
                }
            }
            other => panic!("no function `{other}` here"),
        }
    }

    /// The ends of a range.
    pub(super) fn ends(&self, env: Env<'_>, range: &Expr) -> (V, V) {
        match &range.kind {
            ExprKind::Binary(Binary::Range, _, lo, hi) => (self.eval_in(env, lo), self.eval_in(env, hi)),
            other => panic!("no range: {other:?}"),
        }
    }

    fn linear(&self, env: Env<'_>, value: V, from: &Expr, to: &Expr, clamped: bool) -> V {
        let ((a, b), (c, d)) = (self.ends(env, from), self.ends(env, to));
        let all = [&value, &a, &b, &c, &d].map(V::num);
        let [Some((x, n1)), Some((a, n2)), Some((b, n3)), Some((c, n4)), Some((d, n5))] = all else {
            return V::Missing;
        };
        let near = [n1, n2, n3, n4, n5].into_iter().fold(None, both);
        if V::Num(a.clone(), near).settled() == V::Num(b.clone(), near).settled() {
            return V::Missing;
        }
        let mut place = (x - a) / (b - a);
        if clamped {
            place = place.max(N::zero()).min(N::one());
        }
        V::Num(c + place * (d - c), near)
    }

    /// A value, or the end beyond which it is; missing if the ends are not a range.
    pub(super) fn limited(&self, value: V, lo: V, hi: V) -> V {
        let [Some((x, n1)), Some((lo, n2)), Some((hi, n3))] = [&value, &lo, &hi].map(V::num) else {
            return V::Missing;
        };
        if lo > hi {
            return V::Missing;
        }
        V::Num(x.clone().max(lo.clone()).min(hi.clone()), both(n1, both(n2, n3)))
    }

    /// A rounding that the policy states.
    pub(super) fn brought(&self, value: V, to: &RoundTo) -> V {
        let V::Num(n, _) = value.settled() else { return V::Missing };
        let (step, decimals) = match &to.to {
            RoundTarget::Decimals(digits) => (N::new(BigInt::one(), ten(digits.count)), digits.count),
            RoundTarget::Step(step) => (N::new(step.mantissa().clone(), ten(step.scale())), step.scale()),
        };
        V::Num(rounded(&n, to.mode.name(), &step), Some(decimals.max(9)))
    }

    /// The values that are left after the rule for missing values, each with its weight; or an error with the answer,
    /// if that is the whole result.
    pub(super) fn kept(
        &self,
        env: Env<'_>,
        values: Vec<V>,
        weights: Vec<N>,
        options: &Options<'_>,
    ) -> Result<(Vec<V>, Vec<N>), V> {
        let all = values.len();
        let said =
            options.if_empty.is_some() || matches!(options.missing.map(|m| &m.kind), Some(MissingKind::CountsAs(_)));
        let emptied = said && all > 0 && values.iter().all(|value| !value.is_there());
        let mut kept = (Vec::new(), Vec::new());
        for (value, weight) in values.into_iter().zip(weights) {
            let value = match (value.is_there(), options.missing.map(|missing| &missing.kind)) {
                (true, _) => value,
                (false, Some(MissingKind::CountsAs(instead))) => match self.eval_in(env, instead) {
                    instead if instead.is_there() => instead,
                    _ => return Err(V::Missing),
                },
                (false, Some(MissingKind::Skipped(_) | MissingKind::Renormalise(_))) => continue,
                (false, _) => return Err(V::Missing),
            };
            kept.0.push(value);
            kept.1.push(weight);
        }
        self.emptied.set(emptied);
        let none = || options.if_empty.map_or(V::Missing, |none| self.eval_in(env, none));
        // The rule for too few values precedes the rule for no values, even if there were none from the start.
        if let Some(MissingKind::Skipped(Some(least)) | MissingKind::Renormalise(Some(least))) =
            options.missing.map(|missing| &missing.kind)
            && !reaches(least, &number(kept.0.len() as i64), &number(all as i64))
        {
            return Err(V::Missing);
        }
        if kept.0.is_empty() {
            return Err(none());
        }
        if kept.1.iter().all(Zero::is_zero) {
            return Err(none());
        }
        Ok(kept)
    }
}

/// The pseudonym of a text in a test, by the definition of HMAC (RFC 2104): H((K ⊕ opad), H((K ⊕ ipad), text)).
fn pseudonym(text: &str) -> String {
    let mut key = b"the secret of every gradus test".to_vec();
    key.resize(64, 0);
    let padded = |pad: u8| key.iter().map(|byte| byte ^ pad).collect::<Vec<u8>>();
    let inner = Sha256::digest([padded(0x36), text.as_bytes().to_vec()].concat());
    let outer = Sha256::digest([padded(0x5c), inner.to_vec()].concat());
    outer.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a share of the whole is enough.
pub(super) fn reaches(least: &AtLeast, there: &N, whole: &N) -> bool {
    let value = N::new(least.value.mantissa().clone(), ten(least.value.scale()));
    match least.percent {
        true => *there >= value / number(100) * whole,
        false => *there >= value,
    }
}

/// A formula of numbers with weights.
pub(super) fn formula(name: &str, values: &[V], weights: &[N], options: &Options<'_>) -> V {
    let near = values.iter().filter_map(V::num).fold(None, |near, (_, one)| both(near, one));
    let mut list: Vec<N> = values.iter().filter_map(|value| value.num().map(|(n, _)| n.clone())).collect();
    let n = number(list.len() as i64);
    let sum = |list: &[N]| list.iter().fold(N::zero(), |sum, one| sum + one);
    let weighted = || list.iter().zip(weights).fold(N::zero(), |sum, (one, weight)| sum + one * weight);
    let spread = |least: usize| {
        let mean = sum(&list) / &n;
        let squares = list.iter().fold(N::zero(), |sum, one| sum + (one - &mean) * (one - &mean));
        (list.len() > least).then(|| squares / (&n - number(least as i64)))
    };
    let least = usize::from(options.sample == Some(true));
    let decimals = options.decimals.unwrap_or(24);
    match name {
        "mean" => V::Num(weighted() / sum(weights), near),
        "sum" => V::Num(sum(&list), near),
        "min" => V::Num(list.into_iter().min().unwrap(), near),
        "max" => V::Num(list.into_iter().max().unwrap(), near),
        "median" => {
            list.sort();
            let half = list.len() / 2;
            match list.len().is_odd() {
                true => V::Num(list[half].clone(), near),
                false => V::Num((&list[half - 1] + &list[half]) / number(2), near),
            }
        }
        "geometric_mean" => geometric(&list, &vec![N::one(); list.len()], decimals),
        "variance" => spread(least).map_or(V::Missing, |n| V::Num(n, near)),
        "deviation" => match spread(least) {
            Some(n) => V::Num(super::value::root(&n, 2, decimals), Some(9)),
            None => V::Missing,
        },
        other => panic!("no formula `{other}`"),
    }
}

/// (Πx^w)^(1/Σw).
pub(super) fn geometric(values: &[N], weights: &[N], decimals: u32) -> V {
    let whole = weights.iter().fold(BigInt::one(), |so_far, weight| so_far.lcm(weight.denom()));
    let powers: Vec<i32> =
        weights.iter().map(|weight| (weight * N::from_integer(whole.clone())).to_integer().to_i32().unwrap()).collect();
    let degree: i32 = powers.iter().sum();
    if values.iter().any(Signed::is_negative) || degree == 0 {
        return V::Missing;
    }
    let product = values.iter().zip(&powers).fold(N::one(), |product, (value, power)| product * value.pow(*power));
    V::Num(super::value::root(&product, degree.unsigned_abs(), decimals), Some(9))
}

/// (Σwx^p / Σw)^(1/p) for a whole p.
pub(super) fn power_mean(values: &[N], weights: &[N], p: i32, decimals: u32) -> V {
    if values.iter().any(|value| value.is_negative() || p < 0 && value.is_zero()) {
        return V::Missing;
    }
    let whole = weights.iter().fold(N::zero(), |sum, weight| sum + weight);
    if whole.is_zero() {
        return V::Missing;
    }
    let sum = values.iter().zip(weights).fold(N::zero(), |sum, (value, weight)| sum + weight * value.pow(p));
    let mean = sum / whole;
    let inside = if p < 0 { mean.recip() } else { mean };
    V::Num(super::value::root(&inside, p.unsigned_abs(), decimals), Some(9))
}

/// A quantile of numbers, according to the table of the manual.
pub(super) fn quantile(values: &[V], p: &N, of: u32) -> V {
    let near = values.iter().filter_map(V::num).fold(None, |near, (_, one)| both(near, one));
    let mut list: Vec<N> = values.iter().filter_map(|value| value.num().map(|(n, _)| n.clone())).collect();
    list.sort();
    let (n, half) = (number(list.len() as i64), N::new(BigInt::one(), BigInt::from(2)));
    let m = match of {
        1 | 2 | 4 => N::zero(),
        3 => -half.clone(),
        5 => half.clone(),
        6 => p.clone(),
        7 => N::one() - p,
        8 => (p + N::one()) / number(3),
        _ => p / number(4) + number(3) / number(8),
    };
    let place = n * p + m;
    let (j, g) = (place.floor(), &place - place.floor());
    let j = j.to_integer().to_i64().unwrap();
    let gamma = match of {
        1 if g.is_zero() => N::zero(),
        2 if g.is_zero() => half,
        3 if g.is_zero() && j.is_even() => N::zero(),
        1..=3 => N::one(),
        _ => g,
    };
    let at = |j: i64| &list[(j.clamp(1, list.len() as i64) - 1) as usize];
    V::Num((N::one() - &gamma) * at(j) + gamma * at(j + 1), near)
}

/// A weight or a bound as it is written.
pub(super) fn fixed(of: &crate::syntax::ast::Quantity) -> N {
    quantity(of).num().map_or(N::zero(), |(n, _)| n.clone())
}

impl Options<'_> {
    /// Whether missing values are skipped.
    pub(super) fn skips(&self) -> bool {
        matches!(self.missing.map(|missing| &missing.kind), Some(MissingKind::Skipped(None)))
    }

    /// The share of a quantile.
    pub(super) fn share(&self, world: &World<'_>, env: Env<'_>) -> N {
        let value = self.values.first().map_or(V::Missing, |share| world.eval_in(env, share));
        value.num().map_or(N::zero(), |(n, _)| n.clone())
    }
}
