//! The meaning of a name in its place.

use super::cells::{Inst, braces, is_family};
use super::kinds::{Base, Hop, KindOf, What, World, one_of};
use super::value::{V, settled_alike};
use crate::syntax::ast::{Expr, ExprKind, Name};
use std::collections::BTreeMap;

/// The context of an expression.
#[derive(Clone, Copy, Default)]
pub(super) struct Env<'e> {
    /// The current subject; none inside a scale.
    pub here: Option<Inst>,
    /// Among values of rows: the subject for which they are aggregated.
    pub outer: Option<Inst>,
    /// The arguments of a scale.
    pub given: Option<&'e BTreeMap<String, V>>,
}

impl Env<'_> {
    pub(super) fn of(here: Inst) -> Env<'static> {
        Env { here: Some(here), outer: None, given: None }
    }
}

impl<'p> World<'p> {
    /// The value of a plain name.
    pub(super) fn named(&self, env: Env<'_>, name: &str) -> V {
        if let Some(value) = env.given.and_then(|given| given.get(name)) {
            return value.clone();
        }
        if let Some(value) = env.here.and_then(|here| self.seen(here, name)) {
            return value;
        }
        if let Some(value) = self.params.get(name) {
            return value.clone();
        }
        match (name, self.as_of) {
            ("as_of", Some(day)) => V::Day(day),
            _ => V::Word(String::new(), name.into()),
        }
    }

    /// A value of a subject or of a subject to which it refers.
    fn seen(&self, here: Inst, name: &str) -> Option<V> {
        let way = self.way_to(here, name)?;
        Some(match self.walk(here, &way) {
            Ok(there) => self.value(there, name),
            Err(gap) => self.the_same_in_all(here, &way, name).unwrap_or(gap),
        })
    }

    /// The way to the subject that has a value of this name; empty if it is the subject itself.
    fn way_to(&self, here: Inst, name: &str) -> Option<Vec<Hop>> {
        if self.has(here.0, name) {
            return Some(Vec::new());
        }
        let reach = self.reach(here.0);
        let others = || reach.iter().filter(|(kind, ..)| *kind != here.0);
        let plain = others().find(|(kind, ..)| self.has(*kind, name) && !self.is_key(*kind, name));
        // Among the subjects that are referred to, names of keys and references come last.
        let (.., ways) = plain.or_else(|| others().find(|(kind, ..)| self.has(*kind, name)))?;
        Some(ways[0].clone())
    }

    /// The subject of a plain name, a path or a value at another key, and the name of the value there.
    pub(super) fn whose<'e>(&self, here: Inst, value: &'e Expr) -> Option<(Inst, &'e str)> {
        let env = Env::of(here);
        let (at, name) = match &value.kind {
            ExprKind::Name(name) => (here, name.as_str()),
            ExprKind::Path(path) => {
                let (last, before) = path.split_last()?;
                (self.path_leads_to(env, before).ok()?, last.text.as_str())
            }
            ExprKind::At(value, keys) => return self.other_key(env, value, keys).ok(),
            _ => return None,
        };
        Some((self.walk(at, &self.way_to(at, name)?).ok()?, name))
    }

    /// The common value of all rows of the policy that are still possible for a key with a missing part.
    fn the_same_in_all(&self, here: Inst, way: &[Hop], name: &str) -> Option<V> {
        let (Hop::Found(kind, parts), before) = way.split_last()? else { return None };
        let KindOf::Page(_) = self.kinds[*kind].what else { return None };
        let at = self.walk(here, before).ok()?;
        let key: Vec<V> = parts.iter().map(|part| self.at_source(at, part)).collect();
        let can_be = |row: &super::cells::Subject| {
            row.key.iter().zip(&key).all(|(own, part)| !part.is_there() || self.same(own, part) == Some(true))
        };
        let rows = self.kinds[*kind].subjects.iter().enumerate().filter(|(_, row)| can_be(row));
        let mut said = rows.map(|(row, _)| self.value((*kind, row), name));
        let first = said.next().filter(V::is_there)?;
        said.all(|other| other == first).then_some(first)
    }

    /// Whether each subject of a kind has its own value with this name.
    fn has(&self, kind: usize, name: &str) -> bool {
        let own = match &self.kinds[kind].what {
            KindOf::Table(table) | KindOf::Page(table) => {
                table.columns.iter().any(|column| column.name.text == name && !is_family(column))
                    || table.references.iter().any(|made| made.name.text == name)
            }
            KindOf::Groups(_, by) => by.iter().any(|column| column == name),
            KindOf::Product(bases) => {
                bases.iter().any(|base| self.base_name(base) == name) || self.family(bases, name).is_some()
            }
            KindOf::All => false,
        };
        own || self.declared.contains_key(&(kind, name.into()))
    }

    fn is_key(&self, kind: usize, name: &str) -> bool {
        match &self.kinds[kind].what {
            KindOf::Table(table) | KindOf::Page(table) => {
                table.keys.iter().flat_map(|(names, _)| names).any(|key| key.text == name)
                    || table.columns.iter().any(|column| column.name.text == name && column.refers.is_some())
                    || table.references.iter().any(|made| made.name.text == name)
            }
            KindOf::Groups(..) => !self.declared.contains_key(&(kind, name.into())),
            KindOf::Product(bases) => bases.iter().any(|base| self.base_name(base) == name),
            KindOf::All => false,
        }
    }

    pub(super) fn base_name(&self, base: &Base) -> String {
        match base {
            Base::Kind(kind) => self.kinds[*kind].name.clone(),
            Base::Choice(name) | Base::Time(name) => name.clone(),
        }
    }

    /// The factors of a product that has a family: the factor with the columns, and the factor that selects one.
    fn family(&self, bases: &[Base], name: &str) -> Option<(usize, usize)> {
        bases.iter().enumerate().find_map(|(at, base)| {
            let Base::Kind(kind) = base else { return None };
            let KindOf::Table(table) = &self.kinds[*kind].what else { return None };
            let column = table.columns.iter().find(|column| column.name.text == name)?;
            let (_, choice, _) = braces(column)?;
            let of = bases.iter().position(|base| *base == Base::Choice(choice.into()))?;
            Some((at, of))
        })
    }

    /// A value that the subject itself has.
    pub(crate) fn value(&self, here: Inst, name: &str) -> V {
        let at = (here, name.to_string());
        if let Some(known) = self.memo.borrow().get(&at) {
            return known.clone().unwrap_or_else(|| panic!("`{name}` needs itself"));
        }
        self.memo.borrow_mut().insert(at.clone(), None);
        let value = self.computed(here, name);
        self.memo.borrow_mut().insert(at, Some(value.clone()));
        value
    }

    fn computed(&self, here: Inst, name: &str) -> V {
        let subject = self.subject(here);
        match &self.kinds[here.0].what {
            KindOf::Table(_) | KindOf::Page(_) | KindOf::Groups(..) => {
                if let Some(cell) = subject.cells.get(name) {
                    return cell.clone();
                }
                if let KindOf::Table(table) = &self.kinds[here.0].what
                    && table.references.iter().any(|made| made.name.text == name)
                {
                    return self.made(here, name);
                }
            }
            KindOf::Product(bases) => {
                if let Some(at) = bases.iter().position(|base| self.base_name(base) == name) {
                    return subject.key[at].clone();
                }
                if let Some((of, member)) = self.family(bases, name) {
                    let (Some(row), V::Word(_, member)) = (subject.parts[of], &subject.key[member]) else {
                        return V::Missing;
                    };
                    return self.subject(row).cells[&format!("{name}.{member}")].clone();
                }
            }
            KindOf::All => {}
        }
        let env = Env::of(here);
        match self.declared.get(&(here.0, name.into())) {
            Some(What::Value(expr)) => self.eval(env, expr),
            Some(What::Node(node)) => self.node(here, node),
            Some(What::Tiers(tiers)) => self.tier(here, tiers),
            Some(What::Eligibility(one)) => self.outcome(here, one),
            Some(What::Mark(mark)) => V::of_truth(self.holds_when(env, &mark.when)),
            Some(What::Check(check)) => self.check(here, check),
            None => panic!("{} has no `{name}`", self.kinds[here.0].name),
        }
    }

    /// A reference that consists of values.
    pub(super) fn made(&self, here: Inst, name: &str) -> V {
        let KindOf::Table(table) = &self.kinds[here.0].what else { return V::Missing };
        let made = table.references.iter().find(|made| made.name.text == name).unwrap();
        let part = |path: &Vec<Name>| match path.as_slice() {
            [name] => self.named(Env::of(here), &name.text),
            path => self.path(Env::of(here), path),
        };
        let parts: Vec<V> = made.parts.iter().map(part).collect();
        match parts.iter().find(|part| !part.is_there()) {
            Some(gap) => gap.clone(),
            None => V::Row(parts),
        }
    }

    /// The value of `a.b.c`.
    pub(super) fn path(&self, env: Env<'_>, path: &[Name]) -> V {
        let (last, before) = path.split_last().unwrap();
        if let [choice] = before
            && let Some(of) = self.choices.get(choice.text.as_str())
            && (of.values.iter().any(|value| value.name.text == last.text)
                || of.groups.iter().any(|group| group.name.text == last.text))
        {
            return V::Word(choice.text.clone(), last.text.clone());
        }
        match self.path_leads_to(env, before) {
            Ok(there) => self.seen(there, &last.text).unwrap_or_else(|| panic!("no `{}`", last.text)),
            Err(gap) => gap,
        }
    }

    /// The subject to which a path without its last name leads.
    fn path_leads_to(&self, env: Env<'_>, before: &[Name]) -> Result<Inst, V> {
        let mut at = Err(V::Missing);
        for (n, name) in before.iter().enumerate() {
            at = match n {
                0 => self.begin(env, &name.text),
                _ => at.and_then(|at: Inst| self.step(at, &name.text)),
            };
        }
        at
    }

    /// The subject of the first name of a path.
    fn begin(&self, env: Env<'_>, name: &str) -> Result<Inst, V> {
        let here = env.here.unwrap();
        if let Some(outer) = env.outer
            && self.kinds[outer.0].name == name
            && (outer.0 == here.0
                || !self.reach(here.0).iter().any(|(kind, _, ways)| *kind == outer.0 && ways.len() == 1))
        {
            return Ok(outer);
        }
        self.step(here, name)
    }

    /// A step of a path: the subject itself, a reference, or the nearest subject of that kind.
    pub(super) fn step(&self, here: Inst, name: &str) -> Result<Inst, V> {
        let reach = self.reach(here.0);
        let last_is = |way: &[super::kinds::Hop]| match way.last() {
            Some(super::kinds::Hop::Reference(_, word) | super::kinds::Hop::Made(_, word)) => word == name,
            _ => false,
        };
        let own = self.hops(here.0).into_iter().find(|hop| last_is(std::slice::from_ref(hop)));
        if let Some(hop) = own {
            return self.follow(here, &hop);
        }
        if self.kinds[here.0].name == name {
            return Ok(here);
        }
        let by_kind = reach.iter().find(|(kind, ..)| self.kinds[*kind].name == name);
        let way = by_kind.map(|(.., ways)| &ways[0]);
        let way = way.or_else(|| reach.iter().flat_map(|(.., ways)| ways).find(|way| last_is(way)));
        self.walk(here, way.unwrap_or_else(|| panic!("no way to `{name}`")))
    }

    /// `x at (key: value)`.
    pub(super) fn sideways(&self, env: Env<'_>, value: &Expr, keys: &[(Name, Expr)]) -> V {
        self.other_key(env, value, keys).map_or_else(|gap| gap, |(there, name)| self.value(there, name))
    }

    /// The subject at another key, and the name of its value.
    fn other_key<'e>(&self, env: Env<'_>, value: &'e Expr, keys: &[(Name, Expr)]) -> Result<(Inst, &'e str), V> {
        let here = env.here.unwrap();
        let (kind, name) = match &value.kind {
            ExprKind::Path(path) => (self.kind(&path[0].text).unwrap(), path[1].text.as_str()),
            ExprKind::Name(name) => (here.0, name.as_str()),
            other => panic!("no value of another key: {other:?}"),
        };
        let parts: Vec<String> = match &self.kinds[kind].what {
            KindOf::Table(table) | KindOf::Page(table) => {
                table.keys[0].0.iter().map(|name| name.text.clone()).collect()
            }
            KindOf::Groups(_, by) => by.clone(),
            KindOf::Product(bases) => bases.iter().map(|base| self.base_name(base)).collect(),
            KindOf::All => vec![],
        };
        let part = |(at, part): (usize, &String)| match keys.iter().find(|(name, _)| name.text == *part) {
            Some((_, value)) => self.eval(env, value),
            None => self.subject(here).key[at].clone(),
        };
        let key: Vec<V> = parts.iter().enumerate().map(part).collect();
        if let Some(gap) = key.iter().find(|part| !part.is_there()) {
            return Err(gap.clone());
        }
        let is_it = |subject: &&super::cells::Subject| {
            subject.in_period && subject.key.iter().zip(&key).all(|(a, b)| self.same(a, b) == Some(true))
        };
        match self.kinds[kind].subjects.iter().position(|subject| is_it(&subject)) {
            Some(at) => Ok(((kind, at), name)),
            None => Err(V::Missing),
        }
    }

    /// Whether two values are the same; unknown if one is missing or absent.
    pub(super) fn same(&self, a: &V, b: &V) -> Option<bool> {
        if !a.is_there() || !b.is_there() {
            return None;
        }
        Some(match (a, b) {
            (V::Word(of, a), V::Word(other, b)) => {
                let of = if of.is_empty() { other } else { of };
                a == b || self.in_group(of, a, b) || self.in_group(of, b, a)
            }
            (V::Row(key), one) | (one, V::Row(key)) if !matches!(one, V::Row(_)) => one_of(key) == *one,
            (a, b) => {
                let (a, b) = settled_alike(a, b);
                a == b
            }
        })
    }

    fn in_group(&self, choice: &str, value: &str, group: &str) -> bool {
        // The choice of a bare name is not known.
        let choices = self.choices.values().filter(|one| choice.is_empty() || one.name.text == choice);
        let groups = choices.flat_map(|choice| choice.groups.iter().map(move |group| (choice, group)));
        let is_in = |(choice, of): (&&crate::syntax::ast::Choice, &crate::syntax::ast::ChoiceGroup)| {
            of.name.text == group && choice.values[of.values.clone()].iter().any(|one| one.name.text == value)
        };
        groups.into_iter().any(|(choice, group)| is_in((choice, group)))
    }
}
