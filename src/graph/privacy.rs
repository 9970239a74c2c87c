//! Where private values go: what is computed from one is private, and three ways lead out.
//!
//! A value is private where any input of it is, conditions and keys among them. It is not where at least so many rows come
//! to it ([`Guard`]), or where it is a keyed pseudonym. What is released on the page stays private, and is for those alone
//! whom the page names.
//!
//! A pseudonym is public as it stands, and of a key alone: one of anything else could be held against that of a guess. So
//! what is made of a pseudonym is as private as the key, but for what only asks whether two of one kind of key are the same.
//!
//! How rows belong together is no secret of its own: a reference to a customer, or the key of one, says in an aggregate or
//! behind `at` whose rows are meant, and nothing of what the key is. So what is looked up or counted by a key is private
//! only where the page marks the reference, or where what is held against each other are no keys of one kind: whoever holds
//! a key against a text of their own finds out whether it is one ([`Links`]).

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

/// A private column, the first of the page that a value comes from.
pub(crate) type Origin = (TableId, ColumnId);

/// A value that is not private though what it is made of is: it is there where at least so many rows count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guard {
    /// How many rows there must be.
    pub least: u32,
    /// How many there are.
    pub count: NodeId,
}

/// A column of groups of which some values may be withheld, and one of larger groups that the same rows come to: where
/// exactly one value is withheld of a larger group, it is the rest of what is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complement {
    /// The output of the groups.
    pub part: usize,
    /// The output of the larger groups.
    pub whole: usize,
    /// The fewest rows of a group.
    pub least: u32,
    /// The fewest rows of a larger group, where it has such a bound.
    pub least_of_whole: Option<u32>,
    /// The hidden output that says how many rows a group has.
    pub count: usize,
    /// The hidden outputs that say which group it is: peers have one value of theirs.
    pub group: Vec<usize>,
    /// The hidden outputs that say to which larger group it belongs.
    pub keys: Vec<usize>,
}

/// Which nodes of a graph are private.
#[derive(Clone, Debug, Default)]
pub(crate) struct Privacy {
    origins: IdVec<NodeId, Option<Origin>>,
    /// Of the nodes that are pseudonyms, also where one is looked up: what each stands for.
    pseudonyms: BTreeMap<NodeId, NodeId>,
}

impl Privacy {
    /// Of all nodes.
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

    /// What a node stands for that is a pseudonym; `None` of all others.
    pub(crate) fn pseudonym(&self, node: NodeId) -> Option<NodeId> {
        self.pseudonyms.get(&node).copied()
    }

    /// The private column that is told of by what is made of a node: that of a pseudonym is the key behind it.
    fn behind(&self, node: NodeId) -> Option<Origin> {
        let key = self.pseudonym(node).and_then(|key| self.origin(key));
        self.origin(node).into_iter().chain(key).min()
    }

    /// The private column that a node comes from; `None` where it is public.
    pub(crate) fn origin(&self, node: NodeId) -> Option<Origin> {
        self.origins[node]
    }

    fn any(&self, nodes: &[NodeId]) -> Option<Origin> {
        nodes.iter().filter_map(|node| self.behind(*node)).min()
    }

    fn flows(&self, graph: &Graph, id: NodeId, node: &Node) -> Option<Origin> {
        if let Some(guard) = graph.guards.get(&id) {
            // Of the subject in hand one is told to which rows it belongs.
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
            // Whether a row refers to somebody tells not to whom.
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
            // How many there are tells none of them.
            How::Distinct => self.side(graph, *value).marked,
            _ => self.behind(*value),
        });
        let beside = [aggregate.condition(inputs), aggregate.weight(inputs)].into_iter().flatten();
        let links = self.links(graph, aggregate, inputs).told();
        value.into_iter().chain(beside.filter_map(|node| self.origin(*node))).chain(links).min()
    }

    /// What the rows of an aggregate are held against.
    fn links(&self, graph: &Graph, aggregate: &Aggregate, inputs: &[NodeId]) -> Links {
        let pairs = aggregate.row_keys(inputs).iter().zip(aggregate.own_keys(inputs));
        Links::of(graph, pairs.map(|(row, own)| (self.side(graph, *row), self.side(graph, *own))).collect())
    }

    /// What somebody of a kind is looked up by: `inputs` are those of a reach.
    fn reached(&self, graph: &Graph, to: SubjectId, inputs: &[NodeId]) -> Links {
        let keys = inputs.iter().skip(1).enumerate();
        Links::of(graph, keys.map(|(part, key)| (self.side(graph, *key), Side::of_key(graph, to, part))).collect())
    }

    /// A node that says which rows belong together.
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
                // What refers to rows of the page is no reference of a file.
                let refers = matches!(&node.ty, Type::Reference(to, _) if graph.subject(*to).table() != Some(column.0));
                Side { origin: self.origin(id), ..Side::of_column(graph, column, refers) }
            }
            None => Side::default(),
        }
    }
}

/// A value that rows are held against, or by which one is looked up.
#[derive(Clone, Debug, Default)]
struct Side {
    /// The column, then the keys that it refers to.
    steps: Vec<Origin>,
    /// What its own text tells.
    origin: Option<Origin>,
    /// What it tells where it only says which rows belong together.
    marked: Option<Origin>,
    /// Whether its texts are pseudonyms of those.
    is_pseudonym: bool,
}

impl Side {
    fn of_column(graph: &Graph, column: Origin, refers: bool) -> Side {
        let (table, at) = column;
        let steps = steps_from(graph, column);
        let (table, schema) = (graph.table(table), graph.table(table).column(at));
        let private = |is: bool| is.then_some(column);
        // A key names rows, and is nobody's secret in that; a reference that is marked is, also as a part of a key.
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

    /// Whether its texts and those of another are of one kind of subject.
    fn is_kin(&self, other: &Side) -> bool {
        self.is_pseudonym == other.is_pseudonym && self.steps.iter().any(|step| other.steps.contains(step))
    }
}

/// A column with those that its references lead to, each once: its texts are those of all of them.
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

/// Values that are held against each other, each with whether the second names a whole subject that the first refers to or
/// is: then nothing is told but which subject it is.
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

    /// What a private value is told of by them. Keys of one kind tell only which rows belong together; a key that is held
    /// against anything else is found out by it.
    fn told(&self) -> Option<Origin> {
        let of = |(a, b, whole): &(Side, Side, bool)| match whole {
            true if a.column() == b.column() => None,
            true => a.marked,
            false if a.is_kin(b) => a.marked.into_iter().chain(b.marked).min(),
            false => a.origin.into_iter().chain(b.origin).min(),
        };
        self.0.iter().filter_map(of).min()
    }

    /// The same of many rows: what they have in common hides who they are, unless that is the key of one.
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

/// The conditions of a decision, without what its overrides tell.
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

/// The column that a part of the key of a kind of subject is, where it is one.
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

/// The private column that a part of the key of a kind of subject is.
pub(crate) fn key_origin(graph: &Graph, subject: SubjectId, part: usize) -> Option<Origin> {
    let (table, column) = key_column(graph, subject, part)?;
    graph.table(table).column(column).private.then_some((table, column))
}

/// Whether a part of the key of a kind of subject is released.
pub(crate) fn is_released(graph: &Graph, subject: SubjectId, part: usize) -> bool {
    graph.released_keys.iter().any(|(of, at, _)| (*of, *at) == (subject, part))
}

/// The output that names the subjects of a kind in the place of a part of their key: its pseudonym, where it is private and
/// not released.
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

/// Whether a node is a key, a part of one or a reference, of the subject in hand or of one that it refers to.
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

/// What names somebody and is private, of a kind of subject: a part of its key, or a reference.
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

/// Pseudonyms by which what they stand for could be found again: of what is no key, and of a public key where others are of
/// a private one.
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

/// What is private in the results and stands there for everybody.
pub(crate) fn findings(graph: &Graph, model: &Model) -> Vec<Diagnostic> {
    let privacy = Privacy::of(graph);
    let pseudonyms = open_pseudonyms(graph, &privacy);
    if !pseudonyms.is_empty() {
        return pseudonyms;
    }
    let open = graph.outputs.iter().filter(|output| output.release.is_none());
    let told: Vec<(&Output, Origin)> = open.filter_map(|o| Some((o, privacy.tells(graph, o)?))).collect();
    // What stands beside a value is told with it.
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
    /// The private column that a column of results tells of.
    pub(crate) fn tells(&self, graph: &Graph, output: &Output) -> Option<Origin> {
        let node = graph.node(output.node);
        match (output.kind, &node.op) {
            // Clauses name who decided, too.
            (OutputKind::Clauses, _) => self.any(&node.inputs),
            _ => self.origin(output.node),
        }
    }
}

/// Rows that come to one published value.
struct Gathered<'g> {
    guard: Option<Guard>,
    aggregate: &'g Aggregate,
    inputs: &'g [NodeId],
    /// The nodes that look it up, from the output on.
    way: Vec<NodeId>,
}

/// Which nodes are made of rows that were brought together.
struct Made {
    privacy: Privacy,
    /// Of how many that there must be so many.
    guarded: IdVec<NodeId, bool>,
    /// Of any.
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

    /// The one of these values that private rows come to, or else any rows; `None` where it is not one alone: then none of
    /// them follows from the result.
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

    /// What an output brings together, where arithmetic with public values is all that is done with it: whoever has the
    /// result has it, too.
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

/// The inputs of an operation that its result gives away again, where the others are known.
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
    /// Which rows come together, without whose they are, and of what of them.
    fn rows(&self, graph: &Graph) -> (SubjectId, Option<NodeId>, Option<NodeId>, Option<NodeId>) {
        let Gathered { aggregate, inputs, .. } = self;
        let value = aggregate.value(inputs).map(|value| varying(graph, *value));
        let weight = aggregate.weight(inputs).filter(|weight| !is_constant(graph, **weight));
        (aggregate.rows, value, aggregate.condition(inputs).copied(), weight.copied())
    }

    /// Whether a part of it is what the whole has more than the other parts.
    fn adds_up(&self) -> bool {
        matches!(self.aggregate.how, How::Sum | How::Mean | How::Count)
    }

    fn row_keys(&self) -> &[NodeId] {
        self.aggregate.row_keys(self.inputs)
    }

    /// What says here to which group of another a group of this belongs, where its groups are larger: each of its keys is
    /// one of these, or is looked up by them.
    fn within(&self, graph: &Graph, whole: &Gathered<'_>) -> Option<Vec<Derivation>> {
        let own = self.row_keys().iter().copied().zip(self.aggregate.own_keys(self.inputs).iter().copied()).collect();
        let others = whole.row_keys().iter().map(|key| (*key, *key)).collect();
        let is_larger = !self.row_keys().iter().all(|key| found_by(graph, *key, &others).is_some());
        let keys = whole.row_keys().iter().map(|key| found_by(graph, *key, &own));
        is_larger.then(|| keys.collect())?
    }
}

/// What of a value differs from row to row, where all else that is done with it is to add, take away, multiply and divide
/// by fixed values, and to round: then the sums of the one follow from those of the other.
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

/// A value of the subject in hand that is known by others of it.
enum Derivation {
    /// It is one of them.
    Known(NodeId),
    /// It is looked up as by this node, with these in the place of its keys.
    LookedUp(NodeId, Vec<Derivation>),
}

/// A key of rows by others of theirs, each with what it is of the subject in hand.
fn found_by(graph: &Graph, key: NodeId, known: &BTreeMap<NodeId, NodeId>) -> Option<Derivation> {
    if let Some(own) = known.get(&key) {
        return Some(Derivation::Known(*own));
    }
    let node = graph.node(key);
    let (value, by) = node.inputs.split_first().filter(|_| matches!(node.op, Op::Reach(_)))?;
    if let Some(by) = by.iter().map(|key| found_by(graph, *key, known)).collect() {
        return Some(Derivation::LookedUp(key, by));
    }
    // What the same keys look up, and is known here, may tell of it there.
    let there = known.iter().filter_map(|(row, own)| {
        let other = graph.node(*row);
        let (value, keys) = other.inputs.split_first()?;
        (other.op == node.op && keys == by).then_some((*value, *own))
    });
    let there: BTreeMap<NodeId, NodeId> = there.collect();
    (!there.is_empty()).then(|| found_by(graph, *value, &there))?
}

impl Derivation {
    /// Its node of a kind of subject.
    fn node(&self, graph: &mut Graph, grain: SubjectId) -> NodeId {
        let (of, by) = match self {
            Derivation::Known(id) => return *id,
            Derivation::LookedUp(of, by) => (*of, by),
        };
        let keys: Vec<NodeId> = by.iter().map(|key| key.node(graph, grain)).collect();
        let to = graph.node(of).op.clone();
        // Whoever is looked up by its own key is the subject itself.
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

/// A node that does what another does, with other inputs and of a kind of subject.
fn added(graph: &mut Graph, of: NodeId, inputs: Vec<NodeId>, grain: SubjectId) -> NodeId {
    let node = Node { inputs, grain, can_miss: true, ..graph.node(of).clone() };
    let same = |other: &Node| (&other.op, &other.inputs, other.grain) == (&node.op, &node.inputs, node.grain);
    let known = graph.nodes.position(same);
    known.unwrap_or_else(|| graph.nodes.push(node))
}

/// Two values of which the groups of one lie within those of the other, by their places among others.
struct Pair {
    part: usize,
    whole: usize,
    guard: Guard,
    least_of_whole: Option<u32>,
    group: Vec<NodeId>,
    keys: Vec<Derivation>,
    /// The keys of the larger groups, as they stand with those.
    keys_of_whole: Vec<NodeId>,
    way: Vec<NodeId>,
}

/// The pairs among some values. A number that a param fixes is the number itself here: values that differ by nothing else
/// are one value.
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

/// The graph with one node for those that differ by the names of params alone; for each node the one in its place, which
/// stands for the same value in the graph itself.
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
    // By the rows that come together: no others add up.
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

/// A statistic of peers of which some may be withheld, and one of larger groups of the same.
pub(crate) struct PeersAndWhole {
    /// The statistic of the peers.
    pub part: NodeId,
    /// That of the larger groups.
    pub whole: NodeId,
    /// How many peers there must be, and are.
    pub guard: Guard,
    /// The fewest rows of a larger group, where it has such a bound.
    pub least_of_whole: Option<u32>,
    /// What peers have in common.
    pub group: Vec<NodeId>,
    /// What all of a larger group have in common.
    pub keys: Vec<NodeId>,
}

/// The statistics among these of which one that is withheld might follow from another.
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

/// A row of the only group that is withheld of a larger one that is not, where there is such: `rows` are how many come to
/// the group of a row, which group that is, and the larger one. Peers are one group.
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

/// Adds what has to be known of a run to tell whether a value that is withheld follows from those that are published.
pub(crate) fn watch_complements(graph: &mut Graph) {
    // Why a value is missing tells nothing of it.
    let is_value = |output: &Output| !matches!(output.kind, OutputKind::Reason | OutputKind::Clauses);
    let values = graph.outputs.iter().enumerate().filter(|(_, output)| is_value(output));
    let found = pairs(graph, values.map(|(at, output)| (at, output.node)));
    for Pair { part, whole, guard, least_of_whole, group, keys, way, .. } in found {
        let grain = graph.node(guard.count).grain;
        let keys: Vec<NodeId> = keys.iter().map(|key| key.node(graph, grain)).collect();
        let mut beside = |id: NodeId| {
            // What is looked up is told where it is.
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

/// A column beside a published one that stands in no result.
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

/// Where a column is marked; of a reference to a private key, where that key is, and of a column that is absent by a private
/// one, where that is.
fn marked(graph: &Graph, model: &Model, origin: Origin) -> Option<Span> {
    let mut at = origin;
    // A chain of references ends, and is no longer than there are tables.
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

/// Something private that stands in the results, with where the page says that it is.
fn private(graph: &Graph, model: &Model, (at, origin): (Span, Origin), message: String) -> Diagnostic {
    let finding = Diagnostic::error(Code::PrivateOutput, at, message);
    match marked(graph, model, origin) {
        Some(span) => finding.label(span, phrase::declared_here()),
        None => finding,
    }
}

/// A part of a key that is private and stands in the results.
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
