//! Rounding in whole numbers.

use super::Values;
use super::whole::{Operand, Whole, column, in_width};
use crate::engine::column::Column;
use crate::graph::NodeId;
use crate::number::Rounding;
use crate::plan::kernel::{Round, Term};
use datafusion::common::Result;

/// Rounds a column.
///
/// No wrap: the width has room for the product with `times`, for `over`, which is above every remainder and every rest,
/// and for one more than the furthest quotient, in steps.
pub(crate) fn round(values: &Values<'_>, id: NodeId, kernel: &Round) -> Result<Column> {
    in_width!(kernel.width, T => round_in::<T>(values, id, kernel))
}

fn round_in<T: Whole>(values: &Values<'_>, id: NodeId, kernel: &Round) -> Result<Column> {
    let operand = Operand::<T>::of(values, &Term::Node(kernel.of, kernel.times))?;
    let there = operand.there().cloned();
    let (over, step, mode) = (T::of(kernel.over), T::of(kernel.step), kernel.mode);
    let mut numbers = operand.scaled(values.rows);
    for number in &mut numbers {
        *number = quotient(*number, over, mode) * step;
    }
    column(values, id, numbers, there)
}

/// The whole number to which a mode rounds `n / over`, for `over` above zero.
///
/// To compare the fraction above the floor with one half, the remainder is compared with its distance to the divisor:
/// twice the remainder might not fit.
pub(crate) fn quotient<T: Whole>(n: T, over: T, mode: Rounding) -> T {
    let (floor, rest) = n.div_mod_floor(&over);
    if rest.is_zero() {
        return floor;
    }
    let lacking = over - rest;
    let upper = match mode {
        Rounding::Up => true,
        Rounding::Down => false,
        Rounding::AwayFromZero => !n.is_negative(),
        Rounding::TowardZero => n.is_negative(),
        Rounding::HalfUp => rest >= lacking,
        Rounding::HalfAwayFromZero if n.is_negative() => rest > lacking,
        Rounding::HalfAwayFromZero => rest >= lacking,
        Rounding::HalfEven => rest > lacking || (rest == lacking && floor.is_odd()),
    };
    if upper { floor + T::one() } else { floor }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Rational;
    use proptest::prelude::*;

    fn agrees(n: i128, over: i128, mode: Rounding) {
        let wide = quotient(n, over, mode);
        let exact = Rational::from_parts(n.into(), over.into()).unwrap().round_to_integer(mode);
        assert_eq!(exact, wide.into(), "{n} / {over} {}", mode.name());
        if let (Ok(n), Ok(over)) = (i64::try_from(n), i64::try_from(over)) {
            assert_eq!(i128::from(quotient(n, over, mode)), wide);
        }
    }

    #[test]
    fn small_quotients_in_all_modes() {
        for mode in Rounding::ALL {
            for n in -60..=60 {
                (1..=12).for_each(|over| agrees(n, over, mode));
            }
        }
    }

    #[test]
    fn the_ends_of_the_integers() {
        for mode in Rounding::ALL {
            for n in [i128::MAX, -i128::MAX, i64::MAX.into(), (-i64::MAX).into()] {
                for over in [2, 3, 10, 1 << 62, i64::MAX.into(), i128::MAX - 1] {
                    agrees(n, over, mode);
                }
            }
        }
    }

    proptest! {
        #[test]
        fn quotients_are_those_of_fractions(n in any::<i128>(), over in 1..=i128::MAX, small in 1..1000i128) {
            for mode in Rounding::ALL {
                agrees(n.max(-i128::MAX), over, mode);
                agrees(n % 100_000, small, mode);
                // Near a tie.
                agrees((n >> 90) * small + small / 2, small, mode);
            }
        }
    }
}
