//! Rounding and limits: written once, used by steps, functions and tiers.

use super::expressions::apply;
use super::{Checker, Maybe, number_constant};
use crate::diagnostic::{Code, Diagnostic};
use crate::number::{Interval, Rational};
use crate::source::Span;
use crate::syntax::ast;
use crate::types::COMPARED_DECIMALS;
use crate::types::model::*;

impl Checker<'_, '_> {
    pub(super) fn round_to(&mut self, rounding: &ast::RoundTo) -> Maybe<RoundTo> {
        let target = match &rounding.to {
            ast::RoundTarget::Decimals(digits) => RoundTarget::Decimals(digits.count),
            ast::RoundTarget::Step(step) => {
                let step = step.to_rational();
                if !step.is_positive() {
                    let message = "a step of a rounding is above zero";
                    self.report(
                        Diagnostic::error(Code::BadRange, rounding.span, message)
                            .help("write for example `steps of 0.5`"),
                    );
                    return None;
                }
                RoundTarget::Step(step)
            }
        };
        Some(RoundTo { mode: rounding.mode, target })
    }

    /// A value rounded as the policy says. One that was stored or rounded on its way is settled first: a rounding is a
    /// decision like a comparison.
    pub(super) fn rounded(&mut self, value: Expr, to: RoundTo, span: Span) -> Maybe<Expr> {
        let decimals = match &to.target {
            RoundTarget::Decimals(n) => Some(*n),
            RoundTarget::Step(step) => step.scale(),
        };
        let value = self.settled(value, decimals.unwrap_or(COMPARED_DECIMALS).max(COMPARED_DECIMALS));
        let number = self.numeric(&value, "rounded")?;
        let range = number.range.map_monotone(|v| round(v, &to));
        let ty = NumberType { range, inexact: true, decimals, ..number };
        Some(apply(Op::Round(to), vec![value], Type::Number(ty), span))
    }

    /// A value brought to the end that it lies beyond.
    pub(super) fn limited(&mut self, value: Expr, range: &Interval, span: Span) -> Maybe<Expr> {
        let number = self.numeric(&value, "limited")?;
        let (lo, hi) = (range.lo.clone()?, range.hi.clone()?);
        let decimals = number.decimals.zip(lo.scale()).zip(hi.scale()).map(|((a, b), c)| a.max(b).max(c));
        let limited = number.range.clamp(&Interval::point(lo.clone()), &Interval::point(hi.clone()));
        let ty = NumberType { range: limited, decimals, ..number };
        let (lo, hi) = (number_constant(lo, ty.unit, span), number_constant(hi, ty.unit, span));
        Some(apply(Op::Limit, vec![value, lo, hi], Type::Number(ty), span))
    }
}

/// The rounding of a number.
pub(super) fn round(value: &Rational, to: &RoundTo) -> Rational {
    match &to.target {
        RoundTarget::Decimals(n) => value.round(*n, to.mode),
        // The step is above zero, so the rounding exists.
        RoundTarget::Step(step) => value.round_to_step(step, to.mode).unwrap_or_else(|| value.clone()),
    }
}
