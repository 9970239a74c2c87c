//! A file that is bound to a table: its name, its form, its compression, and the findings if it cannot be read.

use super::form::Form;
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::data as say;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

/// A file or folder that is bound to a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoundFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its name as the user gave it; messages use it.
    pub shown: String,
    /// How it is written, and how its defects are treated; the same for all files of a table.
    pub form: Arc<Form>,
}

/// A file of a table: its position among the table's files and its name as the user knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FileName {
    /// Position among the table's files, from 0.
    pub index: u32,
    /// The name that messages use.
    pub shown: Arc<str>,
}

/// The compression of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packed {
    /// Not compressed.
    Not,
    /// Compressed with gzip.
    Gzip,
    /// Compressed with Zstandard.
    Zstd,
}

impl BoundFile {
    /// Creates a file in UTF-8 with commas. Messages use its path as its name.
    pub fn new(path: impl Into<PathBuf>) -> BoundFile {
        let path = path.into();
        BoundFile::named(path.clone(), path.display().to_string())
    }

    /// Creates the same file with another name.
    pub fn named(path: impl Into<PathBuf>, shown: impl Into<String>) -> BoundFile {
        BoundFile { path: path.into(), shown: shown.into(), form: Arc::default() }
    }

    /// Returns the same file with another form.
    pub fn with(self, form: Arc<Form>) -> BoundFile {
        BoundFile { form, ..self }
    }

    /// Returns its name as one of the files of a table.
    pub(super) fn name(&self, index: u32) -> FileName {
        FileName { index, shown: self.shown.as_str().into() }
    }

    /// Returns the compression according to its name.
    pub(super) fn packed(&self) -> Packed {
        match () {
            () if self.ends(".gz") => Packed::Gzip,
            () if self.ends(".zst") => Packed::Zstd,
            () => Packed::Not,
        }
    }

    /// Whether its name ends with `ending`, in letters of either case.
    pub(super) fn ends(&self, ending: &str) -> bool {
        let name = self.path.as_os_str().as_encoded_bytes();
        let last = name.get(name.len().saturating_sub(ending.len())..).unwrap_or_default();
        last.eq_ignore_ascii_case(ending.as_bytes())
    }
}

/// Returns the finding for a file that cannot be opened or read.
pub(super) fn unreadable(file: &FileName, error: &io::Error) -> Diagnostic {
    Diagnostic::input(Code::FileUnreadable, None, say::unreadable_file(&file.shown, cause(error))).help(
        match error.kind() {
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::Other => {
                say::rename_or_copy_again()
            }
            _ => say::check_path(),
        },
    )
}

/// Returns the finding for a file that breaks off.
pub(super) fn breaks_off(cause: &str) -> Diagnostic {
    Diagnostic::input(Code::FileUnreadable, None, say::file_breaks_off(cause)).help(say::copy_again())
}

/// Returns the cause of a failure, in plain words if it is a common one.
pub(super) fn cause(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => say::no_such_file().to_owned(),
        io::ErrorKind::PermissionDenied => say::permission_denied().to_owned(),
        io::ErrorKind::IsADirectory => say::is_a_folder().to_owned(),
        _ => error.to_string(),
    }
}
