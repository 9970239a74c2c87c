//! Policies with pairs of features, run through the commands one after the other, as a person would do it. The known
//! mistakes must still exist: a mistake that is corrected must be removed from the list.
//!
//! A test of the library compares the values with a third evaluation of the same policies.

#[allow(dead_code, reason = "the library holds the table")]
#[path = "../../src/pairs/features.rs"]
mod features;
#[path = "../../src/pairs/known.rs"]
mod known;
#[allow(dead_code, reason = "the library writes tests")]
#[path = "../../src/pairs/page.rs"]
mod page;

use crate::program::{Program, scratch};
use features::{Chain, PLACES, chains, name};
use known::KNOWN;
use page::{PARAMS, Page, page};
use std::fs;
use std::path::Path;

/// The number of chains in a policy of this test.
const TOGETHER: usize = 6;
/// One of this number of chains is run through the commands.
const EVERY: usize = 40;

const EVALUATORS: &[&str] = if cfg!(feature = "engine") { &["reference", "engine"] } else { &["reference"] };

/// A subject of each kind.
const SUBJECTS: [(&str, &str, &str); 4] = [
    ("t", "tid=t1", "tid"),
    ("tx", "t=t1,shade=dark", "t,shade"),
    ("d", "did=d1", "did"),
    ("y", "yid=a,yyear=2025", "yid,yyear"),
];

/// The program with the secret that the naive evaluation uses.
fn program(args: &[&str]) -> Program {
    Program::new(args).env("GRADUS_PSEUDONYM_KEY", "the secret of every gradus test")
}

fn write(folder: &Path, page: &Page, expected: &[&str]) {
    fs::write(folder.join("policy.grad"), &page.text).unwrap();
    let mut manifest = format!("period = \"{}\"\n[data]\n", page.period);
    for (table, text) in &page.files {
        fs::write(folder.join(format!("{table}.csv")), text).unwrap();
        manifest += &format!("{table} = \"{table}.csv\"\n");
    }
    manifest += "[params]\n";
    PARAMS.iter().for_each(|(name, value)| manifest += &format!("{name} = \"{value}\"\n"));
    expected.iter().for_each(|of| manifest += &format!("[expected.{of}]\nfile = \"expected-{of}.csv\"\n"));
    fs::write(folder.join("gradus.toml"), manifest).unwrap();
}

/// Whether the chain ranks or clusters.
fn is_ranked(chain: &Chain) -> bool {
    chain.wraps.iter().any(|wrap| ["rank", "clusters"].iter().any(|word| name((3, *wrap)).contains(word)))
}

/// Runs check → eval → test → explain → freeze → eval with the frozen statistics.
fn as_a_person(chains: &[Chain]) {
    let folder = scratch();
    let (path, page) = (folder.path(), page(chains));
    let pack = path.to_str().unwrap();
    write(path, &page, &[]);
    // A rule for a value that is never missing is a warning.
    let findings = program(&["check", pack, "--quiet", "--messages", "short"]).told();
    assert!(!findings.contains("error["), "{findings}");
    let kinds = SUBJECTS.iter().filter(|(of, ..)| chains.iter().any(|chain| PLACES[chain.place].1 == *of));
    let kinds: Vec<_> = kinds.collect();
    let mut results = Vec::new();
    for (of, ..) in &kinds {
        let eval = |more: &[&str]| {
            let args = [&["eval", pack, "--quiet", "--of", of, "--format", "csv"], more].concat();
            program(&args).ends_with(0).stdout
        };
        let live = eval(&["--evaluator", EVALUATORS[0]]);
        for other in &EVALUATORS[1..] {
            assert_eq!(eval(&["--evaluator", other]), live, "{of} by the {other}");
        }
        fs::write(path.join(format!("expected-{of}.csv")), &live).unwrap();
        results.push((*of, live));
    }
    write(path, &page, &kinds.iter().map(|(of, ..)| *of).collect::<Vec<_>>());
    program(&["test", pack, "--quiet"]).ends_with(0);
    for (of, subject, _) in &kinds {
        let explained = program(&["explain", pack, "--quiet", "--of", of, "--subject", subject]).ends_with(0).stdout;
        assert!(explained.lines().count() > 3, "{of}: {explained}");
    }
    let frozen = path.join("frozen.csv");
    let frozen = frozen.to_str().unwrap();
    // A rank needs the other subjects themselves, so its value is different with frozen statistics.
    for (of, live) in results.iter().filter(|_| !chains.iter().any(is_ranked)) {
        let args = ["freeze", pack, "--quiet", "--of", of, "-o", frozen];
        if program(&args).given().is_none() {
            // This kind has no statistics.
            assert!(program(&args).told().contains("has no statistics"));
            continue;
        }
        for evaluator in EVALUATORS {
            let args =
                ["eval", pack, "--quiet", "--of", of, "--format", "csv", "--frozen", frozen, "--evaluator", evaluator];
            assert_eq!(program(&args).ends_with(0).stdout, *live, "{of} with what was frozen");
        }
    }
}

#[test]
#[cfg_attr(not(feature = "engine"), ignore = "takes long, and runs with the engine")]
fn pairs_go_through_the_commands() {
    let open =
        |chain: &Chain| chain.is_open() || known::OPEN_PLACES.iter().any(|(place, _)| *place == PLACES[chain.place].0);
    // If a run names subjects without a value, it has another exit code.
    let fails = |chain: &Chain| chain.wraps.iter().any(|wrap| name((3, *wrap)) == "tree, fails");
    let some = chains().iter().filter(|chain| !open(chain) && !fails(chain));
    let some: Vec<Chain> = some.step_by(EVERY).cloned().collect();
    let (with, without): (Vec<Chain>, Vec<Chain>) = some.into_iter().partition(is_ranked);
    with.chunks(TOGETHER).chain(without.chunks(TOGETHER)).for_each(as_a_person);
}

/// A column of a CSV result.
fn column(csv: &str, header: &str) -> Vec<String> {
    let mut lines = csv.lines().map(|line| line.split(',').map(String::from).collect::<Vec<_>>());
    let at = lines.next().unwrap().iter().position(|name| name == header).expect("the column");
    lines.map(|cells| cells[at].clone()).collect()
}

#[test]
fn what_was_wrong_is_right_where_it_is_mended() {
    let mut other = Vec::new();
    for known in &KNOWN {
        let folder = scratch();
        let pack = folder.path().to_str().unwrap();
        fs::write(folder.path().join("policy.grad"), known.policy).unwrap();
        let mut manifest = String::from("[data]\n");
        for (table, text) in known.files {
            fs::write(folder.path().join(format!("{table}.csv")), text).unwrap();
            manifest += &format!("{table} = \"{table}.csv\"\n");
        }
        fs::write(folder.path().join("gradus.toml"), manifest).unwrap();
        let frozen = folder.path().join("frozen.csv");
        let mut more: Vec<&str> = Vec::new();
        if known.frozen {
            more = vec!["--frozen", frozen.to_str().unwrap()];
            program(&["freeze", pack, "-o", more[1]]).ends_with(0);
        }
        let is_right = |evaluator: &str, (of, header, right): &(&str, &str, &[&str])| {
            let args = ["eval", pack, "--of", of, "--format", "csv", "--evaluator", evaluator];
            let given = program(&[&args, more.as_slice()].concat()).given();
            let number = |cell: &str| match cell.contains('.') {
                true => cell.trim_end_matches('0').trim_end_matches('.').to_string(),
                false => cell.to_string(),
            };
            given.is_some_and(|csv| column(&csv, header).iter().map(|c| number(c)).eq(right.iter().map(|c| number(c))))
        };
        let right = EVALUATORS.iter().all(|evaluator| known.right.iter().all(|right| is_right(evaluator, right)));
        if right != known.mended {
            other.push((known.name, right));
        }
    }
    assert!(other.is_empty(), "`src/pairs/known.rs` says otherwise of these: {other:?}");
}
