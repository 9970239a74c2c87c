//! A run uses no more memory than its limit: it processes more data than fits, or ends with a message.

use crate::program::{Program, scratch};
use std::fmt::Write as _;
use std::fs;

const POLICY: &str = "policy p\ntable t {\n  key id : text\n  g : count 0..99\n  x : number 0..1000 with 2 decimals\n  note : text\n}\n\
    subject s = t by g\n\
    tree total of s {\n  missing propagates\n  1 a = mean(x of t, if empty missing)\n  1 b = count(t)\n}\n\
    tree each of t {\n  1 c = x\n}\npublish note of t\n";

/// Rows with long texts, about 16 MiB of them.
fn rows() -> String {
    let note = "what somebody wrote ".repeat(40);
    (0..20_000).fold("id,g,x,note\n".to_owned(), |mut text, n| {
        writeln!(text, "i{n},{},{}.25,{note}{n}", n % 100, n % 1000).unwrap();
        text
    })
}

#[test]
fn a_data_set_larger_than_the_memory_is_evaluated() {
    let folder = scratch();
    let (policy, data) = (folder.path().join("p.grad"), folder.path().join("t.csv"));
    fs::write(&policy, POLICY).unwrap();
    fs::write(&data, rows()).unwrap();
    let data_size = fs::metadata(&data).unwrap().len();
    assert!(data_size > 15 << 20, "{data_size}");
    let data = format!("t={}", data.display());
    let run = |kind: &str, more: &[&str]| {
        let base = ["eval", policy.to_str().unwrap(), "--of", kind, "--data", &data];
        Program::new(&[base.as_slice(), more].concat())
    };
    let reference = run("s", &["--evaluator", "reference"]).ends_with(0);
    for threads in ["1", "4"] {
        let given = run("s", &["--memory", "6MiB", "--threads", threads]).ends_with(0);
        assert_eq!(given.stdout, reference.stdout, "{threads} threads");
    }
    // If the keys do not fit into memory, they are processed in parts.
    let given = run("s", &["--memory", "64KiB"]).ends_with(0);
    assert_eq!(given.stdout, reference.stdout);
    // The results of each row, with their texts, exceed the first limit. The groups exceed the smallest limit.
    for (kind, memory, words) in [("t", "6MiB", "6 MiB"), ("s", "8KiB", "8 KiB")] {
        let (code, stdout, stderr) = run(kind, &["--memory", memory]).all();
        assert_eq!((code, stdout.as_str()), (2, ""), "{stderr}");
        let told = format!("the run needs more than its memory limit of {words}");
        assert!(stderr.contains("out-of-memory") && stderr.contains(&told), "{stderr}");
    }
    // The final results have 20 MiB, and are never in memory together with all their inputs.
    run("t", &["--memory", "28MiB"]).ends_with(0);
}

#[test]
fn a_size_of_memory_is_a_number_of_bytes() {
    let run = |more: &[&str]| Program::new(&[["eval", "rules/quickstart"].as_slice(), more].concat());
    let (code, _, stderr) = run(&["--memory", "much"]).all();
    assert!(code == 2 && stderr.contains("512MiB"), "{stderr}");
    let (code, _, stderr) = run(&["--memory", "1GiB", "--evaluator", "reference"]).all();
    assert!(code == 2 && stderr.contains("the reference evaluator has no memory limit"), "{stderr}");
}
