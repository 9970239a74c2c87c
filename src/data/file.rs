//! A file that is bound to a table: its name, its form, how it is packed, and what is said where it cannot be read.

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
    /// How it is written, and what is done about what is wrong with it; the same for all files of a table.
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

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packed {
    /// It is not.
    Not,
    /// By gzip.
    Gzip,
    /// By Zstandard.
    Zstd,
}

impl BoundFile {
    /// A file in UTF-8 with commas that is called by its path.
    pub fn new(path: impl Into<PathBuf>) -> BoundFile {
        let path = path.into();
        BoundFile::named(path.clone(), path.display().to_string())
    }

    /// The same by another name.
    pub fn named(path: impl Into<PathBuf>, shown: impl Into<String>) -> BoundFile {
        BoundFile { path: path.into(), shown: shown.into(), form: Arc::default() }
    }

    /// The same in another form.
    pub fn with(self, form: Arc<Form>) -> BoundFile {
        BoundFile { form, ..self }
    }

    /// Its name as one of the files of a table.
    pub(super) fn name(&self, index: u32) -> FileName {
        FileName { index, shown: self.shown.as_str().into() }
    }

    /// How its name says that it is packed.
    pub(super) fn packed(&self) -> Packed {
        match () {
            () if self.ends(".gz") => Packed::Gzip,
            () if self.ends(".zst") => Packed::Zstd,
            () => Packed::Not,
        }
    }

    /// Whether its name ends so, in letters of either case.
    pub(super) fn ends(&self, ending: &str) -> bool {
        let name = self.path.as_os_str().as_encoded_bytes();
        let last = name.get(name.len().saturating_sub(ending.len())..).unwrap_or_default();
        last.eq_ignore_ascii_case(ending.as_bytes())
    }
}

/// A file that cannot be opened or read.
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

/// A file that breaks off.
pub(super) fn breaks_off(cause: &str) -> Diagnostic {
    Diagnostic::input(Code::FileUnreadable, None, say::file_breaks_off(cause)).help(say::copy_again())
}

/// The cause of a failure in plain words, where it is a common one.
pub(super) fn cause(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => say::no_such_file().to_owned(),
        io::ErrorKind::PermissionDenied => say::permission_denied().to_owned(),
        io::ErrorKind::IsADirectory => say::is_a_folder().to_owned(),
        _ => error.to_string(),
    }
}
