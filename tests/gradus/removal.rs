//! Changes that the tests of a pack would not notice. Each include, exclude and override clause, each tier and each
//! indicator is removed from its policy in turn, and each weight is doubled. `gradus test` must then fail.
//!
//! A policy that no longer checks has also failed. Changes that survive are listed by line, and the list must be empty.

use crate::program::Program;
use crate::published::cases;
use gradus::inside::policy::Pack;
use gradus::inside::source::Span;
use gradus::inside::syntax::ast::{Body, Content, ItemKind, Node, Notes, Weight};
use std::fs;
use std::path::{Path, PathBuf};

/// A change of a policy: the spans to replace, and their new texts.
struct Change {
    what: String,
    edits: Vec<(Span, String)>,
}

impl Change {
    fn without(what: impl Into<String>, span: Span) -> Change {
        Change { what: what.into(), edits: vec![(span, String::new())] }
    }

    /// The text with the change.
    fn applied(&self, text: &str) -> String {
        let mut edits = self.edits.clone();
        edits.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
        edits.iter().fold(text.to_string(), |mut text, (span, new)| {
            text.replace_range(span.range(), new);
            text
        })
    }
}

/// The span of a piece with its reason and citation.
fn with_notes(span: Span, notes: &Notes) -> Span {
    [&notes.because, &notes.cite].into_iter().flatten().fold(span, |span, text| span.to(text.span))
}

fn changes(pack: &Pack) -> Vec<Change> {
    let mut found = Vec::new();
    for item in pack.files.iter().flat_map(|f| &f.items) {
        match &item.kind {
            ItemKind::Eligibility(eligibility) => {
                for clause in &eligibility.clauses {
                    let what = format!("a clause of {}", eligibility.name.text);
                    found.push(Change::without(what, with_notes(clause.span, &clause.notes)));
                }
            }
            ItemKind::Tiers(tiers) => {
                for tier in &tiers.tiers {
                    let first = tier.value.texts.first().map_or(tier.value.name.span, |t| t.span);
                    let label = tier.value.label.as_ref().map_or(tier.value.name.span, |l| l.span);
                    let span = with_notes(first.to(label).to(tier.bound_span), &tier.notes);
                    found.push(Change::without(format!("the tier {}", tier.value.name.text), span));
                }
            }
            ItemKind::Tree(tree) => of_node(&tree.root, &mut found),
            _ => {}
        }
    }
    found
}

fn of_node(node: &Node, found: &mut Vec<Change>) {
    let Content::Body(body) = &node.content else { return };
    for child in &body.children {
        // The total is only valid for the weights as they are written.
        let total: Vec<(Span, String)> = total_line(body).into_iter().collect();
        let mut edits = total.clone();
        edits.push((with_notes(child.span, &child.notes), String::new()));
        found.push(Change { what: format!("the indicator {}", child.name.text), edits });
        if let Some(Weight::Fixed(fixed)) = &child.weight {
            let mut edits = total;
            let doubled = fixed.value.to_rational() * gradus::inside::number::Rational::from(2_i64);
            edits.push((fixed.span, format!("{doubled}{}", if fixed.percent { "%" } else { "" })));
            found.push(Change { what: format!("the weight of {}", child.name.text), edits });
        }
        of_node(child, found);
    }
}

/// Removes the number of `weights total 100`, so that any total is valid. Only the number has a place; the words are
/// removed later.
fn total_line(body: &Body) -> Option<(Span, String)> {
    body.total.as_ref().map(|total| (total.span, String::new()))
}

/// Copies a pack and its data.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The changes of a pack that its tests do not notice, by line.
fn survivors(folder: &Path, cases: Option<&Path>) -> Vec<String> {
    let pack = Pack::open(folder).unwrap();
    let scratch = crate::program::scratch();
    let copied = scratch.path().join("pack");
    copy(folder, &copied);
    let path = copied.to_str().unwrap();
    let run = |path: &str| {
        let program = Program::new(&["test", path, "--fail-fast"]);
        match cases {
            Some(cases) => program.env("GRADUS_CASES", cases).code(),
            None => program.code(),
        }
    };
    assert_eq!(run(path), 0, "{} passes as it stands", folder.display());
    let mut survived = Vec::new();
    for change in changes(&pack) {
        let (file, source) = pack.sources.iter().find(|(id, _)| *id == change.edits[0].0.file).unwrap();
        let name = source.path().file_name().unwrap();
        let place = pack.sources.file(file).place(change.edits.last().unwrap().0.range().start);
        // Only the number of a total has a place. The words before it are removed with it.
        let text = change.applied(source.text()).replace("weights total \n", "\n").replace("weights total %\n", "\n");
        fs::write(copied.join(name), text).unwrap();
        if run(path) == 0 {
            survived.push(format!("{}:{}: without {}", source.path().display(), place.line, change.what));
        }
        fs::write(copied.join(name), source.text()).unwrap();
    }
    survived
}

/// Every pack below `rules`.
fn packs() -> Vec<PathBuf> {
    fn below(folder: &Path, found: &mut Vec<PathBuf>) {
        if folder.join("gradus.toml").is_file() {
            found.push(folder.to_path_buf());
        }
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                below(&path, found);
            }
        }
    }
    let mut found = Vec::new();
    below(Path::new("rules"), &mut found);
    found.sort();
    found
}

#[test]
#[cfg_attr(not(feature = "engine"), ignore = "takes long, and runs with the engine")]
fn what_is_taken_out_of_a_pack_is_noticed() {
    // The evaluator that tests use is the same in both builds, and published packs take minutes. So only one build
    // tests them.
    let folder = if cfg!(feature = "engine") { None } else { cases("the removals of published packs") };
    let mut survived = Vec::new();
    for pack in packs() {
        let published = pack.starts_with("rules/published");
        if !published {
            survived.extend(survivors(&pack, None));
        } else if let Some(cases) = &folder {
            survived.extend(survivors(&pack, Some(cases)));
        }
    }
    assert!(survived.is_empty(), "nothing fails\n{}", survived.join("\n"));
}
