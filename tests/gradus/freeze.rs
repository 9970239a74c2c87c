//! Statistics of a run in a file: one record scores as it did among all.

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
let least of all = min(x of person, missing skipped, none missing)
let most of all = max(x of person, missing skipped, none missing)
let any_low of all = any((x < 1) default no of person)
let typical of person = mean(x of person over counted per gender, missing skipped, none missing)
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
    // The order of the rows does not show.
    let mut turned = ROWS;
    turned.reverse();
    let turned = rows(folder.path(), "turned.csv", &turned);
    let again = Program::new(&["freeze", policy, "--of", "person", "--data", &turned]).ends_with(0).stdout;
    assert_eq!(again, fs::read_to_string(frozen).unwrap());
}

#[test]
fn statistics_of_another_policy_are_refused() {
    let folder = scratch();
    let policy = folder.path().join("policy.grad");
    fs::write(&policy, POLICY).unwrap();
    let (path, frozen) = (policy.to_str().unwrap().to_string(), folder.path().join("frozen.csv"));
    let frozen = frozen.to_str().unwrap();
    let all = rows(folder.path(), "all.csv", &ROWS);
    Program::new(&["freeze", &path, "--of", "person", "--data", &all, "-o", frozen]).ends_with(0);
    fs::write(&policy, POLICY.replace("75%", "80%")).unwrap();
    let eval = ["eval", &path, "--of", "person", "--data", &all, "--frozen", frozen];
    let out = Program::new(&eval).ends_with(2);
    assert!(out.stderr.contains("holds statistics of another policy: line 16 has other words"), "{}", out.stderr);
    // A person whose peers were not there has no value, and the reason says so.
    fs::write(&policy, POLICY).unwrap();
    let text = fs::read_to_string(frozen).unwrap();
    let fewer: Vec<&str> = text.lines().filter(|line| !line.contains("woman")).collect();
    fs::write(frozen, fewer.join("\n")).unwrap();
    let out = Program::new(&eval).ends_with(0);
    assert!(out.stdout.contains("typical: not frozen for these peers"), "{}", out.stdout);
    fs::write(frozen, "a,b\n").unwrap();
    let out = Program::new(&eval).ends_with(2);
    assert!(out.stderr.contains("line 1 is no header"), "{}", out.stderr);
}
