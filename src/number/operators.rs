//! `+`, `-` and `*` of exact numbers, for borrowed and owned operands.
//!
//! There is no `/`: a division can fail, see [`Rational::checked_div`].

use std::ops::{Add, Mul, Neg, Sub};

use super::rational::Rational;

/// Implements an operator for each mix of borrowed and owned operands. `$small` is the result for small fractions
/// `a / b` and `c / d`, unless the result overflows.
macro_rules! operator {
    ($Trait:ident, $method:ident, $small:expr) => {
        operator! { $Trait, $method, $small, &Rational, &Rational }
        operator! { $Trait, $method, $small, &Rational, Rational }
        operator! { $Trait, $method, $small, Rational, &Rational }
        operator! { $Trait, $method, $small, Rational, Rational }
    };
    ($Trait:ident, $method:ident, $small:expr, $left:ty, $right:ty) => {
        impl $Trait<$right> for $left {
            type Output = Rational;
            fn $method(self, other: $right) -> Rational {
                let small = self.words().zip(other.words()).and_then(|(left, right)| {
                    let (numer, denom): (Option<i128>, i128) = $small(left, right);
                    Some(Rational::reduced(numer?, denom))
                });
                small.unwrap_or_else(|| Rational::of_any_size(self.to_any_size().$method(other.to_any_size())))
            }
        }
    };
}

operator!(Add, add, sum);
operator!(Sub, sub, difference);
operator!(Mul, mul, product);

/// Numerator and denominator.
type Parts = (i128, i128);

fn sum((a, b): Parts, (c, d): Parts) -> (Option<i128>, i128) {
    ((a * d).checked_add(c * b), b * d)
}

fn difference((a, b): Parts, (c, d): Parts) -> (Option<i128>, i128) {
    ((a * d).checked_sub(c * b), b * d)
}

fn product((a, b): Parts, (c, d): Parts) -> (Option<i128>, i128) {
    (a.checked_mul(c), b * d)
}

impl Neg for &Rational {
    type Output = Rational;
    fn neg(self) -> Rational {
        let small = self.words().and_then(|(n, d)| Rational::small(-n, d));
        small.unwrap_or_else(|| Rational::lowest(-self.numer(), self.denom()))
    }
}

impl Neg for Rational {
    type Output = Rational;
    fn neg(self) -> Rational {
        -&self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn q(n: i64, d: i64) -> Rational {
        Rational::ratio(n, d).unwrap()
    }

    #[test]
    fn arithmetic_is_exact() {
        let mean = (Rational::from(69i64) + Rational::from(70i64) + Rational::from(71i64)) * q(1, 3);
        assert_eq!(mean, Rational::from(70i64));
        assert_eq!(q(5, 3) * Rational::from(3i64), Rational::from(5i64));
        assert_eq!(&q(1, 10) + &q(2, 10), q(3, 10));
        assert_eq!(q(1, 2) - &q(1, 3), q(1, 6));
        assert_eq!(-q(1, 2), q(1, -2));
    }

    #[test]
    fn machine_words_and_integers_of_any_size_agree() {
        let (most, least) = (i64::MAX, i64::MIN);
        let long = [Rational::pow10(38), -Rational::pow10(38), Rational::pow10(-38)];
        let parts = [(1, 3), (-1, 3), (most, 2), (least, 3), (1, most), (-1, most), (least, most), (7, 1), (0, 1)];
        let all: Vec<Rational> = parts.map(|(n, d)| q(n, d)).into_iter().chain(long).collect();
        for (a, b) in all.iter().flat_map(|a| all.iter().map(move |b| (a, b))) {
            assert_eq!((a + b).to_any_size(), a.to_any_size() + b.to_any_size(), "{a} + {b}");
            assert_eq!((a - b).to_any_size(), a.to_any_size() - b.to_any_size(), "{a} - {b}");
            assert_eq!((a * b).to_any_size(), a.to_any_size() * b.to_any_size(), "{a} * {b}");
            assert_eq!(a.cmp(b), a.to_any_size().cmp(&b.to_any_size()), "{a} against {b}");
            assert_eq!(a.checked_div(b).map(|by| by * b), (!b.is_zero()).then(|| a.clone()), "{a} / {b}");
        }
    }

    #[test]
    fn owned_and_borrowed_operands_agree() {
        let (a, b) = (q(5, 6), q(-3, 4));
        assert!([&a + &b, &a + b.clone(), a.clone() + &b, a.clone() + b.clone()].iter().all(|x| *x == q(1, 12)));
        assert!([&a - &b, &a - b.clone(), a.clone() - &b, a.clone() - b.clone()].iter().all(|x| *x == q(19, 12)));
        assert!([&a * &b, &a * b.clone(), a.clone() * &b, a.clone() * b.clone()].iter().all(|x| *x == q(-5, 8)));
        assert_eq!((-&a, -a), (q(-5, 6), q(-5, 6)));
    }
}
