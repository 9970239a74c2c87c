//! The files of a table, and the parts of them that can be read at the same time; `folder` finds the files.

use super::batch::Batch;
use super::csv::CsvReader;
use super::defects::{At, Defects, FileName};
use super::form::Form;
#[cfg(feature = "engine")]
use super::parquet::{ParquetReader, RowGroups};
use super::workbook::WorkbookReader;
use crate::diagnostic::{Code, Diagnostic};
use crate::schema::TableSchema;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

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

    /// Whether its name says that it is read.
    pub(super) fn is_data(&self) -> bool {
        self.is_csv() || self.is_workbook() || self.is_parquet()
    }

    /// How its name says that it is packed.
    pub fn packed(&self) -> Packed {
        match () {
            () if self.ends(".gz") => Packed::Gzip,
            () if self.ends(".zst") => Packed::Zstd,
            () => Packed::Not,
        }
    }

    pub(super) fn ends(&self, ending: &str) -> bool {
        let name = self.path.as_os_str().as_encoded_bytes();
        let last = name.get(name.len().saturating_sub(ending.len())..).unwrap_or_default();
        last.eq_ignore_ascii_case(ending.as_bytes())
    }
}

/// A part of a table that is read on its own, by one thread.
#[derive(Clone, Debug)]
pub struct Piece {
    file: BoundFile,
    index: u32,
    part: Part,
    /// What it gave when it was first read to its end.
    first: Arc<OnceLock<u64>>,
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
/// The files are those that [`expand`](super::expand) gives; what is wrong with one goes to the defects.
pub fn pieces(files: &[BoundFile], defects: &Defects) -> Vec<Piece> {
    let of_file = |(index, file)| {
        let piece = move |part| Piece { file: BoundFile::clone(file), index, part, first: Arc::default() };
        parts(index, file, defects).into_iter().map(piece)
    };
    (0..).zip(files).flat_map(of_file).collect()
}

#[cfg(feature = "engine")]
fn parts(index: u32, file: &BoundFile, defects: &Defects) -> Vec<Part> {
    if !file.is_parquet() {
        return vec![whole(file)];
    }
    let groups = RowGroups::of(&file.path, &file.shown, index, defects);
    groups.into_iter().map(|group| Part::RowGroups(Box::new(group))).collect()
}

#[cfg(not(feature = "engine"))]
fn parts(_: u32, file: &BoundFile, _: &Defects) -> Vec<Part> {
    vec![whole(file)]
}

/// A file that is read whole.
fn whole(file: &BoundFile) -> Part {
    if file.is_workbook() { Part::Sheet } else { Part::Csv }
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
        let (file, index) = (&self.file, self.index);
        let rows = match &self.part {
            Part::Csv => Rows::Csv(CsvReader::open(table, file, index, defects)?.into()),
            Part::Sheet => Rows::Sheet(WorkbookReader::open(table, file, index, defects)?.into()),
            #[cfg(feature = "engine")]
            Part::RowGroups(groups) => {
                Rows::RowGroups(ParquetReader::open(table, file, index, groups, defects)?.into())
            }
        };
        let name = FileName { index, shown: file.shown.as_str().into() };
        Some(Reader { rows, name, first: self.first.clone(), defects: defects.clone() })
    }
}

/// Reads a piece, some rows at a time.
///
/// A table may be read several times in a run, and what is found in one of them is used in the next. So a piece must
/// give the same each time: one that does not refuses its table.
#[derive(Debug)]
pub struct Reader {
    rows: Rows,
    name: FileName,
    first: Arc<OnceLock<u64>>,
    defects: Defects,
}

#[derive(Debug)]
enum Rows {
    Csv(Box<CsvReader>),
    Sheet(Box<WorkbookReader>),
    #[cfg(feature = "engine")]
    RowGroups(Box<ParquetReader>),
}

impl Reader {
    /// The next rows, `max_rows` at most; `None` at the end. Rows with a defect are left out.
    pub fn next(&mut self, max_rows: usize) -> Option<Batch> {
        let batch = match &mut self.rows {
            Rows::Csv(reader) => reader.next(max_rows),
            Rows::Sheet(reader) => reader.next(max_rows),
            #[cfg(feature = "engine")]
            Rows::RowGroups(reader) => reader.next(max_rows),
        };
        if batch.is_none() {
            self.ended();
        }
        batch
    }

    fn ended(&self) {
        let now = match &self.rows {
            Rows::Csv(reader) => reader.digest(),
            Rows::Sheet(reader) => reader.digest(),
            #[cfg(feature = "engine")]
            Rows::RowGroups(reader) => reader.digest(),
        };
        let Some(now) = now else { return };
        if *self.first.get_or_init(|| now) != now {
            self.defects.add(&self.name, At::default(), None, changed(&self.name.shown));
        }
    }
}

fn changed(file: &str) -> Diagnostic {
    Diagnostic::input(Code::FileChanged, None, format!("`{file}` was changed while the run was reading it"))
        .help("run it again when nothing writes to the file, or run it on a copy")
}
