//! What a policy declares, by ids that are positions in the order of the page.

use crate::schema::{ChoiceId, ColumnId, TableId};
use crate::source::Span;
use crate::syntax::ast;
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};

/// A kind of subject: the rows of a table, or groups of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubjectId(pub usize);

/// A named value of a kind of subject: a `let`, a node or named step of a tree, tiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ValueId(pub usize);

/// A parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ParamId(pub usize);

/// A `let` with arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScaleId(pub usize);

/// Everything that a policy declares.
#[derive(Debug, Default)]
pub struct Catalogue<'a> {
    /// The head of the policy.
    pub policy: Option<&'a ast::Policy>,
    /// Choices, and the tiers that follow them: both are closed lists of values.
    pub choices: Vec<Choice<'a>>,
    /// Tables.
    pub tables: Vec<&'a ast::Table>,
    /// Kinds of subjects: first each table by its own name, then the groupings.
    pub subjects: Vec<Subject<'a>>,
    /// Parameters.
    pub params: Vec<&'a ast::Param>,
    /// Scales.
    pub scales: Vec<&'a ast::Let>,
    /// Named values of subjects.
    pub values: Vec<Value<'a>>,
    /// Trees, by the value that is their root, in the order of the page.
    pub trees: Vec<(ValueId, &'a ast::Tree)>,
    /// Tests.
    pub tests: Vec<&'a ast::Test>,
    /// Names that stand alone: params, scales, tables, subjects, choices.
    pub top: IndexMap<String, Top>,
    /// For each kind of subject the names of its values.
    pub scopes: Vec<IndexMap<String, ScopeEntry>>,
    /// Names that are declared where a mistake keeps them out of every scope. The mistake has been reported, and
    /// nothing is said about who uses them.
    pub lost: BTreeSet<String>,
}

/// A closed list of values.
#[derive(Debug)]
pub struct Choice<'a> {
    /// Its name.
    pub name: &'a ast::Name,
    /// Its values, in order.
    pub values: Vec<&'a ast::ChoiceValue>,
}

/// A kind of subject.
#[derive(Debug)]
pub struct Subject<'a> {
    /// Its name.
    pub name: &'a ast::Name,
    /// What people call it.
    pub label: Option<&'a ast::Text>,
    /// The table whose rows it is made of.
    pub table: Option<TableId>,
    /// For a grouping, the columns that name a group; `None` for the rows themselves.
    pub by: Option<Vec<ColumnId>>,
    /// Whether the table and all columns of the grouping were found; else that has been reported.
    pub whole: bool,
}

/// A named value.
#[derive(Debug)]
pub struct Value<'a> {
    /// Its name.
    pub name: &'a ast::Name,
    /// What people call it.
    pub label: Option<&'a ast::Text>,
    /// Of which kind of subject.
    pub subject: SubjectId,
    /// Where it comes from.
    pub kind: ValueKind<'a>,
}

/// Where a named value comes from.
#[derive(Clone, Copy, Debug)]
pub enum ValueKind<'a> {
    /// `let`
    Let(&'a ast::Let),
    /// A node of a tree.
    Node(&'a ast::Node),
    /// A named step of a tree.
    Step(&'a ast::Expr, bool),
    /// Tiers, whose values are the choice.
    Tiers(&'a ast::Tiers, ChoiceId),
}

/// What a name that stands alone refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the id of the thing that it is named after")]
pub enum Top {
    Param(ParamId),
    Scale(ScaleId),
    Subject(SubjectId),
    Choice(ChoiceId),
}

/// What a name means among the values of a kind of subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScopeEntry {
    /// Which.
    pub referent: Referent,
    /// Where it is declared.
    pub span: Span,
}

/// What a name on the page refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Referent {
    /// A column of a table.
    Column(TableId, ColumnId),
    /// A named value of a subject.
    Value(ValueId),
    /// A parameter.
    Param(ParamId),
    /// The argument of the scale, by position.
    Argument(usize),
    /// A value of one or more choices: which one follows from what it is compared with.
    ChoiceValue,
    /// A value of one choice, named by the choice: `size.small`.
    OfChoice(ChoiceId, u32),
    /// A kind of subject, as the rows of an aggregate.
    Subject(SubjectId),
    /// A scale.
    Scale(ScaleId),
    /// `as_of`: the day on which the policy is applied.
    AsOf,
}

/// What each name refers to, by the place of the name. A name that could not be resolved is not in it, and has been
/// reported.
#[derive(Debug, Default)]
pub struct Bindings {
    /// By place.
    pub refs: BTreeMap<Span, Referent>,
}

impl<'a> Catalogue<'a> {
    /// The kind of subject with this name.
    pub fn subject_named(&self, name: &str) -> Option<SubjectId> {
        match self.top.get(name) {
            Some(Top::Subject(id)) => Some(*id),
            _ => None,
        }
    }

    /// The table whose rows a kind of subject is, when it is no grouping.
    pub fn rows_of(&self, subject: SubjectId) -> Option<TableId> {
        self.subjects.get(subject.0).filter(|s| s.by.is_none()).and_then(|s| s.table)
    }

    /// What a name means for a kind of subject.
    pub fn in_scope(&self, subject: SubjectId, name: &str) -> Option<Referent> {
        self.scopes.get(subject.0)?.get(name).map(|e| e.referent)
    }

    /// A named value.
    #[expect(clippy::indexing_slicing, reason = "an id is a position in this list")]
    pub fn value(&self, id: ValueId) -> &Value<'a> {
        &self.values[id.0]
    }

    /// A kind of subject.
    #[expect(clippy::indexing_slicing, reason = "an id is a position in this list")]
    pub fn subject(&self, id: SubjectId) -> &Subject<'a> {
        &self.subjects[id.0]
    }

    /// A table.
    #[expect(clippy::indexing_slicing, reason = "an id is a position in this list")]
    pub fn table(&self, id: TableId) -> &'a ast::Table {
        self.tables[id.0]
    }

    /// A column of a table.
    pub fn column(&self, table: TableId, column: ColumnId) -> Option<&'a ast::Column> {
        self.table(table).columns.get(column.0)
    }
}
