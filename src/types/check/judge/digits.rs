//! Whether published numbers are right to their last digit, although digits were cut on the way.

use super::Checker;
use crate::diagnostic::{Code, Diagnostic};
use crate::lookup::Lookup;
use crate::messages::{phrase, types::judge as say};
use crate::names::ValueId;
use crate::names::model::{Value, ValueKind};
use crate::number::Rational;
use crate::source::Span;
use crate::syntax::ast;
use crate::types::op::Op;
use crate::types::typed::Typed;
use crate::types::{Content, Expr, OutputModel};
use std::collections::BTreeSet;

/// Expressions by identity, which are kept so that their identity stays unique.
type Walked = Lookup<*const Typed, Expr>;

impl Checker<'_, '_> {
    /// Warns of each published number whose last digits can be wrong, with the number of digits that are right. A
    /// number that is wrong only because another published number is wrong is not reported.
    pub(crate) fn digits_that_are_right(&mut self) {
        let unsure: Vec<(Expr, u32, i32)> = self.model.outputs.iter().filter_map(unsure).collect();
        let values: BTreeSet<ValueId> = unsure.iter().filter_map(|(value, ..)| named(value)).collect();
        let mut told: BTreeSet<Option<Span>> = BTreeSet::new();
        let mut walked = Walked::default();
        for (value, decimals, right) in &unsure {
            let id = named(value);
            if self.follows_from(value, id, &values, &mut walked) {
                continue;
            }
            let finding = self.digits_unsure(id, value.span, (*decimals, *right));
            if told.insert(finding.span()) {
                self.report(finding);
            }
        }
    }

    /// Whether a value is made of one of these. Parts that it shares with others, or uses more than once, are visited
    /// once.
    fn follows_from(
        &self,
        value: &Expr,
        own: Option<ValueId>,
        others: &BTreeSet<ValueId>,
        walked: &mut Walked,
    ) -> bool {
        let (mut open, mut seen) = (vec![value.clone()], Walked::default());
        while let Some(expr) = open.pop() {
            if walked.contains_key(&expr.identity()) || seen.insert(expr.identity(), expr.clone()).is_some() {
                continue;
            }
            if let Op::Value(id) = expr.op {
                if Some(id) != own && others.contains(&id) {
                    return true;
                }
                let named = self.model.value(id);
                open.extend(named.map(|named| named.expr.clone()));
            }
            open.extend(expr.inputs.iter().cloned());
        }
        // Here, the name of the value means the value itself; elsewhere, it is one of the others.
        walked.extend(seen.into_iter().filter(|(_, expr)| own.is_none() || named(expr) != own));
        false
    }

    fn digits_unsure(&self, id: Option<ValueId>, published: Span, (decimals, right): (u32, i32)) -> Diagnostic {
        let to = match u32::try_from(right) {
            Ok(decimals) => format!("half even to {decimals} decimals"),
            Err(_) => format!("half even to steps of {}", Rational::pow10(-right)),
        };
        let rounded = |value: Span| phrase::write(format_args!("rounded({}, {to})", self.sources.text(value)));
        let (name, span, help) = match id.map(|id| self.names.catalogue.value(id)) {
            Some(Value { kind: ValueKind::Let(of), name, .. }) => (name.span, of.value.span, rounded(of.value.span)),
            Some(Value { kind: ValueKind::Node(node), name, .. }) => match &node.content {
                ast::Content::Value(value) => (name.span, value.span, rounded(value.span)),
                ast::Content::Body(_) => (name.span, name.span, say::add_rounding_step(&to)),
            },
            _ => (published, published, say::publish_rounded(&to)),
        };
        let right = match right {
            0 => say::none_is_certain().to_string(),
            1.. => say::first_are_certain(right),
            _ => say::whole_digits_are_uncertain().to_string(),
        };
        let name = self.sources.text(name);
        let why = say::digits_were_cut();
        let message = say::uncertain_decimals(name, decimals, &right, why);
        Diagnostic::error(Code::DigitsUnsure, span, message).help(help).into_warning()
    }
}

/// A published number whose last digits can be wrong: its decimals, and how many of them are right.
fn unsure(output: &OutputModel) -> Option<(Expr, u32, i32)> {
    let Content::Value { expr, decimals } = &output.content else { return None };
    let value = match (&expr.op, expr.inputs.first()) {
        (Op::Store(_), Some(value)) => value,
        _ => expr,
    };
    let right = value.number()?.error.right(*decimals)?;
    let all = i32::try_from(*decimals).ok()?;
    (right < all).then(|| (value.clone(), *decimals, right))
}

/// The named value of the policy that an expression is, of this or of another subject.
fn named(expr: &Expr) -> Option<ValueId> {
    match (&expr.op, expr.inputs.first()) {
        (Op::Value(id), _) => Some(*id),
        (Op::Reach(_), Some(value)) => named(value),
        _ => None,
    }
}
