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
    /// Opens it for reading. Returns `None` if it cannot be read; the defects then have the reason.
    pub(crate) fn open(&self, table: &TableSchema, defects: &Defects) -> Option<Reader> {
        let opening = Opening { table, file: &self.file, name: &self.name, defects };
        let rows = self.part.open(&opening)?;
        Some(Reader::new(rows, self.part.first_row(), &opening, self.first.clone()))
    }
}
