//! Whether a row has a value of its own. A value that substitutes for a missing private value reveals nothing about
//! anybody. Rows with such a value must therefore not count among the many that protect a row with a value of its own.

use crate::lookup::LookupSet;
use crate::names::ValueId;
use crate::schema::{ColumnId, TableId};
use crate::types::model::Model;
use crate::types::op::*;
use crate::types::typed::{Expr, Typed, build};
use std::collections::BTreeSet;

/// Cells of private columns.
type Cells = BTreeSet<(TableId, ColumnId)>;

/// The conditions under which the value of a row is its own: all its private inputs that would be substituted if they
/// were missing are present.
pub(super) fn own_values(model: &Model, value: &Expr) -> Vec<Expr> {
    Walk { model, seen: LookupSet::default(), values: BTreeSet::new() }.own_values(value)
}

/// A walk through the parts of a value that visits each shared part once.
struct Walk<'m> {
    model: &'m Model,
    /// The shared parts that were visited.
    seen: LookupSet<*const Typed>,
    values: BTreeSet<ValueId>,
}

impl Walk<'_> {
    fn own_values(&mut self, value: &Expr) -> Vec<Expr> {
        if value.is_shared() && !self.seen.insert(value.identity()) {
            return Vec::new();
        }
        let mut must: Vec<Expr> = self.stood_in_for(value).iter().map(|of| build::is_there(of, of.span)).collect();
        must.extend(self.one_of_all(value));
        match &value.op {
            // Whether a value is missing is always a fact about the row itself; an aggregate of many rows is not
            // anybody's own.
            Op::IsMissing | Op::IsAbsent | Op::Present | Op::Guard(_) | Op::Pseudonym | Op::Aggregate(_) => {}
            Op::Value(id) | Op::Included(id) => {
                if let Some(inner) = self.model.expr(*id).filter(|_| self.values.insert(*id)) {
                    must.extend(self.own_values(inner));
                }
            }
            Op::Reach(_) => {
                let there = value.inputs.first().map(|inner| self.own_values(inner)).unwrap_or_default();
                must.extend(there.into_iter().map(|there| reached(value, there)));
            }
            _ => value.inputs.iter().for_each(|input| must.extend(self.own_values(input))),
        }
        must
    }

    /// If a number substitutes for values that are all missing: the condition that one of them is present.
    fn one_of_all(&self, value: &Expr) -> Option<Expr> {
        let Op::Combine(combine) = &value.op else { return None };
        let (MissingRule::Skipped(_), Some(_)) = (&combine.missing, &combine.empty) else { return None };
        let inputs = || value.inputs.iter();
        if inputs().any(|input| !input.can_miss)
            || inputs().all(|input| self.cells(input, CellSelection::Whole).is_empty())
        {
            return None;
        }
        inputs().map(|input| build::is_there(input, input.span)).reduce(|one, other| build::or(one, other, value.span))
    }

    /// The private inputs of an operation for which it substitutes something if they are missing.
    fn stood_in_for(&self, value: &Expr) -> Vec<Expr> {
        let private = |input: &&Expr| input.can_miss && !self.cells(input, CellSelection::Whole).is_empty();
        match &value.op {
            Op::Default => value.inputs.iter().take(1).filter(private).cloned().collect(),
            Op::Combine(combine) if matches!(combine.missing, MissingRule::CountsAs(_)) => {
                value.inputs.iter().filter(private).cloned().collect()
            }
            // An undetermined subject counts as included or excluded.
            Op::Decide(decision) | Op::IsIncluded(decision) if decision.undetermined != Undetermined::Reported => {
                value.inputs.iter().filter(private).cloned().collect()
            }
            // One of the values is taken if a private cell is missing, and the cell or another value of the same cells
            // is taken otherwise.
            Op::First => {
                let asked = self.cells(value, CellSelection::Asked);
                let used = self.cells(value, CellSelection::Used);
                let tested = |test: &Expr| {
                    self.cells(test, CellSelection::Whole)
                        .iter()
                        .any(|cell| asked.contains(cell) && used.contains(cell))
                };
                tests(value).into_iter().filter(tested).collect()
            }
            _ => Vec::new(),
        }
    }

    fn is_private(&self, (table, column): (TableId, ColumnId)) -> bool {
        self.model.tables[table].column(column).private
    }

    /// The private cells of a value that `part` selects.
    fn cells(&self, value: &Expr, part: CellSelection) -> Cells {
        let mut found = Cells::new();
        let (mut seen, mut values) = (LookupSet::default(), BTreeSet::new());
        let mut open = vec![(value, part)];
        while let Some((expr, part)) = open.pop() {
            if expr.is_shared() && !seen.insert((expr.identity(), part)) {
                continue;
            }
            match &expr.op {
                Op::Guard(_) | Op::Pseudonym => {}
                Op::Column(table, column) => {
                    let cell = (*table, *column);
                    found.extend((part != CellSelection::Asked && self.is_private(cell)).then_some(cell));
                }
                Op::Value(id) | Op::Included(id) => {
                    if values.insert((*id, part)) {
                        open.extend(self.model.expr(*id).map(|inner| (inner, part)));
                    }
                }
                op => {
                    let part = match (is_test(op), part) {
                        (true, CellSelection::Asked) => CellSelection::Whole,
                        (true, CellSelection::Used) => continue,
                        (_, part) => part,
                    };
                    open.extend(expr.inputs.iter().map(|input| (input, part)));
                }
            }
        }
        found
    }
}

/// A selection of the cells of a value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum CellSelection {
    /// All cells.
    Whole,
    /// The cells that are tested for being missing, absent or present.
    Asked,
    /// The cells that are used for anything else.
    Used,
}

fn is_test(op: &Op) -> bool {
    matches!(op, Op::IsMissing | Op::IsAbsent | Op::Present)
}

/// The values that the conditions of a `first` test for being missing or present.
fn tests(first: &Expr) -> Vec<Expr> {
    let mut found = Vec::new();
    let mut open: Vec<&Expr> = first.inputs.iter().skip(1).step_by(2).collect();
    while let Some(expr) = open.pop() {
        match (is_test(&expr.op), expr.inputs.first()) {
            (true, Some(of)) => found.push(of.clone()),
            _ => open.extend(&expr.inputs),
        }
    }
    found
}

/// A condition on the subject that a value is read from, as a condition on the row; no if there is no such subject.
pub(crate) fn reached(value: &Expr, there: Expr) -> Expr {
    let (Op::Reach(to), span) = (&value.op, value.span) else { return there };
    let keys = value.inputs.iter().skip(1).cloned().collect();
    build::default(build::reach(*to, there, keys, span), build::yes_no(false, span), span)
}
