//! The basis of a statistic: a digest of everything that the statistic is computed from. A policy accepts only
//! statistics with the basis that it has now.
//!
//! The digest of a node covers its operation, its type, its kind of subject and the digests of its inputs, so that
//! every change upstream changes it: a column of a cell, a condition, a param in force. Ids are positions in the policy
//! and are left out, as are labels and reasons: a change that does not affect a statistic must not make it another
//! statistic.

use crate::digest;
use crate::graph::{Graph, Node, NodeId};
use crate::ids::{Id, IdVec};
use crate::names::SubjectId;
use crate::schema::{ChoiceId, ColumnKind, ColumnSchema, TableId};
use crate::types::{Aggregate, Decision, Factor, Op, Source, Type};

/// Returns the digest of each node.
pub(super) fn bases(graph: &Graph) -> IdVec<NodeId, String> {
    let mut known: IdVec<NodeId, String> = IdVec::default();
    for node in &graph.nodes {
        let inputs = node.inputs.iter().map(|id| known[*id].as_str()).collect::<Vec<_>>();
        let parts = [operation(graph, node), type_text(graph, &node.ty), kind(graph, node.grain), inputs.join(" ")];
        known.push(digest::of_bytes(parts.join("\n").as_bytes()));
    }
    known
}

fn operation(graph: &Graph, node: &Node) -> String {
    match &node.op {
        Op::Column(table, column) => {
            let table = graph.table(*table);
            format!("cell of {}: {}", table.name, cell(table.column(*column)))
        }
        Op::Reach(to) => format!("at {}", kind(graph, *to)),
        Op::Aggregate(aggregate) => {
            let how = Aggregate { rows: SubjectId::at(0), ..(**aggregate).clone() };
            format!("{how:?} of {}", kind(graph, aggregate.rows))
        }
        Op::Decide(decision) => format!("decide {}", clauses(decision)),
        Op::IsIncluded(decision) => format!("is included {}", clauses(decision)),
        Op::Nothing(_) => "nothing".into(),
        other => format!("{other:?}"),
    }
}

fn clauses(decision: &Decision) -> String {
    let effects = decision.clauses.iter().map(|clause| format!("{:?}", clause.effect));
    format!("{:?}: {}", decision.undetermined, effects.collect::<Vec<_>>().join(" "))
}

/// Describes the meaning of a cell of a file.
fn cell(column: &ColumnSchema) -> String {
    let holds = match &column.kind {
        ColumnKind::Choice(_, texts) => format!("one of {texts:?}"),
        ColumnKind::Set(_, texts) => format!("some of {texts:?}"),
        kind => format!("{kind:?}"),
    };
    let missing: Vec<_> = column.missing.iter().map(|marker| (&marker.text, marker.absent)).collect();
    let absent = column.absent_when.as_ref().map(|when| &when.words);
    format!("{:?} {holds} {missing:?} {absent:?}", column.header)
}

fn type_text(graph: &Graph, ty: &Type) -> String {
    let listed = |id: ChoiceId| {
        let values = graph.choices[id].values.iter();
        values.map(|value| value.name.as_str()).collect::<Vec<_>>().join(" ")
    };
    match ty.held() {
        Type::Number(_) => "number".into(),
        Type::Choice(id) => format!("one of {}", listed(*id)),
        Type::Set(id) => format!("some of {}", listed(*id)),
        other => format!("{other:?}"),
    }
}

/// Describes the source of the subjects of a kind.
fn kind(graph: &Graph, id: SubjectId) -> String {
    let table = |id: TableId| {
        let table = graph.table(id);
        let named = table.key.iter().chain(&table.dated).map(|id| cell(table.column(*id)));
        format!("{}: {}", table.name, named.collect::<Vec<_>>().join(", "))
    };
    match &graph.subject(id).source {
        Source::Rows { table: rows, all_periods } => format!("rows {all_periods} of {}", table(*rows)),
        Source::Groups { rows, by } => {
            let of = graph.subject(*rows).table().map(|id| graph.table(id));
            let by = of.iter().flat_map(|table| by.iter().map(|id| cell(table.column(*id))));
            format!("groups of {} by {}", kind(graph, *rows), by.collect::<Vec<_>>().join(", "))
        }
        Source::Product(factors) => {
            let factor = |factor: &Factor| match factor {
                Factor::Subject(of) => kind(graph, *of),
                Factor::Choice(choice, values) => {
                    values.iter().map(|value| graph.choice_text(*choice, *value)).collect::<Vec<_>>().join(" ")
                }
                Factor::Time(unit, parts) => format!("{unit:?} {}", parts.join(" ")),
            };
            factors.iter().map(factor).collect::<Vec<_>>().join(" × ")
        }
        Source::All => "all".into(),
    }
}
