//! The value of the first row.

use super::total::Number;
use super::{InputRow, Value};
use crate::engine::column::Cell;
use crate::faults::fault;
use crate::number::Rational;

/// The value of the first row so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct First {
    /// The number of the row.
    row: u64,
    /// The value of the row; `None` if it is missing.
    pub value: Option<Own>,
    /// Why it is missing, if that can be reported.
    pub why: Option<Box<[u8]>>,
}

/// A value that outlives its row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Own {
    /// A whole number in the units of its column.
    Whole(i128),
    /// A fraction.
    Fraction(Box<Rational>),
    /// Yes or no.
    YesNo(bool),
    /// A position in a choice.
    Choice(u32),
    /// A text.
    Text(Box<str>),
    /// Days since 1970-01-01.
    Date(i32),
    /// A bit for each value of a choice.
    Set(u64),
}

impl First {
    /// Adds a row, which replaces the first row so far if it precedes it.
    pub(crate) fn take(first: &mut Option<Box<First>>, row: InputRow<'_>) {
        if first.as_ref().is_none_or(|first| before(row.number, first.row)) {
            let why = row.why.filter(|_| row.value.is_none()).map(Into::into);
            *first = Some(Box::new(First { row: row.number, value: row.value.map(Own::of), why }));
        }
    }

    /// Adds the first of other rows.
    pub(crate) fn merge(first: &mut Option<Box<First>>, other: Option<Box<First>>) {
        let Some(other) = other else { return };
        if first.as_ref().is_none_or(|first| before(other.row, first.row)) {
            *first = Some(other);
        }
    }
}

/// Whether one row precedes another.
fn before(one: u64, other: u64) -> bool {
    (one < other) != fault!(FirstTakesLastRow)
}

impl Own {
    fn of(value: Value<'_>) -> Own {
        match value {
            Value::Number(Number::Whole(n)) => Own::Whole(n),
            Value::Number(Number::Fraction(n)) => Own::Fraction(Box::new(n.clone())),
            Value::Cell(Cell::YesNo(flag)) => Own::YesNo(flag),
            Value::Cell(Cell::Choice(value)) => Own::Choice(value),
            Value::Cell(Cell::Text(text)) => Own::Text(text.into()),
            Value::Cell(Cell::Date(days)) => Own::Date(days),
            Value::Cell(Cell::Set(set)) => Own::Set(set),
        }
    }

    /// The value, if it is not a number.
    pub(crate) fn cell(&self) -> Option<Cell<'_>> {
        Some(match self {
            Own::YesNo(flag) => Cell::YesNo(*flag),
            Own::Choice(value) => Cell::Choice(*value),
            Own::Text(text) => Cell::Text(text),
            Own::Date(days) => Cell::Date(*days),
            Own::Set(set) => Cell::Set(*set),
            Own::Whole(_) | Own::Fraction(_) => return None,
        })
    }

    /// A number in the units of its column.
    pub(crate) fn number(&self) -> Option<Number<'_>> {
        match self {
            Own::Whole(n) => Some(Number::Whole(*n)),
            Own::Fraction(n) => Some(Number::Fraction(n)),
            _ => None,
        }
    }
}
