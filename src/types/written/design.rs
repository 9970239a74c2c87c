//! The variance of an estimate from a sample that was drawn by a design, as sums, counts and means.
//!
//! By Taylor's linearisation (Woodruff 1971; Särndal, Swensson and Wretman 1992, chapter 5), the variance of an
//! estimate is the variance of a total of residuals z. For a total, z is w·y. For a quotient B = Σwy / Σwx, as every
//! mean and share is one, z is (w·y − B·w·x) / Σwx. Let t be the total of z in a cluster, n the drawn clusters of N in
//! a stratum, and s² the sample variance of t. Then
//!
//! V = Σ over strata of (1 − n/N) · n · s²  +  n/N · Σ over clusters of (1 − m/M) · m · s₂²
//!
//! where the second part is the same within each cluster. Rows outside of a domain have z = 0 and also count.

use crate::faults::fault;
use crate::messages::types::common as say;
use crate::names::SubjectId;
use crate::number::Rational;
use crate::schema::ColumnId;
use crate::source::Span;
use crate::types::op::{Comparison, How, MissingRule};
use crate::types::typed::Expr;
use crate::types::typed::build::{self, Rows, minus, over, plain, plus, times};
use crate::types::units::Unit;

/// How the rows of a sample were drawn.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    /// The rows.
    pub rows: Level,
    /// Everything.
    pub whole: Level,
    /// The strata that were drawn from; everything if there are no strata.
    pub strata: Level,
    /// The units that were drawn at each stage, one or two stages. There is a second stage only if it is known from how
    /// many units the first ones were drawn.
    pub stages: Vec<Stage>,
}

/// The units that were drawn at a stage.
#[derive(Clone, Debug)]
pub(crate) struct Stage {
    /// The units.
    pub unit: Level,
    /// The number of units from which they were drawn, a cell of the rows.
    pub of: Option<Expr>,
}

/// A kind of subject, and the columns that name it with their cells in the rows; no columns for the rows themselves.
#[derive(Clone, Debug)]
pub(crate) struct Level {
    /// The kind of subject.
    pub subject: SubjectId,
    /// The columns that name it.
    pub by: Option<Vec<(ColumnId, Expr)>>,
}

/// The parts of an estimate, for each row of the sample.
#[derive(Clone, Debug)]
pub(crate) struct Estimate {
    /// The value times the weight; zero for rows that do not count.
    pub above: Expr,
    /// The weight; zero for rows that do not count. `None` for a total.
    pub below: Option<Expr>,
}

impl Estimate {
    /// The weighted mean of the values of rows that have a value and meet a condition.
    pub(crate) fn mean(value: Expr, weight: Expr, condition: Option<Expr>, span: Span) -> Estimate {
        let there = value.can_miss.then(|| build::is_there(&value, span));
        let counted = condition.into_iter().chain(there).reduce(|a, b| build::and(a, b, span));
        let zero_unless = |value: Expr| match &counted {
            Some(counted) => build::first([(value, counted.clone())], plain(0, span), span).known_there(),
            None => value,
        };
        // The linearisation multiplies freely; the caller gives the standard error its unit again.
        let above = zero_unless(times(weight.clone(), value.in_unit(Unit::Plain), span));
        let below = if fault!(DomainForgotten) { weight } else { zero_unless(weight) };
        Estimate { above, below: Some(below) }
    }
}

impl Sample {
    /// The variance of an estimate for everything.
    pub(crate) fn variance(&self, estimate: &Estimate, span: Span) -> Option<Expr> {
        let (whole, strata) = (&self.whole, &self.strata);
        let total = |value: &Expr| self.rows.sum(build::kept(value.clone()), Vec::new(), span);
        let residual = match &estimate.below {
            None => estimate.above.clone(),
            Some(_) if fault!(ResidualIsValue) => estimate.above.clone(),
            Some(below) => {
                let mean = over(total(&estimate.above), total(below), span);
                let there = build::reach(whole.subject, mean, Vec::new(), span).may_miss();
                minus(estimate.above.clone(), times(there, below.clone(), span), span)
            }
        };
        let first = Draw { sample: self, stage: self.stages.first()?, above: strata, span };
        let own = first.spread(residual.clone())?;
        let each = match self.stages.get(1).filter(|_| !fault!(SecondStageForgotten)) {
            Some(stage) => {
                let second = Draw { stage, above: &first.stage.unit, ..first };
                let sum = first.stage.unit.spread_of_all(second.spread(residual)?, first.links()?, span);
                let (count, of) = first.drawn(first.stage.of.clone()?)?;
                plus(own, times(over(count, of, span), sum, span), span)
            }
            None => own,
        };
        let variance = match strata.subject == whole.subject {
            true => each,
            false => strata.spread_of_all(each, Vec::new(), span),
        };
        Some(match &estimate.below {
            None => variance,
            Some(below) => {
                let divisor = total(below);
                over(variance, times(divisor.clone(), divisor, span), span)
            }
        })
    }
}

/// Units of a stage, as they were drawn from the units above.
#[derive(Clone, Copy)]
struct Draw<'s> {
    sample: &'s Sample,
    stage: &'s Stage,
    above: &'s Level,
    span: Span,
}

impl Draw<'_> {
    /// `(1 − n/N) · n · s²` of the totals of units in each unit above. If all units were drawn, there is nothing to
    /// estimate. If one of several was drawn, its spread is not known.
    fn spread(&self, of_rows: Expr) -> Option<Expr> {
        let span = self.span;
        let value = build::kept(self.totals(of_rows)?);
        let unit = &self.stage.unit;
        let count = self.count()?;
        let sum = unit.sum(value.clone(), self.links()?, span);
        let squares = unit.sum(times(value.clone(), value, span), self.links()?, span);
        let mean_of_sum = over(times(sum.clone(), sum, span), count.clone(), span);
        let one = || plain(1, span);
        let variance = over(minus(squares, mean_of_sum, span), minus(count.clone(), one(), span), span);
        let mut spread = times(count.clone(), variance, span);
        let mut complete = None;
        if let Some(of) = self.stage.of.clone().filter(|_| !fault!(PopulationForgotten)) {
            let (count, of) = self.drawn(of)?;
            let left = minus(one(), over(count.clone(), of.clone(), span), span);
            spread = times(left, spread, span);
            complete = Some((plain(0, span), build::equal(count, of, span)));
        }
        let few = build::compare(Comparison::Below, count, plain(2, span), span);
        let none = build::nothing(Some(say::too_few_units_drawn().to_string()), spread.ty.clone(), span);
        Some(build::first(complete.into_iter().chain([(none, few)]), spread, span))
    }

    /// The total of a value of the rows in each unit.
    fn totals(&self, value: Expr) -> Option<Expr> {
        let (rows, unit) = (&self.sample.rows, &self.stage.unit);
        if unit.subject == rows.subject {
            return Some(value);
        }
        Some(rows.sum(build::kept(value), rows.links(unit, self.span)?, self.span))
    }

    /// The keys that connect the units with the units above.
    fn links(&self) -> Option<Vec<Expr>> {
        self.stage.unit.links(self.above, self.span)
    }

    /// The number of units in each unit above.
    fn count(&self) -> Option<Expr> {
        Some(self.stage.unit.rows(self.links()?, None).count(self.span))
    }

    /// The number of units in each unit above, and the number from which they were drawn, given by this cell.
    fn drawn(&self, of: Expr) -> Option<(Expr, Expr)> {
        let rows = &self.sample.rows;
        let rows = rows.rows(rows.links(self.above, self.span)?, Some(of));
        Some((self.count()?, rows.together(How::Maximum, MissingRule::Propagates, None, self.span)))
    }
}

impl Level {
    fn rows(&self, links: Vec<Expr>, value: Option<Expr>) -> Rows {
        Rows { source: self.subject, links, value, condition: None, weight: None }
    }

    fn sum(&self, value: Expr, links: Vec<Expr>, span: Span) -> Expr {
        self.rows(links, Some(value)).together(How::Sum, MissingRule::Propagates, Some(Rational::zero()), span)
    }

    /// The sum of spreads. If one of the spreads is missing, the sum is missing for the reason that too few units were
    /// drawn.
    fn spread_of_all(&self, spread: Expr, links: Vec<Expr>, span: Span) -> Expr {
        let spread = build::kept(spread);
        let unknown = build::indicator(build::is_missing(spread.clone(), span));
        let unknown = self.sum(unknown, links.clone(), span);
        let sum = self.sum(spread, links, span);
        let none = build::nothing(Some(say::too_few_units_drawn().to_string()), sum.ty.clone(), span);
        build::first([(none, build::compare(Comparison::Above, unknown, plain(0, span), span))], sum, span)
    }

    /// The keys that connect subjects of this level with those of the level above: the names of that level as this
    /// level has them, then as that level has them itself.
    fn links(&self, above: &Level, span: Span) -> Option<Vec<Expr>> {
        let by = above.by.iter().flatten();
        by.clone().map(|of| self.name(of, span)).chain(by.map(|of| above.name(of, span))).collect()
    }

    /// A column that names a level, as its own rows or those of a level below have it.
    fn name(&self, (column, cell): &(ColumnId, Expr), span: Span) -> Option<Expr> {
        match &self.by {
            None => Some(cell.clone()),
            Some(by) => {
                let at = by.iter().position(|(own, _)| own == column)?;
                Some(build::key(at, cell.ty.clone(), span))
            }
        }
    }
}
