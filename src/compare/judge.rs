//! When two cells are equal.

use super::decimal::Decimal;

/// What there is to say about a cell of both files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Empty in both.
    Blank,
    /// Filled in both, and equal.
    Equal,
    /// Filled in the result only.
    OnlyOurs,
    /// Filled in both and not equal, or filled in the expected file only.
    Different,
}

/// The verdict, and how far apart the two are when both are numbers.
pub(super) fn judge(ours: &str, expected: &str, digits: Option<u32>) -> (Verdict, Option<Decimal>) {
    match (ours.is_empty(), expected.is_empty()) {
        (true, true) => (Verdict::Blank, None),
        (false, true) => (Verdict::OnlyOurs, None),
        (true, false) => (Verdict::Different, None),
        (false, false) => judge_filled(ours, expected, digits),
    }
}

/// Numbers are equal when ours, rounded to the decimals that the expected one shows, is the expected one; with
/// `digits`, when both are equal rounded to so many decimals. Everything else is equal when the texts are.
fn judge_filled(ours: &str, expected: &str, digits: Option<u32>) -> (Verdict, Option<Decimal>) {
    let (Some(x), Some(y)) = (Decimal::parse(ours), Decimal::parse(expected)) else {
        return (verdict(ours == expected), None);
    };
    let decimals = digits.unwrap_or(y.decimals());
    (verdict(x.rounded(decimals) == y.rounded(decimals)), Some(x.distance(&y)))
}

fn verdict(equal: bool) -> Verdict {
    if equal { Verdict::Equal } else { Verdict::Different }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn equal(ours: &str, expected: &str, digits: Option<u32>) -> bool {
        judge(ours, expected, digits).0 == Verdict::Equal
    }

    #[test]
    fn ours_is_rounded_to_the_expected_decimals() {
        assert!(equal("0.5", ".5", None) && equal("0.50", "0.5", None) && equal("0.5", "0.50", None));
        assert!(equal("12.345", "12.35", None));
        assert!(!equal("12.35", "12.345", None), "the expected cell shows more than ours has");
        assert!(equal("-0.5", "0", None) && !equal("-0.5", "-1", None));
        assert!(equal("-0.5", "-0", None));
        assert!(equal("0.0015", "1.5e-3", None) && equal("1.5E3", "1500", None));
        assert!(equal("99999999999999999999999999999999999999.5", "100000000000000000000000000000000000000", None));
    }

    #[test]
    fn given_digits_round_both() {
        assert!(equal("12.35", "12.345", Some(2)));
        assert!(equal("12.34", "12.3", Some(1)));
        assert!(!equal("12.34", "12.3", Some(2)));
    }

    #[test]
    fn other_texts_are_equal_exactly() {
        assert!(equal("甲", "甲", None));
        assert!(!equal("A", "a", None) && !equal("1 ", "1", None) && !equal("甲", "1", None));
    }

    #[test]
    fn empty_cells_have_their_own_verdicts() {
        assert_eq!(judge("", "", None).0, Verdict::Blank);
        assert_eq!(judge("1", "", None).0, Verdict::OnlyOurs);
        assert_eq!(judge("", "1", None).0, Verdict::Different);
    }
}
