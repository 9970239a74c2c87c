//! The ways of rounding, as a policy writes them.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, Zero};

/// How a number is rounded to a neighbour that can be written.
///
/// The three `Half` modes take the nearest neighbour and differ only if both neighbours are equally near. A policy may
/// write a mode in several words; see [`Rounding::WORDS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rounding {
    /// To the nearest; a tie goes up, towards plus infinity: 2.5 is 3, -2.5 is -2.
    HalfUp,
    /// To the nearest; a tie goes away from zero: 2.5 is 3, -2.5 is -3.
    HalfAwayFromZero,
    /// To the nearest; a tie goes to the even neighbour: 2.5 is 2, 3.5 is 4.
    HalfEven,
    /// To the neighbour above, towards plus infinity: 2.1 is 3, -2.9 is -2.
    Up,
    /// To the neighbour below, towards minus infinity: 2.9 is 2, -2.1 is -3.
    Down,
    /// To the neighbour that is further from zero: 2.1 is 3, -2.1 is -3.
    AwayFromZero,
    /// To the neighbour that is nearer to zero: 2.9 is 2, -2.9 is -2.
    TowardZero,
}

impl Rounding {
    /// Every mode, in the order in which a manual lists them.
    pub const ALL: [Rounding; 7] = [
        Rounding::HalfUp,
        Rounding::HalfAwayFromZero,
        Rounding::HalfEven,
        Rounding::Up,
        Rounding::Down,
        Rounding::AwayFromZero,
        Rounding::TowardZero,
    ];

    /// The words that a policy can write, each with its mode. The short words come first: `half up`, `up` and `down`
    /// have longer synonyms that are unambiguous for numbers below zero.
    pub const WORDS: [(&'static str, Rounding); 10] = [
        ("half up", Rounding::HalfUp),
        ("half toward plus infinity", Rounding::HalfUp),
        ("half away from zero", Rounding::HalfAwayFromZero),
        ("half even", Rounding::HalfEven),
        ("up", Rounding::Up),
        ("toward plus infinity", Rounding::Up),
        ("down", Rounding::Down),
        ("toward minus infinity", Rounding::Down),
        ("away from zero", Rounding::AwayFromZero),
        ("toward zero", Rounding::TowardZero),
    ];

    /// Returns the mode that words of a policy mean.
    pub fn of_words(words: &str) -> Option<Rounding> {
        Rounding::WORDS.into_iter().find(|(known, _)| *known == words).map(|(_, mode)| mode)
    }

    /// Returns the first words for this mode.
    pub fn name(self) -> &'static str {
        Rounding::WORDS.into_iter().find(|(_, mode)| *mode == self).map_or("", |(words, _)| words)
    }

    /// Whether an inexact value goes to the integer above its floor, given how its fractional part compares with one
    /// half.
    fn takes_upper(self, part: Ordering, negative: bool, floor_is_odd: bool) -> bool {
        let on_tie = match self {
            Rounding::Up => return true,
            Rounding::Down => return false,
            Rounding::AwayFromZero => return !negative,
            Rounding::TowardZero => return negative,
            Rounding::HalfUp => true,
            Rounding::HalfAwayFromZero => !negative,
            Rounding::HalfEven => floor_is_odd,
        };
        part == Ordering::Greater || (part == Ordering::Equal && on_tie)
    }
}

/// Rounds `n / d` to an integer with `mode`, for `d > 0` and any common factors.
pub(crate) fn divide_rounded(n: &BigInt, d: &BigInt, mode: Rounding) -> BigInt {
    let (floor, rest) = n.div_mod_floor(d);
    if rest.is_zero() {
        return floor;
    }
    let part = (rest << 1u32).cmp(d);
    if mode.takes_upper(part, n.is_negative(), floor.is_odd()) { floor + 1 } else { floor }
}
