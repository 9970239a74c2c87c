//! Conditions.

use super::Writer;
use crate::agreement::column::{CHOICE, Kind, SIDE, TEXTS};
use crate::agreement::places::Seen;

const SIGNS: [&str; 4] = [">=", ">", "<=", "<"];

impl Writer<'_, '_, '_> {
    /// A condition on a subject.
    pub(super) fn condition(&mut self, at: usize, depth: usize) -> String {
        if depth > 0 && self.draw.chance(35) {
            let (a, b) = (self.condition(at, depth - 1), self.condition(at, depth - 1));
            return match self.draw.below(5) {
                4 => format!("(first {{ {} when {a}, otherwise {b} }})", self.gap()),
                0 => format!("({a} and {b})"),
                1 => format!("({a} or {b})"),
                2 => format!("(not ({a}))"),
                _ => format!("(({a}) default no)"),
            };
        }
        match self.draw.below(8) {
            0 => format!("{} {} {}", self.rating(at), self.draw.pick(&SIGNS), self.draw.between(1, 5)),
            1 => {
                let (a, sign, b) = (self.number(at, depth), self.draw.pick(&SIGNS), self.number(at, 0));
                format!("{a} {sign} {b}")
            }
            2 => {
                let lo = self.draw.between(0, 5);
                format!("{} in {lo}..{}", self.number(at, 0), lo + self.draw.between(0, 40))
            }
            3 => {
                let seen = self.pick(at, |s| s.missing && s.kind != Kind::Outcome);
                seen.map_or("1 >= 2".into(), |s| s.and(&format!("{} is missing", s.text), false))
            }
            4 if depth > 0 => self.holds_of(at, depth - 1).unwrap_or("strict".into()),
            _ => match self.pick(at, |s| !s.kind.is_number()) {
                Some(seen) => self.about(at, &seen),
                None => "3 is 3".into(),
            },
        }
    }

    /// A condition on a value that is not a number.
    fn about(&mut self, at: usize, seen: &Seen) -> String {
        let name = &seen.text;
        let condition = match seen.kind {
            Kind::YesNo => format!("{name} is yes"),
            Kind::Choice => match self.draw.below(4) {
                0 => format!("{name} is not {}", self.draw.pick(&CHOICE)),
                1 => format!("{name} in warm"),
                2 => format!("{name} >= colour.{}", self.draw.pick(&CHOICE)),
                _ => format!("{name} in [red, {}]", self.draw.pick(&CHOICE)),
            },
            Kind::Side => format!("{name} is {}", self.draw.pick(&SIDE)),
            Kind::Set => format!("colour.{} in {name}", self.draw.pick(&CHOICE)),
            Kind::Text => format!("{name} in [\"{}\", \"2026-03\", \"k1\"]", self.draw.pick(&TEXTS)),
            Kind::Outcome => match self.draw.below(2) {
                0 => format!("{name} is {}", self.draw.pick(&["included", "excluded", "undetermined"])),
                _ => format!("not {name}"),
            },
            _ => {
                let (sign, fixed) = (self.draw.pick(&SIGNS), format!("2026-0{}-28", self.draw.between(1, 9)));
                let other = if self.draw.chance(50) { self.date(at) } else { None };
                format!("{name} {sign} {}", other.unwrap_or(fixed))
            }
        };
        let otherwise = self.draw.chance(40);
        seen.and(&condition, otherwise)
    }
}
