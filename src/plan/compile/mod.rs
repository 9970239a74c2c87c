//! Compiles nodes of the graph to kernels.
//!
//! Each numeric node has a form: whole numbers `n` for values `n / d`. A kernel computes the `n` of its result from
//! those of its inputs with whole factors, so it loses nothing. A kernel is made only after its *reach* was computed,
//! which is the greatest distance from zero of any intermediate result. The reach is added up from the largest `n` of
//! its inputs, and must fit in 64 or 128 bits. A row whose value is missing holds zero in every column, and zero is
//! within every largest, so the bound holds for those rows too. If the reach does not fit, the kernel is
//! [`Kernel::Exact`].

mod combine;
mod conditions;
mod lookups;
mod numbers;
#[cfg(test)]
mod tests;

use super::fixed::{Fixed, Forms, constant, is_number, room};
use super::kernel::{Kernel, Probes, Term};
use super::policy::Policy;
use super::schedule::Schedule;
use crate::graph::{Graph, Node, NodeId};
use crate::number::{Rational, Width};
use crate::types::{Comparison, Constant, Op, Type};
use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive, Zero};

/// The kernel of a node of a job. The schedule says what the node looks up; the place of the lookup is added to the
/// probes.
pub(crate) fn compile(policy: &Policy, schedule: &Schedule, probes: &mut Probes, id: NodeId) -> Kernel {
    let compiler = Compiler { graph: &policy.graph, forms: &policy.forms, id, node: policy.graph.node(id) };
    match &compiler.node.op {
        Op::Aggregate(aggregate) => lookups::gathered(policy, schedule, probes, (id, aggregate)),
        Op::Reach(to) => lookups::reached(policy, schedule, probes, (id, *to)),
        _ => of_own(&compiler),
    }
}

/// The kernel of a node without a lookup.
fn of_own(compiler: &Compiler<'_>) -> Kernel {
    match &compiler.node.op {
        Op::Constant(constant) => Kernel::Constant(constant.clone()),
        Op::Column(_, column) => Kernel::Column(*column),
        Op::Key(part) => Kernel::Key(*part),
        Op::IsAbsent => compiler.is_absent().unwrap_or(Kernel::Exact),
        Op::Contains => Kernel::Contains,
        Op::ShiftMonths(months) => Kernel::ShiftMonths(*months),
        Op::ShiftDays(days) => Kernel::ShiftDays(*days),
        Op::DaysBetween => Kernel::DaysBetween,
        Op::PeriodOf(unit) => Kernel::PeriodOf(*unit),
        Op::Pseudonym => Kernel::Pseudonym,
        Op::Decide(decision) => Kernel::Decide(decision.clone()),
        Op::IsIncluded(decision) => Kernel::IsIncluded(decision.clone()),
        Op::Nothing(_) => Kernel::Nothing,
        Op::RankTier(tiers) => Kernel::RankTier(tiers.clone()),
        Op::Cluster { steps, empty } => Kernel::Cluster(*steps, *empty),
        Op::Quantile(quantile) => Kernel::Quantile(quantile.clone()),
        Op::Rank(rank) => Kernel::Rank(*rank),
        Op::And => Kernel::And,
        Op::Or => Kernel::Or,
        Op::Not => Kernel::Not,
        Op::IsMissing => Kernel::IsMissing,
        Op::Present => Kernel::Present,
        Op::Default if !is_number(compiler.node) => Kernel::DefaultCells,
        Op::First if !is_number(compiler.node) => Kernel::FirstCells,
        Op::Compare(sign) => compiler.compare(*sign).unwrap_or(Kernel::Exact),
        Op::Equal | Op::OneOf => compiler.one_of().unwrap_or(Kernel::Exact),
        Op::Tier(bounds) => compiler.tier(bounds).unwrap_or(Kernel::Exact),
        _ => compiler.number().unwrap_or(Kernel::Exact),
    }
}

/// The node to compile, with the forms of the nodes before it.
struct Compiler<'g> {
    graph: &'g Graph,
    forms: &'g Forms,
    id: NodeId,
    node: &'g Node,
}

/// How far from zero the intermediate results of a kernel can be, and the width of the columns that it reads or makes.
struct Reach {
    largest: BigInt,
    width: Width,
}

impl Reach {
    /// The reach of a kernel without terms, whose result has this width.
    fn of_result(width: Width) -> Reach {
        Reach { largest: BigInt::zero(), width }
    }

    /// Allows for a number at this distance from zero.
    fn allow(&mut self, number: &BigInt) {
        let distance = number.abs();
        if distance > self.largest {
            self.largest = distance;
        }
    }

    /// The width in which a kernel computes: none of its columns is wider, and each intermediate result fits.
    fn width(&self) -> Option<Width> {
        Some(room(&self.largest)?.max(self.width))
    }
}

impl Compiler<'_> {
    fn input(&self, at: usize) -> Option<NodeId> {
        self.node.inputs.get(at).copied()
    }

    /// An input that is a column of whole numbers: not a fixed number, and not a column of fractions.
    fn column(&self, at: usize) -> Option<NodeId> {
        let id = self.input(at)?;
        (self.form(id).is_some() && constant(self.graph, id).is_none()).then_some(id)
    }

    fn form(&self, id: NodeId) -> Option<&Fixed> {
        self.forms[id].as_ref()
    }

    fn out(&self) -> Option<&Fixed> {
        self.form(self.id)
    }

    fn constant(&self, at: usize) -> Option<&Rational> {
        constant(self.graph, self.input(at)?)
    }

    /// The term `factor * value` of a node in units of `1 / denominator`, and how far from zero it can be. `None` if a
    /// unit is too coarse, or a factor too long.
    fn term(&self, id: NodeId, factor: &Rational, denominator: &BigInt, reach: &mut Reach) -> Option<(Term, BigInt)> {
        let whole = |value: Rational| value.is_integer().then(|| value.numer());
        let units = Rational::from(denominator.clone());
        if let Some(value) = constant(self.graph, id) {
            let fixed = whole(value * factor * units)?;
            let distance = fixed.abs();
            return Some((Term::Fixed(fixed.to_i128()?), distance));
        }
        let form = self.form(id)?;
        let by = whole((factor * &units).checked_div(&Rational::from(form.denominator.clone()))?)?;
        let distance = by.abs() * &form.largest;
        reach.width = reach.width.max(form.width);
        // The factor itself is a number of the kernel, even if the column contains only zeros.
        reach.allow(&by);
        Some((Term::Node(id, by.to_i128()?), distance))
    }
}

/// A fixed value as a whole number, in units of `1 / denominator`; `None` if it is not one.
fn whole(value: &Rational, denominator: &BigInt) -> Option<BigInt> {
    let scaled = value * &Rational::from(denominator.clone());
    scaled.is_integer().then(|| scaled.numer())
}

/// The comparison with its sides exchanged.
fn turned(sign: Comparison) -> Comparison {
    match sign {
        Comparison::AtLeast => Comparison::AtMost,
        Comparison::Above => Comparison::Below,
        Comparison::AtMost => Comparison::AtLeast,
        Comparison::Below => Comparison::Above,
    }
}

/// Whether a node is a fixed number.
fn is_constant(node: &Node) -> bool {
    matches!(&node.op, Op::Constant(Constant::Number(_)))
}

/// Whether a node is a date.
fn is_date(node: &Node) -> bool {
    *node.ty.held() == Type::Date
}
