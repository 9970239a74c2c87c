//! Help that is followed to the letter: what it says is applied to the page, which must then have no finding, and its own test
//! must have the right value.
//!
//! Each case is a page with a mistake. Its help is typed by [`typed`] where it has one of the forms that it knows; else
//! the edit that a person would make stands beside the case.

use super::{cases, findings};
use gradus::diagnostic::{Code, Diagnostic};
use gradus::format::format;
use std::collections::BTreeSet;
use std::path::Path;

/// A page around the lines of a case, with one row.
fn page(lines: &str, expect: &str) -> String {
    format!(
        "policy follow\n\nchoice size {{ small, large }}\n\ntable t {{\n  key id : text\n  day : date\n  x : number 0..5000 with 2 \
         decimals\n  w : number 0..6000 with 0 decimals in minutes\n  p : number 0..100 with 0 decimals in points\n  r : rating 1..5\n  \
         size : size\n}}\n\n{lines}\n\ntest \"the right value\" {{\n  given t : id, day, x, w, p, r, size = (\"a\", 2026-03-02, 1600, 120, \
         90, 4, small)\n  {expect}\n}}\n"
    )
}

/// The page after its help was applied; `None` where the help has none of the forms that can be typed.
fn typed(text: &str, finding: &Diagnostic) -> Option<String> {
    let help = finding.help.as_deref()?;
    let quoted: Vec<&str> = help.split('`').skip(1).step_by(2).collect();
    let place = finding.span()?.range();
    let replaced = |with: &str| format!("{}{with}{}", &text[..place.start], &text[place.end..]);
    let line_start = |at: usize| text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    match (help, quoted.as_slice()) {
        _ if help.contains("`gradus fmt`") => format(Path::new("case.grad"), text).ok(),
        (_, [one, ..]) if help.starts_with("did you mean `") => Some(replaced(one)),
        _ if help.contains("write `") => Some(replaced(help.split("write `").nth(1)?.split('`').next()?)),
        (_, [one, ..]) if help.contains("where the text ends") => {
            Some(format!("{}{one}{}", &text[..place.end], &text[place.end..]))
        }
        (_, [one]) if help.ends_with("at the end of the line above") => {
            let above = text[..line_start(place.start)].trim_end().len();
            let without = format!("{}{}", &text[above..place.start], &text[place.end..]);
            Some(format!("{} {one}{without}", &text[..above]))
        }
        (_, [one, other]) if help == format!("put `{one}` in front of `{other}`") => {
            let without = replaced("");
            let at = line_start(place.start) + without[line_start(place.start)..].find(other)?;
            Some(format!("{}{one} {}", &without[..at], &without[at..]))
        }
        _ if help.contains(" away") && quoted.len() < 2 => Some(replaced("")),
        _ => None,
    }
}

/// A mistake, what its page is to give, and the edit of a person where the help cannot be typed: what it says in full.
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

/// The codes of reading and of names, each with mistakes that people make.
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
        by_help(Code::MonthsBack, "let a of t = day is not 2026-04-30 - 1 month", YES),
        by_help(Code::MonthsBack, "let a of t = (2026-03-31 - 1 month - day) / 1 day", "expect a of t \"a\" is -2"),
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
        by_help(Syntax, "table u {\n  key id : text\n  y : text private or missing\n}\nlet a of t = 1", ONE),
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
        by_hand(ChainedComparison, "let a of t = 1 <= x <= 5000", YES, "1 <= x <= 5000", "x in 1..5000"),
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
        by_hand(WrongGrain, "let a of t = 1\nlet b of all = x", ONE, "= x", "= mean(x of t, none missing)"),
        by_hand(Cycle, "let a of t = 1\nsubject s = t × s × size", ONE, "t × s × size", "t × size"),
    ]);
    all
}

#[test]
fn help_that_is_followed_leads_to_the_right_value() {
    let mut wrong = Vec::new();
    for case in followed() {
        let mut text = page(case.lines, case.expect);
        let mut found = findings(&text).2;
        if !found.iter().any(|finding| finding.code == case.code) {
            wrong.push(format!("{}\n  is not `{}`: {}", case.lines, case.code.name(), told(&found)));
            continue;
        }
        if let Some((from, to)) = case.by_hand {
            text = text.replacen(from, to, 1);
            found = findings(&text).2;
        }
        for _ in 0..5 {
            let Some(next) = found.iter().find_map(|finding| typed(&text, finding)) else { break };
            text = next;
            found = findings(&text).2;
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

/// Whether a help names what is to be written in the place of what is underlined, and no form of it.
fn is_exact(finding: &Diagnostic) -> bool {
    let help = finding.help.as_deref().unwrap_or("");
    let one = help.split('`').nth(1).unwrap_or("");
    help.starts_with("did you mean `")
        || help.starts_with("write `") && finding.message.contains("is not written")
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
        let (_, _, before) = findings(&case.text);
        for finding in before.iter().filter(|f| of_reading.contains(&f.code) && is_exact(f)) {
            let Some(text) = typed(&case.text, finding) else { continue };
            tried += 1;
            let (_, _, after) = findings(&text);
            let same = |f: &&Diagnostic| (f.code, &f.message) == (finding.code, &finding.message);
            let (were, are) = (before.iter().filter(same).count(), after.iter().filter(same).count());
            // A mistake may have stood behind this one on its line.
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
