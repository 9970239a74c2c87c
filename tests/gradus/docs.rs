//! The pages of the manual: the program must do what they show.
//!
//! - A block marked `gradus` is a policy without findings whose tests pass. If it has no `policy` line, it follows the
//!   block of its page that is marked `gradus prelude`. If it is also marked `with=NAME`, it follows the block marked
//!   `gradus prelude=NAME`. `gradus wrong` is a policy with mistakes, and the block `error` after it has the findings.
//!   A block marked `gradus-fragment` is not checked. A policy without mistakes is formatted as by `gradus fmt`, unless
//!   its block is marked `as-written`.
//! - A block of any kind with `file=name` is also a file in the folder in which the later commands of its page run. A
//!   block marked `diff file=name` changes lines of such a file.
//! - A block marked `toml` is a manifest for the policy of `rules/quickstart`. `toml wrong` is as above.
//! - In a block marked `console`, commands of gradus run in a copy of `rules`. They must write the text below them to
//!   standard output. A line `…` means any lines.
//! - Each picture is a file that a command of its page has drawn.
//! - Links lead to files and headings that exist. The README in Chinese shows the same as the README.
//! - A block marked `text command="…"` is the text that this command writes to both outputs, after the change
//!   `change="old → new"` to the file `in="…"` of the folder of its page. The file is restored afterwards.
//! - A block marked `text from="…"` has lines of that file of the project, in their order.
//! - The tables of functions, compositions and aggregates in `docs/language.md` are made from `src/functions`.
//! - A block marked `messages` is checked by `damaged.rs`, and a block marked `words` is read by `words.rs`. Any other
//!   block must be in the list [`UNCHECKED`].
//!
//! The pages of the codes have their own test (`codes.rs`). If the variable `GRADUS_BLESS` is set, the test writes the
//! findings, and the output without `…`.

use crate::program::Program;
use gradus::inside::diagnostic::{Diagnostic, Severity};
use gradus::inside::format::format;
use gradus::inside::functions::{Composition, Function};
use gradus::inside::policy::{Compiled, Pack, Run};
use gradus::inside::testing;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// The pages, the README first. The pages of the codes, which have their own test, and the list of changes are left
/// out.
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

/// Blocks that are compared with nothing: the page, how the block begins, and why.
const UNCHECKED: &[(&str, &str, &str)] = &[
    ("README.md", "GRADUS_CASES=/path/to/cases", "its data is not part of the project; `published.rs` runs the same"),
    ("README.md", "cargo test", "it runs this test"),
    ("README.md", "cargo install --path .", "it builds the program for speed"),
    ("docs/README.zh.md", "cargo install --path .", "it builds the program for speed"),
    ("docs/README.zh.md", "GRADUS_CASES=/path/to/cases", "its data is not part of the project"),
    ("docs/README.zh.md", "cargo test", "it runs this test"),
    ("benches/README.md", "cargo build --release", "it measures"),
    ("ARCHITECTURE.md", "rule text ─▶ source", "a drawing; `direction.rs` holds the rooms to their order"),
    ("ARCHITECTURE.md", "table or list ─▶ RowsNode", "a drawing"),
    ("docs/graph.md", "gradus graph rules/property -o property.svg", "it shows nothing; `graph` has tests of its own"),
    ("docs/tutorial.md", "  40 staff_score", "a part of a tree; the block behind it is run with this change"),
    ("rules/tutoring/README.md", "python3 data/make.py", "it needs Python"),
    ("rules/published/systemic-banks/README.md", "python3 data/make.py", "it needs Python"),
    ("benches/peers/README.md", "cargo build --release", "it measures other programs"),
];

/// A fenced block: the info of its fence, and the place of its text in the page.
pub(crate) struct Block {
    /// The text after the characters that open the block.
    pub info: String,
    /// Its text, without the fences.
    pub text: Range<usize>,
    /// The line in which it begins.
    pub line: usize,
}

/// The fenced blocks of a page, in order.
pub(crate) fn blocks(page: &str) -> Vec<Block> {
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

/// Whether the pages are to be rewritten.
pub(crate) fn blessing() -> bool {
    std::env::var_os("GRADUS_BLESS").is_some_and(|v| !v.is_empty())
}

/// The mistakes of the pages. If `blessing`, `anew` has the texts to write instead.
#[derive(Default)]
pub(crate) struct Complaints {
    told: Vec<String>,
    anew: Vec<(Range<usize>, String)>,
}

impl Complaints {
    /// Reports a mistake at a block.
    pub(crate) fn tell(&mut self, page: &Path, block: &Block, what: &str) {
        self.told.push(format!("{}:{}: {what}", page.display(), block.line));
    }

    /// Requires the text of a block, or records the right text if `blessing`.
    pub(crate) fn hold(&mut self, page: &Path, block: &Block, shown: &str, real: &str) {
        if shown == real {
            return;
        }
        if blessing() {
            self.anew.push((block.text.clone(), real.to_string()));
        } else {
            self.tell(page, block, &format!("this stands there:\n{shown}\nand this comes out:\n{real}"));
        }
    }

    /// Writes the page with the recorded texts, if there are any.
    pub(crate) fn bless(&mut self, path: &Path, page: &str) {
        let mut page = page.to_string();
        if self.anew.is_empty() {
            return;
        }
        while let Some((range, text)) = self.anew.pop() {
            page.replace_range(range, &text);
        }
        fs::write(path, page).unwrap();
    }

    /// Fails if there was a mistake.
    pub(crate) fn end(self) {
        assert!(self.told.is_empty(), "\n{}", self.told.join("\n\n"));
    }
}

/// Findings as the pages show them: one after the other, with the fix below each.
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

/// The findings of a policy. If there are none, the failures of its tests.
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
                "words" => path == Path::new("STYLE.md"),
                "csv" | "diff" | "gradus-fragment" => says("file="),
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

/// The value of a setting of a block: `name="…"`.
fn setting<'b>(block: &'b Block, name: &str) -> Option<&'b str> {
    block.info.split_once(&format!(" {name}=\""))?.1.split('"').next()
}

/// The output of a command after the change of its block was made.
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

/// The output of the program in a folder: standard output and standard error.
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
fn tables_of_functions_are_made_from_the_code() {
    let path = Path::new("docs/language.md");
    let page = fs::read_to_string(path).unwrap();
    let mut complaints = Complaints::default();
    // In the order of the manual.
    for made in [Function::table_of_values(), Composition::table(), Function::table_of_rows()] {
        let head = made.lines().next().unwrap();
        let start = page.find(&format!("\n{head}\n")).unwrap_or_else(|| panic!("no table begins `{head}`")) + 1;
        let shown: String = page[start..].split_inclusive('\n').take_while(|line| line.starts_with('|')).collect();
        let line = page[..start].lines().count() + 1;
        let block = Block { info: String::new(), text: start..start + shown.len(), line };
        complaints.hold(path, &block, &shown, &made);
    }
    complaints.bless(path, &page);
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
            // In the manual of formatting, the block after a policy shows the formatted policy.
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
    fs::write(folder.path().join("scales.grad"), "param most = 5\n").unwrap();
    each_block("toml", |_, text| {
        fs::write(folder.path().join("gradus.toml"), text).unwrap();
        match Pack::open(folder.path()) {
            // The manual shows settings of several policies, but here is only one.
            Ok(pack) => {
                let found = pack.compile(&Run::default()).findings.into_iter();
                found.filter(|finding| !finding.message.starts_with("this has no effect")).collect()
            }
            Err(finding) => vec![finding],
        }
    });
}

/// Checks every block of a language: it has no findings, or those of the block `error` after it.
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

/// The words of a command line. Text in quotation marks is one word.
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
pub(crate) fn arguments(command: &str) -> Option<Vec<String>> {
    let known = ["gradus ", "cargo run --no-default-features -- "];
    known.iter().find_map(|start| command.strip_prefix(start)).map(words)
}

/// A copy of the packs, so that commands can write files.
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

/// Whether a text matches the text in the manual, in which a line `…` means any lines.
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
        for block in &blocks(&page) {
            let text = &page[block.text.clone()];
            for name in block.info.split_whitespace().filter_map(|w| w.strip_prefix("file=")) {
                let file = folder.path().join(name);
                if !block.info.starts_with("diff ") {
                    fs::write(&file, text).unwrap();
                } else if let Err(why) = change(&file, text) {
                    complaints.tell(&path, block, &why);
                }
            }
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
            if block.info == "console" {
                session(&mut complaints, (&path, block, text), folder.path());
            }
        }
        pictures(&mut complaints, (&path, &page), folder.path());
        complaints.bless(&path, &page);
    }
    complaints.end();
}

/// Runs the commands of a block and compares their output with the text below each command.
fn session(complaints: &mut Complaints, (path, block, text): (&Path, &Block, &str), folder: &Path) {
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
            .current_dir(folder)
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
            complaints.tell(path, block, &format!("`{command}` prints:\n{real}"));
        } else {
            real_text.push_str(&theirs.iter().map(|l| format!("{}\n", l.trim_end())).collect::<String>());
        }
    }
    complaints.hold(path, block, text, &real_text);
}

/// Changes a file as a `diff` says. Each group of lines with `-` must be in the file once, and is replaced by the lines
/// with `+` below it.
fn change(file: &Path, diff: &str) -> Result<(), String> {
    let mut text = fs::read_to_string(file).map_err(|error| error.to_string())?;
    let lines: Vec<&str> = diff.lines().collect();
    for part in lines.chunk_by(|before, after| !(before.starts_with('+') && after.starts_with('-'))) {
        let of = |sign: char| -> String {
            part.iter().filter_map(|line| line.strip_prefix(sign)).map(|line| format!("{line}\n")).collect()
        };
        let (old, new) = (of('-'), of('+'));
        if old.is_empty() || text.matches(&old).count() != 1 {
            return Err(format!("this does not stand in `{}` once:\n{old}", file.display()));
        }
        text = text.replace(&old, &new);
    }
    fs::write(file, text).map_err(|error| error.to_string())
}

/// The targets of the links of a page: the texts in round brackets after square brackets, outside of blocks.
fn links(page: &str) -> Vec<&str> {
    let mut prose = Vec::new();
    let mut from = 0;
    for block in blocks(page) {
        prose.push(&page[from..block.text.start]);
        from = block.text.end;
    }
    prose.push(&page[from..]);
    let after = prose.into_iter().flat_map(|text| text.split("](").skip(1));
    after.filter_map(|rest| rest.split_once(')')).map(|(link, _)| link).collect()
}

/// Checks that each picture of a page is byte for byte a picture that its commands have just drawn.
fn pictures(complaints: &mut Complaints, (path, page): (&Path, &str), folder: &Path) {
    for link in links(page).into_iter().filter(|link| link.ends_with(".svg")) {
        let kept = path.parent().unwrap().join(link);
        let drawn = folder.join(kept.file_name().unwrap());
        match (fs::read(&drawn), fs::read(&kept)) {
            (Ok(drawn), Ok(kept)) if drawn == kept => {}
            (Ok(drawn), _) if blessing() => fs::write(&kept, drawn).unwrap(),
            (Ok(_), _) => complaints.told.push(format!("{}: `{link}` is not what is drawn today", path.display())),
            (Err(_), _) => complaints.told.push(format!("{}: no command draws `{link}`", path.display())),
        }
    }
}

/// The headings of a page in the form that links use.
fn anchors(page: &str) -> Vec<String> {
    let mut inside = false;
    let lines = page.lines().filter(|line| {
        let fence = line.starts_with("```");
        inside ^= fence;
        !inside && !fence
    });
    let headings = lines.filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let kept = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    headings
        .map(|text| text.to_lowercase().chars().filter(|c| kept(*c)).collect::<String>().replace(' ', "-"))
        .collect()
}

#[test]
fn links_of_the_manual_lead_somewhere() {
    let mut wrong = Vec::new();
    for path in pages().into_iter().chain([PathBuf::from("ARCHITECTURE.md"), PathBuf::from("CHANGELOG.md")]) {
        let page = fs::read_to_string(&path).unwrap();
        for link in links(&page).into_iter().filter(|link| !link.contains("://")) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { path.clone() } else { path.parent().unwrap().join(file) };
            let is_there = target.exists()
                && (anchor.is_empty()
                    || anchors(&fs::read_to_string(&target).unwrap()).iter().any(|known| known == anchor));
            if !is_there {
                wrong.push(format!("{}: {link}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn both_readmes_show_the_same() {
    let pages = ["README.md", "docs/README.zh.md"].map(|path| (path, fs::read_to_string(path).unwrap()));
    let shape = |(path, page): &(&str, String)| {
        let of_block = |block: &Block| {
            let kind = block.info.split_whitespace().next().unwrap_or_default().to_string();
            let text = &page[block.text.clone()];
            // The names of files and values are in the language of its page, but commands and options are not.
            let commands = text.lines().filter_map(|line| line.strip_prefix("$ ")).map(|line| {
                let own = |word: &&str| word.is_ascii() && !word.contains('=');
                line.split_whitespace()
                    .map(|word| Path::new(word).extension().map_or(word, |_| "FILE"))
                    .filter(own)
                    .collect::<Vec<_>>()
                    .join(" ")
            });
            (kind, commands.collect::<Vec<_>>(), if text.starts_with("$ ") { 0 } else { text.lines().count() })
        };
        let headings = anchors(page).len();
        let rows = page.lines().filter(|line| line.starts_with('|')).count();
        let folder = Path::new(path).parent().unwrap();
        let targets =
            links(page).into_iter().filter(|link| !link.ends_with(".svg") && !link.contains("README")).map(|link| {
                let file = link.split_once('#').map_or(link, |(file, _)| file);
                fs::canonicalize(folder.join(file)).unwrap()
            });
        (blocks(page).iter().map(of_block).collect::<Vec<_>>(), headings, rows, targets.collect::<BTreeSet<_>>())
    };
    assert_eq!(shape(&pages[0]), shape(&pages[1]));
    assert!(pages[0].1.lines().nth(2) == Some("[中文](docs/README.zh.md)"));
    let cargo = fs::read_to_string("Cargo.toml").unwrap();
    let cargo: toml::Table = cargo.parse().unwrap();
    let rust = cargo["package"]["rust-version"].as_str().unwrap().to_string();
    assert!(pages.iter().all(|(_, page)| page.contains(&format!("Rust {rust}"))), "{rust}");
}

/// Both pages that introduce the program list the same commands as its help.
#[test]
fn every_command_is_listed() {
    let help = Program::new(&["--help"]).ends_with(0).stdout;
    let of_help = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let commands: Vec<&str> = of_help.filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next()).collect();
    assert!(commands.len() > 10, "{help}");
    for path in ["README.md", "docs/README.zh.md"] {
        let page = fs::read_to_string(path).unwrap();
        let listed = |command: &&&str| {
            page.lines().any(|line| line.starts_with("| ") && line.contains(&format!("`gradus {command}")))
        };
        let missing: Vec<_> = commands.iter().filter(|command| !listed(command)).collect();
        assert!(missing.is_empty(), "{path} does not list {missing:?}");
    }
}
