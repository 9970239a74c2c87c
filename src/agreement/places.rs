//! What the values of each kind of subject can see: values of the subject itself, of what it leads to, and rows that
//! belong to it. How kinds of subjects hang together is asked of the names of the policy.

use super::column::{Absent, Column, Kind};
use super::world::World;
use crate::names::model::{Factor, SubjectKind};
use crate::names::{Catalogue, HopId, Local, SubjectId};

/// A kind of subject and what its values can see.
pub struct Place {
    pub name: String,
    /// Values of the subject itself; what is declared is added.
    pub own: Vec<Seen>,
    /// How many of them, from the first, are parts of a key, which others have themselves.
    pub parts: usize,
    /// Others that there is one of for it.
    pub ups: Vec<Up>,
    /// Rows that belong to it.
    pub downs: Vec<Down>,
    /// The table whose rows it is, where it is dated.
    pub dated: bool,
}

/// A value that an expression can use.
#[derive(Clone, Debug)]
pub struct Seen {
    pub text: String,
    pub kind: Kind,
    /// Whether it can be missing.
    pub missing: bool,
    /// What must hold for it to exist.
    pub guards: Vec<String>,
}

/// A way to another kind of subject.
pub struct Up {
    pub to: usize,
    /// What stands before the name of a value there; nothing where the name will do.
    pub prefixes: Vec<String>,
    /// What must hold for there to be one.
    guards: Vec<String>,
}

/// Rows of another kind that belong to a subject.
pub struct Down {
    pub of: usize,
    /// A condition that says which, where nothing else does.
    pub joined: Option<String>,
}

/// The places of a world, as its declarations are understood.
pub fn places(world: &World, catalogue: &Catalogue<'_>) -> Vec<Place> {
    let subjects: Vec<SubjectId> = (0..catalogue.subjects.len()).map(SubjectId).collect();
    let mut places: Vec<Place> = subjects.iter().map(|id| place(world, catalogue, *id)).collect();
    for id in &subjects {
        let downs = subjects.iter().filter_map(|of| down(catalogue, &places, *id, *of)).collect();
        places[id.0].downs = downs;
    }
    places
}

fn place(world: &World, catalogue: &Catalogue<'_>, id: SubjectId) -> Place {
    let subject = catalogue.subject(id);
    let table = |name: &str| world.tables.iter().find(|t| t.name == name);
    let own = match &subject.kind {
        SubjectKind::Rows(_) => table(&subject.name.text).map(|t| t.columns.iter().map(Seen::column).collect()),
        SubjectKind::Groups { table: Some(rows), by } => table(&catalogue.table(*rows).name.text).map(|table| {
            let names = by.iter().filter_map(|c| catalogue.column(*rows, *c)).map(|c| c.name.text.as_str());
            let columns = names.filter_map(|name| table.columns.iter().find(|c| c.name == name));
            columns.map(Seen::column).collect()
        }),
        SubjectKind::Product(factors) => Some(factors.iter().filter_map(|f| Seen::factor(*f)).collect()),
        SubjectKind::Groups { table: None, .. } | SubjectKind::All => None,
    };
    let own: Vec<Seen> = own.unwrap_or_default();
    let own_hops = (0..catalogue.hops.len()).map(HopId).filter(|h| catalogue.hops[h.0].from == id);
    let own_way = own_hops.filter(|h| catalogue.hops[h.0].to == id).map(|hop| up(catalogue, id, &[hop], false));
    let ways = catalogue.ways[id.0].values();
    let ways = ways.flat_map(|way| match &way.other {
        None => vec![up(catalogue, id, &way.hops, true)],
        Some(other) => vec![up(catalogue, id, &way.hops, false), up(catalogue, id, other, false)],
    });
    Place {
        name: subject.name.text.clone(),
        parts: if catalogue.rows_of(id).is_some() { 0 } else { own.len() },
        own,
        ups: ways.chain(own_way).collect(),
        downs: Vec::new(),
        dated: table(&subject.name.text).is_some_and(|t| t.dated),
    }
}

/// A way as the page writes it; `plain` where it is the only one.
fn up(catalogue: &Catalogue<'_>, from: SubjectId, hops: &[HopId], plain: bool) -> Up {
    let to = hops.last().map_or(from, |hop| catalogue.hops[hop.0].to);
    let mut prefixes = vec![format!("{}.", catalogue.way_words(hops))];
    if plain {
        let name = Some(&catalogue.subject(to).name.text).filter(|name| *name != "all");
        prefixes = std::iter::once(String::new()).chain(name.map(|name| format!("{name}."))).collect();
    }
    let mut guards = Vec::new();
    for (at, hop) in hops.iter().enumerate() {
        for part in &catalogue.hops[hop.0].parts {
            let Local::Column(table, column) = part.local else { continue };
            let Some(column) = catalogue.column(table, column).filter(|c| c.absent.is_some()) else { continue };
            let before: Vec<HopId> = hops[..at].iter().chain(&part.way).copied().collect();
            let steps = catalogue.way_words(&before);
            let path = if steps.is_empty() { String::new() } else { steps + "." };
            guards.push(format!("{path}{} is not absent", column.name.text));
        }
    }
    Up { to: to.0, prefixes, guards }
}

/// How rows belong to a subject: by what they refer to, or since values are the same.
fn down(catalogue: &Catalogue<'_>, places: &[Place], to: SubjectId, of: SubjectId) -> Option<Down> {
    if of == to {
        return None;
    }
    let (rows, here) = (&places[of.0], &places[to.0]);
    let linked = catalogue.link(of, to);
    let joined = match linked.open.as_slice() {
        _ if here.name == "all" => None,
        [] if !linked.link.is_empty() => None,
        [] => Some(same(rows, here)?),
        // Of two columns of a choice one is meant.
        [two] => {
            let one = rows.own.iter().find(|row| row.text == two.ways[0] && row.guards.is_empty())?;
            Some(format!("{} is {}.{}", one.text, here.name, two.key))
        }
        _ => return None,
    };
    Some(Down { of: of.0, joined })
}

/// A condition by which rows belong to a subject that they do not refer to. Keys that are missing on both sides, which
/// are not the same key, are taken where there are some.
fn same(rows: &Place, here: &Place) -> Option<String> {
    let pairs = rows.own.iter().flat_map(|row| here.own.iter().map(move |own| (row, own)));
    let fits = |(row, own): &(&Seen, &Seen)| {
        row.kind == own.kind && row.kind != Kind::Set && row.guards.is_empty() && own.guards.is_empty()
    };
    let (row, own) = pairs.filter(fits).max_by_key(|(row, own)| row.missing && own.missing)?;
    Some(format!("{} is {}.{}", row.text, here.name, own.text))
}

impl Up {
    /// Whether there is one way only.
    pub fn is_plain(&self) -> bool {
        self.prefixes.iter().any(String::is_empty)
    }
}

impl Seen {
    /// A value without gaps of its own.
    pub fn of(text: impl Into<String>, kind: Kind, missing: bool) -> Seen {
        Seen { text: text.into(), kind, missing, guards: Vec::new() }
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

    fn factor(factor: Factor) -> Option<Seen> {
        match factor {
            Factor::Choice(_) => Some(Seen::of("colour", Kind::Choice, false)),
            Factor::Time(unit) => Some(Seen::of(unit.name(), Kind::Text, false)),
            Factor::Subject(_) => None,
        }
    }

    /// The value as others see it.
    pub fn along(&self, up: &Up, prefix: &str) -> Seen {
        let there = self.guards.iter().map(|guard| format!("{prefix}{guard}"));
        let guards = up.guards.iter().cloned().chain(there).collect();
        Seen { text: format!("{prefix}{}", self.text), kind: self.kind.clone(), missing: true, guards }
    }
}
