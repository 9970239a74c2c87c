//! Parquet files: the same columns and the same checks as in CSV files, with values that are stored by type.
//!
//! A value that is not stored as text is read as the text that a CSV file would hold for it, at least whenever it has a
//! defect. So both kinds of files have the same rules and messages.
//!
//! [`claims`] checks the claims of a file before the library reads it. Texts are decoded as views, so that a long text
//! of many rows is in memory once.

mod claims;
mod coded;
mod column;
mod hybrid;
mod judge;
mod stored;
mod stretches;
#[cfg(test)]
mod tests;
mod thrift;

use super::build::{Builder, MOST_TEXT};
use super::defects::{At, Defects};
use super::file::{BoundFile, FileName, breaks_off, unreadable};
use super::outside::guarded;
use super::reader::{FilePart, Opening, ReadStep, Rows};
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::data as say;
use crate::schema::{ColumnKind, TableSchema};
use crate::source::disk;
use coded::Coded;
use datafusion::arrow::array::{AsArray, RecordBatch};
use datafusion::arrow::datatypes::{DataType, FieldRef, Fields, Schema, SchemaRef};
use datafusion::parquet::arrow::ProjectionMask;
use datafusion::parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use std::fmt::Display;
use std::fs::File;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use stored::Stored;
use stretches::Stretches;

/// The most rows that are decoded at a time.
const ROWS: usize = 8192;

/// Some row groups of one Parquet file.
#[derive(Clone, Debug)]
struct RowGroups {
    metadata: ArrowReaderMetadata,
    /// Positions of the row groups in the file.
    groups: Vec<usize>,
    /// The position of the first row among the file's rows, from 0.
    first_row: u64,
}

/// Returns each row group of a file as a part. A file without row groups gives one part without rows, so that its
/// columns are checked. The result is empty if the file cannot be read; the defects then have the reason.
pub(super) fn parts(file: &BoundFile, name: &FileName, defects: &Defects) -> Vec<Arc<dyn FilePart>> {
    match row_groups(&file.path, name) {
        Ok(groups) => groups.into_iter().map(|group| Arc::new(group) as Arc<dyn FilePart>).collect(),
        Err(defect) => {
            defects.add(name, At::default(), None, *defect);
            Vec::new()
        }
    }
}

fn row_groups(path: &Path, name: &FileName) -> Result<Vec<RowGroups>, Box<Diagnostic>> {
    let (_, metadata) = open(path, name)?;
    let mut parts = Vec::new();
    let mut first_row = 0;
    for (at, group) in metadata.metadata().row_groups().iter().enumerate() {
        parts.push(RowGroups { metadata: metadata.clone(), groups: vec![at], first_row });
        first_row = u64::saturating_add(first_row, u64::try_from(group.num_rows()).unwrap_or(0));
    }
    if parts.is_empty() {
        parts.push(RowGroups { metadata, groups: Vec::new(), first_row: 0 });
    }
    Ok(parts)
}

impl FilePart for RowGroups {
    fn first_row(&self) -> u64 {
        self.first_row
    }

    fn open(&self, opening: &Opening<'_>) -> Option<Box<dyn Rows>> {
        Some(Box::new(ParquetRows::open(self, opening)?))
    }
}

fn open(path: &Path, file: &FileName) -> Result<(File, ArrowReaderMetadata), Box<Diagnostic>> {
    let mut input = disk::open(path).map_err(|error| unreadable(file, &error))?;
    claims::footer(&mut input).map_err(|cause| not_parquet(file, &cause))?;
    let metadata = guarded(|| {
        let metadata = ArrowReaderMetadata::load(&input, ArrowReaderOptions::new())?;
        match with_views(metadata.schema()) {
            Some(schema) => {
                let options = ArrowReaderOptions::new().with_schema(schema);
                ArrowReaderMetadata::try_new(metadata.metadata().clone(), options)
            }
            None => Ok(metadata),
        }
    });
    let metadata = told(metadata).map_err(|cause| not_parquet(file, &cause))?;
    Ok((input, metadata))
}

/// Returns the schema with its texts as views; `None` if it has no texts. The library copies other texts for each row
/// that contains them.
fn with_views(schema: &Schema) -> Option<SchemaRef> {
    let is_text = |ty: &DataType| matches!(ty, DataType::Utf8 | DataType::LargeUtf8);
    let mut any = false;
    let fields = schema.fields().iter().map(|field| match field.data_type() {
        DataType::Dictionary(_, values) if is_text(values) => as_view(field, &mut any),
        ty if is_text(ty) => as_view(field, &mut any),
        _ => field.clone(),
    });
    let fields: Fields = fields.collect();
    any.then(|| Arc::new(Schema::new_with_metadata(fields, schema.metadata().clone())))
}

fn as_view(field: &FieldRef, any: &mut bool) -> FieldRef {
    *any = true;
    Arc::new(field.as_ref().clone().with_data_type(DataType::Utf8View))
}

/// Returns what third-party code gives, or the reason why it gives nothing.
fn told<T, E: Display>(done: Result<Result<T, E>, String>) -> Result<T, String> {
    done.and_then(|result| result.map_err(|error| error.to_string()))
}

fn not_parquet(file: &FileName, cause: &str) -> Box<Diagnostic> {
    let message = say::no_parquet_file(&file.shown, cause);
    let finding = Diagnostic::input(Code::FileUnreadable, None, message);
    finding.help(say::copy_parquet_again()).into()
}

/// The source of the cells of a declared column.
enum Source {
    /// Nothing: the column is taken as missing.
    Missing,
    /// A column of the batches that the library decodes.
    Decoded(usize, Stored),
    /// The pages of the column.
    Coded(Box<Coded>),
}

/// The rows of some row groups of a Parquet file.
struct ParquetRows {
    batches: ParquetRecordBatchReader,
    /// Decoded rows that were not read yet.
    rest: Option<RecordBatch>,
    /// The source of each declared column.
    sources: Vec<Source>,
    next_line: u64,
}

impl std::fmt::Debug for ParquetRows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ParquetRows").field("next_line", &self.next_line).finish()
    }
}

impl Rows for ParquetRows {
    fn read(&mut self, builder: &mut Builder, max_rows: usize) -> ReadStep {
        match self.decoded(max_rows.max(1)).map(|rows| rows.and_then(|rows| self.take(builder, &rows))) {
            None => ReadStep::End,
            Some(Ok(())) => ReadStep::Batch,
            Some(Err(cause)) => {
                builder.broken(self.next_line, breaks_off(&cause));
                ReadStep::Broken
            }
        }
    }
}

impl ParquetRows {
    /// Opens row groups of a file and checks its columns. Returns `None` if it cannot be read; the defects then have
    /// the reason.
    fn open(groups: &RowGroups, opening: &Opening<'_>) -> Option<ParquetRows> {
        let Opening { table, file, name, defects } = *opening;
        let fields = groups.metadata.schema().fields();
        let headers: Vec<String> = fields.iter().map(|field| field.name().clone()).collect();
        let positions = opening.locate(&headers, 0)?;
        let stored = stored::check(table, &positions, fields, name, defects)?;
        let wanted = |column: usize| positions.contains(&Some(column));
        let input = disk::open(&file.path).and_then(|file| Stretches::new(file, places(groups, wanted), claims::page));
        let input = match input {
            Ok(input) => input,
            Err(error) => return opening.refuse(0, unreadable(name, &error)),
        };
        let mut coded = coded(&input, groups, &positions, &stored);
        let decoded: Vec<Option<usize>> =
            positions.iter().zip(&coded).map(|(position, coded)| position.filter(|_| coded.is_none())).collect();
        let choices = choices(table, &decoded, groups.metadata.schema());
        let batches = match batches(input, name, groups, &decoded, choices) {
            Ok(batches) => batches,
            Err(defect) => return opening.refuse(0, *defect),
        };
        let mut kept: Vec<usize> = decoded.iter().copied().flatten().collect();
        kept.sort_unstable();
        kept.dedup();
        // The batches have the decoded columns in the order of the file.
        let source = |((position, stored), coded): ((&Option<usize>, Stored), &mut Option<Coded>)| match (
            position,
            coded.take(),
        ) {
            (None, _) => Source::Missing,
            (Some(_), Some(coded)) => Source::Coded(coded.into()),
            (Some(position), None) => Source::Decoded(kept.partition_point(|kept| kept < position), stored),
        };
        let sources = positions.iter().zip(stored).zip(&mut coded).map(source).collect();
        Some(ParquetRows { batches, rest: None, sources, next_line: groups.first_row + 1 })
    }

    /// Returns at most this many rows as the file stores them, or the reason why they cannot be read; `None` at the
    /// end.
    fn decoded(&mut self, max_rows: usize) -> Option<Result<RecordBatch, String>> {
        let rows = match self.rest.take() {
            Some(rest) => rest,
            None => match told(guarded(|| self.batches.next()).map(Option::transpose)).transpose()? {
                Ok(rows) => rows,
                Err(cause) => return Some(Err(cause)),
            },
        };
        let now = rows.num_rows().min(max_rows).min(with_room(&rows));
        if now < rows.num_rows() {
            self.rest = Some(rows.slice(now, rows.num_rows() - now));
        }
        Some(Ok(rows.slice(0, now)))
    }

    fn take(&mut self, builder: &mut Builder, rows: &RecordBatch) -> Result<(), String> {
        for _ in 0..rows.num_rows() {
            builder.row(self.next_line);
            self.next_line += 1;
        }
        for (number, source) in self.sources.iter_mut().enumerate() {
            match source {
                Source::Missing => (0..rows.num_rows()).for_each(|_| builder.no_cell(number)),
                Source::Decoded(position, stored) => {
                    let array = rows.columns().get(*position).ok_or(say::missing_column())?;
                    told(guarded(|| column::read(builder, number, *stored, array)))?;
                }
                Source::Coded(coded) => told(guarded(|| coded.read(rows.num_rows(), builder, number)))?,
            }
        }
        Ok(())
    }
}

/// Returns how many rows of a batch are enough for a batch of ours: rows are added until their texts have `MOST_TEXT`
/// bytes, so there is at least one.
fn with_room(rows: &RecordBatch) -> usize {
    let texts: Vec<_> = rows.columns().iter().filter_map(|column| column.as_string_view_opt()).collect();
    let mut bytes = 0;
    let mut has_room = |row: &usize| {
        let before = bytes;
        // The length of a text is the lower half of its view.
        bytes +=
            texts.iter().filter_map(|texts| texts.views().get(*row)).map(|view| *view as u32 as usize).sum::<usize>();
        before < MOST_TEXT
    };
    (0..rows.num_rows()).take_while(|row| has_room(row)).count()
}

/// Returns the schema in which the texts of a choice are decoded with a dictionary; `None` if there are no such texts.
fn choices(table: &TableSchema, positions: &[Option<usize>], schema: &Schema) -> Option<SchemaRef> {
    let is_choice = |at: usize| {
        let mut columns = table.columns.iter().zip(positions).filter(|(_, position)| **position == Some(at));
        columns.all(|(column, _)| matches!(column.kind, ColumnKind::Choice(..)))
    };
    let is_declared = |at: usize| positions.contains(&Some(at));
    let mut any = false;
    let fields = schema.fields().iter().enumerate().map(|(at, field)| match field.data_type() {
        DataType::Utf8View if is_declared(at) && is_choice(at) => {
            any = true;
            Arc::new(field.as_ref().clone().with_data_type(column::as_choice()))
        }
        _ => field.clone(),
    });
    let fields: Fields = fields.collect();
    any.then(|| Arc::new(Schema::new_with_metadata(fields, schema.metadata().clone())))
}

/// The declared columns whose pages are read directly.
fn coded(input: &Stretches, groups: &RowGroups, positions: &[Option<usize>], stored: &[Stored]) -> Vec<Option<Coded>> {
    let metadata = groups.metadata.metadata();
    let own: Vec<_> = groups.groups.iter().filter_map(|group| metadata.row_groups().get(*group)).collect();
    let one = |(position, stored): (&Option<usize>, &Stored)| {
        let position = (*position)?;
        // The bytes of a column are read once.
        let is_shared = positions.iter().filter(|other| **other == Some(position)).count() > 1;
        let field = groups.metadata.schema().fields().get(position).filter(|_| !is_shared)?;
        Coded::of(input, &own, position, field.data_type(), *stored)
    };
    positions.iter().zip(stored).map(one).collect()
}

/// Reads the stored rows, with some columns only.
fn batches(
    input: Stretches,
    file: &FileName,
    groups: &RowGroups,
    positions: &[Option<usize>],
    schema: Option<SchemaRef>,
) -> Result<ParquetRecordBatchReader, Box<Diagnostic>> {
    let wanted = |column: usize| positions.contains(&Some(column));
    let mut at_a_time = ROWS;
    for group in &groups.groups {
        let rows = guarded(|| claims::rows_at_a_time(&input, &groups.metadata, *group, wanted, ROWS));
        at_a_time = at_a_time.min(told(rows).map_err(|cause| not_parquet(file, &cause))?);
    }
    let built = guarded(|| {
        let metadata = match schema {
            Some(schema) => {
                let options = ArrowReaderOptions::new().with_schema(schema);
                ArrowReaderMetadata::try_new(groups.metadata.metadata().clone(), options)?
            }
            None => groups.metadata.clone(),
        };
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(input, metadata);
        let declared = ProjectionMask::roots(builder.parquet_schema(), positions.iter().copied().flatten());
        let chosen =
            builder.with_projection(declared).with_row_groups(groups.groups.clone()).with_batch_size(at_a_time);
        chosen.build()
    });
    told(built).map_err(|cause| not_parquet(file, &cause))
}

/// Returns the ranges of the file that contain the wanted columns of some row groups.
fn places(groups: &RowGroups, wanted: impl Fn(usize) -> bool) -> Vec<Range<u64>> {
    let (schema, metadata) = (groups.metadata.parquet_schema(), groups.metadata.metadata());
    let groups = groups.groups.iter().filter_map(|group| metadata.row_groups().get(*group));
    let chunks = groups.flat_map(|group| group.columns().iter().enumerate());
    chunks
        .filter(|(leaf, _)| wanted(schema.get_column_root_idx(*leaf)))
        .filter_map(|(_, chunk)| claims::place(chunk))
        .collect()
}
