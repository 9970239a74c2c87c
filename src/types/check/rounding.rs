//! Rounding and limits: written once, used by steps, functions and tiers.

use super::{Checker, Maybe};
use crate::diagnostic::{Code, Diagnostic};
use crate::number::{Interval, Rational, Rounding};
use crate::source::Span;
use crate::syntax::ast;
use crate::types::COMPARED_DECIMALS;
use crate::types::op::*;
use crate::types::typed::{Expr, build};

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
    pub(super) fn rounded(&mut self, value: Expr, written: &ast::RoundTo, span: Span) -> Maybe<Expr> {
        let to = self.round_to(written)?;
        let decimals = match &to.target {
            RoundTarget::Decimals(n) => Some(*n),
            RoundTarget::Step(step) => step.scale(),
        };
        let value = self.settled(value, decimals.unwrap_or(COMPARED_DECIMALS).max(COMPARED_DECIMALS));
        self.numeric(&value, "rounded")?;
        Some(build::rounded(value, to, span))
    }

    /// `half up`, `up` and `down` mean one thing here and another in spreadsheets, once a number is below zero.
    fn two_readings(&mut self, value: &Expr, words: &ast::Name) {
        let Some((_, away, along)) = READ_IN_TWO_WAYS.iter().find(|(short, ..)| *short == words.text) else { return };
        let [away, along] = [away, along].map(|(words, example)| format!("`{words}` ({example})"));
        let text = self.page_text(value.span);
        let message = format!("{text} can be below zero, where `{}` is read in two ways", words.text);
        let help = format!("write {away}, as spreadsheets round, or {along}, as it is read now");
        self.report(Diagnostic::error(Code::RoundingBelowZero, words.span, message).help(help).into_warning());
    }

    /// A value brought to the end that it lies beyond.
    pub(super) fn limited(&mut self, value: Expr, range: &Interval, span: Span) -> Maybe<Expr> {
        let number = self.numeric(&value, "limited")?;
        let end = |value: &Option<_>| Some(build::number(value.clone()?, number.unit, span));
        Some(build::limited(value, end(&range.lo)?, end(&range.hi)?, span))
    }
}
