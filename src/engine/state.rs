//! What the rows of a group come to: sums that never wrap and do not depend on an order.

use super::bytes::{Reader, write_fraction};
use crate::number::Rational;
use crate::plan::fault;
use crate::types::{Aggregate, AtLeast, How, MissingRule};
use num_bigint::BigInt;

/// A number as a column holds it: a whole one in the column's units, or a fraction.
#[derive(Clone, Copy, Debug)]
pub enum Number<'c> {
    /// A whole number.
    Whole(i128),
    /// A fraction.
    Fraction(&'c Rational),
}

impl Number<'_> {
    fn fraction(self) -> Rational {
        match self {
            Number::Whole(n) => Rational::from(n),
            Number::Fraction(n) => n.clone(),
        }
    }
}

/// A sum: 128 bits while there is room, and whatever spilled over. Their sum is exact, so no order shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Total {
    small: i128,
    large: Rational,
}

impl Total {
    fn add_whole(&mut self, n: i128) {
        match self.small.checked_add(n) {
            Some(sum) => self.small = sum,
            None => {
                self.large = &self.large + &Rational::from(self.small);
                self.small = n;
            }
        }
    }

    fn add(&mut self, number: Number<'_>) {
        match number {
            Number::Whole(n) => self.add_whole(n),
            Number::Fraction(n) => self.large = &self.large + n,
        }
    }

    fn add_product(&mut self, a: Number<'_>, b: Number<'_>) {
        if let (Number::Whole(a), Number::Whole(b)) = (a, b)
            && let Some(product) = a.checked_mul(b)
        {
            return self.add_whole(product);
        }
        self.large = &self.large + &(a.fraction() * b.fraction());
    }

    fn merge(&mut self, other: &Total) {
        self.add_whole(other.small);
        self.large = &self.large + &other.large;
    }

    /// The sum in the units of its terms.
    pub fn value(&self) -> Rational {
        &self.large + &Rational::from(self.small)
    }

    fn write(&self, out: &mut Vec<u8>) {
        out.extend(self.small.to_le_bytes());
        write_fraction(&self.large, out);
    }

    fn read(reader: &mut Reader<'_>) -> Option<Total> {
        Some(Total { small: reader.wide()?, large: reader.fraction()? })
    }
}

/// What one aggregate has gathered of one group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// Rows with a value.
    count: u64,
    /// Rows without.
    without: u64,
    /// Values times weights.
    sum: Total,
    /// Weights of the rows with a value.
    weight: Total,
    /// Weights of the rows without.
    weight_without: Total,
    least: Option<Rational>,
    least_whole: Option<i128>,
    greatest: Option<Rational>,
    greatest_whole: Option<i128>,
}

impl State {
    /// Takes in a row that counts, without a value where it is missing. `how` tells what need not be kept.
    pub fn take(&mut self, how: How, value: Option<Number<'_>>, weight: Option<Number<'_>>) {
        let weight = weight.filter(|_| !fault!(WeightIgnored));
        let Some(value) = value else {
            self.without += 1;
            self.weight_without.add(weight.unwrap_or(Number::Whole(1)));
            return;
        };
        self.count += 1;
        match (how, weight) {
            (How::Sum, _) => self.sum.add(value),
            (How::Mean, None) => {
                self.sum.add(value);
                self.weight.add_whole(1);
            }
            (How::Mean, Some(weight)) => {
                self.sum.add_product(value, weight);
                self.weight.add(weight);
            }
            (How::Minimum | How::Maximum, _) => self.extremes(value),
            (How::Count | How::GeometricMean(_), _) => {}
        }
    }

    fn extremes(&mut self, value: Number<'_>) {
        match value {
            Number::Whole(n) => {
                let first = fault!(AggregateMinimumTakesFirst) && self.least_whole.is_some();
                if self.least_whole.is_none_or(|least| n < least) && !first {
                    self.least_whole = Some(n);
                }
                if self.greatest_whole.is_none_or(|greatest| n > greatest) {
                    self.greatest_whole = Some(n);
                }
            }
            Number::Fraction(n) => self.fraction_extremes(n),
        }
    }

    fn fraction_extremes(&mut self, n: &Rational) {
        if self.least.as_ref().is_none_or(|least| n < least) {
            self.least = Some(n.clone());
        }
        if self.greatest.as_ref().is_none_or(|greatest| n > greatest) {
            self.greatest = Some(n.clone());
        }
    }

    /// Takes in what other rows of the same group have gathered.
    pub fn merge(&mut self, other: &State) {
        self.count += other.count;
        self.without += other.without;
        self.sum.merge(&other.sum);
        self.weight.merge(&other.weight);
        self.weight_without.merge(&other.weight_without);
        for n in [other.least_whole, other.greatest_whole].into_iter().flatten() {
            self.extremes(Number::Whole(n));
        }
        for n in [&other.least, &other.greatest].into_iter().flatten() {
            self.fraction_extremes(n);
        }
    }

    /// What the rows come to, `of_value` and `of_weight` being the denominators of the columns; `None`: missing.
    pub fn result(&self, aggregate: &Aggregate, of_value: &BigInt, of_weight: &BigInt) -> Option<Rational> {
        if !self.enough(&aggregate.missing) {
            return None;
        }
        if aggregate.how == How::Count {
            return Some(Rational::from(i128::from(self.count)));
        }
        let empty = if fault!(EmptyIsZero) { Some(Rational::zero()) } else { aggregate.empty.clone() };
        self.together(aggregate, of_value, of_weight).or(empty)
    }

    /// Whether a row that counts has no value.
    pub fn lacks(&self) -> bool {
        self.without > 0
    }

    fn enough(&self, missing: &MissingRule) -> bool {
        match missing {
            MissingRule::Unscored => self.without == 0 || fault!(UnscoredSkips),
            MissingRule::Skipped(Some(AtLeast::Count(n))) => self.count >= u64::from(*n),
            MissingRule::Skipped(Some(AtLeast::Share(share))) => {
                let rows = i128::from(self.count) + i128::from(self.without);
                Rational::from(i128::from(self.count)) >= share * &Rational::from(rows)
            }
            MissingRule::Skipped(None) | MissingRule::CountsAs(_) => true,
        }
    }

    fn together(&self, aggregate: &Aggregate, of_value: &BigInt, of_weight: &BigInt) -> Option<Rational> {
        let answer = match &aggregate.missing {
            MissingRule::CountsAs(value) if self.without > 0 => Some(value.clone()),
            _ => None,
        };
        let in_units = |n: Rational, units: BigInt| n.checked_div(&Rational::from(units));
        match aggregate.how {
            How::Mean => {
                let mut sum = in_units(self.sum.value(), of_value * of_weight)?;
                let mut weight = in_units(self.weight.value(), of_weight.clone())?;
                let without = in_units(self.weight_without.value(), of_weight.clone())?;
                if let Some(answer) = answer {
                    sum = sum + answer * &without;
                    weight = weight + without;
                } else if fault!(MeanDividesByAllRows) {
                    weight = weight + without;
                }
                sum.checked_div(&weight)
            }
            How::Sum => {
                let sum = in_units(self.sum.value(), of_value.clone())?;
                let answered = answer.map(|a| a * Rational::from(i128::from(self.without)));
                (self.count > 0 || answered.is_some()).then(|| sum + answered.unwrap_or_default())
            }
            How::Minimum => {
                let whole = self.least_whole.and_then(|n| in_units(Rational::from(n), of_value.clone()));
                whole.into_iter().chain(self.least.clone()).chain(answer).min()
            }
            How::Maximum => {
                let whole = self.greatest_whole.and_then(|n| in_units(Rational::from(n), of_value.clone()));
                whole.into_iter().chain(self.greatest.clone()).chain(answer).max()
            }
            How::Count | How::GeometricMean(_) => None,
        }
    }

    /// The state as bytes, for the next part of a plan.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        out.extend(self.count.to_le_bytes());
        out.extend(self.without.to_le_bytes());
        for total in [&self.sum, &self.weight, &self.weight_without] {
            total.write(&mut out);
        }
        for whole in [self.least_whole, self.greatest_whole] {
            out.push(u8::from(whole.is_some()));
            out.extend(whole.unwrap_or(0).to_le_bytes());
        }
        for fraction in [&self.least, &self.greatest] {
            out.push(u8::from(fraction.is_some()));
            write_fraction(&fraction.clone().unwrap_or_default(), &mut out);
        }
        out
    }

    /// The state that was written; `None` where it is cut off.
    pub fn from_bytes(bytes: &[u8]) -> Option<State> {
        let mut reader = Reader(bytes);
        let (count, without) = (reader.long()?, reader.long()?);
        let sum = Total::read(&mut reader)?;
        let weight = Total::read(&mut reader)?;
        let weight_without = Total::read(&mut reader)?;
        let mut whole = || {
            let there = reader.take(1)? == [1];
            Some(Some(reader.wide()?).filter(|_| there))
        };
        let (least_whole, greatest_whole) = (whole()?, whole()?);
        let mut fraction = || {
            let there = reader.take(1)? == [1];
            Some(Some(reader.fraction()?).filter(|_| there))
        };
        let (least, greatest) = (fraction()?, fraction()?);
        Some(State { count, without, sum, weight, weight_without, least, least_whole, greatest, greatest_whole })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_spill_and_stay_exact() {
        let terms = [i128::MAX, 5, i128::MAX, -7, i128::MIN, i128::MAX];
        let exact = terms.iter().fold(Rational::zero(), |sum, n| sum + Rational::from(*n));
        for turn in 0..terms.len() {
            let mut state = State::default();
            let mut others = State::default();
            for (at, n) in terms.iter().cycle().skip(turn).take(terms.len()).enumerate() {
                let side = if at % 2 == 0 { &mut state } else { &mut others };
                side.take(How::Mean, Some(Number::Whole(*n)), Some(Number::Whole(3)));
            }
            state.merge(&State::from_bytes(&others.to_bytes()).unwrap());
            assert_eq!(state.sum.value(), &exact * &Rational::from(3i64));
            assert_eq!(state.weight.value(), Rational::from(18i64));
        }
    }

    #[test]
    fn states_are_read_as_written() {
        let third = Rational::ratio(-1, 3).unwrap();
        let mut state = State::default();
        state.take(How::Maximum, Some(Number::Fraction(&third)), None);
        state.take(How::Maximum, None, None);
        assert_eq!(State::from_bytes(&state.to_bytes()), Some(state.clone()));
        assert_eq!(State::from_bytes(state.to_bytes().split_last().unwrap().1), None);
    }
}
