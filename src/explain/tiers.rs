//! The tiers of a value: the graded value, and the bound or rank that decided.

use super::Explainer;
use super::labels::labelled;
use crate::graph::NodeId;
use crate::messages::explain as say;
use crate::names::ValueId;
use crate::number::{Centres, EmptyCentre, Rational, nearest};
use crate::reference::Value;
use crate::types::{Op, RankTier, TierBounds, Type};

impl Explainer<'_> {
    pub(super) fn tiers(
        &mut self,
        node: NodeId,
        of: ValueId,
        (judged, rounded): (NodeId, Option<&str>),
        cites: &[Option<String>],
    ) {
        let value = self.graph.value(of);
        let name = value.map_or(String::new(), |v| v.name.clone());
        let whole = value.cloned();
        let (of, own) = (value.map(|v| v.node), value.is_some_and(|v| v.node == judged));
        let exact = of.map(|node| self.value_of(node)).unwrap_or_default();
        let how = match (&self.graph.node(judged).op, rounded) {
            _ if own => String::new(),
            (_, Some(words)) => say::rounded(words),
            (Op::Settle(n), _) => say::compared_to(n),
            _ => String::new(),
        };
        let judged_text = if how.is_empty() { String::new() } else { self.value_of(judged) };
        self.outline.line(&say::judged_by(&name, &exact, &how, &judged_text), "");
        if let Some(whole) = &whole {
            self.follow(whole);
        }
        let marks = self.marks(node);
        let Type::Choice(choice) = &self.graph.node(node).ty else { return };
        let taken = match self.evaluation.cell(self.at, node) {
            Some(Ok(Value::Choice(tier))) => Some(tier as usize),
            _ => None,
        };
        let names = &self.graph.choices[*choice].values;
        for (i, (bound, name)) in marks.iter().zip(names).enumerate() {
            let mark = if taken == Some(i) { "→ " } else { "  " };
            let cite = cites.get(i).cloned().flatten().map_or(String::new(), |c| format!("  [{c}]"));
            self.outline.line(&format!("{mark}{} {bound}", labelled(name)), &cite);
        }
    }

    /// The numbers or ranks of each tier, in words.
    fn marks(&mut self, node: NodeId) -> Vec<String> {
        let inputs = self.graph.node(node).inputs.clone();
        match &self.graph.node(node).op {
            Op::Tier(bounds) => bounds.iter().map(bound_text).collect(),
            Op::RankTier(tiers) => self.ranks(node, tiers),
            Op::Cluster { steps, empty } => self.centres(&inputs, (*steps, *empty)),
            // Either the subjects that count have a tier, or each bound follows from data.
            Op::First => match inputs.as_slice() {
                [first, ..] if !matches!(self.graph.node(*first).op, Op::Constant(_)) => self.marks(*first),
                inputs => {
                    let mut bound = |condition: &NodeId| {
                        let node = self.graph.node(*condition);
                        let bound = node.inputs.get(1).map(|bound| self.value_of(*bound)).unwrap_or_default();
                        let words = node.words.trim();
                        if words.ends_with(&bound) { words.to_string() } else { format!("{words}: {bound}") }
                    };
                    let (arms, rest) = inputs.as_chunks::<2>();
                    let arms: Vec<String> = arms.iter().map(|[_, condition]| bound(condition)).collect();
                    let rest = rest.iter().map(|_| "otherwise".to_string());
                    arms.into_iter().chain(rest).collect()
                }
            },
            _ => Vec::new(),
        }
    }

    /// The start and the final position of the centre of each cluster.
    fn centres(&mut self, inputs: &[NodeId], (steps, empty): (u32, EmptyCentre)) -> Vec<String> {
        let cell = |id: &NodeId| self.evaluation.cell(self.at, *id);
        let [_, among, starts @ ..] = inputs else { return Vec::new() };
        let numbers: Option<Vec<Rational>> = starts
            .iter()
            .map(|start| match cell(start) {
                Some(Ok(Value::Number(n))) => Some(n),
                _ => None,
            })
            .collect();
        let (Some(starts), Some(Ok(Value::Sorted(all)))) = (numbers, cell(among)) else { return Vec::new() };
        let Centres::Rest(centres) = Centres::of(&all, &starts, steps, empty) else { return Vec::new() };
        let has_values = |at: usize| all.iter().any(|x| nearest(x, &centres) == Some(at));
        let each = starts.iter().zip(&centres).enumerate();
        let told = each.map(|(at, (start, centre))| {
            let without = if has_values(at) { "" } else { say::without_values() };
            say::around(self.reading(centre), self.reading(start), without)
        });
        told.collect()
    }

    /// The last rank of each tier; adds a line with the rank of this subject first.
    fn ranks(&mut self, node: NodeId, tiers: &RankTier) -> Vec<String> {
        let inputs = &self.graph.node(node).inputs;
        let cell = |at: usize| self.evaluation.cell(self.at, *inputs.get(at)?);
        let (Some(Ok(Value::Number(x))), Some(Ok(Value::Sorted(all)))) = (cell(0), cell(1)) else { return Vec::new() };
        let above = all.iter().filter(|other| **other > x).count();
        let same = all.iter().filter(|other| **other == x).count();
        let rank = if tiers.better { above + 1 } else { above + same };
        let ties = if same > 1 { say::ties(same) } else { String::new() };
        let count = all.len();
        self.outline.line(&say::rank(rank, count, &ties), "");
        let (count, whole) = (from(count), tiers.shares.iter().fold(Rational::zero(), |sum, share| &sum + share));
        let mut so_far = Rational::zero();
        let last = |share: &Rational| {
            so_far = &so_far + share;
            let part = (&count * &so_far).checked_div(&whole).unwrap_or_default();
            say::to_rank(part.round(0, tiers.cut))
        };
        tiers.shares.iter().map(last).collect()
    }
}

fn from(count: usize) -> Rational {
    Rational::from(i64::try_from(count).unwrap_or(i64::MAX))
}

/// The interval of a tier in mathematical notation.
fn bound_text(bound: &TierBounds) -> String {
    if bound.otherwise {
        return "otherwise".into();
    }
    let (lo, hi) = (&bound.lo, &bound.hi);
    let left = lo.as_ref().map_or("(…".into(), |(v, inclusive)| format!("{}{v}", if *inclusive { "[" } else { "(" }));
    let right =
        hi.as_ref().map_or("…)".into(), |(v, inclusive)| format!("{v}{}", if *inclusive { "]" } else { ")" }));
    format!("{left}, {right}")
}
