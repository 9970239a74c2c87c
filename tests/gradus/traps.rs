//! Traps: what goes wrong in engines and spreadsheets, and cannot here. One test each, on every evaluator.

use crate::both::{column, evaluate};

/// A table with one number column, and a tree of its rows.
fn of_rows(column: &str, value: &str) -> String {
    format!("policy trap\ntable t {{\n  key id : count\n  x : {column}\n}}\ntree score of t = {value}\n")
}

/// A table with one number column, and a tree of the groups of its rows.
fn of_groups(column: &str, value: &str) -> String {
    format!(
        "policy trap\ntable t {{\n  key id : count\n  g : text\n  x : {column}\n}}\nsubject s = t by g\ntree score of s = {value}\n"
    )
}

/// A missing value is no number, so there is nothing that a clamp could bring to the end of a scale.
#[test]
fn trap_null_through_clamp() {
    let text = of_rows("number 0..200 with 0 decimals or missing", "linear(x, 0..100 to 0..100, clamped)")
        + "tiers level of score of t {\n  top >= 90\n  rest otherwise\n}\n";
    let rows = ["id,x\n1,\n2,150\n"];
    assert_eq!(column(&text, &rows, "t", "score"), ["", "100"]);
    assert_eq!(column(&text, &rows, "t", "level"), ["", "top"]);
}

/// NaN and the infinities are bad input, so no comparison ever meets one.
#[test]
fn trap_nan_at_cutoff() {
    for nan in ["NaN", "nan", "inf", "-Infinity"] {
        let found = evaluate(&of_rows("number with 2 decimals", "x"), &[&format!("id,x\n1,{nan}\n")], "t").unwrap_err();
        assert_eq!(found[0].code.name(), "bad-number", "{nan}");
    }
}

/// A sum is kept in integers that its bound proves wide enough, whatever the width of the column.
#[test]
fn trap_int8_sum_wrap() {
    let rows: String = (0..300).map(|i| format!("{i},a,5\n")).collect();
    let text = of_groups("rating 1..5", "sum(x of t, if empty 0)");
    assert_eq!(column(&text, &[&format!("id,g,x\n{rows}")], "s", "score"), ["1500"]);
}

/// Sums that leave 64 bits go on in wider integers.
#[test]
fn trap_int64_sum_wrap() {
    let text = of_groups("number 0..9223372036854775807 with 0 decimals", "sum(x of t, if empty 0)");
    let rows = ["id,g,x\n1,a,9223372036854775807\n2,a,9223372036854775807\n3,a,9223372036854775807\n"];
    assert_eq!(column(&text, &rows, "s", "score"), ["27670116110564327421"]);
    // The same with numbers of 38 digits, whose sum has 39 and is brought back before it is published.
    let wide = of_groups("number with 0 decimals", "sum(x of t, if empty 0) / 10");
    let most = "9".repeat(38);
    let rows: String = (0..5).map(|i| format!("{i},a,{most}\n")).collect();
    let text = format!("{wide}tiers level of score of s {{\n  high >= 1000\n  low otherwise\n}}\n");
    let half = text.replace("/ 10", "/ 100000000000000");
    assert_eq!(column(&half, &[&format!("id,g,x\n{rows}")], "s", "score"), ["5000000000000000000000000.000000000000"]);
    assert_eq!(column(&half, &[&format!("id,g,x\n{rows}")], "s", "level"), ["high"]);
}

/// A quotient is a fraction, not a double and not a cut decimal: times its divisor it is the dividend again.
#[test]
fn trap_decimal_division() {
    let text = of_rows("number 0..100 with 1 decimal", "x / 3 * 3") + "tree third of t = x / 3\n";
    let rows = ["id,x\n1,10\n2,0.1\n"];
    assert_eq!(column(&text, &rows, "t", "score"), ["10.000000000000", "0.100000000000"]);
    assert_eq!(column(&text, &rows, "t", "third"), ["3.333333333333", "0.033333333333"]);
}

/// A mean is a sum over a count, a fraction too: nothing is cut at the column's decimals.
#[test]
fn trap_decimal_average() {
    let text = of_groups("number 0..1 with 2 decimals", "mean(x of t, if empty missing)");
    let rows = ["id,g,x\n1,a,0.01\n2,a,0.02\n3,a,0.02\n"];
    assert_eq!(column(&text, &rows, "s", "score"), ["0.016666666667"]);
}

/// Extra digits are an error, or are read half even where the column says so; there is no cast that rounds by itself.
#[test]
fn trap_cast_half() {
    let rows = ["id,x\n1,2.5\n2,3.5\n3,-2.5\n"];
    let found = evaluate(&of_rows("number -9..9 with 0 decimals", "x"), &rows, "t").unwrap_err();
    assert_eq!(found[0].code.name(), "too-many-decimals");
    let text = of_rows("number -9..9 with 0 decimals read half even", "x");
    assert_eq!(column(&text, &rows, "t", "score"), ["2", "4", "-2"]);
}

/// A rounding names its mode, and each mode has one meaning for a half on either side of zero.
#[test]
fn trap_round_half() {
    let rows = ["id,x\n1,2.5\n2,3.5\n3,-2.5\n4,-3.5\n"];
    for (mode, expected) in [
        ("half up", ["3", "4", "-2", "-3"]),
        ("half away from zero", ["3", "4", "-3", "-4"]),
        ("half even", ["2", "4", "-2", "-4"]),
        ("up", ["3", "4", "-2", "-3"]),
        ("down", ["2", "3", "-3", "-4"]),
    ] {
        let text = of_rows("number -9..9 with 1 decimal", &format!("rounded(x, {mode} to 0 decimals)"));
        assert_eq!(column(&text, &rows, "t", "score"), expected, "{mode}");
    }
}

/// Sums are integer sums, so neither the order of the rows nor the number of threads shows in the last digit.
#[test]
fn trap_sum_order() {
    let text = of_groups("number with 12 decimals", "mean(x of t, if empty missing)");
    let rows = ["100000000000000000000", "0.1", "-100000000000000000000", "0.2", "0.000000000001"];
    let file =
        |order: &[usize]| order.iter().fold("id,g,x\n".to_string(), |text, at| format!("{text}{at},a,{}\n", rows[*at]));
    for order in [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [1, 3, 4, 0, 2]] {
        assert_eq!(column(&text, &[&file(&order)], "s", "score"), ["0.060000000000"]);
    }
    // The same rows in one file for each row.
    let files: Vec<String> = (0..5).map(|at| file(&[at])).collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    assert_eq!(column(&text, &files, "s", "score"), ["0.060000000000"]);
}

/// Thirds of 69, 70 and 71 are 70.
#[test]
fn thirds_reach_the_cut_off() {
    let text = "policy thirds\ntable t {\n  key id : count\n  a, b, c : number 0..100 with 9 decimals\n}\n\
        tree score of t {\n  33.33 x = a\n  33.33 y = b\n  33.33 z = c\n}\n\
        tree plain of t = (a + b + c) / 3\n\
        tiers level of score of t {\n  pass >= 70\n  fail otherwise\n}\n\
        tiers plainly of plain of t {\n  pass >= 70\n  fail otherwise\n}\n";
    // The second row lies one unit of the last place below.
    let rows = ["id,a,b,c\n1,69,70,71\n2,69,70,70.999999999\n"];
    assert_eq!(column(text, &rows, "t", "level"), ["pass", "fail"]);
    assert_eq!(column(text, &rows, "t", "plainly"), ["pass", "fail"]);
}

/// The mean of 1, 2 and 2, times 3, is 5: over the values of a row and over rows.
#[test]
fn a_mean_times_its_count_is_the_sum() {
    let text = "policy mean\ntable t {\n  key id : count\n  a, b, c : rating 1..5\n}\ntree score of t = 3 * mean(a, b, c)\n\
        tiers level of score of t {\n  pass >= 5\n  fail otherwise\n}\n";
    assert_eq!(column(text, &["id,a,b,c\n1,1,2,2\n"], "t", "score"), ["5.000000000000"]);
    assert_eq!(column(text, &["id,a,b,c\n1,1,2,2\n"], "t", "level"), ["pass"]);
    let text = of_groups("rating 1..5", "3 * mean(x of t, if empty missing)")
        + "tiers level of score of s {\n  pass >= 5\n  fail otherwise\n}\n";
    assert_eq!(column(&text, &["id,g,x\n1,a,1\n2,a,2\n3,a,2\n"], "s", "level"), ["pass"]);
}

/// Means over 3, 7 and 11 rows, averaged by their counts onto a cut-off, reach it: 209/3 and 491/7 never end, and
/// 209 + 491 + 770 over 21 is 70. One unit of the last place below does not reach it.
#[test]
fn means_of_awkward_counts_reach_the_cut_off() {
    let text = "policy means\nchoice kind { a, b, c }\ntable t {\n  key id : count\n  g : text\n  k : kind\n  x : number 0..1000 with 9 decimals\n}\n\
        subject s = t by g\n\
        tree score of s {\n  missing propagates\n\
          3 p = mean(x of t where k is a, if empty missing)\n\
          7 q = mean(x of t where k is b, if empty missing)\n\
          11 r = mean(x of t where k is c, if empty missing)\n}\n\
        tiers level of score of s {\n  pass >= 70\n  fail otherwise\n}\n";
    let rows = |last: &str| {
        let kinds = [("a", 3, "69"), ("b", 7, "71"), ("c", 11, last)];
        let each = kinds.iter().flat_map(|(kind, count, first)| {
            (0..*count).map(move |i| format!("u,{kind},{}", if i == 0 { *first } else { "70" }))
        });
        each.enumerate().fold("id,g,k,x\n".to_string(), |text, (id, row)| format!("{text}{id},{row}\n"))
    };
    assert_eq!(column(text, &[&rows("70")], "s", "score"), ["70.000000000000"]);
    assert_eq!(column(text, &[&rows("70")], "s", "level"), ["pass"]);
    assert_eq!(column(text, &[&rows("69.999999999")], "s", "level"), ["fail"]);
}
