//! States with rows in any order, and in partitions.

use super::*;
use crate::ids::Id;
use crate::names::SubjectId;
use crate::number::Rational;
use crate::types::MissingRule;
use num_bigint::BigInt;

fn aggregate(how: How, has_weight: bool) -> Aggregate {
    let missing = MissingRule::Skipped(None);
    Aggregate { how, rows: SubjectId::at(0), has_condition: false, has_weight, links: 0, missing, empty: None }
}

fn number(number: u64, n: i128, weight: i128) -> InputRow<'static> {
    let value = Some(Value::Number(Number::Whole(n)));
    InputRow { number, value, weight: Some(Number::Whole(weight)), why: None }
}

fn units(value: i64) -> Units {
    Units { value: BigInt::from(value), weight: BigInt::from(1) }
}

#[test]
fn a_sum_that_wraps_at_its_last_row_is_seen() {
    let sum = || {
        let mut total = Total::default();
        [i128::MAX - 1, 1, 1].into_iter().for_each(|n| total.add_whole(n));
        total.value()
    };
    let exact = Rational::from(i128::MAX) + Rational::from(1i128);
    assert_eq!(sum(), exact);
    assert_ne!(crate::faults::with(crate::faults::Fault::SumWraps, sum), exact);
}

#[test]
fn sums_spill_and_stay_exact() {
    let terms = [i128::MAX, 5, i128::MAX, -7, i128::MIN, i128::MAX];
    let exact = terms.iter().fold(Rational::zero(), |sum, n| sum + Rational::from(*n));
    let mean = aggregate(How::Mean, true);
    for turn in 0..terms.len() {
        let (mut state, mut others) = (AggregateState::new(&mean), AggregateState::new(&mean));
        for (at, n) in terms.iter().cycle().skip(turn).take(terms.len()).enumerate() {
            let side = if at % 2 == 0 { &mut state } else { &mut others };
            side.take(number(at as u64, *n, 3));
        }
        state.merge(others);
        let expected = exact.checked_div(&Rational::from(6i64)).unwrap();
        assert_eq!(state.result(&mean, &units(1)), Some(Outcome::Number(expected)));
    }
}

#[test]
fn medians_and_lists_do_not_depend_on_the_order() {
    for (terms, expected) in [(vec![5, 1, 3], 6), (vec![5, 1, 3, 2], 5), (vec![4], 8)] {
        let median = aggregate(How::Median, false);
        let mut state = AggregateState::new(&median);
        for n in &terms {
            let mut other = AggregateState::new(&median);
            other.take(number(0, *n, 1));
            state.merge(other);
        }
        let expected = Rational::ratio(expected, 20).unwrap();
        assert_eq!(state.result(&median, &units(10)), Some(Outcome::Number(expected)), "{terms:?}");
    }
    assert_eq!(
        AggregateState::new(&aggregate(How::Median, false)).result(&aggregate(How::Median, false), &units(1)),
        None
    );
}

#[test]
fn the_first_row_is_the_one_with_the_smallest_number() {
    let first = aggregate(How::First, false);
    let (mut state, mut other) = (AggregateState::new(&first), AggregateState::new(&first));
    state.take(number(7, 70, 1));
    other.take(number(9, 90, 1));
    other.take(InputRow { value: None, why: Some(b"x"), ..number(3, 0, 1) });
    state.merge(other);
    assert_eq!(state.result(&first, &units(1)), None);
    assert_eq!(state.first().and_then(|f| f.why.as_deref()), Some(&b"x"[..]));
}

#[test]
fn flags_are_three_valued() {
    let row = |flag: Option<bool>| InputRow { value: flag.map(|f| Value::Cell(Cell::YesNo(f))), ..number(0, 0, 1) };
    let of = |how, flags: &[Option<bool>]| {
        let aggregate = aggregate(how, false);
        let mut state = AggregateState::new(&aggregate);
        for flag in flags {
            state.take(row(*flag));
        }
        state.result(&aggregate, &units(1)).map(|o| o == Outcome::Cell(Cell::YesNo(true)))
    };
    let (yes, no) = (Some(true), Some(false));
    assert_eq!((of(How::Any, &[]), of(How::All, &[])), (no, yes));
    assert_eq!((of(How::Any, &[no, None, yes]), of(How::Any, &[no, None])), (yes, None));
    assert_eq!((of(How::All, &[yes, None, no]), of(How::All, &[yes, None])), (no, None));
    assert_eq!((of(How::Only, &[]), of(How::Only, &[no, None, no])), (None, no));
}
