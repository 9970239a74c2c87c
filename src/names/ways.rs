//! Ways from one kind of subject to the kinds that can be reached from it: through references, from a row to its group,
//! to the factors of a product, to products all of whose factors can be reached, and to `all`.

use super::hop::*;
use super::id::*;
use super::model::*;
use super::unknown::unknown_column;
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::{names as say, phrase};
use crate::schema::{ColumnId, TableId};
use crate::source::Span;
use crate::syntax::ast::{self, Name};

/// Pairs of key parts that are compared with each other: the first of the rows, the second of the current subject.
pub(crate) type Link = Vec<(KeyPartOrigin, KeyPartOrigin)>;

/// How rows belong to a subject according to their references.
#[derive(Clone, Debug, Default)]
pub struct Linked {
    /// The pairs of key parts that must be equal.
    pub link: Link,
    /// What rows refer to in two ways. A condition must say which of them is meant.
    pub open: Vec<TwoWays>,
}

impl Linked {
    fn of(link: Link) -> Linked {
        Linked { link, open: Vec::new() }
    }

    /// Whether nothing connects the rows with a subject.
    pub fn is_nothing(&self) -> bool {
        self.link.is_empty() && self.open.is_empty()
    }
}

/// Two ways to the same kind of subject or choice.
#[derive(Clone, Debug)]
pub struct TwoWays {
    /// The name of the kind of subject or choice.
    pub to: String,
    /// The two ways, in words.
    pub ways: [String; 2],
    /// The name of the part of the key that a condition compares with.
    pub key: String,
}

/// Finds the steps of all kinds of subjects, and the kinds that are found by values.
pub(crate) fn find(catalogue: &mut Catalogue<'_>, findings: &mut Vec<Diagnostic>) {
    catalogue.hops_from = catalogue.subjects.filled(Vec::new());
    for subject in catalogue.subjects.ids() {
        references(catalogue, subject, findings);
    }
    for subject in catalogue.subjects.ids() {
        derived(catalogue, subject, findings);
    }
    let all = catalogue.subjects.ids();
    catalogue.at_once.found_by_values = all.filter(|s| catalogue.is_found_by_values(*s)).collect();
}

/// A value of the subject itself as the origin of a key part.
fn own(local: Local) -> KeyPartOrigin {
    KeyPartOrigin { way: Vec::new(), local }
}

/// Records the steps of columns that refer to a table, and of the factors of a product.
fn references(catalogue: &mut Catalogue<'_>, from: SubjectId, findings: &mut Vec<Diagnostic>) {
    let kind = catalogue.subject(from).kind.clone();
    match kind {
        SubjectKind::Rows(table) => {
            for (id, column) in catalogue.columns(table) {
                let Some(name) = &column.refers else { continue };
                let to =
                    table_named(catalogue, name, findings).filter(|to| named_by_one(catalogue, *to, name, findings));
                if let Some(to) = to {
                    let parts = vec![own(Local::Column(table, id))];
                    catalogue.add_hop(Hop { name: column.name.text.clone(), from, to, parts });
                }
            }
        }
        SubjectKind::Groups { table: Some(table), by } => {
            in_a_group(catalogue, from, table, &by);
            for (i, id) in by.iter().enumerate() {
                let column = catalogue.column(table, *id);
                let to = column.refers.as_ref().and_then(|name| catalogue.subject_named(&name.text));
                if let Some(to) = to.filter(|to| catalogue.rows_of(*to).is_some() && catalogue.key_len(*to) == 1) {
                    let (name, parts) = (column.name.text.clone(), vec![own(Local::Key(i))]);
                    catalogue.add_hop(Hop { name, from, to, parts });
                }
            }
        }
        SubjectKind::Product(factors) => {
            let mut at = 0;
            for factor in factors {
                let len = catalogue.factor_len(factor);
                if let Factor::Subject(to) = factor {
                    let parts = (at..at + len).map(|i| own(Local::Key(i))).collect();
                    let name = catalogue.subject(to).name.clone();
                    let hop = catalogue.add_hop(Hop { name: name.text.clone(), from, to, parts });
                    enter(catalogue, from, name.text, What::Hop(hop), name.span);
                }
                at += len;
            }
        }
        SubjectKind::Groups { table: None, .. } | SubjectKind::All => {}
    }
}

/// Records the step from a row to its group.
fn in_a_group(catalogue: &mut Catalogue<'_>, group: SubjectId, table: TableId, by: &[ColumnId]) {
    let from = catalogue.subject_of(table);
    let parts = by.iter().map(|column| own(Local::Column(table, *column))).collect();
    let name = catalogue.subject(group).name.text.clone();
    catalogue.add_hop(Hop { name, from, to: group, parts });
}

fn enter(catalogue: &mut Catalogue<'_>, subject: SubjectId, name: String, what: What, span: Span) {
    catalogue.scopes[subject].entry(name).or_insert(ScopeEntry { what, span });
}

fn table_named(catalogue: &Catalogue<'_>, name: &Name, findings: &mut Vec<Diagnostic>) -> Option<SubjectId> {
    let found = catalogue.subject_named(&name.text).filter(|s| catalogue.rows_of(*s).is_some());
    if let Some(table) = found.and_then(|s| catalogue.page_table(s)) {
        let rows = catalogue.table(table).rows.first().map_or(name.span, |rows| rows.span);
        let choices = catalogue.key_of(table).into_iter().filter_map(|id| catalogue.choice_of_column(table, id));
        let choices: Vec<&str> = choices.map(|id| catalogue.choice(id).name.text.as_str()).collect();
        let message = say::reference_to_policy(&name.text);
        let finding =
            Diagnostic::error(Code::PageRows, name.span, message).about(&name.text).label(rows, say::the_rows());
        findings.push(finding.help(match choices.as_slice() {
            [one] => say::choice_as_type(one),
            _ => say::remove_reference_to_policy().to_string(),
        }));
        return None;
    }
    if found.is_none() {
        let tables = catalogue.tables.iter().map(|t| t.name.text.as_str());
        let help = catalogue
            .did_you_mean(&name.text, tables.clone())
            .unwrap_or_else(|| say::reference_names_table(phrase::first_names(tables)));
        let message = say::unknown_table(&name.text);
        findings.push(Diagnostic::error(Code::UnknownName, name.span, message).about(&name.text).help(help));
    }
    found
}

/// Checks that a single column refers to a table with a key of a single column.
fn named_by_one(catalogue: &Catalogue<'_>, to: SubjectId, name: &Name, findings: &mut Vec<Diagnostic>) -> bool {
    let Some(table) = catalogue.rows_of(to).map(|t| catalogue.table(t)) else { return false };
    let names = table.keys.first().map(|(names, _)| names.as_slice()).unwrap_or_default();
    if names.len() < 2 {
        // A table without a key has been reported.
        return names.len() == 1 && catalogue.key_len(to) == 1;
    }
    let list = names.iter().map(|n| n.text.as_str()).collect::<Vec<_>>().join(", ");
    let message = say::named_by_several_columns(&name.text, names.len());
    let help = say::name_whole_key_of_column(&name.text, &list);
    findings.push(Diagnostic::error(Code::BadReference, name.span, message).about(&name.text).help(help));
    false
}

/// Records references that are made of several values.
fn derived(catalogue: &mut Catalogue<'_>, from: SubjectId, findings: &mut Vec<Diagnostic>) {
    let Some(table) = catalogue.rows_of(from) else { return };
    for reference in &catalogue.table(table).references {
        let Some(to) = table_named(catalogue, &reference.to, findings) else { continue };
        let parts: Vec<Option<KeyPartOrigin>> =
            reference.parts.iter().map(|path| part(catalogue, from, path, findings)).collect();
        let Some(parts) = parts.into_iter().collect::<Option<Vec<KeyPartOrigin>>>() else { continue };
        if parts.len() != catalogue.key_len(to) {
            findings.push(wrong_key(catalogue, to, reference));
            continue;
        }
        let hop = catalogue.add_hop(Hop { name: reference.name.text.clone(), from, to, parts });
        enter(catalogue, from, reference.name.text.clone(), What::Hop(hop), reference.name.span);
    }
}

fn wrong_key(catalogue: &Catalogue<'_>, to: SubjectId, reference: &ast::Derived) -> Diagnostic {
    let (wanted, given) = (catalogue.key_len(to), reference.parts.len());
    let key = catalogue.rows_of(to).into_iter().flat_map(|t| catalogue.key_of(t).into_iter().map(move |id| (t, id)));
    let list = key.map(|(t, id)| catalogue.column(t, id).name.text.as_str()).collect::<Vec<_>>().join(", ");
    let message = say::wrong_number_of_values(wanted, &reference.to.text, given);
    let help = say::name_whole_key(&reference.to.text, &list);
    Diagnostic::error(Code::BadReference, reference.span, message).about(&reference.to.text).help(help)
}

/// Resolves `a.b`: a column of the table that the reference `a` refers to.
fn part(
    catalogue: &Catalogue<'_>,
    from: SubjectId,
    path: &[Name],
    findings: &mut Vec<Diagnostic>,
) -> Option<KeyPartOrigin> {
    let (last, steps) = path.split_last()?;
    let (mut at, mut way) = (from, Vec::new());
    for step in steps {
        let found = catalogue.hop_named(at, &step.text);
        let Some(hop) = found else {
            let of = &catalogue.subject(at).name.text;
            let message = say::unknown_reference(of, &step.text);
            let help = catalogue
                .did_you_mean(&step.text, catalogue.hop_names(at))
                .unwrap_or_else(|| say::declare_reference_in_table(of, &step.text));
            findings.push(Diagnostic::error(Code::UnknownName, step.span, message).about(&step.text).help(help));
            return None;
        };
        at = catalogue.hop(hop).to;
        way.push(hop);
    }
    let table = catalogue.rows_of(at)?;
    let column = catalogue.column_named(table, &last.text);
    if column.is_none() {
        findings.push(unknown_column(catalogue, catalogue.table(table), last));
    }
    Some(KeyPartOrigin { way, local: Local::Column(table, column?) })
}

impl Catalogue<'_> {
    /// The step with this name from a kind of subject.
    pub fn hop_named(&self, from: SubjectId, name: &str) -> Option<HopId> {
        match self.in_scope(from, name) {
            Some(What::Hop(hop)) => Some(hop),
            // Columns and parts of a key that refer to a table have steps of the same name.
            Some(What::Column(..) | What::Key(_)) => {
                self.hops_from(from).find(|(_, hop)| hop.name == name).map(|(id, _)| id)
            }
            _ => None,
        }
    }

    /// The names of the references and factors of a kind of subject.
    pub fn hop_names(&self, from: SubjectId) -> impl Iterator<Item = &str> {
        self.hops_from(from).map(|(_, hop)| hop.name.as_str())
    }

    /// Whether a kind of subject is found by the values of its key, and not only by references. These are products,
    /// rows in the policy, and `all`, which needs no values.
    pub(super) fn is_found_by_values(&self, subject: SubjectId) -> bool {
        let kind = &self.subject(subject).kind;
        matches!(kind, SubjectKind::Product(_) | SubjectKind::All) || self.page_table(subject).is_some()
    }

    /// The step to a subject that is found by values: a product all of whose factors can be reached, rows in the policy
    /// if there is a value of each choice of their key, or `all`, which every subject belongs to.
    pub(super) fn step_by_values(&self, from: SubjectId, to: SubjectId) -> Option<Hop> {
        let factors = match &self.subject(to).kind {
            SubjectKind::Product(factors) => factors.clone(),
            SubjectKind::All => Vec::new(),
            _ => {
                let table = self.page_table(to)?;
                let choice = |id| self.choice_of_column(table, id).map(Factor::Choice);
                let key: Option<Vec<Factor>> = self.key_of(table).into_iter().map(choice).collect();
                key.filter(|key| !key.is_empty())?
            }
        };
        let parts: Option<Vec<Vec<KeyPartOrigin>>> =
            factors.into_iter().map(|factor| self.factor_from(from, factor)).collect();
        let name = self.subject(to).name.text.clone();
        Some(Hop { name, from, to, parts: parts?.into_iter().flatten().collect() })
    }

    /// Whether each reference of a table is valid. An invalid reference has been reported.
    pub fn references_are_whole(&self, subject: SubjectId) -> bool {
        let Some(table) = self.rows_of(subject).map(|table| self.table(table)) else { return true };
        let columns = table.columns.iter().filter(|c| c.refers.is_some()).map(|c| &c.name.text);
        let mut names = columns.chain(table.references.iter().map(|r| &r.name.text));
        names.all(|name| self.hop_names(subject).any(|hop| hop == name))
    }

    /// The parts of the key of a kind of subject, as values of the subject itself.
    pub fn own_key(&self, subject: SubjectId) -> Vec<KeyPartOrigin> {
        match &self.subject(subject).kind {
            SubjectKind::Rows(table) => {
                self.key_of(*table).into_iter().map(|column| own(Local::Column(*table, column))).collect()
            }
            _ => (0..self.key_len(subject)).map(|i| own(Local::Key(i))).collect(),
        }
    }

    /// The key of the subject at the end of a way, expressed from the start of the way.
    fn key_along(&self, way: &[HopId]) -> Option<Vec<KeyPartOrigin>> {
        let (last, before) = way.split_last()?;
        let hop = self.hop(*last);
        let behind = |part: &KeyPartOrigin| KeyPartOrigin {
            way: before.iter().chain(&part.way).copied().collect(),
            local: part.local,
        };
        Some(hop.parts.iter().map(behind).collect())
    }

    /// The key of a factor from a kind of subject. `None` if there is no way, or more than one.
    fn factor_from(&self, from: SubjectId, factor: Factor) -> Option<Vec<KeyPartOrigin>> {
        match factor {
            Factor::Subject(to) if to == from => Some(self.own_key(from)),
            Factor::Subject(to) => {
                let way = self.way(from, to).filter(|way| way.other.is_none())?;
                self.key_along(&way.hops)
            }
            Factor::Choice(_) | Factor::Time(_) => {
                let mut own = self.nearest_values(from, factor).into_iter();
                let first = own.next()?;
                own.next().is_none().then(|| vec![first])
            }
        }
    }

    /// The values of a factor that rows have, one for each part of its key. Values from rows in the policy count, too.
    fn factor_of_rows(&self, rows: SubjectId, factor: Factor) -> Option<Vec<KeyPartOrigin>> {
        self.factor_from(rows, factor).or_else(|| {
            let [one] = <[KeyPartOrigin; 1]>::try_from(self.values_of_rows(rows, factor)).ok()?;
            Some(vec![one])
        })
    }

    /// The values of a factor that rows have or refer to. If there are none, the values that rows in the policy have
    /// for them.
    fn values_of_rows(&self, rows: SubjectId, factor: Factor) -> Vec<KeyPartOrigin> {
        let nearest = self.nearest_values(rows, factor);
        if !nearest.is_empty() {
            return nearest;
        }
        let pages = self.at_once.found_by_values.iter().filter_map(|to| Some((self.page_table(*to)?, *to)));
        let there = pages.flat_map(|(table, to)| {
            let key = self.key_of(table);
            let known = |local: &Local| !matches!(local, Local::Column(_, id) if key.contains(id));
            let columns: Vec<Local> = self.columns_of(table, factor).into_iter().filter(known).collect();
            let way = if columns.is_empty() { None } else { self.way(rows, to).filter(|way| way.other.is_none()) };
            let parts = way
                .iter()
                .flat_map(|way| columns.iter().map(|local| KeyPartOrigin { way: way.hops.clone(), local: *local }));
            parts.collect::<Vec<_>>()
        });
        there.collect()
    }

    /// The values of a factor that a subject has itself. If there are none, the values of subjects that it reaches in
    /// the fewest steps.
    fn nearest_values(&self, of: SubjectId, factor: Factor) -> Vec<KeyPartOrigin> {
        let own = self.own_values(of, factor);
        if !own.is_empty() {
            return own;
        }
        // A subject that is found by such values has the same values.
        let referred = self.referred_to(of).into_iter().filter(|to| !self.is_found_by_values(*to));
        let there = referred.flat_map(|to| {
            let values = self.own_values(to, factor);
            let way = if values.is_empty() { None } else { self.way(of, to).filter(|way| way.other.is_none()) };
            let behind = |(way, part): (&Way, KeyPartOrigin)| KeyPartOrigin {
                way: way.hops.iter().chain(&part.way).copied().collect(),
                ..part
            };
            let found: Vec<KeyPartOrigin> =
                way.iter().flat_map(|way| values.iter().map(move |part| (way, part.clone()))).map(behind).collect();
            found
        });
        let found: Vec<KeyPartOrigin> = there.collect();
        let fewest = found.iter().map(|part| part.way.len()).min().unwrap_or(0);
        found.into_iter().filter(|part| part.way.len() == fewest).collect()
    }

    /// The own values of a kind of subject that are values of a factor.
    fn own_values(&self, of: SubjectId, factor: Factor) -> Vec<KeyPartOrigin> {
        match &self.subject(of).kind {
            SubjectKind::Rows(table) => self.columns_of(*table, factor).into_iter().map(own).collect(),
            SubjectKind::Groups { table: Some(table), by } => {
                let columns = self.columns_of(*table, factor);
                let is = |id: &ColumnId| columns.contains(&Local::Column(*table, *id));
                by.iter().enumerate().filter(|(_, id)| is(id)).map(|(i, _)| own(Local::Key(i))).collect()
            }
            SubjectKind::Product(factors) => {
                let mut at = 0;
                let mut found = Vec::new();
                for other in factors {
                    if *other == factor {
                        found.push(own(Local::Key(at)));
                    } else if let Factor::Subject(inner) = other {
                        let inside = self.own_values(*inner, factor);
                        found.extend(inside.iter().filter_map(|part| match part.local {
                            Local::Key(i) => Some(own(Local::Key(at + i))),
                            _ => None,
                        }));
                    }
                    at += self.factor_len(*other);
                }
                found
            }
            SubjectKind::Groups { table: None, .. } | SubjectKind::All => Vec::new(),
        }
    }

    fn columns_of(&self, table: TableId, factor: Factor) -> Vec<Local> {
        match factor {
            Factor::Choice(choice) => {
                let ids = self.columns(table).map(|(id, _)| id);
                let own = ids.filter(|id| self.choice_of_column(table, *id) == Some(choice));
                own.map(|id| Local::Column(table, id)).collect()
            }
            Factor::Time(unit) => {
                let dated = self.table(table).dated.as_ref();
                let dated = dated.and_then(|name| self.column_named(table, &name.text));
                dated.map(|column| Local::PeriodOf(unit, table, column)).into_iter().collect()
            }
            Factor::Subject(_) => Vec::new(),
        }
    }

    /// Returns how rows belong to a subject other than `all`: through the shortest way to it, else through every factor
    /// of it that they refer to.
    pub fn link(&self, rows: SubjectId, to: SubjectId) -> Linked {
        if let SubjectKind::Groups { table: Some(table), by } = &self.subject(to).kind
            && self.rows_of(rows) == Some(*table)
        {
            let pair = |(i, column): (usize, &ColumnId)| (own(Local::Column(*table, *column)), own(Local::Key(i)));
            return Linked::of(by.iter().enumerate().map(pair).collect());
        }
        if let Some(way) = self.way(rows, to) {
            if let Some(open) = self.two_ways(rows, Factor::Subject(to), None) {
                return Linked { link: Link::new(), open: vec![open] };
            }
            let there = self.key_along(&way.hops).unwrap_or_default();
            return Linked::of(there.into_iter().zip(self.own_key(to)).collect());
        }
        let mut linked = Linked::default();
        for (parts, factor) in self.factors_with_keys(to) {
            linked.open.extend(self.two_ways(rows, factor, Some(to)));
            if let Some(there) = self.factor_of_rows(rows, factor) {
                linked.link.extend(there.into_iter().zip(parts));
            }
        }
        linked
    }

    /// The two ways from rows to a factor of a product, or to a subject itself, if two ways have the same length.
    fn two_ways(&self, rows: SubjectId, factor: Factor, product: Option<SubjectId>) -> Option<TwoWays> {
        match factor {
            Factor::Subject(of) => {
                let Some(Way { hops, other: Some(other) }) = self.way(rows, of) else { return None };
                let to = self.subject(of).name.text.clone();
                let key = match (product, self.rows_of(of)) {
                    (None, Some(table)) => self.key_of(table).first().map(|id| self.column(table, *id)),
                    _ => None,
                };
                let key = key.map_or_else(|| to.clone(), |column| column.name.text.clone());
                Some(TwoWays { to, ways: [self.way_words(&hops), self.way_words(&other)], key })
            }
            Factor::Choice(id) => {
                let values = self.values_of_rows(rows, factor);
                let [one, other, ..] = values.as_slice() else { return None };
                let name = |part: &KeyPartOrigin| match part.local {
                    Local::Column(table, column) => {
                        let name = self.column(table, column).name.text.as_str();
                        let way = self.way_words(&part.way);
                        Some(if way.is_empty() { name.to_string() } else { format!("{way}.{name}") })
                    }
                    _ => None,
                };
                let to = self.choice(id).name.text.clone();
                Some(TwoWays { key: to.clone(), to, ways: [name(one)?, name(other)?] })
            }
            Factor::Time(_) => None,
        }
    }

    /// The factors of a product, or the tables that a group refers to, each with its parts of the key.
    fn factors_with_keys(&self, of: SubjectId) -> Vec<(Vec<KeyPartOrigin>, Factor)> {
        match &self.subject(of).kind {
            SubjectKind::Product(factors) => {
                let mut at = 0;
                let each = |factor: &Factor| {
                    let first = at;
                    at += self.factor_len(*factor);
                    let parts = (first..at).map(|i| own(Local::Key(i))).collect();
                    match factor {
                        // The inner factors of a factor count separately: rows may refer to only some of them.
                        Factor::Subject(inner) if matches!(self.subject(*inner).kind, SubjectKind::Product(_)) => {
                            let inside = self.factors_with_keys(*inner).into_iter();
                            let moved = |part: &KeyPartOrigin| match part.local {
                                Local::Key(i) => own(Local::Key(first + i)),
                                _ => part.clone(),
                            };
                            inside.map(|(parts, f)| (parts.iter().map(moved).collect(), f)).collect()
                        }
                        factor => vec![(parts, *factor)],
                    }
                };
                factors.iter().flat_map(each).collect()
            }
            SubjectKind::Groups { .. } => {
                // Rows in the policy are not subjects, so two rows that share such a row are not linked by it.
                let subject = |h: &&Hop| h.parts.len() == 1 && self.page_table(h.to).is_none();
                let hops = self.hops_from(of).map(|(_, hop)| hop);
                hops.filter(subject).map(|h| (h.parts.clone(), Factor::Subject(h.to))).collect()
            }
            SubjectKind::Rows(_) | SubjectKind::All => Vec::new(),
        }
    }

    /// A way in words: the names of its steps.
    pub fn way_words(&self, way: &[HopId]) -> String {
        let names = way.iter().map(|hop| self.hop(*hop).name.clone());
        names.collect::<Vec<_>>().join(".")
    }
}
