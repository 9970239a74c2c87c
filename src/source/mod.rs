//! Rule text as files, spans and lines.
//!
//! A [`Span`] is a range of bytes in one file, and everything that can be wrong has a span. This module does not know
//! what the text means.

pub(crate) mod disk;
mod places;

pub(crate) use places::Places;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// Returns a name in the normal form in which names are compared. An accent may be a part of its letter or follow it,
/// and the two look the same.
pub(crate) fn normal_form(name: &str) -> String {
    name.nfc().collect()
}

/// Returns a text in the normal form in which texts are compared. Most texts are already in this form and are not
/// copied.
pub(crate) fn in_normal_form(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc(text) { Cow::Borrowed(text) } else { Cow::Owned(normal_form(text)) }
}

/// Identifies one file of a [`SourceSet`]. Valid only for the set that returned it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// A range of bytes `start..end` in one file, on character boundaries. `{:-?}` writes a place as `_`, so that values
/// that contain places can be compared without them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file that the bytes are in.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match f.sign_minus() {
            true => f.write_str("_"),
            false => write!(f, "Span {{ file: {:?}, start: {}, end: {} }}", self.file, self.start, self.end),
        }
    }
}

impl Span {
    /// The place of built-in declarations. It is in no file, and no finding points there.
    pub const BUILT_IN: Span = Span { file: FileId(u32::MAX), start: 0, end: 0 };

    /// The bytes `start..end` of `file`.
    pub fn new(file: FileId, start: usize, end: usize) -> Span {
        Span { file, start: to_u32(start), end: to_u32(end.max(start)) }
    }

    /// The smallest span that covers both. `self` if they are in different files.
    pub fn to(self, other: Span) -> Span {
        if self.file != other.file {
            return self;
        }
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Whether another place begins in this one, or directly after it.
    pub fn holds(self, place: Span) -> bool {
        self.file == place.file && (self.start..=self.end).contains(&place.start)
    }

    /// The empty span at the first byte of this one.
    pub fn at_start(self) -> Span {
        Span { end: self.start, ..self }
    }

    /// The span as a range of bytes.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Files above [`SourceFile::MAX_BYTES`] are refused, so the conversion never loses digits.
fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// One rule file: its path, its text, and where its lines begin.
#[derive(Clone, Debug)]
pub struct SourceFile {
    path: PathBuf,
    text: String,
    line_starts: Vec<usize>,
}

/// A place as people count: line and column from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl SourceFile {
    /// The maximum size of a rule file, in bytes.
    pub const MAX_BYTES: usize = 16 << 20;

    /// The path as the user gave it.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Line and column of a byte offset. An offset past the end means the end.
    pub fn place(&self, offset: usize) -> LineColumn {
        let line = self.line_starts.partition_point(|&s| s <= offset);
        let start = line.checked_sub(1).and_then(|l| self.line_starts.get(l)).copied().unwrap_or(0);
        let column = self.text.get(start..offset.min(self.text.len())).map_or(0, |s| s.chars().count());
        LineColumn { line, column: column + 1 }
    }

    /// The text of a line counted from 1, without its end. Empty if there is no such line.
    pub fn line(&self, line: usize) -> &str {
        let start = line.checked_sub(1).and_then(|l| self.line_starts.get(l)).copied().unwrap_or(self.text.len());
        let end = self.line_starts.get(line).copied().unwrap_or(self.text.len());
        self.text.get(start..end).unwrap_or("").trim_end_matches(['\n', '\r'])
    }
}

/// The files of one run.
#[derive(Clone, Debug, Default)]
pub struct SourceSet {
    files: Vec<SourceFile>,
}

impl SourceSet {
    /// Adds a file and names it.
    pub fn add(&mut self, path: impl Into<PathBuf>, text: impl Into<String>) -> FileId {
        let text = text.into();
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(i, _)| i + 1)).collect();
        self.files.push(SourceFile { path: path.into(), text, line_starts });
        FileId(to_u32(self.files.len() - 1))
    }

    /// The file with this id.
    #[expect(clippy::indexing_slicing, reason = "an id is handed out by `add` of the same set")]
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// The text of a span. Empty if the span is not of this set.
    pub fn text(&self, span: Span) -> &str {
        self.find(span.file).and_then(|file| file.text.get(span.range())).unwrap_or("")
    }

    /// The file with an id that may be of another set. Showing a place must not fail because of this.
    pub fn find(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    /// Whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Every file with its id, in the order of adding.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(i, f)| (FileId(to_u32(i)), f))
    }
}
