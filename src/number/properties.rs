//! Properties that hold for every number, tested on many numbers.

use std::hash::{DefaultHasher, Hash, Hasher};

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};
use proptest::prelude::*;

use super::*;

/// Returns fractions of both signs, small enough to be integers and ties often.
fn rational() -> impl Strategy<Value = Rational> {
    prop_oneof![
        (-400i64..400, 1i64..25).prop_map(|(n, d)| Rational::ratio(n, d).unwrap()),
        (any::<i64>(), 1i64..1_000_000_007).prop_map(|(n, d)| Rational::ratio(n, d).unwrap()),
        (-100_000i128..100_000, 0u32..6).prop_map(|(n, scale)| Rational::from_scaled(n, scale)),
    ]
}

/// Returns numerators and denominators on both sides of the bound between the two forms of a fraction.
fn about_a_word() -> impl Strategy<Value = BigInt> {
    let word = BigInt::from(i64::MAX);
    prop_oneof![
        any::<i64>().prop_map(BigInt::from),
        (-3i64..=3).prop_map(BigInt::from),
        (-3i64..=3, any::<bool>()).prop_map(move |(by, low)| if low { -&word + by } else { &word + by }),
        any::<i128>().prop_map(BigInt::from),
    ]
}

/// Returns a fraction of such integers, and the same fraction in the library for integers of any size.
fn either_form() -> impl Strategy<Value = (Rational, BigRational)> {
    (about_a_word(), about_a_word()).prop_filter_map("zero below", |(n, d)| {
        Some((Rational::from_parts(n.clone(), d.clone())?, BigRational::new(n, d)))
    })
}

/// Whether a fraction has this value, in the one form that is right for the value.
fn stands_for(ours: &Rational, theirs: &BigRational) -> bool {
    let fits = theirs.numer().to_i64().is_some() && theirs.denom().to_i64().is_some();
    ours.numer() == *theirs.numer() && ours.denom() == *theirs.denom() && ours.is_short() == fits
}

fn hash_of(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

fn positive() -> impl Strategy<Value = Rational> {
    rational().prop_filter_map("zero", |x| (!x.is_zero()).then(|| x.abs()))
}

fn mode() -> impl Strategy<Value = Rounding> {
    proptest::sample::select(Rounding::ALL.to_vec())
}

/// An interval and a number in it, often at an end.
fn sampled() -> impl Strategy<Value = (Interval, Rational)> {
    let end = || (-30i64..30, 1i64..4).prop_map(|(n, d)| Rational::ratio(n, d).unwrap());
    (end(), end(), 0i64..=6, any::<bool>(), any::<bool>()).prop_map(|(a, b, at, open_low, open_high)| {
        let bounded = Interval::new(a.clone(), b.clone());
        let value = &a + (&b - &a) * Rational::ratio(at, 6).unwrap();
        (Interval { lo: bounded.lo.filter(|_| !open_low), hi: bounded.hi.filter(|_| !open_high) }, value)
    })
}

/// Half a unit of the last decimal.
fn half_unit(scale: u32) -> Rational {
    Rational::from_scaled(5, scale + 1)
}

proptest! {
    #[test]
    fn both_forms_compute_alike((a, x) in either_form(), (b, y) in either_form()) {
        prop_assert!(stands_for(&a, &x) && stands_for(&b, &y));
        prop_assert!(stands_for(&(&a + &b), &(&x + &y)));
        prop_assert!(stands_for(&(&a - &b), &(&x - &y)));
        prop_assert!(stands_for(&(&a * &b), &(&x * &y)));
        prop_assert!(stands_for(&-&a, &-&x) && stands_for(&a.abs(), &x.abs()));
        match a.checked_div(&b) {
            Some(quotient) => prop_assert!(stands_for(&quotient, &(&x / &y))),
            None => prop_assert!(y.is_zero()),
        }
        prop_assert!(stands_for(&a.powi(3), &x.pow(3)));
        prop_assert_eq!(a.cmp(&b), x.cmp(&y));
        prop_assert_eq!(a == b, x == y);
        prop_assert_eq!((a.is_zero(), a.is_negative(), a.is_integer()), (x.is_zero(), x.is_negative(), x.is_integer()));
        prop_assert_eq!(a.whole(), if x.is_integer() { x.numer().to_i128() } else { None });
    }

    #[test]
    fn values_come_back_to_their_form((a, _) in either_form(), (b, _) in either_form()) {
        let ways = [
            (&a + &b) - &b,
            (&a - &b) + &b,
            -(-&a),
            (&a * &b).checked_div(&b).unwrap_or_else(|| a.clone()),
            a.checked_div(&b).map_or_else(|| a.clone(), |quotient| quotient * &b),
            Rational::from_parts(a.numer() * 6, a.denom() * 6).unwrap(),
        ];
        for way in ways {
            prop_assert_eq!(&way, &a);
            prop_assert_eq!((way.is_short(), hash_of(&way), way.cmp(&a)), (a.is_short(), hash_of(&a), std::cmp::Ordering::Equal));
            prop_assert_eq!(way.to_string(), a.to_string());
        }
    }

    #[test]
    fn decimals_of_either_size_are_the_same_fraction(mantissa in about_a_word(), scale in 0u32..45) {
        let theirs = BigRational::new(mantissa.clone(), BigInt::from(10).pow(scale));
        prop_assert!(stands_for(&Decimal::new(mantissa, scale).to_rational(), &theirs));
    }

    #[test]
    fn decimals_print_as_they_parse(mantissa in any::<i128>(), scale in 0u32..60) {
        let decimal = Decimal::new(mantissa.into(), scale);
        let text = decimal.to_string();
        prop_assert_eq!(Decimal::parse(&text).unwrap(), decimal.clone());
        prop_assert_eq!(text.split_once('.').map_or(0, |(_, decimals)| decimals.len()), scale as usize);
        prop_assert_eq!(decimal.normalised().to_rational(), decimal.to_rational());
        prop_assert_eq!(Some(decimal.normalised().scale()), decimal.to_rational().scale());
    }

    #[test]
    fn parse_never_panics(text in "[-+]?[0-9.eE+-]{0,12}|.{0,8}") {
        if let Ok(decimal) = Decimal::parse(&text) {
            prop_assert_eq!(Decimal::parse(&decimal.to_string()).unwrap(), decimal);
        }
    }

    #[test]
    fn terminating_numbers_print_as_they_parse(mantissa in any::<i128>(), scale in 0u32..40) {
        let value = Rational::from_scaled(mantissa, scale);
        prop_assert_eq!(Decimal::parse(&value.to_string()).unwrap().to_rational(), value);
    }

    #[test]
    fn doubles_come_back(bits in any::<u64>()) {
        let value = f64::from_bits(bits);
        match Decimal::from_f64(value) {
            Some(decimal) => prop_assert!(decimal.to_string().parse::<f64>().unwrap() == value),
            None => prop_assert!(!value.is_finite()),
        }
    }

    #[test]
    fn singles_come_back(bits in any::<u32>()) {
        let value = f32::from_bits(bits);
        match Decimal::from_f32(value) {
            Some(decimal) => prop_assert!(decimal.to_string().parse::<f32>().unwrap() == value),
            None => prop_assert!(!value.is_finite()),
        }
    }

    #[test]
    fn rounding_does_what_its_mode_says(x in rational(), mode in mode()) {
        let integer = x.round_to_integer(mode);
        let rounded = Rational::from(integer.clone());
        let (gap, half) = (&rounded - &x, Rational::ratio(1, 2).unwrap());
        prop_assert!(gap.abs() < Rational::one());
        let tie = gap.abs() == half;
        let as_asked = match mode {
            Rounding::Up => !gap.is_negative(),
            Rounding::Down => !gap.is_positive(),
            Rounding::AwayFromZero => rounded.abs() >= x.abs(),
            Rounding::TowardZero => rounded.abs() <= x.abs(),
            Rounding::HalfUp => gap.abs() < half || tie && gap.is_positive(),
            Rounding::HalfAwayFromZero => gap.abs() < half || tie && rounded.abs() > x.abs(),
            Rounding::HalfEven => gap.abs() < half || tie && integer.is_even(),
        };
        prop_assert!(as_asked);
    }

    #[test]
    fn rounding_to_decimals_is_rounding_to_a_step(x in rational(), scale in 0u32..5, mode in mode()) {
        let step = Rational::pow10(-(scale as i32));
        prop_assert_eq!(Some(x.round(scale, mode)), x.round_to_step(&step, mode));
    }

    #[test]
    fn powers_are_nearest(x in positive(), p in -6i64..7, q in 1i64..8, scale in 0u32..15) {
        let exponent = Rational::ratio(p, q).unwrap();
        let result = power(&x, &exponent, scale).unwrap();
        let raised = x.powi(p.unsigned_abs() as u32);
        let exact = if p < 0 { Rational::one().checked_div(&raised).unwrap() } else { raised };
        let (below, above) = (&result - half_unit(scale), &result + half_unit(scale));
        prop_assert!(below.is_negative() || below.powi(q as u32) <= exact);
        prop_assert!(exact <= above.powi(q as u32));
    }

    #[test]
    fn geometric_mean_of_equals_is_the_value(x in positive(), weights in prop::collection::vec(positive_weight(), 1..5)) {
        let pairs: Vec<_> = weights.into_iter().map(|weight| (weight, x.clone())).collect();
        prop_assert_eq!(geometric_mean(&pairs, 12), Some(x.round(12, Rounding::HalfEven)));
    }

    #[test]
    fn geometric_mean_is_a_power(x in positive(), y in positive(), w in 1i64..6, v in 1i64..6) {
        let mean = geometric_mean(&[(w.into(), x.clone()), (v.into(), y.clone())], 10);
        let product = x.powi(w as u32) * y.powi(v as u32);
        prop_assert_eq!(mean, power(&product, &Rational::ratio(1, w + v).unwrap(), 10));
    }

    #[test]
    fn logarithms_rise(x in positive(), y in positive(), scale in 0u32..20) {
        prop_assert_eq!(x <= y || ln(&x, scale) >= ln(&y, scale), true);
    }

    #[test]
    fn logarithms_of_products_add(x in positive(), y in positive(), scale in 0u32..=30) {
        let sum = ln(&x, scale).unwrap() + ln(&y, scale).unwrap();
        let gap = (ln(&(&x * &y), scale).unwrap() - sum).abs();
        prop_assert!(gap <= half_unit(scale) * Rational::from(3i64));
    }

    #[test]
    fn positions_of_powers_are_exact(c in positive(), p in -9i64..10, q in 1i64..10, scale in 0u32..4) {
        prop_assume!(c != Rational::one());
        let x = c.powi(p.unsigned_abs() as u32);
        let x = if p < 0 { Rational::one().checked_div(&x).unwrap() } else { x };
        let expected = Rational::ratio(p, q).unwrap().round(scale, Rounding::HalfEven);
        prop_assert_eq!(log_position(&x, &Rational::one(), &c.powi(q as u32), scale), Some(expected));
    }

    #[test]
    fn positions_are_quotients_of_logarithms(x in positive(), lo in positive(), hi in positive()) {
        prop_assume!(lo != hi);
        let ln = |value: &Rational| ln(value, 30).unwrap();
        let whole = ln(&hi) - ln(&lo);
        let position = log_position(&x, &lo, &hi, 6).unwrap();
        // Each of the three logarithms is wrong by at most half of 1e-30, and so is the identity that they should
        // satisfy.
        let gap = (&position * &whole - (ln(&x) - ln(&lo))).abs();
        let slack = (Rational::one() + position.abs()) * Rational::pow10(-29);
        prop_assert!(gap <= half_unit(6) * whole.abs() + slack);
    }

    #[test]
    fn intervals_hold_the_results_of_their_numbers((a, x) in sampled(), (b, y) in sampled(), (c, z) in sampled()) {
        prop_assert!(a.contains(&x) && b.contains(&y));
        prop_assert!(a.add(&b).contains(&(&x + &y)));
        prop_assert!(a.sub(&b).contains(&(&x - &y)));
        prop_assert!(a.mul(&b).contains(&(&x * &y)));
        prop_assert!(a.neg().contains(&-&x));
        prop_assert!(a.abs().contains(&x.abs()));
        prop_assert!(a.min(&b).contains((&x).min(&y)));
        prop_assert!(a.max(&b).contains((&x).max(&y)));
        prop_assert!(a.clamp(&b, &c).contains((&x).max(&y).min(&z)));
        let round = |v: &Rational| v.round(0, Rounding::HalfEven);
        prop_assert!(a.map_monotone(round).contains(&round(&x)));
        prop_assert!(a.magnitude().is_none_or(|most| x.abs() <= most));
        match a.div(&b) {
            Some(quotients) => prop_assert!(quotients.contains(&x.checked_div(&y).unwrap())),
            None => prop_assert!(b.contains(&Rational::zero())),
        }
    }

    #[test]
    fn hulls_and_intersections_agree_with_membership((a, x) in sampled(), (b, _) in sampled()) {
        prop_assert!(a.within(&a.hull(&b)) && b.within(&a.hull(&b)));
        let common = a.intersect(&b);
        prop_assert_eq!(common.as_ref().is_some_and(|i| i.contains(&x)), b.contains(&x));
        prop_assert!(common.is_none_or(|i| i.within(&a) && i.within(&b)));
    }
}

/// Returns weights that are small enough for their common multiple to stay below the cap.
fn positive_weight() -> impl Strategy<Value = Rational> {
    (1i64..9, 1i64..5).prop_map(|(n, d)| Rational::ratio(n, d).unwrap())
}
