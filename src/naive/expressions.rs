//! Expressions.

use super::kinds::World;
use super::lookup::Env;
use super::value::{N, OUTCOME, V, both, compared, day, moved, number, quantity};
use crate::syntax::ast::{Binary, Comparison, Expr, ExprKind, LookupKey, LookupRow, Unary};
use num_traits::{ToPrimitive, Zero};
use std::cmp::Ordering;
use std::collections::BTreeMap;

impl<'p> World<'p> {
    /// The value of an expression.
    pub(super) fn eval(&self, env: Env<'_>, expr: &'p Expr) -> V {
        self.eval_in(env, expr)
    }

    pub(super) fn eval_in(&self, env: Env<'_>, expr: &Expr) -> V {
        match &expr.kind {
            ExprKind::Missing(_) => V::Missing,
            ExprKind::Absent => V::Absent,
            ExprKind::YesNo(flag) => V::Flag(*flag),
            ExprKind::Number(number) => quantity(number),
            ExprKind::Date(text) => V::Day(day(text).unwrap()),
            ExprKind::Text(text) => V::Text(text.clone()),
            ExprKind::Name(name) => self.named(env, name),
            ExprKind::Path(path) => self.path(env, path),
            ExprKind::List(_) => panic!("a list stands behind `in` only"),
            ExprKind::Unary(Unary::Not, inner) => V::of_truth(self.eval_in(env, inner).truth().map(|t| !t)),
            ExprKind::Unary(Unary::Negate, inner) => match self.eval_in(env, inner) {
                V::Num(n, near) => V::Num(-n, near),
                V::Months(n) => V::Months(-n),
                gap => gap,
            },
            ExprKind::Binary(operator, _, a, b) => self.binary(env, *operator, a, b),
            ExprKind::On(value, scale) => {
                let value = self.eval_in(env, value);
                self.scaled(&scale.text, vec![value])
            }
            ExprKind::First(arms, otherwise) => self.first(env, arms, otherwise),
            ExprKind::Lookup(value, rows) => self.answer(env, value, rows),
            ExprKind::Call(name, args) => self.call(env, &name.text, args),
            ExprKind::At(value, keys) => self.sideways(env, value, keys),
        }
    }

    /// A condition; `None` if it is unknown.
    pub(super) fn holds(&self, env: Env<'_>, condition: &Expr) -> Option<bool> {
        self.eval_in(env, condition).truth()
    }

    pub(super) fn scaled(&self, scale: &str, given: Vec<V>) -> V {
        let scale = self.scales.get(scale).unwrap_or_else(|| panic!("no scale `{scale}`"));
        let crate::syntax::ast::LetOf::Arguments(arguments) = &scale.of else { return V::Missing };
        let given: BTreeMap<String, V> =
            arguments.iter().map(|argument| argument.name.text.clone()).zip(given).collect();
        self.eval_in(Env { given: Some(&given), ..Env::default() }, &scale.value)
    }

    /// The value of the first condition that is yes. If that condition is not known, and all remaining values are the
    /// same, it is that value.
    fn first(&self, env: Env<'_>, arms: &[(Expr, Expr)], otherwise: &Expr) -> V {
        let mut possible: Vec<V> = Vec::new();
        for (value, condition) in arms {
            match self.holds(env, condition) {
                Some(true) => {
                    possible.push(self.eval_in(env, value));
                    return self.agreed(&possible);
                }
                Some(false) => {}
                None => possible.push(self.eval_in(env, value)),
            }
        }
        possible.push(self.eval_in(env, otherwise));
        self.agreed(&possible)
    }

    /// The value on which all agree; missing if they differ.
    pub(super) fn agreed(&self, possible: &[V]) -> V {
        let first = &possible[0];
        if possible.iter().all(|one| one == first) { first.clone() } else { V::Missing }
    }

    fn answer(&self, env: Env<'_>, value: &Expr, rows: &[LookupRow]) -> V {
        match self.row_of(env, value, rows) {
            Some(row) => self.eval_in(env, &row.value),
            None => self.agreed(&rows.iter().map(|row| self.eval_in(env, &row.value)).collect::<Vec<V>>()),
        }
    }

    /// The row of a lookup for a value; `None` if the value is not known.
    pub(super) fn row_of<'r>(&self, env: Env<'_>, value: &Expr, rows: &'r [LookupRow]) -> Option<&'r LookupRow> {
        let value = self.eval_in(env, value);
        if !value.is_there() {
            return None;
        }
        let has = |row: &&LookupRow| {
            row.keys.iter().any(|key| match key {
                LookupKey::Name(name) => self.same(&value, &V::Word(String::new(), name.text.clone())) == Some(true),
                LookupKey::Number(number) => value.settled() == quantity(number),
                LookupKey::Range(range) => {
                    self.within(&value, &quantity(&range.lo), &quantity(&range.hi)) == Some(true)
                }
            })
        };
        rows.iter().find(has).or_else(|| rows.iter().find(|row| row.keys.is_empty()))
    }

    /// Whether a value is between two ends; unknown if an end is missing or the ends are not a range.
    pub(super) fn within(&self, value: &V, lo: &V, hi: &V) -> Option<bool> {
        let compare = |how, a: &V, b: &V| compared(how, a, b, |a, b| self.order(a, b));
        // Bare names of a choice cannot be compared with each other, so only their order is checked.
        let turned = compare(Comparison::AtMost, lo, hi) == Some(false);
        if turned || !lo.is_there() || !hi.is_there() {
            return None;
        }
        and(compare(Comparison::AtLeast, value, lo), || compare(Comparison::AtMost, value, hi))
    }

    /// The order of two values; values of a choice are ordered by their positions in it.
    pub(super) fn order(&self, a: &V, b: &V) -> Option<Ordering> {
        match (a, b) {
            (V::Num(a, _), V::Num(b, _)) => Some(a.cmp(b)),
            (V::Day(a), V::Day(b)) => Some(a.cmp(b)),
            (V::Word(of, a), V::Word(other, b)) => {
                let choice = self.choices.get(if of.is_empty() { other.as_str() } else { of.as_str() })?;
                let place = |name: &String| choice.values.iter().position(|value| value.name.text == *name);
                Some(place(a)?.cmp(&place(b)?))
            }
            _ => None,
        }
    }

    fn binary(&self, env: Env<'_>, operator: Binary, a: &Expr, b: &Expr) -> V {
        match operator {
            Binary::Or => {
                let first = self.holds(env, a);
                V::of_truth(or(first, || self.holds(env, b)))
            }
            Binary::And => {
                let first = self.holds(env, a);
                V::of_truth(and(first, || self.holds(env, b)))
            }
            Binary::Is => V::of_truth(self.is(env, a, b)),
            Binary::IsNot => V::of_truth(self.is(env, a, b).map(|is| !is)),
            Binary::In => V::of_truth(self.is_in(env, a, b)),
            Binary::NotIn => V::of_truth(self.is_in(env, a, b).map(|is| !is)),
            Binary::Default => match self.eval_in(env, a) {
                // An undetermined outcome is unknown as a condition, so the default applies.
                V::Word(of, outcome) if of == OUTCOME && outcome == "undetermined" => self.eval_in(env, b),
                value if value.is_there() => value,
                _ => self.eval_in(env, b),
            },
            Binary::Range => panic!("a range is no value"),
            Binary::Compare(how) => {
                let (a, b) = (self.eval_in(env, a), self.eval_in(env, b));
                V::of_truth(compared(how, &a, &b, |a, b| self.order(a, b)))
            }
            Binary::Add | Binary::Subtract | Binary::Multiply | Binary::Divide => {
                let (a, b) = (self.eval_in(env, a), self.eval_in(env, b));
                arithmetic(operator, a, b)
            }
        }
    }

    fn is(&self, env: Env<'_>, a: &Expr, b: &Expr) -> Option<bool> {
        let value = self.eval_in(env, a);
        match &b.kind {
            // An absent value is not a value either.
            ExprKind::Missing(_) => Some(!value.is_there()),
            ExprKind::Absent => (value != V::Missing).then_some(value == V::Absent),
            _ => self.same(&value, &self.eval_in(env, b)),
        }
    }

    fn is_in(&self, env: Env<'_>, a: &Expr, b: &Expr) -> Option<bool> {
        let value = self.eval_in(env, a);
        match &b.kind {
            ExprKind::List(items) => items
                .iter()
                .fold(Some(false), |so_far, item| or(so_far, || self.same(&value, &self.eval_in(env, item)))),
            ExprKind::Binary(Binary::Range, _, lo, hi) => {
                self.within(&value, &self.eval_in(env, lo), &self.eval_in(env, hi))
            }
            _ => match (value, self.eval_in(env, b)) {
                (V::Word(of, name), V::Set(values)) => {
                    let group = |value: &String| {
                        self.same(&V::Word(of.clone(), value.clone()), &V::Word(of.clone(), name.clone()))
                    };
                    Some(values.iter().any(|value| *value == name || group(value) == Some(true)))
                }
                (value, other) => self.same(&value, &other),
            },
        }
    }
}

pub(super) fn and(a: Option<bool>, b: impl FnOnce() -> Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) => Some(false),
        (Some(true), b) => b(),
        (None, b) => b().filter(|b| !b),
    }
}

pub(super) fn or(a: Option<bool>, b: impl FnOnce() -> Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(true), _) => Some(true),
        (Some(false), b) => b(),
        (None, b) => b().filter(|b| *b),
    }
}

fn arithmetic(operator: Binary, a: V, b: V) -> V {
    let sign = if operator == Binary::Subtract { -1 } else { 1 };
    match (operator, a, b) {
        (Binary::Add | Binary::Subtract, V::Day(day), V::Months(months)) => V::Day(moved(day, sign * months)),
        (Binary::Add | Binary::Subtract, V::Day(day), V::Num(n, _)) => {
            V::Day(day + sign * (n / number(86_400)).to_integer().to_i64().unwrap_or_default())
        }
        (Binary::Subtract, V::Day(a), V::Day(b)) => V::exact(number((a - b) * 86_400)),
        (Binary::Add, a, V::Day(day)) => arithmetic(Binary::Add, V::Day(day), a),
        (operator, V::Num(a, near), V::Num(b, other)) => {
            let n: N = match operator {
                Binary::Add => a + b,
                Binary::Subtract => a - b,
                Binary::Multiply => a * b,
                _ if b.is_zero() => return V::Missing,
                _ => a / b,
            };
            V::Num(n, both(near, other))
        }
        _ => V::Missing,
    }
}
