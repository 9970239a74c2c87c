//! Computes aggregates of rows. No result depends on the order of the rows, or on how they were distributed to threads.
//!
//! A state is what one aggregate has gathered under one key. There can be as many states as rows, so each holds only
//! what its aggregate needs: [`total`] sums, [`extreme`] least and greatest, [`many`] all values, [`first`] the first.

mod extreme;
mod first;
mod many;
mod narrow;
mod outcome;
mod states;
#[cfg(test)]
mod tests;
mod total;

pub(crate) use first::First;
pub(crate) use outcome::{Outcome, Units};
pub(crate) use states::{Chosen, Inputs, States};
pub(crate) use total::{Number, Total};

use super::column::Cell;
use crate::types::{Aggregate, How};
use extreme::Extreme;
use many::{Different, Many};

/// A value of a row.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Value<'c> {
    /// A number.
    Number(Number<'c>),
    /// Any other value.
    Cell(Cell<'c>),
}

/// How many rows have a value, and how many have none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Rows with a value.
    pub with: u64,
    /// Rows without.
    pub without: u64,
}

/// What one aggregate has gathered under one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AggregateState {
    counts: Counts,
    kept: Gathered,
}

/// What a state keeps of the values.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Gathered {
    /// Nothing: the rows are only counted.
    Nothing,
    /// Their sum.
    Sum(Total),
    /// Their sum with weights.
    Weighted(Box<Weighted>),
    /// The least or greatest.
    Extreme(Extreme),
    /// Whether a value is yes, and whether a value is no.
    Flags(bool, bool),
    /// All numbers.
    Many(Box<Many>),
    /// All different values.
    Different(Box<Different>),
    /// The value of the first row.
    First(Option<Box<First>>),
}

/// Sums of a weighted mean.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Weighted {
    /// Values times weights.
    sum: Total,
    /// Weights of the rows with a value.
    weight: Total,
    /// Weights of the rows without.
    without: Total,
}

/// One row for a state.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InputRow<'c> {
    /// The number of the row.
    pub number: u64,
    /// The value; `None` if it is missing. A count has a value for every row.
    pub value: Option<Value<'c>>,
    /// The weight, if rows have weights.
    pub weight: Option<Number<'c>>,
    /// Why the value is missing, if that can be reported.
    pub why: Option<&'c [u8]>,
}

impl AggregateState {
    /// A state without rows.
    pub(crate) fn new(aggregate: &Aggregate) -> AggregateState {
        let kept = match aggregate.how {
            How::Count | How::GeometricMean(_) => Gathered::Nothing,
            How::Mean if aggregate.has_weight => Gathered::Weighted(Box::default()),
            How::Sum | How::Mean => Gathered::Sum(Total::default()),
            How::Minimum => Gathered::Extreme(Extreme::least()),
            How::Maximum => Gathered::Extreme(Extreme::greatest()),
            How::Median | How::Sorted => Gathered::Many(Box::default()),
            How::Distinct => Gathered::Different(Box::default()),
            How::Any | How::All | How::Only => Gathered::Flags(false, false),
            How::First => Gathered::First(None),
        };
        AggregateState { counts: Counts::default(), kept }
    }

    /// The approximate size in bytes as long as nothing is gathered.
    pub(crate) fn bytes(&self) -> usize {
        let boxed = match &self.kept {
            Gathered::Weighted(_) => size_of::<Weighted>(),
            Gathered::Many(_) => size_of::<Many>(),
            Gathered::Different(_) => size_of::<Different>(),
            Gathered::First(_) => size_of::<First>(),
            Gathered::Nothing | Gathered::Sum(_) | Gathered::Extreme(_) | Gathered::Flags(..) => 0,
        };
        size_of::<AggregateState>() + boxed
    }

    /// Adds a row that counts; returns about how many more bytes the state then takes.
    #[cfg(test)]
    pub(crate) fn take(&mut self, row: InputRow<'_>) -> usize {
        self.kept.take(&mut self.counts, row)
    }

    /// Adds what other rows under the same key have gathered.
    #[cfg(test)]
    pub(crate) fn merge(&mut self, other: AggregateState) {
        self.counts.with += other.counts.with;
        self.counts.without += other.counts.without;
        self.kept.merge(other.kept);
    }
}

impl Counts {
    /// Counts a row; returns its value if it has one.
    fn count<'c>(&mut self, row: InputRow<'c>) -> Option<Value<'c>> {
        match row.value {
            Some(_) => self.with += 1,
            None => self.without += 1,
        }
        row.value
    }
}

impl Gathered {
    /// Adds a row that counts; returns about how many more bytes the state then takes.
    fn take(&mut self, counts: &mut Counts, row: InputRow<'_>) -> usize {
        match self {
            Gathered::First(first) => {
                First::take(first, row);
                return 0;
            }
            Gathered::Sum(sum) => return sum.take(counts, row),
            Gathered::Weighted(weighted) => return weighted.take(counts, row),
            Gathered::Many(many) => return many.take_row(counts, row),
            _ => {}
        }
        match (self, counts.count(row)) {
            (Gathered::Extreme(extreme), Some(Value::Number(n))) => extreme.take(n),
            (Gathered::Flags(yes, no), Some(Value::Cell(Cell::YesNo(flag)))) => {
                *yes |= flag;
                *no |= !flag;
            }
            (Gathered::Different(different), Some(value)) => return different.take(value),
            _ => {}
        }
        0
    }

    /// Adds what other rows under the same key have gathered.
    fn merge(&mut self, other: Gathered) {
        match (self, other) {
            (Gathered::Sum(sum), Gathered::Sum(further)) => sum.merge(&further),
            (Gathered::Weighted(weighted), Gathered::Weighted(further)) => weighted.merge(*further),
            (Gathered::Extreme(extreme), Gathered::Extreme(further)) => extreme.merge(&further),
            (Gathered::Many(many), Gathered::Many(further)) => many.merge(*further),
            (Gathered::Flags(yes, no), Gathered::Flags(further_yes, further_no)) => {
                *yes |= further_yes;
                *no |= further_no;
            }
            (Gathered::Different(different), Gathered::Different(further)) => different.merge(*further),
            (Gathered::First(first), Gathered::First(further)) => First::merge(first, further),
            _ => {}
        }
    }
}

impl Total {
    /// Adds the value of a row that counts.
    fn take(&mut self, counts: &mut Counts, row: InputRow<'_>) -> usize {
        if let Some(Value::Number(n)) = counts.count(row) {
            self.add(n);
        }
        0
    }
}

impl Weighted {
    /// Adds the value of a row that counts, with its weight.
    fn take(&mut self, counts: &mut Counts, row: InputRow<'_>) -> usize {
        let weight = row.weight.unwrap_or(Number::Whole(1));
        match counts.count(row) {
            Some(Value::Number(n)) => {
                self.sum.add_product(n, weight);
                self.weight.add(weight);
            }
            Some(Value::Cell(_)) => {}
            None => self.without.add(weight),
        }
        0
    }

    fn merge(&mut self, further: Weighted) {
        self.sum.merge(&further.sum);
        self.weight.merge(&further.weight);
        self.without.merge(&further.without);
    }
}

impl Many {
    /// Adds the value of a row that counts; returns about how many more bytes the state then takes.
    fn take_row(&mut self, counts: &mut Counts, row: InputRow<'_>) -> usize {
        match counts.count(row) {
            Some(Value::Number(n)) => self.take(n),
            _ => 0,
        }
    }
}
