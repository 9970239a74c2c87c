//! Months that are counted back: at the end of a month, this differs from counting them forward from the other day.
//!
//! `as_of >= opened + 12 months` and `opened <= as_of - 12 months` differ for 2020-02-29 as of 2021-02-28. Counting
//! forward is the documented way. A comparison with a day that was found by counting back is reported, unless that day
//! has a name and a clause or reason, with which the policy states that it is intended.

use super::{CheckScope, Checker};
use crate::calendar::{days_of, shift_months};
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::{phrase, types::values as say};
use crate::source::Span;
use crate::syntax::ast::Binary;
use crate::types::op::{Comparison, Constant, Op, Type};
use crate::types::typed::Expr;

/// A day that was found by counting months back.
struct CountedBack {
    /// The day from which the months are counted.
    from: Expr,
    /// The number of months.
    months: i32,
    /// The place of the day.
    at: Span,
    /// Whether the day is the operand itself, and not a part of it.
    is_whole: bool,
}

/// Two days and the operator between them; `in` for a day of a list.
struct DayComparison<'e> {
    left: &'e Expr,
    sign: &'static str,
    right: &'e Expr,
}

impl Checker<'_, '_> {
    /// Warns of a comparison, or of a number of days, for which months were counted back.
    pub(crate) fn counted_forward(&mut self, place: CheckScope<'_>, op: Binary, result: &Expr, span: Span) {
        let mut held = Vec::new();
        days_held(result, span, &mut held);
        let found =
            held.iter().find_map(|pair| self.counted_back(pair.left, 0).or_else(|| self.counted_back(pair.right, 0)));
        let Some(found) = found else { return };
        let words = months_words(found.months);
        let moved: Option<Vec<String>> = held.iter().map(|pair| self.moved_forward(pair)).collect();
        let moved = moved.map(|parts| match (parts.as_slice(), op) {
            ([one], Binary::IsNot) => one.replacen(" is ", " is not ", 1),
            ([one], _) => one.clone(),
            (_, Binary::NotIn) => format!("not ({})", parts.join(" and ")),
            _ => format!("({})", parts.join(" and ")),
        });
        let forward = match moved {
            Some(moved) if in_brackets(self.sources.text(span)) && !in_brackets(&moved) => {
                phrase::write(format_args!("({moved})"))
            }
            Some(moved) => phrase::write(&moved),
            None => say::count_forward(&words),
        };
        let (text, named) = (self.page_text(found.at), self.with_clause(place, found.at, span));
        let message = say::counts_months_back(&text);
        let finding = Diagnostic::error(Code::MonthsBack, span, message);
        let outside = !span.range().contains(&found.at.range().start);
        let finding = if outside { finding.label(found.at, say::counted_back_here()) } else { finding };
        self.report(finding.help(say::forward_or_back(&forward, &named)).into_warning());
    }

    /// Warns of a subject that is looked up with a day that was found by counting months back.
    pub(crate) fn looked_up_back(&mut self, place: CheckScope<'_>, day: &Expr) {
        let Some(found) = self.counted_back(day, 0) else { return };
        let (text, named) = (self.page_text(found.at), self.with_clause(place, found.at, day.span));
        let message = say::one_day_for_several(&text);
        let finding = Diagnostic::error(Code::MonthsBack, day.span, message);
        let finding = if found.at == day.span { finding } else { finding.label(found.at, say::counted_back_here()) };
        self.report(finding.help(say::where_counted_back(&named)).into_warning());
    }

    /// How a policy states that a day counted back is intended.
    fn with_clause(&self, place: CheckScope<'_>, at: Span, within: Span) -> String {
        let text = self.short_text(at).filter(|_| within.range().contains(&at.range().start));
        match place.subject.map(|subject| self.subject_called(subject)).zip(text) {
            Some((of, text)) => say::name_day_with_clause(&of, text),
            None => say::cite_day().to_string(),
        }
    }

    fn subject_called(&self, subject: crate::names::SubjectId) -> String {
        self.names.catalogue.subject(subject).name.text.clone()
    }

    /// The counting back of months that a day comes from, if any. The search follows added days, defaults, answers of
    /// `first`, other kinds of subjects, and named values without a clause or reason.
    fn counted_back(&self, day: &Expr, steps: usize) -> Option<CountedBack> {
        const MOST_STEPS: usize = 64;
        if day.ty != Type::Date || steps > MOST_STEPS {
            return None;
        }
        let within =
            |part: &Expr| self.counted_back(part, steps + 1).map(|found| CountedBack { is_whole: false, ..found });
        match &day.op {
            Op::ShiftMonths(months) => {
                let from = day.inputs.first()?;
                if *months < 0 && !self.is_the_same_forward(from, *months) {
                    let back = CountedBack { from: from.clone(), months: -*months, at: day.span, is_whole: true };
                    return Some(back);
                }
                within(from)
            }
            Op::ShiftDays(_) | Op::Reach(_) => within(day.inputs.first()?),
            Op::Default => day.inputs.iter().find_map(within),
            Op::First => day.inputs.iter().step_by(2).chain(day.inputs.last()).find_map(within),
            Op::Value(id) => {
                let value = self.model.value(*id)?;
                if value.cite.is_some() || value.because.is_some() { None } else { within(&value.expr) }
            }
            _ => None,
        }
    }

    /// Whether counting back from a day of the policy gives the same result as counting forward, for every other day.
    fn is_the_same_forward(&self, from: &Expr, months: i32) -> bool {
        // The day on which the policy is applied is not a day of the policy.
        let Op::Constant(Constant::Date(day)) = from.op else { return false };
        if days_of(self.sources.text(from.span)) != Some(day) {
            return false;
        }
        let forward = |day: i32| shift_months(day, -months);
        let Some(back) = shift_months(day, months) else { return false };
        forward(back) == Some(day)
            && forward(back + 1).is_some_and(|later| later > day)
            && forward(back - 1).is_some_and(|earlier| earlier < day)
    }

    /// Two days with the months added to the day from which none are subtracted; `None` if this takes more than moving
    /// the months.
    fn moved_forward(&self, pair: &DayComparison<'_>) -> Option<String> {
        let back = |side: &Expr| self.counted_back(side, 0);
        let text = |side: &Expr| self.short_text(side.span);
        let sign = Some(pair.sign).filter(|sign| *sign != "in")?;
        Some(match (back(pair.left), back(pair.right)) {
            (None, None) => format!("{} {sign} {}", text(pair.left)?, text(pair.right)?),
            (Some(left), None) if left.is_whole && sign == "-" => {
                format!("{} - ({} + {})", text(&left.from)?, text(pair.right)?, months_words(left.months))
            }
            (Some(left), None) if left.is_whole => {
                format!("{} {sign} {} + {}", text(&left.from)?, text(pair.right)?, months_words(left.months))
            }
            (None, Some(right)) if right.is_whole => {
                format!("{} + {} {sign} {}", text(pair.left)?, months_words(right.months), text(&right.from)?)
            }
            _ => return None,
        })
    }
}

/// Collects the days that a comparison at a place of the policy compares with each other.
fn days_held<'e>(result: &'e Expr, span: Span, held: &mut Vec<DayComparison<'e>>) {
    if result.span != span {
        return;
    }
    let sign = match &result.op {
        Op::Compare(Comparison::AtLeast) => ">=",
        Op::Compare(Comparison::Above) => ">",
        Op::Compare(Comparison::AtMost) => "<=",
        Op::Compare(Comparison::Below) => "<",
        Op::Equal => "is",
        Op::OneOf => "in",
        Op::DaysBetween => "-",
        Op::Not | Op::And => return result.inputs.iter().for_each(|input| days_held(input, span, held)),
        // A list with days that can be missing.
        Op::Or => {
            let from = held.len();
            result.inputs.iter().for_each(|input| days_held(input, span, held));
            held.iter_mut().skip(from).for_each(|pair| pair.sign = "in");
            return;
        }
        // Between two ends that must be in order: the check of their order is not written in the policy.
        Op::First => return result.inputs.iter().take(1).for_each(|input| days_held(input, span, held)),
        _ => return,
    };
    let Some((left, others)) = result.inputs.split_first() else { return };
    held.extend(others.iter().map(|right| DayComparison { left, sign, right }));
}

/// Whether a single pair of brackets encloses a whole text.
fn in_brackets(text: &str) -> bool {
    let mut depth = 0_usize;
    let closes = |c: char| {
        depth = match c {
            '(' => depth + 1,
            ')' => depth.saturating_sub(1),
            _ => depth,
        };
        depth == 0
    };
    text.starts_with('(') && text.find(closes) == Some(text.len() - 1)
}

fn months_words(months: i32) -> String {
    if months == 1 { "1 month".to_string() } else { format!("{months} months") }
}
