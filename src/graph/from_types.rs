//! From the typed model to the graph: references become edges, and equal expressions become one node.
//!
//! A value may need earlier values of its own kind, as a result of one stage needs the results of earlier stages. If an
//! aggregate over a product takes only some values of a factor, the aggregated values are built only for those (a
//! *slice* of the product, see [`super::slices`]). A value that still needs itself then is a cycle.

use super::slices::{restricted, simplify};
use super::*;
use crate::diagnostic::{Code, Diagnostic};
use crate::lookup::{Lookup, LookupSet};
use crate::messages::{graph as say, phrase};
use crate::source::SourceSet;
use crate::types::typed::Typed;
use crate::types::{self, Aggregate, Comparison, Content, Expr, Model, Weights, on_one_line};

use std::sync::Arc;

/// Builds the graph of a model that has no errors. Reports values that need themselves, and private values in the
/// results.
pub fn build(model: &Model, sources: &SourceSet) -> Result<Graph, Vec<Diagnostic>> {
    let mut builder = Builder {
        model,
        sources,
        graph: Graph {
            policy: model.name.clone(),
            tables: model.tables.clone(),
            choices: model.choices.clone(),
            subjects: model.subjects.clone(),
            scales: model.scales.clone(),
            // No param has a mistake, so ids stay positions.
            params: model.params.iter().flatten().cloned().collect(),
            period: model.period.clone(),
            released_keys: model.released_keys.clone(),
            ..Graph::default()
        },
        known: Lookup::default(),
        has_own_text: IdVec::default(),
        placed: Lookup::default(),
        open: Vec::new(),
        is_open: LookupSet::default(),
        owner: Owner::default(),
        built: Lookup::default(),
        uses: BTreeMap::new(),
        findings: Vec::new(),
    };
    builder.graph.values = model.values.ids().map(|id| builder.named(id)).collect();
    builder.graph.outputs = model.outputs.iter().filter_map(|output| builder.output(output)).collect();
    let Builder { mut graph, mut findings, uses, .. } = builder;
    graph.used = uses.into_iter().map(|(subject, uses)| (subject, uses.found)).collect();
    if findings.is_empty() {
        findings = super::privacy::findings(&graph, model);
        super::privacy::watch_complements(&mut graph);
    }
    if findings.is_empty() { Ok(graph) } else { Err(findings) }
}

/// The most characters of the policy that an explanation repeats.
const LONGEST: usize = 240;

struct Builder<'m> {
    model: &'m Model,
    sources: &'m SourceSet,
    graph: Graph,
    /// The nodes by the hashes of their operations and inputs. If a hash is taken, the next free number is used. The
    /// graph contains the nodes themselves.
    known: Lookup<u64, NodeId>,
    /// Whether a node is named by its own text.
    has_own_text: IdVec<NodeId, bool>,
    /// The node of a value for a kind of subject: the subject of the value, or a slice of it.
    placed: Lookup<(ValueId, SubjectId), NodeId>,
    /// The values that are being built, outermost first.
    open: Vec<(ValueId, SubjectId)>,
    /// The same values, for a fast lookup.
    is_open: LookupSet<(ValueId, SubjectId)>,
    /// The value that is being built.
    owner: Owner,
    /// The nodes of expressions that are used more than once, for a kind of subject and an owner. The expression is
    /// kept, so that no other expression gets its identity.
    built: Lookup<(*const Typed, SubjectId, Option<ValueId>), (Expr, NodeId)>,
    /// The values to which the results of each kind of subject refer.
    uses: BTreeMap<SubjectId, Uses>,
    findings: Vec<Diagnostic>,
}

/// A value that is being built, and its label or name, for reasons.
#[derive(Clone, Default)]
struct Owner {
    id: Option<ValueId>,
    name: Arc<str>,
}

impl Owner {
    fn of(id: ValueId, value: &types::ValueModel) -> Owner {
        Owner { id: Some(id), name: value.label.as_ref().unwrap_or(&value.name).as_str().into() }
    }
}

impl Builder<'_> {
    fn named(&mut self, id: ValueId) -> Option<NamedValue> {
        let value = self.model.value(id)?;
        let node = self.value(id, value.subject)?;
        self.owner = Owner::of(id, value);
        let about = match &value.about {
            types::ValueOrigin::Let | types::ValueOrigin::Leaf | types::ValueOrigin::Step => ValueStructure::Expression,
            types::ValueOrigin::Node(model) => {
                let composed = self.expr(&model.composed, value.subject)?;
                let steps = model.steps.iter().map(|step| {
                    Some(CompositionStep {
                        words: step.words.clone(),
                        cite: step.cite.clone(),
                        because: step.because.clone(),
                        after: self.expr(&step.after, value.subject)?,
                    })
                });
                let steps = steps.collect::<Option<_>>()?;
                let mut nodes = |exprs: &[Expr]| -> Option<Vec<NodeId>> {
                    exprs.iter().map(|expr| self.expr(expr, value.subject)).collect()
                };
                let weights = match &model.weights {
                    Weights::Same => Weights::Same,
                    Weights::Fixed(weights) => Weights::Fixed(weights.clone()),
                    Weights::Computed(weights) => Weights::Computed(nodes(weights)?),
                };
                let shares = nodes(&model.shares)?;
                let (how, missing, fails) = (model.how.to_string(), model.missing.clone(), model.rule.fails);
                let children = model.children.clone();
                let of = Composed { how, missing, children, weights, shares, fails, composed, steps };
                ValueStructure::Composed(Box::new(of))
            }
            types::ValueOrigin::Tiers { of, judged, rounded, cites } => {
                let judged = self.expr(judged, value.subject)?;
                ValueStructure::Tiers { of: *of, judged, rounded: rounded.clone(), cites: cites.clone() }
            }
            types::ValueOrigin::Eligibility => ValueStructure::Eligibility,
            types::ValueOrigin::Mark => ValueStructure::Mark,
            types::ValueOrigin::Check(severity) => ValueStructure::Check(*severity),
        };
        let mut uses = Uses::default();
        uses.add(&value.expr);
        Some(NamedValue {
            name: value.name.clone(),
            label: value.label.clone(),
            subject: value.subject,
            node,
            about,
            cite: value.cite.clone(),
            because: value.because.clone(),
            params: value.params.clone(),
            uses: uses.found,
            words: self.line(value.expr.span),
            span: value.expr.span,
        })
    }

    /// The node of a named value for a kind of subject, built when it is first needed.
    fn value(&mut self, id: ValueId, grain: SubjectId) -> Option<NodeId> {
        if let Some(node) = self.placed.get(&(id, grain)) {
            return Some(*node);
        }
        if self.is_open.contains(&(id, grain)) {
            let at = self.open.iter().position(|open| *open == (id, grain)).unwrap_or(0);
            self.cycle(at);
            return None;
        }
        let value = self.model.value(id)?;
        let outer = std::mem::replace(&mut self.owner, Owner::of(id, value));
        self.open.push((id, grain));
        self.is_open.insert((id, grain));
        let node = self.steps_first(value, grain).and_then(|()| self.expr(&value.expr, grain));
        self.open.pop();
        self.is_open.remove(&(id, grain));
        self.owner = outer;
        let node = node?;
        self.placed.insert((id, grain), node);
        Some(node)
    }

    /// Reports that the open values from a position on need each other.
    fn cycle(&mut self, at: usize) {
        // Reported from the first value of the policy, so that a cycle is one finding wherever it is entered.
        let mut ring: Vec<(ValueId, SubjectId)> = self.open.iter().skip(at).copied().collect();
        let start = ring.iter().enumerate().min_by_key(|(_, open)| **open).map_or(0, |(at, _)| at);
        ring.rotate_left(start);
        let words = |(id, grain): &(ValueId, SubjectId)| {
            let value = self.model.value(*id);
            let name = value.map_or("", |v| v.name.as_str());
            let of = &self.graph.subject(*grain).name;
            if value.is_some_and(|v| v.subject == *grain) { format!("`{name}`") } else { say::value_of(name, of) }
        };
        let mut path: Vec<String> = ring.iter().map(words).collect();
        path.extend(ring.first().map(words));
        let first = ring.first().and_then(|(id, _)| self.model.value(*id));
        let Some(span) = first.map(|v| v.span) else { return };
        let message = match path.as_slice() {
            [one, _] => phrase::defined_by_itself(one),
            path => phrase::defined_by_each_other(phrase::chain(path, phrase::leads_to)),
        };
        let help = match ring.iter().all(|(_, grain)| ring.first().is_some_and(|(_, first)| first == grain)) {
            true => phrase::remove_a_step(),
            false => say::read_earlier_results(),
        };
        let finding = Diagnostic::error(Code::Cycle, span, message).help(help);
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }

    /// Builds the steps of a node one by one: each is an input of the next, and recursion over thousands of them would
    /// overflow the stack.
    fn steps_first(&mut self, value: &types::ValueModel, grain: SubjectId) -> Option<()> {
        let types::ValueOrigin::Node(node) = &value.about else { return Some(()) };
        std::iter::once(&node.composed).chain(node.steps.iter().map(|step| &step.after)).try_for_each(|part| {
            self.expr(part, grain)?;
            Some(())
        })
    }

    /// The node of an expression for a kind of subject; in a slice, the node of the simplified expression.
    fn expr(&mut self, expr: &Expr, grain: SubjectId) -> Option<NodeId> {
        let restricted = restricted(&self.graph, grain);
        if restricted.is_empty() {
            return self.simple(expr, grain);
        }
        let known = (expr.identity(), grain, self.owner.id);
        if let Some((_, node)) = self.built.get(&known) {
            return Some(*node);
        }
        let node = self.simple(&simplify(expr, &restricted), grain)?;
        if expr.is_shared() {
            self.built.insert(known, (expr.clone(), node));
        }
        Some(node)
    }

    fn simple(&mut self, expr: &Expr, grain: SubjectId) -> Option<NodeId> {
        let known = (expr.identity(), grain, self.owner.id);
        if let Some((_, node)) = self.built.get(&known) {
            return Some(*node);
        }
        let node = self.operation(expr, grain)?;
        if expr.is_shared() && !expr.inputs.is_empty() {
            self.built.insert(known, (expr.clone(), node));
        }
        Some(node)
    }

    fn operation(&mut self, expr: &Expr, grain: SubjectId) -> Option<NodeId> {
        if let Op::Value(id) = expr.op {
            return self.value(id, grain);
        }
        if let Op::Included(id) = expr.op {
            return self.included(id, grain, expr);
        }
        if let (Op::Guard(least), [inner]) = (&expr.op, expr.inputs.as_slice()) {
            let node = self.simple(inner, grain)?;
            self.guard(node, *least);
            return Some(node);
        }
        let (op, elsewhere) = match &expr.op {
            Op::Aggregate(aggregate) => {
                let rows = self.rows_of(aggregate, expr);
                let moved = Aggregate { rows, ..(**aggregate).clone() };
                (Op::Aggregate(Box::new(moved)), Some((rows, aggregate.row_inputs())))
            }
            Op::Reach(to) => (expr.op.clone(), Some((*to, 1))),
            op => (op.clone(), None),
        };
        let mut inputs = Vec::with_capacity(expr.inputs.len());
        for (at, input) in expr.inputs.iter().enumerate() {
            let node = match elsewhere {
                Some((there, count)) => self.expr(input, if at < count { there } else { grain })?,
                None => self.simple(input, grain)?,
            };
            if input.span != expr.span && !matches!(input.op, Op::Value(_) | Op::Included(_)) {
                self.named_by_own(node, input.span);
            }
            inputs.push(node);
        }
        Some(self.node(op, inputs, grain, expr))
    }

    /// Remembers that a node has a value only if so many rows count; the node tests their number first.
    fn guard(&mut self, node: NodeId, least: u32) {
        let Node { op: Op::First, inputs, .. } = self.graph.node(node) else { return };
        let few = inputs.get(1).map(|few| self.graph.node(*few));
        if let Some(Node { op: Op::Compare(Comparison::Below), inputs, .. }) = few
            && let Some(count) = inputs.first().copied()
        {
            self.graph.guards.insert(node, Guard { least, count });
        }
    }

    /// An eligibility as a condition: from the conditions of its clauses.
    fn included(&mut self, id: ValueId, grain: SubjectId, expr: &Expr) -> Option<NodeId> {
        let decided = self.value(id, grain)?;
        let node = self.graph.node(decided);
        let Op::Decide(decision) = &node.op else { return None };
        let (op, inputs) = (Op::IsIncluded(decision.clone()), node.inputs.clone());
        Some(self.node(op, inputs, grain, expr))
    }

    /// The node of an operation; an equal node is reused.
    fn node(&mut self, op: Op, inputs: Vec<NodeId>, grain: SubjectId, expr: &Expr) -> NodeId {
        // If a value can become missing, its reason names the value, so two values do not share such a node.
        let is_owned = begins_missing(&op) || self.goalposts_move(&op, &inputs);
        let mut hash = crate::lookup::hash((&op, &inputs, grain, expr.param, is_owned.then_some(&self.owner.name)));
        let same = |id: NodeId| {
            let known = self.graph.node(id);
            known.grain == grain
                && known.inputs == inputs
                && known.op == op
                && known.param == expr.param
                && is_same_constant(known, &expr.ty)
                && (!is_owned || known.owner == self.owner.name)
        };
        while let Some(id) = self.known.get(&hash).copied() {
            if same(id) {
                self.named_shorter(id, expr.span);
                return id;
            }
            hash = hash.wrapping_add(1);
        }
        let node = Node {
            op,
            inputs,
            ty: expr.ty.clone(),
            param: expr.param,
            can_miss: expr.can_miss,
            grain,
            words: self.words(expr.span),
            owner: self.owner.name.clone(),
            span: expr.span,
        };
        let id = self.graph.nodes.push(node);
        self.has_own_text.push(false);
        self.known.insert(hash, id);
        id
    }

    /// If a node occurs in two places, it is named by the shorter text: the longer text may belong to a whole that it
    /// is a part of, as `x is missing` is a part of `x is not missing`.
    fn named_shorter(&mut self, id: NodeId, span: Span) {
        let known = self.graph.node(id).span;
        if self.has_own_text[id] || span.end - span.start >= known.end - known.start {
            return;
        }
        self.rename(id, span);
    }

    /// If a node has its own text, which is not the text of an operation around it, this text is preferred to a text
    /// that it shares with a whole.
    fn named_by_own(&mut self, id: NodeId, span: Span) {
        let known = self.graph.node(id).span;
        let is_first = !std::mem::replace(&mut self.has_own_text[id], true);
        if is_first || span.end - span.start < known.end - known.start {
            self.rename(id, span);
        }
    }

    fn rename(&mut self, id: NodeId, span: Span) {
        if self.graph.node(id).span == span {
            return;
        }
        let words = self.words(span);
        let node = &mut self.graph.nodes[id];
        (node.words, node.span) = (words, span);
    }

    /// Whether a scale can have no result because its goalposts follow from data; fixed goalposts differ from each
    /// other.
    fn goalposts_move(&self, op: &Op, inputs: &[NodeId]) -> bool {
        let fixed = |id: &NodeId| matches!(self.graph.node(*id).op, Op::Constant(_));
        matches!(op, Op::Linear { .. }) && !inputs.iter().skip(1).all(fixed)
    }

    /// The kind of subject that is aggregated: a slice, if the aggregate needs a value that is being built.
    fn rows_of(&mut self, aggregate: &Aggregate, expr: &Expr) -> SubjectId {
        let inputs = expr.inputs.get(..aggregate.row_inputs()).unwrap_or_default();
        let Some(condition) = aggregate.condition(inputs) else { return aggregate.rows };
        if !super::slices::has_choice(&self.graph, aggregate.rows) {
            return aggregate.rows;
        }
        let needs = self.needed_values(inputs);
        if !self.open.iter().any(|(id, _)| needs.contains(id)) {
            return aggregate.rows;
        }
        super::slices::slice(&mut self.graph, aggregate.rows, condition).unwrap_or(aggregate.rows)
    }

    /// Every named value that some expressions need, whatever the kind of subject.
    fn needed_values(&self, exprs: &[Expr]) -> BTreeSet<ValueId> {
        let mut found = BTreeSet::new();
        let mut seen = LookupSet::default();
        let mut open: Vec<&Expr> = exprs.iter().collect();
        while let Some(expr) = open.pop() {
            if expr.is_shared() && !seen.insert(expr.identity()) {
                continue;
            }
            open.extend(&expr.inputs);
            if let Op::Value(id) | Op::Included(id) = expr.op
                && found.insert(id)
                && let Some(value) = self.model.value(id)
            {
                open.push(&value.expr);
            }
        }
        found
    }

    /// The text of the policy on one line.
    fn line(&self, span: Span) -> String {
        on_one_line(self.sources.text(span), usize::MAX)
    }

    /// The text of the policy on one line, cut if it is long.
    fn words(&self, span: Span) -> String {
        // A character has at most four bytes, and a text of so many bytes has no more characters.
        let text = on_one_line(self.sources.text(span), 4 * LONGEST);
        let cut = if text.len() > LONGEST { text.char_indices().nth(LONGEST) } else { None };
        match cut {
            Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
            None => text,
        }
    }

    fn output(&mut self, output: &types::OutputModel) -> Option<Output> {
        let (expr, kind) = match &output.content {
            Content::Reason(expr) => (expr, OutputKind::Reason),
            Content::Clauses(expr) => (expr, OutputKind::Clauses),
            Content::Value { expr, decimals } => {
                let kind = match expr.ty.held() {
                    Type::Number(_) => OutputKind::Number(*decimals),
                    Type::Choice(id) => OutputKind::Choice(*id),
                    Type::YesNo => OutputKind::YesNo,
                    Type::Date => OutputKind::Date,
                    Type::Text | Type::Set(_) | Type::Sorted | Type::Reference(..) => OutputKind::Text,
                };
                (expr, kind)
            }
        };
        let node = self.expr(expr, output.subject)?;
        self.uses.entry(output.subject).or_default().add(expr);
        let (name, release) = (output.name.clone(), output.release.clone());
        Some(Output { subject: output.subject, name, node, kind, span: output.span, release, hidden: false })
    }
}

/// Whether a node, if it is a constant, is a constant of this type: two choices number their values alike, and two
/// units their amounts.
fn is_same_constant(node: &Node, ty: &Type) -> bool {
    match (&node.op, node.ty.held(), ty.held()) {
        (Op::Constant(_), Type::Choice(one), Type::Choice(other)) => one == other,
        (Op::Constant(_), Type::Number(one), Type::Number(other)) => one.unit == other.unit,
        _ => true,
    }
}

/// The named values to which expressions refer. Shared parts are visited once.
#[derive(Default)]
struct Uses {
    found: BTreeSet<ValueId>,
    seen: LookupSet<*const Typed>,
}

impl Uses {
    fn add(&mut self, expr: &Expr) {
        let mut open = vec![expr];
        while let Some(expr) = open.pop() {
            if expr.is_shared() && !self.seen.insert(expr.identity()) {
                continue;
            }
            open.extend(&expr.inputs);
            if let Op::Value(id) | Op::Included(id) = expr.op {
                self.found.insert(id);
            }
        }
    }
}

/// Whether an operation can have no result although its inputs have values.
fn begins_missing(op: &Op) -> bool {
    matches!(
        op,
        Op::Divide
            | Op::Nothing(_)
            | Op::NaturalLogarithm(_)
            | Op::Logarithmic { .. }
            | Op::Power(_)
            | Op::Combine(_)
            | Op::Tier(_)
            | Op::Cluster { .. }
            | Op::Aggregate(_)
    )
}
