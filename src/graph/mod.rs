//! The evaluation graph: every value of a policy as a node, inputs before users.
//!
//! Both evaluators read only the graph and nothing before it. Equal expressions of one grain are one node; references
//! between values are edges; the published columns are a list of [`Output`]s.
//!
//! Invariant: a node's inputs have smaller ids, so one walk in the order of ids evaluates everything.

mod from_types;
pub(crate) mod print;
pub(crate) mod privacy;
mod products;
pub(crate) mod reasons;
mod results;
mod slices;

pub use from_types::build;
pub(crate) use reasons::Reason;

use crate::diagnostic::{Code, Diagnostic};
use crate::digest::Secret;
use crate::ids::{IdVec, ids};
use crate::messages::graph as say;
use crate::names::{ParamId, SubjectId, ValueId};
use crate::schema::{ChoiceId, TableId, TableSchema, Tables};
use crate::source::Span;
use crate::types::period::Period;
use crate::types::{
    ChoiceModel, ErrorBound, Factor, Op, ParamModel, Release, Severity, Source, SubjectModel, Type, Weights,
};
pub(crate) use privacy::{Complement, Guard, Privacy};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

ids! {
    /// A node of the graph: its position in the order of evaluation.
    NodeId;
}

/// One operation with its inputs.
#[derive(Clone, Debug)]
pub struct Node {
    /// The operation; never [`Op::Value`].
    pub op: Op,
    /// Its inputs; they have smaller ids.
    pub inputs: Vec<NodeId>,
    /// The type of the result, with its range.
    pub ty: Type,
    /// The param that fixes it, if it is a constant.
    pub param: Option<ParamId>,
    /// Whether the result can be missing.
    pub can_miss: bool,
    /// The kind of subject; each subject has one value.
    pub grain: SubjectId,
    /// The text of the policy, for explanations.
    pub words: String,
    /// The label or name of the value that it belongs to, for reasons.
    pub owner: Arc<str>,
    /// Where it is written.
    pub span: Span,
}

/// A policy ready to be evaluated.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// The name of the policy.
    pub policy: String,
    /// The tables, as the readers need them.
    pub tables: Tables,
    /// The closed lists.
    pub choices: IdVec<ChoiceId, ChoiceModel>,
    /// The kinds of subjects.
    pub subjects: IdVec<SubjectId, SubjectModel>,
    /// The params.
    pub params: IdVec<ParamId, ParamModel>,
    /// The named values that the results of each kind of subject refer to.
    pub used: BTreeMap<SubjectId, BTreeSet<ValueId>>,
    /// The period of the run, if there is one.
    pub period: Option<Period>,
    /// The nodes.
    pub nodes: IdVec<NodeId, Node>,
    /// The named values.
    pub values: IdVec<ValueId, Option<NamedValue>>,
    /// The outputs, in the order of the policy.
    pub outputs: Vec<Output>,
    /// The scales, each with its name and its text in the policy: applied scales are lowered.
    pub scales: Vec<(String, String)>,
    /// The nodes that are public because they aggregate many rows.
    pub guards: BTreeMap<NodeId, Guard>,
    /// Parts of keys that are released: the kind of subject, the part, and the release.
    pub released_keys: Vec<(SubjectId, usize, Release)>,
    /// Statistics of another run that are one fixed value in this run.
    pub frozen: BTreeSet<NodeId>,
    /// Published totals from which a withheld value might follow.
    pub complements: Vec<Complement>,
    /// The secret key of pseudonyms; a run without pseudonyms does not need it.
    pub secret: Option<Secret>,
}

/// A named value and how it is explained.
#[derive(Clone, Debug)]
pub struct NamedValue {
    pub name: String,
    /// The label, for people.
    pub label: Option<String>,
    /// The kind of subject that it is a value of.
    pub subject: SubjectId,
    /// Its node.
    pub node: NodeId,
    /// Its construct in the policy.
    pub about: ValueStructure,
    /// The clause of the regulation.
    pub cite: Option<String>,
    /// The reason.
    pub because: Option<String>,
    /// The params to which its declaration refers.
    pub params: BTreeSet<ParamId>,
    /// The named values to which its expression refers.
    pub uses: BTreeSet<ValueId>,
    /// The text of its expression in the policy; an explanation can use the names in it.
    pub words: String,
    /// Where the expression is written.
    pub span: Span,
}

/// The construct of the policy that a named value comes from.
#[derive(Clone, Debug)]
pub enum ValueStructure {
    /// A `let`, a leaf, a named step: its expression shows everything.
    Expression,
    /// A node with children.
    Composed(Box<Composed>),
    /// Tiers.
    Tiers {
        /// The value that the tiers grade.
        of: ValueId,
        /// The value as the tiers grade it: rounded, settled.
        judged: NodeId,
        /// The rounding, in the words of the policy.
        rounded: Option<String>,
        /// The clause of the regulation for each tier.
        cites: Vec<Option<String>>,
    },
    /// An eligibility; its node decides.
    Eligibility,
    /// A mark of an eligibility.
    Mark,
    /// A check.
    Check(Severity),
}

/// A node with children.
#[derive(Clone, Debug)]
pub struct Composed {
    /// How the children are combined.
    pub how: String,
    /// What happens if a child is missing.
    pub missing: Option<String>,
    /// The children.
    pub children: Vec<ValueId>,
    /// Their weights.
    pub weights: Weights<NodeId>,
    /// The share of each child in the whole, if its weight alone does not show it; else empty.
    pub shares: Vec<NodeId>,
    /// Whether a missing value of the node is an error.
    pub fails: bool,
    /// The value before the first step.
    pub composed: NodeId,
    /// The steps, in order.
    pub steps: Vec<CompositionStep>,
}

/// A step after a composition.
#[derive(Clone, Debug)]
pub struct CompositionStep {
    /// The text of the step in the policy.
    pub words: String,
    /// The clause of the regulation.
    pub cite: Option<String>,
    /// The reason.
    pub because: Option<String>,
    /// The value after the step.
    pub after: NodeId,
}

/// A published column.
#[derive(Clone, Debug)]
pub struct Output {
    /// The kind of subject that it is a column of.
    pub subject: SubjectId,
    /// The header.
    pub name: String,
    /// The node of its values.
    pub node: NodeId,
    /// The kind of its content.
    pub kind: OutputKind,
    /// Where the policy asks for it.
    pub span: Span,
    /// The people who alone may read the column; `None` if everybody may.
    pub release: Option<Release>,
    /// Whether the column only serves to check whether others may be published; a hidden column is written to no
    /// result.
    pub hidden: bool,
}

/// The content of a published column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputKind {
    /// A number with so many decimals.
    Number(u32),
    /// A value of a choice or a tier, as its text.
    Choice(ChoiceId),
    /// Yes or no.
    YesNo,
    /// A text.
    Text,
    /// A date.
    Date,
    /// Why the value is missing.
    Reason,
    /// The clauses that explain the outcome of a decision.
    Clauses,
}

impl Graph {
    /// A node.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id]
    }

    /// Whether a node is the value of a check that does not apply.
    pub fn is_silent(&self, id: NodeId) -> bool {
        self.node(id).op == Op::Nothing(None)
    }

    /// Whether a node is the missing value that the policy gives instead of a value. If it is unknown whether it
    /// applies, it is not a reason.
    pub fn is_nothing(&self, id: NodeId) -> bool {
        matches!(self.node(id).op, Op::Nothing(_))
    }

    /// A table.
    pub fn table(&self, id: TableId) -> &TableSchema {
        &self.tables[id]
    }

    /// A kind of subject.
    pub fn subject(&self, id: SubjectId) -> &SubjectModel {
        &self.subjects[id]
    }

    /// A named value.
    pub fn value(&self, id: ValueId) -> Option<&NamedValue> {
        self.values[id].as_ref()
    }

    /// The text that results write for a value of a choice.
    pub fn choice_text(&self, choice: ChoiceId, value: u32) -> &str {
        self.choices[choice].values.get(value as usize).map_or("", |v| v.text.as_str())
    }

    /// The name of a value of a choice.
    pub fn choice_name(&self, choice: ChoiceId, value: u32) -> &str {
        self.choices[choice].values.get(value as usize).map_or("", |v| v.name.as_str())
    }

    /// An upper bound for the distance of a number of an output from zero, in units of its last decimal; `None` if the
    /// policy determines none.
    pub fn most_units(&self, output: &Output) -> Option<i128> {
        let OutputKind::Number(scale) = output.kind else { return None };
        self.node(output.node).ty.held().number()?.range.most_units(scale)
    }

    /// How far a published value can differ from the value that the policy defines, before it is rounded to its
    /// decimals.
    pub fn error_of(&self, output: &Output) -> ErrorBound {
        let shown = self.node(output.node);
        let ty = match (&shown.op, shown.inputs.first()) {
            (Op::Store(_), Some(exact)) => &self.node(*exact).ty,
            _ => &shown.ty,
        };
        ty.held().number().map_or(ErrorBound::NONE, |number| number.error)
    }

    /// Where the policy asks for the first pseudonym that the results of some kinds of subjects need; `None` if they
    /// need none.
    pub fn makes_pseudonyms(&self, subjects: &[SubjectId]) -> Option<Span> {
        let needed = self.needed(subjects);
        needed.into_iter().map(|id| self.node(id)).find(|node| node.op == Op::Pseudonym).map(|node| node.span)
    }

    /// The same graph with the secret key of its pseudonyms.
    pub fn keyed(&self, secret: Secret) -> Graph {
        Graph { secret: Some(secret), ..self.clone() }
    }

    /// The kinds of subjects that have outputs, in the order of the policy.
    pub fn published(&self) -> Vec<SubjectId> {
        let mut subjects: Vec<SubjectId> = self.outputs.iter().map(|o| o.subject).collect();
        subjects.sort();
        subjects.dedup();
        subjects
    }

    /// The kind of subject with this name.
    pub fn subject_named(&self, name: &str) -> Option<SubjectId> {
        self.subjects.position(|s| s.name == name)
    }

    /// The kind of subject whose subjects are the rows of a table within the period.
    pub fn rows_of(&self, table: TableId) -> Option<SubjectId> {
        let own = |s: &SubjectModel| s.source == Source::Rows { table, all_periods: false };
        self.subjects.position(own)
    }

    /// These kinds of subjects and every kind that they are made of, in the order of their ids.
    pub fn made_of(&self, subjects: impl IntoIterator<Item = SubjectId>) -> BTreeSet<SubjectId> {
        let mut found = BTreeSet::new();
        let mut open: Vec<SubjectId> = subjects.into_iter().collect();
        while let Some(id) = open.pop() {
            if !found.insert(id) {
                continue;
            }
            match &self.subject(id).source {
                Source::Groups { rows, .. } => open.push(*rows),
                Source::Product(factors) => open.extend(factors.iter().filter_map(|factor| match factor {
                    Factor::Subject(of) => Some(*of),
                    Factor::Choice(..) | Factor::Time(..) => None,
                })),
                Source::Rows { .. } | Source::All => {}
            }
        }
        found
    }

    /// Every node that the results of these kinds of subjects need, including inputs.
    pub fn needed(&self, subjects: &[SubjectId]) -> BTreeSet<NodeId> {
        self.with_inputs(self.outputs.iter().filter(|o| subjects.contains(&o.subject)).map(|o| o.node))
    }

    /// Some nodes and all nodes that they need.
    pub fn with_inputs(&self, nodes: impl IntoIterator<Item = NodeId>) -> BTreeSet<NodeId> {
        let mut open: Vec<NodeId> = nodes.into_iter().collect();
        let mut needed = BTreeSet::new();
        while let Some(id) = open.pop() {
            if needed.insert(id) {
                open.extend(self.node(id).inputs.iter().copied());
            }
        }
        needed
    }

    /// Some kinds of subjects and all kinds that they and some nodes need: the kinds whose values the nodes are, the
    /// kinds that are aggregated, even if they are only counted, and the kinds that those are made of.
    pub fn kinds_needed(&self, nodes: impl IntoIterator<Item = NodeId>, subjects: &[SubjectId]) -> BTreeSet<SubjectId> {
        let of = |id: NodeId| {
            let node = self.node(id);
            let rows = match &node.op {
                Op::Aggregate(aggregate) => Some(aggregate.rows),
                _ => None,
            };
            rows.into_iter().chain([node.grain])
        };
        self.made_of(nodes.into_iter().flat_map(of).chain(subjects.iter().copied()))
    }

    /// These kinds of subjects and every kind that their results need.
    pub fn kinds_of_results(&self, subjects: &[SubjectId]) -> BTreeSet<SubjectId> {
        self.kinds_needed(self.needed(subjects), subjects)
    }

    /// The tables whose data the results of these kinds of subjects need, including tables that are only referred to.
    pub fn tables_needed(&self, subjects: &[SubjectId]) -> BTreeSet<TableId> {
        let kinds = self.kinds_of_results(subjects);
        let mut open: Vec<TableId> = kinds.into_iter().filter_map(|s| self.subject(s).table()).collect();
        let mut tables = BTreeSet::new();
        while let Some(id) = open.pop() {
            if tables.insert(id) {
                open.extend(self.table(id).references.iter().map(|r| r.to));
            }
        }
        tables
    }

    /// The finding that two overrides of one subject differ; the key of the subject is given in words.
    pub fn overrides_differ(&self, node: NodeId, key: &str) -> Diagnostic {
        let node = self.node(node);
        let message = say::overrides_differ(&node.owner, key);
        Diagnostic::error(Code::OverridesDiffer, node.span, message).help(say::remove_an_override())
    }
}
