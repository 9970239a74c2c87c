//! The texts of messages are in the catalogue, `src/messages`, and rooms take them from there.

use crate::direction::{code, room, sources};
use std::path::Path;

/// Rooms that only tests have.
const OF_TESTS: [&str; 4] = ["agreement", "pairs", "naive", "faults"];

/// Functions with texts for people as arguments.
const TAKES_WORDS: [&str; 6] =
    ["Diagnostic::error(", "Diagnostic::input(", ".help(", ".maybe_help(", ".here(", ".label("];

/// Variables and fields with texts for people.
const NAMES_WORDS: [&str; 6] = ["let message = ", "let help = ", "let cure = ", "message: ", "cure: ", "help: "];

/// The length of the piece at the start of a text that ends before one of some characters outside of brackets and
/// literals.
fn piece(text: &str, ends: &[char]) -> usize {
    let (mut depth, mut quoted, mut signs) = (0, false, text.char_indices());
    while let Some((at, sign)) = signs.next() {
        match sign {
            '\\' if quoted => {
                signs.next();
            }
            '"' => quoted = !quoted,
            // A character between quotation marks is not a bracket.
            '\'' if !quoted && text[at + 1..].chars().nth(1) == Some('\'') => {
                signs.next();
                signs.next();
            }
            _ if quoted => {}
            _ if depth == 0 && ends.contains(&sign) => return at,
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => return at,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

/// The code without its calls of the catalogue.
fn without_calls(code: &str) -> String {
    let mut rest = code;
    let mut kept = String::new();
    while let Some(at) = ["say::", "phrase::"].iter().filter_map(|room| rest.find(room)).min() {
        kept.push_str(&rest[..at]);
        rest = rest[at..].trim_start_matches(|c: char| c.is_alphanumeric() || "_:".contains(c));
        if let Some(inside) = rest.strip_prefix('(') {
            rest = &inside[piece(inside, &[])..];
            rest = rest.strip_prefix(')').unwrap_or(rest);
        }
    }
    kept + rest
}

/// Whether a piece of code contains the text of a message: a text with a blank between two words or a backtick, or
/// `format!`.
fn has_words(code: &str) -> bool {
    let mut texts = code.split('"').skip(1).step_by(2);
    let blank = |text: &str| {
        let (words, of_word) = (text.split(' ').collect::<Vec<_>>(), |word: &str| word.contains(char::is_alphabetic));
        words.windows(2).any(|two| of_word(two[0]) && of_word(two[1]))
    };
    code.contains("format!(") || texts.any(|text| text.contains('`') || blank(text))
}

/// The pieces of a file that contain the text of a message.
fn own_words(code: &str) -> Vec<String> {
    // A quotation mark between quotation marks does not begin a text.
    let code = without_calls(&code.replace("'\"'", ""));
    let found = |starts: &'static [&'static str], ends: &'static [char]| {
        let code = &code;
        starts.iter().flat_map(move |start| {
            let behind = code.match_indices(start).map(move |(at, _)| &code[at + start.len()..]);
            behind.map(move |rest| format!("{start}{}", &rest[..piece(rest, ends)]))
        })
    };
    let pieces = found(&TAKES_WORDS, &[]).chain(found(&NAMES_WORDS, &[';', ',']));
    pieces.filter(|piece| has_words(piece)).collect()
}

#[test]
fn words_stand_in_the_catalogue() {
    let excused: Vec<&str> = [&OF_TESTS[..], &["messages"]].concat();
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        if room(&path).is_some_and(|own| !excused.contains(&own.as_str())) {
            wrong
                .extend(own_words(&code(&path, &text)).into_iter().map(|piece| format!("{}: {piece}", path.display())));
        }
    }
    assert!(wrong.is_empty(), "words outside of `src/messages`:\n{}", wrong.join("\n"));
}

#[test]
fn the_scan_sees_own_words() {
    let code = r#"
        Diagnostic::error(Code::X, span, format!("{a}"));
        finding.help("keep one");
        let message = match x { "" => say::of_nothing(), text => say::no("a b", text) };
        finding.help(phrase::write("is not")).label(span, "`x`");
        Misplaced { range, message: say::x().to_string(), cure: "take it".to_string() }"#;
    let path = Path::new("src/names/bind.rs");
    assert_eq!(own_words(&super::direction::code(path, code)).len(), 4);
}
