//! Typed values: operations with their inputs, and what is known of each result before any data is read.

use super::units::Unit;
use crate::names::{SubjectId, ValueId};
use crate::number::{Interval, Rational, Rounding};
use crate::schema::{ChoiceId, ColumnId, TableId, TableSchema};
use crate::source::Span;

/// What kind of thing a value is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// A number.
    Number(NumberType),
    /// Yes or no; a condition.
    YesNo,
    /// A value of a closed list.
    Choice(ChoiceId),
    /// A text.
    Text,
    /// A calendar date.
    Date,
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
    /// When every value has at most so many decimals; `None` when a value may not end.
    pub decimals: Option<u32>,
}

/// A typed expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What is done.
    pub op: Op,
    /// With what.
    pub inputs: Vec<Expr>,
    /// What comes out.
    pub ty: Type,
    /// Whether the result can be missing.
    pub can_miss: bool,
    /// Where it stands.
    pub span: Span,
}

/// The operations of the language. Unless said otherwise a missing input makes the result missing, with the reasons of
/// all missing inputs.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// A fixed value.
    Constant(Constant),
    /// A cell of the subject's row.
    Column(TableId, ColumnId),
    /// Another value of the same subject; replaced by its node in the graph.
    Value(ValueId),
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
    /// Whether the value is missing; never missing itself.
    IsMissing,
    /// 1 where the value is there, else 0; never missing itself.
    Present,
    /// The first input, or the second where the first is missing.
    Default,
    /// `[value, condition, …, otherwise]`: the value of the first condition that is yes. An unknown condition makes the
    /// result missing, since whether it applies cannot be told, with the reasons of all missing inputs from that pair on.
    First,
    /// Values brought to one: a node's children, or the arguments of a function.
    Combine(Combine),
    /// The tier of a number.
    Tier(Vec<TierBounds>),
    /// The rows of a table brought to one value for a group.
    Aggregate(Aggregate),
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
#[expect(missing_docs, reason = "each is the sign that it is named after")]
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
}

/// What a missing value does to the whole.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum MissingRule {
    /// The whole is missing.
    Unscored,
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

/// The rows of a table brought to one value. Inputs: the value (none for a count), then the condition and the weight
/// where there are any.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Aggregate {
    /// How; `GeometricMean` does not occur.
    pub how: How,
    /// The table.
    pub table: TableId,
    /// Whether an input is a condition; a row counts where it is yes. It is never missing.
    pub has_condition: bool,
    /// Whether an input is a weight.
    pub has_weight: bool,
    /// What a row without a value does.
    pub missing: MissingRule,
    /// The value when no row is left; `None`: missing.
    pub empty: Option<Rational>,
}

/// A policy, typed.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// The policy's name and label.
    pub name: String,
    /// What people call it.
    pub label: Option<String>,
    /// The tables as the readers need them.
    pub tables: Vec<TableSchema>,
    /// The closed lists, tiers included.
    pub choices: Vec<ChoiceModel>,
    /// The kinds of subjects.
    pub subjects: Vec<SubjectModel>,
    /// The named values, by [`ValueId`]; `None` for one that has a mistake.
    pub values: Vec<Option<ValueModel>>,
    /// What is published, in the order of the page.
    pub outputs: Vec<OutputModel>,
    /// Where `as_of` stands, when the policy asks for the day on which it is applied.
    pub asks_day: Option<Span>,
}

/// A closed list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceModel {
    /// Its name.
    pub name: String,
    /// Its values.
    pub values: Vec<ChoiceValueModel>,
}

/// A value of a closed list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceValueModel {
    /// Its name.
    pub name: String,
    /// The text that results write: the first bound text, else the name.
    pub text: String,
    /// What people call it.
    pub label: Option<String>,
}

/// A kind of subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectModel {
    /// Its name.
    pub name: String,
    /// What people call it.
    pub label: Option<String>,
    /// The table whose rows it is made of.
    pub table: TableId,
    /// The columns that name a subject: the table's key, or those that group.
    pub key: Vec<ColumnId>,
    /// Whether rows are brought together.
    pub grouped: bool,
}

/// A named value.
#[derive(Clone, Debug)]
pub struct ValueModel {
    /// Its name.
    pub name: String,
    /// What people call it.
    pub label: Option<String>,
    /// Of which kind of subject.
    pub subject: SubjectId,
    /// How it comes about.
    pub expr: Expr,
    /// How it is explained.
    pub about: About,
    /// The clause.
    pub cite: Option<String>,
    /// The reason.
    pub because: Option<String>,
    /// Where its name stands.
    pub span: Span,
}

/// What a named value is on the page, for explanations.
#[derive(Clone, Debug)]
pub enum About {
    /// A `let`.
    Let,
    /// A leaf of a tree or a whole tree that is one expression.
    Leaf,
    /// A node with children.
    Node(Box<NodeModel>),
    /// A named step of a node.
    Step,
    /// Tiers of a value.
    Tiers {
        /// The value that is judged.
        of: ValueId,
        /// Its clauses, one for each tier.
        cites: Vec<Option<String>>,
    },
}

/// A node with children, as written.
#[derive(Clone, Debug)]
pub struct NodeModel {
    /// How the children are brought together, in words.
    pub how: String,
    /// What a missing child does, in words.
    pub missing: Option<String>,
    /// The children and their weights.
    pub children: Vec<(ValueId, Option<Rational>)>,
    /// What the steps start from.
    pub composed: Expr,
    /// The steps, in order: the words of the page and the value after the step.
    pub steps: Vec<StepModel>,
}

/// A step after the composition.
#[derive(Clone, Debug)]
pub struct StepModel {
    /// As it stands on the page.
    pub words: String,
    /// The clause.
    pub cite: Option<String>,
    /// The reason.
    pub because: Option<String>,
    /// The value after it.
    pub after: Expr,
}

/// A published column.
#[derive(Clone, Debug)]
pub struct OutputModel {
    /// Of which kind of subject.
    pub subject: SubjectId,
    /// The header.
    pub name: String,
    /// What it holds.
    pub content: Content,
}

/// What a published column holds.
#[derive(Clone, Debug)]
pub enum Content {
    /// A value: a number is stored at `decimals`, a tier or choice is written by its text.
    Value {
        /// The value, a number already stored.
        expr: Expr,
        /// Decimals of a number.
        decimals: u32,
    },
    /// Why the value is missing, as text; empty where it is not.
    Reason(Expr),
}

impl Expr {
    /// The number type, where it is a number.
    pub fn number(&self) -> Option<&NumberType> {
        self.ty.number()
    }

    /// How many operations it is made of.
    pub fn size(&self) -> usize {
        1 + self.inputs.iter().map(Expr::size).sum::<usize>()
    }

    /// The fixed number, where it is one.
    pub fn constant(&self) -> Option<&Rational> {
        match &self.op {
            Op::Constant(Constant::Number(n)) => Some(n),
            _ => None,
        }
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
}

impl NumberType {
    /// A plain number of this range whose decimals are known, never rounded on its way.
    pub fn exact(range: Interval, decimals: Option<u32>) -> NumberType {
        NumberType { unit: Unit::Plain, range, inexact: false, decimals }
    }
}
