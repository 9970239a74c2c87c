//! The common part of the readers of all formats: a part of a file gives its rows to a builder, which makes batches of
//! them.

use super::batch::Batch;
use super::build::Builder;
use super::defects::{At, Defects};
use super::file::{BoundFile, FileName};
use super::header;
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::data as say;
use crate::schema::TableSchema;
use std::fmt::Debug;
use std::sync::{Arc, OnceLock};

/// A part of a file that can be read on its own.
pub(super) trait FilePart: Debug + Send + Sync {
    /// The position of its first row among the rows of the file, from 0.
    fn first_row(&self) -> u64;

    /// The line of its first row, as [`Batch::lines`](super::Batch::lines) counts them, or of what is before it.
    fn first_line(&self) -> u64 {
        self.first_row() + 1
    }

    /// Opens it and checks its columns. Returns `None` if it cannot be read; the defects then have the reason.
    fn open(&self, opening: &Opening<'_>) -> Option<Box<dyn Rows>>;
}

/// The rows of an open part.
pub(super) trait Rows: Debug + Send {
    /// Reads one row into the builder, or up to `max_rows`.
    fn read(&mut self, builder: &mut Builder, max_rows: usize) -> ReadStep;
}

/// The outcome of one call of [`Rows::read`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "engine"), expect(dead_code, reason = "only Parquet files give many rows at once"))]
pub(super) enum ReadStep {
    /// Read a row, or none yet; there may be another row.
    Row,
    /// Read rows that make a separate batch.
    Batch,
    /// Reached the end, or a point after which nothing can be read; the rows before it count.
    End,
    /// Failed; the rows of the builder are incomplete.
    Broken,
}

/// Opens the rows of a file that is one part.
type Open = fn(&Opening<'_>) -> Option<Box<dyn Rows>>;

/// A file that is one part.
#[derive(Debug)]
struct Whole(Open);

impl FilePart for Whole {
    fn first_row(&self) -> u64 {
        0
    }

    fn open(&self, opening: &Opening<'_>) -> Option<Box<dyn Rows>> {
        (self.0)(opening)
    }
}

/// Returns a file as its only part.
pub(super) fn whole(open: Open) -> Vec<Arc<dyn FilePart>> {
    vec![Arc::new(Whole(open))]
}

/// The arguments for opening a part.
#[derive(Clone, Copy, Debug)]
pub(super) struct Opening<'o> {
    /// The table that its rows belong to.
    pub table: &'o TableSchema,
    /// The file.
    pub file: &'o BoundFile,
    /// The file's name in messages.
    pub name: &'o FileName,
    /// The collection of its defects.
    pub defects: &'o Defects,
}

impl Opening<'_> {
    /// Refuses the file for a defect of a line of it, or of the whole file (0).
    pub(super) fn refuse<T>(&self, line: u64, defect: Diagnostic) -> Option<T> {
        self.defects.add(self.name, At { line, column: 0 }, None, defect);
        None
    }

    /// Returns the positions of the declared columns in the file: see [`header::locate`].
    pub(super) fn locate(&self, headers: &[String], line: u64) -> Option<Vec<Option<usize>>> {
        header::locate(self.table, headers, self.name, line, &self.file.form, self.defects)
    }
}

/// Reads a part of a file, some rows at a time.
///
/// A table may be read several times in a run, and findings of one reading are used in the next. So a part must give
/// the same each time; if it does not, its table is refused.
#[derive(Debug)]
pub(crate) struct Reader {
    rows: Box<dyn Rows>,
    builder: Builder,
    ended: bool,
    name: FileName,
    /// The digest of the part when it was first read to its end; `None` if it is not needed.
    first: Option<Arc<OnceLock<u64>>>,
    defects: Defects,
}

impl Reader {
    /// Creates a reader of an opened part, whose first row is the row `first_row` of the file.
    pub(super) fn new(
        rows: Box<dyn Rows>,
        first_row: u64,
        opening: &Opening<'_>,
        first: Option<Arc<OnceLock<u64>>>,
    ) -> Reader {
        let Opening { table, file, name, defects } = *opening;
        let builder = Builder::new(table, &file.form.damaged, name, first_row, defects).watched(first.is_some());
        Reader { rows, builder, ended: false, name: name.clone(), first, defects: defects.clone() }
    }

    /// Returns the next rows, at most `max_rows`; `None` at the end. Rows with a refused defect, and rows set aside,
    /// are left out.
    pub(crate) fn next(&mut self, max_rows: usize) -> Option<Batch> {
        let batch = self.read(max_rows);
        if batch.is_none() {
            self.has_given();
        }
        batch
    }

    fn read(&mut self, max_rows: usize) -> Option<Batch> {
        while !self.ended {
            while self.builder.has_room(max_rows) {
                match self.rows.read(&mut self.builder, max_rows) {
                    ReadStep::Row => {}
                    ReadStep::Batch => break,
                    ReadStep::End => {
                        self.ended = true;
                        break;
                    }
                    ReadStep::Broken => {
                        self.ended = true;
                        return None;
                    }
                }
            }
            let batch = self.builder.finish();
            if !batch.is_void() {
                return Some(batch);
            }
        }
        None
    }

    /// Refuses the table if the part has given other rows than the first time.
    fn has_given(&self) {
        let Some((first, now)) = self.first.as_ref().zip(self.builder.digest()) else { return };
        if *first.get_or_init(|| now) != now {
            self.defects.add(&self.name, At::default(), None, changed(&self.name.shown));
        }
    }
}

fn changed(file: &str) -> Diagnostic {
    Diagnostic::input(Code::FileChanged, None, say::file_changed(file)).help(say::run_again_or_on_copy())
}
