//! Values that need not exist: where they may be used.
//!
//! `closing : date or absent when not acquired` exists for acquired projects. A use of it stands where that is known:
//! behind `acquired and`, in an arm of `first` whose condition says so, or behind `closing is not absent and`.

use super::{Checker, Maybe, Place};
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::{phrase, types::values as say};
use crate::names::model::ValueKind;
use crate::names::{HopId, Local, Referent, What};
use crate::schema::{AbsentWhen, ColumnId, TableId};
use crate::source::Span;
use crate::syntax::ast::{self, Binary, ExprKind, Unary};
use crate::types::typed::Expr;

/// A cell of the subject in hand, or of one that a way leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CellOf {
    way: Vec<HopId>,
    table: TableId,
    column: ColumnId,
}

/// What is known to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fact {
    /// The cell exists.
    Exists(CellOf),
    /// The cell is one of these: positions in its choice; of yes and no 1 and 0.
    OneOf(CellOf, Vec<u32>),
}

/// How deep conditions are followed into other values.
const MOST_STEPS: usize = 8;

impl<'a> Checker<'_, 'a> {
    /// Does something knowing that a condition is yes (or no).
    pub(crate) fn knowing<T>(
        &mut self,
        place: Place<'_>,
        condition: &'a ast::Expr,
        truth: bool,
        then: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let before = self.facts.len();
        let facts = self.facts_of(place, condition, truth, 0);
        self.facts.extend(facts);
        let done = then(self);
        self.facts.truncate(before);
        done
    }

    /// Keeps what is known of a condition for what follows.
    pub(crate) fn learn(&mut self, place: Place<'_>, condition: &'a ast::Expr, truth: bool) {
        let facts = self.facts_of(place, condition, truth, 0);
        self.facts.extend(facts);
    }

    /// A question about the subject in hand that stands among values of rows is a mistake, which is reported where it
    /// stands; what it asks counts as asked.
    pub(crate) fn learn_around(&mut self, inside: Place<'_>, part: &'a ast::Expr) {
        let ExprKind::Binary(Binary::IsNot, _, value, other) = &part.kind else { return };
        let Some(Referent::Of { outer: true, way, what: What::Column(table, column) }) =
            self.referent(inside, value.span)
        else {
            return;
        };
        if matches!(other.kind, ExprKind::Absent) {
            self.outer_facts.push(Fact::Exists(CellOf { way, table, column }));
        }
    }

    /// What follows from a condition that is yes, or one that is no.
    fn facts_of(&self, place: Place<'_>, condition: &'a ast::Expr, truth: bool, steps: usize) -> Vec<Fact> {
        match &condition.kind {
            ExprKind::Binary(Binary::And, _, a, b) if truth => self.facts_of_both(place, a, b, truth, steps),
            ExprKind::Binary(Binary::Or, _, a, b) if !truth => self.facts_of_both(place, a, b, truth, steps),
            ExprKind::Unary(Unary::Not, inside) => self.facts_of(place, inside, !truth, steps),
            ExprKind::Binary(Binary::Default, _, inside, _) if truth => self.facts_of(place, inside, truth, steps),
            ExprKind::Binary(op @ (Binary::Is | Binary::IsNot), _, value, other) => {
                self.fact_of_is(place, value, other, truth == (*op == Binary::Is)).into_iter().collect()
            }
            ExprKind::Binary(op @ (Binary::In | Binary::NotIn), _, value, list) => {
                self.fact_of_in(place, value, list, truth == (*op == Binary::In)).into_iter().collect()
            }
            ExprKind::Name(_) | ExprKind::Path(_) => self.facts_of_name(place, condition, truth, steps),
            _ => Vec::new(),
        }
    }

    fn facts_of_both(
        &self,
        place: Place<'_>,
        a: &'a ast::Expr,
        b: &'a ast::Expr,
        truth: bool,
        steps: usize,
    ) -> Vec<Fact> {
        let mut facts = self.facts_of(place, a, truth, steps);
        facts.extend(self.facts_of(place, b, truth, steps));
        facts
    }

    /// A yes/no column is a fact; a `let` of the same subject what it stands for.
    fn facts_of_name(&self, place: Place<'_>, name: &'a ast::Expr, truth: bool, steps: usize) -> Vec<Fact> {
        if let Some(cell) = self.cell_named(place, name) {
            return vec![Fact::OneOf(cell, vec![u32::from(truth)])];
        }
        match self.referent(place, name.span) {
            Some(Referent::Of { outer: false, way, what: What::Value(id) }) if way.is_empty() && steps < MOST_STEPS => {
                let value = self.names.catalogue.value(id);
                match value.kind {
                    ValueKind::Let(inside) => {
                        let there = Place { home: Some(value.subject), ..place };
                        self.facts_of(there, &inside.value, truth, steps + 1)
                    }
                    _ => Vec::new(),
                }
            }
            _ => Vec::new(),
        }
    }

    fn fact_of_is(&self, place: Place<'_>, value: &'a ast::Expr, other: &'a ast::Expr, truth: bool) -> Option<Fact> {
        let cell = self.cell_named(place, value)?;
        match &other.kind {
            // What has a value exists.
            ExprKind::Absent | ExprKind::Missing(None) => (!truth).then_some(Fact::Exists(cell)),
            ExprKind::YesNo(flag) => Some(Fact::OneOf(cell, vec![u32::from(*flag == truth)])),
            _ => {
                let values = self.values_named(&cell, other)?;
                Some(self.fact_one_of(cell, values, truth))
            }
        }
    }

    fn fact_of_in(&self, place: Place<'_>, value: &'a ast::Expr, list: &'a ast::Expr, truth: bool) -> Option<Fact> {
        let cell = self.cell_named(place, value)?;
        let values: Option<Vec<Vec<u32>>> = match &list.kind {
            ExprKind::List(items) => items.iter().map(|item| self.values_named(&cell, item)).collect(),
            _ => self.values_named(&cell, list).map(|values| vec![values]),
        };
        Some(self.fact_one_of(cell, values?.into_iter().flatten().collect(), truth))
    }

    /// One of these values, or one of the others.
    fn fact_one_of(&self, cell: CellOf, values: Vec<u32>, truth: bool) -> Fact {
        if truth {
            return Fact::OneOf(cell, values);
        }
        let all = self.names.catalogue.choice_of_column(cell.table, cell.column);
        let count = all.map_or(0, |id| self.names.catalogue.choice(id).values.len());
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        Fact::OneOf(cell, (0..count).filter(|v| !values.contains(v)).collect())
    }

    /// The positions of the values of the cell's choice that a name means.
    fn values_named(&self, cell: &CellOf, name: &'a ast::Expr) -> Option<Vec<u32>> {
        let choice = self.names.catalogue.choice_of_column(cell.table, cell.column)?;
        let text = match &name.kind {
            ExprKind::Name(text) => text,
            ExprKind::Path(names) => &names.last()?.text,
            _ => return None,
        };
        self.positions(choice, text)
    }

    /// The cell that a name means.
    fn cell_named(&self, place: Place<'_>, name: &ast::Expr) -> Option<CellOf> {
        match self.referent(place, name.span)? {
            Referent::Of { outer: false, way, what: What::Column(table, column) } => {
                Some(CellOf { way, table, column })
            }
            _ => None,
        }
    }

    /// Whether a value need not exist, by the cells that it and the steps to it are made of.
    pub(crate) fn may_be_absent(&self, way: &[HopId], what: What) -> Vec<CellOf> {
        let mut cells = self.cells_on(way);
        if let What::Column(table, column) = what {
            cells.push(CellOf { way: way.to_vec(), table, column });
        }
        let absent = |cell: &CellOf| self.names.catalogue.column(cell.table, cell.column).absent.is_some();
        cells.retain(absent);
        cells
    }

    /// The cells that the steps of a way are made of, and those of the steps to such a cell.
    fn cells_on(&self, way: &[HopId]) -> Vec<CellOf> {
        let mut cells = Vec::new();
        for (i, hop) in way.iter().enumerate() {
            let hop = self.names.catalogue.hop(*hop);
            for part in &hop.parts {
                let before: Vec<HopId> = way.iter().take(i).chain(&part.way).copied().collect();
                if !part.way.is_empty() {
                    cells.extend(self.cells_on(&before));
                }
                if let Local::Column(table, column) = part.local {
                    cells.push(CellOf { way: before, table, column });
                }
            }
        }
        cells
    }

    /// A value that need not exist is used only where it is known to.
    pub(crate) fn must_exist(&mut self, way: &[HopId], what: What, span: Span) -> Maybe<()> {
        let open = self.may_be_absent(way, what).into_iter().find(|cell| !self.exists(cell));
        let Some(cell) = open else { return Some(()) };
        let column = self.names.catalogue.column(cell.table, cell.column);
        let steps = self.names.catalogue.way_words(&cell.way);
        let name = if steps.is_empty() { column.name.text.clone() } else { format!("{steps}.{}", column.name.text) };
        let text = self.sources.text(span);
        let message = match *text == name {
            true => say::absence_not_asked(&name),
            false => say::absence_not_asked_before(text, &name),
        };
        let when = self.absent_when(cell.table, cell.column);
        let there = when.map_or(String::new(), |w| say::exists_if_no(&w.words));
        let help = say::check_absence_first(&name, &there);
        let declared = column.absent.as_ref().map_or(column.name.span, |a| a.span);
        self.fail(
            Diagnostic::error(Code::AbsentAnswer, span, message).label(declared, phrase::declared_here()).help(help),
        )
    }

    /// A value of which it is asked whether it is missing: it may be absent, which is one way of having no value.
    pub(crate) fn asked_of(&mut self, place: Place<'_>, value: &'a ast::Expr) -> Maybe<Expr> {
        match self.referent(place, value.span) {
            Some(Referent::Of { outer: false, way, what: What::Column(table, column) })
                if self.may_be_absent(&way, What::Column(table, column)).iter().any(|cell| !self.exists(cell)) =>
            {
                let before: Vec<CellOf> = self.cells_on(&way);
                let way_is_sure = before.iter().all(|cell| {
                    self.names.catalogue.column(cell.table, cell.column).absent.is_none() || self.exists(cell)
                });
                if !way_is_sure {
                    return self.expr(place, value);
                }
                let cell = self.raw_cell(table, column, value.span)?;
                self.reach(&way, cell, value.span)
            }
            _ => self.expr(place, value),
        }
    }

    fn exists(&self, cell: &CellOf) -> bool {
        if self.facts.iter().any(|fact| matches!(fact, Fact::Exists(known) if known == cell)) {
            return true;
        }
        let Some(when) = self.absent_when(cell.table, cell.column) else { return false };
        // Everything that is known of the other cell holds at once: what it can still be is one of all of these.
        let known = self.facts.iter().filter_map(|fact| match fact {
            Fact::OneOf(of, values) if of.way == cell.way && of.table == cell.table && of.column == when.column => {
                Some(values)
            }
            _ => None,
        });
        let known: Vec<&Vec<u32>> = known.collect();
        let can_be = |value: &u32| known.iter().all(|values| values.contains(value));
        !known.is_empty() && !when.values.iter().any(can_be)
    }

    /// Whether a reference of the subject at the end of a way is known to name somebody.
    pub(crate) fn refers(&self, way: &[HopId], table: TableId, column: ColumnId) -> bool {
        self.exists(&CellOf { way: way.to_vec(), table, column })
    }

    fn absent_when(&self, table: TableId, column: ColumnId) -> Option<AbsentWhen> {
        self.model.tables[table].column(column).absent_when.clone()
    }

    /// Whether every name of a condition means something.
    fn is_bound(&self, place: Place<'_>, condition: &'a ast::Expr) -> bool {
        match &condition.kind {
            ExprKind::Name(_) | ExprKind::Path(_) => self.referent(place, condition.span).is_some(),
            ExprKind::Unary(_, inside) => self.is_bound(place, inside),
            ExprKind::Binary(_, _, a, b) => self.is_bound(place, a) && self.is_bound(place, b),
            ExprKind::List(items) => items.iter().all(|item| self.is_bound(place, item)),
            _ => true,
        }
    }

    /// `absent when not acquired`: a condition on one other column of the row.
    pub(crate) fn absent_condition(&mut self, table: TableId, condition: &'a ast::Expr) -> Maybe<AbsentWhen> {
        let subject = self.names.catalogue.subject_of(table);
        let facts = self.facts_of(Place::of(subject), condition, true, 0);
        let words = self.sources.text(condition.span).split_whitespace().collect::<Vec<_>>().join(" ");
        match facts.as_slice() {
            [Fact::OneOf(cell, values)] if cell.way.is_empty() && cell.table == table => {
                Some(AbsentWhen { column: cell.column, values: values.clone(), words })
            }
            // A name that means nothing has been reported.
            _ if !self.is_bound(Place::of(subject), condition) => None,
            _ => {
                let message = say::absent_by_more_than_one_column();
                let help = say::write_when_absent();
                self.fail(Diagnostic::error(Code::TypeMismatch, condition.span, message).help(help))
            }
        }
    }
}
