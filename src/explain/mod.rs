//! How the results of one subject come about: every published value down to the cells of its row.
//!
//! The text is an outline: a value and what it is made of, one step to the right. Everything shown is read from the
//! evaluation; only the part that an indicator has in a weighted mean is worked out from its weight.
//!
//! A node of the graph may stand in several places of the page. It is called by a name only where the text that is being
//! explained uses that name, and what an operation asks (`x is not missing`) is said after the operation, so that no line
//! contradicts another.
//!
//! [`mod@decisions`] tells the clauses of eligibilities, [`mod@tiers`] bounds and ranks, [`mod@conditions`] why a
//! condition is yes, no or unknown, [`mod@expressions`] what other values are made of, [`mod@labels`] what each is called.

mod conditions;
mod decisions;
mod expressions;
mod labels;
mod outline;
mod tiers;

use crate::graph::{About, Graph, NamedValue, NodeId, Output, OutputKind};
use crate::names::{SubjectId, ValueId};
use crate::number::{READING_DECIMALS, Rational, for_reading};
use crate::reference::{self, Cell, Evaluation, Value};
use crate::testing::shown_with;
use crate::types::units::{Unit, amount_words};
use crate::types::{Combine, How, Op, Type, Weights};
use outline::Outline;
use std::collections::{BTreeSet, HashMap};

/// Explains the published values of the subject at a position of an evaluation.
pub fn explain(graph: &Graph, evaluation: &Evaluation, subject: SubjectId, at: usize) -> String {
    let page = String::new();
    let (told, apart) = (BTreeSet::new(), BTreeSet::new());
    let mut explainer = Explainer {
        graph,
        index: Index::of(graph),
        evaluation,
        at,
        page,
        told,
        apart,
        reached: 0,
        rounded: false,
        outline: Outline::default(),
    };
    explainer.head(subject);
    for output in graph.outputs.iter().filter(|o| o.subject == subject) {
        explainer.output(output);
    }
    explainer.scales();
    if explainer.rounded {
        let of = READING_DECIMALS;
        let line =
            format!("numbers are rounded to {of} decimals for reading, small ones to {of} digits; results have them");
        explainer.outline.line(&format!("{line} as they are"), "");
    }
    explainer.outline.text
}

struct Explainer<'e> {
    graph: &'e Graph,
    index: Index<'e>,
    evaluation: &'e Evaluation,
    /// The subject that is being explained.
    at: usize,
    /// The text of the page that is being explained.
    page: String,
    /// The named values that have been taken apart, and for which subject: once is enough.
    told: BTreeSet<(NodeId, usize)>,
    /// What else has been taken apart for the published value in hand.
    apart: BTreeSet<(NodeId, usize)>,
    /// How many steps have been made to values of other subjects.
    reached: usize,
    /// Whether a number was rounded for reading.
    rounded: bool,
    outline: Outline,
}

/// What is looked up of a graph again and again.
struct Index<'e> {
    /// The named values of a node, in the order of the page. Looked up only.
    by_node: HashMap<NodeId, Vec<&'e NamedValue>>,
    /// The names that are published, by the kind of subject.
    published: BTreeSet<(SubjectId, &'e str)>,
    /// The names of parts of trees.
    inside: BTreeSet<(SubjectId, &'e str)>,
}

impl<'e> Index<'e> {
    fn of(graph: &'e Graph) -> Index<'e> {
        let mut by_node: HashMap<NodeId, Vec<&NamedValue>> = HashMap::new();
        let mut inside = BTreeSet::new();
        for value in graph.values.iter().flatten() {
            by_node.entry(value.node).or_default().push(value);
            if let About::Composed { children, .. } = &value.about {
                let children = children.iter().filter_map(|id| graph.values.get(id.0)?.as_ref());
                inside.extend(children.map(|child| (child.subject, child.name.as_str())));
            }
        }
        let published = graph.outputs.iter().map(|o| (o.subject, o.name.as_str())).collect();
        Index { by_node, published, inside }
    }

    /// The named values of a node.
    fn values(&self, node: NodeId) -> impl Iterator<Item = &'e NamedValue> {
        self.by_node.get(&node).map(Vec::as_slice).unwrap_or_default().iter().copied()
    }
}

/// The weight of an indicator and what it adds to the whole.
struct Part {
    weight: Option<String>,
    points: Option<Rational>,
}

impl Explainer<'_> {
    fn head(&mut self, subject: SubjectId) {
        let words = format!("{} {}", self.graph.subject(subject).name, self.key_words(subject, self.at));
        self.outline.line(words.trim_end(), "");
    }

    /// The scales that what has been shown names.
    fn scales(&mut self) {
        for (name, words) in &self.graph.scales {
            let shown = &self.outline.text;
            let applied = [
                format!("on {name} "),
                format!("on {name}\n"),
                format!("on {name},"),
                format!("on {name})"),
                format!("{name}("),
            ];
            if applied.iter().any(|used| shown.contains(used)) {
                self.outline.line(&format!("scale {words}"), "");
            }
        }
    }

    /// The key of a subject in words.
    fn key_words(&self, subject: SubjectId, at: usize) -> String {
        reference::key_words(self.graph, subject, self.evaluation, at)
    }

    /// A published column: the value that it shows, under its name or a header of its own. What stands beside a value
    /// (reasons, clauses, coverage) is told with it; a node inside a tree is shown in its tree.
    fn output(&mut self, output: &Output) {
        if matches!(output.kind, OutputKind::Reason | OutputKind::Clauses) {
            return;
        }
        self.apart.clear();
        let nodes = [Some(output.node), self.stored(output.node)].into_iter().flatten();
        let of_node = nodes.flat_map(|node| self.index.values(node)).filter(|v| v.subject == output.subject);
        let of_node: Vec<&NamedValue> = of_node.collect();
        let own = of_node.iter().find(|v| v.name == output.name).or(of_node.first());
        let named = own.map(|value| (*value).clone());
        match named {
            Some(value) if value.name == output.name && self.is_inside(&value) => {}
            Some(value) if value.name == output.name => self.named(&value, None, None),
            Some(value) => self.named(&value, Some(&output.name), None),
            None if self.is_coverage(output) => {}
            None if self.is_weight(output) => {
                let (value, tree) = (self.value_of(output.node), &self.graph.node(output.node).words);
                self.outline.line(&format!("{} = {value}", output.name), &format!("  (its part of {tree}, by weight)"));
            }
            None => {
                let value = self.value_of(output.node);
                self.outline.line(&format!("{} = {value}", output.name), "");
                self.outline.deeper();
                self.page = self.graph.node(output.node).words.clone();
                let own = self.label(output.node);
                if own != output.name {
                    self.node(output.node, false);
                } else {
                    self.made_of(output.node);
                }
                self.outline.back();
            }
        }
    }

    /// What a node stores, where it does nothing else.
    fn stored(&self, id: NodeId) -> Option<NodeId> {
        let node = self.graph.node(id);
        node.inputs.first().copied().filter(|_| matches!(node.op, Op::Store(_)))
    }

    /// Whether a column is the coverage of a tree beside it.
    fn is_coverage(&self, output: &Output) -> bool {
        let tree = output.name.strip_suffix("_coverage");
        tree.is_some_and(|tree| self.index.published.contains(&(output.subject, tree)))
    }

    /// Whether a column is the weight that a leaf has in a tree, which is how the page names it.
    fn is_weight(&self, output: &Output) -> bool {
        let words = &self.graph.node(output.node).words;
        let trees = self.graph.values.iter().flatten().filter(|v| matches!(v.about, About::Composed { .. }));
        output.name.ends_with("_weight") && trees.into_iter().any(|tree| tree.name == *words)
    }

    /// Whether a value is a part of a tree, and shown there.
    fn is_inside(&self, value: &NamedValue) -> bool {
        self.index.inside.contains(&(value.subject, value.name.as_str()))
    }

    /// Whether a value has a place of its own in the explanation of its subject.
    fn is_told_apart(&self, value: &NamedValue) -> bool {
        self.is_inside(value) || self.index.published.contains(&(value.subject, value.name.as_str()))
    }

    fn value(&self, id: ValueId) -> Option<&NamedValue> {
        self.graph.values.get(id.0).and_then(Option::as_ref)
    }

    fn named(&mut self, value: &NamedValue, header: Option<&str>, part: Option<Part>) {
        let label = value.label.as_ref().map_or(String::new(), |l| format!(" {l}"));
        let weight = part.as_ref().and_then(|p| p.weight.as_ref()).map_or(String::new(), |w| format!("{w} × "));
        let points = part.and_then(|p| p.points);
        let points =
            points.map_or(String::new(), |p| format!("  adds {}", amount_words(&self.reading(&p), Unit::Plain)));
        let cite = value.cite.as_ref().map_or(String::new(), |c| format!("  [{c}]"));
        let header = header.map_or(String::new(), |header| format!("\"{header}\" as "));
        let head = format!("{header}{weight}{}{label} = {}", value.name, self.value_of(value.node));
        self.outline.line(&head, &format!("{points}{cite}"));
        self.outline.deeper();
        if let Some(because) = &value.because {
            self.outline.line(&format!("because {because}"), "");
        }
        self.contents(value);
        self.outline.back();
    }

    /// What a named value is made of, in the names that its text uses; once for each subject.
    fn contents(&mut self, value: &NamedValue) {
        self.told.insert((value.node, self.at));
        let outer = std::mem::replace(&mut self.page, value.words.clone());
        match &value.about {
            About::Expression => self.expression(value),
            About::Composed { .. } => self.composed(&value.about),
            About::Tiers { of, judged, rounded, cites } => {
                self.tiers(value.node, *of, (*judged, rounded.as_deref()), cites);
            }
            About::Eligibility => self.decision(value.node),
            About::Mark => self.node(value.node, true),
            About::Check(_) => self.check(value.node),
        }
        self.page = outer;
    }

    /// A value that is another one is not told twice.
    fn expression(&mut self, value: &NamedValue) {
        let is_other = |v: &&NamedValue| v.name != value.name && !matches!(v.about, About::Expression);
        let other = self.index.values(value.node).filter(is_other).find(|v| self.is_mentioned(&v.name));
        match other.map(|v| v.name.clone()) {
            Some(other) => self.outline.line(&format!("is {other}"), ""),
            None => self.node(value.node, true),
        }
    }

    fn composed(&mut self, about: &About) {
        let About::Composed { how, missing, children, weights, shares, composed, steps, .. } = about else { return };
        let rule = missing.as_ref().map_or(String::new(), |m| format!(", {m}"));
        let value = self.value_of(*composed);
        self.outline.line(&format!("{how} of{rule}: {value}"), "");
        self.outline.deeper();
        for (at, child) in children.iter().enumerate() {
            let Some(child) = self.value(*child).cloned() else { continue };
            let points = match shares.get(at) {
                Some(share) => self.product(*share, child.node),
                None => self.points(*composed, child.node),
            };
            let weight = match weights {
                Weights::Same => None,
                Weights::Fixed(weights) => weights.get(at).map(Rational::to_string),
                Weights::Computed(weights) => weights.get(at).map(|weight| self.value_of(*weight)),
            };
            self.named(&child, None, Some(Part { weight, points }));
        }
        self.outline.back();
        for step in steps {
            let cite = step.cite.as_ref().map_or(String::new(), |c| format!("  [{c}]"));
            let because = step.because.as_ref().map_or(String::new(), |b| format!(" ({b})"));
            let value = self.value_of(step.after);
            self.outline.line(&format!("{}{because}: {value}", step.words), &cite);
            self.outline.deeper();
            self.page.clone_from(&step.words);
            self.step_inputs(step.after);
            self.outline.back();
        }
    }

    /// What a child adds to a weighted mean: its share of the weight that is there, times its value.
    fn points(&self, composed: NodeId, child: NodeId) -> Option<Rational> {
        let node = self.graph.node(composed);
        let Op::Combine(Combine { how: How::Mean, weights: Some(weights), .. }) = &node.op else { return None };
        let there = |id: &NodeId| self.number(*id).cloned();
        let kept = node.inputs.iter().zip(weights).filter(|(id, _)| there(id).is_some());
        let total = kept.fold(Rational::zero(), |sum, (_, weight)| &sum + weight);
        let at = node.inputs.iter().position(|id| *id == child)?;
        (weights.get(at)? * &there(&child)?).checked_div(&total)
    }

    /// The product of two values, where both are there.
    fn product(&self, share: NodeId, child: NodeId) -> Option<Rational> {
        Some(self.number(share)? * self.number(child)?)
    }

    /// The number of a node, where it has one.
    fn number(&self, id: NodeId) -> Option<&Rational> {
        match self.evaluation.cell(self.at, id) {
            Some(Ok(Value::Number(n))) => Some(n),
            _ => None,
        }
    }

    /// What a step used beside the value before it: its condition, its points.
    fn step_inputs(&mut self, after: NodeId) {
        let node = self.graph.node(after);
        if let Op::First | Op::Add | Op::Subtract = &node.op
            && let Some(used) = node.inputs.get(1)
        {
            self.node(*used, false);
        }
    }

    /// A number as people read it.
    fn reading(&mut self, number: &Rational) -> Rational {
        let shown = for_reading(number);
        self.rounded |= shown != *number;
        shown
    }

    fn value_of(&mut self, id: NodeId) -> String {
        self.value_at(self.at, id)
    }

    /// The value of a node for a subject in words; a condition without an answer is unknown, and a check that is not asked
    /// does not apply.
    fn value_at(&mut self, at: usize, id: NodeId) -> String {
        let Some(cell) = self.evaluation.cell(at, id) else { return String::new() };
        let node = self.graph.node(id);
        if let Err(reasons) = cell {
            let silent = |node: NodeId| self.graph.node(node).op == Op::Nothing(None);
            let judged = node.ty == Type::YesNo && !matches!(node.op, Op::Column(..) | Op::Key(_) | Op::Reach(_));
            if !reasons.is_empty() && reasons.iter().all(|reason| silent(reason.node)) {
                return "does not apply".into();
            }
            let told = reasons.iter().filter(|reason| !silent(reason.node));
            let word = if judged { "unknown" } else { "missing" };
            return format!("{word} ({})", self.graph.reasons_text(told));
        }
        self.shown(id, cell)
    }

    fn shown(&mut self, id: NodeId, cell: &Cell) -> String {
        let graph = self.graph;
        shown_with(graph, id, cell, |number| self.reading(number))
    }
}
