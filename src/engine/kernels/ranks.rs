//! Tiers by rank among many numbers.

use super::super::errors::internal;
use super::Values;
use crate::engine::column::{Cell, Column, Data, Sorted};
use crate::faults::fault;
use crate::graph::NodeId;
use crate::number::{Centres, EmptyCentre, Rational, nearest, quantile_place};
use crate::types::{Quantile, RankOf, RankTier, Ties};
use datafusion::common::Result;
use num_bigint::BigInt;
use num_traits::ToPrimitive;
use std::sync::Arc;

/// The tier of each number, the first input, among the sorted ones, the second.
pub(crate) fn rank_tier(values: &Values<'_>, id: NodeId, tiers: &RankTier) -> Result<Column> {
    let node = values.policy.graph.node(id);
    let &[of, among] = node.inputs.as_slice() else { return Err(internal("expected a number and sorted numbers")) };
    let (column, denominator, sorted) = (values.get(of)?, values.denominator(of), values.get(among)?);
    let Data::Sorted(lists) = &sorted.data else { return Err(internal("expected sorted numbers")) };
    // Many rows are compared with the same list, so its cuts are computed once.
    let mut last: Option<(&Arc<Sorted>, Vec<usize>)> = None;
    let tier = |row: usize| {
        let list = lists.get(row).filter(|_| column.has(row) && sorted.has(row))?;
        if last.as_ref().is_none_or(|(known, _)| !Arc::ptr_eq(known, list)) {
            last = Some((list, cuts(tiers, list.len())));
        }
        let (_, cuts) = last.as_ref()?;
        let (above, same) = list.place(column, row, &denominator)?;
        let rank = if tiers.better { above + 1 } else { above + same };
        let reached = cuts.iter().position(|cut| rank <= *cut)?;
        u32::try_from(reached).ok().map(Cell::Choice)
    };
    let cells: Vec<Option<Cell<'_>>> = (0..values.rows).map(tier).collect();
    Column::of_cells(node.ty.held(), cells.into_iter())
}

/// The cluster of each number, the first input, among the sorted ones, the second, from the starts in the inputs after
/// it.
pub(crate) fn cluster(values: &Values<'_>, id: NodeId, how: (u32, EmptyCentre)) -> Result<Column> {
    let node = values.policy.graph.node(id);
    let [of, among, ..] = node.inputs.as_slice() else { return Err(internal("expected a number and sorted numbers")) };
    let (column, denominator, sorted) = (values.get(*of)?, values.denominator(*of), values.get(*among)?);
    let Data::Sorted(lists) = &sorted.data else { return Err(internal("expected sorted numbers")) };
    // Many rows are compared with the same list from the same starts, so its centres are computed once.
    let mut last: Option<(&Arc<Sorted>, Vec<Rational>, Centres)> = None;
    let starts = Starts::of(values, id)?;
    let tier = |row: usize| {
        let list = lists.get(row).filter(|_| sorted.has(row))?;
        let x = column.number(row, &denominator)?;
        let from = starts.at(row)?;
        if last.as_ref().is_none_or(|(known, starts, _)| !Arc::ptr_eq(known, list) || *starts != from) {
            let centres = centres(list, &from, how);
            last = Some((list, from, centres));
        }
        match &last.as_ref()?.2 {
            Centres::Rest(centres) => u32::try_from(nearest(&x, centres)?).ok().map(Cell::Choice),
            Centres::Moving | Centres::Empty(_) => None,
        }
    };
    let cells: Vec<Option<Cell<'_>>> = (0..values.rows).map(tier).collect();
    Column::of_cells(node.ty.held(), cells.into_iter())
}

/// The centres for a row that has all inputs.
pub(crate) fn centres_of(
    values: &Values<'_>,
    id: NodeId,
    how: (u32, EmptyCentre),
    row: usize,
) -> Result<Option<Centres>> {
    let Some(among) = values.policy.graph.node(id).inputs.get(1) else {
        return Err(internal("expected sorted numbers"));
    };
    let Data::Sorted(lists) = &values.get(*among)?.data else { return Err(internal("expected sorted numbers")) };
    let from = Starts::of(values, id)?.at(row);
    Ok(lists.get(row).zip(from).map(|(list, from)| centres(list, &from, how)))
}

fn centres(list: &Sorted, starts: &[Rational], (steps, empty): (u32, EmptyCentre)) -> Centres {
    Centres::of(&list.numbers(), starts, steps, empty)
}

/// The starts of the centres of clusters, in each row.
struct Starts<'v>(Vec<(&'v Column, BigInt)>);

impl<'v> Starts<'v> {
    fn of(values: &'v Values<'_>, id: NodeId) -> Result<Starts<'v>> {
        let starts = values.policy.graph.node(id).inputs.iter().skip(2);
        let starts = starts.map(|start| Ok((values.get(*start)?, values.denominator(*start))));
        Ok(Starts(starts.collect::<Result<_>>()?))
    }

    fn at(&self, row: usize) -> Option<Vec<Rational>> {
        self.0.iter().map(|(start, units)| start.number(row, units)).collect()
    }
}

/// The quantile of the sorted numbers of each row.
pub(crate) fn quantile(values: &Values<'_>, id: NodeId, quantile: &Quantile) -> Result<Column> {
    let &[among] = values.policy.graph.node(id).inputs.as_slice() else {
        return Err(internal("expected sorted numbers"));
    };
    let sorted = values.get(among)?;
    let Data::Sorted(lists) = &sorted.data else { return Err(internal("expected sorted numbers")) };
    // Many rows have the same list, so its quantile is computed once.
    let mut last: Option<(&Arc<Sorted>, Option<Rational>)> = None;
    let found = (0..values.rows).map(|row| {
        let list = lists.get(row).filter(|_| sorted.has(row))?;
        if last.as_ref().is_none_or(|(known, _)| !Arc::ptr_eq(known, list)) {
            last = Some((list, list.quantile(quantile)));
        }
        last.as_ref().and_then(|(_, found)| found.clone())
    });
    let found = found.collect();
    super::exact::numbers(values.policy, id, found)
}

/// The rank of each number, the first input, among the sorted ones, the second.
pub(crate) fn rank(values: &Values<'_>, id: NodeId, rank: RankOf) -> Result<Column> {
    let &[of, among] = values.policy.graph.node(id).inputs.as_slice() else {
        return Err(internal("expected a number and sorted numbers"));
    };
    let (column, denominator, sorted) = (values.get(of)?, values.denominator(of), values.get(among)?);
    let Data::Sorted(lists) = &sorted.data else { return Err(internal("expected sorted numbers")) };
    let place = |row: usize| {
        let list = lists.get(row).filter(|_| column.has(row) && sorted.has(row))?;
        let (above, same) = list.place(column, row, &denominator)?;
        let ahead = if rank.highest { above } else { list.len().checked_sub(above + same)? };
        let whole = |n: usize| Rational::from(BigInt::from(n));
        match rank.ties {
            Ties::Best => Some(whole(ahead + 1)),
            Ties::Worst => Some(whole(ahead + same)),
            Ties::Mean if fault!(RankOfMeanTiesTruncates) => Some(whole(ahead + same.div_ceil(2))),
            Ties::Mean => whole(2 * ahead + same + 1).checked_div(&whole(2)),
        }
    };
    super::exact::numbers(values.policy, id, (0..values.rows).map(place).collect())
}

/// The last rank of each tier for a count of numbers.
fn cuts(tiers: &RankTier, count: usize) -> Vec<usize> {
    let whole = tiers.shares.iter().fold(Rational::zero(), |sum, share| &sum + share);
    let count = Rational::from(BigInt::from(count));
    let mut so_far = Rational::zero();
    let cuts = tiers.shares.iter().map(|share| {
        so_far = &so_far + share;
        let part = (&count * &so_far).checked_div(&whole);
        part.and_then(|part| part.round_to_integer(tiers.cut).to_usize()).unwrap_or(0)
    });
    cuts.collect()
}

impl Sorted {
    /// How many numbers there are.
    fn len(&self) -> usize {
        match self {
            Sorted::Whole(numbers, _) => numbers.len(),
            Sorted::Fractions(numbers) => numbers.len(),
        }
    }

    /// All numbers.
    fn numbers(&self) -> Vec<Rational> {
        (0..self.len()).filter_map(|position| self.at(position)).collect()
    }

    /// The number at a position.
    fn at(&self, position: usize) -> Option<Rational> {
        match self {
            Sorted::Whole(numbers, units) => Rational::from_parts(BigInt::from(*numbers.get(position)?), units.clone()),
            Sorted::Fractions(numbers) => numbers.get(position).cloned(),
        }
    }

    fn quantile(&self, quantile: &Quantile) -> Option<Rational> {
        let (lower, upper, part) = quantile_place(quantile.kind, &quantile.share, self.len())?;
        let (lower, upper) = match () {
            () if fault!(QuantilePlaceOneLater) => (upper, (upper + 1).min(self.len() - 1)),
            () if fault!(QuantileTakesLower) => (lower, lower),
            () => (lower, upper),
        };
        let (lower, upper) = (self.at(lower)?, self.at(upper)?);
        Some(&lower + &(&part * &(&upper - &lower)))
    }

    /// How many numbers are above the number of a row, and how many are equal to it.
    fn place(&self, column: &Column, row: usize, denominator: &BigInt) -> Option<(usize, usize)> {
        let same_units = matches!(self, Sorted::Whole(_, units) if units == denominator);
        match (self, &column.data) {
            (Sorted::Whole(all, _), Data::Narrow(own)) if same_units => Some(among(all, &i128::from(*own.get(row)?))),
            (Sorted::Whole(all, _), Data::Wide(own)) if same_units => Some(among(all, own.get(row)?)),
            (Sorted::Whole(all, units), _) => {
                let own = column.number(row, denominator)? * Rational::from(units.clone());
                let lower = all.partition_point(|n| Rational::from(*n) < own);
                let upto = all.partition_point(|n| Rational::from(*n) <= own);
                Some((all.len() - upto, upto - lower))
            }
            (Sorted::Fractions(all), _) => Some(among(all, &column.number(row, denominator)?)),
        }
    }
}

fn among<T: Ord>(all: &[T], own: &T) -> (usize, usize) {
    let lower = all.partition_point(|n| n < own);
    let upto = all.partition_point(|n| n <= own);
    (all.len() - upto, upto - lower)
}
