//! Rule text: expressions, trees with every rule for missing values and every step, groupings.
//!
//! What is written is always legal: where the language asks for an answer, one is drawn.

use super::data::{CHOICE, Column, Kind, TEXTS};
use super::draw::Draw;

/// A policy in the making.
pub struct Writer<'c, 'd, 'n> {
    pub columns: &'c [Column],
    pub draw: &'d mut Draw<'n>,
    /// Counts names.
    names: usize,
    /// Names of the `let`s that stand so far, for expressions to use.
    lets: Vec<String>,
}

const MODES: [&str; 5] = ["half up", "half away from zero", "half even", "up", "down"];
const LISTS: [&str; 4] = ["mean", "sum", "min", "max"];

impl<'c, 'd, 'n> Writer<'c, 'd, 'n> {
    pub fn new(columns: &'c [Column], draw: &'d mut Draw<'n>) -> Self {
        Writer { columns, draw, names: 0, lets: Vec::new() }
    }

    /// The policy without tiers: table, lets and tree of rows, lets and tree of groups.
    pub fn policy(&mut self) -> String {
        let declarations = self.columns.iter().map(Column::declaration).collect::<Vec<_>>().join("\n");
        let mut text = format!(
            "policy generated\nchoice colour {{ {} }}\ntable t dated d {{\n  key id : count\n  g : text\n  h : count\n  d : date\n{declarations}\n}}\n",
            CHOICE.join(", ")
        );
        text.push_str("subject s = t by g, h\nparam p = 2.5\nlet up(x : number) = x * 3 + p\n");
        for i in 0..self.draw.below(3) {
            let value = self.number(2);
            text.push_str(&format!("let l{i} of t = {value}\n"));
            self.lets.push(format!("l{i}"));
        }
        let body = self.body(2, Scope::Rows);
        text.push_str(&format!("tree score of t {body}\n"));
        let body = self.body(1, Scope::Groups);
        text.push_str(&format!("tree group_score of s {body}\n"));
        text
    }

    fn name(&mut self) -> String {
        self.names += 1;
        format!("n{}", self.names)
    }

    /// ` by mean { … }`, with children that are leaves or, down to a depth, nodes.
    fn body(&mut self, depth: usize, scope: Scope) -> String {
        let how = self.draw.pick(&["", "", "", "mean", "geometric mean", "sum", "minimum", "maximum"]);
        let weighted = how.is_empty() || how == "geometric mean" && self.draw.chance(50);
        let by = if how.is_empty() { String::new() } else { format!("by {how} ") };
        let mut lines = vec![String::new()];
        for _ in 0..self.draw.between(1, 4) {
            let weight = match (weighted, how.is_empty()) {
                (true, true) => format!("{} ", self.weight()),
                // The weights of a geometric mean are whole parts.
                (true, false) => format!("{} ", self.draw.between(1, 9)),
                (false, _) => String::new(),
            };
            let name = self.name();
            let content = if depth > 0 && self.draw.chance(35) {
                self.body(depth - 1, scope)
            } else {
                let value = match scope {
                    Scope::Rows => self.number(2),
                    Scope::Groups => self.of_group(1),
                };
                // A geometric mean is of values that are not below zero, most of the time.
                let tame = how == "geometric mean" && !self.draw.chance(10);
                if tame { format!("= limited({value}, 0..1000)") } else { format!("= {value}") }
            };
            lines.push(format!("{weight}{name} {content}"));
        }
        let children = lines.len() - 1;
        lines[0] = format!("missing {}", self.tree_rule(children));
        for _ in 0..self.draw.below(4) {
            lines.push(self.step(scope));
        }
        format!("{by}{{\n{}\n}}", lines.join("\n"))
    }

    fn weight(&mut self) -> String {
        match self.draw.below(4) {
            0 => self.draw.between(1, 9).to_string(),
            1 => format!("{}.{}", self.draw.between(0, 3), self.draw.between(1, 9)),
            2 => format!("{}%", self.draw.between(1, 99)),
            _ => self.draw.pick(&["33.33", "1", "0.125", "7"]).to_string(),
        }
    }

    fn tree_rule(&mut self, children: usize) -> String {
        match self.draw.below(6) {
            0 => "unscored".into(),
            1 => format!("counts as {}", self.draw.between(0, 5)),
            2 => format!("renormalise within parent if at least {}", self.draw.between(1, children as i64)),
            3 => format!("renormalise within parent if at least {}%", self.draw.between(1, 100)),
            _ => "renormalise within parent".into(),
        }
    }

    fn step(&mut self, scope: Scope) -> String {
        let value = |w: &mut Self| match scope {
            Scope::Rows => w.number(1),
            Scope::Groups => w.of_group(1),
        };
        match self.draw.below(6) {
            0 => format!("then rounded {}", self.rounding()),
            1 => format!("then plus {}", value(self)),
            2 => {
                let name = self.name();
                format!("then minus {name} = {}", value(self))
            }
            3 => {
                let lo = self.draw.between(-10, 40);
                format!("then limited {lo}..{}", lo + self.draw.between(0, 90))
            }
            4 => format!("then capped at {}", value(self)),
            _ => {
                let (at, when) = (value(self), value(self));
                format!("then capped at {at} when {when} >= {}", self.literal())
            }
        }
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

    fn column(&mut self, wanted: impl Fn(&Column) -> bool) -> Option<&'c Column> {
        let fitting: Vec<&Column> = self.columns.iter().filter(|c| wanted(c)).collect();
        (!fitting.is_empty()).then(|| fitting[self.draw.below(fitting.len())])
    }

    /// A number of a row.
    pub fn number(&mut self, depth: usize) -> String {
        if depth == 0 || self.draw.chance(25) {
            return match self.draw.below(5) {
                0 => self.literal(),
                1 if !self.lets.is_empty() => self.lets[self.draw.below(self.lets.len())].clone(),
                _ => self.column(Column::is_number).map_or("4.5".into(), |c| c.name.clone()),
            };
        }
        let a = self.number(depth - 1);
        match self.draw.below(20) {
            0 => format!("({a} + {})", self.number(depth - 1)),
            1 => format!("({a} - {})", self.number(depth - 1)),
            2 => format!("({a} * {})", self.number(depth - 1)),
            3 => format!("({a} / ({} + 0))", self.number(depth - 1)),
            4 => format!("({a} / {})", self.draw.pick(&["3", "7", "0.25", "11"])),
            5 | 6 => {
                let (lo, to) = (self.draw.between(-3, 9), self.draw.pick(&["0..100", "100..0", "0..1", "-5..7"]));
                let clamp = self.draw.pick(&["clamped", "unclamped"]);
                format!("linear({a}, {lo}..{} to {to}, {clamp})", lo + self.draw.between(1, 30))
            }
            7 => format!("rounded({a}, {})", self.rounding()),
            8 => self.half(),
            9 => format!("limited({a}, {}..100)", self.draw.between(-9, 50)),
            10 | 11 => self.list(&a, depth),
            12 | 13 => {
                let (condition, otherwise) = (self.condition(depth - 1), self.number(depth - 1));
                format!("first {{ {a} when {condition}, otherwise {otherwise} }}")
            }
            14 => format!("({a} default {})", self.number(depth - 1)),
            15 => format!("abs({a})"),
            16 => format!("(-{a})"),
            17 => match self.draw.below(5) {
                0 => format!("sqrt(abs({a}), to {} decimals)", self.draw.between(0, 12)),
                1 => format!("logarithmic({a}, 2..50 to 0..100, clamped)"),
                2 => format!("ln({a}, to 6 decimals)"),
                3 => format!("power({a}, 3, to 5 decimals)"),
                _ => format!("geometric_mean(abs({a}), 2, missing unscored, to 8 decimals)"),
            },
            18 => format!("up({a})"),
            _ => format!("count({a}, {})", self.number(depth - 1)),
        }
    }

    /// A rounding of what is often exactly half way, on either side of zero.
    fn half(&mut self) -> String {
        let column = self.column(|c| matches!(c.kind, Kind::Rating(_))).map_or("3".into(), |c| c.name.clone());
        let (less, mode) = (self.draw.between(0, 8), self.draw.pick(&MODES));
        format!("rounded(({column} - {less}) / 2, {mode} to 0 decimals)")
    }

    fn list(&mut self, a: &str, depth: usize) -> String {
        let (how, b, c) = (self.draw.pick(&LISTS), self.number(depth - 1), self.number(0));
        format!(
            "{how}({a}, {b}, {c}, {}, {})",
            self.list_rule(),
            self.draw.pick(&["none missing", "none 0", "none 7.5"])
        )
    }

    fn list_rule(&mut self) -> String {
        match self.draw.below(5) {
            0 => "missing unscored".into(),
            1 => "missing counts as 1.5".into(),
            2 => "missing skipped if at least 2".into(),
            3 => "missing skipped if at least 60%".into(),
            _ => "missing skipped".into(),
        }
    }

    /// A condition on a row.
    fn condition(&mut self, depth: usize) -> String {
        if depth > 0 && self.draw.chance(35) {
            let (a, b) = (self.condition(depth - 1), self.condition(depth - 1));
            return match self.draw.below(4) {
                0 => format!("({a} and {b})"),
                1 => format!("({a} or {b})"),
                2 => format!("(not ({a}))"),
                _ => format!("(({a}) default no)"),
            };
        }
        match self.draw.below(6) {
            0 => {
                let column = self.column(|c| matches!(c.kind, Kind::Rating(_))).map_or("3".into(), |c| c.name.clone());
                format!("{column} {} {}", self.draw.pick(&[">=", ">", "<=", "<"]), self.draw.between(1, 5))
            }
            1 => {
                let (a, sign, b) = (self.number(depth), self.draw.pick(&[">=", ">", "<=", "<"]), self.number(0));
                format!("{a} {sign} {b}")
            }
            2 => {
                let lo = self.draw.between(0, 5);
                format!("{} in {lo}..{}", self.number(0), lo + self.draw.between(0, 40))
            }
            3 => self.column(|c| c.missing).map_or("1 >= 2".into(), |c| format!("{} is missing", c.name)),
            _ => self.column_condition(),
        }
    }

    fn column_condition(&mut self) -> String {
        let Some(column) = self.column(|c| !c.is_number()) else { return "3 is 3".into() };
        let name = &column.name;
        match column.kind {
            Kind::YesNo => format!("{name} is yes"),
            Kind::Choice => match self.draw.below(2) {
                0 => format!("{name} is not {}", self.draw.pick(&CHOICE)),
                _ => format!("{name} in [red, {}]", self.draw.pick(&CHOICE)),
            },
            Kind::Text => format!("{name} in [\"{}\", \"q\"]", self.draw.pick(&TEXTS)),
            _ => format!("{name} >= 2026-0{}-15", self.draw.between(1, 9)),
        }
    }

    /// A number of a group.
    fn of_group(&mut self, depth: usize) -> String {
        if depth > 0 && self.draw.chance(40) {
            let (a, b) = (self.of_group(depth - 1), self.of_group(depth - 1));
            return match self.draw.below(5) {
                0 => format!("({a} / ({b} + 0))"),
                1 => format!("mean({a}, {b}, {}, none missing)", self.list_rule()),
                2 => format!("rounded({a}, {})", self.rounding()),
                3 => format!("linear({a}, 1..5 to 0..100, clamped)"),
                _ => format!("({a} + {b})"),
            };
        }
        let condition = match self.draw.below(3) {
            0 => format!(" where (({}) default {})", self.condition(1), self.draw.pick(&["no", "yes"])),
            _ => String::new(),
        };
        if self.draw.chance(15) {
            return format!("count(t{condition})");
        }
        let (how, value) = (self.draw.pick(&LISTS), self.number(1));
        let weight = self
            .column(|c| !c.missing && matches!(c.kind, Kind::Rating(_) | Kind::Number { lo: 0, .. }))
            .filter(|_| how == "mean")
            .map_or(String::new(), |c| format!(" weighted {}", c.name));
        let none = self.draw.pick(&["none missing", "none 0"]);
        format!("{how}({value} of t{condition}{weight}, {}, {none})", self.list_rule())
    }
}

/// Whose values an expression is about.
#[derive(Clone, Copy)]
enum Scope {
    Rows,
    Groups,
}
