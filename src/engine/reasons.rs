//! Finds why a value is missing, and only when the reason is reported: a walk from the value back to the origin.

use super::bytes::{read_reasons, write_reasons};
use super::errors::internal;
use super::input::markers;
use super::kernels::Values;
use super::kernels::decisions::clauses;
use super::kernels::ranks::centres_of;
use super::lookup::Lookups;
use crate::faults::fault;
use crate::graph::reasons::{WITHOUT_VALUE, empty_centre};
use crate::graph::{NodeId, Reason};
use crate::number::{Centres, Rational};
use crate::plan::kernel::{Kernel, Lookup};
use crate::plan::program::Program;
use crate::types::{Aggregate, AtLeast, Combine, Decision, Effect, How, MissingRule, Op};
use datafusion::arrow::array::Array;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::common::Result;
use std::collections::BTreeSet;

/// The rows that a program has computed, with its inputs.
pub(crate) struct Computed<'c> {
    /// The program.
    pub program: &'c Program,
    /// The rows that it read.
    pub batch: &'c RecordBatch,
    /// The values that it computed.
    pub values: &'c Values<'c>,
    /// The values that it looked up.
    pub lookups: &'c Lookups<'c>,
}

/// What a walk has found, and which nodes it still has to visit. A value can be used in many places, and chains are
/// long, so each node is visited once, and the nodes wait in a list instead of on the stack.
#[derive(Default)]
struct Walk {
    reasons: BTreeSet<Reason>,
    open: Vec<NodeId>,
    seen: BTreeSet<NodeId>,
}

impl Computed<'_> {
    /// The reasons of a missing value, in one text.
    pub(crate) fn text(&self, id: NodeId, row: usize) -> Result<String> {
        Ok(self.program.policy.graph.reasons_text(&self.reasons(id, row)?))
    }

    /// The reasons of a missing value as bytes, for storage.
    pub(crate) fn bytes(&self, id: NodeId, row: usize) -> Result<Vec<u8>> {
        Ok(write_reasons(&self.reasons(id, row)?))
    }

    fn reasons(&self, id: NodeId, row: usize) -> Result<BTreeSet<Reason>> {
        let mut found = Walk { open: vec![id], ..Walk::default() };
        while let Some(id) = found.open.pop() {
            if found.seen.insert(id) {
                self.collect(id, row, &mut found)?;
            }
        }
        Ok(found.reasons)
    }

    /// Whether a node has a value in this row.
    pub(crate) fn has(&self, id: NodeId, row: usize) -> Result<bool> {
        Ok(self.values.get(id)?.has(row))
    }

    /// Collects the node's own reasons for a value that is missing in this row, and adds the nodes that must be visited
    /// next.
    fn collect(&self, id: NodeId, row: usize, found: &mut Walk) -> Result<()> {
        let node = self.program.policy.graph.node(id);
        match &node.op {
            Op::Column(..) => self.cell(id, row, found),
            Op::First => self.first(id, row, found),
            Op::Combine(combine) => self.combined(id, combine, row, found),
            Op::Aggregate(aggregate) => self.gathered(id, aggregate, row, found),
            Op::Reach(_) => self.reached(id, row, found),
            Op::IsIncluded(decision) => self.undetermined(id, decision, row, found),
            Op::Cluster { steps, empty } => {
                if !self.missing_inputs(&node.inputs, row, found)? {
                    let which = match centres_of(self.values, id, (*steps, *empty), row)? {
                        Some(Centres::Empty(at)) => empty_centre(at),
                        _ => 0,
                    };
                    found.reasons.insert(Reason { node: id, which });
                }
                Ok(())
            }
            _ => {
                if !self.missing_inputs(&node.inputs, row, found)? {
                    found.reasons.insert(Reason { node: id, which: 0 });
                }
                Ok(())
            }
        }
    }

    /// The lookup of a node.
    fn lookup(&self, id: NodeId) -> Result<Lookup> {
        let step = self.program.steps.binary_search_by_key(&id, |step| step.node).ok();
        match step.and_then(|at| self.program.steps.get(at)).map(|step| &step.kernel) {
            Some(Kernel::Lookup(lookup)) => Ok(*lookup),
            _ => Err(internal("expected a lookup")),
        }
    }

    /// A missing aggregate is its own reason, except if it is the value of the first row: that value brings its
    /// reasons.
    fn gathered(&self, id: NodeId, aggregate: &Aggregate, row: usize, found: &mut Walk) -> Result<()> {
        let (looked_up, at) = self.lookups.at(self.lookup(id)?, row)?;
        let why = looked_up.why.as_ref().filter(|why| at < why.len() && why.is_valid(at));
        if let Some(why) = why.filter(|_| aggregate.how == How::First) {
            found.reasons.extend(read_reasons(why.value(at)));
            return Ok(());
        }
        let lacks = looked_up.lacks.as_ref().is_some_and(|lacks| at < lacks.len() && lacks.value(at));
        let lacking = match aggregate.how {
            How::Any | How::All => true,
            How::First | How::Only => false,
            _ => aggregate.missing == MissingRule::Propagates && lacks,
        };
        found.reasons.insert(Reason { node: id, which: if lacking { WITHOUT_VALUE } else { 0 } });
        Ok(())
    }

    /// The reasons of the missing parts of the key. If none is missing, the subject does not exist, or its value is
    /// missing.
    fn reached(&self, id: NodeId, row: usize, found: &mut Walk) -> Result<()> {
        let key = self.program.policy.graph.node(id).inputs.get(1..).unwrap_or_default();
        if self.missing_inputs(key, row, found)? {
            return Ok(());
        }
        let lookup = self.lookup(id)?;
        if !self.lookups.is_there(lookup, row)? {
            found.reasons.insert(Reason { node: id, which: 0 });
            return Ok(());
        }
        let (looked_up, at) = self.lookups.at(lookup, row)?;
        let there = |at: usize, len: usize| at < len && !fault!(ReasonLostOnTheWay);
        if let Some(why) = looked_up.why.as_ref().filter(|why| there(at, why.len()) && why.is_valid(at)) {
            found.reasons.extend(read_reasons(why.value(at)));
        }
        Ok(())
    }

    /// The reasons of the clauses that are unknown.
    fn undetermined(&self, id: NodeId, decision: &Decision, row: usize, found: &mut Walk) -> Result<()> {
        let inputs = &self.program.policy.graph.node(id).inputs;
        let of_clauses = clauses(decision, inputs).into_iter();
        let own = of_clauses.filter(|(effect, ..)| !matches!(effect, Effect::Override { .. }));
        let conditions: Vec<NodeId> = own.map(|(_, condition, _)| condition).collect();
        self.missing_inputs(&conditions, row, found).map(|_| ())
    }

    /// Adds the inputs that are missing; returns whether there are any.
    fn missing_inputs(&self, inputs: &[NodeId], row: usize, found: &mut Walk) -> Result<bool> {
        let mut any = false;
        for input in inputs {
            if !self.has(*input, row)? {
                any = true;
                found.open.push(*input);
                if fault!(ReasonsOfFirstInputOnly) {
                    break;
                }
            }
        }
        Ok(any)
    }

    /// The marker of the cell.
    fn cell(&self, id: NodeId, row: usize, found: &mut Walk) -> Result<()> {
        let policy = &self.program.policy;
        let Op::Column(table, column) = &policy.graph.node(id).op else { return Ok(()) };
        let markers = markers(policy, *table, *column, self.batch)?;
        let code = markers.and_then(|codes| codes.values().get(row)).copied().unwrap_or(0);
        let code = if fault!(MarkerOffByOne) { code.saturating_add(1) } else { code };
        found.reasons.insert(Reason { node: id, which: code.saturating_sub(1) });
        Ok(())
    }

    /// The reasons of the value whose condition is the first that is yes. If an unknown condition precedes it, the
    /// reasons of all that is missing from there on.
    fn first(&self, id: NodeId, row: usize, found: &mut Walk) -> Result<()> {
        let inputs = &self.program.policy.graph.node(id).inputs;
        let (arms, rest) = inputs.as_chunks::<2>();
        for (at, [value, condition]) in arms.iter().enumerate() {
            match self.values.get(*condition)?.flag(row) {
                None => {
                    let further = inputs.get(2 * at..).unwrap_or_default().iter().copied();
                    let further: Vec<NodeId> =
                        further.filter(|id| !self.program.policy.graph.is_nothing(*id)).collect();
                    return self.missing_inputs(&further, row, found).map(|_| ());
                }
                Some(true) => {
                    found.open.push(*value);
                    return Ok(());
                }
                Some(false) => {}
            }
        }
        found.open.extend(rest.first());
        Ok(())
    }

    /// The reasons of the missing values, or of the rule if too few values are left, or of the node itself if enough
    /// values are left and there is no result: a geometric mean with a value below zero.
    fn combined(&self, id: NodeId, combine: &Combine, row: usize, found: &mut Walk) -> Result<()> {
        let own = Reason { node: id, which: 0 };
        let inputs = &self.program.policy.graph.node(id).inputs;
        let there = inputs.iter().map(|input| self.has(*input, row)).collect::<Result<Vec<bool>>>()?;
        let itself = match &combine.missing {
            MissingRule::CountsAs(_) => true,
            MissingRule::Propagates => !self.missing_inputs(inputs, row, found)?,
            MissingRule::Skipped(least) => {
                let few = least.as_ref().is_some_and(|least| !enough(combine, least, &there));
                let none = weight_left(combine, &there).is_zero();
                if few || none {
                    self.missing_inputs(inputs, row, found)?;
                }
                few || !none
            }
        };
        if itself {
            found.reasons.insert(own);
        }
        Ok(())
    }
}

/// The weight of the values that are not missing.
fn weight_left(combine: &Combine, there: &[bool]) -> Rational {
    let weight = |at: usize| match &combine.weights {
        Some(weights) => weights.get(at).cloned().unwrap_or_else(Rational::one),
        None => Rational::one(),
    };
    let left = there.iter().enumerate().filter(|(_, there)| **there);
    left.fold(Rational::zero(), |sum, (at, _)| sum + weight(at))
}

fn enough(combine: &Combine, least: &AtLeast, there: &[bool]) -> bool {
    match least {
        AtLeast::Count(n) => there.iter().filter(|there| **there).count() >= *n as usize,
        AtLeast::Share(share) => weight_left(combine, there) >= share * &weight_left(combine, &vec![true; there.len()]),
    }
}
