//! Names that people cannot tell apart.
//!
//! Names are compared in one normal form, which `syntax` makes. This leaves letters of different scripts that look the
//! same: a reader of the policy cannot know which name is meant.

use super::model::Catalogue;
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::messages::{names as say, phrase};
use crate::source::Span;
use crate::syntax::ast::Name;
use std::collections::{BTreeMap, BTreeSet};
use unicode_security::MixedScript;

/// Reports names that look like another name, and names that mix scripts.
pub(super) fn look_alikes(catalogue: &Catalogue<'_>) -> Vec<Diagnostic> {
    let names = declared(catalogue);
    if names.iter().all(|(_, name)| name.is_ascii()) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let mut shapes: BTreeMap<String, (Span, &str)> = BTreeMap::new();
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for (span, name) in names {
        let (first, other) = *shapes.entry(suggest::shape(name)).or_insert((span, name));
        if !told.insert(name) {
            continue;
        }
        if suggest::looks_like(name, other) {
            let message = say::looks_like(name, other);
            let help = say::rename_look_alike(suggest::differences(name, other));
            findings.push(
                Diagnostic::error(Code::LookAlikeName, span, message).label(first, phrase::first_here()).help(help),
            );
        } else if let Some(plain) = of_one_script(name) {
            let message = say::mixed_scripts(name);
            let help = say::write_in_one_script(&plain, suggest::differences(name, &plain));
            findings.push(Diagnostic::error(Code::LookAlikeName, span, message).help(help).into_warning());
        }
    }
    findings
}

/// The name in English letters alone, if it mixes them with letters of another script that look like English letters.
fn of_one_script(name: &str) -> Option<String> {
    if name.is_ascii() || name.is_single_script() || !name.contains(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let plain: String = name.chars().map(|c| plain(c).unwrap_or(c)).collect();
    (plain != name).then_some(plain)
}

/// The English letter that a letter of another script looks like.
fn plain(c: char) -> Option<char> {
    let own = c.encode_utf8(&mut [0; 4]).to_string();
    let shape = suggest::shape(&own);
    let mut shape = shape.chars();
    let one = shape.next().filter(|like| like.is_ascii_alphabetic() && !c.is_ascii())?;
    shape.next().is_none().then_some(one)
}

/// Every name that a policy declares, in the order of the policy.
fn declared<'c>(catalogue: &'c Catalogue<'_>) -> Vec<(Span, &'c str)> {
    let of = |name: &'c Name| (name.span, name.text.as_str());
    let values = catalogue.choices.iter().flat_map(|choice| {
        let groups = choice.groups.iter().map(|group| &group.name);
        std::iter::once(choice.name).chain(choice.values.iter().map(|value| &value.name)).chain(groups)
    });
    let scopes = catalogue.scopes.iter().flatten().map(|(name, entry)| (entry.span, name.as_str()));
    let mut names: Vec<(Span, &str)> = values.map(of).chain(scopes).collect();
    names.extend(catalogue.subjects.iter().map(|subject| of(&subject.name)));
    names.extend(catalogue.params.iter().map(|param| of(&param.name)));
    names.extend(catalogue.scales.iter().map(|scale| of(&scale.name)));
    names.retain(|(span, _)| *span != Span::BUILT_IN);
    names.sort_unstable();
    names
}
