//! First walk: what is declared, each name once.

use super::model::*;
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::schema::{ChoiceId, ColumnId, TableId};
use crate::syntax::ast::{self, Content, File, ItemKind, LetOf, Name, StepKind};
use indexmap::IndexMap;
use indexmap::map::Entry;

/// Collects the declarations of the files.
pub fn collect<'a>(files: &'a [File], findings: &mut Vec<Diagnostic>) -> Catalogue<'a> {
    let mut collector = Collector { catalogue: Catalogue::default(), findings, spans: IndexMap::new() };
    let items = || files.iter().flat_map(|f| &f.items).map(|i| &i.kind);
    items().for_each(|item| collector.first(item));
    items().for_each(|item| collector.groupings(item));
    (0..collector.catalogue.subjects.len()).for_each(|i| collector.columns_in_scope(SubjectId(i)));
    items().for_each(|item| collector.values(item));
    collector.catalogue
}

struct Collector<'a, 'f> {
    catalogue: Catalogue<'a>,
    findings: &'f mut Vec<Diagnostic>,
    /// Where each name that stands alone is declared.
    spans: IndexMap<String, crate::source::Span>,
}

impl<'a> Collector<'a, '_> {
    /// Everything that stands alone but groupings, which need the tables.
    fn first(&mut self, item: &'a ItemKind) {
        match item {
            ItemKind::Policy(policy) => self.policy(policy),
            ItemKind::Choice(choice) => {
                let id = self.choice(&choice.name, choice.values.iter().collect());
                self.declare(&choice.name, Top::Choice(id));
            }
            ItemKind::Table(table) => self.table(table),
            ItemKind::Param(param) => {
                self.catalogue.params.push(param);
                self.declare(&param.name, Top::Param(ParamId(self.catalogue.params.len() - 1)));
            }
            ItemKind::Let(scale) if matches!(scale.of, LetOf::Arguments(_)) => {
                self.catalogue.scales.push(scale);
                self.declare(&scale.name, Top::Scale(ScaleId(self.catalogue.scales.len() - 1)));
            }
            ItemKind::Test(test) => self.catalogue.tests.push(test),
            ItemKind::Let(_) | ItemKind::Subject(_) | ItemKind::Tree(_) | ItemKind::Tiers(_) => {}
        }
    }

    fn policy(&mut self, policy: &'a ast::Policy) {
        if let Some(first) = self.catalogue.policy {
            self.findings.push(
                Diagnostic::error(
                    Code::DeclaredTwice,
                    policy.name.span,
                    "a policy has one head, and this is the second",
                )
                .label(first.name.span, "the first")
                .help("keep one `policy` line"),
            );
        } else {
            self.catalogue.policy = Some(policy);
        }
    }

    fn table(&mut self, table: &'a ast::Table) {
        let id = TableId(self.catalogue.tables.len());
        self.catalogue.tables.push(table);
        let subject = SubjectId(self.catalogue.subjects.len());
        self.catalogue.subjects.push(Subject {
            name: &table.name,
            label: table.label.as_ref(),
            table: Some(id),
            by: None,
            whole: true,
        });
        self.catalogue.scopes.push(IndexMap::new());
        if !self.declare(&table.name, Top::Subject(subject)) {
            self.catalogue.lost.extend(table.columns.iter().map(|c| c.name.text.clone()));
        }
    }

    fn groupings(&mut self, item: &'a ItemKind) {
        let ItemKind::Subject(grouping) = item else { return };
        let rows = self.catalogue.subject_named(&grouping.table.text);
        let table = rows.and_then(|s| self.catalogue.rows_of(s));
        if table.is_none() {
            let tables = self.catalogue.tables.iter().map(|t| t.name.text.as_str());
            self.findings.push(
                Diagnostic::error(
                    Code::UnknownName,
                    grouping.table.span,
                    format!("there is no table `{}`", grouping.table.text),
                )
                .help(
                    suggest::did_you_mean(&grouping.table.text, tables)
                        .unwrap_or_else(|| "name the table whose rows are grouped".into()),
                ),
            );
        }
        let by: Vec<ColumnId> = table.map_or(Vec::new(), |t| self.grouping_columns(t, &grouping.by));
        let whole = by.len() == grouping.by.len();
        let subject = SubjectId(self.catalogue.subjects.len());
        self.catalogue.subjects.push(Subject {
            name: &grouping.name,
            label: grouping.label.as_ref(),
            table,
            by: Some(by),
            whole,
        });
        self.catalogue.scopes.push(IndexMap::new());
        self.declare(&grouping.name, Top::Subject(subject));
    }

    fn grouping_columns(&mut self, table: TableId, names: &'a [Name]) -> Vec<ColumnId> {
        for (i, name) in names.iter().enumerate() {
            if let Some(first) = names.iter().take(i).find(|n| n.text == name.text) {
                self.findings.push(named_twice(name, first.span));
            }
        }
        names.iter().filter_map(|name| self.column_named(table, name)).collect()
    }

    fn column_named(&mut self, table: TableId, name: &Name) -> Option<ColumnId> {
        let table = self.catalogue.table(table);
        let found = table.columns.iter().position(|c| c.name.text == name.text).map(ColumnId);
        if found.is_none() {
            self.findings.push(unknown_column(table, name));
        }
        found
    }

    fn choice(&mut self, name: &'a Name, values: Vec<&'a ast::ChoiceValue>) -> ChoiceId {
        let mut names: IndexMap<&str, &Name> = IndexMap::new();
        let mut texts: IndexMap<&str, crate::source::Span> = IndexMap::new();
        for value in &values {
            if let Some(first) = names.insert(&value.name.text, &value.name) {
                self.findings.push(twice(&value.name, first.span));
            }
            for text in &value.texts {
                if let Some(first) = texts.insert(&text.value, text.span) {
                    self.findings.push(
                        Diagnostic::error(
                            Code::DeclaredTwice,
                            text.span,
                            format!("the text `{}` already stands for a value of `{}`", text.value, name.text),
                        )
                        .label(first, "here")
                        .help("a text of the file can mean one value only"),
                    );
                }
            }
        }
        self.catalogue.choices.push(Choice { name, values });
        ChoiceId(self.catalogue.choices.len() - 1)
    }

    /// Enters a name that stands alone; `false` when it is taken.
    fn declare(&mut self, name: &'a Name, top: Top) -> bool {
        match self.catalogue.top.entry(name.text.clone()) {
            Entry::Vacant(entry) => {
                entry.insert(top);
                self.spans.insert(name.text.clone(), name.span);
                true
            }
            Entry::Occupied(_) => {
                let first = self.spans.get(&name.text).copied().unwrap_or(name.span);
                self.findings.push(twice(name, first));
                false
            }
        }
    }

    /// The columns that a kind of subject has a value of: all of a table's, the grouping ones of a grouping.
    fn columns_in_scope(&mut self, subject: SubjectId) {
        let Some(id) = self.catalogue.subject(subject).table else { return };
        let by = self.catalogue.subject(subject).by.clone();
        let table = self.catalogue.table(id);
        for (i, column) in table.columns.iter().enumerate() {
            if by.as_ref().is_none_or(|by| by.contains(&ColumnId(i))) {
                self.enter(subject, &column.name, Referent::Column(id, ColumnId(i)), by.is_none());
            }
        }
    }

    fn enter(&mut self, subject: SubjectId, name: &'a Name, referent: Referent, report: bool) {
        let Some(scope) = self.catalogue.scopes.get_mut(subject.0) else { return };
        match scope.entry(name.text.clone()) {
            Entry::Vacant(entry) => {
                entry.insert(ScopeEntry { referent, span: name.span });
            }
            Entry::Occupied(entry) if report => {
                let first = entry.get().span;
                self.findings.push(twice(name, first));
            }
            Entry::Occupied(_) => {}
        }
    }

    fn values(&mut self, item: &'a ItemKind) {
        match item {
            ItemKind::Let(value) => {
                let LetOf::Subject(of) = &value.of else { return };
                if let Some(subject) = self.subject(of, [&value.name]) {
                    self.value(subject, &value.name, value.label.as_ref(), ValueKind::Let(value));
                }
            }
            ItemKind::Tree(tree) => {
                if let Some(subject) = self.subject(&tree.of, names_of(&tree.root)) {
                    let root = self.node(subject, &tree.root);
                    self.catalogue.trees.push((root, tree));
                }
            }
            ItemKind::Tiers(tiers) => {
                let choice = self.choice(&tiers.name, tiers.tiers.iter().map(|t| &t.value).collect());
                if let Some(subject) = self.subject(&tiers.of, [&tiers.name]) {
                    self.value(subject, &tiers.name, tiers.label.as_ref(), ValueKind::Tiers(tiers, choice));
                }
            }
            _ => {}
        }
    }

    fn node(&mut self, subject: SubjectId, node: &'a ast::Node) -> ValueId {
        let id = self.value(subject, &node.name, node.label.as_ref(), ValueKind::Node(node));
        if let Content::Body(body) = &node.content {
            for child in &body.children {
                self.node(subject, child);
            }
            for step in &body.steps {
                if let StepKind::Plus { minus, name: Some((name, label)), value } = &step.kind {
                    self.value(subject, name, label.as_ref(), ValueKind::Step(value, *minus));
                }
            }
        }
        id
    }

    fn value(
        &mut self,
        subject: SubjectId,
        name: &'a Name,
        label: Option<&'a ast::Text>,
        kind: ValueKind<'a>,
    ) -> ValueId {
        let id = ValueId(self.catalogue.values.len());
        self.catalogue.values.push(Value { name, label, subject, kind });
        self.enter(subject, name, Referent::Value(id), true);
        id
    }

    /// The subject of a declaration; where there is none, the values that it declares are lost.
    fn subject(&mut self, name: &'a Name, declares: impl IntoIterator<Item = &'a Name>) -> Option<SubjectId> {
        let found = self.catalogue.subject_named(&name.text);
        if found.is_none() {
            self.findings.push(unknown_subject(&self.catalogue, name));
            self.catalogue.lost.extend(declares.into_iter().map(|n| n.text.clone()));
        }
        found
    }
}

/// The names of a node, its named steps and everything below it.
fn names_of(node: &ast::Node) -> Vec<&Name> {
    let mut names = vec![&node.name];
    if let Content::Body(body) = &node.content {
        names.extend(body.children.iter().flat_map(names_of));
        names.extend(body.steps.iter().filter_map(|step| match &step.kind {
            StepKind::Plus { name: Some((name, _)), .. } => Some(name),
            _ => None,
        }));
    }
    names
}

/// A name that stands for nothing that can be judged.
pub fn unknown_subject(catalogue: &Catalogue<'_>, name: &Name) -> Diagnostic {
    let known = catalogue.subjects.iter().map(|s| s.name.text.as_str());
    let list = known.clone().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ");
    let help = suggest::did_you_mean(&name.text, known).unwrap_or_else(|| match list.as_str() {
        "" => "declare a `table` first".into(),
        list => format!("tables and subjects are {list}"),
    });
    let message = format!("there is no table or subject `{}`", name.text);
    Diagnostic::error(Code::UnknownName, name.span, message).help(help)
}

/// A column that a table does not have.
pub fn unknown_column(table: &ast::Table, name: &Name) -> Diagnostic {
    let message = format!("`{}` has no column `{}`", table.name.text, name.text);
    let help = suggest::did_you_mean(&name.text, table.columns.iter().map(|c| c.name.text.as_str()))
        .unwrap_or_else(|| format!("declare it in `table {}`", table.name.text));
    Diagnostic::error(Code::UnknownName, name.span, message).help(help)
}

/// A name that stands twice in one list.
pub fn named_twice(name: &Name, first: crate::source::Span) -> Diagnostic {
    Diagnostic::error(Code::SaidTwice, name.span, format!("`{}` stands here twice", name.text))
        .label(first, "the first")
        .help("keep one")
}

fn twice(name: &Name, first: crate::source::Span) -> Diagnostic {
    Diagnostic::error(Code::DeclaredTwice, name.span, format!("`{}` is declared twice", name.text))
        .label(first, "first here")
        .help("give one of the two another name, or take it away")
}
