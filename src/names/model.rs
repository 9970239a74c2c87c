//! What a policy declares. The ids are positions in the order of the policy.

use super::hop::Hop;
use super::id::*;
use super::search::{AtOnce, Last};
use crate::calendar::TimeUnit;
use crate::diagnostic::suggest::Compared;
use crate::ids::{Id, IdVec};
use crate::lookup::Lookup;
use crate::schema::{ChoiceId, ColumnId, TableId};
use crate::source::Span;
use crate::syntax::ast::{self, Name};
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Everything that a policy declares.
#[derive(Debug, Default)]
pub struct Catalogue<'a> {
    /// The header of the policy.
    pub policy: Option<&'a ast::Policy>,
    /// Choices, the tiers after them, and the outcomes of eligibilities: all of them are closed lists of values.
    pub choices: IdVec<ChoiceId, Choice<'a>>,
    /// The outcomes of eligibilities, if the policy has an eligibility.
    pub outcome: Option<ChoiceId>,
    /// Tables.
    pub tables: IdVec<TableId, &'a ast::Table>,
    /// Kinds of subjects: first `all` and each table by its own name, then groupings and products.
    pub subjects: IdVec<SubjectId, Subject<'a>>,
    /// Parameters.
    pub params: IdVec<ParamId, &'a ast::Param>,
    /// Scales.
    pub scales: IdVec<ScaleId, &'a ast::Let>,
    /// Named values of subjects. A declaration for several kinds of subjects has a value for each of them.
    pub values: IdVec<ValueId, Value<'a>>,
    /// Trees, each with the value of its root, in the order of the policy.
    pub trees: Vec<(ValueId, &'a ast::Tree)>,
    /// Tests.
    pub tests: Vec<&'a ast::Test>,
    /// Named periods.
    pub periods: Vec<&'a ast::NamedPeriod>,
    /// What results show in addition to trees and tiers, with the kind of subject.
    pub published: Vec<(SubjectId, &'a ast::Publish)>,
    /// Families: columns that belong together.
    pub families: IdVec<FamilyId, Family<'a>>,
    /// Top-level names: params, scales, tables, subjects, choices.
    pub top: IndexMap<String, Top>,
    /// For each kind of subject, the names of its values.
    pub scopes: IdVec<SubjectId, IndexMap<String, ScopeEntry>>,
    /// References and factors: the steps that the policy declares.
    pub(super) hops: IdVec<HopId, Arc<Hop>>,
    /// For each kind of subject, the steps from it.
    pub(super) hops_from: IdVec<SubjectId, Vec<HopId>>,
    /// Steps to subjects that are found by values.
    pub(super) at_once: AtOnce,
    /// How many spellings have been compared.
    pub(super) compared: Compared,
    /// The last search for ways.
    pub(super) last: Last,
    /// For each table, its columns by their names. If two columns have the same name, the first one.
    pub(super) columns_named: IdVec<TableId, Lookup<&'a str, ColumnId>>,
    /// For each table, the columns of its key. Unknown columns are left out.
    pub(super) keys: IdVec<TableId, Vec<ColumnId>>,
    /// For each name, the choices that list it, in the order of their ids, with its first position.
    pub(super) choice_values: Lookup<&'a str, Vec<(ChoiceId, u32)>>,
    /// The position of the first group of a choice with a name.
    pub(super) choice_groups: Lookup<(ChoiceId, &'a str), usize>,
    /// For each table, the kind of subject of its rows.
    pub(super) subjects_of_tables: IdVec<TableId, SubjectId>,
    /// Names that are declared, but that a mistake keeps out of every scope. The mistake has been reported, so the uses
    /// of these names are not reported.
    pub lost: BTreeSet<String>,
}

/// A closed list of values.
#[derive(Debug)]
pub struct Choice<'a> {
    /// Its name.
    pub name: &'a Name,
    /// The name for people.
    pub label: Option<&'a ast::Text>,
    /// The text of its `///` lines.
    pub doc: Option<&'a str>,
    /// Its values, in order.
    pub values: Vec<&'a ast::ChoiceValue>,
    /// Groups of its values.
    pub groups: &'a [ast::ChoiceGroup],
    /// Whether later values are above earlier ones.
    pub ordered: bool,
}

/// Columns of a table, one for each value of a choice. The family is a value of each product of the table and the
/// choice.
#[derive(Debug)]
pub struct Family<'a> {
    /// Its name.
    pub name: &'a Name,
    /// The table.
    pub table: TableId,
    /// The choice.
    pub choice: ChoiceId,
    /// The columns, one for each value of the choice, in its order.
    pub columns: Vec<ColumnId>,
}

/// A kind of subject.
#[derive(Debug)]
pub struct Subject<'a> {
    /// Its name.
    pub name: Name,
    /// The name for people.
    pub label: Option<&'a ast::Text>,
    /// What it is.
    pub kind: SubjectKind,
    /// Whether every part of the subject was found. If not, the mistake has been reported.
    pub whole: bool,
}

/// What a kind of subject is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubjectKind {
    /// The rows of a table.
    Rows(TableId),
    /// Groups of rows. `None` if the table is unknown.
    Groups {
        /// The table.
        table: Option<TableId>,
        /// The columns that name a group.
        by: Vec<ColumnId>,
    },
    /// Every combination of its factors.
    Product(Vec<Factor>),
    /// Everything, one subject.
    All,
}

/// A factor of a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Factor {
    /// A kind of subject.
    Subject(SubjectId),
    /// The values of a choice.
    Choice(ChoiceId),
    /// Periods of the calendar.
    Time(TimeUnit),
}

/// A named value.
#[derive(Debug)]
pub struct Value<'a> {
    /// Its name.
    pub name: Name,
    /// The name for people.
    pub label: Option<&'a ast::Text>,
    /// The kind of subject that it is of.
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
    /// An eligibility.
    Eligibility(&'a ast::Eligibility),
    /// A mark of an eligibility.
    Mark(&'a ast::Mark),
    /// A check.
    Check(&'a ast::Check),
}

/// What a top-level name refers to.
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
    /// The value that the name means.
    pub what: What,
    /// Where it is declared.
    pub span: Span,
}

/// A value of a kind of subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A column of its table.
    Column(TableId, ColumnId),
    /// A part of the key of a group or a product.
    Key(usize),
    /// A named value.
    Value(ValueId),
    /// The subject that it refers to.
    Hop(HopId),
    /// In a product of a table and a choice: the column of the table for the value of the choice.
    Family(FamilyId),
}

/// What a name in the policy refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Referent {
    /// A value of the current subject, or of a subject that can be reached from it.
    Of {
        /// Whether it is a value of the subject around the rows, not of the rows themselves.
        outer: bool,
        /// The steps to the subject of the value. Empty for a value of the subject itself.
        way: Vec<HopId>,
        /// The value.
        what: What,
    },
    /// A parameter.
    Param(ParamId),
    /// The argument of the scale, by position.
    Argument(usize),
    /// A value, or a group of values, of one or more choices. The value that it is compared with decides which choice
    /// is meant.
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

/// What each name refers to. The key is the place of the name and the kind of subject of its declaration, since one
/// declaration may be of several kinds of subjects (`None`: a scale). A name that could not be resolved has no entry,
/// and has been reported.
#[derive(Debug, Default)]
pub struct Bindings {
    /// The key is the kind of subject of the declaration, and the place of the name.
    pub refs: BTreeMap<(Option<SubjectId>, Span), Referent>,
    /// For each named value, the params that its declaration refers to, directly or through scales. A node has the
    /// params of its weights and steps, but not the params of its children.
    pub params: IdVec<ValueId, BTreeSet<ParamId>>,
}

impl Bindings {
    /// The referents of the names that begin in a piece of a declaration.
    pub fn within(&self, home: Option<SubjectId>, piece: Span) -> impl Iterator<Item = &Referent> {
        let (first, last) = (piece.at_start(), Span { start: piece.end, end: u32::MAX, ..piece });
        self.refs.range((home, first)..=(home, last)).map(|(_, referent)| referent)
    }
}

impl Bindings {
    /// What a name at a place refers to in a declaration of a kind of subject (`None`: a scale).
    pub fn get(&self, home: Option<SubjectId>, name: Span) -> Option<&Referent> {
        self.refs.get(&(home, name))
    }
}

impl Referent {
    /// A value of the subject itself.
    pub fn own(what: What) -> Referent {
        Referent::Of { outer: false, way: Vec::new(), what }
    }
}

impl<'a> Catalogue<'a> {
    /// `did you mean …?` for the nearest of some names.
    pub fn did_you_mean<'n>(&self, wanted: &str, names: impl IntoIterator<Item = &'n str>) -> Option<String> {
        self.compared.did_you_mean(wanted, names)
    }

    /// The kind of subject with this name.
    pub fn subject_named(&self, name: &str) -> Option<SubjectId> {
        match self.top.get(name) {
            Some(Top::Subject(id)) => Some(*id),
            _ => None,
        }
    }

    /// The table whose rows a kind of subject is.
    pub fn rows_of(&self, subject: SubjectId) -> Option<TableId> {
        match self.subject(subject).kind {
            SubjectKind::Rows(table) => Some(table),
            _ => None,
        }
    }

    /// The kind of subject that is the rows of a table.
    pub fn subject_of(&self, table: TableId) -> SubjectId {
        self.subjects_of_tables[table]
    }

    /// The meaning of a name for a kind of subject.
    pub fn in_scope(&self, subject: SubjectId, name: &str) -> Option<What> {
        self.scopes[subject].get(name).map(|e| e.what)
    }

    /// A named value.
    pub fn value(&self, id: ValueId) -> &Value<'a> {
        &self.values[id]
    }

    /// A kind of subject.
    pub fn subject(&self, id: SubjectId) -> &Subject<'a> {
        &self.subjects[id]
    }

    /// A table.
    pub fn table(&self, id: TableId) -> &'a ast::Table {
        self.tables[id]
    }

    /// A closed list of values.
    pub fn choice(&self, id: ChoiceId) -> &Choice<'a> {
        &self.choices[id]
    }

    /// A column of a table.
    #[expect(clippy::indexing_slicing, reason = "an id is a position among the columns of its table")]
    pub fn column(&self, table: TableId, column: ColumnId) -> &'a ast::Column {
        &self.table(table).columns[column.position()]
    }

    /// The columns of a table with their ids.
    pub fn columns(&self, table: TableId) -> impl Iterator<Item = (ColumnId, &'a ast::Column)> + use<'a> {
        self.table(table).columns.iter().enumerate().map(|(at, column)| (ColumnId::at(at), column))
    }

    /// The choice that the cells of a column are values of.
    pub fn choice_of_column(&self, table: TableId, column: ColumnId) -> Option<ChoiceId> {
        let column = self.column(table, column);
        match self.top.get(&column.kind.name.text) {
            Some(Top::Choice(id)) if column.refers.is_none() => Some(*id),
            _ => None,
        }
    }

    /// How the column of a value is declared, or the columns of a family.
    pub fn declared(&self, what: What) -> Option<&'a ast::Column> {
        match what {
            What::Column(table, column) => Some(self.column(table, column)),
            What::Family(id) => {
                let family = &self.families[id];
                family.columns.first().map(|column| self.column(family.table, *column))
            }
            What::Key(_) | What::Value(_) | What::Hop(_) => None,
        }
    }

    /// The columns of a table's key. Unknown columns are left out.
    pub fn key_of(&self, table: TableId) -> Vec<ColumnId> {
        self.keys[table].clone()
    }

    /// The column of a table with a name.
    pub fn column_named(&self, table: TableId, name: &str) -> Option<ColumnId> {
        self.columns_named[table].get(name).copied()
    }

    /// The choices that list a name, each with its position.
    pub fn choices_with(&self, name: &str) -> &[(ChoiceId, u32)] {
        self.choice_values.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// The position of a value in a choice.
    pub fn choice_value(&self, choice: ChoiceId, name: &str) -> Option<u32> {
        let found = self.choices_with(name);
        let at = found.binary_search_by_key(&choice, |(id, _)| *id).ok()?;
        found.get(at).map(|(_, position)| *position)
    }

    /// The positions of the value, or of the values of the group, that a name means in a choice.
    pub fn choice_positions(&self, choice: ChoiceId, name: &str) -> Option<Vec<u32>> {
        if let Some(at) = self.choice_value(choice, name) {
            return Some(vec![at]);
        }
        let group = self.choice_group(choice, name)?;
        Some(group.values.clone().map(|i| u32::try_from(i).unwrap_or(u32::MAX)).collect())
    }

    /// The group of a choice with a name.
    pub fn choice_group(&self, choice: ChoiceId, name: &str) -> Option<&'a ast::ChoiceGroup> {
        let at = self.choice_groups.get(&(choice, name))?;
        self.choice(choice).groups.get(*at)
    }

    /// The table of a kind of subject, if the rows of the table are in the policy.
    pub fn page_table(&self, subject: SubjectId) -> Option<TableId> {
        self.rows_of(subject).filter(|table| self.table(*table).is_on_page())
    }

    /// The part of the key of a product that is a value of a choice, if the choice is a direct factor.
    pub fn choice_part(&self, product: SubjectId, choice: ChoiceId) -> Option<usize> {
        let SubjectKind::Product(factors) = &self.subject(product).kind else { return None };
        let before = factors.iter().take_while(|f| **f != Factor::Choice(choice));
        let at = before.map(|f| self.factor_len(*f)).sum();
        factors.contains(&Factor::Choice(choice)).then_some(at)
    }

    /// How many parts the key of a kind of subject has.
    pub fn key_len(&self, subject: SubjectId) -> usize {
        match &self.subject(subject).kind {
            SubjectKind::Rows(table) => self.key_of(*table).len(),
            SubjectKind::Groups { by, .. } => by.len(),
            SubjectKind::Product(factors) => factors.iter().map(|f| self.factor_len(*f)).sum(),
            SubjectKind::All => 0,
        }
    }

    /// How many parts of the key a factor has.
    pub fn factor_len(&self, factor: Factor) -> usize {
        match factor {
            Factor::Subject(of) => self.key_len(of),
            Factor::Choice(_) | Factor::Time(_) => 1,
        }
    }
}
