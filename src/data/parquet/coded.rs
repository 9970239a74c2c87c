//! Columns of numbers that are read from their pages directly: most have a dictionary, and then each value that occurs is
//! judged once and not in each row.
//!
//! The library decompresses the pages. It could also decode them, but would give each value apart from its code, and in
//! its own width; judging and converting these takes several times as long. Any encoding that is not known here is left
//! to the library.
//!
//! Source: Apache Parquet, File format, "Data Pages", and Encodings, "Plain" and "Dictionary Encoding".

use super::super::batch::Code;
use super::super::build::{Builder, Judged};
use super::column;
use super::hybrid::{Bits, Hybrid, Short, Small};
use super::judge::judge;
use super::stored::Stored;
use super::stretches::Stretches;
use crate::faults::fault;
use crate::messages::data as say;
use bytes::Bytes;
use datafusion::arrow::array::{
    Array, ArrayRef, Date32Array, Decimal128Array, Float64Array, Int32Array, Int64Array, UInt32Array, UInt64Array,
    new_null_array,
};
use datafusion::arrow::buffer::{BooleanBuffer, Buffer, NullBuffer};
use datafusion::arrow::compute::{concat, take};
use datafusion::arrow::datatypes::{ArrowNativeType, DataType};
use datafusion::arrow::error::ArrowError;
use datafusion::parquet::basic::{Encoding, Type};
use datafusion::parquet::column::page::{Page, PageReader};
use datafusion::parquet::file::metadata::{ColumnChunkMetaData, RowGroupMetaData};
use datafusion::parquet::file::serialized_reader::SerializedPageReader;
use datafusion::parquet::schema::types::ColumnDescriptor;
use std::collections::VecDeque;
use std::sync::Arc;

/// The most bytes of a decimal.
const MOST_BYTES: usize = 16;

/// A column whose pages are decoded here.
pub(super) struct Coded {
    file: Arc<Stretches>,
    /// The chunks that are not begun yet, each with its number of rows.
    chunks: VecDeque<(ColumnChunkMetaData, usize)>,
    pages: Option<SerializedPageReader<Stretches>>,
    stored: Stored,
    values: Physical,
    /// Whether rows can have no value.
    optional: bool,
    dictionary: Option<Dictionary>,
    page: DataPage,
    /// Whether each row that is read has a value.
    levels: Bits,
}

/// How a value is stored, and what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Physical {
    Whole32,
    Unsigned32,
    Whole64,
    Double,
    Day,
    /// A decimal in so many bytes, the highest first, with its precision and scale.
    Decimal(usize, u8, i8),
}

/// The values of a dictionary.
struct Dictionary {
    /// The values; the last one is missing, and is the value of all rows without one.
    values: ArrayRef,
    /// The values as a whole; `None` if they must be read one by one.
    judged: Option<Judged>,
    /// For each value whether it must be read on its own; empty if there are none.
    apart: Vec<bool>,
}

/// The rest of a page.
struct DataPage {
    rows: usize,
    /// Which rows have a value, if some may have none.
    levels: Option<Hybrid>,
    values: Values,
}

/// The values of the rows of a page that have one.
enum Values {
    /// Positions in the dictionary.
    Codes(Hybrid),
    /// The values.
    Plain(Bytes),
}

impl Physical {
    fn of(column: &ColumnDescriptor, data_type: &DataType) -> Option<Physical> {
        let bytes = || usize::try_from(column.type_length()).ok().filter(|bytes| (1..=MOST_BYTES).contains(bytes));
        Some(match (column.physical_type(), data_type) {
            (Type::INT32, DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::UInt8 | DataType::UInt16) => {
                Physical::Whole32
            }
            (Type::INT32, DataType::UInt32) => Physical::Unsigned32,
            (Type::INT32, DataType::Date32) => Physical::Day,
            (Type::INT64, DataType::Int64) => Physical::Whole64,
            (Type::DOUBLE, DataType::Float64) => Physical::Double,
            (Type::FIXED_LEN_BYTE_ARRAY, DataType::Decimal128(digits, scale)) => {
                Physical::Decimal(bytes()?, *digits, *scale)
            }
            _ => return None,
        })
    }

    /// The bytes of a value.
    fn width(self) -> usize {
        match self {
            Physical::Whole32 | Physical::Unsigned32 | Physical::Day => 4,
            Physical::Whole64 | Physical::Double => 8,
            Physical::Decimal(bytes, ..) => bytes,
        }
    }

    /// The values of rows as an array, from the values of those that have one.
    fn array(self, dense: &[u8], there: Option<&Bits>) -> Result<ArrayRef, ArrowError> {
        let nulls = there.map(|there| {
            let words = Buffer::from_vec(there.words().map(u64::to_le).collect::<Vec<u64>>());
            NullBuffer::new(BooleanBuffer::new(words, 0, there.len()))
        });
        Ok(match self {
            Physical::Whole32 => Arc::new(Int32Array::new(spread(dense, there, i32::from_le_bytes).into(), nulls)),
            Physical::Unsigned32 => Arc::new(UInt32Array::new(spread(dense, there, u32::from_le_bytes).into(), nulls)),
            Physical::Day => Arc::new(Date32Array::new(spread(dense, there, i32::from_le_bytes).into(), nulls)),
            Physical::Whole64 => Arc::new(Int64Array::new(spread(dense, there, i64::from_le_bytes).into(), nulls)),
            Physical::Double => Arc::new(Float64Array::new(spread(dense, there, f64::from_le_bytes).into(), nulls)),
            Physical::Decimal(bytes, digits, scale) => {
                let values = spread_values(dense.chunks_exact(bytes).map(decimal).collect(), there, 0);
                Arc::new(Decimal128Array::new(values.into(), nulls).with_precision_and_scale(digits, scale)?)
            }
        })
    }
}

/// The number that some bytes are, the highest first; at most sixteen.
fn decimal(bytes: &[u8]) -> i128 {
    let negative = bytes.first().is_some_and(|byte| byte & 0x80 != 0);
    bytes.iter().fold(if negative { -1 } else { 0 }, |number, byte| number << 8 | i128::from(*byte))
}

/// The values of rows, from the bytes of the values of those that have one.
fn spread<T: ArrowNativeType, const N: usize>(
    dense: &[u8],
    there: Option<&Bits>,
    value: impl Fn([u8; N]) -> T,
) -> Vec<T> {
    let (values, _) = dense.as_chunks::<N>();
    spread_values(values.iter().map(|bytes| value(*bytes)).collect(), there, T::default())
}

/// The values of rows, from those of the rows that have one; without bits, all rows have one.
fn spread_values<T: Copy>(dense: Vec<T>, there: Option<&Bits>, missing: T) -> Vec<T> {
    let Some(there) = there else { return dense };
    let mut rest = dense.as_slice();
    let mut values = Vec::with_capacity(there.len());
    for (is_there, rows) in there.stretches() {
        match rest.split_at_checked(rows).filter(|_| is_there) {
            Some((these, others)) => {
                values.extend_from_slice(these);
                rest = others;
            }
            None => values.extend(std::iter::repeat_n(missing, rows)),
        }
    }
    values
}

impl Coded {
    /// The column of some row groups with this position, which the library would read as this type. `None` if it is to be
    /// read by the library.
    pub(super) fn of(
        file: &Stretches,
        groups: &[&RowGroupMetaData],
        root: usize,
        data_type: &DataType,
        stored: Stored,
    ) -> Option<Coded> {
        let schema = groups.first()?.schema_descr();
        let mut leaves = (0..schema.num_columns()).filter(|leaf| schema.get_column_root_idx(*leaf) == root);
        let (leaf, None) = (leaves.next()?, leaves.next()) else { return None };
        let described = schema.column(leaf);
        let values = Physical::of(&described, data_type)?;
        let is_flat = described.max_rep_level() == 0 && described.max_def_level() <= 1;
        let known = [Encoding::PLAIN, Encoding::RLE, Encoding::RLE_DICTIONARY, Encoding::PLAIN_DICTIONARY];
        let chunk = |group: &&RowGroupMetaData| {
            let chunk = group.columns().get(leaf).filter(|chunk| chunk.encodings().all(|own| known.contains(&own)))?;
            Some((chunk.clone(), usize::try_from(group.num_rows()).ok()?))
        };
        let chunks = groups.iter().map(chunk).collect::<Option<VecDeque<_>>>().filter(|_| is_flat)?;
        Some(Coded {
            file: Arc::new(file.clone()),
            chunks,
            pages: None,
            stored,
            values,
            optional: described.max_def_level() == 1,
            dictionary: None,
            page: DataPage { rows: 0, levels: None, values: Values::Plain(Bytes::new()) },
            levels: Bits::default(),
        })
    }

    /// Reads the next rows into a column of a builder that has begun them.
    pub(super) fn read(&mut self, rows: usize, builder: &mut Builder, column: usize) -> Result<(), String> {
        let mut left = rows;
        while left > 0 {
            if self.page.rows == 0 {
                self.next_page(builder, column)?;
                continue;
            }
            let now = self.page.rows.min(left);
            self.rows(now, builder, column)?;
            self.page.rows -= now;
            left -= now;
        }
        Ok(())
    }

    fn next_page(&mut self, builder: &Builder, column: usize) -> Result<(), String> {
        let page = match &mut self.pages {
            Some(pages) => pages.get_next_page().map_err(|error| error.to_string())?,
            None => None,
        };
        match page {
            None => {
                let (chunk, rows) = self.chunks.pop_front().ok_or(say::column_ends_early())?;
                let pages = SerializedPageReader::new(self.file.clone(), &chunk, rows, None);
                self.pages = Some(pages.map_err(|error| error.to_string())?);
                if !fault!(DictionaryKept) {
                    self.dictionary = None;
                }
            }
            Some(Page::DictionaryPage { buf, num_values, encoding, .. }) => {
                let length = usize::try_from(num_values).ok().and_then(|n| n.checked_mul(self.values.width()));
                let bytes = length.and_then(|length| buf.get(..length)).ok_or(say::page_damaged())?;
                if !matches!(encoding, Encoding::PLAIN | Encoding::PLAIN_DICTIONARY) {
                    return Err(say::page_damaged().to_owned());
                }
                if !(fault!(DictionaryKept) && self.dictionary.is_some()) {
                    self.dictionary = Some(self.judged(bytes, builder, column)?);
                }
            }
            Some(Page::DataPage { buf, num_values, encoding, def_level_encoding, .. }) => {
                let mut bytes = buf;
                let mut levels = None;
                if self.optional {
                    let length = bytes.first_chunk::<4>().map(|length| u32::from_le_bytes(*length) as usize);
                    let end = length.and_then(|length| length.checked_add(4)).filter(|end| *end <= bytes.len());
                    let end = end.filter(|_| def_level_encoding == Encoding::RLE).ok_or(say::page_damaged())?;
                    levels = Some(bytes.split_to(end).slice(4..));
                }
                self.begin(num_values, levels, bytes, encoding)?;
            }
            Some(Page::DataPageV2 { buf, num_values, encoding, def_levels_byte_len, rep_levels_byte_len, .. }) => {
                let mut bytes = buf;
                let [skipped, length] = [rep_levels_byte_len, def_levels_byte_len].map(|length| length as usize);
                if skipped.saturating_add(length) > bytes.len() {
                    return Err(say::page_damaged().to_owned());
                }
                drop(bytes.split_to(skipped));
                let levels = bytes.split_to(length);
                self.begin(num_values, self.optional.then_some(levels), bytes, encoding)?;
            }
        }
        Ok(())
    }

    /// Begins a page of values.
    fn begin(&mut self, rows: u32, levels: Option<Bytes>, bytes: Bytes, encoding: Encoding) -> Result<(), String> {
        let values = match encoding {
            Encoding::PLAIN => Some(Values::Plain(bytes)),
            Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY => match bytes.first() {
                Some(width) => Hybrid::new(bytes.slice(1..), *width).map(Values::Codes),
                // A page without values has no width.
                None => Hybrid::new(bytes, 0).map(Values::Codes),
            },
            _ => None,
        };
        let values = values.ok_or(say::page_damaged())?;
        let rows = usize::try_from(rows).map_err(|error| error.to_string())?;
        self.page = DataPage { rows, levels: levels.and_then(|levels| Hybrid::new(levels, 1)), values };
        Ok(())
    }

    /// The dictionary of some values.
    fn judged(&self, bytes: &[u8], builder: &Builder, column: usize) -> Result<Dictionary, String> {
        let values = self.values.array(bytes, None).map_err(|error| error.to_string())?;
        let missing = new_null_array(values.data_type(), 1);
        let values = concat(&[&values, &missing]).map_err(|error| error.to_string())?;
        let readers = builder.readers();
        let judged = readers.get(column).and_then(|reader| judge(reader, self.stored, &values));
        let mut apart = Vec::new();
        if let Some(judged) = judged.as_ref().filter(|judged| !judged.apart.is_empty()) {
            apart = vec![false; values.len()];
            for at in &judged.apart {
                apart.get_mut(*at).into_iter().for_each(|apart| *apart = true);
            }
        }
        Ok(Dictionary { values, judged, apart })
    }

    /// Reads rows of the current page.
    fn rows(&mut self, rows: usize, builder: &mut Builder, column: usize) -> Result<(), String> {
        let mut there = None;
        let mut count = rows;
        if let Some(levels) = &mut self.page.levels {
            self.levels.clear();
            levels.bits(rows, &mut self.levels).map_err(|Short| say::page_damaged())?;
            count = self.levels.count();
            there = (count < rows).then_some(&self.levels);
        }
        match &mut self.page.values {
            Values::Plain(bytes) => {
                let length = count.checked_mul(self.values.width()).filter(|length| *length <= bytes.len());
                let dense = bytes.split_to(length.ok_or(say::page_damaged())?);
                let array = self.values.array(&dense, there).map_err(|error| error.to_string())?;
                column::read(builder, column, self.stored, &array).map_err(|error| error.to_string())
            }
            Values::Codes(codes) => {
                let dictionary = self.dictionary.as_ref().ok_or(say::page_damaged())?;
                let mut target = Target { builder, column, stored: self.stored };
                // Most dictionaries have few values.
                match dictionary.values.len() <= 1 << u8::BITS {
                    true => dictionary.read::<u8>(codes, (count, there), &mut target),
                    false => dictionary.read::<u32>(codes, (count, there), &mut target),
                }
            }
        }
    }
}

/// The column of a builder into which values are read.
struct Target<'b> {
    builder: &'b mut Builder,
    column: usize,
    stored: Stored,
}

impl Dictionary {
    /// Reads the values of some rows: so many codes, and which rows have one, if some have none.
    fn read<C: Small + Code>(
        &self,
        codes: &mut Hybrid,
        (count, there): (usize, Option<&Bits>),
        target: &mut Target<'_>,
    ) -> Result<(), String> {
        let mut dense: Vec<C> = Vec::new();
        codes.read(count, &mut dense).map_err(|Short| say::page_damaged().to_owned())?;
        let missing = self.values.len().saturating_sub(1);
        let most = dense.iter().fold(C::of(0), |most, code| most.max(*code));
        if count > 0 && most.position() >= missing {
            return Err(say::page_damaged().to_owned());
        }
        self.take(&spread_values(dense, there, C::of(missing as u64)), target)
    }

    /// Reads the values of some rows, by their positions.
    fn take<C: Code>(&self, codes: &[C], target: &mut Target<'_>) -> Result<(), String> {
        let Target { builder, column, stored } = target;
        let (column, stored) = (*column, *stored);
        let Some(judged) = &self.judged else {
            let codes = UInt64Array::from_iter_values(codes.iter().map(|code| code.position() as u64));
            let values = take(&self.values, &codes, None).map_err(|error| error.to_string())?;
            return column::cells(builder, column, stored, &values).map_err(|error| error.to_string());
        };
        let is_apart = |code: &C| self.apart.get(code.position()) == Some(&true);
        let apart = match self.apart.is_empty() {
            true => Vec::new(),
            false => codes.iter().enumerate().filter(|(_, code)| is_apart(code)).map(|(row, _)| row).collect(),
        };
        let mut unread = Ok(());
        builder.column(column, Judged { cells: judged.cells.pick(codes), apart }, |builder, row| {
            let code = codes.get(row).map_or(0, |code| code.position());
            let read = column::cells(builder, column, stored, &self.values.slice(code, 1));
            unread = std::mem::replace(&mut unread, Ok(())).and(read);
        });
        unread.map_err(|error| error.to_string())
    }
}
