//! What is done with whole columns: the operations of the graph in whole numbers.
//!
//! Every factor and bound here is already brought to the denominators of the columns, and every kernel says in which
//! integers it computes. Nothing can wrap: a kernel is only made with `width` proved to hold each of its intermediate
//! results, see [`mod@super::compile`].

use super::held::Representation;
use super::schedule::LookupPlace;
use crate::graph::NodeId;
use crate::ids::{IdVec, ids};
use crate::number::{EmptyCentre, Rounding, Width};
use crate::schema::ColumnId;
use crate::types::{Comparison, Constant, Decision, Quantile, RankOf, RankTier, TimeUnit};

/// A number for a kernel: a column times a whole factor, or one number for every row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Term {
    /// The whole numbers of a node times a factor.
    Node(NodeId, i128),
    /// A fixed whole number.
    Fixed(i128),
}

/// Where the values begin that a condition is yes for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// Below every value.
    Below,
    /// At this whole number.
    At(i128),
    /// Above every value.
    Above,
}

/// The sum of some terms and a fixed number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Affine {
    /// The terms, with what stands in for a missing value; `None`: a missing value makes the whole missing.
    pub terms: Vec<(Term, Option<i128>)>,
    /// What is added.
    pub plus: i128,
    /// The ends between which the result is brought.
    pub limits: Option<(i128, i128)>,
    /// The integers that are computed with.
    pub width: Width,
}

/// Values brought to one, where those that are missing may be left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Together {
    /// How.
    pub how: TogetherHow,
    /// Each value with its weight; of a mean the weight is already part of the factor. A third: what stands in for a
    /// missing value.
    pub parts: Vec<(Term, i128, Option<i128>)>,
    /// Whether a missing value is left out; else it makes the whole missing.
    pub skips: bool,
    /// How much weight must be left.
    pub least_weight: i128,
    /// How many values must be left.
    pub least_count: u32,
    /// The result where no weight is left; `None`: missing.
    pub empty: Option<i128>,
    /// The integers that are computed with.
    pub width: Width,
}

/// How values are brought to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TogetherHow {
    /// The sum times the number, a multiple of every weight that can be left, divided by the weight that is left.
    Mean(i128),
    /// The sum.
    Sum,
    /// The least.
    Minimum,
    /// The greatest.
    Maximum,
}

/// Rounding of `n * times / over` to a whole number, times `step`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Round {
    /// What is rounded.
    pub of: NodeId,
    /// Above zero.
    pub times: i128,
    /// Above zero.
    pub over: i128,
    /// The mode.
    pub mode: Rounding,
    /// How much one of the rounded is.
    pub step: i128,
    /// The integers that are computed with.
    pub width: Width,
}

ids! {
    /// A probe of a program.
    ProbeId;
}

/// Where the subjects of a program look up others.
pub(crate) type Probes = IdVec<ProbeId, Probe>;

/// Where the subjects of a program look up others, by which key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Probe {
    /// Where.
    pub place: LookupPlace,
    /// The values that are the key.
    pub key: Vec<NodeId>,
    /// How keys are held at that place.
    pub held: Vec<Representation>,
    /// Whether each subject finds itself: its position there is its own number.
    pub own: bool,
}

/// What other subjects have or come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lookup {
    /// Where it is looked up.
    pub probe: ProbeId,
    /// The aggregate itself, or the node that other subjects have a value of.
    pub of: NodeId,
}

/// One operation on columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kernel {
    /// The same value in each row; it is no column.
    Constant(Constant),
    /// A column of the rows that are read.
    Column(ColumnId),
    /// A part of the key of a group or product.
    Key(usize),
    /// What other subjects have or come to, found by a key.
    Lookup(Lookup),
    /// A sum of terms.
    Affine(Affine),
    /// The product of two columns.
    Product(NodeId, NodeId, Width),
    /// The distance from zero.
    Absolute(NodeId),
    /// A rounding.
    Round(Round),
    /// Values brought to one.
    Together(Together),
    /// How many of the inputs are there.
    Count,
    /// 1 where the input is there, else 0.
    Present,
    /// The first number, or the second where the first is missing.
    Default(Term, Term, Width),
    /// The number whose condition is the first that is yes, or the last; without a last one of the conditions always holds.
    First(Vec<(Term, NodeId)>, Option<Term>, Width),
    /// The same for values that are no numbers.
    DefaultCells,
    /// The same for values that are no numbers.
    FirstCells,
    /// Whether the number is at or above a start; or, where the flag says so, whether it is not.
    AtOrAbove(NodeId, Start, bool),
    /// A comparison of two columns of numbers.
    Compare(Term, Term, Comparison, Width),
    /// A comparison of two dates.
    CompareDates(Comparison),
    /// Whether the first number is one of the others.
    OneOf(Term, Vec<Term>, Width),
    /// Whether the first value, no number, is one of the others.
    OneOfCells,
    /// The first tier that starts at or below the number and whose end lies above it, else the one for the rest.
    Tier {
        /// The number that is judged.
        of: NodeId,
        /// Start and end of each tier.
        tiers: Vec<(Start, Start)>,
        /// The tier of what is left.
        otherwise: Option<u32>,
    },
    /// Three-valued and.
    And,
    /// Three-valued or.
    Or,
    /// Three-valued not.
    Not,
    /// Whether the input is missing.
    IsMissing,
    /// Whether a cell of the column says that there is no such thing.
    IsAbsent(ColumnId),
    /// Whether the set, the first input, has the value, the second.
    Contains,
    /// The date so many calendar months later.
    ShiftMonths(i32),
    /// The date so many days later.
    ShiftDays(i32),
    /// The seconds from the second date to the first.
    DaysBetween,
    /// The stretch of the calendar that a date lies in, as text.
    PeriodOf(TimeUnit),
    /// The keyed pseudonym of what names somebody.
    Pseudonym,
    /// The outcome of an eligibility.
    Decide(Decision),
    /// The outcome as a condition.
    IsIncluded(Decision),
    /// No value in any row.
    Nothing,
    /// The tier of a number by its rank among sorted ones.
    RankTier(RankTier),
    /// The cluster of a number among sorted ones, whose centres may move so often.
    Cluster(u32, EmptyCentre),
    /// A quantile of sorted numbers.
    Quantile(Quantile),
    /// The rank of a number among sorted ones.
    Rank(RankOf),
    /// One row after the other with fractions: roots and logarithms, and where no whole number is known to be wide
    /// enough.
    Exact,
}
