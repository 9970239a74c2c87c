//! Where private values go: a value computed from a private value is private, and there are three ways to publish one.
//!
//! A value is private if one of its inputs is, including conditions and keys. It is not private if at least so many
//! rows enter it ([`Guard`]), or if it is a keyed pseudonym. A value that the policy releases stays private: only the
//! people whom the policy names may read it.
//!
//! A pseudonym is public as it is, and only a key can have one: any other pseudonym could be compared with the
//! pseudonym of a guess. So a value computed from a pseudonym is as private as the key, unless it only tests whether
//! two keys of one kind are the same.
//!
//! The relation between rows is not a separate secret. In an aggregate or after `at`, a reference to a customer, or the
//! key of a customer, shows whose rows are meant and nothing about the key. So a value that is looked up or counted by
//! a key is private only if the policy marks the reference, or if the compared values are not keys of one kind: a
//! person who compares a key with their own text finds out whether it is that key ([`Links`]).

use super::{Graph, Node, NodeId, Output, OutputKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::ids::{Id, IdVec};
use crate::lookup::{self, Lookup};
use crate::messages::{graph as say, phrase};
use crate::names::SubjectId;
use crate::schema::{ColumnId, TableId};
use crate::source::Span;
use crate::types::{Aggregate, Decision, Effect, Factor, How, Model, Op, Source, Type};
use std::collections::{BTreeMap, BTreeSet};

/// A private column: the first in the policy that a value comes from.
pub(crate) type Origin = (TableId, ColumnId);

/// A value that is not private although its inputs are: it exists only if at least so many rows count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guard {
    /// How many rows there must be.
    pub least: u32,
    /// How many there are.
    pub count: NodeId,
}

/// A column of groups, some values of which may be withheld, and a column of larger groups of the same rows. If exactly
/// one value of a larger group is withheld, it follows from the published values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complement {
    /// The output of the groups.
    pub part: usize,
    /// The output of the larger groups.
    pub whole: usize,
    /// The fewest rows of a group.
    pub least: u32,
    /// The fewest rows of a larger group, if it has such a bound.
    pub least_of_whole: Option<u32>,
    /// The hidden output with the number of rows of a group.
    pub count: usize,
    /// The hidden outputs that identify the group: peers have the same values.
    pub group: Vec<usize>,
    /// The hidden outputs that identify the larger group to which the group belongs.
    pub keys: Vec<usize>,
}

/// Which nodes of a graph are private.
#[derive(Clone, Debug, Default)]
pub(crate) struct Privacy {
    origins: IdVec<NodeId, Option<Origin>>,
    /// The nodes that are pseudonyms, also those that are looked up, each with the node that it replaces.
    pseudonyms: BTreeMap<NodeId, NodeId>,
}

impl Privacy {
    /// The privacy of all nodes.
    pub(crate) fn of(graph: &Graph) -> Privacy {
        let mut privacy = Privacy::default();
        for (id, node) in graph.nodes.entries() {
            let next = privacy.flows(graph, id, node);
            privacy.origins.push(next);
            let of = node.inputs.first().copied();
            let of = match node.op {
                Op::Pseudonym => of,
                Op::Reach(_) => of.and_then(|value| privacy.pseudonym(value)),
                _ => None,
            };
            privacy.pseudonyms.extend(of.map(|of| (id, of)));
        }
        privacy
    }

    /// The node that a pseudonym replaces; `None` for all other nodes.
    pub(crate) fn pseudonym(&self, node: NodeId) -> Option<NodeId> {
        self.pseudonyms.get(&node).copied()
    }

    /// The private column that values computed from a node reveal. Values computed from a pseudonym reveal the column of
    /// its key.
    fn behind(&self, node: NodeId) -> Option<Origin> {
        let key = self.pseudonym(node).and_then(|key| self.origin(key));
        self.origin(node).into_iter().chain(key).min()
    }

    /// The private column that a node comes from; `None` if it is public.
    pub(crate) fn origin(&self, node: NodeId) -> Option<Origin> {
        self.origins[node]
    }

    fn any(&self, nodes: &[NodeId]) -> Option<Origin> {
        nodes.iter().filter_map(|node| self.behind(*node)).min()
    }

    fn flows(&self, graph: &Graph, id: NodeId, node: &Node) -> Option<Origin> {
        if let Some(guard) = graph.guards.get(&id) {
            // The value reveals to which rows the current subject belongs.
            let count = graph.node(guard.count);
            let Op::Aggregate(aggregate) = &count.op else { return self.any(&node.inputs) };
            return self.links(graph, aggregate, &count.inputs).told_behind_guard(graph);
        }
        match &node.op {
            Op::Pseudonym => None,
            Op::Column(table, column) => graph.table(*table).column(*column).private.then_some((*table, *column)),
            Op::Key(part) => key_origin(graph, node.grain, *part),
            Op::Reach(to) => {
                let value = self.origin(*node.inputs.first()?);
                value.into_iter().chain(self.reached(graph, *to, &node.inputs).told()).min()
            }
            Op::Aggregate(aggregate) => self.gathered(graph, aggregate, &node.inputs),
            // Whether a row has a reference does not reveal the subject that it refers to.
            Op::IsMissing | Op::IsAbsent | Op::Present => {
                node.inputs.iter().filter_map(|input| self.side(graph, *input).marked).min()
            }
            Op::Equal | Op::OneOf if node.inputs.iter().all(|input| self.pseudonym(*input).is_some()) => {
                let mut sides = node.inputs.iter().map(|input| self.side(graph, *input));
                let first = sides.next().unwrap_or_default();
                Links::of(graph, sides.map(|other| (first.clone(), other)).collect()).told()
            }
            Op::Decide(decision) | Op::IsIncluded(decision) => self.any(&conditions(decision, &node.inputs)),
            _ => self.any(&node.inputs),
        }
    }

    fn gathered(&self, graph: &Graph, aggregate: &Aggregate, inputs: &[NodeId]) -> Option<Origin> {
        let value = aggregate.value(inputs).and_then(|value| match aggregate.how {
            // The number of values reveals none of them.
            How::Distinct => self.side(graph, *value).marked,
            _ => self.behind(*value),
        });
        let beside = [aggregate.condition(inputs), aggregate.weight(inputs)].into_iter().flatten();
        let links = self.links(graph, aggregate, inputs).told();
        value.into_iter().chain(beside.filter_map(|node| self.origin(*node))).chain(links).min()
    }

    /// The comparisons between the rows of an aggregate and the current subject.
    fn links(&self, graph: &Graph, aggregate: &Aggregate, inputs: &[NodeId]) -> Links {
        let pairs = aggregate.row_keys(inputs).iter().zip(aggregate.own_keys(inputs));
        Links::of(graph, pairs.map(|(row, own)| (self.side(graph, *row), self.side(graph, *own))).collect())
    }

    /// The comparisons with which a subject of a kind is looked up: `inputs` are the inputs of a reach.
    fn reached(&self, graph: &Graph, to: SubjectId, inputs: &[NodeId]) -> Links {
        let keys = inputs.iter().skip(1).enumerate();
        Links::of(graph, keys.map(|(part, key)| (self.side(graph, *key), Side::of_key(graph, to, part))).collect())
    }

    /// One side of a comparison that decides which rows belong together.
    fn side(&self, graph: &Graph, id: NodeId) -> Side {
        let node = graph.node(id);
        let column = match &node.op {
            Op::Column(table, column) => Some((*table, *column)),
            Op::Key(part) => key_column(graph, node.grain, *part),
            Op::Reach(to) => {
                let of_value = node.inputs.first().map(|value| self.side(graph, *value)).unwrap_or_default();
                let way = self.reached(graph, *to, &node.inputs).told();
                return Side {
                    origin: self.behind(id),
                    marked: of_value.marked.into_iter().chain(way).min(),
                    ..of_value
                };
            }
            Op::Pseudonym => {
                let of = node.inputs.first().map(|of| self.side(graph, *of)).unwrap_or_default();
                return Side { is_pseudonym: true, ..of };
            }
            _ => return Side { origin: self.origin(id), marked: self.origin(id), ..Side::default() },
        };
        match column {
            Some(column) => {
                // A reference to rows of the policy is not a reference of a file.
                let refers = matches!(&node.ty, Type::Reference(to, _) if graph.subject(*to).table() != Some(column.0));
                Side { origin: self.origin(id), ..Side::of_column(graph, column, refers) }
            }
            None => Side::default(),
        }
    }
}

/// A value that rows are compared with, or with which a subject is looked up.
#[derive(Clone, Debug, Default)]
struct Side {
    /// The column, then the keys that it refers to.
    steps: Vec<Origin>,
    /// The private column that its own text reveals.
    origin: Option<Origin>,
    /// The private column that it reveals if it only decides which rows belong together.
    marked: Option<Origin>,
    /// Whether its texts are pseudonyms of those keys.
    is_pseudonym: bool,
}

impl Side {
    fn of_column(graph: &Graph, column: Origin, refers: bool) -> Side {
        let (table, at) = column;
        let steps = steps_from(graph, column);
        let (table, schema) = (graph.table(table), graph.table(table).column(at));
        let private = |is: bool| is.then_some(column);
        // A key names rows, which is not a secret. A marked reference is a secret, also as a part of a key.
        let refers = refers || steps.len() > 1;
        let origin = private(schema.private);
        Side {
            steps,
            origin,
            marked: private(schema.marked_private && (refers || !table.is_key(at))),
            is_pseudonym: false,
        }
    }

    /// A part of the key of a kind of subject.
    fn of_key(graph: &Graph, subject: SubjectId, part: usize) -> Side {
        key_column(graph, subject, part).map(|column| Side::of_column(graph, column, false)).unwrap_or_default()
    }

    fn column(&self) -> Option<Origin> {
        self.steps.first().copied()
    }

    /// Whether its texts and the texts of another side belong to one kind of subject.
    fn is_kin(&self, other: &Side) -> bool {
        self.is_pseudonym == other.is_pseudonym && self.steps.iter().any(|step| other.steps.contains(step))
    }
}

/// A column and all columns to which its references lead, without duplicates: it shares its texts with all of them.
fn steps_from(graph: &Graph, column: Origin) -> Vec<Origin> {
    let (mut steps, mut at) = (vec![column], 0);
    while let Some((table, column)) = steps.get(at).copied() {
        for reference in &graph.table(table).references {
            let part = reference.columns.iter().position(|own| *own == column);
            let key = part.and_then(|part| graph.table(reference.to).key.get(part));
            if let Some(next) = key.map(|key| (reference.to, *key)).filter(|next| !steps.contains(next)) {
                steps.push(next);
            }
        }
        at += 1;
    }
    steps
}

/// Pairs of values that are compared. The flag says whether the second names a whole subject that the first refers to
/// or is; then the comparison only reveals which subject it is.
struct Links(Vec<(Side, Side, bool)>);

impl Links {
    fn of(graph: &Graph, pairs: Vec<(Side, Side)>) -> Links {
        let whole = |of: TableId| {
            let own = pairs.iter().filter(|(_, b)| b.column().is_some_and(|(table, _)| table == of));
            let named: BTreeSet<ColumnId> = own.clone().filter_map(|(_, b)| Some(b.column()?.1)).collect();
            let mut leads = own.map(|(a, b)| b.column().is_some_and(|column| a.is_kin(b) && a.steps.contains(&column)));
            graph.table(of).key.iter().all(|column| named.contains(column)) && leads.all(|leads| leads)
        };
        let is_whole: Vec<bool> =
            pairs.iter().map(|(_, b)| b.column().is_some_and(|(table, _)| whole(table))).collect();
        Links(pairs.into_iter().zip(is_whole).map(|((a, b), whole)| (a, b, whole)).collect())
    }

    /// The private column that these comparisons reveal. Keys of one kind only reveal which rows belong together; a key
    /// that is compared with anything else is revealed.
    fn told(&self) -> Option<Origin> {
        let of = |(a, b, whole): &(Side, Side, bool)| match whole {
            true if a.column() == b.column() => None,
            true => a.marked,
            false if a.is_kin(b) => a.marked.into_iter().chain(b.marked).min(),
            false => a.origin.into_iter().chain(b.origin).min(),
        };
        self.0.iter().filter_map(of).min()
    }

    /// The same for a value of many rows: their common property hides who they are, unless it is the key of one
    /// subject.
    fn told_behind_guard(&self, graph: &Graph) -> Option<Origin> {
        let of = |(a, b, whole): &(Side, Side, bool)| match whole {
            true => None,
            false if a.is_kin(b) => b.marked,
            false => {
                let is_key = a.steps.iter().any(|(table, column)| graph.table(*table).is_key(*column));
                b.origin.into_iter().chain(a.origin.filter(|_| is_key)).min()
            }
        };
        self.0.iter().filter_map(of).min()
    }
}

/// The conditions of a decision, without the further inputs of its overrides.
fn conditions(decision: &Decision, inputs: &[NodeId]) -> Vec<NodeId> {
    let mut inputs = inputs.iter();
    let mut found = Vec::new();
    for clause in &decision.clauses {
        found.extend(inputs.next());
        if let Effect::Override { told } = clause.effect {
            inputs.by_ref().take(told).for_each(drop);
        }
    }
    found
}

/// The column of a part of the key of a kind of subject, if it has one.
pub(crate) fn key_column(graph: &Graph, subject: SubjectId, part: usize) -> Option<Origin> {
    let model = graph.subject(subject);
    match &model.source {
        Source::Rows { table, .. } => Some((*table, model.key.get(part)?.column?)),
        Source::Groups { rows, by } => Some((graph.subject(*rows).table()?, *by.get(part)?)),
        Source::Product(factors) => {
            let mut before = 0;
            for factor in factors {
                let parts = match factor {
                    Factor::Subject(of) => graph.subject(*of).key.len(),
                    Factor::Choice(..) | Factor::Time(..) => 1,
                };
                if part < before + parts {
                    return match factor {
                        Factor::Subject(of) => key_column(graph, *of, part - before),
                        Factor::Choice(..) | Factor::Time(..) => None,
                    };
                }
                before += parts;
            }
            None
        }
        Source::All => None,
    }
}

/// The column of a part of the key of a kind of subject, if it is private.
pub(crate) fn key_origin(graph: &Graph, subject: SubjectId, part: usize) -> Option<Origin> {
    let (table, column) = key_column(graph, subject, part)?;
    graph.table(table).column(column).private.then_some((table, column))
}

/// Whether a part of the key of a kind of subject is released.
pub(crate) fn is_released(graph: &Graph, subject: SubjectId, part: usize) -> bool {
    graph.released_keys.iter().any(|(of, at, _)| (*of, *at) == (subject, part))
}

/// The output that names the subjects of a kind instead of a part of their key: the pseudonym of the part, if the part
/// is private and not released.
pub(crate) fn stands_for(graph: &Graph, subject: SubjectId, part: usize) -> Option<&Output> {
    key_origin(graph, subject, part)?;
    pseudonym_of(graph, subject, part).filter(|_| !is_released(graph, subject, part))
}

/// The output that is a pseudonym of a part of the key of its subject.
fn pseudonym_of(graph: &Graph, subject: SubjectId, part: usize) -> Option<&Output> {
    let own = graph.outputs.iter().filter(|output| output.subject == subject && output.kind == OutputKind::Text);
    own.into_iter().find(|output| {
        let node = graph.node(output.node);
        let of = node.inputs.first().filter(|_| node.op == Op::Pseudonym).map(|of| graph.node(*of));
        let key = graph.subject(subject).key.get(part).and_then(|part| part.column);
        of.is_some_and(|of| match (&of.op, key) {
            (Op::Key(at), _) => *at == part,
            (Op::Column(_, column), Some(key)) => *column == key,
            _ => false,
        })
    })
}

/// Whether a node is a key, a part of a key or a reference, of the current subject or of a subject that it refers to.
fn names_somebody(graph: &Graph, id: NodeId) -> bool {
    let node = graph.node(id);
    match &node.op {
        Op::Column(table, column) => {
            let table = graph.table(*table);
            table.is_key(*column) || table.references.iter().any(|reference| reference.columns.contains(column))
        }
        Op::Key(part) => key_column(graph, node.grain, *part).is_some(),
        Op::Reach(_) => node.inputs.first().is_some_and(|value| names_somebody(graph, *value)),
        _ => false,
    }
}

/// A private name of a kind of subject: a part of its key, or a reference.
fn private_name(graph: &Graph, subject: SubjectId) -> Option<&str> {
    let model = graph.subject(subject);
    let key = model.key.iter().enumerate().find(|(part, _)| key_origin(graph, subject, *part).is_some());
    let reference = || {
        let table = graph.table(model.table()?);
        let columns = table.references.iter().flat_map(|reference| &reference.columns);
        let mut columns = columns.map(|column| table.column(*column));
        columns.find(|column| column.private).map(|column| column.name.as_str())
    };
    key.map(|(_, key)| key.name.as_str()).or_else(reference)
}

/// Findings about pseudonyms whose original could be found: a pseudonym of a value that is not a key, and a pseudonym
/// of a public key if others are of a private key.
fn open_pseudonyms(graph: &Graph, privacy: &Privacy) -> Vec<Diagnostic> {
    let made = graph.nodes.iter().filter(|node| node.op == Op::Pseudonym);
    let made: Vec<(&Node, NodeId)> = made.filter_map(|node| Some((node, *node.inputs.first()?))).collect();
    let (keys, others): (Vec<_>, Vec<_>) = made.into_iter().partition(|(_, of)| names_somebody(graph, *of));
    let no_key = others.into_iter().map(|(node, of)| {
        let what = &graph.node(of).words;
        let message = say::no_key(what);
        let alone = say::pseudonym_of_key();
        let help = match private_name(graph, node.grain) {
            Some(name) => say::say_alone_which_key(alone, name),
            None => say::say_alone(alone),
        };
        Diagnostic::error(Code::TypeMismatch, node.span, message).help(help)
    });
    let (private, public): (Vec<_>, Vec<_>) = keys.into_iter().partition(|(_, of)| privacy.origin(*of).is_some());
    let beside = private.first().map(|(private, _)| private).into_iter().flat_map(|private| {
        public.iter().map(move |(node, of)| {
            let (public, words) = (&graph.node(*of).words, &private.words);
            let message = say::public_beside_pseudonym(public, words);
            Diagnostic::error(Code::PrivateOutput, node.span, message)
                .label(private.span, say::of_a_private_key())
                .help(say::publish_or_mark_private(public))
        })
    });
    no_key.chain(beside).collect()
}

/// The findings about private values in results that everybody may read.
pub(crate) fn findings(graph: &Graph, model: &Model) -> Vec<Diagnostic> {
    let privacy = Privacy::of(graph);
    let pseudonyms = open_pseudonyms(graph, &privacy);
    if !pseudonyms.is_empty() {
        return pseudonyms;
    }
    let open = graph.outputs.iter().filter(|output| output.release.is_none());
    let told: Vec<(&Output, Origin)> = open.filter_map(|o| Some((o, privacy.tells(graph, o)?))).collect();
    // The columns that accompany a value are reported with it.
    let mut seen = BTreeSet::new();
    let apart = told.into_iter().filter(|(output, _)| seen.insert((output.subject, output.span)));
    let mut findings: Vec<Diagnostic> = apart.map(|(output, origin)| published(graph, model, output, origin)).collect();
    for subject in graph.published() {
        let parts = 0..graph.subject(subject).key.len();
        findings.extend(parts.filter_map(|part| names(graph, model, subject, part)));
    }
    findings
}

impl Privacy {
    /// The private column that a column of results reveals.
    pub(crate) fn tells(&self, graph: &Graph, output: &Output) -> Option<Origin> {
        let node = graph.node(output.node);
        match (output.kind, &node.op) {
            // Clauses also name who decided.
            (OutputKind::Clauses, _) => self.any(&node.inputs),
            _ => self.origin(output.node),
        }
    }
}

/// Rows that are aggregated into one published value.
struct Gathered<'g> {
    guard: Option<Guard>,
    aggregate: &'g Aggregate,
    inputs: &'g [NodeId],
    /// The nodes that look the value up, from the output on.
    way: Vec<NodeId>,
}

/// Which nodes are computed from aggregated rows.
struct Made {
    privacy: Privacy,
    /// Whether the number of these rows has a lower bound.
    guarded: IdVec<NodeId, bool>,
    /// Whether any rows are aggregated.
    gathered: IdVec<NodeId, bool>,
}

impl Made {
    fn of(graph: &Graph) -> Made {
        let mut made = Made { privacy: Privacy::of(graph), guarded: IdVec::default(), gathered: IdVec::default() };
        for (id, node) in graph.nodes.entries() {
            let any = |known: &IdVec<NodeId, bool>| node.inputs.iter().any(|input| known[*input]);
            let guarded = graph.guards.contains_key(&id) || any(&made.guarded);
            let gathered = matches!(node.op, Op::Aggregate(_)) || any(&made.gathered);
            made.guarded.push(guarded);
            made.gathered.push(gathered);
        }
        made
    }

    /// The only one of these values that depends on private rows or, if none does, on any rows. `None` if there is not
    /// exactly one: then none of them follows from the result.
    fn one_of(&self, values: impl Iterator<Item = NodeId>) -> Option<NodeId> {
        let values: BTreeSet<NodeId> = values.collect();
        let telling = |id: &NodeId| self.privacy.origin(*id).is_some() || self.guarded[*id];
        let mut found: Vec<NodeId> = values.iter().copied().filter(telling).collect();
        if found.is_empty() {
            found = values.into_iter().filter(|id| self.gathered[*id]).collect();
        }
        match found.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }

    /// The aggregate in an output, if only arithmetic with public values is applied to it: then the aggregate follows
    /// from the result.
    fn gathered<'g>(&self, graph: &'g Graph, id: NodeId) -> Option<Gathered<'g>> {
        let (mut id, mut guard, mut way) = (id, None, Vec::new());
        loop {
            let node = graph.node(id);
            way.extend(matches!(node.op, Op::Reach(_)).then_some(id));
            match (&node.op, graph.guards.get(&id)) {
                (_, Some(found)) => (id, guard) = (*node.inputs.get(2)?, Some(*found)),
                (Op::Aggregate(aggregate), None) => {
                    return Some(Gathered { guard, aggregate, inputs: &node.inputs, way });
                }
                (op, None) => id = self.one_of(kept_by(op, &node.inputs)?.into_iter())?,
            }
        }
    }
}

/// The inputs of an operation that follow from its result if the others are known.
fn kept_by(op: &Op, inputs: &[NodeId]) -> Option<Vec<NodeId>> {
    Some(match op {
        Op::Default | Op::Combine(_) => inputs.to_vec(),
        op if op.is_arithmetic() => inputs.to_vec(),
        Op::Reach(_) => inputs.iter().take(1).copied().collect(),
        // The values, without the conditions between them.
        Op::First => inputs.iter().step_by(2).copied().collect(),
        _ => return None,
    })
}

impl Gathered<'_> {
    /// The kind of the aggregated rows, the aggregated part of them, their condition and their weight, without the
    /// groups.
    fn rows(&self, graph: &Graph) -> (SubjectId, Option<NodeId>, Option<NodeId>, Option<NodeId>) {
        let Gathered { aggregate, inputs, .. } = self;
        let value = aggregate.value(inputs).map(|value| varying(graph, *value));
        let weight = aggregate.weight(inputs).filter(|weight| !is_constant(graph, **weight));
        (aggregate.rows, value, aggregate.condition(inputs).copied(), weight.copied())
    }

    /// Whether a part of it follows from the whole and the other parts.
    fn adds_up(&self) -> bool {
        matches!(self.aggregate.how, How::Sum | How::Mean | How::Count)
    }

    fn row_keys(&self) -> &[NodeId] {
        self.aggregate.row_keys(self.inputs)
    }

    /// How the keys of the larger groups follow from these groups, if the groups of `whole` are larger: each of its
    /// keys is a key of these groups, or is looked up with their keys.
    fn within(&self, graph: &Graph, whole: &Gathered<'_>) -> Option<Vec<Derivation>> {
        let own = self.row_keys().iter().copied().zip(self.aggregate.own_keys(self.inputs).iter().copied()).collect();
        let others = whole.row_keys().iter().map(|key| (*key, *key)).collect();
        let is_larger = !self.row_keys().iter().all(|key| found_by(graph, *key, &others).is_some());
        let keys = whole.row_keys().iter().map(|key| found_by(graph, *key, &own));
        is_larger.then(|| keys.collect())?
    }
}

/// The part of a value that differs from row to row, if the other operations only add, subtract, multiply or divide by
/// fixed values, or round. Then the sums of one follow from the sums of the other.
fn varying(graph: &Graph, mut id: NodeId) -> NodeId {
    loop {
        let node = graph.node(id);
        let is_linear = match node.op {
            Op::Add | Op::Subtract | Op::Multiply | Op::Negate | Op::Round(_) | Op::Settle(_) | Op::Store(_) => true,
            Op::Divide => node.inputs.get(1).is_some_and(|by| is_constant(graph, *by)),
            _ => false,
        };
        let mut varying = node.inputs.iter().filter(|input| !is_constant(graph, **input));
        match (varying.next(), varying.next()) {
            (Some(one), None) if is_linear => id = *one,
            _ => return id,
        }
    }
}

fn is_constant(graph: &Graph, id: NodeId) -> bool {
    matches!(graph.node(id).op, Op::Constant(_))
}

/// How a value of the current subject follows from other values of it.
enum Derivation {
    /// It is one of these values.
    Known(NodeId),
    /// It is looked up as by this node, with these values instead of its keys.
    LookedUp(NodeId, Vec<Derivation>),
}

/// A key of rows, derived from other known keys of the rows; each known key comes with its value for the current
/// subject.
fn found_by(graph: &Graph, key: NodeId, known: &BTreeMap<NodeId, NodeId>) -> Option<Derivation> {
    if let Some(own) = known.get(&key) {
        return Some(Derivation::Known(*own));
    }
    let node = graph.node(key);
    let (value, by) = node.inputs.split_first().filter(|_| matches!(node.op, Op::Reach(_)))?;
    if let Some(by) = by.iter().map(|key| found_by(graph, *key, known)).collect() {
        return Some(Derivation::LookedUp(key, by));
    }
    // A known value that is looked up with the same keys can determine the key.
    let there = known.iter().filter_map(|(row, own)| {
        let other = graph.node(*row);
        let (value, keys) = other.inputs.split_first()?;
        (other.op == node.op && keys == by).then_some((*value, *own))
    });
    let there: BTreeMap<NodeId, NodeId> = there.collect();
    (!there.is_empty()).then(|| found_by(graph, *value, &there))?
}

impl Derivation {
    /// The node of the derived value for a kind of subject.
    fn node(&self, graph: &mut Graph, grain: SubjectId) -> NodeId {
        let (of, by) = match self {
            Derivation::Known(id) => return *id,
            Derivation::LookedUp(of, by) => (*of, by),
        };
        let keys: Vec<NodeId> = by.iter().map(|key| key.node(graph, grain)).collect();
        let to = graph.node(of).op.clone();
        // If a subject is looked up with its own key, it is the subject itself.
        let is_own = |(part, key): (usize, &NodeId)| match &graph.node(*key).op {
            Op::Key(at) => *at == part,
            Op::Column(table, column) => key_column(graph, grain, part) == Some((*table, *column)),
            _ => false,
        };
        let value = graph.node(of).inputs.first().copied();
        match value {
            Some(value) if to == Op::Reach(grain) && keys.iter().enumerate().all(is_own) => value,
            value => added(graph, of, value.into_iter().chain(keys).collect(), grain),
        }
    }
}

/// A node with the operation of another node, but with other inputs and another kind of subject.
fn added(graph: &mut Graph, of: NodeId, inputs: Vec<NodeId>, grain: SubjectId) -> NodeId {
    let node = Node { inputs, grain, can_miss: true, ..graph.node(of).clone() };
    let same = |other: &Node| (&other.op, &other.inputs, other.grain) == (&node.op, &node.inputs, node.grain);
    let known = graph.nodes.position(same);
    known.unwrap_or_else(|| graph.nodes.push(node))
}

/// Two values, by their positions among others. Each group of the first is within a group of the second.
struct Pair {
    part: usize,
    whole: usize,
    guard: Guard,
    least_of_whole: Option<u32>,
    group: Vec<NodeId>,
    keys: Vec<Derivation>,
    /// The keys of the larger groups, as nodes of the second value.
    keys_of_whole: Vec<NodeId>,
    way: Vec<NodeId>,
}

/// The pairs among some values. A number that a param fixes counts as the number itself here: values that differ in
/// nothing else are one value.
fn pairs(graph: &Graph, values: impl Iterator<Item = (usize, NodeId)>) -> Vec<Pair> {
    if !graph.nodes.iter().any(|node| node.param.is_some()) {
        return pairs_of(graph, values);
    }
    let values: Vec<(usize, NodeId)> = values.collect();
    let made = Made::of(graph);
    let is_guarded = |(_, value): &(usize, NodeId)| made.gathered(graph, *value).is_some_and(|own| own.guard.is_some());
    if !values.iter().any(is_guarded) {
        return Vec::new();
    }
    let (graph, same) = without_params(graph);
    pairs_of(&graph, values.into_iter().map(|(at, value)| (at, same[value])))
}

/// The graph with one node for all nodes that differ only in the names of params; and for each node the node that
/// replaces it, which has the same value in the original graph.
fn without_params(graph: &Graph) -> (Graph, IdVec<NodeId, NodeId>) {
    let (mut merged, mut same) = (graph.clone(), IdVec::default());
    let mut known: Lookup<u64, Vec<NodeId>> = Lookup::default();
    for (id, node) in graph.nodes.entries() {
        let inputs: Vec<NodeId> = node.inputs.iter().map(|input| same[*input]).collect();
        let alike = known.entry(lookup::hash((&node.op, &inputs, node.grain))).or_default();
        let is_one = |other: &&NodeId| {
            let other = merged.node(**other);
            let is_constant = matches!(node.op, Op::Constant(_));
            other.op == node.op
                && other.inputs == inputs
                && other.grain == node.grain
                && (!is_constant || other.ty == node.ty)
        };
        let first = alike.iter().find(is_one).copied().unwrap_or(id);
        if first == id {
            alike.push(id);
        }
        merged.nodes[id].inputs = inputs;
        same.push(first);
    }
    (merged, same)
}

fn pairs_of(graph: &Graph, values: impl Iterator<Item = (usize, NodeId)>) -> Vec<Pair> {
    let (mut found, made) = (Vec::new(), Made::of(graph));
    // Grouped by the aggregated rows, because values of different rows do not add up.
    let mut all: BTreeMap<_, Vec<(usize, Gathered<'_>)>> = BTreeMap::new();
    for (at, value) in values {
        if let Some(own) = made.gathered(graph, value).filter(Gathered::adds_up) {
            all.entry(own.rows(graph)).or_default().push((at, own));
        }
    }
    for (part, own, same) in all.values().flat_map(|same| same.iter().map(move |(part, own)| (part, own, same))) {
        let Some(guard) = own.guard else { continue };
        found.extend(same.iter().filter_map(|(whole, of)| {
            Some(Pair {
                part: *part,
                whole: *whole,
                guard,
                least_of_whole: of.guard.map(|guard| guard.least),
                group: own.aggregate.own_keys(own.inputs).to_vec(),
                keys: own.within(graph, of)?,
                keys_of_whole: of.aggregate.own_keys(of.inputs).to_vec(),
                way: own.way.clone(),
            })
        }));
    }
    found
}

/// A statistic of peers, some values of which may be withheld, and a statistic of larger groups of the same rows.
pub(crate) struct PeersAndWhole {
    /// The statistic of the peers.
    pub part: NodeId,
    /// The statistic of the larger groups.
    pub whole: NodeId,
    /// How many peers there must be and how many there are.
    pub guard: Guard,
    /// The fewest rows of a larger group, if it has such a bound.
    pub least_of_whole: Option<u32>,
    /// The common keys of peers.
    pub group: Vec<NodeId>,
    /// The common keys of a larger group.
    pub keys: Vec<NodeId>,
}

/// The pairs among these statistics in which a withheld value might follow from the other statistic.
pub(crate) fn rests(graph: &Graph, statistics: &[NodeId]) -> Vec<PeersAndWhole> {
    let of = |pair: Pair| {
        let grain = graph.node(pair.guard.count).grain;
        let is_here = pair.keys_of_whole.iter().all(|key| graph.node(*key).grain == grain);
        Some(PeersAndWhole {
            part: *statistics.get(pair.part)?,
            whole: *statistics.get(pair.whole)?,
            guard: pair.guard,
            least_of_whole: pair.least_of_whole,
            group: pair.group,
            keys: is_here.then_some(pair.keys_of_whole)?,
        })
    };
    pairs(graph, statistics.iter().copied().enumerate()).into_iter().filter_map(of).collect()
}

/// A row of the only withheld group in a larger group that is not withheld, if there is one. `rows` gives for each row
/// its position, the number of rows in its group, the group, and the larger group. Peers are one group.
pub(crate) fn withheld_alone<G: Ord, K: Ord>(
    rows: impl Iterator<Item = (usize, u64, G, K)>,
    least: u32,
    least_of_whole: Option<u32>,
) -> Option<usize> {
    let (mut larger, mut counted): (BTreeMap<K, (u64, Vec<usize>)>, _) = (BTreeMap::new(), BTreeSet::new());
    for (row, rows, group, key) in rows {
        if !counted.insert(group) {
            continue;
        }
        let (all, withheld) = larger.entry(key).or_default();
        *all += rows;
        if (1..u64::from(least)).contains(&rows) {
            withheld.push(row);
        }
    }
    let mut told = larger.values().filter(|(rows, _)| least_of_whole.is_none_or(|least| *rows >= u64::from(least)));
    told.find_map(|(_, withheld)| match withheld.as_slice() {
        [one] => Some(*one),
        _ => None,
    })
}

/// Adds the hidden outputs that a run needs to find out whether a withheld value follows from published values.
pub(crate) fn watch_complements(graph: &mut Graph) {
    // The reason for a missing value reveals nothing about it.
    let is_value = |output: &Output| !matches!(output.kind, OutputKind::Reason | OutputKind::Clauses);
    let values = graph.outputs.iter().enumerate().filter(|(_, output)| is_value(output));
    let found = pairs(graph, values.map(|(at, output)| (at, output.node)));
    for Pair { part, whole, guard, least_of_whole, group, keys, way, .. } in found {
        let grain = graph.node(guard.count).grain;
        let keys: Vec<NodeId> = keys.iter().map(|key| key.node(graph, grain)).collect();
        let mut beside = |id: NodeId| {
            // If the published value is looked up, these values are looked up in the same way.
            let here = way.iter().rev().fold(id, |id, reach| {
                let Node { inputs, grain, .. } = graph.node(*reach);
                let (inputs, grain) = (inputs.iter().skip(1).copied(), *grain);
                let inputs = std::iter::once(id).chain(inputs).collect();
                let ty = graph.node(id).ty.clone();
                let at = added(graph, *reach, inputs, grain);
                graph.nodes[at].ty = ty;
                at
            });
            hidden(graph, part, here)
        };
        let count = beside(guard.count);
        let group = group.into_iter().map(&mut beside).collect();
        let keys = keys.into_iter().map(&mut beside).collect();
        graph.complements.push(Complement { part, whole, least: guard.least, least_of_whole, count, group, keys });
    }
}

/// Adds a hidden output for the subjects of a published one and returns its position. It is written to no result.
fn hidden(graph: &mut Graph, beside: usize, id: NodeId) -> usize {
    let Some(of) = graph.outputs.get(beside) else { return beside };
    let (subject, span) = (of.subject, of.span);
    if let Some(known) = graph.outputs.iter().position(|o| o.hidden && o.subject == subject && o.node == id) {
        return known;
    }
    let kind = match graph.node(id).ty.held() {
        Type::Number(number) => OutputKind::Number(number.decimals().unwrap_or(0)),
        Type::Choice(choice) => OutputKind::Choice(*choice),
        Type::YesNo => OutputKind::YesNo,
        Type::Date => OutputKind::Date,
        Type::Text | Type::Set(_) | Type::Sorted | Type::Reference(..) => OutputKind::Text,
    };
    let name = format!("node {}", id.position());
    graph.outputs.push(Output { subject, name, node: id, kind, span, release: None, hidden: true });
    graph.outputs.len() - 1
}

fn column_name(graph: &Graph, (table, column): Origin) -> &str {
    &graph.table(table).column(column).name
}

/// Where a column is marked as private. For a reference to a private key, this is the mark of the key; for a column
/// whose absence depends on a private column, the mark of that column.
fn marked(graph: &Graph, model: &Model, origin: Origin) -> Option<Span> {
    let mut at = origin;
    // A chain of references ends, and has at most as many links as there are tables.
    for _ in 0..=graph.tables.len() {
        if let Some(span) = model.marked_private.get(&at) {
            return Some(*span);
        }
        let table = graph.table(at.0);
        let next = table.references.iter().find_map(|reference| {
            let part = reference.columns.iter().position(|column| *column == at.1)?;
            Some((reference.to, *graph.table(reference.to).key.get(part)?))
        });
        let absent = table.column(at.1).absent_when.as_ref().map(|when| (at.0, when.column));
        at = next.or(absent)?;
    }
    None
}

fn published(graph: &Graph, model: &Model, output: &Output, origin: Origin) -> Diagnostic {
    let (name, of) = (&output.name, &graph.subject(output.subject).name);
    let column = column_name(graph, origin);
    let message = match column == name {
        true => say::private_published(name),
        false => say::private_revealed(name, column),
    };
    let help = say::aggregate_or_release(name, of);
    private(graph, model, (output.span, origin), message).about(name).help(help)
}

/// The finding about a private value in the results, with the place where the policy marks it.
fn private(graph: &Graph, model: &Model, (at, origin): (Span, Origin), message: String) -> Diagnostic {
    let finding = Diagnostic::error(Code::PrivateOutput, at, message);
    match marked(graph, model, origin) {
        Some(span) => finding.label(span, phrase::declared_here()),
        None => finding,
    }
}

/// The finding about a private part of a key in the results.
fn names(graph: &Graph, model: &Model, subject: SubjectId, part: usize) -> Option<Diagnostic> {
    let origin = key_origin(graph, subject, part)?;
    if is_released(graph, subject, part) || pseudonym_of(graph, subject, part).is_some() {
        return None;
    }
    let at = graph.outputs.iter().find(|output| output.subject == subject).map(|output| output.span)?;
    let of = &graph.subject(subject).name;
    let key = &graph.subject(subject).key.get(part)?.name;
    let message = say::private_key(key, of);
    let help = say::pseudonym_or_release(of, key);
    Some(private(graph, model, (at, origin), message).help(help))
}
