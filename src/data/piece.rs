//! The files of a table, and the parts of them that can be read at the same time.

use super::batch::Batch;
use super::csv::CsvReader;
use super::defects::Defects;
use super::form::Form;
#[cfg(feature = "engine")]
use super::parquet::{ParquetReader, RowGroups};
use super::workbook::WorkbookReader;
use crate::diagnostic::{Code, Diagnostic};
use crate::schema::TableSchema;
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

/// How a CSV file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packed {
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

    /// Whether its name says that it is a CSV file, packed or not.
    pub fn is_csv(&self) -> bool {
        [".csv", ".csv.gz", ".csv.zst"].iter().any(|ending| self.ends(ending))
    }

    /// Whether its name says that it is a workbook.
    pub fn is_workbook(&self) -> bool {
        self.ends(".xlsx")
    }

    /// Whether its name says that it is a Parquet file.
    pub fn is_parquet(&self) -> bool {
        self.ends(".parquet")
    }

    /// How its name says that it is packed.
    pub fn packed(&self) -> Packed {
        match () {
            () if self.ends(".gz") => Packed::Gzip,
            () if self.ends(".zst") => Packed::Zstd,
            () => Packed::Not,
        }
    }

    fn ends(&self, ending: &str) -> bool {
        let name = self.path.as_os_str().as_encoded_bytes();
        let last = name.get(name.len().saturating_sub(ending.len())..).unwrap_or_default();
        last.eq_ignore_ascii_case(ending.as_bytes())
    }
}

/// The files that are read: a folder stands for its data files in byte order of their names.
pub fn expand(bound: &[BoundFile]) -> Result<Vec<BoundFile>, Vec<Diagnostic>> {
    let (mut files, mut wrong) = (Vec::new(), Vec::new());
    for file in bound {
        if file.path.is_dir() {
            match in_folder(file) {
                Ok(inside) if inside.is_empty() => wrong.push(empty_folder(file)),
                Ok(inside) => files.extend(inside),
                Err(error) => wrong.push(unreadable_folder(file, &error)),
            }
        } else {
            files.push(file.clone());
        }
    }
    wrong.extend(files.iter().filter_map(unread_kind));
    if wrong.is_empty() { Ok(files) } else { Err(wrong) }
}

fn in_folder(folder: &BoundFile) -> io::Result<Vec<BoundFile>> {
    let mut files = Vec::new();
    for entry in folder.path.read_dir()? {
        let entry = entry?;
        let shown = format!("{}/{}", folder.shown.trim_end_matches('/'), entry.file_name().to_string_lossy());
        let file = BoundFile::named(entry.path(), shown).with(folder.form.clone());
        // Hidden files, and those by which a spreadsheet marks a workbook as open, are nobody's data.
        let name = entry.file_name();
        let is_hidden = name.to_string_lossy().starts_with(['.', '~']);
        if !is_hidden && (file.is_csv() || file.is_workbook() || file.is_parquet()) && file.path.is_file() {
            files.push(file);
        }
    }
    files.sort_by(|a, b| a.path.as_os_str().as_encoded_bytes().cmp(b.path.as_os_str().as_encoded_bytes()));
    Ok(files)
}

fn error(message: String) -> Diagnostic {
    Diagnostic::input(Code::FileUnreadable, None, message)
}

fn empty_folder(folder: &BoundFile) -> Diagnostic {
    error(format!("`{}` holds no `.csv`, `.xlsx` or `.parquet` file", folder.shown))
        .help("put the table's files into the folder, or bind another")
}

fn unreadable_folder(folder: &BoundFile, cause: &io::Error) -> Diagnostic {
    error(format!("the folder `{}` cannot be read: {cause}", folder.shown))
}

/// What is wrong with the kind of a file, if anything.
fn unread_kind(file: &BoundFile) -> Option<Diagnostic> {
    if file.is_csv() || file.is_workbook() || (file.is_parquet() && cfg!(feature = "engine")) {
        return None;
    }
    if file.is_parquet() {
        let message = format!("`{}` is a Parquet file, and this build of gradus reads none", file.shown);
        return Some(error(message).help("save the table as CSV, or build gradus with its feature `engine`"));
    }
    let message = format!("`{}` is no `.csv`, `.xlsx` or `.parquet` file", file.shown);
    Some(error(message).help("save the table as one of them; a packed CSV file ends in `.csv.gz` or `.csv.zst`"))
}

/// A part of a table that is read on its own, by one thread.
#[derive(Clone, Debug)]
pub struct Piece {
    file: BoundFile,
    index: u32,
    part: Part,
}

#[derive(Clone, Debug)]
enum Part {
    /// A whole CSV file.
    Csv,
    /// A sheet of a workbook.
    Sheet,
    /// Some row groups of a Parquet file.
    #[cfg(feature = "engine")]
    RowGroups(Box<RowGroups>),
}

/// The parts of a table's files, in the order of the rows: a CSV file or a workbook is one, a Parquet file one for each
/// row group.
/// The files are those that [`expand`] gives; what is wrong with one goes to the defects.
pub fn pieces(files: &[BoundFile], defects: &Defects) -> Vec<Piece> {
    (0..).zip(files).flat_map(|(index, file)| of_file(index, file, defects)).collect()
}

#[cfg(feature = "engine")]
fn of_file(index: u32, file: &BoundFile, defects: &Defects) -> Vec<Piece> {
    if !file.is_parquet() {
        return vec![whole(index, file)];
    }
    let groups = RowGroups::of(&file.path, &file.shown, index, defects);
    let piece = |group| Piece { file: file.clone(), index, part: Part::RowGroups(Box::new(group)) };
    groups.into_iter().map(piece).collect()
}

#[cfg(not(feature = "engine"))]
fn of_file(index: u32, file: &BoundFile, _: &Defects) -> Vec<Piece> {
    vec![whole(index, file)]
}

/// A file that is read whole.
fn whole(index: u32, file: &BoundFile) -> Piece {
    let part = if file.is_workbook() { Part::Sheet } else { Part::Csv };
    Piece { file: file.clone(), index, part }
}

impl Piece {
    /// The file that it is a part of.
    pub fn file(&self) -> &BoundFile {
        &self.file
    }

    /// The position of the file among the table's files.
    pub fn file_index(&self) -> u32 {
        self.index
    }

    /// How many rows it has, where the file tells without being read.
    pub fn rows(&self) -> Option<u64> {
        match &self.part {
            Part::Csv | Part::Sheet => None,
            #[cfg(feature = "engine")]
            Part::RowGroups(groups) => Some(groups.rows()),
        }
    }

    /// Opens it for reading. `None` when it cannot be read; why is among the defects.
    pub fn open(&self, table: &TableSchema, defects: &Defects) -> Option<Reader> {
        match &self.part {
            Part::Csv => CsvReader::open(table, &self.file, self.index, defects).map(Box::new).map(Reader::Csv),
            Part::Sheet => {
                WorkbookReader::open(table, &self.file, self.index, defects).map(Box::new).map(Reader::Workbook)
            }
            #[cfg(feature = "engine")]
            Part::RowGroups(groups) => {
                ParquetReader::open(table, &self.file, self.index, groups, defects).map(Box::new).map(Reader::Parquet)
            }
        }
    }
}

/// Reads a piece, some rows at a time.
#[derive(Debug)]
pub enum Reader {
    /// Of a CSV file.
    Csv(Box<CsvReader>),
    /// Of a workbook.
    Workbook(Box<WorkbookReader>),
    /// Of a Parquet file.
    #[cfg(feature = "engine")]
    Parquet(Box<ParquetReader>),
}

impl Reader {
    /// The next rows, `max_rows` at most; `None` at the end. Rows with a defect are left out.
    pub fn next(&mut self, max_rows: usize) -> Option<Batch> {
        match self {
            Reader::Csv(reader) => reader.next(max_rows),
            Reader::Workbook(reader) => reader.next(max_rows),
            #[cfg(feature = "engine")]
            Reader::Parquet(reader) => reader.next(max_rows),
        }
    }
}
