//! Stores many cells in a few bytes each: the values of a node for all subjects of a kind.
//!
//! A [`Cell`] takes hundreds of bytes, most of them for integers of any length. In a column a cell is one word, and
//! what does not fit is in a separate list. A cell that is read is equal to the cell that was added.

use super::value::{Cell, Reasons, Value};
use crate::number::Rational;
use indexmap::IndexSet;
use num_bigint::BigInt;
use num_traits::ToPrimitive;
use std::sync::Arc;

/// Cells in their order.
#[derive(Clone, Debug, Default)]
pub(super) struct Column {
    kinds: Vec<Kind>,
    words: Vec<u64>,
    fractions: Vec<(i64, i64)>,
    numbers: Vec<Rational>,
    texts: Vec<Arc<str>>,
    sorted: Vec<Arc<[Rational]>>,
    /// The reasons are stored once, since many cells are missing for the same reasons.
    reasons: IndexSet<Reasons>,
}

/// The meaning of a word.
#[derive(Clone, Copy, Debug)]
enum Kind {
    /// The number itself.
    Whole,
    /// A fraction; the word is its position in the list.
    Fraction,
    /// A longer number; the word is its position in the list.
    Number,
    YesNo,
    Choice,
    Text,
    Date,
    Set,
    Sorted,
    Missing,
}

impl Column {
    /// The number of cells.
    pub(super) fn len(&self) -> usize {
        self.kinds.len()
    }

    /// Adds a cell.
    pub(super) fn push(&mut self, cell: Cell) {
        let (kind, word) = match cell {
            Ok(Value::Number(number)) => self.number(number),
            Ok(Value::YesNo(flag)) => (Kind::YesNo, u64::from(flag)),
            Ok(Value::Choice(value)) => (Kind::Choice, u64::from(value)),
            Ok(Value::Text(text)) => (Kind::Text, place(&mut self.texts, text)),
            Ok(Value::Date(days)) => (Kind::Date, i64::from(days).cast_unsigned()),
            Ok(Value::Set(set)) => (Kind::Set, set),
            Ok(Value::Sorted(all)) => (Kind::Sorted, place(&mut self.sorted, all)),
            Err(reasons) => (Kind::Missing, self.reasons.insert_full(reasons).0 as u64),
        };
        self.kinds.push(kind);
        self.words.push(word);
    }

    fn number(&mut self, number: Rational) -> (Kind, u64) {
        match (number.numer().to_i64(), number.denom().to_i64()) {
            (Some(whole), Some(1)) => (Kind::Whole, whole.cast_unsigned()),
            (Some(above), Some(below)) => (Kind::Fraction, place(&mut self.fractions, (above, below))),
            _ => (Kind::Number, place(&mut self.numbers, number)),
        }
    }

    /// The cell at a position.
    pub(super) fn get(&self, at: usize) -> Option<Cell> {
        let word = *self.words.get(at)?;
        let place = usize::try_from(word).ok();
        Some(Ok(match self.kinds.get(at)? {
            Kind::Whole => Value::Number(Rational::from(word.cast_signed())),
            Kind::Fraction => {
                let (above, below) = *self.fractions.get(place?)?;
                Value::Number(Rational::lowest(BigInt::from(above), BigInt::from(below)))
            }
            Kind::Number => Value::Number(self.numbers.get(place?)?.clone()),
            Kind::YesNo => Value::YesNo(word == 1),
            Kind::Choice => Value::Choice(u32::try_from(word).ok()?),
            Kind::Text => Value::Text(Arc::clone(self.texts.get(place?)?)),
            Kind::Date => Value::Date(i32::try_from(word.cast_signed()).ok()?),
            Kind::Set => Value::Set(word),
            Kind::Sorted => Value::Sorted(Arc::clone(self.sorted.get(place?)?)),
            Kind::Missing => return Some(Err(self.reasons.get_index(place?)?.clone())),
        }))
    }

    /// The value at a position, if there is one.
    pub(super) fn value(&self, at: usize) -> Option<Value> {
        self.get(at)?.ok()
    }

    /// Whether there is a value at a position.
    pub(super) fn has_value(&self, at: usize) -> bool {
        self.kinds.get(at).is_some_and(|kind| !matches!(kind, Kind::Missing))
    }

    /// Whether the cell at a position is yes.
    pub(super) fn is_yes(&self, at: usize) -> bool {
        matches!((self.kinds.get(at), self.words.get(at)), (Some(Kind::YesNo), Some(1)))
    }

    /// All cells, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = Cell> {
        (0..self.len()).filter_map(|at| self.get(at))
    }
}

impl FromIterator<Cell> for Column {
    fn from_iter<I: IntoIterator<Item = Cell>>(cells: I) -> Column {
        let mut column = Column::default();
        cells.into_iter().for_each(|cell| column.push(cell));
        column
    }
}

/// Adds an item to a list and returns its position.
fn place<T>(list: &mut Vec<T>, item: T) -> u64 {
    list.push(item);
    list.len() as u64 - 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{NodeId, Reason};
    use crate::ids::Id;

    #[test]
    fn what_goes_in_comes_out() {
        let number = |above: i128, below: i64| {
            Ok(Value::Number(Rational::from_parts(BigInt::from(above), BigInt::from(below)).unwrap()))
        };
        let reasons = |which| Err(Reasons::from([Reason { node: NodeId::at(3), which }]));
        let (small, large) = (i128::from(i64::MIN), i128::from(i64::MAX) + 1);
        let cells: Vec<Cell> = vec![
            number(0, 1),
            number(small, 1),
            number(large, 1),
            number(-7, 3),
            number(large, 3),
            number(1, i64::MAX),
            Ok(Value::YesNo(true)),
            Ok(Value::YesNo(false)),
            Ok(Value::Choice(u32::MAX)),
            Ok(Value::Text("客户".into())),
            Ok(Value::Date(i32::MIN)),
            Ok(Value::Set(u64::MAX)),
            Ok(Value::Sorted([Rational::one()].into())),
            reasons(1),
            reasons(0),
            reasons(1),
            Err(Reasons::new()),
        ];
        let column: Column = cells.iter().cloned().collect();
        assert_eq!(column.iter().collect::<Vec<Cell>>(), cells);
        assert_eq!(column.get(cells.len()), None);
    }
}
