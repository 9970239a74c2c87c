//! Eligibilities, whose clauses make one decision; marks and checks.

use super::{CheckScope, Checker, Maybe};
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::{phrase, types::judge as say};
use crate::names::model::ValueKind;
use crate::names::{Referent, ValueId};
use crate::source::Span;
use crate::syntax::ast::{self, ClauseKind, When};
use crate::syntax::on_one_line;
use crate::types::op::*;
use crate::types::typed::{Expr, build};

impl<'a> Checker<'_, 'a> {
    /// The clauses of an eligibility, joined: overrides first, then all others in the order of the policy.
    pub(crate) fn eligibility(&mut self, place: CheckScope<'_>, eligibility: &'a ast::Eligibility) -> Maybe<Expr> {
        let undetermined = self.undetermined(eligibility)?;
        let includes = self.includes_something(eligibility);
        let is_override = |clause: &&ast::Clause| matches!(clause.kind, ClauseKind::Override(_));
        let (overrides, others): (Vec<&ast::Clause>, Vec<&ast::Clause>) =
            eligibility.clauses.iter().partition(is_override);
        let (mut clauses, mut inputs, mut whole) = (Vec::new(), Vec::new(), true);
        for clause in overrides.into_iter().chain(others) {
            match self.clause(place, clause) {
                Some((effect, conditions)) => {
                    clauses.push(self.clause_words(clause, effect));
                    inputs.push((clause.span, effect, conditions));
                }
                None => whole = false,
            }
        }
        if !whole {
            return None;
        }
        self.answers_undetermined(eligibility, undetermined, &inputs)?;
        includes?;
        let undetermined = undetermined.map_or(Undetermined::Reported, |u| match u {
            ast::Undetermined::Reported => Undetermined::Reported,
            ast::Undetermined::Included => Undetermined::Included,
            ast::Undetermined::Excluded => Undetermined::Excluded,
        });
        let inputs = inputs.into_iter().flat_map(|(_, _, conditions)| conditions).collect();
        let decision = Decision { clauses, undetermined };
        Some(build::decide(decision, inputs, self.names.catalogue.outcome?, eligibility.name.span))
    }

    fn undetermined(&mut self, eligibility: &'a ast::Eligibility) -> Maybe<Option<ast::Undetermined>> {
        if let [(_, first), (_, second), ..] = eligibility.undetermined.as_slice() {
            let message = say::duplicate_undetermined(&eligibility.name.text);
            let finding = Diagnostic::error(Code::SaidTwice, *second, message).label(*first, phrase::first_of_two());
            return self.fail(finding.help(phrase::keep_one()));
        }
        Some(eligibility.undetermined.first().map(|(u, _)| *u))
    }

    fn includes_something(&mut self, eligibility: &'a ast::Eligibility) -> Maybe<()> {
        if eligibility.clauses.iter().any(|c| matches!(c.kind, ClauseKind::Include(_))) {
            return Some(());
        }
        let message = say::includes_nothing(&eligibility.name.text);
        let help = say::add_include();
        self.fail(Diagnostic::error(Code::NoInclude, eligibility.name.span, message).help(help))
    }

    /// Checks that a decision that can be undetermined has a rule for it, and that other decisions have none.
    fn answers_undetermined(
        &mut self,
        eligibility: &'a ast::Eligibility,
        written: Option<ast::Undetermined>,
        clauses: &[(Span, Effect, Vec<Expr>)],
    ) -> Maybe<()> {
        let decides = |effect: &Effect| !matches!(effect, Effect::Override { .. });
        let open = clauses.iter().find(|(_, effect, inputs)| decides(effect) && inputs.iter().any(|i| i.can_miss));
        match (open, written) {
            (Some((span, ..)), None) => {
                let message = say::no_rule_for_undetermined(&eligibility.name.text);
                let help = say::add_undetermined();
                let finding = Diagnostic::error(Code::UndeterminedAnswer, eligibility.name.span, message);
                self.fail(finding.label(*span, say::can_be_unknown()).help(help))
            }
            (None, Some(_)) => {
                let message = say::never_undetermined(&eligibility.name.text);
                let span = eligibility.undetermined.first().map_or(eligibility.name.span, |(_, span)| *span);
                let finding =
                    Diagnostic::error(Code::NeverMissing, span, message).about(&eligibility.name.text).into_warning();
                self.report(finding.help(say::remove_line()));
                Some(())
            }
            _ => Some(()),
        }
    }

    /// The effect of a clause, and its inputs: the condition, or the outcome of an override and the columns that it
    /// reports.
    fn clause(&mut self, place: CheckScope<'_>, clause: &'a ast::Clause) -> Maybe<(Effect, Vec<Expr>)> {
        match &clause.kind {
            ClauseKind::Include(when) => {
                Some((Effect::Include, vec![self.clause_condition(place, when, clause.span)?]))
            }
            ClauseKind::Exclude(when) => {
                Some((Effect::Exclude, vec![self.clause_condition(place, when, clause.span)?]))
            }
            ClauseKind::Override(over) => self.override_clause(place, over, clause.span),
        }
    }

    /// The condition of a clause or mark.
    pub(crate) fn clause_condition(&mut self, place: CheckScope<'_>, when: &'a When, span: Span) -> Maybe<Expr> {
        match when {
            When::Always => Some(build::yes_no(true, span)),
            When::When(condition) => {
                let typed = self.expr(place, condition)?;
                self.condition(typed, "when")
            }
            When::Unless(condition) => {
                let typed = self.expr(place, condition)?;
                let typed = self.condition(typed, "unless")?;
                let span = typed.span;
                Some(build::not(typed, span))
            }
        }
    }

    /// Rows in which somebody decided: the outcome that all of them have, and the texts and dates of the first of them.
    fn override_clause(
        &mut self,
        place: CheckScope<'_>,
        over: &'a ast::Override,
        span: Span,
    ) -> Maybe<(Effect, Vec<Expr>)> {
        let Some(Referent::Subject(rows)) = self.referent(place, over.table.span) else { return None };
        let inside = place.among(rows);
        let outcome = self.override_column(inside, &over.outcome, true);
        let told: Vec<&ast::Name> = [&over.by, &over.on].into_iter().chain(&over.because).collect();
        let columns: Vec<Maybe<Expr>> = told.iter().map(|name| self.override_column(inside, name, false)).collect();
        let linked = self.rows_linked(place, rows, over.table.span, over.condition.as_ref());
        let columns: Vec<Expr> = columns.into_iter().collect::<Option<_>>()?;
        let (outcome, (condition, links)) = (outcome?, linked?);
        let mut inputs = Vec::new();
        for (how, value) in std::iter::once((How::Only, outcome)).chain(columns.into_iter().map(|c| (How::First, c))) {
            let (condition, links) = (condition.clone(), links.clone());
            let rows = build::Rows { source: rows, links, value: Some(value), condition, weight: None };
            inputs.push(rows.together(how, MissingRule::Propagates, None, span));
        }
        Some((Effect::Override { told: inputs.len() - 1 }, inputs))
    }

    /// A column of the rows of an override, which is never missing: the outcome, or a text or date that is reported.
    fn override_column(&mut self, inside: CheckScope<'_>, name: &'a ast::Name, outcome: bool) -> Maybe<Expr> {
        let (wanted, help) = match outcome {
            true => (say::override_is_yes_or_no(), say::name_column_of_yes_or_no()),
            false => (say::override_reports_texts_and_dates(), say::name_column_of_texts_or_dates()),
        };
        let value = match self.referent(inside, name.span)? {
            Referent::Of { outer: false, way, what } => self.value_of(inside, &way, what, name.span)?,
            Referent::Of { outer: true, .. } => self.reference(inside, name.span, name.span)?,
            _ => {
                let message = say::override_needs_column(&name.text);
                let finding = Diagnostic::error(Code::TypeMismatch, name.span, message);
                return self.fail(finding.about(&name.text).help(help));
            }
        };
        let fits = match outcome {
            true => value.ty == Type::YesNo,
            false => matches!(value.ty, Type::Text | Type::Date),
        };
        if !fits {
            let message = say::wrong_kind_of_override(&name.text, self.words(&value.ty), wanted);
            let finding = Diagnostic::error(Code::TypeMismatch, name.span, message).about(&name.text).help(help);
            return self.fail(finding.about(self.model.type_name(&value.ty)));
        }
        if value.can_miss {
            let message = say::override_can_be_missing(&name.text);
            let help = say::declare_without_missing();
            return self.fail(Diagnostic::error(Code::MissingAnswer, name.span, message).help(help));
        }
        Some(value)
    }

    fn clause_words(&self, clause: &'a ast::Clause, effect: Effect) -> Clause {
        let text = on_one_line(self.sources.text(clause.span), usize::MAX);
        Clause {
            effect,
            words: text,
            cite: clause.notes.cite.as_ref().map(|t| t.value.clone()),
            because: clause.notes.because.as_ref().map(|t| t.value.clone()),
        }
    }

    pub(crate) fn is_eligibility(&self, id: ValueId) -> bool {
        matches!(self.names.catalogue.value(id).kind, ValueKind::Eligibility(_))
    }

    /// An eligibility as a condition: yes for included, no for excluded, unknown for undetermined.
    pub(crate) fn as_condition(&self, value: &Expr) -> Option<Expr> {
        match &value.op {
            Op::Value(id) => {
                let ValueKind::Eligibility(eligibility) = self.names.catalogue.value(*id).kind else { return None };
                let stays = |(u, _): &(ast::Undetermined, Span)| *u == ast::Undetermined::Reported;
                let can_miss = eligibility.undetermined.first().is_some_and(stays);
                Some(build::included(*id, can_miss, value.span))
            }
            Op::Reach(to) => {
                let (first, rest) = value.inputs.split_first()?;
                let there = build::reach(*to, self.as_condition(first)?, rest.to_vec(), value.span);
                Some(if value.can_miss { there.may_miss() } else { there })
            }
            _ => None,
        }
    }

    /// Whether a check holds; without an answer if its `when` is not yes.
    pub(crate) fn check_value(&mut self, place: CheckScope<'_>, check: &'a ast::Check) -> Maybe<Expr> {
        let when = match &check.when {
            Some(when) => {
                let typed = self.expr(place, when)?;
                Some(self.condition(typed, "when")?)
            }
            None => None,
        };
        let before = self.facts.count();
        if let Some(when) = &check.when {
            self.learn(place, when, true);
        }
        let holds = self.expr(place, &check.holds);
        self.facts.forget(before);
        let holds = holds?;
        let holds = self.condition(holds, &check.name.text)?;
        let Some(when) = when else { return Some(holds) };
        let span = holds.span;
        let silent = build::nothing(None, Type::YesNo, span);
        Some(build::first([(holds, when)], silent, span))
    }
}
