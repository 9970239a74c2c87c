//! What the values of each kind of subject can see: values of the subject itself, values of subjects that it leads to,
//! and rows that belong to it. The names of the policy determine how kinds of subjects are linked.

use super::column::{Absent, Column, Kind};
use super::page::PageTable;
use super::sample::Drawn;
use super::world::World;
use crate::ids::Id;
use crate::names::model::{Factor, SubjectKind};
use crate::names::{Catalogue, HopId, KeyPartOrigin, Local, SubjectId};

/// A kind of subject and what its values can see.
pub(super) struct Place {
    pub name: String,
    /// Values of the subject itself; declared values are added.
    pub own: Vec<Seen>,
    /// How many of them, from the first, are parts of a key. Others have these themselves.
    pub parts: usize,
    /// The names of the parts of its key, each with its kind; empty if a part has no name.
    pub key: Vec<(String, KeyPart)>,
    /// How its rows were drawn.
    pub drawn: Option<Drawn>,
    /// Subjects of other kinds of which it has exactly one.
    pub ups: Vec<Up>,
    /// Rows that belong to it.
    pub downs: Vec<Down>,
    /// Whether it is the rows of a dated table.
    pub dated: bool,
    /// Whether it is not a kind of subject: its rows are in the policy.
    pub on_page: bool,
}

/// The content of a part of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum KeyPart {
    /// A value of this kind.
    Of(Kind),
    /// The key of another kind of subject.
    Subject,
}

/// A value that an expression can use.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub text: String,
    pub kind: Kind,
    /// Whether it can be missing.
    pub missing: bool,
    /// The conditions under which it exists.
    pub guards: Vec<String>,
    /// Whether only the subject itself sees it: a column of a family, a cell of the policy.
    pub near: bool,
}

/// A way to another kind of subject.
pub(super) struct Up {
    pub to: usize,
    /// The possible prefixes of the name of a value there; empty if the name suffices.
    pub prefixes: Vec<String>,
    /// The conditions under which the subject there exists.
    guards: Vec<String>,
}

/// Rows of another kind that belong to a subject.
pub(super) struct Down {
    pub of: usize,
    /// A condition that links the rows, if nothing else does.
    pub joined: Option<String>,
}

/// The places of a world, according to its declarations.
pub(super) fn places(world: &World, catalogue: &Catalogue<'_>) -> Vec<Place> {
    let subjects: Vec<SubjectId> = catalogue.subjects.ids().collect();
    let mut places: Vec<Place> = subjects.iter().map(|id| place(world, catalogue, *id)).collect();
    let of_data: Vec<SubjectId> = subjects.into_iter().filter(|id| !places[id.position()].on_page).collect();
    for id in &of_data {
        let downs = of_data.iter().filter_map(|of| down(catalogue, &places, *id, *of)).collect();
        places[id.position()].downs = downs;
    }
    places
}

fn place(world: &World, catalogue: &Catalogue<'_>, id: SubjectId) -> Place {
    let subject = catalogue.subject(id);
    let table = |name: &str| world.tables.iter().find(|t| t.name == name);
    let own = match &subject.kind {
        SubjectKind::Rows(_) => table(&subject.name.text).map(|t| t.columns.iter().map(Seen::column).collect()),
        SubjectKind::Groups { table: Some(rows), by } => table(&catalogue.table(*rows).name.text).map(|table| {
            let names = by.iter().map(|c| catalogue.column(*rows, *c).name.text.as_str());
            let columns = names.filter_map(|name| table.columns.iter().find(|c| c.name == name));
            columns.map(Seen::column).collect()
        }),
        SubjectKind::Product(factors) => Some(factors.iter().filter_map(|f| Seen::factor(catalogue, *f)).collect()),
        SubjectKind::Groups { table: None, .. } | SubjectKind::All => None,
    };
    let mut own: Vec<Seen> = own.unwrap_or_default();
    let parts = if catalogue.rows_of(id).is_some() { 0 } else { own.len() };
    own.extend(of_families(world, catalogue, id));
    own.extend(world.pages.iter().flat_map(|page| of_page(page, catalogue, id)));
    let on_page = |to: SubjectId| catalogue.page_table(to).is_some();
    let own_hops = catalogue.hops_from(id).filter(|(_, hop)| hop.to == id);
    let own_way = own_hops.map(|(hop, _)| up(catalogue, id, &[hop], false));
    let ways = catalogue.reached(id).into_iter().filter(|to| !on_page(*to)).filter_map(|to| catalogue.way(id, to));
    let ways = ways.flat_map(|way| match &way.other {
        None => vec![up(catalogue, id, &way.hops, true)],
        Some(other) => vec![up(catalogue, id, &way.hops, false), up(catalogue, id, other, false)],
    });
    Place {
        name: subject.name.text.clone(),
        parts,
        own,
        key: key(world, catalogue, id),
        drawn: table(&subject.name.text).and_then(|t| t.drawn.clone()),
        ups: ways.chain(own_way).collect(),
        downs: Vec::new(),
        dated: table(&subject.name.text).is_some_and(|t| t.dated),
        on_page: on_page(id),
    }
}

/// The parts of a key by their names; none for products of products.
fn key(world: &World, catalogue: &Catalogue<'_>, id: SubjectId) -> Vec<(String, KeyPart)> {
    let subject = catalogue.subject(id);
    let table = |name: &str| world.tables.iter().find(|t| t.name == name);
    let of = |column: &Column| (column.name.clone(), KeyPart::Of(column.kind.clone()));
    let all: Option<Vec<(String, KeyPart)>> = match &subject.kind {
        SubjectKind::Rows(_) => table(&subject.name.text).map(|t| t.key.iter().map(of).collect()),
        SubjectKind::Groups { table: Some(rows), by } => table(&catalogue.table(*rows).name.text).and_then(|table| {
            let names = by.iter().map(|c| catalogue.column(*rows, *c).name.text.as_str());
            names.map(|name| table.columns.iter().find(|c| c.name == name).map(of)).collect()
        }),
        SubjectKind::Product(factors) => {
            let part = |factor: &Factor| match factor {
                Factor::Subject(of) if matches!(catalogue.subject(*of).kind, SubjectKind::Product(_)) => None,
                Factor::Subject(of) => Some((catalogue.subject(*of).name.text.clone(), KeyPart::Subject)),
                other => Seen::factor(catalogue, *other).map(|seen| (seen.text, KeyPart::Of(seen.kind))),
            };
            factors.iter().map(part).collect()
        }
        SubjectKind::Groups { table: None, .. } | SubjectKind::All => None,
    };
    all.unwrap_or_default()
}

/// Families of columns, for a product of their table and their choice.
fn of_families(world: &World, catalogue: &Catalogue<'_>, id: SubjectId) -> Vec<Seen> {
    let SubjectKind::Product(factors) = &catalogue.subject(id).kind else { return Vec::new() };
    let is = |factor: &Factor, name: &str| match factor {
        Factor::Subject(of) => catalogue.subject(*of).name.text == name,
        Factor::Choice(of) => catalogue.choice(*of).name.text == name,
        Factor::Time(_) => false,
    };
    let has = |name: &str| factors.iter().any(|factor| is(factor, name));
    let tables = world.tables.iter().filter(|table| has(&table.name) && has("colour"));
    let families = tables.flat_map(|table| &table.families);
    let near = families.map(|f| Seen { near: true, ..Seen::of(f.value(), f.0.kind.clone(), true) });
    near.collect()
}

/// The cells of rows of the policy, found by choices of which a subject has one value each.
fn of_page(page: &PageTable, catalogue: &Catalogue<'_>, id: SubjectId) -> Vec<Seen> {
    let to = catalogue.subject_named(&page.name).filter(|to| *to != id);
    let way = to.and_then(|to| catalogue.way(id, to)).map_or(Vec::new(), |way| way.hops);
    let [hop] = way[..] else { return Vec::new() };
    let up = up(catalogue, id, &[hop], true);
    let step = catalogue.hop(hop);
    let key: Vec<String> = step.parts.iter().map(|part| part_words(catalogue, id, part)).collect();
    let cell = |(at, column): (usize, &Column)| {
        let name = format!("{}{}", up.prefixes[at % up.prefixes.len()], column.name);
        let value = page.value(at, &name, &key);
        Seen { near: true, guards: up.guards.clone(), ..Seen::of(value, column.kind.clone(), true) }
    };
    page.columns.iter().enumerate().map(cell).collect()
}

/// A value of a choice in the spelling of the policy.
fn part_words(catalogue: &Catalogue<'_>, from: SubjectId, part: &KeyPartOrigin) -> String {
    let of = part.way.last().map_or(from, |hop| led_to(catalogue, *hop));
    let name = match (part.local, &catalogue.subject(of).kind) {
        (Local::Column(table, column), _) => Some(catalogue.column(table, column).name.text.clone()),
        (Local::Key(at), SubjectKind::Product(factors)) => choice_at(catalogue, factors, at),
        _ => None,
    };
    let name = name.unwrap_or_else(|| unreachable!("rows of the page are found by columns and factors"));
    let way = catalogue.way_words(&part.way);
    if way.is_empty() { name } else { format!("{way}.{name}") }
}

/// The choice of a part of the key of a product.
fn choice_at(catalogue: &Catalogue<'_>, factors: &[Factor], at: usize) -> Option<String> {
    let mut first = 0;
    for factor in factors {
        let next = first + catalogue.factor_len(*factor);
        match factor {
            Factor::Choice(of) if at == first => return Some(catalogue.choice(*of).name.text.clone()),
            Factor::Subject(inner) if at < next => {
                let SubjectKind::Product(inside) = &catalogue.subject(*inner).kind else { return None };
                return choice_at(catalogue, inside, at - first);
            }
            _ => first = next,
        }
    }
    None
}

/// The subject to which a step of a way leads.
fn led_to(catalogue: &Catalogue<'_>, hop: HopId) -> SubjectId {
    catalogue.hop(hop).to
}

/// A way in the spelling of the policy. `plain` says whether it is the only way.
fn up(catalogue: &Catalogue<'_>, from: SubjectId, hops: &[HopId], plain: bool) -> Up {
    let to = hops.last().map_or(from, |hop| led_to(catalogue, *hop));
    let mut prefixes = vec![format!("{}.", catalogue.way_words(hops))];
    if plain {
        let name = Some(&catalogue.subject(to).name.text).filter(|name| *name != "all");
        prefixes = std::iter::once(String::new()).chain(name.map(|name| format!("{name}."))).collect();
    }
    Up { to: to.position(), prefixes, guards: guards(catalogue, hops) }
}

/// The conditions under which a way leads to a subject: those of its steps, and those of the steps to the values that
/// find them.
fn guards(catalogue: &Catalogue<'_>, way: &[HopId]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (at, hop) in way.iter().enumerate() {
        for part in &catalogue.hop(*hop).parts {
            let before: Vec<HopId> = way[..at].iter().chain(&part.way).copied().collect();
            let inner = if part.way.is_empty() { Vec::new() } else { guards(catalogue, &before) };
            let column = match part.local {
                Local::Column(table, column) => Some(catalogue.column(table, column)).filter(|c| c.absent.is_some()),
                Local::Key(_) | Local::PeriodOf(..) => None,
            };
            let steps = catalogue.way_words(&before);
            let path = if steps.is_empty() { String::new() } else { steps + "." };
            let own = column.map(|column| format!("{path}{} is not absent", column.name.text));
            let new: Vec<String> = inner.into_iter().chain(own).filter(|guard| !found.contains(guard)).collect();
            found.extend(new);
        }
    }
    found
}

/// How rows belong to a subject: by their references, or because values are the same.
fn down(catalogue: &Catalogue<'_>, places: &[Place], to: SubjectId, of: SubjectId) -> Option<Down> {
    if of == to {
        return None;
    }
    let (rows, here) = (&places[of.position()], &places[to.position()]);
    let linked = catalogue.link(of, to);
    let joined = match linked.open.as_slice() {
        _ if here.name == "all" => None,
        [] if !linked.link.is_empty() => None,
        [] => Some(same(rows, here)?),
        // The rows have two columns of the choice, so a condition names one of them.
        [two] => {
            let one = rows.own.iter().find(|row| row.text == two.ways[0] && row.guards.is_empty())?;
            Some(format!("{} is {}.{}", one.text, here.name, two.key))
        }
        _ => return None,
    };
    Some(Down { of: of.position(), joined })
}

/// A condition by which rows belong to a subject to which they do not refer. It prefers keys that can be missing on
/// both sides, since two missing keys are not the same key.
fn same(rows: &Place, here: &Place) -> Option<String> {
    let pairs = rows.own.iter().flat_map(|row| here.own.iter().map(move |own| (row, own)));
    let fits = |(row, own): &(&Seen, &Seen)| {
        row.kind == own.kind
            && row.kind != Kind::Set
            && !row.near
            && !own.near
            && row.guards.is_empty()
            && own.guards.is_empty()
    };
    let (row, own) = pairs.filter(fits).max_by_key(|(row, own)| row.missing && own.missing)?;
    Some(format!("{} is {}.{}", row.text, here.name, own.text))
}

impl Up {
    /// Whether there is only one way.
    pub(super) fn is_plain(&self) -> bool {
        self.prefixes.iter().any(String::is_empty)
    }
}

impl Seen {
    /// A value that always exists.
    pub(super) fn of(text: impl Into<String>, kind: Kind, missing: bool) -> Seen {
        Seen { text: text.into(), kind, missing, guards: Vec::new(), near: false }
    }

    fn column(column: &Column) -> Seen {
        let guard = match &column.absent {
            None => None,
            Some(Absent::Anywhere) => Some(format!("{} is not absent", column.name)),
            Some(Absent::When(flag)) => Some(format!("{flag} is no")),
        };
        let seen = Seen::of(&column.name, column.kind.clone(), column.missing);
        Seen { guards: guard.into_iter().collect(), ..seen }
    }

    fn factor(catalogue: &Catalogue<'_>, factor: Factor) -> Option<Seen> {
        match factor {
            Factor::Choice(of) if catalogue.choice(of).name.text == "side" => Some(Seen::of("side", Kind::Side, false)),
            Factor::Choice(_) => Some(Seen::of("colour", Kind::Choice, false)),
            Factor::Time(unit) => Some(Seen::of(unit.name(), Kind::Text, false)),
            Factor::Subject(_) => None,
        }
    }

    /// The value as other subjects see it.
    pub(super) fn along(&self, up: &Up, prefix: &str) -> Seen {
        let there = self.guards.iter().map(|guard| format!("{prefix}{guard}"));
        let guards = up.guards.iter().cloned().chain(there).collect();
        Seen { text: format!("{prefix}{}", self.text), kind: self.kind.clone(), missing: true, guards, near: false }
    }

    /// Whether the text is a name alone, for places where the language accepts only a name.
    pub(super) fn is_name(&self) -> bool {
        self.guards.is_empty() && self.text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    }
}
