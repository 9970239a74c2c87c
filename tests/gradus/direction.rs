//! The rooms and which rooms they may use: every path in the source that starts with `crate::` or `super::`, and every
//! crate that belongs to one room only.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms, each with the rooms that it may use in addition to itself.
const ROOMS: [(&str, &[&str]); 36] = [
    // It is empty outside of tests.
    ("faults", &[]),
    // Every room may use these three.
    ("ids", &[]),
    ("messages", &[]),
    ("profile", &[]),
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
    ("data", &["faults", "calendar", "source", "diagnostic", "number", "types", "schema"]),
    ("results", &["digest", "diagnostic", "number", "names", "types", "schema", "graph"]),
    ("reference", &["calendar", "diagnostic", "number", "names", "types", "schema", "graph", "data", "results"]),
    ("plan", &["faults", "diagnostic", "number", "names", "types", "schema", "graph", "data"]),
    (
        "engine",
        &["faults", "calendar", "diagnostic", "number", "names", "types", "schema", "graph", "data", "results", "plan"],
    ),
    ("manifest", &["messages", "source", "diagnostic", "number"]),
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
            "messages",
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
    ("explain", &["messages", "number", "names", "types", "schema", "graph", "results", "reference", "testing"]),
    (
        "freeze",
        &[
            "messages",
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
    ("disclosure", &["diagnostic", "graph", "names", "types", "schema", "results", "reference"]),
    (
        "expected",
        &[
            "diagnostic",
            "names",
            "types",
            "schema",
            "graph",
            "data",
            "results",
            "manifest",
            "policy",
            "compare",
            "disclosure",
        ],
    ),
    ("record", &["diagnostic", "digest", "graph", "data", "results", "policy", "freeze"]),
    // Test builds only: a third evaluation, of the policy text itself.
    ("naive", &["source", "syntax"]),
    // Test builds only: compares the evaluators with the naive one.
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
    // Test builds only: compares the two evaluators with each other.
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
            "disclosure",
            "expected",
            "record",
        ],
    ),
];

/// Crates that only some places may use.
const CRATES: [(&str, &[&str]); 20] = [
    ("sha2", &["src/digest", "src/naive/functions.rs"]),
    ("hmac", &["src/digest/secret.rs"]),
    ("ctrlc", &["src/cli"]),
    ("pest", &["src/syntax/parse"]),
    ("pest_derive", &["src/syntax/parse"]),
    ("stacker", &["src/syntax/mod.rs"]),
    ("clap", &["src/cli"]),
    ("tracing", &["src/profile"]),
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
    ("comfy_table", &["src/results/write", "src/compare/render.rs", "src/profile/render.rs"]),
];

pub(crate) fn sources() -> Vec<(PathBuf, String)> {
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

/// The text without comments and without the tests of the file, which may compare rooms with each other.
pub(crate) fn code(path: &Path, text: &str) -> String {
    let name = path.file_name().unwrap().to_str().unwrap();
    if name == "tests.rs"
        || path.components().any(|c| c.as_os_str() == "tests") && !text.contains("pub struct TestModel")
    {
        return String::new();
    }
    let text = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap();
    text.lines().map(|l| l.split("//").next().unwrap()).collect::<Vec<_>>().join("\n")
}

pub(crate) fn room(path: &Path) -> Option<String> {
    let second = path.components().nth(1)?.as_os_str().to_str()?.trim_end_matches(".rs").to_string();
    (second != "lib" && second != "main").then_some(second)
}

/// Every path after `crate::`, with its groups expanded, and every path after `super::` that leaves the room.
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
    // A file in `src/a/b.rs` has depth 2: the second `super` leaves the room.
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
            let is_everywhere = ["ids", "messages", "profile"].contains(&first);
            let is_room = ROOMS.iter().any(|(name, _)| *name == first);
            let fits = |a: &&str| used == **a || used.starts_with(&format!("{a}::"));
            if is_room && !is_everywhere && first != own && !allowed.iter().any(fits) {
                wrong.push(format!("{} uses {used}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "against the direction:\n{}", wrong.join("\n"));
}

/// The paths of a use tree at the start of a text, and its length in bytes: `a::{b, c::d}` is `a::b` and `a::c::d`.
fn tree(text: &str) -> (Vec<Vec<&str>>, usize) {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '*').unwrap_or(text.len());
    let (first, rest) = text.split_at(end);
    let (inner, taken) = match rest.strip_prefix("::") {
        None => return (vec![vec![first]], end),
        Some(rest) if rest.starts_with('{') => {
            let (mut paths, mut at) = (Vec::new(), 1);
            while !rest[at..].is_empty() && !rest[at..].starts_with('}') {
                let is_path = rest[at..].starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '*');
                let (mut found, taken) = if is_path { tree(&rest[at..]) } else { (Vec::new(), 1) };
                paths.append(&mut found);
                at += taken;
            }
            (paths, at + 1)
        }
        Some(rest) => tree(rest),
    };
    let within = inner.into_iter().map(|path| [vec![first], path].concat());
    (within.collect(), end + 2 + taken)
}

/// Every path in a text that begins with one of these words.
fn paths<'t>(code: &'t str, begins: &'t [&str]) -> impl Iterator<Item = Vec<&'t str>> {
    let starts = begins.iter().flat_map(|word| code.match_indices(word));
    let inside = |at: usize| code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
    starts.filter(move |(at, _)| !inside(*at)).flat_map(|(at, _)| tree(&code[at..]).0)
}

/// For each module of a room, the modules that it uses. A reexport of the room itself counts as a use of the module
/// that has the item.
fn uses_within(room: &str, sources: &[(PathBuf, String)]) -> BTreeMap<String, BTreeSet<String>> {
    let module = |path: &Path| -> Vec<String> {
        let names = path.components().skip(1).map(|c| c.as_os_str().to_str().unwrap().trim_end_matches(".rs"));
        names.filter(|name| *name != "mod").map(str::to_string).collect()
    };
    let own = sources.iter().map(|(path, text)| (module(path), code(path, text)));
    let own: Vec<_> = own.filter(|(names, _)| names[0] == room).collect();
    let mut uses: BTreeMap<String, BTreeSet<String>> =
        own.iter().filter_map(|(names, _)| Some((names.get(1)?.clone(), BTreeSet::new()))).collect();
    // Only tests may use the items that they test.
    uses.retain(|name, _| name != "tests" && name != "testing");
    let mut handed_on = BTreeMap::new();
    let facade =
        own.iter().find(|(names, _)| names.len() == 1).map_or(String::new(), |(_, code)| code.replace("self::", ""));
    for name in uses.keys() {
        let begins = format!("{name}::");
        for path in paths(&facade, &[&begins]) {
            handed_on.insert(path.last().unwrap().to_string(), name.clone());
        }
    }
    for (names, code) in own.iter().filter(|(names, _)| names.len() > 1) {
        for path in paths(code, &["super::", "crate::"]) {
            let up = path.iter().take_while(|name| **name == "super").count();
            let base: Vec<&str> = match path[0] {
                "crate" => Vec::new(),
                _ => names.iter().take(names.len().saturating_sub(up)).map(String::as_str).collect(),
            };
            let whole = [base, path[up.max(1)..].to_vec()].concat();
            let Some(target) = whole.get(1).filter(|_| whole[0] == room) else { continue };
            let target =
                if uses.contains_key(*target) { Some(*target) } else { handed_on.get(*target).map(String::as_str) };
            let target = target.filter(|target| *target != names[1]).map(str::to_string);
            uses.entry(names[1].clone()).or_default().extend(target);
        }
    }
    uses
}

/// The modules in a cycle: those that remain when each module that uses none of the others, or that none of the others
/// uses, is removed repeatedly.
fn in_circles(mut uses: BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    loop {
        let used: BTreeSet<String> = uses.values().flatten().cloned().collect();
        let before = uses.len();
        uses.retain(|name, of| !of.is_empty() && used.contains(name));
        let left: BTreeSet<String> = uses.keys().cloned().collect();
        uses.values_mut().for_each(|of| of.retain(|name| left.contains(name)));
        if uses.len() == before {
            return uses.into_keys().collect();
        }
    }
}

#[test]
fn modules_of_a_room_are_in_no_circle() {
    let sources = sources();
    let mut wrong = Vec::new();
    for (room, _) in &ROOMS {
        let circle = in_circles(uses_within(room, &sources));
        if !circle.is_empty() {
            wrong.push(format!("{room}: {}", circle.join(", ")));
        }
    }
    assert!(wrong.is_empty(), "these use each other in circles:\n{}", wrong.join("\n"));
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
        // The code of this room is built only for tests, and prints its cases.
        let for_tests = path.starts_with("src/agreement");
        !for_tests && !path.ends_with("cli/talk.rs") && writers.iter().any(|writer| code.contains(writer))
    };
    let wrong: Vec<PathBuf> = sources().into_iter().filter(named).map(|(path, _)| path).collect();
    assert!(wrong.is_empty(), "these do not go through `cli/talk.rs`: {wrong:?}");
}

#[test]
fn the_scan_sees_what_it_should() {
    let path = Path::new("src/types/check/values/calls.rs");
    let seen = used(
        path,
        "use crate::{names::model, data};\nuse super::super::super::super::engine::x;\nuse super::y;\ncrate::plan::z()",
    );
    let expected = ["data", "engine::x", "names::model", "plan::z"];
    assert_eq!(seen.iter().map(String::as_str).collect::<Vec<_>>(), expected);
    let file = |path: &str, text: &str| (PathBuf::from(path), text.to_string());
    let circle = |last: &str| {
        let mod_rs = file("src/data/mod.rs", "pub use c::{X, y::Z};");
        let own =
            [file("src/data/a.rs", "use super::{b::{self}, d};"), file("src/data/b/e.rs", "use crate::data::{\n X};")];
        in_circles(uses_within("data", &[own.as_slice(), &[mod_rs, file("src/data/c.rs", last)]].concat()))
    };
    assert_eq!(circle("super::a::f()"), ["a", "b", "c"]);
    assert_eq!(circle("// super::a"), [""; 0]);
}
