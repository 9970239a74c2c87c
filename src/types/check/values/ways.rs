//! Values of other subjects, to which a reference, a factor or a way leads.

use super::facts::CellOf;
use super::{CheckScope, Checker, Maybe};
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::types::values as say;
use crate::names::model::SubjectKind;
use crate::names::{HopId, KeyPartOrigin, Local, SubjectId, What};
use crate::schema::{ColumnId, TableId};
use crate::source::Span;
use crate::types::op::*;
use crate::types::typed::{Expr, build};

impl<'a> Checker<'_, 'a> {
    /// A value of the current subject, or of another subject of which there is exactly one for it.
    pub(crate) fn value_of(&mut self, place: CheckScope<'_>, way: &[HopId], what: What, span: Span) -> Maybe<Expr> {
        self.must_exist(way, what, span)?;
        self.value_there(place, way, what, span)
    }

    /// Like [`Self::value_of`], whether or not the value exists.
    pub(crate) fn value_there(&mut self, place: CheckScope<'_>, way: &[HopId], what: What, span: Span) -> Maybe<Expr> {
        let there = match way.last() {
            Some(hop) => CheckScope { subject: Some(self.names.catalogue.hop(*hop).to), ..place },
            None => place,
        };
        let value = match what {
            What::Column(table, column) => self.column_value(table, column, span)?,
            What::Key(part) => self.key_value(there, part, span)?,
            What::Value(id) => self.value_reference(id, span)?,
            What::Hop(hop) => self.reference_value(hop, span)?,
            What::Family(family) => self.family_value(there.subject?, family, span)?,
        };
        self.reach(way, value, span)
    }

    /// The value of the subject at the end of a way.
    pub(crate) fn reach(&mut self, way: &[HopId], value: Expr, span: Span) -> Maybe<Expr> {
        let mut value = value;
        for (at, hop) in way.iter().enumerate().rev() {
            let hop = self.names.catalogue.hop(*hop);
            let before = way.get(..at).unwrap_or_default();
            let mut key = Vec::new();
            for part in &hop.parts {
                let value = self.part_value(hop.from, part, span)?;
                key.push(if self.names_somebody(before, part) { value.known_there() } else { value });
            }
            if let Some(table) = self.names.catalogue.page_table(hop.to) {
                value = self.looked_up(&key, table, value)?;
                continue;
            }
            value = build::reach(hop.to, value, key, span);
            if self.can_fail(&hop) {
                value = value.may_miss();
            }
        }
        Some(value)
    }

    /// Whether a part of a key that can be absent is known to exist, and is never missing otherwise.
    fn names_somebody(&self, before: &[HopId], part: &KeyPartOrigin) -> bool {
        let Local::Column(table, column) = part.local else { return false };
        let never_missing = self.names.catalogue.column(table, column).missing.is_none();
        part.way.is_empty() && never_missing && self.exists(&CellOf { way: before.to_vec(), table, column })
    }

    /// Whether the subject can fail to exist: rows outside the period, a table without files, and keys that no reader
    /// has checked.
    fn can_fail(&self, hop: &crate::names::Hop) -> bool {
        let Some(table) = self.names.catalogue.rows_of(hop.to) else { return false };
        let table = self.names.catalogue.table(table);
        table.dated.is_some() || table.optional.is_some() || hop.parts.iter().any(|part| !part.way.is_empty())
    }

    /// The value of a part of a key for a subject.
    pub(crate) fn part_value(&mut self, from: SubjectId, part: &KeyPartOrigin, span: Span) -> Maybe<Expr> {
        let there = match part.way.last() {
            Some(hop) => self.names.catalogue.hop(*hop).to,
            None => from,
        };
        let value = match part.local {
            Local::Column(table, column) => self.raw_cell(table, column, span)?,
            Local::Key(i) => self.key_cell(CheckScope::of(there), i, span)?,
            Local::PeriodOf(unit, table, column) => {
                let day = self.raw_cell(table, column, span)?;
                build::period_of(unit, day, span)
            }
        };
        self.reach(&part.way, value, span)
    }

    /// A cell as it is in the table: a number without its unit.
    pub(crate) fn raw_cell(&mut self, table: TableId, column: ColumnId, span: Span) -> Maybe<Expr> {
        let written = self.names.catalogue.column(table, column);
        let ty = match self.type_of_column(table, column)? {
            Type::Number(number) => {
                let (_, factor) = crate::types::check::schema::tables::unit_of(&written.kind);
                Type::from(number.as_read(&factor.into()))
            }
            other => other,
        };
        let can_miss = written.missing.is_some() || written.absent.is_some();
        Some(build::column(table, column, ty, can_miss, span))
    }

    /// A part of the key of a group or product as it is in the table.
    pub(crate) fn key_cell(&mut self, place: CheckScope<'_>, part: usize, span: Span) -> Maybe<Expr> {
        let subject = place.subject?;
        let ty = match self.grouping_column(subject, part) {
            Some((table, column)) => self.raw_cell(table, column, span)?.ty.clone(),
            None => self.factor_type(subject, part)?,
        };
        Some(build::key(part, ty, span))
    }

    /// A part of the key of a group or product, with its unit.
    fn key_value(&mut self, place: CheckScope<'_>, part: usize, span: Span) -> Maybe<Expr> {
        let cell = self.key_cell(place, part, span)?;
        let grouped = self.grouping_column(place.subject?, part);
        match grouped.map(|(table, column)| self.names.catalogue.column(table, column)) {
            Some(written) => Some(super::expressions::with_unit(cell, &written.kind)),
            None => Some(cell),
        }
    }

    /// The grouping column that is this part of the key; `None` for a part of another kind of key.
    fn grouping_column(&self, subject: SubjectId, part: usize) -> Option<(TableId, ColumnId)> {
        match &self.names.catalogue.subject(subject).kind {
            SubjectKind::Groups { table, by } => Some(((*table)?, *by.get(part)?)),
            _ => None,
        }
    }

    /// A reference itself: the key of the subject that it names.
    fn reference_value(&mut self, hop: HopId, span: Span) -> Maybe<Expr> {
        let hop = self.names.catalogue.hop(hop);
        let [part] = hop.parts.as_slice() else {
            let name = self.names.catalogue.subject(hop.to).name.text.clone();
            let message = say::reference_by_several_values(&hop.name, &name);
            let help = say::use_one_value_of(&hop.name);
            return self
                .fail(Diagnostic::error(Code::TypeMismatch, span, message).about(&hop.name).about(&name).help(help));
        };
        let key = self.part_value(hop.from, part, span)?;
        Some(match &key.ty {
            Type::Reference(..) => key,
            held => {
                let ty = Type::Reference(hop.to, Box::new(held.clone()));
                key.naming(ty)
            }
        })
    }

    /// The type of the values of a column, with durations in seconds; for a reference, with the kind of subject that it
    /// names.
    pub(crate) fn type_of_column(&mut self, table: TableId, column: ColumnId) -> Maybe<Type> {
        let written = self.names.catalogue.column(table, column);
        let Some(to) = &written.refers else {
            if let Some(known) = self.column_types.get(&(table, column)) {
                return known.clone();
            }
            let ty = self.type_if_right(&written.kind);
            self.column_types.insert((table, column), ty.clone());
            return ty;
        };
        let to = self.names.catalogue.subject_named(&to.text)?;
        let kind = &self.model.tables[table].column(column).kind;
        Some(Type::Reference(to, Box::new(crate::types::check::schema::subjects::kind_type(kind))))
    }
}
