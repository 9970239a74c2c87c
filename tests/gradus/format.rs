//! The format of rule files: pairs of input and expected output, and properties of every file.

use crate::corpus::{Case, cases};
use crate::program::{Program, scratch};
use gradus::inside::format::{WIDTH, format};
use gradus::inside::source::SourceSet;
use gradus::inside::syntax;
use std::fs;
use std::path::Path;
use unicode_width::UnicodeWidthStr;

/// Every rule file of the project that can be parsed completely.
fn readable() -> Vec<Case> {
    let folders = ["tests/corpus/good", "tests/corpus/bad", "tests/corpus/format", "rules"];
    folders.iter().flat_map(|folder| cases(folder)).filter(|case| findings(&case.text) == 0).collect()
}

fn findings(text: &str) -> usize {
    let mut sources = SourceSet::default();
    let file = sources.add("", text);
    syntax::deep(|| syntax::parse(file, sources.file(file))).findings.len()
}

/// The syntax tree of a text without its places, and its comments.
fn read(text: &str) -> (String, Vec<String>) {
    let mut sources = SourceSet::default();
    let file = sources.add("", text);
    let parsed = syntax::deep(|| syntax::parse(file, sources.file(file)));
    assert!(parsed.findings.is_empty(), "{:?}\n{text}", parsed.findings);
    (format!("{:-?}", parsed.file.items), parsed.file.comments.into_iter().map(|comment| comment.text).collect())
}

fn laid_out(text: &str, name: &str) -> String {
    format(Path::new(name), text).unwrap_or_else(|refused| panic!("{name}: {:?}\n{text}", refused.findings))
}

/// Checks the properties of a text that can be parsed: formatting keeps its meaning, and formatting again changes
/// nothing.
fn holds(text: &str, name: &str) -> String {
    let once = laid_out(text, name);
    assert_eq!(read(&once), read(text), "{name} means something else\n{once}");
    assert_eq!(laid_out(&once, name), once, "{name} has two layouts\n{once}");
    once
}

#[test]
#[cfg_attr(not(feature = "engine"), ignore = "takes long, and runs with the engine")]
fn each_file_means_the_same_in_its_only_layout() {
    let files = readable();
    assert!(files.len() > 150, "{} files", files.len());
    files.iter().for_each(|case| drop(holds(&case.text, &case.name())));
}

#[test]
fn what_is_written_comes_out_as_expected() {
    let mut wrong = Vec::new();
    for case in cases("tests/corpus/format") {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&case.path).with_extension("expected");
        let came = laid_out(&case.text, &case.name());
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if std::env::var_os("GRADUS_BLESS").is_some() {
            fs::write(&path, came).unwrap();
        } else if came != expected {
            wrong.push(format!("{}\nexpected:\n{expected}\ncame:\n{came}", case.name()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A small generator of numbers that are the same in every run (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % end as u64).unwrap()
    }
}

/// A text in which each run of blanks between two tokens is replaced by another. Texts, comments and lines stay.
fn with_other_blanks(text: &str, numbers: &mut Numbers) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let (mut rest, mut quoted) = (line, false);
        while let Some(c) = rest.chars().next() {
            let blanks = rest.len() - rest.trim_start_matches(' ').len();
            if !quoted && rest.starts_with("//") {
                out.push_str(rest);
                break;
            }
            if !quoted && blanks > 0 {
                out.push_str(["  ", " ", "\t", "\u{3000}", "    "][numbers.below(5)]);
                rest = &rest[blanks..];
                continue;
            }
            quoted ^= matches!(c, '"' | '“' | '”');
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
        out.push('\n');
    }
    out
}

#[test]
#[cfg_attr(not(feature = "engine"), ignore = "takes long, and runs with the engine")]
fn blanks_do_not_matter() {
    let mut numbers = Numbers(11);
    for case in readable().into_iter().filter(|case| !case.text.contains("\\\"")) {
        let other = with_other_blanks(&case.text, &mut numbers);
        assert_eq!(laid_out(&other, &case.name()), laid_out(&case.text, &case.name()), "{}\n{other}", case.name());
    }
}

#[test]
#[cfg_attr(not(feature = "engine"), ignore = "takes long, and runs with the engine")]
fn comments_in_awkward_places_stay() {
    let mut numbers = Numbers(5);
    for case in readable() {
        for _ in 0..3 {
            let mut text = String::new();
            for (i, line) in case.text.lines().enumerate() {
                let open_text = line.matches('"').count() % 2 == 1 && !line.contains("//");
                assert!(!open_text, "{}: {line}", case.name());
                match numbers.below(6) {
                    0 => text.push_str(&format!("{line} // 注 {i}\n")),
                    1 => text.push_str(&format!("   // alone {i}\n{line}\n")),
                    2 if line.ends_with('/') => text.push_str(&format!("{line}\n")),
                    2 => text.push_str(&format!("\n// behind an empty line {i}\n\n\n{line}//{i}\n")),
                    _ => text.push_str(&format!("{line}\n")),
                }
            }
            holds(&text, &case.name());
        }
    }
}

#[test]
#[cfg_attr(not(feature = "engine"), ignore = "takes long, and runs with the engine")]
fn each_sign_may_stand_on_a_line_of_its_own_in_brackets() {
    for case in readable() {
        let (mut text, mut depth, mut quoted, mut comment) = (String::new(), 0i32, false, false);
        for c in case.text.chars() {
            comment = c != '\n' && (comment || !quoted && text.ends_with('/') && c == '/');
            quoted ^= !comment && matches!(c, '"' | '“' | '”') && !text.ends_with('\\');
            let outside = !quoted && !comment;
            depth += i32::from(outside && matches!(c, '(' | '[')) - i32::from(outside && matches!(c, ')' | ']'));
            text.push(if outside && depth > 0 && c == ' ' { '\n' } else { c });
        }
        // In braces within brackets, a line end would end a fact.
        if findings(&text) == 0 {
            holds(&text, &case.name());
        }
    }
}

#[test]
fn packs_are_laid_out_and_no_line_is_too_long_that_can_break() {
    let mut wrong = Vec::new();
    for case in cases("rules") {
        let other = laid_out(&case.text, &case.name()) != case.text;
        let code = case.text.lines().map(|line| line.split("//").next().unwrap());
        let long = code.filter(|line| line.trim_end().width() > WIDTH).count();
        if other || long > 0 {
            wrong.push(format!("{}: {long} long lines, {other}", case.name()));
        }
    }
    assert!(wrong.is_empty(), "run `gradus fmt rules`\n{}", wrong.join("\n"));
}

const WRITTEN: &str = "policy p\ntable t{key id:text}\n";
const LAID_OUT: &str = "policy p\ntable t { key id : text }\n";

#[test]
fn files_are_written_anew_or_listed() {
    let folder = scratch();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("deep")).unwrap();
    fs::create_dir(at(".git")).unwrap();
    for name in ["one.grad", "deep/two.grad", "notes.txt", ".git/three.grad"] {
        fs::write(at(name), WRITTEN).unwrap();
    }
    fs::write(at("four.grad"), LAID_OUT).unwrap();
    let root = folder.path().to_str().unwrap();

    let listed = Program::new(&["fmt", "--check", root]).ends_with(1);
    assert_eq!(listed.stdout, format!("{root}/deep/two.grad\n{root}/one.grad\n"));
    assert_eq!(listed.stderr, "2 files would be reformatted, 1 file already formatted\n");
    assert_eq!(fs::read_to_string(at("one.grad")).unwrap(), WRITTEN, "nothing is written");

    let written = Program::new(&["fmt", root]).ends_with(0);
    assert_eq!(
        (written.stdout.as_str(), written.stderr.as_str()),
        ("", "2 files reformatted, 1 file already formatted\n")
    );
    for name in ["one.grad", "deep/two.grad", "four.grad"] {
        assert_eq!(fs::read_to_string(at(name)).unwrap(), LAID_OUT, "{name}");
    }
    for name in ["notes.txt", ".git/three.grad"] {
        assert_eq!(fs::read_to_string(at(name)).unwrap(), WRITTEN, "{name}");
    }
    assert_eq!(Program::new(&["fmt", "--check", root]).ends_with(0).stderr, "3 files already formatted\n");
}

#[test]
fn a_file_with_mistakes_is_left_alone_and_others_are_done() {
    let folder = scratch();
    let at = |name: &str| folder.path().join(name);
    let broken = "policy p\ntable t{key id text}\nlet a of t = = 1\n";
    fs::write(at("broken.grad"), broken).unwrap();
    fs::write(at("bytes.grad"), b"policy \xff").unwrap();
    fs::write(at("whole.grad"), WRITTEN).unwrap();
    let output = Program::new(&["fmt", folder.path().to_str().unwrap(), "--messages", "short"]).ends_with(2);
    assert!(output.stderr.contains("broken.grad:2:16: error[syntax]: expected"), "{}", output.stderr);
    assert!(output.stderr.contains("broken.grad:3:14: error[syntax]: expected a value"), "{}", output.stderr);
    assert!(output.stderr.contains("error[not-utf8]"), "{}", output.stderr);
    assert!(output.stderr.ends_with("1 file reformatted, 2 files could not be formatted\n"), "{}", output.stderr);
    assert_eq!(fs::read_to_string(at("broken.grad")).unwrap(), broken);
    assert_eq!(fs::read_to_string(at("whole.grad")).unwrap(), LAID_OUT);
    assert_eq!(Program::new(&["fmt", "--check", at("broken.grad").to_str().unwrap()]).code(), 2);
}

#[test]
fn standard_input_comes_out_at_standard_output() {
    let written = "\u{FEFF}policy p\r\ntable t｛key id：text｝\r\n";
    assert_eq!(Program::new(&["fmt", "-"]).input(written).ends_with(0).stdout, LAID_OUT);
    let checked = Program::new(&["fmt", "--check", "-"]).input(written).ends_with(1);
    assert_eq!(checked.stdout, "");
    assert_eq!(Program::new(&["fmt", "--check", "-"]).input(LAID_OUT).code(), 0);
    let broken = Program::new(&["fmt", "-", "--messages", "short"]).input("polcy p\n").ends_with(2);
    assert_eq!(broken.stdout, "");
    assert!(broken.stderr.contains("`polcy` does not begin a declaration"), "{}", broken.stderr);
    let both = Program::new(&["fmt", "-", "rules", "--messages", "short"]).input("").ends_with(2);
    assert!(both.stderr.contains("error[usage]: `-` reads standard input"), "{}", both.stderr);
    assert_eq!(Program::new(&["fmt", "rules/none.grad"]).code(), 2);
}
