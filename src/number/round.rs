//! Rounding, in the ways that a policy can choose.

use num_bigint::BigInt;

use super::decimal::Decimal;
use super::rational::{Rational, ten_to};
use super::rounding::{Rounding, divide_rounded};

impl Rational {
    /// Rounds this number to an integer with `mode`; an integer stays itself.
    pub fn round_to_integer(&self, mode: Rounding) -> BigInt {
        divide_rounded(&self.numer(), &self.denom(), mode)
    }

    /// Writes this number with exactly `scale` decimals, the last one rounded with `mode`.
    pub fn to_decimal(&self, scale: u32, mode: Rounding) -> Decimal {
        Decimal::new(divide_rounded(&(self.numer() * ten_to(scale)), &self.denom(), mode), scale)
    }

    /// Rounds this number to a multiple of `10^-scale` with `mode`.
    pub fn round(&self, scale: u32, mode: Rounding) -> Rational {
        self.to_decimal(scale, mode).to_rational()
    }

    /// Rounds this number to a multiple of `step` with `mode`; `None` unless `step` is positive.
    ///
    /// "Even" then means an even number of steps: 2.5 in steps of 5 is half even 0, and 7.5 is 10.
    pub fn round_to_step(&self, step: &Rational, mode: Rounding) -> Option<Rational> {
        if !step.is_positive() {
            return None;
        }
        let steps = self.checked_div(step)?.round_to_integer(mode);
        Some(Rational::from(steps) * step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn q(text: &str) -> Rational {
        Decimal::parse(text).unwrap().to_rational()
    }

    /// Checks the rounding of each number in each mode, in the order of [`Rounding::ALL`].
    fn check(scale: u32, vectors: &[(&str, [&str; 7])]) {
        for (value, expected) in vectors {
            for (mode, expected) in Rounding::ALL.into_iter().zip(expected) {
                assert_eq!(q(value).to_decimal(scale, mode).to_string(), *expected, "{value} {}", mode.name());
            }
        }
    }

    #[test]
    fn integers_in_all_modes() {
        check(
            0,
            &[
                ("2.5", ["3", "3", "2", "3", "2", "3", "2"]),
                ("3.5", ["4", "4", "4", "4", "3", "4", "3"]),
                ("-2.5", ["-2", "-3", "-2", "-2", "-3", "-3", "-2"]),
                ("-3.5", ["-3", "-4", "-4", "-3", "-4", "-4", "-3"]),
                ("0.5", ["1", "1", "0", "1", "0", "1", "0"]),
                ("-0.5", ["0", "-1", "0", "0", "-1", "-1", "0"]),
                ("2.4999", ["2", "2", "2", "3", "2", "3", "2"]),
                ("-2.5001", ["-3", "-3", "-3", "-2", "-3", "-3", "-2"]),
                ("-7", ["-7", "-7", "-7", "-7", "-7", "-7", "-7"]),
            ],
        );
    }

    #[test]
    fn decimals_in_all_modes() {
        check(
            2,
            &[
                ("1.005", ["1.01", "1.01", "1.00", "1.01", "1.00", "1.01", "1.00"]),
                ("-1.005", ["-1.00", "-1.01", "-1.00", "-1.00", "-1.01", "-1.01", "-1.00"]),
                ("0.001", ["0.00", "0.00", "0.00", "0.01", "0.00", "0.01", "0.00"]),
                ("-0.001", ["0.00", "0.00", "0.00", "0.00", "-0.01", "-0.01", "0.00"]),
                ("3", ["3.00", "3.00", "3.00", "3.00", "3.00", "3.00", "3.00"]),
            ],
        );
    }

    #[test]
    fn steps_are_multiples_of_the_step() {
        let to_step = |x, step, mode| q(x).round_to_step(&q(step), mode).map(|r| r.to_string());
        assert_eq!(to_step("7.5", "5", Rounding::HalfEven).as_deref(), Some("10"));
        assert_eq!(to_step("2.5", "5", Rounding::HalfEven).as_deref(), Some("0"));
        assert_eq!(to_step("0.3", "0.25", Rounding::Up).as_deref(), Some("0.5"));
        assert_eq!(to_step("-0.3", "0.25", Rounding::Down).as_deref(), Some("-0.5"));
        assert_eq!(to_step("1", "0", Rounding::Up), None);
        assert_eq!(to_step("1", "-1", Rounding::Up), None);
    }

    #[test]
    fn modes_have_the_names_a_policy_writes() {
        let names = Rounding::ALL.map(Rounding::name);
        assert_eq!(
            names,
            ["half up", "half away from zero", "half even", "up", "down", "away from zero", "toward zero"]
        );
        let same = |a, b| assert_eq!(Rounding::of_words(a), Rounding::of_words(b));
        same("half up", "half toward plus infinity");
        same("up", "toward plus infinity");
        same("down", "toward minus infinity");
        assert_eq!(Rounding::of_words("half down"), None);
    }
}
