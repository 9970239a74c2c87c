//! A range is never too narrow: the result of each operation on sampled operands is within the known range.

use super::super::step::Step;
use super::number::{combined, gathered, mean_of_powers};
use crate::number::{Interval, Rational, Rounding};
use crate::types::op::{Combine, How, MissingRule, NumberType, RoundTarget, RoundTo};
use crate::types::units::Unit;
use proptest::prelude::*;

/// A number with its known type: it is within the range and has no more decimals.
#[derive(Clone, Debug)]
struct Sample {
    value: Rational,
    ty: NumberType,
}

/// Sixths and decimals, near zero and far from it, in ranges with and without ends.
fn sample() -> impl Strategy<Value = Sample> {
    let number = prop_oneof![-12_i64..12, -2000_i64..2000, -3_000_000_000_i64..3_000_000_000];
    (number, 0_u32..4, any::<bool>(), (0_i64..40, 0_i64..40), 0..6).prop_map(
        |(n, decimals, sixth, (below, above), open)| {
            let unit = Rational::pow10(-i32::try_from(decimals).unwrap());
            let divisor = Rational::from(if sixth { 6_i64 } else { 1 });
            let value = (Rational::from(n) * unit).checked_div(&divisor).unwrap();
            let (lo, hi) = (&value - &Rational::from(below), &value + &Rational::from(above));
            let range = match open {
                0 => Interval::at_least(lo),
                1 => Interval::at_most(hi),
                2 => Interval::point(value.clone()),
                _ => Interval::new(lo, hi),
            };
            let ty = NumberType::exact(range, Step::of(&value));
            Sample { value, ty }
        },
    )
}

fn holds(value: &Rational, ty: &NumberType) {
    assert!(ty.range.contains(value), "{value} is outside {}", ty.range);
    if let Some(denominator) = ty.step.denominator() {
        let whole = value * &Rational::from_parts(denominator.into(), 1.into()).unwrap();
        assert!(whole.is_integer(), "{value} is no multiple of 1/{denominator}");
    }
}

/// Checks the result of an operation that can fail: it is within the known type, or the type says that there may be
/// none.
fn holds_or_fails(value: Option<Rational>, (ty, fails): &(NumberType, bool)) {
    match value {
        Some(value) => holds(&value, ty),
        None => assert!(fails, "no result, though {ty:?} is said to be always there"),
    }
}

fn rounding() -> impl Strategy<Value = RoundTo> {
    let mode = prop_oneof![
        Just(Rounding::HalfUp),
        Just(Rounding::HalfAwayFromZero),
        Just(Rounding::HalfEven),
        Just(Rounding::Up),
        Just(Rounding::Down),
        Just(Rounding::AwayFromZero),
        Just(Rounding::TowardZero)
    ];
    let target = prop_oneof![
        (0_u32..4).prop_map(RoundTarget::Decimals),
        (1_i64..9, 1_i64..9).prop_map(|(n, d)| RoundTarget::Step(Rational::ratio(n, d).unwrap()))
    ];
    (mode, target).prop_map(|(mode, target)| RoundTo { mode, target })
}

/// The place of a number between goalposts, mapped to the place between two ends, by its definition.
fn linear(x: &Rational, [low, high, first, last]: [&Rational; 4], clamped: bool) -> Option<Rational> {
    let x = match clamped {
        true => x.clone().max(low.clone().min(high.clone())).min(low.clone().max(high.clone())),
        false => x.clone(),
    };
    let place = (&x - low).checked_div(&(high - low))?;
    Some(first + &(&place * &(last - first)))
}

fn together(how: How, values: &[&Rational]) -> Rational {
    let sum = values.iter().fold(Rational::zero(), |a, b| &a + *b);
    let mut sorted: Vec<Rational> = values.iter().map(|v| (*v).clone()).collect();
    sorted.sort();
    let n = sorted.len();
    match how {
        How::Sum => sum,
        How::Mean => sum.checked_div(&Rational::from(i64::try_from(n).unwrap())).unwrap(),
        How::Minimum => sorted[0].clone(),
        How::Maximum => sorted[n - 1].clone(),
        _ => (&sorted[(n - 1) / 2] + &sorted[n / 2]).checked_div(&Rational::from(2_i64)).unwrap(),
    }
}

const HOWS: [How; 5] = [How::Sum, How::Mean, How::Minimum, How::Maximum, How::Median];

proptest! {
    #[test]
    fn arithmetic(a in sample(), b in sample()) {
        let (x, y) = (&a.value, &b.value);
        holds(&(x + y), &a.ty.plus(&b.ty));
        holds(&(x - y), &a.ty.minus(&b.ty));
        holds(&(x * y), &a.ty.times(&b.ty));
        holds_or_fails(x.checked_div(y), &a.ty.over(&b.ty));
        holds(&(-x), &a.ty.negated());
        holds(&x.abs(), &a.ty.absolute());
        holds(x.min(y), &a.ty.least(&b.ty));
        holds(x, &a.ty.either(&b.ty));
        holds(y, &a.ty.either(&b.ty));
    }

    #[test]
    fn roundings(a in sample(), to in rounding(), decimals in 0_u32..5) {
        holds(&to.round(&a.value), &a.ty.rounded(&to));
        let even = a.value.round(decimals, Rounding::HalfEven);
        holds(&even, &a.ty.settled(decimals));
        holds(&even, &a.ty.stored(decimals));
        prop_assert!(a.ty.stored(decimals).inexact && !a.ty.settled(decimals).inexact);
    }

    #[test]
    fn limits(a in sample(), lo in sample(), hi in sample()) {
        prop_assume!(lo.value <= hi.value);
        let limited = a.value.clone().max(lo.value.clone()).min(hi.value.clone());
        let fixed = |v: &Rational| NumberType::fixed(v, Unit::Plain);
        holds(&limited, &a.ty.limited(&fixed(&lo.value), &fixed(&hi.value)));
        holds(&limited, &a.ty.limited(&lo.ty, &hi.ty));
    }

    #[test]
    fn scales(x in sample(), ends in prop::array::uniform4(sample()), clamped: bool, fixed: bool) {
        let values = ends.each_ref().map(|end| &end.value);
        let point = ends.each_ref().map(|end| NumberType::fixed(&end.value, Unit::Plain));
        prop_assume!(!fixed || values[0] != values[1]);
        let types = std::array::from_fn(|i| if fixed { &point[i] } else { &ends[i].ty });
        holds_or_fails(linear(&x.value, values, clamped), &x.ty.linear(types, clamped));
    }

    #[test]
    fn roots(x in sample(), exponent in prop_oneof![Just((1, 2)), Just((2, 1)), Just((-1, 1)), Just((-1, 3)), Just((3, 1))]) {
        let exponent = Rational::ratio(exponent.0, exponent.1).unwrap();
        let ty = NumberType::fixed(&exponent, Unit::Plain);
        holds_or_fails(crate::number::power(&x.value, &exponent, 6), &x.ty.power(&ty, 6));
        holds_or_fails(crate::number::ln(&x.value, 6), &x.ty.logarithm(6));
    }

    #[test]
    fn values_together(values in prop::collection::vec(sample(), 1..5), gone in any::<[bool; 5]>(), answer in sample()) {
        let present: Vec<(&NumberType, bool)> = values.iter().map(|v| (&v.ty, false)).collect();
        let perhaps: Vec<(&NumberType, bool)> = values.iter().map(|v| (&v.ty, true)).collect();
        for how in HOWS {
            let combine = |missing| Combine { how, weights: None, missing, empty: None };
            let all: Vec<&Rational> = values.iter().map(|v| &v.value).collect();
            holds(&together(how, &all), &combined(&combine(MissingRule::Propagates), &present).unwrap().0);
            let left: Vec<&Rational> = values.iter().zip(gone).filter(|(_, gone)| !gone).map(|(v, _)| &v.value).collect();
            if !left.is_empty() {
                holds(&together(how, &left), &combined(&combine(MissingRule::Skipped(None)), &perhaps).unwrap().0);
            }
            let counted: Vec<&Rational> =
                values.iter().zip(gone).map(|(v, gone)| if gone { &answer.value } else { &v.value }).collect();
            let rule = MissingRule::CountsAs(answer.value.clone());
            holds(&together(how, &counted), &combined(&combine(rule), &perhaps).unwrap().0);
        }
    }

    #[test]
    fn means_of_powers(
        values in prop::collection::vec(sample(), 1..5),
        exponent in prop_oneof![Just((-1, 1)), Just((-2, 1)), Just((-3, 1)), Just((2, 1)), Just((3, 1)), Just((1, 2))],
    ) {
        let exponent = Rational::ratio(exponent.0, exponent.1).unwrap();
        let among = values.iter().map(|v| v.ty.range.clone()).reduce(|a, b| a.hull(&b)).unwrap();
        let powers: Option<Vec<Rational>> =
            values.iter().map(|v| crate::number::power(&v.value, &exponent, 60)).collect();
        let count = Rational::from(i64::try_from(values.len()).unwrap());
        let mean = powers.and_then(|all| all.iter().fold(Rational::zero(), |a, b| &a + b).checked_div(&count));
        let root = Rational::one().checked_div(&exponent).unwrap();
        if let Some(value) = mean.and_then(|mean| crate::number::power(&mean, &root, 12)) {
            // The powers above were cut.
            let near = &Rational::pow10(-6) + &(&value.abs() * &Rational::pow10(-9));
            let near = Interval::new(-&near, near);
            let range = mean_of_powers(&exponent, &among);
            prop_assert!(range.add(&near).contains(&value), "{value} is outside {range}");
        }
    }

    #[test]
    fn rows_together(value in sample(), others in prop::collection::vec((0_i64..40, any::<bool>()), 0..5), empty in sample()) {
        // More rows of the same range: the first one moved towards an end.
        let moved = |by: i64, up: bool| {
            let end = if up { value.ty.range.hi.clone() } else { value.ty.range.lo.clone() };
            let step = Rational::from(by);
            let there = if up { &value.value + &step } else { &value.value - &step };
            match end {
                Some(end) => if up { there.min(end) } else { there.max(end) },
                None => there,
            }
        };
        let rows: Vec<Rational> =
            std::iter::once(value.value.clone()).chain(others.iter().map(|(by, up)| moved(*by, *up))).collect();
        let step = rows.iter().map(Step::of).reduce(|a, b| a.with(&b)).unwrap();
        let ty = NumberType { step, ..value.ty.clone() };
        for how in HOWS {
            let all: Vec<&Rational> = rows.iter().collect();
            let known = gathered(how, &ty, false, None, &MissingRule::Propagates, Some(&empty.value));
            holds(&together(how, &all), &known);
            holds(&empty.value, &known);
        }
    }
}

#[test]
fn units_of_results() {
    let number = |unit| NumberType { unit, ..NumberType::exact(Interval::point(Rational::one()), Step::decimals(0)) };
    let (plain, time, money) = (number(Unit::Plain), number(Unit::Time), number(Unit::Money));
    assert_eq!(time.times(&plain).unit, Unit::Time);
    assert_eq!(plain.times(&money).unit, Unit::Money);
    assert_eq!(time.over(&time).0.unit, Unit::Plain);
    assert_eq!(money.over(&plain).0.unit, Unit::Money);
    // A fixed number next to money is money.
    assert_eq!(plain.plus(&money).unit, Unit::Money);
    assert_eq!(plain.either(&money).unit, Unit::Money);
    assert_eq!(time.minus(&time).unit, Unit::Time);
    let mean = Combine { how: How::Mean, weights: None, missing: MissingRule::Propagates, empty: None };
    assert_eq!(combined(&mean, &[(&plain, false), (&money, false)]).unwrap().0.unit, Unit::Money);
}
