//! Values that can be absent: where they may be used.
//!
//! `closing : date or absent when not acquired` exists for acquired projects. It may be used only where that is known:
//! after `acquired and`, in an arm of `first` whose condition implies it, or after `closing is not absent and`.

use super::facts::{CellOf, Facts, absent_cells, is_bound};
use super::{CheckScope, Checker, Maybe};
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::{phrase, types::values as say};
use crate::names::{HopId, Referent, What};
use crate::schema::{AbsentWhen, TableId};
use crate::source::Span;
use crate::syntax::ast::{self, Binary, ExprKind};
use crate::syntax::on_one_line;
use crate::types::typed::Expr;

impl<'a> Checker<'_, 'a> {
    /// Runs `then` with the facts that follow if a condition is yes (or no).
    pub(crate) fn knowing<T>(
        &mut self,
        place: CheckScope<'_>,
        condition: &'a ast::Expr,
        truth: bool,
        then: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let before = self.facts.count();
        self.learn(place, condition, truth);
        let done = then(self);
        self.facts.forget(before);
        done
    }

    /// Adds the facts that follow if a condition is yes (or no), for all that is typed after it.
    pub(crate) fn learn(&mut self, place: CheckScope<'_>, condition: &'a ast::Expr, truth: bool) {
        self.facts.extend(Facts::of(self.names, place.home, condition, truth));
    }

    /// A check for absence of the current subject in a condition on rows is a mistake, which is reported at its place.
    /// The checked cell counts as known to exist nevertheless.
    pub(crate) fn learn_around(&mut self, inside: CheckScope<'_>, part: &'a ast::Expr) {
        let ExprKind::Binary(Binary::IsNot, _, value, other) = &part.kind else { return };
        let Some(Referent::Of { outer: true, way, what: What::Column(table, column) }) =
            self.referent(inside, value.span)
        else {
            return;
        };
        if matches!(other.kind, ExprKind::Absent) {
            self.outer_facts.add_exists(CellOf { way, table, column });
        }
    }

    /// Whether a cell is known to exist.
    pub(crate) fn exists(&self, cell: &CellOf) -> bool {
        self.facts.exists(cell, self.model.absent_when(cell.table, cell.column))
    }

    /// The cells of a value and of the steps to it that can be absent and are not known to exist.
    fn open_cells(&self, way: &[HopId], what: What) -> Vec<CellOf> {
        let mut cells = absent_cells(&self.names.catalogue, way, what);
        cells.retain(|cell| !self.exists(cell));
        cells
    }

    /// Reports a value that can be absent, if it is used where it is not known to exist.
    pub(crate) fn must_exist(&mut self, way: &[HopId], what: What, span: Span) -> Maybe<()> {
        let Some(cell) = self.open_cells(way, what).into_iter().next() else { return Some(()) };
        let column = self.names.catalogue.column(cell.table, cell.column);
        let steps = self.names.catalogue.way_words(&cell.way);
        let name = if steps.is_empty() { column.name.text.clone() } else { format!("{steps}.{}", column.name.text) };
        let text = self.sources.text(span);
        let message = match *text == name {
            true => say::absence_not_asked(&name),
            false => say::absence_not_asked_before(text, &name),
        };
        let when = self.model.absent_when(cell.table, cell.column);
        let there = when.map_or(String::new(), |w| say::exists_if_no(&w.words));
        let help = say::check_absence_first(&name, &there);
        let declared = column.absent.as_ref().map_or(column.name.span, |a| a.span);
        self.fail(
            Diagnostic::error(Code::AbsentAnswer, span, message)
                .about(text)
                .about(name)
                .label(declared, phrase::declared_here())
                .help(help),
        )
    }

    /// A value that is checked for being missing. It may be absent, which is one way of having no value.
    pub(crate) fn asked_of(&mut self, place: CheckScope<'_>, value: &'a ast::Expr) -> Maybe<Expr> {
        match self.referent(place, value.span) {
            Some(Referent::Of { outer: false, way, what: What::Column(table, column) })
                if self.open_cells(&way, What::Column(table, column))
                    == [CellOf { way: way.clone(), table, column }] =>
            {
                let cell = self.raw_cell(table, column, value.span)?;
                self.reach(&way, cell, value.span)
            }
            _ => self.expr(place, value),
        }
    }

    /// `absent when not acquired`: a condition on one other column of the row.
    pub(crate) fn absent_condition(&mut self, table: TableId, condition: &'a ast::Expr) -> Maybe<AbsentWhen> {
        let home = self.names.catalogue.subject_of(table);
        let facts = Facts::of(self.names, Some(home), condition, true);
        if let Some((column, values)) = facts.of_one_column(table) {
            let words = on_one_line(self.sources.text(condition.span), usize::MAX);
            return Some(AbsentWhen { column, values: values.to_vec(), words });
        }
        // An unknown name has been reported.
        if !is_bound(self.names, Some(home), condition) {
            return None;
        }
        let message = say::absent_by_more_than_one_column();
        self.fail(Diagnostic::error(Code::TypeMismatch, condition.span, message).help(say::write_when_absent()))
    }
}
