//! Rows aggregated to one value of the subject to which they belong.

use super::Writer;
use crate::agreement::column::Kind;

impl Writer<'_, '_, '_> {
    /// A number from rows that belong to a subject; `None` if there are no such rows.
    pub(super) fn together(&mut self, at: usize, depth: usize) -> Option<String> {
        let named = self.rows(at)?;
        let (rows, among) = (named.of, named.text());
        let none = self.draw.pick(&["if empty missing", "if empty 0"]);
        Some(match self.draw.below(17) {
            0 | 1 => format!("count({among})"),
            2 | 3 => {
                let rule = self.list_rule();
                format!("median({} of {among}, {rule}, {none})", self.number(rows, depth))
            }
            4 => format!("share({} of {among}, {}, {none})", self.condition(rows, depth), self.list_rule()),
            5 | 6 => {
                let value = self.pick(rows, |s| s.guards.is_empty()).map_or("1".into(), |s| s.text);
                format!("count_distinct({value} of {among}, {})", self.known_rule())
            }
            12..=14 => self.statistic(&named, depth),
            15 | 16 => self.rank(at, depth)?,
            _ => {
                let how = self.draw.pick(&["mean", "mean", "sum", "min", "min", "max"]);
                let (value, rule) = (self.number(rows, depth), self.list_rule());
                let weighted = how == "mean" && self.draw.chance(60);
                let weight = if weighted { format!(" weighted {}", self.weight_of(rows)) } else { String::new() };
                format!("{how}({value} of {among}{weight}, {rule}, {none})")
            }
        })
    }

    /// A weight of rows: never missing and never below zero.
    pub(super) fn weight_of(&mut self, rows: usize) -> String {
        let whole = |kind: &Kind| matches!(kind, Kind::Rating(_) | Kind::Number { lo: 0, .. });
        match self.pick(rows, |s| !s.missing && s.guards.is_empty() && whole(&s.kind)) {
            Some(seen) if self.draw.chance(60) => seen.text,
            _ => format!("limited({} default 1, 0..9)", self.number(rows, 0)),
        }
    }

    /// Whether a condition holds for some or all rows.
    pub(super) fn holds_of(&mut self, at: usize, depth: usize) -> Option<String> {
        let named = self.rows(at)?;
        let (rows, among) = (named.of, named.text());
        let condition = self.condition(rows, depth);
        let known = self.pick(rows, |s| s.missing && s.is_name() && matches!(s.kind, Kind::Rating(_)));
        Some(match (self.draw.below(7), known) {
            (0 | 1, _) => format!("any({condition} of {among})"),
            // The condition is seldom no, so that a row for which it is unknown decides.
            (2, _) => format!("all(({condition}) or ({}) of {among})", self.condition(rows, 0)),
            (3 | 4, Some(seen)) => format!("all({} >= 1 of {among})", seen.text),
            _ => format!("exists({})", named.and(condition).text()),
        })
    }
}
