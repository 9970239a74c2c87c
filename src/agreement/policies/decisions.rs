//! Eligibilities and tiers by rank.

use super::{MODES, Writer};
use crate::agreement::column::Kind;

impl Writer<'_, '_, '_> {
    /// An eligibility with clauses of every kind. It can build on its own earlier stage, if there is one.
    pub(super) fn eligibility(&mut self) {
        let (at, name) = (self.somewhere(), self.name());
        let rule = self.draw.pick(&["reported", "reported", "counts as included", "counts as excluded"]);
        let mut lines = vec![format!("undetermined {rule}")];
        match self.stages(at) {
            Some(whole) if self.draw.chance(60) => lines.extend(self.in_stages(at, &name, whole)),
            _ if self.draw.chance(15) => lines.push("include always".into()),
            _ => lines.push(self.clause(at, "include")),
        }
        for _ in 0..self.draw.below(4) {
            let mark = format!("mark {}", self.name());
            let what = self.draw.pick(&["include", "exclude", "exclude", &mark]).to_string();
            lines.push(self.clause(at, &what));
        }
        lines.extend(self.overrides(at));
        let (head, body) = (format!("eligibility {name} of {}", self.places[at].name), lines.join("\n"));
        self.declare(at, &head, &format!("{{\n{body}\n}}"), &name, Kind::Outcome);
    }

    fn clause(&mut self, at: usize, what: &str) -> String {
        let word = self.draw.pick(&["when", "when", "unless"]);
        let because = self.draw.pick(&["", " because \"so it is\"", " cite \"7.1\""]);
        let because = if what.starts_with("mark") { "" } else { because };
        format!("{what} {word} {}{because}", self.condition(at, 1))
    }

    /// The other factor of a product that has a choice as a factor.
    fn stages(&self, at: usize) -> Option<usize> {
        let place = &self.places[at];
        let staged = place.own[..place.parts].iter().any(|part| part.kind == Kind::Choice);
        let whole = |up: &&crate::agreement::places::Up| !self.places[up.to].name.starts_with('a');
        place.ups.iter().filter(|_| staged && place.name.starts_with('p')).find(whole).map(|up| up.to)
    }

    /// Clauses of which the last uses the outcome of the others, by a value of the subject that all stages share.
    fn in_stages(&mut self, at: usize, name: &str, whole: usize) -> Vec<String> {
        let (before, of) = (self.name(), self.places[at].name.clone());
        let how = self.draw.pick(&["any", "all"]);
        let body = format!("{how}({name} of {of} where colour in warm)");
        self.declare(whole, &format!("let {before} of {} =", self.places[whole].name), &body, &before, Kind::YesNo);
        // The clauses cannot see the value for all stages, since that would be circular.
        self.places[whole].own.pop();
        vec![
            format!("include when colour in warm and ({})", self.condition(at, 1)),
            format!("include when colour is blue and {before}"),
        ]
    }

    /// Rows with decisions of people.
    fn overrides(&mut self, at: usize) -> Option<String> {
        let plain = self.places[at].downs.iter().filter(|down| down.joined.is_none()).map(|down| down.of);
        let tables: Vec<String> = plain.map(|of| self.places[of].name.clone()).filter(|n| n.starts_with('t')).collect();
        let table = tables.last().filter(|_| self.draw.chance(35))?;
        let n = &table[1..];
        let only = if self.draw.chance(70) { format!(" where h{n} is 1") } else { String::new() };
        Some(format!("override says{n} of {table}{only}, by g{n}, on d{n}"))
    }

    /// Tiers by rank of a value that often has ties, or of any value.
    pub(super) fn ranks(&mut self) {
        let (at, name) = (self.somewhere(), self.name());
        let judged = if self.draw.chance(60) { self.rating(at) } else { self.number(at, 1) };
        let of = self.places[at].name.clone();
        self.declare(at, &format!("let {name}v of {of} ="), &judged, &format!("{name}v"), Kind::Computed);
        let within: Vec<usize> = self.places[at].ups.iter().filter(|u| u.is_plain()).map(|up| up.to).collect();
        let Some(within) = within.get(self.draw.below(within.len())) else { return };
        let within = self.places[*within].name.clone();
        let (ratio, ties) = (self.draw.pick(&["2:7:1", "1:1:1", "1:0.5:3"]), self.draw.pick(&["better", "worse"]));
        let cut = self.draw.pick(&MODES);
        let head = format!(
            "tiers {name} of {name}v of {of}, ranked within {within} {ratio}, ties share the {ties} tier, cut {cut}"
        );
        self.text.push_str(&format!("{head} {{\n{name}a\n{name}b\n{name}c\n}}\n"));
    }
}
