//! The result of a state.

use super::first::First;
use super::many::Many;
use super::total::Number;
use super::{AggregateState, Gathered};
use crate::engine::column::{Cell, Sorted};
use crate::faults::fault;
use crate::number::Rational;
use crate::types::{Aggregate, AtLeast, How, MissingRule};
use num_bigint::BigInt;

/// The denominators of the gathered columns; 1 for fractions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Units {
    /// The denominator of the values.
    pub value: BigInt,
    /// The denominator of the weights.
    pub weight: BigInt,
}

/// The result of an aggregate that is not missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome<'s> {
    /// A number.
    Number(Rational),
    /// Any other value that one row can have.
    Cell(Cell<'s>),
    /// Many numbers.
    Sorted(Sorted),
}

fn in_units(n: Rational, units: &BigInt) -> Option<Rational> {
    n.checked_div(&Rational::from(units.clone()))
}

fn counted(n: u64) -> Rational {
    Rational::from(i128::from(n))
}

impl AggregateState {
    /// Whether a row that counts has no value.
    pub(crate) fn lacks(&self) -> bool {
        self.counts.without > 0
    }

    /// Whether two rows differ that must agree.
    pub(crate) fn differs(&self, how: How) -> bool {
        how == How::Only && self.kept == Gathered::Flags(true, true)
    }

    /// The value of the first row.
    pub(crate) fn first(&self) -> Option<&First> {
        match &self.kept {
            Gathered::First(first) => first.as_deref(),
            _ => None,
        }
    }

    /// The aggregate of the rows; `None`: missing.
    pub(crate) fn result(&self, aggregate: &Aggregate, units: &Units) -> Option<Outcome<'_>> {
        match &self.kept {
            Gathered::Flags(yes, no) => {
                return self.flag(aggregate, *yes, *no).map(|flag| Outcome::Cell(Cell::YesNo(flag)));
            }
            Gathered::First(first) => {
                let value = first.as_ref()?.value.as_ref()?;
                let number = |n: Number<'_>| in_units(n.fraction(), &units.value).map(Outcome::Number);
                return value.cell().map(Outcome::Cell).or_else(|| value.number().and_then(number));
            }
            _ => {}
        }
        if !self.enough(&aggregate.missing) {
            return None;
        }
        let answer = match &aggregate.missing {
            MissingRule::CountsAs(value) if self.lacks() => Some(value),
            _ => None,
        };
        if let (How::Sorted, Gathered::Many(many)) = (aggregate.how, &self.kept) {
            return Some(Outcome::Sorted(many.sorted(answer.map(|a| (a, self.counts.without)), units)));
        }
        let empty = || aggregate.empty.clone();
        self.number(aggregate.how, answer, units).or_else(empty).map(Outcome::Number)
    }

    /// Whether the condition holds for any row, or for all rows. A row that decides does so whatever the other rows
    /// are.
    fn flag(&self, aggregate: &Aggregate, yes: bool, no: bool) -> Option<bool> {
        let unknown = self.lacks() && !matches!(aggregate.missing, MissingRule::CountsAs(_));
        match aggregate.how {
            How::Any if yes => Some(true),
            How::All if no => Some(false),
            How::Any if unknown && fault!(AnyUnknownIsNo) => Some(false),
            How::All if unknown && fault!(AllUnknownIsNo) => Some(false),
            How::Any | How::All if unknown => None,
            How::Only => (yes || no).then_some(yes),
            how => Some(how == How::All),
        }
    }

    fn enough(&self, missing: &MissingRule) -> bool {
        match missing {
            MissingRule::Propagates => !self.lacks(),
            MissingRule::Skipped(Some(AtLeast::Count(n))) => self.counts.with >= u64::from(*n),
            MissingRule::Skipped(Some(AtLeast::Share(share))) => {
                let rows = counted(self.counts.with) + counted(self.counts.without);
                counted(self.counts.with) >= share * &rows
            }
            MissingRule::Skipped(None) | MissingRule::CountsAs(_) => true,
        }
    }

    /// The aggregate as a number, where `answer` replaces missing values; `None` if there is no result.
    fn number(&self, how: How, answer: Option<&Rational>, units: &Units) -> Option<Rational> {
        let answered = answer.map(|a| a * &counted(self.counts.without));
        match &self.kept {
            Gathered::Nothing => Some(self.rows(answer.is_some())),
            Gathered::Sum(sum) => {
                let sum = in_units(sum.value(), &units.value)? + answered.clone().unwrap_or_default();
                let some = self.counts.with > 0 || answered.is_some();
                match how {
                    How::Mean => sum.checked_div(&self.rows(answered.is_some())),
                    _ => some.then_some(sum),
                }
            }
            Gathered::Weighted(weighted) => {
                let without = in_units(weighted.without.value(), &units.weight)?;
                let mut sum = in_units(weighted.sum.value(), &(&units.value * &units.weight))?;
                let mut weight = in_units(weighted.weight.value(), &units.weight)?;
                if let Some(answer) = answer {
                    sum = sum + answer * &without;
                }
                if answer.is_some() {
                    weight = weight + without;
                }
                sum.checked_div(&weight)
            }
            Gathered::Extreme(extreme) => {
                let own = extreme.value().and_then(|n| in_units(n.fraction(), &units.value));
                match (own, answer) {
                    (Some(own), Some(answer)) => Some(extreme.of_two(own, answer.clone())),
                    (own, answer) => own.or_else(|| answer.cloned()),
                }
            }
            Gathered::Many(many) => many.median(answer.map(|a| (a, self.counts.without)), units),
            Gathered::Different(different) => {
                let more = answer.is_some_and(|answer| {
                    let whole = (answer * &Rational::from(units.value.clone())).whole();
                    !whole.is_some_and(|n| different.holds(Number::Whole(n)))
                        && !different.holds(Number::Fraction(answer))
                });
                let count = different.count() as u64 + u64::from(more);
                Some(counted(if fault!(DistinctCountsRows) { self.counts.with } else { count }))
            }
            Gathered::Flags(..) | Gathered::First(_) => None,
        }
    }

    /// The number of rows. It includes rows without a value if there is an answer for them.
    fn rows(&self, answered: bool) -> Rational {
        counted(self.counts.with + if answered { self.counts.without } else { 0 })
    }
}

impl Many {
    /// All numbers in ascending order, with an optional number that replaces the values of some rows.
    fn sorted(&self, answer: Option<(&Rational, u64)>, units: &Units) -> Sorted {
        if self.fractions.is_empty() && answer.is_none() {
            let mut whole = self.whole.clone();
            whole.sort_unstable();
            return Sorted::Whole(whole, units.value.clone());
        }
        let whole = self.whole.iter().filter_map(|n| in_units(Rational::from(*n), &units.value));
        let answers = answer.into_iter().flat_map(|(n, rows)| (0..rows).map(|_| n.clone()));
        let mut all: Vec<Rational> = whole.chain(self.fractions.iter().cloned()).chain(answers).collect();
        all.sort();
        Sorted::Fractions(all)
    }

    /// The middle number, or the mean of the middle two.
    fn median(&self, answer: Option<(&Rational, u64)>, units: &Units) -> Option<Rational> {
        let two = Rational::from(2i64);
        match self.sorted(answer, units) {
            Sorted::Whole(all, units) => {
                let sum = Rational::from(*middle(&all, true)?) + Rational::from(*middle(&all, false)?);
                in_units(sum, &units)?.checked_div(&two)
            }
            Sorted::Fractions(all) => (middle(&all, true)? + middle(&all, false)?).checked_div(&two),
        }
    }
}

/// The upper or lower of the middle two numbers; they are the same if the count is odd.
fn middle<T>(all: &[T], upper: bool) -> Option<&T> {
    let upper = upper && !fault!(MedianTakesLower);
    all.get(if upper { all.len() / 2 } else { all.len().saturating_sub(1) / 2 })
}
