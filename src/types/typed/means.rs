//! How fine the mean of some values is: the sums of weights by which it can be divided.

use super::super::step::{Step, common};
use crate::number::Rational;
use crate::types::op::{AtLeast, Combine, How, MissingRule, NumberType};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};
use std::collections::BTreeMap;

/// More different divisors than any number up to 10^18 has.
const MOST_SUMS: usize = 103_680;

/// How fine combined values are; each comes with whether it can be missing.
pub(super) fn step_together(combine: &Combine, values: &[(&NumberType, bool)]) -> Step {
    let any_missing = values.iter().any(|(_, can_miss)| *can_miss);
    let all = || values.iter().map(|(number, _)| number.step).reduce(|a, b| a.with(&b)).unwrap_or(Step::FROM_DATA);
    let together = match combine.how {
        How::Count | How::Distinct => Step::decimals(0),
        How::GeometricMean(decimals) => Step::of_root(decimals),
        How::Mean if any_missing && matches!(combine.missing, MissingRule::Skipped(_)) => {
            let weights = whole_weights(combine, values.len());
            let total = weights.iter().fold(BigInt::zero(), |sum, weight| sum + weight);
            let largest = Rational::from_parts(total, BigInt::one()).unwrap_or_else(Rational::one);
            all().over_any(multiple_of_sums(combine, &weights, values), &largest)
        }
        How::Mean => {
            let shares = shares(combine, values.len());
            let parts = values.iter().zip(&shares).map(|((number, can_miss), share)| {
                let step = if *can_miss { with_answer(number.step, &combine.missing) } else { number.step };
                step.scaled(share)
            });
            parts.reduce(|a, b| a.with(&b)).unwrap_or(Step::FROM_DATA).unending()
        }
        How::Median => with_answer(all(), &combine.missing).halved(),
        How::Sum | How::Minimum | How::Maximum => with_answer(all(), &combine.missing),
        How::Any | How::All | How::Sorted | How::First | How::Only => with_answer(all(), &combine.missing),
    };
    combine.empty.as_ref().map_or(together, |empty| together.with(&Step::of(empty)))
}

/// The step of values if a number can replace a missing one.
pub(super) fn with_answer(step: Step, missing: &MissingRule) -> Step {
    match missing {
        MissingRule::CountsAs(answer) => step.with(&Step::of(answer)),
        MissingRule::Propagates | MissingRule::Skipped(_) => step,
    }
}

/// The weight of each input; 1 if there are no weights.
fn weights(combine: &Combine, inputs: usize) -> Vec<Rational> {
    combine.weights.clone().unwrap_or_else(|| vec![Rational::one(); inputs])
}

/// The share of each input in the whole weight.
pub(crate) fn shares(combine: &Combine, inputs: usize) -> Vec<Rational> {
    let weights = weights(combine, inputs);
    let total = weights.iter().fold(Rational::zero(), |sum, weight| &sum + weight);
    weights.iter().map(|weight| weight.checked_div(&total).unwrap_or_default()).collect()
}

/// The weights as whole numbers without a common factor.
pub(crate) fn whole_weights(combine: &Combine, inputs: usize) -> Vec<BigInt> {
    let weights = weights(combine, inputs);
    let common = weights.iter().fold(BigInt::one(), |common, weight| common.lcm(&weight.denom()));
    let whole: Vec<BigInt> = weights.iter().map(|weight| weight.numer() * (&common / weight.denom())).collect();
    let factor = whole.iter().fold(BigInt::zero(), |factor, weight| factor.gcd(weight));
    if factor.is_zero() { whole } else { whole.iter().map(|weight| weight / &factor).collect() }
}

/// A common multiple of every sum of weights by which a mean can be divided; `None` if none fits.
///
/// The sum that a missing rule leaves is the total less the missing weights. So the possible sums of missing weights
/// are followed, each with the fewest values that make it, as long as enough is left.
fn multiple_of_sums(combine: &Combine, weights: &[BigInt], values: &[(&NumberType, bool)]) -> Option<u128> {
    let weights: Vec<u128> = weights.iter().map(|weight| weight.abs().to_u128()).collect::<Option<_>>()?;
    let total = weights.iter().try_fold(0_u128, |sum, weight| sum.checked_add(*weight))?;
    let (least_weight, least_count) = match &combine.missing {
        MissingRule::Skipped(Some(AtLeast::Share(share))) => {
            let least = (share.numer() * BigInt::from(total)).div_ceil(&share.denom());
            (least.to_u128()?, 0)
        }
        MissingRule::Skipped(Some(AtLeast::Count(count))) => (0, usize::try_from(*count).ok()?),
        _ => (0, 0),
    };
    let enough = |gone: u128, count: usize| {
        total - gone >= least_weight.max(1) && values.len().checked_sub(count).is_some_and(|left| left >= least_count)
    };
    let mut multiple = if total == 0 { 1 } else { total };
    let mut gone: BTreeMap<u128, usize> = BTreeMap::from([(0, 0)]);
    for (weight, _) in weights.iter().zip(values).filter(|(_, (_, can_miss))| *can_miss) {
        let more: Vec<(u128, usize)> = gone
            .iter()
            .map(|(sum, count)| (sum + weight, count + 1))
            .filter(|(sum, count)| enough(*sum, *count))
            .collect();
        for (sum, count) in more {
            let known = gone.entry(sum).or_insert_with(|| usize::MAX);
            if *known == usize::MAX {
                multiple = common(multiple, total - sum)?;
            }
            *known = (*known).min(count);
        }
        if gone.len() > MOST_SUMS {
            return None;
        }
    }
    Some(multiple)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Interval;

    fn mean(weights: Option<Vec<i64>>, missing: MissingRule) -> Combine {
        let weights = weights.map(|w| w.into_iter().map(Rational::from).collect());
        Combine { how: How::Mean, weights, missing, empty: None }
    }

    fn denominator(combine: &Combine, can_miss: &[bool]) -> Option<u128> {
        let whole = NumberType::exact(Interval::unbounded(), Step::decimals(0));
        let values: Vec<(&NumberType, bool)> = can_miss.iter().map(|can_miss| (&whole, *can_miss)).collect();
        step_together(combine, &values).denominator()
    }

    #[test]
    fn means_of_items_that_can_be_missing() {
        let skipped = |least| mean(None, MissingRule::Skipped(least));
        assert_eq!(denominator(&skipped(None), &[true; 6]), Some(60));
        assert_eq!(denominator(&skipped(Some(AtLeast::Count(5))), &[true; 6]), Some(30));
        assert_eq!(denominator(&skipped(Some(AtLeast::Share(Rational::ratio(1, 2).unwrap()))), &[true; 6]), Some(60));
        assert_eq!(denominator(&skipped(None), &[false, false, true]), Some(6));
        assert_eq!(denominator(&mean(None, MissingRule::Propagates), &[true; 6]), Some(6));
        // For all 24 items: the least common multiple of 1 to 24.
        assert_eq!(denominator(&skipped(None), &[true; 24]), Some(5_354_228_880));
    }

    #[test]
    fn weights_count_by_their_sums() {
        let weighted = |missing| mean(Some(vec![30, 40, 30]), missing);
        assert_eq!(denominator(&weighted(MissingRule::Propagates), &[true; 3]), Some(10));
        // 3, 4, 6, 7 and 10 thirtieths or fortieths of the whole.
        assert_eq!(denominator(&weighted(MissingRule::Skipped(None)), &[true; 3]), Some(420));
        assert_eq!(denominator(&mean(Some(vec![0, 0, 1]), MissingRule::Skipped(None)), &[true; 3]), Some(1));
    }

    #[test]
    fn too_many_sums_have_no_denominator() {
        let primes = vec![1_000_003, 1_000_033, 1_000_037, 1_000_039, 1_000_081, 1_000_099, 1_000_117, 1_000_121];
        let combine = mean(Some(primes), MissingRule::Skipped(None));
        assert_eq!(denominator(&combine, &[true; 8]), None);
    }
}
