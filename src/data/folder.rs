//! The files that are bound to a table. A bound folder means all files in it.
//!
//! An author who binds a folder means all of it. A file that is not read would be missing from every count, and nobody
//! would see it. So such a file is refused, and hidden files are reported.

use super::file::BoundFile;
use super::formats::{self, FileFormat};
use super::words::{listed, quoted};
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::messages::data as say;
use crate::messages::phrase;
use crate::source::disk::special;
use std::collections::BTreeMap;
use std::fs::{FileType, Metadata};
use std::io;
use std::path::PathBuf;

/// The most names that a message lists.
const NAMES: usize = 10;

/// The bound files, with each folder replaced by its data files.
#[derive(Debug, Default)]
pub(crate) struct Expanded {
    /// The files; the files of a folder are in byte order of their names.
    pub files: Vec<BoundFile>,
    /// Notes about the folders.
    pub notes: Vec<Diagnostic>,
}

/// Returns the files that are read, or the findings for what is bound.
pub(crate) fn expand(bound: &[BoundFile]) -> Result<Expanded, Vec<Diagnostic>> {
    let (mut expanded, mut wrong) = (Expanded::default(), Vec::new());
    for file in bound {
        match file.path.metadata() {
            Ok(found) if found.is_dir() => match within(file) {
                Ok(inside) => {
                    wrong.extend(inside.refused(file));
                    expanded.notes.extend(inside.hidden(file));
                    expanded.files.extend(inside.files);
                }
                Err(error) => wrong.push(unreadable_folder(file, &error)),
            },
            Ok(found) if !found.is_file() => wrong.push(no_file(file, found.file_type())),
            Err(_) if file.shown.contains(['*', '?']) => wrong.push(pattern(file)),
            // A file that cannot be found is reported when it is read.
            _ => {
                wrong.extend(formats::split(file).err());
                expanded.files.push(file.clone());
            }
        }
    }
    wrong.extend(twice(&expanded.files));
    if wrong.is_empty() { Ok(expanded) } else { Err(wrong) }
}

/// The contents of a folder.
#[derive(Debug, Default)]
struct Inside {
    files: Vec<BoundFile>,
    /// The names of entries that are not read, each with its kind if the name does not show it.
    unread: Vec<(String, &'static str)>,
    hidden: Vec<String>,
}

fn within(folder: &BoundFile) -> io::Result<Inside> {
    let mut inside = Inside::default();
    for entry in folder.path.read_dir()? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let shown = format!("{}/{name}", folder.shown.trim_end_matches('/'));
        let file = BoundFile::named(entry.path(), shown).with(folder.form.clone());
        // Hidden files are not data, nor are the files with which a spreadsheet marks a workbook as open.
        if name.starts_with('.') || name.starts_with("~$") {
            inside.hidden.push(name);
            continue;
        }
        match file.path.metadata() {
            Ok(found) if found.is_file() && FileFormat::of(&file).is_some() => inside.files.push(file),
            Ok(found) => inside.unread.push((name, what(&found))),
            Err(_) => inside.unread.push((name, say::dangling_link())),
        }
    }
    inside.files.sort_by(|a, b| a.path.as_os_str().as_encoded_bytes().cmp(b.path.as_os_str().as_encoded_bytes()));
    inside.unread.sort();
    inside.hidden.sort();
    Ok(inside)
}

impl Inside {
    /// Returns the findings for the folder.
    fn refused(&self, folder: &BoundFile) -> Vec<Diagnostic> {
        let unread = (!self.unread.is_empty()).then(|| self.unread(folder));
        let empty = (self.files.is_empty() && self.unread.is_empty()).then(|| empty_folder(folder));
        let kinds = self.files.iter().filter_map(|file| formats::split(file).err());
        unread.into_iter().chain(empty).chain(kinds).collect()
    }

    fn unread(&self, folder: &BoundFile) -> Diagnostic {
        let shown = self.unread.iter().map(|(name, what)| match *what {
            "" => quoted(name),
            what => say::name_and_kind(quoted(name), what),
        });
        let message = say::files_unread(&folder.shown, phrase::listed(shown, NAMES));
        let remove = say::remove_from_folder();
        let cure = self.unread.iter().find_map(|(name, _)| cure(name));
        let help = cure.map_or_else(|| remove.to_owned(), |cure| say::help_and(cure, remove));
        told(Code::FilesUnread, folder, message).help(help)
    }

    fn hidden(&self, folder: &BoundFile) -> Option<Diagnostic> {
        let names = listed(self.hidden.iter().map(String::as_str), NAMES);
        let message = say::hidden_files(&folder.shown, &names);
        (!self.hidden.is_empty()).then(|| told(Code::FilesUnread, folder, message).into_note())
    }
}

/// Returns the kind of an entry that is not a data file, if its name does not show it.
fn what(found: &Metadata) -> &'static str {
    match () {
        () if found.is_dir() => say::a_folder(),
        () if found.is_file() => "",
        () => special(found.file_type()),
    }
}

/// Returns how to make a data file from a file with a known ending.
fn cure(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    match () {
        () if ends(&[".xls", ".xlsb", ".xlsm", ".ods", ".numbers", ".et"]) => Some(say::save_workbooks()),
        () if ends(&[".tsv", ".tab", ".txt", ".dat", ".psv"]) => Some(say::save_text_files()),
        () if name.contains(".csv.") || ends(&[".zip", ".7z", ".rar", ".tar", ".tgz"]) => Some(say::unpack_files()),
        () => None,
    }
}

fn told(code: Code, at: &BoundFile, message: String) -> Diagnostic {
    Diagnostic::input(code, Some(Location { file: at.shown.clone(), line: None, column: None }), message)
}

fn error(message: String) -> Diagnostic {
    Diagnostic::input(Code::FileUnreadable, None, message)
}

fn empty_folder(folder: &BoundFile) -> Diagnostic {
    error(say::no_file_in_folder(&folder.shown, formats::endings())).help(say::fill_folder())
}

fn unreadable_folder(folder: &BoundFile, cause: &io::Error) -> Diagnostic {
    error(say::unreadable_folder(&folder.shown, cause)).help(say::check_folder())
}

/// Reports a path with the signs of a pattern, if no file has that name.
fn pattern(file: &BoundFile) -> Diagnostic {
    error(say::pattern_is_no_file(&file.shown)).help(say::bind_folder())
}

/// Reports a bound path that is neither a file nor a folder.
fn no_file(file: &BoundFile, kind: FileType) -> Diagnostic {
    error(say::neither_file_nor_folder(&file.shown, special(kind))).help(say::write_to_file())
}

/// Reports files that are bound more than once, under another name or within a folder: each of their rows would be in
/// the table more than once.
fn twice(files: &[BoundFile]) -> Vec<Diagnostic> {
    let mut seen: BTreeMap<PathBuf, &BoundFile> = BTreeMap::new();
    let mut wrong = Vec::new();
    for file in files {
        // A file that cannot be found is reported when it is read.
        let Ok(real) = file.path.canonicalize() else { continue };
        match seen.get(&real) {
            Some(first) if first.shown == file.shown => {
                wrong.push(said_twice(say::duplicate_file(&file.shown)));
            }
            Some(first) => {
                wrong.push(said_twice(say::same_file(&file.shown, &first.shown)));
            }
            None => drop(seen.insert(real, file)),
        }
    }
    wrong
}

fn said_twice(message: String) -> Diagnostic {
    Diagnostic::input(Code::SaidTwice, None, message).help(say::bind_once())
}
