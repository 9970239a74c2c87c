//! Judges the values of a stored column as a whole. Most columns need no look at each cell.
//!
//! A value is judged here if it is clearly legal, clearly absent, or equal to a marker. Any other value is apart, and
//! is read as a cell on its own: the meaning of a cell and its findings are defined only once, in [`super::column`].

use super::super::batch::{Cell, Column, Values};
use super::super::build::Judged;
use super::super::cell::{CellReader, is_plain};
use super::super::texts::Texts;
use super::stored::Stored;
use crate::calendar;
use datafusion::arrow::array::{
    Array, ArrayRef, ArrowNativeTypeOp, ArrowPrimitiveType, AsArray, DictionaryArray, PrimitiveArray,
    downcast_integer_array,
};
use datafusion::arrow::buffer::NullBuffer;
use datafusion::arrow::datatypes::{Date32Type, Decimal128Type, Float64Type, Int32Type};
use num_traits::{AsPrimitive, cast};
use std::str::FromStr;

/// The greatest number of units that is read from a double. No two numbers of up to 15 digits with the same decimals
/// are the same double, so the shortest text of the double is the number.
const MOST_UNITS: f64 = 1e15;

/// 1.5 · 2^52. If this number is added to a double of at most 2^51 and subtracted again, the nearest whole number is
/// left.
const ROUNDS: f64 = 6_755_399_441_055_744.0;

/// The most decimals whose power of ten is exactly a double.
const MOST_DECIMALS: u32 = 22;

/// Returns the cells of a column; `None` if its values cannot be judged as a whole.
pub(super) fn judge(reader: &CellReader, stored: Stored, array: &ArrayRef) -> Option<Judged> {
    let code = match (reader.empty_cell(), array.null_count()) {
        (_, 0) => Some(0),
        (Some(Cell::Missing(marker)), _) => Some(marker.saturating_add(1)),
        _ => None,
    };
    let nulls = array.logical_nulls().filter(|nulls| nulls.null_count() > 0);
    let all = Nulls { nulls: nulls.as_ref(), code };
    match stored {
        Stored::Whole => downcast_integer_array!(
            array => whole(reader, all, array),
            _ => None
        ),
        Stored::Decimal => decimals(reader, all, array.as_primitive::<Decimal128Type>()),
        Stored::Double => doubles(reader, all, array.as_primitive::<Float64Type>()),
        Stored::Day => days(reader, all, array.as_primitive::<Date32Type>()),
        Stored::YesNo if reader.is_yes_no() => {
            let values: Vec<bool> = array.as_boolean().values().iter().collect();
            Some(all.judged(&values, |_| LEGAL, |value| value, Values::YesNo))
        }
        Stored::Text if reader.is_choice() => choices(reader, all, array.as_dictionary_opt::<Int32Type>()?),
        Stored::Text if reader.is_text() => texts(reader, all, array),
        _ => None,
    }
}

/// The state of a value: legal, apart, or missing with the code of a marker.
type CellState = u8;
const LEGAL: CellState = 0;
const APART: CellState = u8::MAX;

fn state(legal: bool) -> CellState {
    if legal { LEGAL } else { APART }
}

/// The rows of a column that have no value, if any, and the code of the marker for them. Without a code these rows are
/// apart.
#[derive(Clone, Copy)]
struct Nulls<'a> {
    nulls: Option<&'a NullBuffer>,
    code: Option<u8>,
}

impl Nulls<'_> {
    /// Returns the column of these values. `state` returns the state of each value, and `cell` the cell of a legal
    /// value.
    fn judged<N: Copy, T: Copy + Default>(
        self,
        values: &[N],
        state: impl Fn(N) -> CellState,
        cell: impl Fn(N) -> T,
        kind: impl Fn(Vec<T>) -> Values,
    ) -> Judged {
        let Some(mut states) = self.states(values.len()) else {
            let found = values.iter().fold(LEGAL, |found, value| found | state(*value));
            let cells: Vec<T> = values.iter().map(|value| cell(*value)).collect();
            if found == LEGAL {
                return Judged { cells: Column { values: kind(cells), missing: None }, apart: Vec::new() };
            }
            let states = values.iter().map(|value| state(*value)).collect();
            return settled(cells, states, kind);
        };
        let pairs = || values.iter().zip(&states);
        let found =
            pairs().fold(LEGAL, |found, (value, known)| found | if *known == LEGAL { state(*value) } else { LEGAL });
        let zero = T::default();
        let cells = pairs().map(|(value, known)| if *known == LEGAL { cell(*value) } else { zero }).collect();
        if found == LEGAL && self.code.is_some() {
            return Judged { cells: Column { values: kind(cells), missing: Some(states) }, apart: Vec::new() };
        }
        for (known, value) in states.iter_mut().zip(values) {
            if *known == LEGAL {
                *known = state(*value);
            }
        }
        settled(cells, states, kind)
    }

    /// Returns the state of each row: legal so far if it has a value, otherwise the state of an absent value. `None` if
    /// all rows have a value.
    fn states(self, rows: usize) -> Option<Vec<CellState>> {
        let mut states = vec![LEGAL; rows];
        let state = self.code.unwrap_or(APART);
        (!self.nulls?.inner()).set_indices().for_each(|row| put(&mut states, row, state));
        Some(states)
    }
}

/// Returns the column of some cells with their states.
fn settled<T: Copy + Default>(
    mut cells: Vec<T>,
    mut states: Vec<CellState>,
    kind: impl Fn(Vec<T>) -> Values,
) -> Judged {
    let mut apart = Vec::new();
    for (row, (cell, state)) in cells.iter_mut().zip(&mut states).enumerate() {
        if *state != LEGAL {
            *cell = T::default();
        }
        if *state == APART {
            apart.push(row);
            *state = LEGAL;
        }
    }
    let missing = states.iter().any(|state| *state != LEGAL).then_some(states);
    Judged { cells: Column { values: kind(cells), missing }, apart }
}

fn put<T>(list: &mut [T], row: usize, value: T) {
    if let Some(cell) = list.get_mut(row) {
        *cell = value;
    }
}

/// Returns the marker texts that are values of a type, in the notation of the type, with their codes.
fn markers<T: FromStr + ToString>(reader: &CellReader) -> Vec<(T, CellState)> {
    let value = |text: &str| {
        let value = text.parse::<T>().ok().filter(|value| value.to_string() == text)?;
        match reader.marker(text.as_bytes())? {
            Cell::Missing(marker) => Some((value, marker.saturating_add(1))),
            _ => None,
        }
    };
    reader.marker_texts().filter_map(value).collect()
}

/// Returns the state of a value that may be a marker.
fn state_among<T: PartialEq>(markers: &[(T, CellState)], value: T, legal: bool) -> CellState {
    let marker = markers.iter().find(|(marker, _)| *marker == value);
    marker.map_or(state(legal), |(_, code)| *code)
}

/// Judges whole numbers. Their cells are in units of the column's last decimal.
fn whole<T: ArrowPrimitiveType>(reader: &CellReader, all: Nulls<'_>, array: &PrimitiveArray<T>) -> Option<Judged>
where
    T::Native: num_traits::NumCast + AsPrimitive<i64>,
{
    let numeral = reader.numeral().filter(|numeral| numeral.is_narrow())?;
    let (scale, low, high) = numeral.limits();
    let power = 10i64.checked_pow(scale)?;
    // The bounds are for the stored numbers: within them, no product can wrap. Bounds beyond the stored type are not
    // needed, since it has no such values.
    let least = i64::try_from(div_up(low, power.into())).unwrap_or(i64::MIN / power);
    let greatest = i64::try_from(high.div_euclid(power.into())).unwrap_or(i64::MAX / power);
    let (least, greatest) =
        (least.max(T::Native::MIN_TOTAL_ORDER.as_()), greatest.min(T::Native::MAX_TOTAL_ORDER.as_()));
    let (least, greatest): (T::Native, T::Native) = (cast(least)?, cast(greatest)?);
    let legal = |value: T::Native| value >= least && value <= greatest;
    let units = |value: T::Native| -> i64 { AsPrimitive::<i64>::as_(value).wrapping_mul(power) };
    let markers = markers::<i64>(reader);
    let values = array.values();
    Some(match markers.is_empty() {
        true => all.judged(values, |value| state(legal(value)), units, Values::Narrow),
        false => all.judged(values, |value| state_among(&markers, value.as_(), legal(value)), units, Values::Narrow),
    })
}

/// Returns the least whole number that is not below a quotient. The divisor must be greater than zero.
fn div_up(n: i128, over: i128) -> i128 {
    n.div_euclid(over) + i128::from(n.rem_euclid(over) != 0)
}

fn decimals(reader: &CellReader, all: Nulls<'_>, array: &PrimitiveArray<Decimal128Type>) -> Option<Judged> {
    // A marker can be written in many ways as a decimal, so columns with marker texts are read by cell.
    let numeral = reader.numeral().filter(|numeral| numeral.is_narrow() && !reader.has_marker_texts())?;
    let (scale, low, high) = numeral.limits();
    let stored = u32::try_from(array.scale()).ok()?;
    let more = 10i128.checked_pow(scale.checked_sub(stored)?)?;
    let (least, greatest) = (div_up(low, more), high.div_euclid(more));
    let legal = |value: i128| state((least..=greatest).contains(&value));
    // A legal value fits 64 bits, since the column is narrow. Its lower half is then the number.
    let units = |value: i128| -> i64 { (value.wrapping_mul(more)).as_() };
    Some(all.judged(array.values(), legal, units, Values::Narrow))
}

/// Judges doubles. A double is legal if it is the nearest double to a number of up to 15 digits with the column's
/// decimals.
#[expect(clippy::float_arithmetic, reason = "a double counts only where it is read back from whole units")]
fn doubles(reader: &CellReader, all: Nulls<'_>, array: &PrimitiveArray<Float64Type>) -> Option<Judged> {
    let numeral = reader.numeral().filter(|numeral| numeral.is_narrow())?;
    let (scale, low, high) = numeral.limits();
    let power = 10f64.powi(i32::try_from(scale).ok().filter(|_| scale <= MOST_DECIMALS)?);
    let bound = |units: i128| -> f64 { (units.clamp(-MOST_UNITS as i128, MOST_UNITS as i128)).as_() };
    let (least, greatest) = (bound(low), bound(high));
    let nearest = |value: f64| (value * power + ROUNDS) - ROUNDS;
    let legal = |value: f64| {
        let units = nearest(value);
        units >= least && units <= greatest && units / power == value
    };
    let units = |value: f64| -> i64 { nearest(value).as_() };
    let markers = markers::<f64>(reader);
    let values = array.values();
    Some(match markers.is_empty() {
        true => all.judged(values, |value| state(legal(value)), units, Values::Narrow),
        false => all.judged(values, |value| state_among(&markers, value, legal(value)), units, Values::Narrow),
    })
}

fn days(reader: &CellReader, all: Nulls<'_>, array: &PrimitiveArray<Date32Type>) -> Option<Judged> {
    if !reader.is_date() || reader.has_marker_texts() {
        return None;
    }
    let legal = |day: i32| state(calendar::YEARS_OF_FOUR_DIGITS.contains(&day));
    Some(all.judged(array.values(), legal, |day| day, Values::Date))
}

/// Judges the values of a choice. Each entry of the dictionary is read once.
fn choices(reader: &CellReader, all: Nulls<'_>, array: &DictionaryArray<Int32Type>) -> Option<Judged> {
    let entries = array.values().as_string_opt::<i32>()?;
    let entry = |entry: Option<&str>| match entry.and_then(|entry| reader.read(entry.as_bytes())) {
        Some(Cell::Choice(position)) => (position, LEGAL),
        Some(Cell::Missing(marker)) => (0, marker.saturating_add(1)),
        _ => (0, APART),
    };
    let entries: Vec<(u32, CellState)> = entries.iter().map(entry).collect();
    let value = |key: i32| {
        let entry = usize::try_from(key).ok().and_then(|key| entries.get(key));
        entry.copied().unwrap_or((0, APART))
    };
    Some(all.judged(array.keys().values(), |key| value(key).1, |key| value(key).0, Values::Choice))
}

/// Judges texts. A text that is not plain, or that is a marker, is apart.
fn texts(reader: &CellReader, all: Nulls<'_>, array: &ArrayRef) -> Option<Judged> {
    let views = array.as_string_view_opt()?;
    let (mut texts, mut apart) = (Texts::default(), Vec::new());
    let is_marker = |text: &str| reader.marker_texts().any(|marker| marker == text);
    for (row, text) in views.iter().enumerate() {
        match text {
            Some(text) if is_plain(text.as_bytes()) && !is_marker(text) => texts.push(text),
            Some(_) => {
                apart.push(row);
                texts.push("");
            }
            None => texts.push(""),
        }
    }
    let mut missing = all.states(texts.len());
    if let Some(states) = missing.as_mut().filter(|_| all.code.is_none()) {
        apart.extend(states.iter().enumerate().filter(|(_, state)| **state == APART).map(|(row, _)| row));
        apart.sort_unstable();
        missing = None;
    }
    Some(Judged { cells: Column { values: Values::Text(texts), missing }, apart })
}
