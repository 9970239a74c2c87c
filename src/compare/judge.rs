//! Decides whether two cells are equal.

use super::decimal::Decimal;

/// How far apart two numbers may be and still be equal. The bounds are inclusive: a published value that was rounded
/// from a tie, in either direction, does not count as a difference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Within {
    /// Half a unit of the last decimal that the expected cell shows.
    #[default]
    Shown,
    /// Half a unit of this decimal.
    Digits(u32),
    /// This distance.
    Tolerance(Decimal),
}

impl Within {
    /// Returns how far apart a number may be from an expected number.
    fn distance(&self, expected: &Decimal) -> Decimal {
        match self {
            Within::Shown => Decimal::half_unit(expected.decimals()),
            Within::Digits(digits) => Decimal::half_unit(*digits),
            Within::Tolerance(tolerance) => tolerance.clone(),
        }
    }
}

/// The meaning of a cell of the expected file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ExpectedCell<'c> {
    /// Nothing is expected: the cell does not exist, or is empty and empty cells mean nothing.
    Anything,
    /// There is no value.
    NoValue,
    /// This value is expected.
    Text(&'c str),
}

/// What is known about the cells of a column of the results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing beyond the text of the cells.
    #[default]
    Unknown,
    /// Exact numbers.
    Exact,
    /// Numbers that were rounded at their last decimal when they were stored.
    Stored,
    /// Texts, even if they look like numbers.
    Texts,
}

/// The outcome for a cell of both files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing is expected.
    NotHeld,
    /// As expected.
    Equal,
    /// Not as expected.
    Different,
}

/// A verdict with further facts for the report.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) verdict: Verdict,
    /// The comparison of two numbers, if both cells are numbers.
    pub(super) numbers: Option<Numbers>,
    /// Whether the result is a number and the expected cell is a text.
    pub(super) no_number: bool,
}

/// The comparison of two numbers.
#[derive(Debug)]
pub(super) struct Numbers {
    /// How far apart they are.
    pub(super) distance: Decimal,
    /// How far apart they may be.
    pub(super) within: Decimal,
    /// Whether they differ only in decimals that the result does not have.
    pub(super) beyond_ours: bool,
}

/// Compares a cell of the results with the expected cell. The cell of the results is empty if there is no value.
pub(super) fn judge(ours: &str, wanted: ExpectedCell<'_>, within: &Within, kind: Kind) -> Judged {
    let expected = match wanted {
        ExpectedCell::Anything => return Judged::of(Verdict::NotHeld),
        ExpectedCell::NoValue => return Judged::of(verdict(ours.is_empty())),
        ExpectedCell::Text(_) if ours.is_empty() => return Judged::of(Verdict::Different),
        ExpectedCell::Text(expected) => expected,
    };
    let number = |text| if kind == Kind::Texts { None } else { Decimal::parse(text) };
    let (Some(x), y) = (number(ours), number(expected)) else { return Judged::of(verdict(ours == expected)) };
    let Some(y) = y else { return Judged { no_number: true, ..Judged::of(verdict(ours == expected)) } };
    let (distance, within) = (x.distance(&y), within.distance(&y));
    let own = Decimal::half_unit(x.decimals());
    // A value that was stored is within half a unit of its last decimal of the value shown. Lost precision in storage
    // is not a difference; a whole unit of the last decimal is one.
    let stored = kind == Kind::Stored && distance < within.plus(&own);
    let equal = distance <= within || stored;
    let beyond_ours = !equal && x.decimals() < y.decimals() && distance <= own;
    Judged { verdict: verdict(equal), numbers: Some(Numbers { distance, within, beyond_ours }), no_number: false }
}

impl Judged {
    fn of(verdict: Verdict) -> Judged {
        Judged { verdict, numbers: None, no_number: false }
    }
}

fn verdict(equal: bool) -> Verdict {
    if equal { Verdict::Equal } else { Verdict::Different }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn equal_as(ours: &str, expected: &str, within: Within, kind: Kind) -> bool {
        judge(ours, ExpectedCell::Text(expected), &within, kind).verdict == Verdict::Equal
    }

    fn equal(ours: &str, expected: &str) -> bool {
        equal_as(ours, expected, Within::Shown, Kind::Unknown)
    }

    #[test]
    fn ours_lies_within_half_a_unit_of_the_expected_decimals() {
        assert!(equal("0.5", ".5") && equal("0.50", "0.5") && equal("0.5", "0.50"));
        assert!(equal("12.3449", "12.34") && !equal("12.346", "12.34"));
        assert!(!equal("12.35", "12.345"), "the expected cell shows more than ours has");
        assert!(equal("0.0015", "1.5e-3") && equal("1.5E3", "1500") && equal("0.00149", "1.5e-3"));
        assert!(!equal("0.0014", "1.5e-3"));
        assert!(equal("99999999999999999999999999999999999999.5", "100000000000000000000000000000000000000"));
    }

    #[test]
    fn a_tie_may_have_been_rounded_to_either_side() {
        for (ours, one, other) in [("12.345", "12.34", "12.35"), ("-2.5", "-3", "-2"), ("0.5", "0", "1")] {
            assert!(equal(ours, one) && equal(ours, other), "{ours}");
        }
        assert!(!equal("-2.5", "-1") && !equal("-2.51", "-2") && !equal("2.49", "3"));
    }

    #[test]
    fn given_digits_say_how_far_apart_numbers_may_be() {
        let digits = |ours, expected, n| equal_as(ours, expected, Within::Digits(n), Kind::Unknown);
        assert!(digits("12.35", "12.345", 2) && digits("12.34", "12.3", 1) && !digits("12.34", "12.3", 2));
        assert!(digits("1.153521365000", "1.1535213649999583", 8), "what was stored lies on a tie");
        assert!(digits("0.4999999", "0.5000001", 0), "a border between two digits is no difference");
        assert!(!digits("0.5", "1.4999", 0), "and no border hides one");
        assert!(!digits("3.4", "3", 1), "zeros that were not written count");
        assert!(digits("-0.005", "-0.01", 2) && digits("-0.005", "0", 2) && !digits("-0.005", "0.01", 2));
    }

    #[test]
    fn a_tolerance_is_a_distance() {
        let within =
            |ours, expected, t| equal_as(ours, expected, Within::Tolerance(Decimal::parse(t).unwrap()), Kind::Unknown);
        assert!(within("0.5", "0.501", "0.001") && !within("0.5", "0.5011", "0.001"));
        assert!(within("-1e3", "-1001", "1") && within("0.5", "0.50", "0") && !within("0.5", "0.500001", "0"));
    }

    #[test]
    fn what_could_not_be_stored_more_exactly_is_no_difference() {
        let stored = |ours, expected, within| equal_as(ours, expected, within, Kind::Stored);
        assert!(stored("0.333333333333", "0.3333333333333333", Within::Shown));
        assert!(!stored("0.333333333333", "0.333333333334", Within::Shown));
        assert!(stored("0.123456789012", "0.12345678901250001", Within::Digits(12)));
        assert!(!stored("0.333333333333", "0.3333333333340", Within::Shown));
        assert!(!equal_as("0.33", "0.3333", Within::Shown, Kind::Exact), "a rounding of the policy is held to it");
    }

    #[test]
    fn other_texts_are_equal_exactly() {
        assert!(equal("甲", "甲"));
        assert!(!equal("A", "a") && !equal("1 ", "1") && !equal("甲", "1"));
        assert!(!equal("007", "7") && equal("007", "007"), "a number with zeros in front is a name");
        assert!(!equal_as("1.10", "1.1", Within::Shown, Kind::Texts));
        assert!(judge("1.5", ExpectedCell::Text("1,5"), &Within::Shown, Kind::Unknown).no_number);
    }

    #[test]
    fn no_value_is_expected_or_nothing_is() {
        let verdict = |ours, wanted| judge(ours, wanted, &Within::Shown, Kind::Unknown).verdict;
        assert_eq!(verdict("", ExpectedCell::NoValue), Verdict::Equal);
        assert_eq!(verdict("1", ExpectedCell::NoValue), Verdict::Different);
        assert_eq!(verdict("", ExpectedCell::Text("1")), Verdict::Different);
        assert_eq!(verdict("1", ExpectedCell::Anything), Verdict::NotHeld);
        assert_eq!(verdict("", ExpectedCell::Anything), Verdict::NotHeld);
    }
}
