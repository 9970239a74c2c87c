//! Operations on whole columns of a batch.
//!
//! - [`whole`]: the two widths of whole numbers, and columns of them;
//! - [`numbers`]: sums of terms, products, distances;
//! - [`mod@round`]: the five ways of rounding, in whole numbers;
//! - [`together`]: values combined into one, where missing ones can be skipped;
//! - [`choose`]: the first value whose condition holds;
//! - [`conditions`] and [`logic`]: comparisons, tiers and three-valued logic;
//! - [`dates`], [`decisions`] and [`ranks`]: operations on dates, clauses and sorted numbers;
//! - [`pseudonyms`]: the pseudonyms of names;
//! - [`exact`]: row by row with fractions.
//!
//! Nothing here can wrap: the integers of a kernel were proved to hold each of its intermediate results (see
//! [`crate::plan::compile`]). Each kernel keeps two invariants on which the proof relies: a missing row holds zero, and
//! no value is further from zero than its form says.

pub(crate) mod choose;
pub(crate) mod conditions;
pub(crate) mod dates;
pub(crate) mod decisions;
pub(crate) mod exact;
pub(crate) mod logic;
pub(crate) mod numbers;
pub(crate) mod pseudonyms;
pub(crate) mod ranks;
pub(crate) mod round;
pub(crate) mod together;
pub(crate) mod whole;

use super::column::{Column, Data};
use super::errors::internal;
use crate::graph::NodeId;
use crate::ids::IdVec;
use crate::plan::kernel::Kernel;
use crate::plan::policy::Policy;
use datafusion::common::Result;
use num_bigint::BigInt;
use num_traits::One;

/// The columns that were computed so far, by node.
pub(crate) struct Values<'p> {
    /// The policy.
    pub policy: &'p Policy,
    /// How many rows.
    pub rows: usize,
    /// The column of each node that was computed.
    columns: IdVec<NodeId, Option<Column>>,
}

impl<'p> Values<'p> {
    /// No columns yet.
    pub(crate) fn new(policy: &'p Policy, rows: usize) -> Values<'p> {
        Values { policy, rows, columns: policy.graph.nodes.filled(None) }
    }

    /// The column of a node.
    pub(crate) fn get(&self, id: NodeId) -> Result<&Column> {
        self.columns[id].as_ref().ok_or_else(|| internal("a node is used before it is computed"))
    }

    /// The columns of a node's inputs.
    pub(crate) fn inputs(&self, id: NodeId) -> Result<Vec<&Column>> {
        self.policy.graph.node(id).inputs.iter().map(|input| self.get(*input)).collect()
    }

    /// The denominator of a node's whole numbers; 1 if it has none.
    pub(crate) fn denominator(&self, id: NodeId) -> BigInt {
        self.policy.form(id).map_or_else(BigInt::one, |form| form.denominator.clone())
    }

    /// Stores the column of a node.
    pub(crate) fn keep(&mut self, id: NodeId, column: Column) {
        self.columns[id] = Some(column);
    }

    /// Computes a node from its inputs. Kernels that read the input of the program are not computed here.
    pub(crate) fn compute(&self, id: NodeId, kernel: &Kernel) -> Result<Column> {
        match kernel {
            Kernel::Constant(constant) => Ok(Column::whole(Data::Constant(constant.clone()))),
            Kernel::Column(_) | Kernel::Key(_) | Kernel::Lookup(_) | Kernel::IsAbsent(_) => {
                Err(internal("missing input"))
            }
            Kernel::Affine(affine) => numbers::affine(self, id, affine),
            Kernel::Product(a, b, width) => numbers::product(self, id, *a, *b, *width),
            Kernel::Absolute(of) => numbers::absolute(self, id, *of),
            Kernel::Round(round) => round::round(self, id, round),
            Kernel::Together(together) => together::together(self, id, together),
            Kernel::Count => numbers::count(self, id),
            Kernel::Present => numbers::present(self, id),
            Kernel::Default(first, second, width) => choose::default(self, id, first, second, *width),
            Kernel::First(arms, otherwise, width) => choose::first(self, id, arms, otherwise.as_ref(), *width),
            Kernel::DefaultCells => choose::default_cells(self, id),
            Kernel::FirstCells => choose::first_cells(self, id),
            Kernel::AtOrAbove(of, start, negated) => conditions::at_or_above(self, *of, *start, *negated),
            Kernel::Compare(a, b, sign, width) => conditions::compare(self, id, a, b, *sign, *width),
            Kernel::CompareDates(sign) => conditions::compare_dates(self, id, *sign),
            Kernel::OneOf(value, others, width) => conditions::one_of(self, id, value, others, *width),
            Kernel::OneOfCells => conditions::one_of_cells(self, id),
            Kernel::Tier { of, tiers, otherwise } => conditions::tier(self, *of, tiers, *otherwise),
            Kernel::And => logic::stopping(self, id, false),
            Kernel::Or => logic::stopping(self, id, true),
            Kernel::Not => logic::not(self, id),
            Kernel::IsMissing => logic::is_missing(self, id),
            Kernel::Contains => conditions::contains(self, id),
            Kernel::ShiftMonths(months) => dates::shift_months(self, id, *months),
            Kernel::ShiftDays(days) => dates::shift_days(self, id, *days),
            Kernel::DaysBetween => dates::days_between(self, id),
            Kernel::PeriodOf(unit) => dates::period_of(self, id, *unit),
            Kernel::Pseudonym => pseudonyms::pseudonym(self, id),
            Kernel::Decide(decision) => decisions::decide(self, id, decision),
            Kernel::IsIncluded(decision) => decisions::is_included(self, id, decision),
            Kernel::Nothing => choose::nothing(self, id),
            Kernel::Cluster(steps, empty) => ranks::cluster(self, id, (*steps, *empty)),
            Kernel::RankTier(tiers) => ranks::rank_tier(self, id, tiers),
            Kernel::Quantile(quantile) => ranks::quantile(self, id, quantile),
            Kernel::Rank(rank) => ranks::rank(self, id, *rank),
            Kernel::Exact => exact::exact(self, id),
        }
    }
}
