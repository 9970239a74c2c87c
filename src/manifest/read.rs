//! Parses the text of a manifest, and reports why a manifest cannot be parsed.

use super::{LANGUAGE, Manifest, numbers};
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::messages::{manifest as say, phrase};
use crate::source::{FileId, SourceSet, Span, normal_form};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;
use toml::de::DeTable;

/// Whether the text of a manifest says `root = true`, even if the rest of it is not a valid manifest.
pub(crate) fn is_root(text: &str) -> bool {
    let table = DeTable::parse(text).ok();
    table.and_then(|table| table.get_ref().get("root")?.get_ref().as_bool()).unwrap_or(false)
}

impl Manifest {
    /// Reads a manifest that has been added to the sources.
    pub fn read(file: FileId, sources: &SourceSet) -> Result<Manifest, Diagnostic> {
        let text = sources.file(file).text();
        language_is_known(file, text)?;
        let read = DeTable::parse(text).and_then(|mut table| {
            numbers::keep_digits(table.get_mut());
            Manifest::deserialize(toml::Deserializer::from(table))
        });
        let read = read.map(|read| Manifest {
            data: in_normal_form(read.data),
            params: in_normal_form(read.params),
            expected: in_normal_form(read.expected),
            ..read
        });
        read.map_err(|error| {
            let range = error.span().unwrap_or(0..0);
            let (message, help) = in_words(error.message(), text.get(range.clone()).unwrap_or_default());
            let span = Span::new(file, range.start, range.end.max(range.start));
            let bare_chinese = text.get(range.start..).is_some_and(|r| r.starts_with(|c: char| !c.is_ascii()));
            let line = line_of(text, range.start);
            let help = if let Some(help) = of_line(line) {
                help
            } else if bare_chinese {
                say::quote_names().to_owned()
            } else {
                help.unwrap_or_else(|| say::see_manual().to_owned())
            };
            Diagnostic::error(Code::Manifest, span, message).help(help)
        })
    }
}

/// Returns the line of a text that contains a position.
fn line_of(text: &str, at: usize) -> &str {
    let (before, behind) = text.split_at_checked(at).unwrap_or((text, ""));
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    text.get(start..at + behind.find('\n').unwrap_or(behind.len())).unwrap_or("").trim()
}

/// Returns the fix for a line with a common mistake, such as typographic quotes or backslashes; `None` for any other
/// line.
fn of_line(line: &str) -> Option<String> {
    const MARKS: [char; 6] = ['“', '”', '„', '「', '」', '＂'];
    if line.contains(MARKS) || line.contains('＝') {
        let plain = line.replace(MARKS, "\"").replace('＝', "=");
        return Some(say::plain_characters(&plain));
    }
    let (key, value) = line.split_once('=')?;
    let (key, value) = (key.trim(), value.trim());
    if value.starts_with('"') && value.contains('\\') {
        return Some(say::forward_slashes(key, value.replace("\\\\", "/").replace('\\', "/")));
    }
    let names_file = |piece: &str| {
        let piece = piece.trim().trim_matches('"');
        piece.contains('.') && !piece.is_empty() && piece.chars().all(|c| c.is_alphanumeric() || "._-/ ".contains(c))
    };
    let pieces: Vec<String> = value.split(',').map(|piece| format!("\"{}\"", piece.trim().trim_matches('"'))).collect();
    let is_number = value.parse::<f64>().is_ok();
    if value.starts_with('[') || is_number || !value.split(',').all(names_file) {
        return None;
    }
    match pieces.as_slice() {
        [one] if !value.starts_with('"') => Some(say::put_in_marks(key, one)),
        [_, _, ..] => Some(say::write_list(key, pieces.join(", "))),
        _ => None,
    }
}

/// Returns a map whose names are normalised like the names of the policy. If two names then become the same, the map is
/// returned unchanged, and one of them is reported as unknown.
fn in_normal_form<V>(map: BTreeMap<Spanned<String>, V>) -> BTreeMap<Spanned<String>, V> {
    let names: BTreeSet<String> = map.keys().map(|name| normal_form(name.get_ref())).collect();
    if names.len() < map.len() {
        return map;
    }
    map.into_iter().map(|(name, value)| (Spanned::new(name.span(), normal_form(name.get_ref())), value)).collect()
}

/// Returns the message of the parser about a manifest in words of gradus, and the fix if it is plain. `written` is the
/// text that the message is about.
fn in_words(message: &str, written: &str) -> (String, Option<String>) {
    let message = message.trim();
    if message.contains("untagged enum") {
        return (say::other_kind_of_value().to_owned(), None);
    }
    let help = of_another_kind(message, written).or_else(|| did_you_mean(message));
    (message.replace('\n', ", ").replace("expected u32", say::expected_whole_number()), help)
}

/// Returns what to write instead of a value of the wrong kind, if that is plain.
fn of_another_kind(message: &str, written: &str) -> Option<String> {
    let (found, expected) = message.strip_prefix("invalid type: ")?.split_once(", expected ")?;
    match expected {
        "a string" if found.starts_with("boolean") => Some(say::write_yes_or_no().to_owned()),
        "a sequence" if found.starts_with("string") => Some(say::write_list_of_one(written)),
        "a string" if found.starts_with("integer") || found.starts_with("floating") => {
            Some(say::put_value_in_marks(written))
        }
        _ => None,
    }
}

/// Returns the nearest of the names that the parser lists for an unknown name. A value is chosen for its meaning and
/// not for its spelling, so for an unknown value all values are listed.
fn did_you_mean(message: &str) -> Option<String> {
    let (unknown, expected) = message.split_once(", expected ")?;
    let known = expected.split('`').skip(1).step_by(2);
    if unknown.starts_with("unknown field") {
        return suggest::did_you_mean(unknown.split('`').nth(1)?, known);
    }
    let values = known.map(|value| format!("`\"{value}\"`"));
    unknown.starts_with("unknown variant").then(|| say::write_one_of(phrase::either(values)))
}

/// Checks that this program reads the language of the manifest: in another language the rest may have another meaning.
fn language_is_known(file: FileId, text: &str) -> Result<(), Diagnostic> {
    #[derive(Deserialize)]
    struct Head {
        language: Option<Spanned<toml::Value>>,
    }
    // A text that is not TOML is reported as a whole.
    let Ok(Head { language: Some(language) }) = toml::from_str(text) else { return Ok(()) };
    let span = Span::new(file, language.span().start, language.span().end);
    let (message, help) = match language.get_ref() {
        toml::Value::Integer(version) if *version == i64::from(LANGUAGE) => return Ok(()),
        toml::Value::Integer(version) if *version > i64::from(LANGUAGE) => {
            (say::newer_language(version, LANGUAGE), say::install_newer().to_string())
        }
        other => (say::unknown_language(other), phrase::write(format_args!("language = {LANGUAGE}"))),
    };
    Err(Diagnostic::error(Code::Manifest, span, message).help(help))
}
