//! Parquet: exact numbers, texts, dates and yes/no with their types. The same result gives the same bytes.
//!
//! The width of a number follows from the range that the policy knows and not from the data, so that two files of one
//! policy have one schema. Whole numbers that fit have 64 bits, decimals of up to 18 digits have as many digits as they
//! can need, and all other numbers have 38. The one exception: a column that keeps a value outside its range is written
//! in full width.

use crate::results::{Cells, ResultColumn, ResultTable};
use datafusion::arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int64Array, RecordBatch, StringArray,
};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::basic::{Compression, ZstdLevel};
use datafusion::parquet::errors::ParquetError;
use datafusion::parquet::file::properties::WriterProperties;
use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::Arc;

/// The most digits of a decimal that fits 64 bits; a decimal with more digits takes all 128.
const NARROW: u8 = 18;

/// The most digits that a Parquet decimal of 128 bits holds; a result never has more.
const PRECISION: u8 = 38;

/// Fixed here, so that a new default of the library does not change the bytes.
const ROWS_IN_A_GROUP: usize = 1 << 20;

/// Writes the whole file. Every column may be missing.
pub(super) fn write(result: &ResultTable, out: &mut (impl Write + Send)) -> io::Result<()> {
    let arrays = result.columns.iter().map(array).collect::<io::Result<Vec<ArrayRef>>>()?;
    let field = |(column, array): (&ResultColumn, &ArrayRef)| {
        let field = Field::new(&column.name, DataType::clone(array.data_type()), true);
        match column.restricted {
            true => field.with_metadata(HashMap::from([("gradus".to_owned(), "restricted".to_owned())])),
            false => field,
        }
    };
    let schema = Arc::new(Schema::new(result.columns.iter().zip(&arrays).map(field).collect::<Vec<_>>()));
    let batch = RecordBatch::try_new(Arc::clone(&schema), arrays).map_err(io::Error::other)?;
    write_batch(&batch, out).map_err(|error| match error {
        // The cause of a failed write is the disk, not Parquet.
        ParquetError::External(cause) => cause.downcast::<io::Error>().map_or_else(io::Error::other, |e| *e),
        error => io::Error::other(error),
    })
}

fn write_batch(batch: &RecordBatch, out: &mut (impl Write + Send)) -> Result<(), ParquetError> {
    let properties = WriterProperties::builder()
        .set_created_by(concat!("gradus version ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
        .set_max_row_group_row_count(Some(ROWS_IN_A_GROUP))
        .build();
    let mut writer = ArrowWriter::try_new(out, batch.schema(), Some(properties))?;
    writer.write(batch)?;
    writer.close()?;
    Ok(())
}

fn array(column: &ResultColumn) -> io::Result<ArrayRef> {
    let cells = &column.cells;
    Ok(match cells {
        Cells::Decimal { scale, units } => numbers(column.most, *scale, units)?,
        Cells::Text(texts) => Arc::new(texts.iter().map(Option::as_deref).collect::<StringArray>()),
        Cells::Date(days) => Arc::new(days.iter().copied().collect::<Date32Array>()),
        Cells::Clauses(clauses) => {
            Arc::new((0..clauses.len()).map(|row| super::cell_text(cells, row)).collect::<StringArray>())
        }
        Cells::YesNo(answers) => Arc::new(answers.iter().copied().collect::<BooleanArray>()),
    })
}

/// Returns numbers as narrow as their known range allows.
fn numbers(most: Option<i128>, scale: u32, units: &[Option<i128>]) -> io::Result<ArrayRef> {
    // A value that is kept although it is outside the range of its column needs the full width.
    let most = most.filter(|most| units.iter().flatten().all(|unit| unit.unsigned_abs() <= most.unsigned_abs()));
    let narrow: Option<Vec<Option<i64>>> = match most.map(i64::try_from) {
        Some(Ok(_)) if scale == 0 => {
            units.iter().map(|unit| unit.map(i64::try_from).transpose()).collect::<Result<_, _>>().ok()
        }
        _ => None,
    };
    if let Some(whole) = narrow {
        return Ok(Arc::new(Int64Array::from(whole)));
    }
    let digits = |most: i128| most.to_string().len().max(scale as usize);
    let digits = most.and_then(|most| u8::try_from(digits(most)).ok()).filter(|digits| *digits <= NARROW);
    let scale = i8::try_from(scale).map_err(io::Error::other)?;
    let numbers: Decimal128Array = units.iter().copied().collect();
    let numbers = numbers.with_precision_and_scale(digits.unwrap_or(PRECISION), scale);
    Ok(Arc::new(numbers.map_err(io::Error::other)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::write::samples;
    use datafusion::arrow::util::pretty::pretty_format_batches;
    use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

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
        // Kept although it is outside the range.
        assert_eq!(of(Some(9), 0, 10), DataType::Decimal128(38, 0));
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
