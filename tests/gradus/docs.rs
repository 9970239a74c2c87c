//! The pages of the manual: what they show is what the program does.
//!
//! - A block marked `gradus` is a policy without findings whose tests pass. One that has no `policy` line stands below
//!   the block of its page that is marked `gradus prelude`; one that is also marked `with=NAME` below the block marked
//!   `gradus prelude=NAME`. `gradus wrong` is a policy with mistakes, and the block `error` behind it has the findings; a
//!   block marked `gradus-fragment` is not looked at. A policy without mistakes is laid out as `gradus fmt` does it, unless
//!   its block is marked `as-written`.
//! - A block of any kind with `file=name` is also a file in the folder in which the commands of its page are run.
//! - A block marked `toml` is a manifest for the policy of `rules/quickstart`; `toml wrong` as above.
//! - In a block marked `console`, commands of gradus are run in a copy of `rules` and must write to standard output what
//!   stands below them. A line `…` stands for any lines.
//! - A block marked `text command="…"` is what this command writes to both outputs, after `change="old → new"` was made to the
//!   file `in="…"` of the page's folder; the file is put back then.
//! - A block marked `text from="…"` has lines of that file of the project, in their order.
//! - A block marked `messages` is held by `damaged.rs`. Any other block must be in the list [`UNCHECKED`].
//!
//! The pages of the codes have a test of their own (`codes.rs`). With the variable `GRADUS_BLESS` findings and
//! output without `…` are written anew.

use crate::program::Program;
use gradus::diagnostic::{Diagnostic, Severity};
use gradus::format::format;
use gradus::policy::{Compiled, Pack, Run};
use gradus::testing;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// The pages, the README first: all but those of the codes, which have a test of their own, and the list of changes.
fn pages() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = ["docs", "rules", "benches", "tests"].map(PathBuf::from).into();
    let mut pages: Vec<PathBuf> = fs::read_dir(".").unwrap().map(|e| e.unwrap().file_name().into()).collect();
    while let Some(folder) = folders.pop().filter(|folder| *folder != Path::new("docs/codes")) {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let is_folder = entry.file_type().unwrap().is_dir();
            if is_folder { &mut folders } else { &mut pages }.push(entry.path());
        }
    }
    pages.retain(|p| p.extension().is_some_and(|e| e == "md") && p != Path::new("CHANGELOG.md"));
    pages.sort_by_key(|page| (page != Path::new("README.md"), page.clone()));
    pages
}

/// Blocks that nothing is held against: the page, how the block begins, and why.
const UNCHECKED: &[(&str, &str, &str)] = &[
    ("README.md", "cargo run --release -- eval rules/quickstart", "it builds the program for speed"),
    ("README.md", "GRADUS_CASES=/path/to/cases", "its data is not part of the project; `published.rs` runs the same"),
    ("README.md", "python3 rules/published/health-survey-short/make_points.py", "its data is not part of the project"),
    ("README.md", "cargo test", "it runs this test"),
    ("ARCHITECTURE.md", "rule text ─▶ source", "a drawing; `direction.rs` holds the rooms to their order"),
    ("ARCHITECTURE.md", "table or list ─▶ RowsNode", "a drawing"),
    ("docs/graph.md", "gradus graph rules/property -o property.svg", "it shows nothing; `graph` has tests of its own"),
    ("docs/tutorial.md", "  40 staff_score", "a part of a tree; the block behind it is run with this change"),
    ("rules/tutoring/README.md", "python3 data/make.py", "it needs Python"),
    ("rules/published/systemic-banks/README.md", "python3 data/make.py", "it needs Python"),
    ("benches/score/README.md", "pip install duckdb", "it measures other programs"),
];

/// A fenced block: what its fence says, where its text stands in the page.
pub struct Block {
    /// What stands behind the signs that open it.
    pub info: String,
    /// Its text, without the fences.
    pub text: Range<usize>,
    /// The line in which it begins.
    pub line: usize,
}

/// The fenced blocks of a page, in order.
pub fn blocks(page: &str) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut open: Option<Block> = None;
    let mut at = 0;
    for (number, line) in page.split_inclusive('\n').enumerate() {
        match (line.strip_prefix("```"), open.take()) {
            (Some(info), None) => {
                let start = at + line.len();
                open = Some(Block { info: info.trim().to_string(), text: start..start, line: number + 1 });
            }
            (Some(_), Some(block)) => found.push(block),
            (None, Some(block)) => open = Some(Block { text: block.text.start..at + line.len(), ..block }),
            (None, None) => {}
        }
        at += line.len();
    }
    assert!(open.is_none(), "a block is not closed");
    found
}

/// Whether pages are to be written anew.
pub fn blessing() -> bool {
    std::env::var_os("GRADUS_BLESS").is_some_and(|v| !v.is_empty())
}

/// What is wrong with the pages: told, or written anew where that is asked for and `anew` says how.
#[derive(Default)]
pub struct Complaints {
    told: Vec<String>,
    anew: Vec<(Range<usize>, String)>,
}

impl Complaints {
    /// Something that is wrong at a block.
    pub fn tell(&mut self, page: &Path, block: &Block, what: &str) {
        self.told.push(format!("{}:{}: {what}", page.display(), block.line));
    }

    /// A text that must stand in a block.
    pub fn hold(&mut self, page: &Path, block: &Block, shown: &str, real: &str) {
        if shown == real {
            return;
        }
        if blessing() {
            self.anew.push((block.text.clone(), real.to_string()));
        } else {
            self.tell(page, block, &format!("this stands there:\n{shown}\nand this comes out:\n{real}"));
        }
    }

    /// Writes the page anew where that is asked for.
    pub fn bless(&mut self, path: &Path, page: &str) {
        let mut page = page.to_string();
        if self.anew.is_empty() {
            return;
        }
        while let Some((range, text)) = self.anew.pop() {
            page.replace_range(range, &text);
        }
        fs::write(path, page).unwrap();
    }

    /// Fails if there was anything to tell.
    pub fn end(self) {
        assert!(self.told.is_empty(), "\n{}", self.told.join("\n\n"));
    }
}

/// Findings as the pages show them: one after the other, the cure below each.
fn shown(findings: &[Diagnostic]) -> String {
    let mut text = String::new();
    for finding in findings {
        let word = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        writeln!(text, "{word}[{}]: {}", finding.code.name(), finding.message).unwrap();
        if let Some(help) = &finding.help {
            writeln!(text, "  help: {help}").unwrap();
        }
    }
    text
}

/// Findings of a policy, and what its tests of the language say where it has none.
fn findings_of(pack: &Pack) -> Vec<Diagnostic> {
    let compiled: Compiled = pack.compile(&Run::default());
    match compiled.graph {
        Some(_) if compiled.findings.is_empty() => {
            testing::run(pack, &compiled).into_iter().flat_map(|t| t.failures).collect()
        }
        _ => compiled.findings,
    }
}

#[test]
fn every_block_is_held_against_something() {
    let mut complaints = Complaints::default();
    let mut listed = Vec::new();
    for path in pages() {
        let page = fs::read_to_string(&path).unwrap();
        let blocks = blocks(&page);
        for (i, block) in blocks.iter().enumerate() {
            let words: Vec<&str> = block.info.split_whitespace().collect();
            let says = |word: &str| words.iter().any(|w| w.starts_with(word));
            let is_held = match words.first().copied().unwrap_or_default() {
                "gradus" | "toml" | "console" => true,
                "error" => i.checked_sub(1).is_some_and(|above| blocks[above].info.contains(" wrong")),
                "messages" => path == Path::new("docs/data.md"),
                "csv" => says("file="),
                "text" => says("command=") || says("from="),
                _ => false,
            };
            let text = &page[block.text.clone()];
            let entry = UNCHECKED.iter().find(|(page, start, _)| path == Path::new(page) && text.starts_with(start));
            match (is_held, entry) {
                (true, None) => {}
                (false, Some(entry)) => listed.push(entry),
                (true, Some(_)) => complaints.tell(&path, block, "it is held against something, and listed"),
                (false, None) => complaints.tell(&path, block, "nothing is held against it, and it is not listed"),
            }
        }
    }
    complaints.end();
    let gone: Vec<_> = UNCHECKED.iter().filter(|entry| !listed.contains(entry)).collect();
    assert!(gone.is_empty(), "listed, and not there: {gone:?}");
}

/// A setting of a block: `name="…"`.
fn setting<'b>(block: &'b Block, name: &str) -> Option<&'b str> {
    block.info.split_once(&format!(" {name}=\""))?.1.split('"').next()
}

/// What a command writes to both outputs after the change of its block was made.
fn after_change(block: &Block, command: &str, folder: &Path) -> String {
    let changed = setting(block, "in").map(|file| {
        let path = folder.join(file);
        let text = fs::read_to_string(&path).unwrap();
        let (old, new) = setting(block, "change").and_then(|change| change.split_once(" → ")).unwrap();
        assert_eq!(text.matches(old).count(), 1, "`{old}` in {file}");
        fs::write(&path, text.replace(old, new)).unwrap();
        (path, text)
    });
    let output = gradus(&arguments(command).unwrap(), folder);
    if let Some((path, text)) = changed {
        fs::write(path, text).unwrap();
    }
    output
}

/// What the program writes to both outputs in a folder.
fn gradus(arguments: &[String], folder: &Path) -> String {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (stdout, stderr) = Program::new(&arguments).within(folder).outputs();
    stdout + &stderr
}

#[test]
fn lines_of_files_stand_there() {
    let mut complaints = Complaints::default();
    for path in pages() {
        let page = fs::read_to_string(&path).unwrap();
        for block in blocks(&page) {
            let Some(file) = setting(&block, "from") else { continue };
            let text = fs::read_to_string(file).unwrap();
            let mut lines = text.lines().map(str::trim);
            for line in page[block.text.clone()].lines().map(str::trim) {
                if !lines.any(|own| own == line) {
                    complaints.tell(&path, &block, &format!("`{line}` does not stand in {file}, or not in this order"));
                }
            }
        }
    }
    complaints.end();
}

#[test]
fn policies_of_the_manual_are_what_it_says() {
    each_block("gradus", |prelude, text| {
        let text = if text.trim_start().starts_with("policy ") { text.to_string() } else { format!("{prelude}{text}") };
        findings_of(&Pack::of_text("policy.grad", &text))
    });
}

#[test]
fn policies_of_the_manual_are_laid_out() {
    let mut complaints = Complaints::default();
    for path in pages() {
        let page = fs::read_to_string(&path).unwrap();
        let blocks = blocks(&page);
        for (i, block) in blocks.iter().enumerate() {
            let words: Vec<&str> = block.info.split_whitespace().collect();
            if words.first() != Some(&"gradus") || words.contains(&"wrong") {
                continue;
            }
            // On the page about the layout, what comes out stands behind what is written.
            let as_written = words.contains(&"as-written");
            let shows = if as_written && path.ends_with("format.md") { blocks.get(i + 1) } else { None };
            if as_written && shows.is_none() {
                continue;
            }
            let shows = shows.unwrap_or(block);
            match format(&path, &page[block.text.clone()]) {
                Ok(formatted) => complaints.hold(&path, shows, &page[shows.text.clone()], &formatted),
                Err(refused) => complaints.tell(&path, block, &shown(&refused.findings)),
            }
        }
        complaints.bless(&path, &page);
    }
    complaints.end();
}

#[test]
fn manifests_of_the_manual_are_what_it_says() {
    let folder = tempfile::tempdir().unwrap();
    fs::copy("rules/quickstart/policy.grad", folder.path().join("policy.grad")).unwrap();
    fs::write(folder.path().join("scales.grad"), "").unwrap();
    each_block("toml", |_, text| {
        fs::write(folder.path().join("gradus.toml"), text).unwrap();
        match Pack::open(folder.path()) {
            Ok(pack) => pack.compile(&Run::default()).findings,
            Err(finding) => vec![finding],
        }
    });
}

/// Every block of a language: none of its findings, or those of the block `error` behind it.
fn each_block(language: &str, findings: impl Fn(&str, &str) -> Vec<Diagnostic>) {
    let mut complaints = Complaints::default();
    for path in pages() {
        let page = fs::read_to_string(&path).unwrap();
        let blocks = blocks(&page);
        let mut preludes: BTreeMap<&str, &str> = BTreeMap::new();
        for (i, block) in blocks.iter().enumerate() {
            let with = block.info.split_whitespace().find_map(|w| w.strip_prefix("with=")).unwrap_or_default();
            let of_files =
                |word: &&str| word.starts_with("file=") || word.starts_with("with=") || *word == "as-written";
            let mut words = block.info.split_whitespace().filter(|word| !of_files(word));
            if words.next() != Some(language) {
                continue;
            }
            let text = &page[block.text.clone()];
            let kind = words.next();
            let named = kind.and_then(|k| k.strip_prefix("prelude=")).unwrap_or_default();
            let kind = if named.is_empty() { kind } else { Some("prelude") };
            if kind == Some("prelude") {
                preludes.insert(named, text);
            }
            let below = preludes.get(with).copied();
            if below.is_none() && !with.is_empty() {
                complaints.tell(&path, block, &format!("there is no prelude `{with}` above"));
            }
            let found = shown(&findings(below.filter(|_| kind != Some("prelude")).unwrap_or_default(), text));
            match kind {
                Some("wrong") if found.is_empty() => complaints.tell(&path, block, "nothing is wrong with it"),
                Some("wrong") => match blocks.get(i + 1).filter(|b| b.info == "error") {
                    Some(error) => complaints.hold(&path, error, &page[error.text.clone()], &found),
                    None => complaints.tell(&path, block, "no block `error` follows"),
                },
                None | Some("prelude") if found.is_empty() => {}
                None | Some("prelude") => complaints.tell(&path, block, &found),
                Some(other) => complaints.tell(&path, block, &format!("`{other}` is no kind of block")),
            }
        }
        complaints.bless(&path, &page);
    }
    complaints.end();
}

/// The words of a command line; quotation marks hold a word together.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut quoted) = (vec![String::new()], false);
    for c in line.trim().chars() {
        match c {
            '"' | '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|w| !w.is_empty());
    words
}

/// The arguments of a command of gradus; `None` for any other command.
pub fn arguments(command: &str) -> Option<Vec<String>> {
    let known = ["gradus ", "cargo run --no-default-features -- "];
    known.iter().find_map(|start| command.strip_prefix(start)).map(words)
}

/// A copy of the packs, so that a command may write files.
fn workplace() -> TempDir {
    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let (path, name) = entry.map(|e| (e.path(), e.file_name())).unwrap();
            if path.is_dir() {
                copy(&path, &to.join(name));
            } else {
                fs::copy(&path, to.join(name)).unwrap();
            }
        }
    }
    let folder = tempfile::tempdir().unwrap();
    copy(Path::new("rules"), &folder.path().join("rules"));
    folder
}

/// Whether a text is the one that is shown, where a line `…` stands for any lines.
fn fits(shown: &[&str], real: &[&str]) -> bool {
    match (shown.split_first(), real.split_first()) {
        (None, None) => true,
        (Some((&"…", rest)), _) => (0..=real.len()).any(|skip| fits(rest, &real[skip..])),
        (Some((a, shown)), Some((b, real))) => a.trim_end() == b.trim_end() && fits(shown, real),
        _ => false,
    }
}

#[test]
fn commands_of_the_manual_print_what_it_shows() {
    let mut complaints = Complaints::default();
    for path in pages() {
        let page = fs::read_to_string(&path).unwrap();
        let folder = workplace();
        for block in blocks(&page) {
            for name in block.info.split_whitespace().filter_map(|w| w.strip_prefix("file=")) {
                fs::write(folder.path().join(name), &page[block.text.clone()]).unwrap();
            }
        }
        for block in &blocks(&page) {
            let text = &page[block.text.clone()];
            if let Some(command) = setting(block, "command") {
                let real = after_change(block, command, folder.path());
                let (ours, theirs): (Vec<&str>, Vec<&str>) = (text.lines().collect(), real.lines().collect());
                if !fits(&ours, &theirs) {
                    match ours.contains(&"…") {
                        true => complaints.tell(&path, block, &format!("`{command}` prints:\n{real}")),
                        false => complaints.hold(&path, block, text, &real),
                    }
                }
            }
            if block.info != "console" {
                continue;
            }
            let mut real_text = String::new();
            for part in text.split("\n$ ").map(|p| p.strip_prefix("$ ").unwrap_or(p)) {
                let (command, output) = part.split_once('\n').unwrap_or((part, ""));
                writeln!(real_text, "$ {command}").unwrap();
                let Some(arguments) = arguments(command) else {
                    real_text.push_str(output);
                    continue;
                };
                let mut program = Command::new(env!("CARGO_BIN_EXE_gradus"));
                program
                    .args(arguments)
                    .current_dir(folder.path())
                    .env_remove("GRADUS_CASES")
                    .env_remove("GRADUS_SHORT_FORM")
                    .env("NO_COLOR", "1");
                let real = String::from_utf8(program.output().unwrap().stdout).unwrap();
                let ours: Vec<&str> = output.lines().collect();
                let theirs: Vec<&str> = real.lines().collect();
                if fits(&ours, &theirs) {
                    real_text.push_str(output);
                    if !output.is_empty() && !output.ends_with('\n') {
                        real_text.push('\n');
                    }
                } else if ours.contains(&"…") {
                    complaints.tell(&path, block, &format!("`{command}` prints:\n{real}"));
                } else {
                    real_text.push_str(&theirs.iter().map(|l| format!("{}\n", l.trim_end())).collect::<String>());
                }
            }
            complaints.hold(&path, block, text, &real_text);
        }
        complaints.bless(&path, &page);
    }
    complaints.end();
}
