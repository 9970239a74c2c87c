//! Rounding and limits, shared by steps, functions and tiers.

use super::{Checker, Maybe};
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::{phrase, types::values as say};
use crate::number::{Interval, Rational, Rounding};
use crate::source::Span;
use crate::syntax::ast;
use crate::types::COMPARED_DECIMALS;
use crate::types::op::*;
use crate::types::typed::{Expr, build};
use crate::types::units::Unit;

/// Words for a rounding, and their two meanings below zero: in spreadsheets, and in this language.
const READ_IN_TWO_WAYS: [(&str, Reading, Reading); 3] = [
    ("half up", ("half away from zero", "-2.5", "-3"), ("half toward plus infinity", "-2.5", "-2")),
    ("up", ("away from zero", "-2.1", "-3"), ("toward plus infinity", "-2.1", "-2")),
    ("down", ("toward zero", "-2.9", "-2"), ("toward minus infinity", "-2.9", "-3")),
];

/// Words without ambiguity, and an example: a number and its rounded value.
type Reading = (&'static str, &'static str, &'static str);

/// Whether a number can have a value for which the meaning of the words of a rounding below zero matters.
fn tells_apart(number: &NumberType, to: &RoundTo) -> bool {
    let (step, fits) = match &to.target {
        RoundTarget::Decimals(n) => (i32::try_from(*n).ok().map(|n| Rational::pow10(-n)), number.step.fits(*n)),
        RoundTarget::Step(step) => (Some(step.clone()), false),
    };
    // The tie that is nearest to zero is half a step below it.
    let first = match to.mode {
        Rounding::HalfUp => step.and_then(|step| (-step).checked_div(&Rational::from(2_i64))),
        _ => None,
    };
    let reaches = |lo: &Rational| first.as_ref().map_or(lo.is_negative(), |first| lo <= first);
    !fits && number.range.lo.as_ref().is_none_or(reaches)
}

/// A rounding in the words of the policy.
pub(crate) fn rounding_words(rounding: &ast::RoundTo) -> String {
    let mode = &rounding.words.text;
    match &rounding.to {
        ast::RoundTarget::Decimals(digits) if digits.count == 1 => format!("{mode} to 1 decimal"),
        ast::RoundTarget::Decimals(digits) => format!("{mode} to {} decimals", digits.count),
        ast::RoundTarget::Step(step) => format!("{mode} to steps of {}", step.to_rational()),
    }
}

impl Checker<'_, '_> {
    pub(crate) fn round_to(&mut self, rounding: &ast::RoundTo) -> Maybe<RoundTo> {
        let target = match &rounding.to {
            ast::RoundTarget::Decimals(digits) => RoundTarget::Decimals(digits.count),
            ast::RoundTarget::Step(step) => {
                let step = step.to_rational();
                if !step.is_positive() {
                    let message = say::step_not_above_zero();
                    let help = phrase::write_for_example("steps of 0.5");
                    return self.fail(Diagnostic::error(Code::BadRange, rounding.span, message).help(help));
                }
                RoundTarget::Step(step)
            }
        };
        Some(RoundTo { mode: rounding.mode, target })
    }

    /// A value rounded as the policy says. A value that was stored or rounded before is settled first, because a
    /// rounding is a decision like a comparison.
    pub(crate) fn rounded(&mut self, value: Expr, written: &ast::RoundTo, span: Span) -> Maybe<Expr> {
        let to = self.round_to(written)?;
        let decimals = match &to.target {
            RoundTarget::Decimals(n) => Some(*n),
            RoundTarget::Step(step) => step.scale(),
        };
        let value = build::decidable(value, decimals.unwrap_or(COMPARED_DECIMALS).max(COMPARED_DECIMALS));
        let number = self.numeric(&value, "rounded")?;
        if number.unit == Unit::Time {
            let text = self.page_text(value.span);
            let message = say::no_unit_of_decimals(&text);
            let word = self.unit_word(value.span).unwrap_or("hour");
            let help = say::round_number_of_unit(self.divided(&value).unwrap_or_default(), word);
            return self.fail(Diagnostic::error(Code::UnitMismatch, written.span, message).help(help));
        }
        if tells_apart(&number, &to) {
            self.two_readings(&value, &written.words);
        }
        Some(build::rounded(value, to, span))
    }

    /// Warns that `half up`, `up` and `down` have one meaning here and another in spreadsheets, if a number can be
    /// below zero.
    fn two_readings(&mut self, value: &Expr, words: &ast::Name) {
        let Some((_, away, along)) = READ_IN_TWO_WAYS.iter().find(|(short, ..)| *short == words.text) else { return };
        let [away, along] = [away, along].map(|(words, number, rounded)| say::reading(words, number, rounded));
        let text = self.page_text(value.span);
        let message = say::ambiguous_rounding(&text, &words.text);
        let help = say::write_one_reading(&away, &along);
        self.report(Diagnostic::error(Code::RoundingBelowZero, words.span, message).help(help).into_warning());
    }

    /// A value limited to a range: beyond an end, it becomes that end.
    pub(crate) fn limited(&mut self, value: Expr, range: &Interval, span: Span) -> Maybe<Expr> {
        let number = self.numeric(&value, "limited")?;
        let end = |value: &Option<_>| Some(build::number(value.clone()?, number.unit, span));
        Some(build::limited(value, end(&range.lo)?, end(&range.hi)?, span))
    }
}
