//! The evaluation graph: every value of a policy as a node, inputs before users.
//!
//! Both evaluators read this and nothing above it. Equal expressions of one grain are one node; references between
//! values are edges; what is published is a list of [`Output`]s.
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
    /// What is done; never [`Op::Value`].
    pub op: Op,
    /// With what; smaller ids.
    pub inputs: Vec<NodeId>,
    /// What comes out, with the range that it can take.
    pub ty: Type,
    /// The param that fixes it, of a constant.
    pub param: Option<ParamId>,
    /// Whether the result can be missing.
    pub can_miss: bool,
    /// Of which kind of subject there is one value each.
    pub grain: SubjectId,
    /// The text of the page, for explanations.
    pub words: String,
    /// What people call the value that it belongs to, for reasons.
    pub owner: Arc<str>,
    /// Where it stands.
    pub span: Span,
}

/// A policy ready to be evaluated.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// The policy's name.
    pub policy: String,
    /// The tables as the readers need them.
    pub tables: Tables,
    /// The closed lists.
    pub choices: IdVec<ChoiceId, ChoiceModel>,
    /// The kinds of subjects.
    pub subjects: IdVec<SubjectId, SubjectModel>,
    /// The params.
    pub params: IdVec<ParamId, ParamModel>,
    /// The named values that the results of each kind of subject refer to.
    pub used: BTreeMap<SubjectId, BTreeSet<ValueId>>,
    /// The period of the run, where one is given.
    pub period: Option<Period>,
    /// The nodes.
    pub nodes: IdVec<NodeId, Node>,
    /// The named values.
    pub values: IdVec<ValueId, Option<NamedValue>>,
    /// What is published, in the order of the page.
    pub outputs: Vec<Output>,
    /// The scales, each by its name and as it stands on the page: they are written out where they are applied.
    pub scales: Vec<(String, String)>,
    /// The nodes that are public since many rows come to them.
    pub guards: BTreeMap<NodeId, Guard>,
    /// Parts of keys that are released: of which kind of subject, which part, to whom.
    pub released_keys: Vec<(SubjectId, usize, Release)>,
    /// Statistics of another run that are one fixed value in this.
    pub frozen: BTreeSet<NodeId>,
    /// Published totals from which a value that is withheld might follow.
    pub complements: Vec<Complement>,
    /// What pseudonyms are keyed by; of a run that makes none it is not needed.
    pub secret: Option<Secret>,
}

/// A named value and how it is explained.
#[derive(Clone, Debug)]
pub struct NamedValue {
    /// Its name.
    pub name: String,
    /// What people call it.
    pub label: Option<String>,
    /// Of which kind of subject.
    pub subject: SubjectId,
    /// Its node.
    pub node: NodeId,
    /// What it is on the page.
    pub about: ValueStructure,
    /// The clause.
    pub cite: Option<String>,
    /// The reason.
    pub because: Option<String>,
    /// The params that its declaration refers to.
    pub params: BTreeSet<ParamId>,
    /// The named values that its expression refers to.
    pub uses: BTreeSet<ValueId>,
    /// Its expression as it stands on the page, whose names are those that an explanation may use.
    pub words: String,
    /// Where that stands.
    pub span: Span,
}

/// What a named value is on the page.
#[derive(Clone, Debug)]
pub enum ValueStructure {
    /// A `let`, a leaf, a named step: its expression says it all.
    Expression,
    /// A node with children.
    Composed(Box<Composed>),
    /// Tiers.
    Tiers {
        /// The value that is judged.
        of: ValueId,
        /// It as it is judged: rounded, settled.
        judged: NodeId,
        /// How it is rounded, in the words of the page.
        rounded: Option<String>,
        /// The clause of each tier.
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
    /// How the children are brought together.
    pub how: String,
    /// What a missing child does.
    pub missing: Option<String>,
    /// The children.
    pub children: Vec<ValueId>,
    /// Their weights.
    pub weights: Weights<NodeId>,
    /// The part of the whole that each child has, where its weight alone does not tell; else empty.
    pub shares: Vec<NodeId>,
    /// Whether it is an error that there is no value.
    pub fails: bool,
    /// What the steps start from.
    pub composed: NodeId,
    /// The steps, in order.
    pub steps: Vec<CompositionStep>,
}

/// A step after a composition.
#[derive(Clone, Debug)]
pub struct CompositionStep {
    /// As it stands on the page.
    pub words: String,
    /// The clause.
    pub cite: Option<String>,
    /// The reason.
    pub because: Option<String>,
    /// The value after it.
    pub after: NodeId,
}

/// A published column.
#[derive(Clone, Debug)]
pub struct Output {
    /// Of which kind of subject.
    pub subject: SubjectId,
    /// The header.
    pub name: String,
    /// Where it comes from.
    pub node: NodeId,
    /// What is written.
    pub kind: OutputKind,
    /// Where the page asks for it.
    pub span: Span,
    /// For whom alone it is, where not for everybody.
    pub release: Option<Release>,
    /// Whether it is only asked whether others may be published, and stands in no result.
    pub hidden: bool,
}

/// What a published column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputKind {
    /// A number with so many decimals.
    Number(u32),
    /// A value of a choice or a tier, by its text.
    Choice(ChoiceId),
    /// Yes or no.
    YesNo,
    /// A text.
    Text,
    /// A date.
    Date,
    /// Why the value is missing.
    Reason,
    /// The clauses of a decision that say why it came out so.
    Clauses,
}

impl Graph {
    /// A node.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id]
    }

    /// Whether a node is what a check says that is not asked.
    pub fn is_silent(&self, id: NodeId) -> bool {
        self.node(id).op == Op::Nothing(None)
    }

    /// Whether a node is what the page answers in place of a value. Where it is unknown whether it is asked, it is no reason.
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

    /// What no number of an output is further from zero than, in units of its last decimal, where the policy knows an end.
    pub fn most_units(&self, output: &Output) -> Option<i128> {
        let OutputKind::Number(scale) = output.kind else { return None };
        self.node(output.node).ty.held().number()?.range.most_units(scale)
    }

    /// How far a published value can lie from what the page defines, before it is brought to its decimals.
    pub fn error_of(&self, output: &Output) -> ErrorBound {
        let shown = self.node(output.node);
        let ty = match (&shown.op, shown.inputs.first()) {
            (Op::Store(_), Some(exact)) => &self.node(*exact).ty,
            _ => &shown.ty,
        };
        ty.held().number().map_or(ErrorBound::NONE, |number| number.error)
    }

    /// Whether the results of some kinds of subjects need pseudonyms: where the page asks for the first.
    pub fn makes_pseudonyms(&self, subjects: &[SubjectId]) -> Option<Span> {
        let needed = self.needed(subjects);
        needed.into_iter().map(|id| self.node(id)).find(|node| node.op == Op::Pseudonym).map(|node| node.span)
    }

    /// The same graph with what keys its pseudonyms.
    pub fn keyed(&self, secret: Secret) -> Graph {
        Graph { secret: Some(secret), ..self.clone() }
    }

    /// The kinds of subjects that have outputs, in the order of the page.
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

    /// The kind of subject that is the rows of a table within the period.
    pub fn rows_of(&self, table: TableId) -> Option<SubjectId> {
        let own = |s: &SubjectModel| s.source == Source::Rows { table, all_periods: false };
        self.subjects.position(own)
    }

    /// Every kind of subject that these are made of, they themselves among them, in the order of their ids.
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

    /// Every node that the results of these kinds of subjects need, inputs among them.
    pub fn needed(&self, subjects: &[SubjectId]) -> BTreeSet<NodeId> {
        self.with_inputs(self.outputs.iter().filter(|o| subjects.contains(&o.subject)).map(|o| o.node))
    }

    /// Some nodes with all that they need.
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

    /// Some kinds of subjects with all that they and some nodes need: whose values the nodes are, what is brought
    /// together, also where it is only counted, and what those are made of.
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

    /// Every kind of subject that the results of these need, they themselves among them.
    pub fn kinds_of_results(&self, subjects: &[SubjectId]) -> BTreeSet<SubjectId> {
        self.kinds_needed(self.needed(subjects), subjects)
    }

    /// The tables whose data the results of these kinds of subjects need, those that are only referred to among them.
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

    /// Two overrides that say different things of one subject, whose key is given in words.
    pub fn overrides_differ(&self, node: NodeId, key: &str) -> Diagnostic {
        let node = self.node(node);
        let message = say::overrides_differ(&node.owner, key);
        Diagnostic::error(Code::OverridesDiffer, node.span, message).help(say::remove_an_override())
    }
}
