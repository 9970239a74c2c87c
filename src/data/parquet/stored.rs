//! How a Parquet file stores a column, and which columns can be read from that.

use super::super::defects::{At, Defects};
use super::super::file::FileName;
use crate::calendar::SECONDS_OF_DAY;
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::data as say;
use crate::messages::phrase;
use crate::schema::{ColumnKind, TableSchema};
use datafusion::arrow::datatypes::{DataType, Fields, TimeUnit};

/// The kind of values of a stored column. Each kind is read in its own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stored {
    /// Texts, perhaps in a dictionary.
    Text,
    /// Whole numbers that fit a signed machine integer.
    Whole,
    /// Whole numbers that need all bits of an unsigned machine integer.
    Unsigned,
    /// Decimals that fit 128 bits.
    Decimal,
    /// Longer decimals.
    BigDecimal,
    /// Single floats.
    Single,
    /// Double floats.
    Double,
    /// Dates.
    Day,
    /// Moments, with this many units in a day.
    Moment(i64),
    /// Yes or no.
    YesNo,
    /// No values at all.
    Nothing,
}

impl Stored {
    /// Returns the kind of values of a stored type; `None` for types that no column is read from.
    pub(super) fn of(data_type: &DataType) -> Option<Stored> {
        Some(match data_type {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Stored::Text,
            DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::Int64 => Stored::Whole,
            DataType::UInt8 | DataType::UInt16 | DataType::UInt32 => Stored::Whole,
            DataType::UInt64 => Stored::Unsigned,
            DataType::Decimal32(..) | DataType::Decimal64(..) | DataType::Decimal128(..) => Stored::Decimal,
            DataType::Decimal256(..) => Stored::BigDecimal,
            // A half float is not read: after widening, it would show digits that nobody wrote.
            DataType::Float32 => Stored::Single,
            DataType::Float64 => Stored::Double,
            DataType::Date32 => Stored::Day,
            DataType::Date64 => Stored::Moment(SECONDS_OF_DAY * 1000),
            DataType::Timestamp(unit, None) => Stored::Moment(SECONDS_OF_DAY * per_second(*unit)),
            DataType::Boolean => Stored::YesNo,
            DataType::Null => Stored::Nothing,
            DataType::Dictionary(_, values) => return Stored::of(values),
            _ => return None,
        })
    }

    /// Whether a column of this kind can be read from these values. Whole numbers can be read as texts, since they are
    /// written in one way only; other numbers and dates cannot.
    fn serves(self, kind: &ColumnKind) -> bool {
        match self {
            Stored::Text | Stored::Nothing => true,
            Stored::Whole | Stored::Unsigned => !matches!(kind, ColumnKind::Date),
            Stored::Decimal | Stored::BigDecimal | Stored::Single | Stored::Double => {
                matches!(kind, ColumnKind::Number(_))
            }
            Stored::Day | Stored::Moment(_) => matches!(kind, ColumnKind::Date),
            Stored::YesNo => matches!(kind, ColumnKind::YesNo { .. }),
        }
    }
}

fn per_second(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Second => 1,
        TimeUnit::Millisecond => 1000,
        TimeUnit::Microsecond => 1_000_000,
        TimeUnit::Nanosecond => 1_000_000_000,
    }
}

/// Returns the kind of stored values of each declared column; `None` if one of the columns cannot be read from its
/// kind.
pub(super) fn check(
    table: &TableSchema,
    positions: &[Option<usize>],
    fields: &Fields,
    file: &FileName,
    defects: &Defects,
) -> Option<Vec<Stored>> {
    let mut all = Vec::with_capacity(positions.len());
    for ((number, column), position) in (1..).zip(&table.columns).zip(positions) {
        let Some(position) = position else {
            all.push(Stored::Nothing);
            continue;
        };
        let data_type = fields.get(*position).map_or(&DataType::Null, |field| field.data_type());
        match Stored::of(data_type).filter(|stored| stored.serves(&column.kind)) {
            Some(stored) => all.push(stored),
            None => {
                let defect = wrong_type(&column.name, &column.kind, data_type);
                defects.add(file, At { line: 0, column: number }, Some(&column.header), defect);
            }
        }
    }
    (all.len() == positions.len()).then_some(all)
}

fn wrong_type(name: &str, kind: &ColumnKind, data_type: &DataType) -> Diagnostic {
    let (declared, cure) = match kind {
        ColumnKind::Text => (say::texts(), say::text()),
        ColumnKind::Number(_) => (say::numbers(), say::numbers_or_text()),
        ColumnKind::Choice(..) | ColumnKind::Set(..) => (say::values_of_a_list(), say::text()),
        ColumnKind::Date => (say::dates(), say::dates_or_text()),
        ColumnKind::YesNo { .. } => (say::yes_or_no(), say::boolean_or_text()),
    };
    let message = say::wrong_file_type(name, declared, in_words(data_type));
    Diagnostic::input(Code::WrongFileType, None, message).help(say::store_as(cure))
}

fn in_words(data_type: &DataType) -> String {
    match Stored::of(data_type) {
        Some(Stored::Text) => say::texts().to_owned(),
        Some(Stored::Whole | Stored::Unsigned) => say::whole_numbers().to_owned(),
        Some(Stored::Decimal | Stored::BigDecimal) => say::decimal_numbers().to_owned(),
        Some(Stored::Single | Stored::Double) => say::floating_point_numbers().to_owned(),
        Some(Stored::Day) => say::dates().to_owned(),
        Some(Stored::Moment(_)) => say::dates_with_time().to_owned(),
        Some(Stored::YesNo) => say::yes_or_no().to_owned(),
        Some(Stored::Nothing) => say::nothing().to_owned(),
        None if matches!(data_type, DataType::Timestamp(..)) => say::moments_of_time_zone().to_owned(),
        None => phrase::name(data_type),
    }
}
