//! Kernels whose result is not a number: comparisons and tiers.

use super::{Compiler, Reach, is_constant, is_date, turned};
use crate::faults::fault;
use crate::graph::NodeId;
use crate::number::{Rational, Rounding};
use crate::plan::fixed::{Fixed, is_number};
use crate::plan::kernel::{Kernel, Start, Term};
use crate::types::{Comparison, Op, TierBounds};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, ToPrimitive};

impl Compiler<'_> {
    pub(super) fn compare(&self, sign: Comparison) -> Option<Kernel> {
        let (a, b) = (self.input(0)?, self.input(1)?);
        if is_date(self.graph.node(a)) {
            return Some(Kernel::CompareDates(sign));
        }
        match (self.constant(0), self.constant(1)) {
            (None, Some(bound)) => self.against(a, sign, bound),
            (Some(bound), None) => self.against(b, turned(sign), bound),
            _ => {
                let mut reach = Reach::of_result(crate::number::Width::Narrow);
                let [a, b] = self.side_by_side(&[a, b], &mut reach)?.try_into().ok()?;
                Some(Kernel::Compare(a, b, sign, reach.width()?))
            }
        }
    }

    /// Whether the cell that the input reads is absent.
    pub(super) fn is_absent(&self) -> Option<Kernel> {
        match self.graph.node(self.input(0)?).op {
            Op::Column(_, column) => Some(Kernel::IsAbsent(column)),
            _ => None,
        }
    }

    /// Compares a number with a fixed one: the whole numbers from a start on, or those before it.
    fn against(&self, id: NodeId, sign: Comparison, bound: &Rational) -> Option<Kernel> {
        let form = self.form(id)?;
        let (inclusive, negated) = match sign {
            Comparison::AtLeast => (true, false),
            Comparison::Above => (false, false),
            Comparison::AtMost => (false, true),
            Comparison::Below => (true, true),
        };
        Some(Kernel::AtOrAbove(id, start(form, bound, inclusive), negated))
    }

    /// Numbers in a common unit.
    fn side_by_side(&self, ids: &[NodeId], reach: &mut Reach) -> Option<Vec<Term>> {
        let common = ids.iter().try_fold(BigInt::one(), |common, id| Some(common.lcm(&self.form(*id)?.denominator)))?;
        let term = |id: &NodeId| {
            let (term, distance) = self.term(*id, &Rational::one(), &common, reach)?;
            reach.allow(&distance);
            Some(term)
        };
        ids.iter().map(term).collect()
    }

    pub(super) fn one_of(&self) -> Option<Kernel> {
        let inputs = &self.node.inputs;
        if !is_number(self.graph.node(self.input(0)?)) {
            return Some(Kernel::OneOfCells);
        }
        let mut reach = Reach::of_result(crate::number::Width::Narrow);
        let mut terms = self.side_by_side(inputs, &mut reach)?.into_iter();
        let value = terms.next()?;
        Some(Kernel::OneOf(value, terms.collect(), reach.width()?))
    }

    pub(super) fn tier(&self, bounds: &[TierBounds]) -> Option<Kernel> {
        let of = self.input(0)?;
        if is_constant(self.graph.node(of)) {
            return None;
        }
        let form = self.form(of)?;
        let tiers = bounds.iter().map(|tier| {
            let from = tier.lo.as_ref().map_or(Start::Below, |(lo, takes)| start(form, lo, *takes));
            // The numbers after the tier begin at its end, or directly after it.
            let to = tier.hi.as_ref().map_or(Start::Above, |(hi, takes)| start(form, hi, !takes));
            // The tier for the rest contains nothing by itself.
            if tier.otherwise { (Start::Above, Start::Above) } else { (from, to) }
        });
        let tiers = tiers.collect();
        let otherwise = bounds.iter().position(|b| b.otherwise).and_then(|at| u32::try_from(at).ok());
        Some(Kernel::Tier { of, tiers, otherwise })
    }
}

/// The first whole number at or above a bound (above it, if the bound is not included). If no value of the column
/// reaches this number, it is [`Start::Above`]; if all values have reached it, it is [`Start::Below`]. So the number
/// itself always fits where the column's numbers fit.
fn start(form: &Fixed, bound: &Rational, inclusive: bool) -> Start {
    let units = bound * &Rational::from(form.denominator.clone());
    let mode = if fault!(ThresholdTruncates) { Rounding::Down } else { Rounding::Up };
    let first = if inclusive { units.round_to_integer(mode) } else { units.round_to_integer(Rounding::Down) + 1 };
    if first > form.largest {
        Start::Above
    } else if first <= -&form.largest {
        Start::Below
    } else {
        // A number that does not fit is beyond every value that fits.
        let beyond = if first < BigInt::from(0) { Start::Below } else { Start::Above };
        first.to_i128().map_or(beyond, Start::At)
    }
}
