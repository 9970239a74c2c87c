//! Properties of every text, well written or not. They are tested on the corpus cut short and with one character
//! changed.

use super::{Case, Outcome, cases, outcome};
use gradus::inside::diagnostic::{Code, Diagnostic};

/// The number of changed texts for each file.
const CHANGES: usize = 6;

fn all() -> Vec<Case> {
    cases("tests/corpus/bad").into_iter().chain(well_written()).collect()
}

/// Well-written files, each as a separate policy. Files that contain only tests are left out, since they mean nothing
/// without the other rules.
fn well_written() -> Vec<Case> {
    let whole = |case: &Case| case.text.lines().any(|line| line.starts_with("policy "));
    ["tests/corpus/good", "rules"].iter().flat_map(|folder| cases(folder)).filter(whole).collect()
}

/// Checks the properties of any text: places are inside the file on boundaries of characters, every finding has a fix,
/// and no value is lost silently.
fn holds(text: &str, name: &str, outcome: &Outcome) {
    for finding in &outcome.findings {
        let inside = |f: &Diagnostic| f.labels.iter().all(|l| text.get(l.span.range()).is_some());
        assert!(!finding.labels.is_empty() && inside(finding), "{name}: no place in {finding:?}\n{text}");
        assert!(finding.help.is_some(), "{name}: no help in {finding:?}\n{text}");
        assert!(finding.code.name() != "internal", "{name}: {finding:?}\n{text}");
    }
    assert!(outcome.lost.is_none(), "{name}: value {:?} has a mistake that is not said\n{text}", outcome.lost);
}

/// The same for a text that no other test uses.
fn changed_holds(text: &str, name: &str) {
    holds(text, name, &Outcome::of(text));
}

/// A small generator of numbers that are the same in every run (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % end as u64).unwrap()
    }
}

#[test]
fn whole_files_keep_the_promises() {
    all().iter().for_each(|case| holds(&case.text, &case.name(), outcome(&case.text)));
}

#[test]
#[cfg_attr(not(feature = "engine"), ignore = "takes long, and runs with the engine")]
fn files_cut_after_a_line_keep_the_promises() {
    for (at, case) in all().into_iter().enumerate() {
        // Every third line, from a different start in each file: all kinds of lines are covered, in a third of the
        // time.
        for (end, _) in case.text.match_indices('\n').skip(at % 3).step_by(3) {
            changed_holds(&case.text[..end], &case.name());
        }
    }
}

#[test]
#[cfg_attr(not(feature = "engine"), ignore = "takes long, and runs with the engine")]
fn files_with_one_character_changed_keep_the_promises() {
    let signs: Vec<char> = "(){}[]\"\"=<>%.,:+-*/ \n；，“”（）。1xé试".chars().collect();
    let mut numbers = Numbers(2026);
    for case in all() {
        for _ in 0..CHANGES {
            let mut text: Vec<char> = case.text.chars().collect();
            let at = numbers.below(text.len());
            if numbers.below(2) == 0 {
                text.remove(at);
            } else {
                text.insert(at, signs[numbers.below(signs.len())]);
            }
            changed_holds(&text.into_iter().collect::<String>(), &case.name());
        }
    }
}

/// A table for deeply nested expressions.
const DEEP: &str = "policy p\ntable t {\n  key id : text\n  x : rating 1..5\n}\n";

#[test]
fn what_is_too_deep_is_refused_and_takes_no_more_stack() {
    let steps = |n: usize, step: &dyn Fn(usize) -> String| (0..n).map(step).collect::<String>();
    let bodies = [
        format!("let a of t = x{}\n", " + x".repeat(5000)),
        format!("let a of t = {}x\n", "- ".repeat(5000)),
        format!("let a of t = {}x{}\n", "(1 + ".repeat(200), ")".repeat(200)),
        format!("let f (y : number) = y + 1\nlet a of t = x{}\n", " on f".repeat(5000)),
        steps(1500, &|i| format!("let a{i} of t = a{} + x\n", i + 1)) + "let a1500 of t = x\n",
        steps(1500, &|i| format!("let f{i} (y : number) = y on f{}\n", i + 1)) + "let f1500 (y : number) = y\n",
    ];
    bodies.iter().for_each(|body| changed_holds(&format!("{DEEP}{body}"), "deep"));
}

#[test]
#[cfg_attr(not(feature = "engine"), ignore = "takes long, and runs with the engine")]
fn scales_that_double_at_each_step_are_refused() {
    let scale = |i: usize| format!("let f{i} (y : number) = f{0}(y) + f{0}(y)\n", i + 1);
    let scales: String = (0..40).map(scale).collect();
    changed_holds(&format!("{DEEP}{scales}let f40 (y : number) = y\n"), "double");
}

/// The unexpected findings for a line with a mistake: a finding on another line, or a number of findings other than
/// one.
fn told_elsewhere(text: &str, line: usize, name: &str) -> Vec<String> {
    let Outcome { sources, findings, .. } = Outcome::of(text);
    let line_of = |f: &Diagnostic| sources.iter().next().unwrap().1.place(f.span().unwrap().start as usize).line;
    let elsewhere = findings.iter().filter(|f| line_of(f) != line);
    let told = |f: &Diagnostic| format!("{name}:{line} brings {}: {}: {}", line_of(f), f.code.name(), f.message);
    let mut wrong: Vec<String> = elsewhere.map(told).collect();
    if findings.len() != 1 && wrong.is_empty() {
        wrong.push(format!("{name}:{line}: {} findings", findings.len()));
    }
    wrong
}

/// A line with a character after its nth word. `None` if the place is in a text or a comment.
fn with_sign(line: &str, nth: usize, sign: &str) -> Option<String> {
    let words: Vec<&str> = line.split(' ').collect();
    let broken = [&words[..=nth], &[sign], &words[nth + 1..]].concat().join(" ");
    let before = words[..=nth].join(" ");
    let outside = before.matches('"').count().is_multiple_of(2) && !before.contains("//") && !before.contains('“');
    (outside && !line.trim().is_empty()).then_some(broken)
}

#[test]
#[cfg_attr(not(feature = "engine"), ignore = "takes long, and runs with the engine")]
fn a_broken_line_is_told_once_and_nothing_follows_from_it() {
    let mut numbers = Numbers(7);
    let mut wrong = Vec::new();
    for (file, case) in well_written().into_iter().enumerate() {
        let lines: Vec<&str> = case.text.lines().collect();
        // Every third line, from a different start in each file.
        for at in (file % 3..lines.len()).step_by(3) {
            let nth = numbers.below(lines[at].split(' ').count());
            if let Some(broken) = with_sign(lines[at], nth, "?") {
                let text = [&lines[..at], &[broken.as_str()], &lines[at + 1..]].concat().join("\n");
                wrong.extend(told_elsewhere(&text, at + 1, &case.name()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
#[cfg_attr(not(feature = "engine"), ignore = "takes long, and runs with the engine")]
fn a_text_that_does_not_end_is_told_once_and_nothing_follows_from_it() {
    let mut wrong = Vec::new();
    for (file, case) in well_written().into_iter().enumerate() {
        let lines: Vec<&str> = case.text.lines().collect();
        // Every fourth line, from a different start in each file. In each line, another mark that closes a text.
        for at in (file % 4..lines.len()).step_by(4) {
            let marks: Vec<usize> = lines[at].match_indices('"').map(|(mark, _)| mark).collect();
            let closing = marks.iter().skip(1).step_by(2).nth(at % (marks.len() / 2).max(1));
            if let Some(mark) = closing.filter(|_| !lines[at].contains("//") && !lines[at].contains(['\\', '“'])) {
                let broken = format!("{}{}", &lines[at][..*mark], &lines[at][mark + 1..]);
                let text = [&lines[..at], &[broken.as_str()], &lines[at + 1..]].concat().join("\n");
                wrong.extend(told_elsewhere(&text, at + 1, &case.name()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_too_deep_takes_nothing_else_with_it() {
    let deep = format!("let a of t = {}x{}\n", "(".repeat(300), ")".repeat(300));
    let text = format!("policy p\ntable t {{\n  key id : text\n  x : count\n}}\n{deep}let b of t = a + x + nothing\n");
    let came: Vec<&str> = Outcome::of(&text).findings.iter().map(|f| f.code.name()).collect();
    assert_eq!(came, ["too-deep", "unknown-name"]);
}

#[test]
#[cfg_attr(not(feature = "engine"), ignore = "takes long, and runs with the engine")]
fn as_many_mistakes_as_are_told_at_once_take_no_more_time() {
    let columns: String = (0..3000).map(|i| format!("  c{i} : count ? {i}\n")).collect();
    let text = format!("policy p\ntable t {{\n  key id : text\n{columns}}}\nlet a of t = c7 + nothing\n");
    let findings = Outcome::of(&text).findings;
    let all = findings.iter().position(|f| f.message == "this file has more mistakes than are reported at once");
    assert!(all.is_some_and(|at| (100..2900).contains(&at)), "{} findings", findings.len());
    assert!(findings.iter().all(|f| f.code == Code::Syntax), "what follows from them is not told");
}
