//! Aggregates values of rows.

use super::cells::Inst;
use super::functions::{Options, formula, quantile};
use super::kinds::{KindOf, World};
use super::lookup::Env;
use super::value::{N, V, number};
use crate::syntax::ast::{Among, ArgKind, Expr, ExprKind, Ties};
use num_traits::{One, Zero};
use std::collections::BTreeSet;

/// The rows of an aggregate.
#[derive(Clone, Copy, Default)]
pub(super) struct Rows<'a> {
    pub kind: usize,
    pub all_periods: bool,
    pub among: Option<&'a Among>,
    pub condition: Option<&'a Expr>,
}

impl<'p> World<'p> {
    pub(super) fn aggregate(&self, env: Env<'_>, name: &str, of: &ArgKind, options: &Options<'_>) -> V {
        let here = env.here.unwrap();
        let kind_of = |value: &Expr| match &value.kind {
            ExprKind::Name(name) => self.kind(name).unwrap_or_else(|| panic!("no rows `{name}`")),
            other => panic!("no rows: {other:?}"),
        };
        let (value, rows, weight) = match of {
            ArgKind::Rows { value, of, all_periods, among, condition, weight, by_design } => {
                assert!(by_design.is_none(), "no estimates here");
                let kind = of.as_ref().map_or_else(|| kind_of(value), |of| self.kind(&of.text).unwrap());
                let (all_periods, among) = (all_periods.is_some(), among.as_deref());
                let rows = Rows { kind, all_periods, among, condition: condition.as_ref() };
                (value, rows, weight.as_ref())
            }
            ArgKind::Value(value) => (value, Rows { kind: kind_of(value), ..Rows::default() }, None),
            other => panic!("no rows: {other:?}"),
        };
        if let Some(least) = options.at_least {
            let told_of = self.belonging(here, rows).into_iter().filter(|(row, kept)| match (name, weight) {
                ("exists", _) => kept.is_some(),
                _ if *kept != Some(true) => false,
                ("count", _) => true,
                ("any" | "all" | "share", _) => self.holds(Env::of(*row), value).is_some(),
                (_, None) => self.eval_in(Env::of(*row), value).is_there(),
                (_, Some(weight)) => {
                    let weight = self.eval_in(Env::of(*row), weight);
                    self.eval_in(Env::of(*row), value).is_there() && weight.num().is_some_and(|(w, _)| !w.is_zero())
                }
            });
            if told_of.count() < least as usize {
                return V::Missing;
            }
        }
        if name == "exists" {
            let rows = self.belonging(here, rows).into_iter();
            return V::of_truth(rows.fold(Some(false), |so_far, (_, kept)| super::expressions::or(so_far, || kept)));
        }
        let rows_kept: Vec<Inst> = self
            .belonging(here, rows)
            .into_iter()
            .filter(|(_, kept)| *kept == Some(true))
            .map(|(row, _)| row)
            .collect();
        let each = |value: &Expr| rows_kept.iter().map(|row| self.eval_in(Env::of(*row), value)).collect::<Vec<_>>();
        let truths = || rows_kept.iter().map(|row| self.holds(Env::of(*row), value));
        match name {
            "count" => V::exact(number(rows_kept.len() as i64)),
            "any" => V::of_truth(truths().fold(Some(false), |so_far, one| super::expressions::or(so_far, || one))),
            "all" => V::of_truth(truths().fold(Some(true), |so_far, one| super::expressions::and(so_far, || one))),
            "rank" => self.rank(here, &rows_kept, value, options),
            "count_distinct" => {
                let values = each(value);
                let weights = vec![N::one(); values.len()];
                match self.kept(env, values, weights, options) {
                    Ok((values, _)) => {
                        let different: BTreeSet<V> = values.iter().map(V::settled).collect();
                        V::exact(number(different.len() as i64))
                    }
                    Err(_) if rows_kept.is_empty() => V::exact(number(0)),
                    // If no values are left, their count is zero.
                    Err(_) if each(value).iter().all(|one| !one.is_there()) && options.skips() => V::exact(number(0)),
                    Err(gap) => gap,
                }
            }
            "share" => {
                let of = |truth: Option<bool>| truth.map_or(V::Missing, |t| V::exact(number(i64::from(t))));
                let values: Vec<V> = truths().map(of).collect();
                self.formula_of(env, "mean", values, vec![N::one(); rows_kept.len()], options)
            }
            "quantile" => {
                let p = options.share(self, env);
                let weights = vec![N::one(); rows_kept.len()];
                match self.kept(env, each(value), weights, options) {
                    Ok((values, _)) => quantile(&values, &p, options.quantile.unwrap()),
                    Err(gap) => gap,
                }
            }
            name => {
                let weights: Vec<N> = match weight {
                    None => vec![N::one(); rows_kept.len()],
                    Some(weight) => each(weight).iter().map(|w| w.num().unwrap().0.clone()).collect(),
                };
                self.formula_of(env, name, each(value), weights, options)
            }
        }
    }

    fn formula_of(&self, env: Env<'_>, name: &str, values: Vec<V>, weights: Vec<N>, options: &Options<'_>) -> V {
        match self.kept(env, values, weights, options) {
            Ok((values, weights)) => formula(name, &values, &weights, options),
            Err(answer) => answer,
        }
    }

    /// The rows that belong to a subject, each with whether its condition holds.
    pub(super) fn belonging(&self, here: Inst, rows: Rows<'_>) -> Vec<(Inst, Option<bool>)> {
        let mut found = Vec::new();
        for (at, subject) in self.kinds[rows.kind].subjects.iter().enumerate() {
            let row = (rows.kind, at);
            if (subject.in_period || rows.all_periods)
                && self.is_linked(row, here)
                && rows.among.is_none_or(|among| self.counts(row, here, among))
            {
                let env = Env { here: Some(row), outer: Some(here), given: None };
                found.push((row, rows.condition.map_or(Some(true), |condition| self.holds(env, condition))));
            }
        }
        found
    }

    /// Whether a row belongs to a subject by its references.
    fn is_linked(&self, row: Inst, here: Inst) -> bool {
        if row.0 == here.0 {
            return true;
        }
        let reach = self.reach(row.0);
        match &self.kinds[here.0].what {
            KindOf::All => true,
            KindOf::Product(bases) => {
                let sources = self.factors(row.0, here.0, bases);
                sources.iter().zip(&self.subject(here).key).all(|(source, part)| match source {
                    Some(source) => self.same(&self.at_source(row, source), part) == Some(true),
                    None => true,
                })
            }
            _ => match reach.iter().find(|(kind, ..)| *kind == here.0) {
                Some((.., ways)) if ways.len() == 1 => self.walk(row, &ways[0]) == Ok(here),
                // A condition selects the rows.
                _ => true,
            },
        }
    }

    /// Whether a row counts, and is a peer of the current subject.
    pub(super) fn counts(&self, row: Inst, here: Inst, among: &Among) -> bool {
        let of = |at: Inst, value: &Expr| self.eval_in(Env::of(at), value);
        self.holds(Env::of(row), &among.over) == Some(true)
            && among.per.iter().all(|value| self.same(&of(row, value), &of(here, value)) == Some(true))
    }

    fn rank(&self, here: Inst, rows: &[Inst], value: &Expr, options: &Options<'_>) -> V {
        let of = |row: &Inst| self.eval_in(Env::of(*row), value).settled();
        if !rows.contains(&here) || !of(&here).is_there() {
            return V::Missing;
        }
        let own = of(&here);
        let values: Vec<V> = rows.iter().map(of).filter(V::is_there).collect();
        let ahead = values.iter().filter(|one| if options.highest == Some(true) { **one > own } else { **one < own });
        let (ahead, same) = (ahead.count() as i64, values.iter().filter(|one| **one == own).count() as i64);
        V::exact(match options.ties.unwrap() {
            Ties::Best => number(ahead + 1),
            Ties::Worst => number(ahead + same),
            Ties::Mean => number(2 * ahead + 1 + same) / number(2),
        })
    }
}
