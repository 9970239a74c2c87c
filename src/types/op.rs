//! The operations of the language, and the types of what goes in and comes out.

use super::error::ErrorBound;
use super::step::Step;
use super::units::Unit;
pub(crate) use crate::calendar::TimeUnit;
use crate::names::{SubjectId, ValueId};
use crate::number::{EmptyCentre, Interval, Rational, Rounding};
use crate::schema::{ChoiceId, ColumnId, TableId};
pub(crate) use crate::syntax::ast::Ties;
use std::sync::Arc;

/// What kind of thing a value is.
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
    /// A subject, named by its key, which is of the type behind it.
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
    /// The values that it can take, ends included; never too narrow.
    pub range: Interval,
    /// Whether it was stored or rounded on its way: then it is compared with a stated precision.
    pub inexact: bool,
    /// How fine the values can be.
    pub step: Step,
    /// How far the value can lie from what the page defines, since digits were cut on its way.
    pub error: ErrorBound,
}

/// The operations of the language. Unless said otherwise a missing input makes the result missing, with the reasons of
/// all missing inputs.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// A fixed value.
    Constant(Constant),
    /// A cell of the subject's row.
    Column(TableId, ColumnId),
    /// A part of the key of the subject, a group or a product.
    Key(usize),
    /// Another value of the same subject; replaced by its node in the graph.
    Value(ValueId),
    /// From `[value, key …]`: the value of the subject of this kind that the key names, one value for each part of its
    /// key. Missing where a part of the key is, and where there is no such subject. The first input is of that kind,
    /// the others are of the subject in hand.
    Reach(SubjectId),
    /// A date so many calendar months later; a day that the month does not have becomes its last.
    ShiftMonths(i32),
    /// A date so many days later.
    ShiftDays(i32),
    /// `[a, b]`: from b to a, as a duration.
    DaysBetween,
    /// The month, quarter, half or year that a date lies in, as text.
    PeriodOf(TimeUnit),
    /// `a + b`
    Add,
    /// `a - b`
    Subtract,
    /// `a * b`
    Multiply,
    /// `a / b`; a division by zero is missing.
    Divide,
    /// `-a`
    Negate,
    /// The distance from zero.
    Absolute,
    /// From `[x, from lo, from hi, to lo, to hi]`: the place of x between the first two, brought between the others.
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
    /// `[x, lo, hi]`: x, or the end that it lies beyond.
    Limit,
    /// Rounding that the policy states.
    Round(RoundTo),
    /// Half even at the precision of a decision, for a value that was stored or rounded on its way.
    Settle(u32),
    /// Half even at the scale of a file or an aggregate.
    Store(u32),
    /// A comparison of two numbers or two dates.
    Compare(Comparison),
    /// Whether two values of one type are the same.
    Equal,
    /// Whether the first is one of the others.
    OneOf,
    /// Three-valued: no if either is no, else unknown if either is unknown.
    And,
    /// Three-valued: yes if either is yes, else unknown if either is unknown.
    Or,
    /// Three-valued not.
    Not,
    /// Whether the value is missing; never missing itself. An absent value has no value either.
    IsMissing,
    /// Of a cell: yes where it is absent, no where it has a value, missing where it is not known.
    IsAbsent,
    /// `[set, value]`: whether the value is one of the set.
    Contains,
    /// 1 where the value is there, else 0; never missing itself.
    Present,
    /// The value that many rows come to, or none where there are fewer than so many: what it is made of is private, and it
    /// is not. In the graph it is its input, see [`crate::graph::Guard`].
    Guard(u32),
    /// The keyed pseudonym of a text, a number or a date, as text.
    Pseudonym,
    /// No value, for this reason; without one a check that does not apply.
    Nothing(Option<String>),
    /// The first input, or the second where the first is missing.
    Default,
    /// `[value, condition, …, otherwise]`: the value of the first condition that is yes. Behind an unknown condition every
    /// value that can still come counts: where all are the same, that is the result; else it is missing, with the reasons
    /// of all missing inputs from that pair on. Without `otherwise` one of the conditions always holds.
    First,
    /// Values brought to one: a node's children, or the arguments of a function.
    Combine(Box<Combine>),
    /// The tier of a number.
    Tier(Vec<TierBounds>),
    /// `[number, sorted]`: the tier of a number by its rank among all.
    RankTier(RankTier),
    /// `[number, sorted, start …]`: the cluster of a number, by the position of the start of its centre.
    Cluster {
        /// How often the centres may move.
        steps: u32,
        /// What becomes of a centre without values.
        empty: EmptyCentre,
    },
    /// `[sorted]`: a quantile.
    Quantile(Quantile),
    /// `[number, sorted]`: the rank of the number among all.
    Rank(RankOf),
    /// Many subjects of another kind brought to one value.
    Aggregate(Box<Aggregate>),
    /// From the conditions of the clauses, in order: included, excluded or undetermined. Never missing.
    Decide(Decision),
    /// An eligibility as a condition; replaced by [`Op::IsIncluded`] in the graph.
    Included(ValueId),
    /// From the same conditions: yes for included, no for excluded; missing for undetermined, with the reasons of the
    /// clauses that are unknown.
    IsIncluded(Decision),
}

impl Op {
    /// Whether a number follows from the numbers that go in, without a choice between them and without rows: computed,
    /// brought to a scale, rounded or stored.
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
    /// The clauses, one for each condition. Overrides stand before all others.
    pub clauses: Vec<Clause>,
    /// What becomes of an undetermined subject.
    pub undetermined: Undetermined,
}

/// A clause of an eligibility.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Clause {
    /// What it does where its condition is yes.
    pub effect: Effect,
    /// The condition as it stands on the page.
    pub words: String,
    /// The clause of the regulation.
    pub cite: Option<String>,
    /// The reason.
    pub because: Option<String>,
}

/// What a clause does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Yes includes and no excludes, whatever the others say; missing where nobody decided. `told` further inputs stand
    /// behind the condition: who decided, when and, where `told` is 3, why.
    Override {
        /// How many inputs tell of it.
        told: usize,
    },
    /// Includes, unless something excludes.
    Include,
    /// Excludes.
    Exclude,
}

/// What becomes of an undetermined subject.
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

/// Tiers by rank: the rank of a number is one more than the numbers above it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RankTier {
    /// The parts of the whole that the tiers take, from the best on.
    pub shares: Vec<Rational>,
    /// Whether equal numbers share the better tier; else the worse: their rank is then that of the last of them.
    pub better: bool,
    /// How the number of subjects times the parts so far is rounded to a whole number.
    pub cut: Rounding,
}

/// A quantile of sorted numbers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Quantile {
    /// Which part of the numbers lies below it, from 0 to 1.
    pub share: Rational,
    /// Its type, 1 to 9; see [`crate::number::quantile_place`].
    pub kind: u8,
}

/// The rank of a number among sorted ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RankOf {
    /// Whether the highest number has rank 1; else the lowest.
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

/// How a comparison reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    AtLeast,
    Above,
    AtMost,
    Below,
}

/// What a rounding rounds to, and how.
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

/// Values brought to one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Combine {
    /// How.
    pub how: How,
    /// A weight for each input, zero or more and not all zero; `None` where each counts the same.
    pub weights: Option<Vec<Rational>>,
    /// What a missing input does.
    pub missing: MissingRule,
    /// The value when no input is left; `None`: missing.
    pub empty: Option<Rational>,
}

/// The ways to bring values to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum How {
    /// The (weighted) arithmetic mean.
    Mean,
    /// The sum.
    Sum,
    /// The (weighted) geometric mean, correctly rounded to so many decimals; missing for a value below zero.
    GeometricMean(u32),
    /// The least.
    Minimum,
    /// The greatest.
    Maximum,
    /// How many have a value.
    Count,
    /// The middle one, or the mean of the middle two. Of rows only, as are those below.
    Median,
    /// How many different values.
    Distinct,
    /// Whether a condition is yes for a row; else unknown where it is unknown for one. No where there is no row.
    Any,
    /// Whether a condition is yes for all rows; else no where it is no for one, else unknown. Yes where there is no row.
    All,
    /// All values, ascending.
    Sorted,
    /// The value of the first row.
    First,
    /// The condition that all rows have; two that differ are an error. Missing where there is no row.
    Only,
}

/// What a missing value does to the whole.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum MissingRule {
    /// The whole is missing.
    Propagates,
    /// It is left out and the others share its weight; missing if fewer are left than stated.
    Skipped(Option<AtLeast>),
    /// It counts as this number.
    CountsAs(Rational),
}

/// How many values must be there.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AtLeast {
    /// So many.
    Count(u32),
    /// This share of the weight; of the number of values where there are no weights, and of rows in an aggregate.
    Share(Rational),
}

/// The values of one tier: between two ends, each with whether it belongs. No end: unbounded.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TierBounds {
    /// The lower end.
    pub lo: Option<(Rational, bool)>,
    /// The upper end.
    pub hi: Option<(Rational, bool)>,
    /// Whether it takes whatever no other tier takes.
    pub otherwise: bool,
}

/// Many subjects of another kind brought to one value. Inputs, of that kind: the value (none for a count), then the
/// condition and the weight where there are any, then the keys of `links`; then, of the subject in hand, as many keys
/// again. Those count whose keys are there and equal those of the subject in hand, each its own.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Aggregate {
    /// How; `GeometricMean` does not occur.
    pub how: How,
    /// The kind of subject that is brought together.
    pub rows: SubjectId,
    /// Whether an input is a condition; a row counts where it is yes. It is never missing.
    pub has_condition: bool,
    /// Whether an input is a weight.
    pub has_weight: bool,
    /// How many keys are held against each other; none: all rows count for all.
    pub links: usize,
    /// What a row without a value does.
    pub missing: MissingRule,
    /// The value when no row is left; `None`: missing.
    pub empty: Option<Rational>,
}

impl Aggregate {
    /// How many inputs are of the rows: all but the keys of the subject in hand.
    pub fn row_inputs(&self) -> usize {
        self.keys_at() + self.links
    }

    /// Where the keys of the rows begin among the inputs.
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

    /// The keys of the subject in hand among the inputs.
    pub fn own_keys<'i, T>(&self, inputs: &'i [T]) -> &'i [T] {
        inputs.get(self.row_inputs()..).unwrap_or_default()
    }

    fn value_inputs(&self) -> usize {
        usize::from(self.how != How::Count)
    }
}

impl Type {
    /// The number type, where it is one.
    pub fn number(&self) -> Option<&NumberType> {
        match self {
            Type::Number(number) => Some(number),
            _ => None,
        }
    }

    /// What its values are held as: of a reference the type of the key.
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
