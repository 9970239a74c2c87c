//! What a path means: one rule file, one pack, or every pack below a folder.

use super::{Failure, PathArg};
use crate::diagnostic::{Code, Diagnostic, has_errors};
use crate::manifest::FILE_NAME;
use crate::policy::{Compiled, Pack, Run};
use std::path::{Path, PathBuf};

/// Every pack that a path leads to, in the order of their paths; at least one.
pub fn find(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    if path.is_file() || path.join(FILE_NAME).is_file() {
        return Ok(vec![path.to_path_buf()]);
    }
    if !path.exists() {
        let message = format!("there is no `{}`", path.display());
        return Err(Diagnostic::input(Code::NoPack, None, message).help("check the path").into());
    }
    let mut found = Vec::new();
    below(path, &mut found);
    found.sort();
    if found.is_empty() {
        let message = format!("no pack lies in or below `{}`", path.display());
        let help = format!("a pack is a folder with a `{FILE_NAME}`; or name a rule file");
        return Err(Diagnostic::input(Code::NoPack, None, message).help(help).into());
    }
    Ok(found)
}

/// Deeper folders than this are not searched: a link may lead in a ring.
const DEPTH: usize = 16;

fn below(folder: &Path, found: &mut Vec<PathBuf>) {
    each_below(folder, 0, &mut |file| {
        if file.file_name().is_some_and(|name| name == FILE_NAME) {
            found.extend(file.parent().map(Path::to_path_buf));
        }
    });
}

/// Does something with each file in and below a folder, but for hidden folders and what a build leaves.
fn each_below(folder: &Path, depth: usize, to: &mut impl FnMut(&Path)) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        // A link to a folder may lead back to where it stands.
        let hidden = name.to_string_lossy().starts_with('.') || name == "target" || path.is_symlink();
        if path.is_file() {
            to(&path);
        } else if !hidden && depth < DEPTH && path.is_dir() {
            each_below(&path, depth + 1, to);
        }
    }
}

/// Every rule file that paths lead to, in the order of their paths, each once: a file itself, and those below a folder.
pub fn rule_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for path in paths {
        if !path.exists() {
            let message = format!("there is no `{}`", path.display());
            return Err(Diagnostic::input(Code::NoPack, None, message).help("check the path").into());
        }
        let before = found.len();
        if path.is_dir() {
            each_below(path, 0, &mut |file| {
                if file.extension().is_some_and(|end| end == RULES) {
                    found.push(file.to_path_buf());
                }
            });
        } else if path.extension().is_none_or(|end| end != "toml" && end != "csv") {
            found.push(path.clone());
        }
        if found.len() == before {
            let message = match path.is_dir() {
                true => format!("no rule file lies in or below `{}`", path.display()),
                false => format!("`{}` is no rule file", path.display()),
            };
            return Err(Diagnostic::input(Code::NoPack, None, message)
                .help(format!("rule files end in `.{RULES}`"))
                .into());
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// How the names of rule files end.
const RULES: &str = "grad";

/// The one pack that a path leads to.
pub fn one(PathArg { path, reach }: &PathArg) -> Result<Pack, Failure> {
    match find(path)?.as_slice() {
        [one] => Ok(Pack::open_within(one, reach.reach())?),
        several => {
            let list = several.iter().take(5).map(|p| format!("`{}`", p.display())).collect::<Vec<_>>().join(", ");
            let message = format!("`{}` holds {} packs", path.display(), several.len());
            Err(Diagnostic::input(Code::NoPack, None, message).help(format!("name one of them: {list}")).into())
        }
    }
}

/// A checked policy without errors; else its findings end the command.
pub fn compiled(pack: &Pack, run: &Run) -> Result<Compiled, Failure> {
    let compiled = pack.compile(run);
    if has_errors(&compiled.findings) {
        return Err(Failure { findings: compiled.findings, sources: pack.sources.clone() });
    }
    Ok(compiled)
}
