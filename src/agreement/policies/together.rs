//! Rows brought to one value of those that they belong to.

use super::{LISTS, Writer};
use crate::agreement::column::Kind;

impl Writer<'_, '_, '_> {
    /// A number of rows that belong to a subject; `None` where none do.
    pub(super) fn together(&mut self, at: usize, depth: usize) -> Option<String> {
        let (rows, among) = self.rows(at)?;
        let none = self.draw.pick(&["none missing", "none 0"]);
        Some(match self.draw.below(12) {
            0 | 1 => format!("count({among})"),
            2 | 3 => {
                let rule = self.list_rule();
                format!("median({} of {among}, {rule}, {none})", self.number(rows, depth))
            }
            4 => format!("share({} of {among}, {}, {none})", self.condition(rows, depth), self.list_rule()),
            5 | 6 => {
                let value = self.pick(rows, |s| s.guards.is_empty()).map_or("1".into(), |s| s.text);
                let rule = self.draw.pick(&["missing skipped", "missing unscored", "missing skipped if at least 2"]);
                format!("count_distinct({value} of {among}, {rule})")
            }
            _ => {
                let (how, value, rule) = (self.draw.pick(&LISTS), self.number(rows, depth), self.list_rule());
                let weighted = how == "mean" && self.draw.chance(40);
                let weight = if weighted { format!(" weighted {}", self.weight_of(rows)) } else { String::new() };
                format!("{how}({value} of {among}{weight}, {rule}, {none})")
            }
        })
    }

    /// A weight of rows: never missing and never below zero.
    fn weight_of(&mut self, rows: usize) -> String {
        let whole = |kind: &Kind| matches!(kind, Kind::Rating(_) | Kind::Number { lo: 0, .. });
        match self.pick(rows, |s| !s.missing && s.guards.is_empty() && whole(&s.kind)) {
            Some(seen) if self.draw.chance(60) => seen.text,
            _ => format!("limited({} default 1, 0..9)", self.number(rows, 0)),
        }
    }

    /// Whether rows are there for which something holds.
    pub(super) fn holds_of(&mut self, at: usize, depth: usize) -> Option<String> {
        let (rows, among) = self.rows(at)?;
        let condition = self.condition(rows, depth);
        Some(match self.draw.below(6) {
            0 | 1 => format!("any({condition} of {among})"),
            // Seldom no, so that a row of which it is unknown decides.
            2 | 3 => format!("all(({condition}) or ({}) of {among})", self.condition(rows, 0)),
            _ if among.contains(" where ") => format!("exists({among} and {condition})"),
            _ => format!("exists({among} where {condition})"),
        })
    }

    /// Rows that belong to a subject, with a condition or without one: their place, and how the page names them.
    fn rows(&mut self, at: usize) -> Option<(usize, String)> {
        let downs = self.places[at].downs.len();
        let down = (downs > 0).then(|| self.draw.below(downs))?;
        let (of, joined) = (self.places[at].downs[down].of, self.places[at].downs[down].joined.clone());
        let place = &self.places[of];
        let all_periods = place.dated && joined.is_none() && self.draw.chance(12);
        let name = place.name.clone() + if all_periods { " of all periods" } else { "" };
        let condition = self.draw.chance(35).then(|| {
            let condition = self.condition(of, 1);
            format!("(({condition}) default {})", self.draw.pick(&["no", "yes"]))
        });
        let conditions: Vec<String> = joined.into_iter().chain(condition).collect();
        Some((of, if conditions.is_empty() { name } else { format!("{name} where {}", conditions.join(" and ")) }))
    }
}
