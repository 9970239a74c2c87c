//! The states of one aggregate for all keys: lists that one loop fills for each batch.

use super::many::Many;
use super::narrow::Sums;
use super::total::{Number, Total};
use super::{AggregateState, Counts, Gathered, InputRow, Value, Weighted};
use crate::engine::column::{Column, Data};
use crate::types::Aggregate;
use datafusion::arrow::array::{Array, BinaryArray};

/// The states of one aggregate, by the places of the keys.
#[derive(Debug)]
pub(crate) struct States {
    empty: AggregateState,
    counts: Vec<Counts>,
    kept: Lists,
}

/// What the states keep of the values, for each key.
#[derive(Debug)]
enum Lists {
    Nothing,
    Sums(Sums<Total, 1>),
    Weighted(Sums<Weighted, 3>),
    /// All numbers: whole numbers of 64 bits, and all others.
    Many(Vec<(Vec<i64>, Many)>),
    Each(Vec<Gathered>),
}

/// The rows of a batch that count, with the place of the key of each.
#[derive(Debug, Default)]
pub(crate) struct Chosen {
    /// Positions in the batch, ascending.
    pub(crate) rows: Vec<u32>,
    /// The place of each row's key.
    pub(crate) places: Vec<u32>,
}

impl Chosen {
    fn each(&self) -> impl Iterator<Item = (usize, usize)> {
        self.rows.iter().zip(&self.places).map(|(row, place)| (*row as usize, *place as usize))
    }
}

/// The inputs of one aggregate for the rows of a batch.
#[derive(Debug)]
pub(crate) struct Inputs {
    /// The values to aggregate; `None` if rows are counted.
    pub(crate) value: Option<Column>,
    /// The weights, if rows have weights.
    pub(crate) weight: Option<Column>,
    /// Why values are missing, if that can be reported.
    pub(crate) why: Option<BinaryArray>,
}

impl States {
    /// States without keys.
    pub(crate) fn new(aggregate: &Aggregate) -> States {
        let empty = AggregateState::new(aggregate);
        let kept = match &empty.kept {
            Gathered::Nothing => Lists::Nothing,
            Gathered::Sum(_) => Lists::Sums(Sums::default()),
            Gathered::Weighted(_) => Lists::Weighted(Sums::default()),
            Gathered::Many(_) => Lists::Many(Vec::new()),
            _ => Lists::Each(Vec::new()),
        };
        States { empty, counts: Vec::new(), kept }
    }

    /// The state of a key without rows.
    pub(crate) fn empty(&self) -> &AggregateState {
        &self.empty
    }

    /// Adds a key without rows.
    pub(crate) fn push(&mut self) {
        self.counts.push(Counts::default());
        match &mut self.kept {
            Lists::Nothing => {}
            Lists::Sums(sums) => sums.push(),
            Lists::Weighted(sums) => sums.push(),
            Lists::Many(all) => all.push(Default::default()),
            Lists::Each(all) => all.push(self.empty.kept.clone()),
        }
    }

    /// The approximate size of a key in bytes as long as nothing is gathered.
    pub(crate) fn bytes_each(&self) -> usize {
        self.empty.bytes()
    }

    /// Adds rows of a batch whose numbers are `numbers`; returns about how many more bytes the states then take.
    pub(crate) fn take(&mut self, chosen: &Chosen, inputs: &Inputs, numbers: &[u64]) -> usize {
        let counts = &mut self.counts;
        match (
            &mut self.kept,
            inputs.value.as_ref(),
            inputs.weight.as_ref().map(|weight| (&weight.data, &weight.there)),
        ) {
            (Lists::Nothing, value, _) => {
                each(chosen, value, counts, |_, _, _| {});
                0
            }
            (Lists::Sums(sums), Some(value), _) if let Data::Narrow(list) = &value.data => {
                each(chosen, Some(value), counts, |row, place, has| {
                    if let (true, Some(n)) = (has, list.get(row)) {
                        sums.add(place, [*n]);
                    }
                });
                0
            }
            (Lists::Weighted(sums), Some(value), Some((Data::Narrow(weights), None)))
                if let Data::Narrow(list) = &value.data =>
            {
                each(chosen, Some(value), counts, |row, place, has| {
                    let (Some(n), Some(weight)) = (list.get(row), weights.get(row)) else { return };
                    match (has, n.checked_mul(*weight)) {
                        (true, Some(product)) => sums.add(place, [product, *weight, 0]),
                        // The product of two numbers of 64 bits always fits 128 bits.
                        (true, None) => {
                            sums.add_wide(place, [i128::from(*n) * i128::from(*weight), i128::from(*weight), 0]);
                        }
                        (false, _) => sums.add(place, [0, 0, *weight]),
                    }
                });
                0
            }
            (Lists::Many(all), Some(value), _) if let Data::Narrow(list) = &value.data => {
                each(chosen, Some(value), counts, |row, place, has| {
                    if let (true, Some((many, _)), Some(n)) = (has, all.get_mut(place), list.get(row)) {
                        many.push(*n);
                    }
                });
                chosen.rows.len() * size_of::<i64>()
            }
            _ => self.take_each(chosen, inputs, numbers),
        }
    }

    /// The same for values of any type.
    fn take_each(&mut self, chosen: &Chosen, inputs: &Inputs, numbers: &[u64]) -> usize {
        let mut more = 0;
        for (row, place) in chosen.each() {
            let Some(counts) = self.counts.get_mut(place) else { continue };
            let row = inputs.row(row, numbers);
            more += match &mut self.kept {
                Lists::Nothing => Gathered::Nothing.take(counts, row),
                Lists::Sums(sums) => sums.wide(place).map_or(0, |sum| sum.take(counts, row)),
                Lists::Weighted(sums) => sums.wide(place).map_or(0, |weighted| weighted.take(counts, row)),
                Lists::Many(all) => all.get_mut(place).map_or(0, |(_, many)| many.take_row(counts, row)),
                Lists::Each(all) => all.get_mut(place).map_or(0, |kept| kept.take(counts, row)),
            };
        }
        more
    }

    /// Adds what another partition of a job has gathered. `places` are the places of its keys in `self`.
    pub(crate) fn merge(&mut self, places: &[usize], other: States) {
        for (place, further) in places.iter().zip(&other.counts) {
            if let Some(counts) = self.counts.get_mut(*place) {
                counts.with += further.with;
                counts.without += further.without;
            }
        }
        fn pairs<T>(all: &mut [T], places: &[usize], others: Vec<T>, merge: impl Fn(&mut T, T)) {
            for (place, further) in places.iter().zip(others) {
                if let Some(own) = all.get_mut(*place) {
                    merge(own, further);
                }
            }
        }
        match (&mut self.kept, other.kept) {
            (Lists::Sums(all), Lists::Sums(others)) => {
                all.merge(places, others, |own, further| own.merge(&further));
            }
            (Lists::Weighted(all), Lists::Weighted(others)) => all.merge(places, others, Weighted::merge),
            (Lists::Many(all), Lists::Many(others)) => pairs(all, places, others, |own, further| {
                own.0.extend(further.0);
                own.1.merge(further.1);
            }),
            (Lists::Each(all), Lists::Each(others)) => pairs(all, places, others, Gathered::merge),
            _ => {}
        }
    }

    /// The state of each key.
    pub(crate) fn into_states(self) -> Vec<AggregateState> {
        let state = |(counts, kept)| AggregateState { counts, kept };
        let counts = self.counts.into_iter();
        match self.kept {
            Lists::Nothing => counts.map(|counts| state((counts, Gathered::Nothing))).collect(),
            Lists::Sums(sums) => counts.zip(sums.into_wide().map(Gathered::Sum)).map(state).collect(),
            Lists::Weighted(sums) => {
                counts.zip(sums.into_wide().map(|w| Gathered::Weighted(w.into()))).map(state).collect()
            }
            Lists::Many(all) => counts
                .zip(all)
                .map(|(counts, (narrow, mut many))| {
                    many.whole.extend(narrow.into_iter().map(i128::from));
                    state((counts, Gathered::Many(many.into())))
                })
                .collect(),
            Lists::Each(all) => counts.zip(all).map(state).collect(),
        }
    }
}

/// Counts the rows by whether they have a value, and calls a function for each.
fn each(chosen: &Chosen, value: Option<&Column>, counts: &mut [Counts], mut take: impl FnMut(usize, usize, bool)) {
    let there = value.and_then(|value| value.there.as_ref());
    for (row, place) in chosen.each() {
        let has = there.is_none_or(|there| row < there.len() && there.is_valid(row));
        if let Some(counts) = counts.get_mut(place) {
            counts.with += u64::from(has);
            counts.without += u64::from(!has);
        }
        take(row, place, has);
    }
}

impl Inputs {
    /// One row as the input of a state.
    fn row(&self, row: usize, numbers: &[u64]) -> InputRow<'_> {
        InputRow {
            number: numbers.get(row).copied().unwrap_or(u64::MAX),
            value: match &self.value {
                Some(value) => self::value(value, row),
                None => Some(Value::Number(Number::Whole(1))),
            },
            weight: self.weight.as_ref().and_then(|w| number(w, row)),
            why: self.why.as_ref().filter(|why| row < why.len() && why.is_valid(row)).map(|why| why.value(row)),
        }
    }
}

fn value(column: &Column, row: usize) -> Option<Value<'_>> {
    number(column, row).map(Value::Number).or_else(|| column.cell(row).map(Value::Cell))
}

fn number(column: &Column, row: usize) -> Option<Number<'_>> {
    if !column.has(row) {
        return None;
    }
    match &column.data {
        Data::Narrow(values) => values.get(row).map(|n| Number::Whole(i128::from(*n))),
        Data::Wide(values) => values.get(row).map(|n| Number::Whole(*n)),
        Data::Big(values) => values.get(row).map(Number::Fraction),
        _ => None,
    }
}
