//! Lookups: an answer for each value of a choice, or for numbers.

use super::expressions::Answer;
use super::{CheckScope, Checker, Maybe};
use crate::diagnostic::{Code, Diagnostic};
use crate::lookup::Lookup;
use crate::messages::{phrase, types::values as say};
use crate::number::Rational;
use crate::schema::ChoiceId;
use crate::source::Span;
use crate::syntax::ast::{self, LookupKey, LookupRow};
use crate::types::op::*;
use crate::types::typed::{Expr, build};
use crate::types::units;
use std::collections::BTreeMap;

impl<'a> Checker<'_, 'a> {
    /// `lookup x { a, b : 1 … }`: lowered to the first row whose keys match. No two rows match the same value, and
    /// every value has a row, so their order does not matter.
    pub(crate) fn lookup(
        &mut self,
        place: CheckScope<'_>,
        value: &'a ast::Expr,
        rows: &'a [LookupRow],
        span: Span,
    ) -> Maybe<Expr> {
        let value = self.expr(place, value)?;
        let conditions: Vec<Maybe<Option<Expr>>> = match &value.ty {
            Type::Choice(id) => self.choice_rows(*id, &value, rows, span)?,
            Type::Number(_) => {
                self.number_rows_apart(rows, span)?;
                rows.iter().map(|row| self.number_row(&value, row)).collect()
            }
            other => {
                let message = say::lookup_of_other_kind(self.words(other));
                let help = say::look_up_choice_or_number();
                return self.fail(
                    Diagnostic::error(Code::TypeMismatch, value.span, message)
                        .about(self.model.type_name(other))
                        .help(help),
                );
            }
        };
        let answers: Vec<Maybe<Answer>> = rows.iter().map(|row| self.answer(place, &row.value)).collect();
        let conditions: Vec<Option<Expr>> = conditions.into_iter().collect::<Option<_>>()?;
        let answers = self.answers(answers.into_iter().collect::<Option<_>>()?, span)?;
        let (mut arms, mut otherwise) = (Vec::new(), None);
        for (condition, answer) in conditions.into_iter().zip(answers) {
            match condition {
                Some(condition) => arms.push((answer, condition)),
                None => otherwise = Some(answer),
            }
        }
        // Every value has a row, so the last row answers for the values that no row before it matches.
        let otherwise = match otherwise {
            Some(answer) => answer,
            None => arms.pop()?.0,
        };
        Some(lookup_answers(value, arms, otherwise, span))
    }

    /// A condition for each row; `None` for the row that answers for all other values.
    fn choice_rows(
        &mut self,
        id: ChoiceId,
        value: &Expr,
        rows: &'a [LookupRow],
        span: Span,
    ) -> Maybe<Vec<Maybe<Option<Expr>>>> {
        let mut answered: Lookup<u32, Span> = Lookup::default();
        let mut otherwise: Option<Span> = None;
        let mut conditions = Vec::new();
        for row in rows {
            if row.keys.is_empty() {
                if let Some(first) = otherwise.replace(row.span) {
                    self.twice("otherwise", row.span, first);
                }
                conditions.push(Some(None));
                continue;
            }
            let mut items = Vec::new();
            for key in &row.keys {
                let (at, values) = self.choice_key(id, key)?;
                for position in values {
                    if let Some(first) = answered.insert(position, at) {
                        let text = self.sources.text(at).to_string();
                        self.twice(&text, at, first);
                        return None;
                    }
                    items.push(build::choice(position, value.ty.clone(), at));
                }
            }
            conditions.push(Some(Some(build::one_of(value.clone(), items, row.span))));
        }
        let names = self.model.choices[id].values.clone();
        let open: Vec<&str> =
            (0u32..).zip(&names).filter(|(at, _)| !answered.contains_key(at)).map(|(_, v)| v.name.as_str()).collect();
        if otherwise.is_none() && !open.is_empty() {
            let message = say::answers_missing(phrase::names(&open));
            let help = say::add_answers(open.join(phrase::separator()));
            return self.fail(Diagnostic::error(Code::TableIncomplete, span, message).help(help));
        }
        Some(conditions)
    }

    fn twice(&mut self, text: &str, at: Span, first: Span) {
        let message = say::two_answers(text);
        let finding = Diagnostic::error(Code::SaidTwice, at, message).label(first, phrase::first_of_two());
        self.report(finding.help(phrase::keep_one()));
    }

    /// The values of a choice that a key means.
    fn choice_key(&mut self, id: ChoiceId, key: &'a LookupKey) -> Maybe<(Span, Vec<u32>)> {
        let (span, name) = match key {
            LookupKey::Name(name) => (name.span, Some(name)),
            LookupKey::Number(quantity) => (quantity.span, None),
            LookupKey::Range(range) => (range.span, None),
        };
        if let Some(found) = name.and_then(|name| self.names.catalogue.choice_positions(id, &name.text)) {
            return Some((span, found));
        }
        let text = self.sources.text(span);
        let choice = &self.model.choices[id];
        let names = choice.values.iter().map(|v| v.name.as_str());
        let help = self
            .names
            .catalogue
            .did_you_mean(text, names.clone())
            .unwrap_or_else(|| phrase::its_values(phrase::names(names)));
        let message = phrase::unknown_value(&choice.name, text);
        self.fail(Diagnostic::error(Code::UnknownName, span, message).about(text).help(help))
    }

    /// Checks that no number has two answers, and that one row answers for all numbers without another row.
    fn number_rows_apart(&mut self, rows: &'a [LookupRow], span: Span) -> Maybe<()> {
        // From the lowest number up. The ranges do not overlap, so each key need only be compared with its neighbours.
        let mut seen: BTreeMap<Rational, (Rational, Span)> = BTreeMap::new();
        for key in rows.iter().flat_map(|row| &row.keys) {
            let (lo, hi, at) = match key {
                LookupKey::Number(q) => (units::value(q).0, units::value(q).0, q.span),
                LookupKey::Range(r) => (units::value(&r.lo).0, units::value(&r.hi).0, r.span),
                LookupKey::Name(_) => continue,
            };
            if lo > hi {
                let message = say::ends_before_it_begins(self.sources.text(at));
                return self.fail(Diagnostic::error(Code::BadRange, at, message).help(say::write_lower_end_first()));
            }
            let meeting = seen.range(..=&hi).rev().take_while(|(_, (end, _))| lo <= *end);
            if let Some(first) = meeting.map(|(_, (_, at))| *at).min() {
                let message = say::ranges_overlap(self.sources.text(first), self.sources.text(at));
                let finding = Diagnostic::error(Code::SaidTwice, at, message).label(first, phrase::first_of_two());
                return self.fail(finding.help(say::end_before_the_other()));
            }
            seen.insert(lo, (hi, at));
        }
        match rows.iter().filter(|row| row.keys.is_empty()).map(|row| row.span).collect::<Vec<_>>().as_slice() {
            [_] => Some(()),
            [first, second, ..] => {
                self.twice("otherwise", *second, *first);
                None
            }
            [] => {
                let message = say::other_numbers_without_answer();
                let help = say::add_otherwise();
                self.fail(Diagnostic::error(Code::TableIncomplete, span, message).help(help))
            }
        }
    }

    /// The condition of a row of numbers and ranges of numbers; `None` for the row that answers for all other numbers.
    fn number_row(&mut self, value: &Expr, row: &'a LookupRow) -> Maybe<Option<Expr>> {
        let mut whole: Option<Expr> = None;
        for key in &row.keys {
            let condition = match key {
                LookupKey::Number(quantity) => {
                    let fixed = self.fixed(quantity);
                    self.common(value, &fixed)?;
                    let [value, fixed] = build::comparable([value.clone(), fixed]);
                    build::equal(value, fixed, quantity.span)
                }
                LookupKey::Range(range) => {
                    let (lo, hi) = (self.fixed(&range.lo), self.fixed(&range.hi));
                    self.common(value, &lo)?;
                    self.common(value, &hi)?;
                    let [above, lo] = build::comparable([value.clone(), lo]);
                    let [below, hi] = build::comparable([value.clone(), hi]);
                    let above = build::compare(Comparison::AtLeast, above, lo, range.span);
                    let below = build::compare(Comparison::AtMost, below, hi, range.span);
                    build::and(above, below, range.span)
                }
                LookupKey::Name(name) => {
                    let message = say::not_a_number(&name.text);
                    let help = say::write_number_or_range();
                    return self.fail(Diagnostic::error(Code::TypeMismatch, name.span, message).help(help));
                }
            };
            whole = Some(match whole {
                None => condition,
                Some(before) => build::or(before, condition, row.span),
            });
        }
        Some(whole)
    }

    fn fixed(&self, quantity: &ast::Quantity) -> Expr {
        let (value, unit): (Rational, units::Unit) = units::value(quantity);
        build::number(value, unit, quantity.span)
    }
}

/// The first answer whose condition holds. A missing value has no answer, whichever row would be last.
fn lookup_answers(value: Expr, mut arms: Vec<(Expr, Expr)>, otherwise: Expr, span: Span) -> Expr {
    if arms.is_empty() && value.can_miss {
        // A single answer for all values is not an answer for a missing value.
        let there = build::equal(value.clone(), value, span);
        arms.push((otherwise.clone(), there));
    }
    build::first(arms, otherwise, span)
}
