//! Constructors of expressions. Each derives type and missing-ness from its operation. Facts that only the policy or
//! the schema knows (the type of a cell, the choice of tiers) are arguments.
//!
//! Constructors report nothing: the checker tests first whether units and kinds fit.

use super::super::step::{Step, Storage};
use super::expr::Expr;
use super::outcome::outcome;
use crate::messages::types::common as say;
use crate::names::{SubjectId, ValueId};
use crate::number::{EmptyCentre, Interval, Rational};
use crate::schema::{ChoiceId, ColumnId, TableId};
use crate::source::Span;
use crate::types::COMPARED_DECIMALS;
use crate::types::op::*;
use crate::types::units::Unit;

/// An operation whose result follows from its inputs.
fn computed(op: Op, inputs: Vec<Expr>, span: Span) -> Expr {
    let known = outcome(&op, &inputs);
    debug_assert!(known.is_some(), "inputs that do not fit {op:?}");
    // Never reached if the checker has tested the inputs; if it is, nothing is claimed of the result.
    let result = known.unwrap_or_else(|| (inputs.first().map_or(Type::YesNo, |input| input.ty.clone()), true));
    Expr::new(op, inputs, result, span)
}

/// An operation whose type is declared; the result is missing if an input is.
fn declared(op: Op, inputs: Vec<Expr>, ty: Type, span: Span) -> Expr {
    let can_miss = inputs.iter().any(|input| input.can_miss);
    Expr::new(op, inputs, (ty, can_miss), span)
}

/// A fixed number, in the base of its unit.
pub(crate) fn number(value: Rational, unit: Unit, span: Span) -> Expr {
    let ty = Type::from(NumberType::fixed(&value, unit));
    declared(Op::Constant(Constant::Number(value)), Vec::new(), ty, span)
}

/// A fixed number without a unit.
pub(crate) fn plain(value: i64, span: Span) -> Expr {
    number(Rational::from(value), Unit::Plain, span)
}

/// A fixed yes or no.
pub(crate) fn yes_no(flag: bool, span: Span) -> Expr {
    declared(Op::Constant(Constant::YesNo(flag)), Vec::new(), Type::YesNo, span)
}

/// A value of a choice, by its position; its type is the type of the value that it is compared with.
pub(crate) fn choice(value: u32, ty: Type, span: Span) -> Expr {
    declared(Op::Constant(Constant::Choice(value)), Vec::new(), ty, span)
}

/// A fixed text.
pub(crate) fn text(text: String, span: Span) -> Expr {
    declared(Op::Constant(Constant::Text(text)), Vec::new(), Type::Text, span)
}

/// A fixed day, counted from 1970-01-01.
pub(crate) fn date(days: i32, span: Span) -> Expr {
    declared(Op::Constant(Constant::Date(days)), Vec::new(), Type::Date, span)
}

/// A fixed value that is not a number, of the type of a column.
pub(crate) fn fixed(value: Constant, ty: Type, span: Span) -> Expr {
    declared(Op::Constant(value), Vec::new(), ty, span)
}

/// The cell of a row of the policy: a fixed number in a column, of which more is known than of the column.
pub(crate) fn page_number(value: Rational, column: &Type, span: Span) -> Expr {
    let unit = column.number().map_or(Unit::Plain, |number| number.unit);
    let inexact = column.number().is_some_and(|number| number.inexact);
    let ty = NumberType { inexact, ..NumberType::fixed(&value, unit) };
    declared(Op::Constant(Constant::Number(value)), Vec::new(), Type::from(ty), span)
}

/// The argument of a scale, for a check of the scale by itself: any value of this type.
pub(crate) fn argument(ty: Type, can_miss: bool, span: Span) -> Expr {
    Expr::new(Op::Constant(Constant::YesNo(false)), Vec::new(), (ty, can_miss), span)
}

/// A cell of the current row.
pub(crate) fn column(table: TableId, column: ColumnId, ty: Type, can_miss: bool, span: Span) -> Expr {
    Expr::new(Op::Column(table, column), Vec::new(), (ty, can_miss), span)
}

/// A part of the key of the current subject; never missing.
pub(crate) fn key(part: usize, ty: Type, span: Span) -> Expr {
    declared(Op::Key(part), Vec::new(), ty, span)
}

/// Another named value of the same subject.
pub(crate) fn value(id: ValueId, ty: Type, can_miss: bool, span: Span) -> Expr {
    Expr::new(Op::Value(id), Vec::new(), (ty, can_miss), span)
}

/// An eligibility as a condition.
pub(crate) fn included(id: ValueId, can_miss: bool, span: Span) -> Expr {
    Expr::new(Op::Included(id), Vec::new(), (Type::YesNo, can_miss), span)
}

/// No value, for a reason; without a reason, a check that does not apply.
pub(crate) fn nothing(why: Option<String>, ty: Type, span: Span) -> Expr {
    Expr::new(Op::Nothing(why), Vec::new(), (ty, true), span)
}

/// A value of the subject that a key names.
pub(crate) fn reach(to: SubjectId, value: Expr, key: Vec<Expr>, span: Span) -> Expr {
    computed(Op::Reach(to), std::iter::once(value).chain(key).collect(), span)
}

/// A fixed result is known before any data is read.
fn folded(known: Option<Rational>, unit: Unit, span: Span) -> Option<Expr> {
    known.map(|value| number(value, unit, span))
}

/// Arithmetic on two numbers.
fn arithmetic(op: Op, a: Expr, b: Expr, span: Span) -> Expr {
    let known = a.constant().zip(b.constant()).and_then(|(x, y)| match op {
        Op::Add => Some(x + y),
        Op::Subtract => Some(x - y),
        Op::Multiply => Some(x * y),
        _ => x.checked_div(y),
    });
    let result = computed(op, vec![a, b], span);
    let unit = result.number().map_or(Unit::Plain, |number| number.unit);
    folded(known, unit, span).unwrap_or(result)
}

/// `a + b`
pub(crate) fn plus(a: Expr, b: Expr, span: Span) -> Expr {
    arithmetic(Op::Add, a, b, span)
}

/// `a - b`
pub(crate) fn minus(a: Expr, b: Expr, span: Span) -> Expr {
    arithmetic(Op::Subtract, a, b, span)
}

/// `a * b`
pub(crate) fn times(a: Expr, b: Expr, span: Span) -> Expr {
    arithmetic(Op::Multiply, a, b, span)
}

/// `a / b`
pub(crate) fn over(a: Expr, b: Expr, span: Span) -> Expr {
    arithmetic(Op::Divide, a, b, span)
}

/// `-a`
pub(crate) fn negated(value: Expr, span: Span) -> Expr {
    let unit = value.number().map_or(Unit::Plain, |number| number.unit);
    folded(value.constant().map(|known| -known), unit, span).unwrap_or_else(|| computed(Op::Negate, vec![value], span))
}

/// The distance from zero.
pub(crate) fn absolute(value: Expr, span: Span) -> Expr {
    computed(Op::Absolute, vec![value], span)
}

/// The place of a number between goalposts, mapped to the place between two ends: `[from lo, from hi, to lo, to hi]`.
pub(crate) fn linear(value: Expr, ends: [Expr; 4], clamped: bool, span: Span) -> Expr {
    computed(Op::Linear { clamped }, std::iter::once(value).chain(ends).collect(), span)
}

/// The same with logarithms.
pub(crate) fn logarithmic(value: Expr, ends: [Expr; 4], clamped: bool, decimals: u32, span: Span) -> Expr {
    computed(Op::Logarithmic { clamped, decimals }, std::iter::once(value).chain(ends).collect(), span)
}

/// The natural logarithm.
pub(crate) fn logarithm(value: Expr, decimals: u32, span: Span) -> Expr {
    computed(Op::NaturalLogarithm(decimals), vec![value], span)
}

/// A power.
pub(crate) fn power(value: Expr, exponent: Expr, decimals: u32, span: Span) -> Expr {
    computed(Op::Power(decimals), vec![value, exponent], span)
}

/// A square root.
pub(crate) fn root(value: Expr, decimals: u32, span: Span) -> Expr {
    // The denominator is not zero, so the fraction exists.
    let half = Rational::ratio(1, 2).unwrap_or_default();
    power(value, number(half, Unit::Plain, span), decimals, span)
}

/// A number, or the end that it is beyond.
pub(crate) fn limited(value: Expr, lo: Expr, hi: Expr, span: Span) -> Expr {
    computed(Op::Limit, vec![value, lo, hi], span)
}

/// A rounding that the policy states.
pub(crate) fn rounded(value: Expr, to: RoundTo, span: Span) -> Expr {
    computed(Op::Round(to), vec![value], span)
}

/// A number at the precision of a decision; a number that has no more decimals stays as it is.
pub(crate) fn settled(value: Expr, decimals: u32) -> Expr {
    let fits = |number: &NumberType| number.step.fits(decimals);
    if value.number().is_none_or(fits) {
        return value;
    }
    let span = value.span;
    computed(Op::Settle(decimals), vec![value], span)
}

/// Whether a number was stored or rounded on its way.
pub(crate) fn is_inexact(value: &Expr) -> bool {
    value.number().is_some_and(|number| number.inexact)
}

/// A number ready for a decision: if it was stored or rounded on its way, it is settled first.
pub(crate) fn decidable(value: Expr, decimals: u32) -> Expr {
    if is_inexact(&value) { settled(value, decimals) } else { value }
}

/// Two values ready to be compared. If one of them was stored or rounded on its way, both are settled: otherwise a
/// value that was never rounded would differ from itself after it went through an aggregate.
pub(crate) fn comparable(pair: [Expr; 2]) -> [Expr; 2] {
    if !pair.iter().any(is_inexact) {
        return pair;
    }
    pair.map(|value| match value.number() {
        Some(number) if number.inexact || !number.step.fits(COMPARED_DECIMALS) => settled(value, COMPARED_DECIMALS),
        _ => value,
    })
}

/// A value as it enters an aggregate: exact if it can be kept so, else stored.
pub(crate) fn kept(value: Expr) -> Expr {
    match value.number().map(NumberType::storage) {
        Some(Storage::Decimals { decimals, .. }) => stored(value, decimals),
        Some(Storage::Exact) | None => value,
    }
}

/// A number at the scale of a file or an aggregate.
pub(crate) fn stored(value: Expr, decimals: u32) -> Expr {
    let span = value.span;
    computed(Op::Store(decimals), vec![value], span)
}

/// A comparison as written: nothing is settled.
pub(crate) fn compare(sign: Comparison, a: Expr, b: Expr, span: Span) -> Expr {
    computed(Op::Compare(sign), vec![a, b], span)
}

/// Whether two values of one type are the same.
pub(crate) fn equal(a: Expr, b: Expr, span: Span) -> Expr {
    computed(Op::Equal, vec![a, b], span)
}

/// Whether a value equals one of several.
pub(crate) fn one_of(value: Expr, items: impl IntoIterator<Item = Expr>, span: Span) -> Expr {
    computed(Op::OneOf, std::iter::once(value).chain(items).collect(), span)
}

/// Whether a set contains a value.
pub(crate) fn contains(set: Expr, value: Expr, span: Span) -> Expr {
    computed(Op::Contains, vec![set, value], span)
}

/// `a and b`
pub(crate) fn and(a: Expr, b: Expr, span: Span) -> Expr {
    computed(Op::And, vec![a, b], span)
}

/// `a or b`
pub(crate) fn or(a: Expr, b: Expr, span: Span) -> Expr {
    computed(Op::Or, vec![a, b], span)
}

/// `not a`
pub(crate) fn not(a: Expr, span: Span) -> Expr {
    computed(Op::Not, vec![a], span)
}

/// Whether a value is missing.
pub(crate) fn is_missing(value: Expr, span: Span) -> Expr {
    computed(Op::IsMissing, vec![value], span)
}

/// Whether a value is not missing.
pub(crate) fn is_there(value: &Expr, span: Span) -> Expr {
    not(is_missing(value.clone(), span), span)
}

/// Whether a cell is absent; unknown if the cell can be missing.
pub(crate) fn is_absent(cell: Expr, can_miss: bool, span: Span) -> Expr {
    Expr::new(Op::IsAbsent, vec![cell], (Type::YesNo, can_miss), span)
}

/// 1 if a value is not missing, else 0.
pub(crate) fn present(value: &Expr) -> Expr {
    if !value.can_miss {
        return plain(1, value.span);
    }
    computed(Op::Present, vec![value.clone()], value.span)
}

/// A value, or another value if it is missing.
pub(crate) fn default(value: Expr, answer: Expr, span: Span) -> Expr {
    computed(Op::Default, vec![value, answer], span)
}

/// The value of the first condition that is yes: `(value, condition) …`, else the last.
pub(crate) fn first(arms: impl IntoIterator<Item = (Expr, Expr)>, otherwise: Expr, span: Span) -> Expr {
    let arms = arms.into_iter().flat_map(|(value, condition)| [value, condition]);
    computed(Op::First, arms.chain([otherwise]).collect(), span)
}

/// The value of the condition that holds, for conditions of which always exactly one holds.
pub(crate) fn the_one(arms: impl IntoIterator<Item = (Expr, Expr)>, span: Span) -> Expr {
    computed(Op::First, arms.into_iter().flat_map(|(value, condition)| [value, condition]).collect(), span)
}

/// 1 if a condition is yes and 0 if it is no.
pub(crate) fn indicator(condition: Expr) -> Expr {
    let span = condition.span;
    first([(plain(1, span), condition)], plain(0, span), span)
}

/// Values combined into one.
pub(crate) fn combined(combine: Combine, values: Vec<Expr>, span: Span) -> Expr {
    computed(Op::Combine(Box::new(combine)), values, span)
}

/// Values combined into one, which is missing if one of them is.
pub(crate) fn combined_whole(how: How, values: Vec<Expr>, span: Span) -> Expr {
    combined(Combine { how, weights: None, missing: MissingRule::Propagates, empty: None }, values, span)
}

/// The tier of a number; `open` if a value can be in no tier.
pub(crate) fn tier(bounds: Vec<TierBounds>, value: Expr, tiers: ChoiceId, open: bool, span: Span) -> Expr {
    let tier = declared(Op::Tier(bounds), vec![value], Type::Choice(tiers), span);
    if open { tier.may_miss() } else { tier }
}

/// The tier of a number by its rank among all numbers.
pub(crate) fn rank_tier(op: RankTier, value: Expr, all: Expr, tiers: ChoiceId, span: Span) -> Expr {
    declared(Op::RankTier(op), vec![value, all], Type::Choice(tiers), span)
}

/// The cluster of a number among all numbers, with the starts of the centres.
pub(crate) fn cluster(
    (steps, empty): (u32, EmptyCentre),
    value: Expr,
    all: Expr,
    starts: Vec<Expr>,
    tiers: ChoiceId,
    span: Span,
) -> Expr {
    let inputs = [value, all].into_iter().chain(starts).collect();
    declared(Op::Cluster { steps, empty }, inputs, Type::Choice(tiers), span).may_miss()
}

/// A quantile of numbers of this type; missing if there are none.
pub(crate) fn quantile(op: Quantile, all: Expr, each: &NumberType, span: Span) -> Expr {
    let ty = Type::from(NumberType { step: Step::FROM_DATA, ..each.clone() });
    declared(Op::Quantile(op), vec![all], ty, span).may_miss()
}

/// The rank of a number among all numbers.
pub(crate) fn rank(op: RankOf, value: Expr, all: Expr, span: Span) -> Expr {
    computed(Op::Rank(op), vec![value, all], span)
}

/// A decision of an eligibility; never missing.
pub(crate) fn decide(decision: Decision, inputs: Vec<Expr>, outcomes: ChoiceId, span: Span) -> Expr {
    declared(Op::Decide(decision), inputs, Type::Choice(outcomes), span).known_there()
}

/// A date so many calendar months later.
pub(crate) fn shift_months(day: Expr, months: i32, span: Span) -> Expr {
    computed(Op::ShiftMonths(months), vec![day], span)
}

/// A date so many days later.
pub(crate) fn shift_days(day: Expr, days: i32, span: Span) -> Expr {
    computed(Op::ShiftDays(days), vec![day], span)
}

/// The time from one day to another, as a duration.
pub(crate) fn days_between(last: Expr, first: Expr, span: Span) -> Expr {
    computed(Op::DaysBetween, vec![last, first], span)
}

/// The month, quarter, half or year that contains a day, as text.
pub(crate) fn period_of(unit: TimeUnit, day: Expr, span: Span) -> Expr {
    computed(Op::PeriodOf(unit), vec![day], span)
}

/// Rows that are aggregated.
#[derive(Clone, Debug)]
pub(crate) struct Rows {
    /// The kind of subject that is aggregated.
    pub source: SubjectId,
    /// The keys of the rows, then the keys of the current subject.
    pub links: Vec<Expr>,
    /// The value of a row; none for a count.
    pub value: Option<Expr>,
    /// The condition for a row to count; never missing.
    pub condition: Option<Expr>,
    /// The weight of a row.
    pub weight: Option<Expr>,
}

impl Rows {
    /// The rows of an aggregate, from its inputs.
    pub(crate) fn of_aggregate(aggregate: &Aggregate, inputs: &[Expr]) -> Rows {
        let links = aggregate.row_keys(inputs).iter().chain(aggregate.own_keys(inputs)).cloned().collect();
        Rows {
            source: aggregate.rows,
            links,
            value: aggregate.value(inputs).cloned(),
            condition: aggregate.condition(inputs).cloned(),
            weight: None,
        }
    }

    /// The rows with another value.
    pub(crate) fn of(&self, value: Expr) -> Rows {
        Rows { value: Some(value), ..self.clone() }
    }

    /// The rows that also have the same value of this expression as the current subject, which is one of them.
    pub(crate) fn linked_by(&self, value: &Expr) -> Rows {
        let (of_rows, own) = self.links.split_at(self.links.len() / 2);
        let with = |links: &[Expr]| links.iter().chain([value]).cloned().collect::<Vec<_>>();
        Rows { links: [with(of_rows), with(own)].concat(), ..self.clone() }
    }

    /// The rows of which a further condition holds, to be counted.
    pub(crate) fn narrowed(&self, further: Expr, span: Span) -> Rows {
        let condition = match &self.condition {
            Some(condition) => and(condition.clone(), further, span),
            None => further,
        };
        Rows { value: None, weight: None, condition: Some(condition), ..self.clone() }
    }

    /// The rows aggregated into one value.
    pub(crate) fn together(self, how: How, missing: MissingRule, empty: Option<Rational>, span: Span) -> Expr {
        let aggregate = Aggregate {
            how,
            rows: self.source,
            has_condition: self.condition.is_some(),
            has_weight: self.weight.is_some(),
            links: self.links.len() / 2,
            missing,
            empty,
        };
        let value = self.value.filter(|_| how != How::Count);
        let inputs = value.into_iter().chain(self.condition).chain(self.weight).chain(self.links).collect();
        computed(Op::Aggregate(Box::new(aggregate)), inputs, span)
    }

    /// The number of the rows.
    pub(crate) fn count(self, span: Span) -> Expr {
        self.together(How::Count, MissingRule::Propagates, Some(Rational::zero()), span)
    }

    /// All values in ascending order.
    pub(crate) fn sorted(self, missing: MissingRule, span: Span) -> Expr {
        self.together(How::Sorted, missing, None, span)
    }
}

/// The value of an aggregate, if at least so many rows count. A row counts if it has a value and, if the rows are
/// weighted, a weight above zero.
pub(crate) fn of_enough(rows: Rows, own: Vec<Expr>, value: Expr, least: u32, span: Span) -> Expr {
    let there = rows.value.iter().map(|value| is_there(value, span)).chain(own);
    let mut counted = there.fold(rows.clone(), |rows, there| rows.narrowed(there, span));
    if let Some(weight) = &rows.weight {
        counted = counted.narrowed(compare(Comparison::Above, weight.clone(), plain(0, span), span), span);
    }
    guarded(least, compare(Comparison::Below, counted.count(span), plain(i64::from(least), span), span), value, span)
}

/// A value of rows, if enough of the rows have another value: the guard of that value is used.
pub(crate) fn of_enough_for(other: &Expr, value: Expr, span: Span) -> Expr {
    let few = other.inputs.first().and_then(|inner| inner.inputs.get(1));
    match (&other.op, few) {
        (Op::Guard(least), Some(few)) => guarded(*least, few.clone(), value, span),
        _ => value,
    }
}

fn guarded(least: u32, few: Expr, value: Expr, span: Span) -> Expr {
    let none = nothing(Some(say::fewer_rows(least)), value.ty.clone(), span);
    computed(Op::Guard(least), vec![first([(none, few)], value, span)], span)
}

/// The keyed pseudonym of a value.
pub(crate) fn pseudonym(value: Expr, span: Span) -> Expr {
    computed(Op::Pseudonym, vec![value], span)
}

/// The range of a share of a whole.
pub(crate) fn part_range() -> Interval {
    Interval::new(Rational::zero(), Rational::one())
}

/// The type of a share of a whole.
pub(crate) fn part() -> Type {
    Type::from(NumberType::exact(part_range(), Step::FROM_DATA))
}
