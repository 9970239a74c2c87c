//! Values of tables whose rows are in the policy. Such rows are not data: the value of a column is lowered to the first
//! row whose key holds, and a column of a family to the first value of the choice that holds.

use crate::faults::fault;
use crate::ids::IdVec;
use crate::messages::{phrase, types::common as say};
use crate::number::Rational;
use crate::schema::{ColumnId, ColumnKind, TableId, TableSchema};
use crate::source::Span;
use crate::types::op::{Constant, Op};
use crate::types::tests::GivenCell;
use crate::types::typed::{Expr, build};
use indexmap::IndexMap;

/// The rows of a table that are in the policy, with one cell for each column.
pub(crate) type PageRows = Vec<PageRow>;

/// The cells of a row.
pub(crate) type PageRow = IdVec<ColumnId, GivenCell>;

/// A table whose rows are in the policy.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PageTable<'p> {
    /// Its id.
    pub id: TableId,
    /// Its declaration.
    pub schema: &'p TableSchema,
    /// Its rows; `None` if they have a mistake.
    pub rows: Option<&'p PageRows>,
}

impl PageTable<'_> {
    /// A value of a row of this table, by the parts of its key: each cell of the row is lowered. `None` if the rows are
    /// not known.
    pub(crate) fn value(self, key: &[Expr], value: Expr) -> Option<Expr> {
        if let Op::Column(table, column) = value.op
            && table == self.id
        {
            return self.cell(key, column, &value);
        }
        if value.inputs.is_empty() {
            return Some(value);
        }
        let inputs: Option<Vec<Expr>> = value.inputs.iter().map(|input| self.value(key, input.clone())).collect();
        Some(value.with_inputs(inputs?))
    }

    /// The first row whose key holds. If the key is one choice, rows with the same cell are one condition.
    fn cell(self, key: &[Expr], column: ColumnId, cell: &Expr) -> Option<Expr> {
        let mut answers: IndexMap<&GivenCell, Vec<Vec<u32>>> = IndexMap::new();
        for row in self.rows?.iter().skip(usize::from(fault!(PageRowDropped))) {
            answers.entry(&row[column]).or_default().push(row_key(self.schema, row));
        }
        let mut answers: Vec<(&GivenCell, Vec<Vec<u32>>)> = answers.into_iter().collect();
        // Among the rows that are possible, rows without a value come first: the reason for the missing value is
        // reported if they are possible, and the order in the policy means nothing.
        answers.sort_by_key(|(given, _)| !matches!(given, GivenCell::Missing(_)));
        let answers = answers.into_iter();
        let picks = answers.map(|(given, keys)| (self.constant(column, given, cell), key_is(key, &keys, cell.span)));
        let missing = key.iter().any(|part| part.can_miss);
        pick(picks.collect(), missing && key.len() > 1, cell.span)
    }

    /// A cell of the policy as a fixed value of the column's type.
    fn constant(self, column: ColumnId, given: &GivenCell, cell: &Expr) -> Expr {
        let fixed = |value| build::fixed(value, cell.ty.clone(), cell.span);
        match given {
            GivenCell::Number(units) => {
                let scale = match &self.schema.column(column).kind {
                    ColumnKind::Number(number) => number.scale,
                    _ => 0,
                };
                build::page_number(Rational::from_scaled(*units, scale), &cell.ty, cell.span)
            }
            GivenCell::Choice(value) => fixed(Constant::Choice(*value)),
            GivenCell::Text(text) => fixed(Constant::Text(text.clone())),
            GivenCell::Date(days) => fixed(Constant::Date(*days)),
            GivenCell::YesNo(flag) => fixed(Constant::YesNo(*flag)),
            GivenCell::Missing(_) | GivenCell::Set(_) => {
                let why = Some(self.why_missing(column, given)).filter(|_| !fault!(ReasonOfPageLost));
                build::nothing(why, cell.ty.clone(), cell.span)
            }
        }
    }

    fn why_missing(self, column: ColumnId, given: &GivenCell) -> String {
        let column = self.schema.column(column);
        let name = column.label.as_deref().unwrap_or(&column.name);
        let marker = match given {
            GivenCell::Missing(marker) => column.missing.get(usize::from(*marker)),
            _ => None,
        };
        match marker {
            Some(marker) if marker.absent => say::there_is_none(name),
            Some(marker) => match &marker.reason {
                Some(because) => phrase::because(name, because),
                None => say::is_missing(name),
            },
            None => say::is_missing(name),
        }
    }
}

/// The key of a row of the policy: the position of a value in each of its choices.
pub(crate) fn row_key(schema: &TableSchema, row: &PageRow) -> Vec<u32> {
    let cells = schema.key.iter().map(|id| &row[*id]);
    cells.filter_map(|cell| if let GivenCell::Choice(value) = cell { Some(*value) } else { None }).collect()
}

/// The column of a family for the value that a part of a key has. A family has one column for each value of a choice.
pub(crate) fn of_family(key: &Expr, columns: impl IntoIterator<Item = Expr>, span: Span) -> Option<Expr> {
    let key = std::slice::from_ref(key);
    let picks = (0_u32..).zip(columns).map(|(at, column)| (column, key_is(key, &[vec![at]], span)));
    pick(picks.collect(), false, span)
}

/// Whether the parts of a key equal one of these keys.
fn key_is(parts: &[Expr], keys: &[Vec<u32>], span: Span) -> Expr {
    let is = |part: &Expr, value: u32| build::choice(value, part.ty.clone(), span);
    if let [part] = parts {
        let values = keys.iter().flatten().map(|value| is(part, *value));
        return build::one_of(part.clone(), values, span);
    }
    let one = |key: &Vec<u32>| {
        let equal = |(part, value): (&Expr, &u32)| build::equal(part.clone(), is(part, *value), span);
        parts.iter().zip(key).map(equal).reduce(|a, b| build::and(a, b, span))
    };
    let any = keys.iter().filter_map(one).reduce(|a, b| build::or(a, b, span));
    any.unwrap_or_else(|| build::yes_no(true, span))
}

/// The answer of the condition that holds. One condition always holds, so the last answer needs none. If a part of
/// several can be missing (`partly`), the last answer keeps its condition: if another part is unknown, it need not be
/// the answer.
fn pick(mut picks: Vec<(Expr, Expr)>, partly: bool, span: Span) -> Option<Expr> {
    if partly {
        return (!picks.is_empty()).then(|| build::the_one(picks, span));
    }
    let (last, _) = picks.pop()?;
    if picks.is_empty() {
        return Some(last);
    }
    Some(build::first(picks, last, span))
}
