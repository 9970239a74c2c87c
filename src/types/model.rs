//! What a policy is, typed: its kinds of subjects, its named values, and what it publishes.

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

/// A policy, typed.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// The policy's name and label.
    pub name: String,
    /// What people call it.
    pub label: Option<String>,
    /// The tables as the readers need them.
    pub tables: Tables,
    /// The closed lists, tiers included.
    pub choices: IdVec<ChoiceId, ChoiceModel>,
    /// The kinds of subjects.
    pub subjects: IdVec<SubjectId, SubjectModel>,
    /// The scales, each by its name and as it stands on the page, for explanations.
    pub scales: Vec<(String, String)>,
    /// The params; `None` for one that has a mistake.
    pub params: IdVec<ParamId, Option<ParamModel>>,
    /// The period of the run, where one is given.
    pub period: Option<Period>,
    /// The named values; `None` for one that has a mistake.
    pub values: IdVec<ValueId, Option<ValueModel>>,
    /// What is published, in the order of the page.
    pub outputs: Vec<OutputModel>,
    /// Parts of keys that are released: of which kind of subject, which part, to whom.
    pub released_keys: Vec<(SubjectId, usize, Release)>,
    /// Where the page marks columns as private.
    pub marked_private: BTreeMap<(TableId, ColumnId), Span>,
    /// Where `as_of` stands, when the policy asks for the day on which it is applied.
    pub asks_day: Option<Span>,
}

impl Model {
    /// A named value; `None` for one that has a mistake.
    pub fn value(&self, id: ValueId) -> Option<&ValueModel> {
        self.values[id].as_ref()
    }

    /// What a named value is.
    pub fn expr(&self, id: ValueId) -> Option<&Expr> {
        self.value(id).map(|value| &value.expr)
    }

    /// The name of the choice or of the kind of subject whose values are of a type; empty where there is none.
    pub(crate) fn type_name(&self, ty: &Type) -> &str {
        match ty {
            Type::Choice(id) | Type::Set(id) => &self.choices[*id].name,
            Type::Reference(of, _) => &self.subjects[*of].name,
            Type::Number(_) | Type::YesNo | Type::Text | Type::Date | Type::Sorted => "",
        }
    }

    /// Which cells of a column do not exist, where the policy says when.
    pub fn absent_when(&self, table: TableId, column: ColumnId) -> Option<&AbsentWhen> {
        self.tables[table].column(column).absent_when.as_ref()
    }

    /// Whether a period decides anything: which rows count, which months there are, or the day.
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
    /// Its name.
    pub name: String,
    /// What people call it.
    pub label: Option<String>,
    /// What its `///` lines say.
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
    /// Its name.
    pub name: String,
    /// What people call it.
    pub label: Option<String>,
    /// The positions of its values.
    pub values: Range<usize>,
}

/// A value of a closed list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceValueModel {
    /// Its name.
    pub name: String,
    /// The text that results write: the first bound text, else the name.
    pub text: String,
    /// What people call it.
    pub label: Option<String>,
}

/// A kind of subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectModel {
    /// Its name.
    pub name: String,
    /// What people call it.
    pub label: Option<String>,
    /// Where its subjects come from.
    pub source: Source,
    /// What names a subject.
    pub key: Vec<KeyPart>,
}

/// Where the subjects of a kind come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// One for each row of a table; of a dated one for each row of the period, unless it is of all periods.
    Rows {
        /// The table.
        table: TableId,
        /// Whether rows outside the period count.
        all_periods: bool,
    },
    /// One for each combination of values of these columns that a row of the table has, in the order of the first rows.
    Groups {
        /// The rows.
        rows: SubjectId,
        /// The columns.
        by: Vec<ColumnId>,
    },
    /// One for each combination of the factors, the last of them running fastest.
    Product(Vec<Factor>),
    /// One alone: everything.
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
    /// Its name; the header of its column in results.
    pub name: String,
    /// What it holds.
    pub kind: ColumnKind,
    /// Of rows and groups the column of the table.
    pub column: Option<ColumnId>,
}

impl SubjectModel {
    /// The table whose rows the subjects are, when they are rows.
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
    /// Its name.
    pub name: String,
    /// What people call it.
    pub label: Option<String>,
    /// Of which kind of subject.
    pub subject: SubjectId,
    /// How it comes about.
    pub expr: Expr,
    /// How it is explained.
    pub about: ValueOrigin,
    /// The clause.
    pub cite: Option<String>,
    /// The reason.
    pub because: Option<String>,
    /// The params that its declaration refers to.
    pub params: BTreeSet<ParamId>,
    /// Where its name stands.
    pub span: Span,
}

/// A param with its value in force.
#[derive(Clone, Debug)]
pub struct ParamModel {
    /// Its name.
    pub name: String,
    /// What people call it.
    pub label: Option<String>,
    /// What the `///` lines above it say.
    pub doc: Option<String>,
    /// The type of the value in force.
    pub ty: Type,
    /// Whether the policy writes its value in per cent.
    pub percent: bool,
    /// The value in force.
    pub value: Constant,
    /// Where that comes from.
    pub source: ParamSource,
    /// The value in the policy, of the same kind and unit.
    pub own: Constant,
    /// The clause.
    pub cite: Option<String>,
    /// The reason.
    pub because: Option<String>,
}

impl ParamModel {
    /// An amount as the policy writes the value of this param.
    pub fn amount_words(&self, amount: &Rational) -> String {
        match &self.ty {
            _ if self.percent => format!("{}%", amount * &Rational::pow10(2)),
            Type::Number(number) => amount_words(amount, number.unit),
            _ => amount_words(amount, Unit::Plain),
        }
    }
}

/// What a named value is on the page, for explanations.
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
        /// The value that is judged.
        of: ValueId,
        /// It as it is judged: rounded, settled, or its place among equal ones.
        judged: Box<Expr>,
        /// How it is rounded, in the words of the page.
        rounded: Option<String>,
        /// Its clauses, one for each tier.
        cites: Vec<Option<String>>,
    },
    /// An eligibility.
    Eligibility,
    /// A mark of an eligibility.
    Mark,
    /// A check: whether it holds; missing where its `when` is not yes.
    Check(Severity),
}

/// How bad it is that a check does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Severity {
    /// The data or the results must not be used as they are.
    Error,
    /// Somebody should look at it.
    Warning,
}

/// A node with children, as written.
#[derive(Clone, Debug)]
pub struct NodeModel {
    /// How the children are brought together.
    pub how: Composition,
    /// What a missing child does, in words.
    pub missing: Option<String>,
    /// What a missing child does.
    pub rule: NodeRule,
    /// The children.
    pub children: Vec<ValueId>,
    /// Their weights.
    pub weights: Weights<Expr>,
    /// The part of the whole that each child has, where its weight alone does not tell; else empty.
    pub shares: Vec<Expr>,
    /// What the steps start from.
    pub composed: Expr,
    /// The steps, in order: the words of the page and the value after the step.
    pub steps: Vec<StepModel>,
}

/// What a missing child of a node does.
#[derive(Clone, Debug)]
pub struct NodeRule {
    /// Within the node.
    pub rule: MissingRule,
    /// Whether all leaves below share the weight of one that is missing.
    pub across: bool,
    /// Whether it is an error that there is no value.
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
    /// As it stands on the page.
    pub words: String,
    /// The clause.
    pub cite: Option<String>,
    /// The reason.
    pub because: Option<String>,
    /// The value after it.
    pub after: Expr,
}

/// A published column.
#[derive(Clone, Debug)]
pub struct OutputModel {
    /// Of which kind of subject.
    pub subject: SubjectId,
    /// The header.
    pub name: String,
    /// What it holds.
    pub content: Content,
    /// Where the page asks for it.
    pub span: Span,
    /// For whom alone it is, where not for everybody.
    pub release: Option<Release>,
}

/// For whom private values are published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// Who may read them.
    pub to: String,
    /// Why.
    pub because: String,
    /// By which clause.
    pub cite: String,
}

/// What a published column holds.
#[derive(Clone, Debug)]
pub enum Content {
    /// A value: a number is stored at `decimals`, a tier or choice is written by its text.
    Value {
        /// The value, a number already stored.
        expr: Expr,
        /// Decimals of a number.
        decimals: u32,
    },
    /// Why the value is missing, as text; empty where it is not.
    Reason(Expr),
    /// The clauses of a decision that say why it came out so.
    Clauses(Expr),
}
