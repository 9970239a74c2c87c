//! Every kind of finding has a case, and every message follows docs/messages.md.

use super::outside::SITUATIONS;
use super::{cases, outcome};
use gradus::inside::diagnostic::{Code, Diagnostic};
use gradus::inside::diagnostic::{MessageFormat, render};
use gradus::inside::policy::Pack;
use gradus::inside::source::SourceFile;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Kinds of findings that are raised neither by a policy nor by a run of this build, with the file and the name of the
/// test that covers each.
const ELSEWHERE: &[(Code, &str, &str)] = &[
    (Code::FileChanged, "src/data/load/tests.rs", "a_file_is_the_same_in_every_reading"),
    (Code::FileTooLarge, "tests/gradus/corpus/coverage.rs", "a_file_that_is_too_large_is_refused"),
    (Code::TooManyDefects, "src/data/csv/tests.rs", "the_first_defects_are_told_and_all_are_counted"),
    (Code::WrongFileType, "src/data/parquet/tests.rs", "columns_that_cannot_be_read_are_told"),
    (Code::NoEngine, "tests/gradus/program.rs", "a_build_without_the_engine_says_so"),
    (Code::FrozenOther, "tests/gradus/freeze.rs", "statistics_of_another_policy_are_refused"),
    (Code::NotFrozen, "tests/gradus/freeze.rs", "what_comes_to_the_rows_that_are_there_is_told"),
    // `Internal` is a mistake of gradus and has no case. The test shows that no variant of the corpus causes one.
    (Code::OutOfMemory, "tests/gradus/memory.rs", "a_data_set_larger_than_the_memory_is_evaluated"),
    (Code::Internal, "tests/gradus/corpus/variants.rs", "files_with_one_character_changed_keep_the_promises"),
];

/// The findings of all bad programs, each with the text of its program.
fn all() -> Vec<(String, Diagnostic)> {
    let of = |text: String| outcome(&text).findings.clone().into_iter().map(move |finding| (text.clone(), finding));
    cases("tests/corpus/bad").into_iter().flat_map(|case| of(case.text)).collect()
}

#[test]
fn every_code_has_a_case() {
    let raised: BTreeSet<Code> = all().iter().map(|(_, finding)| finding.code).collect();
    let missing: Vec<&str> = Code::ALL
        .iter()
        .filter(|code| !raised.contains(*code) && !ELSEWHERE.iter().any(|(c, ..)| c == *code))
        .map(|code| code.name())
        .filter(|name| !SITUATIONS.iter().any(|s| s.code == *name))
        .collect();
    assert!(missing.is_empty(), "without a case: {missing:?}");
    for (code, file, test) in ELSEWHERE {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
        assert!(text.contains(&format!("fn {test}()")), "{file} has no test {test} for {}", code.name());
        assert!(!raised.contains(code), "{} has a bad program", code.name());
    }
}

#[test]
fn a_file_that_is_too_large_is_refused() {
    let pack = Pack::of_text("large.grad", &" ".repeat(SourceFile::MAX_BYTES + 1));
    assert_eq!(pack.findings.iter().map(|f| f.code).collect::<Vec<_>>(), [Code::FileTooLarge]);
}

/// The names of the grammar's rules that cannot be plain words, since they contain a `_`.
fn rules_of_the_grammar() -> BTreeSet<String> {
    let grammar = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("grammar/gradus.pest")).unwrap();
    let names = grammar.lines().filter_map(|line| line.split_once('=')).map(|(name, _)| name.trim().to_string());
    names.filter(|name| name.contains('_') && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')).collect()
}

#[test]
fn messages_keep_to_their_guide() {
    let rules = rules_of_the_grammar();
    assert!(rules.contains("close_brace") && rules.contains("of_"), "the rules are read");
    let mut wrong = Vec::new();
    for (program, finding) in all() {
        let help = finding.help.clone().unwrap_or_default();
        for text in [&finding.message, &help].into_iter().chain(finding.labels.iter().map(|l| &l.text)) {
            let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
            let names: Vec<&str> = words.filter(|w| rules.contains(*w) && !program.contains(w)).collect();
            let upper = text.starts_with(char::is_uppercase);
            if !names.is_empty() || upper || text.ends_with(['.', '。', '!']) || text.contains('\n') {
                wrong.push(text.clone());
            }
        }
        if help.is_empty() {
            wrong.push(format!("no help: {}", finding.message));
        }
    }
    assert!(wrong.is_empty(), "against docs/messages.md:\n{}", wrong.join("\n"));
}

/// Columns are counted in characters, and underlines are below their places, also after Chinese text.
#[test]
fn places_are_counted_in_characters_and_underlined_where_they_stand() {
    let (mut behind_chinese, mut underlined) = (0, 0);
    for case in cases("tests/corpus/bad") {
        let outcome = outcome(&case.text);
        for finding in &outcome.findings {
            let span = finding.span().unwrap().range();
            let line_start = case.text[..span.start].rfind('\n').map_or(0, |at| at + 1);
            let before = &case.text[line_start..span.start];
            let number = case.text[..span.start].matches('\n').count() + 1;
            let place = format!("case.grad:{number}:{}", before.chars().count() + 1);
            let shown = |format| render(std::slice::from_ref(finding), &outcome.sources, format, false);
            let (human, short) = (shown(MessageFormat::Human), shown(MessageFormat::Short));
            assert!(short.starts_with(&format!("{place}: ")), "{}: {place} in\n{short}", case.name());
            assert!(human.contains(&format!("─[{place}]")), "{}: {place} in\n{human}", case.name());
            behind_chinese += usize::from(before.chars().any(|c| c > '\u{2e7f}'));
            // A range over several lines is marked next to the lines.
            if case.text.get(span.clone()).is_some_and(|text| text.contains('\n')) || human.contains('▶') {
                continue;
            }
            let mut lines = human.lines().skip_while(|line| !line.trim_start().starts_with(&format!("{number} │ ")));
            let line = lines.next().unwrap_or_else(|| panic!("{}: no line {number} in\n{human}", case.name()));
            let margin = line.find('│').map(|at| line[..at].width() + 2).unwrap();
            let below = lines.next().unwrap();
            // Characters that a terminal does not show as they are are replaced by others of the same length in bytes.
            let wanted = margin + gradus::inside::diagnostic::in_place(before).width();
            let mut at = 0;
            let sign = below.chars().find(|c| {
                at += c.width().unwrap_or(0);
                at > wanted
            });
            assert!(matches!(sign, Some('─' | '┬' | '▲')), "{}: {wanted} of `{below}` in\n{human}", case.name());
            underlined += 1;
        }
    }
    assert!(behind_chinese >= 20 && underlined >= 300, "{behind_chinese} behind Chinese text, {underlined} underlined");
}

#[test]
fn the_corpus_is_large_enough() {
    let bad = cases("tests/corpus/bad");
    let codes: BTreeSet<Code> = all().iter().map(|(_, finding)| finding.code).collect();
    assert!(bad.len() >= 60 && codes.len() >= 35, "{} bad programs, {} codes", bad.len(), codes.len());
    let chinese = bad.iter().filter(|c| c.text.contains(|c: char| ('\u{4e00}'..='\u{9fff}').contains(&c))).count();
    let several = bad.iter().filter(|c| outcome(&c.text).findings.len() > 1).count();
    assert!(chinese >= 15 && several >= 10, "{chinese} in Chinese, {several} with several mistakes");
    let is_broken = |f: &Diagnostic| matches!(f.code, Code::Syntax | Code::UnclosedText);
    let broken = bad.iter().filter(|c| outcome(&c.text).findings.iter().any(is_broken)).count();
    assert!(broken >= 20, "{broken} files of which something cannot be read");
    assert!(cases("tests/corpus/good").len() >= 25);
}
