//! Statistics of a run in a file: a single record has the same score as it had among all records.

use crate::program::{Program, scratch};
use std::fs;
use std::path::Path;

const POLICY: &str = r#"
policy norms "Norms"
choice gender { woman, man }
table person {
  key id : count
  gender : gender or missing
  day : date
  x : number 0..10 with 2 decimals or missing
}
let counted of person = x is not missing
let least of all = min(x of person, missing skipped, if empty missing)
let most of all = max(x of person, missing skipped, if empty missing)
let any_low of all = any((x < 1) default no of person)
let typical of person = mean(x of person over counted per gender, missing skipped, if empty missing)
let spread of person = deviation(x of person over counted per gender, as sample, missing skipped)
let cut of person = quantile(x of person over counted, 75%, type 7, missing skipped)
tree between of person = linear(x, least..most to 0..100, clamped)
tree t of person = 50 + 10 * (x - typical) / spread
tiers level of between of person { high >= 60
  low otherwise }
tiers quarter of t of person { top >= 50 + cut - cut
  rest otherwise }
publish any_low of all
"#;

const ROWS: [&str; 7] = [
    "1,woman,2026-01-01,1.25",
    "2,woman,2026-01-02,3",
    "3,man,2026-01-01,9.5",
    "4,man,2026-01-05,",
    "5,,2026-01-01,4",
    "6,man,2026-01-01,7",
    "7,woman,2026-01-01,8.1",
];

fn rows(folder: &Path, name: &str, rows: &[&str]) -> String {
    let file = folder.join(name);
    fs::write(&file, format!("id,gender,day,x\n{}\n", rows.join("\n"))).unwrap();
    format!("person={}", file.display())
}

#[test]
fn one_record_scores_as_it_did_among_all() {
    let folder = scratch();
    let policy = folder.path().join("policy.grad");
    fs::write(&policy, POLICY).unwrap();
    let (policy, frozen) = (policy.to_str().unwrap(), folder.path().join("frozen.csv"));
    let frozen = frozen.to_str().unwrap();
    let all = rows(folder.path(), "all.csv", &ROWS);
    Program::new(&["freeze", policy, "--of", "person", "--data", &all, "-o", frozen]).ends_with(0);
    let eval = ["eval", policy, "--of", "person", "--format", "csv", "--data"];
    let among = Program::new(&[eval.as_slice(), &[&all]].concat()).ends_with(0).stdout;
    let among: Vec<&str> = among.lines().collect();
    for (at, row) in ROWS.iter().enumerate() {
        let one = rows(folder.path(), "one.csv", &[row]);
        let alone = Program::new(&[eval.as_slice(), &[&one, "--frozen", frozen]].concat()).ends_with(0).stdout;
        let alone: Vec<&str> = alone.lines().collect();
        assert_eq!(alone, [among[0], among[at + 1]], "{row}");
    }
    // The result does not depend on the order of the rows.
    let mut turned = ROWS;
    turned.reverse();
    let turned = rows(folder.path(), "turned.csv", &turned);
    let again = Program::new(&["freeze", policy, "--of", "person", "--data", &turned]).ends_with(0).stdout;
    // The last row says from which file the statistics were made.
    let statistics =
        |text: &str| text.lines().filter(|line| !line.starts_with("2,run,")).collect::<Vec<_>>().join("\n");
    let first = fs::read_to_string(frozen).unwrap();
    assert_eq!(statistics(&again), statistics(&first));
    assert_ne!(again, first);
}

/// A policy, and a file with the statistics of its seven persons.
fn frozen_norms() -> (tempfile::TempDir, String, String, String) {
    let folder = scratch();
    let policy = folder.path().join("policy.grad");
    fs::write(&policy, POLICY).unwrap();
    let text = |path: std::path::PathBuf| path.to_str().unwrap().to_string();
    let (policy, frozen) = (text(policy), text(folder.path().join("frozen.csv")));
    let all = rows(folder.path(), "all.csv", &ROWS);
    Program::new(&["freeze", &policy, "--of", "person", "--data", &all, "-o", &frozen]).ends_with(0);
    (folder, policy, all, frozen)
}

#[test]
fn what_comes_to_the_rows_that_are_there_is_told() {
    let folder = scratch();
    let at = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_string()
    };
    let policy = at(
        "policy.grad",
        "policy shops
table region { key id : text }
table visit {
  key id : count
  region -> region
  x : number 0..100 with 1 decimal
}
let usual of region = mean(x of visit, if empty missing)
let of_all of all = mean(x of visit, if empty missing)
tree ahead of visit = x - usual - of_all * 0
",
    );
    let regions = format!("region={}", at("region.csv", "id\nR\nS\n"));
    let visits = |name, rows: &str| format!("visit={}", at(name, &format!("id,region,x\n{rows}")));
    let all = visits("all.csv", "1,R,10\n2,R,20\n3,S,7\n");
    let (whole, one) = (visits("whole.csv", "1,R,10\n2,R,20\n"), visits("one.csv", "1,R,10\n"));
    let frozen = at("frozen.csv", "");
    let with = |command: &str, visits: &str, more: &[&str]| {
        let args = [command, &policy, "--of", "visit", "--data", &regions, "--data", visits, "--messages", "short"];
        Program::new(&[args.as_slice(), more].concat()).ends_with(0)
    };
    let told = "warning[not-frozen]: `mean(x of visit, if empty missing)` of `region` is not frozen";
    let out = with("freeze", &all, &["-o", &frozen]);
    assert_eq!(out.stderr.matches(told).count(), 1, "{}", out.stderr);
    let ahead = |visits: &str| {
        let out = with("eval", visits, &["--frozen", &frozen]);
        assert!(out.stderr.contains(told), "{}", out.stderr);
        out.stdout.lines().nth(1).unwrap().split(',').nth(1).unwrap().parse::<f64>().unwrap()
    };
    // As the help says: freeze all rows of the region.
    assert_eq!([ahead(&whole), ahead(&one)], [-5.0, 0.0]);
    let explained = with("explain", &one, &["--subject", "id=1", "--frozen", &frozen]);
    assert!(explained.stderr.contains(told), "{}", explained.stderr);
    // Without frozen statistics there is no warning.
    assert!(!with("eval", &one, &[]).stderr.contains("not-frozen"));
}

#[test]
fn statistics_of_another_policy_are_refused() {
    let (_folder, policy, all, frozen) = frozen_norms();
    let eval = ["eval", &policy, "--of", "person", "--data", &all, "--frozen", &frozen, "--messages", "short"];
    fs::write(&policy, POLICY.replace("75%", "80%")).unwrap();
    let out = Program::new(&eval).ends_with(2);
    assert!(out.stderr.contains("has no value for `quantile(x of person over counted, 80%"), "{}", out.stderr);
    // A person whose peers are not in the file has no value, and the reason says so.
    fs::write(&policy, POLICY).unwrap();
    let text = fs::read_to_string(&frozen).unwrap();
    let fewer: Vec<&str> = text.lines().filter(|line| !line.contains("woman")).collect();
    fs::write(&frozen, fewer.join("\n")).unwrap();
    let out = Program::new(&eval).ends_with(0);
    assert!(out.stdout.contains("typical: not frozen for these peers"), "{}", out.stdout);
    fs::write(&frozen, "a,b\n").unwrap();
    let out = Program::new(&eval).ends_with(2);
    assert!(out.stderr.contains("frozen.csv:1: error[frozen-other]: this is not the header"), "{}", out.stderr);
    fs::write(&frozen, text.replace("\n2,", "\n3,")).unwrap();
    let out = Program::new(&eval).ends_with(2);
    assert!(out.stderr.contains("frozen.csv:2, column `version`: error[frozen-other]"), "{}", out.stderr);
}

#[test]
fn statistics_made_before_a_change_upstream_are_refused_and_others_stay() {
    let (_folder, policy, all, frozen) = frozen_norms();
    let eval = ["eval", &policy, "--of", "person", "--data", &all, "--frozen", &frozen, "--messages", "short"];
    let changed = "is out of date: something that it is computed from has changed";
    for (before, after) in [
        ("let counted of person = x is not missing", "let counted of person = x is not missing and id > 1"),
        ("x : number 0..10 with 2 decimals", "x : number 0..11 with 2 decimals"),
        ("x : number 0..10 with 2 decimals", "\"y\" as x : number 0..10 with 2 decimals"),
        ("choice gender { woman, man }", "choice gender { woman, man, other }"),
    ] {
        fs::write(&policy, POLICY.replace(before, after)).unwrap();
        let out = Program::new(&eval).ends_with(2);
        assert!(out.stderr.contains(changed), "{after}: {}", out.stderr);
    }
    for (before, after) in [
        ("choice gender", "choice unused { a, b }\ntable other { key id : text }\nchoice gender"),
        ("  day : date", "  day \"Day\" : date"),
        ("tree t of person = 50", "tree t of person = 51"),
        ("high >= 60", "high >= 61"),
    ] {
        fs::write(&policy, POLICY.replace(before, after)).unwrap();
        Program::new(&eval).ends_with(0);
    }
    // A changed param that the statistic depends on: in the policy, the manifest or the command line.
    let lifted = format!("{}\nparam lift = 2\n", POLICY).replace("min(x of person", "min(x * lift of person");
    fs::write(&policy, &lifted).unwrap();
    Program::new(&["freeze", &policy, "--of", "person", "--data", &all, "-o", &frozen]).ends_with(0);
    Program::new(&eval).ends_with(0);
    let out = Program::new(&[eval.as_slice(), &["--param", "lift=3"]].concat()).ends_with(2);
    assert!(out.stderr.contains(changed) && out.stderr.contains("of `least`"), "{}", out.stderr);
    fs::write(&policy, lifted.replace("lift = 2", "lift = 3")).unwrap();
    assert!(Program::new(&eval).ends_with(2).stderr.contains(changed));
}

#[test]
fn values_of_the_file_are_held_against_what_is_known_of_each() {
    let (folder, policy, all, frozen) = frozen_norms();
    let eval = ["eval", &policy, "--of", "person", "--data", &all, "--frozen", &frozen, "--messages", "short"];
    let text = fs::read_to_string(&frozen).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let at = lines.iter().position(|line| line.contains("max(x of person")).unwrap();
    let row: Vec<&str> = lines[at].rsplitn(3, ',').collect();
    for (value, told) in [
        ("4999998500000149999995", "is outside 0..10, the range of this value"),
        ("-1", "is outside"),
        ("1/3", "has more decimals than this value can have"),
        ("NaN", "`NaN` is not a value of this kind"),
        ("1/0", "is not a value of this kind"),
        ("many", "is not a value of this kind"),
        ("=1+1", "is not a value of this kind"),
    ] {
        let mut lines: Vec<String> = lines.iter().map(|line| line.to_string()).collect();
        lines[at] = format!("{},{value},", row[2]);
        fs::write(&frozen, lines.join("\n")).unwrap();
        let evaluators: &[&str] = if cfg!(feature = "engine") { &["reference", "engine"] } else { &["reference"] };
        for evaluator in evaluators {
            let out = Program::new(&[eval.as_slice(), &["--evaluator", evaluator]].concat()).ends_with(2);
            let place = format!("frozen.csv:{}, column `value`: error[frozen-other]", at + 1);
            assert!(out.stderr.contains(&place) && out.stderr.contains(told), "{value}: {}", out.stderr);
        }
    }
    // Duplicate peers, wrong peers, and both in one run.
    let of_others = lines[at].replace("[]", "\"[\"\"man\"\"]\"");
    let twice = [lines.clone(), vec![lines[at], &of_others]].concat();
    fs::write(&frozen, twice.join("\n")).unwrap();
    let out = Program::new(&eval).ends_with(2);
    assert!(
        out.stderr.contains("has more than one value for these peers") && out.stderr.contains("is not a list of 0"),
        "{}",
        out.stderr
    );
    drop(folder);
}

#[test]
fn statistics_of_all_kinds_serve_each() {
    let folder = scratch();
    let at = |name: &str| folder.path().join(name);
    let policy = "policy two\ntable a {\n  key id : text\n  x : count 0..9\n}\ntable b {\n  key id : text\n  y : count 0..9\n}\n\
        let some of a = x > 0\nlet any of b = y > 0\n\
        tree s of a = x - mean(x of a over some, if empty 0)\ntree r of b = y - mean(y of b over any, if empty 0)\n";
    fs::write(at("policy.grad"), policy).unwrap();
    fs::write(at("gradus.toml"), "[data]\na = \"a.csv\"\nb = \"b.csv\"\n").unwrap();
    fs::write(at("a.csv"), "id,x\nA,1\nB,4\n").unwrap();
    fs::write(at("b.csv"), "id,y\nA,3\nB,6\n").unwrap();
    fs::write(at("none.csv"), "id,x\n").unwrap();
    let run = |args: &[&str], code: i32| Program::new(args).within(folder.path()).ends_with(code).stdout;
    run(&["freeze", ".", "-o", "f.csv"], 0);
    for (of, subject) in [("a", "id=B"), ("b", "id=A")] {
        assert_eq!(run(&["eval", ".", "--of", of, "--frozen", "f.csv"], 0), run(&["eval", ".", "--of", of], 0));
        run(&["explain", ".", "--of", of, "--subject", subject, "--frozen", "f.csv"], 0);
    }
    // Without rows there are no peers. The file says so and is accepted.
    run(&["freeze", ".", "--of", "a", "--data", "a=none.csv", "-o", "none-frozen.csv"], 0);
    let out = Program::new(&["eval", ".", "--of", "a", "--frozen", "none-frozen.csv", "--messages", "short"]);
    let out = out.within(folder.path()).ends_with(0);
    assert_eq!(out.stdout.lines().count(), 3, "{}", out.stdout);
}

#[test]
fn an_explanation_shows_frozen_statistics_with_and_without_peers() {
    let folder = scratch();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let policy = "policy p
choice kind { a, b }
table r {
  key id : count
  kind : kind
  x : number 0..10 with 1 decimal
}
let every of r = yes
let most of all = max(x of r, if empty missing)
let both of r = max(x of r over every, if empty missing) * max(x of r over every per kind, if empty missing) - most
publish both of r
";
    fs::write(at("p.grad"), policy).unwrap();
    fs::write(at("r.csv"), "id,kind,x\n1,a,2\n2,b,3\n3,b,5\n").unwrap();
    let data = format!("r={}", at("r.csv"));
    let run = |args: &[&str]| Program::new(&[args, &["--of", "r", "--data", &data]].concat()).ends_with(0).stdout;
    run(&["freeze", &at("p.grad"), "-o", &at("f.csv")]);
    let told = run(&["explain", &at("p.grad"), "--subject", "id=1", "--frozen", &at("f.csv")]);
    for line in [
        "both = 5\n",
        "max(x of r over every, if empty missing) = 5\n",
        "max(x of r over every per kind, if empty missing) = 2\n",
        "most = 5",
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
}
