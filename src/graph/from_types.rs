//! The typed model to the graph: references become edges, equal expressions one node.

use super::*;
use crate::source::SourceSet;
use crate::types::{self, Content, Expr, Model};
use std::collections::HashMap;

/// Builds the graph of a model that has no errors.
pub fn build(model: &Model, sources: &SourceSet) -> Graph {
    let mut builder = Builder {
        model,
        sources,
        graph: Graph {
            policy: model.name.clone(),
            tables: model.tables.clone(),
            choices: model.choices.clone(),
            subjects: model.subjects.clone(),
            ..Graph::default()
        },
        known: HashMap::new(),
        placed: vec![None; model.values.len()],
        owner: String::new(),
    };
    builder.graph.values = (0..model.values.len()).map(|i| builder.named(ValueId(i))).collect();
    builder.graph.outputs = model.outputs.iter().filter_map(|output| builder.output(output)).collect();
    builder.graph
}

/// Characters of the page that an explanation repeats.
const LONGEST: usize = 100;

struct Builder<'m> {
    model: &'m Model,
    sources: &'m SourceSet,
    graph: Graph,
    /// Looked up only; never walked, so its order cannot show.
    known: HashMap<(Op, Vec<NodeId>, SubjectId, Option<String>), NodeId>,
    placed: Vec<Option<NodeId>>,
    /// What people call the value that is being built, for reasons.
    owner: String,
}

impl Builder<'_> {
    fn named(&mut self, id: ValueId) -> Option<NamedValue> {
        let value = self.model.values.get(id.0)?.as_ref()?;
        let node = self.value(id)?;
        self.owner = value.label.clone().unwrap_or_else(|| value.name.clone());
        let about = match &value.about {
            types::About::Let | types::About::Leaf | types::About::Step => About::Expression,
            types::About::Node(model) => {
                let composed = self.expr(&model.composed, value.subject)?;
                let steps = model.steps.iter().map(|step| {
                    Some(Step {
                        words: step.words.clone(),
                        cite: step.cite.clone(),
                        because: step.because.clone(),
                        after: self.expr(&step.after, value.subject)?,
                    })
                });
                let steps = steps.collect::<Option<_>>()?;
                let (how, missing) = (model.how.clone(), model.missing.clone());
                About::Composed { how, missing, children: model.children.clone(), composed, steps }
            }
            types::About::Tiers { of, cites } => {
                let judged = self.graph.node(node).inputs.first().copied()?;
                About::Tiers { of: *of, judged, cites: cites.clone() }
            }
        };
        Some(NamedValue {
            name: value.name.clone(),
            label: value.label.clone(),
            subject: value.subject,
            node,
            about,
            cite: value.cite.clone(),
            because: value.because.clone(),
        })
    }

    /// The node of a named value, built when it is first needed. The checker has refused cycles.
    fn value(&mut self, id: ValueId) -> Option<NodeId> {
        if let Some(node) = self.placed.get(id.0).copied().flatten() {
            return Some(node);
        }
        let value = self.model.values.get(id.0)?.as_ref()?;
        let name = value.label.clone().unwrap_or_else(|| value.name.clone());
        let outer = std::mem::replace(&mut self.owner, name);
        let node = self.expr(&value.expr, value.subject);
        self.owner = outer;
        let node = node?;
        if let Some(slot) = self.placed.get_mut(id.0) {
            *slot = Some(node);
        }
        Some(node)
    }

    fn expr(&mut self, expr: &Expr, grain: SubjectId) -> Option<NodeId> {
        if let Op::Value(id) = expr.op {
            return self.value(id);
        }
        let inside = match &expr.op {
            Op::Aggregate(aggregate) => self.graph.rows_of(aggregate.table)?,
            _ => grain,
        };
        let inputs = expr.inputs.iter().map(|input| self.expr(input, inside)).collect::<Option<Vec<_>>>()?;
        // Where a value can go missing its reason names whose it is, so two values do not share such a node.
        let owner = begins_missing(&expr.op).then(|| self.owner.clone());
        let key = (expr.op.clone(), inputs.clone(), grain, owner);
        if let Some(node) = self.known.get(&key) {
            return Some(*node);
        }
        let node = Node {
            op: expr.op.clone(),
            inputs,
            ty: expr.ty.clone(),
            can_miss: expr.can_miss,
            grain,
            words: self.words(expr.span),
            owner: self.owner.clone(),
            span: expr.span,
        };
        let id = NodeId(self.graph.nodes.len());
        self.graph.nodes.push(node);
        self.known.insert(key, id);
        Some(id)
    }

    /// The text of the page on one line, cut where it is long.
    fn words(&self, span: Span) -> String {
        let text = self.sources.text(span).split_whitespace().collect::<Vec<_>>().join(" ");
        match text.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
            None => text,
        }
    }

    fn output(&mut self, output: &types::OutputModel) -> Option<Output> {
        let (expr, kind) = match &output.content {
            Content::Reason(expr) => (expr, OutputKind::Reason),
            Content::Value { expr, decimals } => {
                let kind = match &expr.ty {
                    Type::Number(_) => OutputKind::Number(*decimals),
                    Type::Choice(id) => OutputKind::Choice(*id),
                    Type::YesNo => OutputKind::YesNo,
                    Type::Text => OutputKind::Text,
                    Type::Date => OutputKind::Date,
                };
                (expr, kind)
            }
        };
        let node = self.expr(expr, output.subject)?;
        Some(Output { subject: output.subject, name: output.name.clone(), node, kind })
    }
}

/// Whether an operation can be without a result though its inputs are there.
fn begins_missing(op: &Op) -> bool {
    matches!(
        op,
        Op::Divide
            | Op::NaturalLogarithm(_)
            | Op::Logarithmic { .. }
            | Op::Power(_)
            | Op::Combine(_)
            | Op::Tier(_)
            | Op::Aggregate(_)
    )
}
