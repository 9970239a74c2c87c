//! `+`, `-` and `*` of exact numbers, for borrowed and owned operands.
//!
//! There is no `/`: a division can fail, see [`Rational::checked_div`].

use std::ops::{Add, Mul, Neg, Sub};

use super::rational::Rational;

/// One operator for each mix of borrowed and owned operands.
macro_rules! operator {
    ($Trait:ident, $method:ident) => {
        operator! { $Trait, $method, &Rational, &Rational }
        operator! { $Trait, $method, &Rational, Rational }
        operator! { $Trait, $method, Rational, &Rational }
        operator! { $Trait, $method, Rational, Rational }
    };
    ($Trait:ident, $method:ident, $left:ty, $right:ty) => {
        impl $Trait<$right> for $left {
            type Output = Rational;
            fn $method(self, other: $right) -> Rational {
                let (left, right) = (&*self.0, &*other.0);
                // Whole numbers are most of all numbers, and have no common factor to look for.
                if left.is_integer() && right.is_integer() {
                    return Rational::from(left.numer().$method(right.numer()));
                }
                Rational::new(left.$method(right))
            }
        }
    };
}

operator!(Add, add);
operator!(Sub, sub);
operator!(Mul, mul);

impl Neg for &Rational {
    type Output = Rational;
    fn neg(self) -> Rational {
        Rational::new(-&*self.0)
    }
}

impl Neg for Rational {
    type Output = Rational;
    fn neg(self) -> Rational {
        Rational::new(-&*self.0)
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
    fn owned_and_borrowed_operands_agree() {
        let (a, b) = (q(5, 6), q(-3, 4));
        assert!([&a + &b, &a + b.clone(), a.clone() + &b, a.clone() + b.clone()].iter().all(|x| *x == q(1, 12)));
        assert!([&a - &b, &a - b.clone(), a.clone() - &b, a.clone() - b.clone()].iter().all(|x| *x == q(19, 12)));
        assert!([&a * &b, &a * b.clone(), a.clone() * &b, a.clone() * b.clone()].iter().all(|x| *x == q(-5, 8)));
        assert_eq!((-&a, -a), (q(-5, 6), q(-5, 6)));
    }
}
