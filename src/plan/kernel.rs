//! Operations on whole columns: the operations of the graph in whole numbers.
//!
//! Every factor and bound here already has the denominators of the columns, and every kernel states in which integers
//! it computes. Nothing can wrap: a kernel is made only if its `width` is proved to hold each of its intermediate
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

/// Where the values begin for which a condition is yes.
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
    /// The terms, with the replacement of a missing value; `None`: a missing value makes the sum missing.
    pub terms: Vec<(Term, Option<i128>)>,
    /// The fixed number.
    pub plus: i128,
    /// The range to which the result is limited.
    pub limits: Option<(i128, i128)>,
    /// The integers of the computation.
    pub width: Width,
}

/// Values combined into one, where missing ones can be skipped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Together {
    /// How they are combined.
    pub how: TogetherHow,
    /// Each value with its weight; for a mean the weight is already part of the factor. The third item replaces a
    /// missing value.
    pub parts: Vec<(Term, i128, Option<i128>)>,
    /// Whether a missing value is skipped; otherwise it makes the result missing.
    pub skips: bool,
    /// How much weight must be left.
    pub least_weight: i128,
    /// How many values must be left.
    pub least_count: u32,
    /// The result if no weight is left; `None`: missing.
    pub empty: Option<i128>,
    /// The integers of the computation.
    pub width: Width,
}

/// How values are combined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TogetherHow {
    /// The sum times this number, divided by the weight that is left. The number is a multiple of every weight that can
    /// be left.
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
    /// The node to round.
    pub of: NodeId,
    /// Above zero.
    pub times: i128,
    /// Above zero.
    pub over: i128,
    /// The mode.
    pub mode: Rounding,
    /// The size of one rounded unit.
    pub step: i128,
    /// The integers of the computation.
    pub width: Width,
}

ids! {
    /// A probe of a program.
    ProbeId;
}

/// Where the subjects of a program look up others.
pub(crate) type Probes = IdVec<ProbeId, Probe>;

/// Where the subjects of a program look up others, and by which key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Probe {
    /// The place of the lookup.
    pub place: LookupPlace,
    /// The values that form the key.
    pub key: Vec<NodeId>,
    /// The representation of keys at that place.
    pub held: Vec<Representation>,
    /// Whether each subject finds itself: its position there is its own number.
    pub own: bool,
}

/// A value or an aggregate of other subjects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lookup {
    /// The probe that finds them.
    pub probe: ProbeId,
    /// The aggregate itself, or the node that other subjects have a value of.
    pub of: NodeId,
}

/// One operation on columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kernel {
    /// The same value in each row; this is not a column.
    Constant(Constant),
    /// A column of the rows that are read.
    Column(ColumnId),
    /// A part of the key of a group or product.
    Key(usize),
    /// A value or an aggregate of other subjects, found by a key.
    Lookup(Lookup),
    /// A sum of terms.
    Affine(Affine),
    /// The product of two columns.
    Product(NodeId, NodeId, Width),
    /// The distance from zero.
    Absolute(NodeId),
    /// A rounding.
    Round(Round),
    /// Values combined into one.
    Together(Together),
    /// The number of inputs that are not missing.
    Count,
    /// 1 if the input is not missing, else 0.
    Present,
    /// The first number, or the second if the first is missing.
    Default(Term, Term, Width),
    /// The number with the first condition that is yes, else the last number. Without a last number, one of the
    /// conditions always holds.
    First(Vec<(Term, NodeId)>, Option<Term>, Width),
    /// Like `Default`, for values that are not numbers.
    DefaultCells,
    /// Like `First`, for values that are not numbers.
    FirstCells,
    /// Whether the number is at or above a start, or if the flag is set, whether it is not.
    AtOrAbove(NodeId, Start, bool),
    /// A comparison of two columns of numbers.
    Compare(Term, Term, Comparison, Width),
    /// A comparison of two dates.
    CompareDates(Comparison),
    /// Whether the first number is one of the others.
    OneOf(Term, Vec<Term>, Width),
    /// Whether the first value, which is not a number, is one of the others.
    OneOfCells,
    /// The first tier that starts at or below the number and ends above it, else the tier for the rest.
    Tier {
        /// The number to classify.
        of: NodeId,
        /// Start and end of each tier.
        tiers: Vec<(Start, Start)>,
        /// The tier for the rest.
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
    /// Whether a cell of the column is absent.
    IsAbsent(ColumnId),
    /// Whether the set, the first input, has the value, the second.
    Contains,
    /// The date shifted by a number of calendar months.
    ShiftMonths(i32),
    /// The date shifted by a number of days.
    ShiftDays(i32),
    /// The seconds from the second date to the first.
    DaysBetween,
    /// The period of the calendar that contains a date, as text.
    PeriodOf(TimeUnit),
    /// The keyed pseudonym of a name.
    Pseudonym,
    /// The outcome of an eligibility.
    Decide(Decision),
    /// The outcome as a condition.
    IsIncluded(Decision),
    /// No value in any row.
    Nothing,
    /// The tier of a number by its rank among sorted ones.
    RankTier(RankTier),
    /// The cluster of a number among sorted ones, with the largest number of moves of the centres.
    Cluster(u32, EmptyCentre),
    /// A quantile of sorted numbers.
    Quantile(Quantile),
    /// The rank of a number among sorted ones.
    Rank(RankOf),
    /// Row by row with fractions: roots and logarithms, and values for which no whole number is known to be wide
    /// enough.
    Exact,
}
