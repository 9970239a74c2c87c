//! Values at another key.

use super::Writer;
use crate::agreement::column::{CHOICE, Kind, SIDE};
use crate::agreement::places::{KeyPart, Seen};
use crate::agreement::spelling::two;

impl Writer<'_, '_, '_> {
    /// A number at another key, of the same kind of subject or of another.
    pub(super) fn at_another_key(&mut self, at: usize) -> Option<String> {
        let here = self.draw.chance(70);
        let of = if here { at } else { self.somewhere() };
        let value = self.own_number(of, |s| s.is_name())?;
        let keys = self.places[of].key.clone();
        // For another kind of subject the whole key is given.
        let moved = (!keys.is_empty()).then(|| self.draw.below(keys.len()))?;
        let parts = keys.iter().enumerate().filter(|(n, _)| of != at || *n == moved);
        let parts = parts.map(|(_, (name, part))| {
            let value = self.key_value(at, name, part, of == at)?;
            Some(format!("{name}: {value}"))
        });
        let parts = parts.collect::<Option<Vec<String>>>()?;
        let kind = if of == at { String::new() } else { format!("{}.", self.places[of].name) };
        Some(format!("({kind}{value} at ({}))", parts.join(", ")))
    }

    /// A published number at another key. Expanded, it is the least of all subjects with that key, of which there is
    /// one.
    pub(super) fn beside(&mut self) {
        let with: Vec<usize> = (0..self.places.len()).filter(|at| self.moved_part(*at).is_some()).collect();
        let Some(at) = (!with.is_empty()).then(|| with[self.draw.below(with.len())]) else { return };
        let Some((n, other)) = self.moved_part(at) else { return };
        let column = |s: &Seen| s.is_name() && !s.near && !matches!(s.kind, Kind::Computed);
        let Some(value) = self.own_number(at, column) else { return };
        let (of, keys) = (self.places[at].name.clone(), self.places[at].key.clone());
        let (tree, key) = (format!("w{}", self.name()), self.name());
        let part = &keys[n].0;
        let per: Vec<&str> = keys.iter().enumerate().filter(|(m, _)| *m != n).map(|(_, k)| k.0.as_str()).collect();
        let per = if per.is_empty() { String::new() } else { format!(" per {}", per.join(" and ")) };
        let rows = format!("{of} over everyone_{of}{per} where {part} is {of}.{key}");
        self.text.push_str(&format!("let {key} of {of} = {other}\n"));
        let short = format!("tree {tree} of {of} = {value} at ({part}: {key})\n");
        let least = format!("tree {tree} of {of} = min({value} of {rows}, missing propagates, if empty missing)\n");
        self.text.push_str(&two(&short, &least));
    }

    /// A part of the key with few values, and another value of it.
    fn moved_part(&self, at: usize) -> Option<(usize, String)> {
        self.places[at].key.iter().enumerate().find_map(|(n, (name, part))| match part {
            KeyPart::Of(Kind::Rating(2)) => Some((n, format!("3 - {name}"))),
            KeyPart::Of(Kind::Side) => {
                Some((n, format!("first {{ side.right when {name} is left, otherwise side.left }}")))
            }
            KeyPart::Of(Kind::Choice) => Some((
                n,
                format!(
                    "first {{ colour.green when {name} is red, colour.red when {name} is blue, otherwise colour.blue }}"
                ),
            )),
            _ => None,
        })
    }

    /// A number of the subject itself.
    fn own_number(&mut self, at: usize, fits: impl Fn(&Seen) -> bool) -> Option<String> {
        let own = self.places[at].own.iter().filter(|s| s.kind.is_number() && fits(s));
        let own: Vec<String> = own.map(|s| s.text.clone()).collect();
        (!own.is_empty()).then(|| own[self.draw.below(own.len())].clone())
    }

    /// A possible value of a part of a key.
    fn key_value(&mut self, at: usize, name: &str, part: &KeyPart, own: bool) -> Option<String> {
        let KeyPart::Of(kind) = part else { return None };
        Some(match kind {
            Kind::Rating(2) if own && self.draw.chance(60) => format!("3 - {name}"),
            Kind::Rating(2) => self.draw.between(1, 2).to_string(),
            Kind::Number { .. } if own && self.draw.chance(60) => format!("{name} + 1"),
            Kind::Number { .. } => self.draw.between(0, 5).to_string(),
            Kind::Choice | Kind::Side => {
                let (choice, all): (&str, &[&str]) = match kind {
                    Kind::Choice => ("colour", &CHOICE),
                    _ => ("side", &SIDE),
                };
                let (a, b) = (self.draw.pick(all).to_string(), self.draw.pick(all).to_string());
                match self.draw.below(2) {
                    0 => a,
                    _ => format!("first {{ {choice}.{a} when {}, otherwise {choice}.{b} }}", self.condition(at, 0)),
                }
            }
            Kind::Text => match self.draw.below(2) {
                0 => format!("\"{}\"", self.draw.pick(&["a", "k0", "k1", "2026-01", "2026Q1"])),
                _ => self.pick(at, |s| s.kind == Kind::Text && s.guards.is_empty())?.text,
            },
            _ => return None,
        })
    }
}
