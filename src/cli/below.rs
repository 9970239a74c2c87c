//! The content of a folder and of the folders below it: packs and rule files, each once, and folders that cannot be
//! read.

use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::FILE_NAME;
use crate::messages::cli as say;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The ending of the names of rule files.
pub(super) const RULES: &str = "grad";

/// Folders in which version control keeps its own files.
const VERSION_CONTROL: [&str; 4] = [".git", ".hg", ".jj", ".svn"];

/// A program marks a folder with this file if it can create the folder again at any time:
/// <https://bford.info/cachedir/>.
const CACHE: &str = "CACHEDIR.TAG";

/// The outcome of a search, in the order of the paths.
#[derive(Debug, Default)]
pub(super) struct Below {
    /// Folders with a manifest.
    pub packs: BTreeSet<PathBuf>,
    /// Rule files.
    pub rules: BTreeSet<PathBuf>,
    /// Folders that cannot be read.
    pub unread: Vec<Diagnostic>,
}

/// Searches a folder and all folders below it, including hidden folders and targets of links. Only folders of version
/// control and caches are left out.
pub(super) fn below(folder: &Path) -> Below {
    let mut search = Search::default();
    search.open.push(folder.to_path_buf());
    // Links come last, so that a folder below the searched one is reported with its own path and not with the path of a
    // link.
    while let Some(folder) = search.open.pop().or_else(|| search.links.pop_first()) {
        if let Err(error) = search.folder(&folder) {
            let message = say::unreadable_folder(folder.display(), &error);
            let finding = Diagnostic::input(Code::FileUnreadable, None, message);
            search.found.unread.push(finding.help(say::check_folder()));
        }
    }
    search.found
}

#[derive(Default)]
struct Search {
    found: Below,
    open: Vec<PathBuf>,
    links: BTreeSet<PathBuf>,
    /// The folders that were already searched, by their canonical paths, since links can form a ring.
    seen: BTreeSet<PathBuf>,
}

impl Search {
    fn folder(&mut self, folder: &Path) -> io::Result<()> {
        if !self.seen.insert(fs::canonicalize(folder)?) {
            return Ok(());
        }
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let (path, name) = (entry.path(), entry.file_name());
            if fs::metadata(&path).is_ok_and(|about| about.is_dir()) {
                let left_out = VERSION_CONTROL.iter().any(|own| name == *own) || path.join(CACHE).is_file();
                if left_out {
                    continue;
                }
                match entry.file_type()?.is_symlink() {
                    true => _ = self.links.insert(path),
                    false => self.open.push(path),
                }
            } else if name == FILE_NAME {
                self.found.packs.insert(folder.to_path_buf());
            } else if is_rules(&path) {
                self.found.rules.insert(path);
            }
        }
        Ok(())
    }
}

/// Whether a path has the ending of rule files.
pub(super) fn is_rules(path: &Path) -> bool {
    path.extension().and_then(OsStr::to_str).is_some_and(|end| end.eq_ignore_ascii_case(RULES))
}
