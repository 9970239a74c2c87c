//! Typed columns in memory, the common form of all data that is read.

use super::texts::Texts;
use crate::ids::Id;
use crate::number::Width;
use crate::schema::{ColumnId, ColumnKind, Damage, TableSchema};
use std::hash::{Hash, Hasher};
use std::ops::Range;

/// Some consecutive rows of one file of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// Which file of the table, from 0, in the order in which they are bound.
    pub file: u32,
    /// The first row's position among the file's rows of data, from 0.
    pub first_row: u64,
    /// How many rows.
    pub rows: usize,
    /// The declared columns in the order of the schema; all of `rows` length.
    pub columns: Vec<Column>,
    /// The line of each row in its file; for other files the number of the row, from 1.
    pub lines: Vec<u64>,
    /// Rows that were left out.
    pub lost: Lost,
}

/// Rows that were left out of a batch. A row that refers to one of them is not the cause of a dangling reference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lost {
    /// The keys of rows whose key could be read.
    pub(super) keys: Vec<Vec<u8>>,
    /// Whether there are rows whose key could not be read.
    pub(super) others: bool,
}

/// One column of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The values. The value of a missing cell is the zero of its type.
    pub values: Values,
    /// For each row, 0 if there is a value, otherwise 1 + the position of the cell's marker, or of the kind of damage
    /// for which the cell was taken as missing. `None` if every cell has a value.
    pub missing: Option<Vec<u8>>,
}

/// The values of a column, according to its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Values {
    /// Numbers in units of 10^-scale, of a column whose width is narrow.
    Narrow(Vec<i64>),
    /// Numbers in units of 10^-scale, of a column whose width is wide.
    Wide(Vec<i128>),
    /// Positions in the choice's list of values.
    Choice(Vec<u32>),
    /// Texts.
    Text(Texts),
    /// Days since 1970-01-01.
    Date(Vec<i32>),
    /// Yes or no.
    YesNo(Vec<bool>),
    /// Sets of values of a choice: a bit for each position in its list.
    Set(Vec<u64>),
}

/// The value of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell<'a> {
    /// No value: the marker with this position among the column's markers.
    Missing(u8),
    /// A number of a narrow column, in units of 10^-scale.
    Narrow(i64),
    /// A number of a wide column, in units of 10^-scale.
    Wide(i128),
    /// A position in the choice's list of values.
    Choice(u32),
    /// A text.
    Text(&'a str),
    /// Days since 1970-01-01.
    Date(i32),
    /// Yes or no.
    YesNo(bool),
    /// Values of a choice: a bit for each position.
    Set(u64),
}

/// The position of a value in a short list.
#[cfg(feature = "engine")]
pub(super) trait Code: Copy {
    /// The position.
    fn position(self) -> usize;

    /// The values at some positions; zeros for positions that are not in the list.
    fn pick<T: Copy + Default>(list: &[T], codes: &[Self]) -> Vec<T>;
}

#[cfg(feature = "engine")]
impl Code for u8 {
    fn position(self) -> usize {
        self.into()
    }

    #[expect(clippy::indexing_slicing, reason = "the table has as many values as there are codes")]
    fn pick<T: Copy + Default>(list: &[T], codes: &[u8]) -> Vec<T> {
        let mut table = [T::default(); 1 << u8::BITS];
        table.iter_mut().zip(list).for_each(|(to, from)| *to = *from);
        codes.iter().map(|code| table[usize::from(*code)]).collect()
    }
}

#[cfg(feature = "engine")]
impl Code for u32 {
    fn position(self) -> usize {
        self as usize
    }

    fn pick<T: Copy + Default>(list: &[T], codes: &[u32]) -> Vec<T> {
        codes.iter().map(|code| list.get(code.position()).copied().unwrap_or_default()).collect()
    }
}

/// Applies an action to the list of values of any kind.
macro_rules! each {
    ($values:expr, $list:ident => $action:expr) => {
        match $values {
            Values::Narrow($list) => $action,
            Values::Wide($list) => $action,
            Values::Choice($list) => $action,
            Values::Text($list) => $action,
            Values::Date($list) => $action,
            Values::YesNo($list) => $action,
            Values::Set($list) => $action,
        }
    };
}

/// Applies an action to the list of values of a fixed size; does nothing to texts.
macro_rules! each_fixed {
    ($values:expr, $list:ident => $action:expr) => {
        match $values {
            Values::Narrow($list) => $action,
            Values::Wide($list) => $action,
            Values::Choice($list) => $action,
            Values::Date($list) => $action,
            Values::YesNo($list) => $action,
            Values::Set($list) => $action,
            Values::Text(_) => {}
        }
    };
}

impl Values {
    fn push_zero(&mut self) {
        match self {
            Values::Text(texts) => texts.push(""),
            values => each_fixed!(values, list => list.push(Default::default())),
        }
    }
}

impl Batch {
    /// Creates a batch of a table without rows.
    pub fn empty(table: &TableSchema) -> Batch {
        Batch { columns: table.columns.iter().map(|c| Column::empty(&c.kind)).collect(), ..Batch::default() }
    }

    /// A column of the table.
    #[expect(clippy::indexing_slicing, reason = "a batch has every column of its table")]
    pub fn column(&self, id: ColumnId) -> &Column {
        &self.columns[id.position()]
    }

    /// Adds the rows of another batch of the same table below these.
    pub fn append(&mut self, other: Batch) {
        for (column, further) in self.columns.iter_mut().zip(other.columns) {
            column.append(further);
        }
        self.lines.extend(other.lines);
        self.rows += other.rows;
    }

    /// Whether it has neither rows nor rows that were left out.
    pub(super) fn is_void(&self) -> bool {
        self.rows == 0 && self.lost == Lost::default()
    }

    /// Returns how many rows have a date outside of the days from `first` to `last`; 0 if the column has no dates.
    pub fn outside(&self, dated: ColumnId, first: i32, last: i32) -> usize {
        match &self.column(dated).values {
            Values::Date(days) => days.iter().filter(|day| !(first..=last).contains(*day)).count(),
            _ => 0,
        }
    }

    /// Removes rows; `rows` are positions in this batch, ascending.
    pub fn remove(&mut self, rows: &[usize]) {
        if rows.is_empty() {
            return;
        }
        for column in &mut self.columns {
            match &mut column.values {
                Values::Text(texts) => {
                    let mut keeps = keeps(rows);
                    texts.retain(&mut keeps);
                }
                values => each_fixed!(values, list => drop_at(list, rows)),
            }
            if let Some(missing) = &mut column.missing {
                drop_at(missing, rows);
            }
            column.missing.take_if(|missing| missing.iter().all(|&m| m == 0));
        }
        drop_at(&mut self.lines, rows);
        self.rows = self.lines.len();
    }
}

/// Removes the items at ascending positions.
fn drop_at<T>(list: &mut Vec<T>, rows: &[usize]) {
    let mut keeps = keeps(rows);
    list.retain(|_| keeps());
}

/// Returns a function for row after row: whether the row is kept, if the rows at ascending positions are removed.
fn keeps(rows: &[usize]) -> impl FnMut() -> bool {
    let mut dropped = rows.iter().copied().peekable();
    let mut at = 0;
    move || {
        let drop = dropped.next_if(|&row| row == at).is_some();
        at += 1;
        !drop
    }
}

impl Column {
    /// A column without cells.
    pub fn empty(kind: &ColumnKind) -> Column {
        let values = match kind {
            ColumnKind::Text => Values::Text(Texts::default()),
            ColumnKind::Number(number) if number.width == Width::Narrow => Values::Narrow(Vec::new()),
            ColumnKind::Number(_) => Values::Wide(Vec::new()),
            ColumnKind::Choice(..) => Values::Choice(Vec::new()),
            ColumnKind::Date => Values::Date(Vec::new()),
            ColumnKind::YesNo { .. } => Values::YesNo(Vec::new()),
            ColumnKind::Set(..) => Values::Set(Vec::new()),
        };
        Column { values, missing: None }
    }

    /// How many cells.
    pub fn len(&self) -> usize {
        each!(&self.values, list => list.len())
    }

    /// Hashes the cells one after another. The hash does not depend on how the cells are cut into batches.
    pub(super) fn hash_cells(&self, hasher: &mut impl Hasher) {
        let code = |row| self.missing.as_ref().and_then(|codes| codes.get(row)).filter(|code| **code > 0);
        each!(&self.values, list => for (row, value) in list.iter().enumerate() {
            value.hash(hasher);
            code(row).iter().for_each(|code| code.hash(hasher));
        });
    }

    /// Whether it has no cells.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the position of the marker if the cell of this row is missing, from 0.
    pub fn marker(&self, row: usize) -> Option<usize> {
        let code = *self.missing.as_ref()?.get(row)?;
        usize::from(code).checked_sub(1)
    }

    /// Whether the cell of this row was taken as missing because it is damaged.
    pub fn is_damaged(&self, row: usize) -> bool {
        let code = self.missing.as_ref().and_then(|missing| missing.get(row)).copied().unwrap_or(0);
        code.checked_sub(1).and_then(Damage::of_position).is_some()
    }

    /// Takes the cell of a row as missing for some damage.
    pub fn take_as_missing(&mut self, row: usize, damage: Damage) {
        let rows = self.len();
        if let Some(code) = self.missing.get_or_insert_with(|| vec![0; rows]).get_mut(row) {
            *code = damage.position() + 1;
        }
        match &mut self.values {
            Values::Text(texts) => texts.clear(row),
            values => {
                each_fixed!(values, list => if let Some(value) = list.get_mut(row) { *value = Default::default() })
            }
        }
    }

    /// Adds a cell.
    pub(super) fn push(&mut self, cell: Cell<'_>) {
        // Nearly all cells are numbers.
        if let (Values::Narrow(list), Cell::Narrow(value)) = (&mut self.values, cell) {
            list.push(value);
            self.missing.iter_mut().for_each(|codes| codes.push(0));
            return;
        }
        match (&mut self.missing, cell) {
            (None, Cell::Missing(marker)) => {
                let mut codes = vec![0; self.len()];
                codes.push(marker.saturating_add(1));
                self.missing = Some(codes);
            }
            (Some(codes), Cell::Missing(marker)) => codes.push(marker.saturating_add(1)),
            (Some(codes), _) => codes.push(0),
            (None, _) => {}
        }
        match (&mut self.values, cell) {
            (Values::Narrow(list), Cell::Narrow(value)) => list.push(value),
            (Values::Wide(list), Cell::Wide(value)) => list.push(value),
            (Values::Choice(list), Cell::Choice(value)) => list.push(value),
            (Values::Text(list), Cell::Text(value)) => list.push(value),
            (Values::Date(list), Cell::Date(value)) => list.push(value),
            (Values::YesNo(list), Cell::YesNo(value)) => list.push(value),
            (Values::Set(list), Cell::Set(value)) => list.push(value),
            (values, cell) => {
                debug_assert!(matches!(cell, Cell::Missing(_)), "a cell is read as what its column holds");
                values.push_zero();
            }
        }
    }

    /// Adds a cell that has a value, the zero of its type.
    pub(super) fn push_zero(&mut self) {
        if let Some(missing) = &mut self.missing {
            missing.push(0);
        }
        self.values.push_zero();
    }

    /// Returns the cells of some rows, in this order.
    #[cfg(feature = "engine")]
    pub(super) fn pick<C: Code>(&self, rows: &[C]) -> Column {
        let values = match &self.values {
            Values::Narrow(list) => Values::Narrow(C::pick(list, rows)),
            Values::Wide(list) => Values::Wide(C::pick(list, rows)),
            Values::Choice(list) => Values::Choice(C::pick(list, rows)),
            Values::Text(list) => Values::Text(rows.iter().map(|row| list.get(row.position()).unwrap_or("")).collect()),
            Values::Date(list) => Values::Date(C::pick(list, rows)),
            Values::YesNo(list) => Values::YesNo(C::pick(list, rows)),
            Values::Set(list) => Values::Set(C::pick(list, rows)),
        };
        let missing = self.missing.as_ref().map(|codes| C::pick(codes, rows));
        Column { values, missing: missing.filter(|codes| codes.iter().any(|code| *code != 0)) }
    }

    /// Adds the cells of another column of the same kind.
    pub fn append(&mut self, other: Column) {
        if self.is_empty() {
            *self = other;
        } else {
            self.append_part(&other, 0..other.len());
        }
    }

    /// Adds some cells of another column of the same kind.
    pub(super) fn append_part(&mut self, other: &Column, range: Range<usize>) {
        if self.missing.is_some() || other.missing.is_some() {
            let before = self.len();
            let missing = self.missing.get_or_insert_with(|| vec![0; before]);
            match other.missing.as_ref().and_then(|codes| codes.get(range.clone())) {
                Some(codes) => missing.extend_from_slice(codes),
                None => missing.resize(before + range.len(), 0),
            }
        }
        fn add<T: Copy>(list: &mut Vec<T>, more: &[T], range: Range<usize>) {
            list.extend_from_slice(more.get(range).unwrap_or_default());
        }
        match (&mut self.values, &other.values) {
            (Values::Narrow(list), Values::Narrow(more)) => add(list, more, range),
            (Values::Wide(list), Values::Wide(more)) => add(list, more, range),
            (Values::Choice(list), Values::Choice(more)) => add(list, more, range),
            (Values::Text(list), Values::Text(more)) => list.extend_from(more, range),
            (Values::Date(list), Values::Date(more)) => add(list, more, range),
            (Values::YesNo(list), Values::YesNo(more)) => add(list, more, range),
            (Values::Set(list), Values::Set(more)) => add(list, more, range),
            (_, other) => debug_assert!(false, "columns of one table have one kind, not also {other:?}"),
        }
    }
}
