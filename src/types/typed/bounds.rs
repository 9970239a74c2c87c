//! The bounds of tiers as stretches of the number line: where each ends, what two of them share, and which numbers no
//! tier takes.
//!
//! An end of a stretch is a [`Cut`] between numbers. `>= 5` and `< 5` are the same cut, one from above and one from
//! below, so ends that include their number need no separate rules: the order of cuts is the order of the number line.

use crate::number::{Interval, Rational, Rounding};
use crate::types::op::TierBounds;
use std::collections::BTreeMap;

/// A place between numbers: just below one of them, or just above it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cut {
    /// The number.
    pub at: Rational,
    /// Whether the cut is above it.
    pub above: bool,
}

impl Cut {
    fn below(at: Rational) -> Cut {
        Cut { at, above: false }
    }

    fn above(at: Rational) -> Cut {
        Cut { at, above: true }
    }

    /// The cut at which a stretch with this lower end begins; the flag says whether the number belongs to the stretch.
    fn of_low((at, belongs): &(Rational, bool)) -> Cut {
        Cut { at: at.clone(), above: !belongs }
    }

    /// The cut at which a stretch with this upper end ends; the flag says whether the number belongs to the stretch.
    fn of_high((at, belongs): &(Rational, bool)) -> Cut {
        Cut { at: at.clone(), above: *belongs }
    }

    fn to_low(&self) -> (Rational, bool) {
        (self.at.clone(), !self.above)
    }

    fn to_high(&self) -> (Rational, bool) {
        (self.at.clone(), self.above)
    }

    /// Whether a number is below the cut.
    fn is_above(&self, value: &Rational) -> bool {
        *value < self.at || *value == self.at && self.above
    }
}

/// The numbers between two cuts; without a cut, all on that side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    /// Where it begins.
    pub from: Option<Cut>,
    /// Where it ends.
    pub to: Option<Cut>,
}

impl Stretch {
    /// The numbers that a tier takes.
    pub(crate) fn of(bounds: &TierBounds) -> Stretch {
        Stretch { from: bounds.lo.as_ref().map(Cut::of_low), to: bounds.hi.as_ref().map(Cut::of_high) }
    }

    /// Whether it begins below another one.
    pub(crate) fn begins_below(&self, other: &Stretch) -> bool {
        // `None` is less than any cut.
        self.from < other.from
    }

    /// Whether it ends above another one.
    pub(crate) fn ends_above(&self, other: &Stretch) -> bool {
        match (&self.to, &other.to) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(own), Some(other)) => own > other,
        }
    }

    /// The numbers in both; `None` if there are none.
    pub(crate) fn shared(&self, other: &Stretch) -> Option<Stretch> {
        let from = self.from.as_ref().max(other.from.as_ref()).cloned();
        let to = if self.ends_above(other) { &other.to } else { &self.to }.clone();
        let shared = Stretch { from, to };
        (!shared.is_empty()).then_some(shared)
    }

    fn is_empty(&self) -> bool {
        self.from.as_ref().zip(self.to.as_ref()).is_some_and(|(from, to)| from >= to)
    }

    /// A number in it, on the grid if there is one; `None` if it has no number of the grid.
    fn example(&self, grid: Option<&Rational>) -> Option<Rational> {
        match (&self.from, &self.to, grid) {
            (Some(from), to, Some(step)) => {
                let up = from.at.round_to_step(step, Rounding::Up)?;
                let value = if from.is_above(&up) { &up + step } else { up };
                to.as_ref().is_none_or(|to| to.is_above(&value)).then_some(value)
            }
            (Some(from), _, None) if !from.above => Some(from.at.clone()),
            (Some(from), Some(to), None) => (&from.at + &to.at).checked_div(&Rational::from(2_i64)),
            (Some(from), None, None) => Some(&from.at + &Rational::one()),
            (None, Some(to), step) => Some(&to.at - &step.cloned().unwrap_or_else(Rational::one)),
            (None, None, _) => Some(Rational::zero()),
        }
    }
}

/// Gives each tier with one end its second end: the next bound of the same direction. Tiers with both ends, and a tier
/// that takes the rest, stay as they are.
pub(crate) fn close(bounds: &mut [TierBounds]) {
    let sorted = |cuts: Vec<Cut>| {
        let mut cuts = cuts;
        cuts.sort();
        cuts
    };
    let lows = bounds.iter().filter(|b| b.hi.is_none()).filter_map(|b| b.lo.as_ref());
    let lows = sorted(lows.map(Cut::of_low).collect());
    let highs = bounds.iter().filter(|b| b.lo.is_none()).filter_map(|b| b.hi.as_ref());
    let highs = sorted(highs.map(Cut::of_high).collect());
    for bound in bounds.iter_mut().filter(|b| !b.otherwise) {
        match (&bound.lo, &bound.hi) {
            (Some(lo), None) => {
                let own = Cut::of_low(lo);
                bound.hi = lows.get(lows.partition_point(|cut| *cut <= own)).map(Cut::to_high);
            }
            (None, Some(hi)) => {
                let own = Cut::of_high(hi);
                let before = highs.partition_point(|cut| *cut < own).checked_sub(1);
                bound.lo = before.and_then(|at| highs.get(at)).map(Cut::to_low);
            }
            _ => {}
        }
    }
}

/// The positions of tiers from the lowest up, without a tier that takes the rest.
pub(crate) fn ascending(bounds: &[TierBounds]) -> Vec<usize> {
    let mut tiers: Vec<(Option<Cut>, usize)> = stretches(bounds).map(|(at, stretch)| (stretch.from, at)).collect();
    tiers.sort();
    tiers.into_iter().map(|(_, at)| at).collect()
}

/// Two tiers that take the same numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Overlap {
    /// The position of the later tier.
    pub at: usize,
    /// The position of the earlier one.
    pub with: usize,
    /// The numbers that both take.
    pub shared: Stretch,
}

/// The first tier that takes a number that an earlier tier takes, and the first such earlier tier. Tiers that share no
/// number have one order, so each needs to be compared only with its neighbours.
pub(crate) fn first_overlap(bounds: &[TierBounds]) -> Option<Overlap> {
    let mut apart: BTreeMap<Option<Cut>, Stretch> = BTreeMap::new();
    for (at, own) in stretches(bounds) {
        let below = apart.range(..=&own.from).next_back();
        let above = apart.range(&own.from..).next();
        if below.into_iter().chain(above).any(|(_, other)| own.shared(other).is_some()) {
            let mut before = stretches(bounds).take_while(|(with, _)| *with < at);
            return before.find_map(|(with, other)| Some(Overlap { at, with, shared: own.shared(&other)? }));
        }
        apart.insert(own.from.clone(), own);
    }
    None
}

/// The tiers with their positions, without a tier that takes the rest.
fn stretches(bounds: &[TierBounds]) -> impl Iterator<Item = (usize, Stretch)> {
    bounds.iter().enumerate().filter(|(_, b)| !b.otherwise).map(|(at, bounds)| (at, Stretch::of(bounds)))
}

/// Numbers that no tier takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Gap {
    /// All of them.
    pub stretch: Stretch,
    /// One of them.
    pub example: Rational,
}

/// The lowest part of a range that no tier takes. On a grid, a stretch without a number of the grid is not a gap.
pub(crate) fn first_gap(bounds: &[TierBounds], range: &Interval, grid: Option<&Rational>) -> Option<Gap> {
    if bounds.iter().any(|b| b.otherwise) {
        return None;
    }
    let gap = |stretch: Stretch| {
        let example = stretch.example(grid)?;
        Some(Gap { stretch, example })
    };
    // Every number up to here is taken; `None` if no number is taken yet.
    let mut taken = range.lo.clone().map(Cut::below);
    for at in ascending(bounds) {
        let tier = Stretch::of(bounds.get(at)?);
        if tier.from > taken
            && let Some(gap) = gap(Stretch { from: taken.clone(), to: tier.from })
        {
            return Some(gap);
        }
        // A tier without an upper end takes all numbers that are left.
        taken = taken.max(Some(tier.to?));
    }
    let rest = Stretch { from: Some(taken?), to: range.hi.clone().map(Cut::above) };
    if rest.is_empty() { None } else { gap(rest) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn n(value: i64) -> Rational {
        Rational::from(value)
    }

    fn tier(lo: Option<(i64, bool)>, hi: Option<(i64, bool)>) -> TierBounds {
        let end = |(value, belongs)| (n(value), belongs);
        TierBounds { lo: lo.map(end), hi: hi.map(end), otherwise: false }
    }

    fn at_least(value: i64) -> TierBounds {
        tier(Some((value, true)), None)
    }

    fn below(value: i64) -> TierBounds {
        tier(None, Some((value, false)))
    }

    fn rest() -> TierBounds {
        TierBounds { otherwise: true, ..tier(None, None) }
    }

    fn takes(bounds: &TierBounds, value: &Rational) -> bool {
        let stretch = Stretch::of(bounds);
        stretch.from.is_none_or(|from| !from.is_above(value)) && stretch.to.is_none_or(|to| to.is_above(value))
    }

    #[test]
    fn a_bound_reaches_to_the_next_of_its_direction() {
        let mut falling = [at_least(90), at_least(70), rest(), at_least(80)];
        close(&mut falling);
        let band = |lo, hi| tier(Some((lo, true)), Some((hi, false)));
        assert_eq!(falling, [at_least(90), band(70, 80), rest(), band(80, 90)]);
        let mut rising = [below(5), tier(None, Some((9, true)))];
        close(&mut rising);
        assert_eq!(rising, [below(5), tier(Some((5, true)), Some((9, true)))]);
        // `> 5` begins after `>= 5` has taken 5.
        let mut both = [at_least(5), tier(Some((5, false)), None)];
        close(&mut both);
        assert_eq!(both[0], tier(Some((5, true)), Some((5, true))));
    }

    #[test]
    fn tiers_meet_where_one_end_belongs_to_both() {
        let apart = [tier(Some((0, true)), Some((5, false))), tier(Some((5, true)), Some((9, true)))];
        assert_eq!(first_overlap(&apart), None);
        let meet = [rest(), tier(Some((0, true)), Some((5, true))), tier(Some((5, true)), Some((9, true)))];
        let shared = Stretch { from: Some(Cut::below(n(5))), to: Some(Cut::above(n(5))) };
        assert_eq!(first_overlap(&meet), Some(Overlap { at: 2, with: 1, shared }));
        let whole = [at_least(3), tier(None, None)];
        let shared = Stretch::of(&at_least(3));
        assert_eq!(first_overlap(&whole), Some(Overlap { at: 1, with: 0, shared }));
    }

    #[test]
    fn what_no_tier_takes_is_found_from_the_lowest_up() {
        let range = Interval::new(n(0), n(100));
        let gap = |bounds: &[TierBounds], grid: Option<i64>| {
            first_gap(bounds, &range, grid.map(Rational::from).as_ref()).map(|gap| gap.example)
        };
        let low = tier(Some((0, true)), Some((49, true)));
        let high = tier(Some((50, true)), Some((100, true)));
        assert_eq!(gap(&[high.clone(), low.clone()], None), Rational::ratio(99, 2));
        // There is no whole number between 49 and 50.
        assert_eq!(gap(&[high.clone(), low.clone()], Some(1)), None);
        assert_eq!(gap(&[high], None), Some(n(0)));
        assert_eq!(gap(std::slice::from_ref(&low), Some(1)), Some(n(50)));
        assert_eq!(gap(&[low, rest()], None), None);
        assert_eq!(first_gap(&[below(0)], &Interval::unbounded(), None).map(|gap| gap.example), Some(n(0)));
        assert_eq!(first_gap(&[at_least(0)], &Interval::unbounded(), None).map(|gap| gap.example), Some(n(-1)));
    }

    fn end() -> impl Strategy<Value = Option<(i64, bool)>> {
        prop::option::of((-3_i64..4, any::<bool>()))
    }

    proptest! {
        #[test]
        fn overlaps_and_gaps_are_what_single_numbers_say(ends in prop::collection::vec((end(), end()), 1..5)) {
            let bounds: Vec<TierBounds> = ends.into_iter().map(|(lo, hi)| tier(lo, hi)).collect();
            let bounds: Vec<TierBounds> = bounds.into_iter().filter(|b| !Stretch::of(b).is_empty()).collect();
            // With whole ends it is enough to check the halves.
            let numbers: Vec<Rational> = (-8..=8).filter_map(|half| Rational::ratio(half, 2)).collect();
            let by = |value: &Rational| bounds.iter().filter(|b| takes(b, value)).count();
            prop_assert_eq!(first_overlap(&bounds).is_some(), numbers.iter().any(|value| by(value) > 1));
            let range = Interval::new(n(-4), n(4));
            let gap = (!bounds.is_empty()).then(|| first_gap(&bounds, &range, None)).flatten();
            if let Some(gap) = &gap {
                prop_assert_eq!(by(&gap.example), 0);
                prop_assert!(range.contains(&gap.example));
            }
            let open = !bounds.is_empty() && numbers.iter().any(|value| by(value) == 0);
            prop_assert_eq!(gap.is_some(), open);
        }
    }
}
