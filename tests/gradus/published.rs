//! The published cases: found by the variable GRADUS_CASES alone, and said on standard error when it is not set.

use crate::program::{Program, scratch};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The folder of the cases; without it the test is skipped, and says so past the capture of the test runner.
pub fn cases(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("GRADUS_CASES").filter(|v| !v.is_empty()).map(PathBuf::from);
    if folder.is_none() {
        let _ = writeln!(std::io::stderr(), "skipped {test}: GRADUS_CASES is not set");
    }
    folder
}

/// One case: its pack, the key of its rows, the rows and cells that are compared, and those that only we fill.
struct Case {
    pack: &'static str,
    folder: &'static str,
    key: &'static str,
    totals: &'static str,
}

const CASES: [Case; 2] = [
    Case { pack: "rules/published/aged-care", folder: "aged-care-au", key: "row_id", totals: "26832|26822|0|10|2|0" },
    Case {
        pack: "rules/published/human-development",
        folder: "undp-hdi-2024",
        key: "iso3,year",
        totals: "6000|6000|0|0|5626|0",
    },
];

#[test]
fn published_results_reproduce() {
    let Some(root) = cases("published_results_reproduce") else { return };
    for case in CASES {
        let folder = scratch();
        let result = folder.path().join("result.csv");
        let result = result.to_str().unwrap();
        let eval = ["eval", case.pack, "-o", result, "--evaluator", "reference"];
        Program::new(&eval).env("GRADUS_CASES", &root).ends_with(0);
        let expected = root.join(case.folder).join("expected.csv");
        let known = Path::new(case.pack).join("known.csv");
        let compare =
            ["compare", result, expected.to_str().unwrap(), "--key", case.key, "--known", known.to_str().unwrap()];
        let out = Program::new(&compare).ends_with(0);
        let total = out.stdout.lines().find(|l| l.starts_with("| total")).expect("a line of totals");
        let cells: Vec<&str> = total.split('|').map(str::trim).collect();
        assert_eq!(cells[2..8].join("|"), case.totals, "{}\n{}", case.pack, out.stdout);
    }
}

#[cfg(feature = "engine")]
#[test]
fn the_engine_writes_the_bytes_of_the_reference() {
    let Some(root) = cases("the_engine_writes_the_bytes_of_the_reference") else { return };
    for case in CASES {
        let folder = scratch();
        let bytes = |extra: &[&str], name: &str| {
            let file = folder.path().join(name);
            let args = [&["eval", case.pack, "-o", file.to_str().unwrap()], extra].concat();
            Program::new(&args).env("GRADUS_CASES", &root).ends_with(0);
            std::fs::read(file).unwrap()
        };
        let reference = bytes(&["--evaluator", "reference"], "reference.csv");
        let one = bytes(&["--threads", "1"], "one.csv");
        let seven = bytes(&["--threads", "7"], "seven.csv");
        assert!(reference == one && one == seven, "{}", case.pack);
    }
}
