//! Functions of a value and ranges: scales between goalposts, and `limited`.

use super::calls::Call;
use super::{Checker, Maybe, Place};
use crate::diagnostic::{Code, Diagnostic};
use crate::functions::Function;
use crate::messages::{phrase, types::values as say};
use crate::number::Interval;
use crate::syntax::ast::{self, Arg, ArgKind, Binary, ExprKind};
use crate::types::op::*;
use crate::types::typed::{Expr, build};
use crate::types::units::range_words;

impl<'a> Checker<'_, 'a> {
    /// `limited(x, 0..100)`
    pub(crate) fn limited_call(&mut self, place: Place<'_>, call: &Call<'a>) -> Maybe<Expr> {
        let span = call.span;
        let [Arg { kind: ArgKind::Value(value), .. }, Arg { kind: ArgKind::Value(range), .. }] = call.args else {
            return self.wrong_argument(call, span, say::limited_without_range());
        };
        let ExprKind::Binary(Binary::Range, _, lo, hi) = &range.kind else {
            return self.wrong_argument(call, range.span, say::limited_range_not_after());
        };
        let ends = (lo.as_ref(), hi.as_ref());
        let (value, lo, hi) = (self.expr(place, value), self.expr(place, lo), self.expr(place, hi));
        let (value, lo, hi) = (value?, lo?, hi?);
        self.common(&value, &lo)?;
        self.common(&value, &hi)?;
        for value in [&value, &lo, &hi] {
            self.numeric(value, "limited")?;
        }
        if let (Some(low), Some(high)) = (lo.constant(), hi.constant()) {
            self.ends_keep_order(place, ends, (low, high))?;
        }
        if lo.constant().zip(hi.constant()).is_some_and(|(low, high)| low > high) {
            let message = say::ends_before_it_begins(self.sources.text(range.span));
            return self
                .fail(Diagnostic::error(Code::BadRange, range.span, message).help(say::write_lower_end_first()));
        }
        let why = say::piece_ends_before_it_begins(self.page_text(range.span));
        let limited = build::limited(value, lo.clone(), hi.clone(), span);
        Some(self.in_order(limited, &[(hi, lo)], why, span))
    }

    /// `linear(x, 20..85 to 0..1, clamped)` and its logarithmic sister.
    pub(crate) fn scale_between(&mut self, place: Place<'_>, call: &Call<'a>) -> Maybe<Expr> {
        let mut values = Vec::new();
        let mut mapping = None;
        for arg in call.args {
            match &arg.kind {
                ArgKind::Value(value) => values.push(value),
                ArgKind::Mapping(from, to) => mapping = Some((from, to)),
                _ => {}
            }
        }
        let ([value], Some((from, to))) = (values.as_slice(), mapping) else {
            return self.wrong_argument(call, call.span, say::scale_without_ranges());
        };
        let value = self.expr(place, value);
        let written = [from, to];
        let (from, to) = (self.ends(place, call, from), self.ends(place, call, to));
        let (value, (lo, hi), (to_lo, to_hi)) = (value?, from?, to?);
        self.common(&value, &lo)?;
        self.common(&lo, &hi)?;
        self.common(&to_lo, &to_hi)?;
        let x = self.numeric(&value, call.function.name())?;
        let fixed = |e: &Expr| e.constant().cloned();
        let ends = (fixed(&lo), fixed(&hi), fixed(&to_lo), fixed(&to_hi));
        let (Some(low), Some(high), Some(first), Some(last)) = &ends else {
            for end in [&lo, &hi, &to_lo, &to_hi] {
                self.numeric(end, call.function.name())?;
            }
            // Between ends that follow from data, such as the least and the greatest of all.
            let clamped = self.clamping(&value, &x, None, call)?;
            return Some(scaled(call, value, [lo, hi, to_lo, to_hi], clamped));
        };
        if low == high {
            let message = say::same_goalposts();
            let help = say::give_two_goalposts();
            return self.fail(Diagnostic::error(Code::BadRange, lo.span.to(hi.span), message).help(help));
        }
        for (range, ends) in written.into_iter().zip([(low, high), (first, last)]) {
            if let ExprKind::Binary(Binary::Range, _, from, to) = &range.kind {
                self.ends_keep_order(place, (from, to), (ends.0, ends.1))?;
            }
        }
        if call.function == Function::Logarithmic && !(low.is_positive() && high.is_positive()) {
            let message = say::goalposts_not_above_zero();
            let help = phrase::write_for_example("100..75000");
            return self.fail(Diagnostic::error(Code::BadRange, lo.span.to(hi.span), message).help(help));
        }
        let posts = Interval::new(low.clone(), high.clone());
        let clamped = self.clamping(&value, &x, Some(&posts), call)?;
        Some(scaled(call, value, [lo, hi, to_lo, to_hi], clamped))
    }

    /// The two ends of a range of a scale.
    fn ends(&mut self, place: Place<'_>, call: &Call<'a>, range: &'a ast::Expr) -> Maybe<(Expr, Expr)> {
        let ExprKind::Binary(Binary::Range, _, lo, hi) = &range.kind else {
            return self.wrong_argument(call, range.span, say::scale_not_from_range_to_range());
        };
        let (lo, hi) = (self.expr(place, lo), self.expr(place, hi));
        Some((lo?, hi?))
    }

    /// Beyond the goalposts a policy says what holds; within fixed ones there is nothing to say.
    fn clamping(&mut self, value: &Expr, x: &NumberType, posts: Option<&Interval>, call: &Call<'a>) -> Maybe<bool> {
        match call.options.clamped {
            Some(clamped) => Some(clamped),
            None if posts.is_some_and(|posts| x.range.within(posts)) => Some(false),
            None => {
                let text = self.sources.text(value.span);
                let message = match posts {
                    Some(posts) => {
                        let [can, posts] = [&x.range, posts].map(|range| range_words(range, x.unit));
                        say::beyond_goalposts(text, &can, &posts)
                    }
                    None => say::beyond_goalposts_of_data(text),
                };
                let help = say::add_rule_beyond_goalposts();
                self.fail(Diagnostic::error(Code::ScaleOpen, value.span, message).help(help))
            }
        }
    }
}

/// A value on a scale between goalposts.
fn scaled(call: &Call<'_>, value: Expr, ends: [Expr; 4], clamped: bool) -> Expr {
    match call.function == Function::Logarithmic {
        true => build::logarithmic(value, ends, clamped, call.decimals(), call.span),
        false => build::linear(value, ends, clamped, call.span),
    }
}
