//! Writes rule text: values of every kind of subject of a world.
//!
//! The text is always legal: where the language requires an answer, one is drawn. A declared value is visible to all
//! later declarations, in its own place and in the places that lead there, so that values are used in both directions
//! between tables.

mod composed;
mod conditions;
mod decisions;
mod numbers;
mod published;
mod samples;
mod sideways;
mod statistics;
mod tiers;
mod together;
mod trees;
mod who;

use super::column::Kind;
use super::draw::Draw;
use super::places::{Place, Seen};

/// A policy that is being written.
pub(super) struct Writer<'p, 'd, 'n> {
    places: &'p mut [Place],
    draw: &'d mut Draw<'n>,
    /// The number of names so far.
    names: usize,
    text: String,
}

const MODES: [&str; 8] = [
    "half up",
    "half away from zero",
    "half toward plus infinity",
    "half even",
    "up",
    "down",
    "away from zero",
    "toward zero",
];
const LISTS: [&str; 5] = ["mean", "sum", "min", "max", "median"];

impl<'p, 'd, 'n> Writer<'p, 'd, 'n> {
    pub(super) fn new(places: &'p mut [Place], draw: &'d mut Draw<'n>) -> Self {
        Writer { places, draw, names: 0, text: String::new() }
    }

    /// The values of a policy: lets and an eligibility of any kinds of subjects, a tree for each of the two kinds,
    /// tiers by rank, and other published values.
    pub(super) fn values(mut self, rows: usize, groups: usize) -> String {
        for _ in 0..self.draw.below(4) {
            self.value();
        }
        if self.draw.chance(60) {
            self.eligibility();
        }
        let body = self.body(rows, 2);
        self.declare(rows, &format!("tree score of {}", self.places[rows].name), &body, "score", Kind::Computed);
        if self.draw.chance(40) {
            self.value();
        }
        let body = self.body(groups, 1);
        self.declare(
            groups,
            &format!("tree group_score of {}", self.places[groups].name),
            &body,
            "group_score",
            Kind::Computed,
        );
        if self.draw.chance(50) {
            self.ranks();
        }
        if self.draw.chance(40) {
            self.composed();
        }
        if self.draw.chance(30) {
            self.beside();
        }
        match self.draw.below(6) {
            0 => self.ranks_of_peers(),
            1 => self.clusters(),
            2 => self.moving(),
            _ => {}
        }
        if self.draw.chance(75) {
            self.estimates();
        }
        if self.draw.chance(70) {
            self.published();
        }
        if self.draw.chance(30) {
            self.summary();
        }
        if self.draw.chance(70) {
            self.shown();
        }
        self.text
    }

    /// Writes a declaration. Later declarations see its value.
    fn declare(&mut self, at: usize, head: &str, body: &str, name: &str, kind: Kind) {
        self.text.push_str(&format!("{head} {body}\n"));
        self.places[at].own.push(Seen::of(name, kind, true));
    }

    /// Declares a condition that is known for each subject.
    fn declare_known(&mut self, at: usize) -> Seen {
        let (name, condition) = (self.name(), self.condition(at, 0));
        let of = &self.places[at].name;
        self.text.push_str(&format!("let {name} of {of} = ({condition}) default {}\n", self.draw.pick(&["no", "yes"])));
        let seen = Seen::of(name, Kind::YesNo, false);
        self.places[at].own.push(seen.clone());
        seen
    }

    fn name(&mut self) -> String {
        self.names += 1;
        format!("n{}", self.names)
    }

    /// Any kind of subject.
    fn somewhere(&mut self) -> usize {
        let places: Vec<usize> = (0..self.places.len()).filter(|at| !self.places[*at].on_page).collect();
        places[self.draw.below(places.len())]
    }

    /// A `let`: a number, a condition, a date, a text or a value of a choice.
    fn value(&mut self) {
        let (at, name) = (self.somewhere(), self.name());
        let (body, kind) = match self.draw.below(6) {
            0 => (self.condition(at, 1), Kind::YesNo),
            2 => self.word(at),
            3 => (self.holds_of(at, 0).unwrap_or_else(|| self.condition(at, 1)), Kind::YesNo),
            4 => (self.together(at, 1).unwrap_or_else(|| self.number(at, 2)), Kind::Computed),
            1 => match self.date(at) {
                Some(date) => (date, Kind::Date),
                None => (self.number(at, 1), Kind::Computed),
            },
            _ => (self.number(at, 2), Kind::Computed),
        };
        let head = format!("let {name} of {} =", self.places[at].name);
        self.declare(at, &head, &body, &name, kind);
    }

    /// A text or a value of a choice, or a reason for a missing value.
    fn word(&mut self, at: usize) -> (String, Kind) {
        let (kind, some, other) = match self.draw.below(2) {
            0 => (Kind::Choice, "colour.red", "colour.blue"),
            _ => (Kind::Text, "\"a\"", "\"k1\""),
        };
        let otherwise = self.pick(at, |s| s.kind == kind).map_or(other.into(), |s| s.or(other));
        let (gap, a, b) = (self.gap(), self.condition(at, 1), self.condition(at, 0));
        let arms = match self.draw.below(2) {
            0 => format!("{some} when {a}, {gap} when {b}, otherwise {otherwise}"),
            _ => format!("{gap} when {a}, {otherwise} when {b}, otherwise {some}"),
        };
        (format!("first {{ {arms} }}"), kind)
    }

    /// A missing value with a reason.
    fn gap(&mut self) -> String {
        format!("missing because \"{}\"", self.draw.pick(&["too few", "nobody was there", "不适用"]))
    }

    /// A published value of any kind of subject: a number, or a check.
    fn published(&mut self) {
        let (at, name) = (self.somewhere(), self.name());
        let of = self.places[at].name.clone();
        if self.draw.chance(50) {
            let body = self.number(at, 2);
            self.declare(at, &format!("tree {name} of {of} ="), &body, &name, Kind::Computed);
        } else {
            let when = self.condition(at, 0);
            let rows = if self.draw.chance(60) { self.holds_of(at, 0) } else { None };
            let body = rows.unwrap_or_else(|| self.condition(at, 1));
            self.declare(at, &format!("check {name} of {of} warning when {when} ="), &body, &name, Kind::YesNo);
        }
    }

    /// Everything that a place sees.
    fn seen(&mut self, at: usize) -> Vec<Seen> {
        let place = &self.places[at];
        let mut seen = place.own.clone();
        for up in &place.ups {
            let prefix = self.draw.pick(&up.prefixes.iter().map(String::as_str).collect::<Vec<_>>()).to_string();
            let there = &self.places[up.to];
            let passed_on = there.own.iter().skip(there.parts).filter(|value| !value.near);
            seen.extend(passed_on.map(|value| value.along(up, &prefix)));
        }
        seen
    }

    /// A value that fits. A value of the subject itself is as likely as all others together.
    fn pick(&mut self, at: usize, fits: impl Fn(&Seen) -> bool) -> Option<Seen> {
        let own = self.places[at].own.len();
        let seen: Vec<Seen> = self.seen(at);
        let first = if self.draw.chance(50) { 0 } else { seen.len() - own };
        let some = |list: &[Seen]| list.iter().filter(|s| fits(s)).cloned().collect::<Vec<_>>();
        let fitting = Some(some(&seen[..seen.len() - first])).filter(|list| !list.is_empty()).unwrap_or(some(&seen));
        (!fitting.is_empty()).then(|| fitting[self.draw.below(fitting.len())].clone())
    }

    fn rounding(&mut self) -> String {
        let mode = self.draw.pick(&MODES);
        match self.draw.below(4) {
            0 => format!("{mode} to steps of {}", self.draw.pick(&["0.5", "2", "0.3", "5"])),
            _ => format!("{mode} to {} decimals", self.draw.below(4)),
        }
    }

    fn literal(&mut self) -> String {
        match self.draw.below(4) {
            0 => self.draw.between(0, 9).to_string(),
            1 => format!("{}.{}", self.draw.between(0, 99), self.draw.between(0, 99)),
            2 => format!("{}%", self.draw.between(0, 150)),
            _ => self.draw.pick(&["0.5", "100", "0.001", "3"]).to_string(),
        }
    }

    fn list_rule(&mut self) -> String {
        match self.draw.below(5) {
            0 => "missing propagates".into(),
            1 => "missing counts as 1.5".into(),
            2 => "missing skipped if at least 2".into(),
            3 => "missing skipped if at least 60%".into(),
            _ => "missing skipped".into(),
        }
    }
}

impl Seen {
    /// The value if it exists, and something else if it does not.
    fn or(&self, otherwise: &str) -> String {
        match self.guards.as_slice() {
            [] => self.text.clone(),
            guards => format!("first {{ {} when {}, otherwise {otherwise} }}", self.text, guards.join(" and ")),
        }
    }

    /// A condition on the value. If the value does not exist, the condition is `otherwise`.
    fn and(&self, condition: &str, otherwise: bool) -> String {
        match (self.guards.join(" and "), otherwise) {
            (guards, _) if guards.is_empty() => condition.into(),
            (guards, true) => format!("(not ({guards}) or {condition})"),
            (guards, false) => format!("({guards} and {condition})"),
        }
    }
}
