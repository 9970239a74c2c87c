//! A typed policy: its kinds of subjects, its named values, and its outputs.

use super::check_context::ParamSource;
use super::op::*;
use super::period::Period;
use super::typed::Expr;
use super::units::{Unit, amount_words};
use crate::functions::Composition;
use crate::ids::IdVec;
use crate::names::{ParamId, SubjectId, ValueId};
use crate::number::Rational;
use crate::schema::{AbsentWhen, ChoiceId, ColumnId, ColumnKind, TableId, Tables};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A typed policy.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// The name of the policy.
    pub name: String,
    /// The label, for people.
    pub label: Option<String>,
    /// The tables, as the readers need them.
    pub tables: Tables,
    /// The closed lists, tiers included.
    pub choices: IdVec<ChoiceId, ChoiceModel>,
    /// The kinds of subjects.
    pub subjects: IdVec<SubjectId, SubjectModel>,
    /// The scales, each with its name and its text in the policy, for explanations.
    pub scales: Vec<(String, String)>,
    /// The params; `None` for a param with a mistake.
    pub params: IdVec<ParamId, Option<ParamModel>>,
    /// The period of the run, if there is one.
    pub period: Option<Period>,
    /// The named values; `None` for a value with a mistake.
    pub values: IdVec<ValueId, Option<ValueModel>>,
    /// The outputs, in the order of the policy.
    pub outputs: Vec<OutputModel>,
    /// Parts of keys that are released: the kind of subject, the part, and the release.
    pub released_keys: Vec<(SubjectId, usize, Release)>,
    /// Where the policy marks columns as private.
    pub marked_private: BTreeMap<(TableId, ColumnId), Span>,
    /// Where the policy writes `as_of`, if it asks for the day on which it is applied.
    pub asks_day: Option<Span>,
}

impl Model {
    /// A named value; `None` for a value with a mistake.
    pub fn value(&self, id: ValueId) -> Option<&ValueModel> {
        self.values[id].as_ref()
    }

    /// The expression of a named value.
    pub fn expr(&self, id: ValueId) -> Option<&Expr> {
        self.value(id).map(|value| &value.expr)
    }

    /// The name of the choice or kind of subject that the values of a type belong to; empty for other types.
    pub(crate) fn type_name(&self, ty: &Type) -> &str {
        match ty {
            Type::Choice(id) | Type::Set(id) => &self.choices[*id].name,
            Type::Reference(of, _) => &self.subjects[*of].name,
            Type::Number(_) | Type::YesNo | Type::Text | Type::Date | Type::Sorted => "",
        }
    }

    /// The condition under which the cells of a column do not exist, if the policy states it.
    pub fn absent_when(&self, table: TableId, column: ColumnId) -> Option<&AbsentWhen> {
        self.tables[table].column(column).absent_when.as_ref()
    }

    /// Whether the results depend on a period: on the rows or months that it selects, or on the day.
    pub fn asks_period(&self) -> bool {
        let of_months = |subject: &SubjectModel| match &subject.source {
            Source::Product(factors) => factors.iter().any(|factor| matches!(factor, Factor::Time(..))),
            Source::Rows { .. } | Source::Groups { .. } | Source::All => false,
        };
        self.asks_day.is_some()
            || self.tables.iter().any(|table| table.dated.is_some())
            || self.subjects.iter().any(of_months)
    }
}

/// A closed list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceModel {
    pub name: String,
    /// The label, for people.
    pub label: Option<String>,
    /// The text of its `///` lines.
    pub doc: Option<String>,
    /// Whether later values are above earlier ones.
    pub ordered: bool,
    /// Groups of its values.
    pub groups: Vec<ChoiceGroupModel>,
    /// Its values.
    pub values: Vec<ChoiceValueModel>,
}

impl ChoiceModel {
    /// Whether it has documentation, labels or groups.
    pub fn is_described(&self) -> bool {
        let has_label = self.values.iter().any(|value| value.label.is_some());
        self.label.is_some() || self.doc.is_some() || !self.groups.is_empty() || has_label
    }
}

/// Some values of a closed list under one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceGroupModel {
    pub name: String,
    /// The label, for people.
    pub label: Option<String>,
    /// The positions of the values in the list.
    pub values: Range<usize>,
}

/// A value of a closed list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceValueModel {
    pub name: String,
    /// The text in results: the first bound text, else the name.
    pub text: String,
    /// The label, for people.
    pub label: Option<String>,
}

/// A kind of subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectModel {
    pub name: String,
    /// The label, for people.
    pub label: Option<String>,
    /// Where its subjects come from.
    pub source: Source,
    /// The parts of the key that names a subject.
    pub key: Vec<KeyPart>,
}

/// Where the subjects of a kind come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// One for each row of a table. If the table is dated, one for each row of the period, or of all periods.
    Rows {
        /// The table.
        table: TableId,
        /// Whether rows outside the period count too.
        all_periods: bool,
    },
    /// One for each combination of values of these columns that occurs in a row of the table, in the order of the first
    /// rows.
    Groups {
        /// The rows.
        rows: SubjectId,
        /// The columns.
        by: Vec<ColumnId>,
    },
    /// One for each combination of the factors; the last factor changes fastest.
    Product(Vec<Factor>),
    /// Only one: everything.
    All,
}

/// A factor of a product.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Factor {
    /// Each subject of a kind, in its order.
    Subject(SubjectId),
    /// These values of a choice, in this order.
    Choice(ChoiceId, Vec<u32>),
    /// The months, quarters, halves or years that the period touches, in order, as text.
    Time(TimeUnit, Vec<String>),
}

/// A part of the key of a kind of subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPart {
    /// The name, also the header of its column in results.
    pub name: String,
    /// The kind of its values.
    pub kind: ColumnKind,
    /// The column of the table, for rows and groups.
    pub column: Option<ColumnId>,
}

impl SubjectModel {
    /// The table whose rows the subjects are; `None` if they are not rows.
    pub fn table(&self) -> Option<TableId> {
        match self.source {
            Source::Rows { table, .. } => Some(table),
            _ => None,
        }
    }
}

/// A named value.
#[derive(Clone, Debug)]
pub struct ValueModel {
    pub name: String,
    /// The label, for people.
    pub label: Option<String>,
    /// The kind of subject that it is a value of.
    pub subject: SubjectId,
    /// How it is computed.
    pub expr: Expr,
    /// How it is explained.
    pub about: ValueOrigin,
    /// The clause of the regulation.
    pub cite: Option<String>,
    /// The reason.
    pub because: Option<String>,
    /// The params to which its declaration refers.
    pub params: BTreeSet<ParamId>,
    /// Where its name is written.
    pub span: Span,
}

/// A param with the value that is in force.
#[derive(Clone, Debug)]
pub struct ParamModel {
    pub name: String,
    /// The label, for people.
    pub label: Option<String>,
    /// The text of the `///` lines above it.
    pub doc: Option<String>,
    /// The type of the value in force.
    pub ty: Type,
    /// Whether the policy writes its value in per cent.
    pub percent: bool,
    /// The value in force.
    pub value: Constant,
    /// The source of the value in force.
    pub source: ParamSource,
    /// The value in the policy, of the same kind and unit.
    pub own: Constant,
    /// The clause of the regulation.
    pub cite: Option<String>,
    /// The reason.
    pub because: Option<String>,
}

impl ParamModel {
    /// An amount, written as the policy writes the value of this param.
    pub fn amount_words(&self, amount: &Rational) -> String {
        match &self.ty {
            _ if self.percent => format!("{}%", amount * &Rational::pow10(2)),
            Type::Number(number) => amount_words(amount, number.unit),
            _ => amount_words(amount, Unit::Plain),
        }
    }
}

/// The construct of the policy that a named value comes from, for explanations.
#[derive(Clone, Debug)]
pub enum ValueOrigin {
    /// A `let`.
    Let,
    /// A leaf of a tree or a whole tree that is one expression.
    Leaf,
    /// A node with children.
    Node(Box<NodeModel>),
    /// A named step of a node.
    Step,
    /// Tiers of a value.
    Tiers {
        /// The value that the tiers grade.
        of: ValueId,
        /// The value as the tiers grade it: rounded, settled, or its place among equal values.
        judged: Box<Expr>,
        /// The rounding, in the words of the policy.
        rounded: Option<String>,
        /// The clauses of the regulation, one for each tier.
        cites: Vec<Option<String>>,
    },
    /// An eligibility.
    Eligibility,
    /// A mark of an eligibility.
    Mark,
    /// A check: whether it holds; missing if its `when` is not yes.
    Check(Severity),
}

/// How bad it is if a check does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Severity {
    /// The data or the results must not be used as they are.
    Error,
    /// A person should look at it.
    Warning,
}

/// A node with children, as written.
#[derive(Clone, Debug)]
pub struct NodeModel {
    /// How the children are combined.
    pub how: Composition,
    /// What happens if a child is missing, in words.
    pub missing: Option<String>,
    /// What happens if a child is missing.
    pub rule: NodeRule,
    /// The children.
    pub children: Vec<ValueId>,
    /// Their weights.
    pub weights: Weights<Expr>,
    /// The share of each child in the whole, if its weight alone does not show it; else empty.
    pub shares: Vec<Expr>,
    /// The value before the first step.
    pub composed: Expr,
    /// The steps, in order.
    pub steps: Vec<StepModel>,
}

/// What happens if a child of a node is missing.
#[derive(Clone, Debug)]
pub struct NodeRule {
    /// The rule within the node.
    pub rule: MissingRule,
    /// Whether all leaves below share the weight of a missing leaf.
    pub across: bool,
    /// Whether a missing value of the node is an error.
    pub fails: bool,
}

/// The weights of the children of a node, one for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Weights<T> {
    /// Each counts the same.
    Same,
    /// Known before any data is read.
    Fixed(Vec<Rational>),
    /// Values of the subject.
    Computed(Vec<T>),
}

/// A step after the composition.
#[derive(Clone, Debug)]
pub struct StepModel {
    /// The text of the step in the policy.
    pub words: String,
    /// The clause of the regulation.
    pub cite: Option<String>,
    /// The reason.
    pub because: Option<String>,
    /// The value after the step.
    pub after: Expr,
}

/// A published column.
#[derive(Clone, Debug)]
pub struct OutputModel {
    /// The kind of subject that it is a column of.
    pub subject: SubjectId,
    /// The header.
    pub name: String,
    pub content: Content,
    /// Where the policy asks for it.
    pub span: Span,
    /// The people who alone may read the column; `None` if everybody may.
    pub release: Option<Release>,
}

/// The people for whom private values are published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// Who may read them.
    pub to: String,
    /// Why they may read them.
    pub because: String,
    /// The clause of the regulation that allows it.
    pub cite: String,
}

/// The content of a published column.
#[derive(Clone, Debug)]
pub enum Content {
    /// A value: a number is stored with `decimals`, a tier or choice is written as its text.
    Value {
        /// The value; a number is already stored.
        expr: Expr,
        /// The decimals of a number.
        decimals: u32,
    },
    /// Why the value is missing, as text; empty if it is not missing.
    Reason(Expr),
    /// The clauses that explain the outcome of a decision.
    Clauses(Expr),
}
