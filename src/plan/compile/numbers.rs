//! Kernels whose result is a number: sums of terms, products, roundings, choices between numbers.

use super::{Compiler, Reach, whole};
use crate::faults::fault;
use crate::graph::NodeId;
use crate::number::{Rational, Rounding};
use crate::plan::fixed::{Line, ten_to};
use crate::plan::kernel::{Affine, Kernel, Round, Term};
use crate::types::{Op, RoundTarget};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive};

impl Compiler<'_> {
    /// The kernel of a number; `None` if it is not computed in whole numbers.
    pub(super) fn number(&self) -> Option<Kernel> {
        let one = Rational::one;
        match &self.node.op {
            Op::Add => self.affine(&[(self.input(0)?, one()), (self.input(1)?, one())], &Rational::zero(), None),
            Op::Subtract => self.affine(&[(self.input(0)?, one()), (self.input(1)?, -one())], &Rational::zero(), None),
            Op::Negate => self.affine(&[(self.input(0)?, -one())], &Rational::zero(), None),
            Op::Multiply => self.multiply(),
            Op::Divide => {
                let factor = one().checked_div(self.constant(1)?)?;
                self.affine(&[(self.input(0)?, factor)], &Rational::zero(), None)
            }
            Op::Absolute => {
                self.out()?;
                Some(Kernel::Absolute(self.column(0)?))
            }
            Op::Linear { clamped } => {
                let line = Line::of(self.graph, self.node)?;
                let limits = if *clamped { Some((&line.first, &line.last)) } else { None };
                self.affine(&[(self.input(0)?, line.slope.clone())], &line.base, limits)
            }
            Op::Limit => {
                let limits = (self.constant(1)?, self.constant(2)?);
                self.affine(&[(self.input(0)?, one())], &Rational::zero(), Some(limits))
            }
            Op::Round(to) => match &to.target {
                RoundTarget::Decimals(n) => self.round_decimals(*n, to.mode),
                RoundTarget::Step(step) => self.round_step(step, to.mode),
            },
            Op::Settle(n) => self.round_decimals(*n, Rounding::HalfEven),
            Op::Store(n) => {
                let mode = if fault!(StoreTruncates) { Rounding::Down } else { Rounding::HalfEven };
                self.round_decimals(*n, mode)
            }
            Op::Default => self.default(),
            Op::First => self.first(),
            Op::Combine(combine) => self.combine(combine),
            _ => None,
        }
    }

    /// A sum of nodes times factors and a number, limited to a range. The reach is the sum of the distances of all
    /// terms: no partial sum is further from zero.
    pub(super) fn affine(
        &self,
        parts: &[(NodeId, Rational)],
        plus: &Rational,
        limits: Option<(&Rational, &Rational)>,
    ) -> Option<Kernel> {
        let parts: Vec<_> = parts.iter().map(|(id, factor)| (*id, factor.clone(), None)).collect();
        self.affine_or(&parts, plus, limits)
    }

    /// The same if a number replaces a missing value of a part: it is the value of the part's term.
    pub(super) fn affine_or(
        &self,
        parts: &[(NodeId, Rational, Option<Rational>)],
        plus: &Rational,
        limits: Option<(&Rational, &Rational)>,
    ) -> Option<Kernel> {
        let out = self.out()?;
        let mut reach = Reach::of_result(out.width);
        let plus = whole(plus, &out.denominator)?;
        let mut sum = plus.abs();
        let mut terms = Vec::new();
        for (id, factor, instead) in parts {
            let (term, distance) = self.term(*id, factor, &out.denominator, &mut reach)?;
            let instead = instead.as_ref().map(|v| whole(v, &out.denominator));
            let answer = match instead {
                Some(None) => return None,
                Some(Some(answer)) => Some(answer),
                None => None,
            };
            sum += answer.as_ref().map_or(distance.clone(), |a| a.abs().max(distance));
            terms.push((term, answer.map_or(Some(None), |a| a.to_i128().map(Some))?));
        }
        reach.allow(&sum);
        let limits = match limits {
            Some((a, b)) => {
                let (a, b) = (whole(a, &out.denominator)?, whole(b, &out.denominator)?);
                reach.allow(&a);
                reach.allow(&b);
                let (lo, hi) = if a <= b { (a, b) } else { (b, a) };
                Some((lo.to_i128()?, hi.to_i128()?))
            }
            None => None,
        };
        let width = reach.width()?;
        Some(Kernel::Affine(Affine { terms, plus: plus.to_i128()?, limits, width }))
    }

    fn multiply(&self) -> Option<Kernel> {
        let (a, b) = (self.input(0)?, self.input(1)?);
        if let Some(factor) = self.constant(1) {
            return self.affine(&[(a, factor.clone())], &Rational::zero(), None);
        }
        if let Some(factor) = self.constant(0) {
            return self.affine(&[(b, factor.clone())], &Rational::zero(), None);
        }
        let (out, left, right) = (self.out()?, self.form(a)?, self.form(b)?);
        if out.denominator != &left.denominator * &right.denominator {
            return None;
        }
        let mut reach = Reach::of_result(out.width.max(left.width).max(right.width));
        reach.allow(&(&left.largest * &right.largest));
        Some(Kernel::Product(a, b, reach.width()?))
    }

    fn round_decimals(&self, n: u32, mode: Rounding) -> Option<Kernel> {
        let (out, own) = (self.out()?, self.form(self.input(0)?)?);
        let power = ten_to(n);
        if (&power % &own.denominator) == BigInt::ZERO {
            // There is nothing to round: the value has no further decimals.
            return self.affine(&[(self.input(0)?, Rational::one())], &Rational::zero(), None);
        }
        let finer = &out.denominator / &power;
        self.round(&power, &own.denominator, &finer, mode)
    }

    fn round_step(&self, step: &Rational, mode: Rounding) -> Option<Kernel> {
        let (out, own) = (self.out()?, self.form(self.input(0)?)?);
        let unit = whole(step, &out.denominator)?;
        self.round(&step.denom(), &(&own.denominator * step.numer()), &unit, mode)
    }

    /// Rounds `n * times / over`. The reach is the product, and one more than the quotient, in steps. The remainder and
    /// its distance to the divisor are below the divisor.
    fn round(&self, times: &BigInt, over: &BigInt, step: &BigInt, mode: Rounding) -> Option<Kernel> {
        let (of, out) = (self.column(0)?, self.out()?);
        let own = self.form(of)?;
        let common = times.gcd(over);
        let (times, over) = (times / &common, over / &common);
        let mut reach = Reach::of_result(out.width.max(own.width));
        let product = &own.largest * &times;
        let quotient: BigInt = &product / &over + 1;
        reach.allow(&(quotient * step));
        reach.allow(&product);
        reach.allow(&times);
        reach.allow(&over);
        let width = reach.width()?;
        let (times, over, step) = (times.to_i128()?, over.to_i128()?, step.to_i128()?);
        Some(Kernel::Round(Round { of, times, over, mode, step, width }))
    }

    fn default(&self) -> Option<Kernel> {
        let out = self.out()?;
        let mut reach = Reach::of_result(out.width);
        let first = self.value(self.input(0)?, &mut reach)?;
        let second = self.value(self.input(1)?, &mut reach)?;
        Some(Kernel::Default(first, second, reach.width()?))
    }

    fn first(&self) -> Option<Kernel> {
        let out = self.out()?;
        let mut reach = Reach::of_result(out.width);
        let (arms, rest) = self.node.inputs.as_chunks::<2>();
        let arms: Option<Vec<_>> = arms.iter().map(|[v, c]| Some((self.value(*v, &mut reach)?, *c))).collect();
        let otherwise = match rest.first() {
            Some(otherwise) => Some(self.value(*otherwise, &mut reach)?),
            None => None,
        };
        Some(Kernel::First(arms?, otherwise, reach.width()?))
    }

    /// An input in the units of the result.
    pub(super) fn value(&self, id: NodeId, reach: &mut Reach) -> Option<Term> {
        let (term, distance) = self.term(id, &Rational::one(), &self.out()?.denominator, reach)?;
        reach.allow(&distance);
        Some(term)
    }
}
