//! Explanations of everything that the cases of the language evaluate. They end, and no line contradicts another.

use crate::corpus::cases;
use crate::program::{Program, scratch};
use gradus::inside::explain::explain;
use gradus::inside::policy::{Pack, Run};
use gradus::inside::testing;
use gradus::inside::types::Op;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// The maximum number of lines in an explanation of one subject of a case. Explanations in real packs are shorter.
const MOST: usize = 250;

#[test]
fn every_operation_is_explained_and_no_line_contradicts_another() {
    let mut seen = BTreeSet::new();
    let mut explained = 0;
    let mut wrong = Vec::new();
    let texts = cases("tests/corpus/good").into_iter().map(|case| (case.name(), case.text));
    for (case, text) in texts.chain([("operations".to_string(), OPERATIONS.to_string())]) {
        let pack = Pack::of_text("case.grad", &text);
        let compiled = pack.compile(&Run::default());
        for (at, test) in compiled.tests.iter().enumerate() {
            let tested = testing::evaluated(&pack, &compiled, test, at).unwrap();
            let graph = tested.graph().unwrap();
            let subjects: BTreeSet<_> = test.expects.iter().map(|e| e.subject).collect();
            for subject in subjects {
                for node in graph.needed(&[subject]) {
                    seen.insert(name(&graph.node(node).op));
                }
                let all = 0..tested.evaluation.count(subject);
                for (at, reveal) in all.flat_map(|at| [(at, true), (at, false)]) {
                    let text = explain(graph, &tested.evaluation, subject, at, reveal);
                    explained += 1;
                    let lines = text.lines().count();
                    assert!(lines <= MOST, "{case}: {lines} lines\n{text}");
                    let contradictions = contradictions(&text);
                    if !contradictions.is_empty() {
                        wrong.push(format!("{case}: {contradictions:?}\n{text}"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(explained > 500, "{explained} explanations");
    let missing: Vec<&&str> = ALL.iter().filter(|op| !seen.contains(*op)).collect();
    assert!(missing.is_empty(), "no case shows how these are explained: {missing:?}");
}

/// Pairs of lines of one subject that give different values for one thing.
fn contradictions(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    // The depth and line number of each subject whose values are listed: the subject itself, or a subject that a line
    // leads to.
    let mut whose: Vec<(usize, usize)> = vec![(0, 0)];
    let mut values: BTreeMap<(usize, String), String> = BTreeMap::new();
    let mut rows: Option<usize> = None;
    for (number, line) in text.lines().enumerate().skip(1) {
        let depth = line.len() - line.trim_start().len();
        whose.retain(|(at, _)| *at < depth || *at == 0);
        if rows.is_some_and(|at| depth > at) {
            continue;
        }
        rows = line.trim().starts_with("of ").then_some(depth);
        let line = line.trim().split("  ").next().unwrap();
        let line = line.split(", ").next().filter(|part| part.starts_with("judged by ")).unwrap_or(line);
        let Some((label, value)) = line.rsplit_once(" = ") else { continue };
        let label = label.rsplit_once(" × ").map_or(label, |(_, name)| name);
        let of = whose.last().unwrap().1;
        let before = values.entry((of, label.to_owned())).or_insert_with(|| value.to_owned());
        if before != value {
            found.push(format!("{label}: {before} and {value}"));
        }
        if text.lines().nth(number).unwrap().contains("  (of ") {
            whose.push((depth, number));
        }
    }
    found
}

/// The name of an operation. A new operation does not compile without a name.
fn name(op: &Op) -> &'static str {
    match op {
        Op::Constant(_) => "Constant",
        Op::Column(..) => "Column",
        Op::Key(_) => "Key",
        Op::Value(_) => "Value",
        Op::Reach(_) => "Reach",
        Op::ShiftMonths(_) => "ShiftMonths",
        Op::ShiftDays(_) => "ShiftDays",
        Op::DaysBetween => "DaysBetween",
        Op::PeriodOf(_) => "PeriodOf",
        Op::Add => "Add",
        Op::Subtract => "Subtract",
        Op::Multiply => "Multiply",
        Op::Divide => "Divide",
        Op::Negate => "Negate",
        Op::Absolute => "Absolute",
        Op::Linear { .. } => "Linear",
        Op::Logarithmic { .. } => "Logarithmic",
        Op::NaturalLogarithm(_) => "NaturalLogarithm",
        Op::Power(_) => "Power",
        Op::Limit => "Limit",
        Op::Round(_) => "Round",
        Op::Settle(_) => "Settle",
        Op::Store(_) => "Store",
        Op::Compare(_) => "Compare",
        Op::Equal => "Equal",
        Op::OneOf => "OneOf",
        Op::And => "And",
        Op::Or => "Or",
        Op::Not => "Not",
        Op::IsMissing => "IsMissing",
        Op::IsAbsent => "IsAbsent",
        Op::Contains => "Contains",
        Op::Present => "Present",
        Op::Guard(_) => "Guard",
        Op::Pseudonym => "Pseudonym",
        Op::Nothing(_) => "Nothing",
        Op::Default => "Default",
        Op::First => "First",
        Op::Combine(_) => "Combine",
        Op::Tier(_) => "Tier",
        Op::RankTier(_) => "RankTier",
        Op::Cluster { .. } => "Cluster",
        Op::Quantile(_) => "Quantile",
        Op::Rank(_) => "Rank",
        Op::Aggregate(_) => "Aggregate",
        Op::Decide(_) => "Decide",
        Op::Included(_) => "Included",
        Op::IsIncluded(_) => "IsIncluded",
    }
}

/// Operations that no case of the corpus publishes.
const OPERATIONS: &str = r#"policy operations
table u { key id : text }
table t dated a {
  key id : text
  u -> u
  a : date
  b : date
  x : number 1..100 with 0 decimals
}
subject um = u × month
let later of t = a + 3 days
let apart of t = (b - a) / 1 day
let below of t = -x
let place of t = logarithmic(x, 1..100 to 0..1)
let natural of t = ln(x, to 6 decimals)
let heard of um = count(t)
let known of t = x > 0
publish later, apart, below, place, natural of t
publish heard of um
tree score of t = x
tiers cluster of score of t, clusters over known, at most 100 steps, empty stays {
  heavy from 50
  light from 1
}
test "all" {
  period 2026Q1
  given u : id = ("A")
  given t : id, u, a, b, x = ("r", "A", 2026-01-30, 2026-02-02, 10), ("s", "A", 2026-02-01, 2026-02-02, 100)
  expect apart of t "r" is 3
  expect heard of um ("A", "2026-02") is 1
}
"#;

/// Every operation of the graph, except references to values, which are replaced earlier.
const ALL: [&str; 44] = [
    "Constant",
    "Column",
    "Key",
    "Reach",
    "ShiftMonths",
    "ShiftDays",
    "DaysBetween",
    "PeriodOf",
    "Add",
    "Subtract",
    "Multiply",
    "Divide",
    "Negate",
    "Absolute",
    "Linear",
    "Logarithmic",
    "NaturalLogarithm",
    "Power",
    "Limit",
    "Round",
    "Settle",
    "Store",
    "Compare",
    "Equal",
    "OneOf",
    "And",
    "Or",
    "Not",
    "IsMissing",
    "IsAbsent",
    "Contains",
    "Present",
    "Nothing",
    "Default",
    "First",
    "Combine",
    "Tier",
    "RankTier",
    "Cluster",
    "Quantile",
    "Rank",
    "Aggregate",
    "Decide",
    "IsIncluded",
];

const POLICY: &str = r#"policy f
choice m { a, b }
table lim {
  key m : m
  least : count
  rows = (a, 3), (b, 5)
}
table t {
  key id : text
  "{m}" as v : count 0..9
  who : text
  y : count or missing "?"
  fit : yes/no
}
subject r = t × m
let doubled of r = 2 * v
let big of r = doubled > least
eligibility rated of t {
  include when fit and y > 2 cite "1"
  exclude when y is not missing and not (who is "x" or y >= 8) because "no" cite "2"
  undetermined reported
}
let out of t = rated is not included
publish "left" as out of t
check known of t warning when fit = y is not missing
publish doubled, big of r
tree s of r {
  1 q = first { 1 when big, 0.5 when rated is included, otherwise 1/3 }
  missing propagates
}
let prev of r = s at (m: a)
publish prev of r
"#;

fn explained(of: &str, subject: &str) -> String {
    let folder = scratch();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(path("p.grad"), POLICY).unwrap();
    fs::write(path("t.csv"), "id,a,b,who,y,fit\nT,1,4,x,5,yes\nU,2,1,z,?,no\n").unwrap();
    let data = format!("t={}", path("t.csv"));
    let args = ["explain", &path("p.grad"), "--data", &data, "--of", of, "--subject", subject];
    Program::new(&args).ends_with(0).stdout
}

#[test]
fn a_condition_shows_which_part_decided() {
    assert_eq!(
        explained("t", "id=T"),
        "\
t id T
rated = included
  → include 1: include when fit and y > 2
  include when fit and y > 2: yes  [1]
    fit = yes
    y > 2 = yes
      y = 5
  exclude when y is not missing and not (who is \"x\" or y >= 8): no  [2]
    y is not missing = yes
      y = 5
    not (who is \"x\" or y >= 8) = no
      (who is \"x\" or y >= 8) = yes
        who is \"x\" = yes
          who = \"x\"
        y >= 8 = no
          y = 5
known = yes
  applies when fit: yes
    fit = yes
  y is not missing = yes
    y = 5
\"left\" as out = no
  rated is not included
    rated = included
"
    );
    let other = explained("t", "id=U");
    assert!(
        other.contains("known = does not apply\n  applies when fit: no, so it does not apply\n    fit = no\n"),
        "{other}"
    );
    assert!(other.contains("    y > 2 = unknown (y is missing)\n      y = missing (y is missing)\n"), "{other}");
}

#[test]
fn families_rows_of_the_page_and_values_at_other_keys_are_followed() {
    assert_eq!(
        explained("r", "t=T,m=b"),
        "\
r t T, m b
s = 1
  weighted mean of, missing propagates: 1
    1 × q = 1  adds 1
      first { 1 when big, 0.5 when rated is included, otherwise 1/3 }
        big = yes
doubled = 8
  2 * v
    v (b) = 4  (of t id T)
big = yes
  doubled > least
    doubled = 8
    least = 5  (of m b)
prev = 0.5
  s at (m: a) = 0.5  (of r t T, m a)
    weighted mean of, missing propagates: 0.5
      1 × q = 0.5  adds 0.5
        first { 1 when big, 0.5 when rated is included, otherwise 1/3 }
          big = no
          rated is included = yes
            rated = included  (of t id T)
"
    );
    let third = explained("r", "t=U,m=b");
    assert!(third.contains("1 × q = 0.333333  adds 0.333333\n"), "{third}");
    assert!(
        third.ends_with("numbers are rounded to 6 decimals here, small ones to 6 digits; results keep all digits\n")
    );
}

/// Two children can be the same value. Each adds according to its own weight.
#[test]
fn children_of_one_value_add_by_their_own_weights() {
    let folder = scratch();
    let policy = "policy twins\ntable t {\n  key id : text\n  x : number 0..10 with 1 decimal\n}\n\
                  tree s of t {\n  3 a = x\n  1 b = x\n  4 c = 4\n}\n";
    fs::write(folder.path().join("policy.grad"), policy).unwrap();
    fs::write(folder.path().join("t.csv"), "id,x\nk,2\n").unwrap();
    let args = ["explain", "policy.grad", "--data", "t=t.csv", "--subject", "id=k", "--quiet"];
    let told = Program::new(&args).within(folder.path()).ends_with(0).stdout;
    for line in ["3 × a = 2  adds 0.75", "1 × b = 2  adds 0.25", "4 × c = 4  adds 2"] {
        assert!(told.contains(line), "{told}");
    }
}

const SETTINGS: &str = r#"policy settings
period "spring" "The spring survey" = 2026-02-01..2026-04-30
choice kind "Kind of a visit" { "1" as initial "First visit", again }
param full "A wait that earns nothing" = 20 minutes because "the charter promises less" cite "4"
param strict "Whether points are capped" : yes/no = no
param unused = 7
param counted_kind : kind = initial cite "2"
param bound = 50
param part = 3
param elsewhere = 1
table visit dated day {
  key id : text
  day  : date
  kind : kind
  wait : number 0..60 with 0 decimals in minutes
}
let quick(x : number 0..60 with 0 decimals in minutes) = linear(x, 0 minutes..full to 100..0, clamped)
let other of visit = wait / 1 minute + elsewhere
tree score of visit {
  (part) speed = wait on quick
  (1) counts = first { 1 when kind is counted_kind otherwise 0 }
  then capped at 90 when strict
}
tiers level of score of visit {
  good "Good enough" >= bound
  bad otherwise
}
test "a test sets a param, too" {
  period spring
  param bound = 70
  given visit : id, day, kind, wait = ("v", 2026-03-01, initial, 5)
  expect level of visit "v" is bad
}
"#;

/// Scales, weights, conditions, steps and bounds are folded into operations, but their params are still shown. Params
/// that the subject does not use are not shown.
#[test]
fn params_and_the_period_end_an_explanation_with_where_they_come_from() {
    let folder = scratch();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("policy.grad", SETTINGS);
    write("visit.csv", "id,day,kind,wait\nv,2026-03-01,1,5\nw,2026-05-01,again,5\n");
    let manifest = "policy = \"policy.grad\"\nperiod = \"spring\"\n[data]\nvisit = \"visit.csv\"\n\
                    [params]\nbound = 40\nfull = \"10 minutes\"\n";
    write("gradus.toml", manifest);
    let args = ["explain", ".", "--subject", "id=v", "--param", "full=15 minutes", "--quiet"];
    let text = Program::new(&args).within(folder.path()).ends_with(0).stdout;
    let (_, level) = text.split_once("level = ").unwrap();
    assert_eq!(
        level,
        "\
good (Good enough)
  judged by score = 50.25
  → good (Good enough) [40, …)
    bad otherwise
scale quick(x : number 0..60 with 0 decimals in minutes) = linear(x, 0 minutes..full to 100..0, clamped)
param full A wait that earns nothing = 15 minutes  (from --param; 20 minutes in the policy)  [4]
  because the charter promises less
param strict Whether points are capped = no  (from the policy)
param counted_kind = initial (First visit)  (from the policy)  [2]
param bound = 40  (from the manifest; 50 in the policy)
param part = 3  (from the policy)
period spring The spring survey = 2026-02-01..2026-04-30
numbers are rounded to 6 decimals here, small ones to 6 digits; results keep all digits
",
        "{text}"
    );
    for line in ["kind is counted_kind = yes\n", "kind = initial (First visit)\n"] {
        assert!(text.contains(line), "{text}");
    }
    Program::new(&["test", "."]).within(folder.path()).ends_with(0);

    write("bare.grad", "policy bare\ntable t {\n  key id : text\n  x : count 0..9\n}\nparam p = 1\ntree s of t = x\n");
    write("t.csv", "id,x\nk,2\n");
    let args = ["explain", "bare.grad", "--data", "t=t.csv", "--subject", "id=k", "--quiet"];
    assert_eq!(Program::new(&args).within(folder.path()).ends_with(0).stdout, "t id k\ns = 2\n  x = 2\n");
}

const DEPENDS: &str = r#"policy depends
choice k "Kind" { new "Newcomer", old "Old hand" }
choice other { lenient "Lenient", lax "Generous" }
choice reading { by_letter "By the letter", any_one }
/// What the
/// council decided.
param how : reading = any_one cite "3"
param add "Bonus" = 7 because "x" cite "1"
param fine "Fine" = 5%
param factor = 2
param deep = 50
param elsewhere = 1
table b {
  key id : text
  s : number 0..100 with 0 decimals
  k : k
  o : other
}
table row {
  key id : text
  b -> b
  x : number 0..100 with 0 decimals
}
let outer of b = s + add
tiers level of outer of b {
  good >= 50
  bad otherwise
}
let base of b = s * (100% - fine)
let pick of b = first {
  0 when k is new // newcomers have none
  s when how is by_letter
    and s > deep
  otherwise 0
}
let by_kind of b = lookup k {
  new: 1
  old: 2
}
let same of b = s * 95%
tree t of b {
  100 a "A" = base
  100 c = pick
  100 d = s / by_kind
  100 e = same
}
let points of row = x * factor
let mean_points of b = mean(points of row, if empty missing)
publish mean_points of b
let unused of b = s + elsewhere
"#;

/// A value that is reached by its name shows its formula, unless the formula is shown elsewhere. The params are those
/// of all values that a result follows from, even if none of these values is explained.
#[test]
fn a_value_reached_by_its_name_shows_its_formula_and_params_keep_their_names() {
    let folder = scratch();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("policy.grad", DEPENDS);
    write("b.csv", "id,s,k,o\nq,90,old,lenient\n");
    write("row.csv", "id,b,x\n1,q,3\n2,q,5\n");
    let data = ["--data", "b=b.csv", "--data", "row=row.csv", "--quiet"];
    let args = ["explain", "policy.grad", "--of", "b", "--subject", "id=q", "--param", "how=by_letter"];
    let args: Vec<&str> = args.into_iter().chain(data).chain(["--param", "fine=0.05"]).collect();
    assert_eq!(
        Program::new(&args).within(folder.path()).ends_with(0).stdout,
        "\
b id q
level = good
  judged by outer = 97
    s + add
      s = 90
  → good [50, …)
    bad otherwise
t = 76.5
  weighted mean of: 76.5
    100 × a A = 85.5  adds 21.375
      base = 85.5
        s * (100% - fine)
          s = 90
    100 × c = 90  adds 22.5
      pick = 90
        first { 0 when k is new, s when how is by_letter and s > deep, otherwise 0 }
          k is new (Newcomer) = no
            k = old (Old hand)
          how is by_letter and s > deep = yes
            how is by_letter (By the letter) = yes
            s > deep = yes
              s = 90
          s = 90
    100 × d = 45  adds 11.25
      s / by_kind
        s = 90
        by_kind = 2
          lookup k { new: 1; old: 2 }
            k is new (Newcomer) = no
              k = old (Old hand)
    100 × e = 85.5  adds 21.375
      same = 85.5
        s * 95%
          s = 90
mean_points = 8
  mean(points of row, if empty missing)
    of 2 rows of row
      id 1 = 6
      id 2 = 10
param how = by_letter (By the letter)  (from --param; any_one in the policy)  [3]
  What the
  council decided.
param add Bonus = 7  (from the policy)  [1]
  because x
param fine Fine = 5%  (from --param; 5% in the policy)
param factor = 2  (from the policy)
param deep = 50  (from the policy)
"
    );
}
