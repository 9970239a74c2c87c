//! The operations of the language, and the types of their inputs and results.

use super::error::ErrorBound;
use super::step::Step;
use super::units::Unit;
pub(crate) use crate::calendar::TimeUnit;
use crate::names::{SubjectId, ValueId};
use crate::number::{EmptyCentre, Interval, Rational, Rounding};
use crate::schema::{ChoiceId, ColumnId, TableId};
pub(crate) use crate::syntax::ast::Ties;
use std::sync::Arc;

/// The kind of a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// A number.
    Number(Arc<NumberType>),
    /// Yes or no; a condition.
    YesNo,
    /// A value of a closed list.
    Choice(ChoiceId),
    /// A text.
    Text,
    /// A calendar date.
    Date,
    /// Some values of a closed list.
    Set(ChoiceId),
    /// A subject, named by its key; the second part is the type of the key.
    Reference(SubjectId, Box<Type>),
    /// The numbers of many subjects in ascending order, for ranks.
    Sorted,
}

impl From<NumberType> for Type {
    fn from(number: NumberType) -> Type {
        Type::Number(Arc::new(number))
    }
}

/// What is known of a number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NumberType {
    /// Its unit.
    pub unit: Unit,
    /// The values that it can take, ends included; the range is never too narrow.
    pub range: Interval,
    /// Whether it was stored or rounded on its way; such a number is compared with a stated precision.
    pub inexact: bool,
    /// How fine the values can be.
    pub step: Step,
    /// How far the value can differ from the value that the policy defines, because digits were cut on its way.
    pub error: ErrorBound,
}

/// The operations of the language. Unless stated otherwise, a missing input makes the result missing, with the reasons
/// of all missing inputs.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// A fixed value.
    Constant(Constant),
    /// A cell of the subject's row.
    Column(TableId, ColumnId),
    /// A part of the key of the subject, a group or a product.
    Key(usize),
    /// Another value of the same subject; the graph replaces it by the node of that value.
    Value(ValueId),
    /// From `[value, key …]`: the value of the subject of this kind that the key names; each part of the key is one
    /// input. Missing if a part of the key is missing, or if there is no such subject. The first input is a value of
    /// that kind, the others are values of the current subject.
    Reach(SubjectId),
    /// A date so many calendar months later. If the month does not have the day, the result is the last day of the
    /// month.
    ShiftMonths(i32),
    /// A date so many days later.
    ShiftDays(i32),
    /// `[a, b]`: from b to a, as a duration.
    DaysBetween,
    /// The month, quarter, half or year that contains a date, as text.
    PeriodOf(TimeUnit),
    /// `a + b`
    Add,
    /// `a - b`
    Subtract,
    /// `a * b`
    Multiply,
    /// `a / b`; missing if b is zero.
    Divide,
    /// `-a`
    Negate,
    /// The distance from zero.
    Absolute,
    /// From `[x, from lo, from hi, to lo, to hi]`: the place of x between the first two ends, mapped to the place
    /// between the last two.
    Linear {
        /// Whether x is first limited to the goalposts.
        clamped: bool,
    },
    /// Like `Linear` with the logarithms of x and the goalposts; the place is correctly rounded to `decimals`.
    Logarithmic {
        /// Whether x is first limited to the goalposts.
        clamped: bool,
        /// Decimals of the place between the goalposts.
        decimals: u32,
    },
    /// The natural logarithm, correctly rounded.
    NaturalLogarithm(u32),
    /// `[x, exponent]`: the power, correctly rounded.
    Power(u32),
    /// `[x, lo, hi]`: x, or the end that x is beyond.
    Limit,
    /// A rounding that the policy states.
    Round(RoundTo),
    /// Rounding half to even at the precision of a decision, for a value that was stored or rounded on its way.
    Settle(u32),
    /// Rounding half to even at the scale of a file or an aggregate.
    Store(u32),
    /// A comparison of two numbers or two dates.
    Compare(Comparison),
    /// Whether two values of one type are the same.
    Equal,
    /// Whether the first input equals one of the others.
    OneOf,
    /// Three-valued: no if one input is no, else unknown if one is unknown.
    And,
    /// Three-valued: yes if one input is yes, else unknown if one is unknown.
    Or,
    /// Three-valued not.
    Not,
    /// Whether the value is missing; never missing itself. An absent value counts as missing.
    IsMissing,
    /// For a cell: yes if it is absent, no if it has a value, missing if neither is known.
    IsAbsent,
    /// `[set, value]`: whether the set contains the value.
    Contains,
    /// 1 if there is a value, else 0; never missing itself.
    Present,
    /// The value of an aggregate over many rows, or no value if there are fewer rows than this. Its inputs are private,
    /// but the result is not. In the graph this operation is its input, see [`crate::graph::Guard`].
    Guard(u32),
    /// The keyed pseudonym of a text, a number or a date, as text.
    Pseudonym,
    /// No value, for this reason; without a reason, a check that does not apply.
    Nothing(Option<String>),
    /// The first input, or the second if the first is missing.
    Default,
    /// `[value, condition, …, otherwise]`: the value of the first condition that is yes. After an unknown condition,
    /// every value that is still possible counts: if all of them are the same, they are the result; else the result is
    /// missing, with the reasons of all missing inputs from that pair on. Without `otherwise`, one of the conditions
    /// always holds.
    First,
    /// Values combined into one: the children of a node, or the arguments of a function.
    Combine(Box<Combine>),
    /// The tier of a number.
    Tier(Vec<TierBounds>),
    /// `[number, sorted]`: the tier of a number by its rank among all numbers.
    RankTier(RankTier),
    /// `[number, sorted, start …]`: the cluster of a number, as the position of the start of its centre.
    Cluster {
        /// How often the centres may move.
        steps: u32,
        /// What happens to a centre without values.
        empty: EmptyCentre,
    },
    /// `[sorted]`: a quantile.
    Quantile(Quantile),
    /// `[number, sorted]`: the rank of the number among all numbers.
    Rank(RankOf),
    /// The values of many subjects of another kind, aggregated into one.
    Aggregate(Box<Aggregate>),
    /// From the conditions of the clauses, in order: included, excluded or undetermined. Never missing.
    Decide(Decision),
    /// An eligibility as a condition; replaced by [`Op::IsIncluded`] in the graph.
    Included(ValueId),
    /// From the same conditions: yes for included, no for excluded, missing for undetermined. If it is missing, it has
    /// the reasons of the clauses that are unknown.
    IsIncluded(Decision),
}

impl Op {
    /// Whether the result is a number that follows from the input numbers, without a choice between them and without
    /// rows: computed, mapped to a scale, rounded or stored.
    pub fn is_arithmetic(&self) -> bool {
        matches!(
            self,
            Op::Add
                | Op::Subtract
                | Op::Multiply
                | Op::Divide
                | Op::Negate
                | Op::Absolute
                | Op::Linear { .. }
                | Op::Logarithmic { .. }
                | Op::NaturalLogarithm(_)
                | Op::Power(_)
                | Op::Limit
                | Op::Round(_)
                | Op::Settle(_)
                | Op::Store(_)
        )
    }
}

/// How the clauses of an eligibility decide.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Decision {
    /// The clauses, one for each condition. Overrides are before all others.
    pub clauses: Vec<Clause>,
    /// What happens to an undetermined subject.
    pub undetermined: Undetermined,
}

/// A clause of an eligibility.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Clause {
    /// What the clause does if its condition is yes.
    pub effect: Effect,
    /// The text of the condition in the policy.
    pub words: String,
    /// The clause of the regulation.
    pub cite: Option<String>,
    /// The reason.
    pub because: Option<String>,
}

/// What a clause does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Yes includes and no excludes, whatever the other clauses say; missing if nobody decided. `told` further inputs
    /// follow the condition: who decided, when and, if `told` is 3, why.
    Override {
        /// How many inputs describe the override.
        told: usize,
    },
    /// Includes, unless another clause excludes.
    Include,
    /// Excludes.
    Exclude,
}

/// What happens to an undetermined subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Undetermined {
    /// It stays undetermined.
    Reported,
    /// It counts as included.
    Included,
    /// It counts as excluded.
    Excluded,
}

/// The values of an outcome of an eligibility, by position in their choice.
pub(crate) mod outcome {
    /// Included.
    pub(crate) const INCLUDED: u32 = 0;
    /// Excluded.
    pub(crate) const EXCLUDED: u32 = 1;
    /// Undetermined.
    pub(crate) const UNDETERMINED: u32 = 2;
}

/// Tiers by rank: the rank of a number is one more than the count of numbers above it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RankTier {
    /// The shares of the whole that the tiers take, from the best tier on.
    pub shares: Vec<Rational>,
    /// Whether equal numbers share the better tier; else they share the worse one, because all have the rank of the
    /// last of them.
    pub better: bool,
    /// How the number of subjects times the sum of the shares so far is rounded to a whole number.
    pub cut: Rounding,
}

/// A quantile of sorted numbers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Quantile {
    /// The share of the numbers below it, from 0 to 1.
    pub share: Rational,
    /// Its type, 1 to 9; see [`crate::number::quantile_place`].
    pub kind: u8,
}

/// The rank of a number among sorted ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RankOf {
    /// Whether the highest number has rank 1; else the lowest has it.
    pub highest: bool,
    /// Which rank equal numbers have.
    pub ties: Ties,
}

/// A fixed value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Constant {
    /// A number, in the base of its unit.
    Number(Rational),
    /// Yes or no.
    YesNo(bool),
    /// A text.
    Text(String),
    /// Days since 1970-01-01.
    Date(i32),
    /// The position of a value in its choice.
    Choice(u32),
}

/// The direction of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    AtLeast,
    Above,
    AtMost,
    Below,
}

/// What a rounding rounds to, and with which mode.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RoundTo {
    /// The mode.
    pub mode: Rounding,
    /// To what.
    pub target: RoundTarget,
}

/// What a rounding rounds to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RoundTarget {
    /// So many decimals.
    Decimals(u32),
    /// Whole steps of this size, which is above zero.
    Step(Rational),
}

/// A combination of values into one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Combine {
    /// How.
    pub how: How,
    /// A weight for each input, zero or more and not all zero; `None` if each counts the same.
    pub weights: Option<Vec<Rational>>,
    /// What happens if an input is missing.
    pub missing: MissingRule,
    /// The value if no input is left; `None` if the result is then missing.
    pub empty: Option<Rational>,
}

/// The ways to aggregate or combine values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum How {
    /// The (weighted) arithmetic mean.
    Mean,
    /// The sum.
    Sum,
    /// The (weighted) geometric mean, correctly rounded to so many decimals; missing if a value is below zero.
    GeometricMean(u32),
    /// The least.
    Minimum,
    /// The greatest.
    Maximum,
    /// How many inputs have a value.
    Count,
    /// The middle value, or the mean of the middle two. Only for rows, as are the ways below.
    Median,
    /// How many different values there are.
    Distinct,
    /// Whether a condition is yes for a row; else unknown if it is unknown for a row. No if there is no row.
    Any,
    /// Whether a condition is yes for all rows; else no if it is `no` for a row, else unknown. Yes if there is no row.
    All,
    /// All values, ascending.
    Sorted,
    /// The value of the first row.
    First,
    /// The yes or no that all rows have; it is an error if two rows differ. Missing if there is no row.
    Only,
}

/// What a missing value does to the result.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum MissingRule {
    /// The result is missing.
    Propagates,
    /// The value is left out and the others share its weight; the result is missing if fewer are left than stated.
    Skipped(Option<AtLeast>),
    /// The value counts as this number.
    CountsAs(Rational),
}

/// How many values are needed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AtLeast {
    /// So many.
    Count(u32),
    /// This share of the weight; without weights, of the number of values; in an aggregate, of the number of rows.
    Share(Rational),
}

/// The values of one tier: between two ends, each with whether it belongs to the tier. Without an end, the tier is
/// unbounded on that side.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TierBounds {
    /// The lower end.
    pub lo: Option<(Rational, bool)>,
    /// The upper end.
    pub hi: Option<(Rational, bool)>,
    /// Whether it takes every value that no other tier takes.
    pub otherwise: bool,
}

/// The values of many subjects of another kind, aggregated into one. The inputs are, first of that kind: the value
/// (none for a count), then the condition and the weight if there are any, then `links` keys; last, the same number of
/// keys of the current subject. A row counts if each of its keys has a value that equals the matching key of the
/// current subject.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Aggregate {
    /// How the values are aggregated; `GeometricMean` does not occur.
    pub how: How,
    /// The kind of subject that is aggregated.
    pub rows: SubjectId,
    /// Whether an input is a condition; a row counts if it is yes. It is never missing.
    pub has_condition: bool,
    /// Whether an input is a weight.
    pub has_weight: bool,
    /// How many keys are compared with each other; if zero, all rows count for all subjects.
    pub links: usize,
    /// What a row without a value does.
    pub missing: MissingRule,
    /// The value if no row is left; `None` if the result is then missing.
    pub empty: Option<Rational>,
}

impl Aggregate {
    /// How many inputs belong to the rows: all except the keys of the current subject.
    pub fn row_inputs(&self) -> usize {
        self.keys_at() + self.links
    }

    /// The position at which the keys of the rows begin among the inputs.
    pub fn keys_at(&self) -> usize {
        self.value_inputs() + usize::from(self.has_condition) + usize::from(self.has_weight)
    }

    /// The value among the inputs.
    pub fn value<'i, T>(&self, inputs: &'i [T]) -> Option<&'i T> {
        inputs.first().filter(|_| self.value_inputs() == 1)
    }

    /// The condition among the inputs.
    pub fn condition<'i, T>(&self, inputs: &'i [T]) -> Option<&'i T> {
        inputs.get(self.value_inputs()).filter(|_| self.has_condition)
    }

    /// The weight among the inputs.
    pub fn weight<'i, T>(&self, inputs: &'i [T]) -> Option<&'i T> {
        self.keys_at().checked_sub(1).and_then(|at| inputs.get(at)).filter(|_| self.has_weight)
    }

    /// The keys of the rows among the inputs.
    pub fn row_keys<'i, T>(&self, inputs: &'i [T]) -> &'i [T] {
        inputs.get(self.keys_at()..self.row_inputs()).unwrap_or_default()
    }

    /// The keys of the current subject among the inputs.
    pub fn own_keys<'i, T>(&self, inputs: &'i [T]) -> &'i [T] {
        inputs.get(self.row_inputs()..).unwrap_or_default()
    }

    fn value_inputs(&self) -> usize {
        usize::from(self.how != How::Count)
    }
}

impl Type {
    /// The number type, if it is one.
    pub fn number(&self) -> Option<&NumberType> {
        match self {
            Type::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The type in which its values are stored: for a reference, the type of the key.
    pub fn held(&self) -> &Type {
        match self {
            Type::Reference(_, key) => key.held(),
            other => other,
        }
    }
}

impl RoundTo {
    /// The rounding of a number.
    pub fn round(&self, value: &Rational) -> Rational {
        match &self.target {
            RoundTarget::Decimals(n) => value.round(*n, self.mode),
            // The step is above zero, so the rounding exists.
            RoundTarget::Step(step) => value.round_to_step(step, self.mode).unwrap_or_else(|| value.clone()),
        }
    }
}
