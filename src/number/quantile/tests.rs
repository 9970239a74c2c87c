//! Compares with values that numpy computes for its nine methods, which are the types 1 to 9.

use super::*;

const SEVEN: [i64; 7] = [1, 2, 4, 8, 16, 32, 64];
const TEN: [i64; 10] = [3, 5, 5, 9, 12, 20, 21, 33, 40, 100];

/// The numbers, the share, and the quantiles of types 1 to 9 with nine decimals.
const KNOWN: [(&[i64], &str, [&str; 9]); 16] = [
    (&SEVEN, "0", ["1", "1", "1", "1", "1", "1", "1", "1", "1"]),
    (&SEVEN, "0.1", ["1", "1", "1", "1", "1.2", "1", "1.6", "1.066666667", "1.1"]),
    (&SEVEN, "0.25", ["2", "2", "2", "1.75", "2.5", "2", "3", "2.333333333", "2.375"]),
    (&SEVEN, "0.33", ["4", "4", "2", "2.62", "3.62", "3.28", "3.96", "3.506666667", "3.535"]),
    (&SEVEN, "0.5", ["8", "8", "8", "6", "8", "8", "8", "8", "8"]),
    (&SEVEN, "0.75", ["32", "32", "16", "20", "28", "32", "24", "29.333333333", "29"]),
    (&SEVEN, "0.9", ["64", "64", "32", "41.6", "57.6", "64", "44.8", "61.866666667", "60.8"]),
    (&SEVEN, "1", ["64", "64", "64", "64", "64", "64", "64", "64", "64"]),
    (&TEN, "0", ["3", "3", "3", "3", "3", "3", "3", "3", "3"]),
    (&TEN, "0.1", ["3", "4", "3", "3", "4", "3.2", "4.8", "3.733333333", "3.8"]),
    (&TEN, "0.25", ["5", "5", "5", "5", "5", "5", "6", "5", "5"]),
    (&TEN, "0.33", ["9", "9", "5", "6.2", "8.2", "7.52", "8.88", "7.973333333", "8.03"]),
    (&TEN, "0.5", ["12", "16", "12", "12", "16", "16", "16", "16", "16"]),
    (&TEN, "0.75", ["33", "33", "33", "27", "33", "34.75", "30", "33.583333333", "33.4375"]),
    (&TEN, "0.9", ["40", "70", "40", "40", "70", "94", "46", "78", "76"]),
    (&TEN, "1", ["100", "100", "100", "100", "100", "100", "100", "100", "100"]),
];

#[test]
fn all_types_are_as_known() {
    for (numbers, share, known) in KNOWN {
        let share: Rational = crate::number::Decimal::parse(share).unwrap().to_rational();
        for (kind, known) in (1..).zip(known) {
            let (lower, upper, part) = quantile_place(kind, &share, numbers.len()).unwrap();
            let (lower, upper) = (Rational::from(numbers[lower]), Rational::from(numbers[upper]));
            let found = (&lower + &(&part * &(&upper - &lower))).round(9, Rounding::HalfEven);
            let known: Rational = crate::number::Decimal::parse(known).unwrap().to_rational();
            assert_eq!(found, known, "type {kind} at {share} of {numbers:?}");
        }
    }
}

#[test]
fn nothing_has_no_quantile() {
    assert_eq!(quantile_place(7, &Rational::one(), 0), None);
}
