//! Follows help literally: each help is applied to its policy. The policy must then have no finding, and its own test
//! must have the right value.
//!
//! Each case is a policy with a mistake. [`typed`] applies the help if the help has one of the known forms. Otherwise
//! the case contains the edit that a person would make.

use super::{cases, cures, outcome};
use gradus::inside::diagnostic::{Code, Diagnostic};
use std::collections::BTreeSet;

/// A policy around the lines of a case, with one row.
fn page(lines: &str, expect: &str) -> String {
    format!(
        "policy follow\n\nchoice size {{ small, large }}\n\ntable t {{\n  key id : text\n  day : date\n  x : number 0..5000 with 2 \
         decimals\n  w : number 0..6000 with 0 decimals in minutes\n  p : number 0..100 with 0 decimals in points\n  r : rating 1..5\n  \
         size : size\n  m : rating 1..5 or missing\n  n : rating 1..5 or absent\n}}\n\n{lines}\n\ntest \"the right value\" {{\n  given t : id, day, x, w, p, r, size, m, n = (\"a\", 2026-03-02, 1600, \
         120, 90, 4, small, missing, 3)\n  {expect}\n}}\n"
    )
}

/// The policy after its help was applied. `None` if the help cannot be typed. If there are several places to type it,
/// the policy with the fewest findings.
fn typed(text: &str, finding: &Diagnostic) -> Option<String> {
    let lead = cures::followed(text, finding).ok()?;
    match lead.one {
        true => lead.pages.into_iter().min_by_key(|page| outcome(page).findings.len()),
        false => lead.pages.into_iter().next(),
    }
}

/// A mistake, the expected result of its policy, and the whole edit of a person if the help cannot be typed.
struct Followed {
    code: Code,
    lines: &'static str,
    expect: &'static str,
    by_hand: Option<(&'static str, &'static str)>,
}

const fn by_help(code: Code, lines: &'static str, expect: &'static str) -> Followed {
    Followed { code, lines, expect, by_hand: None }
}

const fn by_hand(
    code: Code,
    lines: &'static str,
    expect: &'static str,
    from: &'static str,
    to: &'static str,
) -> Followed {
    Followed { code, lines, expect, by_hand: Some((from, to)) }
}

const YES: &str = "expect a of t \"a\" is yes";
const NO: &str = "expect a of t \"a\" is no";
const ONE: &str = "expect a of t \"a\" is 1";

/// The codes of parsing and of names, each with mistakes that people make.
fn followed() -> Vec<Followed> {
    use Code::*;
    let dates = [
        "2026年3月1日",
        "2026.3.1",
        "2026/3/1",
        "2026-3-1",
        "\"2026-03-01\"",
        "01.03.2026",
        "1. März 2026",
        "2026年３月１日",
    ];
    let above = ["90以上", ">= 90以上", "不低于90", "at least 90", "90分以上", "mindestens 90"];
    let numbers =
        ["1,500", "1.500,0", "1 500", "１，５００", "1'500", "1500元", "€1500", "1.5e3", "1\u{2009}500", "0.15万"];
    let spans = ["2小时", "120分钟", "2h", "2 Stunden", "120min", "120 mins"];
    let leak = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let mut all: Vec<Followed> = Vec::new();
    all.extend(dates.map(|d| by_help(Syntax, leak(format!("let a of t = day >= {d}")), YES)));
    all.extend(dates.map(|d| by_help(Syntax, leak(format!("let a of t = day < {d}")), NO)));
    all.extend(above.map(|a| {
        let lines = format!("let y of t = x\ntiers a of y of t {{\n  good {a}\n  poor otherwise\n}}");
        by_help(Syntax, leak(lines), "expect a of t \"a\" is good")
    }));
    all.extend(numbers.map(|n| by_help(Syntax, leak(format!("let a of t = x > {n}")), YES)));
    all.extend(spans.map(|s| by_help(Syntax, leak(format!("let a of t = w >= {s}")), YES)));
    all.extend(
        ["＂", "--", "#", "＃", "※", "——"]
            .into_iter()
            .skip(1)
            .map(|sign| by_help(Syntax, leak(format!("let a of t = x > 3 {sign} what counts")), YES)),
    );
    all.extend([
        by_help(
            Code::RoundingBelowZero,
            "let a of t = rounded(x - 1602.5, half up to 0 decimals)",
            "expect a of t \"a\" is -3",
        ),
        by_help(
            Code::RoundingBelowZero,
            "let a of t = rounded(x - 1602.1, up to 0 decimals)",
            "expect a of t \"a\" is -3",
        ),
        by_help(
            Code::RoundingBelowZero,
            "let a of t = rounded(x - 1602.9, down to 0 decimals)",
            "expect a of t \"a\" is -2",
        ),
        by_help(Code::MonthsBack, "let a of t = day <= 2026-02-28 - 1 month", NO),
        by_help(Code::MonthsBack, "let a of t = 2026-04-30 - 1 month < day", NO),
        by_help(Code::MonthsBack, "let a of t = day in 2026-03-31 - 1 month..2026-03-31", YES),
        by_help(Code::MonthsBack, "let a of t = day not in 2026-03-31 - 1 month..2026-03-31", NO),
        by_hand(
            Code::MonthsBack,
            "table u {\n  key (name, seen)\n  name : text\n  seen : date\n}\nlet n of u = 1\nlet b of u = n at (seen: seen - 1 month) default 0\nlet a of t = 1",
            ONE,
            "let b of u = n at (seen: seen - 1 month)",
            "let limit of u = seen - 1 month cite \"§ 3\"\nlet b of u = n at (seen: limit)",
        ),
        by_help(Code::MonthsBack, "let a of t = day is not 2026-04-30 - 1 month", YES),
        by_help(
            Code::DigitsUnsure,
            "let a of t = 1000000000000 * x * power(2, 0.5)\npublish a of t",
            "expect a of t \"a\" is 2262741699796952.0780827",
        ),
        by_help(Code::MonthsBack, "let a of t = (2026-03-31 - 1 month - day) / 1 day", "expect a of t \"a\" is -2"),
        by_help(Syntax, "let a of t = rounded(x / 16000, half up to 0.1) is 0.1", YES),
        by_help(Syntax, "let a of t = rounded(x / 160, half even to 0 places)", "expect a of t \"a\" is 10"),
        by_help(Syntax, "let a of t = rounded(x / 1000, 四舍五入 to 0 decimals)", "expect a of t \"a\" is 2"),
        by_help(Syntax, "let a of t = x > 3 AND x < 5", NO),
        by_help(Syntax, "let a of t = linear(x, 0 to 3200 to 0..1, clamped)", "expect a of t \"a\" is 0.5"),
        by_help(Syntax, "let a of t = r in (1, 4)", YES),
        by_help(Syntax, "let a of t = r in 1...4", YES),
        by_help(Syntax, "let a of t = day in 2026Q1", YES),
        by_help(Syntax, "let a of t = x / 3200 > .75", NO),
        by_help(Syntax, "table u {\n  key id : text\n  y : rating 1...5\n}\nlet a of t = 1", ONE),
        by_help(
            Syntax,
            "let a of all = mean(m of t, missing skipped at least 1, if empty 1)",
            "expect a of all is missing",
        ),
        by_help(
            Syntax,
            "let y of t = x\ntiers a of y of t {\n  good > 1500, <= 5000\n  poor otherwise\n}",
            "expect a of t \"a\" is good",
        ),
        by_help(
            TypeMismatch,
            "let y of t = x\ntiers a of y of t {\n  good > 1500 <= 5000\n  poor otherwise\n}",
            "expect a of t \"a\" is good",
        ),
        by_help(
            Syntax,
            "let y of t = x\ntiers a of y of t {\n  >= 1500 good\n  poor otherwise\n}",
            "expect a of t \"a\" is good",
        ),
        by_help(
            Syntax,
            "let y of t = x\ntiers a of y of t {\n  good >= 1500\n  poor else\n}",
            "expect a of t \"a\" is good",
        ),
        by_help(Syntax, "let a of t 等于 x > 3", YES),
        by_help(Syntax, "let a of t is x > 3", YES),
        by_help(Syntax, "choice form { ‘P’ as paper, 《Q》 as queue }\nlet a of t = 1", ONE),
        by_help(Syntax, "let a of t = 1\nlet b of t = a。", ONE),
        by_help(
            Syntax,
            "table u {\n  key id : text\n  y : count or missing\n}\nlet a of u = y",
            "given u : id, y = (\"q\", )\n  expect a of u \"q\" is missing",
        ),
        by_help(WrongArguments, "let a of all = count(id of t)", "expect a of all is 1"),
        by_help(UnknownType, "table u {\n  key id : string\n  y : bool\n}\nlet a of t = 1", ONE),
        by_help(UnknownType, "param b : bool = yes\nlet a of t = b", YES),
        by_help(
            DecimalsNeeded,
            "table u {\n  key id : text\n  y : number 0..9 in points\n}\nlet a of t = 1",
            ONE,
        ),
        by_help(
            UnitMismatch,
            "let s of t = limited(x / 16, 0..100)\ntiers a of s of t {\n  good >= 80%\n  poor otherwise\n}",
            "expect a of t \"a\" is good",
        ),
        by_hand(Syntax, "let a of t = p >= 90分", YES, "90分", "90 points"),
        by_help(Syntax, "let a of t = x >= 90分", YES),
        by_help(Syntax, "let a of t = x > 3 /* what counts */", YES),
        by_help(Syntax, "let a of t = x > 3 <!-- what counts -->", YES),
        by_hand(Syntax, "/* what\ncounts */\nlet a of t = x > 3", YES, "/* what\ncounts */", "// what\n// counts"),
        by_help(Syntax, "let a of t = x\n  + 1 > 1600", YES),
        by_help(Syntax, "tree a of t {\n  1 b = x\n  then capped at 1\n    when x > 5\n}", ONE),
        by_help(Syntax, "table u dated day optional {\n  key id : text\n  day : date\n}\nlet a of t = 1", ONE),
        by_help(
            Syntax,
            "table u {\n  key id : text\n  y : number 0..9 in minutes with 0 decimals\n}\nlet a of t = 1",
            ONE,
        ),
        by_help(
            TypeMismatch,
            "eligibility e of t {\n  include when x > 3\n}\nlet ok of t = first { yes when m > 3 otherwise no }\nlet a of t = ok default e",
            YES,
        ),
        by_help(
            Syntax,
            "let y of t = x\ntiers a of y of t {\n  good\n    >= 90\n  poor otherwise\n}",
            "expect a of t \"a\" is good",
        ),
        by_help(Syntax, "table u {\n  key id : text\n  y : text private or missing\n}\nlet a of t = 1", ONE),
        by_help(Syntax, "table u { key id : text\n  y : number 0..9 in minutes with 0 decimals }\nlet a of t = 1", ONE),
        by_help(Syntax, "table u { key id : text\n  y : rating 1..5 or missing\n    \"98\" }\nlet a of t = 1", ONE),
        by_help(Syntax, "eligibility e of t {\n  include\n  when x > 3\n}\nlet a of t = e is included", YES),
        by_help(
            Syntax,
            "eligibility e of t {\n  include when x > 3\n  exclude\n    when x > 5000\n}\nlet a of t = e is included",
            YES,
        ),
        by_help(
            DeclaredTwice,
            "choice rating { good, bad }\ntable u {\n  key id : text\n  y : count\n}\nlet a of t = 1",
            ONE,
        ),
        by_help(
            Syntax,
            "table u {\n  key id : text\n  y : rating 1..5 or missing\n    \"98\", \"99\"\n}\nlet a of t = 1",
            ONE,
        ),
        by_help(Syntax, "table u {\n  key id : text\n  is_disabled as disabled : yes/no\n}\nlet a of t = 1", ONE),
        by_help(Syntax, "table u {\n  key id : text\n  Wait time as wait : count\n}\nlet a of t = 1", ONE),
        by_help(Syntax, "choice form { Phone as phone, \"P\" as paper }\nlet a of t = 1", ONE),
        by_hand(
            Syntax,
            "table u {\n  key n\n  n : count\n}\nlet a of t = 1",
            ONE,
            "  key n\n  n : count\n",
            "  key n : count\n",
        ),
        by_hand(Syntax, "let a of t = first {\n  when x > 3 1\n  otherwise 0\n}", ONE, "when x > 3 1", "1 when x > 3"),
        by_help(Syntax, "period \"one\" = \"2026-02-16\"..2026-07-05\nlet a of t = 1", ONE),
        by_help(Syntax, "let a of t = x == 1600", YES),
        by_help(Syntax, "let a of t = x != 1600", NO),
        by_help(Syntax, "let a of t = x > 3 && x > 4", YES),
        by_help(Syntax, "tre a of t {\n  1 b = 1\n}", ONE),
        by_help(Syntax, "let a of t = x 大于 3", YES),
        by_help(UnclosedText, "let a of t = 1 because \"as it is", ONE),
        by_help(UnclosedText, "let a of t = 1 because “as it is", ONE),
        by_hand(
            TooManyDigits,
            "let a of t = x > 1600.0000000000000000000000000000000000000000000001",
            NO,
            ".0000000000000000000000000000000000000000000001",
            ".0001",
        ),
        by_hand(
            SaidTwice,
            "let a of t = 1 because \"one\" because \"one\"",
            ONE,
            " because \"one\" because",
            " because",
        ),
        by_help(ChainedComparison, "let a of t = 1 <= x <= 5000", YES),
        by_help(ChainedComparison, "let a of t = 1600 < x <= 5000", NO),
        by_help(ChainedComparison, "let a of t = not 1600 < x <= 5000", YES),
        by_help(InvisibleSign, "let a of t =\u{A0}x > 3", YES),
        by_help(InvisibleSign, "let a\u{200B} of t = x > 3", YES),
        by_help(InvisibleSign, "let b of t = 1\u{2028}let a of t = x > 3", YES),
        by_help(InvisibleSign, "// one\u{2028}let a of t = x > 3", YES),
        by_help(InvisibleSign, "let a\u{FE0F} of\u{202F}t = x > 3 \u{FEFF}", YES),
        by_help(InvisibleSign, "let a \"La\u{200B}bel\" of t = x > 3", YES),
        by_help(DirectionSign, "let a of t = x > 3 // \u{202E}3 < x", YES),
        by_help(DirectionSign, "let a\u{200E} of t = x > 3", YES),
        by_help(DirectionSign, "let a \"La\u{202E}bel\u{202C}\" of t = x > 3", YES),
        by_help(FullWidthLetters, "ｌｅｔ ａ of t = ｘ > 3", YES),
        by_help(FormerWord, "let a of t = max(x, 3, missing unscored) > 3", YES),
        by_help(FormerWord, "let y of all = sum(x of t, none 0)\nlet a of t = x > 3", YES),
        by_help(UnknownName, "let a of t = xx > 3", YES),
        by_help(UnknownName, "let a of t = х > 3", YES),
        by_help(UnknownName, "let a of t = x > 九十", YES),
        by_help(UnknownName, "let a of t = size is smal", YES),
        by_hand(LookAlikeName, "let а of t = x > 3\nlet a of t = x > 3", YES, "let а", "let other"),
        by_help(LookAlikeName, "let pаrt of t = x > 3\nlet a of t = x > 3", YES),
        by_hand(DeclaredTwice, "choice rating { low, high }\nlet a of t = 1", ONE, "rating {", "rating_choice {"),
        by_hand(DeclaredTwice, "let a of t = 1\nlet a of t = 1", ONE, "let a of t = 1\nlet", "let"),
        by_hand(
            AmbiguousName,
            "param small = 3\nlet a of t = x > small",
            YES,
            "param small = 3\nlet a of t = x > small",
            "param least = 3\nlet a of t = x > least",
        ),
        by_hand(Cycle, "let a of t = 1\nsubject s = t × s × size", ONE, "t × s × size", "t × size"),
    ]);
    all.extend(of_meaning());
    all.extend(of_values());
    all
}

/// Values in the policy that are written in the notation of other places: cells of rows and of tests, answers, params,
/// lists.
fn of_values() -> Vec<Followed> {
    use Code::*;
    let leak = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let cell = |code, column: &str, cell: &str, expect: &str| {
        let expect = leak(format!("expect a of t \"a\" is {expect}"));
        let rows = format!(
            "table u {{\n  key size : size\n  y : {column}\n  rows = (small, {cell}), (large, missing)\n}}\nlet a of t = y"
        );
        let rows = rows.replace(&format!("y : {column}"), &format!("y : {column} or missing"));
        let given = format!("given u : id, y = (\"q\", {cell})\n  {}", expect.replace("t \"a\"", "u \"q\""));
        let table = format!("table u {{\n  key id : text\n  y : {column}\n}}\nlet a of u = y");
        let code_of_test = if code == PageRows { TestCell } else { code };
        [by_help(code, leak(rows), expect), by_help(code_of_test, leak(table), leak(given))]
    };
    const TENTHS: &str = "number 0..9000 with 1 decimal";
    let cells = [
        cell(PageRows, TENTHS, "1,500", "1500"),
        cell(PageRows, TENTHS, "1,500.5", "1500.5"),
        cell(PageRows, TENTHS, "1.500,5", "1500.5"),
        cell(TestCell, TENTHS, "\"1,500\"", "1500"),
        cell(TestCell, TENTHS, "\"1.500,5\"", "1500.5"),
        cell(TestCell, TENTHS, "\"1500\"", "1500"),
        cell(TestCell, TENTHS, "\"1 500\"", "1500"),
        cell(TestCell, TENTHS, "\"１５００\"", "1500"),
        cell(TestCell, TENTHS, "\"1500元\"", "1500"),
        cell(TestCell, "number 100..9000 with 0 decimals", "1.500", "1500"),
        cell(TestCell, "number 0..9000 with 2 decimals", "1.234", "1234"),
        cell(TestCell, "number 100..9000 with 3 decimals", "\"1.500\"", "1500"),
        cell(PageRows, TENTHS, "1，500", "1500"),
        cell(PageRows, TENTHS, "１，５００", "1500"),
        cell(TestCell, TENTHS, "一千五百", "1500"),
        cell(TestCell, TENTHS, "\"0.15万\"", "1500"),
        cell(TestCell, TENTHS, "\"0.15万元\"", "1500"),
        cell(TestCell, "share with 2 decimals", "50%", "0.5"),
        cell(TestCell, "share with 2 decimals", "\"50%\"", "0.5"),
        cell(TestCell, "share with 2 decimals", "50", "0.5"),
        cell(TestCell, "number 0..100 with 0 decimals", "50%", "50"),
        cell(TestCell, "date", "\"2026-03-01\"", "2026-03-01"),
        cell(TestCell, "date", "\"2026年3月1日\"", "2026-03-01"),
        cell(TestCell, "date", "\"1.3.2026\"", "2026-03-01"),
        cell(TestCell, "size", "\"small \"", "small"),
        cell(TestCell, "size", "\"Small\"", "small"),
    ];
    let mut all: Vec<Followed> = cells.into_iter().flatten().collect();
    for (number, value) in [("\"1,500\"", "1500"), ("\"1.500,5\"", "1500.5"), ("\"7\"", "7")] {
        let expect = leak(format!("expect a of t \"a\" is {value}"));
        let default =
            format!("let a of t = first {{ {number} when x > 3 otherwise 0 }}").replace("{ \"", "{ 0 when x < 3, \"");
        all.push(by_help(TypeMismatch, leak(default), expect));
        all.push(by_help(TypeMismatch, leak(format!("let a of t = m default {number}")), expect));
        all.push(by_help(Syntax, leak(format!("param least = {number}\nlet a of t = least")), expect));
        let lookup = format!("let a of t = lookup size {{\n  large : 1\n  small : {number}\n}}");
        all.push(by_help(TypeMismatch, leak(lookup), expect));
        all.push(by_help(
            TestCell,
            leak(format!("let a of t = {value}")),
            leak(format!("expect a of t \"a\" is {number}")),
        ));
    }
    all.extend([
        by_help(PointInNumber, "let a of t = x < 1.700 or x > 1.700", YES),
        by_help(PointInNumber, "param least = 2.500\nlet a of t = x > least or x < least", YES),
        by_help(CommaInNumber, "let a of t = x in [1，600]", YES),
        by_help(CommaInNumber, "let a of t = x in [１，６００]", YES),
        by_help(Syntax, "let a of t = x > 1千5百", YES),
        by_help(TypeMismatch, "param least = 一千五百\nlet a of t = x > least", YES),
        by_help(CommaInNumber, "let a of t = x in [1,600]", YES),
        by_help(CommaInNumber, "let a of t = x in [5, 1,600]", YES),
        by_help(CommaInNumber, "let a of t = max(x, 2,500.5)", "expect a of t \"a\" is 2500.5"),
        by_help(CommaInNumber, "let a of t = limited(x, 0..1,500)", "expect a of t \"a\" is 1500"),
        by_help(CommaInNumber, "let a of t = linear(x, 0..3,200 to 0..1, clamped)", "expect a of t \"a\" is 0.5"),
    ]);
    all
}

/// The codes of types, of cases that are never decided silently, and of trees and tiers.
fn of_meaning() -> Vec<Followed> {
    use Code::*;
    const FOUR: &str = "expect a of t \"a\" is 4";
    const MISSING: &str = "expect a of t \"a\" is missing";
    const GOOD: &str = "expect a of t \"a\" is good";
    let refers = "table u {\n  key id : text\n  from -> t\n  to -> t\n}\n";
    let [two_ways, of_a_whole] = ["let a of t = count(u)", "let a of all = sum(from.x of u, if empty 0)"]
        .map(|line| -> &'static str { Box::leak(format!("{refers}{line}").into_boxed_str()) });
    vec![
        by_help(UnitMismatch, "let a of t = w >= 2", YES),
        by_help(UnitMismatch, "let a of t = w > ３", YES),
        by_help(
            UnitMismatch,
            "param most = 240\nlet a of t = linear(w, 0 minutes..most to 0..1, clamped)",
            "expect a of t \"a\" is 0.5",
        ),
        by_help(WrongArguments, "let a of t = linear(r, 1-5 to 0-100)", "expect a of t \"a\" is 75"),
        by_help(WrongArguments, "let a of t = linear(r, 1, 5, 0, 100)", "expect a of t \"a\" is 75"),
        by_help(WrongArguments, "let a of t = limited(r, 1-3)", "expect a of t \"a\" is 3"),
        by_help(TypeMismatch, "let a of t = r in 3-4", YES),
        by_help(Syntax, "let a of t = linear(r, 1–5 to 0–100)", "expect a of t \"a\" is 75"),
        by_help(Syntax, "let a of t = r in 3至4", YES),
        by_help(Syntax, "let a of all = mean(r of t, missing skipped, if none missing)", "expect a of all is 4"),
        by_help(
            Syntax,
            "let a of all = mean(m of t, missing propagates if at least 1, if empty missing)",
            "expect a of all is missing",
        ),
        by_help(UnitMismatch, "let least of t = 2\nlet a of t = w >= least", YES),
        by_help(MissingAnswer, "let a of t = mean(m, r)", MISSING),
        by_help(MissingAnswer, "tree a of t {\n  1 b = m\n}", MISSING),
        by_help(MissingAnswer, "tree a of t by product {\n  b = m\n  c = r\n}", MISSING),
        by_help(EmptyAnswer, "let a of all = mean(r of t)", "expect a of all is 4"),
        by_help(UnknownCondition, "let a of all = count(t where m > 3)", "expect a of all is 0"),
        by_help(ScaleOpen, "let a of t = linear(x, 0..100 to 0..1)", ONE),
        by_help(PromiseBroken, "tree a of t : 0..100 {\n  1 b = x\n}", "expect a of t \"a\" is 100"),
        by_help(TierGap, "let y of t = x\ntiers a of y of t {\n  good 1000..5000\n  poor 0..900\n}", GOOD),
        by_help(TierOverlap, "let y of t = x\ntiers a of y of t {\n  good 1600..5000\n  poor 0..1600\n}", GOOD),
        by_help(TierOverlap, "let y of t = x\ntiers a of y of t {\n  poor <= 1500\n  good >= 1000\n}", GOOD),
        by_help(
            RepeatedValue,
            of_a_whole,
            "given u : id, from, to = (\"p\", \"a\", \"a\"), (\"q\", \"a\", \"a\")\n  expect a of all is 1600",
        ),
        by_help(WrongGrain, "let a of all = r", "expect a of all is 4"),
        by_help(NoLink, two_ways, "given u : id, from, to = (\"p\", \"a\", \"a\")\n  expect a of t \"a\" is 1"),
        by_help(NoInclude, "eligibility a of t {\n  exclude when x > 5000\n}", "expect a of t \"a\" is included"),
        by_help(
            UndeterminedAnswer,
            "eligibility a of t {\n  include when m > 3\n}",
            "expect a of t \"a\" is undetermined",
        ),
        by_help(NeverMissing, "let a of t = x default 3", "expect a of t \"a\" is 1600"),
        by_help(AbsentAnswer, "let a of t = n > 2", YES),
        by_help(AbsentAnswer, "let a of t = n + 1", FOUR),
        by_help(AmbiguousName, "choice other { r, q }\nlet a of t = r > 3", YES),
        by_help(UnknownFunction, "let a of t = round(x, half up to 0 decimals) > 3", YES),
        by_help(UnknownType, "table u {\n  key id : text\n  y : cuont\n}\nlet a of t = 1", ONE),
        by_help(UnknownComposition, "tree a of t by average {\n  b = r\n}", FOUR),
        by_help(WrongArguments, "let a of t = mean(r, r, as sample)", FOUR),
        by_help(WrongArguments, "let a of t = limited(r, 1..5, clamped)", FOUR),
        by_help(
            WrongMissing,
            "tree a of t by product {\n  missing renormalise within parent\n  b = m\n  c = r\n}",
            MISSING,
        ),
        by_help(WeightTotal, "tree a of t {\n  weights total 100\n  50% b = r\n  50% c = r\n}", FOUR),
        by_help(WeightsNeeded, "tree a of t {\n  b = r\n  c = r\n}", FOUR),
        by_help(KeyCanMiss, "table u {\n  key id : text or missing\n}\nlet a of t = 1", ONE),
        by_help(DecimalsNeeded, "table u {\n  key id : text\n  y : number\n}\nlet a of t = 1", ONE),
        by_help(RangeNeeded, "table u {\n  key id : text\n  y : rating\n}\nlet a of t = 1", ONE),
        by_help(BadRange, "let a of t = mean(r, m, missing skipped if at least 3, if empty missing)", MISSING),
        by_help(DayNeeded, "let a of t = day < as_of", YES),
        by_help(TypeMismatch, "let a of t = 30 days + day < 2026-03-03", NO),
        by_help(TypeMismatch, "let a of t = size is \"small\"", YES),
    ]
}

#[test]
fn help_that_is_followed_leads_to_the_right_value() {
    let mut wrong = Vec::new();
    for case in followed() {
        let mut text = page(case.lines, case.expect);
        let mut found = outcome(&text).findings.clone();
        if !found.iter().any(|finding| finding.code == case.code) {
            wrong.push(format!("{}\n  is not `{}`: {}", case.lines, case.code.name(), told(&found)));
            continue;
        }
        if let Some((from, to)) = case.by_hand {
            text = text.replacen(from, to, 1);
            found = outcome(&text).findings.clone();
        }
        for _ in 0..5 {
            let own = found.iter().filter(|finding| finding.code == case.code);
            let Some(next) = own.chain(&found).find_map(|finding| typed(&text, finding)) else { break };
            text = next;
            found = outcome(&text).findings.clone();
        }
        if !found.is_empty() {
            wrong.push(format!("{}\n  leads to {}\n{text}", case.lines, told(&found)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

fn told(findings: &[Diagnostic]) -> String {
    let told = |f: &Diagnostic| format!("{}: {} ({})", f.code.name(), f.message, f.help.as_deref().unwrap_or(""));
    findings.iter().map(told).collect::<Vec<_>>().join("; ")
}

/// Whether a help names the exact replacement of the underlined text, and not only its form.
fn is_exact(finding: &Diagnostic) -> bool {
    let help = finding.help.as_deref().unwrap_or("");
    let one = help.split('`').nth(1).unwrap_or("");
    help.starts_with("did you mean `")
        || help.starts_with("write `") && finding.message.starts_with("unsupported notation")
        || help.starts_with("write `")
            && help.ends_with('`')
            && !one.contains([' ', '…'])
            && help.matches('`').count() == 2
}

#[test]
fn help_of_the_corpus_takes_its_finding_away() {
    let of_reading = [Code::Syntax, Code::UnknownName, Code::UnknownType, Code::UnknownFunction, Code::UnclosedText];
    let mut wrong = Vec::new();
    let mut tried = 0;
    for case in cases("tests/corpus/bad") {
        let before = &outcome(&case.text).findings;
        for finding in before.iter().filter(|f| of_reading.contains(&f.code) && is_exact(f)) {
            let Some(text) = typed(&case.text, finding) else { continue };
            tried += 1;
            let after = &outcome(&text).findings;
            let same = |f: &&Diagnostic| (f.code, &f.message) == (finding.code, &finding.message);
            let (were, are) = (before.iter().filter(same).count(), after.iter().filter(same).count());
            // Another mistake may follow this one on its line.
            let line = |text: &str, f: &Diagnostic| text[..f.span().unwrap().range().start].matches('\n').count();
            let lines: BTreeSet<usize> = before.iter().map(|f| line(&case.text, f)).collect();
            let new = after.iter().find(|f| f.code == Code::Syntax && !lines.contains(&line(&text, f)));
            if are >= were || new.is_some() {
                let brings = new.map_or("itself".to_string(), |f| f.message.clone());
                wrong.push(format!(
                    "{}: {} ({}) brings {brings}",
                    case.name(),
                    finding.message,
                    finding.help.as_deref().unwrap()
                ));
            }
        }
    }
    assert!(tried > 100, "only {tried}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// How the help of a code is tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// By a policy with its right value: [`followed`].
    Page,
    /// Only by bad programs, whose finding the help must remove.
    Corpus,
    /// By a run with data, a manifest or a command: `help.rs`.
    Run,
    /// Not at all. The text says why nobody can type the help.
    Nobody(&'static str),
}

/// Every code, and how its help is tested.
pub(super) const FOLLOWED: &[(Code, By)] = &[
    (Code::Syntax, By::Page),
    (Code::UnclosedText, By::Page),
    (Code::TooDeep, By::Nobody("which parts get a name is for the author to choose")),
    (Code::FileTooLarge, By::Nobody("how a policy is split is for the author to choose")),
    (Code::TooManyDigits, By::Page),
    (Code::SaidTwice, By::Page),
    (Code::ChainedComparison, By::Page),
    (Code::InvisibleSign, By::Page),
    (Code::DirectionSign, By::Page),
    (Code::FullWidthLetters, By::Page),
    (Code::FormerWord, By::Page),
    (Code::Internal, By::Nobody("the mistake is one of gradus")),
    (Code::UnknownName, By::Page),
    (Code::AmbiguousName, By::Page),
    (Code::DeclaredTwice, By::Page),
    (Code::WrongGrain, By::Page),
    (Code::PageRows, By::Page),
    (Code::NoLink, By::Page),
    (Code::OuterValue, By::Nobody("what the rows are held against is for the author to choose")),
    (Code::BadReference, By::Nobody("which columns hold the other key is for the author to know")),
    (Code::LookAlikeName, By::Page),
    (Code::Cycle, By::Page),
    (Code::TypeMismatch, By::Page),
    (Code::UnitMismatch, By::Page),
    (Code::UnknownType, By::Page),
    (Code::UnknownFunction, By::Page),
    (Code::UnknownComposition, By::Page),
    (Code::WrongArguments, By::Page),
    (Code::NoKey, By::Nobody("which columns name a row is for the author to know")),
    (Code::KeyCanMiss, By::Page),
    (Code::DecimalsNeeded, By::Page),
    (Code::RangeNeeded, By::Page),
    (Code::BadRange, By::Page),
    (Code::MarkerIsValue, By::Nobody("what the file says is for the author to know")),
    (Code::BadDateLiteral, By::Nobody("which day is meant is for the person to know")),
    (Code::CommaInNumber, By::Page),
    (Code::PointInNumber, By::Page),
    (Code::DivisionByZero, By::Nobody("which divisor is meant is for the author to know")),
    (Code::MissingAnswer, By::Page),
    (Code::WrongMissing, By::Page),
    (Code::EmptyAnswer, By::Page),
    (Code::UnknownCondition, By::Page),
    (Code::AbsentAnswer, By::Page),
    (Code::UndeterminedAnswer, By::Page),
    (Code::NoInclude, By::Page),
    (Code::TableIncomplete, By::Nobody("the answer is for the author to give")),
    (Code::PrivateOutput, By::Corpus),
    (Code::ReleaseUnsaid, By::Nobody("to whom, why and by which clause is for the regulation to say")),
    (Code::MonthsBack, By::Page),
    (Code::RoundingBelowZero, By::Page),
    (Code::NeverMissing, By::Page),
    (Code::ScaleOpen, By::Page),
    (Code::PromiseBroken, By::Page),
    (Code::EmptyNode, By::Nobody("the indicators are for the author to write")),
    (Code::WeightsNeeded, By::Page),
    (Code::WeightTotal, By::Page),
    (Code::TierGap, By::Page),
    (Code::TierOverlap, By::Page),
    (Code::ParamOrder, By::Nobody("which value is meant is for the person to know")),
    (Code::RepeatedValue, By::Page),
    (Code::RangeLost, By::Nobody("the range of the values is for the author to know")),
    (Code::DigitsLost, By::Nobody("the factor is named, and where it goes on the page is for the author to choose")),
    (Code::DigitsUnsure, By::Page),
    (Code::CutOffTooFine, By::Nobody("which of the two is meant is for the author to choose")),
    (Code::TestFailed, By::Nobody("the rule or the test is wrong, and only the author knows which")),
    (Code::TestExpectsNothing, By::Nobody("what is expected is for the author to say")),
    (Code::TestCell, By::Page),
    (Code::TestKey, By::Nobody("which row is meant is for the author to say")),
    (Code::Manifest, By::Run),
    (Code::NoPack, By::Nobody("which path is meant is for the person to know")),
    (Code::StrayRules, By::Run),
    (Code::BadPeriod, By::Corpus),
    (Code::PeriodNeeded, By::Corpus),
    (Code::DayNeeded, By::Page),
    (Code::NoSecret, By::Nobody("the secret is for the person to make")),
    (Code::NoData, By::Run),
    (Code::OutsideRoot, By::Run),
    (Code::NoSubject, By::Nobody("which subject is meant is for the person to know")),
    (Code::NothingPublished, By::Run),
    (Code::Usage, By::Run),
    (Code::NoEngine, By::Nobody("it names a build or an evaluator; `program.rs` runs both")),
    (Code::OutOfMemory, By::Nobody("how much memory there is, is for the person to know; `memory.rs` gives more")),
    (Code::FileUnreadable, By::Nobody("the path and the permissions of a file are for the person to correct")),
    (Code::FilesUnread, By::Nobody("what is no part of a table is for the person to know")),
    (Code::FileChanged, By::Nobody("it asks for another run")),
    (Code::NotUtf8, By::Run),
    (Code::WrongEncoding, By::Run),
    (Code::NoSheet, By::Run),
    (Code::NoHeader, By::Nobody("the names of the columns are for the person to know")),
    (Code::HeaderAgain, By::Run),
    (Code::ColumnNotFound, By::Run),
    (Code::ColumnTwice, By::Nobody("which column is meant is for the person to know")),
    (Code::RowsRead, By::Nobody("a note; there is nothing to correct")),
    (Code::ColumnsIgnored, By::Nobody("a note; there is nothing to correct")),
    (Code::NormalForm, By::Nobody("a note; there is nothing to correct")),
    (Code::OuterBlanks, By::Run),
    (Code::RaggedRow, By::Run),
    (Code::OpenQuote, By::Run),
    (Code::StrayQuote, By::Run),
    (Code::EmptyCell, By::Run),
    (Code::BadNumber, By::Run),
    (Code::TooManyDecimals, By::Run),
    (Code::OutOfRange, By::Run),
    (Code::UnknownChoice, By::Run),
    (Code::BadDate, By::Run),
    (Code::BadYesNo, By::Run),
    (Code::LostDigits, By::Nobody("the digits are gone, and the file has to be exported again")),
    (Code::NotText, By::Nobody("the text is gone, and the cell has to be entered again")),
    (Code::Formula, By::Nobody("the value of the formula stands in no file")),
    (Code::AbsentCell, By::Nobody("which of the two cells is wrong is for the person to know")),
    (Code::DanglingReference, By::Nobody("the row that is not there is for the person to write")),
    (Code::OverridesDiffer, By::Nobody("which decision holds is for the people to say who made them")),
    (Code::ProductTooLarge, By::Nobody("which period is meant is for the person to know")),
    (Code::FrozenOther, By::Nobody("it asks for another run; `freeze.rs` does both")),
    (Code::NotFrozen, By::Nobody("it asks for other rows; `freeze.rs` gives both")),
    (Code::WithheldTold, By::Nobody("which of the two is published is for the author to choose")),
    (Code::ClustersUnsettled, By::Nobody("where the centres start is for the author to choose")),
    (Code::ClusterEmpty, By::Nobody("a note; where it may be so, there is nothing to correct")),
    (Code::CheckFailed, By::Nobody("the data or the rule is wrong, and only the author knows which")),
    (Code::CheckUnknown, By::Nobody("what is missing is for the person to know")),
    (Code::DuplicateKey, By::Nobody("which row is right is for the person to know")),
    (
        Code::WrongFileType,
        By::Nobody("it is about how another program writes a file; `src/data/parquet/tests.rs` shows both"),
    ),
    (Code::TooManyDefects, By::Nobody("it counts what else is told")),
    (Code::TooMuchDamage, By::Run),
    (Code::NoneInPeriod, By::Nobody("the period or the file is another, and only the person knows which")),
    (Code::CompareColumns, By::Run),
    (Code::NothingCompared, By::Nobody("which file is meant is for the person to know")),
    (Code::CompareKey, By::Run),
    (Code::KnownAgrees, By::Run),
    (Code::KnownUnused, By::Run),
    (Code::ResultTooLarge, By::Nobody("how large a result can be is for the author to decide")),
    (Code::OutputFailed, By::Nobody("the path and its permissions are for the person to correct")),
];

#[test]
fn the_help_of_every_code_is_followed_or_cannot_be_typed() {
    let pages: BTreeSet<Code> = followed().iter().map(|case| case.code).collect();
    let runs = crate::help::codes();
    let mut wrong = Vec::new();
    for code in Code::ALL {
        let listed: Vec<By> = FOLLOWED.iter().filter(|(own, _)| own == code).map(|(_, by)| *by).collect();
        let is_right = match listed.as_slice() {
            [By::Page] => pages.contains(code),
            [By::Run] => runs.contains(code.name()),
            [By::Corpus] => true,
            [By::Nobody(why)] => !why.is_empty() && !pages.contains(code) && !runs.contains(code.name()),
            _ => false,
        };
        if !is_right {
            wrong.push(format!("{}: listed as {listed:?}", code.name()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Decisions that a policy does not make. If one of them is made, the next may be required.
const DECISIONS: [Code; 4] = [Code::MissingAnswer, Code::EmptyAnswer, Code::UnknownCondition, Code::UndeterminedAnswer];

/// Findings of bad programs whose help is right, but uncovers findings that could not be made because of the mistake:
/// the program, the underlined text, and why there are new findings.
const UNCOVERS: &[(&str, &str, &str)] = &[
    (
        "absent-answer.grad",
        "rent",
        "the answers of the `first` around it are of two units, or its conditions ask already",
    ),
    ("absent-answer.grad", "staff.years", "a value that is there needs no `default`"),
    ("absent-answer.grad", "closed", "the same line is of two kinds of subjects"),
    ("declared-twice-as-a-type.grad", "rating", "the column of that type lacks its range, too"),
    ("broken-column.grad", "counts", "the column has a type, and is compared with a text"),
    ("broken-head-of-a-table.grad", "datd", "the table is dated, and its rows are used"),
    ("broken-stray-signs.grad", ",", "the line is read, and its type is misspelt"),
    ("broken-unclosed-text.grad", "\"Score of pupil {", "the tree is read, and brings texts together"),
    ("page-rows-from-elsewhere.grad", "standards", "the table is found, and its rows stand on the page"),
    ("several-mistakes-several-tables.grad", "stages", "the product is whole, and what is said of it is judged"),
    ("syntax-eligibility.grad", "excluded", "the clauses are never unknown, so that nothing is undetermined"),
    ("unknown-name-table.grad", "servce", "the test is run, and expects something else"),
    ("zh-broken-stray-signs.grad", "，", "the line is read, and adds a text"),
    ("zh-broken-unclosed-text.grad", "“得分 of 员工 {", "the tree is read, and brings texts together"),
    ("zh-lookup.grad", "不满", "the values of the lookup are known, and one has no answer"),
    ("zh-stray-comma.grad", "，", "the next line ends with a comma, too"),
    ("broken-check-and-publish.grad", "> =", "the check lacks its severity, too"),
    ("unknown-name-rows-not-named.grad", "count(score of service)", "all rows have a value"),
    ("day-needed.grad", "\"no day\"", "the test is run, and expects another day"),
    ("repeated-value.grad", "2 * fee", "a condition stands there, which the whole has not"),
    ("several-kinds-of-subjects.grad", "years", "the same line is of two kinds of subjects"),
    ("zh-several-kinds.grad", "名称", "the same line is of two kinds of subjects"),
    ("zh-named-periods.grad", "９ 个月", "the months are read, and are counted back from a day"),
    ("tier-overlap.grad", "<= 60", "one tier overlaps with two others"),
    ("zh-absent.grad", "交割日", "full-width signs stand around it"),
    ("zh-absent.grad", "交付日", "full-width signs stand around it"),
    ("zh-references.grad", "岗位", "full-width signs stand around it"),
];

/// The identity of a finding after an edit: its code and the underlined text.
fn known(text: &str, finding: &Diagnostic) -> (Code, String) {
    (finding.code, finding.span().map(|span| text[span.range()].to_string()).unwrap_or_default())
}

/// The mistakes of a policy that a help led to: the first mistake is still there, or another was made.
fn brought(case: &super::Case, before: &[Diagnostic], finding: &Diagnostic, page: &str) -> Vec<String> {
    let after = &outcome(page).findings;
    let were: Vec<(Code, String)> = before.iter().map(|f| known(&case.text, f)).collect();
    let are: Vec<(Code, String)> = after.iter().map(|f| known(page, f)).collect();
    let count = |all: &[(Code, String)], one: &(Code, String)| all.iter().filter(|other| *other == one).count();
    let same =
        |all: &[Diagnostic]| all.iter().filter(|f| (f.code, &f.message) == (finding.code, &finding.message)).count();
    let mut wrong: Vec<String> = Vec::new();
    if same(after) >= same(before) {
        wrong.push("is still there".to_string());
    }
    for (own, new) in are.iter().zip(after).filter(|(own, _)| count(&are, own) > count(&were, own)) {
        let asks = DECISIONS.contains(&finding.code) || finding.code == Code::WrongGrain;
        // In a list, the first unit that does not fit is reported. In a range, the first end.
        let of_office = |f: &Diagnostic| f.message.starts_with("unsupported notation");
        let in_a_list =
            own.0 == finding.code && (finding.code == Code::UnitMismatch || of_office(finding) && of_office(new));
        let follows = in_a_list || asks && DECISIONS.contains(&own.0);
        if !follows {
            wrong.push(format!("brings {}", told(std::slice::from_ref(new))));
        }
    }
    wrong
}

/// Lines with findings of several kinds, which are as many mistakes: the program, and the underlined text of the
/// finding that does not follow from the others.
const TWO_MISTAKES: &[(&str, &str)] = &[
    ("broken-keyword.grad", "\"ten\""),
    ("override-columns.grad", "noted"),
    ("override-columns.grad", "grade"),
    ("several-mistakes-several-tables.grad", "valid"),
    ("zh-override.grad", "决定日"),
    // One line with two kinds of subjects.
    ("zh-several-kinds.grad", "名称"),
];

/// If a line has findings of two kinds, it has two mistakes, or one finding follows from the other.
#[test]
fn two_findings_of_a_line_are_two_mistakes() {
    let mut wrong = Vec::new();
    let mut met = BTreeSet::new();
    for case in cases("tests/corpus/bad") {
        let found = &outcome(&case.text).findings;
        let line = |f: &Diagnostic| f.span().map_or(0, |span| case.text[..span.range().start].matches('\n').count());
        for pair in found.windows(2).filter(|pair| line(&pair[0]) == line(&pair[1]) && pair[0].code != pair[1].code) {
            let second = known(&case.text, &pair[1]).1;
            match TWO_MISTAKES.iter().find(|(file, own)| case.path.ends_with(file) && *own == second) {
                Some(entry) => drop(met.insert(entry)),
                None => wrong.push(format!("{}: {}", case.name(), told(pair))),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(met.len(), TWO_MISTAKES.len(), "listed, and not found: only {met:?}");
}

/// The findings on other lines that are gone after a finding was fixed.
fn gone_with(case: &super::Case, before: &[Diagnostic], finding: &Diagnostic, page: &str) -> Vec<String> {
    let after: Vec<(Code, String)> = outcome(page).findings.iter().map(|f| known(page, f)).collect();
    let line = |f: &Diagnostic| f.span().map_or(0, |span| case.text[..span.range().start].matches('\n').count());
    let others = before.iter().filter(|other| line(other) != line(finding));
    let gone = others.filter(|other| !after.contains(&known(&case.text, other)));
    gone.map(|other| told(std::slice::from_ref(other))).collect()
}

/// One mistake is one message: a finding that is gone after another was fixed was only a consequence of it.
#[test]
fn what_follows_from_a_mistake_is_not_told() {
    let mut wrong = Vec::new();
    for case in cases("tests/corpus/bad") {
        let before = &outcome(&case.text).findings;
        // `gradus fmt` removes all invisible characters at once.
        for finding in before.iter().filter(|finding| before.len() > 1 && !finding.code.is_corrected_by_format()) {
            let Some(page) = typed(&case.text, finding) else { continue };
            let gone = gone_with(&case, before, finding, &page);
            if !gone.is_empty() {
                let of = told(std::slice::from_ref(finding));
                wrong.push(format!("{}: {of}\n    takes with it {}", case.name(), gone.join("\n    ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every help of the bad programs is followed, or its form says why nobody can type it.
#[test]
fn every_form_of_help_is_followed_in_the_corpus() {
    let mut wrong = Vec::new();
    let mut codes = BTreeSet::new();
    let mut uncovered = 0;
    for case in cases("tests/corpus/bad") {
        let before = &outcome(&case.text).findings;
        for finding in before {
            let place = known(&case.text, finding).1;
            let first = place.lines().next().unwrap_or_default();
            if UNCOVERS.iter().any(|(file, underlined, _)| case.path.ends_with(file) && *underlined == first) {
                uncovered += 1;
                continue;
            }
            let lead = match cures::followed(&case.text, finding) {
                Ok(lead) => lead,
                Err(why) => {
                    if why.starts_with("no form") || why.contains("finds no place") {
                        wrong.push(format!("{}: {why}", case.name()));
                    }
                    continue;
                }
            };
            codes.insert(finding.code.name());
            let found: Vec<Vec<String>> =
                lead.pages.iter().map(|page| brought(&case, before, finding, page)).filter(|w| !w.is_empty()).collect();
            let is_wrong = if lead.one { found.len() == lead.pages.len() } else { !found.is_empty() };
            if is_wrong {
                let of = told(std::slice::from_ref(finding));
                let found: Vec<String> = found.into_iter().flatten().collect();
                wrong.push(format!("{}: {of}\n    {}", case.name(), found.join("\n    ")));
            }
        }
    }
    let claimed = FOLLOWED.iter().filter(|(_, by)| *by == By::Corpus).map(|(code, _)| code.name());
    wrong.extend(claimed.filter(|name| !codes.contains(name)).map(|name| format!("no help of `{name}` was followed")));
    assert!(uncovered >= UNCOVERS.len(), "{uncovered} of {} are found", UNCOVERS.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
