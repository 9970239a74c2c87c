//! Findings that only follow from a mistake that has been reported. One mistake gives one message.
//!
//! Later phases do not see a piece of the policy that could not be parsed. So names that were declared in it seem
//! unknown, rows seem to have no link, and required parts of a body seem to be missing. Such findings are left out. A
//! finding that would be reported in any case stays.

use super::Names;
use super::model::{Catalogue, Factor, Referent, SubjectKind, Top};
use crate::diagnostic::{Code, Diagnostic};
use crate::lookup::{Lookup, LookupSet};
use crate::source::{Places, Span};
use crate::syntax::Unread;
use crate::syntax::ast::{Absent, Content, Derived, File, Item, ItemKind, LetOf, Name, Node, Table};
use std::collections::BTreeSet;

/// The names that cannot be checked, since something that they build on could not be parsed.
#[derive(Debug, Default)]
pub(super) struct Consequences {
    /// Kinds of subjects whose key is not fully known.
    unnamed: BTreeSet<String>,
    /// The `unnamed` kinds, and kinds of subjects whose references are not fully known.
    unlinked: BTreeSet<String>,
    /// References from or to the `unlinked` kinds, to unknown tables, and with a part that could not be parsed.
    references: BTreeSet<String>,
    /// Tables and choices in which a line could not be parsed, and columns whose type, or condition for absence, is
    /// unknown.
    incomplete: BTreeSet<String>,
    /// The facts of the policy: the pieces that are checked separately.
    facts: Places,
    /// The kinds of subjects that each fact is about.
    of_facts: Vec<Vec<String>>,
    /// Every name that is declared.
    declared: LookupSet<String>,
    /// The names of values, and of those of which a part could not be parsed.
    values: BTreeSet<String>,
    incomplete_values: BTreeSet<String>,
}

impl Consequences {
    /// Collects what follows from the pieces that could not be parsed. The result is empty if there is none.
    pub(super) fn of(files: &[File], catalogue: &Catalogue<'_>, unread: &Unread) -> Consequences {
        let mut found = Consequences::default();
        if unread.names.is_empty() {
            return found;
        }
        let is_lost = |name: &str| unread.names.contains(name) && !catalogue.top.contains_key(name);
        let is_open = |table: &Table| {
            let column = |name: &Name| table.columns.iter().find(|column| column.name.text == name.text);
            let key = table.keys.iter().flat_map(|(names, _)| names);
            let whole = |name| column(name).is_some_and(|column| !is_lost(&column.kind.name.text));
            unread.is_unlinked(table.name.span) || !key.into_iter().all(whole)
        };
        let open = catalogue.tables.iter().filter(|table| is_open(table));
        found.unnamed.extend(open.map(|table| table.name.text.clone()));
        spread(&mut found.unnamed, catalogue, &|_| Vec::new());
        found.unlinked = found.unnamed.clone();
        let unknown = |to: &Name| catalogue.subject_named(&to.text).is_none();
        let loses = |table: &Table| {
            references(table).any(|(_, to)| unknown(to)) || table.columns.iter().any(|c| is_lost(&c.kind.name.text))
        };
        let losing = catalogue.tables.iter().filter(|table| loses(table));
        found.unlinked.extend(losing.map(|table| table.name.text.clone()));
        let to = |table: &Table| references(table).map(|(_, to)| to.text.clone()).collect();
        spread(&mut found.unlinked, catalogue, &to);
        for table in &catalogue.tables {
            let own = found.unlinked.contains(&table.name.text);
            let open = references(table).filter(|(_, to)| own || unknown(to) || found.unlinked.contains(&to.text));
            let parts = |r: &Derived| r.parts.iter().flatten().any(|part| unread.names.contains(&part.text));
            let derived = table.references.iter().filter(|reference| parts(reference)).map(|r| &r.name);
            found.references.extend(open.map(|(name, _)| name).chain(derived).map(|name| name.text.clone()));
        }
        let columns = catalogue.tables.iter().flat_map(|table| &table.columns);
        let of_lost = columns.filter(|column| is_lost(&column.kind.name.text));
        found.incomplete.extend(of_lost.map(|column| column.name.text.clone()));
        let incomplete = catalogue.tables.iter().map(|t| &t.name).chain(catalogue.choices.iter().map(|c| c.name));
        let incomplete = incomplete.filter(|name| unread.is_incomplete(name.span));
        found.incomplete.extend(incomplete.map(|name| name.text.clone()));
        let facts: Vec<(Span, Vec<String>)> = files.iter().flat_map(|file| &file.items).flat_map(facts).collect();
        (found.facts, found.of_facts) = facts.into_iter().unzip();
        found.declared = declared(catalogue);
        found.values = catalogue.values.iter().map(|value| value.name.text.clone()).collect();
        let incomplete = catalogue.values.iter().filter(|value| unread.is_incomplete(value.name.span));
        found.incomplete_values = incomplete.map(|value| value.name.text.clone()).collect();
        found
    }

    /// Adds the columns whose condition for absence uses a name that may have been declared in a piece that could not
    /// be parsed.
    pub(super) fn columns(&mut self, catalogue: &Catalogue<'_>, unknown: &[Span]) {
        let columns = catalogue.tables.iter().flat_map(|table| &table.columns);
        let mut unknown = unknown.to_vec();
        unknown.sort_unstable();
        let says = |absent: &Absent| first_in(&unknown, absent.span).next().is_some();
        let open = columns.filter(|column| column.absent.as_deref().is_some_and(says));
        self.incomplete.extend(open.map(|column| column.name.text.clone()));
    }
}

/// The references of a table, each with what it refers to.
fn references(table: &Table) -> impl Iterator<Item = (&Name, &Name)> {
    let columns = table.columns.iter().filter_map(|column| Some((&column.name, column.refers.as_ref()?)));
    columns.chain(table.references.iter().map(|reference| (&reference.name, &reference.to)))
}

/// Adds the kinds of subjects that are made of one that is not fully known, or refer `to` one, and repeats this for
/// those.
fn spread(known: &mut BTreeSet<String>, catalogue: &Catalogue<'_>, to: &dyn Fn(&Table) -> Vec<String>) {
    let of = |id| catalogue.subject(id).name.text.clone();
    let mut users: Lookup<String, Vec<&str>> = Lookup::default();
    for subject in &catalogue.subjects {
        let builds_on: Vec<String> = match &subject.kind {
            SubjectKind::Rows(table) => to(catalogue.table(*table)),
            SubjectKind::Groups { table, .. } => table.map(|t| catalogue.subject_of(t)).map(of).into_iter().collect(),
            SubjectKind::Product(factors) => {
                let subjects = factors.iter().filter_map(|factor| match factor {
                    Factor::Subject(id) => Some(of(*id)),
                    Factor::Choice(_) | Factor::Time(_) => None,
                });
                subjects.collect()
            }
            SubjectKind::All => Vec::new(),
        };
        for name in builds_on {
            users.entry(name).or_default().push(&subject.name.text);
        }
    }
    let open = catalogue.subjects.iter().filter(|subject| !subject.whole).map(|subject| &subject.name.text);
    known.extend(open.cloned());
    let mut open: Vec<String> = known.iter().cloned().collect();
    while let Some(name) = open.pop() {
        for user in users.get(&name).into_iter().flatten() {
            if known.insert((*user).to_string()) {
                open.push((*user).to_string());
            }
        }
    }
}

impl Names<'_> {
    /// Leaves out the findings that only follow from another finding.
    pub fn leave_out_consequences(&self, findings: &mut Vec<Diagnostic>) {
        let mut unknown = self.unknown_places(findings);
        unknown.extend(&self.unknown);
        findings.retain(|f| !self.is_explained(f));
        // If a fact uses a piece that could not be parsed, only its other names are checked.
        let facts = &self.consequences.facts;
        let unjudged: BTreeSet<usize> = unknown.iter().flat_map(|place| facts.around(*place)).collect();
        let unjudged: Places = unjudged.into_iter().filter_map(|at| facts.as_slice().get(at).copied()).collect();
        let is_judged = |place: Span| !unjudged.hold(place);
        findings.retain(|f| is_of_names(f.code) || f.span().is_none_or(is_judged));
    }

    /// The places of names that may have been declared in a piece that could not be parsed.
    pub(super) fn unknown_places(&self, findings: &[Diagnostic]) -> Vec<Span> {
        let of_names = findings.iter().filter(|finding| is_of_names(finding.code) && self.is_explained(finding));
        of_names.filter_map(Diagnostic::span).collect()
    }

    /// Whether a finding may be only a consequence of another: of a piece of the policy that could not be parsed, or of
    /// a declaration that a mistake keeps out of every scope.
    pub fn is_explained(&self, finding: &Diagnostic) -> bool {
        let about = &finding.about;
        let names = |known: &BTreeSet<String>| about.iter().any(|name| known.contains(name));
        let found = &self.consequences;
        if is_of_reading(finding.code) {
            return false;
        }
        if is_of_names(finding.code) {
            let lost = [&self.unread.names, &self.catalogue.lost, &found.references];
            return lost.into_iter().any(names) || about.iter().any(|name| self.is_lost_mark(name));
        }
        let lost = about.iter().any(|name| self.unread.declared.contains(name) && !self.is_declared(name));
        let is_around = finding.span().is_some_and(|place| self.unread.is_around(place));
        lost || match finding.code {
            Code::BadReference | Code::TestKey | Code::PageRows => names(&found.unnamed),
            // The table seems not to state how its rows were drawn.
            Code::WrongArguments => names(&found.unnamed) || names(&found.incomplete),
            Code::WrongGrain | Code::NoLink | Code::OuterValue | Code::AmbiguousName => {
                names(&self.unread.declared)
                    || names(&found.unlinked)
                    || self.is_about(finding, &found.unlinked)
                    || about.iter().any(|name| self.is_on_the_page(name)) && !found.incomplete.is_empty()
            }
            // The answer for all other cases, if the cases are lost.
            Code::TypeMismatch if is_around && about.iter().eq(["missing"]) => true,
            Code::TestCell => names(&found.incomplete),
            Code::Cycle => names(&self.unread.declared),
            // A reference that seems to have the type of the table that it refers to, or a choice that seems to lack a
            // value or an order.
            Code::TypeMismatch => {
                let is_kind = |name: &String| matches!(self.catalogue.top.get(name), Some(Top::Subject(_)));
                let is_choice = |name: &&String| matches!(self.catalogue.top.get(*name), Some(Top::Choice(_)));
                about.iter().any(is_kind) && (names(&found.unnamed) || self.is_about(finding, &found.unlinked))
                    || about.iter().filter(is_choice).any(|name| found.incomplete.contains(name))
            }
            // Whether a value can be missing or absent follows from all of its parts.
            Code::AbsentAnswer | Code::NeverMissing | Code::UnknownCondition => {
                let made_of = [&self.unread.declared, &found.incomplete, &found.incomplete_values];
                let of_open = || [&found.unlinked, &found.incomplete].iter().any(|kinds| self.is_about(finding, kinds));
                made_of.into_iter().any(names) || finding.code != Code::AbsentAnswer && of_open()
            }
            _ => false,
        } || finding.code.is_of_absence() && is_around
    }

    /// Whether this is a table whose rows are in the policy.
    fn is_on_the_page(&self, name: &str) -> bool {
        self.catalogue.subject_named(name).is_some_and(|subject| self.catalogue.page_table(subject).is_some())
    }

    /// Whether any declaration has this name.
    fn is_declared(&self, name: &str) -> bool {
        self.consequences.declared.contains(name)
    }

    /// Whether a name has the form `eligibility_mark`, and the mark could not be parsed.
    fn is_lost_mark(&self, name: &str) -> bool {
        name.match_indices('_').any(|(at, _)| {
            let (of, mark) = (name.get(..at).unwrap_or(""), name.get(at + 1..).unwrap_or(""));
            self.unread.names.contains(mark) && self.consequences.values.contains(of)
        })
    }

    /// Whether a finding is in a fact about some of these kinds of subjects.
    fn is_about(&self, finding: &Diagnostic, kinds: &BTreeSet<String>) -> bool {
        let Some(place) = finding.span().filter(|_| !kinds.is_empty()) else { return false };
        let facts = &self.consequences.facts;
        let Some(at) = facts.around(place).first().copied() else { return false };
        let (Some(fact), Some(of)) = (facts.as_slice().get(at), self.consequences.of_facts.get(at)) else {
            return false;
        };
        of.iter().chain(self.subjects_named_in(*fact, of)).any(|subject| kinds.contains(subject))
    }

    /// The kinds of subjects that names in a fact refer to.
    fn subjects_named_in(&self, fact: Span, of: &[String]) -> impl Iterator<Item = &String> {
        let homes = of.iter().filter_map(|name| self.catalogue.subject_named(name)).map(Some).chain([None]);
        homes.flat_map(move |home| {
            self.bindings.within(home, fact).filter_map(|what| match what {
                Referent::Subject(id) => Some(&self.catalogue.subject(*id).name.text),
                _ => None,
            })
        })
    }
}

/// The places that begin in another place. `places` are sorted.
fn first_in(places: &[Span], within: Span) -> impl Iterator<Item = &Span> {
    let before = places.partition_point(|place| (place.file, place.start) < (within.file, within.start));
    places.get(before..).unwrap_or_default().iter().take_while(move |place| within.holds(**place))
}

/// Every name that a policy declares, wherever it can be used.
fn declared(catalogue: &Catalogue<'_>) -> LookupSet<String> {
    let names = catalogue.choices.iter().flat_map(|choice| {
        choice.values.iter().map(|value| &value.name).chain(choice.groups.iter().map(|group| &group.name))
    });
    let scopes = catalogue.scopes.iter().flat_map(|scope| scope.keys());
    catalogue.top.keys().chain(scopes).chain(names.map(|name| &name.text)).cloned().collect()
}

/// Kinds of findings that report an undeclared name.
fn is_of_names(code: Code) -> bool {
    matches!(code, Code::UnknownName | Code::UnknownType | Code::UnknownFunction)
}

/// Kinds of findings about the text, which never follow from another finding.
fn is_of_reading(code: Code) -> bool {
    matches!(code, Code::Syntax | Code::UnclosedText | Code::TooDeep | Code::TooManyDigits | Code::ChainedComparison)
}

/// The facts of a declaration that are checked separately, each with the kinds of subjects that it is about.
fn facts(item: &Item) -> Vec<(Span, Vec<String>)> {
    let texts = |names: &[Name]| names.iter().map(|name| name.text.clone()).collect::<Vec<String>>();
    match &item.kind {
        ItemKind::Table(table) => {
            let lines = table.columns.iter().map(|column| column.name.span.to(column.kind.span));
            lines.map(|line| (line, vec![table.name.text.clone()])).collect()
        }
        ItemKind::Tree(tree) => {
            let mut spans = Vec::new();
            nodes(&tree.root, &mut spans);
            spans.into_iter().map(|span| (span, texts(&tree.of))).collect()
        }
        ItemKind::Eligibility(eligibility) => {
            let clauses = eligibility.clauses.iter().map(|clause| clause.span);
            clauses.chain([item.span]).map(|span| (span, texts(&eligibility.of))).collect()
        }
        ItemKind::Test(test) => {
            let given = test.given.iter().map(|given| {
                let end = given.rows.last().map_or(given.table.span, |(_, span)| *span);
                (given.table.span.to(end), vec![given.table.text.clone()])
            });
            given.chain(test.expects.iter().map(|expect| (expect.span, vec![expect.of.text.clone()]))).collect()
        }
        ItemKind::Let(declared) => {
            let of = match &declared.of {
                LetOf::Subjects(of) => texts(of),
                LetOf::Arguments(_) => Vec::new(),
            };
            vec![(item.span, of)]
        }
        ItemKind::Tiers(tiers) => vec![(item.span, texts(&tiers.of))],
        ItemKind::Check(check) => vec![(item.span, texts(&check.of))],
        ItemKind::Publish(publish) => vec![(item.span, texts(&publish.of))],
        ItemKind::Subject(subject) => vec![(item.span, vec![subject.name.text.clone()])],
        ItemKind::Policy(_) | ItemKind::Choice(_) | ItemKind::Param(_) | ItemKind::Period(_) => {
            vec![(item.span, Vec::new())]
        }
    }
}

/// The leaves and steps of a node.
fn nodes(node: &Node, spans: &mut Vec<Span>) {
    match &node.content {
        Content::Value(_) => spans.push(node.span),
        Content::Body(body) => {
            body.children.iter().for_each(|child| nodes(child, spans));
            spans.extend(body.steps.iter().map(|step| step.span));
        }
    }
}
