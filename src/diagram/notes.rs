//! The words of a drawing: what a frame is made of, the notes of boxes, and the labels on the edges of a tree.

use super::trace::Used;
use super::{Kind, titled};
use crate::messages::diagram as say;
use crate::names::{SubjectId, ValueId};
use crate::types::{
    Expr, Factor, Model, NodeModel, Op, Severity, Source, SubjectModel, Type, ValueModel, ValueOrigin, Weights,
};
use std::collections::HashMap;

/// The title of a frame: the kind of subject and what its subjects are made of.
pub(super) fn frame_title(model: &Model, subject: &SubjectModel) -> String {
    let name = |id: &SubjectId| model.subjects[*id].name.clone();
    let made_of = match &subject.source {
        Source::Rows { table, .. } => Some(model.tables[*table].name.clone()).filter(|name| *name != subject.name),
        Source::Groups { rows, .. } => {
            let by = subject.key.iter().map(|part| part.name.as_str()).collect::<Vec<_>>().join(", ");
            Some(say::grouped(name(rows), &by))
        }
        Source::Product(factors) => {
            let factor = |factor: &Factor| match factor {
                Factor::Subject(of) => name(of),
                Factor::Choice(id, _) => model.choices[*id].name.clone(),
                Factor::Time(unit, _) => unit.name().to_string(),
            };
            Some(factors.iter().map(factor).collect::<Vec<_>>().join(" × "))
        }
        Source::All => None,
    };
    let own = made_of.map_or(subject.name.clone(), |made_of| format!("{} = {made_of}", subject.name));
    titled(&own, subject.label.as_deref())
}

/// The kind of box for a named value.
pub(super) fn kind(about: &ValueOrigin) -> Kind {
    match about {
        ValueOrigin::Let => Kind::Let,
        ValueOrigin::Leaf | ValueOrigin::Step => Kind::Leaf,
        ValueOrigin::Node(_) => Kind::Node,
        ValueOrigin::Tiers { .. } => Kind::Tiers,
        ValueOrigin::Eligibility => Kind::Eligibility,
        ValueOrigin::Mark => Kind::Mark,
        ValueOrigin::Check(_) => Kind::Check,
    }
}

/// The note of a box.
pub(super) fn note(model: &Model, value: &ValueModel) -> Option<String> {
    match &value.about {
        ValueOrigin::Node(node) => Some(node.how.to_string()),
        ValueOrigin::Tiers { .. } => {
            let Type::Choice(choice) = &value.expr.ty else { return None };
            let tiers = model.choices[*choice].values.iter();
            Some(tiers.map(|v| v.label.as_ref().unwrap_or(&v.text).as_str()).collect::<Vec<_>>().join(" · "))
        }
        ValueOrigin::Eligibility => clauses(&value.expr).map(say::clauses),
        ValueOrigin::Check(Severity::Error) => Some(say::else_an_error().into()),
        ValueOrigin::Check(Severity::Warning) => Some(say::else_a_warning().into()),
        ValueOrigin::Let | ValueOrigin::Leaf | ValueOrigin::Step | ValueOrigin::Mark => None,
    }
}

/// The number of clauses of a decision.
fn clauses(expr: &Expr) -> Option<usize> {
    match &expr.op {
        Op::Decide(decision) => Some(decision.clauses.len()),
        _ => expr.inputs.iter().find_map(clauses),
    }
}

/// Labels that a tree has for the values that it uses: the weight of a child, or that the value is used by a step.
pub(super) struct OwnLabels<'m> {
    /// For a node, the node and the positions of its children. Only looked up, never iterated.
    node: Option<(&'m NodeModel, HashMap<ValueId, usize>)>,
}

impl<'m> OwnLabels<'m> {
    /// The labels of a named value.
    pub(super) fn of(value: &'m ValueModel) -> OwnLabels<'m> {
        let ValueOrigin::Node(node) = &value.about else { return OwnLabels { node: None } };
        let mut places = HashMap::new();
        for (at, child) in node.children.iter().enumerate() {
            places.entry(*child).or_insert(at);
        }
        OwnLabels { node: Some((node, places)) }
    }

    /// The label for a value that it uses.
    pub(super) fn label(&self, used: Used) -> Option<String> {
        let ((node, places), Used::Value(id)) = (self.node.as_ref()?, used) else { return None };
        match places.get(&id) {
            Some(at) => match &node.weights {
                Weights::Same => None,
                Weights::Fixed(weights) => weights.get(*at).map(|weight| format!("× {weight}")),
                Weights::Computed(_) => Some(say::times_a_weight().to_string()),
            },
            // A value that is not a child is used by a step.
            None => (!node.steps.is_empty()).then(|| say::step().to_string()),
        }
    }
}
