//! Tiers, eligibilities and checks.

use super::cells::Inst;
use super::functions::fixed;
use super::kinds::World;
use super::lookup::Env;
use super::together::Rows;
use super::value::{N, OUTCOME, V, compared, number, rounded, to_decimals};
use crate::syntax::ast::{
    Among, Bound, Check, ClauseKind, Clustered, Comparison, Eligibility, Expr, ExprKind, Override, Ranked, RankedAmong,
    Tier, TierTies, Tiers, Undetermined, When,
};
use num_traits::{One, Signed, Zero};
use std::cmp::Ordering;

impl<'p> World<'p> {
    /// The tier of a subject.
    pub(super) fn tier(&self, here: Inst, tiers: &Tiers) -> V {
        let value = self.value(here, &tiers.value.text);
        if !value.is_there() {
            return V::Missing;
        }
        let at = match (&tiers.ranked, &tiers.clustered) {
            (Some(ranked), _) => self.by_rank(here, tiers, ranked),
            (_, Some(clustered)) => self.by_clusters(here, tiers, clustered),
            (None, None) => self.by_bounds(here, tiers, value),
        };
        at.map_or(V::Missing, |at| V::Word(tiers.name.text.clone(), tiers.tiers[at].value.name.text.clone()))
    }

    fn by_bounds(&self, here: Inst, tiers: &Tiers, value: V) -> Option<usize> {
        let value = match (&tiers.rounded, &tiers.compared, value) {
            (Some(to), _, value) => V::exact(self.brought(value, to).num()?.0.clone()),
            (None, Some(decimals), V::Num(n, _)) => V::exact(to_decimals(&n, decimals.count)),
            (.., value) => value.settled(),
        };
        let moving = |tier: &Tier| matches!(&tier.bound, Bound::Compare(_, bound) if !self.is_fixed(bound));
        let moves = tiers.tiers.iter().any(moving);
        let decimals = tiers.compared.map_or(9, |decimals| decimals.count);
        let mut takes: Vec<(usize, Comparison, V)> = Vec::new();
        let mut otherwise = None;
        for (at, tier) in tiers.tiers.iter().enumerate() {
            match &tier.bound {
                Bound::Compare(how, bound) => {
                    let bound = match self.eval_in(Env::of(here), bound) {
                        V::Num(n, Some(_)) => V::exact(to_decimals(&n, decimals)),
                        bound => bound,
                    };
                    takes.push((at, *how, bound));
                }
                Bound::Band { lo: (lo, with_lo), hi: (hi, with_hi) } => {
                    let (n, _) = value.num()?;
                    let (lo, hi) = (fixed(lo), fixed(hi));
                    let above = if *with_lo { *n >= lo } else { *n > lo };
                    let below = if *with_hi { *n <= hi } else { *n < hi };
                    if above && below {
                        return Some(at);
                    }
                }
                Bound::Otherwise => otherwise = Some(at),
                Bound::Ranked | Bound::Seed(_) => {}
            }
        }
        if moves {
            // If the bounds are not in the order of the policy, there is no tier.
            for pair in takes.windows(2) {
                let rises = matches!(pair[0].1, Comparison::AtLeast | Comparison::Above);
                let (high, low) = if rises { (&pair[0].2, &pair[1].2) } else { (&pair[1].2, &pair[0].2) };
                if !compared(Comparison::AtLeast, high, low, |a, b| self.order(a, b))? {
                    return None;
                }
            }
            // A tier takes a value if its bound holds and no earlier tier of the policy takes it.
            let value = V::exact(to_decimals(value.num()?.0, decimals));
            for (at, how, bound) in takes {
                if compared(how, &value, &bound, |a, b| self.order(a, b))? {
                    return Some(at);
                }
            }
            return otherwise;
        }
        // A tier ends at the next bound of the same direction: the closest of the bounds that hold.
        let mut best: Option<(usize, V)> = None;
        for (at, how, bound) in takes {
            let holds = compared(how, &value, &bound, |a, b| self.order(a, b));
            let is_up = matches!(how, Comparison::AtLeast | Comparison::Above);
            let closer = |(first, other): &(usize, V)| match self.order(&bound, other) {
                Some(Ordering::Equal) => at < *first,
                Some(lies) => (lies == Ordering::Greater) == is_up,
                None => false,
            };
            match holds {
                Some(true) if best.as_ref().is_none_or(closer) => best = Some((at, bound)),
                Some(_) => {}
                // A bound that is missing.
                None => return None,
            }
        }
        best.map(|(at, _)| at).or(otherwise)
    }

    /// Whether a bound is known before any data is read.
    fn is_fixed(&self, bound: &Expr) -> bool {
        match &bound.kind {
            ExprKind::Number(_) => true,
            ExprKind::Name(name) => self.params.contains_key(name),
            ExprKind::Unary(_, inner) => self.is_fixed(inner),
            ExprKind::Binary(_, _, a, b) => self.is_fixed(a) && self.is_fixed(b),
            _ => false,
        }
    }

    /// The subjects to compare, with the values that are compared.
    fn judged(&self, here: Inst, tiers: &Tiers, among: impl Fn(Inst) -> bool) -> Vec<(Inst, N)> {
        let all = self.kinds[here.0].subjects.iter().enumerate().filter(|(_, one)| one.in_period);
        let peers = all.map(|(at, _)| (here.0, at)).filter(|peer| among(*peer));
        let valued = peers.filter_map(|peer| {
            let value = self.value(peer, &tiers.value.text).settled();
            Some((peer, value.num()?.0.clone()))
        });
        valued.collect()
    }

    fn by_rank(&self, here: Inst, tiers: &Tiers, ranked: &Ranked) -> Option<usize> {
        let judged = match &ranked.whom {
            RankedAmong::Over(among) => self.judged(here, tiers, |peer| self.counts(peer, here, among)),
            RankedAmong::Within(name) => {
                let whole = self.step(here, &name.text).ok()?;
                self.judged(here, tiers, |peer| self.step(peer, &name.text) == Ok(whole))
            }
        };
        let own = judged.iter().find(|(peer, _)| *peer == here)?.1.clone();
        let ahead = judged.iter().filter(|(_, value)| *value > own).count();
        let rank = match &ranked.ties {
            TierTies::Share { better: true } => ahead + 1,
            TierTies::Share { better: false } => judged.iter().filter(|(_, value)| *value >= own).count(),
            TierTies::By { value, highest } => {
                let by = |peer: Inst| self.eval_in(Env::of(peer), value).settled();
                let first = |peer: Inst| match self.order(&by(peer), &by(here)) {
                    Some(Ordering::Less) => !highest,
                    Some(Ordering::Greater) => *highest,
                    _ => false,
                };
                let before = judged.iter().filter(|(peer, value)| *value == own && *peer != here && first(*peer));
                ahead + before.count() + 1
            }
        };
        let parts: Vec<N> =
            ranked.ratio.iter().map(|part| N::new(part.mantissa().clone(), super::value::ten(part.scale()))).collect();
        let whole = parts.iter().fold(N::zero(), |sum, part| sum + part);
        let all = number(judged.len() as i64);
        let mut so_far = N::zero();
        parts.iter().position(|part| {
            so_far += part;
            number(rank as i64) <= rounded(&(&all * &so_far / &whole), ranked.cut.name(), &N::one())
        })
    }

    fn by_clusters(&self, here: Inst, tiers: &Tiers, clustered: &Clustered) -> Option<usize> {
        let among: &Among = &clustered.among;
        let judged = self.judged(here, tiers, |peer| self.counts(peer, here, among));
        judged.iter().find(|(peer, _)| *peer == here)?;
        let seed = |bound: &Bound| match bound {
            Bound::Seed(from) => self.eval_in(Env::of(here), from).num().map(|(n, _)| n.clone()),
            _ => None,
        };
        let mut centres: Vec<N> = tiers.tiers.iter().map(|tier| seed(&tier.bound)).collect::<Option<_>>()?;
        let nearest = |centres: &[N], n: &N| {
            let distance = |at: &usize| (&centres[*at] - n).abs();
            (0..centres.len()).min_by(|a, b| distance(a).cmp(&distance(b)).then(a.cmp(b)))
        };
        let of = |centres: &[N]| judged.iter().map(|(_, n)| nearest(centres, n)).collect::<Option<Vec<usize>>>();
        let mut clusters = of(&centres)?;
        for _ in 0..clustered.steps.count {
            // The values that differ from their centre, the furthest last; among equal distances the least value last.
            let mut beside: Vec<(N, N)> = judged
                .iter()
                .zip(&clusters)
                .map(|((_, n), at)| ((n - &centres[*at]).abs(), n.clone()))
                .filter(|(distance, _)| !distance.is_zero())
                .collect();
            beside.sort_by(|(a, x), (b, y)| a.cmp(b).then(y.cmp(x)));
            let mut moved = false;
            for (at, centre) in centres.iter_mut().enumerate() {
                let values = judged.iter().zip(&clusters).filter(|(_, cluster)| **cluster == at);
                let values: Vec<&N> = values.map(|((_, n), _)| n).collect();
                if values.is_empty() {
                    match clustered.empty.map(|empty| empty.name()) {
                        Some("fails") => return None,
                        Some("moves") => {
                            if let Some((_, n)) = beside.pop() {
                                *centre = n.clone();
                                moved = true;
                            }
                        }
                        _ => {}
                    }
                    continue;
                }
                *centre = values.iter().fold(N::zero(), |sum, n| sum + *n) / number(values.len() as i64);
            }
            let next = of(&centres)?;
            if next == clusters && !moved {
                let at = judged.iter().position(|(peer, _)| *peer == here)?;
                return Some(clusters[at]);
            }
            clusters = next;
        }
        None
    }

    pub(super) fn holds_when(&self, env: Env<'_>, when: &When) -> Option<bool> {
        match when {
            When::Always => Some(true),
            When::When(condition) => self.holds(env, condition),
            When::Unless(condition) => self.holds(env, condition).map(|holds| !holds),
        }
    }

    /// The outcome of an eligibility.
    pub(super) fn outcome(&self, here: Inst, one: &Eligibility) -> V {
        let word = |outcome: &str| V::Word(OUTCOME.into(), outcome.into());
        let of = |included: bool| word(if included { "included" } else { "excluded" });
        let overrides = one.clauses.iter().filter_map(|clause| match &clause.kind {
            ClauseKind::Override(over) => Some(self.overridden(here, over)),
            _ => None,
        });
        let overrides: Vec<bool> = overrides.flatten().collect();
        if let Some(decided) = overrides.first() {
            assert!(overrides.iter().all(|other| other == decided), "two overrides that differ");
            return of(*decided);
        }
        let env = Env::of(here);
        // A clause that decides can lead back to this outcome, by a value that only another clause needs.
        let mut includes = Vec::new();
        let mut excludes = Vec::new();
        for clause in &one.clauses {
            match &clause.kind {
                ClauseKind::Include(when) => includes.push(self.holds_when(env, when)),
                ClauseKind::Exclude(when) => excludes.push(self.holds_when(env, when)),
                ClauseKind::Override(_) => {}
            }
        }
        if excludes.contains(&Some(true)) || includes.iter().all(|include| *include == Some(false)) {
            return of(false);
        }
        if excludes.contains(&None) || !includes.contains(&Some(true)) {
            return match one.undetermined.first() {
                Some((Undetermined::Included, _)) => of(true),
                Some((Undetermined::Excluded, _)) => of(false),
                _ => word("undetermined"),
            };
        }
        of(true)
    }

    fn overridden(&self, here: Inst, over: &Override) -> Vec<bool> {
        let kind = self.kind(&over.table.text).unwrap();
        let rows = Rows { kind, condition: over.condition.as_ref(), ..Rows::default() };
        let kept = self.belonging(here, rows).into_iter().filter(|(_, kept)| *kept == Some(true));
        kept.filter_map(|(row, _)| self.value(row, &over.outcome.text).truth()).collect()
    }

    pub(super) fn check(&self, here: Inst, check: &Check) -> V {
        let env = Env::of(here);
        let asked = |when: &Expr| self.holds(env, when) == Some(true);
        match check.when.as_ref().is_none_or(asked) {
            true => V::of_truth(self.holds(env, &check.holds)),
            false => V::Missing,
        }
    }
}
