//! Natural logarithms and positions on a logarithmic scale, correctly rounded.
//!
//! A logarithm is enclosed between two fixed-point numbers with a proved error bound. If both ends round to the same
//! decimal, so does the true value between them. If they do not, the precision is doubled and the test repeated (A.
//! Ziv, "Fast evaluation of elementary mathematical functions with correctly rounded last bit", ACM TOMS 17, 1991).

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, ToPrimitive};

use super::fixed::Fixed;
use super::rational::{Rational, ten_to};

/// The most decimals that a logarithm is rounded to.
pub(crate) const MAX_LOG_SCALE: u32 = 30;

/// The most bits after the point that are tried: close to 5000 decimals.
pub(crate) const MAX_LOG_BITS: u64 = 1 << 14;

/// Returns the natural logarithm of `x`, correctly rounded to `scale` decimals.
///
/// `None` if `x` is zero or negative, or if `scale` is beyond [`MAX_LOG_SCALE`]. `ln 1` is exactly 0.
///
/// The search for digits ends: the logarithm of a rational number other than 1 is irrational (Lindemann), so it is
/// never the middle of two decimals. Beyond [`MAX_LOG_BITS`] the search is given up, with `None`; only a number of
/// thousands of digits, made for the purpose, has a logarithm that near to a middle.
pub(crate) fn ln(x: &Rational, scale: u32) -> Option<Rational> {
    if !x.is_positive() || scale > MAX_LOG_SCALE {
        return None;
    }
    if x.is_integer() && x.numer().is_one() {
        return Some(Rational::zero());
    }
    let unit = ten_to(scale);
    precisions(scale).find_map(|bits| {
        let value = Fixed::ln(&x.numer(), &x.denom(), bits, &Fixed::ln_2(bits));
        let (low, high) = value.quotient(&Fixed::one(bits), &unit)?;
        (low == high).then(|| Rational::over_power_of_ten(&low, scale))
    })
}

/// Returns the position of `x` between `lo` and `hi` on a logarithmic scale: `(ln x - ln lo) / (ln hi - ln lo)`, the
/// whole quotient correctly rounded to `scale` decimals, a tie to the even digit.
///
/// The position is 0 at `lo`, 1 at `hi`, and below 0 or above 1 outside of them; `lo` may be the larger of the two.
/// `None` if one of the three numbers is zero or negative, if `lo` equals `hi`, or if `scale` is beyond
/// [`MAX_LOG_SCALE`].
///
/// The search for digits ends: a quotient that is the middle of two decimals is recognised exactly, by integer powers,
/// and any other quotient has a positive distance from every middle. Beyond [`MAX_LOG_BITS`] the search is given up,
/// with `None`.
pub(crate) fn log_position(x: &Rational, lo: &Rational, hi: &Rational, scale: u32) -> Option<Rational> {
    if !(x.is_positive() && lo.is_positive() && hi.is_positive()) || lo == hi || scale > MAX_LOG_SCALE {
        return None;
    }
    if x == lo {
        return Some(Rational::zero());
    }
    if x == hi {
        return Some(Rational::one());
    }
    let (part, whole) = (x.checked_div(lo)?, hi.checked_div(lo)?);
    let unit = ten_to(scale);
    precisions(scale).find_map(|bits| {
        let ln_2 = Fixed::ln_2(bits);
        let dividend = Fixed::ln(&part.numer(), &part.denom(), bits, &ln_2);
        let divisor = Fixed::ln(&whole.numer(), &whole.denom(), bits, &ln_2);
        let (low, high) = dividend.quotient(&divisor, &unit)?;
        let settled = low == high || (&low + 1u32 == high && is_middle(&part, &whole, &low, &unit));
        // On a middle, the two ends round to its two neighbours; take the even neighbour.
        settled.then(|| Rational::over_power_of_ten(if low.is_even() { &low } else { &high }, scale))
    })
}

/// Returns the precisions to try, in bits after the point: enough for `scale` decimals and 32 bits of error, then
/// doubled.
fn precisions(scale: u32) -> impl Iterator<Item = u64> {
    // log2(10) is below 3.33.
    let first = u64::from(scale) * 333 / 100 + 32;
    std::iter::successors(Some(first), |bits| Some(bits * 2)).take_while(|bits| *bits <= MAX_LOG_BITS)
}

/// Whether `ln part / ln whole` is exactly the middle of `low` and `low + 1` units of the last decimal.
fn is_middle(part: &Rational, whole: &Rational, low: &BigInt, unit: &BigInt) -> bool {
    let middle = Rational::from_parts((low << 1u32) + 1u32, unit << 1u32);
    middle.is_some_and(|middle| is_power(part, whole, &middle))
}

/// Whether `part = whole^(p/q)` exactly, that is `part^q = whole^p`, for an exponent `p/q` other than 0 and a `whole`
/// other than 1.
///
/// Large exponents need no powers. `p` and `q` are coprime, so equality makes `whole = c^q` and `part = c^p` for one
/// rational `c` other than 1; the larger integer of such a `c` is at least 2, and its `q`-th power has more than `q`
/// bits. So `q` is below the bits of `whole`, and `|p|` below those of `part`.
fn is_power(part: &Rational, whole: &Rational, exponent: &Rational) -> bool {
    let bits = |x: &Rational| x.numer().bits().max(x.denom().bits());
    let small = |n: &BigInt, bound: u64| n.magnitude().to_u32().filter(|n| u64::from(*n) < bound);
    let (Some(p), Some(q)) = (small(&exponent.numer(), bits(part)), small(&exponent.denom(), bits(whole))) else {
        return false;
    };
    let (left, right) = (part.powi(q), whole.powi(p));
    // For a negative exponent `part^q * whole^|p|` must be 1.
    if exponent.is_negative() { left * right == Rational::one() } else { left == right }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::{Decimal, Rounding};

    fn q(text: &str) -> Rational {
        Decimal::parse(text).unwrap().to_rational()
    }

    fn position(x: &str, lo: &str, hi: &str, scale: u32) -> Option<String> {
        log_position(&q(x), &q(lo), &q(hi), scale).map(|r| r.to_string())
    }

    #[test]
    fn logarithms_match_published_constants() {
        for (x, digits) in [
            ("2", "0.6931471805599453094172321214581765680755"),
            ("3", "1.0986122886681096913952452369225257046475"),
            ("5", "1.6094379124341003746007593332261876395256"),
            ("7", "1.9459101490553133051053527434431797296371"),
            ("10", "2.3025850929940456840179914546843642076011"),
            ("0.1", "-2.3025850929940456840179914546843642076011"),
        ] {
            for scale in 0..=MAX_LOG_SCALE {
                assert_eq!(ln(&q(x), scale), Some(q(digits).round(scale, Rounding::HalfEven)), "ln {x} to {scale}");
            }
        }
    }

    #[test]
    fn logarithms_at_the_edges() {
        assert_eq!(ln(&q("1"), 30), Some(Rational::zero()));
        assert_eq!(ln(&q("0"), 2), None);
        assert_eq!(ln(&q("-1"), 2), None);
        assert_eq!(ln(&q("2"), 31), None);
        // Below the middle 5e-13 by about 1e-25: the first precision cannot decide.
        assert_eq!(ln(&q("1.0000000000005"), 12), Some(Rational::zero()));
        assert_eq!(ln(&q("0.9999999999995"), 12), Some(q("-0.000000000001")));
        assert_eq!(ln(&q("1e300"), 3), Some(q("690.776")));
        assert_eq!(ln(&q("1e-300"), 3), Some(q("-690.776")));
    }

    #[test]
    fn positions_that_are_rational_come_out_exact() {
        assert_eq!(position("2", "1", "4", 12).as_deref(), Some("0.5"));
        assert_eq!(position("1", "1", "4", 12).as_deref(), Some("0"));
        assert_eq!(position("4", "1", "4", 12).as_deref(), Some("1"));
        assert_eq!(position("0.1", "1", "100", 12).as_deref(), Some("-0.5"));
        assert_eq!(position("1e6", "1", "100", 12).as_deref(), Some("3"));
        assert_eq!(position("2", "4", "1", 12).as_deref(), Some("0.5"));
    }

    #[test]
    fn ties_of_positions_go_to_the_even_digit() {
        assert_eq!(position("2", "1", "4", 0).as_deref(), Some("0"));
        assert_eq!(position("8", "1", "4", 0).as_deref(), Some("2"));
        assert_eq!(position("2", "1", "16", 1).as_deref(), Some("0.2"));
        assert_eq!(position("8", "1", "16", 1).as_deref(), Some("0.8"));
        assert_eq!(position("0.5", "1", "16", 1).as_deref(), Some("-0.2"));
        assert_eq!(position("0.125", "1", "16", 1).as_deref(), Some("-0.8"));
        assert_eq!(position("8.0000000000000000000000001", "1", "4", 0).as_deref(), Some("2"));
        assert_eq!(position("2.0000000000000000000000001", "1", "4", 0).as_deref(), Some("1"));
    }

    #[test]
    fn positions_of_incomes_and_of_nothing() {
        // The income index of the human development index: 100 to 75000 dollars.
        assert_eq!(position("64660", "100", "75000", 12).as_deref(), Some("0.977591585982"));
        assert_eq!(position("732", "100", "75000", 12).as_deref(), Some("0.300693098984"));
        assert_eq!(position("50", "100", "75000", 6).as_deref(), Some("-0.104704"));
        for (x, lo, hi) in [("0", "1", "2"), ("1", "-1", "2"), ("1", "2", "0"), ("1", "2", "2")] {
            assert_eq!(position(x, lo, hi, 6), None);
        }
        assert_eq!(position("1", "2", "3", 31), None);
        assert_eq!(position("3", "1", "1.00000000000000000000000000000000000001", 0).map(|s| s.len()), Some(39));
    }
}
