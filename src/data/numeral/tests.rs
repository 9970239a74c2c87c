use super::super::testing::number;
use super::*;
use proptest::prelude::*;

fn numeral(scale: u32, lo: i64, hi: i64, bound_scale: u32) -> Numeral {
    let end = |n: i64| Decimal::new(n.into(), bound_scale).to_string();
    Numeral::new("n", &number(scale, &end(lo.min(hi)), &end(lo.max(hi))))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    /// A number that the fast way parses has the same value in the exact way. The fast way parses every legal number in
    /// plain digits that fits.
    #[test]
    fn the_fast_way_agrees_with_the_exact_way(
        text in "-?[0-9]{1,6}(\\.[0-9]{1,4})?|[-+0-9.e]{0,8}|-?[0-9]{17,20}(\\.[0-9]{1,3})?",
        scale in 0u32..6,
        lo in -2_000_000i64..2_000_000,
        hi in -2_000_000i64..2_000_000,
        bound_scale in 0u32..7,
    ) {
        let numeral = numeral(scale, lo, hi, bound_scale);
        let exact = numeral.read(&text);
        match numeral.read_plain(text.as_bytes()) {
            Some(fast) => prop_assert_eq!(Some(fast), exact),
            None => if let Some(Cell::Narrow(units)) = exact {
                // The slow way is for signs, exponents and zeros beyond the column's decimals.
                let plain = Decimal::new(units.into(), scale).to_string();
                prop_assert_ne!(plain, text);
            },
        }
    }

    /// A stored number is read in the same way as its text.
    #[test]
    fn stored_numbers_agree_with_their_text(
        units in -3_000_000i64..3_000_000,
        stored in 0u32..8,
        scale in 0u32..6,
        lo in -2_000_000i64..2_000_000,
        hi in -2_000_000i64..2_000_000,
    ) {
        let numeral = numeral(scale, lo, hi, 2);
        let exact = numeral.read(&Decimal::new(units.into(), stored).to_string());
        prop_assert_eq!(numeral.read_units(units.into(), stored), exact);
    }

    /// The bounds in units are the bounds of the range, exactly.
    #[test]
    fn bounds_are_exact(units in -300i64..300, scale in 0u32..3, lo in -3000i64..3000, hi in -3000i64..3000) {
        let numeral = numeral(scale, lo, hi, 3);
        let legal = numeral.column.range.contains(&Rational::from_scaled(units.into(), scale));
        prop_assert_eq!(numeral.read_units(units.into(), scale).is_some(), legal);
    }
}

#[test]
fn the_ends_of_machine_numbers() {
    let units = |text: &str, scale| plain_units(text.as_bytes(), scale);
    assert_eq!(units("9223372036854775807", 0), Some(i64::MAX));
    assert_eq!(units("9223372036854775808", 0), None);
    assert_eq!(units("-1.5", 3), Some(-1500));
    for text in ["", "-", "1.", ".1", "1..2", "+1", "1e3", "--1", "１", "1.0000"] {
        assert_eq!(units(text, 3), None, "{text}");
    }
}
