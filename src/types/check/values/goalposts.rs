//! Functions of a value and ranges: scales between goalposts, and `limited`.

use super::calls::Call;
use super::{CheckScope, Checker, Maybe};
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
    pub(crate) fn limited_call(&mut self, place: CheckScope<'_>, call: &Call<'a>) -> Maybe<Expr> {
        let span = call.span;
        let [Arg { kind: ArgKind::Value(value), .. }, Arg { kind: ArgKind::Value(range), .. }] = call.args else {
            return self.no_ranges(call, say::limited_without_range());
        };
        let ExprKind::Binary(Binary::Range, _, lo, hi) = &range.kind else {
            return self.no_range(call, range, say::limited_range_not_after());
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

    /// `linear(x, 1..5 to 0..100, clamped)`, and the logarithmic scale.
    pub(crate) fn scale_between(&mut self, place: CheckScope<'_>, call: &Call<'a>) -> Maybe<Expr> {
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
            return self.no_ranges(call, say::scale_without_ranges());
        };
        self.are_ranges(call, from, to)?;
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
            // The ends follow from data, such as the minimum and the maximum of all values.
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
    fn ends(&mut self, place: CheckScope<'_>, call: &Call<'a>, range: &'a ast::Expr) -> Maybe<(Expr, Expr)> {
        let ExprKind::Binary(Binary::Range, _, lo, hi) = &range.kind else {
            return self.no_range(call, range, say::scale_not_from_range_to_range());
        };
        let (lo, hi) = (self.expr(place, lo), self.expr(place, hi));
        Some((lo?, hi?))
    }

    /// Checks that a scale maps a range to a range. Two ranges that are written with another sign are reported
    /// together.
    fn are_ranges(&mut self, call: &Call<'a>, from: &'a ast::Expr, to: &'a ast::Expr) -> Maybe<()> {
        let is_range = |range: &ast::Expr| matches!(range.kind, ExprKind::Binary(Binary::Range, ..));
        if is_range(from) && is_range(to) {
            return Some(());
        }
        let span = from.span.to(to.span);
        match (self.meant_range(from), self.meant_range(to)) {
            (Some(from), Some(to)) => {
                let help = phrase::write(format_args!("{from} to {to}"));
                let message = say::scale_not_from_range_to_range();
                self.fail(Diagnostic::error(Code::WrongArguments, span, message).help(help))
            }
            (None, _) => self.no_range(call, from, say::scale_not_from_range_to_range()),
            (_, None) => self.no_range(call, to, say::scale_not_from_range_to_range()),
        }
    }

    fn no_range<T>(&mut self, call: &Call<'a>, written: &'a ast::Expr, message: &str) -> Maybe<T> {
        let Some(range) = self.meant_range(written) else { return self.wrong_argument(call, written.span, message) };
        self.fail(Diagnostic::error(Code::WrongArguments, written.span, message).help(phrase::write(range)))
    }

    /// Reports a call without ranges. If it has as many ends as it needs, the help writes them as ranges.
    fn no_ranges<T>(&mut self, call: &Call<'a>, message: &str) -> Maybe<T> {
        let Some(meant) = self.call_with_ranges(call) else { return self.wrong_argument(call, call.span, message) };
        self.fail(Diagnostic::error(Code::WrongArguments, call.span, message).help(phrase::write(meant)))
    }

    /// A call with the ranges that its ends make: `linear(x, 1, 5, 0, 100)` is `linear(x, 1..5 to 0..100)`.
    fn call_with_ranges(&self, call: &Call<'a>) -> Option<String> {
        let text = |expr: &ast::Expr| self.sources.text(expr.span);
        let (mut values, mut ranges, mut options, mut open) = (Vec::new(), Vec::new(), String::new(), None);
        for arg in call.args {
            let pieces = match &arg.kind {
                ArgKind::Value(value) if values.is_empty() => {
                    values.push(text(value));
                    continue;
                }
                ArgKind::Value(value) => vec![value],
                ArgKind::Mapping(from, to) => vec![from, to],
                _ => {
                    options.push_str(&format!(", {}", self.sources.text(arg.span)));
                    continue;
                }
            };
            for piece in pieces {
                match (self.meant_range(piece), open.take()) {
                    (Some(range), None) => ranges.push(range),
                    (Some(_), Some(_)) => return None,
                    (None, Some(low)) => ranges.push(format!("{low}..{}", text(piece))),
                    (None, None) => open = Some(text(piece)),
                }
            }
        }
        let needed = if call.function == Function::Limited { 1 } else { 2 };
        let fits = open.is_none() && ranges.len() == needed;
        fits.then(|| format!("{}({}, {}{options})", call.function, values.concat(), ranges.join(" to ")))
    }

    /// A range as it is written or, with another sign between its ends, as it is meant: `1-5` is `1..5`.
    pub(crate) fn meant_range(&self, expr: &ast::Expr) -> Option<String> {
        match &expr.kind {
            ExprKind::Binary(Binary::Range, ..) => Some(self.sources.text(expr.span).to_string()),
            ExprKind::Binary(Binary::Subtract, _, lo, hi) => {
                Some(format!("{}..{}", self.sources.text(lo.span), self.sources.text(hi.span)))
            }
            _ => None,
        }
    }

    /// Whether values beyond the goalposts are clamped. The policy must say so, unless the value is always within fixed
    /// goalposts.
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
