//! Scales: expanded where they are applied, checked by themselves, and reported if they lead to themselves.

use super::{CheckScope, Checker, Maybe};
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::{phrase, types::values as say};
use crate::names::Referent;
use crate::names::ScaleId;
use crate::number::{Interval, Rational};
use crate::source::Span;
use crate::syntax::ast::{self, Arg, ArgKind, ExprKind, LetOf, Name};
use crate::types::op::*;
use crate::types::typed::{Expr, build};
use crate::types::units::range_words;
use std::collections::{BTreeMap, BTreeSet};

impl<'a> Checker<'_, 'a> {
    /// Expands a scale with its arguments; each must fit the type that the scale declares.
    pub(crate) fn apply_scale(
        &mut self,
        place: CheckScope<'_>,
        name: &Name,
        values: Vec<Expr>,
        span: Span,
    ) -> Maybe<Expr> {
        let Some(Referent::Scale(id)) = self.referent(place, name.span) else { return None };
        let scale = self.names.catalogue.scales[id];
        let LetOf::Arguments(arguments) = &scale.of else { return None };
        if arguments.len() != values.len() {
            let names: Vec<&str> = arguments.iter().map(|a| a.name.text.as_str()).collect();
            let message = say::wrong_number_of_arguments(names.len(), &name.text, values.len());
            return self.fail(
                Diagnostic::error(Code::WrongArguments, span, message)
                    .label(scale.name.span, phrase::declared_here())
                    .help(phrase::write(format_args!("{}({})", name.text, names.join(", ")))),
            );
        }
        for (argument, value) in arguments.iter().zip(&values) {
            self.fits(argument, value)?;
        }
        if self.ringed.contains(&id) {
            return None;
        }
        self.count_application(span)?;
        Some(self.expr(CheckScope::in_scale(&values), &scale.value)?.at(span))
    }

    /// Counts how often scales are applied, because scales that apply scales could double the number at each step.
    pub(crate) fn count_application(&mut self, span: Span) -> Maybe<()> {
        const MOST: usize = 100_000;
        if self.applications > MOST {
            return None;
        }
        self.applications += 1;
        if self.applications <= MOST {
            return Some(());
        }
        let message = say::scales_too_deep(MOST);
        let help = say::declare_steps();
        self.fail(Diagnostic::error(Code::TooDeep, span, message).help(help))
    }

    fn fits(&mut self, argument: &'a ast::Argument, value: &Expr) -> Maybe<()> {
        let wanted = self.argument_type(argument)?;
        let fits = match (&wanted, &value.ty) {
            (Type::Number(wanted), Type::Number(given)) => {
                wanted.unit == given.unit && given.range.within(&wanted.range)
            }
            (wanted, given) => wanted == given,
        };
        if fits {
            return Some(());
        }
        let [given, takes] = [&value.ty, &wanted].map(|ty| match ty {
            Type::Number(number) => range_words(&number.range, number.unit),
            other => self.words(other),
        });
        let text = self.sources.text(value.span);
        let message = say::argument_out_of_range(text, &given, &argument.name.text, &takes);
        self.fail(
            Diagnostic::error(Code::WrongArguments, value.span, message)
                .label(argument.name.span, phrase::declared_here())
                .help(say::limit_value_or_widen_argument()),
        )
    }

    /// The type of a scale's argument; a number need not declare its decimals.
    fn argument_type(&mut self, argument: &'a ast::Argument) -> Maybe<Type> {
        let open = argument.kind.decimals.is_none()
            && matches!(argument.kind.name.text.as_str(), "number" | "share" | "money");
        if !open {
            return self.value_type(&argument.kind);
        }
        let (unit, factor) = crate::types::check::schema::tables::unit_of(&argument.kind);
        let range = match &argument.kind.range {
            Some(range) => self.bare_range(&argument.kind, range)?,
            None if argument.kind.name.text == "share" => Interval::new(Rational::zero(), Rational::one()),
            None => Interval::unbounded(),
        };
        let factor = Rational::from(factor);
        Some(Type::from(NumberType::within(range.map_monotone(|v| v * &factor), unit)))
    }

    /// Checks each scale by itself, so that an unused scale is checked, too.
    pub(crate) fn scales_alone(&mut self) {
        for scale in &self.names.catalogue.scales {
            let LetOf::Arguments(arguments) = &scale.of else { continue };
            let typed: Option<Vec<Expr>> = arguments
                .iter()
                .map(|argument| {
                    let ty = self.argument_type(argument)?;
                    Some(build::argument(ty, argument.missing.is_some(), argument.name.span))
                })
                .collect();
            if let Some(typed) = typed {
                self.expr(CheckScope::in_scale(&typed), &scale.value);
            }
        }
    }

    /// Finds the scales that lead to themselves, because they would be expanded for ever. Each cycle is reported once,
    /// from its first scale in the policy.
    pub(crate) fn rings_of_scales(&mut self) {
        let scales = &self.names.catalogue.scales;
        let mut uses: BTreeMap<ScaleId, Vec<ScaleId>> = BTreeMap::new();
        for (id, scale) in scales.entries() {
            let used = uses.entry(id).or_default();
            self.scales_in(&scale.value, used);
        }
        // A scale does not lead to a cycle if no scale that it uses does. All remaining scales lead to a cycle.
        let mut users: BTreeMap<ScaleId, Vec<ScaleId>> = BTreeMap::new();
        uses.iter().for_each(|(id, used)| used.iter().for_each(|u| users.entry(*u).or_default().push(*id)));
        let mut open: BTreeMap<ScaleId, usize> = uses.iter().map(|(id, used)| (*id, used.len())).collect();
        let mut free: Vec<ScaleId> = open.iter().filter(|(_, n)| **n == 0).map(|(id, _)| *id).collect();
        while let Some(id) = free.pop() {
            open.remove(&id);
            for user in users.get(&id).into_iter().flatten() {
                if let Some(left) = open.get_mut(user) {
                    *left -= 1;
                    if *left == 0 {
                        free.push(*user);
                    }
                }
            }
        }
        self.ringed = open.into_keys().collect();
        let mut told = BTreeSet::new();
        for start in self.ringed.clone() {
            self.tell_ring(start, &uses, &mut told);
        }
    }

    /// Follows scales that lead to a cycle until a scale is repeated, and reports that cycle.
    fn tell_ring(&mut self, start: ScaleId, uses: &BTreeMap<ScaleId, Vec<ScaleId>>, told: &mut BTreeSet<ScaleId>) {
        let (mut path, mut next) = (Vec::new(), Some(start));
        while let Some(id) = next {
            if !told.insert(id) {
                break;
            }
            path.push(id);
            next = uses.get(&id).into_iter().flatten().find(|u| self.ringed.contains(u)).copied();
        }
        let Some(at) = next.and_then(|id| path.iter().position(|p| *p == id)) else { return };
        let ring = path.split_off(at);
        let first = ring.iter().enumerate().min_by_key(|(_, id)| **id).map_or(0, |(i, _)| i);
        let names = ring.iter().cycle().skip(first).take(ring.len() + 1);
        let names: Vec<&Name> = names.map(|id| &self.names.catalogue.scales[*id].name).collect();
        if let Some(first) = names.first() {
            self.ring(first.span, &names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>());
        }
    }

    /// The scales that an expression applies.
    fn scales_in(&self, expr: &ast::Expr, found: &mut Vec<ScaleId>) {
        let applied = match &expr.kind {
            ExprKind::On(_, name) | ExprKind::Call(name, _) => self.names.bindings.get(None, name.span),
            _ => None,
        };
        if let Some(Referent::Scale(id)) = applied {
            found.push(*id);
        }
        let parts: Vec<&ast::Expr> = match &expr.kind {
            ExprKind::On(value, _) | ExprKind::Unary(_, value) => vec![value],
            ExprKind::Call(_, args) => args.iter().flat_map(arg_exprs).collect(),
            ExprKind::Binary(_, _, a, b) => vec![a, b],
            ExprKind::List(items) => items.iter().collect(),
            ExprKind::First(arms, otherwise) => {
                arms.iter().flat_map(|(a, b)| [a, b]).chain([otherwise.as_ref()]).collect()
            }
            ExprKind::Lookup(value, rows) => {
                std::iter::once(value.as_ref()).chain(rows.iter().map(|r| &r.value)).collect()
            }
            _ => Vec::new(),
        };
        parts.into_iter().for_each(|part| self.scales_in(part, found));
    }
}

/// The expressions of an argument.
fn arg_exprs(arg: &Arg) -> Vec<&ast::Expr> {
    match &arg.kind {
        ArgKind::Value(a) | ArgKind::IfEmpty(a) => vec![a],
        ArgKind::Mapping(a, b) => vec![a, b],
        ArgKind::Rows { value, among, condition, weight, .. } => {
            let among = among.iter().flat_map(|among| std::iter::once(&among.over).chain(&among.per));
            std::iter::once(value).chain(among).chain(condition).chain(weight).collect()
        }
        ArgKind::Missing(_)
        | ArgKind::AtLeast(_)
        | ArgKind::Clamped(_)
        | ArgKind::Rounding(_)
        | ArgKind::Decimals(_)
        | ArgKind::Spread(_)
        | ArgKind::QuantileType(_)
        | ArgKind::Order(_)
        | ArgKind::Ties(_) => Vec::new(),
    }
}
