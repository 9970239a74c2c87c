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
    /// What it gave when it was first read to its end; `None` where nobody asks.
    first: Option<Arc<OnceLock<u64>>>,
}

/// The parts of a table's files, in the order of the rows: a CSV file or a workbook is one, a Parquet file one for each
/// row group.
/// The files are those that [`expand`](super::expand) gives; what is wrong with one goes to the defects.
///
/// Where they are read repeatedly, each time must give the same.
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

    /// Opens it for reading. `None` when it cannot be read; why is among the defects.
    pub(crate) fn open(&self, table: &TableSchema, defects: &Defects) -> Option<Reader> {
        let opening = Opening { table, file: &self.file, name: &self.name, defects };
        let rows = self.part.open(&opening)?;
        Some(Reader::new(rows, self.part.first_row(), &opening, self.first.clone()))
    }
}
