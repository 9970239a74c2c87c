//! Ends and bounds that follow from data, and values outside of the range of their inputs, with every evaluator.

use crate::both::column;

fn page(more: &str) -> String {
    format!(
        "policy ends
table v {{
  key id : count
  x, a : number 0..10 with 1 decimal
  c, d : number -10..10 with 1 decimal
}}
{more}
"
    )
}

#[test]
fn a_range_that_ends_before_it_begins_holds_nothing() {
    let rows = "id,x,a,c,d\n1,9,6,0,0\n2,3,7,0,0\n3,3,2,0,0\n4,1,2,0,0\n";
    for (range, expected) in [
        ("a..5", ["", "", "3", "2"]),
        ("5..a", ["6", "5", "", ""]),
        ("a..half", ["", "", "3", "2"]),
        ("most..5", ["", "", "", ""]),
        ("a..(a - 1)", ["", "", "", ""]),
    ] {
        let text = page(&format!(
            "param half = 5
let most of all = max(a of v, if empty missing)
let kept of v = limited(x, {range})
publish kept of v"
        ));
        let kept: Vec<String> = column(&text, &[rows], "v", "kept").iter().map(|cell| plain(cell)).collect();
        assert_eq!(kept, expected, "limited(x, {range})");
    }
}

/// A cell without trailing zeros after its decimal point.
fn plain(cell: &str) -> String {
    match cell.contains('.') {
        true => cell.trim_end_matches('0').trim_end_matches('.').to_string(),
        false => cell.to_string(),
    }
}

#[test]
fn tiers_whose_bounds_stand_in_no_order_say_so() {
    let rows = "id,x,a,c,d\n1,9,5,6,0\n2,5.5,5,4,0\n3,1,5,4,0\n";
    let text = page("tree s of v = x\ntiers level of s of v { top >= a\n mid >= c\n low otherwise }");
    assert_eq!(column(&text, &[rows], "v", "level"), ["", "top", "low"]);
    let why = "the bounds of level are not in the order of the policy";
    assert_eq!(column(&text, &[rows], "v", "level_missing"), [why, "", ""]);
    // The message names the unknown value, and not its possible consequences.
    let rows = "id,x,a,c,d\n1,9,5,,0\n";
    let text =
        text.replace("  c, d : number -10..10 with 1 decimal", "  c, d : number -10..10 with 1 decimal or missing");
    assert_eq!(column(&text, &[rows], "v", "level_missing"), ["c is missing"]);
    let gaps = page("tree s of v = x\ntiers level of s of v, gaps reported { top >= 9\n low < 3 }");
    let rows = "id,x,a,c,d\n1,9,5,6,0\n2,5.5,5,4,0\n";
    assert_eq!(column(&gaps, &[rows], "v", "level_missing"), ["", "level: no tier takes the value"]);
}

#[test]
fn means_of_powers_of_both_signs_lie_beyond_what_they_are_made_of() {
    let tree = |how: &str| page(&format!("tree t of v by {how} {{\n missing propagates\n one = c\n other = d\n}}"));
    let rows = "id,x,a,c,d\n1,0,0,-9,9.1\n2,0,0,-9,-9.1\n3,0,0,4,5\n";
    let told = |how: &str| column(&tree(how), &[rows], "v", "t");
    let harmonic = told("harmonic mean");
    assert_eq!(plain(&harmonic[0]), "-1638");
    let even = told("power mean of 2");
    assert_eq!(even[1], "9.050138120493");
    assert_eq!(even[0], even[1]);
    assert_eq!(told("power mean of 4")[1][..8], *"9.050414");
    assert_eq!(told("power mean of -2")[1][..8], *"9.049585");
    // A power mean with an odd exponent is missing for numbers below zero, since it has no root.
    assert_eq!(told("power mean of 3")[1], "");
}
