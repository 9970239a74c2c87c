//! Trees with every rule for missing values and every step.

use super::Writer;

impl Writer<'_, '_, '_> {
    /// ` by mean { … }`, with children that are leaves or, down to a depth, nodes.
    pub(super) fn body(&mut self, at: usize, depth: usize) -> String {
        let plain = ["", "", "", "", "mean", "geometric mean", "sum", "minimum", "maximum", "median"];
        let others = ["product", "weighted sum", "harmonic mean", "power mean of 2", "power mean of -0.5"];
        let how = if self.draw.chance(25) { self.draw.pick(&others) } else { self.draw.pick(&plain) };
        let means = ["geometric mean", "harmonic mean", "power mean of 2", "power mean of -0.5"];
        let weighted = ["", "weighted sum"].contains(&how) || means.contains(&how) && self.draw.chance(50);
        let by = if how.is_empty() { String::new() } else { format!("by {how} ") };
        let mut lines = vec![String::new()];
        for _ in 0..self.draw.between(1, 4) {
            let weight = match (weighted, how) {
                (false, _) => String::new(),
                // The weights of a geometric mean are whole parts.
                (true, "geometric mean") => format!("{} ", self.draw.between(1, 9)),
                (true, "weighted sum") if self.draw.chance(40) => format!("-{} ", self.weight()),
                (true, _) if self.draw.chance(12) => format!("({}) ", self.weight_of(at)),
                (true, _) => format!("{} ", self.weight()),
            };
            let name = self.name();
            let content = if depth > 0 && !others.contains(&how) && self.draw.chance(35) {
                self.body(at, depth - 1)
            } else {
                let value = self.leaf(at);
                // Usually a geometric mean has no values below zero; products stay small.
                match how {
                    "geometric mean" if !self.draw.chance(10) => format!("= limited({value}, 0..1000)"),
                    "product" => format!("= limited({value}, -9..9)"),
                    _ if others.contains(&how) => format!("= limited({value}, 1..100)"),
                    _ => format!("= {value}"),
                }
            };
            lines.push(format!("{weight}{name} {content}"));
        }
        let children = lines.len() - 1;
        let shared = !["product", "weighted sum"].contains(&how);
        lines[0] = format!("missing {}", self.tree_rule(children, shared, how.is_empty() || how == "mean"));
        for _ in 0..self.draw.below(4) {
            lines.push(self.step(at));
        }
        format!("{by}{{\n{}\n}}", lines.join("\n"))
    }

    /// A number; for groups usually an aggregate of their rows.
    fn leaf(&mut self, at: usize) -> String {
        let together = self.places[at].parts > 0 && self.draw.chance(70);
        let together = if together { self.together(at, 1) } else { None };
        together.unwrap_or_else(|| self.number(at, 2))
    }

    fn weight(&mut self) -> String {
        match self.draw.below(4) {
            0 => self.draw.between(1, 9).to_string(),
            1 => format!("{}.{}", self.draw.between(0, 3), self.draw.between(1, 9)),
            2 => format!("{}%", self.draw.between(1, 99)),
            _ => self.draw.pick(&["33.33", "1", "0.125", "7"]).to_string(),
        }
    }

    /// The rule for a missing child. If weights are `shared`, others can take over its share, and if `across`, all
    /// leaves can.
    fn tree_rule(&mut self, children: usize, shared: bool, across: bool) -> String {
        match self.draw.below(if shared { 8 } else { 3 }) {
            0 => "propagates".into(),
            1 => format!("counts as {}", self.draw.between(1, 5)),
            2 => "fails".into(),
            7 if across => self.draw.pick(&["renormalise across", "renormalise across if at least 40%"]).into(),
            3 => format!("renormalise within parent if at least {}", self.draw.between(1, children as i64)),
            4 => format!("renormalise within parent if at least {}%", self.draw.between(1, 100)),
            _ => "renormalise within parent".into(),
        }
    }

    fn step(&mut self, at: usize) -> String {
        match self.draw.below(6) {
            0 => format!("then rounded {}", self.rounding()),
            1 => format!("then plus {}", self.leaf(at)),
            2 => {
                let name = self.name();
                format!("then minus {name} = {}", self.leaf(at))
            }
            3 => {
                let (lo, when) = (self.draw.between(-10, 40), self.draw.chance(30));
                let when = if when { format!(" when {}", self.condition(at, 0)) } else { String::new() };
                format!("then limited {lo}..{}{when}", lo + self.draw.between(0, 90))
            }
            4 => format!("then capped at {}", self.leaf(at)),
            _ => {
                let (cap, when) = (self.leaf(at), self.leaf(at));
                format!("then capped at {cap} when {when} >= {}", self.literal())
            }
        }
    }
}
