//! The rules of aggregates for a missing value, and their result if no value is left.

use super::{CheckScope, Checker, Maybe};
use crate::diagnostic::{Code, Diagnostic};
use crate::functions::{Argument, OnMissing};
use crate::messages::{phrase, types::rows as say};
use crate::number::Rational;
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind};
use crate::types::check::values::calls::Call;
use crate::types::op::*;
use crate::types::typed::{Expr, build};
use crate::types::units::Unit;

impl<'a> Checker<'_, 'a> {
    /// The rule for a missing value, as written. It is required only if a value can be missing.
    pub(crate) fn missing_rule(&mut self, call: &Call<'a>, values: &[Expr]) -> Maybe<MissingRule> {
        let Some(written) = call.options.missing else {
            let Some(open) = values.iter().find(|v| v.can_miss) else { return Some(MissingRule::Propagates) };
            let text = self.sources.text(open.span);
            let message = say::no_rule_for_missing(text, call.function);
            let help = match call.function.row().missing {
                OnMissing::AskedWithoutAnswer => say::add_skipped_or_propagates(),
                // If all values may be skipped, it is possible that no value is left.
                _ if call.options.if_empty.is_none() => say::add_any_rule_for_missing_rows(),
                _ => say::add_any_rule_for_missing(),
            };
            let finding = Diagnostic::error(Code::MissingAnswer, call.span, message);
            return self.fail(finding.label(open.span, say::can_be_missing()).help(help));
        };
        self.rule(written, call.answer.as_ref(), values, false)
    }

    /// Checks the unit of a number that substitutes for missing values or for an empty aggregate: it must be the unit
    /// of the values. Plain numbers fit money, and zero fits every unit.
    fn answer_fits(&mut self, answer: &Rational, unit: Unit, span: Span, values: &Expr) -> Maybe<()> {
        let wanted = values.number()?.unit;
        if unit == wanted || wanted == Unit::Money && unit == Unit::Plain || unit == Unit::Plain && answer.is_zero() {
            return Some(());
        }
        let text = self.sources.text(span);
        let message = say::substitute_of_other_unit(text, unit.words(), wanted.words());
        let help = wanted.cure(text, self.unit_word(values.span));
        self.fail(Diagnostic::error(Code::UnitMismatch, span, message).label(values.span, wanted.words()).help(help))
    }

    /// The substitute for a missing value, if the rule names one.
    pub(crate) fn answer_of(
        &mut self,
        place: CheckScope<'_>,
        written: Option<&'a ast::Missing>,
    ) -> Maybe<Option<Expr>> {
        match written.map(|written| &written.kind) {
            Some(ast::MissingKind::CountsAs(answer)) => {
                let typed = self.expr(place, answer)?;
                self.numeric(&typed, "missing counts as")?;
                Some(Some(typed))
            }
            _ => Some(None),
        }
    }

    /// Values with their substitute, if this is not a fixed number.
    pub(crate) fn answered_with(&mut self, answer: Option<&Expr>, values: Vec<Expr>) -> Maybe<Vec<Expr>> {
        match answer.filter(|answer| answer.constant().is_none()) {
            Some(answer) => values.into_iter().map(|value| self.with_stand_in(value, answer)).collect(),
            None => Some(values),
        }
    }

    /// A value, or another value if it is missing.
    pub(super) fn answered(&mut self, value: Expr, answer: Expr) -> Maybe<Expr> {
        if !value.can_miss {
            return Some(value);
        }
        self.common(&value, &answer)?;
        let span = value.span;
        Some(build::default(value, answer, span))
    }

    /// A value with its substitute, which is distinguished from a `default` of the policy.
    fn with_stand_in(&mut self, value: Expr, answer: &Expr) -> Maybe<Expr> {
        let can_miss = value.can_miss;
        let answered = self.answered(value, answer.clone())?;
        if can_miss {
            self.coverage.stand_in(&answered);
        }
        Some(answered)
    }

    /// A written rule with its operands; `in_tree` decides which of the two words for leaving values out fits. A
    /// substitute that is not a fixed number has replaced its values already, see [`Self::answered_with`]: a value that
    /// is still missing is missing.
    pub(crate) fn rule(
        &mut self,
        written: &ast::Missing,
        answer: Option<&Expr>,
        values: &[Expr],
        in_tree: bool,
    ) -> Maybe<MissingRule> {
        let wrong = |checker: &mut Self, message: &str, help: &str| {
            checker.fail(Diagnostic::error(Code::WrongMissing, written.span, message).help(help))
        };
        match &written.kind {
            ast::MissingKind::Propagates => Some(MissingRule::Propagates),
            ast::MissingKind::CountsAs(_) => {
                let answer = answer?;
                let Some(value) = answer.constant() else { return Some(MissingRule::Propagates) };
                self.answer_fits(value, answer.number()?.unit, answer.span, values.first()?)?;
                Some(MissingRule::CountsAs(value.clone()))
            }
            ast::MissingKind::Fails if in_tree => Some(MissingRule::Propagates),
            ast::MissingKind::Fails => wrong(self, say::fails_outside_of_tree(), say::propagate_and_check()),
            ast::MissingKind::Renormalise(at_least) | ast::MissingKind::Across(at_least) if in_tree => {
                self.at_least(at_least.as_ref())
            }
            ast::MissingKind::Skipped(at_least) if !in_tree => self.at_least(at_least.as_ref()),
            ast::MissingKind::Renormalise(_) | ast::MissingKind::Across(_) => {
                wrong(self, say::parent_outside_of_tree(), &phrase::write("missing skipped"))
            }
            ast::MissingKind::Skipped(_) => {
                wrong(self, say::no_rule_for_weight_of_missing(), &phrase::write("missing renormalise within parent"))
            }
        }
    }

    fn at_least(&mut self, at_least: Option<&ast::AtLeast>) -> Maybe<MissingRule> {
        let Some(at_least) = at_least else { return Some(MissingRule::Skipped(None)) };
        let value = at_least.value.to_rational();
        if at_least.percent {
            let share = value * Rational::pow10(-2);
            if share > Rational::one() {
                let message = say::share_above_whole();
                return self.fail(
                    Diagnostic::error(Code::BadRange, at_least.span, message).help(phrase::write_for_example("50%")),
                );
            }
            return Some(MissingRule::Skipped(Some(AtLeast::Share(share))));
        }
        let count = value.is_integer().then(|| value.to_string().parse::<u32>().ok()).flatten();
        if count.is_none() {
            let message = say::share_of_a_count();
            let share = at_least.value.to_rational() * Rational::pow10(2);
            let help = match share <= Rational::pow10(2) {
                true => say::write_share_or_count(&share),
                false => say::write_whole_number_or_share().to_string(),
            };
            self.report(Diagnostic::error(Code::BadRange, at_least.span, message).help(help));
        }
        Some(MissingRule::Skipped(Some(AtLeast::Count(count?))))
    }

    /// `if empty 0`, `if empty missing`: the result if no value is left. It is required if this is possible.
    pub(crate) fn empty(&mut self, call: &Call<'a>, can_be_empty: bool, values: &Expr) -> Maybe<Option<Rational>> {
        let Some(value) = call.options.if_empty else {
            if !can_be_empty {
                return Some(None);
            }
            let message = say::no_rule_for_nothing_left(call.function);
            let help = say::add_if_empty();
            return self.fail(Diagnostic::error(Code::EmptyAnswer, call.name, message).help(help));
        };
        if matches!(value.kind, ExprKind::Missing(_)) {
            return Some(None);
        }
        let known = self.expr(CheckScope::in_scale(&[]), value)?;
        match known.constant().zip(known.number()) {
            Some((number, ty)) => {
                self.answer_fits(number, ty.unit, value.span, values)?;
                Some(Some(number.clone()))
            }
            None => {
                let message = say::if_empty_without_value();
                let span = call.place(Argument::IfEmpty)?;
                let help = say::write_if_empty();
                self.fail(Diagnostic::error(Code::EmptyAnswer, span, message).help(help))
            }
        }
    }

    /// Reports a rule that requires more values than there are, because it could never be met.
    pub(crate) fn enough_can_be(&mut self, written: Option<&ast::Missing>, values: usize) -> Maybe<()> {
        let least = match written.map(|w| &w.kind) {
            Some(
                ast::MissingKind::Renormalise(Some(least))
                | ast::MissingKind::Across(Some(least))
                | ast::MissingKind::Skipped(Some(least)),
            ) => least,
            _ => return Some(()),
        };
        let most = Rational::from(i64::try_from(values).unwrap_or(i64::MAX));
        if least.percent || least.value.to_rational() <= most {
            return Some(());
        }
        let message = say::more_than_there_are(&least.value, values);
        let help = say::write_at_most(values);
        self.fail(Diagnostic::error(Code::BadRange, least.span, message).help(help))
    }
}
