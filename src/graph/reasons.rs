//! Why a value is missing: the nodes where this began, in the words of the policy.

use super::{Graph, NodeId};
use crate::messages::{graph as say, phrase};
use crate::schema::Damage;
use crate::types::{How, Op, Type};

/// One cause of a missing value. Causes are ordered by their position in the graph, and reported in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reason {
    /// The node where the value went missing.
    pub node: NodeId,
    /// For a column, the position of the marker in the cell; for an aggregate, [`WITHOUT_VALUE`] or 0; for a cluster,
    /// [`empty_centre`] or 0; else 0.
    pub which: u8,
}

/// The cause of an aggregate that is missing because one of its rows has no value.
pub(crate) const WITHOUT_VALUE: u8 = 1;

/// The cause of clusters that are missing because the centre at this position has no values.
pub(crate) fn empty_centre(at: usize) -> u8 {
    u8::try_from(at.saturating_add(1)).unwrap_or(u8::MAX)
}

/// The position for a cell that a test does not give.
pub(crate) const NOT_GIVEN: u8 = u8::MAX - 1;

impl Graph {
    /// Reasons as one text, in the order of the graph and without duplicates.
    pub fn reasons_text<'r>(&self, reasons: impl IntoIterator<Item = &'r Reason>) -> String {
        let mut texts: Vec<String> = Vec::new();
        for reason in reasons {
            let text = self.reason_text(*reason);
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        texts.join("; ")
    }

    fn reason_text(&self, reason: Reason) -> String {
        let node = self.node(reason.node);
        match &node.op {
            Op::Column(table, column) => {
                let column = self.table(*table).column(*column);
                let name = column.label.as_deref().unwrap_or(&column.name);
                if let Some(damage) = Damage::of_position(reason.which) {
                    return phrase::because(name, damage.reason());
                }
                let marker = column.missing.get(usize::from(reason.which));
                match marker.and_then(|m| m.reason.as_deref()) {
                    Some(because) => phrase::because(name, because),
                    None if marker.is_some_and(|m| m.absent) => say::no_such_value(name),
                    None if reason.which == NOT_GIVEN => say::not_given(name),
                    None => say::is_missing(name),
                }
            }
            Op::Nothing(Some(why)) => why.clone(),
            Op::Nothing(None) => say::does_not_apply(&node.owner),
            Op::Divide => say::division_by_zero(&node.owner),
            Op::Linear { .. } => say::goalposts_are_the_same(&node.owner),
            Op::NaturalLogarithm(_) | Op::Logarithmic { .. } => say::no_logarithm(&node.owner),
            Op::Power(_) => say::no_power(&node.owner),
            Op::Cluster { .. } if reason.which > 0 => {
                let at = usize::from(reason.which) - 1;
                let tier = match &node.ty {
                    Type::Choice(tiers) => self.choices[*tiers].values.get(at),
                    _ => None,
                };
                say::empty_centre(&node.owner, tier.map_or("", |tier| &tier.name))
            }
            Op::Cluster { steps, .. } => say::clusters_do_not_settle(&node.owner, steps),
            Op::Tier(_) => say::no_tier(&node.owner),
            Op::Reach(to) => {
                let subject = self.subject(*to);
                say::no_such_subject(subject.label.as_ref().unwrap_or(&subject.name))
            }
            Op::Aggregate(aggregate) if matches!(aggregate.how, How::Any | How::All) => {
                say::unknown_for_a_row(&node.owner)
            }
            Op::Aggregate(_) if reason.which == WITHOUT_VALUE => say::row_without_value(&node.owner),
            Op::Aggregate(_) => say::too_few_values(&node.owner),
            Op::Combine(combine) if matches!(combine.how, How::GeometricMean(_)) => say::no_geometric_mean(&node.owner),
            _ => say::too_few_values(&node.owner),
        }
    }
}
