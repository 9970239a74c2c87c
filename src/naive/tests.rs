//! Runs the tests of the language, of the manual and of the packs with this evaluation: people wrote their
//! expectations.

use super::value::{V, day, quantity, to_decimals};
use super::{Data, Setting, World};
use crate::source::SourceSet;
use crate::syntax::ast::{Cell, CellKind, Expect, File, ItemKind, Test};
use std::fs;
use std::path::{Path, PathBuf};

/// Titles of tests that need features which this room does not support, or values that are stored.
const NOT_HERE: [(&str, &str); 18] = [
    ("nobody counts for whom something stands in", "what is private"),
    ("four rows", "powers that are no whole numbers"),
    ("three stored thirds are compared at nine decimals", "stored"),
    ("each item counts for its scale, in its direction", "stored"),
    ("three values", "logarithms"),
    ("a thousand lies half way between a hundred and ten thousand", "logarithms"),
    ("goalposts are 0 and 1, and beyond them nothing is gained", "logarithms"),
    ("the index is the geometric mean of the three dimensions", "logarithms"),
    ("right to the last digit", "logarithms"),
    ("a cut-off belongs to the tier above it", "logarithms"),
    ("four designs", "samples"),
    ("one of several says nothing of a spread", "samples"),
    ("where strata were drawn from one unit alone", "samples"),
    ("rows of a whole", "samples"),
    ("strata count by themselves", "samples"),
    ("districts represent districts", "samples"),
    ("and schools for those of their district", "samples"),
    ("two regions", "samples"),
];

/// The syntax trees of some texts.
pub(super) fn parsed(texts: &[String]) -> Vec<File> {
    let mut sources = SourceSet::default();
    let parse = |text: &String| {
        let file = sources.add("policy.grad", text.clone());
        let parsed = crate::syntax::parse(file, sources.file(file));
        assert!(parsed.findings.is_empty(), "{:?}\n{text}", parsed.findings);
        parsed.file
    };
    texts.iter().map(parse).collect()
}

fn folders(at: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(at).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            folders(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "grad") {
            found.push(path);
        }
    }
    found.sort();
}

/// The policies below a folder; those of one pack are combined.
fn policies(folder: &str) -> Vec<(String, Vec<String>)> {
    let mut paths = Vec::new();
    folders(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut paths);
    let mut found: Vec<(PathBuf, String, Vec<String>)> = Vec::new();
    for path in paths {
        let parent = path.parent().unwrap().to_path_buf();
        let text = fs::read_to_string(&path).unwrap();
        match found.iter_mut().find(|(of, ..)| *of == parent && parent.join("gradus.toml").exists()) {
            Some((.., texts)) => texts.push(text),
            None => found.push((parent, path.display().to_string(), vec![text])),
        }
    }
    found.into_iter().map(|(_, name, texts)| (name, texts)).collect()
}

/// The good examples of a page of the manual.
fn examples(page: &str) -> Vec<(String, Vec<String>)> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).unwrap();
    let (mut preludes, mut found) = (Vec::new(), Vec::new());
    for (at, block) in text.split("```").enumerate().filter(|(at, _)| at % 2 == 1) {
        let (info, body) = block.split_once('\n').unwrap_or((block, ""));
        let words: Vec<&str> = info.split(' ').collect();
        if words[0] != "gradus" || words.contains(&"wrong") {
            continue;
        }
        match words.iter().find_map(|word| word.strip_prefix("prelude")) {
            Some(name) => preludes.push((name.trim_start_matches('=').to_string(), body.to_string())),
            None => {
                let with = words.iter().find_map(|word| word.strip_prefix("with=")).unwrap_or("");
                let prelude = preludes.iter().find(|(name, _)| name == with).map_or("", |(_, body)| body);
                let prelude = if body.contains("policy ") { "" } else { prelude };
                found.push((format!("{page}, block {at}"), vec![format!("{prelude}\n{body}")]));
            }
        }
    }
    found
}

/// The difference between an expectation and the value, if there is one.
fn unmet(world: &World<'_>, expect: &Expect) -> Option<String> {
    let kind = world.kind(&expect.of.text).unwrap();
    let cell = |cell: &Cell| match &cell.kind {
        CellKind::Missing => V::Missing,
        CellKind::Absent => V::Absent,
        CellKind::YesNo(flag) => V::Flag(*flag),
        CellKind::Date(text) => V::Day(day(text).unwrap()),
        CellKind::Number(number) => quantity(number),
        CellKind::Text(text) => V::Text(text.clone()),
        CellKind::Name(name) => V::Word(String::new(), name.clone()),
        CellKind::Set(_) => panic!("no set is expected"),
    };
    let key: Vec<V> = expect.key.iter().map(cell).collect();
    let flat = |key: &[V]| -> Vec<V> {
        let one = |value: &V| match value {
            V::Row(parts) => parts.clone(),
            one => vec![one.clone()],
        };
        key.iter().flat_map(one).collect()
    };
    let is_it = |own: &[V]| {
        let own = flat(own);
        own.len() == key.len() && own.iter().zip(&key).all(|(a, b)| world.same(a, b) == Some(true))
    };
    let Some(at) = world.kinds[kind].subjects.iter().position(|one| is_it(&one.key)) else {
        return Some(format!("no {} {key:?}", expect.of.text));
    };
    let (found, wanted) = (world.value((kind, at), &expect.value.text), cell(&expect.expected));
    let met = match (&found, &wanted) {
        (V::Missing, V::Missing) => true,
        // The number is compared exactly, or as it is published.
        (V::Num(a, _), V::Num(b, _)) => a == b || to_decimals(a, 12) == *b,
        (a, b) => world.same(a, b) == Some(true),
    };
    (!met).then(|| format!("{} of {} {key:?} is {found:?} and not {wanted:?}", expect.value.text, expect.of.text))
}

fn failures(files: &[File], test: &Test) -> Vec<String> {
    let setting = Setting {
        params: test.params.iter().map(|(name, value)| (name.text.clone(), super::cells::param(value))).collect(),
        period: test.period.as_ref().map(|period| super::days_of(&period.value, files)),
        as_of: test.as_of.as_ref().map(|text| day(&text.value).unwrap()),
    };
    let world = World::new(files, &Data::Test(test), &setting);
    test.expects.iter().filter_map(|expect| unmet(&world, expect)).collect()
}

#[test]
fn tests_of_the_language_come_out() {
    let all = policies("tests/corpus/good").into_iter().chain(policies("rules")).chain(examples("docs/language.md"));
    let (mut wrong, mut run) = (Vec::new(), 0);
    for (name, texts) in all {
        let files = parsed(&texts);
        for item in files.iter().flat_map(|file| &file.items) {
            let ItemKind::Test(test) = &item.kind else { continue };
            if NOT_HERE.iter().any(|(title, _)| *title == test.title.value) {
                continue;
            }
            run += 1;
            let failed = std::panic::catch_unwind(|| failures(&files, test));
            let failed = failed.unwrap_or_else(|panic| {
                let words = panic.downcast_ref::<String>().cloned();
                vec![words.or(panic.downcast_ref::<&str>().map(|text| text.to_string())).unwrap_or_default()]
            });
            wrong.extend(failed.into_iter().map(|words| format!("{name}, \"{}\": {words}", test.title.value)));
        }
    }
    assert!(wrong.is_empty(), "{} of {run} tests:\n{}", wrong.len(), wrong.join("\n"));
}
