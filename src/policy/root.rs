//! Which folder the files of a pack may lie in: what a manifest names beyond it is not read unasked.
//!
//! Packs come from elsewhere. One that names `../../letters.csv`, or a link that leads there, would bring files into results
//! that nobody meant to give. A path counts by where it really leads.

use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::{FILE_NAME, is_root};
use crate::messages::policy as say;
use std::path::{Path, PathBuf};

/// How far the files of a pack may lie from it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// Within its root: the nearest folder, from the pack upwards, with `.git` or with `root = true` in its manifest; else
    /// the pack.
    #[default]
    Root,
    /// Anywhere.
    Anywhere,
}

impl Reach {
    /// The root of a pack; `None` where its files may lie anywhere.
    pub(super) fn root(self, folder: &Path) -> Option<PathBuf> {
        let real = (self == Reach::Root).then(|| folder.canonicalize().ok()).flatten()?;
        let is_top = |folder: &&Path| folder.join(".git").exists() || says_root(&folder.join(FILE_NAME));
        let root = real.ancestors().find(is_top).map(Path::to_path_buf);
        Some(root.unwrap_or(real))
    }
}

/// Whether a manifest says that it stands at the root. One that cannot be read says nothing.
fn says_root(manifest: &Path) -> bool {
    super::read_text(manifest).is_ok_and(|text| is_root(&text))
}

/// What is told where a path of a manifest leads out of all of some folders. What cannot be found is told when it is read.
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
