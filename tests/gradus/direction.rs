//! The rooms and who may use whom: every path in the source that starts with `crate::` or `super::`, and every crate
//! that belongs to one room only.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms, each with the rooms that it may use beside itself.
const ROOMS: [(&str, &[&str]); 30] = [
    // Nothing of it is left outside of tests.
    ("faults", &[]),
    ("source", &[]),
    ("diagnostic", &["source"]),
    ("number", &[]),
    ("digest", &[]),
    ("calendar", &[]),
    ("lookup", &[]),
    ("functions", &[]),
    ("syntax", &["faults", "functions", "source", "diagnostic", "number"]),
    ("schema", &["calendar", "diagnostic", "number"]),
    ("names", &["calendar", "functions", "lookup", "source", "diagnostic", "syntax", "schema"]),
    (
        "types",
        &["faults", "calendar", "functions", "lookup", "source", "diagnostic", "number", "syntax", "schema", "names"],
    ),
    ("graph", &["source", "diagnostic", "digest", "lookup", "number", "names", "types", "schema"]),
    ("data", &["calendar", "source", "diagnostic", "number", "types", "schema"]),
    ("results", &["digest", "diagnostic", "number"]),
    ("reference", &["calendar", "diagnostic", "number", "names", "types", "schema", "graph", "data", "results"]),
    ("plan", &["faults", "diagnostic", "number", "names", "types", "schema", "graph", "data"]),
    (
        "engine",
        &["faults", "calendar", "diagnostic", "number", "names", "types", "schema", "graph", "data", "results", "plan"],
    ),
    ("manifest", &["source", "diagnostic", "number"]),
    (
        "policy",
        &[
            "calendar",
            "source",
            "diagnostic",
            "number",
            "syntax",
            "names",
            "types",
            "schema",
            "graph",
            "data",
            "manifest",
        ],
    ),
    (
        "testing",
        &[
            "diagnostic",
            "digest",
            "number",
            "names",
            "types",
            "schema",
            "graph",
            "data",
            "results",
            "reference",
            "policy",
        ],
    ),
    ("explain", &["number", "names", "types", "schema", "graph", "results", "reference", "testing"]),
    (
        "freeze",
        &[
            "calendar",
            "digest",
            "source",
            "diagnostic",
            "number",
            "names",
            "types",
            "schema",
            "graph",
            "results",
            "reference",
        ],
    ),
    ("diagram", &["functions", "number", "source", "schema", "names", "types"]),
    ("format", &["source", "diagnostic", "syntax"]),
    ("compare", &["source", "diagnostic", "number", "results"]),
    // Test builds only: a third evaluation, of the page itself.
    ("naive", &["source", "syntax"]),
    // Test builds only: holds the evaluators against the naive one.
    (
        "pairs",
        &[
            "source",
            "diagnostic",
            "digest",
            "syntax",
            "schema",
            "data",
            "results",
            "reference",
            "engine",
            "policy",
            "testing",
            "naive",
        ],
    ),
    // Test builds only: holds the two evaluators against each other.
    (
        "agreement",
        &[
            "faults",
            "diagnostic",
            "number",
            "names",
            "types",
            "schema",
            "graph",
            "data",
            "results",
            "reference",
            "plan",
            "engine",
            "policy",
        ],
    ),
    (
        "cli",
        &[
            "calendar",
            "source",
            "digest",
            "diagnostic",
            "number",
            "syntax",
            "names",
            "types",
            "schema",
            "graph",
            "data",
            "results",
            "reference",
            "engine",
            "manifest",
            "policy",
            "testing",
            "explain",
            "format",
            "freeze",
            "diagram",
            "compare",
        ],
    ),
];

/// Crates that only some places may name.
const CRATES: [(&str, &[&str]); 19] = [
    ("sha2", &["src/digest.rs", "src/digest/secret.rs", "src/naive/functions.rs"]),
    ("hmac", &["src/digest/secret.rs"]),
    ("ctrlc", &["src/cli"]),
    ("pest", &["src/syntax/parse"]),
    ("pest_derive", &["src/syntax/parse"]),
    ("stacker", &["src/syntax/mod.rs"]),
    ("clap", &["src/cli"]),
    ("miette", &["src/diagnostic/render"]),
    ("encoding_rs", &["src/data"]),
    ("calamine", &["src/data/workbook", "src/results/write/workbook"]),
    ("rust_xlsxwriter", &["src/results/write/workbook"]),
    ("indicatif", &["src/cli"]),
    ("zip", &["src/data/workbook"]),
    ("flate2", &["src/data"]),
    ("zstd", &["src/data"]),
    ("csv", &["src/data", "src/compare", "src/freeze", "src/results/write"]),
    ("datafusion", &["src/plan", "src/engine", "src/data/parquet", "src/results/write/parquet"]),
    ("tokio", &["src/engine"]),
    ("comfy_table", &["src/results/write", "src/compare/render.rs"]),
];

fn sources() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(Path::new("src"), &mut found);
    found.sort();
    found.into_iter().map(|p| (p.clone(), fs::read_to_string(&p).unwrap())).collect()
}

/// The text without comments and without the tests of a file, which may compare rooms with each other.
fn code(path: &Path, text: &str) -> String {
    let name = path.file_name().unwrap().to_str().unwrap();
    if name == "tests.rs"
        || path.components().any(|c| c.as_os_str() == "tests") && !text.contains("pub struct TestModel")
    {
        return String::new();
    }
    let text = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap();
    text.lines().map(|l| l.split("//").next().unwrap()).collect::<Vec<_>>().join("\n")
}

fn room(path: &Path) -> Option<String> {
    let second = path.components().nth(1)?.as_os_str().to_str()?.trim_end_matches(".rs").to_string();
    (second != "lib" && second != "main").then_some(second)
}

/// Every path behind `crate::`, groups opened up, and those behind `super::` that climb out of the room.
fn used(path: &Path, code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + 7..];
        if let Some(group) = rest.strip_prefix('{') {
            let inside = group.split('}').next().unwrap();
            found.extend(inside.split(',').map(|p| p.trim().to_string()).filter(|p| !p.is_empty()));
        } else {
            found.insert(rest.chars().take_while(|c| c.is_alphanumeric() || "_:".contains(*c)).collect());
        }
    }
    // A file in `src/a/b.rs` stands at depth 2: the second `super` leaves the room.
    let is_mod = path.file_name().is_some_and(|n| n == "mod.rs");
    let depth = path.components().count() - 1 - usize::from(is_mod);
    for (at, _) in code.match_indices("super::") {
        let before = code[..at].ends_with("super::");
        let climbs = code[at..]
            .matches("super::")
            .take_while(|_| true)
            .count()
            .min((0..).take_while(|i| code[at + i * 7..].starts_with("super::")).count());
        if !before && climbs >= depth {
            found.insert(
                code[at + climbs * 7..].chars().take_while(|c| c.is_alphanumeric() || "_:".contains(*c)).collect(),
            );
        }
    }
    found
}

#[test]
fn rooms_use_only_rooms_above_them() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let Some(own) = room(&path) else { continue };
        let Some((_, allowed)) = ROOMS.iter().find(|(name, _)| *name == own) else {
            wrong.push(format!("{}: the room `{own}` is not in the list", path.display()));
            continue;
        };
        for used in used(&path, &code(&path, &text)) {
            let first = used.split("::").next().unwrap();
            let is_room = ROOMS.iter().any(|(name, _)| *name == first);
            let fits = |a: &&str| used == **a || used.starts_with(&format!("{a}::"));
            if is_room && first != own && !allowed.iter().any(fits) {
                wrong.push(format!("{} uses {used}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "against the direction:\n{}", wrong.join("\n"));
}

#[test]
fn crates_stay_in_their_rooms() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let code = code(&path, &text);
        for (name, allowed) in CRATES {
            let names = |needle: &str| {
                code.match_indices(needle).any(|(at, _)| {
                    !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':' || c == '.')
                })
            };
            let used = names(&format!("{name}::"));
            if used && !allowed.iter().any(|a| path.to_str().unwrap().starts_with(a)) {
                wrong.push(format!("{} names {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "a crate outside its room:\n{}", wrong.join("\n"));
}

#[test]
fn one_file_writes_to_the_terminal() {
    let writers = ["io::stdout()", "io::stderr()", "println!", "print!(", "dbg!"];
    let named = |(path, text): &(PathBuf, String)| {
        let code = code(path, text);
        // A build for tests alone tells of its cases.
        let for_tests = path.starts_with("src/agreement");
        !for_tests && !path.ends_with("cli/talk.rs") && writers.iter().any(|writer| code.contains(writer))
    };
    let wrong: Vec<PathBuf> = sources().into_iter().filter(named).map(|(path, _)| path).collect();
    assert!(wrong.is_empty(), "these do not go through `cli/talk.rs`: {wrong:?}");
}

#[test]
fn the_scan_sees_what_it_should() {
    let path = Path::new("src/types/check/calls.rs");
    let seen = used(
        path,
        "use crate::{names::model, data};\nuse super::super::super::engine::x;\nuse super::y;\ncrate::plan::z()",
    );
    let expected = ["data", "engine::x", "names::model", "plan::z"];
    assert_eq!(seen.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}
