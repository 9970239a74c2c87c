//! Statistics of one run as fixed values, so that one record gets exactly the score that it had among all records.
//!
//! A *statistic* is an aggregate of many subjects, either over everything or for a subject among its peers of the same
//! kind. A frozen statistic is not an aggregate any more but a choice between fixed values, made by what the peers have
//! in common. The graph is rewritten with these choices, so that later stages need not know about them.
//!
//! A rank needs the other subjects themselves and is not frozen: it then has no value, and that is its reason.

mod basis;
mod table;

pub(crate) use table::{Parted, apply, differences, parted, with_run, write};

use crate::diagnostic::{Code, Diagnostic};
use crate::graph::privacy::{rests, withheld_alone};
use crate::graph::{Composed, Graph, Guard, Node, NodeId, Privacy, ValueStructure};
use crate::ids::IdVec;
use crate::messages::freeze as say;
use crate::names::SubjectId;
use crate::reference::{Cell, Evaluation, Value};
use crate::schema::TableId;
use crate::types::{Constant, Factor, Op, Source, Type, Weights};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// The values that peers have in common; `None` for a missing value.
pub(crate) type Peers = Vec<Option<Constant>>;

/// A value for some peers, or the reason why there is none.
pub(crate) type OfPeers = (Peers, Result<Constant, String>);

/// A statistic with its value for each group of peers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Statistic {
    /// The value of the policy that it is part of.
    pub of: String,
    /// The expression as written in the policy.
    pub words: String,
    /// Its values, or the reasons why there are none, in the order of the peers.
    pub values: Vec<OfPeers>,
}

/// Returns the statistics that the results of some kinds of subjects need, in the order of the graph. A value that is
/// public only because enough rows contribute to it is a statistic, and its parts are not.
pub(crate) fn statistics(graph: &Graph, subjects: &[SubjectId]) -> Vec<NodeId> {
    let needed = needed(graph, subjects, |id| graph.guards.contains_key(&id) && is_statistic(graph, id));
    needed.into_iter().filter(|id| is_statistic(graph, *id)).collect()
}

/// Returns the nodes that the results of some kinds of subjects need. Does not continue into the inputs of the nodes
/// that `ends` accepts.
/// accepts.
fn needed(graph: &Graph, subjects: &[SubjectId], ends: impl Fn(NodeId) -> bool) -> BTreeSet<NodeId> {
    let outputs = graph.outputs.iter().filter(|o| subjects.contains(&o.subject) && !o.hidden);
    let mut open: Vec<NodeId> = outputs.map(|o| o.node).collect();
    let mut needed = BTreeSet::new();
    while let Some(id) = open.pop() {
        if needed.insert(id) && !ends(id) {
            open.extend(graph.node(id).inputs.iter().copied());
        }
    }
    needed
}

/// Reports a statistic that is private, since a file would contain it.
pub(crate) fn private(graph: &Graph, statistics: &[NodeId]) -> Option<Diagnostic> {
    let privacy = Privacy::of(graph);
    let found = statistics.iter().find_map(|id| {
        let peers = peers(graph, *id).into_iter().find_map(|peer| privacy.origin(peer));
        Some((id, privacy.origin(*id).or(peers)?))
    });
    let (id, (table, column)) = found?;
    let node = graph.node(*id);
    let column = &graph.table(table).column(column).name;
    let message = say::statistic_is_private(&node.words, column);
    let help = say::state_fewest_rows();
    Some(Diagnostic::error(Code::PrivateOutput, node.span, message).help(help))
}

/// Reports a withheld statistic of a run that follows from other statistics in the file.
pub(crate) fn withheld(graph: &Graph, evaluation: &Evaluation, statistics: &[NodeId]) -> Option<Diagnostic> {
    let text =
        |at: usize, node: &NodeId| evaluation.cell(at, *node).and_then(|cell| fixed(&cell)).map(|c| format!("{c:?}"));
    let texts = |at: usize, nodes: &[NodeId]| nodes.iter().map(|node| text(at, node)).collect::<Option<Vec<_>>>();
    let counted = |at: usize, node: NodeId| match evaluation.cell(at, node).and_then(|cell| fixed(&cell)) {
        Some(Constant::Number(count)) => count.to_string().parse().unwrap_or(0),
        _ => 0,
    };
    rests(graph, statistics).into_iter().find_map(|of| {
        let all = 0..evaluation.count(graph.node(of.guard.count).grain);
        let rows =
            all.filter_map(|at| Some((at, counted(at, of.guard.count), texts(at, &of.group)?, texts(at, &of.keys)?)));
        withheld_alone(rows, of.guard.least, of.least_of_whole)?;
        let [part, whole] = [of.part, of.whole].map(|id| graph.node(id));
        let message = say::withheld_follows(&part.words, &whole.words);
        let help = say::publish_one_kind();
        Some(Diagnostic::error(Code::WithheldTold, part.span, message).label(whole.span, say::the_whole()).help(help))
    })
}

/// Returns the owners of ranks and clusters in the results, which cannot be frozen.
pub(crate) fn ranks(graph: &Graph, subjects: &[SubjectId]) -> BTreeSet<String> {
    let needed = graph.needed(subjects);
    let ranks = needed.into_iter().filter(|id| is_rank(&graph.node(*id).op));
    ranks.map(|id| graph.node(id).owner.to_string()).collect()
}

fn is_rank(op: &Op) -> bool {
    matches!(op, Op::Rank(_) | Op::RankTier(_) | Op::Cluster { .. })
}

/// Reports aggregates over the given records for a subject that the records belong to. They are not statistics: all
/// rows of a group may be available, and with fewer rows the value differs.
pub(crate) fn of_records_there(graph: &Graph, subjects: &[SubjectId]) -> Vec<Diagnostic> {
    let known: BTreeSet<NodeId> = statistics(graph, subjects).into_iter().collect();
    let needed = needed(graph, subjects, |id| known.contains(&id));
    let mut told = BTreeSet::new();
    let found = needed.difference(&known).filter_map(|id| {
        let node = graph.node(*id);
        let Op::Aggregate(aggregate) = &node.op else { return None };
        let partial = !subjects.contains(&node.grain) && is_of(graph, aggregate.rows, subjects);
        (partial && told.insert((node.span, node.grain))).then(|| not_frozen(graph, node, aggregate.rows))
    });
    found.collect()
}

fn not_frozen(graph: &Graph, node: &Node, rows: SubjectId) -> Diagnostic {
    let (of, rows) = (&graph.subject(node.grain).name, &graph.subject(rows).name);
    let message = say::not_frozen(&node.words, of, rows);
    let help = say::give_all_rows(of);
    Diagnostic::error(Code::NotFrozen, node.span, message).help(help).into_warning()
}

/// Whether rows are subjects of these kinds, or belong to such subjects, directly or indirectly.
fn is_of(graph: &Graph, rows: SubjectId, subjects: &[SubjectId]) -> bool {
    let (mut open, mut seen) = (vec![rows], BTreeSet::new());
    while let Some(kind) = open.pop() {
        if subjects.contains(&kind) {
            return true;
        }
        if !seen.insert(kind) {
            continue;
        }
        let kinds = || graph.subjects.entries().map(|(id, subject)| (id, &subject.source));
        match &graph.subject(kind).source {
            Source::Rows { table, .. } => {
                let to: Vec<TableId> = graph.table(*table).references.iter().map(|reference| reference.to).collect();
                open.extend(kinds().filter_map(|(id, source)| match source {
                    Source::Rows { table, .. } => to.contains(table).then_some(id),
                    Source::Groups { rows, .. } => (*rows == kind).then_some(id),
                    Source::Product(_) | Source::All => None,
                }));
            }
            Source::Groups { rows, .. } => open.push(*rows),
            Source::Product(factors) => open.extend(factors.iter().filter_map(|factor| match factor {
                Factor::Subject(id) => Some(*id),
                Factor::Choice(..) | Factor::Time(..) => None,
            })),
            Source::All => {}
        }
    }
    false
}

/// Whether a node is an aggregate over everything, or for a subject among its own kind.
fn is_statistic(graph: &Graph, id: NodeId) -> bool {
    let node = graph.node(id);
    if let Some(guard) = graph.guards.get(&id) {
        return among_own(graph, guard.count);
    }
    match (&node.op, node.inputs.first()) {
        (Op::Quantile(_), Some(sorted)) => among_own(graph, *sorted),
        (Op::Aggregate(_), _) => node.ty != Type::Sorted && among_own(graph, id),
        _ => false,
    }
}

fn among_own(graph: &Graph, id: NodeId) -> bool {
    let node = graph.node(id);
    match &node.op {
        Op::Aggregate(aggregate) => aggregate.rows == node.grain || graph.subject(node.grain).source == Source::All,
        _ => false,
    }
}

/// Returns the nodes whose values the peers of a statistic have in common.
fn peers(graph: &Graph, id: NodeId) -> Vec<NodeId> {
    let node = graph.node(id);
    if let Some(guard) = graph.guards.get(&id) {
        return peers(graph, guard.count);
    }
    match (&node.op, node.inputs.first()) {
        (Op::Aggregate(aggregate), _) => aggregate.own_keys(&node.inputs).to_vec(),
        (Op::Quantile(_), Some(sorted)) => peers(graph, *sorted),
        _ => Vec::new(),
    }
}

/// Returns the types of the values that the peers of a statistic have in common.
pub(crate) fn peer_types(graph: &Graph, id: NodeId) -> Vec<&Type> {
    peers(graph, id).into_iter().map(|peer| graph.node(peer).ty.held()).collect()
}

/// Returns the statistics of a run, as the reference evaluator has computed them.
pub(crate) fn frozen(graph: &Graph, evaluation: &Evaluation, subjects: &[SubjectId]) -> Vec<Statistic> {
    let each = statistics(graph, subjects).into_iter().map(|id| {
        let node = graph.node(id);
        let peers = peers(graph, id);
        let mut values: Vec<OfPeers> = Vec::new();
        // Only looked up, so its order does not matter; the values are sorted below.
        let mut known: HashSet<Peers> = HashSet::new();
        for at in 0..evaluation.count(node.grain) {
            let group: Peers =
                peers.iter().map(|peer| evaluation.cell(at, *peer).and_then(|cell| fixed(&cell))).collect();
            if !known.insert(group.clone()) {
                continue;
            }
            let value = match evaluation.cell(at, id) {
                Some(Err(reasons)) => Err(graph.reasons_text(&reasons)),
                Some(cell) => fixed(&cell).ok_or_else(String::new),
                None => Err(String::new()),
            };
            values.push((group, value));
        }
        // Sort, so that the order of the rows does not matter.
        values.sort_by_cached_key(|(group, _)| format!("{group:?}"));
        Statistic { of: node.owner.to_string(), words: node.words.clone(), values }
    });
    each.collect()
}

/// Returns a value that can be written to a file.
fn fixed(cell: &Cell) -> Option<Constant> {
    match cell.as_ref().ok()? {
        Value::Number(n) => Some(Constant::Number(n.clone())),
        Value::YesNo(flag) => Some(Constant::YesNo(*flag)),
        Value::Choice(value) => Some(Constant::Choice(*value)),
        Value::Text(text) => Some(Constant::Text(text.to_string())),
        Value::Date(days) => Some(Constant::Date(*days)),
        Value::Set(_) | Value::Sorted(_) => None,
    }
}

/// Returns a graph with fixed statistics; `statistics` has the statistics of `subjects` in the order of [`statistics`].
pub(crate) fn with_frozen(graph: &Graph, subjects: &[SubjectId], statistics: &[Statistic]) -> Graph {
    let known: BTreeMap<NodeId, &Statistic> = self::statistics(graph, subjects).into_iter().zip(statistics).collect();
    let (nodes, places) = (IdVec::default(), IdVec::default());
    let mut writer = Writer { graph, known: known.keys().copied().collect(), nodes, places };
    for (id, node) in graph.nodes.entries() {
        let place = match known.get(&id) {
            Some(statistic) => writer.fixed(id, node, statistic),
            None if is_rank(&node.op) => writer.nothing(node, say::ranks_not_frozen(&node.owner)),
            None => {
                let inputs = node.inputs.iter().map(|input| writer.place(*input)).collect();
                writer.push(Node { inputs, ..node.clone() })
            }
        };
        writer.places.push(place);
    }
    writer.graph()
}

struct Writer<'g> {
    graph: &'g Graph,
    /// The statistics that are fixed.
    known: BTreeSet<NodeId>,
    nodes: IdVec<NodeId, Node>,
    /// The id in the new graph of each node of the old graph.
    places: IdVec<NodeId, NodeId>,
}

impl Writer<'_> {
    fn place(&self, id: NodeId) -> NodeId {
        self.places[id]
    }

    fn push(&mut self, node: Node) -> NodeId {
        self.nodes.push(node)
    }

    fn nothing(&mut self, like: &Node, why: String) -> NodeId {
        self.push(Node { op: Op::Nothing(Some(why)), inputs: Vec::new(), can_miss: true, ..like.clone() })
    }

    fn constant(&mut self, value: Constant, ty: Type, like: &Node) -> NodeId {
        self.push(Node { op: Op::Constant(value), inputs: Vec::new(), ty, can_miss: false, ..like.clone() })
    }

    /// Adds a choice between the values of the peers.
    fn fixed(&mut self, id: NodeId, node: &Node, statistic: &Statistic) -> NodeId {
        let peers = peers(self.graph, id);
        let mut arms = Vec::new();
        for (group, value) in &statistic.values {
            let value = match value {
                Ok(value) => self.constant(value.clone(), node.ty.clone(), node),
                Err(why) => self.nothing(node, why.clone()),
            };
            let Some(condition) = self.same(&peers, group, node) else { return value };
            arms.extend([value, condition]);
        }
        let rest = self.nothing(node, say::not_frozen_for_peers(&node.owner));
        arms.push(rest);
        self.push(Node { op: Op::First, inputs: arms, can_miss: true, ..node.clone() })
    }

    /// Adds a condition that a subject has the values that these peers have in common; `None` if there is nothing to
    /// compare.
    fn same(&mut self, peers: &[NodeId], group: &Peers, node: &Node) -> Option<NodeId> {
        let mut all: Option<NodeId> = None;
        for (peer, value) in peers.iter().zip(group) {
            let own = self.place(*peer);
            let (ty, can_miss) = {
                let peer = self.graph.node(*peer);
                (peer.ty.held().clone(), peer.can_miss)
            };
            let yes_no = |op: Op, inputs: Vec<NodeId>, can_miss: bool| Node {
                op,
                inputs,
                ty: Type::YesNo,
                can_miss,
                ..node.clone()
            };
            let condition = match value {
                None => self.push(yes_no(Op::IsMissing, vec![own], false)),
                Some(value) => {
                    let value = self.constant(value.clone(), ty, node);
                    let same = self.push(yes_no(Op::Equal, vec![own, value], can_miss));
                    let no = self.constant(Constant::YesNo(false), Type::YesNo, node);
                    self.push(yes_no(Op::Default, vec![same, no], false))
                }
            };
            all = Some(match all {
                Some(before) => self.push(yes_no(Op::And, vec![before, condition], false)),
                None => condition,
            });
        }
        all
    }

    /// Returns the new graph, in which every reference to a node has its new id.
    fn graph(self) -> Graph {
        let mut graph = self.graph.clone();
        for value in graph.values.iter_mut().flatten() {
            value.node = self.place(value.node);
            match &mut value.about {
                ValueStructure::Composed(of) => {
                    let Composed { weights, shares, composed, steps, .. } = &mut **of;
                    if let Weights::Computed(weights) = weights {
                        weights.iter_mut().for_each(|weight| *weight = self.place(*weight));
                    }
                    shares.iter_mut().for_each(|share| *share = self.place(*share));
                    *composed = self.place(*composed);
                    steps.iter_mut().for_each(|step| step.after = self.place(step.after));
                }
                ValueStructure::Tiers { judged, .. } => *judged = self.place(*judged),
                ValueStructure::Expression
                | ValueStructure::Eligibility
                | ValueStructure::Mark
                | ValueStructure::Check(_) => {}
            }
        }
        for output in &mut graph.outputs {
            output.node = self.place(output.node);
        }
        graph.frozen = self.known.iter().map(|id| self.place(*id)).collect();
        let guards = self.graph.guards.iter().filter(|(id, _)| !self.known.contains(id));
        let guards = guards.map(|(id, guard)| (self.place(*id), Guard { count: self.place(guard.count), ..*guard }));
        graph.guards = guards.collect();
        graph.nodes = self.nodes;
        graph
    }
}
