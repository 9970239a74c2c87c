//! Parquet: exact numbers, texts, dates and yes/no with their types. The same result gives the same bytes.
//!
//! The width of a number follows from the range that the policy knows and not from the data, so that two files of one
//! policy have one schema. Whole numbers that fit have 64 bits, decimals of up to 18 digits have as many digits as they
//! can need, and all other numbers have 38.

use crate::results::{Cells, ResultColumn, ResultTable};
pub(crate) use datafusion::arrow::array::ArrayRef;
use datafusion::arrow::array::{AsArray, BooleanArray, Date32Array, Decimal128Array, StringArray};
use datafusion::arrow::datatypes::{DataType, Date32Type, Decimal64Type, Decimal128Type, Field, Int64Type, Schema};
use datafusion::arrow::error::ArrowError;
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowRowGroupWriterFactory, compute_leaves};
use datafusion::parquet::basic::{Compression, Encoding, ZstdLevel};
use datafusion::parquet::errors::ParquetError;
use datafusion::parquet::file::properties::{WriterProperties, WriterPropertiesBuilder};
use datafusion::parquet::file::writer::SerializedFileWriter;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::io::{self, Write};
use std::iter::StepBy;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// The most digits of a decimal that fits 64 bits; a decimal with more digits takes all 128.
const NARROW: u8 = 18;

/// The most digits that a Parquet decimal of 128 bits holds; a result never has more.
const PRECISION: u8 = 38;

/// Encodes row groups.
pub(crate) struct Encoder(Vec<Column>);

/// Encodes one column. Its writers are made for each chunk, since each holds much memory.
struct Column {
    field: Field,
    numbers: NumberType,
    /// Makes the writer of a chunk whose values repeat: with a dictionary.
    repeated: ArrowRowGroupWriterFactory,
    /// Makes the writer of another chunk: whole numbers are stored as differences, which also suits numbers in order.
    distinct: ArrowRowGroupWriterFactory,
}

/// An encoded row group: the chunk of each column.
pub(crate) struct RowGroup(Vec<ArrowColumnChunk>);

/// A file that is being written.
pub(super) struct Writer<W: Write + Send> {
    file: SerializedFileWriter<Shared<W>>,
    out: Arc<Mutex<W>>,
}

/// The output of a writer of the library, which loses it, and the cause of an error, if asked for it back.
struct Shared<W>(Arc<Mutex<W>>);

impl<W: Write> Write for Shared<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).flush()
    }
}

/// How the numbers of a column are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NumberType {
    /// The column has no numbers.
    No,
    /// Whole numbers of 64 bits.
    Whole,
    /// Decimals of this precision and scale.
    Decimal(u8, i8),
}

impl std::fmt::Debug for Encoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.iter().map(|column| &column.field)).finish()
    }
}

impl RowGroup {
    /// The approximate number of bytes.
    pub(super) fn bytes(&self) -> usize {
        self.0.iter().map(|chunk| usize::try_from(chunk.close().bytes_written).unwrap_or(0)).sum()
    }
}

/// Begins a file with the columns of a table. Every column may be missing.
pub(super) fn begin<W: Write + Send>(header: &ResultTable, out: W) -> io::Result<(Encoder, Writer<W>)> {
    let columns = header.columns.iter().map(Column::of).collect::<io::Result<Vec<_>>>()?;
    let fields: Vec<Field> = columns.iter().map(|column| column.field.clone()).collect();
    let out = Arc::new(Mutex::new(out));
    let (file, _) = writer(Shared(out.clone()), fields, properties()?.build())?;
    Ok((Encoder(columns), Writer { file, out }))
}

/// The writer of a file of the library, and what makes the writers of its chunks.
fn writer<W: Write + Send>(
    out: W,
    fields: Vec<Field>,
    properties: WriterProperties,
) -> io::Result<(SerializedFileWriter<W>, ArrowRowGroupWriterFactory)> {
    let writer = ArrowWriter::try_new(out, Arc::new(Schema::new(fields)), Some(properties));
    writer.and_then(ArrowWriter::into_serialized_writer).map_err(cause)
}

impl Column {
    fn of(column: &ResultColumn) -> io::Result<Column> {
        let numbers = number_type(column)?;
        let field = Field::new(&column.name, data_type(&column.cells, numbers), true);
        let field = match column.restricted {
            true => field.with_metadata(HashMap::from([("gradus".to_owned(), "restricted".to_owned())])),
            false => field,
        };
        let is_whole = match numbers {
            NumberType::Whole => true,
            NumberType::Decimal(digits, _) => digits <= NARROW,
            NumberType::No => *field.data_type() == DataType::Date32,
        };
        let mut other = properties()?.set_dictionary_enabled(false);
        if is_whole {
            other = other.set_encoding(Encoding::DELTA_BINARY_PACKED);
        }
        // Nothing is written to the files of these writers.
        let (_, repeated) = writer(io::sink(), vec![field.clone()], properties()?.build())?;
        let (_, distinct) = writer(io::sink(), vec![field.clone()], other.build())?;
        Ok(Column { field, numbers, repeated, distinct })
    }

    fn encode(&self, array: ArrayRef) -> io::Result<ArrowColumnChunk> {
        let array = stored(array, self.numbers)?;
        let factory = if repeats(&array) { &self.repeated } else { &self.distinct };
        let mut writers = factory.create_column_writers(0).map_err(cause)?;
        let mut writer = writers.pop().ok_or_else(|| io::Error::other("a column without a writer"))?;
        // A decimal of 64 bits is stored like one of 128 bits with the same digits.
        let field = Field::new(self.field.name(), array.data_type().clone(), true);
        for leaf in compute_leaves(&field, &array).map_err(cause)? {
            writer.write(&leaf).map_err(cause)?;
        }
        writer.close().map_err(cause)
    }
}

/// At this level the compression costs least, and what differences and dictionaries leave is hardly larger than at others.
fn properties() -> io::Result<WriterPropertiesBuilder> {
    let properties = WriterProperties::builder()
        .set_created_by(concat!("gradus version ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1).map_err(cause)?));
    Ok(properties)
}

/// The number of values by which it is decided whether the values of a column repeat.
const SAMPLE: usize = 4096;

/// Whether so many values of a column repeat that a dictionary takes less room than the values: not if more than seven in
/// eight of some values, at equal distances, are distinct.
fn repeats(array: &ArrayRef) -> bool {
    let rows = (0..array.len()).step_by(array.len().div_ceil(SAMPLE).max(1));
    let many = rows.len() * 7 / 8;
    let distinct = match array.data_type() {
        DataType::Int64 => distinct(rows, array.as_primitive::<Int64Type>().values()),
        DataType::Decimal64(..) => distinct(rows, array.as_primitive::<Decimal64Type>().values()),
        DataType::Decimal128(..) => distinct(rows, array.as_primitive::<Decimal128Type>().values()),
        DataType::Date32 => distinct(rows, array.as_primitive::<Date32Type>().values()),
        DataType::Utf8 => {
            let texts = array.as_string::<i32>();
            rows.map(|row| texts.value(row)).collect::<HashSet<_>>().len()
        }
        _ => 0,
    };
    distinct <= many
}

fn distinct<T: Copy + Eq + Hash>(rows: StepBy<Range<usize>>, values: &[T]) -> usize {
    rows.filter_map(|row| values.get(row)).collect::<HashSet<_>>().len()
}

/// If writing failed, the cause is the disk, not Parquet.
fn cause(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(cause) => cause.downcast::<io::Error>().map_or_else(io::Error::other, |e| *e),
        error => io::Error::other(error),
    }
}

impl Encoder {
    /// Encodes rows of a table as one group.
    pub(super) fn rows(&self, table: &ResultTable) -> io::Result<RowGroup> {
        self.arrays(arrays(table))
    }

    /// Encodes arrays as one group.
    pub(super) fn arrays(&self, arrays: Vec<ArrayRef>) -> io::Result<RowGroup> {
        let chunks = self.0.iter().zip(arrays).map(|(column, array)| column.encode(array));
        chunks.collect::<io::Result<_>>().map(RowGroup)
    }
}

impl<W: Write + Send> Writer<W> {
    /// Writes a group after those that were written before. A group without rows is left out.
    pub(super) fn put(&mut self, group: RowGroup) -> io::Result<()> {
        if group.0.iter().any(|chunk| chunk.close().rows_written == 0) {
            return Ok(());
        }
        let mut writer = self.file.next_row_group().map_err(cause)?;
        for chunk in group.0 {
            chunk.append_to_row_group(&mut writer).map_err(cause)?;
        }
        writer.close().map(|_| ()).map_err(cause)
    }

    /// Ends the file.
    pub(super) fn end(mut self) -> io::Result<W> {
        self.file.finish().map_err(cause)?;
        drop(self.file);
        let out = Arc::into_inner(self.out).ok_or_else(|| io::Error::other("the file is still being written"))?;
        Ok(out.into_inner().unwrap_or_else(PoisonError::into_inner))
    }
}

/// How the numbers of a column are stored: as narrow as all possible values allow.
fn number_type(column: &ResultColumn) -> io::Result<NumberType> {
    let Cells::Decimal { scale, .. } = column.cells else { return Ok(NumberType::No) };
    if scale == 0 && column.most.is_some_and(|most| i64::try_from(most).is_ok()) {
        return Ok(NumberType::Whole);
    }
    let digits = |most: i128| most.to_string().len().max(scale as usize);
    let digits = column.most.and_then(|most| u8::try_from(digits(most)).ok()).filter(|digits| *digits <= NARROW);
    let scale = i8::try_from(scale).map_err(io::Error::other)?;
    Ok(NumberType::Decimal(digits.unwrap_or(PRECISION), scale))
}

fn data_type(cells: &Cells, numbers: NumberType) -> DataType {
    match (cells, numbers) {
        (_, NumberType::Whole) => DataType::Int64,
        (_, NumberType::Decimal(digits, scale)) => DataType::Decimal128(digits, scale),
        (Cells::Date(_), _) => DataType::Date32,
        (Cells::YesNo(_), _) => DataType::Boolean,
        (Cells::Text(_) | Cells::Clauses(_) | Cells::Decimal { .. }, _) => DataType::Utf8,
    }
}

/// The columns of a table as arrays.
pub(crate) fn arrays(table: &ResultTable) -> Vec<ArrayRef> {
    table.columns.iter().map(array).collect()
}

/// A column of a table; numbers in units of the last decimal, in 128 bits.
fn array(column: &ResultColumn) -> ArrayRef {
    let cells = &column.cells;
    match cells {
        Cells::Decimal { units, .. } => Arc::new(units.iter().copied().collect::<Decimal128Array>()),
        Cells::Text(texts) => Arc::new(texts.iter().map(Option::as_deref).collect::<StringArray>()),
        Cells::Date(days) => Arc::new(days.iter().copied().collect::<Date32Array>()),
        Cells::Clauses(clauses) => {
            Arc::new((0..clauses.len()).map(|row| super::cell_text(cells, row)).collect::<StringArray>())
        }
        Cells::YesNo(answers) => Arc::new(answers.iter().copied().collect::<BooleanArray>()),
    }
}

/// An array as its column is stored.
fn stored(array: ArrayRef, numbers: NumberType) -> io::Result<ArrayRef> {
    let narrow = array.as_primitive_opt::<Int64Type>();
    let wide = array.as_primitive_opt::<Decimal128Type>();
    Ok(match (numbers, narrow, wide) {
        (NumberType::No, ..) | (NumberType::Whole, Some(_), _) => array,
        (NumberType::Whole, None, Some(units)) => {
            let narrow = |unit: i128| i64::try_from(unit).map_err(|_| ArrowError::ComputeError(OUTSIDE.into()));
            Arc::new(units.try_unary::<_, Int64Type, _>(narrow).map_err(io::Error::other)?)
        }
        (NumberType::Decimal(digits, scale), Some(units), _) if digits <= NARROW => {
            let units = units.reinterpret_cast::<Decimal64Type>().with_precision_and_scale(digits, scale);
            let units = units.map_err(io::Error::other)?;
            units.validate_decimal_precision(digits).map_err(io::Error::other)?;
            Arc::new(units)
        }
        (NumberType::Decimal(digits, scale), Some(units), _) => {
            let units = units.unary::<_, Decimal128Type>(i128::from).with_precision_and_scale(digits, scale);
            Arc::new(units.map_err(io::Error::other)?)
        }
        (NumberType::Decimal(digits, scale), None, Some(units)) => {
            let units = units.clone().with_precision_and_scale(digits, scale).map_err(io::Error::other)?;
            units.validate_decimal_precision(digits).map_err(io::Error::other)?;
            Arc::new(units)
        }
        (NumberType::Whole | NumberType::Decimal(..), None, None) => return Err(io::Error::other("not a number")),
    })
}

/// A result is never outside of what the policy allows, so this is a mistake in gradus.
const OUTSIDE: &str = "a number outside of its range";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::write::{Format, samples, write_result};
    use datafusion::arrow::array::RecordBatch;
    use datafusion::arrow::util::pretty::pretty_format_batches;
    use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

    fn write(result: &ResultTable, out: &mut (impl Write + Send)) -> io::Result<()> {
        write_result(result, Format::Parquet, None, out)
    }

    fn bytes(result: &ResultTable) -> Vec<u8> {
        let mut out = Vec::new();
        write(result, &mut out).unwrap();
        out
    }

    fn read_back(bytes: Vec<u8>) -> RecordBatch {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&bytes).unwrap();
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
        let batches: Vec<RecordBatch> = reader.map(Result::unwrap).collect();
        datafusion::arrow::compute::concat_batches(&batches[0].schema(), &batches).unwrap()
    }

    #[test]
    fn types_and_values_come_back() {
        let batch = read_back(bytes(&samples::mixed()));
        let types: Vec<DataType> = batch.schema().fields().iter().map(|f| f.data_type().clone()).collect();
        assert_eq!(types, [DataType::Utf8, DataType::Decimal128(38, 2), DataType::Date32, DataType::Boolean]);
        assert!(batch.schema().fields().iter().all(|f| f.is_nullable()));
        let text = pretty_format_batches(&[batch]).unwrap().to_string();
        for cell in ["甲", "10.50", "-0.05", "2024-02-29", "true", "false"] {
            assert!(text.contains(cell), "{cell} is not in\n{text}");
        }
    }

    #[test]
    fn numbers_are_as_narrow_as_what_is_known_of_them() {
        let of = |most: Option<i128>, scale: u32, unit: i128| {
            let cells = Cells::Decimal { scale, units: vec![Some(unit), None] };
            let columns = vec![ResultColumn { name: "n".into(), is_key: false, restricted: false, most, cells }];
            let batch = read_back(bytes(&ResultTable { subject: "s".into(), columns }));
            batch.schema().field(0).data_type().clone()
        };
        let eighteen = 10_i128.pow(18);
        assert_eq!(of(Some(9), 0, -9), DataType::Int64);
        assert_eq!(of(Some(i128::from(i64::MAX)), 0, 1), DataType::Int64);
        assert_eq!(of(Some(i128::from(i64::MAX) + 1), 0, 1), DataType::Decimal128(38, 0));
        assert_eq!(of(None, 0, 1), DataType::Decimal128(38, 0));
        assert_eq!(of(Some(10_000), 2, -10_000), DataType::Decimal128(5, 2));
        assert_eq!(of(Some(5), 12, 5), DataType::Decimal128(12, 12));
        assert_eq!(of(Some(eighteen - 1), 12, 5), DataType::Decimal128(18, 12));
        assert_eq!(of(Some(eighteen), 12, 5), DataType::Decimal128(38, 12));
    }

    #[test]
    fn the_same_result_gives_the_same_bytes() {
        assert_eq!(bytes(&samples::mixed()), bytes(&samples::mixed()));
        assert_eq!(read_back(bytes(&samples::numbers(5000))).num_rows(), 5000);
    }

    #[test]
    fn a_failed_write_says_why() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        assert_eq!(write(&samples::mixed(), &mut Full).unwrap_err().kind(), io::ErrorKind::StorageFull);
    }
}
