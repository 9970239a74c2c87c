//! Traps: mistakes that occur in engines and spreadsheets, and cannot occur here. Each has a test, on every evaluator.

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

/// A missing value is not a number, so a clamp cannot move it to the end of a scale.
#[test]
fn trap_null_through_clamp() {
    let text = of_rows("number 0..200 with 0 decimals or missing", "linear(x, 0..100 to 0..100, clamped)")
        + "tiers level of score of t {\n  top >= 90\n  rest otherwise\n}\n";
    let rows = ["id,x\n1,\n2,150\n"];
    assert_eq!(column(&text, &rows, "t", "score"), ["", "100"]);
    assert_eq!(column(&text, &rows, "t", "level"), ["", "top"]);
}

/// NaN and the infinities are bad input, so no comparison ever contains one.
#[test]
fn trap_nan_at_cutoff() {
    for nan in ["NaN", "nan", "inf", "-Infinity"] {
        let found = evaluate(&of_rows("number with 2 decimals", "x"), &[&format!("id,x\n1,{nan}\n")], "t").unwrap_err();
        assert_eq!(found[0].code.name(), "bad-number", "{nan}");
    }
}

/// A sum is computed with integers that are wide enough according to its bound, whatever the width of the column is.
#[test]
fn trap_int8_sum_wrap() {
    let rows: String = (0..300).map(|i| format!("{i},a,5\n")).collect();
    let text = of_groups("rating 1..5", "sum(x of t, if empty 0)");
    assert_eq!(column(&text, &[&format!("id,g,x\n{rows}")], "s", "score"), ["1500"]);
}

/// Sums above 64 bits are computed with wider integers.
#[test]
fn trap_int64_sum_wrap() {
    let text = of_groups("number 0..9223372036854775807 with 0 decimals", "sum(x of t, if empty 0)");
    let rows = ["id,g,x\n1,a,9223372036854775807\n2,a,9223372036854775807\n3,a,9223372036854775807\n"];
    assert_eq!(column(&text, &rows, "s", "score"), ["27670116110564327421"]);
    // The same with numbers of 38 digits. Their sum has 39 digits, and is divided before it is published.
    let wide = of_groups("number with 0 decimals", "sum(x of t, if empty 0) / 10");
    let most = "9".repeat(38);
    let rows: String = (0..5).map(|i| format!("{i},a,{most}\n")).collect();
    let text = format!("{wide}tiers level of score of s {{\n  high >= 1000\n  low otherwise\n}}\n");
    let half = text.replace("/ 10", "/ 100000000000000");
    assert_eq!(column(&half, &[&format!("id,g,x\n{rows}")], "s", "score"), ["5000000000000000000000000.000000000000"]);
    assert_eq!(column(&half, &[&format!("id,g,x\n{rows}")], "s", "level"), ["high"]);
}

/// A quotient is a fraction, not a floating-point number and not a cut decimal: multiplied by its divisor, it is the
/// dividend.
#[test]
fn trap_decimal_division() {
    let text = of_rows("number 0..100 with 1 decimal", "x / 3 * 3") + "tree third of t = x / 3\n";
    let rows = ["id,x\n1,10\n2,0.1\n"];
    assert_eq!(column(&text, &rows, "t", "score"), ["10.000000000000", "0.100000000000"]);
    assert_eq!(column(&text, &rows, "t", "third"), ["3.333333333333", "0.033333333333"]);
}

/// A mean is a sum divided by a count, which is also a fraction: nothing is cut to the decimals of the column.
#[test]
fn trap_decimal_average() {
    let text = of_groups("number 0..1 with 2 decimals", "mean(x of t, if empty missing)");
    let rows = ["id,g,x\n1,a,0.01\n2,a,0.02\n3,a,0.02\n"];
    assert_eq!(column(&text, &rows, "s", "score"), ["0.016666666667"]);
}

/// Extra digits are an error, or are rounded half to even if the column says so. No cast rounds implicitly.
#[test]
fn trap_cast_half() {
    let rows = ["id,x\n1,2.5\n2,3.5\n3,-2.5\n"];
    let found = evaluate(&of_rows("number -9..9 with 0 decimals", "x"), &rows, "t").unwrap_err();
    assert_eq!(found[0].code.name(), "too-many-decimals");
    let text = of_rows("number -9..9 with 0 decimals read half even", "x");
    assert_eq!(column(&text, &rows, "t", "score"), ["2", "4", "-2"]);
}

/// A rounding names its mode, and each mode defines the result for a half on both sides of zero.
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

/// Sums are integer sums, so the last digit does not depend on the order of the rows or the number of threads.
#[test]
fn trap_sum_order() {
    let text = of_groups("number with 12 decimals", "mean(x of t, if empty missing)");
    let rows = ["100000000000000000000", "0.1", "-100000000000000000000", "0.2", "0.000000000001"];
    let file =
        |order: &[usize]| order.iter().fold("id,g,x\n".to_string(), |text, at| format!("{text}{at},a,{}\n", rows[*at]));
    for order in [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [1, 3, 4, 0, 2]] {
        assert_eq!(column(&text, &[&file(&order)], "s", "score"), ["0.060000000000"]);
    }
    // The same rows in a separate file for each row.
    let files: Vec<String> = (0..5).map(|at| file(&[at])).collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    assert_eq!(column(&text, &files, "s", "score"), ["0.060000000000"]);
}

/// A third of 69 + 70 + 71 is 70.
#[test]
fn thirds_reach_the_cut_off() {
    let text = "policy thirds\ntable t {\n  key id : count\n  a, b, c : number 0..100 with 9 decimals\n}\n\
        tree score of t {\n  33.33 x = a\n  33.33 y = b\n  33.33 z = c\n}\n\
        tree plain of t = (a + b + c) / 3\n\
        tiers level of score of t {\n  pass >= 70\n  fail otherwise\n}\n\
        tiers plainly of plain of t {\n  pass >= 70\n  fail otherwise\n}\n";
    // The second row is one unit of the last place below the cut-off.
    let rows = ["id,a,b,c\n1,69,70,71\n2,69,70,70.999999999\n"];
    assert_eq!(column(text, &rows, "t", "level"), ["pass", "fail"]);
    assert_eq!(column(text, &rows, "t", "plainly"), ["pass", "fail"]);
}

/// The mean of 1, 2 and 2, times 3, is 5: both over the values of a row and over rows.
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

/// Means over 3, 7 and 11 rows, averaged by their counts, reach a cut-off that they equal: 209/3 and 491/7 are infinite
/// decimals, and 209 + 491 + 770 over 21 is 70. One unit of the last place less does not reach it.
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
