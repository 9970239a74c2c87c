//! Explanations of the results of one subject: every published value down to the cells of its row.
//!
//! The text is an outline: a value, and its parts one step to the right. Everything in it is read from the evaluation;
//! only the part that an indicator has in a weighted mean is computed from its weight.
//!
//! A node of the graph can have several places in the policy. It is called by a name only if the explained text uses
//! that name, and a test (`x is not missing`) is worded according to its operation, so that no line contradicts
//! another.
//!
//! [`mod@published`] explains the columns of a result, [`mod@trees`] the children of a tree, [`mod@decisions`] the
//! clauses of eligibilities, [`mod@tiers`] bounds and ranks, [`mod@conditions`] why a condition is yes, no or unknown,
//! [`mod@expressions`] the parts of other values, and [`mod@labels`] the name of each. [`mod@appendix`] ends with the
//! scales, params and the period on which all of it depends.

mod appendix;
mod conditions;
mod decisions;
mod expressions;
mod labels;
mod outline;
mod published;
mod tiers;
mod trees;

use crate::graph::{Graph, Guard, NamedValue, NodeId, Privacy, ValueStructure};
use crate::messages::explain as say;
use crate::names::SubjectId;
use crate::number::{READING_DECIMALS, Rational, for_reading};
use crate::reference::{self, Cell, Evaluation, Value};
use crate::schema::PRIVATE;
use crate::testing::shown_with;
use crate::types::units::{Unit, amount_words};
use crate::types::{Op, Type};
use labels::Page;
use outline::Outline;
use std::collections::{BTreeSet, HashMap};
use trees::Contribution;

/// Explains the published values of the subject at a position of an evaluation. Private values are shown only if
/// `reveal` is set.
pub fn explain(graph: &Graph, evaluation: &Evaluation, subject: SubjectId, at: usize, reveal: bool) -> String {
    let page = Page::default();
    let (told, apart) = (BTreeSet::new(), BTreeSet::new());
    let mut explainer = Explainer {
        graph,
        index: Index::of(graph),
        privacy: (!reveal).then(|| Privacy::of(graph)),
        evaluation,
        at,
        page,
        told,
        told_values: BTreeSet::new(),
        apart,
        reached: 0,
        rounded: false,
        outline: Outline::default(),
    };
    explainer.head(subject);
    for output in graph.outputs.iter().filter(|o| o.subject == subject && !o.hidden) {
        explainer.output(output);
    }
    explainer.scales();
    explainer.params(subject);
    explainer.period(subject);
    if explainer.rounded {
        explainer.outline.line(&say::rounded_for_reading(READING_DECIMALS), "");
    }
    explainer.outline.text
}

struct Explainer<'e> {
    graph: &'e Graph,
    index: Index<'e>,
    /// The private nodes, if they are not to be shown.
    privacy: Option<Privacy>,
    evaluation: &'e Evaluation,
    /// The position of the subject that is being explained.
    at: usize,
    /// The text of the policy that is being explained.
    page: Page,
    /// The nodes of named values whose parts have been shown, with the position of the subject.
    told: BTreeSet<(NodeId, usize)>,
    /// The same for the named values themselves: once is enough, but another value of the same node has its own text.
    told_values: BTreeSet<(SubjectId, String, usize)>,
    /// The other nodes whose parts have been shown for the current published value.
    apart: BTreeSet<(NodeId, usize)>,
    /// How many steps have been made to values of other subjects.
    reached: usize,
    /// Whether a number was rounded for reading.
    rounded: bool,
    outline: Outline,
}

/// Lookup tables for repeated searches in a graph.
struct Index<'e> {
    /// The named values of a node, in the order of the policy. Only for lookups.
    by_node: HashMap<NodeId, Vec<&'e NamedValue>>,
    /// The same by their names, each with its position in that order. Only for lookups.
    by_name: HashMap<(NodeId, &'e str), Vec<(usize, &'e NamedValue)>>,
    /// The names that are published, by the kind of subject.
    published: BTreeSet<(SubjectId, &'e str)>,
    /// The names of parts of trees.
    inside: BTreeSet<(SubjectId, &'e str)>,
    /// The names of trees.
    trees: BTreeSet<&'e str>,
    /// The eligibilities by the inputs of their decisions, in the order of the policy. Only for lookups.
    decided: HashMap<&'e [NodeId], Vec<&'e NamedValue>>,
}

impl<'e> Index<'e> {
    fn of(graph: &'e Graph) -> Index<'e> {
        let mut by_node: HashMap<NodeId, Vec<&NamedValue>> = HashMap::new();
        let mut by_name: HashMap<(NodeId, &str), Vec<(usize, &NamedValue)>> = HashMap::new();
        let (mut inside, mut trees) = (BTreeSet::new(), BTreeSet::new());
        let mut decided: HashMap<&[NodeId], Vec<&NamedValue>> = HashMap::new();
        for value in graph.values.iter().flatten() {
            let of_node = by_node.entry(value.node).or_default();
            by_name.entry((value.node, value.name.as_str())).or_default().push((of_node.len(), value));
            of_node.push(value);
            let node = graph.node(value.node);
            if matches!(node.op, Op::Decide(_)) {
                decided.entry(&node.inputs).or_default().push(value);
            }
            if let ValueStructure::Composed(of) = &value.about {
                let children = of.children.iter().filter_map(|id| graph.value(*id));
                trees.insert(value.name.as_str());
                inside.extend(children.map(|child| (child.subject, child.name.as_str())));
            }
        }
        let published = graph.outputs.iter().filter(|o| !o.hidden).map(|o| (o.subject, o.name.as_str())).collect();
        Index { by_node, by_name, published, inside, trees, decided }
    }

    fn values(&self, node: NodeId) -> impl ExactSizeIterator<Item = &'e NamedValue> {
        self.by_node.get(&node).map(Vec::as_slice).unwrap_or_default().iter().copied()
    }

    /// The named values of a node with a name, each with its position among all named values of the node.
    fn named(&self, node: NodeId, name: &str) -> impl Iterator<Item = (usize, &'e NamedValue)> + use<'e> {
        self.by_name.get(&(node, name)).cloned().unwrap_or_default().into_iter()
    }
}

impl Explainer<'_> {
    fn head(&mut self, subject: SubjectId) {
        let words = format!("{} {}", self.graph.subject(subject).name, self.key_words(subject, self.at));
        self.outline.line(words.trim_end(), "");
    }

    /// The key of a subject in words.
    fn key_words(&self, subject: SubjectId, at: usize) -> String {
        reference::key_words(self.graph, subject, self.evaluation, at, self.privacy.is_none())
    }

    /// Whether a value is private and not to be shown; then its parts are not shown either.
    fn is_hidden(&self, id: NodeId) -> bool {
        self.privacy.as_ref().is_some_and(|privacy| privacy.origin(id).is_some())
    }

    /// The number of rows of a value, if the single rows are private.
    fn enough(&mut self, guard: Guard) {
        let graph = self.graph;
        let Op::Aggregate(aggregate) = &graph.node(guard.count).op else { return };
        let of = &graph.subject(aggregate.rows).name;
        let count = match self.is_hidden(guard.count) {
            true => PRIVATE.to_owned(),
            false => self.value_of(guard.count),
        };
        self.outline.line(&say::rows_that_count(of, &count, guard.least), "");
    }

    fn named(&mut self, value: &NamedValue, header: Option<&str>, part: Option<Contribution>) {
        let label = value.label.as_ref().map_or(String::new(), |l| format!(" {l}"));
        let weight = part.as_ref().and_then(|p| p.weight.as_ref()).map_or(String::new(), |w| format!("{w} × "));
        let points = part.and_then(|p| p.points);
        let points = points.map_or(String::new(), |p| say::adds(amount_words(&self.reading(&p), Unit::Plain)));
        let cite = value.cite.as_ref().map_or(String::new(), |c| format!("  [{c}]"));
        let header = header.map_or(String::new(), say::header_of);
        let head = format!("{header}{weight}{}{label} = {}", value.name, self.value_of(value.node));
        self.outline.line(&head, &format!("{points}{cite}"));
        self.outline.deeper();
        if let Some(because) = &value.because {
            self.outline.line(&say::because(because), "");
        }
        self.contents(value);
        self.outline.back();
    }

    /// The parts of a named value, with the names that its text uses; they are remembered as shown for this subject.
    fn contents(&mut self, value: &NamedValue) {
        self.told.insert((value.node, self.at));
        self.told_values.insert((value.subject, value.name.clone(), self.at));
        if self.is_hidden(value.node) {
            return;
        }
        let outer = std::mem::replace(&mut self.page, Page::of_value(value));
        match &value.about {
            ValueStructure::Expression => self.expression(value),
            ValueStructure::Composed(of) => self.composed(of),
            ValueStructure::Tiers { of, judged, rounded, cites } => {
                self.tiers(value.node, *of, (*judged, rounded.as_deref()), cites);
            }
            ValueStructure::Eligibility => self.decision(value.node),
            ValueStructure::Mark => self.node(value.node, true),
            ValueStructure::Check(_) => self.check(value.node),
        }
        self.page = outer;
    }

    /// An expression. If it is only the name of another value, the parts of that value are shown, but not again.
    fn expression(&mut self, value: &NamedValue) {
        let is_alias = self.page.is_one_word();
        let is_other = |v: &NamedValue| {
            (&v.name, v.subject) != (&value.name, value.subject)
                && (is_alias || !matches!(v.about, ValueStructure::Expression))
        };
        match self.called(value.node, is_other).cloned() {
            Some(other) if matches!(other.about, ValueStructure::Expression) => self.mention(&other),
            Some(other) => {
                self.outline.line(&say::is_other(&other.name), "");
                self.follow(&other);
            }
            None => self.node(value.node, true),
        }
    }

    /// The parts of a value that has just been named, if they are shown nowhere else.
    fn follow(&mut self, value: &NamedValue) {
        let is_told = || self.told_values.contains(&(value.subject, value.name.clone(), self.at));
        if self.is_told_apart(value) || is_told() || self.outline.is_deep() {
            return;
        }
        self.outline.deeper();
        self.contents(value);
        self.outline.back();
    }

    /// The number of a node, if it has one.
    fn number(&self, id: NodeId) -> Option<Rational> {
        if self.is_hidden(id) {
            return None;
        }
        match self.evaluation.cell(self.at, id) {
            Some(Ok(Value::Number(n))) => Some(n),
            _ => None,
        }
    }

    /// A number, rounded for reading.
    fn reading(&mut self, number: &Rational) -> Rational {
        let shown = for_reading(number);
        self.rounded |= shown != *number;
        shown
    }

    fn value_of(&mut self, id: NodeId) -> String {
        self.value_at(self.at, id)
    }

    /// The value of a node for a subject, in words. A condition without an answer is unknown; a check that is not made
    /// does not apply.
    fn value_at(&mut self, at: usize, id: NodeId) -> String {
        let Some(cell) = self.evaluation.cell(at, id) else { return String::new() };
        if self.is_hidden(id) {
            return PRIVATE.into();
        }
        let node = self.graph.node(id);
        if let Err(reasons) = &cell {
            let silent = |node: NodeId| self.graph.is_silent(node);
            let judged = node.ty == Type::YesNo && !matches!(node.op, Op::Column(..) | Op::Key(_) | Op::Reach(_));
            if !reasons.is_empty() && reasons.iter().all(|reason| silent(reason.node)) {
                return say::does_not_apply().into();
            }
            let told = reasons.iter().filter(|reason| !silent(reason.node));
            let word = if judged { say::unknown() } else { say::missing() };
            return say::without_value(word, self.graph.reasons_text(told));
        }
        self.shown(id, &cell)
    }

    fn shown(&mut self, id: NodeId, cell: &Cell) -> String {
        let graph = self.graph;
        shown_with(graph, id, cell, |number| self.reading(number), labels::labelled)
    }
}
