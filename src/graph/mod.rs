//! The evaluation graph: every value of a policy as a node, inputs before users.
//!
//! Both evaluators read this and nothing above it. Equal expressions of one grain are one node; references between
//! values are edges; what is published is a list of [`Output`]s.
//!
//! Invariant: a node's inputs have smaller ids, so one walk in the order of ids evaluates everything.

mod from_types;
pub mod print;
pub mod reasons;

pub use from_types::build;
pub use reasons::Reason;

use crate::names::{SubjectId, ValueId};
use crate::number::Rational;
use crate::schema::{ChoiceId, ColumnId, TableId, TableSchema};
use crate::source::Span;
use crate::types::{ChoiceModel, Op, SubjectModel, Type};

/// A node of the graph: its position in the order of evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub usize);

/// One operation with its inputs.
#[derive(Clone, Debug)]
pub struct Node {
    /// What is done; never [`Op::Value`].
    pub op: Op,
    /// With what; smaller ids.
    pub inputs: Vec<NodeId>,
    /// What comes out, with the range that it can take.
    pub ty: Type,
    /// Whether the result can be missing.
    pub can_miss: bool,
    /// Of which kind of subject there is one value each.
    pub grain: SubjectId,
    /// The text of the page, for explanations.
    pub words: String,
    /// What people call the value that it belongs to, for reasons.
    pub owner: String,
    /// Where it stands.
    pub span: Span,
}

/// A policy ready to be evaluated.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// The policy's name.
    pub policy: String,
    /// The tables as the readers need them.
    pub tables: Vec<TableSchema>,
    /// The closed lists.
    pub choices: Vec<ChoiceModel>,
    /// The kinds of subjects.
    pub subjects: Vec<SubjectModel>,
    /// The nodes.
    pub nodes: Vec<Node>,
    /// The named values, by their id.
    pub values: Vec<Option<NamedValue>>,
    /// What is published, in the order of the page.
    pub outputs: Vec<Output>,
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
    pub about: About,
    /// The clause.
    pub cite: Option<String>,
    /// The reason.
    pub because: Option<String>,
}

/// What a named value is on the page.
#[derive(Clone, Debug)]
pub enum About {
    /// A `let`, a leaf, a named step: its expression says it all.
    Expression,
    /// A node with children.
    Composed {
        /// How the children are brought together.
        how: String,
        /// What a missing child does.
        missing: Option<String>,
        /// The children and their weights.
        children: Vec<(ValueId, Option<Rational>)>,
        /// What the steps start from.
        composed: NodeId,
        /// The steps, in order.
        steps: Vec<Step>,
    },
    /// Tiers.
    Tiers {
        /// The value that is judged.
        of: ValueId,
        /// It as it is judged: rounded, settled.
        judged: NodeId,
        /// The clause of each tier.
        cites: Vec<Option<String>>,
    },
}

/// A step after a composition.
#[derive(Clone, Debug)]
pub struct Step {
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
}

impl Graph {
    /// A node.
    #[expect(clippy::indexing_slicing, reason = "an id is a position in this list")]
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0]
    }

    /// A table.
    #[expect(clippy::indexing_slicing, reason = "an id is a position in this list")]
    pub fn table(&self, id: TableId) -> &TableSchema {
        &self.tables[id.0]
    }

    /// A kind of subject.
    #[expect(clippy::indexing_slicing, reason = "an id is a position in this list")]
    pub fn subject(&self, id: SubjectId) -> &SubjectModel {
        &self.subjects[id.0]
    }

    /// The text that results write for a value of a choice.
    pub fn choice_text(&self, choice: ChoiceId, value: u32) -> &str {
        let values = self.choices.get(choice.0).map(|c| &c.values);
        values.and_then(|v| v.get(value as usize)).map_or("", |v| v.text.as_str())
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
        self.subjects.iter().position(|s| s.name == name).map(SubjectId)
    }

    /// The kind of subject that is the rows of a table.
    pub fn rows_of(&self, table: TableId) -> Option<SubjectId> {
        self.subjects.iter().position(|s| s.table == table && !s.grouped).map(SubjectId)
    }

    /// The columns that name a subject, with their names.
    pub fn key_columns(&self, subject: SubjectId) -> Vec<(ColumnId, &str)> {
        let subject = self.subject(subject);
        let table = self.table(subject.table);
        subject.key.iter().filter_map(|id| table.column(*id).map(|c| (*id, c.name.as_str()))).collect()
    }
}
