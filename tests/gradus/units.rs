//! The unit of every statistic, function and composition, for values of every unit, or that gradus refuses it.

use gradus::inside::diagnostic::Severity;
use gradus::inside::policy::{Pack, Run};

const UNITS: [(&str, &str); 4] = [
    ("plain", "number 1..50 with 1 decimal"),
    ("duration", "number 1..50 with 1 decimal in minutes"),
    ("working days", "number 1..50 with 1 decimal in working days"),
    ("money", "money 1..50 with 2 decimals"),
];

/// A use of `x`, of all or of a row, and the unit of the result for each unit of `x`: `same`, `plain`, or `refused`.
const USES: [(&str, &str, [&str; 4]); 34] = [
    ("all", "mean(x of t, if empty missing)", SAME),
    ("all", "mean(x of t weighted w, if empty missing)", SAME),
    // Σwx / Σx: the unit of a weight cancels out.
    ("all", "mean(w of t weighted x, if empty missing)", PLAIN),
    ("all", "sum(x of t, if empty missing)", SAME),
    ("all", "min(x of t, if empty missing)", SAME),
    ("all", "max(x of t, if empty missing)", SAME),
    ("all", "median(x of t, if empty missing)", SAME),
    ("all", "quantile(x of t, 25%, type 7)", SAME),
    ("all", "deviation(x of t, as sample)", SAME),
    ("all", "deviation(x of t, as population, to 6 decimals)", SAME),
    ("all", "variance(x of t, as sample)", ONLY_PLAIN),
    ("all", "count_distinct(x of t)", PLAIN),
    ("all", "standard_error(mean(x of t weighted by design, if empty missing))", SAME),
    ("all", "standard_error(sum(x of t weighted by design, if empty missing))", SAME),
    (
        "all",
        "standard_error(sum(x of t weighted by design, if empty 0) / sum(x of t weighted by design, if empty 0))",
        PLAIN,
    ),
    ("all", "standard_error(sum(x of t weighted by design, if empty 0) / count(t weighted by design))", SAME),
    ("t", "rank(x of t over counted, highest first, ties share the best rank)", PLAIN),
    ("t", "mean(x, y)", SAME),
    ("t", "median(x, y)", SAME),
    ("t", "geometric_mean(x, y)", ONLY_PLAIN),
    ("t", "x * y", ONLY_PLAIN),
    ("t", "x / y", PLAIN),
    ("t", "w / x", ONLY_PLAIN),
    ("t", "x * w", SAME),
    ("t", "power(x, 2)", ONLY_PLAIN),
    ("t", "sqrt(x)", ONLY_PLAIN),
    ("t", "ln(x)", ONLY_PLAIN),
    ("t", "abs(x - y)", SAME),
    ("t", "limited(x, y..z)", SAME),
    ("t", "linear(x, y..z to 0..1, clamped)", PLAIN),
    ("t", "logarithmic(x, y..z to 0..1, clamped)", PLAIN),
    ("t", "linear(w, 1..9 to y..z, clamped)", SAME),
    ("t", "rounded(x, half even to 0 decimals)", ["plain", "refused", "same", "same"]),
    ("t", "rounded(x / y, half even to 0 decimals)", PLAIN),
];

const SAME: [&str; 4] = ["plain", "same", "same", "same"];
const PLAIN: [&str; 4] = ["plain"; 4];
const ONLY_PLAIN: [&str; 4] = ["plain", "refused", "refused", "refused"];

/// The values of trees are published, and a duration cannot be published.
const PUBLISHED: [&str; 4] = ["plain", "refused", "refused", "same"];

/// The names of compositions, and the unit of a tree of two values with each of them.
const COMPOSITIONS: [(&str, [&str; 4]); 8] = [
    ("mean", PUBLISHED),
    ("sum", PUBLISHED),
    ("minimum", PUBLISHED),
    ("maximum", PUBLISHED),
    ("median", PUBLISHED),
    ("geometric mean", ONLY_PLAIN),
    ("harmonic mean", ONLY_PLAIN),
    ("product", ONLY_PLAIN),
];

fn page(unit: usize, lines: &str) -> String {
    let (_, column) = UNITS[unit];
    format!(
        "policy units\ntable t {{\n key id : text\n x, y, z : {column}\n w : number 1..9 with 1 decimal\n n : count\n drawn weight w, rows of \
         n\n}}\nlet counted of t = w > 0\n{lines}\n"
    )
}

fn is_legal(text: &str) -> bool {
    let compiled = Pack::of_text("units.grad", text).compile(&Run::default());
    !compiled.findings.iter().any(|finding| finding.severity == Severity::Error)
}

/// The unit of a value, found by comparing the value with a plain number and with `x`.
fn unit_of(unit: usize, of: &str, value: &str) -> &'static str {
    let with = |other: &str| {
        let other = if of == "all" { format!("max({other} of t, if empty missing)") } else { other.to_string() };
        is_legal(&page(unit, &format!("{value}\nlet probe of {of} = v > {other}")))
    };
    match (is_legal(&page(unit, value)), with("w"), with("x")) {
        (false, ..) => "refused",
        (true, true, _) => "plain",
        (true, false, true) => "same",
        (true, false, false) => "another",
    }
}

#[test]
fn every_use_of_a_unit_says_what_comes_out() {
    let lets = USES.iter().map(|(of, value, expected)| (*of, format!("let v of {of} = {value}"), expected));
    let composed = |by: &str| format!("tree v of t by {by} {{\n a = x\n b = y\n}}");
    let trees = COMPOSITIONS.iter().map(|(by, expected)| ("t", composed(by), expected));
    let mut wrong = Vec::new();
    for (of, value, expected) in lets.chain(trees) {
        for (unit, expected) in expected.iter().enumerate() {
            let found = unit_of(unit, of, &value);
            if found != *expected {
                wrong.push(format!("{}: {value} is {found}, not {expected}", UNITS[unit].0));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
