//! The values of a stored column as cells.

use super::super::batch::Cell;
use super::super::build::Builder;
use super::super::cell::CellReader;
use super::judge::judge;
use super::stored::Stored;
use crate::calendar;
use datafusion::arrow::array::{Array, ArrayRef, AsArray, Decimal128Array, PrimitiveArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{
    ArrowPrimitiveType, DataType, Date32Type, Decimal128Type, Decimal256Type, Float32Type, Float64Type, Int64Type,
    UInt64Type,
};
use datafusion::arrow::error::ArrowError;
use std::fmt::{Display, Write};

/// The type in which the texts of a choice are decoded: each text once, and its position for each row.
pub(super) fn as_choice() -> DataType {
    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
}

/// The most digits of a decimal in 128 bits.
const DECIMAL_DIGITS: u8 = 38;

/// Reads a stored column into the rows that the builder has begun.
pub(super) fn read(builder: &mut Builder, column: usize, stored: Stored, array: &ArrayRef) -> Result<(), ArrowError> {
    let readers = builder.readers();
    let Some(reader) = readers.get(column) else {
        return Ok(());
    };
    let array = canonical(reader, stored, array)?;
    let Some(judged) = judge(reader, stored, &array) else { return cells(builder, column, stored, &array) };
    let mut unread = Ok(());
    builder.column(column, judged, |builder, row| {
        let read = cells(builder, column, stored, &array.slice(row, 1));
        unread = std::mem::replace(&mut unread, Ok(())).and(read);
    });
    unread
}

/// Reads values one by one into the rows that the builder has begun.
pub(super) fn cells(builder: &mut Builder, column: usize, stored: Stored, array: &ArrayRef) -> Result<(), ArrowError> {
    let readers = builder.readers();
    let Some(reader) = readers.get(column) else { return Ok(()) };
    let array = match (stored, array.data_type()) {
        (_, DataType::Dictionary(..)) => &cast(array, &DataType::Utf8View)?,
        (Stored::Whole, ty) if *ty != DataType::Int64 => &cast(array, &DataType::Int64)?,
        _ => array,
    };
    let mut cells = Cells { builder, column, reader };
    match stored {
        Stored::Text => cells.texts(array),
        Stored::Whole => cells.whole(array.as_primitive::<Int64Type>()),
        Stored::Unsigned => cells.whole(array.as_primitive::<UInt64Type>()),
        Stored::Decimal => cells.decimals(array.as_primitive::<Decimal128Type>()),
        Stored::BigDecimal => {
            let decimals = array.as_primitive::<Decimal256Type>();
            cells.each(decimals, |row, text| put(text, decimals.value_as_string(row)));
        }
        Stored::Single => {
            let floats = array.as_primitive::<Float32Type>();
            cells.each(floats, |row, text| put(text, floats.value(row)));
        }
        Stored::Double => {
            let floats = array.as_primitive::<Float64Type>();
            cells.each(floats, |row, text| put(text, floats.value(row)));
        }
        Stored::Day => {
            let days = array.as_primitive::<Date32Type>();
            cells.moments(days, |row| i64::from(days.value(row)), 1);
        }
        Stored::Moment(per_day) => {
            let moments = array.as_primitive::<Int64Type>();
            cells.moments(moments, |row| moments.value(row), per_day);
        }
        Stored::YesNo => {
            let values = array.as_boolean();
            cells.each(values, |row, _| Some(Cell::YesNo(values.value(row))));
        }
        Stored::Nothing => cells.each(array, |_, _| None),
    }
    Ok(())
}

/// Converts an array to the one form in which each kind is read; whole numbers stay as they are. No value changes.
pub(super) fn canonical(reader: &CellReader, stored: Stored, array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    if reader.is_choice() && *array.data_type() == as_choice() {
        return Ok(array.clone());
    }
    let values = match array.data_type() {
        DataType::Dictionary(_, values) => cast(array, values)?,
        _ => array.clone(),
    };
    let form = match (stored, values.data_type()) {
        (Stored::Text, _) => DataType::Utf8View,
        (Stored::Moment(_), _) => DataType::Int64,
        (Stored::Single, _) => DataType::Float32,
        (Stored::Decimal, DataType::Decimal32(_, scale) | DataType::Decimal64(_, scale)) => {
            DataType::Decimal128(DECIMAL_DIGITS, *scale)
        }
        (_, same) => same.clone(),
    };
    if *values.data_type() == form { Ok(values) } else { cast(&values, &form) }
}

/// Writes a value as a CSV file would hold it. Returns no cell: the text still has to be read.
fn put(text: &mut String, value: impl Display) -> Option<Cell<'static>> {
    // Writing to a string does not fail.
    let _ = write!(text, "{value}");
    None
}

/// Reads the cells of one column into the rows.
struct Cells<'a> {
    builder: &'a mut Builder,
    column: usize,
    reader: &'a CellReader,
}

impl Cells<'_> {
    /// Reads each row. A row without a value is an empty cell. `value` returns the cell at once, or writes its text.
    fn each(&mut self, array: &dyn Array, mut value: impl FnMut(usize, &mut String) -> Option<Cell<'static>>) {
        let nulls = array.logical_nulls();
        let mut text = String::new();
        for row in 0..array.len() {
            if nulls.as_ref().is_some_and(|nulls| nulls.is_null(row)) {
                self.written(b"");
                continue;
            }
            text.clear();
            match value(row, &mut text) {
                Some(cell) => self.builder.cell(self.column, Some(cell), b""),
                None => self.written(text.as_bytes()),
            }
        }
    }

    fn texts(&mut self, array: &ArrayRef) {
        for text in array.as_string_view() {
            self.written(text.unwrap_or_default().as_bytes());
        }
    }

    /// Reads a cell from its text; the text of an absent value is empty.
    fn written(&mut self, text: &[u8]) {
        self.builder.written(self.column, text);
    }

    /// Reads whole numbers directly into the column's units, unless the column has marker texts: a number could be a
    /// marker.
    fn whole<T: ArrowPrimitiveType>(&mut self, array: &PrimitiveArray<T>)
    where
        T::Native: Into<i128> + Display,
    {
        let numeral = self.reader.numeral().filter(|_| !self.reader.has_marker_texts());
        self.each(array, |row, text| {
            let value = array.value(row);
            numeral.and_then(|n| n.read_units(value.into(), 0)).or_else(|| put(text, value))
        });
    }

    fn decimals(&mut self, array: &Decimal128Array) {
        let numeral = self.reader.numeral().filter(|_| !self.reader.has_marker_texts());
        let scale = u32::try_from(array.scale()).ok();
        self.each(array, |row, text| {
            let fast = numeral.zip(scale).and_then(|(n, scale)| n.read_units(array.value(row), scale));
            fast.or_else(|| put(text, array.value_as_string(row)))
        });
    }

    /// Reads dates, or moments in units of which a day has `per_day`.
    fn moments(&mut self, array: &dyn Array, moment: impl Fn(usize) -> i64, per_day: i64) {
        let plain = !self.reader.has_marker_texts();
        self.each(array, |row, text| {
            let moment = moment(row);
            let (days, rest) = (moment.div_euclid(per_day), moment.rem_euclid(per_day));
            let date = calendar::of_days(days);
            match (date, i32::try_from(days)) {
                (Some(_), Ok(days)) if plain && rest == 0 => Some(Cell::Date(days)),
                (Some(date), _) if rest == 0 => put(text, date),
                (Some(date), _) => put(text, format_args!("{date}T{}", time_of_day(rest, per_day))),
                (None, _) => put(text, format_args!("{days} days after 1970-01-01")),
            }
        });
    }
}

/// Returns the hours, minutes and seconds of a part of a day.
fn time_of_day(rest: i64, per_day: i64) -> String {
    let seconds = i128::from(rest) * 86_400 / i128::from(per_day.max(1));
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}
