//! Kernels that combine values.

use super::{Compiler, Reach, whole};
use crate::graph::NodeId;
use crate::number::Rational;
use crate::plan::fixed::{least_weight, shares, whole_weights};
use crate::plan::kernel::{Kernel, Together, TogetherHow};
use crate::types::{AtLeast, Combine, How, MissingRule};
use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive, Zero};

impl Compiler<'_> {
    pub(super) fn combine(&self, combine: &Combine) -> Option<Kernel> {
        let skips = matches!(combine.missing, MissingRule::Skipped(_));
        match combine.how {
            How::Count => Some(Kernel::Count),
            // The others aggregate rows only.
            How::GeometricMean(_)
            | How::Median
            | How::Distinct
            | How::Any
            | How::All
            | How::Sorted
            | How::First
            | How::Only => None,
            How::Mean | How::Sum if !skips => self.whole_sum(combine),
            How::Mean => self.kept_mean(combine),
            How::Sum => self.kept(combine, TogetherHow::Sum),
            How::Minimum => self.kept(combine, TogetherHow::Minimum),
            How::Maximum => self.kept(combine, TogetherHow::Maximum),
        }
    }

    /// A mean or sum in which no value is skipped.
    fn whole_sum(&self, combine: &Combine) -> Option<Kernel> {
        let inputs = &self.node.inputs;
        let factors = match combine.how {
            How::Mean => shares(combine, inputs.len()),
            _ => vec![Rational::one(); inputs.len()],
        };
        let parts = inputs.iter().zip(factors).map(|(id, factor)| {
            let instead = self.instead(combine).map(|value| &value * &factor);
            (*id, factor, instead)
        });
        self.affine_or(&parts.collect::<Vec<_>>(), &Rational::zero(), None)
    }

    /// The value that replaces a missing input.
    fn instead(&self, combine: &Combine) -> Option<Rational> {
        match &combine.missing {
            MissingRule::CountsAs(value) => Some(value.clone()),
            _ => None,
        }
    }

    /// A mean of the values that are not missing. With the values `x = n / c` and whole weights it is
    /// `sum(w n) / (c sum(w))`. In units of `1 / d` with `d = c m` it is `sum(w n) * (m / sum(w))`, where the form made
    /// `m` a multiple of every sum of weights that can be left.
    ///
    /// The reach: `sum(w n)` and each partial sum are at most the sum of the distances. The product with the quotient
    /// is a mean of values that are each at most the furthest of them from zero.
    fn kept_mean(&self, combine: &Combine) -> Option<Kernel> {
        let out = self.out()?;
        let inputs = &self.node.inputs;
        let common = self.common(inputs)?;
        let multiple = &out.denominator / &common;
        let mut reach = Reach::of_result(out.width);
        let (mut sum, mut furthest) = (BigInt::zero(), BigInt::zero());
        let weights = whole_weights(combine, inputs.len());
        let mut parts = Vec::new();
        for (id, weight) in inputs.iter().zip(&weights) {
            let (_, own) = self.term(*id, &Rational::one(), &common, &mut reach)?;
            let (term, distance) = self.term(*id, &Rational::from(weight.clone()), &common, &mut reach)?;
            sum += distance;
            furthest = furthest.max(own);
            parts.push((term, weight.to_i128()?, None));
        }
        reach.allow(&sum);
        reach.allow(&(furthest * &multiple));
        let how = TogetherHow::Mean(multiple.to_i128()?);
        reach.allow(&multiple);
        self.together(combine, how, parts, &weights, reach)
    }

    /// A sum, least or greatest of values, some of which can be skipped.
    fn kept(&self, combine: &Combine, how: TogetherHow) -> Option<Kernel> {
        let out = self.out()?;
        let inputs = &self.node.inputs;
        let weights = whole_weights(combine, inputs.len());
        let mut reach = Reach::of_result(out.width);
        let mut sum = BigInt::zero();
        let mut parts = Vec::new();
        for (id, weight) in inputs.iter().zip(&weights) {
            let (term, distance) = self.term(*id, &Rational::one(), &out.denominator, &mut reach)?;
            let instead = match self.instead(combine) {
                Some(value) => Some(whole(&value, &out.denominator)?),
                None => None,
            };
            sum += instead.as_ref().map_or(distance.clone(), |i| i.abs().max(distance));
            let instead = instead.map_or(Some(None), |i| i.to_i128().map(Some))?;
            parts.push((term, weight.to_i128()?, instead));
        }
        reach.allow(&sum);
        self.together(combine, how, parts, &weights, reach)
    }

    fn together(
        &self,
        combine: &Combine,
        how: TogetherHow,
        parts: Vec<(crate::plan::kernel::Term, i128, Option<i128>)>,
        weights: &[BigInt],
        mut reach: Reach,
    ) -> Option<Kernel> {
        let total: BigInt = weights.iter().sum();
        reach.allow(&(&total * 2));
        let empty = match &combine.empty {
            Some(empty) => {
                let empty = whole(empty, &self.out()?.denominator)?;
                reach.allow(&empty);
                Some(empty.to_i128()?)
            }
            None => None,
        };
        let least_count = match &combine.missing {
            MissingRule::Skipped(Some(AtLeast::Count(n))) => *n,
            _ => 0,
        };
        let least_weight = match &combine.missing {
            MissingRule::Skipped(Some(AtLeast::Share(_))) => least_weight(combine, &total),
            _ => BigInt::zero(),
        };
        let skips = matches!(combine.missing, MissingRule::Skipped(_));
        let width = reach.width()?;
        let least_weight = least_weight.to_i128()?;
        Some(Kernel::Together(Together { how, parts, skips, least_weight, least_count, empty, width }))
    }

    /// A common denominator of some nodes.
    fn common(&self, inputs: &[NodeId]) -> Option<BigInt> {
        use num_integer::Integer;
        inputs.iter().try_fold(BigInt::from(1), |common, id| Some(common.lcm(&self.form(*id)?.denominator)))
    }
}
