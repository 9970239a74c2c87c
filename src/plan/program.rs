//! What one job computes for each of its subjects, and its output.

use super::compile::compile;
use super::kernel::{Kernel, Probes};
use super::policy::Policy;
use super::schedule::{Job, KeyOf, Schedule, row_inputs};
use crate::graph::NodeId;
use crate::schema::ColumnId;
use crate::types::How;
use std::collections::BTreeSet;
use std::sync::Arc;

/// One node with its kernel.
#[derive(Debug)]
pub(crate) struct Instruction {
    /// The node.
    pub node: NodeId,
    /// The kernel that computes the node.
    pub kernel: Kernel,
}

/// A column that a program returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Emit {
    /// The hidden number of the row, as in the input.
    Row,
    /// A part of the key of the subject, as in the input.
    Key(usize),
    /// A column of the table as in the input, missing if the cell is missing.
    Raw(ColumnId),
    /// The value of a node in its own representation.
    Representation(NodeId),
    /// Why the value of a node is missing.
    Why(NodeId),
    /// A part of the key as it is published.
    PublishedKey(usize),
    /// An output, by its position in the graph.
    Published(usize),
}

/// What one job computes.
#[derive(Debug)]
pub(crate) struct Program {
    /// The policy.
    pub policy: Arc<Policy>,
    /// The schedule.
    pub schedule: Arc<Schedule>,
    /// The job.
    pub job: Job,
    /// The nodes that are needed, inputs before users.
    pub steps: Vec<Instruction>,
    /// Where the program looks up other subjects.
    pub probes: Probes,
    /// The returned columns in order: first those that leave the job, then those for what it gathers.
    pub emits: Vec<Emit>,
    /// How many of them leave the job.
    pub leaving: usize,
    /// How many of those are published, after the number of the row.
    pub published: usize,
}

impl Program {
    /// The program of a job of a schedule.
    pub(crate) fn of(policy: &Arc<Policy>, schedule: &Arc<Schedule>, job: &Job) -> Program {
        let mut program = Program {
            policy: policy.clone(),
            schedule: schedule.clone(),
            job: job.clone(),
            steps: Vec::new(),
            probes: Probes::default(),
            emits: Vec::new(),
            leaving: 0,
            published: 0,
        };
        for node in schedule.computed(&policy.graph, job) {
            let kernel = compile(policy, schedule, &mut program.probes, node);
            program.steps.push(Instruction { node, kernel });
        }
        program.leave();
        program.leaving = program.emits.len();
        program.gather();
        program
    }

    /// Adds the columns that are published and kept.
    fn leave(&mut self) {
        let graph = &self.policy.clone().graph;
        let (kind, parts) = (self.job.kind, graph.subject(self.job.kind).key.len());
        if !self.job.publishes && !self.job.keeps_keys {
            return;
        }
        self.emit(Emit::Row);
        if self.job.publishes {
            (0..parts).for_each(|part| self.emit(Emit::PublishedKey(part)));
            let outputs = graph.outputs.iter().enumerate().filter(|(_, o)| o.subject == kind);
            outputs.for_each(|(at, _)| self.emit(Emit::Published(at)));
            self.published = self.emits.len().saturating_sub(1);
        }
        if self.job.keeps_keys {
            (0..parts).for_each(|part| self.emit(Emit::Key(part)));
        }
        for id in self.job.keeps.clone() {
            self.emit(Emit::Representation(id));
            if self.schedule.told.contains(&id) {
                self.emit(Emit::Why(id));
            }
        }
    }

    /// Adds the columns that are aggregated.
    fn gather(&mut self) {
        let job = self.job.clone();
        if job.links.is_empty() {
            return;
        }
        self.emit(Emit::Row);
        for key in job.links.iter().flat_map(|link| &link.key) {
            self.emit(match *key {
                KeyOf::Column(id) => Emit::Raw(id),
                KeyOf::Node(id) => Emit::Representation(id),
            });
        }
        let policy = self.policy.clone();
        for id in job.links.iter().flat_map(|link| &link.aggregates) {
            let Some(aggregate) = policy.aggregate(*id) else { continue };
            let inputs = row_inputs(&policy.graph, *id);
            inputs.iter().take(aggregate.keys_at()).for_each(|input| self.emit(Emit::Representation(*input)));
            if aggregate.how == How::First && self.schedule.told.contains(id) {
                inputs.iter().take(1).for_each(|value| self.emit(Emit::Why(*value)));
            }
        }
    }

    fn emit(&mut self, emit: Emit) {
        if !self.emits.contains(&emit) {
            self.emits.push(emit);
        }
    }

    /// The columns of the table that are read.
    pub(crate) fn columns(&self) -> BTreeSet<ColumnId> {
        let key = &self.policy.graph.subject(self.job.kind).key;
        let key_column = |part: usize| key.get(part).and_then(|part| part.column);
        let read = self.steps.iter().filter_map(|step| match step.kernel {
            Kernel::Column(column) => Some(column),
            _ => None,
        });
        let given_out = self.emits.iter().filter_map(|emit| match emit {
            Emit::Raw(column) => Some(*column),
            Emit::Key(part) | Emit::PublishedKey(part) => key_column(*part),
            _ => None,
        });
        // A subject with two rows that differ is named by its key.
        let named = self.holds_rows_to_one().then(|| key.iter().filter_map(|part| part.column));
        read.chain(given_out).chain(named.into_iter().flatten()).collect()
    }

    /// Whether the program looks up a value on which all rows must agree.
    pub(crate) fn holds_rows_to_one(&self) -> bool {
        let only = |step: &Instruction| self.policy.aggregate(step.node).is_some_and(|a| a.how == How::Only);
        self.steps.iter().any(only)
    }
}
