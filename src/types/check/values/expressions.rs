//! Types of expressions: names, operators, `first`.

use super::facts::absent_cells;
use super::{CheckScope, Checker, Maybe};
use crate::calendar::SECONDS_OF_DAY;
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::{phrase, types::values as say};
use crate::names::model::Top;
use crate::names::{Referent, ValueId, What};
use crate::number::Rational;
use crate::schema::{ChoiceId, ColumnId, TableId, explain};
use crate::source::Span;
use crate::syntax::ast::{self, Binary, ExprKind, Unary};
use crate::types::op::*;
use crate::types::typed::{Expr, build, never_below};
use crate::types::units::{self, Unit};
use crate::types::written::order::in_order;
use std::fmt::Display;

/// The maximum depth of expressions that need each other, through values and scales; each level takes space on the
/// stack.
const MAX_DEPTH: usize = 1000;

/// The answer under a condition.
pub(crate) enum Answer {
    /// A value.
    Value(Expr),
    /// No value, for a reason.
    None(String, Span),
}

impl Answer {
    fn value(&self) -> Option<&Expr> {
        match self {
            Answer::Value(value) => Some(value),
            Answer::None(..) => None,
        }
    }
}

/// A function that moves a date by a count of days or months.
type Shift = fn(Expr, i32, Span) -> Expr;

impl<'a> Checker<'_, 'a> {
    /// Types an expression; `None` if it has a mistake, which has been reported.
    pub(crate) fn expr(&mut self, place: CheckScope<'_>, expr: &'a ast::Expr) -> Maybe<Expr> {
        if self.depth == MAX_DEPTH {
            let message = say::built_too_deep(MAX_DEPTH);
            let finding = Diagnostic::error(Code::TooDeep, expr.span, message);
            return self.fail(finding.help(say::depend_in_fewer_steps()));
        }
        self.depth += 1;
        let typed = self.expr_inside(place, expr);
        self.depth -= 1;
        typed
    }

    fn expr_inside(&mut self, place: CheckScope<'_>, expr: &'a ast::Expr) -> Maybe<Expr> {
        match &expr.kind {
            ExprKind::Missing(_) => {
                let message = say::missing_is_no_value();
                let help = say::check_or_answer_missing();
                self.fail(Diagnostic::error(Code::TypeMismatch, expr.span, message).about("missing").help(help))
            }
            ExprKind::Absent => {
                let message = say::absent_is_no_value();
                self.fail(Diagnostic::error(Code::TypeMismatch, expr.span, message).help(say::check_absence()))
            }
            ExprKind::YesNo(flag) => Some(build::yes_no(*flag, expr.span)),
            ExprKind::Number(quantity) => {
                let (value, unit) = units::value(quantity);
                Some(build::number(value, unit, expr.span))
            }
            ExprKind::Date(text) => {
                let days = self.date(text, expr.span)?;
                Some(build::date(days, expr.span))
            }
            ExprKind::Text(text) => Some(build::text(text.clone(), expr.span)),
            ExprKind::Name(_) => self.reference(place, expr.span, expr.span),
            ExprKind::Path(_) => self.reference(place, expr.span, expr.span),
            ExprKind::List(_) => {
                let message = say::list_is_no_value();
                self.fail(Diagnostic::error(Code::TypeMismatch, expr.span, message).help(phrase::write("x in [a, b]")))
            }
            ExprKind::Unary(op, value) => self.unary(place, *op, value, expr.span),
            ExprKind::Binary(op, at, left, right) => {
                let parts: Vec<Span> = match &right.kind {
                    ExprKind::List(items) => items.iter().map(|item| item.span).collect(),
                    _ => Vec::new(),
                };
                let result = self.with_commas(&parts, |own| own.binary(place, *op, *at, left, right, expr.span))?;
                self.counted_forward(place, *op, &result, expr.span);
                Some(result)
            }
            ExprKind::On(value, scale) => {
                let value = self.expr(place, value);
                self.apply_scale(place, scale, vec![value?], expr.span)
            }
            ExprKind::First(arms, otherwise) => self.first(place, arms, otherwise, expr.span),
            ExprKind::Lookup(value, rows) => self.lookup(place, value, rows, expr.span),
            ExprKind::Call(name, args) => {
                let parts: Vec<Span> = args.iter().map(|arg| arg.span).collect();
                self.with_commas(&parts, |own| own.call(place, name, args, expr.span))
            }
            ExprKind::At(value, keys) => self.sideways(place, value, keys, expr.span),
        }
    }

    /// The value that a name means; an unbound name has been reported.
    pub(crate) fn reference(&mut self, place: CheckScope<'_>, at: Span, span: Span) -> Maybe<Expr> {
        let choice = |id: ChoiceId, value| build::choice(value, Type::Choice(id), span);
        match self.referent(place, at)? {
            Referent::Of { outer: true, .. } => {
                let text = self.sources.text(span);
                let message = say::current_subject_among_rows(text);
                let home = place.home.filter(|home| self.names.catalogue.rows_of(*home).is_some());
                let refer =
                    home.map_or(String::new(), |home| say::or_refer_to(&self.names.catalogue.subject(home).name.text));
                let help = say::compare_with_value_of_row(text, &refer);
                self.fail(Diagnostic::error(Code::OuterValue, span, message).about(text).help(help))
            }
            Referent::Of { way, what, .. } => self.value_of(place, &way, what, span),
            Referent::Param(id) => self.param(id, span),
            Referent::Argument(i) => {
                let argument = place.arguments.get(i)?;
                Some(argument.clone().at(span))
            }
            Referent::OfChoice(id, value) => Some(choice(id, value)),
            Referent::ChoiceValue => {
                let name = self.name_at(at);
                let owners = self.choices_with(&name);
                match owners.as_slice() {
                    [(id, value)] => Some(choice(*id, *value)),
                    [] => {
                        let message = say::group_is_no_value(&name);
                        let help = say::check_for_one_of_group(&name);
                        self.fail(Diagnostic::error(Code::TypeMismatch, span, message).help(help))
                    }
                    _ => {
                        let list = owners.iter().map(|(id, _)| &self.model.choices[*id]);
                        let list = list.map(|c| phrase::name(format_args!("{}.{name}", c.name)));
                        let message = say::value_of_several_choices(&name);
                        let help = say::write_this(phrase::either(list));
                        self.fail(Diagnostic::error(Code::AmbiguousName, span, message).about(name).help(help))
                    }
                }
            }
            Referent::AsOf => {
                self.model.asks_day.get_or_insert(span);
                // Without a day nothing is evaluated; the check needs only the type.
                Some(build::date(self.context.as_of.unwrap_or_default(), span))
            }
            Referent::Subject(_) | Referent::Scale(_) => {
                let name = self.sources.text(at);
                let message = say::rows_are_not_a_value(name);
                let help = say::where_to_use_rows(name);
                self.fail(Diagnostic::error(Code::TypeMismatch, span, message).about(name).help(help))
            }
        }
    }

    fn choices_with(&self, name: &str) -> Vec<(ChoiceId, u32)> {
        self.names.catalogue.choices_with(name).to_vec()
    }

    /// A cell of the current row, with its unit.
    pub(crate) fn column_value(&mut self, table: TableId, column: ColumnId, span: Span) -> Maybe<Expr> {
        let written = self.names.catalogue.column(table, column);
        let cell = self.raw_cell(table, column, span)?;
        // If the cell can be absent, the policy has made sure that it is not.
        let cell = if written.missing.is_some() { cell } else { cell.known_there() };
        Some(with_unit(cell, &written.kind))
    }

    pub(crate) fn value_reference(&mut self, id: ValueId, span: Span) -> Maybe<Expr> {
        if self.is_eligibility(id) {
            // The type of an eligibility is known before its clauses are, so that they may lead back to it.
            let ty = Type::Choice(self.names.catalogue.outcome?);
            return Some(build::value(id, ty, false, span));
        }
        let value = self.value(id)?;
        Some(build::value(id, value.expr.ty.clone(), value.expr.can_miss, span))
    }

    fn unary(&mut self, place: CheckScope<'_>, op: Unary, value: &'a ast::Expr, span: Span) -> Maybe<Expr> {
        let value = self.expr(place, value)?;
        match op {
            Unary::Not => {
                let value = self.condition(value, "not")?;
                Some(build::not(value, span))
            }
            Unary::Negate => {
                self.numeric(&value, "-")?;
                Some(build::negated(value, span))
            }
        }
    }

    fn binary(
        &mut self,
        place: CheckScope<'_>,
        op: Binary,
        at: Span,
        left: &'a ast::Expr,
        right: &'a ast::Expr,
        span: Span,
    ) -> Maybe<Expr> {
        match op {
            Binary::Is => return self.is(place, left, right, span),
            Binary::IsNot => {
                let is = self.is(place, left, right, span)?;
                return Some(build::not(is, span));
            }
            Binary::In => return self.is_in(place, left, right, span),
            Binary::NotIn => {
                let is = self.is_in(place, left, right, span)?;
                return Some(build::not(is, span));
            }
            Binary::Range => {
                let message = say::range_is_no_value();
                let help = say::where_to_use_ranges(self.sources.text(span));
                return self.fail(Diagnostic::error(Code::TypeMismatch, span, message).help(help));
            }
            _ => {}
        }
        if let Binary::And | Binary::Or = op {
            return self.both(place, op, left, right, span);
        }
        let typed = self.expr(place, left);
        let other = match (op, typed.as_ref().map(|v| &v.ty)) {
            (Binary::Default | Binary::Compare(_), Some(Type::Choice(id))) => self.choice_named(place, *id, right),
            (Binary::Default | Binary::Compare(_), None) => self.beside_mistake(place, right),
            _ => self.expr(place, right),
        };
        let (left, right) = (typed?, other?);
        match op {
            Binary::Default => self.default(left, right, span),
            Binary::Compare(sign) => self.compare(comparison(sign), left, right, at, span),
            Binary::Add => self.arithmetic(Op::Add, left, right, at, span),
            Binary::Subtract => self.arithmetic(Op::Subtract, left, right, at, span),
            Binary::Multiply => self.arithmetic(Op::Multiply, left, right, at, span),
            _ => self.arithmetic(Op::Divide, left, right, at, span),
        }
    }

    /// `and` and `or`: the right side is typed with the facts that follow from the left side.
    fn both(
        &mut self,
        place: CheckScope<'_>,
        op: Binary,
        left: &'a ast::Expr,
        right: &'a ast::Expr,
        span: Span,
    ) -> Maybe<Expr> {
        let truth = op == Binary::And;
        let word = if truth { "and" } else { "or" };
        let first = self.expr(place, left);
        let second = self.knowing(place, left, truth, |checker| checker.expr(place, right));
        let (first, second) = (first?, second?);
        // `x or 0` is reported as a single mistake.
        if !truth && first.number().is_some() && second.constant().is_some() {
            let [value, other] = [left, right].map(|side| self.sources.text(side.span));
            let message = say::or_needs_conditions(value, self.words(&first.ty));
            let help = match first.can_miss {
                true => say::write_default(value, other),
                false => say::compare_from().to_string(),
            };
            return self.fail(Diagnostic::error(Code::TypeMismatch, span, message).help(help));
        }
        let (first, second) = (self.condition(first, word), self.condition(second, word));
        let (first, second) = (first?, second?);
        Some(if truth { build::and(first, second, span) } else { build::or(first, second, span) })
    }

    /// `+ - * /`: units, range and decimals of the result.
    pub(crate) fn arithmetic(&mut self, op: Op, left: Expr, right: Expr, at: Span, span: Span) -> Maybe<Expr> {
        if left.ty == Type::Date && matches!(op, Op::Add | Op::Subtract) {
            return self.date_arithmetic(&op, left, right, at, span);
        }
        if right.ty == Type::Date && left.number().is_some_and(|n| matches!(n.unit, Unit::Time | Unit::Months)) {
            let message = say::date_after_what_moves_it(self.page_text(right.span));
            let [by, day] = [left.span, right.span].map(|span| self.sources.text(span));
            let help = phrase::write(format_args!("{day} {} {by}", self.sources.text(at)));
            return self.fail(Diagnostic::error(Code::TypeMismatch, span, message).help(help));
        }
        self.operands_fit(&op, &left, &right, at)?;
        let result = match op {
            Op::Add => build::plus(left, right, span),
            Op::Subtract => build::minus(left, right, span),
            Op::Multiply => build::times(left, right, span),
            _ => build::over(left, right, span),
        };
        self.range_is_kept(&result, span);
        Some(result)
    }

    /// Checks that an operation is possible on two numbers: their units fit, and a divisor is not zero.
    pub(crate) fn operands_fit(&mut self, op: &Op, left: &Expr, right: &Expr, at: Span) -> Maybe<()> {
        let word = self.sources.text(at).to_string();
        let (a, b) = (self.numeric(left, &word)?, self.numeric(right, &word)?);
        match op {
            Op::Add | Op::Subtract => self.same_unit(left, &a, right, &b)?,
            Op::Multiply if a.unit == Unit::Plain || b.unit == Unit::Plain => (),
            Op::Divide if a.unit == b.unit || b.unit == Unit::Plain => (),
            _ => return self.no_product(a.unit, b.unit, left, right, at),
        };
        if right.constant().is_some_and(Rational::is_zero) && *op == Op::Divide {
            let message = say::divides_by_zero();
            return self
                .fail(Diagnostic::error(Code::DivisionByZero, right.span, message).help(say::correct_divisor()));
        }
        Some(())
    }

    /// Warns of a result whose range has an open end although the ranges of all its inputs have two ends.
    pub(crate) fn range_is_kept(&mut self, result: &Expr, span: Span) {
        let has_ends = |value: &Expr| value.number().is_some_and(|n| n.range.lo.is_some() && n.range.hi.is_some());
        let keeps = !matches!(result.op, Op::Add | Op::Subtract | Op::Multiply);
        if keeps || !result.inputs.iter().all(has_ends) || has_ends(result) {
            return;
        }
        let message = say::can_be_too_large(self.page_text(span));
        let help = say::limit_parts();
        self.report(Diagnostic::error(Code::RangeLost, span, message).help(help).into_warning());
    }

    /// `day - 9 months`, `day + 30 days`, `day - other`.
    fn date_arithmetic(&mut self, op: &Op, left: Expr, right: Expr, at: Span, span: Span) -> Maybe<Expr> {
        let sign = match op {
            Op::Add => 1,
            Op::Subtract => -1,
            _ => 0,
        };
        if right.ty == Type::Date && sign == -1 {
            return Some(build::days_between(left, right, span));
        }
        let fixed = right.constant().cloned().zip(right.number().map(|n| n.unit));
        let shift = fixed.and_then(|(amount, unit)| {
            let (each, make): (i64, Shift) = match unit {
                Unit::Months => (1, build::shift_months),
                Unit::Time => (SECONDS_OF_DAY, build::shift_days),
                _ => return None,
            };
            let count = amount.checked_div(&Rational::from(each))?;
            let count = count.is_integer().then(|| count.to_string().parse::<i32>().ok()).flatten()?;
            Some((make, count.checked_mul(sign)?))
        });
        let Some((shift, count)) = shift.filter(|_| sign != 0) else {
            let text = self.page_text(right.span);
            let message = say::date_moved_by_data(self.sources.text(at), &text);
            let help = say::move_by_fixed_number();
            return self.fail(Diagnostic::error(Code::TypeMismatch, right.span, message).help(help));
        };
        Some(shift(left, count, span))
    }

    fn no_product<T>(&mut self, a: Unit, b: Unit, left: &Expr, right: &Expr, at: Span) -> Maybe<T> {
        let sign = self.sources.text(at);
        let message = say::units_not_combined(a.words(), b.words(), sign);
        self.fail(
            Diagnostic::error(Code::UnitMismatch, at, message)
                .label(left.span, a.words())
                .label(right.span, b.words())
                .help(self.divide_to_plain(if b == Unit::Plain { left } else { right })),
        )
    }

    /// How an amount with a unit becomes a plain number.
    pub(crate) fn divide_to_plain(&self, value: &Expr) -> String {
        match self.divided(value) {
            Some(quotient) => say::divide_to_plain_number_of(quotient),
            None => say::divide_to_plain_number().to_string(),
        }
    }

    /// `wait / 1 minute`: an amount with a unit as a plain number, in the unit that the policy writes for it.
    pub(crate) fn divided(&self, value: &Expr) -> Option<String> {
        let one = match value.number()?.unit {
            Unit::Plain | Unit::Money => return None,
            Unit::Time => self.unit_word(value.span).unwrap_or("hour"),
            Unit::WorkingDays => "working day",
            Unit::Months => "month",
        };
        let text = self.sources.text(value.span);
        // A sum or a quotient needs brackets; a call and a name do not.
        let is_whole = !text.contains(' ') || text.ends_with(')');
        Some(if is_whole { format!("{text} / 1 {one}") } else { format!("({text}) / 1 {one}") })
    }

    /// `… / 1 minute`: how a value that is published with a unit becomes a plain number where it is declared.
    pub(crate) fn divided_by_declaration(&self, value: &Expr) -> String {
        let declared = match &value.op {
            Op::Value(id) => self.unit_word_of(*id),
            _ => None,
        };
        let one = match value.number().map(|number| number.unit) {
            Some(Unit::WorkingDays) => "working day",
            _ => declared.or_else(|| self.unit_word(value.span)).unwrap_or("hour"),
        };
        format!("… / 1 {one}")
    }

    fn same_unit(&mut self, left: &Expr, a: &NumberType, right: &Expr, b: &NumberType) -> Maybe<()> {
        if a.unit == b.unit {
            return Some(());
        }
        // A fixed number next to money is an amount of money.
        let fixed = |value: &Expr, number: &NumberType| number.unit == Unit::Plain && value.constant().is_some();
        if a.unit == Unit::Money && fixed(right, b) || b.unit == Unit::Money && fixed(left, a) {
            return Some(());
        }
        let (here, other) = if a.unit == Unit::Plain { ((left, a), (right, b)) } else { ((right, b), (left, a)) };
        let words =
            |(value, number): (&Expr, &NumberType)| say::is_of_kind(self.page_text(value.span), number.unit.words());
        let message = say::first_but_second(words(here), words(other));
        let help = match (here.1.unit, other.1.unit) {
            (Unit::Plain, unit) => unit.cure(self.sources.text(here.0.span), self.unit_word(other.0.span)),
            (Unit::Time, Unit::WorkingDays) | (Unit::WorkingDays, Unit::Time) => say::count_days_alike().to_string(),
            (Unit::Time, Unit::Months) | (Unit::Months, Unit::Time) => say::move_day_by_months().to_string(),
            _ => say::convert_both_to_plain_numbers().to_string(),
        };
        let finding = Diagnostic::error(Code::UnitMismatch, here.0.span, message);
        self.fail(finding.label(other.0.span, other.1.unit.words()).help(help))
    }

    fn default(&mut self, left: Expr, right: Expr, span: Span) -> Maybe<Expr> {
        // A decision whose default is yes or no is meant as a condition.
        let decided = if right.ty == Type::YesNo { self.as_condition(&left) } else { None };
        let left = decided.unwrap_or(left);
        if right.ty == Type::YesNo && left.ty != Type::YesNo {
            let (own, other) = (self.sources.text(left.span), self.sources.text(right.span));
            let message = say::default_of_last_alone(own, other);
            let help = say::put_default_after_brackets(own, other);
            return self.fail(Diagnostic::error(Code::TypeMismatch, left.span.to(right.span), message).help(help));
        }
        self.common(&left, &right)?;
        if !left.can_miss {
            let text = self.sources.text(left.span);
            let finding = Diagnostic::error(Code::NeverMissing, left.span, say::never_missing(text)).about(text);
            let help = phrase::remove(format_args!("default {}", self.sources.text(right.span)));
            self.report(finding.help(help).into_warning());
        }
        Some(build::default(left, right, span))
    }

    /// Checks that two values have the same kind and unit.
    pub(crate) fn common(&mut self, left: &Expr, right: &Expr) -> Maybe<()> {
        match (&left.ty, &right.ty) {
            (Type::Number(a), Type::Number(b)) => self.same_unit(left, a, right, b),
            (a, b) if a == b => Some(()),
            // If one value is a number and the other is a text that is meant as a number, the text is the mistake.
            (Type::Text, Type::Number(_)) if self.as_number(left).is_some() => self.common(right, left),
            (a, b) => {
                let (here, other) = (self.page_text(right.span), self.page_text(left.span));
                let message = say::kinds_differ(&here, self.words(b), &other, self.words(a));
                let is_outcome = matches!(b, Type::Choice(id) if Some(*id) == self.names.catalogue.outcome);
                let help = match a {
                    // An eligibility is a condition where a condition is required, and an outcome elsewhere.
                    Type::YesNo if is_outcome => {
                        phrase::write(format_args!("({} and yes)", self.sources.text(right.span)))
                    }
                    Type::Number(_) => self.as_number(right).unwrap_or_else(|| say::write_number_here().to_string()),
                    Type::YesNo => say::write_yes_or_no_here().to_string(),
                    Type::Text => say::write_text_here().to_string(),
                    Type::Date => say::write_date_here().to_string(),
                    Type::Choice(id) => say::write_one_here(self.choice_names(*id)),
                    Type::Set(_) => say::check_for_value_of_set().to_string(),
                    Type::Reference(..) | Type::Sorted => say::use_same_kind().to_string(),
                };
                self.fail(
                    Diagnostic::error(Code::TypeMismatch, right.span, message)
                        .about(self.model.type_name(a))
                        .about(self.model.type_name(b))
                        .label(left.span, self.words(a))
                        .help(help),
                )
            }
        }
    }

    /// How to write a text of the policy that is meant as a number.
    fn as_number(&self, text: &Expr) -> Option<String> {
        match &text.op {
            Op::Constant(Constant::Text(text)) => explain::as_number(text),
            _ => None,
        }
    }

    /// The kind of a value in a few words.
    pub(crate) fn words(&self, ty: &Type) -> String {
        match ty {
            Type::Number(number) => number.unit.words().to_string(),
            Type::YesNo => say::a_condition().into(),
            Type::Choice(id) => say::a_value_of(&self.model.choices[*id].name),
            Type::Text => say::a_text().into(),
            Type::Date => say::a_date().into(),
            Type::Set(id) => say::a_set_of(&self.model.choices[*id].name),
            Type::Reference(of, _) => say::a_reference_to(&self.model.subjects[*of].name),
            Type::Sorted => say::a_list_of_numbers().into(),
        }
    }

    /// A value that must be a number for a function, keyword or name of the policy.
    pub(crate) fn numeric(&mut self, value: &Expr, user: &str) -> Maybe<NumberType> {
        self.number_for(value, || phrase::name(user))
    }

    /// A value that must be a number for a user that is described in words. A share above 1 that is meant as a fraction
    /// is left to lints.
    pub(crate) fn number_for<W: Display>(&mut self, value: &Expr, user: impl FnOnce() -> W) -> Maybe<NumberType> {
        if let Type::Number(number) = &value.ty {
            return Some((**number).clone());
        }
        let message = say::needs_number(user(), self.page_text(value.span), self.words(&value.ty));
        let help = match &value.ty {
            Type::Choice(_) => say::give_each_value_a_number(),
            Type::YesNo => say::give_condition_a_number(),
            _ => say::use_column_of_numbers(),
        };
        self.fail(
            Diagnostic::error(Code::TypeMismatch, value.span, message)
                .about(self.model.type_name(&value.ty))
                .help(help),
        )
    }

    /// A value that must be a condition.
    pub(crate) fn condition(&mut self, value: Expr, user: &str) -> Maybe<Expr> {
        if value.ty == Type::YesNo {
            return Some(value);
        }
        if let Some(included) = self.as_condition(&value) {
            return Some(included);
        }
        let text = self.page_text(value.span);
        let message = say::needs_condition(user, &text, self.words(&value.ty));
        let help = match &value.ty {
            Type::Number(_) | Type::Date => say::compare_from(),
            _ => say::compare_by_is(),
        };
        self.fail(
            Diagnostic::error(Code::TypeMismatch, value.span, message)
                .about(self.model.type_name(&value.ty))
                .help(help),
        )
    }

    /// A value that holds only if, in each pair, the first is not below the second.
    pub(crate) fn in_order(&self, value: Expr, pairs: &[(Expr, Expr)], why: String, span: Span) -> Expr {
        in_order(value, pairs, &|id| self.model.expr(id).cloned(), why, span)
    }

    fn compare(&mut self, sign: Comparison, left: Expr, right: Expr, at: Span, span: Span) -> Maybe<Expr> {
        if left.ty == Type::Date && right.ty == Type::Date {
            return Some(build::compare(sign, left, right, span));
        }
        if let Some(ordered) = self.compare_choice(sign, &left, &right, span) {
            return ordered;
        }
        if let Some(other) = [&left, &right].into_iter().find(|v| !matches!(v.ty, Type::Number(_) | Type::Date)) {
            let (sign, text) = (self.sources.text(at), self.page_text(other.span));
            let message = say::sign_needs_order(sign, &text, self.words(&other.ty));
            let help = match other.ty {
                Type::Set(_) => say::check_for_value_of_set(),
                _ => say::compare_equal_by_is(),
            };
            let finding = Diagnostic::error(Code::TypeMismatch, other.span, message).help(help);
            return self.fail(finding.about(self.model.type_name(&other.ty)));
        }
        self.common(&left, &right)?;
        let (a, b) = (left.number()?.clone(), right.number()?.clone());
        self.same_unit(&left, &a, &right, &b)?;
        for (value, range, other) in [(&left, &a.range, &right), (&right, &b.range, &left)] {
            let name = self.sources.text(value.span).to_string();
            self.percent_of_hundred(&name, range, other.span);
        }
        let [left, right] = build::comparable([left, right]);
        Some(build::compare(sign, left, right, span))
    }

    /// `x >= satisfied` for an ordered choice; `None` if the left side is not a value of a choice.
    fn compare_choice(&mut self, sign: Comparison, left: &Expr, right: &Expr, span: Span) -> Option<Maybe<Expr>> {
        let Type::Choice(id) = left.ty else { return None };
        let choice = &self.model.choices[id];
        let at = match right.op {
            Op::Constant(Constant::Choice(at)) if choice.ordered && right.ty == left.ty => at,
            _ => {
                let name = &choice.name;
                let (message, help, at) = match choice.ordered {
                    true => (say::compared_with_no_name(name), say::write_one_of(self.choice_names(id)), right.span),
                    false => (say::choice_without_order(name), say::declare_order(name), span),
                };
                self.report(Diagnostic::error(Code::TypeMismatch, at, message).about(name).help(help));
                return Some(None);
            }
        };
        let all = 0..u32::try_from(choice.values.len()).unwrap_or(u32::MAX);
        let fits = |v: &u32| match sign {
            Comparison::AtLeast => *v >= at,
            Comparison::Above => *v > at,
            Comparison::AtMost => *v <= at,
            Comparison::Below => *v < at,
        };
        let fitting = all.filter(fits).map(|v| build::choice(v, left.ty.clone(), right.span));
        Some(Some(build::one_of(left.clone(), fitting, span)))
    }

    /// `x is y`, `x is missing`, `x is absent`
    fn is(&mut self, place: CheckScope<'_>, left: &'a ast::Expr, right: &'a ast::Expr, span: Span) -> Maybe<Expr> {
        if matches!(right.kind, ExprKind::Absent) {
            return self.is_absent(place, left, span);
        }
        if matches!(right.kind, ExprKind::Missing(_)) {
            let value = self.asked_of(place, left)?;
            if !value.can_miss {
                let text = self.sources.text(value.span);
                let finding = Diagnostic::error(Code::NeverMissing, span, say::never_missing(text)).about(text);
                self.report(finding.help(say::remove_check()).into_warning());
            }
            return Some(build::is_missing(value, span));
        }
        let value = self.expr(place, left);
        if let Some(Type::Choice(id)) = value.as_ref().map(|v| v.ty.clone()) {
            let others = self.choices_named(place, id, right)?;
            return match <[Expr; 1]>::try_from(others) {
                Ok([other]) => self.equal(value?, other, span),
                Err(group) => self.is_one_of(value?, group, span),
            };
        }
        let other = match value {
            Some(_) => self.expr(place, right),
            None => self.beside_mistake(place, right),
        };
        let (value, other) = (value?, other?);
        for (text, of) in [(&value, &other), (&other, &value)] {
            if matches!(&text.op, Op::Constant(Constant::Text(text)) if text.is_empty()) {
                let of = self.page_text(of.span);
                let message = say::never_empty_text(&of);
                let help = match other.can_miss || value.can_miss {
                    true => say::check_whether_missing(of.trim_end_matches('`')),
                    false => say::remove_empty_text().to_string(),
                };
                return self.fail(Diagnostic::error(Code::MarkerIsValue, text.span, message).help(help));
            }
        }
        self.equal(value, other, span)
    }

    /// The operand next to a value that has a mistake. The choice that the name of a value belongs to follows from that
    /// other value, so nothing is reported about such a name.
    fn beside_mistake(&mut self, place: CheckScope<'_>, expr: &'a ast::Expr) -> Maybe<Expr> {
        if self.referent(place, expr.span) == Some(Referent::ChoiceValue) { None } else { self.expr(place, expr) }
    }

    /// Whether a value is absent, according to its cell or to a reference on the way to it.
    fn is_absent(&mut self, place: CheckScope<'_>, value: &'a ast::Expr, span: Span) -> Maybe<Expr> {
        if let ExprKind::At(value, keys) = &value.kind {
            return self.sideways_absent(place, (value, keys), span);
        }
        let cell = match self.referent(place, value.span) {
            Some(Referent::Of { outer: false, way, what: what @ What::Column(..) }) => Some((way, what)),
            Some(Referent::Of { outer: true, .. }) => {
                let text = self.sources.text(value.span);
                let message = say::current_subject_among_rows(text);
                let asked = text.split_once('.').map_or(text, |(_, value)| value);
                let help = say::check_before_rows(asked);
                return self.fail(Diagnostic::error(Code::OuterValue, span, message).about(text).help(help));
            }
            _ => None,
        };
        let Some((way, what)) = cell.filter(|(way, what)| !absent_cells(&self.names.catalogue, way, *what).is_empty())
        else {
            return self.never_absent(value.span, span);
        };
        let What::Column(table, column) = what else { return None };
        // A step to the cell that can be absent must be checked first.
        if let Some(hop) = way.last() {
            let parts = self.names.catalogue.hop(*hop).parts.clone();
            for part in parts.iter().filter_map(|p| match p.local {
                crate::names::Local::Column(table, column) => Some(What::Column(table, column)),
                _ => None,
            }) {
                let before = way.get(..way.len() - 1).unwrap_or_default().to_vec();
                self.must_exist(&before, part, value.span)?;
            }
        }
        let can_miss = self.names.catalogue.column(table, column).missing.is_some();
        // Check the cell itself: its marker is lost when it is converted to its unit.
        let cell = self.raw_cell(table, column, span)?;
        self.reach(&way, build::is_absent(cell, can_miss, span), span)
    }

    /// Reports a check for absence of a value that always exists.
    pub(crate) fn never_absent<T>(&mut self, value: Span, span: Span) -> Maybe<T> {
        let message = say::never_absent(self.page_text(value));
        let help = say::check_absence_of_column();
        self.fail(Diagnostic::error(Code::NeverMissing, span, message).about(self.sources.text(value)).help(help))
    }

    fn equal(&mut self, value: Expr, other: Expr, span: Span) -> Maybe<Expr> {
        if !is_key_of(&value, &other) {
            self.common(&value, &other)?;
        }
        let [value, other] = build::comparable([value, other]);
        Some(build::equal(value, other, span))
    }

    /// The operand next to a choice: a name of one of its values, or another value of the same choice.
    pub(crate) fn choice_named(&mut self, place: CheckScope<'_>, id: ChoiceId, expr: &'a ast::Expr) -> Maybe<Expr> {
        let mut named = self.choices_named(place, id, expr)?;
        if named.len() > 1 {
            let message = say::group_compared(self.sources.text(expr.span));
            let help = say::name_one_of_group();
            return self.fail(Diagnostic::error(Code::TypeMismatch, expr.span, message).help(help));
        }
        named.pop()
    }

    /// Like [`Self::choice_named`], but the name of a group means all its values.
    pub(crate) fn choices_named(
        &mut self,
        place: CheckScope<'_>,
        id: ChoiceId,
        expr: &'a ast::Expr,
    ) -> Maybe<Vec<Expr>> {
        if let ExprKind::Text(text) = &expr.kind {
            let choice = &self.model.choices[id];
            let by_text =
                choice.values.iter().find(|v| v.text == *text || v.name == *text || v.label.as_ref() == Some(text));
            let help = match by_text {
                Some(value) => say::write_name(&value.name),
                None => say::write_one_of_names(self.choice_names(id)),
            };
            let message = say::compared_with_text(&choice.name);
            return self.fail(Diagnostic::error(Code::TypeMismatch, expr.span, message).about(&choice.name).help(help));
        }
        if self.referent(place, expr.span) != Some(Referent::ChoiceValue) {
            return self.expr(place, expr).map(|value| vec![value]);
        }
        let name = self.name_at(expr.span);
        let choice = &self.model.choices[id];
        let Some(found) = self.names.catalogue.choice_positions(id, &name) else {
            let names = choice.values.iter().map(|v| v.name.as_str());
            let help = self
                .names
                .catalogue
                .did_you_mean(&name, names.clone())
                .unwrap_or_else(|| phrase::its_values(phrase::names(names)));
            let message = phrase::unknown_value(&choice.name, &name);
            return self.fail(Diagnostic::error(Code::UnknownName, expr.span, message).about(name).help(help));
        };
        let value = |at: u32| build::choice(at, Type::Choice(id), expr.span);
        Some(found.into_iter().map(value).collect())
    }

    /// `x in [a, b]`, `x in 1..5`
    fn is_in(&mut self, place: CheckScope<'_>, left: &'a ast::Expr, right: &'a ast::Expr, span: Span) -> Maybe<Expr> {
        if let Some(contains) = self.contains(place, left, right, span) {
            return contains;
        }
        let value = self.expr(place, left);
        match &right.kind {
            ExprKind::Name(_) | ExprKind::Path(_) if matches!(value.as_ref().map(|v| &v.ty), Some(Type::Choice(_))) => {
                let Some(Type::Choice(id)) = value.as_ref().map(|v| v.ty.clone()) else { return None };
                let values = self.choices_named(place, id, right)?;
                self.is_one_of(value?, values, span)
            }
            ExprKind::Name(_) | ExprKind::Path(_) if value.is_none() => self.beside_mistake(place, right),
            ExprKind::List(items) => {
                let choice = match value.as_ref().map(|v| &v.ty) {
                    Some(Type::Choice(id)) => Some(*id),
                    _ => None,
                };
                let items: Vec<Maybe<Vec<Expr>>> = items
                    .iter()
                    .map(|item| match choice {
                        Some(id) => self.choices_named(place, id, item),
                        None if value.is_none() => self.beside_mistake(place, item).map(|item| vec![item]),
                        None => self.expr(place, item).map(|item| vec![item]),
                    })
                    .collect();
                let value = value?;
                let items: Vec<Vec<Expr>> = items.into_iter().collect::<Option<_>>()?;
                self.is_one_of(value, items.into_iter().flatten().collect(), span)
            }
            ExprKind::Binary(Binary::Range, at, lo, hi) => {
                self.is_between(place, value, (lo, hi), (*at, right.span), span)
            }
            _ => {
                let message = say::no_set_after_in();
                let set = matches!(value.as_ref().map(|v| &v.ty), Some(Type::Set(_)));
                let help = match self.meant_range(right) {
                    _ if set => say::set_before_in(self.sources.text(right.span), self.sources.text(left.span)),
                    Some(range) => phrase::write(range),
                    None => say::write_in().to_string(),
                };
                self.fail(Diagnostic::error(Code::TypeMismatch, right.span, message).help(help))
            }
        }
    }

    /// A value between two ends, both of which are included.
    fn is_between(
        &mut self,
        place: CheckScope<'_>,
        value: Maybe<Expr>,
        (from, to): (&'a ast::Expr, &'a ast::Expr),
        (at, range): (Span, Span),
        span: Span,
    ) -> Maybe<Expr> {
        let (lo, hi) = (self.expr(place, from), self.expr(place, to));
        let (value, lo, hi) = (value?, lo?, hi?);
        if let (Some(low), Some(high)) = (lo.constant(), hi.constant()) {
            self.ends_keep_order(place, (from, to), (low, high))?;
        }
        let why = say::piece_ends_before_it_begins(self.page_text(range));
        if is_fixed(&lo) && is_fixed(&hi) && !never_below(&hi, &lo, &|_| None) {
            return self.fail(Diagnostic::error(Code::BadRange, range, why).help(say::write_lower_end_first()));
        }
        let above = self.compare(Comparison::AtLeast, value.clone(), lo.clone(), at, span)?;
        let below = self.compare(Comparison::AtMost, value, hi.clone(), at, span)?;
        Some(self.in_order(build::and(above, below, span), &[(hi, lo)], why, span))
    }

    /// A value that is one of several.
    fn is_one_of(&mut self, value: Expr, items: Vec<Expr>, span: Span) -> Maybe<Expr> {
        for item in &items {
            if !is_key_of(&value, item) {
                self.common(&value, item)?;
            }
        }
        let settles = build::is_inexact(&value) || items.iter().any(build::is_inexact);
        if settles || items.iter().any(|item| item.can_miss) {
            // Compare each item with the value separately: one known item that is equal decides, even if other items
            // are missing.
            let each = items.into_iter().map(|item| {
                let [value, item] = build::comparable([value.clone(), item]);
                build::equal(value, item, span)
            });
            return each.reduce(|a, b| build::or(a, b, span));
        }
        Some(build::one_of(value, items, span))
    }

    /// `name in set`; `None` if the right side is not a set.
    fn contains(
        &mut self,
        place: CheckScope<'_>,
        left: &'a ast::Expr,
        right: &'a ast::Expr,
        span: Span,
    ) -> Option<Maybe<Expr>> {
        // For a value at another key, the value that is read there decides whether it is a set.
        let named = match &right.kind {
            ExprKind::At(value, _) => value.span,
            _ => right.span,
        };
        let Some(Referent::Of { outer: false, what, .. }) = self.referent(place, named) else { return None };
        let set = self.names.catalogue.declared(what)?.kind.set_of.as_ref()?;
        let Some(Top::Choice(id)) = self.names.catalogue.top.get(&set.text).copied() else { return Some(None) };
        let value = self.choice_named(place, id, left);
        let set = self.expr(place, right);
        let (Some(set), Some(value)) = (set, value) else { return Some(None) };
        if value.ty != Type::Choice(id) {
            let message = say::no_value_of_set(self.page_text(left.span));
            let help = say::write_one_before_in(self.choice_names(id));
            self.report(Diagnostic::error(Code::TypeMismatch, left.span, message).help(help));
            return Some(None);
        }
        Some(Some(build::contains(set, value, span)))
    }

    fn first(
        &mut self,
        place: CheckScope<'_>,
        arms: &'a [(ast::Expr, ast::Expr)],
        otherwise: &'a ast::Expr,
        span: Span,
    ) -> Maybe<Expr> {
        let (mut answers, mut conditions) = (Vec::new(), Vec::new());
        let before = self.facts.count();
        for (value, condition) in arms {
            let typed = self.expr(place, condition);
            answers.push(self.knowing(place, condition, true, |checker| checker.answer(place, value)));
            // The next arms are taken only if this condition is no.
            self.learn(place, condition, false);
            conditions.push(typed.and_then(|c| self.condition(c, "when")));
        }
        answers.push(self.answer(place, otherwise));
        self.facts.forget(before);
        let conditions: Vec<Expr> = conditions.into_iter().collect::<Option<_>>()?;
        let mut answers = self.answers(answers.into_iter().collect::<Option<_>>()?, span)?;
        let otherwise = answers.pop()?;
        Some(build::first(answers.into_iter().zip(conditions), otherwise, span))
    }

    /// The answer under a condition: a value, or no value for a reason.
    pub(crate) fn answer(&mut self, place: CheckScope<'_>, value: &'a ast::Expr) -> Maybe<Answer> {
        match &value.kind {
            ExprKind::Missing(Some(why)) => Some(Answer::None(why.value.clone(), value.span)),
            _ => self.expr(place, value).map(Answer::Value),
        }
    }

    /// Answers of one type; the others are compared with the last value.
    pub(crate) fn answers(&mut self, answers: Vec<Answer>, span: Span) -> Maybe<Vec<Expr>> {
        let values = || answers.iter().filter_map(Answer::value);
        let Some(mut against) = values().next_back().cloned() else {
            let message = say::every_answer_missing();
            let help = say::give_an_answer();
            return self.fail(Diagnostic::error(Code::TypeMismatch, span, message).about("missing").help(help));
        };
        for value in values() {
            self.common(&against, value)?;
            // Next to an amount of money, only fixed numbers are allowed.
            if value.number().is_some_and(|number| number.unit == Unit::Money) {
                against = value.clone();
            }
        }
        let typed = answers.into_iter().map(|answer| match answer {
            Answer::Value(value) => value,
            Answer::None(why, span) => build::nothing(Some(why), against.ty.clone(), span),
        });
        Some(typed.collect())
    }

    pub(crate) fn date(&mut self, text: &str, span: Span) -> Maybe<i32> {
        let days = crate::calendar::days_of(text);
        if days.is_none() {
            let message = say::no_day(text);
            self.report(Diagnostic::error(Code::BadDateLiteral, span, message).help(say::write_day()));
        }
        days
    }
}

fn is_fixed(value: &Expr) -> bool {
    matches!(value.op, Op::Constant(_))
}

/// Whether one value is a reference and the other has the type of its key.
pub(crate) fn is_same_key(a: &Expr, b: &Expr) -> bool {
    let same = |a: &Type, b: &Type| matches!(a, Type::Reference(_, key) if **key == *b);
    same(&a.ty, &b.ty) || same(&b.ty, &a.ty)
}

/// Whether one value is a reference and the other a fixed text that could be its key.
fn is_key_of(a: &Expr, b: &Expr) -> bool {
    let text = |e: &Expr| matches!(e.op, Op::Constant(Constant::Text(_)));
    let reference = |e: &Expr| matches!(&e.ty, Type::Reference(_, key) if **key == Type::Text);
    reference(a) && text(b) || text(a) && reference(b)
}

/// A cell with the unit of its column. The cell itself is a plain count of that unit; only the product is a duration.
pub(crate) fn with_unit(cell: Expr, kind: &ast::ColumnType) -> Expr {
    let (unit, factor) = crate::types::check::schema::tables::unit_of(kind);
    if factor == 1 {
        return cell.in_unit(unit);
    }
    let span = cell.span;
    build::times(cell, build::number(factor.into(), unit, span), span)
}

pub(crate) fn comparison(sign: ast::Comparison) -> Comparison {
    match sign {
        ast::Comparison::AtLeast => Comparison::AtLeast,
        ast::Comparison::Above => Comparison::Above,
        ast::Comparison::AtMost => Comparison::AtMost,
        ast::Comparison::Below => Comparison::Below,
    }
}
