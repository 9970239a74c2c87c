//! What the rows come to that were brought together: nothing here depends on the order of the rows or on how they were
//! dealt to threads.
//!
//! A state is what one aggregate has gathered under one key. There may be as many as there are rows, so each holds only
//! what its aggregate needs: [`total`] sums, [`extreme`] least and greatest, [`many`] all values, [`first`] the first.

mod extreme;
mod first;
mod many;
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
    /// Anything else.
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
pub(crate) struct State {
    counts: Counts,
    kept: Kept,
}

/// What is kept of the values.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Kept {
    /// Nothing: they are counted.
    Nothing,
    /// Their sum.
    Sum(Total),
    /// Their sum with weights.
    Weighted(Box<Weighted>),
    /// The least or greatest.
    Extreme(Extreme),
    /// Whether one is yes, and whether one is no.
    Flags(bool, bool),
    /// All numbers.
    Many(Box<Many>),
    /// All that differ.
    Different(Box<Different>),
    /// The one of the first row.
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
pub(crate) struct Row<'c> {
    /// The number of the row.
    pub number: u64,
    /// The value; `None` where it is missing. Of a count there is one always.
    pub value: Option<Value<'c>>,
    /// The weight, where rows have one.
    pub weight: Option<Number<'c>>,
    /// Why the value is missing, where that can be told.
    pub why: Option<&'c [u8]>,
}

impl State {
    /// Nothing gathered yet.
    pub(crate) fn new(aggregate: &Aggregate) -> State {
        let kept = match aggregate.how {
            How::Count | How::GeometricMean(_) => Kept::Nothing,
            How::Mean if aggregate.has_weight => Kept::Weighted(Box::default()),
            How::Sum | How::Mean => Kept::Sum(Total::default()),
            How::Minimum => Kept::Extreme(Extreme::least()),
            How::Maximum => Kept::Extreme(Extreme::greatest()),
            How::Median | How::Sorted => Kept::Many(Box::default()),
            How::Distinct => Kept::Different(Box::default()),
            How::Any | How::All | How::Only => Kept::Flags(false, false),
            How::First => Kept::First(None),
        };
        State { counts: Counts::default(), kept }
    }

    /// About how many bytes it takes as long as nothing is gathered.
    pub(crate) fn bytes(&self) -> usize {
        let boxed = match &self.kept {
            Kept::Weighted(_) => size_of::<Weighted>(),
            Kept::Many(_) => size_of::<Many>(),
            Kept::Different(_) => size_of::<Different>(),
            Kept::First(_) => size_of::<First>(),
            Kept::Nothing | Kept::Sum(_) | Kept::Extreme(_) | Kept::Flags(..) => 0,
        };
        size_of::<State>() + boxed
    }

    /// Takes in a row that counts; about how many bytes more it takes then.
    #[cfg(test)]
    pub(crate) fn take(&mut self, row: Row<'_>) -> usize {
        self.kept.take(&mut self.counts, row)
    }

    /// Takes in what other rows under the same key have gathered.
    #[cfg(test)]
    pub(crate) fn merge(&mut self, other: State) {
        self.counts.with += other.counts.with;
        self.counts.without += other.counts.without;
        self.kept.merge(other.kept);
    }
}

impl Counts {
    /// Counts a row; gives its value where it has one.
    fn count<'c>(&mut self, row: Row<'c>) -> Option<Value<'c>> {
        match row.value {
            Some(_) => self.with += 1,
            None => self.without += 1,
        }
        row.value
    }
}

impl Kept {
    /// Takes in a row that counts; about how many bytes more it takes then.
    fn take(&mut self, counts: &mut Counts, row: Row<'_>) -> usize {
        match self {
            Kept::First(first) => {
                First::take(first, row);
                return 0;
            }
            Kept::Sum(sum) => return sum.take(counts, row),
            Kept::Weighted(weighted) => return weighted.take(counts, row),
            Kept::Many(many) => return many.take_row(counts, row),
            _ => {}
        }
        match (self, counts.count(row)) {
            (Kept::Extreme(extreme), Some(Value::Number(n))) => extreme.take(n),
            (Kept::Flags(yes, no), Some(Value::Cell(Cell::YesNo(flag)))) => {
                *yes |= flag;
                *no |= !flag;
            }
            (Kept::Different(different), Some(value)) => return different.take(value),
            _ => {}
        }
        0
    }

    /// Takes in what other rows under the same key have gathered.
    fn merge(&mut self, other: Kept) {
        match (self, other) {
            (Kept::Sum(sum), Kept::Sum(further)) => sum.merge(&further),
            (Kept::Weighted(weighted), Kept::Weighted(further)) => weighted.merge(*further),
            (Kept::Extreme(extreme), Kept::Extreme(further)) => extreme.merge(&further),
            (Kept::Many(many), Kept::Many(further)) => many.merge(*further),
            (Kept::Flags(yes, no), Kept::Flags(further_yes, further_no)) => {
                *yes |= further_yes;
                *no |= further_no;
            }
            (Kept::Different(different), Kept::Different(further)) => different.merge(*further),
            (Kept::First(first), Kept::First(further)) => First::merge(first, further),
            _ => {}
        }
    }
}

impl Total {
    /// Takes in the value of a row that counts.
    fn take(&mut self, counts: &mut Counts, row: Row<'_>) -> usize {
        if let Some(Value::Number(n)) = counts.count(row) {
            self.add(n);
        }
        0
    }
}

impl Weighted {
    /// Takes in the value of a row that counts, with its weight.
    fn take(&mut self, counts: &mut Counts, row: Row<'_>) -> usize {
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
    /// Takes in the value of a row that counts; about how many bytes more it takes then.
    fn take_row(&mut self, counts: &mut Counts, row: Row<'_>) -> usize {
        match counts.count(row) {
            Some(Value::Number(n)) => self.take(n),
            _ => 0,
        }
    }
}
