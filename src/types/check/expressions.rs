//! Types of expressions: names, operators, `first`.

use super::{Checker, Maybe, Place, number_constant};
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::names::{Referent, ValueId};
use crate::number::{Interval, Rational};
use crate::schema::{ChoiceId, ColumnId, TableId};
use crate::source::Span;
use crate::syntax::ast::{self, Binary, ExprKind, Unary};
use crate::types::COMPARED_DECIMALS;
use crate::types::model::*;
use crate::types::units::{self, Unit};

/// How deep expressions may need each other, through values and scales; each takes room on the stack.
const MAX_DEPTH: usize = 1000;

impl<'a> Checker<'_, 'a> {
    /// Types an expression; `None` when it has a mistake, which has been reported.
    pub(super) fn expr(&mut self, place: Place<'_>, expr: &'a ast::Expr) -> Maybe<Expr> {
        if self.depth == MAX_DEPTH {
            let message = format!("values and scales build on each other more than {MAX_DEPTH} deep");
            let finding = Diagnostic::error(Code::TooDeep, expr.span, message);
            self.report(finding.help("let fewer of them stand between this one and those that need it"));
            return None;
        }
        self.depth += 1;
        let typed = self.expr_inside(place, expr);
        self.depth -= 1;
        typed
    }

    fn expr_inside(&mut self, place: Place<'_>, expr: &'a ast::Expr) -> Maybe<Expr> {
        match &expr.kind {
            ExprKind::Missing => {
                let message = "`missing` is no value of its own";
                let help = "ask with `x is missing`, answer with `x default 0`, or write `none missing`";
                self.report(Diagnostic::error(Code::TypeMismatch, expr.span, message).help(help));
                None
            }
            ExprKind::YesNo(flag) => Some(constant(Constant::YesNo(*flag), Type::YesNo, expr.span)),
            ExprKind::Number(quantity) => {
                let (value, unit) = units::value(quantity);
                Some(number_constant(value, unit, expr.span))
            }
            ExprKind::Date(text) => {
                let days = self.date(text, expr.span)?;
                Some(constant(Constant::Date(days), Type::Date, expr.span))
            }
            ExprKind::Text(text) => Some(constant(Constant::Text(text.clone()), Type::Text, expr.span)),
            ExprKind::Name(_) => self.reference(place, expr.span, expr.span),
            ExprKind::Member(_, name) => self.reference(place, name.span, expr.span),
            ExprKind::List(_) => {
                let message = "a list stands only behind `in`";
                self.report(Diagnostic::error(Code::TypeMismatch, expr.span, message).help("write `x in [a, b]`"));
                None
            }
            ExprKind::Unary(op, value) => self.unary(place, *op, value, expr.span),
            ExprKind::Binary(op, at, left, right) => self.binary(place, *op, *at, left, right, expr.span),
            ExprKind::On(value, scale) => {
                let value = self.expr(place, value);
                self.apply_scale(scale, vec![value?], expr.span)
            }
            ExprKind::First(arms, otherwise) => self.first(place, arms, otherwise, expr.span),
            ExprKind::Call(name, args) => self.call(place, name, args, expr.span),
        }
    }

    /// What a name stands for; a name that is not bound has been reported.
    fn reference(&mut self, place: Place<'_>, at: Span, span: Span) -> Maybe<Expr> {
        let choice = |id: ChoiceId, value| constant(Constant::Choice(value), Type::Choice(id), span);
        match *self.names.bindings.refs.get(&at)? {
            Referent::Column(table, column) => {
                let value = self.column_value(table, column, span)?;
                let here = place.subject.and_then(|s| self.model.subjects.get(s.0));
                match here.map(|h| &h.source) {
                    Some(Source::Groups { by, .. }) => {
                        let at = by.iter().position(|c| *c == column)?;
                        Some(Expr { op: Op::Key(at), inputs: Vec::new(), ..value })
                    }
                    _ => Some(value),
                }
            }
            Referent::Value(id) => self.value_reference(id, span),
            Referent::Param(id) => self.param(id, span),
            Referent::Argument(i) => {
                let argument = place.arguments.get(i)?;
                self.write_out(argument.size(), span)?;
                Some(Expr { span, ..argument.clone() })
            }
            Referent::OfChoice(id, value) => Some(choice(id, value)),
            Referent::ChoiceValue => {
                let name = self.sources.text(at).to_string();
                let owners = self.choices_with(&name);
                match owners.as_slice() {
                    [(id, value)] => Some(choice(*id, *value)),
                    _ => {
                        let list = owners.iter().filter_map(|(id, _)| self.model.choices.get(id.0));
                        let list = list.map(|c| format!("`{}.{name}`", c.name)).collect::<Vec<_>>().join(" or ");
                        let message = format!("`{name}` is a value of several choices");
                        let help = format!("write {list}");
                        self.report(Diagnostic::error(Code::AmbiguousName, span, message).help(help));
                        None
                    }
                }
            }
            Referent::AsOf => {
                self.model.asks_day.get_or_insert(span);
                // Without a day nothing is evaluated; the check needs only the type.
                Some(constant(Constant::Date(self.context.as_of.unwrap_or_default()), Type::Date, span))
            }
            Referent::Subject(_) | Referent::Scale(_) => {
                let name = self.sources.text(at);
                let message = format!("`{name}` is no value");
                let help = format!("it stands in `count({name})`, or behind `of` or `on`");
                self.report(Diagnostic::error(Code::TypeMismatch, span, message).help(help));
                None
            }
        }
    }

    fn choices_with(&self, name: &str) -> Vec<(ChoiceId, u32)> {
        let choices = self.model.choices.iter().enumerate();
        let found = choices.filter_map(|(i, c)| {
            let at = c.values.iter().position(|v| v.name == name)?;
            Some((ChoiceId(i), u32::try_from(at).ok()?))
        });
        found.collect()
    }

    pub(super) fn column_value(&mut self, table: TableId, column: ColumnId, span: Span) -> Maybe<Expr> {
        let written = self.names.catalogue.column(table, column)?;
        let (unit, factor) = super::tables::unit_of(&written.kind);
        let ty = self.type_if_right(&written.kind)?;
        let can_miss = written.missing.is_some();
        let cell = Expr { op: Op::Column(table, column), inputs: Vec::new(), ty: ty.clone(), can_miss, span };
        if factor == 1 {
            return Some(cell);
        }
        // The cell itself is a plain count of its unit; only the product is a duration.
        let as_written = match &ty {
            Type::Number(number) => {
                let range = number.range.map_monotone(|v| v.checked_div(&factor.into()).unwrap_or_default());
                Type::Number(NumberType { unit: Unit::Plain, range, ..number.clone() })
            }
            other => other.clone(),
        };
        let cell = Expr { ty: as_written, ..cell };
        let factor = number_constant(factor.into(), unit, span);
        Some(Expr { op: Op::Multiply, inputs: vec![cell, factor], ty, can_miss, span })
    }

    pub(super) fn value_reference(&mut self, id: ValueId, span: Span) -> Maybe<Expr> {
        let value = self.value(id)?;
        let (ty, can_miss) = (value.expr.ty.clone(), value.expr.can_miss);
        Some(Expr { op: Op::Value(id), inputs: Vec::new(), ty, can_miss, span })
    }

    fn unary(&mut self, place: Place<'_>, op: Unary, value: &'a ast::Expr, span: Span) -> Maybe<Expr> {
        let value = self.expr(place, value)?;
        match op {
            Unary::Not => {
                let value = self.condition(value, "not")?;
                Some(apply(Op::Not, vec![value], Type::YesNo, span))
            }
            Unary::Negate => {
                let number = self.numeric(&value, "-")?;
                let range = number.range.neg();
                if let Some(known) = value.constant() {
                    return Some(number_constant(-known, number.unit, span));
                }
                let ty = Type::Number(NumberType { range, ..number });
                Some(apply(Op::Negate, vec![value], ty, span))
            }
        }
    }

    fn binary(
        &mut self,
        place: Place<'_>,
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
                return Some(apply(Op::Not, vec![is], Type::YesNo, span));
            }
            Binary::In => return self.is_in(place, left, right, span),
            Binary::NotIn => {
                let is = self.is_in(place, left, right, span)?;
                return Some(apply(Op::Not, vec![is], Type::YesNo, span));
            }
            Binary::Range => {
                let message = "a range stands only behind `in` and in scales";
                let help = "write `x in 1..5`, or `linear(x, 1..5 to 0..100, clamped)`";
                self.report(Diagnostic::error(Code::TypeMismatch, span, message).help(help));
                return None;
            }
            _ => {}
        }
        let (left, right) = (self.expr(place, left), self.expr(place, right));
        let (left, right) = (left?, right?);
        match op {
            Binary::And | Binary::Or => {
                let (word, op) = if op == Binary::And { ("and", Op::And) } else { ("or", Op::Or) };
                let (left, right) = (self.condition(left, word), self.condition(right, word));
                Some(apply(op, vec![left?, right?], Type::YesNo, span))
            }
            Binary::Default => self.default(left, right, span),
            Binary::Compare(sign) => self.compare(comparison(sign), left, right, at, span),
            Binary::Add => self.arithmetic(Op::Add, left, right, at, span),
            Binary::Subtract => self.arithmetic(Op::Subtract, left, right, at, span),
            Binary::Multiply => self.arithmetic(Op::Multiply, left, right, at, span),
            _ => self.arithmetic(Op::Divide, left, right, at, span),
        }
    }

    /// `+ - * /`: units, range and decimals of the result.
    fn arithmetic(&mut self, op: Op, left: Expr, right: Expr, at: Span, span: Span) -> Maybe<Expr> {
        let word = self.sources.text(at).to_string();
        let (a, b) = (self.numeric(&left, &word)?, self.numeric(&right, &word)?);
        let unit = match op {
            Op::Add | Op::Subtract => self.same_unit(&left, &a, &right, &b)?,
            Op::Multiply => self.product_unit(a.unit, b.unit, &left, &right, at)?,
            _ if a.unit == b.unit => Unit::Plain,
            _ if b.unit == Unit::Plain => a.unit,
            _ => self.no_product(a.unit, b.unit, &left, &right, at)?,
        };
        let (range, can_fail) = match op {
            Op::Add => (a.range.add(&b.range), false),
            Op::Subtract => (a.range.sub(&b.range), false),
            Op::Multiply => (a.range.mul(&b.range), false),
            _ => match a.range.div(&b.range) {
                Some(range) => (range, false),
                None => (Interval::unbounded(), true),
            },
        };
        if right.constant().is_some_and(Rational::is_zero) && op == Op::Divide {
            let message = "this divides by zero";
            self.report(Diagnostic::error(Code::DivisionByZero, right.span, message).help("correct the divisor"));
            return None;
        }
        let decimals = match op {
            Op::Add | Op::Subtract => a.decimals.zip(b.decimals).map(|(a, b)| a.max(b)),
            Op::Multiply => a.decimals.zip(b.decimals).map(|(a, b)| a + b),
            _ => right
                .constant()
                .and_then(|c| Rational::one().checked_div(c))
                .and_then(|c| c.scale())
                .zip(a.decimals)
                .map(|(c, a)| a + c),
        };
        let ty = NumberType { unit, range, inexact: a.inexact || b.inexact, decimals };
        let result = apply(op, vec![left, right], Type::Number(ty), span);
        Some(Expr { can_miss: result.can_miss || can_fail, ..result })
    }

    fn product_unit(&mut self, a: Unit, b: Unit, left: &Expr, right: &Expr, at: Span) -> Maybe<Unit> {
        match (a, b) {
            (unit, Unit::Plain) | (Unit::Plain, unit) => Some(unit),
            _ => self.no_product(a, b, left, right, at),
        }
    }

    fn no_product(&mut self, a: Unit, b: Unit, left: &Expr, right: &Expr, at: Span) -> Maybe<Unit> {
        let sign = self.sources.text(at);
        let message = format!("{} and {} cannot be combined with `{sign}`", a.words(), b.words());
        self.report(
            Diagnostic::error(Code::UnitMismatch, at, message)
                .label(left.span, a.words())
                .label(right.span, b.words())
                .help("divide by a quantity of the same unit to get a plain number: `wait / 1 hour`"),
        );
        None
    }

    fn same_unit(&mut self, left: &Expr, a: &NumberType, right: &Expr, b: &NumberType) -> Maybe<Unit> {
        if a.unit == b.unit {
            return Some(a.unit);
        }
        // A number of the page beside money is an amount of money.
        let fixed = |value: &Expr, number: &NumberType| number.unit == Unit::Plain && value.constant().is_some();
        if a.unit == Unit::Money && fixed(right, b) || b.unit == Unit::Money && fixed(left, a) {
            return Some(Unit::Money);
        }
        let (here, other) = if a.unit == Unit::Plain { ((left, a), (right, b)) } else { ((right, b), (left, a)) };
        let words = |(value, number): (&Expr, &NumberType)| {
            format!("{} is {}", self.page_text(value.span), number.unit.words())
        };
        let message = format!("{}, and {}", words(here), words(other));
        let help = match (here.1.unit, other.1.unit) {
            (Unit::Plain, unit) => unit.cure(),
            (Unit::Time, Unit::WorkingDays) | (Unit::WorkingDays, Unit::Time) => {
                "working days are counted by a calendar: write both in working days, or both in hours"
            }
            _ => "bring both to plain numbers: divide each by a quantity of its own unit",
        };
        let finding = Diagnostic::error(Code::UnitMismatch, here.0.span, message);
        self.report(finding.label(other.0.span, other.1.unit.words()).help(help));
        None
    }

    fn default(&mut self, left: Expr, right: Expr, span: Span) -> Maybe<Expr> {
        if !left.can_miss {
            let message = format!("`{}` is never missing", self.sources.text(left.span));
            let finding = Diagnostic::error(Code::NeverMissing, left.span, message);
            self.report(finding.help("take `default` away").into_warning());
        }
        let ty = self.common(&left, &right)?;
        let can_miss = left.can_miss && right.can_miss;
        Some(Expr { op: Op::Default, inputs: vec![left, right], ty, can_miss, span })
    }

    /// The type that holds both: same kind, same unit, the hull of the ranges.
    pub(super) fn common(&mut self, left: &Expr, right: &Expr) -> Maybe<Type> {
        match (&left.ty, &right.ty) {
            (Type::Number(a), Type::Number(b)) => {
                let unit = self.same_unit(left, a, right, b)?;
                Some(Type::Number(NumberType {
                    unit,
                    range: a.range.hull(&b.range),
                    inexact: a.inexact || b.inexact,
                    decimals: a.decimals.zip(b.decimals).map(|(a, b)| a.max(b)),
                }))
            }
            (a, b) if a == b => Some(a.clone()),
            (a, b) => {
                let (here, other) = (self.page_text(right.span), self.page_text(left.span));
                let message = format!("{here} is {}, and {other} is {}", self.words(b), self.words(a));
                let help = match a {
                    Type::Number(_) => "write a number here".to_string(),
                    Type::YesNo => "write `yes` or `no` here".to_string(),
                    Type::Text => "write a text in quotation marks here".to_string(),
                    Type::Date => "write a date here, for example `2026-01-31`".to_string(),
                    Type::Choice(id) => format!("write one of {} here", self.choice_names(*id)),
                    Type::Set(_) | Type::Reference(..) | Type::Sorted => "use a value of the same kind".to_string(),
                };
                self.report(
                    Diagnostic::error(Code::TypeMismatch, right.span, message)
                        .label(left.span, self.words(a))
                        .help(help),
                );
                None
            }
        }
    }

    /// The names of a choice, each in backticks.
    pub(super) fn choice_names(&self, id: ChoiceId) -> String {
        let values = self.model.choices.get(id.0).map(|c| c.values.as_slice()).unwrap_or_default();
        values.iter().map(|v| format!("`{}`", v.name)).collect::<Vec<_>>().join(", ")
    }

    /// Kind of a value in a few words.
    pub(super) fn words(&self, ty: &Type) -> String {
        match ty {
            Type::Number(number) => number.unit.words().to_string(),
            Type::YesNo => "a condition".into(),
            Type::Choice(id) => {
                self.model.choices.get(id.0).map_or(String::new(), |c| format!("a value of `{}`", c.name))
            }
            Type::Text => "a text".into(),
            Type::Date => "a date".into(),
            Type::Set(id) => self.model.choices.get(id.0).map_or(String::new(), |c| format!("a set of `{}`", c.name)),
            Type::Reference(of, _) => {
                self.model.subjects.get(of.0).map_or(String::new(), |s| format!("a reference to `{}`", s.name))
            }
            Type::Sorted => "a list of numbers".into(),
        }
    }

    /// A value that must be a number; a share over 1 where a fraction is meant is left to lints.
    pub(super) fn numeric(&mut self, value: &Expr, user: &str) -> Maybe<NumberType> {
        if let Type::Number(number) = &value.ty {
            return Some(number.clone());
        }
        let message =
            format!("`{user}` needs a number, and {} is {}", self.page_text(value.span), self.words(&value.ty));
        let help = match &value.ty {
            Type::Choice(_) => "give each value its number with `first { 5 when x is … otherwise 0 }`",
            Type::YesNo => "give it a number with `first { 1 when … otherwise 0 }`",
            _ => "use a column of numbers here",
        };
        self.report(Diagnostic::error(Code::TypeMismatch, value.span, message).help(help));
        None
    }

    /// A value that must be a condition.
    pub(super) fn condition(&mut self, value: Expr, user: &str) -> Maybe<Expr> {
        if value.ty == Type::YesNo {
            return Some(value);
        }
        let text = self.page_text(value.span);
        let message = format!("`{user}` needs a condition, and {text} is {}", self.words(&value.ty));
        let help = match &value.ty {
            Type::Number(_) | Type::Date => "compare it, for example with `>=`",
            _ => "compare it with `is`",
        };
        self.report(Diagnostic::error(Code::TypeMismatch, value.span, message).help(help));
        None
    }

    /// A number ready to be decided on: one that was stored or rounded on its way is settled first.
    pub(super) fn settled(&self, value: Expr, decimals: u32) -> Expr {
        let Type::Number(number) = &value.ty else { return value };
        if number.inexact { self.settled_at(value, decimals) } else { value }
    }

    /// A number brought to a precision that the policy states, whether or not it was stored or rounded before.
    pub(super) fn settled_at(&self, value: Expr, decimals: u32) -> Expr {
        let Type::Number(number) = &value.ty else { return value };
        if number.decimals.is_some_and(|d| d <= decimals) {
            return value;
        }
        let range = number.range.map_monotone(|v| v.round(decimals, crate::number::Rounding::HalfEven));
        let ty = NumberType { range, decimals: Some(decimals), ..number.clone() };
        let span = value.span;
        apply(Op::Settle(decimals), vec![value], Type::Number(ty), span)
    }

    fn compare(&mut self, sign: Comparison, left: Expr, right: Expr, at: Span, span: Span) -> Maybe<Expr> {
        if left.ty == Type::Date && right.ty == Type::Date {
            return Some(apply(Op::Compare(sign), vec![left, right], Type::YesNo, span));
        }
        if let Some(other) = [&left, &right].into_iter().find(|v| !matches!(v.ty, Type::Number(_) | Type::Date)) {
            let (sign, text) = (self.sources.text(at), self.page_text(other.span));
            let message = format!("`{sign}` compares numbers or dates, and {text} is {}", self.words(&other.ty));
            let help = "ask whether two values are the same with `is`";
            self.report(Diagnostic::error(Code::TypeMismatch, other.span, message).help(help));
            return None;
        }
        self.common(&left, &right)?;
        let (a, b) = (left.number()?.clone(), right.number()?.clone());
        self.same_unit(&left, &a, &right, &b)?;
        let (left, right) = (self.settled(left, COMPARED_DECIMALS), self.settled(right, COMPARED_DECIMALS));
        Some(apply(Op::Compare(sign), vec![left, right], Type::YesNo, span))
    }

    /// `x is y`, `x is missing`
    fn is(&mut self, place: Place<'_>, left: &'a ast::Expr, right: &'a ast::Expr, span: Span) -> Maybe<Expr> {
        let value = self.expr(place, left);
        if matches!(right.kind, ExprKind::Missing) {
            let value = value?;
            if !value.can_miss {
                let message = format!("`{}` is never missing", self.sources.text(value.span));
                let finding = Diagnostic::error(Code::NeverMissing, span, message);
                self.report(finding.help("take the question away, or declare the column `or missing`").into_warning());
            }
            return Some(Expr { op: Op::IsMissing, inputs: vec![value], ty: Type::YesNo, can_miss: false, span });
        }
        let other = match value.as_ref().map(|v| &v.ty) {
            Some(Type::Choice(id)) => self.choice_named(place, *id, right),
            _ => self.expr(place, right),
        };
        self.equal(value?, other?, span)
    }

    fn equal(&mut self, value: Expr, other: Expr, span: Span) -> Maybe<Expr> {
        self.common(&value, &other)?;
        let (value, other) = (self.settled(value, COMPARED_DECIMALS), self.settled(other, COMPARED_DECIMALS));
        Some(apply(Op::Equal, vec![value, other], Type::YesNo, span))
    }

    /// What stands beside a choice: a name of its values, or another value of the same choice.
    pub(super) fn choice_named(&mut self, place: Place<'_>, id: ChoiceId, expr: &'a ast::Expr) -> Maybe<Expr> {
        if let ExprKind::Text(text) = &expr.kind {
            let choice = self.model.choices.get(id.0)?;
            let by_text =
                choice.values.iter().find(|v| v.text == *text || v.name == *text || v.label.as_ref() == Some(text));
            let help = match by_text {
                Some(value) => format!("write the name: `{}`", value.name),
                None => format!("write one of its names: {}", self.choice_names(id)),
            };
            let message = format!("a value of `{}` is compared with a name, and this is a text", choice.name);
            self.report(Diagnostic::error(Code::TypeMismatch, expr.span, message).help(help));
            return None;
        }
        if self.names.bindings.refs.get(&expr.span) != Some(&Referent::ChoiceValue) {
            return self.expr(place, expr);
        }
        let name = self.sources.text(expr.span).to_string();
        let choice = self.model.choices.get(id.0)?;
        let at = choice.values.iter().position(|v| v.name == name).and_then(|i| u32::try_from(i).ok());
        let Some(at) = at else {
            let names = choice.values.iter().map(|v| v.name.as_str());
            let help = suggest::did_you_mean(&name, names.clone())
                .unwrap_or_else(|| format!("it lists `{}`", names.collect::<Vec<_>>().join("`, `")));
            let message = format!("`{}` has no value `{name}`", choice.name);
            self.report(Diagnostic::error(Code::UnknownName, expr.span, message).help(help));
            return None;
        };
        Some(constant(Constant::Choice(at), Type::Choice(id), expr.span))
    }

    /// `x in [a, b]`, `x in 1..5`
    fn is_in(&mut self, place: Place<'_>, left: &'a ast::Expr, right: &'a ast::Expr, span: Span) -> Maybe<Expr> {
        let value = self.expr(place, left);
        match &right.kind {
            ExprKind::List(items) => {
                let choice = match value.as_ref().map(|v| &v.ty) {
                    Some(Type::Choice(id)) => Some(*id),
                    _ => None,
                };
                let items: Vec<Maybe<Expr>> = items
                    .iter()
                    .map(|item| match choice {
                        Some(id) => self.choice_named(place, id, item),
                        None => self.expr(place, item),
                    })
                    .collect();
                let mut inputs = vec![self.settled(value?, COMPARED_DECIMALS)];
                for item in items {
                    let item = item?;
                    self.common(inputs.first()?, &item)?;
                    inputs.push(self.settled(item, COMPARED_DECIMALS));
                }
                if inputs.iter().skip(1).any(|item| item.can_miss) {
                    return any_equal(inputs, span);
                }
                Some(apply(Op::OneOf, inputs, Type::YesNo, span))
            }
            ExprKind::Binary(Binary::Range, at, lo, hi) => {
                let (lo, hi) = (self.expr(place, lo), self.expr(place, hi));
                let (value, lo, hi) = (value?, lo?, hi?);
                let above = self.compare(Comparison::AtLeast, value.clone(), lo, *at, span)?;
                let below = self.compare(Comparison::AtMost, value, hi, *at, span)?;
                Some(apply(Op::And, vec![above, below], Type::YesNo, span))
            }
            _ => {
                let message = "behind `in` stands a list or a range";
                let help = "write `in [a, b]` or `in 1..5`";
                self.report(Diagnostic::error(Code::TypeMismatch, right.span, message).help(help));
                None
            }
        }
    }

    fn first(
        &mut self,
        place: Place<'_>,
        arms: &'a [(ast::Expr, ast::Expr)],
        otherwise: &'a ast::Expr,
        span: Span,
    ) -> Maybe<Expr> {
        let mut inputs = Vec::new();
        let mut whole = true;
        for (value, condition) in arms {
            let (value, condition) = (self.expr(place, value), self.expr(place, condition));
            let condition = condition.and_then(|c| self.condition(c, "when"));
            match value.zip(condition) {
                Some((value, condition)) => inputs.extend([value, condition]),
                None => whole = false,
            }
        }
        let otherwise = self.expr(place, otherwise)?;
        if !whole {
            return None;
        }
        let mut ty = otherwise.ty.clone();
        for value in inputs.iter().step_by(2) {
            let so_far = Expr { ty, ..otherwise.clone() };
            ty = self.common(&so_far, value)?;
        }
        inputs.push(otherwise);
        Some(apply(Op::First, inputs, ty, span))
    }

    pub(super) fn date(&mut self, text: &str, span: Span) -> Maybe<i32> {
        let days = crate::calendar::days_of(text);
        if days.is_none() {
            let message = format!("`{text}` is no day of the calendar");
            self.report(
                Diagnostic::error(Code::BadDateLiteral, span, message).help("write year-month-day: `2026-01-31`"),
            );
        }
        days
    }
}

/// A fixed value that is no number.
fn constant(value: Constant, ty: Type, span: Span) -> Expr {
    Expr { op: Op::Constant(value), inputs: Vec::new(), ty, can_miss: false, span }
}

/// An operation whose result is missing when an input is.
pub(super) fn apply(op: Op, inputs: Vec<Expr>, ty: Type, span: Span) -> Expr {
    let can_miss = inputs.iter().any(|i| i.can_miss);
    Expr { op, inputs, ty, can_miss, span }
}

pub(super) fn comparison(sign: ast::Comparison) -> Comparison {
    match sign {
        ast::Comparison::AtLeast => Comparison::AtLeast,
        ast::Comparison::Above => Comparison::Above,
        ast::Comparison::AtMost => Comparison::AtMost,
        ast::Comparison::Below => Comparison::Below,
    }
}

/// `x is a or x is b …`: one known value that is x decides, whatever else is missing.
fn any_equal(inputs: Vec<Expr>, span: Span) -> Maybe<Expr> {
    let mut inputs = inputs.into_iter();
    let value = inputs.next()?;
    let each = inputs.map(|item| apply(Op::Equal, vec![value.clone(), item], Type::YesNo, span));
    each.reduce(|a, b| apply(Op::Or, vec![a, b], Type::YesNo, span))
}
