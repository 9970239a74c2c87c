//! Values, and operations on one or two of them.

use crate::syntax::ast::{Comparison, File, ItemKind, Quantity};
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};
use std::collections::BTreeSet;

/// A number.
pub(super) type N = BigRational;

/// The name that marks the outcomes of an eligibility as values of a "choice".
pub(super) const OUTCOME: &str = "an outcome";

/// A value of a subject.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum V {
    /// Not known.
    Missing,
    /// The value does not exist.
    Absent,
    /// A number in the base of its unit. If it was rounded on the way, also the number of decimals at which it is
    /// compared.
    Num(N, Option<u32>),
    /// Yes or no.
    Flag(bool),
    /// A text.
    Text(String),
    /// Days since 1970-01-01.
    Day(i64),
    /// Months, which move days.
    Months(i64),
    /// A value of a choice, a tier or an outcome: the name of its choice (empty if the policy does not state it), and
    /// its own name.
    Word(String, String),
    /// Some values of a choice.
    Set(BTreeSet<String>),
    /// A reference of several parts.
    Row(Vec<V>),
}

/// A whole number.
pub(super) fn number(n: i64) -> N {
    N::from_integer(BigInt::from(n))
}

/// Ten to a power.
pub(super) fn ten(power: u32) -> BigInt {
    BigInt::from(10).pow(power)
}

impl V {
    /// An exact number.
    pub(crate) fn exact(n: N) -> V {
        V::Num(n, None)
    }

    /// Whether there is a value.
    pub(crate) fn is_there(&self) -> bool {
        !matches!(self, V::Missing | V::Absent)
    }

    /// The value as a condition; `None` if it is unknown.
    pub(crate) fn truth(&self) -> Option<bool> {
        match self {
            V::Flag(flag) => Some(*flag),
            V::Word(_, outcome) => match outcome.as_str() {
                "included" => Some(true),
                "excluded" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// A condition as a value.
    pub(crate) fn of_truth(truth: Option<bool>) -> V {
        truth.map_or(V::Missing, V::Flag)
    }

    /// The number, and the number of decimals at which it is compared.
    pub(crate) fn num(&self) -> Option<(&N, Option<u32>)> {
        match self {
            V::Num(n, near) => Some((n, *near)),
            _ => None,
        }
    }

    /// The value as it is compared.
    pub(crate) fn settled(&self) -> V {
        match self {
            V::Num(n, Some(decimals)) => V::exact(rounded(n, "half even", &N::new(BigInt::one(), ten(*decimals)))),
            other => other.clone(),
        }
    }
}

/// Rounds a number to a multiple of a step.
pub(super) fn rounded(n: &N, mode: &str, step: &N) -> N {
    let steps = n / step;
    let floor = steps.floor();
    let part = &steps - &floor;
    let half = N::new(BigInt::one(), BigInt::from(2));
    let up = match mode {
        "up" => !part.is_zero(),
        "down" => false,
        "away from zero" => !part.is_zero() && !n.is_negative(),
        "toward zero" => !part.is_zero() && n.is_negative(),
        "half up" => part >= half,
        "half away from zero" if n.is_negative() => part > half,
        "half away from zero" => part >= half,
        "half even" => part > half || part == half && floor.to_integer().is_odd(),
        other => panic!("no way to round: {other}"),
    };
    (if up { floor + N::one() } else { floor }) * step
}

/// Rounds a number to a number of decimals, half even.
pub(crate) fn to_decimals(n: &N, decimals: u32) -> N {
    rounded(n, "half even", &N::new(BigInt::one(), ten(decimals)))
}

/// The root of a number that is not below zero, correctly rounded to a number of decimals.
pub(super) fn root(n: &N, degree: u32, decimals: u32) -> N {
    // The floor of the root of n·10^(degree·(decimals + 1)) has one more decimal than needed. A remainder decides a
    // tie.
    let scale = ten(degree * (decimals + 1));
    let scaled = n * N::from_integer(scale);
    let floor = scaled.floor().to_integer().nth_root(degree);
    let is_exact = N::from_integer(floor.pow(degree)) == scaled;
    let mut tenths = N::new(floor, ten(decimals + 1));
    if !is_exact {
        tenths += N::new(BigInt::one(), ten(decimals + 2));
    }
    to_decimals(&tenths, decimals)
}

/// A number to a power that is a fraction, correctly rounded; `None` if there is no result.
pub(super) fn power(n: &N, exponent: &N, decimals: u32) -> Option<N> {
    let (p, q) = (exponent.numer().to_i32()?, exponent.denom().to_u32()?);
    if n.is_zero() && p < 0 || n.is_negative() && q != 1 {
        return None;
    }
    let whole = n.pow(p);
    Some(if q == 1 { to_decimals(&whole, decimals) } else { root(&whole, q, decimals) })
}

/// The value of a quantity in the base of its unit; a quantity of months is a number of months.
pub(super) fn quantity(quantity: &Quantity) -> V {
    let mut n = N::new(quantity.value.mantissa().clone(), ten(quantity.value.scale()));
    let word = quantity.unit.as_ref().map_or("", |unit| unit.word.as_str());
    if quantity.percent || word == "pp" {
        n /= number(100);
    }
    match word {
        "month" | "months" => V::Months(n.to_integer().to_i64().unwrap_or_default()),
        word => V::exact(n * number(seconds(word))),
    }
}

/// The size of a unit in its base.
pub(super) fn seconds(word: &str) -> i64 {
    match word {
        "minute" | "minutes" => 60,
        "hour" | "hours" => 3600,
        "day" | "days" => 86_400,
        _ => 1,
    }
}

/// Two values as they are compared: if one was rounded on the way, both are rounded.
pub(super) fn settled_alike(a: &V, b: &V) -> (V, V) {
    match (a, b) {
        (V::Num(x, near), V::Num(y, other)) => {
            let near = both(*near, *other);
            (V::Num(x.clone(), near).settled(), V::Num(y.clone(), near).settled())
        }
        _ => (a.settled(), b.settled()),
    }
}

/// The distance from zero.
pub(super) fn distance(value: V) -> V {
    match value {
        V::Num(n, near) => V::Num(n.abs(), near),
        gap => gap,
    }
}

/// Whether a comparison of two values holds; `None` if one of them is missing or absent.
pub(super) fn compared(
    how: Comparison,
    a: &V,
    b: &V,
    order: impl Fn(&V, &V) -> Option<std::cmp::Ordering>,
) -> Option<bool> {
    if !a.is_there() || !b.is_there() {
        return None;
    }
    let (a, b) = settled_alike(a, b);
    let lies = order(&a, &b)?;
    Some(match how {
        Comparison::AtLeast => lies.is_ge(),
        Comparison::Above => lies.is_gt(),
        Comparison::AtMost => lies.is_le(),
        Comparison::Below => lies.is_lt(),
    })
}

/// The number of decimals at which a result of two numbers is compared.
pub(super) fn both(a: Option<u32>, b: Option<u32>) -> Option<u32> {
    a.max(b)
}

/// The day of a written date.
pub(super) fn day(text: &str) -> Option<i64> {
    let mut parts = text.split('-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let is_one = text.len() == 10 && (1..=12).contains(&month) && day >= 1 && day <= month_days(year, month);
    is_one.then(|| from_civil(year, month, day))
}

/// The number of days in a month.
fn month_days(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn from_civil(year: i64, month: i64, day: i64) -> i64 {
    let before: i64 = (1..month).map(|m| month_days(year, m)).sum();
    let y = year - 1;
    y * 365 + y / 4 - y / 100 + y / 400 + before + day - 1 - 719_162
}

/// Year, month and day.
pub(super) fn civil(days: i64) -> (i64, i64, i64) {
    let mut year = 1970 + days / 366 - 1;
    while from_civil(year + 1, 1, 1) <= days {
        year += 1;
    }
    let mut month = 1;
    while month < 12 && from_civil(year, month + 1, 1) <= days {
        month += 1;
    }
    (year, month, days - from_civil(year, month, 1) + 1)
}

/// The same day of another month, or the last day if the month has no such day.
pub(super) fn moved(days: i64, months: i64) -> i64 {
    let (year, month, day) = civil(days);
    let at = year * 12 + month - 1 + months;
    let (year, month) = (at.div_euclid(12), at.rem_euclid(12) + 1);
    from_civil(year, month, day.min(month_days(year, month)))
}

/// The period of the calendar that contains a day.
pub(super) fn stretch(unit: &str, days: i64) -> String {
    let (year, month, _) = civil(days);
    match unit {
        "month" => format!("{year:04}-{month:02}"),
        "quarter" => format!("{year:04}Q{}", (month + 2) / 3),
        "half" => format!("{year:04}H{}", (month + 5) / 6),
        _ => format!("{year:04}"),
    }
}

/// The first and last day of a period.
pub(crate) fn days_of(text: &str, files: &[File]) -> (i64, i64) {
    let named = files.iter().flat_map(|file| &file.items).find_map(|item| match &item.kind {
        ItemKind::Period(period) if period.name.value == text => Some((&period.first.value, &period.last.value)),
        _ => None,
    });
    if let Some((first, last)) = named {
        return (day(first).unwrap(), day(last).unwrap());
    }
    if let Some((first, last)) = text.split_once("..") {
        return (day(first).unwrap(), day(last).unwrap());
    }
    let (year, rest) = text.split_at(4);
    let number = |text: &str| text.parse::<u32>().unwrap();
    let (first, months) = match rest.chars().next() {
        None => (1, 12),
        Some('H') => (number(&rest[1..]) * 6 - 5, 6),
        Some('Q') => (number(&rest[1..]) * 3 - 2, 3),
        _ => (number(&rest[1..]), 1),
    };
    let first = day(&format!("{year}-{first:02}-01")).unwrap();
    (first, moved(first, months.into()) - 1)
}
