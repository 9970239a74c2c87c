//! Phrases that messages and pages do not use.
//!
//! The list is the block `words` of STYLE.md: a regular expression on each line, an arrow, and what to write instead.
//! Text between backticks is not searched, since it quotes rules, data and code.

use crate::docs::blocks;
use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Rooms of `src` whose messages or help still use some of the phrases. The list only shrinks.
const TO_DO: &[&str] = &[];

/// Rooms that only tests have. Nobody reads their texts.
const OF_TESTS: &[&str] = &["agreement", "faults", "naive", "pairs"];

/// The phrases of the list.
struct Phrases {
    /// All phrases: one pass over a text finds the phrases that it may contain.
    any: RegexSet,
    each: Vec<Phrase>,
}

/// A phrase of the list.
struct Phrase {
    pattern: Regex,
    instead: String,
}

/// The phrases of STYLE.md.
fn phrases() -> Phrases {
    let page = fs::read_to_string("STYLE.md").unwrap();
    let blocks = blocks(&page);
    let list = blocks.iter().find(|block| block.info == "words").expect("STYLE.md has a block `words`");
    let lines = page[list.text.clone()].lines();
    let split = |line| str::split_once(line, " → ").unwrap_or_else(|| panic!("`{line}` says nothing instead"));
    let (patterns, instead): (Vec<&str>, Vec<&str>) = lines.map(split).unzip();
    let one = |pattern: &str| RegexBuilder::new(pattern).case_insensitive(true).build().unwrap();
    let phrase = |(pattern, instead): (&&str, &str)| Phrase { pattern: one(pattern), instead: instead.to_string() };
    let any = RegexSetBuilder::new(&patterns).case_insensitive(true).build().unwrap();
    Phrases { any, each: patterns.iter().zip(instead).map(phrase).collect() }
}

/// A text without its quotes, on one line, and in ASCII, which is fast to search.
fn prose(text: &str) -> String {
    let outside = text.split('`').enumerate().map(|(i, part)| if i % 2 == 0 { part } else { "`x`" });
    let text = outside.collect::<String>().replace(|c: char| !c.is_ascii(), "~");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Reports each phrase that a text uses, with the words around it.
fn report(phrases: &Phrases, place: &str, text: &str, found: &mut String) {
    let text = prose(text);
    for Phrase { pattern, instead } in phrases.any.matches(&text).iter().map(|at| &phrases.each[at]) {
        for hit in pattern.find_iter(&text) {
            let before = &text[hit.start().saturating_sub(30)..hit.start()];
            let after = &text[hit.end()..text.len().min(hit.end() + 30)];
            writeln!(found, "{place}: {before}[{}]{after} → {instead}", hit.as_str()).unwrap();
        }
    }
}

/// The pages in English: those of the root and of `docs`, except those that a test makes from the table of codes.
fn pages() -> Vec<PathBuf> {
    let mut pages = Vec::new();
    for folder in [".", "docs", "docs/codes"] {
        pages.extend(fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
    }
    let is_page = |path: &Path| {
        let name = path.file_name().unwrap().to_str().unwrap();
        name.ends_with(".md") && !name.ends_with(".zh.md") && name != "STYLE.md" && path != Path::new("docs/codes.md")
    };
    pages.retain(|path| is_page(path));
    pages.sort();
    pages
}

#[test]
fn pages_use_none_of_the_listed_words() {
    let (phrases, mut found) = (phrases(), String::new());
    for path in pages() {
        let page = fs::read_to_string(&path).unwrap();
        let mut text = page.clone();
        for block in blocks(&page).iter().rev() {
            let lines = page[block.text.clone()].lines().count();
            text.replace_range(block.text.clone(), &"\n".repeat(lines));
        }
        // The third line of a code's page is a sentence of the program, and is checked with the messages.
        let of_code = path.starts_with("docs/codes");
        let mut line = 1;
        for paragraph in text.split("\n\n") {
            if !(of_code && line == 3) {
                report(&phrases, &format!("{}:{line}", path.display()), paragraph, &mut found);
            }
            line += paragraph.matches('\n').count() + 2;
        }
    }
    assert!(found.is_empty(), "STYLE.md lists words that these pages use:\n{found}");
}

/// The policies, manifests and pages of the packs and of the benchmarks.
fn files_of_packs() -> Vec<PathBuf> {
    let (mut files, mut folders) = (Vec::new(), vec![PathBuf::from("rules"), PathBuf::from("benches")]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.extension().and_then(|ending| ending.to_str()) {
                _ if path.is_dir() => folders.push(path),
                Some("grad" | "toml" | "md") => files.push(path),
                _ => {}
            }
        }
    }
    files.sort();
    files
}

/// The parts of a line of a policy or a manifest that people read: its texts and its comment.
fn read_by_people(line: &str, comment: &str) -> String {
    let is_outside = |at: &usize| line[..*at].matches('"').count().is_multiple_of(2);
    let code = line.find(comment).filter(is_outside).unwrap_or(line.len());
    let texts = line[..code].split('"').enumerate().filter(|(i, _)| i % 2 == 1).map(|(_, text)| text);
    texts.chain([&line[code..]]).collect::<Vec<_>>().join(" | ")
}

#[test]
fn packs_and_benchmarks_use_none_of_the_listed_words() {
    let (phrases, mut found) = (phrases(), String::new());
    for path in files_of_packs() {
        let text = fs::read_to_string(&path).unwrap();
        let comment = match path.extension().and_then(|ending| ending.to_str()) {
            Some("grad") => Some("//"),
            Some("toml") => Some("#"),
            _ => None,
        };
        let Some(comment) = comment else {
            let of_page = text.split("\n\n").filter(|paragraph| !paragraph.contains("```"));
            of_page.for_each(|paragraph| report(&phrases, &path.display().to_string(), paragraph, &mut found));
            continue;
        };
        for (at, line) in text.lines().enumerate() {
            report(&phrases, &format!("{}:{}", path.display(), at + 1), &read_by_people(line, comment), &mut found);
        }
    }
    assert!(found.is_empty(), "STYLE.md lists words that these files use:\n{found}");
}

#[test]
fn messages_use_none_of_the_listed_words() {
    let phrases = phrases();
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut folders = vec![PathBuf::from("src")];
    while let Some(folder) = folders.pop() {
        let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            let inside = path.strip_prefix("src").unwrap();
            let room = Path::new(inside.iter().next().unwrap()).file_stem().unwrap().to_str().unwrap();
            if OF_TESTS.contains(&room) || path.file_stem().is_some_and(|name| name == "tests") {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            for (line, text) in texts(&text, room == "cli") {
                let of_room = found.entry(room.to_string()).or_default();
                report(&phrases, &format!("{}:{line}", path.display()), &text, of_room);
            }
        }
    }
    found.retain(|_, found| !found.is_empty());
    let done: Vec<_> = TO_DO.iter().filter(|room| !found.contains_key(**room)).collect();
    assert!(done.is_empty(), "these rooms are done, so remove them from `TO_DO`: {done:?}");
    found.retain(|room, _| !TO_DO.contains(&room.as_str()));
    let found: String = found.into_values().collect();
    assert!(found.is_empty(), "STYLE.md lists words that these messages use:\n{found}");
}

/// The comments of a source file, each with its first line: lines that follow each other are one comment. A comment after
/// code on its line is left out, and so is the documentation in a policy of a test, which begins a line.
fn comments(source: &str) -> Vec<(usize, String)> {
    let mut comments: Vec<(usize, String)> = Vec::new();
    let mut last = 0;
    let mut in_text = false;
    for (line, text) in (1..).zip(source.lines()) {
        if in_text || text.trim_start().strip_prefix("//").is_none() {
            in_text = if in_text { !text.contains("\"#") } else { text.contains("r#\"") && !text.contains("\"#") };
            continue;
        }
        let text = text.trim_start();
        let text = text.trim_start_matches(['/', '!']);
        match comments.last_mut().filter(|_| last + 1 == line) {
            Some((_, comment)) => comment.push_str(text),
            None => comments.push((line, text.to_string())),
        }
        last = line;
    }
    comments
}

#[test]
fn comments_use_none_of_the_listed_words() {
    let (phrases, mut found) = (phrases(), String::new());
    let mut folders = vec![PathBuf::from("src"), PathBuf::from("tests/gradus")];
    while let Some(folder) = folders.pop() {
        let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let source = fs::read_to_string(&path).unwrap();
                for (line, comment) in comments(&source) {
                    report(&phrases, &format!("{}:{line}", path.display()), &comment, &mut found);
                }
            }
        }
    }
    assert!(found.is_empty(), "STYLE.md lists words that these comments use:\n{found}");
}

/// The string literals of a source file with their lines, without its tests. If `with_help`, the lines of `///`, which
/// are help, are included.
fn texts(source: &str, with_help: bool) -> Vec<(usize, String)> {
    let source = source.split("#[cfg(test)]\nmod ").next().unwrap();
    let mut texts = Vec::new();
    let (mut rest, mut line, mut counted) = (source, 1, 0);
    while let Some(at) = rest.find(['"', '\'', '/', 'r']) {
        let here = source.len() - rest.len() + at;
        line += source[counted..here].matches('\n').count();
        counted = here;
        // The character before the match decides: an `r` that ends a word does not begin a text.
        let in_word = rest[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        rest = &rest[at..];
        let raw = rest.strip_prefix('r').map(|after| after.trim_start_matches('#')).filter(|a| a.starts_with('"'));
        if let Some(help) = rest.strip_prefix("//") {
            let end = help.find('\n').unwrap_or(help.len());
            if let Some(help) = help[..end].strip_prefix('/').filter(|_| with_help) {
                texts.push((line, help.to_string()));
            }
            rest = &help[end..];
        } else if let Some(text) = raw.filter(|_| !in_word) {
            let end = format!("\"{}", "#".repeat(rest.len() - 1 - text.len()));
            let (text, after) = text[1..].split_once(&end).expect("a text ends");
            texts.push((line, text.to_string()));
            rest = after;
        } else if let Some(text) = rest.strip_prefix('"') {
            let end = end_of_text(text);
            texts.push((line, text[..end].replace("\\\n", "").replace("\\n", " ")));
            rest = &text[end + 1..];
        } else if let Some(character) = rest.strip_prefix('\'') {
            // A character literal can be a quotation mark. A lifetime ends with its name.
            let escaped = character.strip_prefix('\\').and_then(|c| c[1..].find('\'').map(|end| end + 2));
            let plain = character.chars().next().map(char::len_utf8).filter(|n| character[*n..].starts_with('\''));
            rest = &character[escaped.or(plain).map_or(0, |end| end + 1)..];
        } else {
            rest = &rest[1..];
        }
    }
    texts
}

/// The position of the quotation mark that ends a text.
fn end_of_text(text: &str) -> usize {
    let mut escaped = false;
    let end = text.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.expect("a text ends")
}

#[test]
fn texts_are_found_between_characters_comments_and_lifetimes() {
    let source = "/// Help \"a\"\nlet x: &'static str = \"one \\\" two\"; // \"no\"\nlet c = '\"'; for r in \"b\" {} r#\"raw \"x\"\"#;\n\
                  let q = '\\''; /* it's */ let t = \"last\";\n#[cfg(test)]\nmod tests { \"not\" }\n";
    let found: Vec<(usize, String)> = texts(source, false);
    let wanted = [(2, "one \\\" two"), (3, "b"), (3, "raw \"x\""), (4, "last")];
    assert_eq!(found, wanted.map(|(line, text)| (line, text.to_string())));
    assert_eq!(texts(source, true)[0], (1, " Help \"a\"".to_string()));
}
