//! The policy with the params in force: two ends or two tiers keep the order that they have with the policy's own
//! values.
//!
//! A policy is checked with the values that a manifest, a test or the command line sets, so every mistake that such a
//! value causes is found. An order that it only reverses (a tier that moves past its neighbour, a scale that runs the
//! other way) is legal by itself, so it is compared with the order for the policy's own values.

use super::{CheckScope, Checker, Maybe};
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::{phrase, types::values as say};
use crate::names::ParamId;
use crate::names::Referent;
use crate::number::Rational;
use crate::source::Span;
use crate::syntax::ast;
use crate::types::check_context::ParamSource;
use crate::types::op::Constant;
use std::cmp::Ordering;
use std::collections::BTreeSet;

impl<'a> Checker<'_, 'a> {
    /// The constant value of an expression of the policy with the policy's own params.
    pub(crate) fn on_page(&mut self, place: CheckScope<'_>, expr: &'a ast::Expr) -> Option<Rational> {
        let outer = std::mem::replace(&mut self.of_page, true);
        let before = self.findings.len();
        let typed = self.expr(place, expr);
        self.findings.truncate(before);
        self.of_page = outer;
        typed.and_then(|typed| typed.constant().cloned())
    }

    /// Checks that two fixed ends have the same order with the params in force as with the policy's own params.
    pub(crate) fn ends_keep_order(
        &mut self,
        place: CheckScope<'_>,
        (lo, hi): (&'a ast::Expr, &'a ast::Expr),
        in_force: (&Rational, &Rational),
    ) -> Maybe<()> {
        if self.context.params.is_empty() {
            return Some(());
        }
        let (Some(low), Some(high)) = (self.on_page(place, lo), self.on_page(place, hi)) else { return Some(()) };
        let (page, now) = (low.cmp(&high), in_force.0.cmp(in_force.1));
        if page == now || page == Ordering::Equal || now == Ordering::Equal {
            return Some(());
        }
        let whole = lo.span.to(hi.span);
        let text = self.sources.text(whole).to_string();
        self.turned(&[lo.span, hi.span], &say::reverses(&text), whole)
    }

    /// Reports an order that params in force reverse, at the line that sets one of them if a file does so.
    pub(crate) fn turned<T>(&mut self, spans: &[Span], what: &str, page: Span) -> Maybe<T> {
        let mut set: Vec<(String, Option<Span>)> = Vec::new();
        for id in self.params_in(spans) {
            let Some(param) = self.model.params[id].as_ref() else { continue };
            let (Constant::Number(value), Constant::Number(own)) = (&param.value, &param.own) else { continue };
            if value == own {
                continue;
            }
            let [now, page] = [value, own].map(|v| param.amount_words(v));
            let place = match param.source {
                ParamSource::Manifest(place) => Some(place),
                ParamSource::Policy | ParamSource::CommandLine | ParamSource::Test => None,
            };
            set.push((say::param_in_force(&param.name, &now, &page), place));
        }
        let at = set.iter().find_map(|(_, at)| *at).unwrap_or(page);
        let message = say::consequence_in_force(phrase::both(set.iter().map(|(words, _)| words)), what);
        let finding = Diagnostic::error(Code::ParamOrder, at, message);
        self.fail(finding.help(say::change_value_in_force()))
    }

    /// The params that are named at some places of the policy.
    fn params_in(&self, spans: &[Span]) -> BTreeSet<ParamId> {
        let refs = self.names.bindings.refs.iter();
        let inside = |at: &Span| spans.iter().any(|span| span.holds(*at));
        refs.filter_map(|((_, at), referent)| match referent {
            Referent::Param(id) if inside(at) => Some(*id),
            _ => None,
        })
        .collect()
    }
}
