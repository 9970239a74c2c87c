//! The pages of the codes, `docs/codes/CODE.md`, which `gradus explain-code` prints, and their list, `docs/codes.md`.
//!
//! A page begins with its code and the sentence of the table, and says why the code exists. The other sections are:
//!
//! - `## Wrong` is a case. Its blocks are files, and a block `console` has commands of gradus, with the findings of
//!   this code below them as they are printed. The case must have no other mistake, and the message must contain a fix.
//! - `## Right` has the files or commands that change. After the change, nothing is reported any more.
//! - `## Example` is the only section if a code is only ever a note and needs no fix.
//! - `## How it comes about` replaces the case for the codes of [`UNSHOWN`].
//!
//! The line before a block names its file: `` `visit.csv`: ``. A block `gradus` without such a line is `policy.grad`. A
//! link to a file of `tests` means that file. If the variable `GRADUS_BLESS` is set, the test writes the sentence, the
//! format of policies, the output, and the list.

use crate::docs::{Block, Complaints, arguments, blessing, blocks};
use crate::program::{Program, scratch};
use gradus::inside::diagnostic::Code;
use gradus::inside::format::format;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Codes that cannot be shown by a small case in every build.
const UNSHOWN: &[Code] = &[
    Code::FileChanged,   // a file that is written to during the run
    Code::FilesUnread,   // a folder in addition to the files of the policy
    Code::FileTooLarge,  // a file of megabytes
    Code::Internal,      // a mistake of gradus itself
    Code::NoEngine,      // other builds have the engine
    Code::NoSecret,      // nothing is wrong once the environment has one
    Code::OutOfMemory,   // only the engine counts memory
    Code::WrongFileType, // only the engine reads Parquet
];

const FOLDER: &str = "docs/codes";

fn path(code: Code) -> PathBuf {
    Path::new(FOLDER).join(format!("{}.md", code.name()))
}

/// A finding as it is printed.
struct Printed {
    severity: String,
    code: String,
    text: String,
}

/// The findings in the output of a run. Each begins with `severity[code]`, and its other lines begin with a blank.
fn findings(printed: &str) -> Vec<Printed> {
    let mut found: Vec<Printed> = Vec::new();
    let mut inside = false;
    for line in printed.lines() {
        let severity = ["error[", "warning[", "note["].into_iter().find(|word| line.starts_with(word));
        if let Some(word) = severity {
            let code = line[word.len()..].split(']').next().unwrap().to_string();
            found.push(Printed { severity: word.trim_end_matches('[').to_string(), code, text: String::new() });
        }
        inside = severity.is_some() || (inside && (line.is_empty() || line.starts_with(' ')));
        if inside {
            writeln!(found.last_mut().unwrap().text, "{}", line.trim_end()).unwrap();
        }
    }
    found
}

/// The findings of a command of gradus in a folder: first those of standard output, then those of standard error.
fn run(command: &str, folder: &Path) -> Vec<Printed> {
    let mut arguments = arguments(command).unwrap_or_else(|| panic!("`{command}` is no command of gradus"));
    // Both evaluators report the same. A build without the engine adds a message if it has to choose the evaluator.
    if arguments[0] == "eval" {
        arguments.extend(["--evaluator".to_string(), "reference".to_string()]);
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (stdout, stderr) = Program::new(&arguments).within(folder).outputs();
    [findings(&stdout), findings(&stderr)].into_iter().flatten().collect()
}

/// A part of a page: its heading, its text with the heading, and the position in the page where it begins.
struct Section<'a> {
    heading: &'a str,
    text: &'a str,
    start: usize,
}

/// The sections of a page. No line of a block looks like a heading: `#` begins a comment only in manifests, and none of
/// them begins with `##`.
fn sections(page: &str) -> Vec<Section<'_>> {
    let starts: Vec<usize> = page.match_indices("\n## ").map(|(at, _)| at + 1).collect();
    let ends = starts.iter().skip(1).copied().chain([page.len()]);
    let of = |(start, end): (usize, usize)| {
        let text = &page[start..end];
        Section { heading: text.lines().next().unwrap().trim_start_matches("## "), text, start }
    };
    starts.iter().copied().zip(ends).map(of).collect()
}

/// The file name of a block. `None` for commands.
fn file_of<'a>(page: &'a str, block: &Block) -> Option<&'a str> {
    if block.info == "console" {
        return None;
    }
    let fence = page[..block.text.start].trim_end_matches('\n').rfind('\n').unwrap();
    let before = page[..fence].trim_end().lines().next_back().unwrap();
    let named = before.strip_prefix('`').and_then(|line| line.strip_suffix("`:"));
    named.or((block.info == "gradus").then_some("policy.grad"))
}

/// The files of `tests` that a text links to.
fn linked(text: &str) -> impl Iterator<Item = &str> {
    text.split("](../../").skip(1).filter_map(|rest| rest.split(')').next()).filter(|path| path.starts_with("tests/"))
}

/// Compares a page with the results of its files and commands.
fn hold(code: Code, page: &str, complaints: &mut Complaints) {
    let path = path(code);
    let lines: Vec<&str> = page.lines().collect();
    let start = lines[0].len() + 2;
    let sentence = Block { info: String::new(), text: start..start + lines[2].len(), line: 3 };
    complaints.hold(&path, &sentence, lines[2], code.meaning());
    if lines[0] != format!("# {}", code.name()) || lines[4].is_empty() || lines[4].starts_with('#') {
        complaints.tell(&path, &sentence, "a page begins with its code, the sentence of the table and a reason");
    }
    if lines.iter().flat_map(|line| line.split("](").skip(1)).any(|rest| !rest.contains(')')) {
        complaints.tell(&path, &sentence, "a link stands on one line");
    }
    let sections = sections(page);
    let headings: Vec<&str> = sections.iter().map(|section| section.heading).collect();
    let fits = match headings[..] {
        ["Wrong", "Right"] | ["Example"] => !UNSHOWN.contains(&code),
        ["How it comes about"] => UNSHOWN.contains(&code),
        _ => false,
    };
    if !fits {
        complaints.tell(&path, &sentence, &format!("these are not the headings of `{}`: {headings:?}", code.name()));
        return;
    }
    if UNSHOWN.contains(&code) {
        return;
    }
    let folder = scratch();
    let blocks = blocks(page);
    let mut commands: Vec<&str> = Vec::new();
    for section in &sections {
        for link in linked(section.text) {
            let name = Path::new(link).file_name().unwrap();
            fs::copy(link, folder.path().join(name)).unwrap_or_else(|e| panic!("{}: {link}: {e}", path.display()));
        }
        let right = section.heading == "Right";
        let of_it = |block: &&Block| (section.start..section.start + section.text.len()).contains(&block.text.start);
        let mut ran = false;
        for block in blocks.iter().filter(of_it) {
            let text = &page[block.text.clone()];
            match file_of(page, block) {
                Some(name) => {
                    // A policy that cannot be parsed cannot be formatted.
                    let laid_out = (block.info == "gradus").then(|| format(Path::new(name), text).ok()).flatten();
                    let file = laid_out.unwrap_or_else(|| text.to_string());
                    complaints.hold(&path, block, text, &file);
                    fs::write(folder.path().join(name), file).unwrap();
                }
                None if block.info == "console" => {
                    commands = text.lines().filter_map(|line| line.strip_prefix("$ ")).collect();
                    let real = told(code, &path, block, &commands, folder.path(), right, complaints);
                    complaints.hold(&path, block, text, &real);
                    ran = true;
                }
                None => complaints.tell(&path, block, "the line before it does not say which file it is"),
            }
        }
        if !ran {
            let last = blocks.iter().rfind(of_it).unwrap_or(&sentence);
            told(code, &path, last, &commands, folder.path(), right, complaints);
        }
    }
}

/// The findings of this code that commands print. On the right side of a page there must be none.
fn told(
    code: Code,
    path: &Path,
    block: &Block,
    commands: &[&str],
    folder: &Path,
    right: bool,
    complaints: &mut Complaints,
) -> String {
    let mut text = String::new();
    let mut told = 0;
    for command in commands {
        writeln!(text, "$ {command}").unwrap();
        let (ours, others): (Vec<Printed>, Vec<Printed>) =
            run(command, folder).into_iter().partition(|finding| finding.code == code.name());
        told += ours.len();
        let shown: Vec<&str> = ours.iter().map(|finding| finding.text.trim_end()).collect();
        text.push_str(&shown.join("\n\n"));
        text.push_str(if shown.is_empty() { "" } else { "\n" });
        // Too many defects have defects of another code. So has too much damage, whose defects stay if they are
        // allowed.
        let disturbs = |other: &&Printed| match code {
            Code::TooManyDefects => right && other.severity != "note",
            Code::TooMuchDamage => other.severity == "error",
            _ => other.severity != "note",
        };
        for other in others.iter().filter(disturbs) {
            complaints.tell(path, block, &format!("`{command}` tells of something else:\n{}", other.text));
        }
        for ours in ours.iter().filter(|ours| ours.severity != "note" && !ours.text.contains("\n  help: ")) {
            complaints.tell(path, block, &format!("a message without a cure:\n{}", ours.text));
        }
        for ours in ours.iter().filter(|_| right) {
            complaints.tell(path, block, &format!("`{command}` still tells:\n{}", ours.text));
        }
    }
    if told == 0 && !right {
        complaints.tell(path, block, &format!("{commands:?} do not tell of `{}`", code.name()));
    }
    text
}

#[test]
fn each_code_has_a_page_and_its_case_is_what_happens() {
    let mut complaints = Complaints::default();
    for code in Code::ALL {
        let path = path(*code);
        let page = fs::read_to_string(&path).unwrap();
        hold(*code, &page, &mut complaints);
        complaints.bless(&path, &page);
    }
    complaints.end();
}

#[test]
fn each_page_is_of_a_code() {
    let pages: BTreeSet<PathBuf> = fs::read_dir(FOLDER).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(pages, Code::ALL.iter().map(|code| path(*code)).collect());
    let chinese = |text: &str| text.contains(|c: char| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let written = Code::ALL.iter().filter(|code| chinese(code.page())).count();
    assert!(written >= 20, "{written} pages with an example in Chinese");
}

/// The list of the codes.
fn list() -> String {
    let mut text = String::from(
        "# Codes\n\n\
         Every finding of gradus has a code: `error[unknown-name]: …`. A code keeps its name, so you can search for it. Each has a\n\
         page with the reason, an example, the message and the fix; `gradus explain-code unknown-name` prints it.\n\n\
         A test generates this list from the table in `src/diagnostic/codes.rs`, and the messages on the pages from the program.\n\n\
         | code | what it means |\n|---|---|\n",
    );
    for code in Code::ALL {
        let name = code.name();
        writeln!(text, "| [`{name}`](codes/{name}.md) | {} |", code.meaning().replace('|', "\\|")).unwrap();
    }
    text
}

#[test]
fn the_list_of_codes_is_the_table() {
    let path = Path::new("docs/codes.md");
    if blessing() {
        fs::write(path, list()).unwrap();
    }
    let page = fs::read_to_string(path).unwrap_or_default();
    assert!(page == list(), "docs/codes.md is not the table of codes: run this test once with GRADUS_BLESS=1");
}

#[test]
fn a_code_is_explained_in_plain_text() {
    let all = Program::new(&["explain-code"]).ends_with(0).stdout;
    assert_eq!(all.lines().count(), Code::ALL.len());
    for code in Code::ALL {
        let out = Program::new(&["explain-code", code.name()]).ends_with(0).stdout;
        assert!(out.starts_with(&format!("{}\n\n{}\n\n", code.name(), code.meaning())), "{out}");
        assert!(!out.contains("```") && !out.contains("](") && !out.contains("\n#"), "{out}");
        assert_eq!(out.contains("\nRight\n"), code.page().contains("\n## Right\n"), "{out}");
    }
    let out = Program::new(&["explain-code", "not-utf8"]).ends_with(0).stdout;
    assert!(out.contains("\nThe file visit.csv was saved in GB18030"), "{out}");
    assert!(out.contains("\n    error[not-utf8] ./visit.csv:2\n\n      × byte 109"), "{out}");
    let out = Program::new(&["explain-code", "tier-gab"]).ends_with(2);
    assert!(out.stderr.contains("did you mean `tier-gap`?"), "{}", out.stderr);
}
