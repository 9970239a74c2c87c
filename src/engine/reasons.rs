//! Why a value is missing, found only where it is published: a walk from the output back to where it began.

use super::input::{markers, states};
use super::kernels::{Values, internal};
use super::state::State;
use crate::graph::reasons::WITHOUT_VALUE;
use crate::graph::{NodeId, Reason};
use crate::number::Rational;
use crate::plan::fault;
use crate::plan::program::Program;
use crate::types::{AtLeast, Combine, MissingRule, Op};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::common::Result;
use std::collections::BTreeSet;

/// The rows that a program has computed, with what it read.
pub struct Computed<'c> {
    /// The program.
    pub program: &'c Program,
    /// What it read.
    pub batch: &'c RecordBatch,
    /// What it computed.
    pub values: &'c Values<'c>,
}

impl Computed<'_> {
    /// The reasons of a missing value, in one text.
    pub fn text(&self, id: NodeId, row: usize) -> Result<String> {
        let mut found = BTreeSet::new();
        self.collect(id, row, &mut found)?;
        Ok(self.program.policy.graph.reasons_text(&found))
    }

    fn has(&self, id: NodeId, row: usize) -> Result<bool> {
        Ok(self.values.get(id)?.has(row))
    }

    /// Collects the reasons of a value that is missing in this row.
    fn collect(&self, id: NodeId, row: usize, found: &mut BTreeSet<Reason>) -> Result<()> {
        let node = self.program.policy.graph.node(id);
        match &node.op {
            Op::Column(..) => self.cell(id, row, found),
            Op::First => self.first(id, row, found),
            Op::Combine(combine) => self.combined(id, combine, row, found),
            Op::Aggregate(aggregate) => {
                let lacking = aggregate.missing == MissingRule::Unscored && self.lacks(id, row)?;
                found.insert(Reason { node: id, which: if lacking { WITHOUT_VALUE } else { 0 } });
                Ok(())
            }
            _ => {
                if !self.missing_inputs(&node.inputs, row, found)? {
                    found.insert(Reason { node: id, which: 0 });
                }
                Ok(())
            }
        }
    }

    /// Whether a row of the group has no value for an aggregate.
    fn lacks(&self, id: NodeId, row: usize) -> Result<bool> {
        let aggregates = self.program.policy.aggregates(self.program.subject);
        let at = aggregates.iter().position(|(aggregate, _)| *aggregate == id);
        let states = states(self.batch, at.ok_or_else(|| internal("an unknown aggregate"))?)?;
        let state = states.iter().nth(row).flatten().and_then(State::from_bytes);
        Ok(state.ok_or_else(|| internal("a state is cut off"))?.lacks())
    }

    /// The reasons of all inputs that are missing; whether there is one.
    fn missing_inputs(&self, inputs: &[NodeId], row: usize, found: &mut BTreeSet<Reason>) -> Result<bool> {
        let mut any = false;
        for input in inputs {
            if !self.has(*input, row)? {
                any = true;
                self.collect(*input, row, found)?;
                if fault!(ReasonsOfFirstInputOnly) {
                    break;
                }
            }
        }
        Ok(any)
    }

    /// A cell of the row held a marker. The key of a group is read without a node of its own.
    fn cell(&self, id: NodeId, row: usize, found: &mut BTreeSet<Reason>) -> Result<()> {
        let policy = &self.program.policy;
        let subject = policy.graph.subject(self.program.subject);
        let Op::Column(table, column) = &policy.graph.node(id).op else { return Ok(()) };
        let in_key = subject.key.contains(column);
        let code = match markers(policy, *table, *column, self.batch) {
            Ok(Some(codes)) if !subject.grouped || in_key => codes.values().get(row).copied().unwrap_or(0),
            _ => 0,
        };
        let code = if fault!(MarkerOffByOne) { code.saturating_add(1) } else { code };
        let node = if subject.grouped && in_key { NodeId(0) } else { id };
        found.insert(Reason { node, which: code.saturating_sub(1) });
        Ok(())
    }

    /// Of the value whose condition is the first that is yes; or, where an unknown condition stands before it, of all
    /// that is missing from there on.
    fn first(&self, id: NodeId, row: usize, found: &mut BTreeSet<Reason>) -> Result<()> {
        let inputs = &self.program.policy.graph.node(id).inputs;
        let (arms, rest) = inputs.as_chunks::<2>();
        for (at, [value, condition]) in arms.iter().enumerate() {
            match self.values.get(*condition)?.flag(row) {
                None => {
                    let further = inputs.get(2 * at..).unwrap_or_default();
                    return self.missing_inputs(further, row, found).map(|_| ());
                }
                Some(true) => return self.collect(*value, row, found),
                Some(false) => {}
            }
        }
        rest.first().map_or(Ok(()), |otherwise| self.collect(*otherwise, row, found))
    }

    /// Of the values that are missing, of the rule where too few are left, or of the node itself where enough is there
    /// and has no result: a geometric mean of a value below zero.
    fn combined(&self, id: NodeId, combine: &Combine, row: usize, found: &mut BTreeSet<Reason>) -> Result<()> {
        let own = Reason { node: id, which: 0 };
        let inputs = &self.program.policy.graph.node(id).inputs;
        let there = inputs.iter().map(|input| self.has(*input, row)).collect::<Result<Vec<bool>>>()?;
        let itself = match &combine.missing {
            MissingRule::CountsAs(_) => true,
            MissingRule::Unscored => !self.missing_inputs(inputs, row, found)?,
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
            found.insert(own);
        }
        Ok(())
    }
}

/// The weight of the values that are there.
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
