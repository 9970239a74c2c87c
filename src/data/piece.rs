//! The parts of a table's files that can be read at the same time; `folder` finds the files.

use super::defects::{At, Defects};
use super::file::{BoundFile, FileName};
use super::formats;
use super::reader::{FilePart, Opening, Reader};
use crate::schema::TableSchema;
use std::sync::{Arc, OnceLock};

/// A part of a table that is read on its own, by one thread.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    /// The position of its file among those of the table.
    pub index: u32,
    file: BoundFile,
    name: FileName,
    part: Arc<dyn FilePart>,
    /// The digest of the part when it was first read to its end; `None` if it is not needed.
    first: Option<Arc<OnceLock<u64>>>,
}

/// Returns the parts of a table's files, in the order of the rows. A workbook is one part, a Parquet file has one part
/// for each row group, and a large CSV file may have several. The files are the result of [`expand`](super::expand);
/// defects of a file go to `defects`.
///
/// If the files are read repeatedly, each reading must give the same.
pub(crate) fn pieces(files: &[BoundFile], defects: &Defects, is_repeated: bool) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (index, file) in (0..).zip(files) {
        let name = file.name(index);
        match formats::split(file) {
            Ok(split) => pieces.extend(split(file, &name, defects).into_iter().map(|part| Piece {
                index,
                file: file.clone(),
                name: name.clone(),
                part,
                first: is_repeated.then(Arc::default),
            })),
            Err(defect) => defects.add(&name, At::default(), None, defect),
        }
    }
    pieces
}

impl Piece {
    /// The line of its first row or of what is before it. No piece before it in the file has a row with this line or a
    /// later one.
    pub(crate) fn first_line(&self) -> u64 {
        self.part.first_line()
    }

    /// Opens it for reading. Returns `None` if it cannot be read; the defects then have the reason.
    pub(crate) fn open(&self, table: &TableSchema, defects: &Defects) -> Option<Reader> {
        let opening = Opening { table, file: &self.file, name: &self.name, defects };
        let rows = self.part.open(&opening)?;
        Some(Reader::new(rows, self.part.first_row(), &opening, self.first.clone()))
    }
}
