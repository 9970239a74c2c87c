//! The meaning of a path: one rule file, one pack, or every pack and rule file below a folder.

use super::below::{Below, RULES, below};
use super::{Failure, PathArg, Talk};
use crate::diagnostic::{Code, Diagnostic, has_errors};
use crate::manifest::FILE_NAME;
use crate::messages::cli as say;
use crate::messages::phrase;
use crate::policy::{Compiled, Pack, Run};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Everything that a path leads to.
#[derive(Debug, Default)]
pub(super) struct FoundPacks {
    /// Every pack that could be opened, in the order of their paths.
    pub packs: Vec<(PathBuf, Pack)>,
    /// Packs and folders that cannot be read.
    pub unread: Vec<Diagnostic>,
    /// Rule files that no pack names, each as a finding.
    pub stray: Vec<Diagnostic>,
    /// How many rule files may belong to a pack whose manifest cannot be read.
    pub unknown: usize,
}

impl FoundPacks {
    /// Reports what cannot be read, and the rule files that belong to no pack. Returns whether there is any of these.
    pub(super) fn tell(&self, talk: &Talk) -> bool {
        let all: Vec<Diagnostic> = self.unread.iter().chain(&self.stray).cloned().collect();
        talk.findings(&all, &Default::default());
        !all.is_empty()
    }
}

/// Finds every pack that a path leads to, including packs below other packs, and the rule files that belong to no pack.
pub(super) fn all(PathArg { path, reach }: &PathArg) -> Result<FoundPacks, Failure> {
    let reach = reach.reach();
    let mut found = FoundPacks::default();
    if !path.is_dir() {
        found.packs.push((path.clone(), Pack::open_within(there(path)?, reach)?));
        return Ok(found);
    }
    let Below { packs, rules, unread } = below(path);
    if packs.is_empty() && unread.is_empty() {
        return Err(no_pack(path, &rules));
    }
    found.unread = unread;
    let mut named: BTreeSet<PathBuf> = BTreeSet::new();
    let mut in_doubt: Vec<&PathBuf> = Vec::new();
    for folder in &packs {
        match Pack::open_within(folder, reach) {
            Ok(pack) => {
                match pack.manifest_is_read() {
                    true => named.extend(pack.manifest.policies(folder).iter().map(|file| whole(file))),
                    false => in_doubt.push(folder),
                }
                found.packs.push((folder.clone(), pack));
            }
            Err(finding) => {
                in_doubt.push(folder);
                found.unread.push(finding);
            }
        }
    }
    for file in rules.iter().filter(|file| !named.contains(&whole(file))) {
        // The nearest pack above is the longest path that the file begins with.
        let above =
            packs.iter().filter(|folder| file.starts_with(folder)).max_by_key(|folder| folder.as_os_str().len());
        if above.is_some_and(|folder| in_doubt.contains(&folder)) {
            found.unknown += 1;
        } else {
            let pack = found.packs.iter().find(|(folder, _)| Some(folder) == above);
            found.stray.push(stray(file, pack.map(|(_, pack)| pack)));
        }
    }
    Ok(found)
}

/// Returns a finding for a rule file that no pack names, with a fix that would make it belong to one.
fn stray(file: &Path, above: Option<&Pack>) -> Diagnostic {
    let stray_file = |help: String| {
        Diagnostic::input(Code::StrayRules, None, say::stray_rule_file(file.display())).help(help).into_warning()
    };
    let Some(pack) = above else {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        return stray_file(say::write_manifest(FILE_NAME, format_args!("{name:?}")));
    };
    let own = file.strip_prefix(&pack.folder).unwrap_or(file);
    let own = own.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
    let names = pack.manifest.policy_names().into_iter().map(str::to_owned).chain([own]);
    let list = names.map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ");
    stray_file(say::name_in_manifest(&list, pack.folder.join(FILE_NAME).display()))
}

/// Checks that a path exists.
fn there(path: &Path) -> Result<&Path, Failure> {
    if path.exists() {
        return Ok(path);
    }
    let message = say::nothing_at_path(path.display());
    Err(Diagnostic::input(Code::NoPack, None, message).help(say::check_path()).into())
}

fn no_pack(path: &Path, rules: &BTreeSet<PathBuf>) -> Failure {
    let message = say::no_pack(path.display());
    let help = match rules.first() {
        None => say::what_is_a_pack(FILE_NAME),
        Some(first) => say::what_is_a_pack_or_name(FILE_NAME, first.display()),
    };
    Diagnostic::input(Code::NoPack, None, message).help(help).into()
}

/// Opens the one pack that a path leads to.
pub(super) fn one(PathArg { path, reach }: &PathArg) -> Result<Pack, Failure> {
    let open = |path: &Path| Ok(Pack::open_within(path, reach.reach())?);
    if !path.is_dir() || path.join(FILE_NAME).is_file() {
        return open(there(path)?);
    }
    let Below { packs, rules, .. } = below(path);
    let mut each = packs.iter();
    match (each.next(), each.next()) {
        (Some(one), None) => open(one),
        (None, _) => Err(no_pack(path, &rules)),
        (Some(_), Some(_)) => {
            let list = phrase::names(packs.iter().take(5).map(|pack| pack.display()));
            let message = say::several_packs(path.display(), packs.len());
            Err(Diagnostic::input(Code::NoPack, None, message).help(say::name_a_pack(&list)).into())
        }
    }
}

/// Finds every rule file that paths lead to, each once and in the order of their paths: a file itself, and the files
/// below a folder. Also returns the folders that cannot be read.
pub(super) fn rule_files(paths: &[PathBuf]) -> Result<(Vec<PathBuf>, Vec<Diagnostic>), Failure> {
    let mut found = BTreeSet::new();
    let mut unread = Vec::new();
    for path in paths {
        let message = if there(path)?.is_dir() {
            let below = below(path);
            let any = !below.rules.is_empty() || !below.unread.is_empty();
            found.extend(below.rules);
            unread.extend(below.unread);
            (!any).then(|| say::no_rule_file_below(path.display()))
        } else if path.extension().is_none_or(|end| end != "toml" && end != "csv") {
            found.insert(path.clone());
            None
        } else {
            Some(say::no_rule_file(path.display()))
        };
        if let Some(message) = message {
            let help = say::ending_of_rule_files(RULES);
            return Err(Diagnostic::input(Code::NoPack, None, message).help(help).into());
        }
    }
    let mut seen = BTreeSet::new();
    Ok((found.into_iter().filter(|path| seen.insert(whole(path))).collect(), unread))
}

/// Returns the canonical path of a file, whichever links lead to it.
fn whole(file: &Path) -> PathBuf {
    fs::canonicalize(file).unwrap_or_else(|_| file.to_path_buf())
}

/// Returns a checked policy without errors; otherwise its findings end the command.
pub(super) fn compiled(pack: &Pack, run: &Run) -> Result<Compiled, Failure> {
    let compiled = pack.compile(run);
    if has_errors(&compiled.findings) {
        return Err(Failure { findings: compiled.findings, sources: pack.sources.clone() });
    }
    Ok(compiled)
}
