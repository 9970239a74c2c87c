//! `x at (key: value)`: a value of the subject with another key.

use super::{CheckScope, Checker, Maybe};
use crate::diagnostic::{Code, Diagnostic};
use crate::faults::fault;
use crate::messages::{phrase, types::values as say};
use crate::names::model::SubjectKind;
use crate::names::{Referent, SubjectId, What};
use crate::source::Span;
use crate::syntax::ast::{self, Name};
use crate::types::op::*;
use crate::types::typed::{Expr, build};
use crate::types::units::Unit;

impl<'a> Checker<'_, 'a> {
    /// A value of the subject whose key has these parts. Parts that are not named are those of the current subject, if
    /// it is of the same kind.
    pub(crate) fn sideways(
        &mut self,
        place: CheckScope<'_>,
        value: &'a ast::Expr,
        keys: &'a [(Name, ast::Expr)],
        span: Span,
    ) -> Maybe<Expr> {
        let there = CheckScope { subject: Some(self.kind_named(place, keys)?), ..place };
        let Some(Referent::Of { what, .. }) = self.referent(place, value.span) else { return None };
        let of_value = self.value_there(there, &[], what, value.span)?;
        self.at_key(place, of_value, keys, span)
    }

    /// `(x at (key: value)) is absent`: checks the cell of that subject, because a value does not keep the marker of
    /// its cell.
    pub(crate) fn sideways_absent(
        &mut self,
        place: CheckScope<'_>,
        (value, keys): (&'a ast::Expr, &'a [(Name, ast::Expr)]),
        span: Span,
    ) -> Maybe<Expr> {
        self.kind_named(place, keys)?;
        let what = match self.referent(place, value.span) {
            Some(Referent::Of { what: what @ What::Column(table, column), .. })
                if self.names.catalogue.column(table, column).absent.is_some() =>
            {
                what
            }
            _ => return self.never_absent(value.span, span),
        };
        let What::Column(table, column) = what else { return None };
        let can_miss = self.names.catalogue.column(table, column).missing.is_some();
        let cell = self.raw_cell(table, column, span)?;
        self.at_key(place, build::is_absent(cell, can_miss, span), keys, span)
    }

    /// The kind of subject whose key has these parts.
    fn kind_named(&self, place: CheckScope<'_>, keys: &'a [(Name, ast::Expr)]) -> Maybe<SubjectId> {
        let (first, _) = keys.first()?;
        match self.referent(place, first.span) {
            Some(Referent::Subject(of)) => Some(of),
            _ => None,
        }
    }

    /// A value at the subject whose key has these parts.
    fn at_key(
        &mut self,
        place: CheckScope<'_>,
        of_value: Expr,
        keys: &'a [(Name, ast::Expr)],
        span: Span,
    ) -> Maybe<Expr> {
        let of = self.kind_named(place, keys)?;
        let parts = self.parts_of_key(of, span)?;
        for (name, _) in keys {
            if !parts.iter().any(|(part, _)| *part == name.text) {
                let of = &self.names.catalogue.subject(of).name.text;
                let message = say::unknown_part_of_key(of, &name.text);
                let names: Vec<&str> = parts.iter().map(|(name, _)| name.as_str()).collect();
                let help = self
                    .names
                    .catalogue
                    .did_you_mean(&name.text, names.iter().copied())
                    .unwrap_or_else(|| say::parts_are(phrase::chain(names, say::next_part)));
                return self
                    .fail(Diagnostic::error(Code::UnknownName, name.span, message).about(&name.text).help(help));
            }
        }
        let mut inputs = Vec::new();
        let mut moved = false;
        for (part, own) in parts {
            let mut named = keys.iter().filter(|(name, _)| name.text == part);
            let key = match (named.next(), named.next()) {
                (Some((name, _)), Some((twice, _))) => {
                    let message = say::duplicate_part(&part);
                    let finding = Diagnostic::error(Code::SaidTwice, twice.span, message);
                    return self.fail(finding.label(name.span, phrase::first_of_two()).help(phrase::keep_one()));
                }
                (Some((_, key)), None) => {
                    moved = true;
                    let given = self.key_given(place, &part, &own, key)?;
                    if fault!(AtTakesOwnKey) && place.subject == Some(of) { own } else { given }
                }
                (None, _) if place.subject == Some(of) => own,
                (None, _) => {
                    let of = &self.names.catalogue.subject(of).name.text;
                    let message = say::no_value_for_part(&part, of);
                    let help = say::add_part(&part);
                    return self.fail(Diagnostic::error(Code::WrongArguments, span, message).help(help));
                }
            };
            inputs.push(key);
        }
        if !moved {
            return None;
        }
        if let Some(table) = self.names.catalogue.page_table(of) {
            return self.looked_up(&inputs, table, of_value);
        }
        Some(build::reach(of, of_value, inputs, span).may_miss())
    }

    /// The parts of a key, each with its name and its value for the current subject.
    fn parts_of_key(&mut self, of: SubjectId, span: Span) -> Maybe<Vec<(String, Expr)>> {
        let catalogue = &self.names.catalogue;
        if let SubjectKind::Rows(table) = catalogue.subject(of).kind {
            let columns = catalogue.key_of(table);
            let each = columns.into_iter().map(|id| {
                let name = self.names.catalogue.column(table, id).name.text.clone();
                Some((name, self.raw_cell(table, id, span)?))
            });
            return each.collect();
        }
        let names: Vec<String> = self.model.subjects[of].key.iter().map(|part| part.name.clone()).collect();
        let each = names.into_iter().enumerate();
        each.map(|(at, name)| Some((name, self.key_cell(CheckScope::of(of), at, span)?))).collect()
    }

    /// A given part of a key, which must have the type of the part and no more decimals.
    fn key_given(&mut self, place: CheckScope<'_>, part: &str, own: &Expr, written: &'a ast::Expr) -> Maybe<Expr> {
        let key = match own.ty.held() {
            Type::Choice(id) => self.choice_named(place, *id, written)?,
            _ => self.expr(place, written)?,
        };
        let (wanted, given) = (own.ty.held().clone(), key.ty.held().clone());
        let fits = match (&wanted, &given) {
            (Type::Number(wanted), Type::Number(given)) => {
                let finer = given.decimals().is_none_or(|d| wanted.decimals().is_some_and(|most| d > most));
                if given.unit == Unit::Plain && finer {
                    let most = wanted.decimals().unwrap_or_default();
                    let message = say::part_with_fewer_decimals(self.page_text(written.span), part);
                    let help = phrase::write(format_args!("rounded(x, half up to {most} decimals)"));
                    return self.fail(Diagnostic::error(Code::TypeMismatch, written.span, message).help(help));
                }
                given.unit == Unit::Plain
            }
            (wanted, given) => wanted == given,
        };
        if fits {
            self.looked_up_back(place, &key);
            return Some(key);
        }
        let message =
            say::wrong_kind_of_part(part, self.words(&wanted), self.page_text(written.span), self.words(&given));
        let help = say::give_kind_of_key();
        let finding = Diagnostic::error(Code::TypeMismatch, written.span, message).help(help);
        self.fail(finding.about(self.model.type_name(&wanted)).about(self.model.type_name(&given)))
    }
}
