//! Numbers and dates.

use super::{LISTS, MODES, Writer};
use crate::agreement::column::Kind;

impl Writer<'_, '_, '_> {
    /// A number of a subject.
    pub(super) fn number(&mut self, at: usize, depth: usize) -> String {
        if depth == 0 || self.draw.chance(25) {
            return match self.draw.below(6) {
                0 => self.literal(),
                _ => self.pick(at, |s| s.kind.is_number()).map_or("4.5".into(), |s| s.or("2")),
            };
        }
        if self.draw.chance(if self.places[at].own.is_empty() { 90 } else { 20 })
            && let Some(together) = self.together(at, depth - 1)
        {
            return together;
        }
        let a = self.number(at, depth - 1);
        match self.draw.below(22) {
            0 => format!("({a} + {})", self.number(at, depth - 1)),
            1 => format!("({a} - {})", self.number(at, depth - 1)),
            2 => format!("({a} * {})", self.number(at, depth - 1)),
            3 => {
                // A divisor that is known to be zero is refused, so it contains data.
                let column = |kind: &Kind| kind.is_number() && *kind != Kind::Computed;
                let own = self.pick(at, |s| column(&s.kind)).map_or("7".into(), |s| s.or("2"));
                let more =
                    if self.draw.chance(40) { format!(" + {}", self.number(at, depth - 1)) } else { String::new() };
                format!("({a} / ({own}{more}))")
            }
            4 => format!("({a} / {})", self.draw.pick(&["3", "7", "0.25", "11"])),
            5 | 6 => {
                let (lo, to) = (self.draw.between(-3, 9), self.draw.pick(&["0..100", "100..0", "0..1", "-5..7"]));
                let clamp = self.draw.pick(&["clamped", "unclamped"]);
                format!("linear({a}, {lo}..{} to {to}, {clamp})", lo + self.draw.between(1, 30))
            }
            7 => format!("rounded({a}, {})", self.rounding()),
            8 => self.half(at),
            9 => format!("limited({a}, {}..100)", self.draw.between(-9, 50)),
            10 | 11 => self.list(at, &a, depth),
            12 | 13 => {
                let (condition, otherwise) = (self.condition(at, depth - 1), self.number(at, depth - 1));
                let gap = self.gap();
                match self.draw.below(5) {
                    0 => format!("first {{ {gap} when {condition}, otherwise {a} }}"),
                    1 => {
                        let further = self.condition(at, 0);
                        format!("first {{ {a} when {condition}, {gap} when {further}, otherwise {otherwise} }}")
                    }
                    2 => format!("first {{ {a} when {condition}, otherwise {gap} }}"),
                    _ => format!("first {{ {a} when {condition}, otherwise {otherwise} }}"),
                }
            }
            14 => format!("({a} default {})", self.number(at, depth - 1)),
            15 => format!("abs({a})"),
            16 => format!("(-{a})"),
            17 => self.root(&a),
            18 => match self.draw.below(3) {
                0 => self.at_another_key(at).unwrap_or(a),
                1 => format!("up({a})"),
                _ => format!("band({a})"),
            },
            19 => self.days(at),
            20 => {
                let scale = self.draw.pick(&["pts", "few"]);
                self.pick(at, |s| s.kind == Kind::Choice).map_or(a, |s| format!("{scale}({})", s.or("colour.blue")))
            }
            _ => format!("count({a}, {})", self.number(at, depth - 1)),
        }
    }

    fn root(&mut self, a: &str) -> String {
        match self.draw.below(5) {
            0 => format!("sqrt(abs({a}), to {} decimals)", self.draw.between(0, 12)),
            1 => format!("logarithmic({a}, 2..50 to 0..100, clamped)"),
            2 => format!("ln({a}, to 6 decimals)"),
            3 => format!("power({a}, 3, to 5 decimals)"),
            _ => format!("geometric_mean(abs({a}), 2, missing propagates, to 8 decimals)"),
        }
    }

    /// A rounding of a value that is often exactly half way, above or below zero.
    fn half(&mut self, at: usize) -> String {
        let column = self.rating(at);
        let (less, mode) = (self.draw.between(0, 8), self.draw.pick(&MODES));
        format!("rounded(({column} - {less}) / 2, {mode} to 0 decimals)")
    }

    /// A small whole number.
    pub(super) fn rating(&mut self, at: usize) -> String {
        self.pick(at, |s| matches!(s.kind, Kind::Rating(_))).map_or("3".into(), |s| s.or("3"))
    }

    fn list(&mut self, at: usize, a: &str, depth: usize) -> String {
        let (how, b, c) = (self.draw.pick(&LISTS), self.number(at, depth - 1), self.number(at, 0));
        let (rule, none) = (self.list_rule(), self.draw.pick(&["if empty missing", "if empty 0", "if empty 7.5"]));
        format!("{how}({a}, {b}, {c}, {rule}, {none})")
    }

    /// The days between two dates.
    fn days(&mut self, at: usize) -> String {
        match (self.date(at), self.date(at)) {
            (Some(a), Some(b)) => format!("(({a} - {b}) / 1 day)"),
            _ => self.literal(),
        }
    }

    /// A date, moved or not.
    pub(super) fn date(&mut self, at: usize) -> Option<String> {
        let date = self.pick(at, |s| s.kind == Kind::Date)?.or("2026-05-31");
        Some(match self.draw.below(5) {
            4 => format!("(first {{ {} when {}, otherwise {date} }})", self.gap(), self.condition(at, 0)),
            0 => format!("({date} {} {} months)", self.draw.pick(&["+", "-"]), self.draw.between(1, 14)),
            1 => format!("({date} {} {} days)", self.draw.pick(&["+", "-"]), self.draw.between(0, 45)),
            _ => format!("({date})"),
        })
    }
}
