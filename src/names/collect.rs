//! First walk: collects the declarations, and reports duplicate names.

use super::id::*;
use super::model::*;
use super::unknown::{on_the_page, unknown_column, unknown_subject};
use super::ways;
use crate::calendar::TimeUnit;
use crate::diagnostic::{Code, Diagnostic};
use crate::functions::Function;
use crate::ids::IdVec;
use crate::lookup::Lookup;
use crate::messages::{names as say, phrase};
use crate::schema::{ChoiceId, ColumnId, TableId};
use crate::source::Span;
use crate::syntax::ast::{self, Content, File, ItemKind, LetOf, Name, StepKind};
use indexmap::IndexMap;
use indexmap::map::Entry;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Collects the declarations of the files.
pub(super) fn collect<'a>(files: &'a [File], findings: &mut Vec<Diagnostic>) -> Catalogue<'a> {
    let mut collector =
        Collector { catalogue: Catalogue::default(), findings, spans: IndexMap::new(), periods: Lookup::default() };
    let items = || files.iter().flat_map(|f| &f.items).map(|i| &i.kind);
    collector.built_in(items().any(|item| matches!(item, ItemKind::Eligibility(_))));
    items().for_each(|item| collector.first(item));
    items().for_each(|item| collector.subject_named(item));
    collector.families();
    collector.made_of_others(&items().filter_map(subject_of).collect::<Vec<_>>());
    collector.catalogue.subjects.ids().for_each(|id| collector.columns_in_scope(id));
    ways::find(&mut collector.catalogue, collector.findings);
    items().for_each(|item| collector.values(item));
    collector.values_of_choices();
    collector.catalogue
}

/// The names of the built-in types that are written as one name.
const TYPES: [&str; 7] = ["text", "date", "count", "rating", "number", "share", "money"];

/// The subject that is everything.
static ALL: LazyLock<Name> = LazyLock::new(|| Name { text: "all".into(), span: Span::BUILT_IN });

/// The outcomes of an eligibility.
static OUTCOME: LazyLock<(Name, Vec<ast::ChoiceValue>)> = LazyLock::new(|| {
    let name = |text: &str| Name { text: text.into(), span: Span::BUILT_IN };
    let value = |text| ast::ChoiceValue { texts: Vec::new(), name: name(text), label: None };
    (name("outcome"), ["included", "excluded", "undetermined"].map(value).into())
});

struct Collector<'a, 'f> {
    catalogue: Catalogue<'a>,
    findings: &'f mut Vec<Diagnostic>,
    /// Where each top-level name is declared.
    spans: IndexMap<String, crate::source::Span>,
    /// Where each named period is declared.
    periods: Lookup<&'a str, Span>,
}

impl<'a> Collector<'a, '_> {
    /// Collects all top-level declarations except groupings, which need the tables.
    fn first(&mut self, item: &'a ItemKind) {
        match item {
            ItemKind::Policy(policy) => self.policy(policy),
            ItemKind::Choice(choice) => {
                let id = self.choice(&choice.name, choice.values.iter().collect());
                self.groups(id, choice);
                self.not_a_type(&choice.name);
                self.declare(&choice.name, Top::Choice(id));
            }
            ItemKind::Table(table) => self.table(table),
            ItemKind::Param(param) => {
                let id = self.catalogue.params.push(param);
                self.declare(&param.name, Top::Param(id));
            }
            ItemKind::Let(scale) if matches!(scale.of, LetOf::Arguments(_)) => {
                if Function::named(&scale.name.text).is_some() {
                    let name = &scale.name.text;
                    let message = say::scale_like_function(name);
                    let finding = Diagnostic::error(Code::DeclaredTwice, scale.name.span, message);
                    self.findings.push(finding.help(say::rename_scale(name)));
                }
                let id = self.catalogue.scales.push(scale);
                self.declare(&scale.name, Top::Scale(id));
            }
            ItemKind::Test(test) => self.catalogue.tests.push(test),
            ItemKind::Period(period) => self.period(period),
            ItemKind::Let(_)
            | ItemKind::Subject(_)
            | ItemKind::Tree(_)
            | ItemKind::Tiers(_)
            | ItemKind::Eligibility(_)
            | ItemKind::Publish(_)
            | ItemKind::Check(_) => {}
        }
    }

    /// Declares the built-in names: `all` as one subject, and the outcomes of eligibilities.
    fn built_in(&mut self, decides: bool) {
        self.subject_declared(&ALL, None, SubjectKind::All, true);
        if decides {
            let (name, values) = &*OUTCOME;
            let values = values.iter().collect();
            let choice = Choice { name, label: None, doc: None, values, groups: &[], ordered: false };
            let id = self.catalogue.choices.push(choice);
            self.catalogue.outcome = Some(id);
        }
    }

    /// Reports a choice with the name of a type: it could not be the type of any column.
    fn not_a_type(&mut self, name: &Name) {
        if TYPES.contains(&name.text.as_str()) {
            let message = say::choice_like_type(&name.text);
            let help = say::rename_choice(&name.text);
            self.findings.push(Diagnostic::error(Code::DeclaredTwice, name.span, message).help(help));
        }
    }

    /// Groups and values are named in the same places, so no name can mean both.
    fn groups(&mut self, id: ChoiceId, choice: &'a ast::Choice) {
        let mut known: Lookup<&str, Span> = Lookup::default();
        for value in &choice.values {
            known.entry(&value.name.text).or_insert(value.name.span);
        }
        for group in &choice.groups {
            let first = *known.entry(&group.name.text).or_insert(group.name.span);
            if first != group.name.span {
                self.findings.push(twice(&group.name, first));
            }
        }
        let declared = &mut self.catalogue.choices[id];
        (declared.label, declared.doc) = (choice.label.as_ref(), choice.doc.as_deref());
        declared.groups = &choice.groups;
        declared.ordered = choice.ordered.is_some();
    }

    fn period(&mut self, period: &'a ast::NamedPeriod) {
        let first = *self.periods.entry(&period.name.value).or_insert(period.name.span);
        if first != period.name.span {
            let name = Name { text: period.name.value.clone(), span: period.name.span };
            self.findings.push(twice(&name, first));
        }
        self.catalogue.periods.push(period);
    }

    /// Records which choices list which names, including the choices of tiers.
    fn values_of_choices(&mut self) {
        for (id, choice) in self.catalogue.choices.entries() {
            for (at, value) in (0u32..).zip(&choice.values) {
                let found = self.catalogue.choice_values.entry(&value.name.text).or_default();
                if found.last().is_none_or(|(last, _)| *last != id) {
                    found.push((id, at));
                }
            }
            for (at, group) in choice.groups.iter().enumerate() {
                self.catalogue.choice_groups.entry((id, &group.name.text)).or_insert(at);
            }
        }
    }

    /// Records a kind of subject. Returns `false` if the name is taken.
    fn subject_declared(&mut self, name: &Name, label: Option<&'a ast::Text>, kind: SubjectKind, whole: bool) -> bool {
        let subject = self.catalogue.subjects.push(Subject { name: name.clone(), label, kind, whole });
        self.catalogue.scopes.push(IndexMap::new());
        self.declare(name, Top::Subject(subject))
    }

    fn policy(&mut self, policy: &'a ast::Policy) {
        if let Some(first) = self.catalogue.policy {
            self.findings.push(
                Diagnostic::error(Code::DeclaredTwice, policy.name.span, say::second_policy())
                    .label(first.name.span, phrase::first_of_two())
                    .help(say::keep_one_policy()),
            );
        } else {
            self.catalogue.policy = Some(policy);
        }
    }

    /// Reports columns that read the same column of the file: each of them would count it.
    fn headers_apart(&mut self, table: &'a ast::Table) {
        let mut headers: IndexMap<&str, Span> = IndexMap::new();
        for column in &table.columns {
            let (text, span) = match &column.header {
                Some(header) => (header.value.as_str(), header.span),
                None => (column.name.text.as_str(), column.name.span),
            };
            match headers.get(text) {
                // Two columns of the same name are reported elsewhere.
                Some(first) if column.header.is_some() && *first != span => {
                    let message = say::header_twice(&table.name.text, text);
                    let finding =
                        Diagnostic::error(Code::DeclaredTwice, span, message).label(*first, phrase::first_of_two());
                    self.findings.push(finding.help(say::own_headers()));
                }
                _ => drop(headers.insert(text, span)),
            }
        }
    }

    fn table(&mut self, table: &'a ast::Table) {
        let id = self.catalogue.tables.push(table);
        let mut named: Lookup<&'a str, ColumnId> = Lookup::default();
        for (id, column) in self.catalogue.columns(id) {
            named.entry(&column.name.text).or_insert(id);
        }
        let key = table.keys.first().map(|(names, _)| names.as_slice()).unwrap_or_default();
        self.catalogue.keys.push(key.iter().filter_map(|name| named.get(name.text.as_str()).copied()).collect());
        self.catalogue.columns_named.push(named);
        self.catalogue.subjects_of_tables.push(self.catalogue.subjects.next_id());
        self.headers_apart(table);
        if !self.subject_declared(&table.name, table.label.as_ref(), SubjectKind::Rows(id), true) {
            self.catalogue.lost.extend(table.columns.iter().map(|c| c.name.text.clone()));
        }
    }

    /// Records the names of groupings and products. Their parts are resolved when all names are known.
    fn subject_named(&mut self, item: &'a ItemKind) {
        let Some(subject) = subject_of(item) else { return };
        self.subject_declared(&subject.name, subject.label.as_ref(), SubjectKind::Product(Vec::new()), false);
    }

    /// Resolves the parts of groupings and products, each after the subjects that it is made of.
    fn made_of_others(&mut self, subjects: &[&'a ast::Subject]) {
        // They were declared last.
        let declared = self.catalogue.subjects.ids().skip(self.catalogue.subjects.len() - subjects.len());
        let mut open: Vec<(SubjectId, &'a ast::Subject)> = declared.zip(subjects.iter().copied()).collect();
        while !open.is_empty() {
            let names: BTreeSet<&str> = open.iter().map(|(_, s)| s.name.text.as_str()).collect();
            let waits = |subject: &ast::Subject| match &subject.kind {
                ast::SubjectKind::Product(factors) => factors.iter().any(|f| names.contains(f.text.as_str())),
                ast::SubjectKind::Groups { .. } => false,
            };
            let (waiting, ready): (Vec<_>, Vec<_>) = open.iter().copied().partition(|(_, s)| waits(s));
            if ready.is_empty() {
                let subjects: Vec<&ast::Subject> = waiting.iter().map(|(_, subject)| *subject).collect();
                self.findings.extend(made_of_themselves(&subjects));
                return;
            }
            for (id, subject) in ready {
                let (kind, whole) = match &subject.kind {
                    ast::SubjectKind::Groups { table, by } => self.grouping(table, by),
                    ast::SubjectKind::Product(factors) => self.product(&subject.name, factors),
                };
                let declared = &mut self.catalogue.subjects[id];
                (declared.kind, declared.whole) = (kind, whole);
            }
            open = waiting;
        }
    }

    fn grouping(&mut self, table: &'a Name, by: &'a [Name]) -> (SubjectKind, bool) {
        let rows = self.catalogue.subject_named(&table.text);
        let found = rows.and_then(|s| self.catalogue.rows_of(s));
        if let Some(finding) = on_the_page(&self.catalogue, table, say::cannot_be_grouped()) {
            self.findings.push(finding);
            return (SubjectKind::Groups { table: None, by: Vec::new() }, false);
        }
        if found.is_none() {
            let tables = self.catalogue.tables.iter().map(|t| t.name.text.as_str());
            self.findings.push(
                Diagnostic::error(Code::UnknownName, table.span, say::unknown_table(&table.text))
                    .about(&table.text)
                    .help(
                        self.catalogue
                            .did_you_mean(&table.text, tables)
                            .unwrap_or_else(|| say::name_grouped_table().into()),
                    ),
            );
        }
        let columns: Vec<ColumnId> = found.map_or(Vec::new(), |t| self.grouping_columns(t, by));
        let whole = columns.len() == by.len();
        (SubjectKind::Groups { table: found, by: columns }, whole)
    }

    fn product(&mut self, of: &Name, names: &'a [Name]) -> (SubjectKind, bool) {
        let factors: Vec<Factor> = self.once(names).into_iter().filter_map(|name| self.factor(of, name)).collect();
        let whole = factors.len() == names.len();
        (SubjectKind::Product(factors), whole)
    }

    fn factor(&mut self, of: &Name, name: &Name) -> Option<Factor> {
        if let Some(finding) = on_the_page(&self.catalogue, name, say::cannot_be_a_factor()) {
            self.findings.push(finding);
            return None;
        }
        let found = match self.catalogue.top.get(&name.text) {
            Some(Top::Subject(id)) if self.catalogue.subject(*id).kind != SubjectKind::All => {
                Some(Factor::Subject(*id))
            }
            Some(Top::Choice(id)) => Some(Factor::Choice(*id)),
            _ => TimeUnit::named(&name.text).map(Factor::Time),
        };
        if found.is_none() {
            let top = self.catalogue.top.iter().filter(|(_, t)| matches!(t, Top::Subject(_) | Top::Choice(_)));
            let known = top.map(|(name, _)| name.as_str()).filter(|n| *n != "all" && *n != of.text);
            let all = name.text == ALL.text;
            let message = match all {
                true => say::factor_all().to_string(),
                false => say::unknown_factor(&name.text),
            };
            let near = self.catalogue.did_you_mean(&name.text, known).filter(|_| !all);
            let help = near.unwrap_or_else(|| say::factors_are().into());
            self.findings.push(Diagnostic::error(Code::UnknownName, name.span, message).about(&name.text).help(help));
        }
        found
    }

    /// Returns each name of a list once, and reports duplicates.
    fn once(&mut self, names: &'a [Name]) -> Vec<&'a Name> {
        let mut seen: IndexMap<&str, Span> = IndexMap::new();
        let mut once = Vec::new();
        for name in names {
            match seen.entry(&name.text) {
                Entry::Vacant(entry) => {
                    entry.insert(name.span);
                    once.push(name);
                }
                Entry::Occupied(first) => self.findings.push(named_twice(name, *first.get())),
            }
        }
        once
    }

    fn grouping_columns(&mut self, table: TableId, names: &'a [Name]) -> Vec<ColumnId> {
        self.once(names);
        names.iter().filter_map(|name| self.column_named(table, name)).collect()
    }

    fn column_named(&mut self, table: TableId, name: &Name) -> Option<ColumnId> {
        let found = self.catalogue.column_named(table, &name.text);
        if found.is_none() {
            self.findings.push(unknown_column(&self.catalogue, self.catalogue.table(table), name));
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
                            say::text_of_two_values(&text.value, &name.text),
                        )
                        .label(first, phrase::first_of_two())
                        .help(say::one_value_for_text()),
                    );
                }
            }
        }
        self.catalogue.choices.push(Choice { name, label: None, doc: None, values, groups: &[], ordered: false })
    }

    /// Records a top-level name. Returns `false` if the name is taken.
    fn declare(&mut self, name: &Name, top: Top) -> bool {
        match self.catalogue.top.entry(name.text.clone()) {
            Entry::Vacant(entry) => {
                entry.insert(top);
                self.spans.insert(name.text.clone(), name.span);
                true
            }
            Entry::Occupied(_) => {
                let first = self.spans.get(&name.text).copied().unwrap_or(name.span);
                if first == Span::BUILT_IN {
                    let message = say::name_of_language(&name.text);
                    let finding = Diagnostic::error(Code::DeclaredTwice, name.span, message);
                    self.findings.push(finding.help(say::rename_this()));
                    return false;
                }
                self.findings.push(twice(name, first));
                false
            }
        }
    }

    /// Records the values that a kind of subject has by itself: the columns of a table, the columns of a grouping, and
    /// the choices and periods among the factors of a product. Its references and other factors are recorded with their
    /// steps.
    fn columns_in_scope(&mut self, subject: SubjectId) {
        match self.catalogue.subject(subject).kind.clone() {
            SubjectKind::Rows(id) => {
                let own = self.catalogue.columns(id).filter(|(_, column)| column.family.is_none());
                for (column, written) in own {
                    self.enter(subject, &written.name, What::Column(id, column), true);
                }
            }
            SubjectKind::Groups { table: Some(id), by } => {
                for (i, column) in by.iter().enumerate() {
                    let column = self.catalogue.column(id, *column);
                    self.enter(subject, &column.name, What::Key(i), false);
                }
            }
            SubjectKind::Product(factors) => {
                let mut at = 0;
                for factor in &factors {
                    self.factor_in_scope(subject, *factor, at);
                    at += self.catalogue.factor_len(*factor);
                }
                self.families_in_scope(subject, &factors);
            }
            SubjectKind::Groups { table: None, .. } | SubjectKind::All => {}
        }
    }

    /// Records the families whose table and choice are both factors of the product.
    fn families_in_scope(&mut self, subject: SubjectId, factors: &[Factor]) {
        for id in self.catalogue.families.ids() {
            let family = &self.catalogue.families[id];
            let rows = Factor::Subject(self.catalogue.subject_of(family.table));
            if factors.contains(&rows) && factors.contains(&Factor::Choice(family.choice)) {
                let name = family.name;
                self.enter(subject, name, What::Family(id), true);
            }
        }
    }

    /// Collects the families of all tables. A family with an unknown choice has been reported.
    fn families(&mut self) {
        let mut families: IdVec<FamilyId, Family<'a>> = IdVec::default();
        // The first and the last family of a table with this name.
        let mut named: Lookup<(TableId, &str), (FamilyId, FamilyId)> = Lookup::default();
        for table in self.catalogue.tables.ids() {
            for (id, column) in self.catalogue.columns(table) {
                let Some(member) = &column.family else { continue };
                let Some(Top::Choice(choice)) = self.catalogue.top.get(&member.choice) else { continue };
                let choice = *choice;
                let known = named.get(&(table, &member.name.text)).copied();
                match known.filter(|_| member.value > 0) {
                    Some((_, last)) => families[last].columns.push(id),
                    None => {
                        let other = known.map(|(first, _)| families[first].name.span);
                        // A member has a name of its own, which a column cannot have.
                        let plain = self.catalogue.column_named(table, &member.name.text);
                        let plain = plain.map(|id| self.catalogue.column(table, id).name.span);
                        self.findings.extend(other.or(plain).map(|first| twice(&member.name, first)));
                        let own = families.push(Family { name: &member.name, table, choice, columns: vec![id] });
                        named.insert((table, &member.name.text), (known.map_or(own, |(first, _)| first), own));
                    }
                }
            }
        }
        self.catalogue.families = families;
    }

    /// Records a choice or period among the factors as a value of the product. If a factor is a product, its choices
    /// and periods are values of the outer product, too.
    fn factor_in_scope(&mut self, subject: SubjectId, factor: Factor, at: usize) {
        let name = match factor {
            Factor::Choice(id) => Some(self.catalogue.choice(id).name.clone()),
            Factor::Time(unit) => Some(Name { text: unit.name().into(), span: Span::BUILT_IN }),
            Factor::Subject(of) => {
                if let SubjectKind::Product(inner) = self.catalogue.subject(of).kind.clone() {
                    let mut at = at;
                    for factor in inner {
                        self.factor_in_scope(subject, factor, at);
                        at += self.catalogue.factor_len(factor);
                    }
                }
                None
            }
        };
        if let Some(name) = name {
            self.enter(subject, &name, What::Key(at), false);
        }
    }

    fn enter(&mut self, subject: SubjectId, name: &Name, what: What, report: bool) {
        match self.catalogue.scopes[subject].entry(name.text.clone()) {
            Entry::Vacant(entry) => {
                entry.insert(ScopeEntry { what, span: name.span });
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
                let LetOf::Subjects(of) = &value.of else { return };
                for subject in self.subjects(of, [&value.name]) {
                    self.value(subject, &value.name, value.label.as_ref(), ValueKind::Let(value));
                }
            }
            ItemKind::Tree(tree) => {
                for subject in self.subjects(&tree.of, names_of(&tree.root)) {
                    let root = self.node(subject, &tree.root);
                    self.catalogue.trees.push((root, tree));
                }
            }
            ItemKind::Tiers(tiers) => {
                let choice = self.choice(&tiers.name, tiers.tiers.iter().map(|t| &t.value).collect());
                for subject in self.subjects(&tiers.of, [&tiers.name]) {
                    self.value(subject, &tiers.name, tiers.label.as_ref(), ValueKind::Tiers(tiers, choice));
                }
            }
            ItemKind::Eligibility(eligibility) => {
                for subject in self.subjects(&eligibility.of, [&eligibility.name]) {
                    let kind = ValueKind::Eligibility(eligibility);
                    self.value(subject, &eligibility.name, eligibility.label.as_ref(), kind);
                    for mark in &eligibility.marks {
                        let name = mark_name(eligibility, mark);
                        self.value(subject, &name, mark.label.as_ref(), ValueKind::Mark(mark));
                    }
                }
            }
            ItemKind::Publish(publish) => {
                for subject in self.subjects(&publish.of, []) {
                    self.catalogue.published.push((subject, publish));
                }
            }
            ItemKind::Check(check) => {
                for subject in self.subjects(&check.of, [&check.name]) {
                    self.value(subject, &check.name, check.label.as_ref(), ValueKind::Check(check));
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

    fn value(&mut self, subject: SubjectId, name: &Name, label: Option<&'a ast::Text>, kind: ValueKind<'a>) -> ValueId {
        let id = self.catalogue.values.push(Value { name: name.clone(), label, subject, kind });
        self.enter(subject, name, What::Value(id), true);
        id
    }

    /// The subjects of a declaration. If one of them is unknown, the values that it declares are lost.
    fn subjects(&mut self, names: &'a [Name], declares: impl IntoIterator<Item = &'a Name>) -> Vec<SubjectId> {
        let mut found: Vec<SubjectId> = Vec::new();
        for (i, name) in names.iter().enumerate() {
            if let Some(finding) = on_the_page(&self.catalogue, name, say::have_only_cells()) {
                self.findings.push(finding);
                continue;
            }
            match self.catalogue.subject_named(&name.text) {
                Some(subject) if !found.contains(&subject) => found.push(subject),
                Some(_) => {
                    let first = names.iter().take(i).find(|n| n.text == name.text);
                    self.findings.extend(first.map(|first| named_twice(name, first.span)));
                }
                None => self.findings.push(unknown_subject(&self.catalogue, name)),
            }
        }
        if found.len() < names.len() {
            self.catalogue.lost.extend(declares.into_iter().map(|n| n.text.clone()));
        }
        found
    }
}

/// The grouping or product that an item declares.
fn subject_of(item: &ItemKind) -> Option<&ast::Subject> {
    match item {
        ItemKind::Subject(subject) => Some(subject),
        _ => None,
    }
}

/// Reports products that are among their own factors, directly or through others: each cycle once, from its first
/// product in the policy.
fn made_of_themselves(subjects: &[&ast::Subject]) -> Vec<Diagnostic> {
    let mut told: Vec<&str> = Vec::new();
    let mut findings = Vec::new();
    for subject in subjects {
        let name = subject.name.text.as_str();
        let Some(ring) = ring_of(subjects, name).filter(|_| !told.contains(&name)) else { continue };
        let (message, help) = match ring.as_slice() {
            [_] => (say::factor_of_itself(name), say::remove_own_factor().to_string()),
            ring => {
                let path = phrase::chain(ring.iter().chain([&name]).map(|n| format!("`{n}`")), phrase::leads_to);
                (say::circular_products(&path), phrase::remove_a_step().to_string())
            }
        };
        let finding = Diagnostic::error(Code::Cycle, subject.name.span, message).help(help);
        findings.push(ring.iter().fold(finding, Diagnostic::about));
        told.extend(ring);
    }
    findings
}

/// The shortest cycle from a product through its factors to itself, found breadth first.
fn ring_of<'s>(subjects: &[&'s ast::Subject], name: &'s str) -> Option<Vec<&'s str>> {
    let factors = |name: &str| -> Vec<&'s str> {
        let of = subjects.iter().find(|s| s.name.text == name).map(|s| &s.kind);
        match of {
            Some(ast::SubjectKind::Product(factors)) => factors.iter().map(|f| f.text.as_str()).collect(),
            _ => Vec::new(),
        }
    };
    let mut seen: Vec<&str> = Vec::new();
    let mut edge = vec![vec![name]];
    while let Some(path) = (!edge.is_empty()).then(|| edge.remove(0)) {
        for next in factors(path.last()?) {
            if next == name {
                return Some(path);
            }
            if !seen.contains(&next) {
                seen.push(next);
                edge.push(path.iter().copied().chain([next]).collect());
            }
        }
    }
    None
}

/// The name of a mark among the values of its subject.
pub(super) fn mark_name(eligibility: &ast::Eligibility, mark: &ast::Mark) -> Name {
    Name { text: format!("{}_{}", eligibility.name.text, mark.name.text), span: mark.name.span }
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

/// Reports a name that is in a list twice.
pub(crate) fn named_twice(name: &Name, first: crate::source::Span) -> Diagnostic {
    Diagnostic::error(Code::SaidTwice, name.span, phrase::repeated(&name.text))
        .label(first, phrase::first_of_two())
        .help(phrase::keep_one())
}

fn twice(name: &Name, first: crate::source::Span) -> Diagnostic {
    Diagnostic::error(Code::DeclaredTwice, name.span, say::duplicate_declaration(&name.text))
        .label(first, phrase::first_here())
        .help(say::rename_or_remove())
}
