//! The text of a manifest, read; and what is told where it cannot be.

use super::{LANGUAGE, Manifest, numbers};
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::source::{FileId, SourceSet, Span, normal_form};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;
use toml::de::DeTable;

/// Whether the text of a manifest says `root = true`, whatever else it says.
pub fn is_root(text: &str) -> bool {
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
            let help = if bare_chinese {
                "put names that are not ASCII between quotation marks: `\"校区\" = \"campus.csv\"`".to_owned()
            } else {
                help.unwrap_or_else(|| "the manual lists what a manifest may say".to_owned())
            };
            Diagnostic::error(Code::Manifest, span, message).help(help)
        })
    }
}

/// A map with its names in the form in which those of the page are; two that are then the same stay as they are, and one of
/// them is unknown.
fn in_normal_form<V>(map: BTreeMap<Spanned<String>, V>) -> BTreeMap<Spanned<String>, V> {
    let names: BTreeSet<String> = map.keys().map(|name| normal_form(name.get_ref())).collect();
    if names.len() < map.len() {
        return map;
    }
    map.into_iter().map(|(name, value)| (Spanned::new(name.span(), normal_form(name.get_ref())), value)).collect()
}

/// What the parser says of a manifest in words of this page, and the cure where it is plain. `written` is what it is about.
fn in_words(message: &str, written: &str) -> (String, Option<String>) {
    let message = message.trim();
    if message.contains("untagged enum") {
        return ("this value is of another kind than belongs here".to_owned(), None);
    }
    let help = match message.strip_prefix("invalid type: ").and_then(|rest| rest.split_once(", expected ")) {
        Some((found, "a string")) if found.starts_with("boolean") => Some("write `\"yes\"` or `\"no\"`".to_owned()),
        Some((found, "a string")) if found.starts_with("integer") || found.starts_with("floating") => {
            Some(format!("put it between quotation marks: `\"{written}\"`"))
        }
        _ => did_you_mean(message),
    };
    (message.replace('\n', ", ").replace("expected u32", "expected a whole number"), help)
}

/// The nearest of the names that the parser lists for one that it does not know. A value is chosen by what it means, and of
/// values all are named.
fn did_you_mean(message: &str) -> Option<String> {
    let (unknown, expected) = message.split_once(", expected ")?;
    let known = expected.split('`').skip(1).step_by(2);
    if unknown.starts_with("unknown field") {
        return suggest::did_you_mean(unknown.split('`').nth(1)?, known);
    }
    let values: Vec<String> = known.map(|value| format!("`\"{value}\"`")).collect();
    unknown.starts_with("unknown variant").then(|| format!("write {}", values.join(" or ")))
}

/// That the manifest is of a language that this program reads: what else stands there may mean something else in another.
fn language_is_known(file: FileId, text: &str) -> Result<(), Diagnostic> {
    #[derive(Deserialize)]
    struct Head {
        language: Option<Spanned<toml::Value>>,
    }
    // A text that is no TOML is told as a whole.
    let Ok(Head { language: Some(language) }) = toml::from_str(text) else { return Ok(()) };
    let span = Span::new(file, language.span().start, language.span().end);
    let (message, help) = match language.get_ref() {
        toml::Value::Integer(version) if *version == i64::from(LANGUAGE) => return Ok(()),
        toml::Value::Integer(version) if *version > i64::from(LANGUAGE) => (
            format!("the policy is written in language {version}, and this program reads language {LANGUAGE}"),
            "install a version of gradus that reads it".to_string(),
        ),
        other => (format!("`{other}` is no version of the language"), format!("write `language = {LANGUAGE}`")),
    };
    Err(Diagnostic::error(Code::Manifest, span, message).help(help))
}
