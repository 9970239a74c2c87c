//! What lies in and below a folder: packs and rule files, each once, and folders that cannot be read.

use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::FILE_NAME;
use crate::messages::cli as say;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// How the names of rule files end.
pub(super) const RULES: &str = "grad";

/// Folders in which version control keeps what is its own.
const VERSION_CONTROL: [&str; 4] = [".git", ".hg", ".jj", ".svn"];

/// With this file a program marks a folder that it creates again whenever it needs it: <https://bford.info/cachedir/>.
const CACHE: &str = "CACHEDIR.TAG";

/// What was found, in the order of the paths.
#[derive(Debug, Default)]
pub(super) struct Below {
    /// Folders with a manifest.
    pub packs: BTreeSet<PathBuf>,
    /// Rule files.
    pub rules: BTreeSet<PathBuf>,
    /// Folders that cannot be read.
    pub unread: Vec<Diagnostic>,
}

/// Searches a folder with all folders below it, including hidden ones and those that links lead to. Only what version control
/// and caches keep is left out.
pub(super) fn below(folder: &Path) -> Below {
    let mut search = Search::default();
    search.open.push(folder.to_path_buf());
    // Links come last, so that a folder that is below has its own path and no link's.
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
    /// The folders that were searched, as the system names them: links may lead in a ring.
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

/// Whether a path ends as rule files do.
pub(super) fn is_rules(path: &Path) -> bool {
    path.extension().and_then(OsStr::to_str).is_some_and(|end| end.eq_ignore_ascii_case(RULES))
}
