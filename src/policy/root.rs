//! Which folder must contain the files of a pack. Files outside of it are read only if the user allows it.
//!
//! Packs can come from other people. A pack that names `../../letters.csv`, or a link that leads there, could add files
//! to the results that nobody meant to publish. The real location of a path counts.

use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::{FILE_NAME, is_root};
use crate::messages::policy as say;
use std::path::{Path, PathBuf};

/// Where the files of a pack can be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// Within its root: the nearest folder, from the pack upwards, that contains `.git` or a manifest with
    /// `root = true`; else the folder of the pack.
    #[default]
    Root,
    /// Anywhere.
    Anywhere,
}

impl Reach {
    /// The root of a pack; `None` if its files can be anywhere.
    pub(super) fn root(self, folder: &Path) -> Option<PathBuf> {
        let real = (self == Reach::Root).then(|| folder.canonicalize().ok()).flatten()?;
        let is_top = |folder: &&Path| folder.join(".git").exists() || says_root(&folder.join(FILE_NAME));
        let root = real.ancestors().find(is_top).map(Path::to_path_buf);
        Some(root.unwrap_or(real))
    }
}

/// Whether a manifest says that its folder is the root. A manifest that cannot be read does not.
fn says_root(manifest: &Path) -> bool {
    super::read_text(manifest).is_ok_and(|text| is_root(&text))
}

/// The finding for a path of a manifest that is outside of all these folders. A file that does not exist is reported
/// when it is read.
pub(super) fn outside(path: &Path, roots: &[&Path]) -> Option<Diagnostic> {
    let real = path.canonicalize().ok()?;
    let is_within = |root: &&Path| root.canonicalize().is_ok_and(|root| real.starts_with(root));
    if roots.iter().any(is_within) {
        return None;
    }
    let message = say::outside_of_root(path.display());
    let help = say::allow_outside(FILE_NAME);
    Some(Diagnostic::input(Code::OutsideRoot, None, message).help(help))
}
